"""The network: shapes and indices as in the notes, forward pass, descent, copies."""

import math
import pickle
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

import mlpcore

pytestmark = pytest.mark.section("I")

WIDTHS = [[2, 1], [1, 1], [3, 2, 4], [2, 5, 1, 3], [2] + [3] * 10 + [2]]
each_shape = pytest.mark.parametrize("widths", WIDTHS, ids=lambda w: "-".join(map(str, w)))


@each_shape
def test_layers_are_counted_as_in_the_notes(widths: list[int]) -> None:
    """W_l (m_l, m_{l+1}) and b_l (m_{l+1},) for l = 0..h; net_l, z^l, f^l for l = 1..h+1."""
    mlp = mlpcore.MLP(widths, activations="tanh")
    assert mlp.widths == widths
    assert mlp.h == len(widths) - 2
    assert [W_l.shape for W_l in mlp.W] == list(pairwise(widths))
    assert [b_l.shape for b_l in mlp.b] == [(m,) for m in widths[1:]]
    assert mlp.f == [None] + [mlpcore.tanh] * (mlp.h + 1)


@each_shape
@pytest.mark.parametrize("rows", [(), (1,), (4,)], ids=["sample", "row", "batch"])
def test_a_forward_pass_has_the_shapes_of_the_layers(
    widths: list[int], rows: tuple[int, ...]
) -> None:
    """net[0] is None, z[0] is x, z[h+1] is o."""
    x = np.ones((*rows, widths[0]))
    fwd = mlpcore.MLP(widths).forward(x)
    assert fwd.net[0] is None
    assert [net_l.shape for net_l in fwd.net[1:]] == [(*rows, m) for m in widths[1:]]
    assert [z_l.shape for z_l in fwd.z] == [(*rows, m) for m in widths]
    assert fwd.z[0].tolist() == x.tolist()
    assert fwd.o is fwd.z[-1]


# net_1 = W_0ᵀx + b_0 = (1·1 + 3·2 − 7, 2·1 + 4·2 − 10 + ln 3) = (0, ln 3), so z^1 = (½, ¾);
# net_2 = 4·½ − 4·¾ + 1 = 0, so o = ½.
def test_the_forward_pass_of_a_2_2_1_net_is_that_found_by_hand() -> None:
    """Sigmoid twice, every quantity."""
    W = [[[1, 2], [3, 4]], [[4], [-4]]]
    b = [[-7, -10 + math.log(3)], [1]]
    fwd = mlpcore.MLP.from_weights(W, b, "sigmoid").forward([1, 2])
    assert fwd.net[1] == pytest.approx([0, math.log(3)], abs=1e-15)
    assert fwd.z[1] == pytest.approx([1 / 2, 3 / 4], abs=1e-15)
    assert fwd.net[2] == pytest.approx([0], abs=1e-15)
    assert fwd.o == pytest.approx([1 / 2], abs=1e-15)


def test_forward_uses_the_transposed_weights() -> None:
    """net_j = Σ_i w_ij x_i + b_j, in whole numbers: (1 + 4·2, 2 + 5·2, 3 + 6·2) + (1, 0, −1)."""
    mlp = mlpcore.MLP.from_weights([[[1, 2, 3], [4, 5, 6]]], [[1, 0, -1]], "identity")
    assert mlp.forward([1, 2]).o.tolist() == [10, 12, 14]


def test_each_layer_has_its_own_activation() -> None:
    """relu, then identity, then tanh: −1 → 0 → −2 → tanh(−2)."""
    W, b = [[[-1]], [[1]], [[1]]], [[0], [-2], [0]]
    mlp = mlpcore.MLP.from_weights(W, b, ["relu", "identity", "tanh"])
    assert [float(z_l[0]) for z_l in mlp.forward([1]).z] == [1, 0, -2, math.tanh(-2)]


@each_shape
def test_a_batch_gives_what_its_rows_give(widths: list[int]) -> None:
    """Row by row the same numbers."""
    mlp = mlpcore.MLP(widths, activations="tanh", init="normal")
    X = np.random.default_rng(0).normal(size=(5, widths[0]))
    singles = [mlp.forward(x).o for x in X]
    np.testing.assert_allclose(mlp.forward(X).o, singles, rtol=1e-13, atol=1e-15)


