"""What a network answers to a task: pictures drawn once, of which only what moves is drawn again.

`main_picture` makes the `PlanePicture`, `LinePicture` or `TablePicture` of a task; `show` puts a
network's answers in, `take` another task of the kind, `png()` gives it.
"""

from typing import Any

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.notation.symbols import Notation
from mlpcore.lesson.training.answers import answered
from mlpcore.lesson.training.tasks import Task
from mlpcore.network import MLP
from mlpcore.views.parts import shading
from mlpcore.views.parts.plots import PAPER, Animated, Palette, Pixels, Style, limits

COARSE = 41  # points of the plane, along each side, at which the network is asked
FINE = 287  # pixels between them, along each side
MAIN_SIZE = 3.2, 2.8  # inches: 100 pixels of the page each
NAME = 30  # characters of a feature's name
CURVE = 161  # points of a curve
FEW = 12  # rows, up to which marks are larger
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*", "<", ">")


def main_picture(task: Task, style: Style, h: int) -> "PlanePicture | LinePicture | TablePicture":
    """The picture that a task of its kind has, for a network with h hidden layers."""
    if task.kind == "plane":
        return PlanePicture(task, style)
    return (LinePicture if task.kind == "line" else TablePicture)(task, style, h)


def target_and_output(style: Style, h: int) -> tuple[str, str]:
    """y and o in the letters of the book, as LaTeX."""
    notation = Notation(h, name=style.notation)
    return notation.symbol("y").latex, notation.symbol(f"z_{h + 1}").latex


class Marks(list[Any]):
    """The rows of a task as points in axes: a mark a class, filled for those in training."""

    def __init__(self, axes: Any, palette: Palette, k: int) -> None:
        self._places = [(c, filled) for filled in (True, False) for c in range(max(2, k))]
        colours = shading.class_colours(palette, k)
        super().__init__(
            axes.scatter([], [], marker=MARKERS[c % 10], zorder=3,
                         facecolor=colours[c] if filled else "none",
                         edgecolor=palette.background if filled else colours[c],
                         linewidth=0.6 if filled else 1.1)
            for c, filled in self._places
        )  # fmt: skip

    def put(self, kept: tuple[Array, Array], held: tuple[Array, Array]) -> None:
        """Put them where the rows (n, 2) are, each with its targets; few rows have larger marks."""
        size = 4.0 if len(kept[0]) <= FEW else 1.0
        for points, (c, filled) in zip(self, self._places, strict=True):
            at, Y = kept if filled else held
            points.set_offsets(at[answered(Y) == c])
            points.set_sizes([size * (17 if filled else 21)])


class Answers:
    """What a network answers all over a plane, as pixels in the colours of the classes."""

    def __init__(self, palette: Palette, k: int) -> None:
        self.shades = shading.shades_of(shading.class_colours(palette, k), palette)
        self._line = shading.pixel(palette.soft)
        self._up = magnifier(FINE, COARSE)

    def shaded(self, mlp: MLP, X: Array) -> Pixels:
        """Of the answers to COARSE² points, row by row."""
        o = np.nan_to_num(mlp.feed(X).o)
        fields = [
            self._up @ o[:, j].reshape(COARSE, COARSE) @ self._up.T for j in range(o.shape[1])
        ]
        return shading.shaded(np.stack(fields), self.shades, self._line)


class PlanePicture(Animated):
    """What the network answers everywhere in the plane, and the rows of the task upon it."""

    def __init__(self, task: Task, style: Style = PAPER) -> None:
        super().__init__(*MAIN_SIZE, style)
        self._axes, k = self.axes(), task.Y.shape[1]
        x, y = axis_names(task)
        self._axes.set(xlabel=x, ylabel=y)
        self.answers = Answers(self.palette, k)
        self.marks = Marks(self._axes, self.palette, k)
        self.stays(*self.marks)
        self.take(task)

    def take(self, task: Task) -> None:
        """Show the rows of this task, in axes that change in strides only."""
        self.marks.put((task.X, task.Y), (task.held_X, task.held_Y))
        self.shift()
        if getattr(self, "area", None) != area(task):
            self.area = area(task)
            self._axes.set(xlim=self.area[:2], ylim=self.area[2:])
            self._grid = grid(self.area, COARSE)
            self.anew()

    def show(self, mlp: MLP) -> None:
        """Shade the plane by what this network answers."""
        self.fill(self._axes, self.answers.shaded(mlp, self._grid))


