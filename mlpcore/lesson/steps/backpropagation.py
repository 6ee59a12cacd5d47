"""III, backpropagation: δ^l, and what it is made of. Source: the notes, III and deep MLP III."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from mlpcore.activations import quiet, vecmat
from mlpcore.backprop import matvec
from mlpcore.checks import Array
from mlpcore.lesson.notation.activation_formulas import collapses, form, is_known, slope_keys
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.steps.code_lines import line
from mlpcore.lesson.steps.expression import Part, Sign
from mlpcore.lesson.steps.quantity import (
    CLOSE,
    MINUS,
    OPEN,
    SPACE,
    TIMES,
    Formula,
    Pass,
    Quantity,
    Stages,
    Told,
    Written,
    called,
    product,
    row,
)

DELTA_ABOVE = "δ of the next layer"
OF_OUTPUT = "{delta_name} of the output layer"
OF_LAYER = "{delta_name} of {layer}"
SHORT_NAME = OF_OUTPUT + ", collapsed"


def arrives_key(h: int, l: int) -> str:
    """The key of what comes back to layer l: ∂ε/∂o at the output, ∂ε/∂z^l below it."""
    return "d_o" if l == h + 1 else f"d_z_{l}"


def is_short(at: Pass, l: int) -> bool:
    """Whether δ of the layer comes to output minus target."""
    return l == at.h + 1 and collapses(at.f[l], at.loss)


def _slope(at: Pass, l: int) -> Array:
    """f'^l(net_l); from the output, if that is no longer f^l(net_l)."""
    f = at.f[l]
    if at.overridden(f"z_{l}") and f.slope_of_output:
        return f.derivative_from_output(at.value(f"z_{l}"))
    return f.derivative(at.value(f"net_{l}"))


def _slope_entry(at: Pass, l: int, index: Index) -> Stages:
    """f'^l(net_l[j]) from the output, where there is such a form."""
    keys = slope_keys(at.f[l], l)
    return [[]] if keys == [f"slope_{l}"] else [row([[at.number(k, index)] for k in keys], "·")]


SLOPE = Quantity(
    kind="slope",
    section="",
    reads=lambda h, l: (f"net_{l}", f"z_{l}"),
    value=_slope,
    entry=_slope_entry,
    exists=lambda at, l: at.f[l].elementwise,
)


@quiet
def _d_z(at: Pass, l: int) -> Array:
    """∂ε/∂z^l = W_l δ^{l+1}."""
    return np.asarray(matvec(at.value(f"W_{l}"), at.value(f"delta_{l + 1}")))


def _d_z_entry(at: Pass, l: int, index: Index) -> Stages:
    """∂ε/∂z^l_i = Σ_j W_l[i, j] δ^{l+1}_j."""
    (i,) = index
    deltas = enumerate(at.numbers(f"delta_{l + 1}"), 1)
    return [row([product(at.number(f"W_{l}", (i, j)), delta) for j, delta in deltas])]


D_Z = Quantity(
    kind="d_z",
    section="",
    reads=lambda h, l: (f"delta_{l + 1}",),
    value=_d_z,
    entry=_d_z_entry,
    exists=lambda at, l: l <= at.h,
)


def _jacobian(at: Pass, l: int) -> Array:
    """The Jacobian of f^l; from the output, if that is no longer f^l(net_l)."""
    f = at.f[l]
    if f.elementwise:
        slope = at.value(f"slope_{l}")
        return slope[..., :, None] * np.eye(slope.shape[-1])
    if at.overridden(f"z_{l}") and f.slope_of_output:
        return f.slope_of_output(at.value(f"z_{l}"))
    return f.jacobian(at.value(f"net_{l}"))


def _jacobian_written(at: Pass, l: int) -> list[Written]:
    if not is_known(at.f[l]):
        return [Written(called(at.f[l].name, "′", at.operand(f"net_{l}", "net input")))]
    o = at.operand(f"z_{l}", "output")
    turned = at.operand(f"z_{l}", "output", transposed=True)
    diagonal = Sign("diag(", r"\operatorname{diag}\left(")
    return [Written((diagonal, o, CLOSE, MINUS, o, SPACE, turned))]


