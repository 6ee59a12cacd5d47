"""What does not fit into a public function: refused by the argument's name, and nothing changed.

A batch where one sample is due, text and None for numbers, another shape, NaN, numbers too large,
negative and broken counts, words for switches, all over lesson and panels.
"""

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mlpcore
from mlpcore import Activation, lesson, panels
from mlpcore.lesson.notation.typed_numbers import typed

NET = mlpcore.MLP([2, 3, 2], ["tanh", "softmax"], "cross_entropy", seed=1)
x, y = [0.5, -1], [0, 1]
X, Y = [[0.5, -1], [1, 2]], [[0, 1], [1, 0]]
HUGE = 10**400


def of_lists() -> mlpcore.MLP:
    """A network in which somebody has put a list in the place of W_0."""
    mlp = NET.copy()
    mlp.W[0] = mlp.W[0].tolist()
    return mlp


def of_whole_numbers() -> mlpcore.MLP:
    """With an array of whole numbers in its place, which would make inputs whole, too."""
    mlp = NET.copy()
    mlp.W[0] = np.ones((2, 3), int)
    return mlp


def of_another_shape() -> mlpcore.MLP:
    mlp = NET.copy()
    mlp.b[1] = np.ones((1, 2))
    return mlp


def right(mlp: mlpcore.MLP, fwd: mlpcore.Forward, y: object) -> mlpcore.Backward:
    """A backward pass of one's own."""
    return mlp.backward(fwd, y)


# everything that takes a network and one sample
OF_A_SAMPLE: dict[str, Callable[..., Any]] = {
    "panels.step": panels.step,
    "panels.gradcheck": panels.gradcheck,
    "lesson.walkthrough": lesson.walkthrough,
    "lesson.bugged": lesson.bugged,
    "lesson.gradient_experiment": lesson.gradient_experiment,
    "lesson.judge": lambda *given, **how: lesson.judge(right, *given, **how),
}
# and what takes a batch, too
OF_BOTH: dict[str, Callable[..., Any]] = {
    "lesson.check": lambda *given, **how: lesson.check("delta_1", [1], *given, **how),
    "lesson.hint": lambda *given, **how: lesson.hint("delta_1", *given, **how),
    "lesson.reveal": lambda *given, **how: lesson.reveal("delta_1", *given, **how),
    "lesson.nudge": lambda *given, **how: lesson.nudge(*given, "W_0", (1, 1), **how),
    "lesson.Trace": lesson.Trace,
    "lesson.layer_norms": lesson.layer_norms,
    "mlpcore.gradient_check": mlpcore.gradient_check,
}
NETWORK = "mlp must be a network such as mlpcore.MLP([2, 3, 1]), not "
ARRAY = "W[0] must be an array of floats of shape (2, 3), as np.array(…, float) makes one, not "
GIVEN: dict[str, tuple[tuple[Any, ...], str]] = {
    "no network": ((None, x, y), f"{NETWORK}None"),
    "text for a network": (("2-3-2", x, y), f"{NETWORK}'2-3-2'"),
    "weights as lists": ((of_lists(), x, y), f"{ARRAY}[["),
    "whole weights": ((of_whole_numbers(), x, y), f"{ARRAY}array([[1, 1, 1]"),
    "a row for b": ((of_another_shape(), x, y), "b[1] must be an array of floats of shape (2,)"),
    "no x": ((NET, None, y), "x must hold real numbers, not None"),
    "text for x": ((NET, "0.5", y), "x must hold real numbers, not '0.5'"),
    "masked x": (
        (NET, np.ma.array(x, mask=[True, False]), y),
        "x must hold real numbers, not masked_array(",
    ),
    "nan": ((NET, [math.nan, 1], y), "x[0] is nan, but must be a finite number"),
    "huge": ((NET, [HUGE, 1], y), "x holds a whole number beyond 10³⁰⁸"),
    "short x": ((NET, [1], y), "x has shape (1,), but the input layer expects (2,)"),
    "deep x": ((NET, np.ones((1, 1, 2)), y), "x has shape (1, 1, 2), but the input layer expects"),
    "no y": ((NET, x, None), "y must hold real numbers, not None"),
    "long y": ((NET, x, [0, 0, 1]), "y has shape (3,), but the output layer gives (2,)"),
    "targets of a batch": ((NET, x, Y), "y has shape (2, 2), but the output layer gives (2,)"),
}


