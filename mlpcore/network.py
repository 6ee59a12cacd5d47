"""The multilayer perceptron. What one can do here: build an `MLP` with seeded weights or
`MLP.from_weights`, run it `forward` and `backward`, let it `descend`, `copy` it. Lists are indexed
as in the notes: W[l], b[l] lie between layers l and l+1; net[l], z[l], f[l] belong to layer l.
"""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from typing import Any, Self

import numpy as np
from numpy import matvec, zeros
from numpy.random import Generator, default_rng

from mlpcore import losses
from mlpcore.activations import Activation, activation, quiet
from mlpcore.backprop import Backward, propagate
from mlpcore.checks import Array, PerLayer, count, entries, floats, known, positive, rows, targets
from mlpcore.losses import Loss

Names = Sequence[str | Activation] | str | Activation

# One scheme a line, W_l (m, n) and b_l (n,). Glorot and Bengio, AISTATS 2010; He et al., ICCV 2015.
SCHEMES: dict[str, Callable[[Generator, int, int], tuple[Array, Array]]] = {
    "uniform": lambda rng, m, n: (rng.uniform(-1, 1, (m, n)), rng.uniform(-1, 1, n)),
    "normal": lambda rng, m, n: (rng.normal(0, 1, (m, n)), rng.normal(0, 1, n)),
    "glorot": lambda rng, m, n: (rng.uniform(-1, 1, (m, n)) * sqrt(6 / (m + n)), zeros(n)),
    "he": lambda rng, m, n: (rng.normal(0, 1, (m, n)) * sqrt(2 / m), zeros(n)),
}


@dataclass(frozen=True)
class Forward:
    """One forward pass: net[l] and z[l] (m_l,), or (n, m_l) for a batch; net[0] is None."""

    net: PerLayer
    z: list[Array]

    @property
    def o(self) -> Array:
        """The output o = z^{h+1}, (k,) or (n, k)."""
        return self.z[-1]


class MLP:
    """A multilayer perceptron with h hidden layers and widths d = m_0, m_1, …, m_{h+1} = k; f^1 …
    f^{h+1} are `activations`, or one for all; `init`, `seed` and `scale` fix the weights. A
    ValueError or TypeError refuses what does not fit, here and below, and changes nothing.
    """

    def __init__(
        self,
        widths: Sequence[int],
        activations: Names = "sigmoid",
        loss: str | Loss = "half_squared_error",
        seed: int = 0,
        init: str = "glorot",
        scale: float = 1.0,
    ) -> None:
        self.widths = [count(f"widths[{l}]", m) for l, m in enumerate(entries("widths", widths))]
        if len(self.widths) < 2:
            raise ValueError(f"widths is {self.widths}, but a network needs an input and an output")
        self.h = len(self.widths) - 2
        single, layers = isinstance(activations, (str, Activation)), self.h + 1
        names = [activations] * layers if single else entries("activations", activations)
        if len(names) != layers:
            raise ValueError(f"activations has {len(names)} entries: expected {layers}, 1 a layer")
        chosen = [activation(name, f"activation of layer {l}") for l, name in enumerate(names, 1)]
        self.f: PerLayer = [None, *chosen]
        self.loss = losses.loss(loss)
        draw, scale = known("init", init, SCHEMES), positive("scale", scale)
        rng = default_rng(count("seed", seed, or_zero=True))
        drawn = [draw(rng, *pair) for pair in pairwise(self.widths)]
        self.W, self.b = [scale * W_l for W_l, _ in drawn], [scale * b_l for _, b_l in drawn]

    @classmethod
    def from_weights(
        cls, W: Any, b: Any, activations: Names = "sigmoid", loss: str | Loss = "half_squared_error"
    ) -> Self:
        """Build a network on copies of these W_l (m_l, m_{l+1}) and b_l (m_{l+1},)."""
        weights = [floats(f"W[{l}]", W_l) for l, W_l in enumerate(entries("W", W))]
        biases = [floats(f"b[{l}]", b_l) for l, b_l in enumerate(entries("b", b))]
        if not weights or len(weights) != len(biases):
            raise ValueError(f"W has {len(weights)} layers and b {len(biases)}: expected as many")
        widths = [len(np.atleast_1d(weights[0])), *(b_l.size for b_l in biases)]
        for l, (W_l, b_l) in enumerate(zip(weights, biases, strict=True)):
            m, n = widths[l : l + 2]
            if W_l.shape != (m, n) or b_l.shape != (n,) or n == 0:
                came = f"W[{l}] has shape {W_l.shape} and b[{l}] has {b_l.shape}"
                raise ValueError(f"{came}, layer {l} has width {m}: expected ({m}, n) and (n,)")
        mlp = cls(widths, activations, loss)
        mlp.W, mlp.b = weights, biases
        return mlp

    def forward(self, x: object) -> Forward:
        """I: every net_l and z^l, for one sample x (d,) or a batch of rows (n, d)."""
        return self.feed(rows("x", x, self.widths[0]))

    @quiet
    def feed(self, x: Array) -> Forward:
        """Do the work of `forward`, on an x that is known to fit."""
        W, b, f = self.W, self.b, self.f
        net: PerLayer = [None] * (self.h + 2)
        z: PerLayer = [x] + [None] * (self.h + 1)
        for l in range(self.h + 1):
            net[l + 1] = matvec(W[l].T, z[l]) + b[l]
            z[l + 1] = f[l + 1](net[l + 1])
        return Forward(net, z)

    def backward(self, fwd: Forward, y: object) -> Backward:
        """II-IV: ε, every δ^l, ∇W_l and ∇b_l of a forward pass; y has the shape of fwd.o."""
        if not isinstance(fwd, Forward):
            raise TypeError(f"fwd must be what forward(x) gave, not {fwd!r:.60}")
        if (widths := [z_l.shape[-1] for z_l in fwd.z]) != self.widths:
            raise ValueError(f"fwd is of widths {widths}, but this network has {self.widths}")
        return propagate(self, fwd, targets(y, fwd.o.shape))

    @quiet
    def descend(self, bwd: Backward, eta: float) -> None:
        """V: W_l ← W_l − η ∇W_l and b_l ← b_l − η ∇b_l, for all l at once; eta is above 0."""
        bwd, eta = fitting("bwd", bwd, self), positive("eta", eta)
        W, b, dW, db = list(self.W), list(self.b), bwd.dW, bwd.db
        for l in range(self.h + 1):
            W[l] = W[l] - eta * dW[l]
            b[l] = b[l] - eta * db[l]
        self.W, self.b = W, b

    def copy(self) -> Self:
        """Give a network of its own with the same weights, activations and loss."""
        return deepcopy(self, {id(rules): rules for rules in (*self.f, self.loss)})  # not these

    def __repr__(self) -> str:
        names = [f_l.name for f_l in self.f[1:]]
        return f"MLP({self.widths}, activations={names}, loss={self.loss.name!r})"


def fitting(name: str, bwd: object, mlp: MLP) -> Backward:
    """Give `bwd` if it is a backward pass with the shapes of this network's W and b."""
    if not isinstance(bwd, Backward):
        raise TypeError(f"{name} must be what backward(fwd, y) gave, not {bwd!r:.60}")
    came, expected = ([np.shape(a) for a in each] for each in (bwd.dW + bwd.db, mlp.W + mlp.b))
    if came != expected:
        raise ValueError(f"{name} has shapes {came}, but this network's W and b have {expected}")
    return bwd
