"""The training panel's regions, put together, and where they stand.

`numbers` gives the regions that are numbers, `places` those that are pictures; `LAYOUT` is where
all of them stand, with the controls where there is a kernel.
"""

from collections.abc import Mapping, Sequence

from mlpcore.lesson.notation.symbols import Notation
from mlpcore.lesson.steps.norms import Norms
from mlpcore.lesson.training.answers import Prediction, share_right
from mlpcore.lesson.training.runs import Run, Watch, code_table, has_code
from mlpcore.lesson.training.settings import layers_drawn
from mlpcore.lesson.training.tasks import Task
from mlpcore.views.parts.html import Node, e, live
from mlpcore.views.parts.page import SPOKEN, TROUBLE, region
from mlpcore.views.training import answers, layers
from mlpcore.views.training import regions as training_view
from mlpcore.views.training.loss_plot import loss_drawing
from mlpcore.views.training.units_plot import has_units

GROUPS = {"data": "Data", "network": "Network", "start": "Start"}  # of the controls


TOP = "mlp-controls mlp-train-top"


def _group(name: str, title: str) -> Node:
    """Controls that belong together."""
    return e(
        "div",
        e("h4", title),
        region(name, "mlp-sliders"),
        class_=f"mlp-train-group mlp-train-{name}",
    )


LAYOUT = (
    live(
        e("div", region("buttons", "mlp-buttons"), class_=TOP),
        e("div", region("sliders", "mlp-sliders"), class_=TOP),
    ),
    region("head"),
    e(
        "div",
        region("note", role="status"),
        region("seen"),
        region("mistakes", role="status"),
        live(TROUBLE),
        class_="mlp-train-said",
    ),
    e(
        "div",
        e(
            "div",
            live(region("layer", "mlp-sliders mlp-train-layer")),
            region("main", "mlp-train-main"),
        ),
        e(
            "div",
            region("loss"),
            e(
                "div",
                live(region("criteria", "mlp-sliders mlp-train-criteria")),
                region("stops", boxed=True),
                class_="mlp-train-when",
            ),
            class_="mlp-train-side",
        ),
        class_="mlp-train-stage",
    ),
    live(
        e(
            "div",
            [_group(name, title) for name, title in GROUPS.items()],
            class_="mlp-controls mlp-train-groups",
        ),
        region("refused", "mlp-train-refused", aria_hidden="true"),
    ),
    region("about"),
    e("div", region("layers", boxed=True), region("units", boxed=True), class_="mlp-train-under"),
    region("answers"),
    live(
        e(
            "div",
            region("row", "mlp-sliders mlp-train-row"),
            class_="mlp-controls mlp-train-asked",
        ),
        region("refused_row", "mlp-train-refused", aria_hidden="true"),
    ),
    region("predicted"),
    live(
        e(
            "details",
            e("summary", "Pace, slip, notation"),
            e("div", region("rest", "mlp-sliders"), class_=TOP),
        ),
        SPOKEN,
    ),
)


def numbers(
    run: Run,
    watches: Sequence[Watch],
    norms: Norms,
    notation: Notation,
    asked: Prediction | None,
) -> dict[str, Node]:
    """How far the run is, where criteria were met, how much reaches each layer, and the answers."""
    mlp, given = run.mlp, run.task
    right = share_right(mlp, given.X, given.Y), share_right(mlp, given.held_X, given.held_Y)
    layers = training_view.layers(norms, [f.name for f in mlp.f[1:]], notation)
    return {
        "head": training_view.head(run, *right, notation),
        "mistakes": training_view.told(run, notation.name),
        "stops": training_view.stops(run, watches, notation),
        "layers": (e("h4", "How much reaches each layer"), layers),
        "about": e("p", given.about, class_="mlp-train-more") if given.about else None,
        "answers": None if is_table_of_classes(given) else answers.confusions(mlp, given),
        "predicted": answers.predicted(asked, given, notation),
    }


def is_table_of_classes(given: Task) -> bool:
    """Whether rows by class and answer stand where others have a picture."""
    return given.kind == "table" and bool(given.classes)


def places(
    run: Run,
    watches: Sequence[Watch],
    notation: Notation,
    layer: int = 0,
    pngs: Mapping[str, bytes] | None = None,
    *,
    large: bool = False,
) -> dict[str, Node]:
    """The regions that are pictures, with words for each; with their bytes they stand alone.

    The main one is the plane of that layer.
    """
    mlp, given = run.mlp, run.task
    words = training_view.words(run, share_right(mlp, given.X, given.Y), watches, notation)
    titles = training_view.titles(run, notation)
    seen: Node = None
    if layer:
        titles["main"], words["main"], seen = layers.told(mlp, given, layer, notation)
    if layers_drawn(mlp.widths):  # its menu says so, where there is one
        titles["main"] = e("span", titles["main"], class_=training_view.hidden)
    shown: dict[str, Node] = {
        name: training_view.image(name, words[name], titles[name], (pngs or {}).get(name))
        for name in ("main", "units")
        if pngs is None or name in pngs
    }
    stops = [watch.epoch for watch in watches]
    curve = loss_drawing(run, stops, words["loss"], notation, large=large)
    shown["loss"] = e("h4", titles["loss"]), curve
    if has_code(run):
        table = training_view.code(code_table(mlp, given.X, given.Y), notation)
        shown["main"] = e("h4", "The code in the bottleneck"), table
    elif is_table_of_classes(given):
        shown["main"] = answers.confusions(mlp, given)
    elif given.kind == "plane":
        shown["main"] = shown["main"], answers.legend(given)
    shown["seen"] = seen
    return shown if has_units(mlp, given) else shown | {"units": None}
