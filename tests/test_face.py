"""What a beginner meets: names, messages, short texts, one-hot rows, weights from elsewhere."""

import copy
import inspect
import math
import pickle
import re
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise, permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import mlpcore
from mlpcore import MLP, datasets, one_hot
from mlpcore.stopping import Epoch, fixed_epochs, loss_below

X, Y = datasets.xor()


def numbers(mlp: MLP) -> bytes:
    """All weights and biases, byte for byte."""
    return b"".join(array.tobytes() for array in (*mlp.W, *mlp.b))


# The arguments, and what is said of those that are called otherwise here.


def test_train_has_these_arguments_and_no_others() -> None:
    """The network and the domain by place, all else by name."""
    parameters = inspect.signature(mlpcore.train).parameters.values()
    by_place = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    by_name = {p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY}
    assert by_place == ["mlp", "X", "Y"]
    assert by_name == {
        "eta": inspect.Parameter.empty, "epochs": inspect.Parameter.empty, "batch_size": 1,
        "shuffle": True, "seed": 0, "stop": (), "keep_best": False, "progress": False,
    }  # fmt: skip
    assert len(parameters) == len(by_place) + len(by_name)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mlpcore.train(MLP([2, 1]), X, Y, epochs=1), r"train\(\) missing .* 'eta'"),
        (lambda: mlpcore.train(MLP([2, 1]), X, Y, eta=1), r"train\(\) missing .* 'epochs'"),
        (lambda: mlpcore.train(MLP([2, 1]), X, eta=1, epochs=1), r"train\(\) missing .* 'Y'"),
        (lambda: mlpcore.train(MLP([2, 1]), X, Y, 0.5, 9), r"train\(\) takes 3 positional"),
        (lambda: mlpcore.epochs(MLP([2, 1]), X, Y), r"epochs\(\) missing .* 'eta'"),
        (lambda: MLP(), r"MLP\b.* missing .* 'widths'"),
    ],
)
def test_a_missing_argument_is_named_with_the_function_that_was_called(
    call: Callable[[], object], message: str
) -> None:
    """Not with one that it is wrapped in."""
    with pytest.raises(TypeError, match=f"^{message}"):
        call()


OTHER_NAMES = {
    "lr": "eta", "learning_rate": "eta", "alpha": "eta", "batch": "batch_size",
    "n_epochs": "epochs", "iterations": "epochs", "random_state": "seed", "rng": "seed", "x": "X",
    "callback": "progress", "verbose": "progress", "patience": r"stop=\[no_improvement\(n\)\]",
}  # fmt: skip
OF_MLP = {
    "hidden": "widths", "layers": "widths", "sizes": "widths", "activation": "activations",
    "error": "loss", "random_state": "seed", "rng": "seed", "lr": "eta, in train",
}  # fmt: skip


@pytest.mark.parametrize(("other", "here"), OTHER_NAMES.items())
def test_an_argument_of_training_that_has_another_name_here_is_told_it(
    other: str, here: str
) -> None:
    mlp = MLP([2, 1])
    before, message = numbers(mlp), rf"has no argument '{other}': here it is called {here}$"
    with pytest.raises(TypeError, match=rf"^train\(\) {message}"):
        mlpcore.train(mlp, X, Y, **{"eta": 1, "epochs": 1, other: 1})
    with pytest.raises(TypeError, match=rf"^epochs\(\) {message}"):
        mlpcore.epochs(mlp, X, Y, **{"eta": 1, other: 1})
    with pytest.raises(TypeError, match=rf"^train\(\) {message}"):  # for want of eta, too
        mlpcore.train(mlp, X, Y, **{other: 1})
    assert numbers(mlp) == before


@pytest.mark.parametrize(("other", "here"), OF_MLP.items())
def test_an_argument_of_a_network_that_has_another_name_here_is_told_it(
    other: str, here: str
) -> None:
    with pytest.raises(TypeError, match=rf"MLP\b.* no argument '{other}': .* called {here}"):
        MLP([2, 1], **{other: 1})
    with pytest.raises(TypeError, match=rf"MLP\b.* no argument '{other}': .* called {here}"):
        MLP(**{other: 1})


def test_an_unknown_argument_is_answered_with_the_known_ones() -> None:
    """All of them."""
    known = sorted(inspect.signature(mlpcore.train).parameters)
    with pytest.raises(TypeError, match=rf"^train\(\) .* 'nonsense'; it has {', '.join(known)}$"):
        mlpcore.train(MLP([2, 1]), X, Y, eta=1, epochs=1, nonsense=3)
    known = ["activations", "init", "loss", "scale", "seed", "widths"]
    with pytest.raises(TypeError, match=rf"MLP\b.* 'nonsense'; it has {', '.join(known)}$"):
        MLP([2, 1], nonsense=3)


def test_of_several_unknown_arguments_the_first_is_told() -> None:
    """Always the same one, whatever the hashes are."""
    for order in permutations(["lr", "hidden", "nonsense", "verbose"]):
        with pytest.raises(TypeError, match=f"no argument '{order[0]}'"):
            mlpcore.train(MLP([2, 1]), X, Y, **dict.fromkeys(order, 1))


# Short texts.


LONG_ONES = [
    "check", "wrong check", "training", "epoch", "diverged", "forward", "backward", "network",
    "activation", "own activation", "loss", "own loss", "criterion",
]  # fmt: skip


