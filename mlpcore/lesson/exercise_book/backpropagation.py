"""The exercises of notebook 02: δ, the gradients, a step of descent, and three slips.

Read `EXERCISES`.
"""

from functools import partial

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.exercise_book import draws
from mlpcore.lesson.exercise_book.cases import (
    half_shut,
    lecture,
    relu_outputs,
    square,
    tiny,
    two_outputs,
)
from mlpcore.lesson.exercise_book.exercise import (
    Exercise,
    Mistake,
    design,
    quantity,
    shape,
    spot,
    whole,
)
from mlpcore.network import MLP

NET, X, Y = lecture()[:3]
with_tanh = partial(lecture, output="tanh")


def _turn_of_w_32() -> float:
    """Which way a step of descent moves W_o[3,2]."""
    return float(-np.sign(NET.backward(NET.forward(X), Y).dW[1][2, 1]))


def _hadamard_of_half_shut() -> Array:
    """z ⊙ δ_o, where z δ_oᵀ is meant."""
    mlp, x, y, _ = half_shut()
    fwd = mlp.forward(x)
    return np.asarray(fwd.z[1] * mlp.backward(fwd, y).delta[2])


def _not_one_row(x: Array) -> str:
    """Why this input does not leave the first row of W_h alone and move the second."""
    first, second = NET.backward(NET.forward(x), Y).dW[0]
    if first.any():
        return f"the first row of ∇W_h is x₁·δ_h, and your x₁ is {x[0]:g}"
    return "" if second.any() else "now the second row of ∇W_h is 0 as well"


def _shape_of_gradient(widths: tuple[int, int, int] = (4, 6, 3)) -> Exercise:
    """The shape of ∇W_h in a network of these widths."""
    d, m, k = widths
    shapes = MLP([d, m, k])
    return Exercise(
        "02-4",
        "a shape",
        "what else has the same shape?",
        f"A network has {d} inputs, {m} hidden units and {k} outputs. What is the shape of "
        "$\\nabla W_h$? Write (rows, columns).",
        shape(
            lambda: shapes.W[0].shape,
            Mistake(
                lambda: shapes.W[0].T.shape,
                "that is δ_h xᵀ, the outer product in the wrong order",
            ),
            Mistake(lambda: shapes.W[1].shape, "that is ∇W_o"),
            Mistake(lambda: shapes.b[0].shape, "that is ∇b_h"),
        ),
        (
            "A gradient has the shape of what it belongs to.",
            "W_h leads from the inputs (rows) to the hidden units (columns).",
            f"∇W_h = x δ_hᵀ: a column of {d} times a row of {m}.",
        ),
        "The shape of W_h: one row for each input, one column for each hidden unit.",
        vary=lambda source: _shape_of_gradient(draws.widths(source)),
    )


