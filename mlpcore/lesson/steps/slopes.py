"""The slope of an activation by experiment, from both sides, and what is no number to show."""

import numpy as np

from mlpcore.activations import ACTIVATIONS, Activation, quiet
from mlpcore.backprop import Forward
from mlpcore.checks import Array
from mlpcore.network import MLP


def elementwise(f: Activation) -> Activation:
    """The activation, if each output has its own net input; else ValueError."""
    if not f.elementwise:
        raise ValueError(f"{f.name} has no slope at one net input: it is not elementwise")
    return f


def refuse_nan(mlp: MLP, fwd: Forward) -> None:
    """ValueError where an activation of one's own gives NaN for a finite net input."""
    for f, net, z in zip(mlp.f[1:], fwd.net[1:], fwd.z[1:], strict=True):
        bad = np.isnan(z) & np.isfinite(net)
        if f not in ACTIVATIONS.values() and bad.any():
            raise ValueError(
                f"activation {f.name!r} gives nan at net = {net[bad][0]:.6g}: expected a number"
            )


@quiet
def differences(f: Activation, net: Array, step: float) -> tuple[Array, Array, Array]:
    """The slope by experiment, entry by entry: from the left, central, from the right."""
    low, high = net - step, net + step
    below, here, above = f(low), f(net), f(high)
    return (
        (here - below) / (net - low),
        (above - below) / (high - low),
        (above - here) / (high - net),
    )
