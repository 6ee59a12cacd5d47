"""What beginners and files bring into every door: refused in words, and nothing is changed by it.

A table of calls with the whole message each. What a single function is asked besides, its own
tests have: `test_errors.py`, `test_refusals.py`, `test_face.py`.
"""

import math
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mlpcore
from mlpcore import datasets, lesson, panels, stopping
from mlpcore.checks import reals

NET = mlpcore.MLP([2, 3, 2], ["tanh", "softmax"], "cross_entropy", seed=1)
x, y = [0.5, -1.0], [0.0, 1.0]
X, Y = [x, x], [y, y]
HUGE = 10**400
A_FUNCTION = "must be a function, not"
FILE = "path must be the name of a file, not"
FULL = "asks for more than 10⁹ numbers at once, which do not fit here"
STOPS = "what stops must be a criterion such as loss_below(0.1), not"
REALS = "must hold real numbers, not"
BEYOND = "holds a whole number beyond 10³⁰⁸, the largest here"

train: Callable[..., Any] = lambda **how: mlpcore.train(  # noqa: E731  -- a row a case
    NET, **{"X": X, "Y": Y, "eta": 1, "epochs": 1} | how
)
Case = tuple[str, Callable[[], Any], str]

# --- names, switches, functions -------------------------------------------------------------------

OWN: list[Case] = [
    *((f"Activation name {bad!r}", lambda bad=bad: mlpcore.Activation(bad, np.sin, np.cos),
       f"name must be text, not {bad!r}") for bad in (3, None, b"x", ["a"])),
    *((f"Loss name {bad!r}", lambda bad=bad: mlpcore.Loss(bad, np.add, np.add),
       f"name must be text, not {bad!r}") for bad in (3, None, b"x", ["a"])),
    *((f"Activation f {bad!r}", lambda bad=bad: mlpcore.Activation("a", bad, np.cos),
       f"function of activation 'a' {A_FUNCTION} {bad!r}") for bad in (3, None, "sin", [1.0])),
    *((f"Activation f' {bad!r}", lambda bad=bad: mlpcore.Activation("a", np.sin, bad),
       f"slope of activation 'a' {A_FUNCTION} {bad!r}") for bad in (3, None, "cos", [1.0])),
    *((f"Loss formula {bad!r}", lambda bad=bad: mlpcore.Loss("l", bad, np.add),
       f"formula of loss 'l' {A_FUNCTION} {bad!r}") for bad in (3, None, "mse", [1.0])),
    *((f"Loss gradient {bad!r}", lambda bad=bad: mlpcore.Loss("l", np.add, bad),
       f"gradient of loss 'l' {A_FUNCTION} {bad!r}") for bad in (3, None, "mse", [1.0])),
    *((f"keep_best {bad!r}", lambda bad=bad: train(keep_best=bad),
       f"keep_best must be True or False, not {bad!r}") for bad in (3, None, "yes", [])),
    *((f"progress {bad!r}", lambda bad=bad: train(progress=bad),
       f"progress must be True or False, not {bad!r}") for bad in (3, None, "yes", [])),
    *((f"shuffle {bad!r}", lambda bad=bad: train(shuffle=bad),
       f"shuffle must be True or False, not {bad!r}") for bad in (3, None, "yes", [])),
    *((f"units_in_rows {bad!r}",
       lambda bad=bad: mlpcore.MLP.from_weights(NET.W, NET.b, units_in_rows=bad),
       f"units_in_rows must be True or False, not {bad!r}") for bad in (3, None, "yes", [])),
    *((f"stop {bad!r}", lambda bad=bad: train(stop=[bad]), f"{STOPS} {bad!r}")
      for bad in (3, None, "loss", 0.1)),
    *((f"loss_below & {bad!r}", lambda bad=bad: stopping.loss_below(1) & bad, f"{STOPS} {bad!r}")
      for bad in (3, None, "loss", True)),
    *((f"loss_below | {bad!r}", lambda bad=bad: stopping.loss_below(1) | bad, f"{STOPS} {bad!r}")
      for bad in (3, None, "loss", True)),
    *((f"claimed {bad!r}",
       lambda bad=bad: lesson.nudge(NET, x, y, "W_0", (1, 1), claimed=bad),
       f"claimed must be a Trace, not {bad!r}") for bad in (3, "own", [1.0], True)),
]  # fmt: skip

