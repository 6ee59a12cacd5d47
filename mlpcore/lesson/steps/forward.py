"""I, forward: net_l and z^l. Source: the notes, I."""

import numpy as np

from mlpcore.activations import quiet
from mlpcore.backprop import matvec
from mlpcore.checks import Array
from mlpcore.lesson.notation.activation_formulas import form, is_known
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.steps.code_lines import line
from mlpcore.lesson.steps.expression import Number, Sign
from mlpcore.lesson.steps.quantity import (
    CLOSE,
    PLUS,
    SPACE,
    Formula,
    Pass,
    Quantity,
    Stages,
    Told,
    Written,
    product,
    row,
    z_key,
)


@quiet
def _net(at: Pass, l: int) -> Array:
    """net_l = W_{l−1}ᵀ z^{l−1} + b_{l−1}."""
    z = at.value(z_key(l - 1))
    return np.asarray(matvec(at.value(f"W_{l - 1}").T, z) + at.value(f"b_{l - 1}"))


def _net_written(at: Pass, l: int) -> list[Written]:
    weights = at.operand(f"W_{l - 1}", "weights", transposed=True)
    z, bias = at.operand(z_key(l - 1), "input"), at.operand(f"b_{l - 1}", "bias")
    return [Written((weights, SPACE, z, PLUS, bias))]


def _net_entry(at: Pass, l: int, index: Index) -> Stages:
    """net_l[j] = Σ_i W_{l−1}[i, j] · z^{l−1}_i + b_{l−1}[j]."""
    (j,) = index
    z = z_key(l - 1)
    terms = [product(at.number(f"W_{l - 1}", (i, j)), at.number(z, (i,))) for i in at.places(z)]
    return [[*row(terms), " + ", at.number(f"b_{l - 1}", (j,))]]


NET = Quantity(
    kind="net",
    section="I",
    reads=lambda h, l: (f"z_{l - 1}",) if l > 1 else (),
    value=_net,
    found=lambda fwd, bwd, l: fwd.net[l],
    forms=_net_written,
    entry=_net_entry,
    line=lambda at, l: line("net[l + 1]", l=l - 1),
    told={
        "": Told(
            "{net_name} of {layer}",
            "Every unit adds up its inputs, each times the weight of its connection, and its own "
            "bias.",
        ),
    },
)


def _z(at: Pass, l: int) -> Array:
    """z^l = f^l(net_l)."""
    return np.asarray(at.f[l](at.value(f"net_{l}")))


def _z_written(at: Pass, l: int) -> list[Written]:
    net, written = at.operand(f"net_{l}", "net input"), form(at.f[l])
    name = Sign(f"{written.text}(", rf"{written.latex}\left(")
    return [Written((name, net, CLOSE) if written.text else (net,))]


def _z_entry(at: Pass, l: int, index: Index) -> Stages:
    """z^l_j = f^l(net_l[j]); for softmax every net input takes part."""
    net, written = at.number(f"net_{l}", index), form(at.f[l])
    if not at.f[l].elementwise:
        return [_share(at, l, net)] if is_known(at.f[l]) else [[]]
    by_name: Formula = [f"{written.text}(", net, ")"] if written.text else [net]
    before, behind = written.entry
    return [by_name, [before, net, behind]] if before else [by_name]


def _share(at: Pass, l: int, net: Number) -> Formula:
    """e^{net_i} / Σ_j e^{net_j}."""
    powers: Stages = [["e^", each] for each in at.numbers(f"net_{l}")]
    return ["e^", net, " / (", *row(powers), ")"]


TOGETHER = "All {net_name}s of the layer go together through {does}."

Z = Quantity(
    kind="z",
    section="I",
    reads=lambda h, l: (f"net_{l}",),
    value=_z,
    found=lambda fwd, bwd, l: fwd.z[l],
    forms=_z_written,
    entry=_z_entry,
    line=lambda at, l: line("z[l + 1]", l=l - 1),
    variant=lambda at, l: "" if at.f[l].elementwise else "together",
    told={
        "": Told("{z_name} of {layer}", "Every unit puts its {net_name} through {does}."),
        "together": Told("{z_name} of {layer}", TOGETHER),
    },
)

FORWARD = (NET, Z)
