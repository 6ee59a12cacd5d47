"""The panels of the site: one of each kind, with what its page says of it."""

from collections.abc import Callable
from typing import NamedTuple

import mlpcore
from mlpcore import panels
from mlpcore.panels.base.panel import BasePanel

W = [[[0.6, -0.4, 1.0], [-0.8, 0.2, 1.2]], [[0.5, -1.0], [-0.3, 0.7], [0.9, 0.4]]]
B = [[0.1, -0.2, -0.1], [0.2, -0.4]]
X, Y = [[1.0, -0.5], [0.2, 0.8], [-0.6, 0.4]], [[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]


class Shown(NamedTuple):
    """A panel with its title and one sentence; `draws` says whether it has pictures."""

    title: str
    about: str
    make: Callable[[], BasePanel]
    draws: bool = False


def mlp() -> mlpcore.MLP:
    """The 2-3-2 network that several pages show."""
    return mlpcore.MLP.from_weights(W, B, activations="sigmoid")


SHOWCASE = {
    "step": Shown(
        "One pass, step by step",
        "Every net input, every δ and every ∇W of one sample, forwards and backwards.",
        lambda: panels.step(mlp(), X[0], Y[0], eta=0.5, named=True),
    ),
    "softmax": Shown(
        "Softmax and its Jacobian",
        "From net inputs to shares, and why δ of the output comes down to o − y.",
        lambda: panels.softmax([1.0, 2.0, 0.5]),
    ),
    "activation": Shown(
        "Activations",
        "The curve, its slope, and what is left of δ after many layers.",
        lambda: panels.activation("tanh"),
        draws=True,
    ),
    "batch": Shown(
        "The gradient of a batch",
        "One outer product a sample, laid on a pile; then the mean.",
        lambda: panels.batch(mlp(), X, Y),
    ),
    "gradcheck": Shown(
        "The gradient check",
        "Every slope of a pass against an experiment, for every step size.",
        lambda: panels.gradcheck(mlp(), X[0], Y[0], named=True),
        draws=True,
    ),
    "depth": Shown(
        "Deep networks",
        "How much of δ reaches each layer of a deep network.",
        lambda: panels.depth(hidden=8),
        draws=True,
    ),
    "training": Shown(
        "Training",
        "A network learns two moons; learning rate, batches and stopping are yours.",
        lambda: panels.training("moons"),
        draws=True,
    ),
}
