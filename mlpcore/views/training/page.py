"""The training panel's regions and its page without a kernel, put together.

`numbers` gives the regions that are numbers, `places` those that are pictures; `LAYOUT` is where
all of them stand, `PANEL` the same with the controls.
"""

from collections.abc import Mapping, Sequence

from mlpcore.lesson.notation.symbols import Notation
from mlpcore.lesson.steps.norms import Norms
from mlpcore.lesson.training.runs import (
    Run,
    Watch,
    code_table,
    has_code,
    share_right,
)
from mlpcore.views.parts.html import Node, e
from mlpcore.views.parts.page import SPOKEN, TROUBLE, region
from mlpcore.views.training import regions as training_view
from mlpcore.views.training.units_plot import has_units

LAYOUT = (
    region("head"),
    region("mistakes", role="status"),
    e(
        "div",
        region("main", "mlp-train-main"),
        e("div", region("loss"), region("stops"), class_="mlp-train-side"),
        class_="mlp-train-stage",
    ),
    e("div", region("layers", boxed=True), region("units", boxed=True), class_="mlp-train-under"),
    region("note", role="status"),
)
PANEL = (  # with its controls above and below
    e("div", region("buttons", "mlp-buttons"), class_="mlp-controls mlp-train-top"),
    LAYOUT,
    TROUBLE,
    e(
        "div",
        region("sliders", "mlp-sliders"),
        region("criteria", "mlp-sliders"),
        class_="mlp-controls mlp-train-rest",
    ),
    SPOKEN,
)


def numbers(
    run: Run, watches: Sequence[Watch], norms: Norms, notation: Notation
) -> dict[str, Node]:
    """How far the run is, where criteria were met, and how much reaches each layer."""
    mlp, given = run.mlp, run.task
    right = share_right(mlp, given.X, given.Y), share_right(mlp, given.held_X, given.held_Y)
    layers = training_view.layers(norms, [f.name for f in mlp.f[1:]], notation)
    return {
        "head": training_view.head(run, *right, notation),
        "mistakes": training_view.told(run, notation.name),
        "stops": training_view.stops(run, watches, notation),
        "layers": (e("h4", "How much reaches each layer"), layers),
    }


def places(
    run: Run, watches: Sequence[Watch], notation: Notation, pngs: Mapping[str, bytes] | None = None
) -> dict[str, Node]:
    """The regions that are pictures, with words for each; with their bytes they stand alone."""
    mlp, given = run.mlp, run.task
    words = training_view.words(run, share_right(mlp, given.X, given.Y), watches, notation)
    shown: dict[str, Node] = {
        name: training_view.image(name, words[name], title, (pngs or {}).get(name))
        for name, title in training_view.titles(given.kind, notation).items()
    }
    if has_code(run):
        table = training_view.code(code_table(mlp, given.X, given.Y), notation)
        shown["main"] = e("h4", "The code in the bottleneck"), table
    return shown if has_units(mlp, given) else shown | {"units": None}
