"""The quick engine has the numbers of the blackboard: feed, propagate, descend, a batch at a time.

"Equal" is to 1e-12 of the largest entry of an array (1e-5 in float32), weights and biases alike.
"""

import copy
import pickle
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mlpcore
from mlpcore import speed
from mlpcore.stopping import fixed_epochs
from mlpcore.training import Trainer, batches

pytestmark = [
    pytest.mark.section("training"),
    pytest.mark.filterwarnings("ignore:.*no weights reach that"),  # targets are any numbers here
]

SINE = mlpcore.Activation("sine", lambda net: np.sin(net), lambda net: np.cos(net))
QUARTIC = mlpcore.Loss(
    "quartic", lambda y, o: 0.25 * np.sum((y - o) ** 4, axis=-1), lambda y, o: (o - y) ** 3
)
ACTIVATIONS = ["identity", "sigmoid", "tanh", "relu", "softmax", SINE]
LOSSES = ["half_squared_error", "cross_entropy", "binary_cross_entropy", QUARTIC]
SIZES = [  # rows, batch: 64 rows are few, 65 are many
    (9, 1), (9, 2), (9, 3), (9, 7), (9, 9), (9, None), (9, 99), (1, 1),
    (130, 1), (130, 64), (130, 65), (130, 99), (130, None), (64, None), (65, None), (70, 99),
]  # fmt: skip
ENGINES = ["numpy", "compiled"]
TOLERANCES = {np.float64: 1e-12, np.float32: 1e-5}


@pytest.fixture(autouse=True)
def quick(request: pytest.FixtureRequest) -> Iterator[None]:
    """Train with the engine that the test asks for by `which`."""
    params = getattr(request.node, "callspec", None)
    which = params.params.get("which", "numpy") if params else "numpy"
    if which == "compiled":
        pytest.importorskip("numba")
    with speed.engine(which):
        yield


each_engine = pytest.mark.parametrize("which", ENGINES)


def data(rng: np.random.Generator, n: int, d: int, k: int, targets: str) -> tuple[Any, Any]:
    """Rows and targets: of one class, of several at once (soft), of sums that are not 1."""
    if targets == "one-hot":
        Y = np.eye(k)[rng.integers(0, k, n)]
    elif targets == "soft":
        Y = rng.dirichlet(np.ones(k), n)
    else:
        Y = rng.uniform(0, 1, (n, k))
    return rng.normal(size=(n, d)), Y


def network(
    rng: np.random.Generator, widths: list[int], names: list, loss: Any, X: np.ndarray
) -> tuple[mlpcore.MLP, float]:
    """Weights well away from 0, and an η that fits; the cross-entropies get 0 < o < 1."""
    W = [rng.choice([-1, 1], pair) * rng.uniform(0.5, 1, pair) for pair in pairwise(widths)]
    W = [W_l / len(W_l) ** 0.5 for W_l in W]
    b = [rng.choice([-1, 1], n) * rng.uniform(0.2, 0.7, n) for n in widths[1:]]
    mlp = mlpcore.MLP.from_weights(W, b, names, loss)
    if "cross_entropy" not in mlp.loss.name or names[-1] in ("sigmoid", "softmax"):
        return mlp, 0.02
    b[-1][:] = 0.5
    mlp = mlpcore.MLP.from_weights(W, b, names, loss)
    W[-1] *= 0.1 / max(0.1, np.abs(mlp.forward(X).net[-1] - 0.5).max())
    return mlpcore.MLP.from_weights(W, b, names, loss), 1e-4


def in_float32(mlp: mlpcore.MLP) -> mlpcore.MLP:
    W, b = ([a.astype(np.float32) for a in each] for each in (mlp.W, mlp.b))
    return mlpcore.MLP.from_weights(W, b, mlp.f[1:], mlp.loss)


def numbers(mlp: mlpcore.MLP) -> bytes:
    """All weights and biases, byte for byte."""
    return b"".join(array.tobytes() for array in (*mlp.W, *mlp.b))


def far(mlp: mlpcore.MLP, other: mlpcore.MLP) -> float:
    """The largest difference of two arrays, in units of the largest number in one."""
    pairs = list(zip(mlp.W + mlp.b, other.W + other.b, strict=True))
    assert all(a.dtype == b.dtype and a.shape == b.shape for a, b in pairs)
    return max(float(np.abs(a - b).max() / np.abs(b).max()) for a, b in pairs)


def same(mlp: mlpcore.MLP, other: mlpcore.MLP) -> bool:
    return far(mlp, other) <= TOLERANCES[mlp.dtype.type]


def blackboard(
    mlp: mlpcore.MLP, X: Any, Y: Any, eta: float, size: int | None, rng: Any = None, epochs: int = 1
) -> None:
    """Epochs of the lecture, a descent step at a time."""
    for _ in range(epochs):
        for _ in batches(mlp, X.astype(mlp.dtype), Y.astype(mlp.dtype), eta, size or len(X), rng):
            pass


def names_of(f: Any) -> str:
    return f if isinstance(f, str) else getattr(f, "name", str(f))


