"""Passes that the tests of the lesson walk through, one for each way in which a network can differ.

`PASSES[name]` is a network with its x and y; `each_pass` runs a test on every one of them, and
`walk(name)` walks through one.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
import pytest

from mlpcore import MLP, Activation, sigmoid, softmax
from mlpcore.lesson import Walkthrough, walkthrough
from mlpcore.losses import Loss


class Pass(NamedTuple):
    """A network, and the sample that goes through it."""

    mlp: MLP
    x: list[float]
    y: list[float]


SOFT_PLUS = Activation("soft_plus", lambda net: np.logaddexp(0.0, net), sigmoid)
HALF_SOFTMAX = Activation(
    "half_softmax",
    lambda net: softmax(net / 2),
    lambda net: softmax.jacobian(net / 2) / 2,
    elementwise=False,
)
QUARTIC = Loss("quartic", lambda y, o: np.sum((y - o) ** 4, axis=-1) / 4, lambda y, o: (o - y) ** 3)


def _network(widths: list[int], activations: object = "sigmoid", loss: object = None) -> MLP:
    return MLP(widths, activations, loss or "half_squared_error", seed=7, init="uniform")


TWO, THREE = [0.8, -0.4], [0.8, -0.4, 0.3]
ENTROPY, BINARY = "cross_entropy", "binary_cross_entropy"

PASSES = {
    "one hidden layer": Pass(_network([2, 3, 1]), TWO, [1]),
    "two outputs": Pass(_network([2, 3, 2]), TWO, [1, 0]),
    "tanh": Pass(_network([2, 3, 2], "tanh"), TWO, [1, 0]),
    "relu": Pass(_network([2, 3, 2], ["relu", "identity"]), TWO, [1, 0]),
    "relu output": Pass(_network([2, 3, 2], ["tanh", "relu"]), TWO, [1, 0]),
    "no hidden layer": Pass(_network([2, 2], "identity"), TWO, [0.5, -1]),
    "square": Pass(_network([2, 2, 2]), TWO, [1, 0]),
    "softmax": Pass(_network([2, 3, 3], ["relu", "softmax"], ENTROPY), TWO, [0, 1, 0]),
    "soft targets": Pass(_network([2, 3, 3], ["tanh", "softmax"], ENTROPY), TWO, [0.5, 0.2, 0.9]),
    "softmax, squared": Pass(_network([2, 3, 3], ["tanh", "softmax"]), TWO, [0, 1, 0]),
    "softmax hidden": Pass(_network([2, 3, 2], ["softmax", "sigmoid"]), TWO, [1, 0]),
    "sigmoid, entropy": Pass(_network([2, 3, 2], "sigmoid", ENTROPY), TWO, [1, 0]),
    "binary": Pass(_network([2, 3, 2], "sigmoid", BINARY), TWO, [1, 0]),
    "binary, one output": Pass(_network([2, 3, 1], ["tanh", "sigmoid"], BINARY), TWO, [0.3]),
    "softmax, binary": Pass(_network([2, 3, 3], ["tanh", "softmax"], BINARY), TWO, [0, 1, 0]),
    "deep": Pass(_network([3, 2, 3, 3, 1, 2, 3, 2, 2, 3, 2, 2], "tanh"), THREE, [1, 0]),
    "wide": Pass(_network([2, 16, 16, 2]), TWO, [1, 0]),
    "own activation": Pass(_network([2, 3, 2], [SOFT_PLUS, SOFT_PLUS]), TWO, [1, 0]),
    "own softmax": Pass(_network([2, 3, 3], [HALF_SOFTMAX, HALF_SOFTMAX]), TWO, [0, 1, 0]),
    "own loss": Pass(_network([2, 3, 2], "sigmoid", QUARTIC), TWO, [1, 0]),
}

each_pass = pytest.mark.parametrize("name", PASSES)


@cache
def walk(name: str, notation: str = "notes") -> Walkthrough:
    """The steps of that pass."""
    return walkthrough(*PASSES[name], notation=notation)