def test_the_network_keeps_nothing_of_the_callers_arrays() -> None:
    """Changing W, b or x afterwards changes no result."""
    W, b, x = [np.ones((2, 1))], [np.ones(1)], np.ones(2)
    mlp = mlpcore.MLP.from_weights(W, b, "identity")
    fwd = mlp.forward(x)
    for array in (W[0], b[0], x):
        array[:] = 9
    assert mlp.forward([1, 1]).o == [3]
    assert fwd.z[0].tolist() == [1, 1]
    assert mlp.backward(fwd, [0]).dW[0].tolist() == [[3], [3]]


def test_a_copy_is_the_same_network_and_another_one() -> None:
    """Same results; changing one changes nothing of the other."""
    mlp = mlpcore.MLP([2, 3, 1], ["tanh", "sigmoid"], "binary_cross_entropy", init="normal")
    twin = mlp.copy()
    assert (twin.widths, twin.h, twin.f, twin.loss) == (mlp.widths, mlp.h, mlp.f, mlp.loss)
    assert twin.forward([1, 2]).o == mlp.forward([1, 2]).o
    before = mlp.forward([1, 2]).o.copy()
    twin.W[0][0, 0] += 1
    twin.b[1] = twin.b[1] + 1
    twin.f[1] = mlpcore.relu
    assert mlp.forward([1, 2]).o == before


def test_a_network_says_what_it_is() -> None:
    """Its repr is the call that makes one like it."""
    mlp = mlpcore.MLP([2, 3, 2], activations=["tanh", "sigmoid"], loss="cross_entropy")
    text = "MLP([2, 3, 2], activations=['tanh', 'sigmoid'], loss='cross_entropy')"
    assert repr(mlp) == text
    assert repr(eval(text, {"MLP": mlpcore.MLP})) == text


@pytest.mark.section("V")
def test_descent_subtracts_eta_times_the_gradient() -> None:
    """W_l ← W_l − η ∇W_l and b_l ← b_l − η ∇b_l, for every l."""
    mlp = mlpcore.MLP([2, 3, 1], init="normal")
    before = mlp.copy()
    bwd = mlp.backward(mlp.forward([1, 2]), [1])
    mlp.descend(bwd, 0.5)
    for l in range(2):
        np.testing.assert_array_equal(mlp.W[l], before.W[l] - 0.5 * bwd.dW[l])
        np.testing.assert_array_equal(mlp.b[l], before.b[l] - 0.5 * bwd.db[l])


@pytest.mark.section("V")
def test_descent_leaves_the_arrays_of_the_pass_alone() -> None:
    """Old weights, held elsewhere, stay; so do the gradients."""
    mlp = mlpcore.MLP([2, 1], init="normal")
    W_0, bwd = mlp.W[0], mlp.backward(mlp.forward([1, 2]), [1])
    held, gradient = W_0.copy(), bwd.dW[0].copy()
    mlp.descend(bwd, 0.5)
    assert W_0.tolist() == held.tolist()
    assert bwd.dW[0].tolist() == gradient.tolist()


@pytest.mark.section("V")
@pytest.mark.parametrize("h", [0, 1, 10])
def test_a_small_step_lowers_the_error_by_eta_times_the_squared_gradient(h: int) -> None:
    """ε(w − η ∇) = ε − η ‖∇‖² + O(η²)."""
    mlp = mlpcore.MLP([2] + [3] * h + [2], "tanh", init="normal", seed=1)
    x, y, eta = [0.5, -1.0], [0.3, 0.7], 1e-6
    bwd = mlp.backward(mlp.forward(x), y)
    mlp.descend(bwd, eta)
    fall = bwd.eps - mlp.backward(mlp.forward(x), y).eps
    squares = sum(float(np.sum(g**2)) for g in (*bwd.dW, *bwd.db))
    assert fall == pytest.approx(eta * squares, rel=1e-3)


