"""The step and the training panel with a slip switched on, and the step panel on own code."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlpcore import MLP
from mlpcore.checks import Array
from mlpcore.lesson import bugged, slips
from mlpcore.lesson.slip_book.bug_lab import possible
from mlpcore.lesson.slip_book.marked_walk import mark_of
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.training.bugged_runs import BuggedRun
from mlpcore.network import Forward
from mlpcore.panels import StepPanel, TrainingPanel, preset, restore
from mlpcore.views.training.loss_plot import around, path

pytestmark = pytest.mark.usefixtures("undrawn")

CELL = re.compile(r'data-quantity="([^"]+)" data-index="([^"]*)" data-value="([^"]+)"')
OPTION = re.compile(r'<option value="([^"]*)"')
X, Y = [0.8, -0.4], [1, 0]
SQUARE = MLP([2, 2, 2], seed=7, init="uniform")


def at(panel: StepPanel, key: str) -> str:
    """Go to a step; what the panel says there."""
    panel.act("go", to=[step.key for step in panel.walk].index(key))
    return panel.regions["step"]


def tick(panel: StepPanel, key: str) -> str:
    """The tick of a step."""
    n = [step.key for step in panel.walk].index(key)
    found = re.search(rf'<button[^>]*data-to="{n}".*?</button>', panel.regions["timeline"])
    assert found
    return found[0]


def entry(panel: StepPanel, key: str) -> str:
    """The entry of a quantity in the ledger."""
    place = rf'<figure class="mlp-entry[^>]*data-entry="{re.escape(key)}">.*?</figure>'
    found = re.search(place, panel.regions["ledger"])
    assert found
    return found[0]


def menu(html: str, name: str) -> list[str]:
    """The values of a menu."""
    found = re.search(rf'<select[^>]*data-name="{name}".*?</select>', html)
    return OPTION.findall(found[0]) if found else []


@pytest.fixture
def panel() -> StepPanel:
    """A square network with a slip in δ¹."""
    return StepPanel(SQUARE, X, Y, slip="transposed-weights")


# --- the step panel with a slip -----------------------------------------------------------------


def test_every_number_at_every_step_is_that_of_the_bug_lab(panel: StepPanel) -> None:
    trace = bugged(SQUARE, X, Y, slip="transposed-weights").trace
    for _ in panel.walk:
        for key, index, value in CELL.findall(" ".join(panel.regions.values())):
            place = tuple(int(i) - 1 for i in index.split(",") if i)
            assert float(value) == pytest.approx(trace.value(key)[place], rel=1e-12), key
        panel.act("next")


def test_the_wrong_line_is_struck_out_and_the_true_one_stands_below_it(panel: StepPanel) -> None:
    html = at(panel, "delta_1")
    written, true = html.index("mlp-struck"), html.index("In truth")
    assert written < true < html.index("mlp-equation")
    assert 'aria-label="wrong: δ h = (W oᵀ δ o) ⊙ z ⊙ (1 − z)"' in html
    assert "δ is sent back through the transposed weights" in html
    assert '<strong class="mlp-mark-sign">✗</strong>' in html
    assert 'data-quantity="true:delta_1"' in html
    assert html.count('data-off=""') == 2


def test_the_gradient_check_turns_red_at_the_slip_and_below_and_nowhere_else(
    panel: StepPanel,
) -> None:
    checked = {}
    for step in panel.walk:
        found = re.search(r"gradient check[^:]*: <strong[^>]*>(.) (\w+)", at(panel, step.key))
        if found:
            checked[step.key] = found[1]
    assert checked == {
        "d_o": "✓", "delta_2": "✓", "delta_1": "✗", "dW_1": "✓", "db_1": "✓", "dW_0": "✗",
        "db_0": "✗",
    }  # fmt: skip
    assert "off by" in at(panel, "delta_1")


def test_ticks_and_ledger_are_marked_by_a_sign_and_in_words(panel: StepPanel) -> None:
    at(panel, "b_0")
    assert "✗" in tick(panel, "delta_1")
    assert "net gradient of the hidden layer, wrong" in tick(panel, "delta_1")
    assert "↳" in tick(panel, "dW_0")
    assert "mlp-tick-mark" not in tick(panel, "dW_1")
    assert ", wrong</span>" in entry(panel, "delta_1")
    assert entry(panel, "delta_1").count("data-off") == 2
    assert re.search(r'data-off="" aria-label="[^"]+, wrong"', entry(panel, "dW_0"))
    assert "data-off" not in entry(panel, "dW_1")


def test_a_line_above_says_what_is_on_and_leads_to_the_first_mistake(panel: StepPanel) -> None:
    line = panel.regions["mistakes"]
    assert "transposed-weights" in line
    to = re.search(r'data-do="go" data-to="(\d+)"', line)
    assert to
    panel.act("go", to=int(to[1]))
    assert panel.walk[panel.at].key == "delta_1"
    assert "✗" in panel.regions["spoken"]


def test_the_lens_shows_the_truth_and_what_the_slip_gives(panel: StepPanel) -> None:
    at(panel, "delta_1")
    panel.act("look", key="true:delta_1", index=[2])
    assert panel.selected == ("delta_1", (2,))
    lens, trace = panel.regions["lens"], panel.walk.trace
    shown = {(key, index): float(value) for key, index, value in CELL.findall(lens)}
    assert shown["true:delta_1", "2"] == trace.value("true:delta_1")[1]
    assert shown["delta_1", "2"] == trace.value("delta_1")[1]
    assert "The slip gives" in lens
    at(panel, "dW_0")
    assert "it follows from δ¹" in panel.regions["lens"]


def test_shapes_that_clash_are_said_in_words() -> None:
    panel = StepPanel(MLP([2, 3, 2], seed=7), X, Y, slip="transposed-weights", at="delta_1")
    html = panel.regions["step"]
    assert "W₁ᵀ is (2×3) and takes 3 entries, but δ² has 2" in html
    assert "the pass goes on with the true line" in html
    assert "✓ agrees" in html
    assert "Its shapes clash" in panel.regions["mistakes"]


def test_the_menu_offers_what_can_be_made_here_and_none(panel: StepPanel) -> None:
    offered = menu(panel.regions["setup"], "slip")
    assert offered == ["", *(slip.id for slip in possible(Trace(SQUARE, X, Y)))]
    forward = StepPanel(SQUARE, X, Y, until="I")
    assert "bias-forgotten" in menu(forward.regions["setup"], "slip")
    assert "missing-minus" not in menu(forward.regions["setup"], "slip")


def test_a_plain_panel_has_no_menu_of_slips_until_one_is_on() -> None:
    """The first panel that a person sees; one with a slip can be mended by its menu."""
    assert 'data-name="slip"' not in preset("first").regions["setup"]
    mended = StepPanel(SQUARE, X, Y, plain=True, slip="ascent")
    assert 'data-name="slip"' in mended.regions["setup"]
    mended.act("choose", name="slip", value="")
    assert 'data-name="slip"' not in mended.regions["setup"]


@pytest.mark.samples(5)
@pytest.mark.parametrize("name", [slip.id for slip in possible(Trace(SQUARE, X, Y))])
def test_every_slip_of_the_menu_can_be_chosen_looked_at_and_taken_back(name: str) -> None:
    panel = StepPanel(SQUARE, X, Y)
    before = panel.regions
    panel.act("choose", name="slip", value=name)
    assert panel.regions["trouble"] == ""
    assert panel.state.slip == name
    for step in panel.walk:
        html = at(panel, step.key)
        assert ("mlp-mark " in html) == (mark_of(step) is not None)
        assert name in panel.still()
    assert name in str(panel)
    panel.act("first")
    panel.act("choose", name="slip", value="")
    assert panel.regions["step"] == before["step"]
    assert panel.regions["mistakes"] == ""
    panel.act("undo")
    assert panel.state.slip == name


def test_a_slip_that_no_longer_has_a_place_is_switched_off_and_that_is_said() -> None:
    panel = StepPanel(SQUARE, X, Y, slip="sigmoid-of-z")
    panel.act("choose", name="hidden", value="tanh")
    assert panel.state.slip == "sigmoid-of-z"  # the output is a sigmoid still
    panel.act("choose", name="output", value="tanh")
    assert panel.state.slip == ""
    assert "it is switched off" in panel.regions["trouble"]
    assert panel.state.mlp.f[2].name == "tanh"
    assert panel.regions["mistakes"] == ""


def test_going_round_again_descends_by_the_wrong_gradients(panel: StepPanel) -> None:
    after = bugged(SQUARE, X, Y, slip="transposed-weights").trace.after
    panel.act("again")
    np.testing.assert_allclose(panel.state.mlp.W[0], after.W[0], rtol=1e-12)
    assert panel.state.slip == "transposed-weights"


def test_with_ascent_the_error_climbs_round_by_round() -> None:
    panel, errors = StepPanel(SQUARE, X, Y, slip="ascent"), []
    for _ in range(4):
        errors.append(float(panel.walk["eps"].value))
        panel.act("again")
    assert errors == sorted(errors)
    assert errors[0] < errors[-1]


def test_a_slip_is_in_the_code_of_a_panel_and_comes_back_with_it(panel: StepPanel) -> None:
    at(panel, "dW_0")
    assert "slip=transposed-weights" in panel.code
    assert str(restore(panel.code)) == str(panel)
    assert "slip" not in StepPanel(SQUARE, X, Y).code
    training = TrainingPanel("xor", slip="ascent", epochs=3)
    again = restore(training.code)
    assert isinstance(again.run, BuggedRun)
    assert str(again) == str(training)


def test_numbers_that_are_hidden_are_hidden_where_a_slip_or_own_code_gives_them_too(
    panel: StepPanel,
) -> None:
    at(panel, "delta_1")
    panel.act("look", key="delta_1", index=[1])
    panel.act("cover")
    assert {"delta_1", "true:delta_1", "yours:delta_1"} <= set(panel.covered)
    panel.act("reveal", key="true:delta_1")
    assert panel.covered == []


def test_without_a_slip_the_panel_is_as_ever() -> None:
    panel = StepPanel(SQUARE, X, Y)
    panel.act("last")
    assert panel.regions["mistakes"] == ""
    html = " ".join(panel.regions.values()) + panel.still()
    assert "mlp-mark" not in html
    assert "data-off" not in html


def test_an_unknown_slip_and_one_without_a_place_are_refused() -> None:
    with pytest.raises(KeyError, match="did you mean"):
        StepPanel(SQUARE, X, Y, slip="transposed-weight")
    with pytest.raises(ValueError, match="cannot be made here"):
        StepPanel(SQUARE, X, Y, slip="tanh-at-net")


# --- the step panel on own code -----------------------------------------------------------------


def my_backward(mlp: MLP, fwd: Forward, y: Array) -> Any:
    """A student's, with Wᵀ where W is meant."""
    delta: list[Any] = [None] * (mlp.h + 2)
    delta[2] = (fwd.o - y) * fwd.o * (1 - fwd.o)
    delta[1] = (mlp.W[1].T @ delta[2]) * fwd.z[1] * (1 - fwd.z[1])
    dW = [np.outer(fwd.z[l], delta[l + 1]) for l in (0, 1)]
    return delta, dW, [delta[1], delta[2]]


