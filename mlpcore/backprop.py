"""Backpropagation of error, one formula of the notes a line.

`propagate` takes a `Forward` pass and its target back to every δ^l, ∇W_l and ∇b_l: a `Backward`
pass. `matvec`, `outer` and `mean_row` are the products of the blackboard, for one sample and for a
batch of rows alike.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from mlpcore.activations import Activation, quiet
from mlpcore.checks import Array, PerLayer
from mlpcore.losses import Loss


@dataclass(frozen=True, repr=False)
class Forward:
    """One forward pass: net[l] and z[l], (m_l,) or (n, m_l) for a batch; net[0] is None.

    Examples
    --------
    >>> fwd = mlpcore.MLP([2, 3, 1]).forward([0.5, -1.0])
    >>> fwd.net[1].shape, fwd.o is fwd.z[2]
    ((3,), True)
    """

    net: PerLayer[Array]
    z: list[Array]

    @property
    def o(self) -> Array:
        """The output o = z^{h+1}, (k,) or (n, k)."""
        return self.z[-1]

    def __repr__(self) -> str:
        return f"Forward(z of shapes {_shapes(self.z)})"


@dataclass(frozen=True, repr=False)
class Backward:
    """What one backward pass found: ε, ∂ε/∂o (k,), δ^l (m_l,), ∇W_l and ∇b_l, of the shapes of W_l
    and b_l; delta[0] is None. For a batch, eps, dW and db are means over its rows; a row of d_o and
    delta is its sample's own.

    Examples
    --------
    >>> mlp = mlpcore.MLP.from_weights([[[1.0]]], [[0.0]], "identity")
    >>> bwd = mlp.backward(mlp.forward([3.0]), [1.0])
    >>> bwd.eps, bwd.delta[1].tolist(), bwd.dW[0].tolist()
    (2.0, [2.0], [[6.0]])
    """

    eps: float
    d_o: Array
    delta: PerLayer[Array]
    dW: list[Array]
    db: list[Array]

    def __repr__(self) -> str:
        return f"Backward(eps={self.eps:.6g}, dW of shapes {_shapes(self.dW)})"


class Network(Protocol):
    """What backpropagation needs of a network: W_l, b_l, f^l, h and the loss."""

    W: list[Array]
    b: list[Array]
    f: PerLayer[Activation]
    h: int
    loss: Loss


@quiet
def propagate(mlp: Network, fwd: Forward, y: Array) -> Backward:
    """Propagate the error back; y is known to fit. δ^{h+1} = ∂ε/∂net_{h+1}; then for l = h..1
    δ^l = (W_l δ^{l+1}) ⊙ f'^l(net_l), where `pullback` is ⊙ f', or Jᵀ for softmax; and for all l
    ∇W_l = z^l (δ^{l+1})ᵀ, ∇b_l = δ^{l+1}. Source: the notes, II and deep MLP III-IV.

    Examples
    --------
    >>> mlp = mlpcore.MLP.from_weights([[[1.0]]], [[0.0]], "identity")
    >>> propagate(mlp, mlp.forward([3.0]), np.array([1.0])).dW[0].tolist()
    [[6.0]]
    """
    W, f, loss, h, net, z = mlp.W, mlp.f, mlp.loss, mlp.h, fwd.net, fwd.z
    delta: PerLayer[Array] = PerLayer.blank(h + 1)

    eps = loss.error(y, f[h + 1], net[h + 1])
    d_o = loss.gradient(y, z[h + 1])
    delta[h + 1] = loss.delta(y, f[h + 1], net[h + 1])
    for l in range(h, 0, -1):
        delta[l] = f[l].pullback(net[l], matvec(W[l], delta[l + 1]))
    dW = [outer(z[l], delta[l + 1]) for l in range(h + 1)]
    db = [mean_row(delta[l + 1]) for l in range(h + 1)]
    return Backward(float(np.mean(eps)), d_o, delta, dW, db)


def matvec(A: Array, v: Array) -> Array:
    """The product A v, (m,) for one vector v (k,); for a batch of rows the product of each row.

    Written v Aᵀ, which is the same numbers, and one matrix product for all rows.

    Examples
    --------
    >>> matvec(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, 10.0])).tolist()
    [21.0, 43.0]
    """
    return v @ A.T


def outer(z: Array, delta: Array) -> Array:
    """The outer product z δᵀ, (m, k); for a batch of rows the mean of the rows' products.

    Examples
    --------
    >>> outer(np.array([1.0, 2.0]), np.array([3.0, 4.0])).tolist()
    [[3.0, 4.0], [6.0, 8.0]]
    """
    if z.ndim == 1:
        return z[:, None] * delta
    return z.T @ delta / len(z)


def mean_row(delta: Array) -> Array:
    """The vector δ itself, (k,); for a batch of rows the mean row."""
    return delta.copy() if delta.ndim == 1 else np.asarray(delta.mean(axis=0))


def _shapes(arrays: list[Array]) -> str:
    return ", ".join(str(array.shape) for array in arrays)