PAIRS = [(o, loss) for o in ACTIVATIONS for loss in LOSSES]


@pytest.mark.samples(3)
@each_engine
@pytest.mark.parametrize("hidden", ACTIVATIONS, ids=names_of)
def test_every_hidden_activation_moves_the_weights_as_on_the_blackboard(
    hidden: Any, which: str
) -> None:
    for n, size in SIZES:
        X, Y = data(np.random.default_rng(n), n, 3, 2, "any")
        mlp, eta = network(
            np.random.default_rng(1), [3, 4, 3, 2], [hidden, hidden, "tanh"], LOSSES[0], X
        )
        twin = mlp.copy()
        mlpcore.train(mlp, X, Y, eta=eta, epochs=2, batch_size=size, shuffle=False)
        blackboard(twin, X, Y, eta, size, epochs=2)
        assert same(mlp, twin), (n, size, far(mlp, twin))


@pytest.mark.samples(6)
@each_engine
@pytest.mark.parametrize("targets", ["one-hot", "soft", "any"])
@pytest.mark.parametrize(("output", "loss"), PAIRS, ids=names_of)
def test_every_output_and_loss_moves_the_weights_as_on_the_blackboard(
    output: Any, loss: Any, targets: str, which: str
) -> None:
    for n, size in SIZES:
        X, Y = data(np.random.default_rng(n), n, 3, 2, targets)
        mlp, eta = network(np.random.default_rng(1), [3, 4, 2], ["tanh", output], loss, X)
        twin = mlp.copy()
        mlpcore.train(mlp, X, Y, eta=eta, epochs=2, batch_size=size, shuffle=False)
        blackboard(twin, X, Y, eta, size, epochs=2)
        assert same(mlp, twin), (n, size, far(mlp, twin))


@pytest.mark.samples(6)
@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize("targets", ["one-hot", "any"])
@pytest.mark.parametrize(
    ("output", "loss"), [(o, e) for o, e in PAIRS if o != "softmax" and e != "cross_entropy"],
    ids=names_of,
)  # fmt: skip
@each_engine
def test_every_output_of_one_unit_moves_the_weights_as_on_the_blackboard(
    output: Any, loss: Any, targets: str, dtype: type, which: str
) -> None:
    """One sample a step, where δ of the output is one number."""
    for widths in ([3, 1], [3, 1, 1], [1, 4, 1], [3, 4, 2, 1]):
        X, Y = data(np.random.default_rng(5), 9, widths[0], 1, targets)
        names = ["tanh"] * (len(widths) - 2) + [output]
        mlp, eta = network(np.random.default_rng(1), widths, names, loss, X)
        mlp = in_float32(mlp) if dtype is np.float32 else mlp
        twin = mlp.copy()
        run = mlpcore.train(mlp, X, Y, eta=eta, epochs=3, batch_size=1, shuffle=False)
        blackboard(twin, X, Y, eta, 1, epochs=3)
        assert same(mlp, twin), (widths, far(mlp, twin))
        eps = twin.backward(twin.forward(X), Y).eps
        assert run.loss[-1] == pytest.approx(eps, rel=1e-4 if dtype is np.float32 else 1e-12)


@pytest.mark.parametrize("net", [-1000.0, -709.5, -700.0, -50.0, 50.0, 700.0, 709.5, 1000.0])
@pytest.mark.parametrize(
    ("output", "loss"),
    [(o, LOSSES[0]) for o in ACTIVATIONS if o != "softmax"] + [("sigmoid", LOSSES[2])],
    ids=names_of,
)
@pytest.mark.parametrize("y", [0.0, 1.0])
@each_engine
@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_one_unit_takes_a_step_from_any_net_input_as_on_the_blackboard(
    output: Any, loss: str, net: float, y: float, which: str
) -> None:
    """Where e^1000 would overflow, too: no exception, and not a warning."""
    mlp = mlpcore.MLP.from_weights([[[net], [1.0]]], [[0.1]], output, loss)
    twin, X, Y = mlp.copy(), np.array([[1.0, 0.0]]), np.array([[y]])
    with np.errstate(all="raise"):
        mlpcore.train(mlp, X, Y, eta=0.5, epochs=1, batch_size=1)
    blackboard(twin, X, Y, 0.5, 1)
    assert same(mlp, twin), far(mlp, twin)


@pytest.mark.parametrize("output", ["identity", "sigmoid", "tanh", "relu"])
@each_engine
def test_one_unit_whose_net_input_is_no_number_diverges(output: str, which: str) -> None:
    """∞ − ∞ is no number, whichever way δ is found; the weights stay."""
    mlp = mlpcore.MLP.from_weights([[[1e308, -1e308]], [[1e308], [1e308]]],
                                   [[0.0, 0.0], [0.0]], ["identity", output])  # fmt: skip
    X, Y, before = np.array([[1e10]]), np.array([[0.5]]), numbers(mlp)
    run = mlpcore.train(mlp, X, Y, eta=0.5, epochs=2, batch_size=1)
    assert run.records[0].diverged
    assert numbers(mlp) == before


