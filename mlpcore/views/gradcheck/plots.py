"""The two pictures of the gradient check panel, each drawn once and then only changed.

`CurvePicture` shows the V of the relative error over the step s, for both schemes and both
precisions; `SlicePicture` shows ε along one weight with the tangent that its gradient claims. Each
has a `show(...)` that takes what `mlpcore.lesson` computed.
"""

from math import floor, log10
from typing import Any

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.gradcheck.experiments import GradientExperiment
from mlpcore.lesson.gradcheck.nudging import Nudge
from mlpcore.lesson.gradcheck.probes import PRECISIONS, SCHEMES, Curve
from mlpcore.lesson.notation.books import BOOKS
from mlpcore.views.parts.plots import PAPER, THIN, Animated, Style

LOWEST, HIGHEST = 1e-13, 30.0  # of the axis of errors; what is beyond sits at its end
REACH = 2.0  # how far the slice goes to either side of the weight, at the least
POINTS = 121
LARGEST = 1e300  # ε that is drawn
FLAT = 1e-3  # an ε that changes by less is drawn as a straight line
WIDTH = 3.7  # inches
WIDE = 5.2  # for a projector
SHARP = 150  # dots an inch
PLAIN, CHOSEN = 1.1, 2.8  # widths of lines


class Lines(Animated):
    """A picture of one pair of axes on which lines move."""

    def __init__(self, height: float, style: Style) -> None:
        super().__init__(WIDE if style.large else WIDTH, height, style, SHARP)
        self.ax = self.axes()

    def line(self, colour: str, style: str, width: float = PLAIN, **how: Any) -> Any:
        """A line that moves; of the style "none", its markers alone."""
        (line,) = self.ax.plot([], [], linestyle=style, color=colour, linewidth=width, **how)
        self.moves(line)
        return line


class CurvePicture(Lines):
    """The worst relative error over s, once for each scheme and precision."""

    def __init__(self, style: Style = PAPER) -> None:
        super().__init__(4.4 if style.large else 2.8, style)  # the legend is below
        colours = self.palette
        self.ax.set(xscale="log", yscale="log", xlim=(5e-15, 0.2), ylim=(LOWEST, HIGHEST))
        self.ax.set_xticks(10.0 ** np.arange(-14, 0, 2))
        self.ax.minorticks_off()
        self.ax.set_xlabel("step s", color=colours.soft)
        self.ax.set_ylabel("relative error", color=colours.soft)
        self.curves = {
            (scheme, dtype): self.line(colour, "-" if dtype == "float64" else "--")
            for scheme, colour in zip(SCHEMES, (colours.pos, colours.factors[0]), strict=True)
            for dtype in PRECISIONS
        }
        self.tolerance = self.line(colours.soft, "-.", 1.2)
        self.allowed = self.ax.text(9e-15, 1.0, "tolerance", color=colours.soft, fontsize=9)
        self.moves(self.allowed)
        self.here = self.line(colours.here, ":", 1.4)
        self.median = self.line(colours.soft, ":", 1.6)
        self.slip = self.line(colours.neg, "-", CHOSEN)
        self.best = self.line(colours.ink, "none", marker="v", markersize=8)
        self.point = self.line(colours.here, "none", marker="o", markersize=9)
        self._legend()

    def _legend(self) -> None:
        """What the lines are, below them; it stands still."""
        coarse = self.line(self.palette.soft, "--")
        names = {self.curves[scheme, "float64"]: scheme for scheme in SCHEMES}
        names |= {coarse: "in float32", self.median: "median entry",
                  self.best: "best s in theory", self.slip: "with the slip"}  # fmt: skip
        keys, texts = zip(*names.items(), strict=True)
        home: Any = self.figure
        legend = home.legend(keys, texts, loc="outside lower center", fontsize=9,
                                    frameon=False, ncols=2, handlelength=1.9, labelspacing=0.2,
                                    columnspacing=0.9)  # fmt: skip
        for text in legend.get_texts():
            text.set_color(self.palette.ink)
        for key in legend.legend_handles:
            key.set_animated(False)

    def show(self, experiment: GradientExperiment, wrong: bool) -> None:
        """All curves of the true gradient, and that of the claimed one where it is `wrong`."""
        chosen = experiment.scheme, experiment.dtype
        for pair, line in self.curves.items():
            curve = experiment.curve(*pair, true=True)
            line.set(linewidth=CHOSEN if pair == chosen else PLAIN)
            line.set_data(curve.steps, _within(curve.worst))
        curve = experiment.curve(*chosen, true=not wrong)
        self.median.set_data(curve.steps, _within(curve.median))
        self.slip.set_data(*((curve.steps, _within(curve.worst)) if wrong else ([], [])))
        ends = np.array(self.ax.get_xlim())
        self.tolerance.set_data(ends, np.full(2, experiment.tolerance))
        self.allowed.set_y(1.4 * experiment.tolerance)
        self.best.set_data([curve.theory], [5 * _between(experiment.curve(*chosen, true=True))])
        self.here.set_data([experiment.step] * 2, self.ax.get_ylim())
        self.point.set_data([experiment.step], _within(np.array([experiment.worst])))


