"""The pictures of the training and depth panels: legends clear of curves, letters side by side."""

import io
import re
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mlpcore import MLP
from mlpcore.lesson.notation.symbols import Notation
from mlpcore.lesson.steps.norms import Norms
from mlpcore.lesson.training.runs import (
    Run,
)
from mlpcore.lesson.training.tasks import own_task, task
from mlpcore.panels import TrainingPanel
from mlpcore.views.depth import DEEPEST, DepthPicture
from mlpcore.views.parts.html import render
from mlpcore.views.parts.plots import Animated, Style
from mlpcore.views.training import loss_plot
from mlpcore.views.training.loss_plot import (
    LARGE,
    TYPE,
    WIDTH,
    around,
    loss_drawing,
    path,
    side_by_side,
)
from mlpcore.views.training.plots import main_picture
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


@pytest.mark.samples(8)
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


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("stops", [[1] * 5, [3, 2, 3, 4, 2], [95] * 5, [30, 95, 96, 96, 1]])
def test_all_letters_can_be_read(large: bool, stops: list[int]) -> None:
    """None overlaps another or leaves the drawing; each line stands at its epoch."""
    drawing = drawn(run_with(np.geomspace(1, 0.1, EPOCHS + 1)), stops, large)
    size = float(re.search(r'font-size="(\d+)"', drawing)[1])
    found = re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*font-weight:700">([A-E])<', drawing)
    letters = {name: (float(x), float(y)) for x, y, name in found}
    assert sorted(letters) == list("ABCDE")
    across = sorted(x for x, _ in letters.values())
    assert all(b - a > size for a, b in pairwise(across))
    assert across[0] > size / 2
    assert across[-1] < WIDTH - size / 2
    assert all(y > size / 2 for _, y in letters.values())
    box = around(EPOCHS, np.array([1, 0.1]), LARGE if large else TYPE)
    wanted = [f'x1="{float(box.across(epoch)):.1f}"' for epoch in stops]
    assert [each for each in wanted if each not in drawing] == []


# --- the curve of the error -----------------------------------------------------------------------


def drawn(run: Any, stops: list[int] | list[None] = NONE, large: bool = False) -> str:
    """The drawing as SVG."""
    return render(loss_drawing(run, stops, "said", Notation(1), large=large))


def points(path: str) -> list[tuple[float, float]]:
    """The corners of a line."""
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", path)]


def test_the_curve_goes_through_each_error() -> None:
    """From 1 down to 0.01 on powers of ten: half of the way at 0.1, by hand."""
    box = around(2, np.array([1, 0.1, 0.01]))
    (bottom, top), (left, right) = box.y, box.x
    corners = points(path(box, np.array([1, 0.1, 0.01])))
    assert (box.epochs, box.low, box.high) == (20, -2, 0)
    assert [y for _, y in corners] == pytest.approx([top, (top + bottom) / 2, bottom], abs=0.06)
    wanted = [left, left + (right - left) / 20, left + (right - left) / 10]
    assert [x for x, _ in corners] == pytest.approx(wanted, abs=0.06)


@given(st.integers(1, 3000))
def test_of_many_epochs_no_peak_is_lost(peak: int) -> None:
    """Though the line has no more corners than pixels."""
    losses = np.full(3001, 0.1)
    losses[peak] = 0.9
    box = around(3000, losses)
    corners = points(path(box, losses))
    assert len(corners) <= 2 * WIDTH + 2
    assert min(y for _, y in corners) == pytest.approx(float(box.up(0.9)), abs=0.06)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([0.0, 5e-324, 1e-40, 0.1, 1e12, 1e290, 1.7e308]), min_size=1))
def test_every_error_that_is_finite_can_be_drawn(losses: list[float]) -> None:
    """What is beyond the end of the scale sits there; and 0, which has no place on it, is left."""
    svg = drawn(run_with(np.array(losses)))
    assert "nan" not in svg
    assert "inf" not in svg
    box = around(len(losses) - 1, np.array(losses))
    corners = points(path(box, np.array(losses)))
    assert len(corners) == np.count_nonzero(losses)
    assert all(box.y[1] - 0.1 <= y <= box.y[0] + 0.1 for _, y in corners)