# --- what would not fit into memory ---------------------------------------------------------------

MUCH: list[Case] = [
    ("a layer of 10¹² weights", lambda: mlpcore.MLP([10**6, 10**6]), f"widths {FULL}"),
    ("a layer of 10³⁶", lambda: mlpcore.MLP([10**18, 10**18]), f"widths {FULL}"),
    ("an input of 10³⁰", lambda: mlpcore.MLP([10**30, 2]), f"widths {FULL}"),
    ("of many layers", lambda: mlpcore.MLP([20_000] * 5), f"widths {FULL}"),
    ("widths beyond float", lambda: mlpcore.MLP([HUGE, 2]), f"widths[0] {BEYOND}"),
    ("encoder", lambda: datasets.encoder(10**6), f"n {FULL}"),
    ("classes of a label", lambda: mlpcore.one_hot([10**12]), f"k {FULL}"),
    ("classes", lambda: mlpcore.one_hot([1], k=10**12), f"k {FULL}"),
    ("labels at 1e308", lambda: mlpcore.one_hot([1e308]), f"k {FULL}"),
    ("blobs of many classes", lambda: datasets.blobs(k=10**12), f"n {FULL}"),
    *((f"{make.__name__} of {n:.0e}", lambda make=make, n=n: make(n=n), f"n {FULL}")
      for make in (datasets.circles, datasets.moons, datasets.spirals, datasets.blobs,
                   datasets.wave) for n in (10**12, 10**30)),
    *((f"{make.__name__} of 10⁴⁰⁰", lambda make=make: make(n=HUGE), f"n {BEYOND}")
      for make in (datasets.circles, datasets.moons, datasets.spirals, datasets.blobs,
                   datasets.wave)),
    ("depth", lambda: panels.depth(10**9), "hidden is 1000000000, but at most 20 fit here"),
    ("epochs in a panel", lambda: panels.training("xor", epochs=10**18),
     "epochs is 1000000000000000000, but at most 3000 fit here"),
    ("units in a panel", lambda: panels.training("xor", widths=[2, 10**6, 10**6, 1]),
     "widths are 2-1000000-1000000-1: at most 64 units a hidden layer and 12 hidden layers"),
]  # fmt: skip

# --- files ----------------------------------------------------------------------------------------

READERS: dict[str, Callable[[Any], Any]] = {
    "save": NET.copy().save, "load": mlpcore.MLP.load, "read_csv": datasets.read_csv,
}  # fmt: skip
FILES: list[Case] = [
    (f"{name} {bad!r}", lambda read=read, bad=bad: read(bad), f"{FILE} {bad!r}")
    for name, read in READERS.items()
    for bad in (None, 3, 0.5, b"net.npz", ["net.npz"], {"a": 1}, True)
]

# --- numbers --------------------------------------------------------------------------------------