def test_own_code_marks_the_first_mistake_names_the_slip_and_goes_on_with_the_true_value() -> None:
    panel = StepPanel(SQUARE, X, Y, backward=my_backward)
    assert "the first mistake is at δ¹" in panel.regions["mistakes"]
    assert "transposed-weights" in panel.regions["mistakes"]
    html, true = at(panel, "delta_1"), Trace(SQUARE, X, Y)
    assert "Your code gives" in html
    assert "✗ off by" in html
    z = true.value("z_1")
    yours = (SQUARE.W[1].T @ true.value("delta_2")) * z * (1 - z)
    shown = {(k, i): float(v) for k, i, v in CELL.findall(html)}
    assert shown["yours:delta_1", "2"] == pytest.approx(yours[1], rel=1e-12)
    assert shown["delta_1", "2"] == true.value("delta_1")[1]
    assert "yours" in entry(panel, "delta_1")
    assert "it follows from your δ¹" in at(panel, "dW_0")
    assert "mlp-mark" not in at(panel, "dW_1")
    assert str(panel).splitlines()[1].startswith("my_backward: the first mistake is at δ¹")
    assert menu(panel.regions["setup"], "slip") == []


def test_own_code_that_is_right_is_told_so() -> None:
    panel = StepPanel(SQUARE, X, Y, backward=lambda net, fwd, y: net.backward(fwd, y))
    assert "all right" in panel.regions["mistakes"]
    assert "mlp-mark-silent" in panel.regions["mistakes"]
    assert "mlp-tick-mark" not in panel.regions["timeline"]


