"""Codes of every panel, whatever it was made of and whatever was done: the same again, or none.

And the words of a code are read off the state: a field that is added stands in it.
"""

import re
from collections.abc import Callable
from dataclasses import fields, make_dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mlpcore import MLP, panels
from mlpcore.activations import ACTIVATIONS
from mlpcore.lesson.training.settings import Settings
from mlpcore.panels import activation_state, batch_panel, gradcheck_panel, softmax_panel, step_state
from mlpcore.panels.base.found import Found
from mlpcore.panels.base.panel import BasePanel
from mlpcore.panels.base.state_words import kinds_of, names_of, told, usual_of, word
from mlpcore.panels.depth_panel import Depth
from tests.helpers.passes import SOFT_PLUS
from tests.panels.test_undrawn import KINDS

pytestmark = pytest.mark.usefixtures("undrawn")

BOOKS = st.sampled_from(["notes", "nielsen", "bishop"])
NAMES = sorted(ACTIVATIONS.keys() - {"softmax"})
NUMBER = st.sampled_from([0.1, -1 / 3, 2.0, 0.7, -0.0, 1e-7])
STEP = st.sampled_from([0.5, 0.1, 2.0, 1 / 3])
SHOWN = {"code", "buttons", "tools"}  # says nothing about the state, or what may be undone


def face(panel: BasePanel) -> dict[str, Any]:
    """All that is shown of the state."""
    regions = {name: html for name, html in panel.regions.items() if name not in SHOWN}
    traits = {name: getattr(panel, name) for name in ("covered", "formulas", "at_end")}
    return {**regions, **traits, "text": str(panel)}


def look(key: str, *index: int) -> tuple[str, dict[str, Any]]:
    return "look", {"key": key, "index": list(index)}


def put(key: str, *index: int) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    """A slider is moved."""
    at = {"key": key, "index": list(index)}
    return NUMBER.map(lambda value: ("set", {**at, "value": value}))


def chosen(name: str, *values: str) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    """Something is chosen in a menu."""
    return st.sampled_from(values).map(lambda value: ("choose", {"name": name, "value": value}))


def done(*does: str, more: tuple[Any, ...] = ()) -> st.SearchStrategy[list[tuple[str, dict]]]:
    """Some things that a person does."""
    simple = ("next", "back", "last", "undo", "cover", "formulas", "ask", *does)
    one = st.one_of(st.sampled_from(simple).map(lambda do: (do, {})), chosen("notation", "nielsen"),
                    *more)  # fmt: skip
    return st.lists(one, max_size=5)


@st.composite
def networks(draw: st.DrawFn, fewest: int = 0) -> MLP:
    """Of two inputs and two outputs: drawn, given, in single precision, or changed in place."""
    widths = [2, *draw(st.lists(st.integers(1, 3), min_size=fewest, max_size=2)), 2]
    names = [draw(st.sampled_from(NAMES)) for _ in widths[2:]] + [draw(st.sampled_from(NAMES))]
    how = draw(st.sampled_from(["uniform", "normal", "glorot", "he"])), draw(STEP)
    mlp = MLP(widths, names, seed=draw(st.integers(0, 10**6)), init=how[0], scale=how[1])
    kind = draw(st.sampled_from(["drawn", "given", "single", "changed"]))
    if kind == "changed":
        mlp.W[0][0, 0] = draw(NUMBER)
    if kind in ("given", "single"):
        dtype = np.float32 if kind == "single" else np.float64
        W, b = ([a.astype(dtype) for a in each] for each in (mlp.W, mlp.b))
        mlp = MLP.from_weights(W, b, names)
    return mlp


PAIR = st.tuples(NUMBER, NUMBER)
ROWS = st.lists(st.tuples(PAIR, PAIR), min_size=1, max_size=3)


def of(panel: Callable[..., BasePanel], *args: Any, **options: Any) -> st.SearchStrategy[Any]:
    """A panel of random arguments."""
    given_too = st.fixed_dictionaries({}, optional=options)
    return st.builds(lambda args, how: panel(*args, **how), st.tuples(*args), given_too)


