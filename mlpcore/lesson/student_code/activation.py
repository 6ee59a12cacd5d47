"""An activation of one's own, and whether its derivative is right.

`check_activation(f)` holds the slope of an activation against central differences and names the
worst net input; the line is the same on every machine. `by_name` puts activations of one's own
among those of the lecture.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from mlpcore.activations import ACTIVATIONS, Activation, activation, quiet
from mlpcore.checks import Array
from mlpcore.gradcheck import TOLERANCE
from mlpcore.lesson.notation.numbers import six
from mlpcore.lesson.steps.slopes import differences, elementwise

NETS = np.arange(-60, 61) / 10  # from −6 to 6; 0, where many activations bend, is one of them
FAR = np.array([-1000.0, 1000.0])
STEP = 1e-5
KINK = 1e-3  # slopes from both sides that differ by more have a bend between them


@dataclass(frozen=True, repr=False)
class SlopeCheck:
    """The verdict on a derivative; printed, its message. `worst` is the worst net input, if any."""

    ok: bool
    worst: float | None
    message: str

    def __repr__(self) -> str:
        return self.message


def by_name(own: Iterable[str | Activation]) -> dict[str, Activation]:
    """Every activation of the lecture by its name, and those of one's own behind them.

    One of one's own with a name of the lecture's takes its place; ValueError for an unknown name.
    """
    return ACTIVATIONS | {f.name: f for f in map(activation, own)}


@quiet
def check_activation(f: str | Activation) -> SlopeCheck:
    """Compare f' with central differences at 121 net inputs from −6 to 6, and from the output too.

    At a kink the slope of either side counts as right. ValueError where f is not elementwise or
    gives another shape than it got.
    """
    f = elementwise(activation(f))
    left, central, right = differences(f, NETS, STEP)
    for verdict in (
        _not_finite(f),
        _disagrees(f, "slope", f.derivative(NETS), left, central, right),
        _from_output(f, left, central, right),
    ):
        if verdict:
            return verdict
    kinks = [net for net, bent in zip(NETS, _bends(left, right), strict=True) if bent]
    return SlopeCheck(
        True, None, f"{f.name}: f' agrees with central differences at {_where(kinks)}"
    )


def _where(kinks: list[float]) -> str:
    """All net inputs that were tried, and those at which f bends."""
    everywhere = f"{len(NETS)} net inputs from {six(NETS[0])} to {six(NETS[-1])}"
    at = ", ".join(six(net) for net in kinks[:3]) + ", …" * (len(kinks) > 3)
    return (
        f"{everywhere}; f bends at net = {at}, where f' is that of one side"
        if kinks
        else everywhere
    )


def _not_finite(f: Activation) -> SlopeCheck | None:
    """The first net input, near ones first, where f or f' is no finite number."""
    nets = np.concatenate([NETS, FAR])
    for what, values in (("f", f(nets)), ("f'", f.derivative(nets))):
        for net, value in zip(nets, values, strict=True):
            if not np.isfinite(value):
                came = f"{what} is not a finite number at net = {six(net)}"
                return SlopeCheck(False, float(net), f"{f.name}: {came}")
    return None


def _from_output(f: Activation, left: Array, central: Array, right: Array) -> SlopeCheck | None:
    """The same for the slope in terms of the output, where there is one."""
    if f.slope_of_output is None:
        return None
    slope = f.derivative_from_output(f(NETS))
    return _disagrees(f, "slope_of_output", slope, left, central, right)


def _disagrees(
    f: Activation, rule: str, slope: Array, left: Array, central: Array, right: Array
) -> SlopeCheck | None:
    """The worst net input, and what stands there, if any is beyond the tolerance."""
    one_side = np.minimum(_error(slope, left), _error(slope, right))
    error = np.where(_bends(left, right), one_side, _error(slope, central))
    error[error <= 10 * TOLERANCE] = 0.0
    if not error.any():
        return None
    # rounded, so that of equally bad net inputs every machine names the first
    worst = int(np.argmax(np.round(error, 3)))
    came = f"{rule} gives {six(slope[worst], 4)}, the central difference {_rounded(central[worst])}"
    at = six(NETS[worst])
    message = f"{f.name}: f' DISAGREES with central differences, worst at net = {at}: {came}"
    return SlopeCheck(False, float(NETS[worst]), message)


def _bends(left: Array, right: Array) -> Array:
    return np.asarray(np.abs(left - right) > KINK * np.maximum(1.0, np.abs(left)))


def _error(slope: Array, found: Array) -> Array:
    """Relative to the larger of the two, absolute where both are below 1."""
    return np.abs(slope - found) / np.maximum(1.0, np.maximum(np.abs(slope), np.abs(found)))


def _rounded(v: float) -> str:
    return six(round(float(v), 6), 4)
