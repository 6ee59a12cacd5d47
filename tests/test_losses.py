"""Losses: ε, ∂ε/∂o, and δ through every output activation."""

import math
import pickle
import warnings

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import mlpcore
from mlpcore.activations import ACTIVATIONS
from mlpcore.gradcheck import central_differences
from mlpcore.losses import LOSSES

pytestmark = pytest.mark.section("II")

each_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
moderate = arrays(np.float64, 3, elements=st.floats(-5, 5, width=32))
targets = arrays(np.float64, 3, elements=st.floats(0, 3, width=32))
outputs = arrays(np.float64, 3, elements=st.floats(0.125, 3, width=32))
shares = arrays(np.float64, 3, elements=st.floats(0.125, 0.875, width=32))


# ½ ((1 − ½)² + (0 − 2)²) = ½ · 17/4; −log ¼ = log 4; −½ log ½ − ½ log ¼ = ½ log 8
@pytest.mark.parametrize(
    ("loss", "y", "o", "eps", "d_o"),
    [
        (mlpcore.half_squared_error, [1, 0], [0.5, 2], 17 / 8, [-0.5, 2]),
        (mlpcore.half_squared_error, [1], [1], 0, [0]),
        (mlpcore.cross_entropy, [0, 1], [0.75, 0.25], math.log(4), [0, -4]),
        (mlpcore.cross_entropy, [0.5, 0.5], [0.5, 0.25], math.log(8) / 2, [-1, -2]),
        (mlpcore.cross_entropy, [1, 0], [1, 0], 0, [-1, 0]),
        (mlpcore.binary_cross_entropy, [1], [0.25], math.log(4), [-4]),
        (mlpcore.binary_cross_entropy, [0], [0.75], math.log(4), [4]),
        (mlpcore.binary_cross_entropy, [1, 0], [0.5, 0.5], math.log(4), [-2, 2]),
        (mlpcore.binary_cross_entropy, [1, 0], [1, 0], 0, [-1, 1]),
    ],
)
def test_errors_and_gradients_are_those_found_by_hand(
    loss: mlpcore.losses.Loss, y: list[float], o: list[float], eps: float, d_o: list[float]
) -> None:
    """ε and ∂ε/∂o."""
    assert float(loss(y, o)) == pytest.approx(eps, rel=1e-15)
    assert loss.d_o(y, o) == pytest.approx(d_o, rel=1e-15)


def test_an_error_of_nothing_is_not_minus_nothing() -> None:
    """It is printed 0.0, never -0.0."""
    assert math.copysign(1, mlpcore.cross_entropy([1, 0], [1, 0])) == 1


