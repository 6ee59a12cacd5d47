"""A quantity as a small tinted matrix.

`matrix` draws a vector as a column and a matrix as a table, one focusable cell a number; `outline`
draws the place of a quantity that is not computed yet. `factor` is a matrix in a formula, `entry`
one in the ledger.
"""

from functools import cache, lru_cache
from typing import TypeAlias

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.notation.numbers import brief, shape_text
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.steps.overrides import Mask
from mlpcore.views.parts.html import Context, Element, Kept, Node, Raw, attributes, e, wrapped
from mlpcore.views.parts.markup import Place, Tint

Named: TypeAlias = "str | tuple[Node, ...]"

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
) -> Kept:
    """A table of numbers; a transposed one keeps the indices of the quantity itself.

    `ahead` is what stands before the index of every number, where `value` is part of a larger
    quantity; a `row` above 0 is marked, and entries that are `off` are marked as wrong.
    """
    wrong = b"" if off is None else off.tobytes()
    numbers = np.asarray(value, np.float64)
    look = float(scale), selected, transposed, ahead, row
    return _table(key, label, numbers.tobytes(), numbers.shape, look, wrong)


Look = tuple[float, Index | None, bool, Index, int]


@lru_cache(maxsize=64, typed=True)  # while one number moves, most of the others stay as they are
def _table(key: str, label: str, numbers: bytes, shape: Index, look: Look, wrong: bytes) -> Kept:
    scale, selected, transposed, ahead, row = look
    value = np.frombuffer(numbers).reshape(shape)
    off = np.frombuffer(wrong, np.bool_).reshape(shape) if wrong else None
    rows = _grid(value, transposed)
    first = selected if selected is not None else rows[0][0]

    def line(places: list[Index]) -> Node:
        """A row, whose cells are made when it is drawn: so they need not be held all at once."""

        def written(context: Context) -> Raw:
            look = scale, ahead, row, off
            cells = [_cell(context, key, value, at, at == first, *look) for at in places]
            return wrapped("tr", "", "".join(cells))

        return written

    body = [line(places) for places in rows]
    return Kept(e("table", body, class_="mlp-matrix", role="grid", aria_label=label))


def outline(value: Array) -> Kept:
    """An empty place of the quantity's shape; a large one is drawn small."""
    return _outline(*(value.shape if value.ndim == 2 else (value.size, 1)))


@cache
def _outline(rows: int, columns: int) -> Kept:
    dense = " mlp-dense" if rows * columns > DENSE else ""
    cells = [e("tr", [e("td")] * columns)] * rows
    return Kept(e("table", cells, class_=f"mlp-matrix mlp-empty{dense}", aria_hidden="true"))


def caption(symbol: Named, value: Array) -> Kept:
    """A symbol with its shape, as it stands above or below a matrix."""
    return _caption(symbol, shape_text(value))


@lru_cache(maxsize=1024)  # a panel has the same ones at every number
def _caption(symbol: Named, shape: str) -> Kept:
    return Kept((symbol, " ", e("span", shape, class_="mlp-shape")))


def factor(table: Node, named: Node, frame: str = "", dense: str = "") -> Element:
    """A framed matrix in a formula, with its name below."""
    framed = e("div", table, class_=f"mlp-frame{_framed(frame)}")
    return e("figure", framed, e("figcaption", named), class_=f"mlp-factor{dense}")


def entry(
    key: str | None, named: Node, table: Node, frame: str = "", *, known: bool = True
) -> Element:
    """A quantity in the ledger, with its name above; paler where it is still to come."""
    look = f"mlp-entry mlp-frame{_framed(frame)}{'' if known else ' mlp-later'}"
    return e("figure", e("figcaption", named), table, class_=look, data_entry=key)


def _framed(frame: str) -> str:
    return f" mlp-frame-{frame}" if frame else ""


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
    context: Context,
    key: str,
    value: Array,
    at: Index,
    reachable: bool,
    scale: float,
    ahead: Index,
    row: int,
    off: Mask | None,
) -> str:
    """A number, written at once: a panel has hundreds, and each move of a slider writes them."""
    place_in_array = tuple([i - 1 for i in at])
    v = float(value[place_in_array])
    focus = "" if context.paper else ' tabindex="0"' if reachable else ' tabindex="-1"'
    marked = ""
    if row and at[0] == row:
        marked = ' data-row=""'
    if off is not None and off[place_in_array]:
        marked += attributes({"data_off": "", "aria_label": f"{brief(v)}, wrong"}, context)
    tint, place = Tint(v, scale), Place(key, ahead + at, v, titled=True)
    named = tint.written(context) + focus + place.written(context) + marked
    return wrapped("td", named, brief(v))
