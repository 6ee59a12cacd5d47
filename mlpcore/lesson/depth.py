"""What becomes of δ on its way back through many layers.

`deep_mlp` builds a network of equal hidden layers; `ledger` gives the shapes of any network as a
table, `shapes` as data; `reach` says how much of δ reaches the first layer.
"""

from typing import NamedTuple

from mlpcore.activations import Activation
from mlpcore.lesson.notation.numbers import SUBSCRIPTS, SUPERSCRIPTS
from mlpcore.lesson.notation.text import Text
from mlpcore.lesson.steps.norms import Norms
from mlpcore.network import MLP


def deep_mlp(
    hidden: int,
    width: int,
    activation: str | Activation = "sigmoid",
    scale: float = 1.0,
    seed: int = 0,
) -> MLP:
    """A 2-…-1 network of `hidden` layers of that width, weights `scale` times those of Glorot."""
    widths = [2, *[width] * hidden, 1]
    functions = [activation] * hidden + ["identity"]
    return MLP(widths, functions, seed=seed, scale=scale)


def reach(norms: Norms) -> float:
    """‖δ^1‖ / ‖δ^{h+1}‖: the share of the output's δ that arrives at the first layer."""
    return norms.delta[0] / norms.delta[-1] if norms.delta[-1] else 0.0


class Shapes(NamedTuple):
    """One line of the ledger of shapes: W_l is m × n, b_l has n entries."""

    l: int
    m: int
    n: int

    @property
    def size(self) -> int:
        """How many numbers W_l and b_l hold."""
        return (self.m + 1) * self.n


def shapes(mlp: MLP) -> list[Shapes]:
    """The shapes of every W_l and b_l: W_l is m_l × m_{l+1}, b_l has m_{l+1} entries."""
    return [Shapes(l, *W.shape) for l, W in enumerate(mlp.W)]


def ledger(mlp: MLP) -> Text:
    """The shapes of every W_l and b_l, a line a layer."""
    lines = [f"widths {'-'.join(map(str, mlp.widths))}: h = {mlp.h}"]
    rows = shapes(mlp)
    for row in rows:
        below = str(row.l).translate(SUBSCRIPTS)
        z = f"z{str(row.l).translate(SUPERSCRIPTS)}" if row.l else "x"
        out = "o" if row.l == mlp.h else f"z{str(row.l + 1).translate(SUPERSCRIPTS)}"
        first = f"W{below} ∈ R^{row.m}×{row.n}"
        lines.append(
            f"  {first:<13} b{below} ∈ R^{row.n:<4} from {z} ({row.m}) to {out} ({row.n}): "
            f"{row.size} numbers"
        )
    total = sum(row.size for row in rows)
    return Text("\n".join([*lines, f"  {total} weights and biases in all"]))
