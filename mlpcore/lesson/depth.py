"""What becomes of δ on its way back through many layers.

What one can do here: `deep_net` builds a network of equal hidden layers; `ledger` gives the shapes
of any network as a table; `reach` says how much of δ reaches the first layer.
"""

from mlpcore.lesson.numbers import SUBSCRIPTS, SUPERSCRIPTS
from mlpcore.lesson.runs import Norms
from mlpcore.lesson.slip import Text
from mlpcore.network import MLP


def deep_net(
    hidden: int, width: int, activation: str = "sigmoid", scale: float = 1.0, seed: int = 0
) -> MLP:
    """A 2-…-1 network of `hidden` layers of that width, weights `scale` times those of Glorot."""
    widths = [2, *[width] * hidden, 1]
    names = [activation] * hidden + ["identity"]
    return MLP(widths, names, seed=seed, scale=scale)


def reach(norms: Norms) -> float:
    """‖δ^1‖ / ‖δ^{h+1}‖: the share of the output's δ that arrives at the first layer."""
    return norms.delta[0] / norms.delta[-1] if norms.delta[-1] else 0.0


def ledger(net: MLP) -> Text:
    """The shapes of every W_l and b_l, a line a layer: W_l is m_l × m_{l+1}."""
    lines = [f"widths {'-'.join(map(str, net.widths))}: h = {net.h}"]
    parameters = 0
    for l, (W, b) in enumerate(zip(net.W, net.b, strict=True)):
        below, above = str(l).translate(SUBSCRIPTS), str(l + 1).translate(SUPERSCRIPTS)
        m, n = W.shape
        size = W.size + b.size
        parameters += size
        first = f"W{below} ∈ R^{m}×{n}"
        z = "x" if l == 0 else f"z{str(l).translate(SUPERSCRIPTS)}"
        out = "o" if l == net.h else f"z{above}"
        lines.append(
            f"  {first:<13} b{below} ∈ R^{n:<4} from {z} ({m}) to {out} ({n}): {size} numbers"
        )
    return Text("\n".join([*lines, f"  {parameters} weights and biases in all"]))
