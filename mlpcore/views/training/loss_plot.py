"""The error epoch by epoch, and where stopping criteria would have stopped it, as SVG.

`loss_drawing(run, stops, said, notation)` draws it; `side_by_side` finds room for letters.
"""

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpcore.checks import Array
from mlpcore.lesson.notation.numbers import brief, six
from mlpcore.lesson.notation.symbols import Notation
from mlpcore.lesson.training.bugged_runs import BuggedRun
from mlpcore.lesson.training.runs import Run
from mlpcore.stopping import Epoch
from mlpcore.views.parts.html import Node, e
from mlpcore.views.parts.svg import Drawing

WIDTH, HEIGHT = 530, 165  # pixels of the page
LEFT, RIGHT, TOP = 4.3, 1.7, 1.5  # margins, in heights of the type: for "0.0001", half of "10000"
BOTTOM = 2.9
THICK = 2  # pixels of a line
TYPE, LARGE = 12, 17  # pixels of type; the latter where the last row must read it
LEAST, MOST = 1e-30, 1e12  # what lies beyond is drawn at the end
PLAIN = 1e-4  # what is smaller, or larger than 1 by it, is written as a power
ROUND_NUMBERS = (20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
SIGNED = "rgb(var(--mlp-{}))"  # the theme's two colours of signs
TICKS = 8  # along each side, at the most


class Line(NamedTuple):
    """A curve: what it is of, its records, its colour, how it is drawn and how its border is."""

    name: str
    records: Sequence[Epoch]
    colour: str
    dashes: str | None
    border: str


def lines(run: Run) -> list[Line]:
    """Of training and held-out rows and, for a run with a slip, of the true one."""
    found = [Line("training", run.records, SIGNED.format("pos"), None, "solid")]
    if run.held:
        found.append(Line("held out", run.held, SIGNED.format("neg"), "5 3", "dashed"))
    if isinstance(run, BuggedRun) and run.twin:
        records = run.twin.records
        found.append(Line("without the slip", records, "var(--mlp-ink)", "1.5 2.5", "dotted"))
    return found


class Box(NamedTuple):
    """Axes: up to which epoch, from and to which power of ten, and where in the drawing."""

    epochs: int
    low: int
    high: int
    type: int

    @property
    def x(self) -> tuple[float, float]:
        """Its left and right side, in pixels."""
        return LEFT * self.type, WIDTH - RIGHT * self.type

    @property
    def y(self) -> tuple[float, float]:
        """Its lower and upper side, in pixels."""
        return HEIGHT - BOTTOM * self.type, TOP * self.type

    def across(self, epoch: ArrayLike) -> Array:
        """Where an epoch is."""
        left, right = self.x
        return np.asarray(left + (right - left) * np.asarray(epoch) / self.epochs)

    def up(self, losses: ArrayLike) -> Array:
        """Where an ε is; NaN for 0, which has no place on powers of ten."""
        bottom, top = self.y
        with np.errstate(divide="ignore"):
            power = np.log10(np.clip(losses, 0, MOST))
        power = np.where(np.isneginf(power), np.nan, np.maximum(power, self.low))
        return np.asarray(bottom + (top - bottom) * (power - self.low) / (self.high - self.low))


def loss_drawing(
    run: Run, stops: Sequence[int | None], said: str, notation: Notation, *, large: bool = False
) -> Drawing:
    """ε after each epoch; a letter for each criterion where it would have stopped."""
    shown = lines(run)
    losses = [np.array([record.loss for record in line.records]) for line in shown]
    box = around(max(map(len, losses)) - 1, np.concatenate(losses), LARGE if large else TYPE)
    curves = [
        e("path", d=path(box, each), fill="none", stroke_dasharray=line.dashes,
          style=f"stroke:{line.colour};stroke-width:{THICK};stroke-linejoin:round")
        for each, line in zip(losses, shown, strict=True)
    ]  # fmt: skip
    body = _axes(box, notation), curves, list(_marks(box, stops))
    kind = "mlp-network mlp-loss"
    return Drawing(str(WIDTH), str(HEIGHT), said, e("g", body, font_size=box.type), kind=kind)


def around(epochs: int, losses: Array, type_: int = TYPE) -> Box:
    """Axes that hold it all; they grow in strides."""
    seen = np.clip(losses[losses > 0], LEAST, MOST) if (losses > 0).any() else np.ones(1)
    low, high = floor(log10(seen.min())), ceil(log10(seen.max()))
    right = next((n for n in ROUND_NUMBERS if n > epochs), epochs + 1)
    return Box(right, min(low, high - 1), high, type_)


def path(box: Box, losses: Array) -> str:
    """A line through ε after each epoch; of many in its thickness the least and the greatest."""
    x, y = box.across(np.arange(len(losses))), box.up(losses)
    if len(x) > WIDTH:
        starts = np.flatnonzero(np.diff(x // THICK, prepend=-1))
        y = np.stack([np.fmin.reduceat(y, starts), np.fmax.reduceat(y, starts)], axis=1).ravel()
        x = np.repeat(x[starts], 2)
    pieces, pen = [], "M"
    for at, value in zip(x.tolist(), y.tolist(), strict=True):
        if value != value:
            pen = "M"
            continue
        pieces.append(f"{pen}{at:.1f} {value:.1f}")
        pen = "L"
    return "".join(pieces)


def _axes(box: Box, notation: Notation) -> Node:
    """Both axes with their numbers and names, and quiet lines."""
    (left, right), (bottom, top), size = box.x, box.y, box.type
    line, soft = "stroke:var(--mlp-line);stroke-width:1", "fill:var(--mlp-soft)"
    powers = range(box.low, box.high + 1, ceil((box.high - box.low) / (4 if size == TYPE else 2)))
    across = [(n, float(box.across(n))) for n in range(0, box.epochs + 1, _stride(box.epochs))]
    up = [(10.0**p, float(box.up(10.0**p))) for p in powers]
    eps = notation.symbol("eps").text
    return (
        [_line(x, bottom, x, top, line) for _, x in across],
        [_line(left, y, right, y, line) for _, y in up],
        [_text(str(n), x, bottom + size, soft) for n, x in across],
        [_text(_power(v), left - size / 2, y, f"{soft};text-anchor:end") for v, y in up],
        _text("epoch", (left + right) / 2, HEIGHT - 0.75 * size),
        _text(eps, 0.6 * size, (top + bottom) / 2, "font-size:1.15em"),
    )


def _line(x1: float, y1: float, x2: float, y2: float, style: str) -> Node:
    return e("line", x1=_px(x1), y1=_px(y1), x2=_px(x2), y2=_px(y2), style=style)


def _text(text: str, x: float, y: float, style: str | None = None) -> Node:
    return e("text", text, x=_px(x), y=_px(y), style=style)


def _px(v: float) -> str:
    return f"{v:.1f}"


def _stride(epochs: int) -> int:
    """The first round number of epochs of which no more than `TICKS` fit."""
    strides = (n * power for power in np.logspace(0, 8, 9, dtype=int).tolist() for n in (1, 2, 5))
    return next(int(stride) for stride in strides if epochs <= TICKS * stride)


def _power(value: float) -> str:
    """A power of ten, written as a number where it is a short one."""
    return six(value) if PLAIN <= value <= 1 / PLAIN else brief(value).removeprefix("1.0·")


def _marks(box: Box, stops: Sequence[int | None]) -> Iterator[Node]:
    """A line at each epoch at which a criterion was met, its letter above it."""
    (left, right), (bottom, top), size = box.x, box.y, box.type
    met = [(epoch / box.epochs, n) for n, epoch in enumerate(stops) if epoch is not None]
    for n, at in side_by_side(met, 1.2 * size / (right - left)).items():
        colour, x = f"var(--mlp-{'abcde'[n % 5]})", float(box.across(stops[n] or 0))
        dots = f"stroke:{colour};stroke-width:1.6;stroke-dasharray:2 2.5"
        yield _line(x, bottom, x, top, dots)
        bold = f"fill:{colour};font-weight:700"
        yield _text(chr(65 + n), left + (right - left) * at, top - 0.7 * size, bold)


def side_by_side(places: Sequence[tuple[float, int]], width: float) -> dict[int, float]:
    """Where letters go that want these places on a line from 0 to 1, none upon another."""
    at: dict[int, float] = {}
    free = 0.0
    for place, n in sorted(places):
        at[n] = max(place, free)
        free = at[n] + width
    edge = 1.0
    for n in reversed(at):
        at[n] = min(at[n], edge)
        edge = at[n] - width
    return at