@each_loss
@given(y=targets, data=st.data())
@settings(max_examples=30)
def test_d_o_equals_central_differences(
    loss: mlpcore.losses.Loss, y: np.ndarray, data: st.DataObject
) -> None:
    """∂ε/∂o, entry by entry."""
    o = data.draw(shares if loss is mlpcore.binary_cross_entropy else outputs)
    numerical = central_differences(lambda at: float(loss(y, at)), o)
    np.testing.assert_allclose(loss.d_o(y, o), numerical, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("f", ACTIVATIONS.values(), ids=ACTIVATIONS)
@each_loss
@given(y=targets, net=arrays(np.float64, 3, elements=st.floats(0.125, 3, width=32)))
@settings(max_examples=30)
def test_delta_equals_central_differences(
    loss: mlpcore.losses.Loss, f: mlpcore.Activation, y: np.ndarray, net: np.ndarray
) -> None:
    """δ = ∂ε/∂net through every output activation; the binary one needs o < 1."""
    net = net / 4 if loss is mlpcore.binary_cross_entropy else net
    numerical = central_differences(lambda at: float(loss.error(y, f, at)), net)
    np.testing.assert_allclose(loss.delta(y, f, net), numerical, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("f", ACTIVATIONS.values(), ids=ACTIVATIONS)
@each_loss
@given(y=targets, net=arrays(np.float64, 3, elements=st.floats(0.125, 3, width=32)))
@settings(max_examples=30)
def test_the_error_of_the_net_input_is_that_of_the_output(
    loss: mlpcore.losses.Loss, f: mlpcore.Activation, y: np.ndarray, net: np.ndarray
) -> None:
    """error(y, f, net) = loss(y, f(net)), and δ is ∂ε/∂o pulled back."""
    net = net / 4 if loss is mlpcore.binary_cross_entropy else net
    assert float(loss.error(y, f, net)) == pytest.approx(float(loss(y, f(net))), rel=1e-12)
    pulled = f.pullback(net, loss.d_o(y, f(net)))
    np.testing.assert_allclose(loss.delta(y, f, net), pulled, rtol=1e-9, atol=1e-12)


@given(y=targets, net=moderate)
@pytest.mark.section("softmax")
def test_softmax_with_cross_entropy_has_delta_o_sum_y_minus_y(
    y: np.ndarray, net: np.ndarray
) -> None:
    """The theorem δ = o Σy − y, for any target."""
    delta = mlpcore.cross_entropy.delta(y, mlpcore.softmax, net)
    np.testing.assert_array_equal(delta, mlpcore.softmax(net) * y.sum() - y)


@given(net=moderate, c=st.integers(0, 2))
@pytest.mark.section("softmax")
def test_softmax_with_cross_entropy_has_delta_o_minus_y_for_one_hot(
    net: np.ndarray, c: int
) -> None:
    """Σy = 1: δ = o − y, to the last digit."""
    y = mlpcore.one_hot(c, 3)
    delta = mlpcore.cross_entropy.delta(y, mlpcore.softmax, net)
    np.testing.assert_array_equal(delta, mlpcore.softmax(net) - y)


# net = (1000, −1000): log o = (0, −2000) exactly, for e^-2000 is 0 to every digit of float64
@pytest.mark.parametrize(
    ("y", "eps", "delta"),
    [
        ([1, 0], 0, [0, 0]),
        ([0, 1], 2000, [1, -1]),
        ([0.25, 0.75], 1500, [0.75, -0.75]),
        ([2, 3], 6000, [3, -3]),
        ([0, 0], 0, [0, 0]),
        ([-1, 0], 0, [0, 0]),
    ],
)
@pytest.mark.section("softmax")
def test_softmax_with_cross_entropy_is_exact_at_plus_minus_1000(
    y: list[float], eps: float, delta: list[float]
) -> None:
    """One-hot, soft, Σy ≠ 1: exact, finite, silent."""
    W, b = [np.array([[1000.0, -1000.0]])], [np.zeros(2)]
    mlp = mlpcore.MLP.from_weights(W, b, "softmax", "cross_entropy")
    with np.errstate(all="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        bwd = mlp.backward(mlp.forward([1]), y)
    assert bwd.eps == eps
    assert bwd.delta[1].tolist() == delta
    assert bwd.dW[0].tolist() == [delta]


@given(y=shares, net=moderate)
def test_sigmoid_with_binary_cross_entropy_has_delta_o_minus_y(
    y: np.ndarray, net: np.ndarray
) -> None:
    """The theorem δ = o − y, for one output and for many."""
    delta = mlpcore.binary_cross_entropy.delta(y, mlpcore.sigmoid, net)
    np.testing.assert_allclose(delta, mlpcore.sigmoid(net) - y, rtol=1e-14, atol=1e-16)


@pytest.mark.parametrize("big", [1000.0, 1e6, 1e300])
def test_binary_cross_entropy_is_exact_where_the_output_rounds_to_0_or_1(big: float) -> None:
    """y = 1 at net = −big, y = 0 at +big: ε = big, δ = ∓1; the other way round all is 0."""
    loss, f = mlpcore.binary_cross_entropy, mlpcore.sigmoid
    y, net = np.array([1.0, 0.0]), np.array([-big, big])
    with np.errstate(all="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        assert loss.error(y, f, net) == 2 * big
        assert loss.delta(y, f, net).tolist() == [-1.0, 1.0]
        assert loss.error(y, f, -net) == 0
        assert loss.delta(y, f, -net).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("net", [-700, -40.5, -1e-9, 0.25, 36, 700])
def test_binary_cross_entropy_keeps_its_digits(net: float) -> None:
    """ε and δ against 400 digits: −log σ(net), −log(1 − σ(net)), σ(net) − y."""
    loss, f, at = mlpcore.binary_cross_entropy, mlpcore.sigmoid, np.array([float(net)])
    with mpmath.workdps(400):
        o = 1 / (1 + mpmath.exp(-mpmath.mpf(net)))
        exact = {1.0: (-mpmath.log(o), o - 1), 0.0: (-mpmath.log(1 - o), o)}
        found = {y: (loss.error(np.array([y]), f, at), loss.delta(np.array([y]), f, at)[0])
                 for y in exact}  # fmt: skip
        for y, pair in exact.items():
            for ours, true in zip(found[y], pair, strict=True):
                assert float(ours) == pytest.approx(float(true), rel=1e-14, abs=0)


@pytest.mark.parametrize(
    ("o", "words"), [([0.5, 1], r"log \(1 − o\), but o_2 is 1 or more where y is not 1"),
                     ([0, 0.5], "^binary_cross_entropy takes log o, but o_1 is 0 or less where y")],
)  # fmt: skip
def test_binary_cross_entropy_says_which_output_has_no_logarithm(o: list, words: str) -> None:
    """Outputs of exactly 0 or 1 that should be something else."""
    with pytest.raises(ValueError, match=words):
        mlpcore.binary_cross_entropy([1, 0], o)


@pytest.mark.parametrize("net", [[-math.inf, 0], [-1e308, 1e308]])
@pytest.mark.parametrize("rows", [1, 2])
def test_the_error_of_a_net_input_that_overflows_is_infinite(net: list, rows: int) -> None:
    """Its output is 0 by overflow alone, for softmax and sigmoid never give 0."""
    y, net = np.array([[1.0, 0.0]] * rows), np.array([net] * rows)
    with pytest.raises(ValueError, match="o_1 is 0 or less"):
        mlpcore.cross_entropy.error(y, mlpcore.relu, np.clip(net, -9, 9))
    assert mlpcore.cross_entropy.error(y, mlpcore.softmax, net).tolist() == [np.inf] * rows


@each_loss
def test_a_loss_of_the_lecture_survives_pickling_as_itself(loss: mlpcore.losses.Loss) -> None:
    """And shows its name, not the addresses of its rules."""
    assert pickle.loads(pickle.dumps(loss)) is loss
    assert repr(loss) == f"Loss({loss.name!r})"


@pytest.mark.parametrize("big", [1000.0, 1e6, 1e300])
def test_sigmoid_with_cross_entropy_is_finite_where_the_output_rounds_to_0(big: float) -> None:
    """−log σ(−1000) = 1000, δ = −y (1 − o) = −1."""
    y, net = np.array([1.0]), np.array([-big])
    assert mlpcore.cross_entropy.error(y, mlpcore.sigmoid, net) == big
    assert mlpcore.cross_entropy.delta(y, mlpcore.sigmoid, net).tolist() == [-1.0]
    assert mlpcore.cross_entropy.delta(y, mlpcore.sigmoid, -net).tolist() == [0.0]


def test_small_deltas_keep_their_digits() -> None:
    """−y (1 − σ(40)) = −e^-40/(1 + e^-40), though σ(40) rounds to 1."""
    delta = mlpcore.cross_entropy.delta(np.array([1.0]), mlpcore.sigmoid, np.array([40.0]))
    assert delta == pytest.approx([-1 / (1 + math.exp(40))], rel=1e-14, abs=0)


def test_small_cross_entropies_keep_their_digits() -> None:
    """−log o for o just below 1: log(1 + e^-20), log(1 + 2 e^-20)."""
    e = math.exp(-20)
    for net, expected in (([20, 0], math.log1p(e)), ([0, 20, 0], math.log1p(2 * e))):
        y = np.array([float(n == 20) for n in net])
        eps = mlpcore.cross_entropy.error(y, mlpcore.softmax, np.array(net, dtype=float))
        assert float(eps) == pytest.approx(expected, rel=1e-14, abs=0)


def test_zero_times_log_zero_counts_as_zero() -> None:
    """y_i = 0 asks nothing of o_i, be it 0 or below."""
    assert mlpcore.cross_entropy([1, 0], [0.5, 0]) == pytest.approx(math.log(2))
    assert mlpcore.cross_entropy([1, 0], [0.5, -3]) == pytest.approx(math.log(2))
    assert mlpcore.cross_entropy.d_o([1, 0], [0.5, 0]).tolist() == [-2, 0]


@each_loss
def test_a_batch_has_one_error_a_row(loss: mlpcore.losses.Loss) -> None:
    """ε (n,), ∂ε/∂o (n, k)."""
    y, o = np.array([[1.0, 0.0], [0.5, 0.5]]), np.array([[0.25, 0.75], [0.5, 0.5]])
    assert loss(y, o).tolist() == [float(loss(*pair)) for pair in zip(y, o, strict=True)]
    rows = [loss.d_o(*pair).tolist() for pair in zip(y, o, strict=True)]
    assert loss.d_o(y, o).tolist() == rows


def test_numbers_alone_are_compared_too() -> None:
    """½ (1 − ½)²."""
    assert mlpcore.half_squared_error(1, 0.5) == 0.125
    assert mlpcore.half_squared_error.d_o(1, 0.5) == -0.5


def test_losses_are_found_by_name() -> None:
    """By name, or itself; the two of the notes, and that of yes or no."""
    assert list(LOSSES) == ["half_squared_error", "cross_entropy", "binary_cross_entropy"]
    assert mlpcore.loss("cross_entropy") is mlpcore.cross_entropy
    assert mlpcore.loss(mlpcore.half_squared_error) is mlpcore.half_squared_error