BAD_NUMBERS: dict[str, tuple[Any, str]] = {
    "None": (None, f"{REALS} None"),
    "text": ("ab", f"{REALS} 'ab'"),
    "None inside": ([1, None], f"{REALS} [1, None]"),
    "complex": ([1j, 0], f"{REALS} [1j, 0]"),
    "a set": ({1}, f"{REALS} {{1}}"),
    "ragged": ([[1], [2, 3]], "is ragged: its rows must all have the same length"),
    "huge": ([HUGE, 1], BEYOND),
}
CALLS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "tanh": ("net", mlpcore.tanh),
    "relu.derivative": ("net", mlpcore.relu.derivative),
    "softmax.jacobian": ("net", mlpcore.softmax.jacobian),
    "softmax.log": ("net", mlpcore.softmax.log),
    "sigmoid.derivative_from_output": ("o", mlpcore.sigmoid.derivative_from_output),
    "tanh.pullback": ("d_o", lambda bad: mlpcore.tanh.pullback([1, 2], bad)),
    "half_squared_error": ("y", lambda bad: mlpcore.half_squared_error(bad, x)),
    "cross_entropy": ("o", lambda bad: mlpcore.cross_entropy(y, bad)),
    "binary_cross_entropy.d_o": ("o", lambda bad: mlpcore.binary_cross_entropy.d_o(y, bad)),
    "forward": ("x", NET.forward),
    "predict": ("X", NET.predict),
    "train X": ("X", lambda bad: train(X=bad)),
    "train Y": ("Y", lambda bad: train(Y=bad)),
    "from_weights W": ("W[0]", lambda bad: mlpcore.MLP.from_weights([bad], [[1]])),
    "from_weights b": ("b[0]", lambda bad: mlpcore.MLP.from_weights([[[1]]], [bad])),
    "gradient_check": ("x", lambda bad: mlpcore.gradient_check(NET, bad, y)),
    "lesson.walkthrough": ("x", lambda bad: lesson.walkthrough(NET, bad, y)),
    "panels.step": ("y", lambda bad: panels.step(NET, x, bad)),
    "panels.batch": ("X", lambda bad: panels.batch(NET, bad, Y)),
    "panels.softmax": ("net", panels.softmax),
    "panels.training": ("Y", lambda bad: panels.training(X=X, Y=bad)),
}
NUMBERS: list[Case] = [
    (f"{name} {what}", lambda call=call, bad=bad: call(bad), f"{argument} {words}")
    for name, (argument, call) in CALLS.items()
    for what, (bad, words) in BAD_NUMBERS.items()
    if (name, what) != ("panels.training", "None")  # which is what it takes for none
]

CASES = [*OWN, *MUCH, *FILES, *NUMBERS]


def numbers(mlp: mlpcore.MLP) -> bytes:
    return b"".join(array.tobytes() for array in (*mlp.W, *mlp.b))


@pytest.mark.parametrize(("call", "words"), [case[1:] for case in CASES],
                         ids=[case[0] for case in CASES])  # fmt: skip
def test_what_cannot_be_is_refused_in_these_words_and_nothing_changes(
    call: Callable[[], Any], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = numbers(NET)
    with pytest.raises((ValueError, TypeError)) as refusal:
        call()
    assert str(refusal.value) == words
    assert numbers(NET) == before
    assert os.listdir(tmp_path) == []  # noqa: PTH208


def test_the_table_is_long() -> None:
    assert len(CASES) == len({name for name, *_ in CASES}) > 250


# --- nothing is changed, and nothing of ours is the caller's --------------------------------------

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4)
    | st.complex_numbers() | st.binary(max_size=3),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=2), each, max_size=2)
    | st.tuples(each, each),
    max_leaves=6,
)  # fmt: skip


ARGUMENTS = ["eta", "epochs", "batch_size", "seed", "stop", "keep_best", "shuffle"]


@given(X=anything, Y=anything, how=st.dictionaries(st.sampled_from(ARGUMENTS), anything))
def test_whatever_is_given_to_a_training_is_trained_or_refused_with_no_weight_moved(
    X: Any, Y: Any, how: dict[str, Any]
) -> None:
    """ValueError and TypeError alone, and none of Python's own words for what went wrong."""
    mlp = NET.copy()
    if isinstance(how.get("epochs"), int) and how["epochs"] > 3:
        how["epochs"] = 3
    said = ""
    try:
        mlpcore.train(mlp, X, Y, **{"eta": 0.5, "epochs": 1} | how)
    except (ValueError, TypeError) as refused:
        said = str(refused)
    if said:
        assert numbers(mlp) == numbers(NET)
    assert not any(word in said for word in ("NoneType", "ufunc", "unsupported"))


