"""IV, the gradients ∇W_l and ∇b_l, and V, the step of descent. Source: the notes, IV and V."""

import numpy as np

from mlpcore.activations import quiet
from mlpcore.backprop import mean_row, outer
from mlpcore.checks import Array
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.steps.backpropagation import DELTA_ABOVE
from mlpcore.lesson.steps.code_lines import line
from mlpcore.lesson.steps.quantity import (
    DOT,
    MINUS,
    SPACE,
    Pass,
    Quantity,
    Stages,
    Told,
    Written,
    product,
    z_key,
)


@quiet
def _d_weight(at: Pass, l: int) -> Array:
    """∇W_l = z^l (δ^{l+1})ᵀ."""
    return outer(at.value(z_key(l)), at.value(f"delta_{l + 1}"))


def _d_weight_written(at: Pass, l: int) -> list[Written]:
    """z δᵀ; where units stand in rows its transpose, δ zᵀ."""
    z, delta = (z_key(l), "input"), (f"delta_{l + 1}", DELTA_ABOVE)
    column, row = (delta, z) if at.turned(f"dW_{l}") else (z, delta)
    return [Written((at.operand(*column), SPACE, at.operand(*row, transposed=True)))]


def _d_weight_entry(at: Pass, l: int, index: Index) -> Stages:
    """z^l_i · δ^{l+1}_j, in the order in which the vectors stand."""
    i, j = index
    z, delta = at.number(z_key(l), (i,)), at.number(f"delta_{l + 1}", (j,))
    return [product(delta, z) if at.turned(f"dW_{l}") else product(z, delta)]


D_WEIGHT = Quantity(
    kind="dW",
    section="IV",
    reads=lambda h, l: (f"delta_{l + 1}", f"z_{l}") if l else (f"delta_{l + 1}",),
    value=_d_weight,
    found=lambda fwd, bwd, l: bwd.dW[l],
    forms=_d_weight_written,
    entry=_d_weight_entry,
    line=lambda at, l: line("dW[l]", l=l),
    told={
        "": Told(
            "gradient of the weights into {next}",
            "The outer product: each weight's gradient is the signal at its start times the delta "
            "at its end.",
        ),
    },
)

D_BIAS = Quantity(
    kind="db",
    section="IV",
    reads=lambda h, l: (f"delta_{l + 1}",),
    value=lambda at, l: mean_row(at.value(f"delta_{l + 1}")),
    found=lambda fwd, bwd, l: bwd.db[l],
    forms=lambda at, l: [Written((at.operand(f"delta_{l + 1}", DELTA_ABOVE),))],
    entry=lambda at, l, index: [[at.number(f"delta_{l + 1}", index)]],
    line=lambda at, l: line("db[l]", l=l),
    told={
        "": Told(
            "gradient of the biases of {next}",
            "A bias is a weight on a constant 1, so its gradient is the delta itself.",
        ),
    },
)


def updated(kind: str, role: str, told: Told) -> Quantity:
    """W_l ← W_l − η ∇W_l; the same for b."""

    @quiet
    def value(at: Pass, l: int) -> Array:
        step = at.value("eta") * at.value(f"d{kind}_{l}")
        return np.asarray(at.value(f"{kind}_{l}") - step)

    def written(at: Pass, l: int) -> list[Written]:
        old, gradient = at.itself(f"{kind}_{l}", role), at.itself(f"d{kind}_{l}", "gradient")
        return [Written((old, MINUS, at.operand("eta", "learning rate"), DOT, gradient))]

    def entry(at: Pass, l: int, index: Index) -> Stages:
        old, gradient = at.number(f"{kind}_{l}", index), at.number(f"d{kind}_{l}", index)
        return [[old, " − ", *product(at.number("eta"), gradient)]]

    return Quantity(
        kind=f"new:{kind}",
        section="V",
        updates=True,
        reads=lambda h, l: (f"d{kind}_{l}",),
        value=value,
        forms=written,
        entry=entry,
        line=lambda at, l: line(f"{kind}[l]", l=l),
        told={"": told},
    )


NEW_WEIGHT = updated(
    "W",
    "weights",
    Told(
        "updated weights into {next}",
        "Every weight moves by {eta} times its gradient, against it: a step downhill.",
    ),
)
NEW_BIAS = updated(
    "b",
    "bias",
    Told(
        "updated biases of {next}",
        "Every bias moves by {eta} times its gradient, against it.",
    ),
)

GRADIENTS = (D_WEIGHT, D_BIAS)
DESCENT = (NEW_WEIGHT, NEW_BIAS)