def test_compiled_activations_keep_their_digits_at_any_net_input() -> None:
    """Of tanh, whose form is another one there, those of tiny numbers as well."""
    compiled = pytest.importorskip("mlpcore.compiled")
    sizes = 10.0 ** np.arange(-300.0, 4.0, 0.25)
    net = np.concatenate([-sizes, [0.0], sizes, [np.inf, -np.inf, np.nan]])
    for f, code in speed.CODES.items():
        if f.elementwise and f is not mlpcore.activations.relu:
            z = np.concatenate([net, [9.0]])
            compiled.activate(z, np.uint64(0), np.uint64(len(net)), code)
            np.testing.assert_allclose(z[:-1], f(net), rtol=4e-15, atol=1e-300)
            assert z[-1] == 9.0


@pytest.mark.parametrize("loss", LOSSES, ids=names_of)
@pytest.mark.parametrize("n", [1, 63, 64, 65, 2000, 20_000])
@each_engine
def test_the_error_of_a_record_is_that_of_the_blackboard(n: int, loss: Any, which: str) -> None:
    """Of few rows, of many at once, and of so many that they pass by in parts."""
    X, Y = data(np.random.default_rng(n), n, 3, 2, "soft")
    mlp, eta = network(np.random.default_rng(1), [3, 4, 2], ["tanh", "sigmoid"], loss, X)
    trainer = Trainer(mlp, X, Y)
    for size in (n, 100):
        record = trainer.end(eta, size)
        assert record.loss == pytest.approx(mlp.backward(mlp.forward(X), Y).eps, rel=1e-12)
        assert trainer.look(7).loss == record.loss


@pytest.mark.parametrize("n", [8192, 8193, 20_000])
@pytest.mark.parametrize("f", ACTIVATIONS, ids=names_of)
@pytest.mark.parametrize("dtype", TOLERANCES)
def test_outputs_of_many_rows_are_those_of_the_blackboard(dtype: type, f: Any, n: int) -> None:
    """They pass by in parts of 8192 rows, the last of them shorter; every row may be a view."""
    X, _ = data(np.random.default_rng(n), n, 3, 2, "any")
    mlp, _ = network(np.random.default_rng(1), [3, 4, 4, 2], [f, "tanh", f], LOSSES[0], X)
    mlp = in_float32(mlp) if dtype is np.float32 else mlp
    for rows in (X, np.asfortranarray(X), np.repeat(X, 2, axis=0)[::2]):
        o = mlp.predict(rows)
        assert (o.shape, o.dtype) == ((n, 2), dtype)
        np.testing.assert_allclose(o, mlp.forward(rows).o, rtol=0, atol=TOLERANCES[dtype])


@st.composite
def trainings(draw: st.DrawFn) -> dict[str, Any]:
    """A network, its data, and how it is trained."""
    widths = draw(st.lists(st.integers(1, 5), min_size=2, max_size=6))
    names = [
        draw(st.sampled_from([f for f in ACTIVATIONS if f != "softmax" or m > 1]))
        for m in widths[1:]
    ]
    loss = draw(st.sampled_from([e for e in LOSSES if e != "cross_entropy" or widths[-1] > 1]))
    n = draw(st.integers(1, 9) | st.integers(60, 130))
    size = draw(st.sampled_from([1, 2, 3, 7, 65, 70, n, 2 * n, None]))
    targets = draw(st.sampled_from(["one-hot", "soft", "any"]))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    X, Y = data(rng, n, widths[0], widths[-1], targets)
    mlp, eta = network(rng, widths, names, loss, X)
    how = {"shuffle": draw(st.booleans()), "seed": draw(st.integers(0, 9))}
    return {"mlp": mlp, "X": X, "Y": Y, "eta": eta, "size": size, "how": how,
            "epochs": draw(st.integers(1, 3)), "single": draw(st.booleans())}  # fmt: skip


@each_engine
@given(training=trainings())
@settings(max_examples=200)
def test_any_training_is_that_of_the_blackboard(training: dict[str, Any], which: str) -> None:
    """Depths 0–4, widths 1–5, any activations and loss, any batches, order, float32, epochs."""
    X, Y, eta, size, how, epochs = (
        training[key] for key in ("X", "Y", "eta", "size", "how", "epochs")
    )
    mlp = in_float32(training["mlp"]) if training["single"] else training["mlp"].copy()
    twin = mlp.copy()
    mlpcore.train(mlp, X, Y, eta=eta, epochs=epochs, batch_size=size, **how)
    rng = np.random.default_rng(how["seed"]) if how["shuffle"] else None
    blackboard(twin, X, Y, eta, size, rng, epochs)
    assert same(mlp, twin), far(mlp, twin)


