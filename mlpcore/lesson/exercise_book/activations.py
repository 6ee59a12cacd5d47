"""The exercises of notebook 04: slopes, a kink, depth, a dead unit, an activation of one's own.

Read `EXERCISES`.
"""

import numpy as np

from mlpcore.activations import Activation
from mlpcore.checks import Array
from mlpcore.lesson.exercise_book import draws
from mlpcore.lesson.exercise_book.cases import sigmoid_slope, tanh_unit
from mlpcore.lesson.exercise_book.exercise import (
    Case,
    Exercise,
    Judge,
    Mistake,
    design,
    number,
    quantity,
    spot,
)
from mlpcore.lesson.grading.answers import NOT_YET
from mlpcore.lesson.grading.feedback import Check
from mlpcore.lesson.student_code.activation import check_activation
from mlpcore.network import MLP

Z, ARRIVES = 0.8, -0.5
SAMPLES = [[0.5], [1.0], [1.5], [2.0]]  # those of section 8
SMALL = 1e-6


def _not_flat(given: Array) -> str:
    net = _one(given)
    slope = 1 - net * net  # net**2 raises where it overflows
    return "" if slope == 0 else f"1 − net² is {slope:.4g} there, not 0"


def _kink() -> float:
    """The central difference of |net| at 0."""
    return float((abs(0.01) - abs(-0.01)) / 0.02)


def _not_deep_enough(given: Array) -> str:
    n = _one(given)
    if n != int(n) or not 1 <= n <= 1000:
        return "expected a whole number above 0"
    if 0.25**n >= SMALL:
        return f"¼ to the power {n:.0f} is {0.25**n:.3g}, which is not below one millionth"
    return "" if 0.25 ** (n - 1) >= SMALL else f"{n:.0f} layers are enough, but fewer would do"


def _depth() -> int:
    """The fewest layers."""
    return next(n for n in range(1, 100) if 0.25**n < SMALL)


def _not_open(given: Array) -> str:
    unit = MLP.from_weights([[[-1.0]]], [[_one(given)]], "relu")
    is_open = int((unit.forward(SAMPLES).net[1] > 0).sum())
    if is_open == len(SAMPLES):
        return ""
    return f"open for {is_open} of {len(SAMPLES)} samples: net = b − x must be above 0 for each"


def _one(given: Array) -> float:
    if given.size != 1:
        raise ValueError("expected one number")
    return float(given.flat[0])


def _cube(answer: object) -> Check:
    """Whether it is net³ with a right slope."""
    if answer is None:
        return Check(False, None, NOT_YET)
    if not isinstance(answer, Activation):
        return Check(False, None, "not yet: expected an activation, as the cell makes it")
    nets = np.array([-2.0, 0.5, 3.0])
    if not np.allclose(answer(nets), nets**3):
        return Check(False, None, "not yet: this is no longer net³; only its slope is wrong")
    verdict = check_activation(answer)
    return Check(verdict.ok, None, "right" if verdict.ok else f"not yet: {verdict.message}")


def _row_of_tanh() -> Case:
    """One tanh unit far from 0, where the slip shows."""
    return Case(MLP.from_weights([[[1.0]]], [[0.0]], "tanh"), [1.5], [0.0])


def _slope_from_output(output: float = 0.9) -> Exercise:
    """The slope of a sigmoid unit with this output."""
    return Exercise(
        "04-1",
        "from the output",
        "above or below the slope at $z = 0.5$?",
        f"A sigmoid unit puts out {output:g}. What is its slope?",
        sigmoid_slope(output),
        (
            "The slope can be computed from the output alone: see the table of section 2.",
            "For the sigmoid it is z (1 − z).",
            f"{output:g} · {1 - output:g}.",
        ),
        f"z (1 − z) with z = {output:g}.",
        vary=lambda source: _slope_from_output(draws.output(source)),
    )