EXERCISES = (
    Exercise(
        "02-1",
        "by hand",
        "the output is too low. Which sign has $\\delta_o$?",
        "One input, one hidden unit, one output, sigmoid: $x = 2$, $W_h = 0.5$, $b_h = -1$, "
        "$W_o = 2$, $b_o = -1$, target $y = 1$. Compute $\\delta_o$, as a list of one number.",
        quantity("delta_2", tiny),
        (
            "Forward first. Both net inputs are 0, so both outputs are one half.",
            "Two factors: the slope of the error, o − y, and the slope of the unit.",
            "o − y = −0.5, and o (1 − o) = 0.25.",
        ),
        "(0.5 − 1) · 0.5 · 0.5.",
    ),
    Exercise(
        "02-2",
        "pass it back",
        "smaller or larger in size than $\\delta_o$?",
        "The same network: now $\\delta_h$, as a list of one number.",
        quantity("delta_1", tiny),
        (
            "What arrives at the hidden unit comes through the weight that carried its signal.",
            "W_o times δ_o, then the slope of the hidden unit.",
            "2 · δ_o, and z (1 − z) with z = 0.5.",
        ),
        "2 · (−0.125) · 0.5 · 0.5.",
    ),
    Exercise(
        "02-3",
        "an update",
        "will the weight grow or shrink?",
        "The same network, $\\eta = 0.8$: what is $W_o$ after one step of descent? It is a matrix, "
        "so write it with two pairs of brackets: `[[…]]`.",
        quantity("W_1", tiny),
        (
            "First the gradient: the signal at the start of the weight, times δ at its end.",
            "∇W_o = z δ_o. Then W_o minus η times that.",
            "z = 0.5, δ_o = −0.125, η = 0.8. Minus a negative number is plus.",
        ),
        "2 − 0.8 · (0.5 · (−0.125)).",
    ),
    _shape_of_gradient(),
    Exercise(
        "02-5",
        "a sign",
        "is $o_2$ too high or too low?",
        "Back to our 2-3-2 network. $W_o[3,2]$ leads from $z_3$ to $o_2$. Does one step of descent "
        "make it larger (write 1) or smaller (write -1)? Decide without computing.",
        whole(
            _turn_of_w_32,
            Mistake(
                lambda: -_turn_of_w_32(), "that is the gradient's sign: descent goes against it"
            ),
            Mistake(lambda: 0, "z₃ is not 0, so the weight carries a signal, and it moves"),
        ),
        (
            "Is o₂ too high or too low? What would help?",
            "o₂ should rise, so its net input should. What does z₃ do for it? Is z₃ above 0?",
            "A positive signal times a larger weight gives a larger net input.",
        ),
        "o₂ is too low and z₃ is positive: more of it helps. The gradient is negative.",
    ),
    Exercise(
        "02-6",
        "repair a line",
        "which matrix does the line use, and which should it?",
        "The network `square` of section 11 has as many hidden units as outputs. The second line "
        "below computes its $\\delta_h$, runs, and is wrong. Run it, read the verdict, repair it.",
        quantity("delta_1", square),
        (
            "No shapes clash, because W_o is square. Compare the line with the formula.",
            "Forward uses W_oᵀ, so backward uses its transpose.",
            "Take `.T` away.",
        ),
        "`(square.W[1] @ delta_o) * z * (1 - z)`.",
        by_code=True,
    ),
    Exercise(
        "02-7",
        "tanh",
        "which signs do the two entries have?",
        "`tanh_mlp` of section 7, with tanh at the output, puts out $o = (0.758462, -0.596834)$; "
        "the target is $y = (0, 1)$ as before. Compute $\\delta_o$. You may let Python do the "
        "arithmetic.",
        quantity(
            "delta_2",
            with_tanh,
            Mistake(
                lambda: (with_tanh().mlp.forward(X).o - Y) * (1 - with_tanh().mlp.forward(X).o),
                "the slope of tanh is 1 − o², not 1 − o",
            ),
            Mistake(
                lambda: (
                    (with_tanh().mlp.forward(X).o - Y)
                    * with_tanh().mlp.forward(X).o
                    * (1 - with_tanh().mlp.forward(X).o)
                ),
                "o (1 − o) is the slope of the sigmoid",
            ),
        ),
        (
            "The same two factors: the slope of the error, and the slope of the unit.",
            "tanh has the slope 1 − o².",
            "The first entry is 0.758462 · (1 − 0.758462²). The second likewise, with o₂ − 1.",
        ),
        "(o − y) ⊙ (1 − o²), entry by entry.",
    ),
    Exercise(
        "02-8",
        "design an input",
        "what does the first row of $\\nabla W_h$ have as a factor?",
        "Find an input $x$ for which descent leaves the first row of $W_h$ as it is, but not the "
        "second. Give two numbers, as a list.",
        design("a list of 2 numbers", lambda: [0.0, 1.0], _not_one_row),
        (
            "∇W_h = x δ_hᵀ. Which number stands in front of its first row?",
            "Row i is x_i times δ_h.",
            "So x₁ must be 0, and x₂ must not.",
        ),
        "Any x₁ = 0 with x₂ other than 0: where the input is 0, the slope is.",
    ),
    Exercise(
        "02-9",
        "an error",
        "which of the two misses weighs more?",
        "The outputs are $o = (0.9, -0.2)$, the target is $y = (0, 1)$. How large is "
        "$\\varepsilon = \\tfrac12 \\lVert y - o \\rVert^2$?",
        quantity("eps", two_outputs),
        (
            "Each output misses its target by how much?",
            "By 0.9 and by 1.2. Square each of them, then add.",
            "0.81 + 1.44, and half of that.",
        ),
        "½ · (0.9² + 1.2²).",
    ),
    Exercise(
        "02-10",
        "its slope",
        "which output is too high, which too low?",
        "The same outputs and target: what is $\\partial\\varepsilon/\\partial o$? Give a list of "
        "two numbers.",
        quantity("d_o", two_outputs),
        (
            "Too high means plus, too low means minus.",
            "Output minus target.",
            "0.9 − 0, and −0.2 − 1.",
        ),
        "o − y: the 2 of the square cancels the ½, and the inner −1 turns y − o.",
    ),
    Exercise(
        "02-11",
        "ReLU",
        "which of the two moves if its net input is raised a little?",
        "Two ReLU outputs with $\\mathrm{net}_o = (0.5, -0.3)$ and the target $y = (0.2, 1)$. What "
        "is $\\delta_o$?",
        quantity("delta_1", relu_outputs),
        (
            "First the outputs: ReLU lets positive net inputs pass and makes all others 0.",
            "Two factors: o − y, and the slope of ReLU, which is 1 or 0.",
            "(0.5 − 0.2) · 1, and (0 − 1) · 0.",
        ),
        "(o − y) ⊙ [net_o > 0]: the second unit is shut, so its slope is 0.",
    ),
    Exercise(
        "02-12",
        "an outer product",
        "which row will be all zeros?",
        "Two hidden ReLU units have $\\mathrm{net}_z = (1, -0.5)$, and $\\delta_o = (0.2, -0.4)$ "
        "has arrived above them. Write down $\\nabla W_o$, row by row, as in `[[…, …], […, …]]`.",
        quantity(
            "dW_1",
            half_shut,
            Mistake(
                _hadamard_of_half_shut,
                "an outer product gives each pair of entries a place of its own",
                "hadamard-not-outer",
            ),
        ),
        (
            "Each weight: the signal at its start times the δ at its end.",
            "The signal is z, not net_z. Row i belongs to z_i, column j to δ_j.",
            "z = (1, 0). The first row is 1 · (0.2, −0.4).",
        ),
        "z δ_oᵀ with z = (1, 0): a unit that puts out 0 leaves a row of zeros.",
    ),
    Exercise(
        "02-13",
        "and the bias",
        "do you have to compute anything?",
        "Back to the network of exercises 1 to 3, with one unit in each layer: what is "
        "$\\nabla b_h$? Give a list of one number.",
        quantity("db_0", tiny),
        (
            "A bias is a weight on a signal that is always 1.",
            "So its gradient is δ of the same layer.",
            "You computed δ_h in exercise 2.",
        ),
        "δ_h itself.",
    ),
    spot(
        "02-14",
        "missing-minus",
        lecture,
        [
            (
                r"\varepsilon = \tfrac12 \lVert y - o \rVert^2",
                "it only says what we call the error",
            ),
            (
                r"\delta_o = \frac{\partial\varepsilon}{\partial o} \odot"
                r" \frac{\partial o}{\partial \mathrm{net}_o}",
                "the sigmoid works entry by entry, so ⊙ joins the two factors of the chain",
            ),
            (
                r"\mathrm{sigmoid}: \quad \delta_o = (o - y) \odot o \odot (1 - o)",
                "it agrees with the gradient check: output minus target, times the slope",
            ),
        ],
        2,
        (
            "Follow each line from its left end to its right end, sign by sign.",
            "Is every equals sign true? Put o = 1 and y = 0 into both sides.",
            "What is the derivative of y − o with respect to o?",
        ),
        title="a slip at the output",
    ),
    spot(
        "02-15",
        "transposed-weights",
        square,
        [
            (
                r"\mathrm{net}_o = W_o^{\mathsf T} z + b_o",
                "forward, a unit collects through its column",
            ),
            (
                r"\nabla W_h = x \cdot \delta_h^{\mathsf T}",
                "a column of d times a row of m is a d×m matrix, as W_h is",
            ),
            (
                r"\nabla b_h = \delta_h",
                "a bias is a weight on a constant 1",
            ),
        ],
        4,
        (
            "Write the shapes of a 2-3-2 network under each line.",
            "A hidden unit collects δ through the weights to the outputs: its row of W_o.",
            "Which matrix product takes one row for each hidden unit: W_oᵀ δ_o or W_o δ_o?",
        ),
        title="a slip further down",
    ),
    spot(
        "02-16",
        "relu-names-error",
        partial(lecture, output="relu"),
        [
            (
                r"\tanh: \quad \frac{\partial o}{\partial \mathrm{net}_o} = 1 - o^2",
                "it is the output that is squared",
            ),
            (
                r"\mathrm{sigmoid}: \quad \frac{\partial o}{\partial \mathrm{net}_o}"
                r" = o \odot (1 - o)",
                "it is the slope of the unit, from its output",
            ),
            (
                r"\nabla b_o = \delta_o",
                "a bias is a weight on a constant 1",
            ),
        ],
        3,
        (
            "Look at the left sides first. Is each the thing that its right side computes?",
            "The slope of the error and the slope of a unit are two things.",
            "One line claims a slope of the error in which neither o nor y occurs.",
        ),
        title="a slip among slopes",
    ),
)