class LinePicture(Animated):
    """A fit: the rows of the task and what the network answers between them."""

    def __init__(self, task: Task, style: Style = PAPER, h: int = 1) -> None:
        super().__init__(*MAIN_SIZE, style)
        self._axes, palette = self.axes(), self.palette
        y, o = target_and_output(style, h)
        [x] = axis_names(task)
        scaled = ", standardised" * (task.aim is not None)
        self._axes.set(xlabel=x, ylabel=f"${y}$ and ${o}$" + scaled)
        self._rows = [
            self._axes.scatter([], [], s=17, color=palette.pos, linewidth=0),
            self._axes.scatter([], [], s=21, facecolor="none", edgecolor=palette.neg),
        ]
        (self.curve,) = self._axes.plot([], [], color=palette.here, linewidth=2.4)
        self.stays(*self._rows)
        self.moves(self.curve)
        self._box: object = None
        self.take(task)

    def take(self, task: Task) -> None:
        """Show the rows of this task, in axes that change in strides only."""
        for points, X, Y in zip(
            self._rows, (task.X, task.held_X), (task.Y, task.held_Y), strict=True
        ):
            points.set_offsets(np.concatenate([X, Y], axis=1))
        self.shift()
        x, y = line_of(task), strides(*limits(task.Y, 0.1))
        if self._box != (x, y):
            self._box = x, y
            self._axes.set(xlim=x, ylim=y)
            self._x = np.linspace(*x, CURVE)[:, None]
            self.curve.set_xdata(self._x[:, 0])
            self.anew()

    def show(self, mlp: MLP) -> None:
        """Draw what this network answers."""
        self.curve.set_ydata(np.nan_to_num(mlp.feed(self._x).o)[:, 0])


class TablePicture(Animated):
    """What came out against what was wanted, for a task that no plane can show."""

    def __init__(self, task: Task, style: Style = PAPER, h: int = 1) -> None:
        super().__init__(*MAIN_SIZE, style)
        axes, palette = self.axes(), self.palette
        low, high = limits(task.Y, 0.15)
        y, o = target_and_output(style, h)
        axes.set(xlabel=f"target ${y}$", ylabel=f"output ${o}$")
        axes.set(xlim=(low, high), ylim=(low, high))
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

    def show(self, mlp: MLP) -> None:
        """Draw a point for every output of every row."""
        task = self._task
        sets = ((task.X, task.Y), (task.held_X, task.held_Y))
        for points, (X, Y) in zip(self._points, sets, strict=True):
            points.set_offsets(np.stack([Y.ravel(), np.nan_to_num(mlp.feed(X).o).ravel()], axis=1))


# --- places -------------------------------------------------------------------------


def area(task: Task) -> tuple[float, float, float, float]:
    """The part of the plane that holds every row."""
    both = np.concatenate([task.X, task.held_X])
    return (*strides(*limits(both[:, 0])), *strides(*limits(both[:, 1])))


def axis_names(task: Task) -> list[str]:
    """What the axes of the inputs are called: their features, or x₁ and x₂."""
    names = [each.replace("$", r"\$")[:NAME] for each in task.features]
    d = task.X.shape[1]
    names = names or (["$x$"] if d == 1 else [f"$x_{n}$" for n in range(1, d + 1)])
    return [name + ", standardised" * (task.scaling is not None) for name in names]


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
