"""Backpropagation of error, one formula of the notes a line. What one can do here: `propagate`
takes a forward pass and its target to every δ^l, ∇W_l and ∇b_l.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy import matvec

from mlpcore.activations import quiet
from mlpcore.checks import Array, PerLayer

if TYPE_CHECKING:
    from mlpcore.network import MLP, Forward


@dataclass(frozen=True)
class Backward:
    """What one backward pass found: ε, ∂ε/∂o, δ^l, ∇W_l and ∇b_l; delta[0] is None. For a batch,
    eps, dW and db are means over its rows; a row of d_o and delta is its sample's own.
    """

    eps: float
    d_o: Array
    delta: PerLayer
    dW: list[Array]
    db: list[Array]


@quiet
def propagate(mlp: "MLP", fwd: "Forward", y: Array) -> Backward:
    """Propagate the error back; y is known to fit. δ^{h+1} = ∂ε/∂net_{h+1}; then for l = h..1
    δ^l = (W_l δ^{l+1}) ⊙ f'^l(net_l), where `pullback` is ⊙ f', or Jᵀ for softmax; and for all l
    ∇W_l = z^l (δ^{l+1})ᵀ, ∇b_l = δ^{l+1}. Source: the notes, II and deep MLP III-IV.
    """
    W, f, loss, h, net, z = mlp.W, mlp.f, mlp.loss, mlp.h, fwd.net, fwd.z
    delta: PerLayer = [None] * (h + 2)

    eps = loss.error(y, f[h + 1], net[h + 1])
    d_o = loss.gradient(y, z[h + 1])
    delta[h + 1] = loss.delta(y, f[h + 1], net[h + 1])
    for l in range(h, 0, -1):
        delta[l] = f[l].pullback(net[l], matvec(W[l], delta[l + 1]))
    dW = [outer(z[l], delta[l + 1]) for l in range(h + 1)]
    db = [mean_row(delta[l + 1]) for l in range(h + 1)]
    return Backward(float(np.mean(eps)), d_o, delta, dW, db)


def outer(z: Array, delta: Array) -> Array:
    """The outer product z δᵀ, (m, k); for a batch of rows the mean of the rows' products."""
    return np.atleast_2d(z).T @ np.atleast_2d(delta) / len(np.atleast_2d(z))


def mean_row(delta: Array) -> Array:
    """The vector δ itself, (k,); for a batch of rows the mean row."""
    return np.asarray(np.atleast_2d(delta).mean(axis=0))
