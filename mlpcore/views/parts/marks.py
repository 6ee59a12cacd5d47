"""What is wrong in a pass, on the page: as a sign on a tick, as a block at its step, in a line.

`tick_sign` marks a tick of the timeline, `block` says at a step what was
written and what it gives, `entry` does so in the ledger and `lens` for one number; `summary` and
`switched_on` say where the first mistake is. Nothing is told by colour alone: there is a sign, and
words for a reader's software.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from html import escape

from mlpcore.checks import Array
from mlpcore.lesson.notation.numbers import array_text
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.slip_book.marked_walk import Mark, MarkedStep, MarkedWalk, agreement_of, mark_of
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.steps.agreement import Agreement
from mlpcore.lesson.steps.expression import Cell, Number, Operand
from mlpcore.lesson.steps.overrides import TRUE, Mask
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.steps.walkthrough import Step
from mlpcore.views.parts.markup import mathml, number
from mlpcore.views.parts.matrix import matrix

YOURS = "yours:"  # before a key: what a student's own code gives there
WORDS = {"wrong": "wrong", "clash": "wrong", "follows": "follows from a mistake", "silent": "right"}


def tick_sign(step: Step) -> tuple[str, str]:
    """A sign behind the symbol of a tick, and what it says; both '' where nothing is marked."""
    mark = mark_of(step)
    if mark is None:
        return "", ""
    return _sign(mark), f", {WORDS[mark.verdict]}"


def off(step: Step) -> Mask | None:
    """The entries of the step's own numbers that are wrong; None where none are."""
    mark = mark_of(step)
    taken = isinstance(step, MarkedStep) and step.is_taken
    return mark.off if mark and taken and mark.verdict in ("wrong", "follows") else None


def result(step: Step, operand: Operand) -> Operand:
    """What the true formula gives: for a step with a wrong line not the step's own numbers."""
    mark = mark_of(step)
    if mark is None or mark.verdict != "wrong" or off(step) is None:
        return operand
    return replace(operand, key=TRUE + operand.key, value=mark.true)


def is_checked(step: Step) -> bool:
    """Whether the step's own numbers are held against central differences in its block."""
    return result(step, step.trace.itself(step.quantity)).key != step.quantity


def plain_key(key: str) -> str:
    """The key of the quantity itself."""
    return key.removeprefix(TRUE).removeprefix(YOURS)


def with_claims(keys: Iterable[str]) -> frozenset[str]:
    """These keys, and those of what is true and of what a student's code gives in their place."""
    return frozenset(prefix + key for key in keys for prefix in ("", TRUE, YOURS))


def block(step: Step, scale: float, at: Index | None, paper: bool = False) -> str:
    """What is to be said at a marked step: the wrong line, what it gives, and why."""
    mark = mark_of(step)
    if mark is None:
        return ""
    sign = f'<strong class="mlp-mark-sign">{mark.sign}</strong>'
    words = with_symbols(_capital(mark.words), step.trace)
    rows = [f'<p class="mlp-mark-words">{sign} {words}.</p>']
    if mark.slip and mark.by != "your code":
        rows.append(_written(mark.slip, paper))
    rows.append(_gives(step, mark, scale, at))
    if found := agreement_of(step):
        rows.append(f'<p class="mlp-facts">{_checked(found, paper)}</p>')
    if mark.verdict == "wrong":
        rows.append('<p class="mlp-in-truth"><strong class="mlp-ok">✓</strong> In truth:</p>')
    return f'<div class="mlp-mark mlp-mark-{mark.verdict}" role="note">{"".join(rows)}</div>'


def entry(step: Step, scale: float) -> tuple[str, str]:
    """For the ledger: the sign behind a caption, and, below the true numbers, a student's own."""
    mark = mark_of(step)
    if mark is None:
        return "", ""
    words = WORDS[mark.verdict]
    sign = f' {_sign(mark)}<span class="mlp-visually-hidden">, {words}</span>'
    own = mark.off is not None and off(step) is None and mark.verdict in ("wrong", "follows")
    if not own or mark.given is None:
        return sign, ""
    label, turned = f"{step.symbol.text}, yours", step.trace.turned(step.quantity)
    table = matrix(_key(step), mark.given, label, scale, None, turned, off=mark.off)
    return sign, f'<figcaption class="mlp-yours">yours</figcaption>{table}'


