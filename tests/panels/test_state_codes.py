"""Codes of panels: the same panel again to the last digit, and every slip of the pen refused."""

import re
from collections.abc import Callable
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from mlpcore import MLP, Activation, panels
from mlpcore.lesson.notation.check_letters import LETTERS, letters
from mlpcore.panels.base.panel import BasePanel
from mlpcore.panels.base.state_codes import read_net, write_net
from mlpcore.panels.presets import KINDS
from tests import ROOT
from tests.helpers.passes import PASSES, SOFT_PLUS

pytestmark = pytest.mark.usefixtures("undrawn")

DEEP = f"2-{'-'.join(12 * ['64'])}-1"
SHOWN = {"code", "buttons", "tools"}  # what says nothing about the state, or what may be undone


def regions(panel: BasePanel) -> dict[str, str]:
    """All that is shown of the state."""
    return {name: html for name, html in panel.regions.items() if name not in SHOWN}


def acts(*each: tuple[str, dict[str, object]]) -> st.SearchStrategy[list[tuple[str, dict]]]:
    """Some of these things that a person does."""
    return st.lists(st.sampled_from(each), max_size=6)


def act(do: str, **what: object) -> tuple[str, dict[str, object]]:
    """One thing that a person does."""
    return do, what


STEP = (
    act("next"), act("next"), act("last"), act("back"), act("again"), act("new"), act("ask"),
    act("cover"), act("formulas"), act("set", key="x", index=[1], value=1 / 3),
    act("set", key="W_0", index=[1, 2], value=-np.pi), act("set", key="eta", index=[], value=0.1),
    act("choose", name="hidden", value="tanh"), act("choose", name="output", value="softmax"),
    act("choose", name="loss", value="cross_entropy"), act("look", key="W_0", index=[2, 1]),
    act("choose", name="notation", value="nielsen"), act("set", key="width", index=[1], value=4),
    act("choose", name="loss", value="binary_cross_entropy"),
)  # fmt: skip
SOFTMAX = (
    act("next"), act("last"), act("wrong"), act("thousand"), act("cover"), act("formulas"),
    act("set", key="net", index=[2], value=0.1), act("set", key="T", index=[], value=2.5),
    act("choose", name="k", value="5"), act("choose", name="loss", value="half_squared_error"),
    act("choose", name="loss", value="binary_cross_entropy"),
)  # fmt: skip
ACTIVATION = (
    act("next"), act("go", to=5), act("descend"), act("choose", name="f", value="relu"),
    act("set", key="net", index=[], value=0.3), act("set", key="w", index=[], value=0.7),
    act("set", key="eta", index=[], value=0.2), act("formulas"),
)  # fmt: skip


def same_after(panel: BasePanel, done: list[tuple[str, dict]]) -> None:
    """After all that is done, the code brings back what is shown, and the same code."""
    for do, what in done:
        panel.act(do, **what)
        panel.act("settle")
    panel.draw()  # the controls too
    again = panels.restore(panel.code)
    assert regions(again) == regions(panel)
    assert (str(again), again.code) == (str(panel), panel.code)


@settings(max_examples=15, deadline=None)
@given(acts(*STEP))
def test_a_code_brings_the_step_panel_back(done: list[tuple[str, dict]]) -> None:
    """Network, sample, place, lens, notation and what is hidden."""
    same_after(panels.step(MLP([2, 3, 2], seed=7, init="uniform"), [0.8, -0.4], [1, 0]), done)


@settings(max_examples=15, deadline=None)
@given(acts(*SOFTMAX))
def test_a_code_brings_the_softmax_panel_back(done: list[tuple[str, dict]]) -> None:
    """Net inputs, targets, temperature, shift, topic."""
    same_after(panels.softmax([1, 2, 0.5]), done)


@settings(max_examples=6, deadline=None, phases=[Phase.generate])
@given(acts(*ACTIVATION))
def test_a_code_brings_the_activation_panel_back(done: list[tuple[str, dict]]) -> None:
    """Also the lone unit, in the middle of its descent."""
    same_after(panels.activation("tanh", 1.5), done)


def test_a_code_brings_the_depth_panel_back() -> None:
    """Depth, scale and weights."""
    panel = panels.depth(hidden=5)
    panel.act("new")
    same_after(panel, [act("set", key="scale", index=[], value=1.7)])


