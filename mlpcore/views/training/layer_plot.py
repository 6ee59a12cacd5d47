"""What a hidden layer makes of the plane of the inputs: its grid, warped, and the rows upon it.

Make a `LayerPicture` of a task and a layer, `show` it the network as it learns, take its `png()`.
"""

import numpy as np

from mlpcore.activations import quiet
from mlpcore.checks import Array
from mlpcore.lesson.notation.symbols import Notation
from mlpcore.lesson.training.answers import answered
from mlpcore.lesson.training.layers import Seen, above, seen_in
from mlpcore.lesson.training.tasks import Task
from mlpcore.network import MLP
from mlpcore.views.parts.plots import PAPER, Animated, Style, limits
from mlpcore.views.training.plots import COARSE, MAIN_SIZE, Answers, Marks, area, grid, strides

EVERY = 4  # of the points along each side of the grid, a line is drawn: eleven each way
ROOM = 0.06  # beyond the ends of f
FAR = 1e9  # what lies farther out is drawn there


class LayerPicture(Animated):
    """The outputs of one hidden layer over the task's plane, along two directions.

    Of a layer of one or two units the plane is shaded by what the layers above answer there.
    """

    def __init__(self, task: Task, layer: int, mlp: MLP, style: Style = PAPER) -> None:
        super().__init__(*MAIN_SIZE, style)
        from matplotlib.collections import LineCollection

        self._layer, self._units = layer, mlp.widths[layer]
        self._axes, k = self.axes(), task.Y.shape[1]
        self._axes.set(**_names(Notation(mlp.h, name=style.notation), layer, self._units))
        if self._units == 1:
            self._axes.set_yticks([])
        self._answers = Answers(self.palette, k)
        self._lines = LineCollection([], colors=self.palette.soft, linewidths=0.8, alpha=0.8)
        self._axes.add_collection(self._lines)
        self._marks = Marks(self._axes, self.palette, k)
        self.moves(self._lines, *self._marks)
        self._box: tuple[tuple[float, float], ...] = ()
        self._seen: Seen | None = None
        self.take(task)

    def take(self, task: Task) -> None:
        """Show the rows of this task, and the part of the plane that holds them."""
        self._task = task
        self._inputs = grid(area(task), COARSE)

    @quiet
    def show(self, mlp: MLP) -> None:
        """Draw what the layer of this network makes of the plane."""
        l, task = self._layer, self._task
        kept, held, inputs = (
            np.clip(np.nan_to_num(mlp.feed(X).z[l]), -FAR, FAR)
            for X in (task.X, task.held_X, self._inputs)
        )
        self._seen = seen_in(kept, self._seen)
        rows, tried, plane = (self._placed(z) for z in (kept, held, inputs))
        if self._units == 1:  # on a line: a row of marks for each class
            rows[:, 1], tried[:, 1] = answered(task.Y), answered(task.held_Y)
        self._marks.put((rows, task.Y), (tried, task.held_Y))
        self._lines.set_segments(self._crossings(plane) if self._units == 1 else lines(plane))
        self._fit(mlp, np.concatenate([rows, tried]), plane)
        if self._seen.is_exact:
            upper = above(mlp, l)
            z = grid((*self._box[0], *self._box[1]), COARSE)[:, : self._units]
            self.fill(self._axes, self._answers.shaded(upper, z))

    def _placed(self, z: Array) -> Array:
        """Where outputs are drawn: those of one unit along a line."""
        assert self._seen is not None
        at = self._seen(z)
        return at if at.shape[1] == 2 else np.append(at, np.zeros_like(at), axis=1)

    def _crossings(self, plane: Array) -> list[Array]:
        """For each crossing of the grid a stroke across the line."""
        x = plane[:, 0].reshape(COARSE, COARSE)[::EVERY, ::EVERY].ravel()
        return [np.array([[at, -9.0], [at, 9.0]]) for at in x]

    def _fit(self, mlp: MLP, rows: Array, plane: Array) -> None:
        """Axes that hold it all: between the ends of f where it has some, else in strides."""
        low, high = mlp.f[self._layer].bounds
        assert self._seen is not None
        if self._seen.is_exact and np.isfinite([low, high]).all():
            room = ROOM * (high - low)
            x = y = low - room, high + room
        else:
            both = np.concatenate([rows, plane])
            x, y = (strides(*limits(both[:, n])) for n in (0, 1))
        if self._units == 1:
            y = -0.5, max(2, self._task.Y.shape[1]) - 0.5
        if self._box != (x, y):
            self._box = x, y
            self._axes.set(xlim=x, ylim=y)
            self.anew()


def lines(plane: Array) -> list[Array]:
    """The lines of a grid, warped or not: those along one side, then those along the other."""
    side = plane.reshape(COARSE, COARSE, 2)
    return [*side[::EVERY], *side.transpose(1, 0, 2)[::EVERY]]


def _names(notation: Notation, layer: int, units: int) -> dict[str, str]:
    """What stands at the axes."""
    if units > 2:
        return {"xlabel": "direction 1", "ylabel": "direction 2"}
    names = [f"${notation.entry(f'z_{layer}', (j,)).latex}$" for j in range(1, units + 1)]
    return {"xlabel": names[0], "ylabel": names[1] if units == 2 else ""}
