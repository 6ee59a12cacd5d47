"""What only a batch has: each sample's own share of a mean, their running sum, and the sum.

`own:dW_1` (n, m, k) is sample p's own gradient z δᵀ, for all p; `running:dW_1` the sum of the first
p of them; `sum:dW_1` the sum of all; `new_sum:W_1` what a step with the sum gives; the same of db
and of eps (`new:eps` is ε after the step); `n` and `n_eta`, n·η. Source: the notes, deep MLP IV and
V, for each x of the domain.
"""

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.notation.key import Key
from mlpcore.network import MLP

SHARED = ("dW", "db", "eps")  # the kinds of which every sample has a share


class BatchPass(Protocol):
    """What is read of a batch."""

    h: int
    eta: float
    x: Array
    y: Array

    @property
    def rows(self) -> list[Any]:
        """Every sample's own pass."""

    @property
    def after(self) -> MLP:
        """The network after a step with the means."""

    @property
    def after_sum(self) -> MLP:
        """The network after a step with the sums."""

    def value(self, key: str) -> Array:
        """The numbers of a quantity."""


def _own(at: BatchPass, key: Key) -> Array:
    """A sample's own ε, ∇W_l = z^l (δ^{l+1})ᵀ or ∇b_l = δ^{l+1}, for all samples."""
    if key != "eps" and (key.kind not in SHARED or key.layer is None or key.l > at.h):
        raise KeyError(f"a sample has no share in {str(key)!r}: there are eps, dW_l and db_l")
    return np.stack([row.value(key) for row in at.rows])


def _new_sum(at: BatchPass, key: Key) -> Array:
    """W_l − η Σ ∇W_l; the same for b."""
    if key.kind not in ("W", "b"):
        raise KeyError(f"there is no quantity that a step with the sum makes of {str(key)!r}")
    return np.asarray(at.value(key) - at.eta * at.value(f"sum:d{key}"))


def _error(at: BatchPass, mlp: MLP) -> float:
    """The mean ε of the same samples in another network."""
    return mlp.backward(mlp.forward(at.x), at.y).eps


FRAMES: dict[str, Callable[[BatchPass, Key], Array]] = {
    "own": _own,
    "running": lambda at, key: np.cumsum(at.value(f"own:{key}"), axis=0),
    "sum": lambda at, key: np.asarray(at.value(f"own:{key}").sum(axis=0)),
    "new_sum": lambda at, key: _new_sum(at, key),
}
PLAIN: dict[str, Callable[[BatchPass], float]] = {
    "n": lambda at: float(len(at.x)),
    "n_eta": lambda at: len(at.x) * at.eta,
    "new:eps": lambda at: _error(at, at.after),
    "new_sum:eps": lambda at: _error(at, at.after_sum),
}
