"""The stack of a batch's outer products as a picture: one layer a sample, added up downwards.

`stack(batch, key, place, cell)` draws the layers up to a place, their sum so far and, once it is
known, the mean; a needle goes through one cell of all of them. SVG.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.batch.places import Place
from mlpcore.lesson.notation.numbers import brief, minus, six
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.steps.trace import Trace
from mlpcore.views.parts.html import Element, Node, e
from mlpcore.views.parts.markup import Place as Where
from mlpcore.views.parts.markup import Tint
from mlpcore.views.parts.svg import Drawing

LEFT, GAP, TOP = 104, 12, 8
WIDE, NARROWEST, WIDEST = 300, 54, 74  # of the columns together; of one cell
TALL, LOWEST, HIGHEST = 440, 17, 27  # of the whole stack; of one row of a layer
LEAN = 0.62  # how far a row stands to the left of the one above it, in heights of a row
LINE, SOFT, HERE = "var(--mlp-line)", "var(--mlp-soft)", "var(--mlp-here)"


@dataclass(frozen=True)
class Layer:
    """One sheet of the stack: a matrix, or what will be one, with its name at the left.

    `said` is what a screen reader calls it.
    """

    label: str
    said: str
    key: str
    ahead: Index
    value: Array
    known: bool
    current: bool
    turned: bool = False

    @property
    def sheet(self) -> Array:
        """The numbers in the rows and columns in which they are shown; a vector is one row."""
        return self.value.T if self.turned else np.atleast_2d(self.value)

    def index(self, i: int, j: int) -> Index:
        """Where a cell of the sheet stands in its quantity."""
        if self.value.ndim == 1:
            return (*self.ahead, j)
        return (*self.ahead, j, i) if self.turned else (*self.ahead, i, j)

    def cell_said(self, i: int, j: int) -> str:
        """A cell in words, with its number: 'sample 1, ∇W₁ entry 1,1: −0.1'."""
        at = f"{j}" if self.value.ndim == 1 else f"{i},{j}"
        return f"{self.said} entry {at}: {minus(six(float(self.sheet[i - 1, j - 1])))}"


def layers(batch: Trace, key: str, at: Place) -> Iterator[Layer]:
    """The samples' own layers, their sum so far, and the mean where one divides by n."""
    n, turned, name = len(batch), batch.turned(key), batch.symbol(key).text
    upto = at.p or n
    own, running = batch.value(f"own:{key}"), batch.value(f"running:{key}")
    for p in range(1, n + 1):
        label = f"{'+ ' if p > 1 else ''}sample {p}"
        said, known = f"sample {p}, {name}", p <= upto
        yield Layer(label, said, f"own:{key}", (p,), own[p - 1], known, p == at.p, turned)
    if at.p:
        so_far, now = ("= Σ so far", f"sum so far, {name}"), running[at.p - 1]
        yield Layer(*so_far, f"running:{key}", (at.p,), now, True, False, turned)
    else:
        whole, summed = f"sum:{key}", batch.value(f"sum:{key}")
        yield Layer("= Σ", f"sum, {name}", whole, (), summed, True, at.key == whole, turned)
    if at.by == "mean":
        mean = batch.value(key)
        label = f"Σ / {n}, mean"
        yield Layer(label, f"mean, {name}", key, (), mean, not at.p, at.key == key, turned)


@dataclass(frozen=True)
class Plan:
    """Where the rows and columns of a sheet lie: each row leans to the left of the one above."""

    rows: int
    columns: int
    sheets: int

    @property
    def row(self) -> float:
        """The height of a row, lower where there are many."""
        return min(max(TALL / (self.sheets * (self.rows + 0.5)), LOWEST), HIGHEST)

    @property
    def cell(self) -> float:
        """The width of a cell, narrower where there are many."""
        return min(max(WIDE / self.columns, NARROWEST), WIDEST)

    @property
    def step(self) -> float:
        """From the top of a sheet to the top of the next."""
        return self.rows * self.row + GAP

    @property
    def size(self) -> tuple[float, float]:
        """The width and the height of the whole picture."""
        width = LEFT + self.columns * self.cell + self.rows * self.row * LEAN + 6
        return width, 2 * TOP + self.sheets * self.step

    def corner(self, i: float, j: float) -> tuple[float, float]:
        """Where row i and column j meet, counted from the corner of the sheet."""
        return LEFT + j * self.cell + (self.rows - i) * self.row * LEAN, i * self.row

    def field(self, top: float, first: tuple[int, int], last: tuple[int, int]) -> str:
        """The corners of a leaning field from one meeting of rows and columns to another."""
        (a, b), (c, d) = first, last
        corners = (self.corner(*at) for at in ((a, b), (a, d), (c, d), (c, b)))
        return " ".join(f"{x:.1f},{top + y:.1f}" for x, y in corners)