@pytest.fixture(scope="module")
def long_ones() -> dict[str, object]:
    """Things that hold much."""
    mlp = MLP([64, 16, 10], ["tanh", "softmax"], "cross_entropy")
    x, y = np.linspace(-1, 1, 64 * 50).reshape(50, 64), one_hot(np.arange(50) % 10)
    fwd, xor = mlp.forward(x), MLP([2, 3, 1], seed=1)
    wrong = replace(mlp.backward(fwd, y), dW=[np.full_like(W, np.nan) for W in mlp.W])
    run = mlpcore.train(xor, X, Y, eta=0.5, epochs=300)
    return {
        "check": mlpcore.gradient_check(mlp, x[:3], y[:3]),
        "wrong check": mlpcore.gradient_check(mlp, x[:3], y[:3], claimed=wrong),
        "training": run,
        "epoch": run.records[-1],
        "diverged": Epoch(123456, math.inf, math.nan, True),
        "forward": fwd,
        "backward": mlp.backward(fwd, y),
        "network": mlp,
        "activation": mlpcore.softmax,
        "own activation": mlpcore.Activation("mine", lambda net: net, lambda net: net),
        "loss": mlpcore.binary_cross_entropy,
        "own loss": mlpcore.Loss("mine", lambda y, o: y, lambda y, o: o),
        "criterion": (loss_below(0.1) & fixed_epochs(9)) | fixed_epochs(99),
    }


@pytest.mark.parametrize("what", LONG_ONES)
def test_what_a_notebook_shows_of_a_thing_is_short(what: str, long_ones: dict[str, object]) -> None:
    """No wall of numbers, no address, no code."""
    for text in (repr(long_ones[what]), str(long_ones[what])):
        assert 0 < len(text) < 300
        assert "\n" not in text
        assert not re.search(" at 0x|lambda|<function|array\\(|^<", text)


def test_a_training_of_no_epoch_has_a_text_too() -> None:
    run = mlpcore.train(MLP([2, 1]), X, Y, eta=0.5, epochs=1)
    assert "nothing was done" in repr(replace(run, loss=[], message="nothing was done"))


def test_a_summary_names_the_shapes_of_each_layer_and_the_total() -> None:
    """64 · 16 + 16 = 1040, 16 · 10 + 10 = 170, together 1210."""
    mlp = MLP([64, 16, 10], ["tanh", "softmax"], "cross_entropy")
    first, *layers, last = mlp.summary().splitlines()
    assert "64" in first
    for line, words in zip(
        layers,
        [
            ("16", "tanh", "(64, 16)", "(16,)", "1040"),
            ("10", "softmax", "(16, 10)", "(10,)", "170"),
        ],
        strict=True,
    ):
        assert all(word in line for word in words)
    assert "1210" in last
    assert "cross_entropy" in last
    assert mlp.n_parameters == 1210


@pytest.mark.parametrize(("widths", "n"), [([1, 1], 2), ([2, 3, 1], 13), ([3, 2, 4, 1], 25)])
def test_parameters_are_counted(widths: list[int], n: int) -> None:
    """Weights and biases: 3·2 + 2 + 2·4 + 4 + 4·1 + 1 = 25."""
    assert MLP(widths).n_parameters == n


# Outputs alone.

NETWORKS = [
    MLP([3, 1], "identity", init="normal"),
    MLP([3, 4, 2], ["tanh", "softmax"], init="normal"),
    MLP([3, 40, 5, 1], ["relu", "tanh", "sigmoid"], init="normal"),
    MLP([3, 2, 2], [mlpcore.Activation("sine", np.sin, np.cos), "softmax"], init="normal"),
]


@pytest.mark.parametrize("shape", [(3,), (1, 3), (7, 3), (5000, 3), (20_001, 3)], ids=str)
@pytest.mark.parametrize("mlp", NETWORKS, ids=repr)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_predict_gives_the_outputs_of_the_forward_pass(
    mlp: MLP, shape: tuple[int, ...], dtype: type
) -> None:
    """One sample, a batch, many rows, with `predict` or by calling the network."""
    W, b = ([a.astype(dtype) for a in each] for each in (mlp.W, mlp.b))
    mlp = MLP.from_weights(W, b, mlp.f[1:])
    x = np.random.default_rng(0).normal(size=shape)
    expected, tolerance = mlp.forward(x).o, 1e-12 if dtype is np.float64 else 1e-6
    for found in (mlp.predict(x), mlp(x), mlp.predict(x.tolist())):
        assert found.shape == expected.shape == (*shape[:-1], mlp.widths[-1])
        assert found.dtype == dtype
        np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance * np.abs(expected).max())


@pytest.mark.parametrize("x", [[1, 2], [[1, 2]], "ab", [1, math.nan, 2], np.ones((0, 3))], ids=str)
def test_predict_refuses_what_forward_refuses(x: object) -> None:
    """The same kind of error, in the same words."""
    with pytest.raises((ValueError, TypeError)) as there:
        MLP([3, 1]).forward(x)
    with pytest.raises(type(there.value), match=re.escape(str(there.value)[2:40])):
        MLP([3, 1]).predict(x)


# Copies.


def leaky(net: np.ndarray) -> np.ndarray:
    return np.where(net > 0, net, 0.1 * net)


def leaky_slope(net: np.ndarray) -> np.ndarray:
    return np.where(net > 0, 1.0, 0.1)


def cubic(y: np.ndarray, o: np.ndarray) -> np.ndarray:
    return np.sum(np.abs(y - o) ** 3, axis=-1) / 3


def cubic_slope(y: np.ndarray, o: np.ndarray) -> np.ndarray:
    return (o - y) * np.abs(o - y)


LEAKY = mlpcore.Activation("leaky", leaky, leaky_slope, kinks=(0.0,))
CUBIC = mlpcore.Loss("cubic", cubic, cubic_slope)
NAMESAKE = mlpcore.Activation("tanh", leaky, leaky_slope)  # another one than the lecture's
COPIED = [
    MLP([2, 3, 2], ["tanh", "softmax"], "cross_entropy", init="normal"),
    MLP([2, 3, 2], ["relu", "sigmoid"], "binary_cross_entropy", init="normal"),
    MLP([2, 3, 2], [LEAKY, "identity"], init="normal"),
    MLP([2, 3, 2], [NAMESAKE, "identity"], CUBIC, init="normal"),
]


def pickled(thing: Any) -> Any:
    return pickle.loads(pickle.dumps(thing))


