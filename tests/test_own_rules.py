"""Activations and losses of one's own: they can break nothing, and a mistake is told in words."""

import math
import pickle
import re
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

import mlpcore
from mlpcore import Activation, Loss, lesson, panels
from mlpcore.lesson.activation.activation_summary import summary_of

NET = np.array([1.0, -2.0, 0.5])
Rule = Callable[[np.ndarray], object]
AT_ONCE = "gets all net inputs at once: use np.where in place of if, np.exp in place of math.exp"


def my_step(net: np.ndarray) -> object:
    return 1.0 if net > 0 else 0.0


def my_sigmoid(net: np.ndarray) -> object:
    return 1 / (1 + math.exp(-net))


def my_clipped(net: np.ndarray) -> object:
    net[net > 0] = 1.0
    return net


def my_doubled(net: np.ndarray) -> object:
    net *= 2
    return net


def my_quotient(net: np.ndarray) -> object:
    return 1 / 0


MISTAKES = {
    "if": (my_step, f"activation 'mine' (my_step) {AT_ONCE}"),
    "math": (my_sigmoid, f"activation 'mine' (my_sigmoid) {AT_ONCE}"),
    "assigns": (my_clipped, "activation 'mine' (my_clipped) writes into what it gets: make a new"),
    "in place": (my_doubled, "activation 'mine' (my_doubled) writes into what it gets: make a new"),
    "raises": (my_quotient, "(my_quotient) raises ZeroDivisionError: division by zero"),
    "None": (lambda net: None, "what activation 'mine' gives must hold real numbers, not None"),
    "complex": (lambda net: net + 1j, "what activation 'mine' gives must hold real numbers, not a"),
    "text": (lambda net: "a", "what activation 'mine' gives must hold real numbers, not 'a'"),
    "texts": (lambda net: ["a"] * 3, "what activation 'mine' gives must hold real numbers, not ["),
    "ragged": (lambda net: [[1], [2, 3]], "what activation 'mine' gives is ragged"),
    "huge": (lambda net: [10**400] * 3, "what activation 'mine' gives holds a whole number beyond"),
    "list": (lambda net: [1, 2], "activation 'mine' gives shape (2,): expected (3,)"),
    "one": (lambda net: 3, f"activation 'mine' gives shape (): expected (3,); it {AT_ONCE}"),
    "partial": (partial(np.power, 2j), "what activation 'mine' gives must hold real numbers"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_in_an_own_activation_is_told_by_its_name(case: str) -> None:
    """As function, as slope, as slope of the output; nobody's numbers are changed."""
    rule, message = MISTAKES[case]
    net = NET.copy()
    own = Activation("mine", rule, rule, rule)
    for use in (own, own.derivative, own.derivative_from_output, own.jacobian):
        with pytest.raises((ValueError, TypeError), match=re.escape(message)):
            use(net)
    with pytest.raises((ValueError, TypeError), match=re.escape(message)):
        mlpcore.MLP.from_weights([np.eye(3)], [np.zeros(3)], own).forward(net)
    assert net.tolist() == NET.tolist()


@pytest.mark.parametrize("made", [np.vectorize, lambda rule: np.frompyfunc(rule, 1, 1)])
def test_a_rule_that_numpy_wraps_is_still_ones_own(made: Callable[[Rule], Rule]) -> None:
    """Its mistakes are told by name, and what it gives are floats; NumPy's own are trusted."""
    own = Activation("mine", made(lambda net: 1 / (1 + math.exp(-net))), np.cos)
    with pytest.raises(ValueError, match=r"^activation 'mine' raises OverflowError: math"):
        mlpcore.MLP([1, 1], own).forward([-8000.0])
    assert own(NET).tolist() == pytest.approx(mlpcore.sigmoid(NET).tolist(), rel=1e-15)
    assert own.slope is np.cos


def test_the_test_points_of_the_lesson_stay_as_they_are() -> None:
    """A verdict after a rule that works in place is the same as before it."""
    good, wrong = mlpcore.tanh, Activation("shifted", np.tanh, lambda net: 1 - np.tanh(net))
    before = [str(lesson.check_activation(f)) for f in (good, wrong)]
    with pytest.raises(ValueError, match=r"'mine' .* writes into what it gets"):
        lesson.check_activation(Activation("mine", my_clipped, my_clipped))
    assert [str(lesson.check_activation(f)) for f in (good, wrong)] == before


def test_training_tells_it_too_and_moves_no_weight() -> None:
    """On the blackboard's way and on the quick one."""
    mlp = mlpcore.MLP([2, 3, 1], [Activation("mine", np.tanh, my_doubled), "identity"])
    W = [W_l.copy() for W_l in mlp.W]
    X, Y = np.ones((4, 2)), np.ones((4, 1))
    fwd = mlp.forward(X)
    with pytest.raises(ValueError, match=r"'mine' .* writes into what it gets"):
        mlp.backward(fwd, Y)
    with pytest.raises(ValueError, match=r"'mine' .* writes into what it gets"):
        mlpcore.train(mlp, X, Y, eta=0.1, epochs=1)
    assert all(map(np.array_equal, mlp.W, W))


def test_the_gradient_check_sees_what_an_own_activation_gives() -> None:
    """It calls the rules by itself, on arrays of its own."""
    mlp = mlpcore.MLP([2, 3, 1], [Activation("mine", my_doubled, np.cos), "identity"])
    with pytest.raises(ValueError, match=r"'mine' .* writes into what it gets"):
        mlpcore.gradient_check(mlp, [1, 2], [0])


LOSSES: dict[str, tuple[Callable[..., object], Callable[..., object], str]] = {
    "in place": (lambda y, o: o.sort(), lambda y, o: o - y, "loss 'mine' writes into what it gets"),
    "if": (lambda y, o: max(y, o), lambda y, o: o - y, f"loss 'mine' {AT_ONCE}"),
    "no axis": (
        lambda y, o: np.sum((y - o) ** 2),
        lambda y, o: 2 * (o - y),
        "loss 'mine' has shape (), but one number a row has (2,): expected the same",
    ),
    "no sum": (
        lambda y, o: (y - o) ** 2,
        lambda y, o: 2 * (o - y),
        "loss 'mine' has shape (2, 3), but one number a row has (2,): expected the same",
    ),
    "None": (lambda y, o: None, lambda y, o: o - y, "what loss 'mine' gives must hold real"),
    "raises": (lambda y, o: y[9], lambda y, o: o - y, "loss 'mine' raises IndexError: "),
    "slope None": (
        lambda y, o: np.sum((y - o) ** 2, axis=-1),
        lambda y, o: print(end=""),
        "what loss 'mine' gives must hold real numbers, not None",
    ),
}


@pytest.mark.parametrize("case", LOSSES)
def test_a_mistake_in_an_own_loss_is_told_by_its_name(case: str) -> None:
    """In a backward pass and in training."""
    formula, gradient, message = LOSSES[case]
    mlp = mlpcore.MLP([3, 3], "tanh", Loss("mine", formula, gradient))
    X, Y = np.ones((2, 3)), np.zeros((2, 3))
    with pytest.raises((ValueError, TypeError), match=re.escape(message)):
        mlp.backward(mlp.forward(X), Y)
    with pytest.raises((ValueError, TypeError), match=re.escape(message)):
        mlpcore.train(mlp, X, Y, eta=0.1, epochs=1, batch_size=None)
    assert (X == 1).all()


def test_what_an_own_rule_gives_is_an_array_of_its_own() -> None:
    """f(net) = net gives other memory than net's; a list of the right numbers will do."""
    own = Activation("mine", lambda net: net, lambda net: [1.0] * len(net))
    z = own(NET)
    z += 1
    assert NET.tolist() == [1.0, -2.0, 0.5]
    assert own.derivative(NET).tolist() == [1, 1, 1]


def test_single_precision_stays_so_with_an_own_activation() -> None:
    own = Activation("mine", lambda net: np.tanh(net.astype(float)), np.cos)
    assert own(np.float32([1, 2])).dtype == np.float32


def test_an_own_activation_can_be_pickled() -> None:
    own = pickle.loads(pickle.dumps(Activation("mine", np.tanh, my_step)))
    with pytest.raises(ValueError, match=re.escape(f"(my_step) {AT_ONCE}")):
        own.derivative(NET)


def test_the_cost_of_an_own_activation_is_still_counted() -> None:
    """By what it asks NumPy for: 1 / (1 + e^−net)."""
    own = Activation("mine", lambda net: 1 / (1 + np.exp(-net)), lambda net: net + 1)
    row = summary_of(own)
    assert (row.cost, row.cost_of_slope) == ("exp, 3 simple", "1 simple")


@pytest.mark.parametrize(
    "show",
    [
        lambda f: lesson.walkthrough(mlpcore.MLP([2, 2], f), [-1, 1], [0, 1]),
        lambda f: panels.step(mlpcore.MLP([2, 2], f), [-1, 1], [0, 1]),
        lambda f: panels.training("moons", activation=f),
        lambda f: panels.depth(3, activation=f),
    ],
    ids=["walkthrough", "step", "training", "depth"],
)
def test_what_is_no_number_is_told_where_a_pass_is_shown(
    show: Callable[[Activation], object],
) -> None:
    """A logarithm of a net input below 0."""
    own = Activation("mine", lambda net: np.log(net), lambda net: 1 / net)
    with pytest.raises(ValueError, match=r"^activation 'mine' gives nan at net = -[\d.]+: "):
        show(own)
    assert not lesson.check_activation(own).ok