class SlicePicture(Lines):
    """ε over one weight, all else held, with the tangent that the gradient claims."""

    def __init__(self, style: Style = PAPER) -> None:
        super().__init__(3.1 if style.large else 2.0, style)
        colours = self.palette
        book = BOOKS[style.notation]
        error = f"{book.terms['eps']} {book.plain['eps'][0]}"
        self.ax.set_ylabel(error, color=colours.soft)
        self.curve = self.line(colours.pos, "-", 2.4)
        self.tangent = self.line(colours.here, "-", 1.8)
        self.true = self.line(colours.soft, "--", 1.4)
        self.rest = self.line(colours.neg, "-", 3.2, solid_capstyle="butt")
        self.start = self.line(colours.here, "none", marker="o", markersize=8)
        self.end = self.line(colours.pos, "none", marker="o", markersize=8)
        self._laid_out: tuple[object, ...] = ()

    def show(self, nudge: Nudge, true_slope: float) -> None:
        """One weight, moved."""
        reach = max(REACH, 1.1 * abs(nudge.change), THIN * abs(nudge.weight))
        changes = np.linspace(-reach, reach, POINTS)
        errors, before, after = map(_drawable, (nudge.errors(changes), nudge.before, nudge.after))
        w = nudge.weight
        self._lay_out(nudge, (w - reach, w + reach), errors)
        self.curve.set_data(w + changes, errors)
        self.tangent.set_data(w + changes, _straight(before, nudge.slope, changes))
        apart = not np.isclose(nudge.slope, true_slope, rtol=1e-4, atol=1e-12)
        true = _straight(before, true_slope, changes)
        self.true.set_data(*((w + changes, true) if apart else ([], [])))
        self.rest.set_data([w + nudge.change] * 2, [before + nudge.promised, after])
        self.start.set_data([w], [before])
        self.end.set_data([w + nudge.change], [after])

    def _lay_out(self, nudge: Nudge, sides: tuple[float, float], errors: Array) -> None:
        """Title and limits, which change in strides, so that the background can often stay."""
        low, high = strides(errors)
        fixed = (nudge.symbol.text, *(round(side, 9) for side in sides), low, high)
        if fixed == self._laid_out:
            return
        self._laid_out = fixed
        self.ax.set(xlim=sides, ylim=(low, high))
        self.ax.set_xlabel(f"${nudge.symbol.latex}$", color=self.palette.soft)
        self.anew()


def _drawable(errors: Any) -> Any:
    """Errors for axes, which cannot be as long as the largest numbers."""
    return np.where(np.abs(errors) < LARGEST, errors, np.nan)


def _straight(start: float, slope: float, changes: Array) -> Array:
    """A tangent; nothing to draw where it has no slope or no start."""
    finite = np.isfinite(slope) and np.isfinite(start)
    return start + slope * changes if finite else np.full_like(changes, np.nan)


def _between(curve: Curve) -> float:
    """The worst error at the step of theory, between two steps of the grid."""
    steps, errors = np.log(curve.steps[::-1]), np.log(_within(curve.worst[::-1]))
    return float(np.exp(np.interp(np.log(curve.theory), steps, errors)))


def strides(values: Array) -> tuple[float, float]:
    """Limits around all values that are finite, on round numbers."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    wide = max(high - low, FLAT, THIN * max(-low, high))
    stride = 10.0 ** floor(log10(wide)) / 2
    return stride * floor(low / stride - 0.2), stride * (floor(high / stride + 0.2) + 1)


def _within(errors: Array) -> Array:
    """Errors for the axis: what is too small or too large sits at its end."""
    return np.clip(errors, LOWEST * 1.5, HIGHEST / 1.5)
