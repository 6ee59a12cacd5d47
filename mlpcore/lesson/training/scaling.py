"""Columns of any size brought to one: standardised by the mean and the spread of training rows.

`standardise(X)` gives the rows and the `Scaling` that treats new rows alike; `saturation(mlp, X,
Y)` says from the net inputs whether numbers are too large for a first layer.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mlpcore.activations import quiet
from mlpcore.checks import Array, floats, rows
from mlpcore.network import MLP

FLAT = 0.01  # a slope below it hardly lets δ pass
MOST = 0.9  # of the net inputs of a layer: then it is saturated
LARGE = 10.0  # what no network meets unscaled without harm
SAME = 0.01  # outputs that differ by less are nearly the same


@dataclass(frozen=True, eq=False)
class Scaling:
    """Each column's mean and standard deviation; of one that never changes, 1 for the latter."""

    mean: Array
    spread: Array

    def __call__(self, X: object) -> Array:
        """(X − mean) / spread, for one row (d,) or for rows (n, d)."""
        return (rows("X", X, len(self.mean)) - self.mean) / self.spread

    def back(self, Z: Array) -> Array:
        """Z · spread + mean: the numbers as they were."""
        return Z * self.spread + self.mean


@quiet
def standardise(X: object) -> tuple[Array, Scaling]:
    """Rows X (n, d) with mean 0 and spread 1 in each column, and the scaling for rows to come.

    ValueError where X is no such array, or too large to be squared.
    """
    given = floats("X", X)
    if given.ndim != 2 or len(given) == 0:
        raise ValueError(f"X has shape {given.shape}: expected (n, d), with one row at least")
    spread = given.std(axis=0)
    if not np.isfinite(spread).all():
        raise ValueError(f"X holds {np.abs(given).max():g}, which is too large to standardise")
    scaling = Scaling(given.mean(axis=0), np.where(spread > 0, spread, 1.0))
    return scaling(given), scaling


class Saturation(NamedTuple):
    """What is too large, its largest size, the share of net inputs where f′ is next to 0, and
    whether all rows get nearly the same output.
    """

    what: str
    largest: float
    share: float
    alike: bool


@quiet
def saturation(mlp: MLP, X: Array, Y: Array) -> Saturation | None:
    """Whether large numbers saturate layer 1 of this network; None where they do not."""
    f, found = mlp.f[1], large(X, Y)
    if found is None or not f.elementwise or not np.isfinite(f.bounds).all():
        return None
    fwd = mlp.feed(X)
    share = float(np.mean(np.abs(f.derivative(fwd.net[1])) < FLAT))
    alike = bool(np.ptp(fwd.o, axis=0).max() < SAME)
    return Saturation(*found, share, alike) if share > MOST else None


def large(X: Array, Y: Array) -> tuple[str, float] | None:
    """What is too large to be used as it is, inputs or targets, and its largest size; else None."""
    sizes = {"inputs": float(np.abs(X).max()), "targets": float(np.abs(Y).max())}
    return next(((what, size) for what, size in sizes.items() if size > LARGE), None)


def saturation_text(found: Saturation | None, layer: int, f: str) -> str:
    """The same in words, with the book's number of that layer and its letter of an activation."""
    if found is None:
        return ""
    share = f"{f}′ is below {FLAT:g} in {100 * found.share:.0f} % of its net inputs"
    alike = ", and all rows get nearly the same output" * found.alike
    return f"{found.what} up to {found.largest:,.6g} saturate layer {layer}: {share}{alike}"