@pytest.mark.samples(3)
@each_engine
@pytest.mark.parametrize("size", [1, 3, 64, 100, None])
def test_a_domain_of_many_rows_is_trained_as_on_the_blackboard(
    size: int | None, which: str
) -> None:
    """More rows than are put in order, or fed, at once; the record counts them all."""
    X, Y = data(np.random.default_rng(0), 20_000, 2, 2, "one-hot")
    mlp, _ = network(np.random.default_rng(1), [2, 3, 2], ["tanh", "softmax"], "cross_entropy", X)
    twin = mlp.copy()
    record = next(mlpcore.epochs(mlp, X, Y, eta=1e-3, batch_size=size, seed=2))
    blackboard(twin, X, Y, 1e-3, size, np.random.default_rng(2))
    assert same(mlp, twin), far(mlp, twin)
    assert record.loss == pytest.approx(mlp.backward(mlp.forward(X), Y).eps, rel=1e-12)


@pytest.mark.parametrize("n", [40, 100])
@pytest.mark.parametrize("loss", LOSSES, ids=names_of)
def test_engines_and_batch_sizes_may_change_in_the_middle_of_an_epoch(loss: Any, n: int) -> None:
    """A network of 940 weights: batches of one, of a few, of many, now compiled and now not."""
    pytest.importorskip("numba")
    X, Y = data(np.random.default_rng(n), n, 20, 10, "soft")
    mlp, eta = network(np.random.default_rng(1), [20, 30, 10], ["relu", "sigmoid"], loss, X)
    twin, trainer, done = mlp.copy(), Trainer(mlp, X, Y, shuffle=False), 0
    for which, size in [("numpy", 1), ("compiled", 2), ("compiled", 30), ("numpy", 3)]:
        with speed.engine(which):
            trainer.step(eta, size)
        blackboard(twin, X[done : done + size], Y[done : done + size], eta, None)
        done += size
    with speed.engine("compiled"):
        assert trainer.end(eta, 70).number == 1
        blackboard(twin, X[done:], Y[done:], eta, 70)
        for size in (1, n, 15):
            trainer.end(eta, size)
            blackboard(twin, X, Y, eta, size)
    assert same(mlp, twin), far(mlp, twin)


@pytest.mark.parametrize("n", [9, 70])
def test_a_float32_network_is_trained_in_float32(n: int) -> None:
    """Weights, biases and the pass of the whole domain."""
    X, Y = data(np.random.default_rng(0), n, 3, 2, "any")
    mlp, eta = network(np.random.default_rng(1), [3, 4, 2], ["relu", "sigmoid"], LOSSES[0], X)
    mlp = in_float32(mlp)
    mlpcore.train(mlp, X, Y, eta=eta, epochs=2, batch_size=None)
    assert {a.dtype for a in (*mlp.W, *mlp.b, mlp.predict(X))} == {np.dtype(np.float32)}


def case(n: int) -> tuple[mlpcore.MLP, Any, Any]:
    """A 2-4-2 network that learns n rows; each call gives a new one of the same numbers."""
    X, Y = data(np.random.default_rng(n), n, 2, 2, "one-hot")
    mlp, _ = network(np.random.default_rng(1), [2, 4, 2], ["tanh", "softmax"], "cross_entropy", X)
    return mlp, X, Y


SHARES = [(9, 1), (9, 4), (70, 1), (70, None), (130, 66)]
each_share = pytest.mark.parametrize(("n", "size"), SHARES)


