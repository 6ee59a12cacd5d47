"""The exercises of notebook 00: symbols, shapes, the panel.

Read `EXERCISES`.
"""

from functools import partial

import numpy as np

from mlpcore.lesson.exercise_book import draws
from mlpcore.lesson.exercise_book.cases import lecture
from mlpcore.lesson.exercise_book.exercise import (
    Exercise,
    Mistake,
    number,
    numbers,
    quantity,
    shape,
    spot,
    whole,
    word,
)
from mlpcore.network import MLP

Widths = tuple[int, int, int]
NET = lecture().mlp
driven = partial(lecture, x=(2.0, -2.0))


def _size(kind: list[np.ndarray]) -> int:
    return sum(part.size for part in kind)


def _shape_of_W_h(widths: Widths = (5, 4, 3)) -> Exercise:
    """The shape of W_h in a network of these widths."""
    d, m, k = widths
    big = MLP([d, m, k])
    return Exercise(
        "00-1",
        "a shape",
        "does a row belong to an input, or to a hidden unit?",
        f"A network has {d} inputs, {m} hidden units and {k} outputs. What is the shape of $W_h$? "
        "Write (rows, columns).",
        shape(
            lambda: big.W[0].shape,
            Mistake(lambda: big.W[0].T.shape, "that is W_hᵀ; which index says where from?"),
            Mistake(lambda: big.W[1].shape, "that is W_o, which leads into the output layer"),
            Mistake(lambda: (d, k), "W_h ends at the hidden layer, not at the output"),
        ),
        (
            "W_h stands between the input and the hidden layer. Which two of the numbers matter?",
            "Rows are where a weight comes from, columns where it leads to.",
            f"In the table of symbols, W_h is d×m. Here d = {d}.",
        ),
        "One row for each input, one column for each hidden unit.",
        vary=lambda source: _shape_of_W_h(draws.widths(source)),
    )


def _parameters(widths: Widths = (5, 4, 3)) -> Exercise:
    """How many numbers a network of these widths can learn."""
    d, m, k = widths
    big = MLP([d, m, k])
    return Exercise(
        "00-2",
        "count",
        "more or fewer than 50?",
        f"How many numbers can this {d}-{m}-{k} network learn? Count all weights and all biases.",
        whole(
            lambda: _size(big.W + big.b),
            Mistake(lambda: _size(big.W), "those are the weights alone; every unit has a bias too"),
            Mistake(lambda: _size(big.b), "those are the biases alone"),
            Mistake(lambda: _size(big.W + big.b) + d, "the inputs have no bias: they are given"),
            Mistake(lambda: big.W[0].size + big.b[0].size, "that is the hidden layer alone"),
        ),
        (
            "Four things are learned: W_h, b_h, W_o and b_o.",
            "A matrix has rows times columns many numbers; a bias one for each unit.",
            f"W_h has {d}·{m} and b_h has {m}. The same for the output layer, then add.",
        ),
        f"{d}·{m} + {m} for the hidden layer, {m}·{k} + {k} for the output.",
        vary=lambda source: _parameters(draws.widths(source)),
    )