def stack(batch: Trace, key: str, at: Place, cell: Index) -> Drawing:
    """All layers under each other, with a needle through the cell at (i, j), or at (j,)."""
    sheets = list(layers(batch, key, at))
    rows, columns = sheets[0].sheet.shape
    plan = Plan(rows, columns, len(sheets))
    (width, height), scale = plan.size, float(np.abs(batch.value(f"own:{key}")).max())
    i, j = (1, *batch.batch_notation.as_shown(key, cell))[-2:]
    drawn = [
        _sheet(plan, layer, TOP + n * plan.step, scale, (i, j)) for n, layer in enumerate(sheets)
    ]
    rule = _rule(TOP + len(batch) * plan.step - GAP / 2, width)
    most = f"calc(var(--mlp-bt-most, 1.25) * {width:.0f}px)"  # less where a window is low
    sizes = f"max-width: {most}; min-width: {0.85 * width:.0f}px"
    said = f"{len(batch)} layers, one a sample, {batch.symbol(f'own:{key}').text}, added up"
    body = _needle(plan, (i, j)), rule, drawn
    return Drawing(f"{width:.1f}", f"{height:.1f}", said, body, sizes, role="group")


def _needle(plan: Plan, chosen: tuple[int, int]) -> Element:
    """A line through one cell of all sheets; they lie over it, so it shows between them."""
    x, y = plan.corner(chosen[0] - 0.5, chosen[1] - 0.5)
    end = TOP + (plan.sheets - 1) * plan.step + y
    style = f"stroke: {HERE}; stroke-width: 2; stroke-dasharray: 2 3"
    return e("line", x1=f"{x:.1f}", y1=f"{TOP - 6:g}", x2=f"{x:.1f}", y2=f"{end:.1f}", style=style)


def _sheet(plan: Plan, layer: Layer, top: float, scale: float, chosen: tuple[int, int]) -> Node:
    rows, columns = layer.sheet.shape
    colour, weight = (HERE, 650) if layer.current else (SOFT, 400)
    look = f"text-anchor: end; font-size: 13px; fill: {colour}; font-weight: {weight}"
    middle = f"{top + rows * plan.row / 2:.1f}"
    label = e("text", layer.label, x=LEFT - 12, y=middle, style=look)
    cells: list[Node] = []
    if layer.known:
        places = [(i, j) for i in range(1, rows + 1) for j in range(1, columns + 1)]
        places.sort(key=lambda at: at == chosen)  # its edge lies over those of its neighbours
        cells += [_cell(plan, layer, top, scale, at, at == chosen) for at in places]
    dashes = "" if layer.known else "; stroke-dasharray: 4 4"
    edge = f"stroke: {HERE if layer.current else LINE}; stroke-width: {2.5 if layer.current else 1}"
    field = plan.field(top, (0, 0), (rows, columns))
    return label, cells, e("polygon", points=field, style=f"fill: none; {edge}{dashes}")


def _cell(
    plan: Plan, layer: Layer, top: float, scale: float, at: tuple[int, int], chosen: bool
) -> Element:
    i, j = at
    value = float(layer.sheet[i - 1, j - 1])
    x, y = plan.corner(i - 0.5, j - 0.5)
    edge = f"stroke: {HERE}; stroke-width: 2" if chosen else f"stroke: {LINE}; stroke-width: 0.7"
    weight, size = 650 if chosen or layer.current else 450, min(13.0, 0.66 * plan.row)
    field, look = plan.field(top, (i - 1, j - 1), (i, j)), f"fill: {_fill(value, scale)}; {edge}"
    type_ = f"font-size: {size:.1f}px; font-weight: {weight}"
    return e(
        "g",
        e("title", layer.cell_said(i, j)),
        e("polygon", points=field, style=look),
        e("text", brief(value), x=f"{x:.1f}", y=f"{top + y:.1f}", style=type_),
        place=Where(layer.key, layer.index(i, j), value),
        style="cursor: pointer",
    )


def _fill(value: float, scale: float) -> str:
    """The tint of a matrix's cell, on ground that hides the needle."""
    tint = Tint(value, scale)
    if not tint.sign:
        return "var(--mlp-bg)"
    share = 100 * round(tint.strength, 2)
    return f"color-mix(in srgb, rgb(var(--mlp-{tint.sign})) {share:.0f}%, var(--mlp-bg))"


def _rule(y: float, width: float) -> Element:
    """The line under the terms of a written addition."""
    style = "stroke: var(--mlp-ink); stroke-width: 1.6"
    return e("line", x1="16", y1=f"{y:.1f}", x2=f"{width - 4:.1f}", y2=f"{y:.1f}", style=style)
