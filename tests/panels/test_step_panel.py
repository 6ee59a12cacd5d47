"""The step panel without a browser: what a person does, what is then shown, and what is refused."""

import base64
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import numpy as np
import pytest

from mlpcore import MLP, panels
from mlpcore.lesson import walkthrough
from mlpcore.lesson.steps.trace import Trace
from mlpcore.panels import StepPanel
from tests.helpers.passes import PASSES

CELL = re.compile(r'data-quantity="([^"]+)" data-index="([^"]*)" data-value="([^"]+)"')


@pytest.fixture
def panel() -> StepPanel:
    """A 2-3-2 network at its first step."""
    return StepPanel(MLP([2, 3, 2], seed=7, init="uniform"), [0.8, -0.4], [1, 0], eta=0.5)


def shown(panel: StepPanel) -> Iterator[tuple[str, tuple[int, ...], float]]:
    """Every number on the screen: quantity, index counted from 1, value."""
    for key, at, value in CELL.findall(" ".join(panel.regions.values())):
        yield key, tuple(int(i) for i in at.split(",") if i), float(value)


def assert_shows_what_mlpcore_computes(panel: StepPanel) -> None:
    """Hold every number on the screen against a fresh computation."""
    state = panel.state
    trace = Trace(state.mlp, state.x, state.y, state.eta)
    numbers = list(shown(panel))
    assert numbers
    for key, at, value in numbers:
        expected = np.asarray(trace.value(key))[tuple(i - 1 for i in at)]
        assert value == pytest.approx(expected, rel=1e-12, abs=1e-15), (key, at)


NETWORKS = {
    "one hidden layer": MLP([2, 3, 2], seed=7, init="uniform"),
    "softmax and cross-entropy": MLP([3, 2, 3], ["relu", "softmax"], "cross_entropy", seed=1),
    "sigmoid and its loss": MLP([2, 3, 1], ["tanh", "sigmoid"], "binary_cross_entropy", seed=1),
    "softmax in between": MLP([2, 3, 2], ["softmax", "tanh"], seed=2, init="uniform"),
    "no hidden layer": MLP([2, 2], ["tanh"], seed=3),
    "ten hidden layers": MLP([2, *[3] * 10, 2], "tanh", seed=4),
    "sixteen units": MLP([4, 16, 3], ["sigmoid", "identity"], seed=5),
}


@pytest.mark.parametrize("mlp", NETWORKS.values(), ids=NETWORKS)
def test_every_number_at_every_step_is_what_mlpcore_computes(mlp: MLP) -> None:
    y = np.eye(mlp.widths[-1])[0]
    panel = StepPanel(mlp, np.linspace(-1, 1, mlp.widths[0]), y)
    for _ in panel.walk:
        assert_shows_what_mlpcore_computes(panel)
        panel.act("next")


def test_a_quantity_not_yet_computed_is_not_on_the_screen(panel: StepPanel) -> None:
    computed_later = {step.quantity for step in panel.walk[1:]}
    assert computed_later.isdisjoint(key for key, _, _ in shown(panel))


def test_at_the_last_step_every_quantity_is_on_the_screen(panel: StepPanel) -> None:
    panel.act("last")
    assert {step.quantity for step in panel.walk} <= {key for key, _, _ in shown(panel)}


def test_back_shows_exactly_what_was_there(panel: StepPanel) -> None:
    seen = []
    for _ in panel.walk:
        seen.append(panel.regions)
        panel.act("next")
    for before in reversed(seen[:-1]):
        panel.act("back")
        assert panel.regions == before


def test_next_at_the_end_and_back_at_the_start_stay(panel: StepPanel) -> None:
    panel.act("back")
    assert panel.at == 0
    panel.act("go", to=10_000)
    assert panel.at == len(panel.walk) - 1
    assert panel.at_end


