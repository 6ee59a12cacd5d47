"""The step panel's regions, each a pure function from a walkthrough to HTML.

`timeline`, `this_step`, `lens` and `ledger` draw one region each after step `at`; `network` is a
view of its own. `told` says the step in a sentence; `LAYOUT` is where the regions stand.
"""

import numpy as np

from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.numbers import array_text
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.slip_book.marked_walk import mark_of
from mlpcore.lesson.steps.agreement import Agreement
from mlpcore.lesson.steps.expression import Expression, Operand
from mlpcore.lesson.steps.quantities import SECTIONS, cell
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.steps.walkthrough import Step, Walkthrough
from mlpcore.views.parts import marks as marks_view
from mlpcore.views.parts import timeline as ticks
from mlpcore.views.parts.html import Element, Node, Raw, e, nodes
from mlpcore.views.parts.lens import lens_of
from mlpcore.views.parts.markup import formula
from mlpcore.views.parts.matrix import caption, entry, factor, matrix, outline
from mlpcore.views.parts.page import CONTROLS, region
from mlpcore.views.parts.verdict import verdict

Selected = tuple[str, Index]
Read = list[list[str]]

MOST_SAID = 12  # numbers that a sentence can hold
FRAMES = ("a", "b", "c", "d", "e")  # the colours of the factors, in the order of the formula


LAYOUT = (
    region("timeline"),
    CONTROLS,
    region("shapes"),
    region("mistakes", role="status"),
    e(
        "div",
        region("network", "mlp-region-network"),
        region("step", "mlp-region-step"),
        class_="mlp-stage",
    ),
    e("div", region("lens"), region("ledger", "mlp-region-ledger"), class_="mlp-below"),
    region("note", role="status"),
)


def timeline(walk: Walkthrough, at: int) -> Element:
    """Sections I-V with one tick a quantity: done, current, to come."""
    return ticks.timeline([_tick(step, n) for n, step in enumerate(walk, 1)], at, "Steps")


def _tick(step: Step, n: int) -> ticks.Tick:
    sign, wrong = marks_view.tick_sign(step)
    section = f"{step.section} {SECTIONS[step.section]}"
    label = nodes(step.trace.notation.short(step.key).html)
    if Key(step.quantity).frame == "collapsed":
        label = label, "\N{THIN SPACE}⇒"  # the same δ once more, collapsed
    said = f"step {n}: {step.symbol.text}, {step.name}{wrong}"
    return ticks.Tick(section, (label, sign), step.name + wrong, said)


def this_step(
    walk: Walkthrough,
    at: int,
    agreement: Agreement | None,
    read: Read,
    scales: dict[str, float],
    selected: Selected,
) -> Element:
    """Symbol, name, sentence, formula, the same with numbers, code, shapes, gradient check."""
    step = walk[at]
    looked = selected[1] if selected[0] == step.quantity else None
    found = None if marks_view.is_checked(step) else agreement
    symbol, others = e("span", Raw(step.symbol.html), class_="mlp-symbol"), step.forms[1:]
    said = f"{step.forms[0].text}, with numbers"
    factors = (walk.trace.value(key) for keys in read for key in keys)
    rows = max(len(each) for each in factors if each.ndim)
    shown = (
        e("h3", symbol, " ", step.name),
        e("p", step.words, class_="mlp-words"),
        marks_view.block(step, scale_of(scales, step.quantity), looked),
        e("div", _formula(step.forms[0]), class_="mlp-formula"),
        [e("div", e("span", "also "), _formula(form), class_="mlp-other") for form in others],
        e("div", _equation(step, scales, selected), class_="mlp-equation", role="group",
          aria_label=said),
        e("code", step.code, class_="mlp-code"),
        e("p", step.shapes, verdict(found), class_="mlp-facts"),
    )  # fmt: skip
    return e("div", shown, class_="mlp-this", style=f"--rows:{rows}")  # as high at every step


def _formula(form: Expression) -> Node:
    return formula(form.text, form.latex)


def _equation(step: Step, scales: dict[str, float], selected: Selected) -> Node:
    """The factors as matrices, framed as in the ledger, with the signs between them."""
    parts: list[Node] = []
    frames = frames_of(step)
    for part in step.forms[0].parts:
        if isinstance(part, Operand):
            parts.append(_factor(part, frames[part.key], scales, selected))
        elif part.text:
            parts.append(_sign(part.text))
    result = marks_view.result(step, step.trace.itself(step.quantity, "result"))
    found = _sign("="), _factor(result, "result", scales, selected)
    return parts, e("div", found, class_="mlp-result")


def _sign(text: str) -> Node:
    """A sign between matrices; a bracket is drawn as high as what it holds."""
    if not text.endswith("(") and text != ")":
        return e("span", text, class_="mlp-sign")
    name, side = text.rstrip("(‖)²"), "open" if text.endswith("(") else "close"
    bracket = e("span", text[-1], class_="mlp-visually-hidden")
    before = e("span", name, class_="mlp-sign") if name else None
    return before, e("span", bracket, class_=f"mlp-sign mlp-bracket mlp-{side}")


