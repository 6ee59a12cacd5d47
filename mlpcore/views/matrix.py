"""A quantity as a small tinted matrix.

What one can do here: `matrix` draws a vector as a column and a matrix as a table, one focusable
cell a number; `outline` draws the place of a quantity that is not computed yet.
"""

from html import escape

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.notation import Index
from mlpcore.lesson.numbers import brief, full, shape_text
from mlpcore.views.markup import place, tint

DENSE = 12  # numbers; the empty place of a larger matrix takes less room


def matrix(
    key: str,
    value: Array,
    label: str,
    scale: float,
    selected: Index | None = None,
    transposed: bool = False,
) -> str:
    """A table of numbers; a transposed one keeps the indices of the quantity itself."""
    rows = _grid(value, transposed)
    first = selected if selected is not None else rows[0][0]
    body = "".join(
        f"<tr>{''.join(_cell(key, value, at, scale, at == first) for at in row)}</tr>"
        for row in rows
    )
    return f'<table class="mlp-matrix" role="grid" aria-label="{escape(label)}">{body}</table>'


def outline(value: Array) -> str:
    """An empty place of the quantity's shape; a large one is drawn small."""
    dense = " mlp-dense" if value.size > DENSE else ""
    cells = ("<tr>" + "<td></td>" * len(row) + "</tr>" for row in _grid(value, False))
    return f'<table class="mlp-matrix mlp-empty{dense}" aria-hidden="true">{"".join(cells)}</table>'


def caption(html: str, value: Array) -> str:
    """A symbol with its shape, as it stands above or below a matrix."""
    return f'{html} <span class="mlp-shape">{shape_text(value)}</span>'


def _grid(value: Array, transposed: bool) -> list[list[Index]]:
    """The indices, counted from 1, in the rows in which they are shown."""
    if value.ndim == 0:
        return [[()]]
    if value.ndim == 1:
        line: list[Index] = [(i + 1,) for i in range(len(value))]
        return [line] if transposed else [[at] for at in line]
    m, n = value.shape
    if transposed:
        return [[(i + 1, j + 1) for i in range(m)] for j in range(n)]
    return [[(i + 1, j + 1) for j in range(n)] for i in range(m)]


def _cell(key: str, value: Array, at: Index, scale: float, reachable: bool) -> str:
    v = float(value[tuple(np.subtract(at, 1))]) if at else float(value)
    return (
        f'<td {tint(v, scale)} tabindex="{0 if reachable else -1}" {place(key, at, v)} '
        f'title="{full(v)}">{brief(v)}</td>'
    )