def test_overflow_is_silent_and_shows_in_the_numbers() -> None:
    """Weights of 1e308: inf or NaN come out, no warning, no exception."""
    mlp = mlpcore.MLP.from_weights([[[1e308]], [[1e308]]], [[0], [0]], "identity")
    with np.errstate(all="raise"):
        bwd = mlp.backward(mlp.forward([1e10]), [0])
        mlp.descend(bwd, 1.0)
        twin = mlp.copy()
    assert not math.isfinite(bwd.eps)
    np.testing.assert_array_equal(twin.W[0], mlp.W[0])


CHANGED: dict[str, tuple[Callable[[mlpcore.MLP], object], str]] = {
    "loss": (lambda mlp: setattr(mlp, "loss", "cross_entropy"), "loss must be one, as mlpcore.cro"),
    "f": (
        lambda mlp: mlp.f.__setitem__(1, "relu"),
        r"f\[1\] must be one, as mlpcore.tanh is, not 'r",
    ),
    "W": (lambda mlp: mlp.W.pop(), r"W\[1\] must be an array of floats of shape \(3, 1\)"),
    "b": (lambda mlp: mlp.b.clear(), r"b\[0\] must be an array of floats of shape \(3,\)"),
}


@pytest.mark.parametrize("part", CHANGED)
def test_a_network_that_its_owner_has_spoilt_says_where(part: str) -> None:
    """At the doors: forward, predict, train; it still shows itself."""
    mlp = mlpcore.MLP([2, 3, 1], "tanh")
    change, message = CHANGED[part]
    change(mlp)
    assert repr(mlp).startswith("MLP([2, 3, 1], activations=[")
    for door in (
        mlp.forward,
        mlp.predict,
        lambda x: mlpcore.train(mlp, [x], [[1]], eta=1, epochs=1),
    ):
        with pytest.raises(TypeError, match=message):
            door([1, 2])


def test_weights_that_are_not_finite_before_a_training_did_not_diverge_in_it() -> None:
    mlp = mlpcore.MLP([2, 3, 1])
    mlp.W[1][2] = np.nan
    with pytest.raises(ValueError, match=r"W\[1\]\[2, 0\] is nan, but must be a finite number"):
        mlpcore.train(mlp, [[1, 2]], [[1]], eta=1, epochs=1)


@pytest.mark.parametrize("init", ["glorot", "he", "uniform", "normal"])
def test_a_network_knows_how_its_weights_were_drawn(init: str) -> None:
    """Its copies too, and one with other functions."""
    mlp = mlpcore.MLP([2, 3, 1], "tanh", seed=2**70, init=init, scale=0.3)
    other = mlp.with_functions(["relu", "sigmoid"], "binary_cross_entropy")
    for each in (mlp, mlp.copy(), pickle.loads(pickle.dumps(mlp)), other):
        assert each.drawn == (2**70, init, 0.3)
        assert each.drawn.init == init
        np.testing.assert_array_equal(each.W[1], mlp.W[1])
    assert (other.f[1], other.loss) == (mlpcore.relu, mlpcore.binary_cross_entropy)
    assert other.W[0] is not mlp.W[0]


def test_weights_that_are_given_or_changed_were_not_drawn() -> None:
    """However they were changed; and those of no whole number nobody could draw again."""
    given = mlpcore.MLP([1, 2])
    given = mlpcore.MLP.from_weights(given.W, given.b)
    descended, in_place, replaced = (mlpcore.MLP([2, 1], seed=4) for _ in range(3))
    descended.descend(descended.backward(descended.forward([1, 2]), [1]), 0.5)
    in_place.b[0][0] = 0.25
    replaced.W = [np.ones((2, 1))]
    others = (mlpcore.MLP([2, 1], seed=seed) for seed in (None, np.random.default_rng(1)))
    for each in (given, descended, in_place, replaced, *others):
        assert each.drawn is None
    in_place.b[0][0] = 0.0  # as Glorot has it
    assert in_place.drawn == (4, "glorot", 1.0)
    assert mlpcore.MLP([2, 1], seed=np.int64(4)).drawn == (4, "glorot", 1.0)
