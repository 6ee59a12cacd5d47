"""Where the notebooks answer an exercise, and a slip of the notes: the section, and the panel.

`place(exercise, "transposed-weights")` gives the section that a class should read once more and the
line that brings its panel, with the notebook's own `mlp`, `x`, `y`; `net`, `y` in notebook 05.
Exercises stand here by their titles, headings without their numbers: both may be numbered anew.
"""

from typing import NamedTuple

from mlpcore.lesson.exercise_book.exercise import Exercise


class Place(NamedTuple):
    """A notebook, a heading in it, and a line of code; empty where none is known."""

    notebook: str
    heading: str = ""
    panel: str = ""


FORWARD = 'panels.step(mlp, x, y, until="I", at="net_1", named=True)'
FAMILY = 'panels.activation("relu", net=1.0, at="family")'
NAIVE = 'panels.softmax(net, y, c=1000, at="naive")'
WHOLE = 'panels.step(mlp, x, y, until="I", named=True)'
OUTPUT = 'panels.step(mlp, x, y, until="III", at="delta_2", named=True)'
HIDDEN = 'panels.step(mlp, x, y, until="III", at="delta_1", named=True)'
GRADIENT = 'panels.step(mlp, x, y, at="dW_1", named=True)'
BIAS = 'panels.step(mlp, x, y, at="db_0", named=True)'
DESCENT = 'panels.step(mlp, x, y, at="W_1", named=True)'
ERROR = 'panels.step(mlp, x, y, at="eps", named=True)'
DEEP = 'panels.step(mlp, x, y, at="delta_2", shapes=True)'
BATCH = "panels.batch(mlpcore.MLP([2, 3, 1], seed=0), X[:4], Y[:4])"
EXPERIMENT = "panels.gradcheck(mlp, x, y, named=True)"
BUG = 'panels.step(mlp, x, y, slip="transposed-weights", at="delta_1", named=True)'
TRAINING = 'panels.training("moons")'
LETTERS = 'panels.activation("tanh", net=1.5, at="letters")'

