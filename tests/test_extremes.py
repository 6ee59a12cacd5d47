"""At the ends of float64, and very deep, narrow, long and large: the numbers stay right.

The oracle is mpmath with 50 digits, or more where a power needs them, and NumPy written out.
"""

import mpmath
import numpy as np
import pytest

import mlpcore
from mlpcore.checks import Array

EXTREMES = [0.0, 5e-324, 1e-308, 1e-16, 1e-8, 1.0, 17.0, 36.0, 37.5, 300.0, 709.0, 745.0, 1e4,
            1e16, 1e150, 1e308]  # fmt: skip
NETS = sorted({sign * each for each in EXTREMES for sign in (1, -1)})
LEAST = 5e-324  # below which a number is 0
DIGITS = 50


def near(ours: float, exact: mpmath.mpf, scale: mpmath.mpf | None = None) -> bool:
    """To 14 digits of the number, or of what it was subtracted from."""
    return bool(abs(mpmath.mpf(ours) - exact) <= 1e-14 * abs(scale or exact) + 2 * LEAST)


def sigmoid_of(net: mpmath.mpf) -> mpmath.mpf:
    return 1 / (1 + mpmath.exp(-net))


def rest_of(net: mpmath.mpf) -> mpmath.mpf:
    return 1 / (1 + mpmath.exp(net))


def softplus_of(net: mpmath.mpf) -> mpmath.mpf:
    """log(1 + e^net), whatever is lost in the 1."""
    return max(net, 0) + mpmath.log1p(mpmath.exp(-abs(net)))


@pytest.mark.parametrize("net", NETS)
def test_activations_and_slopes_are_those_of_50_digits(net: float) -> None:
    with mpmath.workdps(DIGITS):
        v = mpmath.mpf(net)
        assert near(mlpcore.sigmoid(net).item(), sigmoid_of(v))
        assert near(mlpcore.tanh(net).item(), mpmath.tanh(v))
        assert near(mlpcore.sigmoid.derivative(net).item(), sigmoid_of(v) * rest_of(v))
        assert near(mlpcore.tanh.derivative(net).item(), mpmath.sech(v) ** 2)
        assert near(mlpcore.sigmoid.log(net).item(), -softplus_of(-v))
        assert mlpcore.relu(net).item() == max(net, 0.0)
        assert mlpcore.relu.derivative(net).item() == (net > 0)
        assert mlpcore.identity(net).item() == net


def softmax_of(net: list[float]) -> list[mpmath.mpf]:
    powers = [mpmath.exp(mpmath.mpf(v) - max(net)) for v in net]
    return [power / sum(powers) for power in powers]


PAIRS = [[a, b] for a in NETS[::3] for b in NETS[1::4]]
TRIPLES = [[a, b, 1.0] for a, b in PAIRS[::5]]


@pytest.mark.parametrize("net", [*PAIRS, *TRIPLES], ids=str)
def test_softmax_its_logarithm_and_both_of_its_deltas_are_those_of_50_digits(
    net: list[float],
) -> None:
    """δ = o Σy − y for the cross-entropy, Jᵀ(o − y) for ½‖y − o‖². What is a difference from 1, as
    log o near to o = 1, has its 14 digits counted from 1.
    """
    y = [0.0, 1.0, 0.0][: len(net)]
    with mpmath.workdps(DIGITS):
        o = softmax_of(net)
        top = max(map(mpmath.mpf, net))
        total = sum(mpmath.exp(mpmath.mpf(v) - top) for v in net)
        logs = [mpmath.mpf(v) - top - mpmath.log(total) for v in net]
        v = [a - b for a, b in zip(o, y, strict=True)]
        mean = sum(a * b for a, b in zip(o, v, strict=True))
        deltas = {
            "cross_entropy": v,
            "half_squared_error": [a * (b - mean) for a, b in zip(o, v, strict=True)],
        }
        given, aim = np.array(net), np.array(y)
        assert all(map(near, mlpcore.softmax(given), o))
        for ours, exact in zip(mlpcore.softmax.log(given), logs, strict=True):
            assert (
                np.isneginf(ours) if abs(exact) > 1.7e308 else near(ours, exact, max(1, abs(exact)))
            )
        for name, exact in deltas.items():
            ours = mlpcore.loss(name).delta(aim, mlpcore.softmax, given)
            assert all(near(a, b, mpmath.mpf(1)) for a, b in zip(ours, exact, strict=True))
        error = mlpcore.cross_entropy.error(aim, mlpcore.softmax, given).item()
        assert (
            np.isposinf(error)
            if abs(logs[1]) > 1.7e308
            else near(error, -logs[1], max(1, abs(logs[1])))
        )


