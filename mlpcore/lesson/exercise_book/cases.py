"""The networks that the exercises are about; each is made anew, so that nobody can change it.

`lecture()` gives the 2-3-2 network of notebooks 00 to 02 as a `Case`, with its input and target;
`tiny`, `square`, `chain`, … those of single exercises; `sigmoid_slope` judges in two notebooks.
"""

import numpy as np

from mlpcore.activations import sigmoid
from mlpcore.lesson.exercise_book.exercise import Case, Judge, Mistake, number
from mlpcore.lesson.student_code.training import xor_network
from mlpcore.network import MLP

W_H, B_H = [[0.6, -0.4, 1.0], [-0.8, 0.2, 1.2]], [0.1, -0.2, -0.1]
W_O, B_O = [[0.5, -1.0], [-0.3, 0.7], [0.9, 0.4]], [0.2, -0.4]
X, Y = [1.0, -0.5], [0.0, 1.0]


def lecture(x: tuple[float, float] = (1.0, -0.5), output: str = "sigmoid") -> Case:
    """The 2-3-2 network of notebooks 00 to 02; another input or output activation if wanted."""
    mlp = MLP.from_weights([W_H, W_O], [B_H, B_O], ["sigmoid", output])
    return Case(mlp, [*x], Y)


def half_square() -> Case:
    """Two inputs and two units: a square W_h and nothing else."""
    return Case(MLP.from_weights([[[0.6, -0.4], [-0.8, 0.2]]], [[0.1, -0.2]]), X, Y)


def square() -> Case:
    """2-2-2: as many hidden units as outputs, so that no shapes clash."""
    W = [[[0.6, -0.4], [-0.8, 0.2]], [[0.5, -1.0], [-0.3, 0.7]]]
    return Case(MLP.from_weights(W, [[0.1, -0.2], [0.2, -0.4]], "sigmoid"), X, Y)


def tanh_square() -> Case:
    """2-2-2 again, of tanh units; notebook 06 repairs a line in it."""
    mlp = MLP([2, 2, 2], "tanh", seed=7, init="uniform")
    return Case(mlp, [0.8, -0.4], [1.0, 0.0])


def xor_sample() -> Case:
    """The 2-4-1 network of tanh units of notebook 06, and one sample."""
    return Case(xor_network(), [0.8, -0.4], [1.0])


def small_relu() -> Case:
    """2-2-1 with ReLU inside; one of its two hidden units is shut."""
    W = [[[1.0, -1.0], [2.0, -1.0]], [[0.5], [3.0]]]
    mlp = MLP.from_weights(W, [[-1.0, 2.0], [1.0]], ["relu", "identity"])
    return Case(mlp, [1.0, 2.0], [0.0])


def tiny() -> Case:
    """One input, one hidden unit, one output; both net inputs are 0."""
    mlp = MLP.from_weights([[[0.5]], [[2.0]]], [[-1.0], [-1.0]], "sigmoid")
    return Case(mlp, [2.0], [1.0], eta=0.8)


def deep() -> Case:
    """The 2-3-2-3-1 network of notebook 03."""
    mlp = MLP([2, 3, 2, 3, 1], "sigmoid", seed=3, init="uniform")
    return Case(mlp, [0.8, -0.4], [1.0])


def deep_square() -> Case:
    """2-2-2-2: all layers equally wide."""
    mlp = MLP([2, 2, 2, 2], "sigmoid", seed=3, init="uniform")
    return Case(mlp, [0.8, -0.4], [1.0, 0.0])


def chain() -> Case:
    """A chain of single units; every net input is 0, every weight 2."""
    mlp = MLP.from_weights([[[2.0]]] * 3, [[0.0], [-1.0], [-1.0]], "sigmoid")
    return Case(mlp, [0.0], [0.0])


def tanh_unit() -> Case:
    """One tanh unit whose output is 0.8, at which ∂ε/∂z = −0.5 arrives."""
    mlp = MLP.from_weights([[[1.0]]], [[0.0]], "tanh")
    return Case(mlp, [float(np.arctanh(0.8))], [1.3])


def two_classes(y: tuple[float, float] = (1.0, 0.0)) -> Case:
    """Softmax of (0, log 3) with the cross-entropy: the powers are 1 and 3."""
    mlp = MLP.from_weights([np.eye(2)], [np.zeros(2)], "softmax", "cross_entropy")
    return Case(mlp, [0.0, float(np.log(3.0))], [*y])


def three_classes(loss: str = "cross_entropy") -> Case:
    """Softmax of (2, 1, −1), the layer of notebook 05."""
    mlp = MLP.from_weights([np.eye(3)], [np.zeros(3)], "softmax", loss)
    return Case(mlp, [2.0, 1.0, -1.0], [0.0, 1.0, 0.0])


def two_outputs() -> Case:
    """Two linear outputs, o = (0.9, −0.2), with the target (0, 1)."""
    mlp = MLP.from_weights([np.eye(2)], [np.zeros(2)], "identity")
    return Case(mlp, [0.9, -0.2], [0.0, 1.0])


def relu_outputs() -> Case:
    """Two ReLU outputs with net_o = (0.5, −0.3): one is open, one is shut."""
    mlp = MLP.from_weights([np.zeros((2, 2))], [[0.5, -0.3]], "relu")
    return Case(mlp, [1.0, -0.5], [0.2, 1.0])


def half_shut() -> Case:
    """Two ReLU units with net_z = (1, −0.5), then two linear ones with δ_o = (0.2, −0.4)."""
    W, b = [np.eye(2), np.zeros((2, 2))], [np.zeros(2), [0.2, 0.6]]
    return Case(MLP.from_weights(W, b, ["relu", "identity"]), [1.0, -0.5], [0.0, 1.0])


def two_samples() -> Case:
    """A batch of two for one linear unit with the weight 0.5."""
    mlp = MLP.from_weights([[[0.5]]], [[0.0]], "identity")
    return Case(mlp, [[1.0], [3.0]], [[0.0], [2.0]])


def far_out() -> Case:
    """Softmax of net inputs at which e^net is no longer a number of float64."""
    mlp, x, y, _ = two_classes()
    return Case(mlp, [1000.0, 1000.0 + x[1]], y)


def sure() -> Case:
    """Two classes, so far apart that the second share rounds to 0; the first is the right one."""
    return Case(two_classes().mlp, [1000.0, 0.0], [1.0, 0.0])


def two_rows() -> Case:
    """A batch of two rows for softmax: (0, log 3) and (0, 0)."""
    mlp, x, _, _ = two_classes()
    return Case(mlp, [x, [0.0, 0.0]], [[1.0, 0.0], [0.0, 1.0]])


def sigmoid_slope(output: float) -> Judge:
    """The slope of a sigmoid unit, from its output."""
    return number(
        lambda: sigmoid.derivative_from_output(output),
        Mistake(
            lambda: sigmoid.derivative(output),
            f"{output:g} was taken for the net input, but it is the output",
            "sigmoid-of-z",
        ),
        Mistake(lambda: output, "that is the output itself"),
        Mistake(lambda: 1 - output, "that is 1 − z alone: one factor is missing"),
        Mistake(lambda: 1 - output**2, "that is the slope of tanh"),
    )
