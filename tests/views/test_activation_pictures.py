"""What the pictures of the activation panel show: each line and point has the numbers of f."""

from typing import Any

import numpy as np
import pytest

from mlpcore import Activation, panels
from mlpcore.activations import ACTIVATIONS
from mlpcore.lesson.activation.dead_relu import X, Y
from mlpcore.lesson.activation.topics import TOPICS
from mlpcore.views.activation.plots import GRID
from mlpcore.views.parts.plots import Animated


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are shown what they draw, and no pixel is needed."""
    monkeypatch.setattr(Animated, "png", lambda self, stored=False: b"a picture")


TANH = ACTIVATIONS["tanh"]
AT_A_POINT = ("slope", "letters", "difference", "delta")
CUBE = Activation("cube", lambda net: net**3, lambda net: 3 * net**2)


def picture(topic: str, f: str | Activation = "tanh", **numbers: float) -> tuple[Any, Any]:
    """The picture of a topic, drawn, and the panel that it is of."""
    panel = panels.activation(f, at=topic)
    for key, value in numbers.items():
        panel.act("set", key=key, index=[], value=value)
        assert panel.trouble == ""
    [drawn] = panel._drawn.values()
    return drawn, panel


def points(line: Any) -> list[list[float]]:
    """Where a line has its corners: all x, all y."""
    return [np.asarray(each, float).tolist() for each in line.get_data()]


def title(axes: Any) -> str:
    """What stands above axes, with plain spaces."""
    return str(axes.get_title("left").replace("\N{THIN SPACE}", ""))


@pytest.mark.parametrize(("f", "net"), [(TANH, -2.5), (CUBE, 11.0)])
@pytest.mark.parametrize("topic", AT_A_POINT)
def test_the_curves_are_f_and_its_slope_with_a_point_on_each(
    topic: str, f: Activation, net: float
) -> None:
    """All in axes that hold them; of δ, times ∂ε/∂z."""
    drawn, panel = picture(topic, f, net=net, **({"d_z": -2.0} if topic == "delta" else {}))
    times = panel.state.d_z if topic == "delta" else 1
    nets, values = map(np.array, points(drawn.curve))
    assert nets[0] == -nets[-1] == min(GRID[0], -1.1 * abs(net))
    assert values == pytest.approx(f(nets))
    assert points(drawn.slope) == [nets.tolist(), pytest.approx(times * f.derivative(nets))]
    assert points(drawn.point) == [[net], [pytest.approx(float(f(net)))]]
    assert points(drawn.slope_point) == [[net], [pytest.approx(times * float(f.derivative(net)))]]
    for axes, line in ((drawn.upper, drawn.curve), (drawn.lower, drawn.slope)):
        low, high = axes.get_ylim()
        _, ys = points(line)
        assert axes.get_xlim() == (nets[0], nets[-1])
        assert low < min(ys) <= max(ys) < high
        assert high - low < 2.5 * max(0.1, max(ys) - min(ys)) or topic in ("letters", "delta")
    for line, axes in zip(drawn.here, (drawn.upper, drawn.lower), strict=True):
        assert points(line) == [[net, net], [0, 1]]
        assert line.get_transform() == axes.get_xaxis_transform()


@pytest.mark.parametrize("net", [-2.5, 0.7, 11.0])
def test_the_tangent_touches_the_curve_and_is_as_long_everywhere(net: float) -> None:
    """To either side 1.4, where the axis goes from −6 to 6; farther out in the same share of it."""
    drawn, _ = picture("slope", net=net)
    (x0, x1), (y0, y1) = points(drawn.tangent)
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == (pytest.approx(net), pytest.approx(np.tanh(net)))
    assert (y1 - y0) / (x1 - x0) == pytest.approx(1 - np.tanh(net) ** 2)
    assert np.hypot(x1 - x0, y1 - y0) == pytest.approx(2.8 * max(6, 1.1 * abs(net)) / 6)


def test_of_the_difference_a_secant_and_its_ends_are_drawn_and_its_slope_below() -> None:
    drawn, _ = picture("difference", net=0.7, s=0.5)
    ends = [pytest.approx([0.2, 1.2]), pytest.approx(np.tanh([0.2, 1.2]))]
    assert points(drawn.ends) == points(drawn.secant) == ends
    nets, below = map(np.array, points(drawn.beside))
    assert below == pytest.approx((np.tanh(nets + 0.5) - np.tanh(nets - 0.5)) / 1)
    assert points(drawn.beside_point) == [[0.7], [pytest.approx(np.tanh(1.2) - np.tanh(0.2))]]


def test_of_the_slip_what_the_notes_write_is_drawn_beside_the_slope() -> None:
    """Where it leaves the axes, its point stays at their end."""
    for net, inside in ((0.7, 1 - 0.7**2), (3.0, -2.0)):
        drawn, _ = picture("letters", net=net)
        nets, below = map(np.array, points(drawn.beside))
        assert below == pytest.approx(1 - nets**2)
        assert points(drawn.beside_point) == [[net], [pytest.approx(inside)]]
        assert drawn.lower.get_ylim() == (-2.0, 1.2)


@pytest.mark.parametrize(("topic", "f", "said"), [
    ("slope", "tanh", "f ′(net)"), ("letters", "relu", "f ′(net)"),
    ("letters", "tanh", "f ′(net)  and, dashed, what the notes write"),
    ("delta", "tanh", "δ = ∂ε/∂z · f ′(net)"),
    ("difference", "tanh", "f ′(net)  and, dashed, the central difference"),
])  # fmt: skip
def test_the_titles_say_what_is_drawn(topic: str, f: str, said: str) -> None:
    """And nothing is drawn beside f′ of which they do not tell."""
    drawn, _ = picture(topic, f)
    assert title(drawn.upper) == f"z = f(net),  f = {f}"
    assert title(drawn.lower) == said.replace("f ′", "f′")
    assert drawn.lower.get_xlabel() == "net"
    assert ("dashed" in said) == bool(points(drawn.beside)[0])
    assert bool(points(drawn.ends)[0]) == (topic == "difference")


@pytest.mark.parametrize(("net", "joint"), [(0.3, 1.0), (-1.0, -1.5)])
def test_the_chain_shows_slopes_their_product_and_delta_from_the_top_down(
    net: float, joint: float
) -> None:
    """And what would be left if each slope were the largest that f has."""
    drawn, panel = picture("layers", "sigmoid", net=net, joint=joint)
    chain = panel.state.chain(panel.fs)
    layers = list(range(1, 11))
    assert points(drawn.slopes) == [layers, pytest.approx(chain.slope)]
    assert points(drawn.product) == [layers, pytest.approx(np.abs(chain.product))]
    assert points(drawn.delta) == [layers, pytest.approx(np.abs(chain.delta))]
    assert points(drawn.best) == [layers, pytest.approx(0.25 ** (11 - np.array(layers)))]
    for axes in (drawn.upper, drawn.lower):
        assert axes.get_xlim() == (10.5, 0.5)
        assert axes.get_xticks().tolist() == layers
    low, high = drawn.upper.get_ylim()
    assert low < 0
    assert 1 < high < 1.2
    assert drawn.lower.get_yscale() == "log"


def test_sizes_that_have_no_place_on_the_axis_are_left_out() -> None:
    """A δ of 0 and one beyond its end; what has a place is there."""
    for joint in (0.0, 1e30):
        drawn, _ = picture("layers", "identity", joint=joint)
        first, *_, last = points(drawn.delta)[1]
        assert np.isnan(first)
        assert last == 1


def test_the_unit_shows_its_samples_and_the_error_step_by_step() -> None:
    """Its output as a line; those with a slope of 0 as open squares."""
    drawn, panel = picture("unit", "relu", w=1.0, b=-0.7)
    for _ in range(3):
        panel.act("descend")
    unit, samples = panel.state.unit(panel.fs), X[:, 0]
    o = np.maximum(0, unit.w * samples + unit.b)
    xs, line = map(np.array, points(drawn.output))
    assert line == pytest.approx(np.maximum(0, unit.w * xs + unit.b))
    assert xs[[0, -1]].tolist() == list(drawn.upper.get_xlim())
    assert points(drawn.target) == [samples.tolist(), np.ravel(Y).tolist()]
    assert points(drawn.open) == [samples[o > 0].tolist(), pytest.approx(o[o > 0])]
    assert points(drawn.shut) == [samples[o == 0].tolist(), [0.0] * int(np.sum(o == 0))]
    assert 0 < np.sum(o == 0) < len(o)
    assert points(drawn.errors) == [[0, 1, 2, 3], list(panel.state.errors)]
    assert drawn.lower.get_xlim() == (-1, 51)
    assert (drawn.lower.get_yscale(), drawn.lower.get_ylim()) == ("log", (1e-6, 1e2))
    for _ in range(50):
        panel.act("descend")
    assert drawn.lower.get_xlim() == (-1, 101)
    assert [axes.get_xlabel() for axes in (drawn.upper, drawn.lower)] == ["x", "step"]


@pytest.mark.parametrize("net", [0.7, 40.0])
def test_the_family_shows_every_activation_and_its_slope_by_name(net: float) -> None:
    """Each in a colour and a stroke that no other has, with a point on each at net."""
    drawn, panel = picture("family", CUBE, net=net)
    at = min(net, 6.0)
    upper, lower = ([line for line in axes.lines if len(line.get_xdata()) == len(GRID)]
                    for axes in (drawn.upper, drawn.lower))  # fmt: skip
    for f, curve, slope in zip(panel.fs, upper, lower, strict=True):
        assert points(curve) == [GRID.tolist(), pytest.approx(f(GRID))]
        assert points(slope) == [GRID.tolist(), pytest.approx(f.derivative(GRID))]
        assert curve.get_color() == slope.get_color()
        assert curve.get_linestyle() == slope.get_linestyle()
    names = [text.get_text() for text in drawn.upper.get_legend().get_texts()]
    assert names == [f.name for f in panel.fs]
    assert len({line.get_color() for line in upper}) == len(upper)
    for dots, values in zip(
        drawn.points,
        ([f(net) for f in panel.fs], [f.derivative(net) for f in panel.fs]),
        strict=True,
    ):
        assert points(dots) == [[at] * len(panel.fs), pytest.approx(np.array(values, float))]
    for line in drawn.here:
        assert points(line) == [[at, at], [0, 1]]
    assert [title(axes) for axes in (drawn.upper, drawn.lower)] == ["z = f(net)", "f′(net)"]


def test_every_topic_has_its_picture_here() -> None:
    assert {"family", "layers", "unit", *AT_A_POINT} == set(TOPICS)
