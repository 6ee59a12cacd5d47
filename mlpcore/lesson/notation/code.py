"""Lines of code in the letters of a book: names and layers of a syntax tree, never of its text.

`in_letters("z[1] = f[1](net[1])", Notation(1, name="nielsen"), False)` is `a[2] = f[2](z[2])`.
Where a book has units in rows, `turned` writes the products as they then stand: what is
`matvec(W[0].T, z[0])` in the notes is `w[2] @ a[1]`.
"""

import ast
from collections.abc import Mapping
from functools import lru_cache
from typing import Protocol


class Letters(Protocol):
    """What a line needs of a notation."""

    h: int

    @property
    def names(self) -> Mapping[str, str]:
        """The names of the book by those of `mlpcore`."""

    def number(self, kind: str, layer: int) -> int:
        """The number that the book gives a layer."""


@lru_cache(maxsize=4096)
def in_letters(line: str, letters: Letters, turned: bool) -> str:
    """The line with the names and layers of a book; SyntaxError for what is no Python."""
    tree: ast.AST = ast.parse(line)
    if turned:
        tree = _Turned().visit(tree)
    return ast.unparse(_Spelled(letters).visit(tree))


class _Turned(ast.NodeTransformer):
    """The products of the blackboard where units stand in rows, so that W is the transpose."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """A matrix and a vector, two vectors, or the mean over the rows."""
        self.generic_visit(node)
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "matvec":
            matrix, vector = node.args
            is_t = isinstance(matrix, ast.Attribute) and matrix.attr == "T"
            other = matrix.value if isinstance(matrix, ast.Attribute) else matrix
            left = other if is_t else ast.Attribute(matrix, "T")
            return ast.BinOp(left, ast.MatMult(), vector)
        if name == "outer":
            return ast.Call(node.func, node.args[::-1], [])
        return node.args[0] if name == "mean_row" else node


class _Spelled(ast.NodeTransformer):
    """The names of a book, and the numbers that it gives the layers."""

    def __init__(self, letters: Letters) -> None:
        self.letters = letters

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """A name without a layer."""
        return ast.Name(self.letters.names.get(node.id, node.id))

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """A name with its layer; the output has a name of its own in some books."""
        layer = getattr(node.slice, "value", None)
        if not (isinstance(node.value, ast.Name) and isinstance(layer, int)):
            self.generic_visit(node)
            return node
        name, names = node.value.id, self.letters.names
        if name == "z" and layer == self.letters.h + 1 and "o" in names:
            return ast.Name(names["o"])
        number = ast.Constant(self.letters.number(name, layer))
        return ast.Subscript(ast.Name(names.get(name, name)), number)
