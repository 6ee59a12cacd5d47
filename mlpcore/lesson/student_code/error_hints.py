"""What an exception of Python or NumPy means for a line of the blackboard, in words.

`hint(error, source, variables, given)` says it of the line `source`; '' where nothing is known.
"""

import ast
import re
from collections.abc import Mapping, Sequence

import numpy as np

QUANTITY = re.compile(r"x|y|o|eta|eps|d_o|(W|b|net|z|delta|dW|db)_\d+")
OF_POWER = "a power is written ** in Python; ^ is another thing"
OF_VECTORS = (
    "an array with one index is neither row nor column, and .T changes nothing in it: np.outer "
    "makes a matrix of two"
)


def hint(
    error: BaseException, source: str, variables: Mapping[str, object], given: Sequence[str]
) -> str:
    """The meaning of the error; `variables` are those of the function, `given` its parameters."""
    if isinstance(error, NameError) and QUANTITY.fullmatch(error.name or ""):
        slope = "; tanh has its slope from its output" * str(error.name).startswith("net_")
        return f"given are {', '.join(given)}{slope}"
    if isinstance(error, TypeError) and ("bitwise_xor" in str(error) or "for ^" in str(error)):
        return OF_POWER
    return OF_VECTORS if "matmul" in str(error) and _of_two_vectors(source, variables) else ""


def _of_two_vectors(source: str, variables: Mapping[str, object]) -> bool:
    """Whether some @ in the line stands between two arrays with one index."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # one of several lines of a statement
        return False
    products = (n for n in ast.walk(tree) if isinstance(n, ast.BinOp))
    return any(
        isinstance(each.op, ast.MatMult)
        and all(_is_vector(_value(side, variables)) for side in (each.left, each.right))
        for each in products
    )


def _is_vector(value: object) -> bool:
    return isinstance(value, np.ndarray) and value.ndim == 1


def _value(node: ast.expr, variables: Mapping[str, object]) -> object:
    """What a name, or its .T, stands for; None for anything else."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        node = node.value
    return variables.get(node.id) if isinstance(node, ast.Name) else None
