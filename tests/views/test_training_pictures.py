"""The pictures of the training and depth panels: legends clear of curves, letters side by side."""

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpcore import MLP
from mlpcore.lesson.steps.norms import Norms
from mlpcore.lesson.training.runs import (
    Run,
)
from mlpcore.lesson.training.tasks import own_task, task
from mlpcore.panels import TrainingPanel
from mlpcore.views.depth import DEEPEST, DepthPicture
from mlpcore.views.parts.plots import Animated, Style
from mlpcore.views.training.loss_plot import MOST, LossPicture, side_by_side
from mlpcore.views.training.units_plot import UnitsPicture

STYLES = [Style(large=large, notation=book) for large in (False, True)
          for book in ("notes", "bishop")]  # fmt: skip
each_style = pytest.mark.parametrize("style", STYLES)
EPOCHS = 96
NONE = [None] * 5


def run_with(*losses: np.ndarray) -> Any:
    """A run that went like this: training, and held out."""
    records = [[SimpleNamespace(loss=loss) for loss in each] for each in losses]
    held = records[1] if len(records) > 1 else []
    return SimpleNamespace(records=records[0], held=held, epoch=len(records[0]) - 1)


def frame(picture: Animated) -> tuple[Any, Any]:
    """The axes and the box of the legend, in pixels, once it is drawn."""
    picture.png()
    [axes] = picture.figure.axes
    return axes, axes.get_legend().get_window_extent()


def under(box: Any, picture: Animated) -> int:
    """At how many places a curve runs through a box."""
    [axes] = picture.figure.axes
    hits = 0
    for line in axes.get_legend_handles_labels()[0]:
        x, y = axes.transData.transform(line.get_xydata()).T
        across = np.linspace(x[0], x[-1], 2000)
        up = np.interp(across, x, y)
        inside = (across > box.x0) & (across < box.x1) & (up > box.y0) & (up < box.y1)
        hits += int(np.count_nonzero(inside))
    return hits


# --- legends --------------------------------------------------------------------------------------


def sizes(slope: float, start: float = 0.0) -> Norms:
    """Norms that grow by so many powers of ten a layer."""
    values = (10.0 ** (start + slope * np.arange(DEEPEST + 1))).tolist()
    return Norms(values, values)


@each_style
@pytest.mark.parametrize("slope", [-0.7, -0.2, 0.0, 0.2, 0.5, 1.5])
@pytest.mark.parametrize("start", [-14.0, 0.0, 7.5])
def test_no_curve_runs_through_the_legend_of_the_depth(
    style: Style, slope: float, start: float
) -> None:
    """Vanishing, steady or exploding, at both ends of the scale."""
    picture = DepthPicture(style)
    picture.show(sizes(slope, start), None)
    _, box = frame(picture)
    assert under(box, picture) == 0


# --- letters of the criteria ----------------------------------------------------------------------


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5), st.sampled_from([0.03, 0.045]))
def test_letters_are_side_by_side_in_their_order_and_within_the_axes(
    places: list[float], width: float
) -> None:
    """None upon another; those with room enough stay above their lines."""
    at = side_by_side([(place, n) for n, place in enumerate(places)], width)
    order = sorted(range(len(places)), key=lambda n: (places[n], n))
    where = [at[n] for n in order]
    assert all(b - a > width - 1e-12 for a, b in pairwise(where))
    assert all(0 <= each <= 1 for each in where)
    gaps = np.diff(sorted(places))
    if (gaps > width).all():
        assert where == [places[n] for n in order]


@each_style
@pytest.mark.parametrize("stops", [[1] * 5, [3, 2, 3, 4, 2], [95] * 5, [30, 95, 96, 96, 1]])
def test_all_letters_can_be_read(style: Style, stops: list[int]) -> None:
    """Drawn, none overlaps another or leaves the picture, and each is at least 10 pixels high."""
    picture = LossPicture(False, 5, style)
    picture.show(run_with(np.geomspace(1, 0.1, EPOCHS + 1)), stops)
    picture.png()
    boxes = [letter.get_window_extent() for letter in picture._letters]
    for n, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:n])
        assert box.x0 >= 0
        assert box.x1 <= picture.figure.bbox.x1
        assert box.height > (20 if style.large else 10)
    assert [mark.get_xdata()[0] for mark in picture._marks] == stops


# --- extreme errors -------------------------------------------------------------------------------


def test_other_rows_are_taken_into_the_same_picture() -> None:
    """Noise moves the rows, and no new figure is made for them."""
    panel = TrainingPanel("moons")
    picture = panel._pictures["main"]
    panel.act("set", key="noise", index=[], value=0.11)
    assert panel._pictures["main"] is picture
    rows = np.concatenate([points.get_offsets() for points in picture._filled])
    assert sorted(rows.tolist()) == sorted(panel.task.X.tolist())


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from([0.0, 5e-324, 1e-40, 0.1, 1e12, 1e290, 1.7e308]), min_size=1))
def test_every_error_that_is_finite_can_be_drawn(losses: list[float]) -> None:
    """What is beyond the end of the scale sits there; and 0, which has no place on it, is left."""
    picture = LossPicture(False, 5)
    picture.show(run_with(np.array(losses)), NONE)
    assert picture.png().startswith(b"\x89PNG")
    assert max(picture._lines[0].get_ydata()) <= MOST


def test_a_run_that_grows_without_end_is_shown() -> None:
    """Until it diverges; and a run without any error too."""
    panel = TrainingPanel("wave", eta=1.2, epochs=30)
    assert panel.run.records[-1].loss > 1e100
    assert panel.run.diverged
    exact = own_task([[0.0, 0.0]] * 3, [0.0] * 3)
    run = Run(MLP([2, 2, 1], ["tanh", "identity"]), exact)
    run.end(0.1)
    picture = LossPicture(False, 5)
    picture.show(run, NONE)
    assert run.records[-1].loss == 0
    assert picture.png()


@each_style
@pytest.mark.parametrize("widths", [[2, *[2] * 12, 1], [2, *[16] * 12, 1], [2, 16, 16, 1]])
def test_the_names_of_all_units_and_layers_can_be_read(style: Style, widths: list[int]) -> None:
    """Within the picture, numbers beside each other."""
    given = task("moons")
    picture = UnitsPicture(MLP(widths), given, style)
    picture.png()
    [axes] = picture.figure.axes
    layers = [label.get_window_extent() for label in axes.get_yticklabels()]
    units = [label.get_window_extent() for label in axes.get_xticklabels()]
    assert len(layers) == len(widths) - 2
    assert len(units) >= widths[1] / 2
    assert min(name.x0 for name in layers) >= 0
    assert not any(a.overlaps(b) for a, b in pairwise(units))
