"""The exercises of notebook 01: the forward pass.

Read `EXERCISES`.
"""

from functools import partial

import numpy as np

from mlpcore.lesson.exercise_book import draws
from mlpcore.lesson.exercise_book.cases import half_square, lecture, sigmoid_slope, small_relu
from mlpcore.lesson.exercise_book.exercise import (
    Exercise,
    Mistake,
    number,
    quantity,
    shape,
    spot,
    whole,
)
from mlpcore.network import MLP

NET, X = lecture()[:2]
BIAS = NET.b[0][1]  # of hidden unit 2
NET_2 = NET.forward(X).net[1][1]  # its net input


def _turn_of_z_1() -> float:
    """Which way z_1 moves when W_h[2,1] grows."""
    bolder = NET.copy()
    bolder.W[0][1, 0] += 0.1
    return float(np.sign(bolder.forward(X).z[1][0] - NET.forward(X).z[1][0]))


def _relu_left_out() -> np.ndarray:
    mlp, x, _, _ = small_relu()
    linear = MLP.from_weights(mlp.W, mlp.b, "identity")
    return linear.forward(x).o


def _times(x: float) -> str:
    """A factor as one writes it: (−0.8)."""
    return f"{x:g}" if x >= 0 else f"(−{-x:g})"


def _net_by_hand(x: tuple[float, float] = (0.5, 1.0)) -> Exercise:
    """The net inputs of our hidden layer for an input."""
    moved = partial(lecture, x=x)
    x_1, x_2 = x
    return Exercise(
        "01-1",
        "by hand",
        "which of the three is the largest?",
        f"Compute $\\mathrm{{net}}_z$ for the input $x = ({x_1:g}, {x_2:g})$. "
        "Give three numbers, as a list.",
        quantity(
            "net_1",
            moved,
            Mistake(lambda: NET.W[0].T @ moved().x, "the biases are missing"),
            Mistake(lambda: NET.W[0].T @ moved().x - NET.b[0], "the biases are to be added"),
            Mistake(lambda: NET.forward(X).net[1], "those belong to x = (1, −0.5)"),
            Mistake(lambda: NET.forward([x_2, x_1]).net[1], "x₁ and x₂ are exchanged"),
            Mistake(lambda: NET.forward(moved().x).z[1], "those are z; net_z comes before σ"),
        ),
        (
            "One hidden unit at a time: its inputs times its weights, plus its bias.",
            "The weights into unit 1 are the first column of W_h: 0.6 and −0.8.",
            f"Unit 1: 0.6·{_times(x_1)} + (−0.8)·{_times(x_2)} + 0.1. "
            "The others likewise, with their columns.",
        ),
        "Each unit takes its own column of W_h and its own bias.",
        vary=lambda source: _net_by_hand(draws.inputs(source)),
    )


def _shape_of_W_o_transposed(widths: tuple[int, int, int] = (4, 6, 3)) -> Exercise:
    """The shape of W_oᵀ in a network of these widths."""
    d, m, k = widths
    shapes = MLP([d, m, k])
    return Exercise(
        "01-2",
        "a shape",
        "more rows or more columns?",
        f"In a network with {d} inputs, {m} hidden units and {k} outputs: what is the shape of "
        "$W_o^{\\mathsf T}$? Write (rows, columns).",
        shape(
            lambda: shapes.W[1].T.shape,
            Mistake(lambda: shapes.W[1].shape, "that is W_o itself"),
            Mistake(lambda: shapes.W[0].T.shape, "that is W_hᵀ"),
            Mistake(lambda: shapes.W[0].shape, "that is W_h"),
        ),
        (
            "First W_o: from which layer does it lead, and to which?",
            "W_o has a row for each hidden unit and a column for each output.",
            "The transpose exchanges the two.",
        ),
        f"W_o is {m}×{k}, and its transpose has rows and columns exchanged.",
        vary=lambda source: _shape_of_W_o_transposed(draws.widths(source)),
    )


def _slope(output: float = 0.8) -> Exercise:
    """The slope of a sigmoid unit with this output."""
    return Exercise(
        "01-6",
        "a slope",
        "above or below one quarter?",
        f"A sigmoid unit puts out {output:g}. You do not know its net input. "
        "What is its slope there?",
        sigmoid_slope(output),
        (
            "The slope can be computed from the output alone.",
            "Section 8 has the formula: z (1 − z).",
            f"Put z = {output:g} into it.",
        ),
        f"z (1 − z) with z = {output:g}.",
        vary=lambda source: _slope(draws.output(source)),
    )


