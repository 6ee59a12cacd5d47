"""Backpropagation: worked examples by hand, theorems, batches, deep nets."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mlpcore
from mlpcore.activations import ACTIVATIONS
from mlpcore.gradcheck import central_differences, numerical_gradient
from mlpcore.losses import LOSSES

pytestmark = pytest.mark.section("III")


def passes(mlp: mlpcore.MLP, x: object, y: object) -> mlpcore.Backward:
    """Forward and backward."""
    return mlp.backward(mlp.forward(x), y)


def lists(arrays: list[np.ndarray | None]) -> list[object]:
    """Plain lists, to compare digit for digit."""
    return [None if a is None else a.tolist() for a in arrays]


# A 2-2-1 net of sigmoids whose net inputs are 0, so that every number is a fraction of 2:
# net_1 = (2·1 − 1·2, −2·1 + 1·2) = (0, 0), z^1 = (½, ½), net_2 = 3·½ − 1·½ − 1 = 0, o = ½.
# ε = ½ (1 − ½)² = 1/8.  δ² = (o − y) o (1 − o) = −½ · ¼ = −1/8.
# δ¹ = (W_1 δ²) ⊙ z (1 − z) = (3, −1) · −1/8 · ¼ = (−3/32, 1/32).
# ∇W_1 = z δ²ᵀ = (−1/16, −1/16), ∇b_1 = −1/8.  ∇W_0 = x δ¹ᵀ, ∇b_0 = δ¹.
def two_two_one() -> mlpcore.MLP:
    """The network of the worked example."""
    return mlpcore.MLP.from_weights([[[2, -2], [-1, 1]], [[3], [-1]]], [[0, 0], [-1]], "sigmoid")


def test_the_2_2_1_example_is_digit_for_digit_that_found_by_hand() -> None:
    """ε, ∂ε/∂o, δ, ∇W, ∇b."""
    bwd = passes(two_two_one(), [1, 2], [1])
    assert bwd.eps == 1 / 8
    assert bwd.d_o.tolist() == [-1 / 2]
    assert lists(bwd.delta) == [None, [-3 / 32, 1 / 32], [-1 / 8]]
    assert lists(bwd.dW) == [[[-3 / 32, 1 / 32], [-3 / 16, 1 / 16]], [[-1 / 16], [-1 / 16]]]
    assert lists(bwd.db) == [[-3 / 32, 1 / 32], [-1 / 8]]


@pytest.mark.section("V")
def test_the_2_2_1_example_descends_as_found_by_hand() -> None:
    """η = 2; all gradients are those of the old weights: with the new W_1, δ¹ would differ."""
    mlp = two_two_one()
    mlp.descend(passes(mlp, [1, 2], [1]), 2)
    assert lists(mlp.W) == [[[35 / 16, -33 / 16], [-5 / 8, 7 / 8]], [[25 / 8], [-7 / 8]]]
    assert lists(mlp.b) == [[3 / 16, -1 / 16], [-3 / 4]]


# tanh(ln 2) = 3/5; o = 5 · 3/5 − 2 = 1; ε = ½; δ² = 1; δ¹ = 5 · 1 · (1 − 9/25) = 16/5.
@pytest.mark.parametrize("output", ["identity", "relu"])
def test_a_1_1_1_example_with_tanh_is_that_found_by_hand(output: str) -> None:
    """The slope of tanh is 1 − o², not 1 − net²; ReLU above 0 is the identity."""
    mlp = mlpcore.MLP.from_weights([[[1]], [[5]]], [[0], [-2]], ["tanh", output])
    bwd = passes(mlp, [math.log(2)], [0])
    assert bwd.eps == pytest.approx(1 / 2, rel=1e-15)
    assert bwd.delta[2] == pytest.approx([1], rel=1e-15)
    assert bwd.delta[1] == pytest.approx([16 / 5], rel=1e-15)
    assert bwd.dW[1] == pytest.approx(np.array([[3 / 5]]), rel=1e-15)
    assert bwd.dW[0] == pytest.approx(np.array([[16 / 5 * math.log(2)]]), rel=1e-15)


def test_a_silent_relu_passes_nothing_back() -> None:
    """net_1 = (−1, 2): δ¹ = (0, 4 · 3), and so are its columns of ∇W_0."""
    mlp = mlpcore.MLP.from_weights([[[-1, 2]], [[3], [4]]], [[0, 0], [-5]], ["relu", "identity"])
    bwd = passes(mlp, [1], [0])
    assert lists(bwd.delta) == [None, [0, 12], [3]]
    assert lists(bwd.dW) == [[[0, 12]], [[0], [6]]]


# net = (0, ln 3): o = (¼, ¾); ε = −log ¼; δ = o − y = (−¾, ¾).
@pytest.mark.section("softmax")
def test_a_softmax_example_is_that_found_by_hand() -> None:
    """Cross-entropy gives o − y, the half squared error Jᵀ (o − y) = (−9/32, 9/32)."""
    W, b = [[[0, math.log(3)]]], [[0, 0]]
    ce = passes(mlpcore.MLP.from_weights(W, b, "softmax", "cross_entropy"), [1], [1, 0])
    assert ce.eps == pytest.approx(math.log(4), rel=1e-15)
    assert ce.d_o == pytest.approx([-4, 0], rel=1e-15)
    assert ce.delta[1] == pytest.approx([-3 / 4, 3 / 4], rel=1e-15)
    hse = passes(mlpcore.MLP.from_weights(W, b, "softmax"), [1], [1, 0])
    assert hse.delta[1] == pytest.approx([-9 / 32, 9 / 32], rel=1e-15)


# Source: M. Mazur, "A Step by Step Backpropagation Example" (2015), whose biases stay as they are.
def test_a_published_2_2_2_example_comes_out_as_printed() -> None:
    """Outputs, error, new weights, to the digits printed there."""
    W = [[[0.15, 0.25], [0.20, 0.30]], [[0.40, 0.50], [0.45, 0.55]]]
    mlp = mlpcore.MLP.from_weights(W, [[0.35, 0.35], [0.60, 0.60]], "sigmoid")
    fwd = mlp.forward([0.05, 0.10])
    assert fwd.z[1] == pytest.approx([0.593269992, 0.596884378], abs=5e-10)
    assert fwd.o == pytest.approx([0.75136507, 0.772928465], abs=5e-9)
    bwd = mlp.backward(fwd, [0.01, 0.99])
    assert bwd.eps == pytest.approx(0.298371109, abs=5e-10)
    mlp.descend(bwd, 0.5)
    hidden = np.array([[0.149780716, 0.24975114], [0.19956143, 0.29950229]])
    output = np.array([[0.35891648, 0.511301270], [0.408666186, 0.561370121]])
    assert mlp.W[0] == pytest.approx(hidden, abs=5e-9)
    assert mlp.W[1] == pytest.approx(output, abs=5e-9)


@st.composite
def cases(draw: st.DrawFn) -> tuple[mlpcore.MLP, np.ndarray, np.ndarray]:
    """A network of any shape and activations, a batch or a sample; o > 0 for the cross-entropy."""
    h = draw(st.integers(0, 4))
    widths = draw(st.lists(st.integers(1, 4), min_size=h + 2, max_size=h + 2))
    loss = draw(st.sampled_from(list(LOSSES)))
    outputs = {"cross_entropy": ["sigmoid", "softmax"], "binary_cross_entropy": ["sigmoid"]}.get(
        loss, list(ACTIVATIONS)
    )
    widths[-1] += widths[-1] == 1 and loss == "cross_entropy"
    f = [draw(st.sampled_from([*ACTIVATIONS][: 4 + (m > 1)])) for m in widths[1:-1]]
    fitting = [name for name in outputs if name != "softmax" or widths[-1] > 1]
    f.append(draw(st.sampled_from(fitting)))
    seed = draw(st.integers(0, 10**6))
    mlp = mlpcore.MLP(widths, f, loss, seed=seed, init="uniform")
    rng = np.random.default_rng(seed)
    rows = draw(st.sampled_from([(), (1,), (3,)]))
    return mlp, rng.normal(size=(*rows, widths[0])), rng.uniform(size=(*rows, widths[-1]))


@given(case=cases())
@settings(max_examples=60)
def test_backward_equals_central_differences(
    case: tuple[mlpcore.MLP, np.ndarray, np.ndarray],
) -> None:
    """Every ∇W and ∇b, whatever the shape, activations and loss."""
    check = mlpcore.gradient_check(*case)
    assert check.ok, str(check)


@given(case=cases())
@settings(max_examples=30)
def test_delta_and_d_o_equal_central_differences(
    case: tuple[mlpcore.MLP, np.ndarray, np.ndarray],
) -> None:
    """δ^l = ∂ε/∂net_l and ∂ε/∂o of one sample."""
    mlp, x, y = case[0], np.atleast_2d(case[1])[0], np.atleast_2d(case[2])[0]
    fwd = mlp.forward(x)
    bwd = mlp.backward(fwd, y)
    for l in range(1, mlp.h + 2):
        numerical = numerical_gradient(mlp, x, y, f"delta_{l}")
        np.testing.assert_allclose(bwd.delta[l], numerical, rtol=1e-5, atol=1e-8)
    numerical = central_differences(lambda o: float(mlp.loss(y, o)), fwd.o, 1e-7)
    np.testing.assert_allclose(bwd.d_o, numerical, rtol=1e-5, atol=1e-7)


@given(case=cases())
@settings(max_examples=50)
def test_a_batch_is_the_mean_of_its_rows(case: tuple[mlpcore.MLP, np.ndarray, np.ndarray]) -> None:
    """ε, ∇W and ∇b are means; rows of δ and of ∂ε/∂o are the samples' own."""
    mlp, X, Y = case[0], np.atleast_2d(case[1]), np.atleast_2d(case[2])
    batch, singles = passes(mlp, X, Y), [passes(mlp, x, y) for x, y in zip(X, Y, strict=True)]
    close = {"rtol": 1e-10, "atol": 1e-13}
    np.testing.assert_allclose(batch.eps, np.mean([s.eps for s in singles]), **close)
    np.testing.assert_allclose(batch.d_o, [s.d_o for s in singles], **close)
    for l in range(mlp.h + 1):
        rows = [s.delta[l + 1] for s in singles]
        np.testing.assert_allclose(batch.delta[l + 1], rows, **close)
        np.testing.assert_allclose(batch.dW[l], np.mean([s.dW[l] for s in singles], 0), **close)
        np.testing.assert_allclose(batch.db[l], np.mean([s.db[l] for s in singles], 0), **close)