def test_own_code_is_called_once_a_change_and_never_while_one_only_looks() -> None:
    calls = []

    def counted(mlp: MLP, fwd: Forward, y: Array) -> Any:
        calls.append(fwd.z[0].tolist())
        return my_backward(mlp, fwd, y)

    panel = StepPanel(SQUARE, X, Y, backward=counted)
    assert len(calls) == 1
    for do in ("next", "last", "back", "first"):
        panel.act(do)
    panel.act("look", key="x", index=[1])
    assert len(calls) == 1
    panel.act("set", key="x", index=[1], value=0.25)
    assert calls[1:] == [[0.25, -0.4]]
    panel.act("undo")
    assert calls[2:] == [X]


BROKEN: dict[str, tuple[Callable[..., Any], str]] = {
    "an exception": (lambda net, fwd, y: fwd.z[9], "IndexError in line"),
    "None": (lambda net, fwd, y: None, "it returns None"),
    "markup": (lambda net, fwd, y: {}["<script>"], "KeyError"),
}


@pytest.mark.parametrize(("function", "words"), BROKEN.values(), ids=BROKEN)
def test_code_that_breaks_is_said_in_the_panel_which_goes_on(
    function: Callable[..., Any], words: str
) -> None:
    panel = StepPanel(SQUARE, X, Y, backward=function)
    assert words in panel.regions["mistakes"]
    assert "<script>" not in panel.regions["mistakes"]
    assert "mlp-mark-wrong" in panel.regions["mistakes"]
    panel.act("set", key="x", index=[1], value=0.1)
    panel.act("last")
    assert panel.state.x[0] == 0.1
    assert panel.at == len(panel.walk) - 1


