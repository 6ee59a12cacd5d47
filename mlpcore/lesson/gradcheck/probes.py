"""ε with one number moved, for every number of a quantity, in float64 or in real float32.

`Probe(mlp, x, y, "float32")` runs forward passes whose every number has that precision;
`slopes("dW_0", "centred", steps)` gives the difference quotients of a gradient for many steps at
once, `crossed("dW_0", "centred", step)` the entries whose step carries a ReLU over its kink. A
`Curve` is the V of the error over the step, `best_step` where theory puts its bottom.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcore.activations import Activation, quiet
from mlpcore.checks import Array, known
from mlpcore.network import MLP

Floats = NDArray[Any]  # float64 or float32
Place = tuple[Any, ...]  # of an entry, counted from 0 as NumPy does

PRECISIONS: dict[str, type[np.floating[Any]]] = {"float64": np.float64, "float32": np.float32}
# the two ends of a step in units of s; and the power of the precision that is the best step: there
# the rounding of ε, over s, is as large as what the scheme neglects, s² or s
SCHEMES = {"centred": (1.0, -1.0, 1 / 3), "one-sided": (1.0, 0.0, 1 / 2)}
MOST_NUMBERS = 2_000_000  # of moved weights that are held at a time


def unit(dtype: str) -> float:
    """The distance from 1 to the next number: 2.2·10⁻¹⁶ for float64, 1.2·10⁻⁷ for float32."""
    return float(np.finfo(known("dtype", dtype, PRECISIONS)).eps)


def best_step(scheme: str, dtype: str) -> float:
    """The step that theory recommends where ε, w and the slopes are near 1: eps^(1/3) or √eps."""
    return float(unit(dtype) ** known("scheme", scheme, SCHEMES)[2])


@dataclass(frozen=True)
class Curve:
    """The worst and the median relative error of all weights over the step s: a V."""

    scheme: str
    dtype: str
    steps: Array
    worst: Array
    median: Array

    @property
    def best(self) -> float:
        """The step of this grid at which the worst error is smallest."""
        return float(self.steps[int(np.argmin(self.worst))])

    @property
    def theory(self) -> float:
        """The step that theory recommends."""
        return best_step(self.scheme, self.dtype)


class Probe:
    """The forward pass of one sample in one precision, with any weight or bias a little moved.

    float32 is real: weights, input and target are rounded to float32, and the rules of
    `mlpcore.activations` and `mlpcore.losses` then compute on float32 numbers. (An activation or a
    loss of one's own that gives float64 all the same is rounded after each layer.) What one bias or
    column of W_l changes is computed anew from net_{l+1} on; the layers below it stay as they are.
    """

    @quiet
    def __init__(self, mlp: MLP, x: Array, y: Array, dtype: str = "float64") -> None:
        self.dtype = known("dtype", dtype, PRECISIONS)
        self.f, self.loss, self.last = mlp.f, mlp.loss, mlp.h + 1
        self.W, self.b = ([self._rounded(a) for a in each] for each in (mlp.W, mlp.b))
        self.x, self.y = self._rounded(x), self._rounded(y)

    @cached_property
    @quiet
    def z(self) -> list[Floats]:
        """The outputs z^l of the layers, nothing moved."""
        z = [self.x]
        for l, (W, b) in enumerate(zip(self.W, self.b, strict=True), 1):
            z.append(self._output(self.f[l], z[-1] @ W + b))
        return z

    @quiet
    def slopes(self, key: str, scheme: str, steps: Array) -> Floats:
        """Difference quotients for each step and entry, (steps, *shape), for dW_l, db_l, delta_l.

        They divide by the distance really gone: (w + s) − (w − s) as rounded; NaN where that is 0.
        """
        up, down, _ = known("scheme", scheme, SCHEMES)
        (e_up, at_up), (e_down, at_down) = (self.moved(key, end * steps) for end in (up, down))
        return np.asarray((e_up - e_down) / (at_up - at_down))

    @quiet
    def moved(self, key: str, steps: Array) -> tuple[Floats, Floats]:
        """ε for each step and entry, with that entry alone moved, and where the entry then is."""
        kind, l = self._place(key)
        moved = (self.W if kind == "dW" else self.b)[l]
        held = len(moved) * moved.size * len(steps)
        parts = np.array_split(steps, min(len(steps), 1 + held // MOST_NUMBERS))
        errors = [self._error(*self._rows(kind, l, self._rounded(part))) for part in parts]
        at = moved + self._rounded(steps).reshape(-1, *(1,) * moved.ndim)
        return np.concatenate(errors), at

    @quiet
    def along(self, key: str, index: Place, changes: Array) -> Floats:
        """ε for each change of one entry."""
        kind, l = self._place(key)
        weights = {"dW": self.W[l], "db": self.b[l]}
        moved = np.tile(weights[kind], (len(changes), *(1,) * weights[kind].ndim))
        moved[:, *index] += self._rounded(changes)
        W, b = (moved if which == kind else value for which, value in weights.items())
        return self._error(self.z[l] @ W + b, l + 1)

    @quiet
    def crossed(self, key: str, scheme: str, step: float) -> NDArray[np.bool_]:
        """For each entry, whether a step of it takes any unit over a kink, as it opens a ReLU."""
        kind, l = self._place(key)
        ends = np.array([0.0, *(end * step for end in SCHEMES[scheme][:2])])
        rows, at = self._rows(kind, l, self._rounded(ends))
        over = np.zeros(rows.shape[1:-1], bool)
        for f, net in self._layers(rows, at):
            for kink in f.kinks:
                over |= ((net > kink) != (net[0] > kink)).any(axis=(0, -1))
        return over

    def _place(self, key: str) -> tuple[str, int]:
        """What is moved: W_l, or b_l, which moves net_{l+1}, of which δ^{l+1} is the gradient."""
        places = {f"{kind}_{l}": (kind, l) for l in range(self.last) for kind in ("dW", "db")}
        deltas = {f"delta_{l}": ("db", l - 1) for l in range(1, self.last + 1)}
        return known("gradient", key, places | deltas)

    def _rows(self, kind: str, l: int, steps: Floats) -> tuple[Floats, int]:
        """net_{l+1} for each step and entry, (steps, *shape, width), and that layer."""
        W, b, z = self.W[l], self.b[l], self.z[l]
        if kind == "db":
            changed = z @ W + (b + steps[:, None])
        else:
            row = range(len(W))
            columns = np.tile(W.T, (len(steps), len(W), 1, 1))  # step, row moved, column, entries
            columns[:, row, :, row] += steps[:, None]  # has the shape row, step, column
            changed = columns @ z + b
        net = np.tile(z @ W + b, (*changed.shape, 1))
        column = range(len(b))
        net[..., column, column] = changed
        return net, l + 1

    def _layers(self, net: Floats, l: int) -> Iterator[tuple[Activation, Floats]]:
        """The layers from l on with their net inputs, the first of which is given."""
        yield self.f[l], net
        for above in range(l, self.last):
            net = self._output(self.f[above], net) @ self.W[above] + self.b[above]
            yield self.f[above + 1], net

    def _error(self, net: Floats, l: int) -> Floats:
        """ε of each row; NaN where there is none, as in log 0."""
        f, net = list(self._layers(net, l))[-1]
        loss, y = self.loss, self.y
        if loss.log_formula is None:
            return self._rounded(loss.formula(y, self._output(f, net)))
        eps = loss.log_formula(y, _where_it_counts(y != 0, f.log(net)))
        if loss.rest_formula:
            eps = eps + loss.rest_formula(y, _where_it_counts(y != 1, f.log_rest(net)))
        return self._rounded(eps)

    def _output(self, f: Activation, net: Floats) -> Floats:
        return self._rounded(f.function(net))

    def _rounded(self, value: Any) -> Floats:
        return np.asarray(value, self.dtype)


def _where_it_counts(counts: NDArray[np.bool_], log: Floats) -> Floats:
    """A log, but NaN where it is one of 0 and counts."""
    return np.where(counts & (log == -np.inf), np.nan, log)