TRAINING = (
    act("sample"), act("batch"), act("epoch"), act("epoch"), act("new"), act("best"), act("same"),
    act("set", key="eta", index=[], value=0.3), act("set", key="noise", index=[], value=0.15),
    act("set", key="epochs", index=[], value=7), act("choose", name="widths", value="2-4-1"),
    act("choose", name="shuffle", value="no"), act("choose", name="data", value="xor"),
    act("choose", name="slip", value="ascent"),
    act("choose", name="loss", value="binary_cross_entropy"),
)  # fmt: skip


@settings(max_examples=6, deadline=None, phases=[Phase.generate])
@given(acts(*TRAINING))
def test_a_code_brings_the_training_panel_back(done: list[tuple[str, dict]]) -> None:
    """Settings, and the weights by taking the same steps again."""
    same_after(panels.training("moons"), done)


@pytest.mark.parametrize("name", ["softmax", "binary"])
def test_a_code_brings_the_collapsed_step_back(name: str) -> None:
    """Not the one after it; nor does a code that was written down when it said so twice."""
    panel = panels.step(*PASSES[name], at="collapsed:delta_2")
    again = panels.restore(panel.code)
    assert (again.at, again.code) == (panel.at, panel.code)
    words = f"{panel.code.partition(' ~')[0]} collapsed"
    assert panels.restore(f"{words} ~{letters(words, 3)}").at == panel.at


@pytest.mark.parametrize(
    "words",
    [
        "step mlp=2-3-1/tanh,sigmoid/cross/7 x=1,1 y=1 at=z_1",
        "batch mlp=2-3-1/sigmoid/cross/7 X=1,1 Y=1 at=dW_1",
        "gradcheck mlp=2-3-1/sigmoid/cross/7 x=1,1 y=1",
        "step mlp=2-1-2/softmax/half/7 x=1,1 y=1,1 at=z_1",
        "depth activation=softmax width=1",
        "training data=moons output=softmax",
        "training data=wave loss=binary_cross_entropy",
    ],
)
def test_a_code_of_what_learns_nothing_says_what_will(words: str) -> None:
    """A network with one softmax unit, or one output and a loss that does not suit it."""
    with pytest.raises(ValueError, match=r"binary_cross_entropy|use sigmoid|targets from 0 to 1"):
        panels.restore(f"{words} ~{letters(words, 3)}")


def test_own_data_have_no_code() -> None:
    """The panel says so."""
    panel = panels.training(X=[[0, 1], [1, 0]], Y=[[0], [1]])
    panel.act("code")
    assert "your own" in panel.trouble


@pytest.mark.parametrize("name", panels.PRESETS)
def test_a_preset_is_a_panel_and_has_a_code(name: str) -> None:
    """Which brings it back."""
    panel = panels.preset(name)
    assert not panel.trouble
    assert regions(panels.restore(panel.code)) == regions(panel)


def test_the_presets_show_what_their_titles_say() -> None:
    """The first of notebook 00, XOR solved, equal δ, a small δ, silent shapes, …, an overflow."""
    first = panels.preset("first").walk
    assert first["z_2"].value == pytest.approx([0.729598, 0.33443], abs=1e-6)
    xor = panels.preset("xor").state.mlp
    assert [xor.forward(x).o.item() for x in ([0, 0], [0, 1], [1, 0], [1, 1])] == [0, 1, 1, 0]
    symmetric = panels.preset("symmetric")
    for _ in range(3):
        symmetric.act("again")
    delta = symmetric.walk["delta_1"].value
    assert delta[0] == delta[1] != 0
    saturated = panels.preset("saturated").walk
    assert abs(saturated["delta_2"].value.item()) < 0.01 < abs(saturated["d_o"].value.item())
    silent = panels.preset("silent").state.mlp
    assert silent.W[1].shape == (2, 2)
    assert not np.allclose(silent.W[1], silent.W[1].T)
    vanishing = panels.preset("vanishing").norms.delta
    assert vanishing[0] < 0.01 * vanishing[-1]
    assert not np.isfinite(panels.preset("overflow").record.value("naive_o")).all()


