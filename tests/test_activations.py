"""Activations: values, derivatives in both forms, Jacobians, pullbacks, logarithms."""

import math
import pickle
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import mlpcore
from mlpcore.activations import ACTIVATIONS

ALL = list(ACTIVATIONS.values())
ELEMENTWISE = [f for f in ALL if f.elementwise]
SMOOTH = [f for f in ALL if f.name != "relu"]
HUGE = [1000.0, -1000.0, 1e308, -1e308, 5e-324, 0.0]

each = pytest.mark.parametrize("f", ALL, ids=lambda f: f.name)
each_elementwise = pytest.mark.parametrize("f", ELEMENTWISE, ids=lambda f: f.name)
moderate = arrays(np.float64, st.integers(1, 5), elements=st.floats(-8, 8, width=32))
any_net = arrays(np.float64, st.integers(1, 6), elements=st.floats(-1e308, 1e308))

pytestmark = pytest.mark.section("activations")


@contextmanager
def nothing_silenced() -> Iterator[None]:
    """Every floating-point event of the caller raises, and every warning is an error."""
    with np.errstate(all="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def central_jacobian(f: mlpcore.Activation, net: np.ndarray, step: float = 1e-6) -> np.ndarray:
    """∂o_i/∂net_j by central differences."""
    moves = step * np.eye(len(net))
    return np.array([(f(net + m) - f(net - m)) / (2 * step) for m in moves]).T


# Values and slopes by hand: σ(ln 3) = 3/4, tanh(ln 2) = (4 − 1)/(4 + 1) = 3/5.
@pytest.mark.parametrize(
    ("f", "net", "o", "slope"),
    [
        (mlpcore.identity, -2.5, -2.5, 1),
        (mlpcore.sigmoid, 0.0, 1 / 2, 1 / 4),
        (mlpcore.sigmoid, math.log(3), 3 / 4, 3 / 16),
        (mlpcore.sigmoid, -math.log(3), 1 / 4, 3 / 16),
        (mlpcore.tanh, 0.0, 0.0, 1),
        (mlpcore.tanh, math.log(2), 3 / 5, 16 / 25),
        (mlpcore.tanh, -math.log(2), -3 / 5, 16 / 25),
        (mlpcore.relu, 3.0, 3.0, 1),
        (mlpcore.relu, -3.0, 0.0, 0),
    ],
)
def test_values_and_slopes_are_those_found_by_hand(
    f: mlpcore.Activation, net: float, o: float, slope: float
) -> None:
    """f(net), f'(net), and f' from the output."""
    assert f([net]) == pytest.approx([o], rel=1e-15)
    assert f.derivative([net]) == pytest.approx([slope], rel=1e-15)
    assert f.derivative_from_output([o]) == pytest.approx([slope], rel=1e-15)


def test_relu_has_slope_0_at_0() -> None:
    """The notes: 1 if net > 0, else 0."""
    assert mlpcore.relu.derivative([0.0]) == [0.0]
    assert mlpcore.relu.derivative_from_output([0.0]) == [0.0]


@pytest.mark.section("softmax")
def test_softmax_and_its_jacobian_are_those_found_by_hand() -> None:
    """net = (0, ln 3): o = (1/4, 3/4), J = ±3/16."""
    net = [0.0, math.log(3)]
    assert mlpcore.softmax(net) == pytest.approx([1 / 4, 3 / 4], rel=1e-15)
    assert mlpcore.softmax.jacobian(net) == pytest.approx(
        np.array([[3 / 16, -3 / 16], [-3 / 16, 3 / 16]]), rel=1e-15
    )


@each
@given(net=moderate)
@settings(max_examples=30)
def test_jacobian_equals_central_differences(f: mlpcore.Activation, net: np.ndarray) -> None:
    """Every ∂o_i/∂net_j; ReLU away from its kink."""
    for kink in f.kinks:
        net = net[np.abs(net - kink) > 1e-3]
    if len(net):
        np.testing.assert_allclose(f.jacobian(net), central_jacobian(f, net), atol=1e-8)


@each_elementwise
@given(net=moderate)
@settings(max_examples=30)
def test_the_derivative_is_the_same_from_net_and_from_the_output(
    f: mlpcore.Activation, net: np.ndarray
) -> None:
    """1 − o² is 1 − tanh²(net), o (1 − o) is σ'(net), …"""
    np.testing.assert_allclose(f.derivative_from_output(f(net)), f.derivative(net), atol=1e-15)


@each_elementwise
@given(net=moderate)
@settings(max_examples=30)
def test_an_elementwise_jacobian_is_diagonal(f: mlpcore.Activation, net: np.ndarray) -> None:
    """f'(net_i) for i = j, else 0."""
    np.testing.assert_array_equal(f.jacobian(net), np.diag(f.derivative(net)))


@each
@given(net=moderate, data=st.data())
@settings(max_examples=30)
def test_pullback_is_the_transposed_jacobian_times_the_gradient(
    f: mlpcore.Activation, net: np.ndarray, data: st.DataObject
) -> None:
    """⊙ f'(net) for the elementwise ones, Jᵀ for softmax: one rule."""
    d_o = data.draw(arrays(np.float64, len(net), elements=st.floats(-9, 9, width=32)))
    np.testing.assert_allclose(f.pullback(net, d_o), f.jacobian(net).T @ d_o, atol=1e-13)


@each
@given(net=moderate, data=st.data())
@settings(max_examples=30)
def test_pullback_log_is_the_pullback_of_the_gradient_over_o(
    f: mlpcore.Activation, net: np.ndarray, data: st.DataObject
) -> None:
    """∂ε/∂o = ∂ε/∂log o / o, wherever o is not close to 0."""
    net = net[f(net) > 1e-2]
    d_log = data.draw(arrays(np.float64, len(net), elements=st.floats(-9, 9, width=32)))
    if len(net):
        expected = f.pullback(net, d_log / f(net))
        np.testing.assert_allclose(f.pullback_log(net, d_log), expected, rtol=1e-12, atol=1e-11)


@each
@given(net=moderate)
@settings(max_examples=30)
def test_log_is_the_logarithm_of_the_value(f: mlpcore.Activation, net: np.ndarray) -> None:
    """log o, and -inf where o ≤ 0."""
    o = f(net)
    expected = [math.log(o_i) if o_i > 0 else -math.inf for o_i in o]
    np.testing.assert_allclose(f.log(net), expected, rtol=1e-12, atol=1e-15)


@each
@given(net=moderate, data=st.data())
@settings(max_examples=30)
def test_log_rest_is_the_logarithm_of_1_minus_the_value(
    f: mlpcore.Activation, net: np.ndarray, data: st.DataObject
) -> None:
    """log(1 − o), and its pullback, where o is not close to 1."""
    net = net[f(net) < 0.99]
    d_log = data.draw(arrays(np.float64, len(net), elements=st.floats(-9, 9, width=32)))
    if len(net):
        rest = 1 - f(net)
        kept = rest > 1e-2
        np.testing.assert_allclose(f.log_rest(net)[kept], np.log(rest[kept]), rtol=1e-9, atol=1e-12)
        if kept.all():
            expected = f.pullback(net, -d_log / rest)
            found = f.pullback_log_rest(net, d_log)
            np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize("method", ["derivative", "derivative_from_output"])
@pytest.mark.section("softmax")
def test_softmax_has_no_derivative_a_unit(method: str) -> None:
    """A name that promises a vector gives no matrix; the message names the Jacobian."""
    with pytest.raises(ValueError, match=r"softmax has no derivative a unit: .* take its jacobian"):
        getattr(mlpcore.softmax, method)([0.25, 0.75])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@each
def test_arrays_of_floats_keep_their_type(f: mlpcore.Activation, dtype: type) -> None:
    """float32 stays float32, in values, slopes and pullbacks."""
    net = np.array([0.5, -1.0, 2.0], dtype)
    for found in (f(net), f.jacobian(net), f.log(net), f.pullback(net, net)):
        assert found.dtype == dtype


@pytest.mark.parametrize(
    ("f", "y", "words"),
    [
        (mlpcore.sigmoid, [0.0, 2.0], "y holds 2, but sigmoid gives only outputs from 0 to 1"),
        (mlpcore.tanh, [[1.0], [4.0]], "y holds 4, but tanh gives only outputs from -1 to 1"),
        (mlpcore.relu, [-0.5], "y holds -0.5, but relu gives only outputs from 0 to inf"),
        (mlpcore.softmax, [[1.0, 0.0], [1.0, 1.0]], "a row of y sums to 2, but softmax"),
        (mlpcore.sigmoid, [0.0, 1.0, 0.5], ""),
        (mlpcore.softmax, [[0.1, 0.2, 0.7]], ""),
        (mlpcore.identity, [1e300], ""),
    ],
)
def test_targets_that_no_output_reaches_are_named(
    f: mlpcore.Activation, y: list, words: str
) -> None:
    """By number and range; '' where all can be reached."""
    said = f.cannot_give(np.array(y))
    assert said.startswith(words)
    assert bool(said) == bool(words)


@each
def test_an_activation_of_the_lecture_survives_pickling_as_itself(f: mlpcore.Activation) -> None:
    """And shows its name, not the addresses of its rules."""
    assert pickle.loads(pickle.dumps(f)) is f
    assert repr(f) == f"Activation({f.name!r})"


@each
@given(net=any_net)
@settings(max_examples=30)
def test_no_finite_net_input_raises_or_warns(f: mlpcore.Activation, net: np.ndarray) -> None:
    """Values, derivatives, Jacobians, pullbacks, logarithms, all over float64."""
    with nothing_silenced():
        assert np.isfinite(f(net)).all()
        assert np.isfinite(f.jacobian(net)).all()
        assert not np.isnan(f.pullback(net, np.ones_like(net))).any()
        assert not np.isnan(f.log(net)).any()
        f.pullback_log(net, np.ones_like(net))


@pytest.mark.parametrize(
    "f", [mlpcore.sigmoid, mlpcore.tanh, mlpcore.softmax], ids=lambda f: f.name
)
def test_saturated_activations_are_exact(f: mlpcore.Activation) -> None:
    """±1000 and beyond: the value is the limit, the derivative 0."""
    with nothing_silenced():
        for big in (1000.0, 1e308, math.inf):
            net = np.array([-big, 0.0 if f.elementwise else -big, big])
            limits = {"sigmoid": [0, 0.5, 1], "tanh": [-1, 0, 1], "softmax": [0, 0, 1]}[f.name]
            if big < math.inf or f.elementwise:
                assert f(net).tolist() == limits
                assert not f.jacobian(net)[..., [0, 2]].any()


@pytest.mark.parametrize("net", [-745.0, -700.0, -40.0, -1.0, 40.0, 700.0])
def test_sigmoid_and_its_slope_keep_all_digits(net: float) -> None:
    """σ(−a) = e^{−a}/(1 + e^{−a}) and σ' = e^{−a}/(1 + e^{−a})², without cancellation."""
    e = math.exp(-abs(net))
    value = 1 / (1 + e) if net > 0 else e / (1 + e)
    assert mlpcore.sigmoid([net]) == pytest.approx([value], rel=1e-15, abs=0)
    assert mlpcore.sigmoid.derivative([net]) == pytest.approx([e / (1 + e) ** 2], rel=1e-15, abs=0)


@pytest.mark.parametrize("net", [-300.0, -20.0, 20.0, 350.0])
def test_the_slope_of_tanh_keeps_all_digits(net: float) -> None:
    """1 − tanh² = 4 e^{−2a}/(1 + e^{−2a})², where 1 − o² would round to 0."""
    e = math.exp(-2 * abs(net))
    slope = mlpcore.tanh.derivative([net])
    assert slope == pytest.approx([4 * e / (1 + e) ** 2], rel=1e-13, abs=0)


@given(net=any_net, shift=st.floats(-1e3, 1e3))
@pytest.mark.section("softmax")
def test_softmax_is_a_distribution(net: np.ndarray, shift: float) -> None:
    """Each o_i ≥ 0, Σo = 1, and order is kept."""
    o = mlpcore.softmax(net)
    assert (o >= 0).all()
    assert o.sum() == pytest.approx(1, abs=1e-14)
    assert (np.diff(o[np.argsort(net, stable=True)]) >= 0).all()


@given(net=moderate, shift=st.integers(-1000, 1000))
@pytest.mark.section("softmax")
def test_softmax_does_not_see_a_shift(net: np.ndarray, shift: int) -> None:
    """Adding one number to all of net changes nothing."""
    np.testing.assert_allclose(mlpcore.softmax(net + shift), mlpcore.softmax(net), rtol=1e-9)


@given(net=moderate)
@pytest.mark.section("softmax")
def test_the_softmax_jacobian_is_symmetric_and_positive_semidefinite(net: np.ndarray) -> None:
    """Rows and columns sum to 0, J = Jᵀ, no eigenvalue below 0."""
    J = mlpcore.softmax.jacobian(net)
    np.testing.assert_allclose(J.sum(axis=0), 0, atol=1e-15)
    np.testing.assert_allclose(J.sum(axis=1), 0, atol=1e-15)
    np.testing.assert_array_equal(J, J.T)
    assert np.linalg.eigvalsh(J).min() >= -1e-15


@given(net=moderate)
@pytest.mark.section("softmax")
def test_the_softmax_jacobian_has_the_two_cases_of_the_notes(net: np.ndarray) -> None:
    """o_i (1 − o_i) for i = j, −o_i o_j for i ≠ j."""
    o, J = mlpcore.softmax(net), mlpcore.softmax.jacobian(net)
    for i, j in np.ndindex(J.shape):
        expected = o[i] * (1 - o[i]) if i == j else -o[i] * o[j]
        assert J[i, j] == pytest.approx(expected, rel=1e-14, abs=1e-300)


@pytest.mark.section("softmax")
def test_the_softmax_of_two_is_the_sigmoid_of_their_difference() -> None:
    """o_1 = σ(net_1 − net_2)."""
    net = np.array([0.3, -1.1])
    assert mlpcore.softmax(net)[0] == pytest.approx(float(mlpcore.sigmoid(1.4)), rel=1e-15)


def test_tanh_is_a_stretched_sigmoid() -> None:
    """tanh(net) = 2 σ(2 net) − 1."""
    net = np.linspace(-5, 5, 41)
    np.testing.assert_allclose(mlpcore.tanh(net), 2 * mlpcore.sigmoid(2 * net) - 1, atol=1e-15)


@each
def test_a_batch_is_its_rows(f: mlpcore.Activation) -> None:
    """Values, derivatives, Jacobians and pullbacks of a batch are those of the rows, stacked."""
    net = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, 3.0]])
    d_o = np.array([[1.0, 2.0, -3.0], [0.5, -1.0, 4.0]])
    by_unit = (f.derivative, f.derivative_from_output) if f.elementwise else ()
    for method in (f, f.jacobian, f.log, f.log_rest, *by_unit):
        np.testing.assert_array_equal(method(net), np.stack([method(row) for row in net]))
    for method in (f.pullback, f.pullback_log, f.pullback_log_rest):
        rows = [method(*pair) for pair in zip(net, d_o, strict=True)]
        np.testing.assert_allclose(method(net, d_o), np.stack(rows), rtol=1e-15)


