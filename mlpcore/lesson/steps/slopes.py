"""The slope of an activation by experiment, from both sides."""

from mlpcore.activations import Activation, quiet
from mlpcore.checks import Array


def elementwise(f: Activation) -> Activation:
    """The activation, if each output has its own net input; else ValueError."""
    if not f.elementwise:
        raise ValueError(f"{f.name} has no slope at one net input: it is not elementwise")
    return f


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
