"""The error epoch by epoch, and where stopping criteria would have stopped it.

Make a `LossPicture`, `show` it a run and the epochs of the criteria, take its `png()`.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

from mlpcore.checks import Array
from mlpcore.lesson.notation.numbers import brief, six
from mlpcore.lesson.notation.symbols import Notation
from mlpcore.lesson.training.bugged_runs import BuggedRun
from mlpcore.lesson.training.runs import Run
from mlpcore.views.parts.plots import LARGE, PAPER, Animated, Style

SIZE = 5.3, 1.65  # inches: 100 pixels of the page each
LEAST, MOST = 1e-30, 1e12  # what lies beyond is drawn at the end
PLAIN = 1e-4  # what is smaller, or larger than 1 by it, is written as a power
LETTER = 0.03  # of the axes' width, from one letter to the next
ROUND_NUMBERS = (20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)


class LossPicture(Animated):
    """ε after each epoch, of training and held-out rows, and where criteria would have stopped;
    `beside` it, for a run with a slip, that of the true run.
    """

    def __init__(
        self, held_out: bool, stops: int, style: Style = PAPER, beside: bool = False
    ) -> None:
        super().__init__(*SIZE, style)
        palette, self._box = self.palette, (0, 0.0, 0.0)
        self._axes = axes = self.axes()
        axes.set_title(" ", fontsize=9.5, pad=2)  # room for the letters
        eps = Notation(1, name=style.notation).symbol("eps").latex
        axes.set(xlabel="epoch", ylabel=f"${eps}$", yscale="log")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.yaxis.set_minor_locator(NullLocator())  # not shown, and slow
        axes.yaxis.set_major_formatter(FuncFormatter(_power))
        axes.grid(True, color=palette.line, linewidth=0.6, alpha=0.7)
        self._lines = [axes.plot([], [], color=palette.pos, linewidth=2)[0]]
        if held_out:
            dashes = {"linewidth": 1.8, "linestyle": (0, (5, 2))}
            self._lines += axes.plot([], [], color=palette.neg, **dashes)
        self._beside = beside
        if beside:
            dots = {"linewidth": 1.8, "linestyle": (0, (1, 1.4))}
            self._lines += axes.plot([], [], color=palette.ink, **dots)
        self._letter = LETTER * (LARGE if style.large else 1)
        colours = [palette.factors[n % len(palette.factors)] for n in range(stops)]
        self._marks = [axes.axvline(0, color=c, linewidth=1.4, linestyle=":") for c in colours]
        self._letters = [
            axes.text(0, 1.01, chr(65 + n), color=c, ha="center", va="bottom", fontsize=9.5,
                      fontweight="bold", transform=axes.get_xaxis_transform())
            for n, c in enumerate(colours)
        ]  # fmt: skip
        self.moves(*self._lines, *self._marks, *self._letters)

    def show(self, run: Run, stops: Sequence[int | None]) -> None:
        """Draw the run so far and the epochs at which criteria were met."""
        series = [run.records, run.held] if run.held else [run.records]
        if self._beside and isinstance(run, BuggedRun) and run.twin:
            series.append(run.twin.records)
        losses = [np.clip([record.loss for record in records], 0, MOST) for records in series]
        for line, values in zip(self._lines, losses, strict=True):
            line.set_data(np.arange(len(values)), values)
        self._fit(run.epoch, np.concatenate(losses))
        self._mark(stops)

    def _mark(self, stops: Sequence[int | None]) -> None:
        """A line at each epoch at which a criterion was met, its letter above it."""
        width = self._box[0]
        met = [(epoch / width, n) for n, epoch in enumerate(stops) if epoch is not None]
        for artist in (*self._marks, *self._letters):
            artist.set_visible(False)
        for n, at in side_by_side(met, self._letter).items():
            self._marks[n].set(visible=True, xdata=[stops[n]] * 2)
            self._letters[n].set(visible=True, position=(at * width, 1.01))

    def _fit(self, epochs: int, losses: Array) -> None:
        """Axes that hold it all; they grow in strides, for each is a new background."""
        seen = np.maximum(losses[losses > 0], LEAST) if losses.any() else np.ones(1)
        low, high = (10.0 ** np.floor(np.log10(seen.min())), 10.0 ** np.ceil(np.log10(seen.max())))
        right = next((n for n in ROUND_NUMBERS if n > epochs), epochs + 1)
        box = (right, min(low, high / 10), high)
        if box != self._box:
            self._box = box
            self._axes.set(xlim=(0, box[0]), ylim=box[1:])
            self.anew()


def _power(value: float, _: int) -> str:
    """A power of ten, whose exponent is no smaller than other type where that can be."""
    return six(value) if PLAIN <= value <= 1 / PLAIN else brief(value).removeprefix("1.0·")


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