EXERCISES = (
    _net_by_hand(),
    _shape_of_W_o_transposed(),
    Exercise(
        "01-3",
        "a sign",
        "what is the sign of $x_2$?",
        "You make $W_h[2,1]$ a little larger; the input stays $x = (1, -0.5)$. Does $z_1$ rise "
        "(write 1) or fall (write -1)?",
        whole(
            _turn_of_z_1,
            Mistake(
                lambda: -_turn_of_z_1(),
                "a larger weight raises the net input only where its own input is positive",
            ),
            Mistake(lambda: 0, "this weight leads into unit 1, so z₁ does move"),
        ),
        (
            "Which input does this weight belong to? The first index says where it comes from.",
            "It adds W_h[2,1]·x₂ to the net input of unit 1.",
            "x₂ = −0.5. What does a larger number times a negative one add? σ always rises.",
        ),
        "x₂ is negative: more weight adds more of a negative number, and σ follows its argument.",
    ),
    Exercise(
        "01-4",
        "choose a bias",
        "must it be larger or smaller than now?",
        "Which value of $b_h[2]$ makes $z_2$ exactly one half, for our $x$?",
        number(
            lambda: BIAS - NET_2,
            Mistake(lambda: NET_2 - BIAS, "that is what the inputs contribute: it has to cancel"),
            Mistake(lambda: BIAS, "that is the bias as it is"),
            Mistake(lambda: -NET_2, "that is by how much the bias must change"),
            Mistake(lambda: 0.0, "the inputs contribute something already"),
        ),
        (
            "At which net input is the sigmoid one half?",
            "At 0. So bias and inputs must cancel. What do the two inputs contribute already?",
            "(−0.4)·1 + 0.2·(−0.5) + b = 0.",
        ),
        "The inputs contribute −0.5, and σ is one half at 0.",
    ),
    Exercise(
        "01-5",
        "repair a line",
        "which rule of the notebook does the line break?",
        "The network `square` has two inputs and two units, so its $W_h$ is square. The second "
        "line below computes its $\\mathrm{net}_z$, runs, and is wrong. Repair it.",
        quantity(
            "net_1",
            half_square,
            Mistake(lambda: half_square().mlp.W[0].T @ X, "now the biases are missing"),
        ),
        (
            "No shapes clash, because the matrix is square. Compare the line with the formula.",
            "The formula of the notes has a sign above W_h.",
            "In code, the transpose of `square.W[0]` is `square.W[0].T`.",
        ),
        "`square.W[0].T @ x + square.b[0]`: the columns of W_h belong to the units.",
        by_code=True,
    ),
    _slope(),
    Exercise(
        "01-7",
        "the whole pass",
        "which hidden unit does ReLU shut?",
        "A 2-2-1 network with ReLU in the hidden layer and the identity at the output: "
        r"$W_h = \begin{pmatrix} 1 & -1 \\ 2 & -1 \end{pmatrix}$, $b_h = (-1, 2)$, "
        r"$W_o = \begin{pmatrix} 0.5 \\ 3 \end{pmatrix}$, $b_o = 1$, and $x = (1, 2)$. "
        "Compute $o$ by hand, and give it as a list of one number.",
        quantity(
            "z_2",
            small_relu,
            Mistake(_relu_left_out, "the second hidden unit is negative: ReLU makes it 0"),
            Mistake(
                lambda: small_relu().mlp.forward(small_relu().x).o - small_relu().mlp.b[1],
                "the bias of the output is missing",
            ),
        ),
        (
            "First net_z: each unit with its column of W_h, and its bias.",
            "net_z = (4, −1). ReLU leaves one of them as it is.",
            "z = (4, 0). Then 0.5·4 + 3·0, plus the bias of the output.",
        ),
        "net_z = (4, −1), z = (4, 0), o = 0.5·4 + 3·0 + 1.",
    ),
    spot(
        "01-8",
        "sigmoid-of-z",
        lecture,
        [
            (
                r"z = f^h(W_h^{\mathsf T} x + b_h)",
                "it is the two formulas of the hidden layer, one put into the other",
            ),
            (
                r"\mathrm{net}_o = W_o^{\mathsf T} z + b_o",
                'z is the "input" of the output layer',
            ),
            (
                r"\tanh(\mathrm{net}) = \frac{e^{\mathrm{net}} - e^{-\mathrm{net}}}"
                r"{e^{\mathrm{net}} + e^{-\mathrm{net}}}",
                "that is what tanh means",
            ),
        ],
        1,
        (
            "Read each letter as this notebook uses it: net goes in, z comes out.",
            "In one of the lines a letter is the argument first and the output afterwards.",
            "Put net = 1.1 for every z of that line: a slope comes out that is below 0.",
        ),
    ),
)