# --- what stays -----------------------------------------------------------------------------------


@pytest.mark.parametrize("data", ["moons", "wave"])
def test_what_is_drawn_once_looks_as_if_it_were_drawn_each_time(data: str) -> None:
    """Points upon what the network answers, to a shade of 255."""
    panel = TrainingPanel(data, epochs=2)
    picture = panel._pictures["main"]
    kept = np.asarray(picture.canvas.buffer_rgba()).astype(int)
    fresh = main_picture(panel.task, panel.style, panel.mlp.h)
    fresh._moving, fresh._staying = [*fresh._staying, *fresh._moving], []
    fresh.show(panel.mlp)
    fresh.png()
    each_time = np.asarray(fresh.canvas.buffer_rgba()).astype(int)
    assert np.abs(kept - each_time).max() <= 3
    panel.act("set", key="noise", index=[], value=0.3)
    moved = np.asarray(panel._pictures["main"].canvas.buffer_rgba()).astype(int)
    assert np.abs(moved - kept).max() > 50


# --- rows and runs --------------------------------------------------------------------------------


def test_other_rows_are_taken_into_the_same_picture() -> None:
    """Noise moves the rows, and no new figure is made for them."""
    panel = TrainingPanel("moons")
    picture = panel._pictures["main"]
    panel.act("set", key="noise", index=[], value=0.11)
    assert panel._pictures["main"] is picture
    rows = np.concatenate([points.get_offsets() for points in picture.marks[:2]])
    assert sorted(rows.tolist()) == sorted(panel.task.X.tolist())


def test_a_run_that_grows_without_end_is_shown() -> None:
    """Until it diverges; and a run without any error too."""
    panel = TrainingPanel("wave", eta=1.2, epochs=30)
    assert panel.run.records[-1].loss > 1e100
    assert panel.run.diverged
    exact = own_task([[0.0, 0.0]] * 3, [0.0] * 3)
    run = Run(MLP([2, 2, 1], ["tanh", "identity"]), exact)
    run.end(0.1)
    assert run.records[-1].loss == 0
    assert "<path" in drawn(run)


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


@pytest.mark.parametrize("large", [False, True])
def test_a_dark_picture_is_dark_to_its_edges(large: bool) -> None:
    """On the projector, too: no line of another ground is left at any side."""
    panel = TrainingPanel("moons")
    panel.dark, panel.large = True, large
    for png in panel.pictures.values():
        pixels = np.asarray(Image.open(io.BytesIO(bytes(png))).convert("RGB"))
        edges = pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]
        assert max(edge.mean() for edge in edges) < 40


@pytest.mark.parametrize("type_", [12, 17])
@pytest.mark.parametrize("epochs", [1, 199, 4999, 9999])
def test_the_last_number_of_the_epochs_is_not_cut_off(epochs: int, type_: int) -> None:
    """A digit is 0.65 of the height of type wide; the number is centred on its line."""
    box = loss_plot.around(epochs, np.array([0.1, 0.01]), type_)
    half = 0.65 * type_ * len(str(box.epochs)) / 2
    assert box.x[1] + half <= loss_plot.WIDTH


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("large", [1e16, 1e300])
@pytest.mark.parametrize("d", [1, 2, 3])
def test_rows_that_are_equal_and_large_are_drawn(d: int, large: float) -> None:
    X = [[large, 1.0, 1.0][:d]] * 4
    assert TrainingPanel(X=X, Y=[0, 1, 1, 0]).still()
    assert TrainingPanel(X=X, Y=[large] * 4).still()


@pytest.mark.parametrize("name", ["X", "Y"])
def test_numbers_that_no_axes_can_hold_are_refused_by_the_name_of_the_argument(name: str) -> None:
    given = {"X": [0, 1, 2, 3], "Y": [0, 1, 1, 0]} | {name: [1.7e308, -1.7e308, 1, 1]}
    with pytest.raises(ValueError, match=rf"^{name} goes up to 1.7e\+308, but at most 1e\+300"):
        TrainingPanel(**given)
