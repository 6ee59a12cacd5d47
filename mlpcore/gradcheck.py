"""Every ∇W and ∇b against central differences, which know nothing of backpropagation.

`gradient_check` compares all entries and names the worst; `numerical_gradient` finds one quantity,
`central_differences` the slope of anything. All weights are moved at once: each moved network is a
row of one batch, from the net input that its moved weight reaches first, upwards.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from mlpcore.activations import quiet
from mlpcore.backprop import Backward, Forward, propagate
from mlpcore.checks import Array, known, positive, rows, targets
from mlpcore.network import MLP, fitting, network

T = TypeVar("T", bound=np.generic)
Slopes = tuple[Array, NDArray[np.bool_]]  # ∂ε/∂[W_l; b_l], and which entries lie at a kink
TOLERANCE = 1e-5  # relative; a derivative wrong by 0.1 % is a hundred times off
PARTS: dict[str, int | slice] = {"dW": slice(-1), "db": -1}  # of a block [W_l; b_l]
NUMBERS_AT_ONCE = 4_000_000  # of moved net inputs, held in memory


@dataclass(frozen=True)
class Entry:
    """One compared entry: `name` as in dW[1], `index` counted from 0 as NumPy does.

    `at_kink`: moving this weight by a step carries a unit over a kink, as ReLU's at 0, where there
    is no derivative and a difference quotient says nothing.
    """

    name: str
    index: tuple[int, ...]
    analytic: float
    numerical: float
    relative_error: float
    at_kink: bool = False


@dataclass(frozen=True, repr=False)
class GradientCheck:
    """The numerical ∇W (`dW`) and ∇b (`db`), every compared entry, and the verdict (`ok`).

    `judged` is the backward pass that was compared; `analytic`, `errors` and `kinks` tell of each
    entry what it was, how far it is off, relatively, and whether it lies at a kink: as blocks
    [∇W_l; ∇b_l], one after another.
    """

    dW: list[Array]
    db: list[Array]
    judged: Backward
    analytic: Array
    errors: Array
    kinks: NDArray[np.bool_]

    @cached_property
    def entries(self) -> list[Entry]:
        """Every compared entry: those of all ∇W, then those of all ∇b."""
        found = [_blocks(each, self.dW) for each in (self.analytic, self.errors, self.kinks)]
        return [
            Entry(f"{kind}[{l}]", at, float(a[at]), float(n[at]), float(error[at]), bool(kink[at]))
            for kind, part in PARTS.items()
            for l, (n, *each) in enumerate(zip(getattr(self, kind), *found, strict=True))
            for a, error, kink in [[block[part] for block in each]]
            for at in np.ndindex(n.shape)
        ]

    @cached_property
    def max_relative_error(self) -> float:
        """The largest relative error of the entries that do not lie at a kink."""
        return float(np.max(self.errors, where=~self.kinks, initial=0.0))

    @property
    def ok(self) -> bool:
        """Whether all entries agree, but for those at a kink."""
        return self.max_relative_error <= TOLERANCE

    @cached_property
    def worst(self) -> Entry:
        """The entry that is furthest off; one at a kink only where all are."""
        return max(self.entries, key=lambda entry: (not entry.at_kink, entry.relative_error))

    def __repr__(self) -> str:
        left_out, at = int(self.kinks.sum()), self.worst
        verdict = "agrees" if self.ok else "DISAGREES"
        if left_out == self.errors.size:
            return f"gradient check can judge nothing: all {left_out} entries lie at a kink"
        entries = f"{self.errors.size - left_out} entries"
        entries += f", {left_out} at a kink are left out" if left_out else ""
        both = f"analytic {at.analytic:.6g}, numerical {at.numerical:.6g}"
        error = f"largest relative error {at.relative_error:.1e} at {at.name}{list(at.index)}"
        return f"gradient check {verdict} on {entries}; {error}: {both}"


def gradient_check(
    mlp: MLP, x: object, y: object, step: float = 1e-6, claimed: Backward | None = None
) -> GradientCheck:
    """Compare ∇W and ∇b with (ε(w + step) − ε(w − step)) / (2 step) for every weight w.

    Parameters
    ----------
    x, y
        One sample (d,) and its target (k,), or a batch of rows.
    step
        How far each weight is moved, 1e-12 at least. All is computed in float64.
    claimed
        The backward pass to judge; left out, it is the network's own.

    Returns
    -------
    GradientCheck
        `.dW` and `.db` (numerical), `.max_relative_error`, `.ok`, `.worst`, and every entry.

    Raises
    ------
    ValueError, TypeError
        For what does not fit; for a cross-entropy also where a moved output has no logarithm.

    Examples
    --------
    >>> mlp = MLP([2, 3, 1], ["tanh", "sigmoid"], seed=1)
    >>> check = gradient_check(mlp, [0.5, -1.0], [1.0])
    >>> check.ok, len(check.entries)
    (True, 13)
    """
    x, probe = rows("x", x, network(mlp).widths[0]), _in_float64(mlp)
    y = targets(y, (*x.shape[:-1], mlp.widths[-1]))
    if (step := positive("step", step)) < 1e-12:  # slopes would be known to 0.002 or worse
        raise ValueError(f"step is {step:g}, but below 1e-12 it is rounding that moves ε")
    fwd = probe.feed(x)
    own = propagate(probe, fwd, y)
    held = fitting("claimed", own if claimed is None else claimed, probe)
    numerical, kinks = _slopes(probe, fwd, y, step, range(probe.h + 1))
    pairs = zip(held.dW, held.db, strict=True)
    analytic = np.concatenate([each.ravel() for pair in pairs for each in pair])
    errors = relative_error(analytic, numerical, own.eps, step)
    dW, db = ([block[part] for block in _blocks(numerical, mlp.W)] for part in PARTS.values())
    return GradientCheck(dW, db, claimed or own, analytic, errors, kinks)


def numerical_gradient(mlp: MLP, x: Array, y: Array, key: str, step: float = 1e-6) -> Array:
    """Central differences of ε for one quantity: dW_l, db_l, d_o, or, of one sample, delta_l, found
    by moving b_{l-1}, which moves net_l by the same amount.
    """
    if key == "d_o":
        return central_differences(lambda o: float(np.mean(mlp.loss(y, o))), mlp.feed(x).o, step)
    layers = range(mlp.h + 1)
    places = {f"{kind}_{l}": (l, part) for kind, part in PARTS.items() for l in layers}
    l, part = known("key", key, places | {f"delta_{l + 1}": (l, -1) for l in layers})
    probe = _in_float64(mlp)
    slopes, _ = _slopes(probe, probe.feed(x), y, step, [l])
    return np.asarray(slopes.reshape(-1, mlp.widths[l + 1])[part])


def _in_float64(mlp: MLP) -> MLP:
    if mlp.dtype == np.float64:
        return mlp
    probe = mlp.copy()
    probe.W, probe.b = ([a.astype(np.float64) for a in each] for each in (mlp.W, mlp.b))
    return probe


def _blocks(flat: NDArray[T], W: list[Array]) -> list[NDArray[T]]:
    """The blocks (m + 1, n) of [W_l; b_l] that lie in a row, one after another."""
    sizes = [W_l.size + W_l.shape[1] for W_l in W]
    parts = zip(np.split(flat, np.cumsum(sizes)[:-1]), W, strict=True)
    return [part.reshape(-1, W_l.shape[1]) for part, W_l in parts]


def _slopes(mlp: MLP, fwd: Forward, y: Array, step: float, layers: Sequence[int]) -> Slopes:
    """∂ε/∂[W_l; b_l] by central differences for these layers, and which entries lie at a kink."""
    Y, widest = np.atleast_2d(y), max(mlp.widths)
    heights = {l: mlp.widths[l] + 1 for l in layers}
    entries = sum(m * mlp.widths[l + 1] for l, m in heights.items())
    if 2 * len(Y) * widest * entries <= NUMBERS_AT_ONCE:
        return _quotients(mlp, fwd, Y, step, {l: slice(0, m) for l, m in heights.items()})
    parts = []
    for l, m in heights.items():
        most = max(1, NUMBERS_AT_ONCE // (2 * len(Y) * widest * mlp.widths[l + 1]))
        for first in range(0, m, most):
            parts.append(_quotients(mlp, fwd, Y, step, {l: slice(first, first + most)}))
    slopes, kinks = zip(*parts, strict=True)
    return np.concatenate(slopes), np.concatenate(kinks)


@quiet
def _quotients(mlp: MLP, fwd: Forward, Y: Array, step: float, moved: dict[int, slice]) -> Slopes:
    """(ε(w + step) − ε(w − step)) / (2 step) for these rows of the blocks [W_l; b_l], and whether
    a step carries a unit over a kink. A w_ij that moves by s moves net_j by s z_i. One pass:
    networks × rows × units; in memory a unit's numbers lie side by side, for NumPy is quicker along
    what is long.
    """
    rows, W, b, f = len(Y), mlp.W, mlp.b, mlp.f
    z, sides, steps = np.empty((0, 0)), [], np.array([[step], [-step]])  # up, down
    for l in range(min(moved), mlp.h + 1):
        (m, n), before, own = W[l].shape, len(z), fwd.net[l + 1].reshape(rows, -1)
        came = np.ones((m + 1, 1, rows))  # z_i, or 1 for b
        came[:m, 0] = fwd.z[l].reshape(rows, m).T
        by = came[moved.get(l, slice(0))] * steps
        net = np.empty((n, before + n * by.size)).T
        if before:
            np.add(np.matmul(z, W[l], out=net[:before]), b[l], out=net[:before])
        new = net[before:].reshape(-1, n, 2, rows, n)  # i, j, up or down, row, unit
        new[...] = own
        net_j = np.einsum("ijsrj->ijsr", new)
        net_j += by[:, None]
        for kink in f[l + 1].kinks:
            crossed = (net > kink).reshape(-1, rows, n) != (own > kink)
            sides.append(crossed.any(axis=(1, 2)))
        z = f[l + 1].function(net) if l < mlp.h else net
    y = np.empty_like(z)
    y.reshape(-1, *Y.shape)[...] = Y
    eps = mlp.loss.error(y, f[-1], z).reshape(-1, 2, rows).sum(axis=2) / rows
    kinks = np.zeros(eps.shape, bool)
    for over in sides:
        kinks.reshape(-1)[: len(over)] |= over
    return (eps[:, 0] - eps[:, 1]) / (2 * step), kinks[:, 0] | kinks[:, 1]


@quiet
def central_differences(error: Callable[[Array], float], at: Array, step: float = 1e-6) -> Array:
    """∂error/∂a ≈ (error(a + step) − error(a − step)) / (2 step) for every entry a of `at`."""
    slope = np.empty_like(at)
    for index in np.ndindex(at.shape):
        up, down = at.copy(), at.copy()
        up[index] += step
        down[index] -= step
        slope[index] = (error(up) - error(down)) / (up[index] - down[index])
    return slope


@quiet
def relative_error(analytic: Array, numerical: Array, eps: float, step: float = 1e-6) -> Array:
    """|analytic − numerical| / max(|analytic|, |numerical|, floor), entry by entry; NaN is inf.
    Below the floor, the last digit of ε, divided by 2 step, would count as an error above 1e-5.
    """
    floor = 8 * np.finfo(np.float64).eps * max(1.0, abs(eps)) / step / TOLERANCE
    size = np.maximum(np.maximum(np.abs(analytic), np.abs(numerical)), floor)
    error = np.abs(analytic - numerical) / size
    return np.where(np.isnan(error), np.inf, error)
