"""What is wrong in a pass, on the page: as a sign on a tick, as a block at its step, in a line.

`tick_sign` marks a tick of the timeline, `block` says at a step what was written and what it gives,
`entry` does so in the ledger and `lens` for one number; `summary` and `switched_on` say where the
first mistake is. Nothing is told by colour alone: there is a sign, and words for a reader's
software.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from mlpcore.checks import Array
from mlpcore.lesson.notation.numbers import array_text
from mlpcore.lesson.notation.symbols import Index, Symbol
from mlpcore.lesson.notation.text import cut
from mlpcore.lesson.slip_book.marked_walk import Mark, MarkedStep, MarkedWalk, agreement_of, mark_of
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.steps.expression import Cell, Number, Operand
from mlpcore.lesson.steps.overrides import TRUE, Mask
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.steps.walkthrough import Step
from mlpcore.views.parts.html import Element, Node, Raw, e, joined, live, nodes
from mlpcore.views.parts.markup import formula, number
from mlpcore.views.parts.matrix import matrix
from mlpcore.views.parts.verdict import found

YOURS = "yours:"  # before a key: what a student's own code gives there
WORDS = {
    "wrong": "wrong", "clash": "wrong", "open": "still open", "follows": "follows from a mistake",
    "silent": "right",
}  # fmt: skip


def tick_sign(step: Step) -> tuple[Node, str]:
    """A sign behind the symbol of a tick, and what it says; nothing where nothing is marked."""
    mark = mark_of(step)
    if mark is None:
        return None, ""
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


def block(step: Step, scale: float, at: Index | None) -> Node:
    """What is to be said at a marked step: the wrong line, what it gives, and why."""
    mark = mark_of(step)
    if mark is None:
        return None
    sign = e("strong", mark.sign, class_="mlp-mark-sign")
    words = with_symbols(_capital(mark.words), step.trace)
    rows: list[Node] = [e("p", sign, " ", words, ".", class_="mlp-mark-words")]
    if mark.slip and mark.by != "your code":
        rows.append(_written(mark.slip))
    rows.append(_gives(step, mark, scale, at))
    if agreement := agreement_of(step):
        said = "gradient check of these: ", found(agreement, "agree")
        rows.append(e("p", said, class_="mlp-facts"))
    if mark.verdict == "wrong":
        tick = e("strong", "✓", class_="mlp-ok")
        rows.append(e("p", tick, " In truth:", class_="mlp-in-truth"))
    return e("div", rows, class_=f"mlp-mark mlp-mark-{mark.verdict}", role="note")


def entry(step: Step, scale: float) -> tuple[Node, Node]:
    """For the ledger: the sign behind a caption, and, below the true numbers, a student's own."""
    mark = mark_of(step)
    if mark is None:
        return None, None
    said = e("span", f", {WORDS[mark.verdict]}", class_="mlp-visually-hidden")
    sign = " ", _sign(mark), said
    own = mark.off is not None and off(step) is None and mark.verdict in ("wrong", "follows")
    if not own or mark.given is None:
        return sign, None
    label, turned = f"{step.symbol.text}, yours", step.trace.turned(step.quantity)
    table = matrix(_key(step), mark.given, label, scale, None, turned, off=mark.off)
    return sign, (e("figcaption", "yours", class_="mlp-yours"), table)


def lens(step: Step, shown: Cell) -> tuple[Cell, Node]:
    """The formula of one number as it is in truth, and a line on what came instead, if it did."""
    mark, index = mark_of(step), shown.target.index
    place = tuple(i - 1 for i in index)
    if mark is None or mark.given is None or mark.off is None or not mark.off[place]:
        return shown, None
    if mark.verdict == "follows":
        words = with_symbols(_capital(mark.words), step.trace)
        return shown, e("p", mark.sign, " ", words, ".", class_="mlp-mark-line")
    if mark.verdict != "wrong":
        return shown, None
    given = number(_key(step), index, float(mark.given[place]))
    by = f" {_capital(_by(mark))} gives "
    line = e("p", mark.sign, by, given, ".", class_="mlp-mark-line")
    if off(step) is None:
        return shown, line
    true = Number(TRUE + step.quantity, index, float(mark.true[place]))
    return replace(shown, target=true), line