def _jacobian_entry(at: Pass, l: int, index: Index) -> Stages:
    """o_i (1 − o_i) on the diagonal, −o_i o_j beside it."""
    if not is_known(at.f[l]):
        return [[]]
    i, j = index
    z_i, z_j = at.number(f"z_{l}", (i,)), at.number(f"z_{l}", (j,))
    return [[z_i, "·(1 − ", z_i, ")"]] if i == j else [["−", z_i, "·", z_j]]


JACOBIAN = Quantity(
    kind="J",
    section="III",
    everywhere=True,  # diagonal where each unit has its own net input
    exists=lambda at, l: not at.f[l].elementwise,
    reads=lambda h, l: (f"net_{l}", f"z_{l}"),
    value=_jacobian,
    forms=_jacobian_written,
    entry=_jacobian_entry,
    line=lambda at, l: line("J", l=l),
    variant=lambda at, l: "" if is_known(at.f[l]) else "own",
    told={
        "": Told(
            "Jacobian of softmax",
            "Row i, column j: how output i moves when {net_name} j moves; one output grows at the "
            "others' cost.",
        ),
        "own": Told(
            "Jacobian of {f}",
            "Row i, column j: how output i moves when {net_name} j moves.",
        ),
    },
)


@quiet
def _delta(at: Pass, l: int) -> Array:
    """δ^l: what arrives, ∂ε/∂o or ∂ε/∂z^l, ⊙ f'^l(net_l); for softmax Jᵀ times it."""
    f, changed = at.f[l], at.overridden(f"z_{l}", f"J_{l}")
    if l == at.h + 1 and not changed and not at.overridden("d_o"):
        return at.loss.delta(at.value("y"), f, at.value(f"net_{l}"))
    arrives = at.value(arrives_key(at.h, l))
    if not changed:
        return np.asarray(f.pullback(at.value(f"net_{l}"), arrives))
    if f.elementwise and not at.overridden(f"J_{l}"):
        return arrives * at.value(f"slope_{l}")
    return np.asarray(vecmat(arrives, at.value(f"J_{l}")))


def _delta_written(at: Pass, l: int) -> list[Written]:
    came: tuple[Part, ...] = (at.operand("d_o", "slope at the output"),)
    if l <= at.h:
        delta = at.operand(f"delta_{l + 1}", DELTA_ABOVE)
        came = (OPEN, at.operand(f"W_{l}", "weights"), SPACE, delta, CLOSE)
    if at.f[l].elementwise:
        return list(_times_slope(at, l, came))
    return [Written((at.operand(f"J_{l}", "Jacobian", transposed=True), SPACE, *came))]


def _times_slope(at: Pass, l: int, came: tuple[Part, ...]) -> Iterator[Written]:
    """∂ε/∂z^l ⊙ f', with f' in terms of the output and with f' in terms of the net input."""
    factors: list[Part] = []
    for key in slope_keys(at.f[l], l):
        factors += [TIMES, at.operand(key, "slope")]
    yield Written((*came, *factors))
    text, latex = form(at.f[l]).from_net
    if text:
        written = at.symbol(f"net_{l}").inside(text, latex)
        yield Written((*came, TIMES, replace(at.operand(f"slope_{l}", "slope"), symbol=written)))


def _delta_entry(at: Pass, l: int, index: Index) -> Stages:
    """What arrives at the unit times its slope; for softmax, with its column of the Jacobian."""
    (i,) = index
    arrives = arrives_key(at.h, l)
    arrived = at.number(arrives, index)
    if not at.f[l].elementwise:
        pairs = enumerate(at.numbers(arrives), 1)
        return [row([product(at.number(f"J_{l}", (j, i)), came) for j, came in pairs])]
    sums: Formula = [arrived] if l == at.h + 1 else ["(", *_d_z_entry(at, l, index)[0], ")"]
    slopes: Stages = [[at.number(key, index)] for key in slope_keys(at.f[l], l)]
    formula = [*sums, " · ", *row(slopes, " · ")]
    if len(formula) == 3:
        return [formula]
    return [formula, [arrived, " · ", at.number(f"slope_{l}", index)]]


