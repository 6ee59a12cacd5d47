"""Legends that keep clear of the curves.

Make a `Legend` in a corner of axes, and `keep_clear` of lines that move.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from mlpcore.checks import Array

CORNERS = ("upper right", "lower right", "lower left", "upper left")  # the first is the usual one
ACROSS = np.linspace(0, 1, 201)  # where a line is looked at, in parts of the axes
PLAIN = {"fontsize": 9, "frameon": False}


class Legend:
    """A legend in a corner, where it takes up `size` (width, height), in parts of the axes."""

    def __init__(self, axes: Any, size: tuple[float, float], colour: str) -> None:
        self._axes, self._size = axes, size
        self.box = axes.legend(loc=CORNERS[0], labelcolor=colour, **PLAIN)
        self.corner = CORNERS[0]

    def keep_clear(self, lines: Iterable[Any]) -> bool:
        """Go to the corner that the lines cover least; whether that is another one than before."""
        paths = [self._path(line) for line in lines if len(line.get_xdata())]
        covered = {corner: sum(self._covers(corner, path) for path in paths) for corner in CORNERS}
        before, self.corner = self.corner, min(CORNERS, key=lambda corner: covered[corner])
        self.box.set_loc(self.corner)
        return self.corner != before

    def _path(self, line: Any) -> Array:
        """The height of a line over `ACROSS`, NaN where it is not, in parts of the axes."""
        axes = self._axes
        with np.errstate(divide="ignore"):  # an ε of 0 has no place on an axis of powers of ten
            points = (axes.transScale + axes.transLimits).transform(line.get_xydata())
        x, y = np.clip(points, -1e3, 1e3).T
        if len(x) == 1:
            return np.asarray(np.where(np.isclose(ACROSS, x, atol=0.003), y, np.nan))
        return np.asarray(np.interp(ACROSS, x, y, left=np.nan, right=np.nan))

    def _covers(self, corner: str, path: Array) -> int:
        """At how many places a line runs through that corner."""
        width, height = self._size
        x = 1 - ACROSS if "right" in corner else ACROSS
        y = 1 - path if "upper" in corner else path
        return int(np.count_nonzero((x < width) & (y < height)))
