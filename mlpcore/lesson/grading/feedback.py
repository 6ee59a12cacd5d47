"""Feedback on an answer: right, not yet, or the slip that gives just these numbers.

`check("delta_1", answer, mlp, x, y)` compares an answer with the step of that key and says in one
line how it stands. It never gives the solution away, and whatever the answer is, it never raises.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from mlpcore.activations import quiet
from mlpcore.checks import Array
from mlpcore.lesson.grading.answers import NOT_YET, Written, exact, near, read_numbers, rounded
from mlpcore.lesson.grading.diagnosis import Diagnosis, diagnoses, tell_apart
from mlpcore.lesson.grading.distance import distance, how_far
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.numbers import array_text, brief, shape_text
from mlpcore.lesson.notation.spelling import spelled
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.steps.overrides import alike, alike_entries
from mlpcore.lesson.steps.quantities import reads
from mlpcore.lesson.steps.question import Question, ask, keys
from mlpcore.lesson.steps.trace import Trace
from mlpcore.network import MLP

NEAR = (
    "near, but not right: your numbers have more digits than they agree in, so something was "
    "rounded on the way, or is a little wrong"
)
FEW_DIGITS = (
    "to your digits {} is the same before the step and after it: it moves by {} at most, so give "
    "more of them"
)
COMMAS = "; a comma separates numbers here: write 0.5, not 0,5"
EARLY = "right, but rounded too early: carry three significant digits or more through to the end"
NOT_FINITE = "not numbers: at least one entry is not finite"
BEFORE = "this is {} before the step, not after it"
TRANSPOSED = "the right numbers, but transposed"
MOST_NAMED = 5  # slips with the same numbers
TOGETHER = {2: "two", 3: "three"}
NEARER = 100  # times as near to a slip as to the truth: no truth rounded


@dataclass(frozen=True, repr=False)
class Check:
    """The verdict on an answer; printed, its message.

    `slips` are all that give these numbers, `slip` the first of them; `kind` is right, rounded,
    slip, carried, everywhere, two, three, before, shape, order, entries, off, not-numbers or blank.
    """

    correct: bool
    slip: Slip | None
    message: str
    slips: tuple[Slip, ...] = ()
    kind: str = ""

    def __repr__(self) -> str:
        return self.message


@quiet
def check(
    key: str,
    answer: object,
    mlp: MLP,
    x: object,
    y: object,
    eta: float = 0.5,
    named: bool = False,
    notation: str = "notes",
) -> Check:
    """Compare an answer with the quantity of that key: `delta_1`, `eps`, `W_0` (updated), ….

    x is (d,), y is (k,), or a batch of rows (n, d), (n, k), of which `eps`, `dW_1`, `db_1` are
    means. Three significant digits are enough to be right. `named` and `notation` are as for
    `walkthrough`. KeyError for an unknown key; errors as for `walkthrough` where x, y or eta
    does not fit; none for any answer.
    """
    question = ask(Trace(mlp, x, y, eta, named, notation), key)
    given = read_numbers(answer)
    if isinstance(given, str):
        return Check(False, None, given, kind="blank" if given == NOT_YET else "not-numbers")
    return next(_verdicts(question, Written(given)))


@quiet
def of_code(question: Question, given: Array) -> str:
    """What there is to say of wrong numbers, of the right shape, that one line of code gave.

    The record holds what the code itself had before that line, so nothing before it is to blame.
    """
    return next(_of_line(question, Written(given))).message.removeprefix("not yet: ")


def _of_line(question: Question, written: Written) -> Iterator[Check]:
    """The same, the first thing first; to all digits, for a computer rounds nothing."""
    given, value, before = written.values, question.value, question.before
    if before is not None:
        if alike(given, before):
            yield _not_yet("before", BEFORE.format(question.name))
        yield from _other_eta(question, written, before)
    yield from _misplaced(question, given)
    right = alike_entries(given, value)
    yield _not_yet("entries", how_far(question.name, given, value, right, in_code=True))


def _verdicts(question: Question, written: Written) -> Iterator[Check]:
    """What can be said, the first thing first."""
    given, value, before = written.values, question.value, question.before
    fits = given.shape == value.shape
    if fits and before is not None:
        yield from _unmoved(question, written, before)
    if written.equals(value, before):
        yield Check(True, None, "right", kind="right")
    if written.agrees(value, before):
        yield from _all_digits(question, written)
        yield Check(True, None, "right", kind="right")
    yield from _slips(question, written, here=not written.as_computed)
    if before is not None:
        yield from _other_eta(question, written, before)
    if fits and written.rounds(value) and _is_near(question, given):
        yield Check(True, None, EARLY, kind="rounded")
    if not written.as_computed:
        yield from _slips(question, written)
    if not np.isfinite(given).all():
        yield Check(False, None, NOT_FINITE, kind="not-numbers")
    if not fits:
        yield from _misshapen(question, given)
    else:
        yield from _misplaced(question, given)
        if _is_near(question, given):
            yield _not_yet("near", f"{NEAR}{distance(given, value)}")
        yield _how_far(question, given)


def _unmoved(question: Question, written: Written, before: Array) -> Iterator[Check]:
    """A weight that is where it was, or is written too briefly to show that it has moved."""
    step = np.abs(question.value - before)
    if not step.any() or not np.isfinite(step).all():
        return
    name, far = question.name, brief(float(step.max()))
    both = (question.value, before)
    if not written.shows(*both) and all(written.rounds(value, units=0.5) for value in both):
        yield _not_yet("digits", FEW_DIGITS.format(name, far))
    if written.equals(before) and not written.equals(question.value, before):
        yield _not_yet("before", BEFORE.format(question.name))


def _other_eta(question: Question, written: Written, before: Array) -> Iterator[Check]:
    """A step of the right direction and another length: the η that it would be."""
    step = question.value - before
    if written.values.shape != step.shape or not np.isfinite(step).all() or not step.any():
        return
    factor = float(np.vdot(written.values - before, step) / np.vdot(step, step))
    made = before + factor * step
    if factor > 0 and factor != 1 and written.equals(made, before) and written.shows(made, before):
        eta, own = question.record.eta, brief(factor * question.record.eta)
        symbol = question.record.symbol("eta").text
        yield _not_yet("eta", f"this step is {symbol} = {own}, not {brief(eta)}")


def _is_near(question: Question, given: Array) -> bool:
    """Whether two digits are right, or, of a moved weight, most of its step."""
    step = _step(question)
    is_rounded = step is None and rounded(given, question.value)
    return bool(near(given, question.value, step).all()) or is_rounded


def _not_yet(kind: str, said: str) -> Check:
    return Check(False, None, f"not yet: {said}", kind=kind)


def _step(question: Question) -> Array | None:
    """For an updated weight how far it moves."""
    return None if question.before is None else question.value - question.before


def _fits(question: Question, given: Array) -> bool:
    """Whether these are the right numbers, as one would see at a glance."""
    return Written(given).agrees(question.value, question.before) or _is_near(question, given)


# --- slips --------------------------------------------------------------------------------------


def _all_digits(question: Question, written: Written) -> Iterator[Check]:
    """Where the answer agrees with the truth to three digits, but with a slip to all of its own."""
    if not written.as_computed:
        return
    off = np.abs(written.values - question.value).max()
    found = diagnoses(question, written)
    values = ((each, each.value(question)) for each in found)
    if closer := [
        each
        for each, value in values
        if value is not None and NEARER * np.abs(written.values - value).max() < off
    ]:
        yield _named(question, written, closer)


def _slips(question: Question, written: Written, here: bool = False) -> Iterator[Check]:
    """The slips that give just these numbers, if there are any."""
    if found := diagnoses(question, written, here):
        yield _named(question, written, found)
    given, value = written.values, question.value
    if given.shape != value.shape and given.squeeze().shape == value.squeeze().shape:
        reshaped = Written(given.reshape(value.shape))
        right = exact(reshaped.values, value).all()
        if not right and (found := diagnoses(question, reshaped, here)):
            yield _named(question, written, found)


def _named(question: Question, written: Written, found: list[Diagnosis]) -> Check:
    """The verdict that names them, and an x that tells them apart."""
    found = found[:MOST_NAMED]
    kind, said = _said(question, found[0])
    if found[1:]:
        said += _alike(question, kind, found)
    elif kind == "slip":
        said += _clue(question, found[0].made[0][1])
    if written.values.shape != question.value.shape:
        said += f"; yours is {_shape(written.values)}, {question.name} is {_shape(question.value)}"
    named = tuple(dict.fromkeys(slip for each in found for _, slip in each.made))
    return Check(False, named[0], f"not yet: {said}", named, kind)


def _alike(question: Question, kind: str, found: list[Diagnosis]) -> str:
    """The other explanations, and an x for which they would differ."""
    x = tell_apart(question, found)
    apart = "no x tells them apart in this network"
    if x is not None:
        apart = f"x = {array_text(x)} tells them apart"
    others = [_said(question, each)[1] for each in found[1:]]
    if kind != "slip":
        return f"; or {'; or '.join(others)}; {apart}"
    same = ", and ".join(each.removeprefix("this is ") for each in others)
    return f"; for this x {same}, {'give' if others[1:] else 'gives'} the same numbers: {apart}"


def _said(question: Question, diagnosis: Diagnosis) -> tuple[str, str]:
    """The kind of an explanation, and its words."""
    symbol = question.record.symbol
    here = symbol(question.key).text
    (key, slip), *more = diagnosis.made
    name = _name(question, slip)
    if not more:
        if key == question.key:
            return "slip", f"this is {name}"
        return "carried", f"your {here} follows correctly from {symbol(key).text} with {name}"
    if all(other is slip for _, other in more):
        places = ", ".join(symbol(at).text for at, _ in diagnosis.made)
        return "everywhere", f"your {here} follows from {name}, made in each of {places}"
    kind = TOGETHER[len(diagnosis.made)]
    return kind, f"these are {kind} slips together: {_each(question, diagnosis)}"


def _name(question: Question, slip: Slip) -> str:
    """What a slip is called, in the letters of the question."""
    return f"the slip {slip.id}, {spelled(slip.title, question.record.notation.name)}"


def _each(question: Question, diagnosis: Diagnosis) -> str:
    """Several slips, each with its line, and whether the answer follows from a line before it."""
    symbol, place, said = question.record.symbol, question.key, []
    moves = set(diagnosis.places) != {question.key}
    for n, (key, slip) in enumerate(diagnosis.made):
        where = f"in {symbol(key).text} " if moves and (key != place or not n) else ""
        said.append(f"{where}{_name(question, slip)}")
        place = key
    if place != question.key:
        said.append(f"your {symbol(question.key).text} follows from that")
    return ", and ".join(said)


def _clue(question: Question, slip: Slip) -> str:
    """How one could have seen it."""
    clue = f"; how it shows: {spelled(slip.shows, question.record.notation.name)}"
    if not slip.shapes:
        return clue
    factors = {factor.text: factor.value for factor in question.step.factors}
    stripped = {
        text.removesuffix("ᵀ").strip("()"): v for text, v in factors.items() if "−" not in text
    }
    shapes = (f"{text} is {_shape(value)}" for text, value in stripped.items())
    return f"{clue}; look at the shapes: {', '.join(shapes)}"


# --- shape, order, entries ----------------------------------------------------------------------


def _misshapen(question: Question, given: Array) -> Iterator[Check]:
    """Both shapes, in words, and whether the numbers are right all the same."""
    value = question.value
    shapes = f"yours is {_shape(given)}, {question.name} is {_shape(value)}"
    if given.size == value.size and _fits(question, given.reshape(value.shape)):
        yield _not_yet("shape", f"the right numbers in the wrong shape: {shapes}")
    if given.T.shape == value.shape and _fits(question, given.T):
        yield _not_yet("shape", f"{TRANSPOSED}: {shapes}")
    yield _not_yet("shape", f"wrong shape: {shapes}{_commas(given, value)}")


def _commas(given: Array, value: Array) -> str:
    """What decimal commas have made of the numbers: [0,5, 0,5] are four."""
    twice = given.ndim == 1 and given.size == 2 * max(1, value.size)
    is_whole = given.size > 0 and bool((given == np.round(given)).all())
    return COMMAS if twice and is_whole and (value != np.round(value)).any() else ""


def _misplaced(question: Question, given: Array) -> Iterator[Check]:
    """Whether the numbers are right, but for where they stand, for their sign or for a factor."""
    value = question.value
    if given.ndim == 2 and given.shape == given.T.shape and _fits(question, given.T):
        yield _not_yet("order", TRANSPOSED)
    reordered = np.empty_like(given)
    reordered.flat[np.argsort(value, axis=None)] = np.sort(given, axis=None)
    if _fits(question, reordered) and not np.array_equal(reordered, given):
        yield _not_yet("order", "the right numbers, but in another order")
    if _fits(question, -given):
        yield _not_yet("order", "the right numbers, but with the sign turned")


def _how_far(question: Question, given: Array) -> Check:
    """Which entries are right, or how far all are off and what to look at first."""
    right = near(given, question.value, _step(question))
    said = how_far(question.name, given, question.value, right)
    if right.any() and given.size > 1:
        return _not_yet("entries", said)
    return _not_yet("off", f"{said}; {_look_first(question)}")


def _look_first(question: Question) -> str:
    """Where to look: what was computed before and goes into it, or the numbers of its line."""
    symbol, record = question.record.symbol, question.record
    steps = keys(record)
    read = (key for key in reads(record.h, question.quantity) if key in steps)
    before = dict.fromkeys(symbol(key).text for key in read)
    if before:
        return f"look first at {_listed(before)}, from which it comes, then at its own line"
    given = dict.fromkeys(symbol(Key(each.key).inner).text for each in question.step.factors)
    return f"put {_listed(given)} into its line once more"


def _listed(names: Iterable[str]) -> str:
    """x, W₀ and b₀."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _shape(value: Array) -> str:
    return f"({shape_text(value)})" if value.ndim else "a single number"
