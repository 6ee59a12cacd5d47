"""The activation panel without a browser: what a person does, what is shown, what is refused."""

import io
import re

import numpy as np
import pytest
from PIL import Image

import mlpcore
from mlpcore import MLP, Activation, panels
from mlpcore.lesson.activation.dead_relu import X, Y
from mlpcore.lesson.activation.topics import TOPICS
from mlpcore.panels import ActivationPanel, StepPanel
from tests.helpers.notebook_rules import has_picture

pytestmark = pytest.mark.usefixtures("undrawn")

CELL = re.compile(r'data-quantity="([^"]+)" data-index="([^"]*)" data-value="([^"]+)"')
LEAKY = Activation(
    "leaky",
    lambda net: np.where(net > 0, net, 0.1 * net),
    lambda net: np.where(net > 0, 1.0, 0.1),
)
each_topic = pytest.mark.parametrize("topic", TOPICS)


def shown(panel: ActivationPanel) -> list[tuple[str, tuple[int, ...], float]]:
    """Every number on the screen: quantity, index counted from 1, value."""
    found = CELL.findall(" ".join(panel.regions.values()))
    return [(key, tuple(int(i) for i in at.split(",") if i), float(v)) for key, at, v in found]


def expected(panel: ActivationPanel, key: str, at: tuple[int, ...]) -> float:
    """What `mlpcore` says that number is, from what is set on the panel."""
    state, fs = panel.state, panel.fs
    if panel.topic == "layers":
        return in_a_row(fs[state.chosen(fs)], state.net, state.joint, key, at[0])
    if panel.topic == "unit":
        return of_the_unit(panel, key, at)
    if key == "net":
        return state.net
    f, net, s = fs[at[0] - 1], state.net, state.s if panel.topic == "difference" else 1e-4
    rules = {
        "z": lambda: f(net),
        "slope": lambda: f.derivative(net),
        "slope_of_output": lambda: f.derivative_from_output(f(net)),
        "written": lambda: {"tanh": 1 - net**2, "sigmoid": net * (1 - net)}[f.name],
        "left": lambda: (f(net) - f(net - s)) / s,
        "right": lambda: (f(net + s) - f(net)) / s,
        "central": lambda: (f(net + s) - f(net - s)) / (2 * s),
        "delta": lambda: f.pullback([net], [state.d_z])[0],
    }
    return float(rules[key]())


def in_a_row(f: Activation, net: float, w: float, key: str, l: int) -> float:
    """A number of layer l of ten single units, from a network and its backward pass."""
    mlp = MLP.from_weights([[[1.0]], *[[[w]]] * 9], [[0.0]] * 10, f)
    fwd = mlp.forward([net])
    slopes = [f.derivative(fwd.net[i])[0] for i in range(l, 11)]
    product = float(np.prod(slopes))
    return {
        "net": fwd.net[l][0], "z": fwd.z[l][0], "slope": slopes[0], "product": product,
        "delta": product * w ** (10 - l),
    }[key]  # fmt: skip


def of_the_unit(panel: ActivationPanel, key: str, at: tuple[int, ...]) -> float:
    """A number of the lone unit, from a network with one weight."""
    state = panel.state
    mlp = MLP.from_weights([[[state.w]]], [[state.b]], panel.fs[state.chosen(panel.fs)])
    fwd = mlp.forward(X)
    bwd = mlp.backward(fwd, Y)
    lone = {"w": state.w, "b": state.b, "eps": bwd.eps, "dw": bwd.dW[0][0, 0], "db": bwd.db[0][0]}
    if not at:
        return float(lone[key])
    slope = mlp.f[1].derivative(fwd.net[1])
    columns = {"x": X, "y": Y, "net": fwd.net[1], "o": fwd.o, "slope": slope, "delta": bwd.delta[1]}
    return float(columns[key][at[0] - 1, 0])


def assert_shows_what_mlpcore_computes(panel: ActivationPanel) -> None:
    """Hold every number on the screen against a fresh computation."""
    assert panel.regions["trouble"] == ""
    numbers = shown(panel)
    assert len(numbers) >= 8
    for key, at, value in numbers:
        wanted = expected(panel, key, at)
        close = 1e-9 if key in ("left", "right", "central") else 1e-12
        assert value == pytest.approx(wanted, rel=close, abs=close), (panel.topic, key, at)


def pixels(panel: ActivationPanel) -> np.ndarray:
    """The picture, decoded."""
    (png,) = panel.pictures.values()
    return np.asarray(Image.open(io.BytesIO(png)))


@pytest.mark.samples(6)
@each_topic
@pytest.mark.parametrize("f", ["identity", "sigmoid", "tanh", "relu", LEAKY])
def test_every_number_is_what_mlpcore_computes(topic: str, f: str | Activation) -> None:
    panel = ActivationPanel(f, net=0.7, at=topic)
    assert_shows_what_mlpcore_computes(panel)
    panel.act("set", key="net", index=[], value=-1.3)
    assert_shows_what_mlpcore_computes(panel)