@pytest.mark.parametrize(
    ("key", "index"),
    [("x", [2]), ("y", [1]), ("eta", []), ("W_0", [1, 3]), ("b_1", [2])],
)
def test_setting_a_number_changes_every_number_that_depends_on_it(
    panel: StepPanel, key: str, index: list[int]
) -> None:
    panel.act("last")
    before = set(shown(panel))
    panel.act("set", key=key, index=index, value=0.123)
    assert (key, tuple(index), 0.123) in set(shown(panel)) | {("eta", (), panel.state.eta)}
    assert set(shown(panel)) != before
    assert_shows_what_mlpcore_computes(panel)


def test_the_network_given_is_never_changed() -> None:
    mlp = MLP([2, 3, 2], seed=7)
    before = [W.copy() for W in mlp.W]
    panel = StepPanel(mlp, [0.8, -0.4], [1, 0])
    panel.act("set", key="W_0", index=[1, 1], value=9.0)
    panel.act("again")
    assert all(np.array_equal(a, b) for a, b in zip(before, mlp.W, strict=True))


def test_undo_takes_back_one_change_at_a_time(panel: StepPanel) -> None:
    begun = panel.state
    panel.act("set", key="x", index=[1], value=0.1)
    panel.act("choose", name="hidden", value="tanh")
    panel.act("undo")
    assert panel.state.mlp.f[1].name == "sigmoid"
    panel.act("undo")
    assert panel.state == begun
    panel.act("undo")
    assert panel.state == begun


def test_a_drag_is_one_step_of_undo_and_the_next_drag_another(panel: StepPanel) -> None:
    for value in (0.1, 0.2, 0.3):
        panel.act("set", key="x", index=[1], value=value)
    panel.act("settle")
    panel.act("set", key="x", index=[1], value=0.9)
    panel.act("undo")
    assert panel.state.x[0] == 0.3
    panel.act("undo")
    assert panel.state.x[0] == 0.8


def test_again_applies_descent_and_the_error_falls(panel: StepPanel) -> None:
    errors = []
    for _ in range(5):
        errors.append(float(panel.walk["eps"].value))
        panel.act("again")
    assert errors == sorted(errors, reverse=True)
    assert "round 6" in panel.regions["buttons"]


def test_again_stays_at_the_step_to_show_the_change_but_starts_over_from_descent(
    panel: StepPanel,
) -> None:
    panel.act("go", to=4)
    panel.act("again")
    assert panel.at == 4
    panel.act("last")
    panel.act("again")
    assert panel.at == 0


def test_again_is_what_descend_gives(panel: StepPanel) -> None:
    mlp = panel.state.mlp.copy()
    mlp.descend(mlp.backward(mlp.forward([0.8, -0.4]), [1, 0]), eta=0.5)
    panel.act("again")
    assert np.array_equal(panel.state.mlp.W[0], mlp.W[0])
    assert np.array_equal(panel.state.mlp.b[1], mlp.b[1])


def test_same_weights_come_back_after_any_number_of_rounds(panel: StepPanel) -> None:
    begun = panel.state.mlp
    panel.act("again")
    panel.act("again")
    panel.act("same")
    assert np.array_equal(panel.state.mlp.W[0], begun.W[0])


def test_new_weights_are_those_of_the_seed_named_on_the_button(panel: StepPanel) -> None:
    panel.act("new")
    drawn = MLP([2, 3, 2], seed=panel.state.seed, init="uniform")
    assert np.array_equal(panel.state.mlp.W[1], drawn.W[1])


REFUSED = {
    "a number that is none": ("set", {"key": "x", "index": [1], "value": float("nan")}, "nan"),
    "eta of zero": ("set", {"key": "eta", "index": [], "value": 0.0}, "η is 0"),
    "an entry that is not there": ("set", {"key": "W_0", "index": [9, 9], "value": 1.0}, "W_0"),
    "an unknown activation": ("choose", {"name": "hidden", "value": "sigmoyd"}, "sigmoid"),
    "a log of nothing": ("choose", {"name": "loss", "value": "cross_entropy"}, "log o"),
}


