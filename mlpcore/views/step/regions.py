"""The step panel's regions, each a pure function from a walkthrough to HTML.

`timeline`, `this_step`, `lens` and `ledger` draw one region each after step
`at`; `network` is a view of its own. `told` says the step in a sentence; `still` is a whole page.
"""

from collections.abc import Mapping
from html import escape

import numpy as np

from mlpcore.lesson.notation.numbers import array_text
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.slip_book.marked_walk import mark_of
from mlpcore.lesson.steps.agreement import Agreement
from mlpcore.lesson.steps.cells import cell
from mlpcore.lesson.steps.expression import Expression, Operand
from mlpcore.lesson.steps.quantities import SECTIONS
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.steps.walkthrough import Step, Walkthrough
from mlpcore.views.parts import marks as marks_view
from mlpcore.views.parts import theme
from mlpcore.views.parts import timeline as ticks
from mlpcore.views.parts.lens import lens_of
from mlpcore.views.parts.markup import mathml
from mlpcore.views.parts.matrix import caption, matrix, outline
from mlpcore.views.parts.verdict import verdict

Selected = tuple[str, Index]

MOST_SAID = 12  # numbers that a sentence can hold
FRAMES = ("a", "b", "c", "d", "e")  # the colours of the factors, in the order of the formula


def timeline(walk: Walkthrough, at: int) -> str:
    """Sections I-V with one tick a quantity: done, current, to come."""
    return ticks.timeline([_tick(step, n) for n, step in enumerate(walk, 1)], at, "Steps")


def _tick(step: Step, n: int) -> ticks.Tick:
    sign, wrong = marks_view.tick_sign(step)
    section = f"{step.section} {SECTIONS[step.section]}"
    label = step.trace.notation.short(step.key).html
    if step.quantity.startswith("collapsed:"):
        label += "&#x2009;⇒"  # the same δ once more, collapsed
    said = f"step {n}: {step.symbol.text}, {step.name}{wrong}"
    return ticks.Tick(section, label + sign, step.name + wrong, said)


def this_step(
    walk: Walkthrough,
    at: int,
    agreement: Agreement | None,
    scales: dict[str, float],
    selected: Selected,
    paper: bool = False,
) -> str:
    """Symbol, name, sentence, formula, the same with numbers, code, shapes, gradient check."""
    step = walk[at]
    others = "".join(
        f'<div class="mlp-other"><span>also </span>{_formula(form, paper)}</div>'
        for form in step.forms[1:]
    )
    looked = selected[1] if selected[0] == step.quantity else None
    found = None if marks_view.is_checked(step) else agreement
    mark = marks_view.block(step, scale_of(scales, step.quantity), looked, paper)
    return (
        f'<h3><span class="mlp-symbol">{step.symbol.html}</span> {escape(step.name)}</h3>'
        f'<p class="mlp-words">{escape(step.words)}</p>{mark}'
        f'<div class="mlp-formula">{_formula(step.forms[0], paper)}</div>{others}'
        f'<div class="mlp-equation" role="group" aria-label="{escape(_equation_said(step))}">'
        f"{_equation(step, scales, selected)}</div>"
        f'<code class="mlp-code">{escape(step.code)}</code>'
        f'<p class="mlp-facts">{escape(step.shapes)}{verdict(found, paper)}</p>'
    )


def _formula(form: Expression, paper: bool) -> str:
    """A formula as MathML; on paper as a line of text, which every viewer keeps."""
    return f"<i>{escape(form.text)}</i>" if paper else mathml(form.latex)


def _equation_said(step: Step) -> str:
    """The formula with numbers, in words for a screen reader."""
    return f"{step.forms[0].text}, with numbers"


def _equation(step: Step, scales: dict[str, float], selected: Selected) -> str:
    """The factors as matrices, framed as in the ledger, with the signs between them."""
    parts = []
    frames = frames_of(step)
    for part in step.forms[0].parts:
        if isinstance(part, Operand):
            parts.append(_factor(part, frames[part.key], scales, selected))
        elif part.text:
            parts.append(_sign(part.text))
    result = marks_view.result(step, step.trace.itself(step.quantity, "result"))
    equals = '<span class="mlp-sign">=</span>'
    found = f"{equals}{_factor(result, 'result', scales, selected)}"
    return f'{"".join(parts)}<div class="mlp-result">{found}</div>'


def _sign(text: str) -> str:
    """A sign between matrices; a bracket is drawn as high as what it holds."""
    name, bracket = text.rstrip("(‖)²"), ""
    if text.endswith("(") or text == ")":
        side = "open" if text.endswith("(") else "close"
        bracket = (
            f'<span class="mlp-sign mlp-bracket mlp-{side}">'
            f'<span class="mlp-visually-hidden">{text[-1]}</span></span>'
        )
        return (f'<span class="mlp-sign">{escape(name)}</span>' if name else "") + bracket
    return f'<span class="mlp-sign">{escape(text)}</span>'


