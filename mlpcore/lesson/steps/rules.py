"""The true formulas of a pass, one by one, on whatever numbers come before them.

`FORMULAS["delta"](at, 1)` is δ¹ as it follows from the quantities of `at`,
for a sample or for a batch of rows; where something before it is claimed, the formula that is
written in terms of it. Nothing here decides what a pass takes: see `claims`. Source: the notes,
I-V.
"""

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from mlpcore.activations import Activation, quiet, vecmat
from mlpcore.backprop import matvec, mean_row, outer
from mlpcore.checks import Array, PerLayer
from mlpcore.losses import Loss


class Pass(Protocol):
    """What a formula reads: quantities by key, and which of them are claimed."""

    f: PerLayer[Activation]
    loss: Loss
    h: int

    def value(self, key: str) -> Array:
        """The numbers of a quantity."""

    def claimed(self, *keys: str) -> bool:
        """Whether anything is claimed of any of these."""


Formula = Callable[[Any, int], Array]  # of a Pass and a layer


@quiet
def _net(at: Pass, l: int) -> Array:
    """net_l = W_{l−1}ᵀ z^{l−1} + b_{l−1}."""
    z = at.value(f"z_{l - 1}" if l > 1 else "x")
    return np.asarray(matvec(at.value(f"W_{l - 1}").T, z) + at.value(f"b_{l - 1}"))


def _z(at: Pass, l: int) -> Array:
    """z^l = f^l(net_l)."""
    return np.asarray(at.f[l](at.value(f"net_{l}")))


@quiet
def _eps(at: Pass, l: int) -> Array:
    """ε, from the net input where o is what f makes of it."""
    top, y = at.h + 1, at.value("y")
    if at.claimed(f"z_{top}"):
        return np.asarray(at.loss.formula(y, at.value(f"z_{top}")))
    return at.loss.error(y, at.f[top], at.value(f"net_{top}"))


@quiet
def _d_o(at: Pass, l: int) -> Array:
    """∂ε/∂o."""
    return at.loss.gradient(at.value("y"), at.value(f"z_{at.h + 1}"))


def _slope(at: Pass, l: int) -> Array:
    """f'^l(net_l); from the output, if that is no longer f^l(net_l)."""
    f: Activation = at.f[l]
    if at.claimed(f"z_{l}") and f.slope_of_output:
        return f.derivative_from_output(at.value(f"z_{l}"))
    return f.derivative(at.value(f"net_{l}"))


def _jacobian(at: Pass, l: int) -> Array:
    """The Jacobian of f^l; from the output, if that is no longer f^l(net_l)."""
    f: Activation = at.f[l]
    if f.elementwise:
        slope = _slope(at, l)
        return slope[..., :, None] * np.eye(slope.shape[-1])
    if at.claimed(f"z_{l}") and f.slope_of_output:
        return f.slope_of_output(at.value(f"z_{l}"))
    return f.jacobian(at.value(f"net_{l}"))


@quiet
def _d_z(at: Pass, l: int) -> Array:
    """∂ε/∂z^l = W_l δ^{l+1}."""
    return np.asarray(matvec(at.value(f"W_{l}"), at.value(f"delta_{l + 1}")))


@quiet
def _delta(at: Pass, l: int) -> Array:
    """δ^l: what arrives, ∂ε/∂o or ∂ε/∂z^l, ⊙ f'^l(net_l); for softmax Jᵀ times it."""
    top, f = l == at.h + 1, at.f[l]
    claimed = at.claimed(f"z_{l}", f"J_{l}")
    if top and not claimed and not at.claimed("d_o"):
        return at.loss.delta(at.value("y"), f, at.value(f"net_{l}"))
    arrives = at.value("d_o" if top else f"d_z_{l}")
    if not claimed:
        return np.asarray(f.pullback(at.value(f"net_{l}"), arrives))
    if f.elementwise and not at.claimed(f"J_{l}"):
        return arrives * at.value(f"slope_{l}")
    return np.asarray(vecmat(arrives, at.value(f"J_{l}")))


def _collapsed(at: Pass, l: int) -> Array:
    """o Σy − y, what softmax and cross-entropy leave; o − y of sigmoid and binary cross-entropy,
    from the net input where o is what f makes of it.
    """
    o, y = at.value(f"z_{l}"), at.value("y")
    if not at.f[l].elementwise:
        return np.asarray(o * y.sum(axis=-1, keepdims=True) - y)
    return o - y if at.claimed(f"z_{l}") else at.loss.delta(y, at.f[l], at.value(f"net_{l}"))


@quiet
def _d_weight(at: Pass, l: int) -> Array:
    """∇W_l = z^l (δ^{l+1})ᵀ."""
    return outer(at.value(f"z_{l}" if l else "x"), at.value(f"delta_{l + 1}"))


def _updated(kind: str) -> Formula:
    """W_l − η ∇W_l; the same for b."""

    @quiet
    def rule(at: Pass, l: int) -> Array:
        step = at.value("eta") * at.value(f"d{kind}_{l}")
        return np.asarray(at.value(f"{kind}_{l}") - step)

    return rule


FORMULAS: dict[str, Formula] = {
    "net": _net,
    "z": _z,
    "eps": _eps,
    "d_o": _d_o,
    "slope": _slope,
    "J": _jacobian,
    "d_z": _d_z,
    "delta": _delta,
    "collapsed:delta": _collapsed,
    "dW": _d_weight,
    "db": lambda at, l: mean_row(at.value(f"delta_{l + 1}")),
    "new:W": _updated("W"),
    "new:b": _updated("b"),
}
