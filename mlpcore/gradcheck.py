"""Every ∇W and ∇b against central differences. What one can do here: `gradient_check` compares all
entries and names the worst; `numerical_gradient` finds one quantity, `central_differences` any.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlpcore.activations import quiet
from mlpcore.backprop import Backward, propagate
from mlpcore.checks import Array, known, positive, rows, targets
from mlpcore.network import MLP, fitting

TOLERANCE = 1e-5  # relative; a derivative wrong by 0.1 % is a hundred times off


@dataclass(frozen=True)
class Entry:
    """One compared entry: `name` as in dW[1], `index` counted from 0 as NumPy does."""

    name: str
    index: tuple[int, ...]
    analytic: float
    numerical: float
    relative_error: float


@dataclass(frozen=True)
class GradientCheck:
    """The numerical ∇W (`dW`) and ∇b (`db`), every compared entry, and the verdict."""

    dW: list[Array]
    db: list[Array]
    entries: list[Entry]
    worst: Entry
    max_relative_error: float
    ok: bool

    def __str__(self) -> str:
        n, at, verdict = len(self.entries), self.worst, "agrees" if self.ok else "DISAGREES"
        where = (
            f"{at.name}{list(at.index)}: analytic {at.analytic:.6g}, numerical {at.numerical:.6g}"
        )
        error = f"largest relative error {at.relative_error:.1e} at {where}"
        return f"gradient check {verdict} on {n} entries; {error}"


def gradient_check(
    mlp: MLP, x: object, y: object, step: float = 1e-6, claimed: Backward | None = None
) -> GradientCheck:
    """Compare ∇W and ∇b with (ε(w + step) − ε(w − step)) / (2 step) for every weight w; x is (d,)
    or (n, d). `claimed` is the backward pass to judge; left out, it is the network's own.
    """
    x = rows("x", x, mlp.widths[0])
    y = targets(y, (*x.shape[:-1], mlp.widths[-1]))
    step = positive("step", step)
    own = propagate(mlp, mlp.feed(x), y)
    judged = own if claimed is None else fitting("claimed", claimed, mlp)
    dW = [numerical_gradient(mlp, x, y, f"dW_{l}", step) for l in range(mlp.h + 1)]
    db = [numerical_gradient(mlp, x, y, f"db_{l}", step) for l in range(mlp.h + 1)]
    entries = [
        Entry(f"{name}[{l}]", at, float(a[at]), float(n[at]), float(error[at]))
        for name, analytic, numerical in (("dW", judged.dW, dW), ("db", judged.db, db))
        for l, (a, n) in enumerate(zip(analytic, numerical, strict=True))
        for error in [relative_error(a, n, own.eps, step)]
        for at in np.ndindex(n.shape)
    ]
    worst = max(entries, key=lambda entry: entry.relative_error)
    ok = worst.relative_error <= TOLERANCE
    return GradientCheck(dW, db, entries, worst, worst.relative_error, ok)


def numerical_gradient(mlp: MLP, x: Array, y: Array, key: str, step: float = 1e-6) -> Array:
    """Central differences of ε for one quantity: dW_l, db_l, d_o, or, of one sample, delta_l, found
    by moving b_{l-1}, which moves net_l by the same amount.
    """
    if key == "d_o":
        return central_differences(lambda o: float(np.mean(mlp.loss(y, o))), mlp.feed(x).o, step)
    probe, layers = mlp.copy(), range(mlp.h + 1)
    places = {f"dW_{l}": (probe.W, l) for l in layers} | {f"db_{l}": (probe.b, l) for l in layers}
    moved, l = known("key", key, places | {f"delta_{l + 1}": (probe.b, l) for l in layers})

    def error(changed: Array) -> float:
        moved[l] = changed
        return float(np.mean(mlp.loss.error(y, mlp.f[-1], probe.feed(x).net[-1])))

    return central_differences(error, moved[l], step)


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
    return np.nan_to_num(np.abs(analytic - numerical) / size, nan=np.inf)