@each_engine
@each_share
def test_steps_and_epochs_of_a_trainer_mix_freely(n: int, size: int | None, which: str) -> None:
    """Any number of steps, then the rest at once: the epoch of train, and its record."""
    size = size or n
    steps_of_an_epoch = -(-n // size)
    trained, X, Y = case(n)
    whole = mlpcore.train(trained, X, Y, eta=0.1, epochs=3, batch_size=size, seed=5).records
    for k in range(min(steps_of_an_epoch, 12)):
        mlp, X, Y = case(n)
        trainer, found = Trainer(mlp, X, Y, seed=5), []
        for _ in range(3):
            assert all(trainer.step(0.1, size) is None for _ in range(k))
            assert trainer.done == k * size
            found.append(trainer.end(0.1, size))
        assert same(mlp, trained)
        assert [r.number for r in found] == [1, 2, 3]
        assert [r.loss for r in found] == pytest.approx([r.loss for r in whole], rel=1e-12)


@each_engine
def test_the_last_step_of_an_epoch_gives_its_record(which: str) -> None:
    mlp, X, Y = case(9)
    trained = mlp.copy()
    trainer = Trainer(mlp, X, Y, seed=5)
    *without, record = [trainer.step(0.1, 2) for _ in range(5)]
    assert without == [None] * 4
    assert (
        record == mlpcore.train(trained, X, Y, eta=0.1, epochs=1, batch_size=2, seed=5).records[0]
    )
    assert (trainer.number, trainer.done) == (1, 0)


@each_engine
def test_eta_and_the_batch_size_may_change_from_step_to_step(which: str) -> None:
    """Two rows, then one, then the rest in threes: as on the blackboard."""
    mlp, X, Y = case(9)
    twin, trainer = mlp.copy(), Trainer(mlp, X, Y, shuffle=False)
    trainer.step(0.1, 2)
    trainer.step(0.3, 1)
    trainer.end(0.2, 3)
    for rows, eta in (([0, 1], 0.1), ([2], 0.3), ([3, 4, 5], 0.2), ([6, 7, 8], 0.2)):
        blackboard(twin, X[rows], Y[rows], eta, None)
    assert same(mlp, twin)


def shift_in_place(mlp: mlpcore.MLP, kind: str, l: int) -> None:
    getattr(mlp, kind)[l][...] += 0.5


def shift_anew(mlp: mlpcore.MLP, kind: str, l: int) -> None:
    """Another list with another array."""
    arrays = list(getattr(mlp, kind))
    arrays[l] = arrays[l] - 0.25
    setattr(mlp, kind, arrays)


def replace_entry(mlp: mlpcore.MLP, kind: str, l: int) -> None:
    """Another array in the same list."""
    getattr(mlp, kind)[l] = getattr(mlp, kind)[l] * 1.5


@each_engine
@each_share
@pytest.mark.parametrize("change", [shift_in_place, shift_anew, replace_entry])
@pytest.mark.parametrize(("kind", "l"), [("W", 0), ("W", 1), ("b", 0), ("b", 1)])
def test_a_change_of_the_weights_between_two_epochs_is_heeded(
    n: int, size: int | None, change: Callable[..., None], kind: str, l: int, which: str
) -> None:
    """Also where the forward pass of the last look could have been used again."""
    mlp, X, Y = case(n)
    twin, rng = mlp.copy(), np.random.default_rng(3)
    walk = mlpcore.epochs(mlp, X, Y, eta=0.1, batch_size=size, seed=3)
    for _ in range(2):
        next(walk)
        blackboard(twin, X, Y, 0.1, size, rng)
        change(mlp, kind, l)
        change(twin, kind, l)
    record = next(walk)
    blackboard(twin, X, Y, 0.1, size, rng)
    assert same(mlp, twin), far(mlp, twin)
    assert record.loss == pytest.approx(twin.backward(twin.forward(X), Y).eps, rel=1e-12)


@each_engine
def test_a_change_of_the_weights_between_two_steps_is_heeded(which: str) -> None:
    mlp, X, Y = case(9)
    twin, trainer = mlp.copy(), Trainer(mlp, X, Y, shuffle=False)
    trainer.step(0.1, 4)
    shift_in_place(mlp, "W", 0)
    trainer.end(0.1, 5)
    blackboard(twin, X[:4], Y[:4], 0.1, None)
    shift_in_place(twin, "W", 0)
    blackboard(twin, X[4:], Y[4:], 0.1, None)
    assert same(mlp, twin)


def norm(bwd: mlpcore.Backward) -> float:
    return float(sum(np.sum(g**2) for g in (*bwd.dW, *bwd.db)) ** 0.5)


@each_engine
@each_share
@pytest.mark.parametrize(
    ("output", "loss"),
    [("softmax", "cross_entropy"), ("sigmoid", "binary_cross_entropy"), ("tanh", QUARTIC),
     ("relu", "half_squared_error"), ("sigmoid", "cross_entropy")],
    ids=names_of,
)  # fmt: skip
def test_a_record_holds_the_numbers_of_its_own_epoch_whenever_it_is_read(
    n: int, size: int | None, output: str, loss: Any, which: str
) -> None:
    """ε, and ‖∇ε‖ of the whole domain, read after the run and after W was changed in place."""
    X, Y = data(np.random.default_rng(n), n, 2, 2, "soft")
    mlp, _ = network(np.random.default_rng(1), [2, 4, 2], ["tanh", output], loss, X)
    seen: list[tuple[float, float]] = []

    def look(_: object) -> None:
        bwd = mlp.backward(mlp.forward(X), Y)
        seen.append((bwd.eps, norm(bwd)))

    run = mlpcore.train(mlp, X, Y, eta=0.1, epochs=4, batch_size=size, progress=look)
    for array in (*mlp.W, *mlp.b):
        array[...] = 9.0
    assert [r.loss for r in run.records] == pytest.approx([e for e, _ in seen], rel=1e-12)
    assert [r.gradient_norm for r in run.records] == pytest.approx([g for _, g in seen], rel=1e-12)
    assert len({r.gradient_norm for r in run.records}) == 4


def test_a_record_of_a_large_network_holds_its_gradient_norm_too() -> None:
    """Where the weights of all epochs together are too many to be kept."""
    x, y = np.linspace(-1, 1, 700)[None], np.full((1, 700), 0.5)
    mlp, norms = mlpcore.MLP([700, 700], "identity"), []
    run = mlpcore.train(mlp, x, y, eta=1e-3, epochs=25, progress=lambda _: norms.append(
        norm(mlp.backward(mlp.forward(x), y))))  # fmt: skip
    assert [r.gradient_norm for r in run.records] == pytest.approx(norms, rel=1e-12)


@pytest.mark.parametrize(
    "again", [lambda r: pickle.loads(pickle.dumps(r)), copy.copy, copy.deepcopy],
    ids=["pickle", "copy", "deepcopy"],
)  # fmt: skip
def test_a_record_that_is_pickled_or_copied_keeps_its_numbers(again: Callable[..., Any]) -> None:
    """All four, found at its own epoch, and nothing of the network."""
    mlp, X, Y = case(9)
    walk = mlpcore.epochs(mlp, X, Y, eta=0.1)
    record = next(walk)
    expected = norm(mlp.backward(mlp.forward(X), Y))
    next(walk)
    twin = again(record)
    assert (twin.number, twin.loss, twin.diverged) == (1, record.loss, False)
    assert twin.gradient_norm == pytest.approx(expected, rel=1e-12)
    assert twin == record
    assert len(pickle.dumps(twin)) < 500


def test_a_training_that_is_pickled_is_the_same_training() -> None:
    mlp, X, Y = case(9)
    run = mlpcore.train(mlp, X, Y, eta=0.1, epochs=3)
    assert pickle.loads(pickle.dumps(run)) == run


def saturates(output: Any, loss: Any) -> bool:
    """Whether ε of net inputs of 1000 is a number that is not too large."""
    if loss is QUARTIC:
        return output not in ("identity", "relu")
    return loss == LOSSES[0] or output == "sigmoid" or (output, loss) == ("softmax", LOSSES[1])


SATURATED = [pair for pair in PAIRS if saturates(*pair)]


@pytest.mark.samples(6)
@each_engine
@pytest.mark.parametrize("hidden", ACTIVATIONS, ids=names_of)
@pytest.mark.parametrize(("output", "loss"), SATURATED, ids=names_of)
def test_saturated_units_are_trained_in_silence(
    hidden: Any, output: Any, loss: Any, which: str
) -> None:
    """Net inputs of ±1000 where NumPy is told to raise: no exception, no warning, no NaN."""
    for n, size in [(4, 1), (4, 3), (4, None), (70, 1), (70, None)]:
        X = np.random.default_rng(n).choice([-1000.0, 1000.0], (n, 2))
        Y = np.eye(2)[np.arange(n) % 2]
        W = [np.array([[1.0, -1.0, 0.5], [0.5, -1.0, 1.0]]), np.full((3, 2), 3.0) * [[1, -1]]]
        mlp = mlpcore.MLP.from_weights(W, [np.ones(3), np.ones(2)], [hidden, output], loss)
        twin = mlp.copy()
        with np.errstate(all="raise"):
            run = mlpcore.train(mlp, X, Y, eta=1e-12, epochs=2, batch_size=size, shuffle=False)
            assert all(np.isfinite(record.gradient_norm) for record in run.records)
        blackboard(twin, X, Y, 1e-12, size, epochs=2)
        assert not run.records[-1].diverged
        assert same(mlp, twin), (n, size, far(mlp, twin))


class Tired(Exception):  # noqa: N818 - it is no error
    """What an activation of one's own raises."""


@pytest.mark.parametrize(("n", "size"), [(9, 1), (9, 4), (130, 20), (130, 66), (70, None)])
@pytest.mark.parametrize("pulls_back", [False, True], ids=["forward", "backward"])
@each_engine
def test_a_failure_in_the_middle_of_an_epoch_leaves_the_weights_of_the_last_one(
    n: int, size: int | None, pulls_back: bool, which: str
) -> None:
    """An own activation raises, at any step of the second epoch, forward or backward."""
    calls: list[int] = []

    def tires(rule: Callable[..., Any]) -> Callable[..., Any]:
        def call(net: np.ndarray) -> np.ndarray:
            calls.append(1)
            if len(calls) == last:
                raise Tired
            return rule(net)

        return call

    sine = (np.sin, tires(np.cos)) if pulls_back else (tires(np.sin), np.cos)
    f = mlpcore.Activation("tires", *sine)
    last, (_, X, Y) = 0, case(n)
    start = mlpcore.MLP([2, 4, 2], [f, "identity"], init="normal")
    whole = start.copy()
    mlpcore.train(whole, X, Y, eta=0.01, epochs=1, batch_size=size)
    for step in {1, -(-n // (size or n))}:
        mlp = start.copy()
        walk = mlpcore.epochs(mlp, X, Y, eta=0.01, batch_size=size)
        next(walk)
        calls.clear()
        last = step
        with pytest.raises(ValueError, match="raises Tired"):
            next(walk)
        assert numbers(mlp) == numbers(whole)
        last = 0


@each_engine
def test_the_epoch_after_a_failure_is_a_whole_one(which: str) -> None:
    """A trainer that failed in the middle goes on from the last whole epoch."""
    mlp, X, Y = case(9)
    trainer = Trainer(mlp, X, Y, shuffle=False)
    trainer.end(0.1, 2)
    trainer.step(0.1, 2)
    trainer.undo()
    trainer.end(0.1, 2)
    twin, _, _ = case(9)
    blackboard(twin, X, Y, 0.1, 2, epochs=2)
    assert same(mlp, twin)


def test_nothing_of_a_pass_that_failed_is_used_again() -> None:
    """Changed weights, whose forward pass fails half-way and is undone, leave no trace."""
    fails = False

    def sine(net: np.ndarray) -> np.ndarray:
        if fails:
            raise Tired
        return np.sin(net)

    f = mlpcore.Activation("tires", sine, np.cos)
    X, Y = data(np.random.default_rng(0), 70, 2, 2, "soft")
    mlp = mlpcore.MLP([2, 4, 4, 2], ["tanh", f, "softmax"], "cross_entropy", init="normal")
    twin, trainer = mlp.copy(), Trainer(mlp, X, Y)
    trainer.end(0.1, 70)
    shift_anew(mlp, "W", 0)
    fails = True
    with pytest.raises(ValueError, match="raises Tired"):
        trainer.end(0.1, 70)
    fails = False
    trainer.end(0.1, 70)
    blackboard(twin, X, Y, 0.1, 70, epochs=2)
    assert same(mlp, twin), far(mlp, twin)


@each_engine
@pytest.mark.parametrize(("n", "size"), [(9, 1), (9, 4), (130, 20), (130, 66), (70, None)])
@pytest.mark.parametrize(("output", "loss"), [("identity", LOSSES[1]), ("tanh", LOSSES[2])])
def test_an_output_without_a_logarithm_is_refused_as_on_the_blackboard(
    output: str, loss: str, n: int, size: int | None, which: str
) -> None:
    """In the same words, and without a step."""
    mlp = mlpcore.MLP.from_weights([[[1.0, -1.0]]], [[0.0, 0.0]], output, loss)
    X, Y, before = np.ones((n, 1)), np.ones((n, 2)), numbers(mlp)
    with pytest.raises(ValueError, match="takes log o, but o_2 is 0 or less") as there:
        mlp.backward(mlp.forward(X), Y)
    with pytest.raises(ValueError, match="takes log o") as here:
        mlpcore.train(mlp, X, Y, eta=0.1, epochs=2, batch_size=size)
    assert str(here.value) == str(there.value)
    assert numbers(mlp) == before


@each_engine
@pytest.mark.parametrize("size", [1, 3, 65])
def test_an_output_that_has_no_logarithm_for_one_step_is_refused_at_that_step(
    size: int, which: str
) -> None:
    """0.3 − 0.1/0.3 < 0, and one step on it would be above 0 again, as if nothing had been."""
    mlp = mlpcore.MLP.from_weights([[[0.0, 0.0]]], [[1.0, 0.3]], "identity", "cross_entropy")
    X, Y, before = np.zeros((2 * size, 1)), np.tile([1.0, -1.0], (2 * size, 1)), numbers(mlp)
    with pytest.raises(ValueError, match="takes log o, but o_2 is 0 or less"):
        blackboard(mlp.copy(), X, Y, 0.1, size)
    with pytest.raises(ValueError, match="takes log o, but o_2 is 0 or less"):
        mlpcore.train(mlp, X, Y, eta=0.1, epochs=1, batch_size=size)
    assert numbers(mlp) == before


def test_an_unknown_engine_is_refused_by_name() -> None:
    mlp, X, Y = case(9)
    before = numbers(mlp)
    with (
        pytest.raises(ValueError, match=r"unknown engine 'nonsense': .*numpy, compiled, auto"),
        speed.engine("nonsense"),
    ):
        mlpcore.train(mlp, X, Y, eta=0.1, epochs=1)
    with pytest.raises(ValueError, match="did you mean 'compiled'"), speed.engine("compild"):
        pass
    assert numbers(mlp) == before


@pytest.fixture
def compiled_epochs(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Train an epoch, and say how often compiled code was run in it."""
    compiled = pytest.importorskip("mlpcore.compiled")
    calls, steps = [], compiled.steps

    def counted(*given: object) -> object:
        calls.append(1)
        return steps(*given)

    monkeypatch.setattr(compiled, "steps", counted)

    def train(at_most: int = 1) -> int:
        mlp, X, Y = case(9)
        calls.clear()
        mlpcore.train(mlp, X, Y, eta=0.1, epochs=at_most, stop=[fixed_epochs(1)])
        return len(calls)

    return train


def test_engines_nest_and_are_left_again(compiled_epochs: Callable[..., int]) -> None:
    """The innermost one decides; outside, the one before does, also after an exception."""
    with speed.engine("compiled"):
        assert compiled_epochs() == 1
        with speed.engine("numpy"):
            assert compiled_epochs() == 0
        assert compiled_epochs() == 1
        with pytest.raises(Tired), speed.engine("numpy"):
            raise Tired
        assert compiled_epochs() == 1
        with pytest.raises(ValueError, match="nonsense"), speed.engine("nonsense"):
            pass
        assert compiled_epochs() == 1
    assert compiled_epochs() == 0  # "numpy", in which every test of this file is run


@pytest.mark.parametrize("left", [lambda: speed.engine("auto"), nullcontext], ids=["auto", "none"])
def test_left_alone_a_long_training_is_compiled_and_a_short_one_is_not(
    compiled_epochs: Callable[..., int],
    left: Callable[[], AbstractContextManager[None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Getting numba ready takes longer than nine steps."""
    monkeypatch.setattr(speed, "chosen", speed.chosen[:1])  # nobody has chosen one
    with left():
        assert compiled_epochs() == 0
        assert compiled_epochs(at_most=10**6) == 1


@pytest.mark.parametrize(("worth", "compiled_in"), [(17, 2), (18, 2), (19, 3), (27, 3)])
def test_a_walk_is_compiled_from_the_epoch_on_whose_steps_make_it_worth(
    worth: int, compiled_in: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of nine steps an epoch; nobody knows how many there will be."""
    compiled = pytest.importorskip("mlpcore.compiled")
    calls, steps = [], compiled.steps
    monkeypatch.setattr(compiled, "steps", lambda *given: (calls.append(1), steps(*given)))
    monkeypatch.setattr(speed, "WORTH", worth)
    with speed.engine("auto"):
        mlp, X, Y = case(9)
        walk = mlpcore.epochs(mlp, X, Y, eta=0.1)
        found = [bool(next(walk) and calls) for _ in range(3)]
    assert found == [epoch >= compiled_in for epoch in (1, 2, 3)]


def test_without_numba_it_is_numpy_that_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was asked for: the extra is optional."""
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "mlpcore.compiled", raising=False)
    mlp, X, Y = case(9)
    twin = mlp.copy()
    with speed.engine("compiled"):
        mlpcore.train(mlp, X, Y, eta=0.1, epochs=1, shuffle=False)
    blackboard(twin, X, Y, 0.1, 1)
    assert same(mlp, twin)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("eta", [1e-300, 1e-30, 1e-12, 1e-6, 0.5, 1e4])
def test_the_gradients_size_does_not_hang_on_the_size_of_a_step(dtype: type, eta: float) -> None:
    """With the whole batch it comes from the next step, where it is times η: that may underflow."""
    X, Y = mlpcore.datasets.moons(100)
    drawn = mlpcore.MLP([2, 3, 1], ["tanh", "sigmoid"], seed=1)
    W, b = ([array.astype(dtype) for array in each] for each in (drawn.W, drawn.b))
    run, once = (mlpcore.MLP.from_weights(W, b, ["tanh", "sigmoid"]) for _ in range(2))
    first = mlpcore.train(run, X, Y, eta=eta, epochs=2, batch_size=None).records[0]
    mlpcore.train(once, X, Y, eta=eta, epochs=1, batch_size=None)
    bwd = once.backward(once.forward(X), Y)
    norm = np.sqrt(sum(float(np.sum(g.astype(float) ** 2)) for g in (*bwd.dW, *bwd.db)))
    assert first.gradient_norm == pytest.approx(norm, rel=1e-12 if dtype is np.float64 else 1e-4)


@pytest.mark.parametrize("loss", LOSSES, ids=names_of)
@pytest.mark.parametrize("f", ACTIVATIONS, ids=names_of)
def test_a_step_of_one_row_puts_no_product_in_the_place_of_a_factor(f: Any, loss: Any) -> None:
    """NumPy is slow at x ⊙ y → x of a single row."""
    rng = np.random.default_rng(0)
    X, Y = data(rng, 3, 2, 2, "one-hot")
    mlp, _ = network(rng, [2, 4, 3, 2], [f, f, "sigmoid"], loss, X)
    step = speed.Engine(mlp, X, Y).program(1).step
    products = [given for function, given in step if function is np.multiply]
    assert products
    assert not any(factor is given[-1] for given in products for factor in given[:-1])


def peak(do: Callable[[], object]) -> int:
    """The most bytes of arrays that were held at once."""
    tracemalloc.start()
    try:
        do()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_many_rows_are_fed_without_a_second_copy_of_them() -> None:
    X, mlp = np.zeros((20_000, 100)), mlpcore.MLP([100, 8, 1], "tanh")
    mlp.predict(X[:2])  # what is loaded at first use
    assert peak(lambda: mlp.predict(X)) < X.nbytes / 2


def test_a_full_batch_holds_three_arrays_of_a_wide_layer() -> None:
    """z and two spare ones: what comes back takes the place of net."""
    X, Y, width = np.ones((2000, 100)), np.ones((2000, 1)), 500
    mlp = mlpcore.MLP([100, width, 1], ["relu", "sigmoid"])
    how = {"eta": 0.1, "epochs": 2, "batch_size": None}
    mlpcore.train(mlp.copy(), X[:2], Y[:2], **how)
    assert peak(lambda: mlpcore.train(mlp, X, Y, **how)) < 4 * len(X) * width * 8


@each_engine
@pytest.mark.parametrize("size", [1, 4, 70, None])
def test_rows_may_lie_in_memory_as_they_like(size: int | None, which: str) -> None:
    """Column by column, every other one, backwards: the same training, and X stays as it is."""
    mlp, X, Y = case(130)
    twin, before = mlp.copy(), X.tobytes()
    blackboard(twin, X, Y, 0.1, size)
    wide = np.repeat(np.repeat(X, 2, axis=0), 2, axis=1)
    for view in (X, np.asfortranarray(X), wide[::2, ::2], X[::-1, ::-1].copy()[::-1, ::-1]):
        other, _, _ = case(130)
        mlpcore.train(other, view, Y, eta=0.1, epochs=1, batch_size=size, shuffle=False)
        assert same(other, twin), far(other, twin)
        assert view.tobytes() == before