@pytest.mark.parametrize("y", [0.0, 1.0])
@pytest.mark.parametrize("net", NETS)
def test_the_binary_cross_entropy_is_that_of_50_digits(net: float, y: float) -> None:
    with mpmath.workdps(DIGITS):
        v = mpmath.mpf(net)
        loss, aim, given = mlpcore.binary_cross_entropy, np.array([y]), np.array([net])
        exact = softplus_of(-v) if y else softplus_of(v)
        assert near(loss.error(aim, mlpcore.sigmoid, given).item(), exact)
        delta = -rest_of(v) if y else sigmoid_of(v)
        assert near(loss.delta(aim, mlpcore.sigmoid, given).item(), delta, mpmath.mpf(1))


# --- deep, narrow, long, large --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "relu", "identity"])
def test_fifty_layers_of_one_unit_each_are_a_product_of_slopes(name: str) -> None:
    mlp = mlpcore.MLP([1] * 51, name, init="normal", seed=3)
    f = mlpcore.activation(name)
    fwd = mlp.forward([0.7])
    bwd = mlp.backward(fwd, [0.2])
    z, nets = 0.7, []
    for W, b in zip(mlp.W, mlp.b, strict=True):
        nets.append(W.item() * z + b.item())
        z = f(nets[-1]).item()
    assert fwd.o.item() == pytest.approx(z, rel=1e-12)
    delta = z - 0.2
    for l in range(50, 0, -1):
        delta *= f.derivative(nets[l - 1]).item()
        assert bwd.delta[l].item() == pytest.approx(delta, rel=1e-9, abs=1e-300)
        delta *= mlp.W[l - 1].item()
    assert mlpcore.gradient_check(mlp, [0.7], [0.2]).ok


def by_hand(mlp: mlpcore.MLP, X: Array, Y: Array) -> list[Array]:
    """∇W_0, ∇b_0, ∇W_1, ∇b_1 of a tanh network with one hidden layer and ½‖y − o‖²."""
    z = np.tanh(X @ mlp.W[0] + mlp.b[0])
    o = np.tanh(z @ mlp.W[1] + mlp.b[1])
    above = (o - Y) * (1 - o * o) / len(X)
    below = (above @ mlp.W[1].T) * (1 - z * z)
    return [X.T @ below, below.sum(axis=0), z.T @ above, above.sum(axis=0)]


def test_a_batch_of_a_hundred_thousand_rows_has_the_mean_gradient() -> None:
    X = np.random.default_rng(0).normal(size=(100_000, 3))
    Y = np.sin(X[:, :1])
    mlp = mlpcore.MLP([3, 1, 1], "tanh", seed=1)
    bwd = mlp.backward(mlp.forward(X), Y)
    ours = [bwd.dW[0], bwd.db[0], bwd.dW[1], bwd.db[1]]
    for ours_, theirs in zip(ours, by_hand(mlp, X, Y), strict=True):
        np.testing.assert_allclose(ours_, theirs, rtol=1e-9, atol=1e-13)
    assert mlp.predict(X).shape == (100_000, 1)


def test_a_million_rows_are_trained_on_as_by_hand() -> None:
    """In order, a thousand batches of a thousand rows."""
    n, size = 1_000_000, 1000
    X = np.random.default_rng(0).normal(size=(n, 1))
    Y = np.tanh(2 * X)
    mlp = mlpcore.MLP([1, 2, 1], "tanh", seed=1)
    other = mlp.copy()
    run = mlpcore.train(mlp, X, Y, eta=0.5, epochs=1, batch_size=size, shuffle=False)
    for start in range(0, n, size):
        part = slice(start, start + size)
        steps = by_hand(other, X[part], Y[part])
        arrays = [other.W[0], other.b[0], other.W[1], other.b[1]]
        for array, gradient in zip(arrays, steps, strict=True):
            array -= 0.5 * gradient
    np.testing.assert_allclose(mlp.predict(X), other.predict(X), rtol=1e-9, atol=1e-12)
    o = other.predict(X)
    assert run.loss[0] == pytest.approx(float(((o - Y) ** 2).sum()) / (2 * n), rel=1e-9)


@pytest.mark.parametrize("loss", ["half_squared_error", "binary_cross_entropy"])
@pytest.mark.parametrize("far", [1e100, 1e300, 1e308])
def test_numbers_at_the_end_train_or_are_undone_and_said(far: float, loss: str) -> None:
    """Never a weight that is no number, never a warning."""
    mlp = mlpcore.MLP([1, 2, 1], "sigmoid", loss, seed=1)
    run = mlpcore.train(mlp, [[far], [-far]], [[1.0], [0.0]], eta=far, epochs=3)
    assert all(np.isfinite(array).all() for array in (*mlp.W, *mlp.b))
    assert run.message.startswith(("stopped after epoch 3", "diverged in epoch"))
