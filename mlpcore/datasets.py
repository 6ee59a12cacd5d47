"""Seeded toy data, X (n, d) and Y (n, k), and class labels as targets.

`xor`, `circles`, `moons`, `spirals`, `blobs`, `wave` and `encoder` make data; `one_hot` turns
labels into rows of 0 and 1.
"""

from typing import Any, Literal, overload

import numpy as np
from numpy.typing import NDArray

from mlpcore.checks import Array, count, floats, positive, room
from mlpcore.csv_files import read_csv as read_csv  # datasets.read_csv is where one looks for it

Data = tuple[Array, Array]


@overload
def one_hot(labels: object, k: int | None = None) -> Array: ...
@overload
def one_hot(
    labels: object, k: int | None = None, *, return_classes: Literal[True]
) -> tuple[Array, list[Any]]: ...
def one_hot(
    labels: object, k: int | None = None, *, return_classes: bool = False
) -> Array | tuple[Array, list[Any]]:
    """Make a row for each label: 1 in the column of its class, 0 elsewhere.

    Whole numbers from 0 have the column of their number, of k, or of the largest + 1 if k is left
    out. Words, and whole numbers below 0, have a column for each class that occurs, in order.
    `return_classes` gives the class of each column, too.

    Raises
    ------
    ValueError, TypeError
        For labels that are neither, do not fit into k columns, or are no whole numbers.

    Examples
    --------
    >>> one_hot([0, 2, 1]).tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]
    >>> one_hot(["dog", "cat"], return_classes=True)[1]
    ['cat', 'dog']
    """
    given = np.asarray(labels, object)
    words = given.size > 0 and all(isinstance(label, str) for label in given.flat)
    given = given if words else floats("labels", labels)
    if words or (k is None and given.min(initial=0) < 0):
        classes = np.unique(given)
    else:
        most = given.max(initial=0) + 1 if k is None else count("k", k)
        classes = np.arange(room("k", most, given.size))
    fits = np.isin(given, classes).all() and (k is None or len(classes) == count("k", k))
    if not fits or (not words and (given != np.rint(given)).any()):
        which = "" if k is None else f" from 0 to {k - 1},"
        told = f"words of {k} classes" if words else f"whole numbers{which} or words"
        raise ValueError(f"labels must be {told}, not {labels!r:.60}")
    rows = np.equal(given[..., None], classes).astype(np.float64)
    return (rows, [c if words else int(c) for c in classes.tolist()]) if return_classes else rows


def xor() -> Data:
    """The four corners of the unit square, 1 where exactly one coordinate is 1; k = 1.

    Examples
    --------
    >>> xor()[1].ravel().tolist()
    [0.0, 1.0, 1.0, 0.0]
    """
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return X, (X[:, :1] != X[:, 1:]).astype(float)


def circles(n: int = 200, noise: float = 0.05, seed: int = 0) -> Data:
    """Class 0 on the unit circle, class 1 on one of radius ½; k = 1.

    As for all that follow: n samples, `noise` the standard deviation of what is added to each
    number (0 or above), `seed` a whole number. ValueError or TypeError for other arguments.

    Examples
    --------
    >>> X, Y = circles(n=4, noise=0)
    >>> (X**2).sum(axis=1).round(6).tolist(), Y.ravel().tolist()
    ([1.0, 0.25, 1.0, 0.25], [0.0, 1.0, 0.0, 1.0])
    """
    rng, labels = _start(n, 2, noise, seed)
    points = (1 - labels / 2) * np.exp(1j * rng.uniform(0, 2 * np.pi, n))
    return _rows(points, noise, rng), labels[:, None]


def moons(n: int = 200, noise: float = 0.1, seed: int = 0) -> Data:
    """Two half circles that reach into each other; k = 1.

    Examples
    --------
    >>> X, Y = moons(n=3)
    >>> X.shape, Y.ravel().tolist()
    ((3, 2), [0.0, 1.0, 0.0])
    """
    rng, labels = _start(n, 2, noise, seed)
    upper = np.exp(1j * rng.uniform(0, np.pi, n))
    return _rows(np.where(labels == 0, upper, 1 + 0.5j - upper), noise, rng), labels[:, None]


def spirals(n: int = 200, noise: float = 0.02, seed: int = 0, turns: float = 1.5) -> Data:
    """Two spirals wound into each other, each with so many `turns`; k = 1.

    Examples
    --------
    >>> X, Y = spirals(n=3, turns=2)
    >>> X.shape, Y.shape
    ((3, 2), (3, 1))
    """
    rng, labels = _start(n, 2, noise, seed)
    radius, turns = np.sqrt(rng.uniform(0.01, 1, n)), positive("turns", turns, most=1e300)
    points = radius * np.exp(1j * np.pi * (2 * turns * radius + labels))
    return _rows(points, noise, rng), labels[:, None]


def blobs(n: int = 200, noise: float = 0.3, seed: int = 0, k: int = 3) -> Data:
    """Clouds around k equally spaced points of the unit circle; one-hot Y (n, k).

    Examples
    --------
    >>> blobs(n=3, k=3)[1].tolist()
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    rng, labels = _start(n, count("k", k), noise, seed)
    return _rows(np.exp(2j * np.pi * labels / k), noise, rng), one_hot(labels, k)


def wave(n: int = 100, noise: float = 0.05, seed: int = 0) -> Data:
    """A 1-D regression: y = sin(πx) for x in [−1, 1], with noise; d = k = 1.

    Examples
    --------
    >>> X, Y = wave(n=5, noise=0)
    >>> bool(np.allclose(Y, np.sin(np.pi * X)))
    True
    """
    rng, _ = _start(n, 1, noise, seed)
    X = np.sort(rng.uniform(-1, 1, (n, 1)), axis=0)
    return X, np.sin(np.pi * X) + rng.normal(0, noise, X.shape)


def encoder(n: int = 8) -> Data:
    """One-hot rows, each its own target: for the n-3-n encoder of the information bottleneck.

    Examples
    --------
    >>> X, Y = encoder(2)
    >>> X.tolist() == Y.tolist() == [[1.0, 0.0], [0.0, 1.0]]
    True
    """
    return np.eye(room("n", count("n", n), n)), np.eye(n)


def _start(n: int, k: int, noise: float, seed: int) -> "tuple[np.random.Generator, Array]":
    positive("noise", noise, or_zero=True, most=1e300)  # larger ones overflow
    labels = np.arange(room("n", count("n", n), k)) % k  # as equally many of each as can be
    return np.random.default_rng(count("seed", seed, or_zero=True)), labels.astype(np.float64)


def _rows(points: NDArray[np.complex128], noise: float, rng: "np.random.Generator") -> Array:
    X = np.stack([points.real, points.imag], axis=1)
    return X + rng.normal(0, noise, X.shape)