@pytest.mark.section("IV")
@given(case=cases())
@settings(max_examples=30)
def test_the_gradients_of_a_sample_are_outer_products(
    case: tuple[mlpcore.MLP, np.ndarray, np.ndarray],
) -> None:
    """∇W_l = z^l (δ^{l+1})ᵀ, entry by entry, and ∇b_l = δ^{l+1}."""
    mlp, x, y = case[0], np.atleast_2d(case[1])[0], np.atleast_2d(case[2])[0]
    fwd = mlp.forward(x)
    bwd = mlp.backward(fwd, y)
    for l in range(mlp.h + 1):
        for i, j in np.ndindex(bwd.dW[l].shape):
            assert bwd.dW[l][i, j] == fwd.z[l][i] * bwd.delta[l + 1][j]
        assert bwd.db[l].tolist() == bwd.delta[l + 1].tolist()


@pytest.mark.parametrize("f", ACTIVATIONS)
def test_delta_goes_back_through_the_weights_and_the_jacobian(f: str) -> None:
    """δ^l = J_lᵀ W_l δ^{l+1}, which is (W_l δ^{l+1}) ⊙ f'(net_l) for the elementwise ones."""
    mlp = mlpcore.MLP([2, 3, 4, 2], [f, f, "sigmoid"], init="normal")
    fwd = mlp.forward([0.5, -1])
    bwd = mlp.backward(fwd, [1, 0])
    for l in (2, 1):
        J = ACTIVATIONS[f].jacobian(fwd.net[l])
        expected = J.T @ mlp.W[l] @ bwd.delta[l + 1]
        np.testing.assert_allclose(bwd.delta[l], expected, rtol=1e-13, atol=1e-16)