def test_code_that_breaks_only_for_some_input_recovers() -> None:
    def sometimes(mlp: MLP, fwd: Forward, y: Array) -> Any:
        if fwd.z[0][0] < 0:
            raise ZeroDivisionError("x is below 0")
        return mlp.backward(fwd, y)

    panel = StepPanel(SQUARE, X, Y, backward=sometimes)
    panel.act("set", key="x", index=[1], value=-1.0)
    assert "ZeroDivisionError" in panel.regions["mistakes"]
    panel.act("set", key="x", index=[1], value=1.0)
    assert "all right" in panel.regions["mistakes"]


def test_one_hidden_delta_of_ones_own() -> None:
    panel = StepPanel(
        SQUARE, X, Y, at="delta_1",
        delta_hidden=lambda W, delta, net, f: (W.T @ delta) * f.derivative(net),
    )  # fmt: skip
    assert "transposed-weights" in panel.regions["step"]
    assert "mlp-tick-mark" not in tick(panel, "dW_0")


def test_what_fits_no_panel_is_refused() -> None:
    with pytest.raises(ValueError, match="backward and slip are given"):
        StepPanel(SQUARE, X, Y, backward=my_backward, slip="ascent")
    with pytest.raises(TypeError, match="expected a function my_backward"):
        StepPanel(SQUARE, X, Y, backward=3)  # type: ignore[arg-type]
    panel = StepPanel(SQUARE, X, Y, backward=my_backward)
    panel.act("code")
    assert "of one" in panel.regions["trouble"]


# --- the training panel -------------------------------------------------------------------------