STEP_PANEL = of(
    panels.step, networks(), PAIR, PAIR, eta=STEP, until=st.sampled_from(["II", "IV"]),
    named=st.booleans(), shapes=st.booleans(), plain=st.booleans(), notation=BOOKS,
    seed=st.integers(0, 99), slip=st.sampled_from(["ascent", ""]),
)  # fmt: skip
STEPS = done("again", "same", "new", more=(
    put("x", 1), put("W_0", 1, 2), put("eta"), chosen("hidden", "tanh"),
    chosen("slip", "ascent", ""), st.just(look("W_0", 2, 1)),
    st.just(("set", {"key": "h", "index": [], "value": 2})),
))  # fmt: skip
GRADCHECK = of(
    panels.gradcheck, networks(1), PAIR, PAIR, slip=st.sampled_from(["transposed-weights", None]),
    step=st.sampled_from([1e-5, 3e-4, 0.1]), scheme=st.sampled_from(["centred", "one-sided"]),
    dtype=st.sampled_from(["float64", "float32"]), change=NUMBER, named=st.booleans(),
    weight=st.sampled_from([("W_0", (2, 1)), ("b_0", (1,))]), notation=BOOKS,
)  # fmt: skip
CHECKS = done("best", "worst", "same", more=(
    put("x", 2), put("change"), chosen("dtype", "float32"), chosen("hidden", "relu"),
    st.just(("set", {"key": "log_s", "index": [], "value": -3.7})),
))  # fmt: skip
BATCH = of(
    lambda mlp, rows, **how: panels.batch(mlp, *zip(*rows, strict=True), **how), networks(), ROWS,
    eta=STEP, by=st.sampled_from(["mean", "sum"]), at=st.sampled_from(["dW_0", "db_0"]),
    notation=BOOKS,
)  # fmt: skip
BATCHES = done("twice", "again", "same", more=(
    put("x", 1, 2), put("eta"), chosen("key", "dW_0", "db_0"), chosen("by", "sum"),
    st.just(look("dW_0", 2, 1)), st.just(look("x", 1, 2)),
))  # fmt: skip
SOFTMAX = of(
    panels.softmax, st.tuples(NUMBER, NUMBER, NUMBER), T=STEP, c=NUMBER, notation=BOOKS,
    y=st.sampled_from([(0.2, 0.3, 0.5), (0, 1, 0)]), at=st.sampled_from(["J", "errors"]),
    loss=st.sampled_from(["cross_entropy", "half_squared_error"]),
)  # fmt: skip
SHARES = done("wrong", "thousand", "same", more=(
    put("net", 2), put("c"), chosen("k", "2", "5"), chosen("loss", "half_squared_error"),
))  # fmt: skip
ACTIVATION = of(
    panels.activation, st.sampled_from(NAMES), NUMBER, depth=st.integers(1, 12), notation=BOOKS,
    at=st.sampled_from(["unit", "layers"]), others=st.lists(st.sampled_from(NAMES), max_size=2),
)  # fmt: skip
CURVES = done("descend", "descend", "revive", "same", more=(
    put("net"), put("w"), put("d_z"), put("joint"), put("eta"), chosen("f", "relu", "tanh"),
))  # fmt: skip
DEPTH = of(
    panels.depth, st.integers(1, 4), st.integers(1, 5), st.sampled_from(NAMES), STEP,
    st.integers(0, 10**6), notation=BOOKS, others=st.lists(st.sampled_from(NAMES), max_size=1),
)  # fmt: skip
DEPTHS = st.lists(st.one_of(chosen("activation", "relu"), st.just(("new", {}))), max_size=3)
TRAINING = of(
    panels.training, st.sampled_from(["xor", "moons", "wave"]), data_seed=st.integers(0, 9),
    noise=st.sampled_from([0.0, 0.02, 0.3]), loss=st.sampled_from(["half_squared_error"]),
    epochs=st.integers(0, 2), seed=st.integers(0, 9), init=st.just("he"), eta=STEP, bound=STEP,
    shuffle=st.booleans(), batch_size=st.integers(1, 9), pace=st.just("epoch"), theta=STEP,
    patience=st.integers(1, 9), activation=st.just("relu"), notation=BOOKS,
    others=st.lists(st.sampled_from(NAMES), max_size=1), standardise=st.booleans(),
)  # fmt: skip
TRAININGS = st.lists(st.one_of(
    st.sampled_from(["epoch", "sample", "new", "best", "same"]).map(lambda do: (do, {})),
    chosen("loss", "cross_entropy", "binary_cross_entropy"), chosen("output", "sigmoid", "tanh"),
    chosen("data", "circles"), chosen("shuffle", "yes", "no"), chosen("standardise", "yes", "no"),
    chosen("row", "0,5", "-1; 1/3", ""), chosen("widths", "2-4-1", "2-4-2"),
    st.just(("set", {"key": "data_seed", "index": [], "value": 4})),
), max_size=4)  # fmt: skip
EACH = {
    "step": (STEP_PANEL, STEPS), "gradcheck": (GRADCHECK, CHECKS), "batch": (BATCH, BATCHES),
    "softmax": (SOFTMAX, SHARES), "activation": (ACTIVATION, CURVES), "depth": (DEPTH, DEPTHS),
    "training": (TRAINING, TRAININGS),
}  # fmt: skip
MANY = {"step": 25, "batch": 25, "softmax": 15}