@pytest.mark.pictures
@pytest.mark.parametrize(
    ("topic", "key", "value"),
    [
        ("slope", "net", 3.0), ("letters", "net", -3.0), ("difference", "s", 1.5),
        ("difference", "net", 0.0), ("delta", "d_z", -0.5), ("layers", "joint", 1.5),
        ("layers", "net", -0.5), ("unit", "w", -1.0), ("unit", "b", 0.2), ("family", "net", 5.0),
    ],
)  # fmt: skip
def test_a_slider_changes_the_numbers_and_the_picture(topic: str, key: str, value: float) -> None:
    panel = ActivationPanel("tanh", net=1.0, at=topic)
    before, picture = shown(panel), pixels(panel)
    panel.act("set", key=key, index=[], value=value)
    assert shown(panel) != before
    assert not np.array_equal(pixels(panel), picture)
    assert_shows_what_mlpcore_computes(panel)
    assert f'value="{value:g}"' not in panel.regions["sliders"]  # not redrawn under the finger


@pytest.mark.pictures
def test_the_picture_is_the_same_whatever_was_drawn_before() -> None:
    moved = ActivationPanel("sigmoid", net=-4.0)
    for topic, name in (("delta", "relu"), ("letters", "tanh"), ("slope", "tanh")):
        moved.act("choose", name="f", value=name)
        moved.act("go", to=list(TOPICS).index(topic))
    moved.act("set", key="net", index=[], value=1.5)
    assert np.array_equal(pixels(moved), pixels(ActivationPanel("tanh", net=1.5)))


@pytest.mark.pictures
def test_the_picture_follows_the_theme() -> None:
    panel = ActivationPanel("tanh")
    assert pixels(panel)[0, 0].min() == 255
    panel.dark = True
    assert pixels(panel)[0, 0].max() < 50


def test_a_menu_changes_the_activation_and_keeps_own_ones() -> None:
    panel = ActivationPanel(LEAKY, others=[Activation("cube", lambda n: n**3, lambda n: 3 * n**2)])
    assert "leaky" in panel.regions["step"]
    for name in ("relu", "cube", "leaky"):
        panel.act("choose", name="f", value=name)
        assert f'<option value="{name}" selected>' in panel.regions["sliders"]
        assert_shows_what_mlpcore_computes(panel)


@pytest.mark.pictures
def test_a_long_name_is_cut_in_pictures_and_whole_in_words() -> None:
    """Matplotlib would warn that it makes the picture larger than its place; a test then fails."""
    long = Activation("ab" * 85, LEAKY.function, LEAKY.slope)
    panel = ActivationPanel(long, others=[LEAKY])
    for _ in TOPICS:
        assert pixels(panel).size
        panel.act("next")
    assert long.name in panel.regions["sliders"]
    drawn = StepPanel(MLP([1, 1], long, seed=1), [1], [1]).regions["network"]
    assert "ababa…</text>" in drawn
    assert long.name not in drawn


def test_keys_lead_through_the_topics_and_stay_at_the_ends() -> None:
    panel, seen = ActivationPanel(), []
    for _ in TOPICS:
        seen.append(panel.topic)
        panel.act("next")
    assert seen == list(TOPICS)
    assert panel.topic == "family"
    assert panel.at_end
    panel.act("first")
    panel.act("back")
    assert panel.topic == "slope"


def test_the_tanh_slip_is_shown_and_refuted() -> None:
    panel = ActivationPanel("tanh", net=1.5, at="letters")
    assert ("written", (3,), -1.25) in shown(panel)
    assert "the notes write" in panel.regions["step"]
    assert "✓ agrees" in panel.regions["step"]
    panel.act("choose", name="f", value="relu")
    assert "the notes write" not in panel.regions["step"]


def test_a_wrong_slope_turns_the_check_red() -> None:
    wrong = Activation("wrong", np.tanh, lambda net: 1.001 * (1 - np.tanh(net) ** 2))
    assert "✗ does not agree" in ActivationPanel(wrong, net=0.5).regions["step"]


def test_at_its_bend_relu_has_two_slopes_and_their_mean() -> None:
    panel = ActivationPanel("relu", net=0.0, at="difference")
    numbers = {(key, at): value for key, at, value in shown(panel)}
    assert [numbers[key, (4,)] for key in ("left", "central", "right")] == [0, 0.5, 1]
    assert "is their mean" in panel.regions["step"]


def test_far_out_a_unit_is_called_saturated_and_digits_from_the_output_are_lost() -> None:
    assert "saturated" in ActivationPanel("sigmoid", net=5.0, at="delta").regions["step"]
    assert "saturated" not in ActivationPanel("sigmoid", net=1.0, at="delta").regions["step"]
    assert "digits are lost" in ActivationPanel("sigmoid", net=40.0).regions["step"]


