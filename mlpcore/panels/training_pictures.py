"""The pictures that a training panel holds, each drawn anew only where what it shows has changed.

`TrainingPictures().painted(run, style)` gives the PNGs by name.
"""

from typing import Any

from mlpcore.lesson.training.runs import Run, has_code
from mlpcore.views.parts.plots import Animated, Style
from mlpcore.views.training.layer_plot import LayerPicture
from mlpcore.views.training.page import is_table_of_classes
from mlpcore.views.training.plots import main_picture
from mlpcore.views.training.units_plot import UnitsPicture, has_units


class TrainingPictures(dict[str, Any]):
    """The pictures by name: main and units, as far as the task and the network have them."""

    def __init__(self) -> None:
        super().__init__()
        self._pngs: dict[str, bytes] = {}
        self._seen: dict[str, object] = {}
        self.flashes = False  # whether the last ones changed so much that they must not follow fast

    def painted(
        self, run: Run, style: Style, layer: int = 0, *, stored: bool = False
    ) -> dict[str, bytes]:
        """The PNGs of a run, with the plane of that layer; smaller if `stored`."""
        self._fit(run, style, layer)
        seen, self.flashes = self._seen, False
        for name, picture in self.items():
            if seen.get("run") is run and seen.get(name) == run.version:
                continue
            picture.show(run.mlp)
            self.flashes |= picture.flashes
            self._pngs[name], seen[name] = picture.png(stored), run.version
        seen["run"] = run
        return {name: self._pngs[name] for name in self}

    def _fit(self, run: Run, style: Style, layer: int) -> None:
        """New pictures where others are needed; else the same ones with the rows of this task."""
        given = run.task
        named = given.features, given.scaling is None, given.Y.shape[1]
        alike = style, given.kind, named, run.mlp.widths, layer
        if self._seen.get("alike") != alike:
            self.clear()
            self.update(_pictures(run, style, layer))
            self._seen = {"alike": alike}
        elif self._seen["task"] is not run.task:
            for picture in self.values():
                picture.take(run.task)
        self._seen["task"] = run.task


def _pictures(run: Run, style: Style, layer: int) -> dict[str, Animated]:
    """Pictures of this task and this network, in this style."""
    made: dict[str, Animated] = {}
    if layer:
        made["main"] = LayerPicture(run.task, layer, run.mlp, style)
    elif not has_code(run) and not is_table_of_classes(run.task):
        made["main"] = main_picture(run.task, style, run.mlp.h)
    if has_units(run.mlp, run.task):
        made["units"] = UnitsPicture(run.mlp, run.task, style)
    return made
