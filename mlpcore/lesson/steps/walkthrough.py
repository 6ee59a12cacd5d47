"""The lecture as data: every quantity of I-V as a step, with formula, numbers, code and words.

`walkthrough(mlp, x, y, eta)` gives the `Step`s of one pass in the order of
the notes; printing it gives a table. Text, panel, alt text, worksheet and answer check are faces
of these steps. Source: the notes, I-V, as corrected.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import SupportsIndex, overload

from mlpcore.checks import Array
from mlpcore.lesson.notation.activation_formulas import (
    collapses,
    form,
    is_known,
    loss_name,
    slope_keys,
)
from mlpcore.lesson.notation.numbers import array_text
from mlpcore.lesson.notation.symbols import Index, Symbol, split_key, upright
from mlpcore.lesson.steps import cells
from mlpcore.lesson.steps import sentences as words
from mlpcore.lesson.steps.expression import Cell, Expression, Operand, Part, Sign
from mlpcore.lesson.steps.trace import Trace
from mlpcore.network import MLP

SECTIONS = {
    "I": "forward",
    "II": "error",
    "III": "backprop",
    "IV": "gradients",
    "V": "descent",
}

TIMES = Sign("⊙", r"\odot", " ⊙ ")
PLUS = Sign("+", "+", " + ")
MINUS = Sign("−", "-", " − ")
NEGATIVE = Sign("−", "-")
LOG = Sign("log", r"\log\,", " ")
OPEN = Sign("(", r"\left(", "")
CLOSE = Sign(")", r"\right)", "")
SPACE = Sign("", r"\,", "")
COMMA = Sign(",", ",", ", ")
DIVIDED = Sign("⊘", r"\oslash", " ⊘ ")

DELTA_ABOVE = "δ of the next layer"
LOSS_DELTA = "delta[{l}] = loss.delta(y, f[{l}], net[{l}])"


@dataclass(frozen=True, eq=False, repr=False)
class Step:
    """One quantity of the pass; printed, its formula and its numbers.

    `key` is the quantity's name in code with its layer (`delta_1`); `quantity` the key of its
    numbers, the same but for an updated weight (`new:W_1`); `section` is I to V; `forms` are the
    formula and, where there is one, its other form; `code` is the line of `mlpcore`.
    """

    key: str
    quantity: str
    section: str
    name: str
    words: str
    code: str
    forms: tuple[Expression, ...]
    trace: Trace

    @property
    def symbol(self) -> Symbol:
        """The symbol of the quantity."""
        return self.trace.symbol(self.quantity)

    @property
    def value(self) -> Array:
        """The numbers, as `mlpcore` computed them."""
        return self.trace.value(self.quantity)

    @property
    def shown(self) -> Array:
        """The numbers in the rows and columns in which the notation shows them."""
        return self.trace.shown(self.quantity)

    @property
    def formula(self) -> str:
        """The formula of the corrected notes, as LaTeX."""
        return self.forms[0].latex

    @property
    def filled(self) -> str:
        """The same formula with the numbers in place, as LaTeX."""
        return self.forms[0].filled

    @property
    def shapes(self) -> str:
        """The shapes of the factors and of what they give."""
        return self.forms[0].shapes

    @property
    def factors(self) -> list[Operand]:
        """The quantities that the formula reads, each with its role."""
        return self.forms[0].factors

    def cell(self, index: Index | int = ()) -> Cell:
        """The index formula of one entry of the value, counted from 1 as in the notes."""
        return cells.cell(
            self.trace, self.quantity, (index,) if isinstance(index, int) else tuple(index)
        )

    def explain(self, *index: int) -> str:
        """The index formula of one entry of what is `shown`, in one line: `explain(2, 1)`."""
        notation = self.trace.notation
        return self.cell(notation.as_shown(self.quantity, index)).text(notation)

    def __repr__(self) -> str:
        return f"{self.forms[0].text} = {array_text(self.shown)}"


class Walkthrough(list[Step]):
    """The steps of one pass, in order; `walk["delta_1"]` finds one; printed, they are a table."""

    def __init__(self, trace: Trace) -> None:
        super().__init__(_steps(trace))
        self.trace = trace

    @overload
    def __getitem__(self, at: SupportsIndex | str) -> Step: ...

    @overload
    def __getitem__(self, at: slice) -> list[Step]: ...

    def __getitem__(self, at: SupportsIndex | slice | str) -> Step | list[Step]:
        if not isinstance(at, str):
            return super().__getitem__(at)
        for step in self:
            if step.key == at:
                return step
        raise KeyError(f"there is no step {at!r}; steps are {', '.join(s.key for s in self)}")

    def __repr__(self) -> str:
        return "\n".join(_table(self))


def walkthrough(
    mlp: MLP,
    x: object,
    y: object,
    eta: float = 0.5,
    named: bool = False,
    notation: str = "notes",
) -> Walkthrough:
    """Walk through I-V for one sample: x (d,), y (k,).

    `named` writes the notes' own names for one hidden layer (W_h, net_z, δ_o, …); `notation` is
    "notes", "nielsen" or "bishop", whose letters formulas, code and words then have. ValueError or
    TypeError where x, y or eta does not fit the network, or for another notation.
    """
    return Walkthrough(Trace(mlp, x, y, eta, named, notation))


def _steps(trace: Trace) -> Iterator[Step]:
    """Every quantity once, in the order in which it can be computed."""
    top = trace.h + 1
    for l in range(1, top + 1):
        yield _net(trace, l)
        yield _z(trace, l)
    yield _eps(trace)
    yield _d_o(trace)
    for l in range(top, 0, -1):
        yield from _delta(trace, l)
    for l in range(top - 1, -1, -1):
        yield _d_weight(trace, l)
        yield _d_bias(trace, l)
    for l in range(top - 1, -1, -1):
        yield _descent(trace, "W", l)
        yield _descent(trace, "b", l)


def _step(
    trace: Trace,
    key: str,
    section: str,
    code: str,
    *forms: tuple[Part, ...],
    arrow: bool = False,
    summed: Sign | None = None,
) -> Step:
    """A step from its formula or formulas; an arrow marks what is updated rather than found."""
    quantity = f"new:{key}" if arrow else key
    shown, symbol = trace.shown(quantity), trace.symbol(quantity)
    kind, layer = split_key(key)
    told = words.tell(trace, kind, layer or 0)
    expressions = tuple(Expression(symbol, parts, shown, arrow, summed) for parts in forms)
    line = trace.notation.code(code)
    return Step(key, quantity, section, told.name, told.sentence, line, expressions, trace)


def _net(trace: Trace, l: int) -> Step:
    parts = (
        trace.operand(f"W_{l - 1}", "weights", transposed=True),
        SPACE,
        trace.operand(trace.z_key(l - 1), "input"),
        PLUS,
        trace.operand(f"b_{l - 1}", "bias"),
    )
    code = f"net[{l}] = matvec(W[{l - 1}].T, z[{l - 1}]) + b[{l - 1}]"
    return _step(trace, f"net_{l}", "I", code, parts)


def _z(trace: Trace, l: int) -> Step:
    net, written = trace.operand(f"net_{l}", "net input"), form(trace.f[l])
    name = Sign(f"{written.text}(", rf"{written.latex}\left(")
    parts: tuple[Part, ...] = (name, net, CLOSE) if written.text else (net,)
    return _step(trace, f"z_{l}", "I", f"z[{l}] = f[{l}](net[{l}])", parts)


def _eps(trace: Trace) -> Step:
    y, o = trace.operand("y", "target"), trace.operand(f"z_{trace.h + 1}", "output")
    code = f"eps = loss.error(y, f[{trace.h + 1}], net[{trace.h + 1}])"
    if loss_name(trace.loss) == "cross_entropy":
        row = trace.operand("y", "target", transposed=True)
        y_i, o_i = (part.symbol.inside("{}ᵢ", "{}_i") for part in (y, o))
        summed = Sign(f"−Σ {y_i.text} log {o_i.text}", rf"-\sum_i {y_i.latex} \log\, {o_i.latex}")
        parts: tuple[Part, ...] = (NEGATIVE, row, LOG, o)
        return _step(trace, "eps", "II", code, parts, summed=summed)
    if loss_name(trace.loss) == "binary_cross_entropy":
        y_rest, o_rest = _rests(trace)
        row, row_rest = (replace(each, transposed=True) for each in (y, y_rest))
        parts = (NEGATIVE, row, LOG, o, MINUS, row_rest, LOG, o_rest)
        return _step(trace, "eps", "II", code, parts)  # as a sum beside it, it would be cut off
    if loss_name(trace.loss) == "half_squared_error":
        half, end = Sign("½‖", r"\tfrac12\,\bigl\lVert"), Sign("‖²", r"\bigr\rVert^2")
        return _step(trace, "eps", "II", code, (half, y, MINUS, o, end))
    return _step(trace, "eps", "II", code, _called(trace.loss.name, "", y, o))


def _rests(trace: Trace) -> tuple[Operand, Operand]:
    """1 − y and 1 − o, of the answer that the output does not give."""
    y_rest = trace.operand("one_minus:y", "1 less the target")
    return y_rest, trace.operand(f"one_minus:z_{trace.h + 1}", "1 less the output")


def _d_o(trace: Trace) -> Step:
    y, o = trace.operand("y", "target"), trace.operand(f"z_{trace.h + 1}", "output")
    y_rest, o_rest = _rests(trace)
    formulas: dict[str, tuple[Part, ...]] = {
        "half_squared_error": (o, MINUS, y),
        "cross_entropy": (NEGATIVE, y, DIVIDED, o),
        "binary_cross_entropy": (NEGATIVE, y, DIVIDED, o, PLUS, y_rest, DIVIDED, o_rest),
    }
    parts = formulas.get(loss_name(trace.loss), _called(trace.loss.name, "′", y, o))
    return _step(trace, "d_o", "III", f"d_o = loss.gradient(y, z[{trace.h + 1}])", parts)


def _called(name: str, prime: str, *arguments: Operand) -> tuple[Part, ...]:
    """A loss or activation of which nothing but its name is known: name(a, b)."""
    latex = upright(name) + prime.replace("′", "'")
    parts: list[Part] = [Sign(f"{name}{prime}(", rf"{latex}\left(")]
    for argument in arguments:
        parts += [argument, COMMA]
    return (*parts[:-1], CLOSE)


def _delta(trace: Trace, l: int) -> Iterator[Step]:
    """δ^l; for softmax its Jacobian before it; where it collapses, that after it."""
    is_short = l == trace.h + 1 and collapses(trace.f[l], trace.loss)
    came, code = _arrives(trace, l, is_short)
    if trace.f[l].elementwise:
        yield _step(trace, f"delta_{l}", "III", code, *_elementwise(trace, l, came))
    else:
        yield _jacobian(trace, l)
        jacobian = trace.operand(f"J_{l}", "Jacobian", transposed=True)
        yield _step(trace, f"delta_{l}", "III", code, (jacobian, SPACE, *came))
    if is_short:
        yield _collapse(trace, l)


def _arrives(trace: Trace, l: int, is_short: bool) -> tuple[tuple[Part, ...], str]:
    """What comes back to layer l, ∂ε/∂o or W_l δ^{l+1}, and the line that makes δ^l of it."""
    top = trace.h + 1
    if l < top:
        weights = trace.operand(f"W_{l}", "weights")
        delta = trace.operand(f"delta_{l + 1}", DELTA_ABOVE)
        code = f"delta[{l}] = f[{l}].pullback(net[{l}], matvec(W[{l}], delta[{l + 1}]))"
        return (OPEN, weights, SPACE, delta, CLOSE), code
    through_log = trace.loss.log_gradient is not None and not is_short
    code = f"delta[{l}] = f[{l}].pullback(net[{l}], d_o)"
    came = trace.operand("d_o", "slope at the output")
    return (came,), LOSS_DELTA.format(l=l) if through_log else code


def _elementwise(trace: Trace, l: int, came: tuple[Part, ...]) -> Iterator[tuple[Part, ...]]:
    """∂ε/∂z^l ⊙ f', with f' in terms of the output and with f' in terms of the net input."""
    factors: list[Part] = []
    for key in slope_keys(trace.f[l], l):
        factors += [TIMES, trace.operand(key, "slope")]
    yield (*came, *factors)
    text, latex = form(trace.f[l]).from_net
    if text:
        slope = trace.operand(f"slope_{l}", "slope")
        written = trace.symbol(f"net_{l}").inside(text, latex)
        yield (*came, TIMES, replace(slope, symbol=written))


