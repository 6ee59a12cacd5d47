"""The lines of `mlpcore` that compute the quantities, read from its source, their indices put in.

`line("delta[l]", l=1)` finds the line that begins `delta[l] =` in the way forward, the way back,
the descent or the loss, and gives it for l = 1: formula and code cannot drift apart. Only the
Jacobian, which no line of a pass computes, is a call that is written here.
"""

import ast
import inspect
from copy import deepcopy
from functools import cache
from textwrap import dedent

from mlpcore.backprop import propagate
from mlpcore.losses import Loss
from mlpcore.network import MLP


@cache
def line(target: str, **indices: int) -> str:
    """The line that computes what is written so, with numbers for l and h.

    KeyError where no line does.
    """
    return ast.unparse(_Indices(indices).visit(deepcopy(statements()[target])))


@cache
def statements() -> dict[str, ast.stmt]:
    """The lines of I-V, by what stands on their left."""
    found: dict[str, ast.stmt] = {"J": ast.parse("J = f[l].jacobian(net[l])").body[0]}
    for function in (MLP.feed, propagate, MLP.descend):
        for node in ast.walk(ast.parse(dedent(inspect.getsource(function)))):
            if isinstance(node, ast.Assign):
                found |= dict([_of_each(node)])
    found["delta[h + 1] with d_o"] = _with_d_o()
    return found


def _of_each(node: ast.Assign) -> tuple[str, ast.stmt]:
    """A line; `dW = [… for l in …]` as the line for each l."""
    target, value = node.targets[0], node.value
    if isinstance(value, ast.ListComp) and isinstance(target, ast.Name):
        target = ast.Subscript(target, ast.Name("l"))
        node = ast.Assign([target], value.elt, lineno=node.lineno)
    return ast.unparse(target), node


def _with_d_o() -> ast.stmt:
    """δ of the output as `Loss.delta` finds it from ∂ε/∂o, which stands on the line before."""
    source = ast.parse(dedent(inspect.getsource(Loss.delta)))
    returned = [node.value for node in ast.walk(source) if isinstance(node, ast.Return)]
    pulled_back = next(each for each in returned if each and "self.gradient(" in ast.unparse(each))
    value = _OfTheOutput().visit(pulled_back)
    target = ast.parse("delta[h + 1]", mode="eval").body
    return ast.Assign([target], value, lineno=1)


class _Indices(ast.NodeTransformer):
    """Numbers for l and h, and their sums worked out."""

    def __init__(self, indices: dict[str, int]) -> None:
        self.indices = indices

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """A layer, l or h, is a number."""
        number = self.indices.get(node.id)
        return node if number is None else ast.Constant(number)

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """1 + 1 is 2."""
        self.generic_visit(node)
        ends = [getattr(each, "value", None) for each in (node.left, node.right)]
        numbers = [each for each in ends if isinstance(each, int)]
        if len(numbers) < len(ends):
            return node
        left, right = numbers
        return ast.Constant(left + right if isinstance(node.op, ast.Add) else left - right)


class _OfTheOutput(ast.NodeTransformer):
    """What `Loss.delta` calls f, net and gradient(y, f(net)), as the way back calls it."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """The gradient of the loss is ∂ε/∂o."""
        if isinstance(node.func, ast.Attribute) and node.func.attr == "gradient":
            return ast.Name("d_o")
        self.generic_visit(node)
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """What is called f and net are those of the output."""
        of_output = node.id in ("f", "net")
        return ast.parse(f"{node.id}[h + 1]", mode="eval").body if of_output else node
