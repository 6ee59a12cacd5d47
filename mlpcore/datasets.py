"""Seeded toy data, X (n, d) and Y (n, k). What one can do here: make `xor circles moons spirals
blobs wave encoder`, and turn class indices into targets with `one_hot`.
"""

import numpy as np
from numpy.typing import NDArray

from mlpcore.checks import Array, count, floats, positive

Data = tuple[Array, Array]


def one_hot(labels: object, k: int | None = None) -> Array:
    """Row i is 0 but for a 1 in column labels[i] = 0..k−1; k is the largest + 1 if left out."""
    given = floats("labels", labels)
    classes = np.arange(given.max(initial=0) + 1 if k is None else count("k", k))
    if not np.isin(given, classes).all():
        raise ValueError(f"labels must be whole numbers from 0 to {len(classes) - 1}, not {labels}")
    return np.equal(given[..., None], classes).astype(np.float64)


def xor() -> Data:
    """The four corners of the unit square, 1 where exactly one coordinate is 1; k = 1."""
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return X, (X[:, :1] != X[:, 1:]).astype(float)


def circles(n: int = 200, noise: float = 0.05, seed: int = 0) -> Data:
    """Class 0 on the unit circle, class 1 on one of radius ½; k = 1."""
    rng, labels = _start(n, 2, noise, seed)
    points = (1 - labels / 2) * np.exp(1j * rng.uniform(0, 2 * np.pi, n))
    return _rows(points, noise, rng), labels[:, None]


def moons(n: int = 200, noise: float = 0.1, seed: int = 0) -> Data:
    """Two half circles that reach into each other; k = 1."""
    rng, labels = _start(n, 2, noise, seed)
    upper = np.exp(1j * rng.uniform(0, np.pi, n))
    return _rows(np.where(labels == 0, upper, 1 + 0.5j - upper), noise, rng), labels[:, None]


def spirals(n: int = 200, noise: float = 0.02, seed: int = 0, turns: float = 1.5) -> Data:
    """Two spirals wound into each other; k = 1."""
    rng, labels = _start(n, 2, noise, seed)
    radius = np.sqrt(rng.uniform(0.01, 1, n))
    points = radius * np.exp(1j * np.pi * (2 * positive("turns", turns) * radius + labels))
    return _rows(points, noise, rng), labels[:, None]


def blobs(n: int = 200, noise: float = 0.3, seed: int = 0, k: int = 3) -> Data:
    """Clouds around k equally spaced points of the unit circle; one-hot Y (n, k)."""
    rng, labels = _start(n, count("k", k), noise, seed)
    return _rows(np.exp(2j * np.pi * labels / k), noise, rng), one_hot(labels, k)


def wave(n: int = 100, noise: float = 0.05, seed: int = 0) -> Data:
    """A 1-D regression: y = sin(πx) for x in [−1, 1], with noise; d = k = 1."""
    rng, _ = _start(n, 1, noise, seed)
    X = np.sort(rng.uniform(-1, 1, (n, 1)), axis=0)
    return X, np.sin(np.pi * X) + rng.normal(0, noise, X.shape)


def encoder(n: int = 8) -> Data:
    """One-hot rows, each its own target: for the n-3-n encoder of the information bottleneck."""
    return np.eye(count("n", n)), np.eye(n)


def _start(n: int, k: int, noise: float, seed: int) -> tuple[np.random.Generator, Array]:
    positive("noise", noise, or_zero=True)
    labels = np.arange(count("n", n)) % k  # as equally many of each as can be
    return np.random.default_rng(count("seed", seed, or_zero=True)), labels.astype(np.float64)


def _rows(points: NDArray[np.complex128], noise: float, rng: np.random.Generator) -> Array:
    X = np.stack([points.real, points.imag], axis=1)
    return X + rng.normal(0, noise, X.shape)