def _jacobian(trace: Trace, l: int) -> Step:
    o = trace.operand(f"z_{l}", "output")
    turned = trace.operand(f"z_{l}", "output", transposed=True)
    diagonal = Sign("diag(", r"\operatorname{diag}\left(")
    parts: tuple[Part, ...] = (diagonal, o, CLOSE, MINUS, o, SPACE, turned)
    if not is_known(trace.f[l]):
        parts = _called(trace.f[l].name, "′", trace.operand(f"net_{l}", "net input"))
    return _step(trace, f"J_{l}", "III", f"J = f[{l}].jacobian(net[{l}])", parts)


def _collapse(trace: Trace, l: int) -> Step:
    o, y = trace.operand(f"z_{l}", "output"), trace.operand("y", "target")
    sum_of_targets = Sign(f"Σ{y.text}", rf"\textstyle\sum {y.latex}")
    parts = (o, MINUS, y) if trace.f[l].elementwise else (o, sum_of_targets, MINUS, y)
    return _step(trace, f"collapsed:delta_{l}", "III", LOSS_DELTA.format(l=l), parts)


def _d_weight(trace: Trace, l: int) -> Step:
    """z δᵀ; where units stand in rows its transpose, δ zᵀ."""
    z, delta = (trace.z_key(l), "input"), (f"delta_{l + 1}", DELTA_ABOVE)
    column, row = (delta, z) if trace.turned(f"dW_{l}") else (z, delta)
    parts = (trace.operand(*column), SPACE, trace.operand(*row, transposed=True))
    return _step(trace, f"dW_{l}", "IV", f"dW[{l}] = outer(z[{l}], delta[{l + 1}])", parts)


