"""The training panel's pictures: drawn once, then only what moves is drawn again.

What one can do here: make a `PlanePicture`, `LinePicture` or `TablePicture` of a task, a
`UnitsPicture` of the hidden units, a `LossPicture` of a run; `show` puts new numbers in, `png()`
gives the picture.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.ticker import NullLocator

from mlpcore.checks import Array
from mlpcore.lesson.runs import Run
from mlpcore.lesson.tasks import Task
from mlpcore.lesson.what_if.bugged_runs import BuggedRun
from mlpcore.network import MLP
from mlpcore.views import shading
from mlpcore.views.plots import PAPER, Animated, Pixels, Style, limits

COARSE = 41  # points of the plane, along each side, at which the network is asked
FINE = 287  # pixels between them, along each side
UNIT = 33  # the same for the map of one hidden unit
GAP = 3  # pixels between two maps
MOST_UNITS = 16  # maps in a row; a wider layer shows its first ones
CURVE = 161  # points of a curve
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*", "<", ">")
ROUND_NUMBERS = (20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)


class PlanePicture(Animated):
    """What the network answers everywhere in the plane, and the rows of the task upon it."""

    def __init__(self, task: Task, style: Style = PAPER) -> None:
        super().__init__(4.3, 3.95, style)
        colours = shading.class_colours(self.palette, task.Y.shape[1])
        self._axes, self._shades = self.axes(), shading.shades_of(colours, self.palette)
        self._line = shading.pixel(self.palette.soft)
        self._axes.set(xlabel="$x_1$", ylabel="$x_2$")
        self._up = magnifier(FINE, COARSE)
        classes = range(len(colours))
        self._filled, self._hollow = (
            [self._points(c, colours[c], filled) for c in classes] for filled in (True, False)
        )
        self.moves(*self._filled, *self._hollow)
        self.take(task)

    def _points(self, c: int, colour: str, filled: bool) -> Any:
        """The points of one class, none so far: filled ones are trained on."""
        ring = self.palette.background if filled else colour
        return self._axes.scatter([], [], s=17 if filled else 21, marker=MARKERS[c % 10], zorder=3,
                                  facecolor=colour if filled else "none", edgecolor=ring,
                                  linewidth=0.6 if filled else 1.1)  # fmt: skip

    def take(self, task: Task) -> None:
        """Show the rows of this task, in axes that change in strides only."""
        for points, X, Y in (
            (self._filled, task.X, task.Y),
            (self._hollow, task.held_X, task.held_Y),
        ):
            labels = classes_of(Y)
            for c, each in enumerate(points):
                each.set_offsets(X[labels == c])
        if getattr(self, "area", None) != area(task):
            self.area = area(task)
            self._axes.set(xlim=self.area[:2], ylim=self.area[2:])
            self._grid = grid(self.area, COARSE)
            self.anew()

    def show(self, net: MLP) -> None:
        """Shade the plane by what this network answers."""
        o = np.nan_to_num(net.feed(self._grid).o)
        fields = [
            self._up @ o[:, j].reshape(COARSE, COARSE) @ self._up.T for j in range(o.shape[1])
        ]
        self.fill(self._axes, shading.shaded(np.stack(fields), self._shades, self._line))


class LinePicture(Animated):
    """A fit: the rows of the task and what the network answers between them."""

    def __init__(self, task: Task, style: Style = PAPER) -> None:
        super().__init__(4.3, 3.95, style)
        self._axes, palette = self.axes(), self.palette
        self._axes.set(xlabel="$x$", ylabel="$y$ and $o$")
        self._rows = [
            self._axes.scatter([], [], s=17, color=palette.pos, linewidth=0),
            self._axes.scatter([], [], s=21, facecolor="none", edgecolor=palette.neg),
        ]
        (self.curve,) = self._axes.plot([], [], color=palette.here, linewidth=2.4)
        self.moves(*self._rows, self.curve)
        self._box: object = None
        self.take(task)

    def take(self, task: Task) -> None:
        """Show the rows of this task, in axes that change in strides only."""
        for points, X, Y in zip(
            self._rows, (task.X, task.held_X), (task.Y, task.held_Y), strict=True
        ):
            points.set_offsets(np.concatenate([X, Y], axis=1))
        x, y = line_of(task), strides(*limits(task.Y, 0.1))
        if self._box != (x, y):
            self._box = x, y
            self._axes.set(xlim=x, ylim=y)
            self._x = np.linspace(*x, CURVE)[:, None]
            self.curve.set_xdata(self._x[:, 0])
            self.anew()

    def show(self, net: MLP) -> None:
        """Draw what this network answers."""
        self.curve.set_ydata(np.nan_to_num(net.feed(self._x).o)[:, 0])


class TablePicture(Animated):
    """What came out against what was wanted, for a task that no plane can show."""

    def __init__(self, task: Task, style: Style = PAPER) -> None:
        super().__init__(4.3, 3.95, style)
        axes, palette = self.axes(), self.palette
        low, high = limits(task.Y, 0.15)
        axes.set(xlabel="target $y$", ylabel="output $o$", xlim=(low, high), ylim=(low, high))
        axes.plot([low, high], [low, high], color=palette.line, linewidth=1.2)
        self.take(task)
        self._points = [
            axes.scatter([], [], s=17, color=palette.pos, linewidth=0),
            axes.scatter([], [], s=21, facecolor="none", edgecolor=palette.neg),
        ]
        self.moves(*self._points)

    def take(self, task: Task) -> None:
        """Show the rows of this task."""
        self._task = task

    def show(self, net: MLP) -> None:
        """Draw a point for every output of every row."""
        task = self._task
        sets = ((task.X, task.Y), (task.held_X, task.held_Y))
        for points, (X, Y) in zip(self._points, sets, strict=True):
            points.set_offsets(np.stack([Y.ravel(), np.nan_to_num(net.feed(X).o).ravel()], axis=1))


class UnitsPicture(Animated):
    """Every hidden unit over the task's plane, or along its line: a row a layer, a place a unit."""

    def __init__(self, net: MLP, task: Task, style: Style = PAPER) -> None:
        self._widths = [min(m, MOST_UNITS) for m in net.widths[1:-1]]
        self._layers, self._columns = len(self._widths), max(self._widths)
        cell = min(0.62, 4.9 / self._columns, 2.5 / self._layers)
        super().__init__(0.55 + self._columns * cell, 0.42 + self._layers * cell, style)
        side = UNIT + GAP
        self._flat = task.kind == "line"
        axes = self.axes()
        shape = (self._layers * side - GAP, self._columns * side - GAP)
        axes.set(xlim=(-0.5, shape[1] - 0.5), ylim=(shape[0] - 0.5, -0.5), aspect="equal")
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0, pad=2)
        middles = [UNIT / 2 + side * n for n in range(self._columns)]
        axes.set_xticks(middles, [str(n) for n in range(1, self._columns + 1)])
        axes.set_yticks(middles[: self._layers] if self._layers <= self._columns else
                        [UNIT / 2 + side * n for n in range(self._layers)],
                        [f"$z^{{{l}}}$" for l in range(1, self._layers + 1)])  # fmt: skip
        axes.xaxis.tick_top()
        self._empty = np.full(shape, shading.pixel(self.palette.background))
        self._shades = shading.signed_shades(self.palette)
        if self._flat:
            self._lines = LineCollection([], colors=self.palette.here, linewidths=1.4)
            axes.imshow(self._framed().view(np.uint8).reshape(*shape, 4))
            axes.add_collection(self._lines)
            self.moves(self._lines)
        else:
            self._axes = axes
        self.take(task)

    def take(self, task: Task) -> None:
        """Ask the units where the rows of this task are."""
        line = np.linspace(*line_of(task), UNIT)[:, None] if self._flat else None
        self._inputs = grid(area(task), UNIT) if line is None else line

    def show(self, net: MLP) -> None:
        """Draw what each unit of this network says."""
        z = net.feed(self._inputs).z[1:-1]
        levels = [
            shading.level(np.nan_to_num(z_l), f.name) for z_l, f in zip(z, net.f[1:], strict=False)
        ]
        if self._flat:
            self._lines.set_segments([self._curve(row, i, levels[row][:, i])
                                      for row, i in self._places()])  # fmt: skip
            return
        pixels = self._empty.copy()
        for row, i in self._places():
            values = levels[row][:, i].reshape(UNIT, UNIT)[::-1]
            top, left = row * (UNIT + GAP), i * (UNIT + GAP)
            pixels[top : top + UNIT, left : left + UNIT] = shading.two_sided(values, self._shades)
        self.fill(self._axes, pixels[::-1])

    def _places(self) -> list[tuple[int, int]]:
        return [(row, i) for row, width in enumerate(self._widths) for i in range(width)]

    def _curve(self, row: int, i: int, values: Array) -> Array:
        top, left = row * (UNIT + GAP), i * (UNIT + GAP)
        return np.stack([left + np.arange(UNIT), top + (1 - values) / 2 * (UNIT - 1)], axis=1)

    def _framed(self) -> Pixels:
        """A quiet ground under each curve."""
        pixels = self._empty.copy()
        for row, i in self._places():
            top, left = row * (UNIT + GAP), i * (UNIT + GAP)
            ground = shading.packed(shading.mixed(self.palette.background, self.palette.line, 0.4))
            pixels[top : top + UNIT, left : left + UNIT] = ground
        return pixels


