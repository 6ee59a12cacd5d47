"""A walkthrough whose steps are marked: what is wrong, what was written, what is true.

A `MarkedWalk` is a `Walkthrough` of which each step knows its `Mark`, None where nothing is to be
said; printed, the marks stand at their lines. `mark_of(step)` reads it. `agreement_of(step)` holds
what came there against central differences; `spread` marks what is wrong only because something
before it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np

from mlpcore.checks import Array
from mlpcore.gradcheck import TOLERANCE, relative_error
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.numbers import array_text
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.steps.agreement import Agreement, numerical
from mlpcore.lesson.steps.overrides import Mask, alike, alike_entries, is_true
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.steps.walkthrough import Step, Walkthrough

MISTAKES = ("wrong", "clash", "open")
SIGNS = {"wrong": "✗", "clash": "✗", "open": "…", "follows": "↳", "silent": "≈"}


@dataclass(frozen=True, eq=False)
class Mark:
    """What is to be said of one quantity.

    `verdict` is `wrong`; `clash`, where no such numbers can be used; `open`, where nothing is
    written yet; `follows`, where it is wrong only because something before it is; or `silent`,
    where a wrong line gives the right numbers.
    `words` say it in a sentence, `by` who is behind it, `given` what came, `true` what is true.
    """

    verdict: str
    words: str
    true: Array
    given: Array | None = None
    slip: Slip | None = None
    by: str = ""

    @property
    def is_mistake(self) -> bool:
        """Whether the mistake, or the gap, is here, and not before."""
        return self.verdict in MISTAKES

    @property
    def sign(self) -> str:
        """How it is marked where there is room for one sign only."""
        return SIGNS[self.verdict]

    @property
    def off(self) -> Mask | None:
        """Which entries are not what they should be; None where what came has no such entries."""
        if self.given is None or self.given.shape != self.true.shape:
            return None
        return np.logical_not(alike_entries(self.given, self.true))


@dataclass(frozen=True, eq=False, repr=False)
class MarkedStep(Step):
    """A step with its mark."""

    mark: Mark | None = None

    def __repr__(self) -> str:
        line, mark = super().__repr__(), self.mark
        if mark is None:
            return line
        if mark.verdict == "wrong" and self.is_taken:
            line = f"{self.symbol.text} = {array_text(self.shown)}"
        lines = [line, f"    {mark.sign} {mark.words}"]
        if mark.verdict == "wrong" and self.is_taken:
            lines.append(f"    in truth {self.forms[0].text} = {self._text(mark.true)}")
        elif mark.given is not None and not self.is_taken:
            lines.append(f"    {mark.by} gives {self._text(mark.given)}")
        return "\n".join(lines)

    @property
    def is_taken(self) -> bool:
        """Whether the pass goes on with what was given."""
        given = self.mark.given if self.mark else None
        same_shape = given is not None and given.shape == self.value.shape
        return given is not None and same_shape and alike(self.value, given)

    def _text(self, value: Array) -> str:
        """Numbers in the rows and columns in which the notation shows them."""
        return array_text(value.T if self.trace.turned(self.quantity) else value)


class MarkedWalk(Walkthrough):
    """The steps of a pass with their marks, by key."""

    def __init__(self, walk: Walkthrough, marks: Mapping[str, Mark]) -> None:
        named = [{each.name: getattr(step, each.name) for each in fields(Step)} for step in walk]
        list.__init__(self, [MarkedStep(**step, mark=marks.get(step["key"])) for step in named])
        self.trace, self.marks = walk.trace, dict(marks)

    @property
    def first_mistake(self) -> Step | None:
        """The first step at which a mistake is made, if there is one."""
        return next((step for step in self if (m := mark_of(step)) and m.is_mistake), None)


def mark_of(step: Step) -> Mark | None:
    """The mark of a step, if it has one."""
    return step.mark if isinstance(step, MarkedStep) else None


def agreement_of(step: Step) -> Agreement | None:
    """Hold the wrong numbers that came at a step against central differences; else None."""
    mark = mark_of(step)
    if mark is None or mark.verdict != "wrong" or mark.given is None or mark.off is None:
        return None
    found = numerical(step.trace, step.quantity)
    if found is None:
        return None
    worst = float(relative_error(mark.given, found, float(step.trace.value("eps"))).max())
    return Agreement(worst <= TOLERANCE, worst)


def spread(walk: Walkthrough, trace: Trace, marks: Mapping[str, Mark]) -> dict[str, Mark]:
    """These marks of a walkthrough of a trace, and those of all that is wrong because of them."""
    found, origins = dict(marks), dict[str, tuple[str, ...]]()
    for step in walk:
        symbol, mark = step.symbol.text, marks.get(step.key)
        if mark is not None and mark.verdict == "wrong":
            origins[step.quantity] = (symbol,)
        elif not is_true(trace, step.quantity):
            came = [name for f in step.factors for name in origins.get(_plain(f.key), ())]
            origins[step.quantity] = tuple(dict.fromkeys(came))
            if mark is None:
                true = trace.base.value(step.quantity)
                found[step.key] = Mark("follows", _from(came), true, np.asarray(step.value))
    return found


def _from(symbols: list[str]) -> str:
    where = " and ".join(dict.fromkeys(symbols)) or "what is before it"
    return f"no mistake of its own: it follows from {where}"


def _plain(key: str) -> str:
    """one_minus:z_1 is made of z_1; new:W_1 stays what it is."""
    frame, inner = Key(key).frame_and_inner
    return key if frame == "new" else inner