@pytest.mark.parametrize(("do", "what", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_said_in_the_panel_and_changes_nothing(
    do: str, what: dict[str, object], words: str
) -> None:
    panel = StepPanel(MLP([2, 2, 2], ["tanh", "tanh"], seed=7), [0.8, -0.4], [1, 1])
    state, at = panel.state, panel.at
    panel.act(do, **what)
    assert words.lower() in panel.regions["trouble"].lower()
    assert (panel.state, panel.at) == (state, at)
    panel.act("next")
    assert panel.regions["trouble"] == ""
    assert panel.at == at + 1


def test_the_lens_reads_any_number_on_the_screen(panel: StepPanel) -> None:
    panel.act("last")
    for key, at, _ in set(shown(panel)):
        panel.act("look", key=key, index=list(at))
        assert panel.regions["trouble"] == ""
        assert panel.selected == (key, at)


def test_a_weight_under_the_lens_gets_a_slider(panel: StepPanel) -> None:
    panel.act("look", key="W_1", index=[2, 1])
    assert 'data-key="W_1" data-at="2,1"' in panel.regions["editor"]
    panel.act("look", key="net_1", index=[1])
    assert "<input" not in panel.regions["editor"]
    assert "click a weight" in panel.regions["editor"]


def test_a_wrong_derivative_turns_the_gradient_check_red(
    panel: StepPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = type(panel.walk.trace.f[1]).pullback
    panel.act("go", to=[step.key for step in panel.walk].index("delta_1"))
    assert "✓ agrees" in panel.regions["step"]
    activation = type(panel.walk.trace.f[1])
    monkeypatch.setattr(activation, "pullback", lambda *given: 1.001 * right(*given))
    panel.act("set", key="eta", index=[], value=0.6)
    assert "✗ off by" in panel.regions["step"]


def test_a_panel_shows_the_sections_asked_for_and_no_more() -> None:
    mlp = MLP([2, 3, 2], seed=7)
    panel = StepPanel(mlp, [0.8, -0.4], [1, 0], until="I", at="z_1", named=True)
    assert [step.key for step in panel.walk] == ["net_1", "z_1", "net_2", "z_2"]
    assert panel.walk[panel.at].key == "z_1"
    assert "Apply V" not in panel.regions["buttons"]


def test_without_a_kernel_the_panel_is_a_picture_a_table_and_a_text(panel: StepPanel) -> None:
    bundle, _ = panel._repr_mimebundle_()
    assert str(walkthrough(panel.state.mlp, [0.8, -0.4], [1, 0], 0.5)) in bundle["text/plain"]
    picture = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', bundle["text/html"])
    assert ET.fromstring(base64.b64decode(picture[1])).tag.endswith("svg")
    assert 'data-quantity="net_1"' in bundle["text/html"]
    assert "<button" not in bundle["text/html"]


def test_the_stored_panel_has_six_digits_at_most(panel: StepPanel) -> None:
    panel.act("last")
    values = [value for _, _, value in CELL.findall(panel.still())]
    assert values
    assert all(len(value.lstrip("-0.").replace(".", "").split("e")[0]) <= 6 for value in values)


def test_a_message_from_the_page_is_answered_even_when_refused(panel: StepPanel) -> None:
    before = panel.answered
    panel._handle_custom_msg({"do": "set", "key": "eta", "index": [], "value": -1}, [])
    assert panel.answered == before + 1
    panel._handle_custom_msg({"do": "pulse"}, [])
    assert panel.answered == before + 1


def test_an_answer_is_one_message_with_what_has_changed_alone(panel: StepPanel) -> None:
    sent: list[dict[str, object]] = []
    panel._send = lambda message, buffers=None: sent.append(message["state"])  # type: ignore[method-assign]
    before = panel.regions
    panel._handle_custom_msg({"do": "set", "key": "x", "index": [1], "value": 0.25}, [])
    changed = {f"region:{name}" for name, html in panel.regions.items() if html != before[name]}
    assert [{name for name in each if ":" in name} for each in sent] == [changed]
    assert "region:ledger" in changed
    assert "region:keys" not in changed
    assert sent[0]["answered"] == panel.answered
    assert sent[0]["region:ledger"] == panel.regions["ledger"]


def test_a_page_that_comes_later_is_given_every_region(panel: StepPanel) -> None:
    panel.act("last")
    given = panel.get_state()
    assert {f"region:{name}": html for name, html in panel.regions.items()}.items() <= given.items()


# --- the ledger of shapes ------------------------------------------------------------------------


def shaped(panel: StepPanel) -> list[str]:
    """The lines of the ledger, without their tags."""
    rows = re.findall(r"<tr data-shapes.*?</tr>", panel.regions["shapes"])
    return [re.sub(r"<[^>]*>", "", row) for row in rows]


@pytest.fixture
def deep_panel() -> StepPanel:
    """Two hidden layers of different kinds, with the ledger of shapes."""
    mlp = MLP([2, 4, 3, 1], ["tanh", "relu", "sigmoid"], seed=1)
    return StepPanel(mlp, [1, -0.5], [1], shapes=True)


def test_the_ledger_of_shapes_follows_the_widths_while_they_are_edited(
    deep_panel: StepPanel,
) -> None:
    """W_l is m_l × m_{l+1}; the pass is that of the new network."""
    assert shaped(deep_panel) == [
        "W0 ∈ ℝ2×4b0 ∈ ℝ412 numbers",
        "W1 ∈ ℝ4×3b1 ∈ ℝ315 numbers",
        "W2 ∈ ℝ3×1b2 ∈ ℝ14 numbers",
    ]
    deep_panel.act("set", key="width", index=[1], value=2)
    deep_panel.act("set", key="width", index=[0], value=5)
    mlp = deep_panel.state.mlp
    assert mlp.widths == [5, 2, 3, 1]
    assert shaped(deep_panel)[:2] == ["W0 ∈ ℝ5×2b0 ∈ ℝ212 numbers", "W1 ∈ ℝ2×3b1 ∈ ℝ39 numbers"]
    assert 'data-shapes="all">25 numbers<' in deep_panel.regions["shapes"]
    assert [deep_panel.walk.trace.value(f"W_{l}").shape for l in range(3)] == [
        (5, 2), (2, 3), (3, 1),
    ]  # fmt: skip
    assert deep_panel.state.x == (1, -0.5, 0.5, 0.5, 0.5)


def test_layers_come_and_go_with_h(deep_panel: StepPanel) -> None:
    """Down to none, and up again; each keeps its activation."""
    for h, names in ((3, ["tanh", "relu", "relu", "sigmoid"]), (1, ["tanh", "sigmoid"]),
                     (0, ["sigmoid"]), (2, ["tanh", "tanh", "sigmoid"])):  # fmt: skip
        deep_panel.act("set", key="h", index=[], value=h)
        assert not deep_panel.trouble
        assert [f.name for f in deep_panel.state.mlp.f[1:]] == names
        assert deep_panel.regions["sliders"].count('data-key="width"') == 2 * (h + 2)
        assert len(shaped(deep_panel)) == h + 1


@pytest.mark.parametrize(
    ("key", "index", "value"),
    [("width", [1], 0), ("width", [1], 2.5), ("width", [1], 99), ("width", [7], 2),
     ("width", [1], float("nan")), ("h", [], -1), ("h", [], 99), ("h", [], float("inf"))],
)  # fmt: skip
def test_widths_that_are_none_are_refused(
    deep_panel: StepPanel, key: str, index: list[int], value: float
) -> None:
    """In words; the network stays."""
    before = deep_panel.state
    deep_panel.act("set", key=key, index=index, value=value)
    assert deep_panel.trouble
    assert deep_panel.state is before


def test_same_weights_after_another_width_are_those_it_then_began_with(
    deep_panel: StepPanel,
) -> None:
    """Undo brings the old ones back, and "same weights" then those."""
    first = [W.copy() for W in deep_panel.state.mlp.W]
    deep_panel.act("set", key="width", index=[1], value=6)
    begun = [W.copy() for W in deep_panel.state.mlp.W]
    deep_panel.act("again")
    deep_panel.act("same")
    assert all(map(np.array_equal, deep_panel.state.mlp.W, begun))
    for _ in range(3):
        deep_panel.act("undo")
    deep_panel.act("again")
    deep_panel.act("same")
    assert all(map(np.array_equal, deep_panel.state.mlp.W, first))


def test_hidden_layers_of_different_kinds_are_called_mixed(deep_panel: StepPanel) -> None:
    """Until one kind is chosen for all of them."""
    assert "selected>mixed" in deep_panel.regions["setup"]
    deep_panel.act("choose", name="hidden", value="sigmoid")
    assert "mixed" not in deep_panel.regions["setup"]
    assert [f.name for f in deep_panel.state.mlp.f[1:-1]] == ["sigmoid", "sigmoid"]


def test_an_own_loss_stays_in_the_menu() -> None:
    """After another one was chosen."""
    mlp, x, y = PASSES["own loss"]
    panel = StepPanel(mlp, x, y)
    for loss in ("half_squared_error", "quartic"):
        panel.act("choose", name="loss", value=loss)
        assert not panel.trouble
        assert panel.state.mlp.loss.name == loss


def test_the_same_delta_twice_has_two_labels() -> None:
    """By the Jacobian, or with the slope of the sigmoid, then collapsed."""
    for name in ("softmax", "binary"):
        panel = StepPanel(*PASSES[name])
        ticks = re.findall(r'data-to="\d+"[^>]*>(.*?)</button>', panel.regions["timeline"])
        assert len(ticks) == len(set(ticks))


def test_a_stored_picture_brings_its_own_white_ground() -> None:
    """On a dark page its dark lines would not be seen; the ground covers all that is drawn."""
    page = panels.step(MLP([2, 3, 2], seed=7), [0.8, -0.4], [1, 0]).still()
    (encoded,) = re.findall(r'<img [^>]*src="data:image/svg\+xml;base64,([^"]*)"', page)
    svg = ET.fromstring(base64.b64decode(encoded))
    x, y, width, height = map(float, svg.get("viewBox", "").split())
    ground = next(each for each in svg if each.tag.endswith("rect"))
    assert [each.tag.rpartition("}")[2] for each in svg][:2] == ["style", "rect"]
    assert [float(ground.get(at)) for at in "xy"] == [x, y] == [-8, -8]
    assert (ground.get("width"), ground.get("height")) == ("100%", "100%")
    sheet = next(each.text for each in svg if each.tag.endswith("style"))
    assert ".mlp-ground { fill: #ffffff" in sheet
    for circle in svg.iter("{http://www.w3.org/2000/svg}circle"):
        assert x < float(circle.get("cx")) < x + width
        assert y < float(circle.get("cy")) < y + height


def test_symbols_that_unicode_cannot_write_are_set_in_what_is_said_of_own_code() -> None:
    """In the panel; what is printed stays plain."""

    def my_delta_hidden(W, delta, net, f):
        return W.T @ delta * f.derivative(net)

    mlp = MLP([2, 2, 2], seed=7, init="uniform")
    panel = panels.step(mlp, [0.8, -0.4], [1, 0], delta_hidden=my_delta_hidden, named=True)
    said = panel.regions["mistakes"]
    assert "the first mistake is at <i>δ</i><sub>h</sub>; this is" in said
    assert "δ_h" not in re.sub(r'aria-label="[^"]*"', "", said)
    assert "the first mistake is at δ_h; this is" in str(panel)
    assert "<i>δ</i><sub>h</sub>" in panel.still().partition('class="mlp-stage"')[0]


def test_the_last_result_can_still_be_asked_for() -> None:
    """Next shows it before it is greyed out, and only then is the end reached."""
    panel = panels.step(MLP([1, 1], seed=1), [1], [1])
    panel.act("ask")
    panel.act("last")
    key = panel.walk[panel.at].quantity
    assert key in panel.covered
    assert not panel.at_end
    panel.act("next")
    assert key not in panel.covered
    assert panel.at_end


def test_hidden_layers_that_are_added_are_as_wide_as_the_last() -> None:
    panel = panels.step(MLP([2, 3, 4, 2], seed=1), [0.1, 0.2], [1, 0], shapes=True)
    panel.act("set", key="h", index=[], value=4)
    assert panel.state.mlp.widths == [2, 3, 4, 4, 4, 2]