def _delta_line(at: Pass, l: int) -> str:
    """Of the output, δ with ∂ε/∂o where that is how `mlpcore` finds it."""
    if l <= at.h:
        return line("delta[l]", l=l)
    through_log = at.loss.log_gradient is not None and not is_short(at, l)
    return line("delta[h + 1]" if through_log else "delta[h + 1] with d_o", h=at.h)


def _above(h: int, l: int) -> str:
    return "d_o" if l == h + 1 else f"delta_{l + 1}"


def _place(at: Pass, l: int) -> str:
    place = "output" if l == at.h + 1 else "hidden"
    return place if at.f[l].elementwise else f"{place}, together"


DELTA = Quantity(
    kind="delta",
    section="III",
    reads=lambda h, l: (_above(h, l), f"J_{l}", f"net_{l}", f"z_{l}"),
    value=_delta,
    found=lambda fwd, bwd, l: bwd.delta[l],
    forms=_delta_written,
    entry=_delta_entry,
    line=_delta_line,
    variant=_place,
    told={
        "output": Told(
            OF_OUTPUT,
            "How {eps} changes with each {net_name}: the slope of the {eps_name} at the unit's "
            "output times the slope of the unit's own activation.",
        ),
        "output, together": Told(
            OF_OUTPUT,
            "Every {net_name} moves every output, so each one collects the slopes of the "
            "{eps_name} through its column of the Jacobian.",
        ),
        "hidden": Told(
            OF_LAYER,
            "Every hidden unit collects the deltas of the next layer through the same weights that "
            "carried its signal forward, then scales the sum by its own slope.",
        ),
        "hidden, together": Told(
            OF_LAYER,
            "The deltas of the next layer come back through the same weights, then through the "
            "whole Jacobian.",
        ),
    },
)


def _collapsed(at: Pass, l: int) -> Array:
    """o Σy − y, what softmax and cross-entropy leave; o − y of sigmoid and binary cross-entropy,
    from the net input where o is what f makes of it.
    """
    o, y = at.value(f"z_{l}"), at.value("y")
    if not at.f[l].elementwise:
        return np.asarray(o * y.sum(axis=-1, keepdims=True) - y)
    return o - y if at.overridden(f"z_{l}") else at.loss.delta(y, at.f[l], at.value(f"net_{l}"))


def _collapsed_written(at: Pass, l: int) -> list[Written]:
    o, y = at.operand(f"z_{l}", "output"), at.operand("y", "target")
    sum_of_targets = Sign(f"Σ{y.text}", rf"\textstyle\sum {y.latex}")
    return [Written((o, MINUS, y) if at.f[l].elementwise else (o, sum_of_targets, MINUS, y))]


def _collapsed_entry(at: Pass, l: int, index: Index) -> Stages:
    """o_i Σ_j y_j − y_i for softmax, o_i − y_i for the sigmoid."""
    o, y = at.number(f"z_{l}", index), at.number("y", index)
    if at.f[l].elementwise:
        return [[o, " − ", y]]
    targets: Stages = [[each] for each in at.numbers("y")]
    return [[o, "·(", *row(targets), ") − ", y]]


COLLAPSED = Quantity(
    kind="collapsed:delta",
    section="III",
    exists=is_short,
    reads=lambda h, l: (f"net_{l}", f"z_{l}"),
    value=_collapsed,
    forms=_collapsed_written,
    entry=_collapsed_entry,
    line=lambda at, l: line("delta[h + 1]", h=at.h),
    variant=lambda at, l: "sigmoid" if at.f[l].elementwise else "",
    told={
        "": Told(
            SHORT_NAME,
            "Multiplied out, softmax and cross-entropy leave only output minus target where the "
            "targets add up to 1.",
        ),
        "sigmoid": Told(
            SHORT_NAME,
            "Multiplied out, sigmoid and binary cross-entropy leave only output minus target: the "
            "slope of the sigmoid cancels.",
        ),
    },
)

BACKPROPAGATION = (JACOBIAN, DELTA, COLLAPSED)
FACTORS = (SLOPE, D_Z)