def refused(call: Callable[..., Any], *given: Any, **how: Any) -> str:
    """The words of the refusal."""
    with pytest.raises((ValueError, TypeError)) as refusal:
        call(*given, **how)
    return str(refusal.value)


@pytest.mark.parametrize("function", OF_A_SAMPLE | OF_BOTH)
@pytest.mark.parametrize("case", GIVEN)
def test_what_is_no_pass_is_refused_by_name(function: str, case: str) -> None:
    """The same words in every function that takes one."""
    given, words = GIVEN[case]
    if function == "lesson.layer_norms":
        words = re.sub(r"^[xy]\b", lambda name: name[0].upper(), words)
    assert refused((OF_A_SAMPLE | OF_BOTH)[function], *given).startswith(words)


@pytest.mark.parametrize("function", OF_A_SAMPLE)
def test_a_batch_where_one_sample_is_due_is_refused(function: str) -> None:
    words = "x is a batch of shape (2, 2), but a walkthrough is of one sample: take one row"
    assert refused(OF_A_SAMPLE[function], NET, X, Y).startswith(words)


ETA = {
    0: "eta is 0, but must be above 0",
    None: "eta must hold real numbers, not None",
    "half": "eta must hold real numbers, not 'half'",
    True: "eta must be a number above 0, not True",
    HUGE: "eta holds a whole number beyond 10³⁰⁸",
    (0.5,): "eta must be a number above 0, not (0.5,)",
}


@pytest.mark.parametrize("function", ["panels.step", "lesson.walkthrough", "lesson.bugged"])
@pytest.mark.parametrize("eta", ETA, ids=lambda eta: f"{eta!r:.10}")
def test_what_is_no_learning_rate_is_refused(function: str, eta: Any) -> None:
    assert refused(OF_A_SAMPLE[function], NET, x, y, eta=eta).startswith(ETA[eta])


@pytest.mark.parametrize("function", [*OF_A_SAMPLE, "lesson.check", "lesson.nudge"])
def test_a_word_for_a_switch_and_an_unknown_book_are_refused(function: str) -> None:
    """`named="no"` would count as yes."""
    call = (OF_A_SAMPLE | OF_BOTH)[function]
    assert refused(call, NET, x, y, named="no") == "named must be True or False, not 'no'"
    assert refused(call, NET, x, y, notation="bishp").startswith(
        "unknown notation 'bishp': did you mean 'bishop'?"
    )