@each
def test_the_net_input_is_left_alone(f: mlpcore.Activation) -> None:
    """Neither changed, nor handed out again."""
    net = np.array([0.5, -1.0])
    o = f(net)
    o[0] = 7.0
    assert net.tolist() == [0.5, -1.0]


@each
def test_integers_and_lists_are_numbers_too(f: mlpcore.Activation) -> None:
    """[1, 2] is [1.0, 2.0]."""
    np.testing.assert_array_equal(f([1, 2]), f(np.array([1.0, 2.0])))
    np.testing.assert_array_equal(f(np.array([1, 2], dtype=np.int8)), f([1.0, 2.0]))


def test_a_number_alone_is_taken_by_elementwise_activations() -> None:
    """σ(0) is ½, and its Jacobian 1 × 1."""
    assert mlpcore.sigmoid(0) == 0.5
    assert mlpcore.sigmoid.jacobian(0).tolist() == [[0.25]]


def test_activations_are_found_by_name() -> None:
    """By name, or itself; the five of the notes."""
    assert list(ACTIVATIONS) == ["identity", "sigmoid", "tanh", "relu", "softmax"]
    assert mlpcore.activation("relu") is mlpcore.relu
    assert mlpcore.activation(mlpcore.tanh) is mlpcore.tanh


