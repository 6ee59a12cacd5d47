"""The pictures of the gradient check: each line has the numbers of the experiment."""

from typing import Any

import numpy as np
import pytest

from mlpcore import MLP
from mlpcore.panels import GradcheckPanel
from mlpcore.views.gradcheck.plots import CurvePicture, SlicePicture, strides
from mlpcore.views.parts.plots import Animated
from tests.panels.test_undrawn import NET

X, Y = [0.8, -0.4], [1.0, 0.0]
LOW, HIGH = 1e-13, 30.0  # the ends of the axis of errors


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are shown what they draw, and no pixel is needed."""
    monkeypatch.setattr(Animated, "png", lambda self, stored=False: b"a picture")


def pictures(slip: str | None = None, **how: Any) -> tuple[GradcheckPanel, Any, Any]:
    """A panel, the V and the slice."""
    panel = GradcheckPanel(NET, X, Y, slip, **how)
    drawn = {kind: picture for (kind, _), picture in panel._drawn.items()}
    return panel, drawn[CurvePicture], drawn[SlicePicture]


def within(errors: Any) -> Any:
    """Errors as they are drawn: what is too small or too large sits at the end of the axis."""
    return pytest.approx(np.clip(errors, 1.5 * LOW, HIGH / 1.5))


def points(line: Any) -> list[list[float]]:
    """Where a line has its corners: all x, all y."""
    return [np.asarray(each, float).ravel().tolist() for each in line.get_data()]


@pytest.mark.parametrize("slip", [None, "transposed-weights"])
def test_the_v_is_drawn_for_both_schemes_and_precisions_and_one_is_thick(slip: str | None) -> None:
    """Solid in double precision, dashed in single; each scheme has its colour."""
    panel, picture, _ = pictures(slip, scheme="one-sided", dtype="float32", step=1e-3)
    found = panel.experiment
    for (scheme, dtype), line in picture.curves.items():
        curve = found.curve(scheme, dtype, true=True)
        assert points(line) == [curve.steps.tolist(), within(curve.worst)]
        assert (line.get_linewidth() > 2) == ((scheme, dtype) == ("one-sided", "float32"))
        assert line.get_linestyle() == ("-" if dtype == "float64" else "--")
        assert line.get_color() == picture.curves[scheme, "float64"].get_color()
    assert len({line.get_color() for line in picture.curves.values()}) == 2
    claimed = found.curve("one-sided", "float32", true=not slip)
    assert points(picture.median) == [claimed.steps.tolist(), within(claimed.median)]
    wrong = [claimed.steps.tolist(), within(claimed.worst)]
    assert points(picture.slip) == (wrong if slip else [[], []])


def test_step_tolerance_and_the_best_step_have_their_places_on_the_v() -> None:
    """The name of the tolerance stands a little above it; an arrow a little above the bottom."""
    panel, picture, _ = pictures(step=1e-3)
    found, axes = panel.experiment, picture.ax
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert axes.get_ylim() == (LOW, HIGH)
    (left, right), tolerance = axes.get_xlim(), found.tolerance
    assert left < 1e-14 < 0.1 < right
    assert points(picture.tolerance) == [[left, right], [tolerance] * 2]
    x, y = picture.allowed.get_position()
    assert left < x < 1e-13
    assert tolerance < y < 2 * tolerance
    assert points(picture.here) == [[pytest.approx(1e-3)] * 2, [LOW, HIGH]]
    assert points(picture.point) == [[pytest.approx(1e-3)], [pytest.approx(found.worst)]]
    [[best], [height]] = points(picture.best)
    curve = found.curve("centred", "float64", true=True)
    assert best == pytest.approx(np.finfo(float).eps ** (1 / 3))
    near = curve.worst[np.argsort(np.abs(np.log(curve.steps / best)))[:2]]
    assert 3 * min(near) < height < 8 * max(near)


def test_the_legend_of_the_v_names_each_line_as_it_is_drawn() -> None:
    _, picture, _ = pictures("transposed-weights")
    [legend] = picture.figure.legends
    named = {text.get_text(): key for text, key in
             zip(legend.get_texts(), legend.legend_handles, strict=True)}  # fmt: skip
    lines = {
        "centred": picture.curves["centred", "float64"], "median entry": picture.median,
        "one-sided": picture.curves["one-sided", "float64"], "best s in theory": picture.best,
        "with the slip": picture.slip,
    }  # fmt: skip
    assert named.keys() == {*lines, "in float32"}
    for name, line in lines.items():
        key = named[name]
        assert key.get_color() == line.get_color()
        assert (key.get_linestyle(), key.get_marker()) == (line.get_linestyle(), line.get_marker())
        assert not key.get_animated()
    assert named["in float32"].get_linestyle() == "--"


@pytest.mark.parametrize(("change", "reach"), [(0.5, 2.0), (-5.0, 5.5)])
@pytest.mark.parametrize("slip", [None, "transposed-weights"])
def test_the_slice_is_the_error_over_the_weight_with_its_tangent(
    slip: str | None, change: float, reach: float
) -> None:
    """And what the claimed slope promised against what came; dashed, the true tangent."""
    panel, _, picture = pictures(slip, change=change, weight=("W_0", (2, 1)))
    w, slope = float(NET.W[0][1, 0]), panel.nudge.slope
    true = float(panel.experiment.true("dW_0")[1, 0])

    def error(change: float) -> float:
        moved = NET.copy()
        moved.W[0][1, 0] += change
        return float(moved.loss(Y, moved.forward(X).o))

    xs, ys = map(np.array, points(picture.curve))
    assert xs[[0, -1]] == pytest.approx([w - reach, w + reach])
    assert ys == pytest.approx([error(x - w) for x in xs])
    assert points(picture.tangent) == [xs.tolist(), pytest.approx(error(0) + slope * (xs - w))]
    assert points(picture.start) == [[w], [pytest.approx(error(0))]]
    assert points(picture.end) == [[w + change], [pytest.approx(error(change))]]
    promised = error(0) + slope * change
    assert points(picture.rest) == [[w + change] * 2, [pytest.approx(promised),
                                                       pytest.approx(error(change))]]  # fmt: skip
    apart = [xs.tolist(), pytest.approx(error(0) + true * (xs - w))]
    assert points(picture.true) == (apart if slip else [[], []])
    assert picture.ax.get_xlim() == pytest.approx((w - reach, w + reach))
    low, high = picture.ax.get_ylim()
    assert low < ys.min() < ys.max() < high
    assert picture.ax.get_xlabel() == "$W_{0}[2,1]$"
    assert picture.ax.get_ylabel() == "error ε"


@pytest.mark.parametrize("low", [-3.0, 0.0, 0.26, 1e6])
@pytest.mark.parametrize("wide", [0.0, 1e-9, 0.3, 1.0, 77.0])
def test_strides_have_room_for_all_and_are_round(low: float, wide: float) -> None:
    """They stay where a value moves a little; what is no number takes no room."""
    bottom, top = strides(np.array([low, low + wide, np.nan, np.inf]))
    assert bottom < low <= low + wide < top
    assert top - bottom <= 4 * max(wide, 1e-3)
    stride = 10.0 ** np.floor(np.log10(max(wide, 1e-3))) / 2
    for end in (bottom, top):
        assert end / stride == pytest.approx(round(end / stride), abs=1e-6)
    assert strides(np.array([np.nan])) == (-0.5, 1.5)


def test_a_network_for_the_projector_has_more_room() -> None:
    """Larger type, and wider pictures."""
    panel = GradcheckPanel(MLP([2, 2, 1], seed=1), X, [1.0])
    panel.large = True
    for (_, style), picture in panel._drawn.items():
        width, height = picture.figure.get_size_inches() * picture.figure.dpi / 150
        assert (width > 5) == style.large
        assert height < width