def frames_of(step: Step) -> dict[str, str]:
    """A colour for each factor of the step: the same one in the formula and in the ledger."""
    keys = list(dict.fromkeys(factor.key for factor in step.factors))
    return {key: FRAMES[n % len(FRAMES)] for n, key in enumerate(keys)}


def _factor(part: Operand, frame: str, scales: dict[str, float], selected: Selected) -> str:
    table = matrix(
        part.key, np.asarray(part.value), f"{part.text}, {part.role}", scale_of(scales, part.key),
        selected[1] if selected[0] == part.key else None, part.transposed,
    )  # fmt: skip
    mark = "<sup>T</sup>" if part.has_t else ""
    return (
        f'<figure class="mlp-factor"><div class="mlp-frame mlp-frame-{frame}">{table}</div>'
        f"<figcaption>{caption(part.symbol.html + mark, part.shown)}</figcaption></figure>"
    )


def lens(trace: Trace, selected: Selected, editor: str = "", step: Step | None = None) -> str:
    """One number: its index formula, the numbers in it, and the control that sets it, if any.

    `step` is the step of that quantity, if what is marked at it is to be said too.
    """
    shown = cell(trace, *selected)
    if step:
        shown, line = marks_view.lens(step, shown)
        editor = line + editor
    return lens_of(shown, trace.notation, shown.sources, editor)


def ledger(walk: Walkthrough, at: int, scales: dict[str, float], selected: Selected) -> str:
    """Every quantity so far, in the order of the pass; those to come as empty places."""
    trace, step = walk.trace, walk[at]
    known = {done.quantity for done in walk[: at + 1]}
    frames = frames_of(step) | {step.quantity: "result"}
    steps = {each.quantity: each for each in walk}
    return "".join(
        _entry(trace, key, not_yet, scales, selected, frames.get(key, ""), steps.get(key))
        for key, not_yet in _in_order(walk, known)
    )


def _in_order(walk: Walkthrough, known: set[str]) -> list[tuple[str, bool]]:
    """The keys of the ledger: what is given stands before the step that first needs it."""
    order: dict[str, bool] = {"x": False}
    for step in walk:
        if step.quantity.startswith("collapsed:"):
            continue
        for factor in step.factors:
            if factor.key.split("_")[0] in ("W", "b", "x", "y"):
                order.setdefault(factor.key, False)
        order.setdefault(step.quantity, step.quantity not in known)
    return list(order.items())


def _entry(
    trace: Trace, key: str, not_yet: bool, scales: dict[str, float], selected: Selected, frame: str,
    step: Step | None,
) -> str:  # fmt: skip
    value, symbol = trace.value(key), trace.symbol(key)
    sign, yours = "", ""
    if not_yet:
        table = outline(trace.shown(key))
    else:
        at = selected[1] if selected[0] == key else None
        scale, turned = scale_of(scales, key), trace.turned(key)
        sign, yours = marks_view.entry(step, scale) if step else ("", "")
        off = marks_view.off(step) if step else None
        table = matrix(key, value, symbol.text, scale, at, turned, off=off)
    framed = f" mlp-frame-{frame}" if frame else ""
    state = " mlp-later" if not_yet else ""
    return (
        f'<figure class="mlp-entry mlp-frame{framed}{state}" data-entry="{escape(key)}">'
        f"<figcaption>{caption(symbol.html, trace.shown(key))}{sign}</figcaption>{table}{yours}"
        "</figure>"
    )


def scales_of(walk: Walkthrough) -> dict[str, float]:
    """The largest size of each kind of quantity, so that tints compare across layers."""
    scales: dict[str, float] = {}
    for step in walk:
        for key, value in ((step.quantity, step.value), *((f.key, f.value) for f in step.factors)):
            finite = np.abs(np.asarray(value)[np.isfinite(value)])
            kind = _kind(key)
            scales[kind] = max(scales.get(kind, 0.0), float(finite.max(initial=0.0)))
    return scales


def scale_of(scales: dict[str, float], key: str) -> float:
    """The scale of a key's kind."""
    return scales.get(_kind(key), 1.0)


def _kind(key: str) -> str:
    return key.split(":")[-1].rpartition("_")[0] or key


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


def still(shown: Mapping[str, str]) -> str:
    """The regions of a pass as a page that needs no kernel."""
    return theme.page(
        f"{shown['mistakes']}{shown['timeline']}<div class='mlp-stage'>"
        f"<div class='mlp-region-network'>{theme.picture(shown['network'])}</div>"
        f"<div class='mlp-right'><div class='mlp-region-step'>{shown['step']}</div>"
        f"{shown['lens']}</div></div><div class='mlp-region-ledger'>{shown['ledger']}</div>"
        f"<div class='mlp-shaping'>{shown['shapes']}</div>{shown['note']}",
        *(["parts/marks.css"] if shown["mistakes"] else []),
        *(["parts/note.css"] if shown["note"] else []),
    )
