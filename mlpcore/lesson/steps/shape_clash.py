"""Products that say in words where shapes clash.

`product` (matrix times vector), `hadamard` (⊙) and `same_shape` take quantities as they stand in a
formula, transposed or not, and raise `ShapeError` where NumPy would stretch one of them or complain
in its own words.
"""

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.notation.numbers import shape_text
from mlpcore.lesson.steps.expression import Operand


class ShapeError(ValueError):
    """The line cannot even be computed; the message says which shapes meet."""


def product(left: Operand, right: Operand) -> Array:
    """Matrix times vector; `ShapeError` where they do not fit."""
    takes, has = left.shown.shape[-1], len(right.shown)
    if takes != has:
        clash = f"{left.text} is {left.shape} and takes {takes} entries, but {right.text} has {has}"
        raise ShapeError(clash)
    return np.asarray(left.shown @ right.shown)


def hadamard(left: Operand, right: Operand) -> Array:
    """⊙ of two vectors, each a column or a row; `ShapeError` where they differ in shape."""
    return np.asarray(left.shown * same_shape(left, right))


def same_shape(left: Operand, right: Operand) -> Array:
    """The second vector as it is shown, if ⊙ can take it with the first; else `ShapeError`."""
    a, b = (_column_or_row(operand) for operand in (left, right))
    if a != b:
        clash = f"{left.text} is ({a}), {right.text} is ({b}), but ⊙ needs two of the same shape"
        raise ShapeError(clash)
    return right.shown


def _column_or_row(vector: Operand) -> str:
    """The shape of a vector as a column, or as a row where it is transposed."""
    row = np.atleast_2d(vector.value)
    return shape_text(row if vector.transposed else row.T)