@pytest.mark.parametrize("hidden", ["identity", "sigmoid", "tanh", "relu", "softmax"])
def test_a_net_with_ten_hidden_layers_passes_the_gradient_check(hidden: str) -> None:
    """The formulas go on for as many layers as there are."""
    f = [hidden] * 10 + ["softmax"]
    mlp = mlpcore.MLP([2] + [3] * 10 + [2], f, "cross_entropy", init="normal")
    check = mlpcore.gradient_check(mlp, [[1.0, -0.5], [0.3, 0.8]], [[1, 0], [0, 1]])
    assert check.ok, str(check)


def test_a_deep_linear_net_multiplies_its_weights() -> None:
    """Weights 2, ten hidden layers, identity: o = 2^11, δ^l = 2^{11−l} o, ∇W_l = 2^l δ^{l+1}."""
    mlp = mlpcore.MLP.from_weights([[[2]]] * 11, [[0]] * 11, "identity")
    bwd = passes(mlp, [1], [0])
    assert [float(d[0]) for d in bwd.delta[1:]] == [2.0 ** (22 - l) for l in range(1, 12)]
    assert [float(g[0, 0]) for g in bwd.dW] == [2.0**21] * 11


def test_backward_changes_neither_network_nor_forward_pass() -> None:
    """It reads, it does not write; and it can be had twice."""
    mlp = mlpcore.MLP([2, 3, 1], init="normal")
    fwd, weights = mlp.forward([1, 2]), lists(mlp.W + mlp.b)
    held = lists(fwd.net + fwd.z)
    first, second = mlp.backward(fwd, [1]), mlp.backward(fwd, [1])
    assert lists(mlp.W + mlp.b) == weights
    assert lists(fwd.net + fwd.z) == held
    assert lists(first.dW) == lists(second.dW)


def test_changing_the_target_afterwards_changes_nothing() -> None:
    """y is copied."""
    y = np.array([1.0])
    mlp = mlpcore.MLP([2, 1], "identity", init="normal")
    bwd = passes(mlp, [1, 2], y)
    held = lists([bwd.d_o, bwd.delta[1]])
    y[0] = 9
    assert lists([bwd.d_o, bwd.delta[1]]) == held
