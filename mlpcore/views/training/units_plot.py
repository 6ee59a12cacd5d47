"""What every hidden unit says over a task: a small map, or a small curve, a unit.

Make a `UnitsPicture` of a network and a task, `show` it the network as it learns, take its `png()`.
"""

import math

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.notation.symbols import Notation
from mlpcore.lesson.training.tasks import Task
from mlpcore.network import MLP
from mlpcore.views.parts import shading
from mlpcore.views.parts.plots import LARGE, PAPER, Animated, Pixels, Style
from mlpcore.views.training.plots import area, grid, line_of
from mlpcore.views.training.regions import MOST_UNITS

UNIT = 33  # points along each side of a map, at which a unit is asked, and pixels of it
GAP = 3  # pixels between two maps
NUMBER = 0.18  # inches that the number of a unit takes


def has_units(mlp: MLP, task: Task) -> bool:
    """Whether there are hidden units, and a plane or a line to draw them over."""
    return task.kind in ("plane", "line") and mlp.h > 0


class UnitsPicture(Animated):
    """Every hidden unit over the task's plane, or along its line: a row a layer, a place a unit."""

    def __init__(self, mlp: MLP, task: Task, style: Style = PAPER) -> None:
        self._widths = [min(m, MOST_UNITS) for m in mlp.widths[1:-1]]
        self._layers, self._columns = len(self._widths), max(self._widths)
        cell = min(0.56, 4.5 / self._columns, 2.5 / self._layers)
        super().__init__(0.55 + self._columns * cell, 0.42 + self._layers * cell, style)
        side = UNIT + GAP
        self._flat, notation = task.kind == "line", Notation(mlp.h, name=style.notation)
        axes = self.axes()
        shape = (self._layers * side - GAP, self._columns * side - GAP)
        axes.set(xlim=(-0.5, shape[1] - 0.5), ylim=(shape[0] - 0.5, -0.5), aspect="equal")
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0, pad=2)
        middles = [UNIT / 2 + side * n for n in range(self._columns)]
        room = NUMBER * (LARGE if style.large else 1)
        stride = 1 if self._columns < 10 else math.ceil(room / cell)
        numbers = range(1, self._columns + 1, stride)
        axes.set_xticks(middles[::stride], [str(n) for n in numbers])
        axes.set_yticks(middles[: self._layers] if self._layers <= self._columns else
                        [UNIT / 2 + side * n for n in range(self._layers)],
                        [f"${notation.symbol(f'z_{l}').latex}$"
                         for l in range(1, self._layers + 1)])  # fmt: skip
        axes.xaxis.tick_top()
        self._empty = np.full(shape, shading.pixel(self.palette.background))
        self._shades = shading.signed_shades(self.palette)
        if self._flat:
            from matplotlib.collections import LineCollection

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

    def show(self, mlp: MLP) -> None:
        """Draw what each unit of this network says."""
        z = mlp.feed(self._inputs).z[1:-1]
        levels = [
            shading.level(np.nan_to_num(z_l), f.name) for z_l, f in zip(z, mlp.f[1:], strict=False)
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