@pytest.mark.parametrize("again", [pickled, copy.deepcopy, MLP.copy])
@pytest.mark.parametrize("mlp", COPIED, ids=repr)
def test_a_pickled_or_copied_network_is_the_same_and_another_one(
    mlp: MLP, again: Callable[[Any], Any]
) -> None:
    """The same outputs and gradients, to the bit; changing one changes nothing of the other."""
    twin, x, y = again(mlp), [[0.3, -2.0], [1.5, 0.1]], [[0.2, 0.8], [1.0, 0.0]]
    assert repr(twin) == repr(mlp)
    assert twin.predict(x).tobytes() == mlp.predict(x).tobytes()
    ours, theirs = (each.backward(each.forward(x), y) for each in (mlp, twin))
    assert ours.eps == theirs.eps
    assert [g.tobytes() for g in ours.dW + ours.db] == [g.tobytes() for g in theirs.dW + theirs.db]
    before = numbers(mlp)
    mlpcore.train(twin, x, y, eta=0.1, epochs=1)
    twin.W[0][:], twin.b[0][:] = 9, 9
    assert numbers(mlp) == before


@pytest.mark.parametrize("again", [pickled, copy.deepcopy, copy.copy])
@pytest.mark.parametrize("name", ["identity", "sigmoid", "tanh", "relu", "softmax"])
def test_an_activation_of_the_lecture_stays_itself(name: str, again: Callable[[Any], Any]) -> None:
    """So does each of its errors."""
    assert again(getattr(mlpcore, name)) is getattr(mlpcore, name)
    for loss in ("half_squared_error", "cross_entropy", "binary_cross_entropy"):
        assert again(getattr(mlpcore, loss)) is getattr(mlpcore, loss)


def test_an_own_activation_of_the_name_of_the_lectures_stays_ones_own() -> None:
    assert pickled(NAMESAKE)([-1.0, 1.0]).tolist() == [-0.1, 1.0]


# Seeds.


def draws(seed: Any) -> bytes:
    return numbers(MLP([3, 4, 2], seed=seed, init="normal"))


def trained(seed: Any) -> bytes:
    """The weights after three epochs, whose order is drawn from this seed."""
    mlp = MLP([2, 3, 1], "tanh")
    mlpcore.train(mlp, X, Y, eta=0.5, epochs=3, seed=seed)
    return numbers(mlp)


each_draw = pytest.mark.parametrize("draw", [draws, trained])


@each_draw
def test_a_whole_number_as_seed_gives_the_same_each_time(draw: Callable[[Any], bytes]) -> None:
    """NumPy's whole numbers are whole numbers, too."""
    assert draw(7) == draw(7) == draw(np.int64(7))
    assert draw(7) != draw(8)


@each_draw
def test_none_as_seed_gives_another_each_time(draw: Callable[[Any], bytes]) -> None:
    assert len({draw(None) for _ in range(9)}) > 1


@each_draw
def test_a_generator_as_seed_goes_on_where_it_is(draw: Callable[[Any], bytes]) -> None:
    """Two draws from one differ; the same start gives the same two; its state moves on."""
    rng, same = np.random.default_rng(3), np.random.default_rng(3)
    before = rng.bit_generator.state
    first, second = draw(rng), draw(rng)
    assert rng.bit_generator.state != before
    assert first != second
    assert (draw(same), draw(same)) == (first, second)
    assert draw(3) == first


@pytest.mark.parametrize("seed", ["7", 1.5, -1, [1], np.random.PCG64(1), True])
def test_what_is_no_seed_is_refused(seed: object) -> None:
    with pytest.raises((TypeError, ValueError), match=r"^seed "):
        MLP([2, 1], seed=seed)
    with pytest.raises((TypeError, ValueError), match=r"^seed "):
        mlpcore.epochs(MLP([2, 1]), X, Y, eta=1, seed=seed)


# Yes or no: the binary cross-entropy.


def test_a_sigmoid_unit_learns_yes_or_no() -> None:
    """Two moons: more than nine of ten are right; the half squared error is behind."""
    points, classes = datasets.moons(200)
    right = []
    for loss in ("binary_cross_entropy", "half_squared_error"):
        mlp = MLP([2, 8, 1], ["tanh", "sigmoid"], loss)
        mlpcore.train(mlp, points, classes, eta=0.5, epochs=40, batch_size=10)
        right.append(((mlp.predict(points) > 0.5) == (classes == 1)).mean())
    assert right[0] > 0.9
    assert right[0] > right[1]


def test_its_delta_is_o_minus_y_where_the_half_squared_error_has_another() -> None:
    """(o − y) ⊙ o (1 − o) is smaller, and vanishes where a unit is certain and wrong."""
    W, b = [[[1.0, -40.0, 800.0]]], [[0.5, 0.0, 0.0]]
    binary = MLP.from_weights(W, b, "sigmoid", "binary_cross_entropy")
    half = MLP.from_weights(W, b, "sigmoid", "half_squared_error")
    y = np.array([0.2, 1.0, 0.0])
    o = binary.forward([1]).o
    delta, other = (m.backward(m.forward([1]), y).delta[1] for m in (binary, half))
    assert delta == pytest.approx(o - y, rel=1e-14)
    assert other == pytest.approx((o - y) * o * (1 - o), rel=1e-14)
    assert delta[2] == 1
    assert other[2] == 0


def test_its_error_is_that_of_the_formula() -> None:
    """−Σ y log o + (1 − y) log(1 − o); finite where o rounds to 1: −log(1 − o) = net."""
    mlp = MLP.from_weights([[[1.0, 0.0]]], [[0.0, math.log(3)]], "sigmoid", "binary_cross_entropy")
    eps = mlp.backward(mlp.forward([0]), [1, 0.5]).eps
    assert eps == pytest.approx(-math.log(0.5) - 0.5 * math.log(0.75) - 0.5 * math.log(0.25))
    assert mlp.backward(mlp.forward([1000]), [0, 0.75]).eps == pytest.approx(
        1000 - 0.75 * math.log(0.75) - 0.25 * math.log(0.25), rel=1e-14
    )