def test_an_activation_of_ones_own_needs_two_rules() -> None:
    """Softplus: log(1 + e^net) has slope σ(net); a network takes it and the check agrees."""
    softplus = mlpcore.Activation("softplus", lambda net: np.logaddexp(0, net), mlpcore.sigmoid)
    mlp = mlpcore.MLP([2, 3, 1], activations=[softplus, "identity"], init="normal")
    assert mlpcore.gradient_check(mlp, [0.5, -1.0], [1.0]).ok
    mlp = mlpcore.MLP(
        [2, 3, 2], activations=["tanh", softplus], loss="cross_entropy", init="normal"
    )
    assert mlpcore.gradient_check(mlp, [0.5, -1.0], [0.0, 1.0]).ok


@pytest.mark.parametrize(("wrong", "name"), [(("?", [1.0]), "net"), (([1.0], "?"), "d_o")])
def test_a_pullback_names_what_is_no_numbers(wrong: tuple[object, object], name: str) -> None:
    with pytest.raises(TypeError, match=rf"^{name} must hold real numbers"):
        mlpcore.activations.sigmoid.pullback(*wrong)


def test_the_identity_gives_numbers_of_its_own_and_no_minus_0() -> None:
    net = np.array([-0.0, 2.0])
    z = mlpcore.activations.identity(net)
    assert not np.signbit(z).any()
    assert not np.shares_memory(z, net)