EXERCISES = (
    _slope_from_output(),
    Exercise(
        "04-2",
        "a delta",
        "which sign, and larger or smaller than 0.5 in size?",
        "A tanh unit has output $z = 0.8$, and $\\partial\\varepsilon/\\partial z = -0.5$ arrives. "
        "What is its $\\delta$? Give a list of one number.",
        quantity(
            "delta_1",
            tanh_unit,
            Mistake(lambda: [ARRIVES * Z], "the output is not the slope: tanh has 1 − z²"),
            Mistake(lambda: [ARRIVES * (1 - Z)], "the slope is 1 − z², not 1 − z"),
            Mistake(lambda: [ARRIVES * Z * (1 - Z)], "z (1 − z) is the slope of the sigmoid"),
            Mistake(lambda: [1 - Z**2], "that is the slope, without what arrives"),
        ),
        (
            "δ is what arrives, times the slope of the unit.",
            "The slope of tanh, from its output, is 1 − z².",
            "−0.5 · (1 − 0.64).",
        ),
        "−0.5 · (1 − 0.8²).",
    ),
    Exercise(
        "04-3",
        "find the lie",
        "near 0, or far out?",
        "Give a net input at which $1 - \\mathrm{net}^2$ claims that tanh is exactly flat.",
        design("a number", lambda: -1.0, _not_flat),
        (
            "Flat means: slope 0.",
            "So 1 − net² = 0.",
            "Which two numbers have the square 1?",
        ),
        "Both 1 and −1. There tanh is anything but flat: its slope is 0.42.",
    ),
    Exercise(
        "04-4",
        "a kink",
        "what are the slopes on its left and on its right?",
        "$f(\\mathrm{net}) = |\\mathrm{net}|$ bends at 0. What does the central difference give "
        "there?",
        number(
            _kink,
            Mistake(lambda: 1.0, "that is the slope on the right"),
            Mistake(lambda: -1.0, "that is the slope on the left"),
            Mistake(lambda: 0.5, "that was ReLU, whose slopes are 0 and 1"),
        ),
        (
            "Put f into (f(s) − f(−s)) / 2s.",
            "|s| and |−s| are the same.",
            "The mean of the slopes from both sides: −1 and 1.",
        ),
        "|s| − |−s| is 0 for every s.",
    ),
    Exercise(
        "04-5",
        "depth",
        "more or fewer than twenty?",
        "A row of sigmoid units, each at its steepest, $w = 1$. How many layers does it take until "
        "the product of the slopes is below one millionth?",
        design("a whole number", _depth, _not_deep_enough, many=False),
        (
            "How steep is a sigmoid at its steepest?",
            "¼ · ¼ · ¼ · … until it is below 0.000001.",
            "4⁵ is about a thousand. And 4¹⁰?",
        ),
        "¼ to the tenth is one part in 1 048 576.",
    ),
    Exercise(
        "04-6",
        "revive it",
        "which of the four samples is the hardest to reach?",
        "The dead unit has $w = -1$ and net inputs $b - x$. Give it a bias $b$ with which it is "
        "open for all four samples of section 8.",
        design("a number", lambda: 2.5, _not_open),
        (
            "Open means: net above 0.",
            "b − x > 0 for x = 0.5, 1, 1.5 and 2.",
            "The largest x decides. At exactly 0 the unit is still shut.",
        ),
        "Anything above 2, the largest x.",
    ),
    Exercise(
        "04-7",
        "repair a line",
        "what is the derivative of $\\mathrm{net}^3$?",
        "This activation is $\\mathrm{net}^3$. Its slope is wrong: run the cell, read the verdict, "
        "repair it.",
        Judge(_cube, lambda: "lambda net: 3 * net**2", "an activation"),
        (
            "The verdict names a net input, and what the slope should be there.",
            "At net = −1 the slope should be 3, not −3: it is never negative.",
            "Multiply with the power, then lower the power by one.",
        ),
        "The derivative of net³ is 3 net².",
        by_code=True,
    ),
    spot(
        "04-8",
        "tanh-at-net",
        _row_of_tanh,
        [
            (
                r"\tanh: \quad f(\mathrm{net}) = \frac{e^{\mathrm{net}} - e^{-\mathrm{net}}}"
                r"{e^{\mathrm{net}} + e^{-\mathrm{net}}}",
                "that is what tanh means",
            ),
            (
                r"\mathrm{ReLU}: \quad f' = \begin{cases} 1 & \text{if } \mathrm{net} > 0 \\"
                r" 0 & \text{else} \end{cases}",
                "it is the slope of each half, and the notes choose 0 at 0",
            ),
            (
                r"\mathrm{sigmoid}: \quad \frac{\partial o}{\partial \mathrm{net}_o}"
                r" = o \odot (1 - o)",
                "it is the slope, from the output",
            ),
        ],
        4,
        (
            "All these functions rise, so no slope may be below 0.",
            "Is it taken at net, or computed from the output? Those are two letters.",
            "Put net = 2 into each line: one slope is −3.",
        ),
    ),
)
