"""How a multilayer perceptron computes and learns, in the notation of the lecture.

Build an `MLP`, run it forward and backward, check its gradients (`gradient_check`), train it
(`epochs`, `train`). `mlpcore.lesson` is the lecture as data, `mlpcore.views` are pictures,
`mlpcore.panels` widgets: each is loaded when it is first asked for.
"""

from importlib import import_module
from types import ModuleType

from mlpcore import datasets, stopping
from mlpcore.activations import Activation, activation, identity, relu, sigmoid, softmax, tanh
from mlpcore.backprop import Backward, Forward
from mlpcore.datasets import one_hot
from mlpcore.gradcheck import gradient_check
from mlpcore.losses import Loss, binary_cross_entropy, cross_entropy, half_squared_error, loss
from mlpcore.network import MLP
from mlpcore.training import epochs, train

FLOORS_ABOVE = ("lesson", "panels", "views")

__all__ = [
    "MLP", "Activation", "Backward", "Forward", "Loss", "activation", "binary_cross_entropy",
    "cross_entropy", "datasets", "epochs", "gradient_check", "half_squared_error", "identity",
    "loss", "one_hot", "relu", "sigmoid", "softmax", "stopping", "tanh", "train"]  # fmt: skip


def __getattr__(name: str) -> ModuleType:
    """Load a floor above when it is first asked for: `mlpcore.lesson`."""
    if name in FLOORS_ABOVE:
        return import_module(f"mlpcore.{name}")
    raise AttributeError(f"module 'mlpcore' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, *FLOORS_ABOVE]
