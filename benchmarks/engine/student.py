"""A multilayer perceptron as a good student writes it: plain NumPy, vectorised over the batch.

This is × 1. It is meant to be read and to be quick as it stands: no loops over samples or neurons,
nothing computed twice, but no tricks with memory either.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]

# The function, and its derivative in terms of its output.
HIDDEN: dict[str, tuple[Callable[[Numbers], Numbers], Callable[[Numbers], Numbers]]] = {
    "tanh": (np.tanh, lambda z: 1 - z**2),
    "relu": (lambda net: np.maximum(net, 0), lambda z: z > 0),
}


def sigmoid(net: Numbers) -> Numbers:
    """1 / (1 + e^{−net})."""
    return 1 / (1 + np.exp(-net))


def softmax(net: Numbers) -> Numbers:
    """e^{net_i} / Σ_j e^{net_j}, row by row."""
    e = np.exp(net - net.max(axis=1, keepdims=True))
    o: Numbers = e / e.sum(axis=1, keepdims=True)
    return o


class Student:
    """Hidden layers of tanh or ReLU; softmax and cross-entropy if it `classifies`, else sigmoid and
    ½‖y − o‖². X is (n, d), y is (n, k); what is minimised is the mean over the rows.
    """

    def __init__(
        self, W: Sequence[Numbers], b: Sequence[Numbers], hidden: str, classifies: bool
    ) -> None:
        self.W = [W_l.copy() for W_l in W]
        self.b = [b_l.copy() for b_l in b]
        self.f, self.slope = HIDDEN[hidden]
        self.classifies = classifies
        self.z: list[Numbers] = []

    def forward(self, X: Numbers) -> Numbers:
        """The output; the activations of every layer are kept for the backward pass."""
        self.z = [X]
        for W, b in zip(self.W[:-1], self.b[:-1], strict=True):
            self.z.append(self.f(self.z[-1] @ W + b))
        net = self.z[-1] @ self.W[-1] + self.b[-1]
        self.z.append(softmax(net) if self.classifies else sigmoid(net))
        return self.z[-1]

    def error(self, X: Numbers, y: Numbers) -> float:
        """The mean loss."""
        o = self.forward(X)
        if self.classifies:
            return float(-np.sum(y * np.log(o)) / len(X))
        return float(0.5 * np.sum((y - o) ** 2) / len(X))

    def backward(self, y: Numbers) -> tuple[list[Numbers], list[Numbers]]:
        """The gradients of all W and of all b, after `forward`."""
        o = self.z[-1]
        delta = (o - y) / len(y)
        if not self.classifies:
            delta = delta * o * (1 - o)
        dW, db = [], []
        for l in reversed(range(len(self.W))):
            dW.append(self.z[l].T @ delta)
            db.append(delta.sum(axis=0))
            if l > 0:
                delta = (delta @ self.W[l].T) * self.slope(self.z[l])
        return dW[::-1], db[::-1]

    def step(self, X: Numbers, y: Numbers, eta: float) -> None:
        """One step of gradient descent."""
        self.forward(X)
        dW, db = self.backward(y)
        for l in range(len(self.W)):
            self.W[l] -= eta * dW[l]
            self.b[l] -= eta * db[l]

    def fit(
        self,
        X: Numbers,
        Y: Numbers,
        eta: float,
        epochs: int,
        batch_size: int | None = None,
        seed: int = 0,
        measures: bool = False,
    ) -> list[float]:
        """Epochs of steps in random order, or of one step if there is no batch size; gives the
        error over all rows after each epoch if it `measures`.
        """
        rng = np.random.default_rng(seed)
        errors = []
        for _ in range(epochs):
            if batch_size is None:
                self.step(X, Y, eta)
            else:
                order = rng.permutation(len(X))
                X_now, Y_now = X[order], Y[order]
                for i in range(0, len(X), batch_size):
                    self.step(X_now[i : i + batch_size], Y_now[i : i + batch_size], eta)
            if measures:
                errors.append(self.error(X, Y))
        return errors

    def numerical_gradient(self, x: Numbers, y: Numbers, step: float = 1e-6) -> list[Numbers]:
        """Central differences for every entry of every W, then of every b."""
        gradients = []
        for weights in (*self.W, *self.b):
            gradient = np.zeros_like(weights)
            for i in np.ndindex(weights.shape):
                w = weights[i]
                weights[i] = w + step
                up = self.error(x, y)
                weights[i] = w - step
                down = self.error(x, y)
                weights[i] = w
                gradient[i] = (up - down) / (2 * step)
            gradients.append(gradient)
        return gradients