@pytest.mark.parametrize("panel", [lambda: panels.softmax([1, 2]), lambda: panels.preset("silent")])
def test_any_one_character_miscopied_is_noticed(panel: Callable[[], BasePanel]) -> None:
    """Except what means the same: a capital among the last letters."""
    code = panel().code
    for at, right in enumerate(code):
        for wrong in "1a,":
            if wrong != right:
                with pytest.raises(ValueError, match=r"\w"):
                    panels.restore(code[:at] + wrong + code[at + 1 :])


def test_the_code_in_the_readme_is_one() -> None:
    """Whoever types it sees a panel."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    codes = re.findall(r"`(\w+ \S+=.*? ~\w{3})`", readme)
    assert codes
    for code in codes:
        assert panels.restore(code).code == code


def test_a_code_of_a_lone_unit_whose_error_became_infinite_comes_back() -> None:
    panel = panels.activation("identity", at="unit")
    panel.act("set", key="w", index=[], value=1e200)
    panel.act("descend")
    assert "errors=inf" in panel.code
    assert panels.restore(panel.code).code == panel.code


def test_the_last_letters_may_be_typed_in_capitals() -> None:
    """And spaces may be many."""
    code = panels.softmax([1, 2]).code
    words, last = code.rsplit(" ", 1)
    assert panels.restore(f"  {words.replace(' ', '   ')}\n{last.upper()} ").code == code
    assert set(last[1:]) <= set(LETTERS)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "expected ~ and three letters"),
        ("step mlp=2-2/tanh/half/1", "expected ~ and three letters"),
        ("step mlp=2-2/tanh/half/1 ~abc", "miscopied"),
        ("~abc", "miscopied"),
    ],
)
def test_what_is_no_code_is_refused_in_words(code: str, said: str) -> None:
    """Nothing is made of it."""
    with pytest.raises(ValueError, match=said):
        panels.restore(code)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("stop net=2", "panel 'stop'.*did you mean 'step'"),
        ("softmax nets=1,2", "did you mean 'net'"),
        ("softmax net=1,b", "cannot be read"),
        ("softmax T=2", "too little"),
        ("softmax net=1", "shows 2 to 8"),
        ("step mlp=2-2/tanh/half x=1,2 y=1,2", "four parts"),
        ("step mlp=2-2/tan/half/1 x=1,2 y=1,2", "did you mean 'tanh'"),
        ("step mlp=2-2/tanh/half/1,2,3 x=1,2 y=1,2", "3 weights and biases, but .* has 6"),
        ("step mlp=2-2/tanh/half/1 x=1,2 y=1", "y has shape"),
        ("step mlp=2-2/tanh/half/1 x=1,nan y=1,2", r"x\[1\] is nan"),
        ("step mlp=2-2/tanh/half/1 x=1,2 y=1,2 named=no", "without a value"),
        ("step mlp=2-2/tanh/half/1 x=1,2 y=1,2 at=delta_9", "there is no step 'delta_9'"),
        ("step mlp=2-2/tanh/half/1 x=1,2", "too little for a panel: it lacks y"),
        ("step mlp=2-2/tanh/half/1 x=1,2 y=1,2 look=W_9@1", "no quantity with the key 'W_9'"),
        ("step mlp=2-2/tanh/half/1 x=1,2 y=1,2 look=x@9", "there is no entry"),
        ("step mlp=2-90000-90000/tanh/half/1 x=1,2 y=1,2", "8,100,180,000 weights are more"),
        ("softmax net=1,2 look=q@1", "softmax has no quantity with the key 'q'"),
        ("training data=xor steps=0.5/1/1000000000", "a code replays from 0 to 1,000,000 steps"),
        ("training data=xor steps=0.5/1/-3", "a code replays from 0 to 1,000,000 steps"),
        ("training data=xor steps=0.5/1", "η/batch size/steps"),
        ("training data=xor steps=0.5/0/3", "batch_size is 0"),
        ("training data=moons steps=0.5/150/20000", "20,000 epochs: a code holds 3000"),
        (f"training data=spirals widths={DEEP} steps=0.01/1/1000000", "a code holds 3000, fewer"),
        (f"training data=spirals widths={DEEP} steps=0.01/150/3000", "fewer of a large network"),
        (f"training data=spirals widths={DEEP} steps=0.01/999999/3000", "fewer of a large network"),
        ("training data=moons slip=ascent steps=0.5/1/450000", "or with a slip"),
        ("step mlp=1-999-999-1/tanh/half/7 x=1 y=1", "999,999 weights are more than the 100,000"),
        ("depth scale=1e999", "scale is inf"),
        ("activation f=tanh net=1 eta=nan", "eta is nan"),
        ("activation f=tanh net=1 eta=-1", "eta is -1"),
        ("activation f=tanh net=1 joint=nan", "joint is nan"),
        ("activation f=tanh net=1 errors=1,nan", "errors are .*nan"),
        ("activation f=tanh net=1 errors=-1", "errors are "),
    ],
)
def test_a_well_copied_code_of_nonsense_is_refused_in_words(words: str, said: str) -> None:
    """By the panel's own words where it is the panel that refuses."""
    with pytest.raises(ValueError, match=said):
        panels.restore(f"{words} ~{letters(words, 3)}")


