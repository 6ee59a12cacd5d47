"""How a multilayer perceptron computes and learns, in the notation of the lecture. What one can do
here: build an `MLP`, run it forward and backward, check its gradients (`gradient_check`), train it
(`epochs`, `train`). `lesson` is the lecture as data, `views` are pictures, `panels` widgets.
"""

from mlpcore import datasets, lesson, stopping
from mlpcore.activations import Activation, activation, identity, relu, sigmoid, softmax, tanh
from mlpcore.backprop import Backward
from mlpcore.datasets import one_hot
from mlpcore.gradcheck import gradient_check
from mlpcore.losses import cross_entropy, half_squared_error, loss
from mlpcore.network import MLP, Forward
from mlpcore.training import epochs, train

__all__ = [
    "MLP", "Activation", "Backward", "Forward", "activation", "cross_entropy", "datasets", "epochs",
    "gradient_check", "half_squared_error", "identity", "lesson", "loss", "one_hot", "relu",
    "sigmoid", "softmax", "stopping", "tanh", "train",
]  # fmt: skip