def lens(step: Step, shown: Cell) -> tuple[Cell, str]:
    """The formula of one number as it is in truth, and a line on what came instead, if it did."""
    mark, index = mark_of(step), shown.target.index
    place = tuple(i - 1 for i in index)
    if mark is None or mark.given is None or mark.off is None or not mark.off[place]:
        return shown, ""
    if mark.verdict == "follows":
        words = with_symbols(_capital(mark.words), step.trace)
        return shown, f'<p class="mlp-mark-line">{mark.sign} {words}.</p>'
    if mark.verdict != "wrong":
        return shown, ""
    given = number(_key(step), index, float(mark.given[place]))
    line = f'<p class="mlp-mark-line">{mark.sign} {escape(_capital(_by(mark)))} gives {given}.</p>'
    if off(step) is None:
        return shown, line
    true = Number(TRUE + step.quantity, index, float(mark.true[place]))
    return replace(shown, target=true), line


def switched_on(walk: MarkedWalk, paper: bool = False) -> str:
    """In a line, which slip is on and where it first does harm, with a way to go there."""
    slip, first = _slip(walk.marks), walk.first_mistake
    said = f"Switched on: <code>{escape(slip.id)}</code>, {escape(slip.title)}." if slip else ""
    mark = mark_of(first) if first else None
    if mark is None:
        said += " It happens to give the right numbers here."
    elif mark.verdict == "clash":
        said += " Its shapes clash in this network."
    return summary(walk, said, good=False, paper=paper)


def with_symbols(said: str, trace: Trace) -> str:
    """A plain sentence as HTML; δ_h and the like, which Unicode cannot write, are set."""
    layers = range(trace.h + 1)
    keys = [f"{kind}_{l}" for kind in ("dW", "db", "W", "b") for l in layers]
    keys += [f"{kind}_{l + 1}" for kind in ("net", "z", "delta") for l in layers]
    html = {symbol.text: symbol.html for symbol in map(trace.symbol, keys) if "_" in symbol.text}
    if not html:
        return escape(said)
    longest_first = "|".join(map(re.escape, sorted(html, key=len, reverse=True)))
    return re.sub(longest_first, lambda found: html[found[0]], escape(said))


def summary(walk: MarkedWalk, said: str, good: bool, paper: bool = False) -> str:
    """A line of HTML, marked as good or bad, with a way to go to the first mistake."""
    state, first = "mlp-mark-silent" if good else "mlp-mark-wrong", walk.first_mistake
    go = ""
    if first is not None and not paper:
        n = next(n for n, step in enumerate(walk) if step.key == first.key)
        label = f'aria-label="Go to {escape(first.symbol.text)}"'
        go = f' <button data-do="go" data-to="{n}" {label}>Go to {first.symbol.html}</button>'
    return f'<p class="mlp-mark {state}">{said}{go}</p>'


def _sign(mark: Mark) -> str:
    return (
        f'<span class="mlp-tick-mark mlp-tick-{mark.verdict}" aria-hidden="true">{mark.sign}</span>'
    )


def _slip(marks: Mapping[str, Mark]) -> Slip | None:
    return next((mark.slip for mark in marks.values() if mark.slip), None)


def _written(slip: Slip, paper: bool) -> str:
    """The line as the slip has it, struck out."""
    line = f"<i>{escape(slip.written.text)}</i>" if paper else mathml(slip.written.latex)
    return (
        '<div class="mlp-written"><span>as written:</span> '
        f'<s class="mlp-struck" role="img" aria-label="wrong: {escape(slip.written.text)}">'
        f"{line}</s></div>"
    )


def _gives(step: Step, mark: Mark, scale: float, at: Index | None) -> str:
    """The numbers that came, entry by entry where they have the right shape."""
    if mark.given is None or mark.verdict in ("follows", "silent"):
        return ""
    name = f"{escape(_capital(_by(mark)))} gives"
    if mark.given.shape != mark.true.shape:
        return f'<div class="mlp-gives"><span>{name}</span> <code>{_brief(mark.given)}</code></div>'
    label = f"{step.symbol.text}, wrong, as {_by(mark)} gives it"
    turned = step.trace.turned(step.quantity)
    table = matrix(_key(step), mark.given, label, scale, at, turned, off=mark.off)
    return f'<div class="mlp-gives"><span>{name}</span> {table}</div>'


def _checked(found: Agreement, paper: bool) -> str:
    """Whether the numbers that came agree with central differences."""
    state, sign = ("mlp-ok", "✓") if found.ok else ("mlp-bad", "✗")
    words = "agree" if paper and found.ok else found.words
    return f'gradient check of these: <strong class="{state}">{sign} {escape(words)}</strong>'


def _key(step: Step) -> str:
    """The key of what came: the quantity's own where the pass goes on with it."""
    taken = isinstance(step, MarkedStep) and step.is_taken
    return step.quantity if taken else YOURS + step.quantity


def _by(mark: Mark) -> str:
    return "the slip" if mark.by.startswith("the slip") else mark.by


def _brief(value: Array) -> str:
    """Numbers of a wrong shape, as text."""
    text = array_text(value, 3)
    return escape(text if len(text) <= 120 else f"{text[:117]}…")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
