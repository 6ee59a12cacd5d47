"""An answer that was typed: numbers, lists and matrices, read without running anything.

`typed("[0.5, -1/4]")` gives [0.5, -0.25]. Read as Python writes numbers,
lists and tuples; a quotient such as 1/4, a true minus and the cross of a shape, 5×4 or 5x4, count
too.
"""

import ast
import re
from typing import Any

LONGEST = 400  # characters
DEEPEST = 3  # brackets in brackets
CROSS = re.compile(r"(?<=\d)\s*[x×]\s*(?=\d)")
EXPECTED = "expected a number, or a list such as [0.1, -0.2], or rows such as [[1, 2], [3, 4]]"


def typed(text: str) -> Any:
    """The numbers of a text, as a number, a tuple or lists; ValueError says what was expected."""
    if len(text) > LONGEST:
        raise ValueError(f"an answer has at most {LONGEST} characters, not {len(text)}")
    plain = CROSS.sub(", ", text.strip()).replace("−", "-").replace("½", "0.5")
    if not plain:
        raise ValueError(f"the box is empty: {EXPECTED}")
    try:
        tree = ast.parse(plain, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(f"cannot read {text.strip()!r:.40}: {EXPECTED}") from None
    return _value(tree, DEEPEST)


def _value(node: ast.AST, deepest: int) -> Any:
    """A list, a tuple or a number."""
    if isinstance(node, ast.List | ast.Tuple):
        if deepest == 0:
            raise ValueError(f"brackets in brackets in brackets: {EXPECTED}")
        entries = [_value(each, deepest - 1) for each in node.elts]
        return entries if isinstance(node, ast.List) else tuple(entries)
    return _number(node)


def _number(node: ast.AST) -> float:
    """A number, with a sign or as a quotient of two."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return _float(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        size = _number(node.operand)
        return -size if isinstance(node.op, ast.USub) else size
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        below = _number(node.right)
        if below == 0:
            raise ValueError("a quotient has 0 below its line")
        return _number(node.left) / below
    raise ValueError(f"only numbers count: {EXPECTED}")


def _float(value: Any) -> float:
    """A finite number."""
    try:
        number = float(value)
    except OverflowError:
        number = float("inf")
    if number == float("inf"):
        raise ValueError("a number is too large")
    return number