SECTIONS = {
    "00": {
        "a shape": ("Shapes", "panels.step(mlp, x, y, named=True)"),
        "count": ("Counting", "panels.step(mlp, x, y, named=True)"),
        "read a weight": ("The symbols", "panels.step(mlp, x, y, named=True)"),
        "translate": ("The symbols", BIAS),
        "another book": ("The symbols", 'panels.step(mlp, x, y, notation="nielsen")'),
        "drive": ("", 'panels.step(mlp, [2, -2], y, at="z_2", named=True)'),
    },
    "01": {
        "by hand": ("All units at once", FORWARD),
        "a shape": ("Why the transpose?", FORWARD),
        "a sign": ("What one unit adds up", FORWARD),
        "choose a bias": ("What the bias does", FORWARD),
        "repair a line": ("Why the transpose?", FORWARD),
        "a slope": ("A slip: one letter for two things", LETTERS),
        "the whole pass": (
            "The whole forward pass",
            WHOLE,
        ),
    },
    "02": {
        "by hand": ("The output layer: two factors", OUTPUT),
        "pass it back": ("The hidden layer: passing the blame back", HIDDEN),
        "an update": ("Gradient descent", DESCENT),
        "a shape": ("The first layer", 'panels.step(mlp, x, y, at="dW_0", named=True)'),
        "a sign": ("Gradient descent", DESCENT),
        "repair a line": ("A slip: the transpose that stays", HIDDEN),
        "tanh": ("The same for tanh", OUTPUT),
        "design an input": ("The first layer", 'panels.step(mlp, x, y, at="dW_0", named=True)'),
        "an error": ("The error", ERROR),
        "its slope": ("First factor: from the error to the output", ERROR),
        "ReLU": ("The same for ReLU", OUTPUT),
        "an outer product": ("From delta to the weights", GRADIENT),
        "and the bias": ("And the biases", BIAS),
    },
    "03": {
        "a shape": ("Layers get numbers", DEEP),
        "count": ("Layers get numbers", DEEP),
        "one step back": ("III: back, in reverse", DEEP),
        "steps": ("How many rows a step?", BATCH),
        "repair a line": ("III: back, in reverse", DEEP),
        "a criterion": ("When to stop", TRAINING),
        "a bottleneck": ("The information bottleneck", 'panels.training("encoder", seed=18)'),
        "a batch": ("How many rows a step?", BATCH),
        "each its own": ("How many rows a step?", BATCH),
    },
    "04": {
        "from the output": ("Two routes to one slope", 'panels.activation("sigmoid", net=2.2)'),
        "a delta": ("Saturation", 'panels.activation("tanh", net=1.1, at="delta")'),
        "find the lie": ("The same slip, in full view", LETTERS),
        "a kink": ("ReLU at 0", 'panels.activation("relu", net=0.0, at="difference")'),
        "depth": ("Ten slopes, multiplied", 'panels.activation("sigmoid", net=0.0, at="layers")'),
        "revive it": ("A ReLU dies", 'panels.activation("relu", at="unit")'),
        "repair a line": (
            "An activation of your own",
            FAMILY,
        ),
    },
    "05": {
        "shares": ("Shares of 1", "panels.softmax(net, y)"),
        "Jacobian": ("The Jacobian", 'panels.softmax(net, y, at="J")'),
        "delta": ("The collapse", 'panels.softmax(net, y, at="delta")'),
        "two right answers": ("The collapse", 'panels.softmax(net, y, at="delta")'),
        "a constant": ("A constant changes nothing", "panels.softmax(net, y, c=1)"),
        "temperature": ("Temperature", "panels.softmax(net, y, T=4)"),
        "repair a line": ("Squared error: no collapse", 'panels.softmax(net, y, at="slip")'),
        "an error": ("Sure, and wrong", 'panels.softmax(net, y, at="errors")'),
        "far out": (
            "The formula as it stands, and 1000",
            NAIVE,
        ),
        "sure, and right": ("Log-softmax", 'panels.softmax(net, y, at="errors")'),
        "two rows": ("Shares of 1", "panels.softmax(net, y)"),
    },
    "06": {
        "repair a line": ("The error, and δ", HIDDEN),
        "count forwards": ("What do slopes cost?", ""),
        "count backwards": ("What do slopes cost?", ""),
        "sweeps": ("Forwards or backwards?", ""),
        "used twice": ("A number that remembers", ""),
        "momentum": ("One line more", ""),
        "L2": ("One line more", ""),
    },
    "07": {
        "a quotient": ("How far may the experiment step?", EXPERIMENT),
        "a promise": ("How far may the experiment step?", EXPERIMENT),
        "a kink": ("How far may the experiment step?", EXPERIMENT),
        "what follows": ("The bug lab", BUG),
        "a sum": ("What one step adds up", BATCH),
    },
}

OF_SLIPS = {
    "sigmoid-of-z": Place("01", "A slip: one letter for two things", LETTERS),
    "missing-minus": Place("02", "First factor: from the error to the output", OUTPUT),
    "tanh-at-net": Place("02", "The same for tanh", OUTPUT),
    "relu-names-error": Place("02", "The same for ReLU", OUTPUT),
    "transposed-weights": Place("02", "A slip: the transpose that stays", HIDDEN),
    "hadamard-not-outer": Place("02", "From delta to the weights", GRADIENT),
    "deep-delta-without-weights": Place("03", "III: back, in reverse", DEEP),
    "elementwise-softmax": Place(
        "05", "A slip: ⊙ for every activation", 'panels.softmax(net, y, at="slip")'
    ),
}


def place(exercise: Exercise, slip: str = "") -> Place:
    """Where a slip of the notes is answered, else where the exercise is; its notebook at least."""
    notebook = exercise.id.partition("-")[0]
    found = SECTIONS.get(notebook, {}).get(exercise.title, ())
    return OF_SLIPS.get(slip) or Place(notebook, *found)