OPERATIONS: dict[str, Callable[[mlpcore.MLP, Any], Any]] = {
    "forward": lambda mlp, bad: mlp.forward(bad),
    "predict": lambda mlp, bad: mlp.predict(bad),
    "backward": lambda mlp, bad: mlp.backward(mlp.forward(x), bad),
    "descend": lambda mlp, bad: mlp.descend(mlp.backward(mlp.forward(x), y), bad),
    "load": lambda mlp, bad: mlp.load(bad) if not isinstance(bad, str) else None,
    "with_functions": lambda mlp, bad: mlp.with_functions(bad, "cross_entropy"),
    "gradient_check": lambda mlp, bad: mlpcore.gradient_check(mlp, x, bad),
    "claimed": lambda mlp, bad: mlpcore.gradient_check(mlp, x, y, claimed=bad or 3),
    "epochs": lambda mlp, bad: next(mlpcore.epochs(mlp, X, Y, eta=bad)),
    "walkthrough": lambda mlp, bad: lesson.walkthrough(mlp, bad, y),
    "check": lambda mlp, bad: lesson.check("delta_1", bad, mlp, x, y),
    "layer_norms": lambda mlp, bad: lesson.layer_norms(mlp, X, bad),
}


@pytest.mark.parametrize("name", OPERATIONS)
@given(bad=anything)
def test_a_refusal_leaves_the_network_as_it_was(name: str, bad: Any) -> None:
    mlp = NET.copy()
    try:
        OPERATIONS[name](mlp, bad)
    except (ValueError, TypeError):
        assert numbers(mlp) == numbers(NET)


FIELDS: dict[str, Callable[[panels.StepPanel, Any], Any]] = {
    "a number": lambda panel, bad: panel.act("type", key="x", index=[1], value=bad),
    "a place": lambda panel, bad: panel.act("set", key="x", index=[bad], value=1.0),
    "a name": lambda panel, bad: panel.act("choose", name="activation_1", value=bad),
    "a key": lambda panel, bad: panel.act("look", key=bad, index=[1]),
}


@pytest.mark.parametrize("name", FIELDS)
@settings(max_examples=25)
@given(text=st.text(alphabet="xyz/;,.-<&", min_size=1, max_size=6))
def test_what_a_panel_refuses_leaves_its_numbers_as_they_were(name: str, text: str) -> None:
    panel = panels.step(NET, x, y)
    before = str(panel)
    FIELDS[name](panel, text)
    if panel.trouble:
        assert str(panel) == before
    panel.close()


def arrays() -> list[np.ndarray]:
    """One sample and its target, as arrays that the caller keeps."""
    return [np.array(x), np.array(y)]


KEPT: dict[str, Callable[[], tuple[list[np.ndarray], Callable[[], object]]]] = {}


def kept(
    make: Callable[[list[np.ndarray]], Callable[[], object]], given: Callable[[], list[np.ndarray]]
) -> Callable[[], tuple[list[np.ndarray], Callable[[], object]]]:
    def both() -> tuple[list[np.ndarray], Callable[[], object]]:
        held = given()
        return held, make(held)

    return both


def rows() -> list[np.ndarray]:
    return [np.array([*X, [2.0, 1.0]]), np.array([*Y, [1.0, 0.0]])]


def weights() -> list[np.ndarray]:
    return [W.copy() for W in NET.W] + [b.copy() for b in NET.b]


def of(held: list[np.ndarray]) -> mlpcore.MLP:
    return mlpcore.MLP.from_weights(held[:2], held[2:], ["tanh", "softmax"], "cross_entropy")


def passed(held: list[np.ndarray]) -> Callable[[], object]:
    mlp = NET.copy()
    fwd = mlp.forward(held[0])
    bwd = mlp.backward(fwd, held[1])
    return lambda: (fwd.z[0].tolist(), fwd.o.tolist(), bwd.delta[1].tolist(), bwd.dW[0].tolist())


def stepped(held: list[np.ndarray]) -> Callable[[], object]:
    """Training that has begun: its second epoch is that of the rows as they were given."""
    mlp = NET.copy()
    walk = mlpcore.epochs(mlp, *held, eta=0.5)
    next(walk)
    return lambda: numbers(mlp)