def test_training_with_a_slip_is_told_beside_the_true_run() -> None:
    panel = TrainingPanel("xor", slip="half-forgotten", epochs=4)
    run = panel.run
    assert isinstance(run, BuggedRun)
    assert run.twin is not None
    assert run.told[1:] in panel.regions["mistakes"]
    assert slips["half-forgotten"].title[1:] in panel.regions["mistakes"]
    assert "after 4 epochs" in str(panel)
    assert run.told[1:] in panel.regions["loss"]
    other = TrainingPanel("xor", epochs=4)
    assert other.run.records == run.twin.records
    assert other.regions["mistakes"] == ""
    assert other.regions["loss"] != panel.regions["loss"]


def test_both_curves_are_in_the_picture_of_the_loss() -> None:
    panel = TrainingPanel("moons", slip="ascent", epochs=3)
    assert isinstance(panel.run, BuggedRun)
    assert panel.run.twin is not None
    sets = panel.run.records, panel.run.held, panel.run.twin.records
    losses = [np.array([each.loss for each in records]) for records in sets]
    box = around(3, np.concatenate(losses))
    assert [each for each in losses if path(box, each) not in panel.regions["loss"]] == []
    names = ("training", "held out", "without the slip")
    assert [name for name in names if name not in panel.regions["loss"]] == []


def test_a_slip_is_switched_on_and_off_and_begins_the_run_anew() -> None:
    panel = TrainingPanel("xor", epochs=2)
    assert {"", "ascent", "missing-minus", "sum-for-mean"} <= set(
        menu(panel.regions["rest"], "slip")
    )
    panel.act("choose", name="slip", value="ascent")
    assert isinstance(panel.run, BuggedRun)
    assert panel.run.epoch == 0
    for _ in range(3):
        panel.act("epoch")
    assert panel.run.records[-1].loss > panel.run.records[0].loss
    panel.act("same")
    assert isinstance(panel.run, BuggedRun)
    panel.act("choose", name="slip", value="")
    assert not isinstance(panel.run, BuggedRun)
    assert panel.regions["mistakes"] == ""


def test_a_slip_whose_shapes_clash_is_refused_in_words_and_the_run_goes_on() -> None:
    panel = TrainingPanel("moons", epochs=1)
    run = panel.run
    panel.act("choose", name="slip", value="transposed-weights")
    assert "shapes clash" in panel.regions["trouble"]
    assert panel.run is run
    assert panel.settings.slip == ""
    with pytest.raises(ValueError, match="shapes clash"):
        TrainingPanel("moons", slip="transposed-weights")


def test_a_training_panel_with_a_slip_trains_live_and_stands_alone() -> None:
    panel = TrainingPanel("moons", slip="slope-forgotten", pace="epoch")
    panel.act("toggle")
    while panel.run.epoch < 3:
        panel.act("tick")
        assert panel.regions["trouble"] == ""
    assert isinstance(panel.run, BuggedRun)
    assert panel.run.twin is not None
    assert panel.run.twin.epoch == 3
    assert "slope-forgotten" in panel.still()
    assert "slope-forgotten" not in TrainingPanel("moons").still()


def with_delta(value: object) -> Callable[..., Any]:
    """A right backward pass but for its δ²."""

    def function(net: MLP, fwd: Forward, y: Array) -> Any:
        bwd = net.backward(fwd, y)
        return [None, bwd.delta[1], value], bwd.dW, bwd.db

    return function


def test_a_sentence_that_begins_with_a_symbol_keeps_its_small_letter() -> None:
    """Δ is another letter than δ."""
    one = MLP([2, 2, 1], seed=7, init="uniform")
    panel = StepPanel(one, X, [1], backward=with_delta(np.array([9.0])))
    html = at(panel, "delta_2")
    assert "δ² is another number" in html
    assert "Δ²" not in html


def test_what_is_still_open_is_marked_as_open_and_not_as_wrong() -> None:
    panel = StepPanel(SQUARE, X, Y, backward=with_delta(...))
    assert "mlp-mark-open" in at(panel, "delta_2")
    assert "still open" in tick(panel, "delta_2")
    assert "✗" not in tick(panel, "delta_2")
    assert "mlp-mark-open" in panel.regions["mistakes"]
    assert "mlp-mark-wrong" not in panel.regions["mistakes"]