def test_a_unit_dies_of_one_long_step_and_lives_again_when_lifted() -> None:
    panel = ActivationPanel("relu", at="unit")
    assert "One relu unit: alive" in panel.regions["step"]
    panel.act("set", key="eta", index=[], value=1.0)
    panel.act("descend")
    assert "One relu unit: dead" in panel.regions["step"]
    dead = panel.state
    panel.act("descend")
    assert (panel.state.w, panel.state.b) == (dead.w, dead.b)
    panel.act("revive")
    assert "One relu unit: alive" in panel.regions["step"]
    assert_shows_what_mlpcore_computes(panel)


def test_a_run_takes_one_step_a_tick_and_ends_at_rest() -> None:
    panel = ActivationPanel("relu", at="unit")
    panel.act("set", key="eta", index=[], value=0.5)
    start = panel.state
    panel.act("run")
    assert panel.running
    ticks = 0
    while panel.running:
        panel.act("tick")
        ticks += 1
    assert ticks == len(panel.state.errors) - 1
    assert panel.state.w == pytest.approx(0.5, abs=0.01)
    panel.act("undo")
    assert panel.state == start


def test_a_run_pauses_and_a_tick_too_many_moves_nothing() -> None:
    panel = ActivationPanel("relu", at="unit")
    panel.act("run")
    panel.act("tick")
    panel.act("run")
    paused = panel.state
    panel.act("tick")
    assert panel.state == paused
    panel.act("run")
    panel.act("next")
    assert not panel.running


def test_undo_takes_a_whole_drag_back_and_start_again_all() -> None:
    panel = ActivationPanel("tanh", net=1.0)
    for value in (1.1, 1.2, 1.3):
        panel.act("set", key="net", index=[], value=value)
    panel.act("settle")
    panel.act("choose", name="f", value="relu")
    panel.act("undo")
    assert panel.state.f == "tanh"
    panel.act("undo")
    assert panel.state.net == 1.0
    panel.act("set", key="net", index=[], value=2.0)
    panel.act("same")
    assert panel.state.net == 1.0


REFUSED = {
    "no number": ("set", {"key": "net", "index": [], "value": float("nan")}, "is nan, but must be"),
    "a step of 0": ("set", {"key": "s", "index": [], "value": 0.0}, "is 0.0, but must be"),
    "no such slider": ("set", {"key": "q", "index": [], "value": 1.0}, "no slider for 'q'"),
    "an unknown name": ("choose", {"name": "f", "value": "tahn"}, "did you mean 'tanh'"),
    "no such number": ("look", {"key": "z", "index": [9]}, "no entry (9,)"),
}


