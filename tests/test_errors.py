"""Bad input: refused in words that name it, before anything is changed."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

import mlpcore
from mlpcore import datasets
from mlpcore.stopping import gradient_norm_below, loss_below, no_improvement

X, Y = datasets.xor()


def network() -> mlpcore.MLP:
    """A 2-3-2 net."""
    return mlpcore.MLP([2, 3, 2], ["tanh", "softmax"], loss="cross_entropy", init="normal")


def numbers(mlp: mlpcore.MLP) -> bytes:
    """All weights and biases, byte for byte."""
    return b"".join(array.tobytes() for array in (*mlp.W, *mlp.b))


NOT_NUMBERS = [None, "ab", ["1", "2"], [1, None], [1 + 2j, 1], [object(), 1], {1: 2}, [1, "2"]]
NOT_NUMBERS += [np.array(["1", "2"], dtype=object), np.array([1j, 2]), len]
NOT_NUMBERS += [np.array(["NaT", 1], "m8[s]"), np.array([1, 2], "M8[s]")]
NOT_NUMBERS += [np.ma.array([1.0, 2.0], mask=[False, True])]


def test_an_activation_refuses_masked_numbers() -> None:
    """What is masked has no value; where nothing is, the numbers are taken."""
    for f in (mlpcore.sigmoid, mlpcore.softmax.jacobian, mlpcore.tanh.log):
        with pytest.raises(TypeError, match="net must hold real numbers, not masked_array"):
            f(NOT_NUMBERS[-1])
        assert np.array_equal(f(np.ma.array([1.0, 2.0])), f([1.0, 2.0]))


@pytest.mark.parametrize("x", NOT_NUMBERS)
def test_what_is_not_numbers_is_a_type_error(x: object) -> None:
    """Strings, None, complex numbers, objects; as input, target, weights, or argument of f."""
    mlp = network()
    with pytest.raises(TypeError, match=r"^x must hold real numbers, not "):
        mlp.forward(x)
    with pytest.raises(TypeError, match=r"^y must hold real numbers, not "):
        mlp.backward(mlp.forward([1, 2]), x)
    with pytest.raises(TypeError, match=r"^b\[0\] must hold real numbers, not "):
        mlpcore.MLP.from_weights([[[1, 2]]], [x])
    with pytest.raises(TypeError, match=r"^net must hold real numbers, not "):
        mlpcore.sigmoid(x)


@pytest.mark.parametrize("x", [[True, False], np.array([1, 0], dtype=object), (1, 0), [1.0, 0]])
def test_whatever_is_numbers_is_taken(x: object) -> None:
    """True counts as 1; tuples, integers and objects that are numbers will do."""
    assert network().forward(x).o.tolist() == network().forward(np.array([1.0, 0.0])).o.tolist()


@pytest.mark.parametrize(
    ("x", "message"),
    [
        ([[1, 2], [3]], r"x is ragged: its rows must all have the same length"),
        ([1, np.nan], r"x\[1\] is nan, but must be a finite number"),
        ([[1, 2], [-np.inf, 0]], r"x\[1, 0\] is -inf, but must be a finite number"),
        ([1, 2, 3], r"x has shape \(3,\), but the input layer expects \(2,\) for one sample"),
        ([[1], [2]], r"x has shape \(2, 1\), but .* or \(n, 2\) for a batch"),
        (np.ones((2, 2, 2)), r"x has shape \(2, 2, 2\), but"),
        (1.0, r"x has shape \(\), but"),
        ([], r"x has shape \(0,\), but"),
        (np.ones((0, 2)), r"x has shape \(0, 2\), but .* a batch that is not empty"),
    ],
)
def test_an_input_that_does_not_fit_is_refused(x: object, message: str) -> None:
    """By shape, or by the place of the entry that is no number; for one pass, check or training."""
    mlp = network()
    before = numbers(mlp)
    with pytest.raises(ValueError, match=message):
        mlp.forward(x)
    with pytest.raises(ValueError, match=message):
        mlpcore.gradient_check(mlp, x, [0, 1])
    with pytest.raises(ValueError, match=message.replace("x", "X", 1)):
        mlpcore.epochs(mlp, x, [[0, 1]], eta=1)
    assert numbers(mlp) == before


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ([1, 2], [1], r"y has shape \(1,\), but the output layer gives \(2,\)$"),
        ([1, 2], [0, 0, 1], r"y has shape \(3,\), but the output layer gives \(2,\)$"),
        ([1, 2], [[0, 1]], r"y has shape \(1, 2\), but the output layer gives \(2,\)$"),
        ([[1, 2]], [0, 1], r"y has shape \(2,\), but the output layer gives \(1, 2\)$"),
        ([1, 2], [0, np.inf], r"y\[1\] is inf, but must be a finite number"),
        ([1, 2], [[0], [1, 2]], r"y is ragged"),
        (X, [0, 1, 1, 0], r"\(4, 2\); mlpcore.one_hot\(y, 2\) gives that from class indices$"),
        ([1, 2], 1, r"\(2,\); mlpcore.one_hot\(y, 2\) gives that from class indices$"),
    ],
)
def test_a_target_that_does_not_fit_is_refused(x: object, y: object, message: str) -> None:
    """The message says what is expected, and how class indices become that."""
    mlp = network()
    before = numbers(mlp)
    with pytest.raises(ValueError, match=message):
        mlp.backward(mlp.forward(x), y)
    with pytest.raises(ValueError, match=message):
        mlpcore.gradient_check(mlp, x, y)
    assert numbers(mlp) == before


def test_the_conversion_that_the_message_names_is_right() -> None:
    """One-hot for class indices, a column for (n,) against (n, 1)."""
    mlp, y = network(), [0, 1, 1, 0]
    mlp.backward(mlp.forward(X), mlpcore.one_hot(y, 2))
    single = mlpcore.MLP([2, 1])
    with pytest.raises(ValueError, match=r"\(4, 1\); np.reshape\(y, \(4, 1\)\) gives that$"):
        single.backward(single.forward(X), y)
    single.backward(single.forward(X), np.reshape(y, (4, 1)))
    with pytest.raises(ValueError, match=r"Y has shape \(4,\), .* np.reshape\(Y, \(4, 1\)\)"):
        mlpcore.train(single, X, y, eta=1, epochs=1)


@pytest.mark.parametrize("fwd", [None, [1, 2], np.ones(2), network()])
def test_what_is_no_forward_pass_is_a_type_error(fwd: object) -> None:
    """A student hands over x, o, or the network."""
    with pytest.raises(TypeError, match=r"^fwd must be what forward\(x\) gave, not "):
        network().backward(fwd, [0, 1])


def test_the_forward_pass_of_another_network_is_refused() -> None:
    """Its widths and ours are named."""
    other = mlpcore.MLP([2, 4, 2]).forward([1, 2])
    with pytest.raises(ValueError, match=r"fwd is of widths \[2, 4, 2\], .* has \[2, 3, 2\]"):
        network().backward(other, [0, 1])


BAD_BACKWARDS = [None, 0.5, network(), network().forward([1, 2])]


@pytest.mark.parametrize("bwd", BAD_BACKWARDS, ids=["None", "number", "network", "forward"])
def test_what_is_no_backward_pass_is_a_type_error(bwd: object) -> None:
    """For a descent, and as a claim to be checked."""
    mlp = network()
    before = numbers(mlp)
    with pytest.raises(TypeError, match=r"^bwd must be what backward\(fwd, y\) gave, not "):
        mlp.descend(bwd, 0.5)
    if bwd is not None:
        with pytest.raises(TypeError, match=r"^claimed must be what backward\(fwd, y\) gave"):
            mlpcore.gradient_check(mlp, [1, 2], [0, 1], claimed=bwd)
    assert numbers(mlp) == before


@pytest.mark.parametrize("widths", [[2, 4, 2], [2, 2], [2, 3, 3, 2]], ids=str)
def test_the_backward_pass_of_another_network_is_refused(widths: list[int]) -> None:
    """Nothing is descended, nothing checked."""
    mlp, other = network(), mlpcore.MLP(widths)
    bwd = other.backward(other.forward([1, 2]), [0, 1])
    before = numbers(mlp)
    with pytest.raises(ValueError, match=r"bwd has shapes .* this network's W and b have"):
        mlp.descend(bwd, 0.5)
    with pytest.raises(ValueError, match=r"claimed has shapes .* this network's W and b have"):
        mlpcore.gradient_check(mlp, [1, 2], [0, 1], claimed=bwd)
    assert numbers(mlp) == before


GRADIENTS: dict[str, tuple[Callable[[np.ndarray], object], str]] = {
    "complex": (lambda g: g * 1j, "must hold real numbers, not array"),
    "objects": (lambda g: np.full(g.shape, None), "must hold real numbers, not array"),
    "words": (lambda g: g.astype(str), "must hold real numbers, not array"),
    "masked": (lambda g: np.ma.array(g, mask=g > 0), "must hold real numbers, not masked_array"),
    "ragged": (lambda g: [[1.0], [2.0, 3.0]], "is ragged"),
}


@pytest.mark.parametrize("kind", GRADIENTS)
def test_gradients_that_are_no_real_numbers_are_refused(kind: str) -> None:
    """For a descent, and as a claim; real ones may stand in lists."""
    mlp, twin = network(), network()
    bwd, before = mlp.backward(mlp.forward([1, 2]), [0, 1]), numbers(mlp)
    change, message = GRADIENTS[kind]
    wrong = replace(bwd, dW=[bwd.dW[0], change(bwd.dW[1])])
    with pytest.raises((ValueError, TypeError), match=rf"^bwd\.dW\[1\] {message}"):
        mlp.descend(wrong, 0.5)
    with pytest.raises((ValueError, TypeError), match=rf"^claimed\.dW\[1\] {message}"):
        mlpcore.gradient_check(mlp, [1, 2], [0, 1], claimed=wrong)
    assert numbers(mlp) == before
    lists = replace(bwd, db=[g.tolist() for g in bwd.db])
    assert mlpcore.gradient_check(mlp, [1, 2], [0, 1], claimed=lists).ok
    mlp.descend(lists, 0.5)
    twin.descend(bwd, 0.5)
    assert numbers(mlp) == numbers(twin)


def test_gradients_of_the_wrong_shape_are_refused() -> None:
    """∇b_0 as a column would be stretched to a matrix."""
    mlp = network()
    bwd = mlp.backward(mlp.forward([1, 2]), [0, 1])
    before = numbers(mlp)
    with pytest.raises(ValueError, match=r"bwd has shapes .* \(3, 1\), \(2,\)\], but"):
        mlp.descend(replace(bwd, db=[bwd.db[0][:, None], bwd.db[1]]), 0.5)
    assert numbers(mlp) == before


ETAS = [
    (0, ValueError, "eta is 0, but must be above 0"),
    (-0.5, ValueError, "eta is -0.5, but must be above 0"),
    (np.nan, ValueError, "eta is nan, but must be a finite number"),
    (np.inf, ValueError, "eta is inf, but must be a finite number"),
    ("0.5", TypeError, "eta must hold real numbers, not '0.5'"),
    (None, TypeError, "eta must hold real numbers, not None"),
    (1j, TypeError, "eta must hold real numbers, not 1j"),
    (True, TypeError, "eta must be a number above 0, not True"),
    (np.True_, TypeError, "eta must be a number above 0, not np.True_"),
    ([0.5], TypeError, r"eta must be a number above 0, not \[0.5\]"),
    (np.ones(2), TypeError, "eta must be a number above 0, not array"),
]


@pytest.mark.parametrize(("eta", "error", "message"), ETAS, ids=lambda value: f"{value}")
def test_a_learning_rate_must_be_a_finite_number_above_0(
    eta: object, error: type[Exception], message: str
) -> None:
    """In a descent and in training; no weight is touched."""
    mlp = network()
    before, bwd = numbers(mlp), mlp.backward(mlp.forward([1, 2]), [0, 1])
    with pytest.raises(error, match=message):
        mlp.descend(bwd, eta)
    with pytest.raises(error, match=message):
        mlpcore.epochs(mlp, X, mlpcore.one_hot([0, 1, 1, 0]), eta=eta)
    assert numbers(mlp) == before


@pytest.mark.parametrize(
    ("how", "error", "message"),
    [
        ({"widths": 3}, TypeError, "widths must be a list, not 3"),
        ({"widths": "2-3-1"}, TypeError, "widths must be a list, not '2-3-1'"),
        ({"widths": [2]}, ValueError, r"widths is \[2\], but a network needs an input and an out"),
        ({"widths": []}, ValueError, r"widths is \[\], but a network needs"),
        ({"widths": [2, 0, 1]}, ValueError, r"widths\[1\] is 0, but must be above 0"),
        ({"widths": [2, 1.5]}, TypeError, r"widths\[1\] must be a whole number, not 1.5"),
        ({"widths": [2, True]}, TypeError, r"widths\[1\] must be a number above 0, not True"),
        ({"widths": ["2", 1]}, TypeError, r"widths\[0\] must hold real numbers, not '2'"),
        ({"activations": ["tanh"]}, ValueError, "activations has 1 entries: expected 2, 1 a"),
        ({"activations": ["tanh"] * 3}, ValueError, "activations has 3 entries: expected 2"),
        ({"activations": None}, TypeError, "activations must be a list, not None"),
        ({"activations": ["tanh", 3]}, TypeError, "activation of layer 2 must be a name .*, not 3"),
        (
            {"activations": ["tanh", "sigmod"]},
            ValueError,
            "unknown activation of layer 2 'sigmod': did you mean 'sigmoid'. known are identity,",
        ),
        ({"activations": "ReLU"}, ValueError, "'ReLU': did you mean 'relu'"),
        ({"activations": "zzz"}, ValueError, "'zzz': known are identity, sigmoid, tanh, relu, so"),
        ({"loss": "crossentropy"}, ValueError, "unknown loss 'crossentropy': .* 'cross_entropy'"),
        ({"loss": None}, TypeError, "loss must be a name .*, not None"),
        ({"init": "Glorot"}, ValueError, "unknown init 'Glorot': did you mean 'glorot'"),
        ({"seed": -1}, ValueError, "seed is -1, but must be 0 or above 0"),
        ({"seed": 1.5}, TypeError, "seed must be a whole number, not 1.5"),
        ({"seed": "7"}, TypeError, "seed must hold real numbers, not '7'"),
        ({"scale": 0}, ValueError, "scale is 0, but must be above 0"),
    ],
)
def test_a_network_that_cannot_be_built_is_refused(
    how: dict, error: type[Exception], message: str
) -> None:
    """By argument, layer, what came, what was expected, and the nearest known name."""
    with pytest.raises(error, match=message):
        mlpcore.MLP(**{"widths": [2, 3, 1]} | how)


@pytest.mark.parametrize(
    ("W", "b", "error", "message"),
    [
        (None, [], TypeError, "W must be a list, not None"),
        ([[[1]]], 3, TypeError, "b must be a list, not 3"),
        ([], [], ValueError, "W has 0 layers and b 0"),
        ([[[1]], [[1]]], [[1]], ValueError, "W has 2 layers and b 1: expected as many"),
        ([[[1, np.nan]]], [[1, 2]], ValueError, r"W\[0\]\[0, 1\] is nan"),
        ([[[1, 2], [3]]], [[1, 2]], ValueError, r"W\[0\] is ragged"),
        (
            [[1, 2]],
            [[1]],
            ValueError,
            r"W\[0\] has shape \(2,\) and b\[0\] has \(1,\), .* \(2, n\)",
        ),
        ([5], [[1]], ValueError, r"W\[0\] has shape \(\) and"),
        ([[[1, 2]]], [[1]], ValueError, r"W\[0\] has shape \(1, 2\) and b\[0\] has \(1,\)"),
        ([[[1, 2]]], [[[1, 2]]], ValueError, r"b\[0\] has \(1, 2\), .* expected \(1, n\) and \(n,"),
        ([[[]]], [[]], ValueError, r"W\[0\] has shape \(1, 0\)"),
        (
            [[[1, 2]], [[1], [2], [3]]],
            [[1, 2], [1]],
            ValueError,
            r"W\[1\] has shape \(3, 1\) and b\[1\] has \(1,\), layer 1 has width 2: expected",
        ),
    ],
)
def test_weights_that_do_not_fit_each_other_are_refused(
    W: object, b: object, error: type[Exception], message: str
) -> None:
    """By layer, with both shapes."""
    with pytest.raises(error, match=message):
        mlpcore.MLP.from_weights(W, b)


TRAINING = [
    ({"X": X[0]}, ValueError, r"X has shape \(2,\), but training needs a batch of rows \(n, d\)"),
    ({"Y": Y[:3]}, ValueError, r"Y has shape \(3, 1\), but the output layer gives \(4, 1\)"),
    ({"X": X[:0], "Y": Y[:0]}, ValueError, r"X has shape \(0, 2\), .* not empty"),
    ({"epochs": 0}, ValueError, "epochs is 0, but must be above 0"),
    ({"epochs": 2.5}, TypeError, "epochs must be a whole number, not 2.5"),
    ({"epochs": None}, TypeError, "epochs must hold real numbers, not None"),
    ({"batch_size": 0}, ValueError, "batch_size is 0, but must be above 0"),
    ({"batch_size": 1.5}, TypeError, "batch_size must be a whole number, not 1.5"),
    ({"batch_size": "all"}, TypeError, "batch_size must hold real numbers, not 'all'"),
    ({"seed": -1}, ValueError, "seed is -1, but must be 0 or above 0"),
    ({"stop": loss_below(1)}, TypeError, "stop must be a list, not Criterion"),
    (
        {"stop": [loss_below]},
        TypeError,
        r"what stops must be a criterion such as loss_below\(0.1\), not",
    ),
    ({"stop": [loss_below(1), 0.1]}, TypeError, "what stops must be a criterion such as"),
    ({"stop": ["loss"]}, TypeError, "what stops must be a criterion such as"),
]


@pytest.mark.parametrize(("how", "error", "message"), TRAINING)
def test_training_that_cannot_be_done_is_refused_at_once(
    how: dict, error: type[Exception], message: str
) -> None:
    """Before any step: no weight is touched."""
    mlp = mlpcore.MLP([2, 3, 1])
    before = numbers(mlp)
    with pytest.raises(error, match=message):
        mlpcore.train(mlp, **{"X": X, "Y": Y, "eta": 0.5, "epochs": 2} | how)
    assert numbers(mlp) == before


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: loss_below(0), ValueError, "bound is 0, but must be above 0"),
        (lambda: loss_below("a"), TypeError, "bound must hold real numbers, not 'a'"),
        (lambda: gradient_norm_below(-1), ValueError, "theta is -1, but must be above 0"),
        (lambda: no_improvement(0), ValueError, "epochs is 0, but must be above 0"),
        (lambda: datasets.circles(n=0), ValueError, "n is 0, but must be above 0"),
        (lambda: datasets.moons(noise=-1), ValueError, "noise is -1, but must be 0 or above 0"),
        (lambda: datasets.wave(noise="a"), TypeError, "noise must hold real numbers, not 'a'"),
        (lambda: datasets.spirals(turns=0), ValueError, "turns is 0, but must be above 0"),
        (lambda: datasets.blobs(k=1.5), TypeError, "k must be a whole number, not 1.5"),
        (lambda: datasets.encoder(0), ValueError, "n is 0, but must be above 0"),
        (lambda: mlpcore.one_hot(["a", 1]), TypeError, "labels must hold real numbers"),
        (lambda: mlpcore.gradient_check(network(), [1, 2], [0, 1], 0), ValueError, "step is 0"),
    ],
)
def test_other_arguments_are_refused_by_name_too(
    call: Callable[[], object], error: type[Exception], message: str
) -> None:
    """Criteria, data sets, the gradient check."""
    with pytest.raises(error, match=message):
        call()


def test_losses_refuse_shapes_that_numpy_would_stretch() -> None:
    """(n,) against (n, 1) would become (n, n)."""
    for method in (mlpcore.half_squared_error, mlpcore.half_squared_error.d_o):
        with pytest.raises(ValueError, match=r"y has shape \(2,\), but o has \(2, 1\)"):
            method([1, 2], [[1], [2]])
        with pytest.raises(ValueError, match=r"o\[0\] is nan, but must be a finite number"):
            method([1, 2], [np.nan, 2])


def test_pullbacks_refuse_shapes_that_numpy_would_stretch() -> None:
    """∂ε/∂o has the shape of net."""
    for f in (mlpcore.tanh, mlpcore.softmax):
        with pytest.raises(ValueError, match=r"net has shape \(2,\), but d_o has \(2, 1\)"):
            f.pullback([1, 2], [[1], [2]])
        with pytest.raises(ValueError, match=r"net has shape \(2,\), but d_log has \(1,\)"):
            f.pullback_log([1, 2], [1])


@pytest.mark.parametrize("net", [0.0, [], np.ones((2, 0))], ids=repr)
@pytest.mark.section("softmax")
def test_softmax_needs_a_layer(net: object) -> None:
    """A number alone has no last axis, an empty layer no maximum."""
    for method in (mlpcore.softmax, mlpcore.softmax.jacobian, mlpcore.softmax.log):
        with pytest.raises(ValueError, match="softmax has no net of shape"):
            method(net)


def test_the_logarithm_of_0_is_refused_in_words() -> None:
    """cross_entropy needs o > 0 where y ≠ 0, and says which o_i is not."""
    for o in ([0.5, 0], [0.5, -1]):
        with pytest.raises(ValueError, match="cross_entropy takes log o, but o_2 is 0 or less"):
            mlpcore.cross_entropy([0.5, 0.5], o)


@pytest.mark.parametrize("output", ["identity", "tanh", "relu"])
def test_an_output_below_0_is_refused_by_the_cross_entropy(output: str) -> None:
    """The backward pass and the gradient check say so; the forward pass has no objection."""
    mlp = mlpcore.MLP.from_weights([[[1, -1]]], [[0, 0]], output, "cross_entropy")
    fwd = mlp.forward([1])
    with pytest.raises(ValueError, match=r"o_2 is 0 or less .* softmax and sigmoid give o > 0"):
        mlp.backward(fwd, [0.5, 0.5])
    with pytest.raises(ValueError, match="o_2 is 0 or less"):
        mlpcore.gradient_check(mlp, [1], [0.5, 0.5])
    bwd = mlp.backward(fwd, [1, 0])
    assert np.isfinite(bwd.eps)
    assert np.isfinite(bwd.delta[1]).all()


@pytest.mark.parametrize(
    ("rule", "shape"),
    [(np.sum, r"\(\)"), (lambda net: 1.0, r"\(\)"), (lambda net: net[..., :1], r"\(1,\)")],
    ids=["sum", "constant", "first"],
)
def test_an_activation_of_ones_own_with_a_wrong_shape_is_refused_by_name(
    rule: Callable[[np.ndarray], np.ndarray], shape: str
) -> None:
    """As function, as slope, as slope of the output."""
    message = rf"activation 'mine' gives shape {shape}: expected \(2,\)"
    wrong_value = mlpcore.Activation("mine", rule, np.cos)
    with pytest.raises(ValueError, match=message):
        mlpcore.MLP([2, 2], wrong_value).forward([1, 2])
    wrong_slope = mlpcore.Activation("mine", np.sin, rule, rule)
    mlp = mlpcore.MLP([1, 2, 1], [wrong_slope, "identity"])
    with pytest.raises(ValueError, match=message):
        mlp.backward(mlp.forward([1]), [1])
    with pytest.raises(ValueError, match=message):
        wrong_slope.derivative_from_output([1, 2])


def test_an_activation_without_a_form_in_the_output_says_so() -> None:
    """Not every f' can be had from o."""
    sine = mlpcore.Activation("sine", np.sin, np.cos)
    with pytest.raises(ValueError, match="'sine' has no derivative in terms of its output"):
        sine.derivative_from_output([1, 2])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: mlpcore.MLP.from_weights(3, [[1]]), "W must be a list, not 3"),
        (lambda: mlpcore.tanh.pullback([1.0, 2.0], [1.0, 2.0, 3.0]), "^net has .*but d_o has"),
        (lambda: mlpcore.tanh.pullback_log([1.0, 2.0], [1.0, 2.0, 3.0]), "^net has .*but d_log"),
        (lambda: mlpcore.tanh.pullback_log_rest([1.0, 2.0], [1.0, 2.0, 3.0]), "^net has .*d_log"),
        (lambda: mlpcore.MLP([10**6, 10**6, 1]), "widths asks for more than"),
        (lambda: mlpcore.Activation(3, np.tanh, np.tanh), "name must be text, not 3"),
    ],
)
def test_the_name_stands_in_the_message(call: Callable[[], object], words: str) -> None:
    with pytest.raises((TypeError, ValueError), match=words):
        call()


def test_a_wave_may_have_a_single_row() -> None:
    X, Y = datasets.wave(1)
    assert (X.shape, Y.shape) == ((1, 1), (1, 1))