@pytest.mark.parametrize("output", ["sigmoid", "identity", "tanh", LEAKY])
def test_cross_entropy_with_one_output_is_refused_and_the_binary_one_named(output: Any) -> None:
    """A target of 0 would not count."""
    message = "cross_entropy with one output .* loss='binary_cross_entropy'"
    with pytest.raises(ValueError, match=message):
        MLP([2, 3, 1], ["tanh", output], loss="cross_entropy")
    with pytest.raises(ValueError, match=message):
        MLP.from_weights([np.ones((2, 1))], [[0]], output, mlpcore.cross_entropy)
    MLP([2, 3, 1], ["tanh", output], loss="binary_cross_entropy")


@pytest.mark.parametrize(
    ("widths", "names", "layer"),
    [
        ([2, 3, 1], ["tanh", "softmax"], 2),
        ([2, 1, 3], ["softmax", "tanh"], 1),
        ([2, 1], "softmax", 1),
    ],
)
def test_one_softmax_unit_is_refused(widths: list[int], names: Any, layer: int) -> None:
    """It gives 1 whatever comes in."""
    for loss in ("half_squared_error", "cross_entropy", "binary_cross_entropy"):
        with pytest.raises(ValueError, match=rf"layer {layer} .*always 1: use sigmoid"):
            MLP(widths, names, loss)
    assert mlpcore.softmax([[3.0], [-9.0]]).tolist() == [[1.0], [1.0]]


def test_the_derivative_of_softmax_is_refused_and_the_jacobian_named() -> None:
    """f'(net) a unit does not exist where every output depends on every net input."""
    for method in (mlpcore.softmax.derivative, mlpcore.softmax.derivative_from_output):
        with pytest.raises(ValueError, match=r"softmax has no derivative .*jacobian"):
            method([0.5, 0.5])
    assert mlpcore.softmax.jacobian([0.0, 0.0]).tolist() == [[0.25, -0.25], [-0.25, 0.25]]


# Names from elsewhere.