@pytest.mark.parametrize(("do", "what", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_said_and_changes_nothing(
    do: str, what: dict[str, object], words: str
) -> None:
    panel = ActivationPanel("tanh")
    state = panel.state
    panel.act(do, **what)
    assert words in panel.regions["trouble"].replace("&#x27;", "'")
    assert panel.state == state
    panel.act("next")
    assert panel.regions["trouble"] == ""


def test_softmax_and_unknown_topics_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="softmax has no slope at one net input"):
        ActivationPanel("softmax")
    with pytest.raises(ValueError, match="did you mean 'slope'"):
        ActivationPanel("tanh", at="slopes")


@pytest.mark.samples(3)
@each_topic
def test_any_number_clicked_is_shown_in_full(topic: str) -> None:
    panel = ActivationPanel("tanh", net=0.7, at=topic)
    for key, at, value in set(shown(panel)):
        panel.act("look", key=key, index=list(at))
        assert panel.regions["trouble"] == ""
        assert repr(value) in panel.regions["lens"]


@pytest.mark.pictures
@pytest.mark.samples(3)
@each_topic
def test_without_a_kernel_the_panel_is_a_picture_a_table_and_a_text(topic: str) -> None:
    bundle, _ = ActivationPanel("tanh", net=1.5, at=topic)._repr_mimebundle_()
    assert has_picture(bundle)
    assert "<table" in bundle["text/html"]
    assert "<button" not in bundle["text/html"]
    assert "<math" not in bundle["text/html"]
    values = [value for _, _, value in CELL.findall(bundle["text/html"])]
    assert values
    assert all(len(value.lstrip("-0.").replace(".", "").split("e")[0]) <= 6 for value in values)
    assert "tanh" in bundle["text/plain"]


def test_the_text_holds_the_numbers() -> None:
    text = str(ActivationPanel("tanh", net=1.5, at="letters"))
    assert "  slope: identity 1, sigmoid 0.149146, tanh 0.180707, relu 1" in text.splitlines()
    assert "  written: sigmoid -0.75, tanh -1.25" in text.splitlines()


def test_the_step_panel_takes_an_own_activation_and_its_menus_keep_it() -> None:
    mlp = MLP([2, 3, 2], [LEAKY, "sigmoid"], seed=7, init="uniform")
    panel = StepPanel(mlp, [0.8, -0.4], [1, 0], at="delta_1")
    assert '<option value="leaky" selected>' in panel.regions["setup"]
    assert "✓ agrees" in panel.regions["step"]
    panel.act("choose", name="hidden", value="relu")
    assert '<option value="leaky">' in panel.regions["setup"]
    panel.act("choose", name="hidden", value="leaky")
    assert panel.regions["trouble"] == ""
    assert panel.state.mlp.f[1] is LEAKY
    expected = mlpcore.MLP.from_weights(mlp.W, mlp.b, [LEAKY, "sigmoid"])
    bwd = expected.backward(expected.forward([0.8, -0.4]), [1, 0])
    assert panel.walk["delta_1"].value == pytest.approx(bwd.delta[1], rel=1e-12)


# What a room can be asked for, topic by topic; what else is on the screen stays to be read.
ASKED = {
    "slope": ({"slope", "slope_of_output", "central"}, "z"),
    "letters": ({"slope", "slope_of_output", "written", "central"}, "z"),
    "difference": ({"left", "right", "central"}, "slope"),
    "delta": ({"slope", "delta"}, "z"),
    "layers": ({"product", "delta"}, "slope"),
    "unit": ({"slope", "delta", "dw", "db"}, "o"),
    "family": ({"z", "slope"}, "z"),
}


def test_asking_first_each_topic_hides_what_it_is_about_until_one_step_on() -> None:
    """From the first topic on, if it was not shown before; the last one too."""
    panel = ActivationPanel("tanh", 1.5)
    panel.ask = True
    for at, (topic, (asked, left)) in enumerate(ASKED.items()):
        panel.act("go", to=at)
        assert (panel.topic, set(panel.covered)) == (topic, asked)
        assert {key for key, _, _ in shown(panel)} >= asked - {"central"} | {left}
        assert not panel.at_end
        assert 'data-do="next" class="mlp-main" disabled' not in panel.regions["buttons"]
        panel.act("next")
        assert (panel.at, panel.covered) == (at, [])
    assert panel.at_end
    assert 'data-do="next" class="mlp-main" disabled' in panel.regions["buttons"]


@each_topic
def test_while_one_asks_no_sentence_and_no_label_gives_the_answer_away(topic: str) -> None:
    """A question stands in place of the sentence, and the picture's label has no such number."""
    panel = ActivationPanel("relu", 1.5, at=topic)
    panel.act("set", key="net", index=[], value=-0.75)
    panel.act("set", key="b", index=[], value=-3.0)  # a dead unit
    panel.ask = True
    panel.draw()
    words = re.compile(r'<p class="mlp-words">(.*?)</p>')
    asked, spoken = words.search(panel.regions["step"])[1], panel.regions["spoken"]
    alt = re.search(r'alt="([^"]*)"', panel.regions["picture"])[1]
    panel.act("next")
    told = words.search(panel.regions["step"])[1]
    assert asked != told
    assert "?" in asked or "Guess" in asked
    assert not re.search(r"\d", asked)
    assert "dead" not in spoken or "alive" in spoken
    assert "slope" not in alt.partition("at net")[2]
    assert "open for" not in alt
    assert "product" not in alt


def test_a_click_shows_what_was_asked_and_a_code_keeps_it() -> None:
    """What is still to be asked comes back hidden."""
    panel = ActivationPanel("tanh", 1.5)
    panel.act("ask")
    panel.act("next")
    panel.act("reveal", key="z")
    assert set(panel.covered) == ASKED["letters"][0]
    panel.act("reveal", key="written")
    assert panel.covered == []
    panel.act("next")
    again = panels.restore(panel.code)
    assert (again.topic, set(again.covered)) == ("difference", ASKED["difference"][0])
    again.act("go", to=1)
    assert again.covered == []


def test_topics_and_what_is_asked_are_in_the_same_order() -> None:
    """For a place is a topic by its number."""
    assert list(ActivationPanel.answers) == list(TOPICS)


def test_a_run_that_diverges_stops_and_says_so_with_its_w_and_b_on_the_sliders() -> None:
    panel = panels.activation("identity", at="unit")
    panel.act("set", key="eta", index=[], value=2.0)
    panel.act("run")
    while panel.running:
        panel.act("tick")
    assert panel.trouble.startswith("it diverges")
    assert panel.state.errors[-1] > 100 * panel.state.errors[0]
    assert np.isfinite(panel.state.w)
    assert f'value="{panel.state.w:g}' in panel.regions["sliders"]