step, softmax, activation = panels.step, panels.softmax, panels.activation
SOLE = "but this panel shows one row of numbers: take one, as in"
OTHERS: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any], str]] = [
    (step, (NET, x, y), {"until": "VI"}, "unknown until 'VI': "),
    (step, (NET, x, y), {"until": 5}, "until must be a name (I, II, III, IV, V), not 5"),
    (step, (NET, x, y), {"until": None}, "until must be a name (I, II, III, IV, V), not None"),
    (step, (NET, x, y), {"at": 3}, "at must be the key of a step, not 3"),
    (step, (NET, x, y), {"shapes": "no"}, "shapes must be True or False, not 'no'"),
    (step, (NET, x, y), {"seed": -1}, "seed is -1, but must be 0 or above 0"),
    (step, (NET, x, y), {"seed": 1.5}, "seed must be a whole number, not 1.5"),
    (step, (NET, x, y), {"slip": 3}, "slip must be a name, not 3"),
    (step, (NET, x, y), {"backward": 3}, "expected a function my_backward(mlp, fwd, y), not 3"),
    (softmax, (X,), {}, f"net has shape (2, 2), {SOLE} net[0]"),
    (softmax, ([1, 2], Y), {}, f"y has shape (2, 2), {SOLE} y[0]"),
    (softmax, (3,), {}, "net has 1 entries: the panel shows 2 to 8"),
    (softmax, ("ab",), {}, "net must hold real numbers, not 'ab'"),
    (softmax, ([1, HUGE],), {}, "net holds a whole number beyond 10³⁰⁸"),
    (softmax, ([1, 2],), {"T": [1]}, "T must be a number above 0, not [1]"),
    (softmax, ([1, 2],), {"T": 0}, "T is 0, but must be above 0"),
    (softmax, ([1, 2],), {"c": [1]}, "c must be one number, not [1]"),
    (softmax, ([1, 2],), {"c": None}, "c must hold real numbers, not None"),
    (softmax, ([1, 2],), {"at": 2}, "at must be a name ("),
    (activation, ("tanh", X), {}, "net must be one number, not [[0.5, -1], [1, 2]]"),
    (activation, ("tanh", [1]), {}, "net must be one number, not [1]"),
    (activation, ("tanh", True), {}, "net must be one number, not True"),
    (activation, ("tanh", math.inf), {}, "net is inf, but must be a finite number"),
    (activation, ("tanh", HUGE), {}, "net holds a whole number beyond 10³⁰⁸"),
    (activation, ("tanh",), {"depth": 2.5}, "depth must be a whole number, not 2.5"),
    (activation, ("tanh",), {"depth": -1}, "depth is -1, but must be above 0"),
    (activation, ("tanh",), {"others": 3}, "others must be a list, not 3"),
    (activation, (None,), {}, "activation must be a name ("),
    (panels.batch, (None, X, Y), {}, f"{NETWORK}None"),
    (panels.batch, (of_lists(), X, Y), {}, ARRAY),
    (panels.batch, (NET, x, y), {}, "X has shape (2,), which is one sample: a batch has one row"),
    (panels.batch, (NET, X, Y), {"by": 3}, "by must be a name (mean, sum"),
    (panels.batch, (NET, X, Y), {"at": "W"}, "unknown gradient 'W': "),
    (panels.gradcheck, (NET, x, y), {"slip": [1]}, "slip must be a name, not [1]"),
    (panels.gradcheck, (NET, x, y), {"change": [1]}, "change must be one number, not [1]"),
    (panels.gradcheck, (NET, x, y), {"weight": 3}, "weight must be as ('W_0', (1, 1)), not 3"),
    (panels.gradcheck, (NET, x, y), {"step": 0}, "step is 0, but must be above 0"),
    (panels.depth, (2.5,), {}, "hidden must be a whole number, not 2.5"),
    (panels.depth, (-1,), {}, "hidden is -1, but must be above 0"),
    (panels.depth, (3,), {"seed": None}, "seed must hold real numbers, not None"),
    (panels.depth, (3,), {"others": None}, "others must be a list, not None"),
    (panels.training, ("xor",), {"shuffle": "no"}, "shuffle must be True or False, not 'no'"),
    (panels.training, ("xor",), {"standardise": 1}, "standardise must be True or False, not 1"),
    (panels.training, ("xor",), {"noise": None}, "noise must hold real numbers, not None"),
    (panels.training, ("xor",), {"noise": [0]}, "noise must be a number above 0, not [0]"),
    (panels.training, ("xor",), {"data_seed": 1.5}, "data_seed must be a whole number, not 1.5"),
    (panels.training, ("xor",), {"seed": None}, "seed must hold real numbers, not None"),
    (panels.training, ("xor",), {"row": None}, "row must be a list, not None"),
    (panels.training, ("xor",), {"slip": [1]}, "slip must be a name, not [1]"),
    (panels.training, ("xor",), {"widths": [2, math.inf, 1]}, "widths must be whole numbers above"),
    (panels.training, ("xor",), {"widths": [2, 8.5, 1]}, "widths must be whole numbers above 0"),
    (panels.training, ("xor",), {"epochs": HUGE}, "epochs holds a whole number beyond 10³⁰⁸"),
    (panels.training, (None,), {}, "data set must be a name ("),
    (panels.training, ("xor",), {"others": 3}, "others must be a list, not 3"),
    (lesson.bugged, (NET, x, y), {"slip": [1]}, "slip must be a name, not [1]"),
    (lesson.nudge, (NET, x, y, "W_0", (1, 1)), {"change": [1]}, "change must be one number, not"),
    (lesson.which_bugs_learn, (), {"only": 3}, "only must be a list, not 3"),
    (lesson.check_activation, (3,), {}, "activation must be a name ("),
    (lesson.compare_activations, (None,), {}, "activation must be a name ("),
    (lesson.show, (3,), {}, "show takes a function or class that has a source, not 3"),
    (lesson.judge, (3, NET, x, y), {}, "expected a function my_backward(mlp, fwd, y), not 3"),
    (panels.restore, (3,), {}, "a code is text, such as 'step mlp=2-3-2/tanh/7 …', not 3"),
    (mlpcore.train, (None, X, Y), {"eta": 1, "epochs": 1}, f"{NETWORK}None"),
    (mlpcore.train, (NET, X, Y), {"eta": 1, "epochs": 1, "shuffle": "no"}, "shuffle must be True"),
]


