"""The exercises of notebook 05: softmax, its Jacobian, and δ.

Read `EXERCISES`.
"""

from functools import partial

import numpy as np

from mlpcore.activations import softmax
from mlpcore.lesson.exercise_book.cases import (
    far_out,
    sure,
    three_classes,
    two_classes,
    two_rows,
)
from mlpcore.lesson.exercise_book.exercise import Exercise, Mistake, number, quantity, spot
from mlpcore.lesson.softmax.softmax_trace import SoftmaxPass

NET = np.array(two_classes().x)
O = softmax(NET)
J = softmax.jacobian(NET)
both = partial(two_classes, y=(1.0, 1.0))
MOVED, T = 5.0, 4.0


def _entry_at_temperature() -> float:
    """∂o₁/∂net₁ for two equal net inputs, at temperature T."""
    return float(SoftmaxPass([0.0, 0.0], [1.0, 0.0], T=T).value("J")[0, 0])


EXERCISES = (
    Exercise(
        "05-1",
        "shares",
        "which class gets more?",
        "Two classes, $\\mathrm{net} = (0, \\log 3)$, so that the powers are 1 and 3. What is $o$, "
        "as a list of two numbers?",
        quantity(
            "z_1",
            two_classes,
            Mistake(lambda: np.exp(NET), "those are the powers: divide by their sum"),
            Mistake(lambda: NET / NET.sum(), "those are shares of net: take the powers first"),
            Mistake(lambda: 1 / (1 + np.exp(-NET)), "that is the sigmoid of each net input alone"),
        ),
        (
            "First the powers: e⁰ and e^{log 3}.",
            "They are 1 and 3. What is their sum?",
            "Each power, divided by 4.",
        ),
        "The powers 1 and 3, divided by their sum.",
    ),
    Exercise(
        "05-2",
        "Jacobian",
        "which entries are negative?",
        "The same $\\mathrm{net} = (0, \\log 3)$: all four entries of $J$, row by row, as in "
        "`[[…, …], […, …]]`.",
        quantity(
            "J_1",
            two_classes,
            Mistake(lambda: np.diag(np.diag(J)), "beside the diagonal it is −oᵢ oⱼ, not 0"),
            Mistake(lambda: np.abs(J), "beside the diagonal there is a minus"),
            Mistake(lambda: np.outer(O, O), "that is o oᵀ: the cases i = j and i ≠ j differ"),
            Mistake(lambda: -J, "the sign is turned: what is on the diagonal rises"),
        ),
        (
            "Two cases: on the diagonal oᵢ (1 − oᵢ), beside it −oᵢ oⱼ.",
            "o = (0.25, 0.75). Every row adds up to 0.",
            "0.25 · 0.75 on the diagonal, and the same with a minus beside it.",
        ),
        "diag(o) − o oᵀ.",
    ),
    Exercise(
        "05-3",
        "delta",
        "which entry is negative?",
        "The same $\\mathrm{net}$, the loss is the cross-entropy, and $y = (1, 0)$. What is "
        "$\\delta_o$?",
        quantity("delta_1", two_classes),
        (
            "Either Jᵀ ∂ε/∂o, or the short way.",
            "The targets add up to 1, so the short way holds.",
            "o − y with o = (0.25, 0.75).",
        ),
        "o − y, because softmax and cross-entropy collapse and Σy = 1.",
    ),
    Exercise(
        "05-4",
        "two right answers",
        "is it still $o - y$?",
        "Somebody marks both classes as right, $y = (1, 1)$. What is $\\delta_o$ now?",
        quantity(
            "delta_1",
            both,
            Mistake(lambda: O - both().y, "o − y holds only if the targets add up to 1"),
            Mistake(lambda: O - two_classes().y, "that belongs to y = (1, 0)"),
        ),
        (
            "Here Σy is 2, so o − y does not hold.",
            "The general form is o Σy − y.",
            "2 · (0.25, 0.75) − (1, 1).",
        ),
        "o Σy − y with Σy = 2.",
    ),
    Exercise(
        "05-5",
        "a constant",
        "what must stay the same?",
        "The first net input is 5 instead of 0. Which second net input gives the same shares as "
        "$\\mathrm{net} = (0, \\log 3)$?",
        number(
            lambda: MOVED + NET[1],
            Mistake(lambda: NET[1], "then the difference of the two is another"),
            Mistake(lambda: MOVED * 3, "shares are ratios of powers, differences of net inputs"),
            Mistake(lambda: MOVED + 3, "3 is the ratio of the powers; its log is the difference"),
            Mistake(lambda: MOVED, "equal net inputs give equal shares"),
        ),
        (
            "Which property of the net inputs do the shares depend on?",
            "Only on differences. It was log 3 − 0.",
            "5 + log 3, and log 3 is about 1.1.",
        ),
        "5 + log 3: a constant on both changes nothing.",
    ),
    Exercise(
        "05-6",
        "temperature",
        "larger or smaller than with $T = 1$?",
        "Both net inputs are 0, and $T = 4$. What is $\\partial o_1/\\partial\\mathrm{net}_1$?",
        number(
            _entry_at_temperature,
            Mistake(lambda: _entry_at_temperature() * T, "that is o₁ (1 − o₁) without the 1/T"),
            Mistake(lambda: _entry_at_temperature() * T**2, "divide by T instead of multiplying"),
            Mistake(lambda: 0.5 / T, "o₁ (1 − o₁) has two factors"),
            Mistake(lambda: -_entry_at_temperature(), "on the diagonal J is positive"),
        ),
        (
            "Both shares are one half, at any temperature.",
            "o = softmax(net/T): the chain rule adds an inner derivative.",
            "½ · ½ · ¼.",
        ),
        "o₁ (1 − o₁) / T.",
    ),
    Exercise(
        "05-7",
        "repair a line",
        "which part of $J$ does the line leave out?",
        "The layer of this notebook, with the squared error this time. The second line runs, and "
        "is wrong. Run it, read the verdict, repair it with `J`.",
        quantity("delta_1", partial(three_classes, "half_squared_error")),
        (
            "o * (1 - o) is only the diagonal of J.",
            "Every net input moves every output: δ_o = Jᵀ ∂ε/∂o.",
            "∂ε/∂o is o − y. In code, the transpose of J is `J.T`.",
        ),
        "`J.T @ (o - y)`.",
        by_code=True,
    ),
    Exercise(
        "05-8",
        "an error",
        "above or below 1?",
        "Two classes, $\\mathrm{net} = (0, \\log 3)$, and $y = (1, 0)$: how large is the "
        "cross-entropy $\\varepsilon$?",
        quantity("eps", two_classes),
        (
            "Only the class with y = 1 counts.",
            "ε = −log o₁, with the natural logarithm.",
            "−log 0.25, which is log 4.",
        ),
        "−log 0.25 = log 4.",
    ),
    Exercise(
        "05-9",
        "far out",
        "can a computer raise $e$ to 1000?",
        "Now $\\mathrm{net} = (1000, 1000 + \\log 3)$. What is $o$, as a list of two numbers?",
        quantity("z_1", far_out),
        (
            "The powers are too large for float64. What did section 2 say about a constant?",
            "Only differences count: subtract 1000 from both.",
            "It is exercise 1 again.",
        ),
        "The same as for (0, log 3).",
    ),
    Exercise(
        "05-10",
        "sure, and right",
        "what is $0 \\cdot \\log 0$ meant to be?",
        "$\\mathrm{net} = (1000, 0)$, so that $o$ rounds to $(1, 0)$, and $y = (1, 0)$. How large "
        "is the cross-entropy $\\varepsilon$, rounded to six decimals?",
        quantity("eps", sure),
        (
            "The network is sure, and right. How large should its error be?",
            "Each class: y times the log of its share. Where y is 0, nothing is added.",
            "−(1 · log 1 + 0).",
        ),
        "A class with y = 0 adds nothing, whatever its share: 0 · log 0 counts as 0.",
    ),
    Exercise(
        "05-11",
        "two rows",
        "what adds up to 1: a row or a column?",
        "A batch of two rows, $\\mathrm{net} = (0, \\log 3)$ and $\\mathrm{net} = (0, 0)$. What is "
        "$o$, row by row? Write it as `[[…, …], […, …]]`.",
        quantity("z_1", two_rows),
        (
            "Each row is a sample of its own.",
            "The classes of one sample share 1 among them.",
            "The first row is exercise 1. In the second both net inputs are equal.",
        ),
        "Softmax of each row.",
    ),
    spot(
        "05-12",
        "elementwise-softmax",
        three_classes,
        [
            (
                r"o_i = \frac{e^{\mathrm{net}_i}}{\sum_{j=1}^k e^{\mathrm{net}_j}}",
                "that is what softmax means",
            ),
            (
                r"\varepsilon = -\sum_{i=1}^k y_i \log o_i",
                "that is what the cross-entropy means",
            ),
            (
                r"\nabla b_l = \delta^{l+1}",
                "a bias is a weight on a constant 1, whatever the activation",
            ),
        ],
        3,
        (
            "Which line is right for sigmoid, tanh and ReLU, but not for softmax?",
            "⊙ is right only where output i depends on net input i alone.",
            "For softmax ∂o/∂net is a whole matrix.",
        ),
    ),
)