def switched_on(walk: MarkedWalk) -> Element:
    """In a line, which slip is on and where it first does harm, with a way to go there."""
    slip, first = _slip(walk.marks), walk.first_mistake
    said: list[Node] = []
    if slip:
        said += ["Switched on: ", e("code", slip.id), f", {slip.title}."]
    mark = mark_of(first) if first else None
    if mark is None:
        said.append(" It happens to give the right numbers here.")
    elif mark.verdict == "clash":
        said.append(" Its shapes clash in this network.")
    return summary(walk, said, good=False)


def with_symbols(said: str, trace: Trace) -> Node:
    """A plain sentence with its symbols set: δ_h and the like, which Unicode cannot write."""
    layers = range(trace.h + 1)
    keys = [f"{kind}_{l}" for kind in ("dW", "db", "W", "b") for l in layers]
    keys += [f"{kind}_{l + 1}" for kind in ("net", "z", "delta") for l in layers]
    symbols = [symbol for symbol in map(trace.symbol, keys) if "_" in symbol.text]
    return set_in(said, symbols)


def set_in(said: str, symbols: Iterable[Symbol]) -> Node:
    """A plain sentence in which these symbols are set wherever they stand, longest first."""
    parts: Node = said
    for symbol in sorted(symbols, key=lambda each: -len(each.text)):  # ∇W₁₀ before ∇W₁
        parts = _set(parts, symbol)
    return parts


def _set(said: Node, symbol: Symbol) -> Node:
    """The text of a sentence with one symbol set; what is set already stays."""
    if type(said) is str and symbol.text in said:
        return joined(nodes(symbol.html), said.split(symbol.text))
    return [_set(each, symbol) for each in said] if isinstance(said, list) else said


def summary(walk: MarkedWalk, said: Node, good: bool) -> Element:
    """A line, marked as good, bad or open, with a way to go to the first mistake or gap."""
    first = walk.first_mistake
    mark = mark_of(first) if first else None
    state = "mlp-mark-silent" if good else f"mlp-mark-{mark.verdict if mark else 'wrong'}"
    go: Node = None
    if first is not None:
        n = next(n for n, step in enumerate(walk) if step.key == first.key)
        go = live(" ", _go(n, first))
    return e("p", said, go, class_=f"mlp-mark {state}")


def _go(n: int, step: Step) -> Element:
    label = f"Go to {step.symbol.text}"
    return e("button", "Go to ", Raw(step.symbol.html), data_do="go", data_to=n, aria_label=label)


def _sign(mark: Mark) -> Element:
    return e("span", mark.sign, class_=f"mlp-tick-mark mlp-tick-{mark.verdict}", aria_hidden="true")


def _slip(marks: Mapping[str, Mark]) -> Slip | None:
    return next((mark.slip for mark in marks.values() if mark.slip), None)


def _written(slip: Slip) -> Element:
    """The line as the slip has it, struck out."""
    text, latex = slip.written
    said = f"wrong: {text}"
    struck = e("s", formula(text, latex), class_="mlp-struck", role="img", aria_label=said)
    return e("div", e("span", "as written:"), " ", struck, class_="mlp-written")


def _gives(step: Step, mark: Mark, scale: float, at: Index | None) -> Node:
    """The numbers that came, entry by entry where they have the right shape."""
    if mark.given is None or mark.verdict in ("follows", "silent"):
        return None
    name = e("span", f"{_capital(_by(mark))} gives")
    if mark.given.shape != mark.true.shape:
        return e("div", name, " ", e("code", _brief(mark.given)), class_="mlp-gives")
    label = f"{step.symbol.text}, wrong, as {_by(mark)} gives it"
    turned = step.trace.turned(step.quantity)
    table = matrix(_key(step), mark.given, label, scale, at, turned, off=mark.off)
    return e("div", name, " ", table, class_="mlp-gives")


def _key(step: Step) -> str:
    """The key of what came: the quantity's own where the pass goes on with it."""
    taken = isinstance(step, MarkedStep) and step.is_taken
    return step.quantity if taken else YOURS + step.quantity


def _by(mark: Mark) -> str:
    return "the slip" if mark.by.startswith("the slip") else mark.by


def _brief(value: Array) -> str:
    """Numbers of a wrong shape, as text."""
    return cut(array_text(value, 3), 118)


def _capital(text: str) -> str:
    """A sentence with a capital; a symbol stays itself: Δ is another letter than δ."""
    return text[:1].upper() + text[1:] if text[:1].isascii() else text