def claimed(held: list[np.ndarray]) -> Callable[[], object]:
    bwd = NET.backward(NET.forward(x), y)
    check = mlpcore.gradient_check(NET, x, y, claimed=replace(bwd, dW=held[:2], db=held[2:]))
    return lambda: (str(replace(check)), replace(check).worst)


def panel(held: list[np.ndarray], make: Callable[..., Any], *before: Any) -> Callable[[], object]:
    shown = make(*before, *held)

    def now() -> object:
        shown.draw()
        return str(shown), dict(shown.regions)

    return now


KEPT |= {
    "from_weights": kept(lambda held: (lambda mlp: lambda: numbers(mlp))(of(held)), weights),
    "forward and backward": kept(passed, arrays),
    "epochs": kept(stepped, rows),
    "gradient_check": kept(claimed, weights),
    "walkthrough": kept(lambda held: (lambda walk: lambda: str(walk))(
        lesson.walkthrough(NET, *held)), arrays),
    "Trace": kept(lambda held: (lambda trace: lambda: trace.value("delta_1").tolist())(
        lesson.Trace(NET, *held)), arrays),
    "one_hot": kept(lambda held: (lambda Y: lambda: Y.tolist())(mlpcore.one_hot(held[1])), arrays),
    "panels.step": kept(lambda held: panel(held, panels.step, NET), arrays),
    "panels.gradcheck": kept(lambda held: panel(held, panels.gradcheck, NET), arrays),
    "panels.softmax": kept(lambda held: panel(held, panels.softmax), arrays),
    "panels.batch": kept(lambda held: panel(held, panels.batch, NET), rows),
    "panels.training": kept(lambda held: panel(
        held, lambda X, Y: panels.training(X=X, Y=Y, epochs=1)), rows),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_arrays_that_the_caller_changes_later_change_nothing_of_ours(name: str) -> None:
    held, now = KEPT[name]()
    before = now()
    for array in held:
        array[...] = 0.25
    assert now() == before


def test_what_we_gave_is_changed_without_changing_the_network() -> None:
    mlp = NET.copy()
    fwd = mlp.forward(X)
    bwd = mlp.backward(fwd, Y)
    for array in (*fwd.z, *fwd.net[1:], *bwd.dW, *bwd.db, *bwd.delta[1:], mlp.predict(X)):
        array[...] = math.pi
    assert numbers(mlp) == numbers(NET)
    assert np.array_equal(mlp.predict(X), NET.predict(X))


def test_a_training_that_has_begun_goes_on_with_the_rows_as_they_were() -> None:
    held, mlp, other = rows(), NET.copy(), NET.copy()
    walk, same = mlpcore.epochs(mlp, *held, eta=0.5), mlpcore.epochs(other, *rows(), eta=0.5)
    next(walk), next(same)
    held[0][...] = held[1][...] = 0.5
    assert next(walk) == next(same)
    assert numbers(mlp) == numbers(other)


@pytest.mark.parametrize("size", [1, None])
def test_a_training_is_that_of_the_rows_as_they_were(size: int | None) -> None:
    """Whoever is told of its progress may change them; ‖∇ε‖ is found when it is asked for."""
    held, how = rows(), {"eta": 0.5, "epochs": 3, "batch_size": size}
    changed = mlpcore.train(NET.copy(), *held, progress=lambda record: held[0].fill(9), **how)
    same = mlpcore.train(NET.copy(), *rows(), **how)
    assert changed.loss == same.loss
    assert changed.records == same.records


def test_without_a_copy_an_array_in_rows_is_given_as_it_is_and_any_other_in_rows() -> None:
    rows = np.arange(6.0).reshape(2, 3)
    assert reals("x", rows, copy=False) is rows
    columns = np.asfortranarray(rows)
    given = reals("x", columns, copy=False)
    assert given.flags.c_contiguous
    assert np.array_equal(given, columns)
    assert not np.shares_memory(reals("x", rows), rows)