class LossPicture(Animated):
    """ε after each epoch, of training and held-out rows, and where criteria would have stopped;
    `beside` it, for a run with a slip, that of the true run.
    """

    def __init__(
        self, held_out: bool, stops: int, style: Style = PAPER, beside: bool = False
    ) -> None:
        super().__init__(5.2, 2.5, style)
        palette, self._box = self.palette, (0, 0.0, 0.0)
        self._axes = axes = self.axes()
        axes.set(xlabel="epoch", ylabel="$\\varepsilon$", yscale="log")
        axes.yaxis.set_minor_locator(NullLocator())  # not shown, and slow
        axes.grid(True, color=palette.line, linewidth=0.6, alpha=0.7)
        self._lines = [axes.plot([], [], color=palette.pos, linewidth=2, label="training")[0]]
        if held_out:
            dashes = {"linewidth": 1.8, "linestyle": (0, (5, 2)), "label": "held out"}
            self._lines += axes.plot([], [], color=palette.neg, **dashes)
        self._beside = beside
        if beside:
            dots = {"linewidth": 1.8, "linestyle": (0, (1, 1.4)), "label": "without the slip"}
            self._lines += axes.plot([], [], color=palette.ink, **dots)
        if len(self._lines) > 1:
            axes.legend(loc="upper right", fontsize=9, frameon=False, labelcolor=palette.ink)
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
        losses = [np.array([record.loss for record in records]) for records in series]
        for line, values in zip(self._lines, losses, strict=True):
            line.set_data(np.arange(len(values)), values)
        self._fit(run.epoch, np.concatenate(losses))
        heights: dict[int, int] = {}
        for epoch, mark, letter in zip(stops, self._marks, self._letters, strict=True):
            mark.set_visible(epoch is not None)
            letter.set_visible(epoch is not None)
            if epoch is not None:
                mark.set_xdata([epoch, epoch])
                near = round(40 * epoch / self._box[0])
                letter.set_position((epoch + 0.03 * self._box[0] * heights.get(near, 0), 1.01))
                heights[near] = heights.get(near, 0) + 1

    def _fit(self, epochs: int, losses: Array) -> None:
        """Axes that hold it all; they grow in strides, for each is a new background."""
        seen = losses[np.isfinite(losses) & (losses > 0)]
        low, high = (10.0 ** np.floor(np.log10(seen.min())), 10.0 ** np.ceil(np.log10(seen.max())))
        right = next((n for n in ROUND_NUMBERS if n > epochs), epochs + 1)
        box = (right, min(low, high / 10), high)
        if box != self._box:
            self._box = box
            self._axes.set(xlim=(0, box[0]), ylim=box[1:])
            self.anew()


