"""Can one straight cut part two sets of points: a line in the plane, a plane in space, and so on.

`cut_between(A, B)` finds a cut with about the widest gap, or shows that there is none: it goes from
point to point to the shortest difference a − b of the sets' hulls (P. Wolfe, Finding the nearest
point in a polytope, Mathematical Programming 11, 1976), which is 0 where the hulls meet.
"""

from typing import NamedTuple

import numpy as np

from mlpcore.activations import quiet
from mlpcore.checks import Array

NARROWEST = 1e-7  # of the size of the points: a narrower gap counts as none
NEAR = 0.01  # by about which share of itself the gap may be wider still
MOST_TURNS = 200


class Cut(NamedTuple):
    """The points z with w·z + b = 0: A's nearest has w·z + b = 1, B's nearest −1, the others more
    and less.
    """

    w: Array
    b: float


class Parting(NamedTuple):
    """The cut, if one is `found`; else whether there is `none`, or it was not decided."""

    cut: Cut | None
    none: bool

    @property
    def word(self) -> str:
        """What there is to say, in a word."""
        return "yes" if self.cut else "no" if self.none else "not decided"


@quiet
def cut_between(A: Array, B: Array) -> Parting:
    """The cut between two sets, (n, m) and (n', m), each of one point at least.

    A cut is only given where it leaves each point of A strictly on one side, each of B on the
    other; `none` where the hulls meet, up to `NARROWEST` of their size.
    """
    middle = (A.mean(axis=0) + B.mean(axis=0)) / 2
    A, B = A - middle, B - middle
    size = max(float(np.abs(A).max()), float(np.abs(B).max()))
    if not np.isfinite(size):
        return Parting(None, none=False)
    if size == 0:
        return Parting(None, none=True)
    shortest = _shortest_difference(A / size, B / size)
    if np.linalg.norm(shortest) <= NARROWEST:
        return Parting(None, none=True)
    above, below = float((A @ shortest).min()), float((B @ shortest).max())
    if above <= below:
        return Parting(None, none=False)
    w = 2 / (above - below) * shortest
    return Parting(Cut(w, -(above + below) / (above - below) - float(middle @ w)), none=False)


def _shortest_difference(A: Array, B: Array) -> Array:
    """The shortest a − b of the hulls, about, or how near `MOST_TURNS` come to it."""
    corners, shares = [A[0] - B[0]], np.ones(1)
    shortest: Array = corners[0]
    for _ in range(MOST_TURNS):
        corner = A[(A @ shortest).argmin()] - B[(B @ shortest).argmax()]
        reached = shortest @ shortest - corner @ shortest
        if np.linalg.norm(shortest) <= NARROWEST or reached <= NEAR * (shortest @ shortest):
            break
        try:
            corners, shares = _least([*corners, corner], np.append(shares, 0.0))
        except np.linalg.LinAlgError:  # but for rounding, the corner is not a new one
            break
        shortest = np.asarray(shares @ np.array(corners))
    return shortest


def _least(corners: list[Array], shares: Array) -> tuple[list[Array], Array]:
    """The corners, with their shares, whose hull holds the shortest point of their flat."""
    while True:
        best = _flat(np.array(corners))
        if (best > 1e-12).all():
            return corners, best
        falling = best <= 1e-12
        step = np.min(shares[falling] / np.maximum(shares[falling] - best[falling], 1e-300))
        shares = (1 - step) * shares + step * best
        stays = shares > 1e-12
        stays[np.flatnonzero(falling)[shares[falling].argmin()]] = False
        corners = [each for each, kept in zip(corners, stays, strict=True) if kept]
        shares = shares[stays] / shares[stays].sum()


def _flat(P: Array) -> Array:
    """The weights, of sum 1, of the shortest point on the flat through the rows of P."""
    n = len(P)
    rim = np.ones((n + 1, n + 1))
    rim[:n, :n], rim[n, n] = P @ P.T, 0.0
    return np.asarray(np.linalg.solve(rim, np.eye(n + 1)[n])[:n])
