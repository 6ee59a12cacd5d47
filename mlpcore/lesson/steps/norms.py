"""The sizes of δ and ∇W layer by layer, over a whole data set."""

from dataclasses import dataclass

import numpy as np

from mlpcore.activations import quiet
from mlpcore.backprop import propagate
from mlpcore.checks import Array, rows, targets
from mlpcore.lesson.notation.layer_symbols import at_layer
from mlpcore.lesson.notation.numbers import array_text
from mlpcore.lesson.notation.symbols import Notation
from mlpcore.lesson.steps.slopes import refuse_nan
from mlpcore.network import MLP, network


@dataclass(frozen=True)
class Norms:
    """‖δ^l‖, the mean over the rows, for l = 1 … h+1 and ‖∇W_l‖ for l = 0 … h, as lists."""

    delta: list[float]
    dW: list[float]


@quiet
def layer_norms(mlp: MLP, X: Array, Y: Array) -> Norms:
    """The size of every δ^l and ∇W_l over the whole domain, X (n, d) and Y (n, k), with the weights
    as they are; ValueError or TypeError for what does not fit.
    """
    X = rows("X", X, network(mlp).widths[0], mlp.dtype)
    Y = targets(Y, (*X.shape[:-1], mlp.widths[-1]), "Y", mlp.dtype)
    fwd = mlp.feed(X)
    refuse_nan(mlp, fwd)
    bwd = propagate(mlp, fwd, Y)
    delta = [float(np.mean(np.linalg.norm(d, axis=-1))) for d in bwd.delta[1:]]
    return Norms(delta, [float(np.linalg.norm(g)) for g in bwd.dW])


def norms_text(norms: Norms, notation: Notation) -> str:
    """A line for the sizes of every δ, and one for those of every ∇W, with their numbers."""
    lines = []
    for kind, first, sizes in (("delta", 1, norms.delta), ("dW", 0, norms.dW)):
        start = notation.number(kind, first)
        name, last = at_layer(notation.name, kind).text, start + len(sizes) - 1
        lines.append(f"‖{name}‖, l = {start} to {last}: {array_text(np.array(sizes), 4)}")
    return "\n".join(lines)