def test_a_panel_gives_no_code_that_would_be_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so; what a code holds to the last epoch comes back."""
    monkeypatch.setattr("mlpcore.panels.training_panel.MOST_EPOCHS", 3)
    panel = panels.training("xor")
    for size in (7, 100, 7):
        panel.act("set", key="batch_size", index=[], value=size)
        panel.act("sample")
        panel.act("epoch")
    assert panels.restore(panel.code).code == panel.code
    panel.act("epoch")
    panel.act("code")
    assert panel.trouble.startswith("this run has 4 epochs: a code holds 3, fewer of a large")
    monkeypatch.setattr("mlpcore.panels.base.state_codes.MOST_WEIGHTS", 3)
    with pytest.raises(ValueError, match="4 weights are more than the 3 of a code"):
        write_net(MLP([2, 2], seed=3))


WORDS = [
    "mlp=2-2/tanh/half/1", "mlp=1/tanh/half/1", "x=1,2", "y=0,1", "X=1,2;0,1", "Y=1,0;0,1", "eta=0",
    "eta=1e308",
    "at=z_1", "at=delta_9", "look=x@1", "look=z_1@-1", "look=net@9", "hide=x", "ask",
    "net=1,2", "net=0", "T=0", "c=-1e308", "f=relu", "f=softmax", "depth=0", "scale=1e308",
    "hidden=-1", "width=1e9", "data=xor", "data=wave", "widths=2-0-1", "widths=3-3-1",
    "steps=1/1/3",
    "steps=0/0/0", "steps=//", "noise=-1", "seed=-1", "seed=1.5", "notation=bishop", "notation=",
    "slip=x", "log_s=-14", "step=1", "by=sum", "key=dW_1", "begun=1", "rounds=-1", "rounds=9e99",
]  # fmt: skip


@given(st.sampled_from(sorted(KINDS)), st.lists(st.sampled_from(WORDS), max_size=6))
@settings(deadline=None, max_examples=100)
def test_words_in_any_order_give_a_panel_or_a_refusal_in_words(
    panel: str, words: list[str]
) -> None:
    """ValueError, and nothing else, whatever a code says."""
    text = " ".join([panel, *words])
    with suppress(ValueError):
        panels.restore(f"{text} ~{letters(text, 3)}").close()


@pytest.mark.parametrize("code", [None, 3, ["step"], b"step"])
def test_what_is_no_text_is_no_code(code: object) -> None:
    """TypeError, in words."""
    with pytest.raises(TypeError, match="a code is text"):
        panels.restore(code)


def test_what_is_ones_own_has_no_code() -> None:
    """The panel says so, and goes on."""
    for panel in (panels.step(*PASSES["own activation"]), panels.step(*PASSES["own loss"]),
                  panels.activation(SOFT_PLUS, 1.0)):  # fmt: skip
        panel.act("code")
        assert "is your own" in panel.trouble
        panel.act("next")
        assert not panel.trouble
    false_friend = Activation("tanh", lambda net: net, np.ones_like)
    with pytest.raises(ValueError, match="tanh is your own"):
        panels.step(MLP([1, 1], false_friend), [1], [1]).code  # noqa: B018


def test_the_code_is_shown_and_put_away() -> None:
    """With the line of Python; it follows what changes."""
    panel = panels.softmax([1, 2])
    panel.act("code")
    assert f"panels.restore(&quot;{panel.code}&quot;)" in panel.regions["code"]
    before = panel.regions["code"]
    panel.act("set", key="net", index=[1], value=0.25)
    assert panel.regions["code"] != before
    assert re.search(r'data-code="([^"]*)"', panel.regions["code"])[1] == panel.code
    panel.act("code")
    assert panel.regions["code"] == ""


@given(
    st.lists(st.integers(1, 4), min_size=2, max_size=4),
    st.integers(0, 2**64),
    st.sampled_from(["uniform", "normal", "glorot", "he"]),
    st.sampled_from([1.0, 0.5, 1 / 3, 1e-9]),
)
@settings(max_examples=30, deadline=None)
def test_weights_of_a_seed_are_written_as_the_seed(
    widths: list[int], seed: int, init: str, scale: float
) -> None:
    """And come back as they were; other weights come back too."""
    mlp = MLP(widths, "tanh", seed=seed, init=init, scale=scale)
    text = write_net(mlp)
    assert str(seed) in text.split("/")[3]
    assert read_net(text).drawn == (seed, init, scale)
    np.testing.assert_array_equal(read_net(text).W[0], mlp.W[0])
    mlp.W[0] = mlp.W[0] / 3
    for each in (read_net(text), read_net(write_net(mlp))):
        assert each.widths == mlp.widths
    for W, again in zip(mlp.W, read_net(write_net(mlp)).W, strict=True):
        np.testing.assert_array_equal(W, again)


def test_weights_that_were_changed_in_place_are_written_as_they_are() -> None:
    """And the same seed again once they are what they were."""
    mlp = MLP([2, 2], seed=3)
    mlp.W[0][0, 0] += 1
    assert "glorot" not in write_net(mlp)
    mlp.W[0] = MLP([2, 2], seed=3).W[0]
    assert write_net(mlp) == "2-2/sigmoid/half/glorot3"


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_infinite_weights_and_single_precision_come_back(dtype: type) -> None:
    """As a panel has them after a step that was too large."""
    mlp = MLP.from_weights([np.array([[0.1]], dtype)], [np.array([1 / 3], dtype)], "identity")
    mlp.W[0][0, 0] = -np.inf
    again = read_net(write_net(mlp))
    assert again.dtype == dtype
    assert (again.W[0].item(), again.b[0].item()) == (-np.inf, mlp.b[0].item())


def test_a_code_that_says_net_for_the_network_is_still_read() -> None:
    """As codes were written before; what is written today says mlp."""
    older = "step net=2-2/tanh/half/1 x=1,2 y=1,2"
    panel = panels.restore(f"{older} ~{letters(older, 3)}")
    assert panel.code.startswith("step mlp=2-2/tanh/half/1 ")


@pytest.mark.parametrize("words", [
    "step mlp=2-2-2/sigmoid/half/glorot7 x=0.1,0.2 y=0,1",
    "batch mlp=2-2-2/sigmoid/half/glorot7 X=1,0;0,1 Y=1,0;0,1",
    "softmax net=1,2,3 y=1,0,0",
    "activation f=tanh net=0.5",
    "gradcheck mlp=2-2-2/sigmoid/half/glorot7 x=0.1,0.2 y=0,1",
])  # fmt: skip
def test_what_is_hidden_must_be_there(words: str) -> None:
    """A quantity that the panel has not is refused by its name."""
    for name in ("nonsense", "delta_9"):
        text = f"{words} hide={name}"
        with pytest.raises(ValueError, match=f"hides '{name}', and the panel has no such"):
            panels.restore(f"{text} ~{letters(text, 3)}")


def test_what_is_hidden_and_gone_is_not_in_the_code() -> None:
    """Of a layer that is no longer there; it is hidden again when the layer comes back."""
    panel = panels.step(MLP([2, 2, 2, 2], seed=7), [0.1, 0.2], [0, 1])
    panel.act("last")
    panel.act("look", key="z_3", index=[1])
    panel.act("cover")
    assert "hide=z_3" in panel.code
    panel.act("set", key="h", index=[], value=1)
    assert "hide" not in panel.code
    assert panels.restore(panel.code).code == panel.code
