"""The exercises of notebook 07: the gradient check, wrong lines and what follows, sums and means.

Read `EXERCISES`.
"""

import numpy as np

from mlpcore.activations import relu
from mlpcore.lesson.exercise_book.cases import deep
from mlpcore.lesson.exercise_book.exercise import Exercise, Mistake, number, spot, whole
from mlpcore.network import MLP

S, UP, DOWN = 0.1, 0.52, 0.46  # a step, and the errors at both ends of it
SLOPE, NUDGE = -0.4, 0.05
NET, WIDE = 0.001, 0.01  # a ReLU that is just open, and a step that reaches over its kink
ROWS, ETA = 8, 0.4


def _kink() -> float:
    """What the experiment says of ReLU near its kink."""
    up, down = relu(np.array([NET + WIDE, NET - WIDE]))
    return float(up - down) / (2 * WIDE)


def _spoilt() -> int:
    """How many gradients of a 2-3-3-1 network change with its δ²."""
    mlp = MLP([2, 3, 3, 1], seed=1)
    fwd = mlp.forward([1.0, -0.5])
    bwd = mlp.backward(fwd, [1.0])
    delta_2 = 2 * bwd.delta[2]
    delta_1 = (mlp.W[1] @ delta_2) * mlp.f[1].derivative(fwd.net[1])
    made = {1: delta_2, 0: delta_1}
    return sum(
        int(not np.array_equal(wrong, right))
        for l, delta in made.items()
        for wrong, right in ((np.outer(fwd.z[l], delta), bwd.dW[l]), (delta, bwd.db[l]))
    )


EXERCISES = (
    Exercise(
        "07-1",
        "a quotient",
        "by how much does the weight differ between the two ends?",
        "A gradient check moves one weight by $s = 0.1$ to both sides. It finds "
        "$\\varepsilon(w + s) = 0.52$ and $\\varepsilon(w - s) = 0.46$. Which slope does it "
        "report?",
        number(
            lambda: (UP - DOWN) / (2 * S),
            Mistake(lambda: (UP - DOWN) / S, "the two ends are 2s apart, not s"),
            Mistake(lambda: UP - DOWN, "that is the difference, not yet a slope"),
            Mistake(lambda: (DOWN - UP) / (2 * S), "with more weight the error rises"),
        ),
        (
            "A slope is a difference of errors, divided by a difference of weights.",
            "From w − s to w + s, how far is that?",
            "0.06, divided by 0.2.",
        ),
        "(0.52 − 0.46) / (2 · 0.1).",
    ),
    Exercise(
        "07-2",
        "a promise",
        "will the error rise or fall?",
        "The gradient of a weight is $-0.4$. You raise the weight by 0.05. Which change of "
        "$\\varepsilon$ does the gradient promise?",
        number(
            lambda: SLOPE * NUDGE,
            Mistake(lambda: -SLOPE * NUDGE, "the slope is negative: more weight, less error"),
            Mistake(lambda: SLOPE / NUDGE, "a change is slope times step, not divided by it"),
            Mistake(lambda: SLOPE, "that is the slope itself"),
        ),
        (
            "The nudge test compares Δε with something. With what?",
            "Slope times the length of the nudge.",
            "−0.4 · 0.05.",
        ),
        "∇ · Δw = −0.4 · 0.05.",
    ),
    Exercise(
        "07-3",
        "a kink",
        "does the step reach to the other side of the kink?",
        "A ReLU unit has the net input 0.001, so its slope is 1. An experiment moves this net "
        "input by $s = 0.01$ to both sides and finds another slope. Which?",
        number(
            _kink,
            Mistake(lambda: 1.0, "that is the true slope; the experiment looks past the kink"),
            Mistake(lambda: 0.5, "that would be so at net = 0"),
            Mistake(lambda: 2 * _kink(), "the two ends are 2s apart, not s"),
        ),
        (
            "What does ReLU give at net + s, and at net − s?",
            "0.011 and 0.",
            "0.011, divided by 0.02.",
        ),
        "(0.011 − 0) / 0.02. So a check says so where it meets a kink, and does not count it as "
        "wrong.",
    ),
    Exercise(
        "07-4",
        "what follows",
        "what is computed from δ², and what from that?",
        "In a 2-3-3-1 network one line of the program is wrong: $\\delta^2$ comes out twice as "
        "large. Everything else is right. How many of the six gradients "
        "$\\nabla W_2, \\nabla b_2, \\nabla W_1, \\nabla b_1, \\nabla W_0, \\nabla b_0$ are wrong?",
        whole(
            _spoilt,
            Mistake(lambda: 2, "δ¹ is made from δ², and two more gradients from δ¹"),
            Mistake(lambda: 6, "δ³ came before the mistake"),
            Mistake(lambda: 3, "each δ makes two gradients: ∇W and ∇b"),
        ),
        (
            "Backpropagation goes from δ³ to δ² to δ¹.",
            "∇W_l and ∇b_l are made from δ^{l+1}.",
            "From δ²: ∇W₁ and ∇b₁. And from δ¹?",
        ),
        "∇W₁ and ∇b₁ from δ², ∇W₀ and ∇b₀ from δ¹. The first wrong line is δ² alone.",
    ),
    Exercise(
        "07-5",
        "a sum",
        "larger or smaller than 0.4?",
        "A program takes the *sum* over a batch of 8 rows where the mean is meant. With which "
        "$\\eta$ does it take the very steps that the mean takes with $\\eta = 0.4$?",
        number(
            lambda: ETA / ROWS,
            Mistake(lambda: ETA * ROWS, "the sum is 8 times as long already"),
            Mistake(lambda: ETA, "then its steps are 8 times as long"),
        ),
        (
            "How much larger is the sum than the mean?",
            "8 times. The step is η times the gradient.",
            "0.4, divided by 8.",
        ),
        "0.4 / 8: the sum with 0.05 is the mean with 0.4.",
    ),
    spot(
        "07-6",
        "slope-at-output",
        deep,
        [
            (
                r"\frac{\partial\varepsilon}{\partial z^l} = W_l\,\delta^{l+1}",
                "on the way back a unit adds up what goes out of it: a row of W_l",
            ),
            (
                r"\nabla W_l = z^l\,(\delta^{l+1})^{\mathsf T}",
                "it is the outer product of the signal at the start and the δ at the end",
            ),
            (
                r"W_l \leftarrow W_l - \eta\,\nabla W_l",
                "descent goes against the gradient",
            ),
        ],
        2,
        (
            "All shapes fit. So ask of each function: what is its argument?",
            "f′ is a function of the net input. Where is it given something else?",
            "z^l has been through f^l already.",
        ),
    ),
)