OWN = r"none of these, but mlpcore\.Activation\("
HALF = "half_squared_error, which is ½‖y − o‖²"
MEANINGS = {
    "activations": {
        "linear": "identity", "none": "identity", "logistic": "sigmoid", "rectifier": "relu",
        "softplus": OWN, "leaky_relu": OWN, "elu": OWN, "gelu": OWN, "swish": OWN, "silu": OWN,
        "Leaky ReLU": OWN, "leaky-relu": OWN, "Linear": "identity",
    },
    "loss": {
        "mse": HALF, "MSE": HALF, "mean_squared_error": HALF, "mean squared error": HALF,
        "squared_error": HALF, "l2": HALF, "bce": "binary_cross_entropy",
        "log_loss": "cross_entropy .* or binary_cross_entropy",
        "nll": "cross_entropy .* or binary_cross_entropy",
    },
    "init": {"xavier": "glorot", "Xavier": "glorot", "kaiming": "he"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("what", "name", "meaning"),
    [(what, *each) for what, names in MEANINGS.items() for each in names.items()],
)
def test_a_name_from_elsewhere_is_told_what_it_is_here(what: str, name: str, meaning: str) -> None:
    with pytest.raises(ValueError, match=rf"'{name}': that is {meaning}.*; known are "):
        MLP([2, 3, 2], **{what: name})


@pytest.mark.parametrize(
    ("what", "name", "near"),
    [
        ("activations", "sigmod", "sigmoid"), ("activations", "Tanh", "tanh"),
        ("activations", "softmaxx", "softmax"), ("loss", "crossentropy", "cross_entropy"),
        ("loss", "cross-entropy", "cross_entropy"),
        ("loss", "binary_crossentropy", "binary_cross_entropy"), ("init", "Glorot", "glorot"),
    ],
)  # fmt: skip
def test_a_name_that_is_misspelled_is_told_the_nearest(what: str, name: str, near: str) -> None:
    with pytest.raises(ValueError, match=rf"'{name}': did you mean '{near}'\? known are "):
        MLP([2, 3, 2], **{what: name})


def test_a_name_near_to_none_is_told_them_all() -> None:
    """And nothing is guessed."""
    with pytest.raises(
        ValueError, match=r"'zzz': known are half_squared_error, cross_entropy, bin"
    ):
        MLP([2, 1], loss="zzz")


# Class labels.


@pytest.mark.parametrize(
    ("labels", "k", "rows", "classes"),
    [
        ([0, 2, 1], None, [[1, 0, 0], [0, 0, 1], [0, 1, 0]], [0, 1, 2]),
        ([1.0, 0.0], None, [[0, 1], [1, 0]], [0, 1]),
        ([1, 0], 3, [[0, 1, 0], [1, 0, 0]], [0, 1, 2]),
        ([2], None, [[0, 0, 1]], [0, 1, 2]),
        (2, 3, [0, 0, 1], [0, 1, 2]),
        ([True, False], None, [[0, 1], [1, 0]], [0, 1]),
        ([-1, 1, -1], None, [[1, 0], [0, 1], [1, 0]], [-1, 1]),
        ([5, -3, 0], None, [[0, 0, 1], [1, 0, 0], [0, 1, 0]], [-3, 0, 5]),
        (["dog", "cat"], None, [[0, 1], [1, 0]], ["cat", "dog"]),
        (np.array(["b", "a", "b"]), 2, [[0, 1], [1, 0], [0, 1]], ["a", "b"]),
        (np.array(["ja", "ja"], object), None, [[1], [1]], ["ja"]),
        (("no", "yes"), None, [[1, 0], [0, 1]], ["no", "yes"]),
    ],
)
def test_labels_become_a_row_each(labels: Any, k: Any, rows: list, classes: list) -> None:
    """Whole numbers, words, numbers below 0; `return_classes` tells what each column is."""
    assert one_hot(labels, k).tolist() == rows
    found, of_columns = one_hot(labels, k, return_classes=True)
    assert found.tolist() == rows
    assert of_columns == classes
    assert [type(c) for c in of_columns] == [type(c) for c in classes]


whole = st.integers(-(2**40), -1) | st.integers(-9, 9)
labels_of_one_kind = (
    st.lists(st.integers(0, 30), min_size=1)
    | st.lists(whole, min_size=1).filter(lambda labels: min(labels) < 0)
    | st.lists(st.text(max_size=5), min_size=1)
)


@given(labels=labels_of_one_kind)
@example(labels=["a", "a\0", ""])  # NumPy's own strings end before their last \0
def test_the_class_of_the_column_with_the_1_is_the_label(labels: list) -> None:
    """Back and forth, nothing is lost; each row holds a single 1."""
    rows, classes = one_hot(labels, return_classes=True)
    assert [classes[i] for i in rows.argmax(axis=-1)] == labels
    assert rows.sum(axis=-1).tolist() == [1] * len(labels)
    assert set(rows.flat) <= {0, 1}
    assert rows.dtype == np.float64


@given(k=st.integers(1, 9), data=st.data())
def test_with_k_every_class_has_its_column_whatever_occurs(k: int, data: st.DataObject) -> None:
    labels = data.draw(st.lists(st.integers(0, k - 1), min_size=1))
    rows, classes = one_hot(labels, k, return_classes=True)
    assert rows.tolist() == np.eye(k)[labels].tolist()
    assert classes == list(range(k))


@pytest.mark.parametrize(
    ("labels", "k", "error", "message"),
    [
        ([0, 3], 3, ValueError, "labels must be whole numbers from 0 to 2, or words, not"),
        ([-1, 1], 2, ValueError, "labels must be whole numbers from 0 to 1, or words, not"),
        ([0.5, 1], None, ValueError, "labels must be whole numbers"),
        ([-0.5, 1], None, ValueError, "labels must be whole numbers"),
        (["a", "b", "c"], 2, ValueError, "labels must be words of 2 classes"),
        (["a", "a"], 2, ValueError, "labels must be words of 2 classes"),
        ([0, math.nan], None, ValueError, r"labels\[1\] is nan"),
        (["a", 1], None, TypeError, "labels must hold real numbers"),
        ([None, 1], None, TypeError, "labels must hold real numbers"),
        ([0, 1], 0, ValueError, "k is 0, but must be above 0"),
        ([0, 1], 2.5, TypeError, "k must be a whole number, not 2.5"),
    ],
)
def test_labels_that_are_none_are_refused(
    labels: Any, k: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=f"^{message}"):
        one_hot(labels, k)


def refusals(y: Any, mlp: MLP, x: Any) -> list[str]:
    """What training, a backward pass and a check say of these targets."""
    told = []
    for call in (
        lambda: mlpcore.train(mlp, x, y, eta=0.1, epochs=1),
        lambda: mlp.backward(mlp.forward(x), y),
        lambda: mlpcore.gradient_check(mlp, x, y),
    ):
        with pytest.raises((ValueError, TypeError)) as refused:
            call()
        told.append(str(refused.value))
    return told


@pytest.mark.parametrize(
    ("y", "hint"),
    [
        (["a", "b", "b", "a"], r"one_hot\(y\)"),
        (np.array(["a", "b", "b", "a"]), r"one_hot\(y\)"),
        ([0, 1, 1, 0], r"one_hot\(y, 2\)"),
        ([[0], [1], [1], [0]], r"one_hot\(np\.ravel\(y\), 2\)"),
        ([[-1], [1], [1], [-1]], r"one_hot\(np\.unique\(np\.ravel\(y\), return_inverse=True\)"),
        ([-1, 1, 1, -1], r"one_hot\(np\.unique\(y, return_inverse=True\)\[1\], 2\)"),
    ],
)
def test_class_labels_where_a_matrix_is_expected_are_told_of_one_hot(y: Any, hint: str) -> None:
    """Words and numbers, in a list or a column; in training it is called Y."""
    mlp = MLP([2, 3, 2], ["tanh", "softmax"], "cross_entropy")
    before = numbers(mlp)
    training, *others = refusals(y, mlp, X)
    assert re.search(rf"^Y .*; mlpcore\.{hint.replace('(y', '(Y')}", training)
    assert all(re.search(rf"^y .*; mlpcore\.{hint}", told) for told in others)
    assert numbers(mlp) == before


LABELS = [
    [0, 1, 1, 0], [[0], [1], [1], [0]], [-1, 1, 1, -1], [1, 2, 2, 1], [5, 7, 5, 7],
    [[1], [2], [2], [1]], ["a", "b", "b", "a"], [["a"], ["b"], ["b"], ["a"]], [True, False] * 2,
]  # fmt: skip


@pytest.mark.parametrize("labels", LABELS, ids=str)
@pytest.mark.parametrize("k", [1, 2])
def test_what_the_message_advises_is_accepted(labels: list, k: int) -> None:
    """Run as it stands there, it gives targets that the network takes; or nothing is advised."""
    mlp = MLP([2, 3, k])
    for y in (labels, np.array(labels)):
        if np.shape(y) == (4, 1) and k == 1 and not isinstance(labels[0][0], str):
            continue  # that is a target of one output
        for told in refusals(y, mlp, X)[1:]:
            advice = re.search(r"; ((?:mlpcore\.one_hot|np\.reshape)\(.*\)) (gives|makes)", told)
            if advice:
                brought = eval(advice[1], {"np": np, "mlpcore": mlpcore, "y": y})
                assert mlp.backward(mlp.forward(X), brought).eps > 0, told


@pytest.mark.parametrize("y", [[0.5, 1, 0, 0], [0, 1, 2, 3], np.ones((3, 2)), np.ones((4, 3))])
def test_targets_that_are_no_labels_of_k_classes_are_told_no_such_thing(y: Any) -> None:
    """Fractions, more classes than outputs, other shapes."""
    mlp = MLP([2, 3, 2])
    assert not any("one_hot" in told for told in refusals(y, mlp, X))


# Weights from elsewhere.


def of_random_weights(*widths: int) -> tuple[list[Any], list[Any]]:
    rng = np.random.default_rng(1)
    W = [rng.normal(size=pair) for pair in pairwise(widths)]
    return W, [rng.normal(size=n) for n in widths[1:]]


@pytest.mark.parametrize("widths", [(2, 3, 1), (2, 2), (1, 4, 2, 3), (3, 3, 3)])
def test_weights_with_a_row_a_unit_are_the_transposed_ones(widths: tuple[int, ...]) -> None:
    """As PyTorch has them: nn.Linear(m, n).weight is (n, m)."""
    W, b = of_random_weights(*widths)
    mlp = MLP.from_weights(W, b, "tanh")
    twin = MLP.from_weights([W_l.T for W_l in W], b, "tanh", units_in_rows=True)
    assert twin.widths == mlp.widths == list(widths)
    assert [a.tolist() for a in twin.W + twin.b] == [a.tolist() for a in mlp.W + mlp.b]
    x = np.linspace(-1, 1, widths[0])
    assert twin.predict(x).tolist() == mlp.predict(x).tolist()


@pytest.mark.parametrize(
    ("change", "how", "hint"),
    [
        (lambda W, b: ([W_l.T for W_l in W], b), {}, "units_in_rows=True fits"),
        (lambda W, b: (W, b), {"units_in_rows": True}, "units_in_rows=False fits"),
        (lambda W, b: (W, [b_l[:, None] for b_l in b]), {}, "np.ravel of each b fits"),
        (lambda W, b: (W, [b_l[None] for b_l in b]), {}, "np.ravel of each b fits"),
        (
            lambda W, b: ([W_l.T for W_l in W], [b_l[:, None] for b_l in b]),
            {},
            "units_in_rows=True .*np.ravel of each b fits?",
        ),
        (lambda W, b: (W, [b_l[:-1] for b_l in b]), {}, ""),
        (lambda W, b: ([W_l[:-1] for W_l in W], b), {}, ""),
    ],
    ids=["W.T", "W, units in rows", "columns", "rows", "W.T and columns", "short b", "short W"],
)
def test_weights_that_do_not_fit_are_told_what_would(
    change: Callable[..., Any], how: dict, hint: str
) -> None:
    """Where something simple would; else the shapes alone are told."""
    W, b = change(*of_random_weights(2, 3, 4))
    with pytest.raises(ValueError, match=r"W\[\d\] has shape") as refused:
        MLP.from_weights(W, b, **how)
    assert re.search(f"; {hint}$", str(refused.value)) if hint else "fit" not in str(refused.value)
    if not hint:
        return
    rows = "units_in_rows=True" in hint
    b = [np.ravel(b_l) for b_l in b] if "ravel" in hint else b
    assert MLP.from_weights(W, b, units_in_rows=rows).widths == [2, 3, 4]


def types_of(*things: Any) -> set[np.dtype]:
    return {a.dtype for thing in things for a in thing if a is not None}


def test_float32_weights_stay_float32() -> None:
    """Through a forward pass, a backward pass, a descent, a prediction and training."""
    W, b = ([a.astype(np.float32) for a in each] for each in of_random_weights(2, 3, 2))
    single, double = {np.dtype(np.float32)}, {np.dtype(np.float64)}
    for names in (
        ["tanh", "softmax"],
        ["relu", "identity"],
        ["sigmoid", LEAKY],
        ["softmax", "tanh"],
    ):
        mlp = MLP.from_weights(W, b, names)
        fwd = mlp.forward(X)
        bwd = mlp.backward(fwd, one_hot([0, 1, 1, 0]))
        assert types_of(fwd.z, fwd.net, bwd.dW, bwd.db, bwd.delta, [bwd.d_o, mlp(X)]) == single
        mlp.descend(bwd, 0.1)
        assert types_of(mlp.W, mlp.b) == single
        mlpcore.train(mlp, X, one_hot([0, 1, 1, 0]), eta=0.1, epochs=2)
        assert types_of(mlp.W, mlp.b, mlp.copy().W) == single
        exact = MLP.from_weights([a.astype(float) for a in W], b, names)
        assert types_of(exact.W, exact.b, exact.forward(X).z) == double
        np.testing.assert_allclose(fwd.o, exact.predict(X), rtol=1e-5)


@pytest.mark.parametrize(
    ("of_W", "of_b"),
    [(np.float32, np.float64), (np.float64, np.float32), (np.float32, np.int64),
     (np.float16, np.float16), (np.int64, np.int64)],
)  # fmt: skip
def test_weights_of_mixed_or_other_types_become_float64(of_W: type, of_b: type) -> None:
    W, b = of_random_weights(2, 3, 2)
    mlp = MLP.from_weights([a.astype(of_W) for a in W], [a.astype(of_b) for a in b])
    assert types_of(mlp.W, mlp.b, mlp.forward(X).z) == {np.dtype(np.float64)}


def test_one_float64_array_among_float32_makes_all_float64() -> None:
    """Lists of numbers are float64, too."""
    W, b = ([a.astype(np.float32) for a in each] for each in of_random_weights(2, 3, 2))
    for given_W, given_b in (([W[0].astype(float), W[1]], b), (W, [b[0], b[1].tolist()])):
        mlp = MLP.from_weights(given_W, given_b)
        assert types_of(mlp.W, mlp.b) == {np.dtype(np.float64)}


# The gradient check, where there is no gradient.


def at_the_kink() -> tuple[MLP, Any, Any]:
    """All net inputs of the ReLU layer are 0, for so are x and b."""
    return MLP([2, 3, 1], ["relu", "sigmoid"]), [0.0, 0.0], [1.0]


def test_entries_at_a_kink_are_told_and_left_out() -> None:
    """Moving a bias moves a ReLU unit to where it has another slope; a weight of x = 0 does not."""
    mlp, x, y = at_the_kink()
    check = mlpcore.gradient_check(mlp, x, y)
    assert check.ok
    assert "agrees on 10 entries, 3 at a kink are left out" in str(check)
    assert [(e.name, e.index) for e in check.entries if e.at_kink] == [
        ("db[0]", (i,)) for i in range(3)
    ]
    assert not check.worst.at_kink
    assert check.max_relative_error == check.worst.relative_error < 1e-5
    assert [g.shape for g in check.dW] == [(2, 3), (3, 1)]
    assert [g.shape for g in check.db] == [(3,), (1,)]


@pytest.mark.parametrize(
    ("kind", "l", "index"), [("dW", 0, (1, 2)), ("dW", 1, (0, 0)), ("db", 1, (0,))]
)
def test_a_wrong_gradient_beside_a_kink_is_caught(kind: str, l: int, index: Any) -> None:
    """The others are judged as ever."""
    mlp, x, y = at_the_kink()
    bwd = mlp.backward(mlp.forward(x), y)
    arrays = [g.copy() for g in getattr(bwd, kind)]
    arrays[l][index] += 0.001
    check = mlpcore.gradient_check(mlp, x, y, claimed=replace(bwd, **{kind: arrays}))
    assert not check.ok
    assert (check.worst.name, check.worst.index) == (f"{kind}[{l}]", index)
    assert "DISAGREES" in str(check)


def test_what_is_claimed_at_a_kink_is_nobodys_fault() -> None:
    """Any slope between the two sides would do."""
    mlp, x, y = at_the_kink()
    bwd = mlp.backward(mlp.forward(x), y)
    claimed = replace(bwd, db=[bwd.db[0] + 0.01, bwd.db[1]])
    assert mlpcore.gradient_check(mlp, x, y, claimed=claimed).ok


def test_a_claim_that_is_right_passes() -> None:
    """Also the network's own, handed over."""
    mlp, x, y = at_the_kink()
    for there in (x, [0.3, -0.2], [[0.0, 0.0], [0.3, -0.2]]):
        target = y if np.ndim(there) == 1 else [y, y]
        own = mlp.backward(mlp.forward(there), target)
        assert mlpcore.gradient_check(mlp, there, target, claimed=own).ok
    assert mlpcore.gradient_check(mlp, x, y, claimed=own).judged is own


def test_away_from_its_kink_a_relu_network_is_checked_in_full() -> None:
    mlp = MLP([2, 3, 1], ["relu", "sigmoid"], init="normal", seed=3)
    check = mlpcore.gradient_check(mlp, [0.5, -1.0], [1.0])
    assert check.ok
    assert not any(e.at_kink for e in check.entries)
    assert "agrees on 13 entries;" in str(check)


def test_one_row_of_a_batch_at_a_kink_is_enough() -> None:
    """The mean over the rows has no derivative there, either."""
    mlp, x, y = at_the_kink()
    alone = mlpcore.gradient_check(mlp, [[0.4, 0.1], [0.3, 0.3]], [y, y])
    check = mlpcore.gradient_check(mlp, [[0.4, 0.1], x], [y, y])
    assert alone.ok
    assert check.ok
    assert [sum(e.at_kink for e in each.entries) for each in (alone, check)] == [0, 3]


def test_a_kink_in_a_deeper_layer_counts_for_all_that_leads_there() -> None:
    """net_2 = 0 and moves with W_0, b_0, W_1 and b_1, but not with W_2 and b_2."""
    W, b = [[[1.0]], [[2.0]], [[1.0]]], [[0.5], [-3.0], [0.3]]
    mlp = MLP.from_weights(W, b, ["identity", "relu", "identity"])
    check = mlpcore.gradient_check(mlp, [1.0], [2.0])
    at_kink = {e.name for e in check.entries if e.at_kink}
    assert at_kink == {"dW[0]", "db[0]", "dW[1]", "db[1]"}
    assert check.ok


def test_the_kinks_of_an_own_activation_are_heeded() -> None:
    """f(net) = |net − 1| bends at 1; without being told so, the check finds a fault."""
    rules = (lambda net: np.abs(net - 1), lambda net: np.sign(net - 1))
    for kinks, ok in (((1.0,), True), ((), False), ((0.0,), False), ((0.0, 1.0), True)):
        bent = mlpcore.Activation("bent", *rules, kinks=kinks)
        mlp = MLP.from_weights([[[2.0]], [[3.0]]], [[-1.0], [0.5]], [bent, "identity"])
        check = mlpcore.gradient_check(mlp, [1.0 + 1e-8], [0.0])
        assert check.ok == ok
        assert [e.at_kink for e in check.entries] == [ok, False, ok, False]


def naive(mlp: MLP, x: Any, y: Any, name: str, index: tuple[int, ...], step: float = 1e-6) -> float:
    """Move one entry of a copy up and down, and look at ε."""
    kind, l = name[1], int(name[3:-1])
    errors = []
    for move in (step, -step):
        twin = mlp.copy()
        getattr(twin, kind)[l][index] += move
        errors.append(twin.backward(twin.forward(x), y).eps)
    return (errors[0] - errors[1]) / (2 * step)


@pytest.mark.parametrize("rows", [None, 1, 100])
@pytest.mark.parametrize("hidden", ["tanh", "softmax"])
def test_a_large_network_is_checked_as_entry_by_entry(rows: int | None, hidden: str) -> None:
    """A sample of the 4290 entries, which do not fit into the memory at once for a batch."""
    rng = np.random.default_rng(rows)
    x = rng.normal(size=(rows, 40) if rows else 40)
    y = rng.dirichlet(np.ones(30), rows)
    mlp = MLP([40, 60, 30], [hidden, "softmax"], "cross_entropy", init="normal", scale=0.3)
    check = mlpcore.gradient_check(mlp, x, y)
    assert check.ok
    assert len(check.entries) == mlp.n_parameters == 4290
    sample = [check.entries[i] for i in rng.choice(4290, 60, replace=False)]
    by_hand = [naive(mlp, x, y, e.name, e.index) for e in sample]
    assert [e.numerical for e in sample] == pytest.approx(by_hand, abs=5e-9)
    bwd = mlp.backward(mlp.forward(x), y)
    for found, expected in zip(check.dW + check.db, bwd.dW + bwd.db, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=5e-9)


def test_a_check_of_a_large_network_and_many_rows_takes_little_memory() -> None:
    """All moved net inputs of a layer at once would be 4290 · 2 · 100 · 60 numbers: 412 MB."""
    rng = np.random.default_rng(0)
    mlp = MLP([40, 60, 30], ["tanh", "sigmoid"])
    x, y = rng.normal(size=(100, 40)), rng.uniform(size=(100, 30))
    tracemalloc.start()
    check = mlpcore.gradient_check(mlp, x, y)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert check.ok
    assert peak < 300e6


def test_a_batch_is_checked_as_the_mean_of_its_rows() -> None:
    rng = np.random.default_rng(4)
    mlp = MLP([3, 4, 2], ["relu", "softmax"], "cross_entropy", init="normal")
    x, y = rng.normal(size=(6, 3)), rng.dirichlet(np.ones(2), 6)
    whole = mlpcore.gradient_check(mlp, x, y)
    rows = [mlpcore.gradient_check(mlp, *row) for row in zip(x, y, strict=True)]
    for l in range(2):
        for kind in ("dW", "db"):
            mean = np.mean([getattr(row, kind)[l] for row in rows], axis=0)
            np.testing.assert_allclose(getattr(whole, kind)[l], mean, rtol=1e-6, atol=1e-9)
    assert whole.ok


@pytest.mark.parametrize("loss", ["half_squared_error", "cross_entropy", "binary_cross_entropy"])
def test_a_float32_network_is_checked_with_float64(loss: str) -> None:
    """Its own seven digits would not do for a step of 1e-6; its weights stay as they are."""
    W, b = ([a.astype(np.float32) for a in each] for each in of_random_weights(2, 3, 2))
    mlp = MLP.from_weights(W, b, ["tanh", "sigmoid"], loss)
    before = numbers(mlp)
    check = mlpcore.gradient_check(mlp, [0.5, -1.0], [0.2, 0.8])
    assert check.ok
    assert types_of(check.dW, check.db) == {np.dtype(np.float64)}
    assert types_of(mlp.W, mlp.b) == {np.dtype(np.float32)}
    assert numbers(mlp) == before
    double = MLP.from_weights([a.astype(float) for a in W], b, ["tanh", "sigmoid"], loss)
    expected = mlpcore.gradient_check(double, [0.5, -1.0], [0.2, 0.8])
    assert [e.numerical for e in check.entries] == [e.numerical for e in expected.entries]
    own = mlp.backward(mlp.forward([0.5, -1.0]), [0.2, 0.8])
    assert types_of(own.dW, own.db) == {np.dtype(np.float32)}
    assert mlpcore.gradient_check(mlp, [0.5, -1.0], [0.2, 0.8], claimed=own).ok


# Targets that no weights reach.


@pytest.mark.parametrize(
    ("output", "y", "message"),
    [
        ("sigmoid", [[0], [1], [3], [0]], "Y holds 3, but sigmoid gives only outputs from 0 to 1"),
        ("sigmoid", [[0], [1], [-2], [0]], "Y holds -2, but sigmoid gives .* from 0 to 1"),
        ("tanh", [[0], [1], [-1.5], [0]], "Y holds -1.5, but tanh gives .* from -1 to 1"),
        ("relu", [[0], [1], [-1], [9]], "Y holds -1, but relu gives .* from 0 to inf"),
        ("softmax", [[0, 2]] * 4, "Y holds 2, but softmax gives only outputs from 0 to 1"),
        ("softmax", [[1, 0], [1, 1], [0, 1], [0, 1]], "a row of Y sums to 2, but softmax gives"),
    ],
)
def test_targets_outside_the_range_of_the_output_are_warned_of(
    output: str, y: Any, message: str
) -> None:
    """Once, at the caller's line, for `train` and `epochs`; training goes on all the same."""
    mlp = MLP([2, len(y[0])], output)
    before = numbers(mlp)
    with pytest.warns(UserWarning, match=message) as of_train:
        mlpcore.train(mlp, X, y, eta=0.1, epochs=2)
    with pytest.warns(UserWarning, match=message) as of_epochs:
        mlpcore.epochs(mlp, X, y, eta=0.1)
    for told in (of_train, of_epochs):
        assert [warning.filename for warning in told] == [__file__]
    assert numbers(mlp) != before


@pytest.mark.parametrize(
    ("output", "y"),
    [
        ("sigmoid", [[0], [1], [0.5], [0]]),
        ("tanh", [[0], [1], [-1], [0.2]]),
        ("relu", [[0], [1], [900], [0]]),
        ("identity", [[-9], [9], [0], [0]]),
        (LEAKY, [[-9], [9], [0], [0]]),
        ("softmax", [[1, 0], [0.3, 0.7], [0.1 + 0.2, 0.7], [0, 1]]),
    ],
)
def test_targets_inside_the_range_of_the_output_are_not_warned_of(output: Any, y: Any) -> None:
    """Any warning would be an error here."""
    mlp = MLP([2, len(y[0])], output)
    mlpcore.train(mlp, X, y, eta=1e-6, epochs=2)
    next(mlpcore.epochs(mlp, X, y, eta=1e-6))


def test_the_type_of_all_that_a_public_function_takes_or_gives_is_public() -> None:
    """What a person is given he can also name."""
    public = {name: getattr(mlpcore, name) for name in mlpcore.__all__}
    callables = [each for each in public.values() if inspect.isfunction(each)]
    written = " ".join(
        str(inspect.signature(each)) for each in [*callables, MLP.__init__, MLP.feed]
    )
    ours = {"MLP", "Activation", "Backward", "Forward", "Loss"}
    named = {name for name in ours if re.search(rf"\b{name}\b", written)}
    assert {"MLP", "Activation", "Loss", "Forward"} <= named <= public.keys()