# --- places -------------------------------------------------------------------------


def area(task: Task) -> tuple[float, float, float, float]:
    """The part of the plane that holds every row."""
    both = np.concatenate([task.X, task.held_X])
    return (*strides(*limits(both[:, 0])), *strides(*limits(both[:, 1])))


def line_of(task: Task) -> tuple[float, float]:
    """The part of the line that holds every row."""
    return strides(*limits(np.concatenate([task.X, task.held_X])))


def strides(low: float, high: float) -> tuple[float, float]:
    """A little more room, ending at round numbers: most changes of data leave it as it is."""
    stride = 10 ** np.floor(np.log10(high - low)) / 2
    return float(np.floor(low / stride) * stride), float(np.ceil(high / stride) * stride)


def grid(extent: tuple[float, float, float, float], side: int) -> Array:
    """side² points of a part of the plane, row by row from below."""
    x1, x2 = np.linspace(*extent[:2], side), np.linspace(*extent[2:], side)
    return np.stack([np.tile(x1, side), np.repeat(x2, side)], axis=1)


def magnifier(fine: int, coarse: int) -> Array:
    """The matrix that puts `fine` points between `coarse` ones, on straight lines."""
    at = np.linspace(0, coarse - 1, fine)
    return np.maximum(0.0, 1.0 - np.abs(at[:, None] - np.arange(coarse)))


def classes_of(Y: Array) -> Array:
    """The class of each row, counted from 0."""
    return (Y[:, 0] > 0.5).astype(float) if Y.shape[1] == 1 else Y.argmax(axis=1).astype(float)