@pytest.mark.samples(4)
@pytest.mark.parametrize("kind", EACH)
def test_a_code_brings_back_whatever_a_panel_was_made_of_and_whatever_was_done(kind: str) -> None:
    """Every argument, and every number that can be moved."""
    made, acts = EACH[kind]

    @settings(
        max_examples=MANY.get(kind, 6), deadline=None, phases=[Phase.generate, Phase.explicit],
        suppress_health_check=list(HealthCheck), derandomize=True,
    )  # fmt: skip
    @given(made, acts)
    def comes_back(panel: BasePanel, acts: list[tuple[str, dict[str, Any]]]) -> None:
        for do, what in acts:
            panel.act(do, **what)
        panel.trouble = ""
        if kind == "depth":
            panel.before = None  # what a drag is compared with is of this page alone
        panel.draw()
        expected, panel.found = face(panel), Found()
        panel.draw()
        assert face(panel) == expected  # nothing that was kept was old
        again = panels.restore(panel.code)
        shown = face(again)
        assert {name for name in expected if shown[name] != expected[name]} == set()
        assert again.code == panel.code

    comes_back()


@pytest.mark.parametrize(
    "panel",
    [
        lambda: panels.activation("tanh", others=[SOFT_PLUS]),
        lambda: panels.depth(others=[SOFT_PLUS]),
        lambda: panels.training("xor", others=[SOFT_PLUS]),
        lambda: panels.gradcheck(MLP([1, 1], SOFT_PLUS), [1], [1]),
        lambda: panels.batch(MLP([1, 1], SOFT_PLUS), [[1]], [[1]]),
    ],
)
def test_what_is_ones_own_in_a_menu_has_no_code_either(panel: Callable[[], BasePanel]) -> None:
    """Elsewhere it would be missing there."""
    shown = panel()
    shown.act("code")
    assert "is your own" in shown.trouble


@pytest.mark.parametrize(("kind", "said"), [
    ("step", "mlp x y at"), ("softmax", "net y"), ("activation", "f net"), ("batch", "mlp X Y at"),
    ("gradcheck", "mlp x y"), ("depth", "hidden"), ("training", "data"), ("trained", "data steps"),
])  # fmt: skip
def test_what_is_usual_is_left_out_of_a_code(kind: str, said: str) -> None:
    """It says what was given, where one is, and how far the training has come."""
    make, _ = KINDS[kind]
    assert re.findall(r" (\w+)=", make().code) == said.split()


@pytest.mark.parametrize("panel", [panels.activation, panels.depth, panels.training])
def test_what_is_no_list_of_functions_is_refused_by_its_name(panel: Callable[..., object]) -> None:
    with pytest.raises(TypeError, match=r"^others must be a list, not 'tanh'"):
        panel(others="tanh")


def test_own_data_beside_those_of_the_lecture_have_no_code() -> None:
    panel = panels.training(X=[[0, 1], [1, 0]], Y=[[0], [1]])
    panel.act("choose", name="data", value="xor")
    panel.act("code")
    assert "your own" in panel.trouble


def test_the_seed_of_the_data_is_in_the_code() -> None:
    assert " data_seed=5 " in panels.training("moons", data_seed=5).code


STATES = [step_state.State, gradcheck_panel.State, batch_panel.State, softmax_panel.State,
          activation_state.State, Depth, Settings]  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_every_field_of_a_state_has_a_word(state: type) -> None:
    assert [names_of(state)[said] for said in kinds_of(state)] == [f.name for f in fields(state)]
    word_of = {panel.word: panel for panel in panels.presets.PANELS.values()}
    assert any({"epochs_bound", *panel.kinds} >= kinds_of(state).keys() - {"epochs"}
               for panel in word_of.values())  # fmt: skip


def test_a_field_that_is_added_is_written_by_its_type_and_left_out_where_it_is_usual() -> None:
    more = [("tall", int, 3), ("open", bool, False), ("on", bool, True), ("key", str, word("at"))]
    state = make_dataclass("State", [("net", tuple[float, ...]), ("f", str), *reversed(more[:3])])
    kinds, now = kinds_of(state), state((1.0, 0.5), "tanh", on=False, open=True)
    assert usual_of(state) == {"tall": 3, "open": False, "on": True}
    written = {said: kinds[said].write(value) for said, value in told(now).items()}
    assert written == {"net": "1,0.5", "f": "tanh", "on": "no", "open": "", "tall": "3"}
    named = make_dataclass("State", [more[3]])
    assert told(named("dW_1")) == {"at": "dW_1"}
