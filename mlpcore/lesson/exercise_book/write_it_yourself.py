"""The exercises of notebook 06: lines of one's own, what they cost, and what is built on them.

Read `EXERCISES`.
"""

from itertools import pairwise

from mlpcore.lesson.exercise_book.cases import tanh_square, xor_sample
from mlpcore.lesson.exercise_book.exercise import Exercise, Mistake, number, quantity, spot, whole
from mlpcore.lesson.student_code.counting import products
from mlpcore.lesson.student_code.value import Value

DIGITS = (784, 128, 10)  # a picture of 28 by 28, ten digits
MU, ETA = 0.9, 0.1
LAMBDA, WEIGHT, RATE = 0.1, 2.0, 0.5


def _matrices() -> list[int]:
    """How many weights each matrix has."""
    return [m * k for m, k in pairwise(DIGITS)]


def _parameters() -> int:
    return sum(_matrices()) + sum(DIGITS[1:])


def _used_twice() -> float:
    """The slope of a·a + a at a = 3."""
    a = Value(3.0)
    (a * a + a).backward()
    return a.slope


def _with_momentum(steps: int) -> tuple[float, float]:
    """W and v after these steps with the gradient 1, from 0 and 0."""
    W = v = 0.0
    for _ in range(steps):
        v = MU * v - ETA * 1.0
        W = W + v
    return W, v