@pytest.mark.parametrize(
    ("call", "given", "how", "words"),
    OTHERS,
    ids=[f"{n} {each[-1]}" for n, each in enumerate(OTHERS)],
)
def test_other_arguments_are_refused_by_name(
    call: Callable[..., Any], given: tuple[Any, ...], how: dict[str, Any], words: str
) -> None:
    """And the network is what it was."""
    before = [W_l.copy() for W_l in NET.W]
    assert refused(call, *given, **how).startswith(words)
    assert all(map(np.array_equal, NET.W, before))


# --- a forward pass of other weights --------------------------------------------------------------


@pytest.mark.parametrize("samples", [x, X], ids=["sample", "batch"])
def test_a_forward_pass_of_other_weights_is_refused(samples: Any) -> None:
    """Of another network of these widths, and of this one before a descent."""
    mlp, targets = NET.copy(), Y if samples is X else y
    words = "fwd is not of this network as it is now: take fwd = mlp.forward(x)"
    other = mlpcore.MLP([2, 3, 2], ["tanh", "softmax"], "cross_entropy", seed=2)
    assert refused(mlp.backward, other.forward(samples), targets) == words
    fwd = mlp.forward(samples)
    mlp.descend(mlp.backward(fwd, targets), 0.1)
    assert refused(mlp.backward, fwd, targets) == words
    mlp.backward(mlp.forward(samples), targets)


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_its_own_forward_pass_is_always_taken(scale: float, dtype: type) -> None:
    """However large or small the numbers are, also of a copy and also in single precision."""
    rng = np.random.default_rng(0)
    for seed in range(30):
        drawn = mlpcore.MLP([7, 40, 3], "identity", seed=seed)
        W, b = ([(scale * a).astype(dtype) for a in each] for each in (drawn.W, drawn.b))
        mlp = mlpcore.MLP.from_weights(W, b, ["relu", "identity"])
        samples = rng.normal(0, scale, (50, 7))
        mlp.copy().backward(mlp.forward(samples), np.zeros((50, 3)))
        mlp.backward(mlp.copy().forward(samples[0]), np.zeros(3))


# --- names and typed answers ----------------------------------------------------------------------


@pytest.mark.samples(3)
@pytest.mark.parametrize("name", [r"\frac{a}{b}", "f_{x}$", r"$\frac{$", "{", "}", "~a^b~", "a\\"])
def test_the_name_of_an_own_activation_is_written_as_it_is(name: str) -> None:
    """What is LaTeX in it does nothing."""
    own = Activation(name, np.sin, np.cos)
    walk = lesson.walkthrough(mlpcore.MLP([2, 1], own), x, [1])
    assert r"\frac" not in walk["z_1"].formula
    shown = panels.step(mlpcore.MLP([2, 1], own), x, [1], at="z_1").regions["step"]
    assert "<mfrac" not in shown
    for topic in ("slope", "family", "letters"):
        assert "<mfrac><mrow><mi" not in panels.activation(own, at=topic).regions["step"]


def test_what_of_a_typed_answer_cannot_be_read_is_named() -> None:
    """Of several numbers the one, as it was typed."""
    with pytest.raises(ValueError, match=r"^cannot read 'a' in '1,5;2,5;a': expected a number, or"):
        typed("1,5;2,5;a")
    with pytest.raises(ValueError, match=r"^cannot read 'abc': expected a number"):
        typed("abc")
    with pytest.raises(ValueError, match=r"^cannot read '1;2;;': expected a number"):
        typed("1;2;;")
