"""One unit above another: what is left of δ after many slopes.

`UnitChain(f, net, w, depth)` sends a number up through `depth` layers of one unit each and δ back
down; it keeps every net input, slope and δ. Source: the notes, III backprop.
"""

import numpy as np

from mlpcore.activations import Activation, quiet
from mlpcore.checks import count, floats
from mlpcore.lesson.notation.text import Line
from mlpcore.lesson.steps.slopes import elementwise
from mlpcore.network import MLP

MOST_LAYERS = 20
FORMULAS = (
    Line(
        "δ^l = (w δ^{l+1}) · f′(net_l)",
        r"\delta^l = \left(w\, \delta^{l+1}\right) \cdot f'(\mathrm{net}_l)",
    ),
    Line(
        "δ¹ = w^(n−1) · f′(net_1) · f′(net_2) ⋯ f′(net_n)",
        r"\delta^1 = w^{n-1} \cdot f'(\mathrm{net}_1) \cdot f'(\mathrm{net}_2)"
        r" \cdots f'(\mathrm{net}_n)",
    ),
)


class UnitChain:
    """`depth` layers of one unit: net_1 is given, net_{l+1} = w z^l, and ∂ε/∂o is 1.

    `net`, `z`, `slope`, `product` and `delta` hold one number a layer, layer 1 first; `product` is
    that of the slopes from the top down to the layer, and `delta` has the weights in it as well.
    """

    @quiet
    def __init__(self, f: Activation, net: object, w: object = 1.0, depth: object = 10) -> None:
        self.f, self.w = elementwise(f), float(floats("w", w))
        self.depth = min(count("depth", depth), MOST_LAYERS)
        weights = [[[1.0]], *[[[self.w]]] * (self.depth - 1)]
        self.mlp = MLP.from_weights(weights, [[0.0]] * self.depth, f)
        fwd = self.mlp.forward([float(floats("net", net))])
        self.net, self.z = np.concatenate(fwd.net[1:]), np.concatenate(fwd.z[1:])
        self.slope = f.derivative(self.net)
        self.product = np.cumprod(self.slope[::-1])[::-1]
        self.delta = np.empty(self.depth)
        arrives = np.ones(1)
        for l in reversed(range(self.depth)):
            self.delta[l : l + 1] = f.pullback(self.net[l : l + 1], arrives)
            arrives = self.w * self.delta[l : l + 1]

    @property
    def best(self) -> float:
        """The product of slopes if every layer had the largest slope there is."""
        return float(np.abs(self.f.derivative(np.linspace(-6, 6, 481))).max() ** self.depth)
