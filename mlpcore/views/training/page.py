"""The training panel's regions and its page without a kernel, put together.

`numbers` gives the regions that are numbers, `places` those that are
pictures, `page` all of them as a page of their own.
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
from mlpcore.views.parts import theme
from mlpcore.views.training import regions as training_view
from mlpcore.views.training.units_plot import has_units


def numbers(run: Run, watches: Sequence[Watch], norms: Norms, notation: Notation) -> dict[str, str]:
    """How far the run is, where criteria were met, and how much reaches each layer."""
    mlp, given = run.mlp, run.task
    right = share_right(mlp, given.X, given.Y), share_right(mlp, given.held_X, given.held_Y)
    layers = training_view.layers(norms, [f.name for f in mlp.f[1:]], notation)
    return {
        "head": training_view.head(run, *right, notation),
        "mistakes": training_view.told(run, notation.name),
        "stops": training_view.stops(run, watches, notation),
        "layers": f"<h4>How much reaches each layer</h4>{layers}",
    }


def places(
    run: Run, watches: Sequence[Watch], notation: Notation, pngs: Mapping[str, bytes] | None = None
) -> dict[str, str]:
    """The regions that are pictures, with words for each; with their bytes they stand alone."""
    mlp, given = run.mlp, run.task
    words = training_view.words(run, share_right(mlp, given.X, given.Y), watches, notation)
    shown = {
        name: training_view.image(name, words[name], title, (pngs or {}).get(name))
        for name, title in training_view.titles(given.kind, notation).items()
    }
    if has_code(run):
        table = training_view.code(code_table(mlp, given.X, given.Y), notation)
        shown["main"] = f"<h4>The code in the bottleneck</h4>{table}"
    return shown if has_units(mlp, given) else shown | {"units": ""}


def page(shown: Mapping[str, str]) -> str:
    """All the regions as a page that needs no kernel."""
    return theme.page(
        f"{shown['head']}{shown['mistakes']}<div class='mlp-train-stage'>"
        f"<div class='mlp-train-main'>{shown['main']}</div>"
        f"<div class='mlp-train-side'>{shown['loss']}{shown['stops']}</div>"
        f"</div><div class='mlp-train-under'><div>{shown['layers']}</div>"
        f"<div>{shown['units']}</div></div>{shown['note']}",
        "training/training.css",
        *(["parts/marks.css"] if shown["mistakes"] else []),
        *(["parts/note.css"] if shown["note"] else []),
    )