EXERCISES = (
    _shape_of_W_h(),
    _parameters(),
    Exercise(
        "00-3",
        "read a weight",
        "in which of the two matrices does it stand?",
        "In our 2-3-2 network, how large is the weight *from* hidden unit 3 *to* output 1? Read it "
        "from the cell that made the network, or from the panel.",
        number(
            lambda: NET.W[1][2, 0],
            Mistake(lambda: NET.W[1][2, 1], "that one leads to output 2"),
            Mistake(lambda: NET.W[0][0, 2], "that one leads from input 1 to hidden unit 3"),
            Mistake(lambda: NET.W[1][0, 0], "that one comes from hidden unit 1"),
            Mistake(lambda: NET.W[1][1, 0], "that one comes from hidden unit 2: count from 1"),
        ),
        (
            "From the hidden layer to the output: that is W_o.",
            "The row says from which unit, the column to which. Formulas count from 1.",
            "Row 3, column 1 of W_o.",
        ),
        "It is W_o[3,1]; in code `mlp.W[1][2, 0]`.",
    ),
    Exercise(
        "00-4",
        "translate",
        "0, 1 or 2 at its end?",
        'Every step has a key, its name in code: $\\delta_h$ has `"delta_1"`. Give the key of '
        "$\\nabla b_h$.",
        word(
            lambda: "db_0",
            Mistake(lambda: "dW_0", "you named ∇W_h, the gradient of the weights"),
            Mistake(lambda: "db_1", "you named ∇b_o; b_h belongs with W_h, which is W₀"),
            Mistake(lambda: "b_0", "you named b_h after a step of descent; its gradient has a d"),
            Mistake(lambda: "delta_1", "you named δ_h: the same numbers, but another name"),
            Mistake(lambda: "db_h", "the code counts layers: no letter h"),
        ),
        (
            "In code, ∇ is a d in front: dW, db.",
            "b_h stands with W_h, between layer 0 and layer 1.",
            "Both have the index of the layer that they lead from.",
        ),
        "d for the gradient, b for the bias, 0 because b_h is b₀.",
    ),
    Exercise(
        "00-5",
        "another book",
        "two rows, or three?",
        "Nielsen stores one row for each unit. Write down the matrix $w$ that he would use for "
        "*our output layer*, as a list of rows.",
        numbers(
            lambda: NET.W[1].T,
            Mistake(lambda: NET.W[1], "that is our own W_o: one column for each unit"),
            Mistake(lambda: NET.W[0].T, "that is the hidden layer"),
            Mistake(lambda: NET.W[0], "that is our own W_h"),
        ),
        (
            "It has one row for each output, so two rows of three numbers.",
            "Our columns are his rows.",
            "His first row is our first column of W_o: 0.5, −0.3, and one more.",
        ),
        "It is W_oᵀ.",
    ),
    Exercise(
        "00-6",
        "drive",
        "with more of both inputs, will $o_1$ stay near 0.73?",
        "Set the panel to $x = (2, -2)$ and go to $o$. Click an entry: the lens shows all its "
        "digits. Give both entries of $o$ to three digits, as a list.",
        quantity(
            "z_2",
            driven,
            Mistake(lambda: NET.forward(lecture().x).o, "those belong to x = (1, −0.5)"),
            Mistake(lambda: NET.forward([-2.0, 2.0]).o, "those belong to x = (−2, 2)"),
            Mistake(lambda: NET.forward(driven().x).z[1], "those are z, of the hidden layer"),
            Mistake(lambda: NET.forward(driven().x).net[2], "those are net_o, not yet o"),
        ),
        (
            "Click into the panel once. The sliders of x₁ and x₂ stand under its buttons.",
            "Type 2 and −2 into the boxes beside the sliders, then press → until you read o.",
            "The two numbers under o in the ledger; click each one, and round its full value.",
        ),
        "In code: `mlp.forward([2.0, -2.0]).o`.",
    ),
    spot(
        "00-7",
        "hadamard-not-outer",
        lecture,
        [
            (
                r"\mathrm{net}_z = W_h^{\mathsf T} x + b_h",
                "3×2 times 2 numbers, plus 3 numbers, are 3 numbers",
            ),
            (
                r"\nabla b_o = \delta_o",
                "both have one number for each output",
            ),
            (
                r"W_o \leftarrow W_o - \eta \cdot \nabla W_o",
                "a gradient has the shape of what it belongs to",
            ),
        ],
        3,
        (
            "You need not know what the symbols mean, only their shapes: see the table.",
            "⊙ multiplies entry by entry: it needs two of the same shape.",
            "ᵀ makes a row of a column. On paper, can a column of 3 and a row of 2 be multiplied "
            "entry by entry?",
        ),
    ),
)