def frames_of(step: Step) -> dict[str, str]:
    """A colour for each factor of the step: the same one in the formula and in the ledger."""
    keys = list(dict.fromkeys(factor.key for factor in step.factors))
    return {key: FRAMES[n % len(FRAMES)] for n, key in enumerate(keys)}


def _factor(part: Operand, frame: str, scales: dict[str, float], selected: Selected) -> Element:
    table = matrix(
        part.key, np.asarray(part.value), f"{part.text}, {part.role}", scale_of(scales, part.key),
        selected[1] if selected[0] == part.key else None, part.transposed,
    )  # fmt: skip
    symbol = Raw(part.symbol.html + "<sup>T</sup>" * part.has_t)
    return factor(table, caption(symbol, part.shown), frame)


def lens(trace: Trace, selected: Selected, step: Step | None = None) -> Element:
    """One number: its index formula, with the numbers in it.

    `step` is the step of that quantity, if what is marked at it is to be said too.
    """
    shown, line = cell(trace, *selected), None
    if step:
        shown, line = marks_view.lens(step, shown)
    return lens_of(shown, trace.notation, shown.sources, below=line)


def ledger(
    walk: Walkthrough, at: int, read: Read, scales: dict[str, float], selected: Selected
) -> Node:
    """Every quantity so far, in the order of the pass; those to come as empty places."""
    trace, step = walk.trace, walk[at]
    known = {done.quantity for done in walk[: at + 1]}
    frames = frames_of(step) | {step.quantity: "result"}
    steps = {each.quantity: each for each in walk}
    return [
        _entry(trace, key, not_yet, scales, selected, frames.get(key, ""), steps.get(key))
        for key, not_yet in _in_order(walk, read, known)
    ]


def _in_order(walk: Walkthrough, read: Read, known: set[str]) -> list[tuple[str, bool]]:
    """The keys of the ledger: what is given stands before the step that first needs it."""
    order: dict[str, bool] = {"x": False}
    for step, needed in zip(walk, read, strict=True):
        if Key(step.quantity).frame == "collapsed":
            continue
        for key in needed:
            if Key(key).kind in ("W", "b", "x", "y"):
                order.setdefault(key, False)
        order.setdefault(step.quantity, step.quantity not in known)
    return list(order.items())


def _entry(
    trace: Trace, key: str, not_yet: bool, scales: dict[str, float], selected: Selected, frame: str,
    step: Step | None,
) -> Element:  # fmt: skip
    value, symbol = trace.value(key), trace.symbol(key)
    sign: Node = None
    yours: Node = None
    table: Node
    if not_yet:
        table = outline(trace.shown(key))
    else:
        at = selected[1] if selected[0] == key else None
        scale, turned = scale_of(scales, key), trace.turned(key)
        sign, yours = marks_view.entry(step, scale) if step else (None, None)
        off = marks_view.off(step) if step else None
        table = matrix(key, value, symbol.text, scale, at, turned, off=off)
    named = caption(Raw(symbol.html), trace.shown(key)), sign
    return entry(key, named, (table, yours), frame, known=not not_yet)


def read_by(walk: Walkthrough) -> Read:
    """The keys of what the formula of each step reads, which no number changes."""
    return [[factor.key for factor in step.factors] for step in walk]


def scales_of(walk: Walkthrough, read: Read) -> dict[str, float]:
    """The largest size of each kind of quantity, so that tints compare across layers."""
    scales: dict[str, float] = {}
    for key in {step.quantity for step in walk}.union(*read):
        sizes = np.abs(walk.trace.value(key))
        largest = float(sizes.max(initial=0.0))
        if not np.isfinite(largest):
            largest = float(sizes.max(initial=0.0, where=np.isfinite(sizes)))
        kind = _kind(key)
        scales[kind] = max(scales.get(kind, 0.0), largest)
    return scales


def scale_of(scales: dict[str, float], key: str) -> float:
    """The scale of a key's kind."""
    return scales.get(_kind(key), 1.0)


def _kind(key: str) -> str:
    return Key(key).inner.kind


def spoken(walk: Walkthrough, at: int) -> str:
    """Which step it is, as a sentence."""
    step = walk[at]
    return f"Step {at + 1} of {len(walk)}: {step.symbol.text}, {step.name}."


def told(walk: Walkthrough, at: int, hidden: bool) -> str:
    """The step in a sentence with its numbers, unless they are hidden."""
    step = walk[at]
    if hidden:
        return f"{spoken(walk, at)} Its numbers are hidden."
    numbers = array_text(step.shown, 3) if step.value.size <= MOST_SAID else "many numbers"
    mark = mark_of(step)
    wrong = f" {mark.sign} {mark.words}." if mark else ""
    return f"{spoken(walk, at)} {step.words} {step.symbol.text} = {numbers}.{wrong}"
