"""Where the notebooks answer an exercise, and a slip of the notes: the section, and the panel.

`place("02-6", "transposed-weights")` gives the section that a class should read once more and the
line that brings its panel, with the notebook's own `mlp`, `x`, `y`; `net`, `y` in notebook 05.
"""

from typing import NamedTuple


class Place(NamedTuple):
    """A notebook, a heading in it, and a line of code; empty where none is known."""

    notebook: str
    heading: str = ""
    panel: str = ""


FORWARD = 'panels.step(mlp, x, y, until="I", at="net_1", named=True)'
OUTPUT = 'panels.step(mlp, x, y, until="III", at="delta_2", named=True)'
HIDDEN = 'panels.step(mlp, x, y, until="III", at="delta_1", named=True)'
GRADIENT = 'panels.step(mlp, x, y, at="dW_1", named=True)'
BIAS = 'panels.step(mlp, x, y, at="db_0", named=True)'
DESCENT = 'panels.step(mlp, x, y, at="W_1", named=True)'
ERROR = 'panels.step(mlp, x, y, at="eps", named=True)'
DEEP = 'panels.step(mlp, x, y, at="delta_2", shapes=True)'
BATCH = "panels.batch(mlpcore.MLP([2, 3, 1], seed=0), X[:4], Y[:4])"
TRAINING = 'panels.training("moons")'
LETTERS = 'panels.activation("tanh", net=1.5, at="letters")'

SECTIONS = {
    "00": {
        1: ("Shapes", "panels.step(mlp, x, y, named=True)"),
        2: ("Counting", "panels.step(mlp, x, y, named=True)"),
        3: ("The symbols", "panels.step(mlp, x, y, named=True)"),
        4: ("The symbols", BIAS),
        5: ("If you also read another book", 'panels.step(mlp, x, y, notation="nielsen")'),
        6: ("Your first panel", 'panels.step(mlp, [2, -2], y, at="z_2", named=True)'),
    },
    "01": {
        1: ("2 · All units at once", FORWARD),
        2: ("3 · Why the transpose?", FORWARD),
        3: ("1 · What one unit adds up", FORWARD),
        4: ("5 · What the bias does", FORWARD),
        5: ("3 · Why the transpose?", FORWARD),
        6: ("8 · A slip: one letter for two things", LETTERS),
        7: ("13 · The whole forward pass", 'panels.step(mlp, x, y, until="I", named=True)'),
    },
    "02": {
        1: ("4 · The output layer: two factors", OUTPUT),
        2: ("9 · The hidden layer: passing the blame back", HIDDEN),
        3: ("17 · Gradient descent", DESCENT),
        4: ("14 · The first layer", 'panels.step(mlp, x, y, at="dW_0", named=True)'),
        5: ("17 · Gradient descent", DESCENT),
        6: ("11 · A slip: the transpose that stays", HIDDEN),
        7: ("7 · The same for tanh", OUTPUT),
        8: ("14 · The first layer", 'panels.step(mlp, x, y, at="dW_0", named=True)'),
        9: ("1 · The error", ERROR),
        10: ("5 · First factor: from the error to the output", ERROR),
        11: ("8 · The same for ReLU", OUTPUT),
        12: ("12 · From delta to the weights", GRADIENT),
        13: ("13 · And the biases", BIAS),
    },
    "03": {
        1: ("1 · Layers get numbers", DEEP),
        2: ("1 · Layers get numbers", DEEP),
        3: ("3 · III: back, in reverse", DEEP),
        4: ("6 · How many rows a step?", BATCH),
        5: ("3 · III: back, in reverse", DEEP),
        6: ("8 · When to stop", TRAINING),
        7: ("10 · The information bottleneck", 'panels.training("encoder", seed=4)'),
        8: ("6 · How many rows a step?", BATCH),
        9: ("6 · How many rows a step?", BATCH),
    },
    "04": {
        1: ("2 · Two routes to one slope", 'panels.activation("sigmoid", net=2.2)'),
        2: ("6 · Saturation", 'panels.activation("tanh", net=1.1, at="delta")'),
        3: ("4 · The same slip, in full view", LETTERS),
        4: ("5 · ReLU at 0", 'panels.activation("relu", net=0.0, at="difference")'),
        5: ("7 · Ten slopes, multiplied", 'panels.activation("sigmoid", net=0.0, at="layers")'),
        6: ("8 · A ReLU dies", 'panels.activation("relu", at="unit")'),
        7: ("9 · An activation of your own", 'panels.activation("relu", net=1.0, at="family")'),
    },
    "05": {
        1: ("1 · Shares of 1", "panels.softmax(net, y)"),
        2: ("6 · The Jacobian", 'panels.softmax(net, y, at="J")'),
        3: ("9 · The collapse", 'panels.softmax(net, y, at="delta")'),
        4: ("9 · The collapse", 'panels.softmax(net, y, at="delta")'),
        5: ("2 · A constant changes nothing", "panels.softmax(net, y, c=1)"),
        6: ("3 · Temperature", "panels.softmax(net, y, T=4)"),
        7: ("10 · Squared error: no collapse", 'panels.softmax(net, y, at="slip")'),
        8: ("12 · Sure, and wrong", 'panels.softmax(net, y, at="errors")'),
        9: ("4 · The formula as it stands, and 1000", 'panels.softmax(net, y, c=1000, at="naive")'),
        10: ("5 · Log-softmax", 'panels.softmax(net, y, at="errors")'),
        11: ("1 · Shares of 1", "panels.softmax(net, y)"),
    },
}

OF_SLIPS = {
    "sigmoid-of-z": Place("01", "8 · A slip: one letter for two things", LETTERS),
    "missing-minus": Place("02", "5 · First factor: from the error to the output", OUTPUT),
    "tanh-at-net": Place("02", "7 · The same for tanh", OUTPUT),
    "relu-names-error": Place("02", "8 · The same for ReLU", OUTPUT),
    "transposed-weights": Place("02", "11 · A slip: the transpose that stays", HIDDEN),
    "hadamard-not-outer": Place("02", "12 · From delta to the weights", GRADIENT),
    "deep-delta-without-weights": Place("03", "3 · III: back, in reverse", DEEP),
    "elementwise-softmax": Place(
        "05", "11 · A slip: ⊙ for every activation", 'panels.softmax(net, y, at="slip")'
    ),
}


def place(exercise: str, slip: str = "") -> Place:
    """Where a slip of the notes is answered, else where the exercise is; its notebook at least."""
    notebook, _, number = exercise.partition("-")
    found = SECTIONS.get(notebook, {}).get(int(number), ())
    return OF_SLIPS.get(slip) or Place(notebook, *found)
