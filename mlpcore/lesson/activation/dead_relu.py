"""One unit with one weight and one bias on four samples: how a ReLU dies and comes back.

`DeadRelu(f, w, b)` computes the pass of all four samples; `descended(eta)` is the unit after a step
of gradient descent; `is_dead` says whether any sample can still move it.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mlpcore.activations import Activation
from mlpcore.backprop import Backward, Forward
from mlpcore.checks import Array, floats
from mlpcore.lesson.notation.text import Line
from mlpcore.network import MLP

X = np.array([[0.5], [1.0], [1.5], [2.0]])
Y = X / 2  # what the unit should learn: w = 1/2, b = 0
START = (1.5, 0.5)
FORMULAS = (
    Line(
        "o = f(w x + b), δ = (o − y) · f′(net)",
        r"o = f(w\, x + b), \qquad \delta = (o - y) \cdot f'(\mathrm{net})",
    ),
    Line(
        "∇w = ¼ Σ δ x, ∇b = ¼ Σ δ over the four samples",
        r"\nabla w = \tfrac14 \sum \delta\, x, \qquad \nabla b = \tfrac14 \sum \delta",
    ),
)
CLEAR = 0.25  # how far above 0 a lifted unit has its lowest net input


@dataclass(frozen=True)
class DeadRelu:
    """o = f(w x + b), the mean of ½(y − o)² over the four samples, and its gradients."""

    f: Activation
    w: float = START[0]
    b: float = START[1]

    @cached_property
    def mlp(self) -> MLP:
        """The same as a network."""
        return MLP.from_weights([floats("w", [[self.w]])], [floats("b", [self.b])], self.f)

    @cached_property
    def fwd(self) -> Forward:
        """The forward pass of the batch."""
        return self.mlp.forward(X)

    @cached_property
    def bwd(self) -> Backward:
        """The backward pass of the batch."""
        return self.mlp.backward(self.fwd, Y)

    @property
    def samples(self) -> dict[str, Array]:
        """x, y, net, o, f'(net) and δ, one number a sample."""
        net = self.fwd.net[1][:, 0]
        slope, delta = self.f.derivative(net), self.bwd.delta[1][:, 0]
        return {
            "x": X[:, 0], "y": Y[:, 0], "net": net, "o": self.fwd.o[:, 0], "slope": slope,
            "delta": delta,
        }  # fmt: skip

    @property
    def values(self) -> dict[str, float]:
        """w, b, ε, ∇w and ∇b."""
        dw, db = float(self.bwd.dW[0][0, 0]), float(self.bwd.db[0][0])
        return {"w": self.w, "b": self.b, "eps": self.bwd.eps, "dw": dw, "db": db}

    @property
    def open_samples(self) -> int:
        """How many samples have a slope other than 0, so that they can move the unit."""
        return int(np.count_nonzero(self.samples["slope"]))

    @property
    def is_dead(self) -> bool:
        """Whether the slope is 0 for every sample: no gradient, whatever the targets."""
        return self.open_samples == 0

    def output(self, x: Array) -> Array:
        """o for other inputs, for a picture."""
        return self.mlp.forward(x[:, None]).o[:, 0]

    def descended(self, eta: float) -> "DeadRelu":
        """The unit after one step of gradient descent on all four samples."""
        mlp = self.mlp.copy()
        mlp.descend(self.bwd, eta)
        return DeadRelu(self.f, float(mlp.W[0][0, 0]), float(mlp.b[0][0]))

    def lifted(self) -> "DeadRelu":
        """The unit with its bias so much higher that every net input is above 0."""
        lowest = float(self.fwd.net[1].min())
        return DeadRelu(self.f, self.w, self.b + max(0.0, CLEAR - lowest))
