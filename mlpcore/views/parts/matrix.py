"""A quantity as a small tinted matrix.

`matrix` draws a vector as a column and a matrix as a table, one focusable
cell a number; `outline` draws the place of a quantity that is not computed yet.
"""

from html import escape

from mlpcore.checks import Array
from mlpcore.lesson.notation.numbers import brief, full, shape_text
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.steps.overrides import Mask
from mlpcore.views.parts.markup import place, tint

DENSE = 12  # numbers; the empty place of a larger matrix takes less room


def matrix(
    key: str,
    value: Array,
    label: str,
    scale: float,
    selected: Index | None = None,
    transposed: bool = False,
    ahead: Index = (),
    row: int = 0,
    off: Mask | None = None,
) -> str:
    """A table of numbers; a transposed one keeps the indices of the quantity itself.

    `ahead` is what stands before the index of every number, where `value` is part of a larger
    quantity; a `row` above 0 is marked, and entries that are `off` are marked as wrong.
    """
    rows = _grid(value, transposed)
    first = selected if selected is not None else rows[0][0]
    body = "".join(
        "<tr>"
        + "".join(_cell(key, value, at, scale, at == first, ahead, row, off) for at in line)
        + "</tr>"
        for line in rows
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


def _cell(
    key: str,
    value: Array,
    at: Index,
    scale: float,
    reachable: bool,
    ahead: Index,
    row: int,
    off: Mask | None,
) -> str:
    place_in_array = tuple(i - 1 for i in at)
    v = float(value[place_in_array])
    mark = ' data-row=""' if row and at[0] == row else ""
    if off is not None and off[place_in_array]:
        mark += f' data-off="" aria-label="{brief(v)}, wrong"'
    return (
        f'<td {tint(v, scale)} tabindex="{0 if reachable else -1}" {place(key, (*ahead, *at), v)} '
        f'title="{full(v)}"{mark}>{brief(v)}</td>'
    )