EXERCISES = (
    Exercise(
        "06-1",
        "repair a line",
        "which output has the unit whose slope is asked for?",
        "The third line below computes $\\delta^1$ of a 2-2-2 network of tanh units, runs, and is "
        "wrong. Run it, read the verdict, repair it.",
        quantity("delta_1", tanh_square),
        (
            "The weights are right. Look at the slope of the unit.",
            "The slope of tanh is 1 − tanh²(net). Is tanh(net) in the line?",
            "`fwd.z[1]` is tanh(net₁) already.",
        ),
        "`(square.W[1] @ bwd.delta[2]) * (1 - fwd.z[1]**2)`.",
        by_code=True,
    ),
    Exercise(
        "06-2",
        "count forwards",
        "thousands, or hundreds of thousands?",
        "A 784-128-10 network reads a digit from a picture. How many products of a weight with a "
        "number does one forward pass need? Give the whole number.",
        whole(
            lambda: products(DIGITS)[0],
            Mistake(_parameters, "those are all parameters, but a bias is only added"),
            Mistake(lambda: _matrices()[0], "that is the first matrix alone"),
            Mistake(lambda: 784 * 128 * 10, "the widths are not all multiplied with each other"),
        ),
        (
            "One product for each weight.",
            "There are two matrices. How large are they?",
            "784·128 and 128·10.",
        ),
        "784·128 + 128·10.",
    ),
    Exercise(
        "06-3",
        "count backwards",
        "twice as many, or fewer?",
        "The same network: how many products do the gradients need, $W_1\\,\\delta^2$ and both "
        "outer products? Leave the slopes of the units out, and give the whole number.",
        whole(
            lambda: products(DIGITS)[1],
            Mistake(
                lambda: 2 * products(DIGITS)[0],
                "nobody asks for the δ of an input, so W₀ δ¹ is never computed",
            ),
            Mistake(lambda: products(DIGITS)[0], "those are the outer products alone"),
            Mistake(lambda: _matrices()[1], "that is W₁ δ² alone"),
        ),
        (
            "An outer product has one product for each of its entries.",
            "∇W₀ and ∇W₁ together have as many entries as there are weights.",
            "784·128 + 128·10 for the gradients, and 128·10 more for W₁ δ².",
        ),
        "784·128 + 2·128·10: hardly more than forward, because nearly all weights are in W₀.",
    ),
    Exercise(
        "06-4",
        "sweeps",
        "does it depend on the outputs, or on the parameters?",
        "The same network: how many sweeps does forward mode need for all slopes of "
        "$\\varepsilon$? Give the whole number.",
        whole(
            _parameters,
            Mistake(lambda: sum(_matrices()), "the weights alone: biases have slopes, too"),
            Mistake(lambda: 1, "that is reverse mode"),
            Mistake(lambda: DIGITS[0], "the inputs are given: nobody asks for their slopes"),
            Mistake(lambda: DIGITS[-1], "ε is one number, however many outputs there are"),
        ),
        (
            "A forward sweep finds the slope of everything after one number.",
            "So there is one sweep for each weight and each bias.",
            "101632 weights, and 128 + 10 biases.",
        ),
        "784·128 + 128 + 128·10 + 10: one for each parameter. Reverse mode needs one.",
    ),
    Exercise(
        "06-5",
        "used twice",
        "on how many paths does $a$ reach the result?",
        "With all gaps filled: `a = MyValue(3.0)`, then `(a * a + a).backward()`. "
        "What is `a.slope`?",
        number(
            _used_twice,
            Mistake(lambda: 6.0, "that is the slope of a·a alone"),
            Mistake(lambda: 3.0, "that is one path, as with = in place of +="),
            Mistake(lambda: 4.0, "a reaches a·a on two paths, once for each factor"),
            Mistake(lambda: 12.0, "that is the value, not its slope"),
            Mistake(lambda: 14.0, "the line ran twice on one a: begin with a new a"),
            Mistake(lambda: 20.0, "`backward` ran twice on one result: slopes add up"),
        ),
        (
            "What comes on several paths adds up.",
            "a is the first factor, the second factor, and the last term.",
            "3 + 3 + 1.",
        ),
        "a + a + 1: three paths, and `+=` adds them up.",
    ),
    Exercise(
        "06-6",
        "momentum",
        "a longer or a shorter way than that of plain descent?",
        "Momentum: `v = 0.9 * v - 0.1 * dW`, then `W = W + v`. Both begin at 0, and `dW` is 1 "
        "all the time. What is `W` after two steps?",
        number(
            lambda: _with_momentum(2)[0],
            Mistake(lambda: -2 * ETA, "plain descent: nothing is left of the first step"),
            Mistake(lambda: _with_momentum(2)[1], "that is v, the second step alone"),
            Mistake(lambda: -_with_momentum(2)[0], "uphill: v has the sign of −∇W"),
        ),
        (
            "Compute v and W for the first step, then for the second.",
            "v is −0.1, then 0.9·(−0.1) − 0.1.",
            "−0.1 and −0.19 are the steps. W is their sum.",
        ),
        "−0.1 − 0.19.",
    ),
    Exercise(
        "06-7",
        "L2",
        "does a weight stay where it is when its gradient is 0?",
        "L2 adds `0.1 * W` to the gradient. `W` is 2, the gradient of $\\varepsilon$ is 0, and "
        "$\\eta = 0.5$. What is `W` after one step?",
        number(
            lambda: WEIGHT - RATE * (0.0 + LAMBDA * WEIGHT),
            Mistake(lambda: WEIGHT, "without L2 it would stay"),
            Mistake(lambda: WEIGHT + RATE * LAMBDA * WEIGHT, "it decays, it does not grow"),
            Mistake(lambda: WEIGHT - LAMBDA * WEIGHT, "the step is η times the gradient"),
        ),
        (
            "What is the gradient now, in all?",
            "0 + 0.1·2.",
            "2 minus 0.5 times that.",
        ),
        "2 − 0.5·(0 + 0.1·2).",
    ),
    spot(
        "06-8",
        "hadamard-not-outer",
        xor_sample,
        [
            (
                r"\mathrm{net}_z = W_h^{\mathsf T} x + b_h",
                "it is the net input of the hidden layer",
            ),
            (
                r"\delta_h = (W_o\, \delta_o) \odot (1 - z \odot z)",
                "it is δ of a hidden layer of tanh units",
            ),
            (
                r"\nabla b_o = \delta_o",
                "a bias is a weight on a constant 1",
            ),
        ],
        3,
        (
            "Write the shapes of a 2-4-1 network under each line.",
            "A gradient has the shape of what it belongs to.",
            "⊙ needs two of one shape. Where are a column and a row?",
        ),
    ),
)