def _d_bias(trace: Trace, l: int) -> Step:
    parts = (trace.operand(f"delta_{l + 1}", DELTA_ABOVE),)
    return _step(trace, f"db_{l}", "IV", f"db[{l}] = mean_row(delta[{l + 1}])", parts)


def _descent(trace: Trace, kind: str, l: int) -> Step:
    parts = (
        trace.itself(f"{kind}_{l}", "weights" if kind == "W" else "bias"),
        MINUS,
        trace.operand("eta", "learning rate"),
        Sign("·", r"\cdot", " · "),
        trace.itself(f"d{kind}_{l}", "gradient"),
    )
    code = f"{kind}[{l}] = {kind}[{l}] - eta * d{kind}[{l}]"
    return _step(trace, f"{kind}_{l}", "V", code, parts, arrow=True)


def _table(walk: Walkthrough) -> Iterator[str]:
    """What is given, then one line a step under the headings of the sections."""
    trace = walk.trace
    layers = range(1, trace.h + 2)
    names = ", ".join(f"{trace.notation.function(l).text} = {trace.f[l].name}" for l in layers)
    widths = "-".join(map(str, trace.mlp.widths))
    yield f"{widths} network, {names}, {trace.loss.name}, η = {array_text(trace.eta)}"
    for key in ("x", "y", *(f"{kind}_{l}" for l in range(trace.h + 1) for kind in "Wb")):
        yield f"  {trace.symbol(key).text} = {array_text(trace.shown(key))}"
        if key == "y" and trace.out_of_reach:
            yield f"    note: {trace.out_of_reach}"
    for section, steps in groupby(walk, key=lambda step: step.section):
        yield f"{section} {SECTIONS[section]}"
        yield from (f"  {step}" for step in steps)


__all__ = ["SECTIONS", "Step", "Walkthrough", "walkthrough"]
