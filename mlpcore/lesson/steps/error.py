"""II, the error ε, and ∂ε/∂o, with which III begins. Source: the notes, II."""

from dataclasses import replace

import numpy as np

from mlpcore.activations import quiet
from mlpcore.checks import Array
from mlpcore.lesson.notation.activation_formulas import loss_name
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.steps.code_lines import line
from mlpcore.lesson.steps.expression import Operand, Part, Sign
from mlpcore.lesson.steps.quantity import (
    DIVIDED,
    LOG,
    MINUS,
    NEGATIVE,
    PLUS,
    Formula,
    Pass,
    Quantity,
    Stages,
    Told,
    Written,
    called,
    row,
)


def _output(at: Pass) -> str:
    return f"z_{at.h + 1}"


def _rest(at: Pass) -> str:
    return f"one_minus:z_{at.h + 1}"


def _rests(at: Pass) -> tuple[Operand, Operand]:
    """1 − y and 1 − o, of the answer that the output does not give."""
    return (at.operand("one_minus:y", "1 less the target"),
            at.operand(_rest(at), "1 less the output"))  # fmt: skip


@quiet
def _eps(at: Pass, l: int) -> Array:
    """ε, from the net input where o is what f makes of it."""
    top, y = at.h + 1, at.value("y")
    if at.overridden(f"z_{top}"):
        return np.asarray(at.loss.formula(y, at.value(f"z_{top}")))
    return at.loss.error(y, at.f[top], at.value(f"net_{top}"))


def _eps_written(at: Pass, l: int) -> list[Written]:
    y, o = at.operand("y", "target"), at.operand(_output(at), "output")
    if loss_name(at.loss) == "cross_entropy":
        turned = at.operand("y", "target", transposed=True)
        y_i, o_i = (part.symbol.inside("{}ᵢ", "{}_i") for part in (y, o))
        summed = Sign(f"−Σ {y_i.text} log {o_i.text}", rf"-\sum_i {y_i.latex} \log\, {o_i.latex}")
        return [Written((NEGATIVE, turned, LOG, o), summed)]
    if loss_name(at.loss) == "binary_cross_entropy":
        y_rest, o_rest = _rests(at)
        turned, rest = (replace(each, transposed=True) for each in (y, y_rest))
        # as a sum beside it, it would be cut off
        return [Written((NEGATIVE, turned, LOG, o, MINUS, rest, LOG, o_rest))]
    if loss_name(at.loss) == "half_squared_error":
        half, end = Sign("½‖", r"\tfrac12\,\bigl\lVert"), Sign("‖²", r"\bigr\rVert^2")
        return [Written((half, y, MINUS, o, end))]
    return [Written(called(at.loss.name, "", y, o))]


def _eps_entry(at: Pass, l: int, index: Index) -> Stages:
    """½ Σ (y_i − o_i)², −Σ y_i log o_i, or that and the same of 1 − y_i and 1 − o_i."""
    pairs = list(zip(at.numbers("y"), at.numbers(_output(at)), strict=True))
    squares: Stages = [["(", y, " − ", o, ")²"] for y, o in pairs]
    logs: Stages = [[y, "·log ", o] for y, o in pairs]
    rests = zip(at.numbers("one_minus:y"), at.numbers(_rest(at)), strict=True)
    both: Stages = [[*log, " + ", y, "·log ", o] for log, (y, o) in zip(logs, rests, strict=True)]
    formulas: dict[str, Formula] = {
        "half_squared_error": ["½(", *row(squares), ")"],
        "cross_entropy": ["−(", *row(logs), ")"],
        "binary_cross_entropy": ["−(", *row(both), ")"],
    }
    return [formulas.get(loss_name(at.loss), [])]


def by_loss(at: Pass, l: int) -> str:
    """The loss by its name; '' for one of somebody's own."""
    return loss_name(at.loss)


EPS = Quantity(
    kind="eps",
    section="II",
    has_layer=False,
    reads=lambda h, l: (f"z_{h + 1}",),
    value=_eps,
    found=lambda fwd, bwd, l: np.asarray(bwd.eps),
    forms=_eps_written,
    entry=_eps_entry,
    line=lambda at, l: line("eps", h=at.h),
    variant=by_loss,
    told={
        "": Told("{eps_name}", "What {loss} makes of target and output."),
        "half_squared_error": Told(
            "{eps_name}",
            "Half the squared distance between target and output: 0 where they agree.",
        ),
        "cross_entropy": Told(
            "{eps_name}, cross-entropy",
            "Each target times the log of its output, added up, with a minus in front: small where "
            "the outputs are large where the targets are.",
        ),
        "binary_cross_entropy": Told(
            "{eps_name}, binary cross-entropy",
            "Each output says yes or no by itself: the log of the share that it gives to the right "
            "answer, added up, with a minus in front; small where every output is near its target.",
        ),
    },
)


@quiet
def _d_o(at: Pass, l: int) -> Array:
    """∂ε/∂o."""
    return at.loss.gradient(at.value("y"), at.value(_output(at)))


def _d_o_written(at: Pass, l: int) -> list[Written]:
    y, o = at.operand("y", "target"), at.operand(_output(at), "output")
    y_rest, o_rest = _rests(at)
    formulas: dict[str, tuple[Part, ...]] = {
        "half_squared_error": (o, MINUS, y),
        "cross_entropy": (NEGATIVE, y, DIVIDED, o),
        "binary_cross_entropy": (NEGATIVE, y, DIVIDED, o, PLUS, y_rest, DIVIDED, o_rest),
    }
    return [Written(formulas.get(loss_name(at.loss), called(at.loss.name, "′", y, o)))]


def _d_o_entry(at: Pass, l: int, index: Index) -> Stages:
    """o_i − y_i, −y_i / o_i, or −y_i / o_i + (1 − y_i) / (1 − o_i)."""
    y, o = at.number("y", index), at.number(_output(at), index)
    y_rest, o_rest = (at.number(key, index) for key in ("one_minus:y", _rest(at)))
    formulas: dict[str, Formula] = {
        "half_squared_error": [o, " − ", y],
        "cross_entropy": ["−", y, " / ", o],
        "binary_cross_entropy": ["−", y, " / ", o, " + ", y_rest, " / ", o_rest],
    }
    return [formulas.get(loss_name(at.loss), [])]


SLOPE = "slope of the {eps_name} at the output"

D_O = Quantity(
    kind="d_o",
    section="III",
    has_layer=False,
    exists=lambda at, l: l == at.h + 1,
    reads=lambda h, l: (f"z_{h + 1}",),
    value=_d_o,
    found=lambda fwd, bwd, l: bwd.d_o,
    forms=_d_o_written,
    entry=_d_o_entry,
    line=lambda at, l: line("d_o", h=at.h),
    variant=by_loss,
    told={
        "": Told(SLOPE, "How {eps} changes with each output."),
        "half_squared_error": Told(
            SLOPE,
            "How {eps} changes with each output: output minus target, because the inner derivative "
            "of {y} − {o} is −1.",
        ),
        "cross_entropy": Told(
            SLOPE,
            "How {eps} changes with each output: steep where the target is large and the output "
            "small.",
        ),
        "binary_cross_entropy": Told(
            SLOPE,
            "How {eps} changes with each output: steep where the output is sure and the target is "
            "at the other end.",
        ),
    },
)

ERROR = (EPS, D_O)
