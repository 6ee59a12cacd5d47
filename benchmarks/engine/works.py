"""What is done and measured: the works, their networks and their data, the same for everyone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import sqrt
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from mlpcore import datasets
from mlpcore.datasets import one_hot

Numbers = NDArray[Any]

TOLERANCE = {"float64": 1e-10, "float32": 1e-4}  # of gradients and weights, relative
TOLERANCE_OF_DIFFERENCES = 1e-5  # of gradients found numerically


@dataclass(frozen=True)
class Target:
    """What is to be reached: so many times as fast as the student, so many with the extra `fast`,
    and this share of the speed of matrix products alone.
    """

    ratio: float
    compiled: float | None = None
    of_products: float | None = None

    def __str__(self) -> str:
        parts = [f"× {self.ratio:g}"]
        if self.compiled:
            parts.append(f"× {self.compiled:g} with `fast`")
        if self.of_products:
            parts.append(f"{100 * self.of_products:.0f} % of the products")
        return ", ".join(parts)


@dataclass(frozen=True, eq=False)
class Work:
    """One work: `kind` says what is done with X, Y and the network W, b: "train" it, "check" its
    gradient by differences, or "predict". It is done `repeat` times in each of the `rounds`.
    """

    key: str
    title: str
    kind: str
    hidden: str
    classifies: bool
    X: Numbers
    Y: Numbers
    W: list[Numbers]
    b: list[Numbers]
    target: Target
    eta: float = 0.1
    epochs: int = 1
    batch: int | None = None
    rounds: int = 15
    repeat: int = 1
    seed: int = 0

    @property
    def dtype(self) -> str:
        """The name of the type of all numbers."""
        return str(self.X.dtype)

    @property
    def widths(self) -> list[int]:
        """The layers' widths."""
        return [self.X.shape[1], *(len(b_l) for b_l in self.b)]

    @property
    def activations(self) -> list[str]:
        """The layers' activations, by mlpcore's names."""
        return [self.hidden] * (len(self.W) - 1) + ["softmax" if self.classifies else "sigmoid"]

    @property
    def loss(self) -> str:
        """The loss, by mlpcore's name."""
        return "cross_entropy" if self.classifies else "half_squared_error"

    @property
    def units(self) -> tuple[int, str]:
        """By what the time is divided: how many there are, and what one is called."""
        if self.kind == "train":
            return self.epochs * len(range(0, len(self.X), self.batch or len(self.X))), "a step"
        return self.repeat, "each"

    @property
    def tolerance(self) -> float:
        """How far from mlpcore's backward pass is not wrong yet, relative to the largest entry."""
        return TOLERANCE_OF_DIFFERENCES if self.kind == "check" else TOLERANCE[self.dtype]

    @property
    def proof(self) -> int:
        """On how many rows a full batch is proved: of thousands, one comes so close to the kink of
        a ReLU that float32 rounds it to the other side, which is no error.
        """
        return len(self.X) if self.dtype == "float64" else 4

    def first(self, n: int, **changes: Any) -> Self:
        """The same work on its first n rows alone, with other changes."""
        return replace(self, X=self.X[:n], Y=self.Y[:n], **changes)


def network(widths: Sequence[int], seed: int, dtype: str) -> tuple[list[Numbers], list[Numbers]]:
    """Weights and biases, both random, so that an error in either shows."""
    rng = np.random.default_rng(seed)
    W = [rng.normal(0, sqrt(2 / m), (m, n)) for m, n in pairwise(widths)]
    b = [rng.normal(0, 0.1, n) for n in widths[1:]]
    return [W_l.astype(dtype) for W_l in W], [b_l.astype(dtype) for b_l in b]


def classes(n: int, d: int, k: int, seed: int, dtype: str) -> tuple[Numbers, Numbers]:
    """Random rows and random one-hot targets."""
    rng = np.random.default_rng(seed)
    X, labels = rng.normal(0, 1, (n, d)), rng.integers(0, k, n)
    return X.astype(dtype), one_hot(labels, k).astype(dtype)


def online(quick: bool = False) -> Work:
    """A small network, one sample a step."""
    X, Y = datasets.moons(20 if quick else 200)
    W, b = network([2, 8, 1], 1, "float64")
    title = "online: 2-8-1, tanh and sigmoid, ½‖y − o‖², 100 epochs of 200 samples, one a step"
    return Work(
        "online", title, "train", "tanh", False, X, Y, W, b,
        Target(4.4, compiled=60), eta=0.5, epochs=2 if quick else 100, batch=1,
        rounds=2 if quick else 11,
    )  # fmt: skip


def batches(quick: bool = False) -> Work:
    """A middling network, 32 samples a step."""
    X, Y = classes(64 if quick else 2048, 64, 10, 2, "float64")
    W, b = network([64, 128, 64, 10], 2, "float64")
    title = "batches of 32: 64-128-64-10, ReLU, softmax and cross-entropy, 2048 samples"
    return Work(
        "batches", title, "train", "relu", True, X, Y, W, b,
        Target(1.2), epochs=1 if quick else 5, batch=32, rounds=2 if quick else 15,
    )  # fmt: skip


def full(quick: bool = False, dtype: str = "float64") -> Work:
    """A large network, all samples a step."""
    widths = [78, 51, 25, 10] if quick else [784, 512, 256, 10]
    X, Y = classes(64 if quick else 4096, widths[0], widths[-1], 3, dtype)
    W, b = network(widths, 3, dtype)
    title = f"full batch of 4096: 784-512-256-10, ReLU, softmax and cross-entropy, {dtype}"
    return Work(
        "full32" if dtype == "float32" else "full", title, "train", "relu", True, X, Y, W, b,
        Target(1.02, of_products=0.93), eta=0.01, epochs=2 if quick else 20,
        rounds=2 if quick else 3,
    )  # fmt: skip


def check(quick: bool = False) -> Work:
    """Every parameter moved up and down."""
    W, b = network([4, 5, 5, 3], 4, "float64")
    X, Y = classes(1, 4, 3, 4, "float64")
    title = "gradient check: all 73 parameters of 4-5-5-3, tanh, softmax and cross-entropy"
    return Work(
        "check", title, "check", "tanh", True, X, Y, W, b,
        Target(20), rounds=2 if quick else 25, repeat=1 if quick else 50,
    )  # fmt: skip


def predict(quick: bool = False) -> Work:
    """The outputs for every point of a picture."""
    side = np.linspace(-1, 1, 20 if quick else 200)
    X = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    W, b = network([2, 16, 16, 1], 5, "float64")
    title = "forward: 200 × 200 points, 2-16-16-1, tanh and sigmoid"
    return Work(
        "predict", title, "predict", "tanh", False, X, np.zeros((len(X), 1)), W, b,
        Target(1.15), rounds=2 if quick else 25, repeat=1 if quick else 5,
    )  # fmt: skip


def works(quick: bool = False) -> list[Work]:
    """All of them, in the order of the table."""
    both = [full(quick), full(quick, "float32")]
    return [online(quick), batches(quick), *both, check(quick), predict(quick)]
