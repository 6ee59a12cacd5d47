"""Which slips can have led to an answer: one here, one before it and carried on, two or three.

`diagnoses(question, written)` gives the `Diagnosis`s whose numbers the answer is, of the simplest
kind that explains it; `tell_apart` finds an x for which they differ.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, islice, product

import numpy as np

from mlpcore.activations import quiet
from mlpcore.checks import Array
from mlpcore.lesson.grading.answers import Written, near
from mlpcore.lesson.slip_book.catalogue import slips
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.steps.overrides import Values
from mlpcore.lesson.steps.quantities import quantity_of, sources
from mlpcore.lesson.steps.question import Question, ask, keys
from mlpcore.lesson.steps.trace import Trace

CHANCE = 3e-3  # an explanation is given if any of its kind fits by chance less often than that
MOST_SOURCES, MOST_CANDIDATES = 12, 1000
LINES_FOR = {2: 5, 3: 4}  # for so many slips, at how many lines they are looked for
MOST_ENTRIES = 100_000
ROUGH = 0.05  # how often two numbers of one size happen to be near each other
NEARER = 5  # times
APART = 0.01  # relative; values that differ by more are told apart at a glance
TRIES = 24


Made = tuple[tuple[str, Slip], ...]


@dataclass(frozen=True)
class Diagnosis:
    """Slips, each with the key of the quantity where it is made, in that order."""

    made: Made

    @property
    def places(self) -> tuple[str, ...]:
        """The keys of the quantities where they are made."""
        return tuple(key for key, _ in self.made)

    @quiet
    def value(self, question: Question) -> Array | None:
        """What the quantity is if these slips are made and all else is right; None for a clash."""
        *before, (key, slip) = self.made
        try:
            if key == question.key and key not in (at for at, _ in before):
                return slip.value(_after(question, tuple(before)), key)
            return _after(question, self.made).value(question.quantity)
        except ValueError:  # shapes clash, or the log of what is below 0
            return None


def _after(question: Question, made: Made) -> Trace:
    """The pass in which these slips have been made; it is kept, for others to go on from there."""
    if not made:
        return question.record
    if made not in question.passes:
        before, (key, slip) = _after(question, made[:-1]), made[-1]
        claims = before.overrides.values if isinstance(before.overrides, Values) else {}
        at = quantity_of(key)
        changed = slip.over(before, key, claims[at]) if at in claims else None
        value = slip.value(before, key) if changed is None else changed
        silent = np.array_equal(value, before.value(at), equal_nan=True)
        changes = before if silent else question.record.overriding({**claims, at: value})
        question.passes[made] = changes
    return question.passes[made]


def diagnoses(question: Question, written: Written, here: bool = False) -> list[Diagnosis]:
    """All of the first kind that gives the answer: a slip here; one carried on; the same wherever
    it can be made; two; two or three at lines of their own. `here` asks for the first kind alone.
    """
    if written.values.size > MOST_ENTRIES:
        return []
    direct = list(_direct(question))

    def equal(value: Array) -> bool:
        return written.equals(value, question.before)

    found = _matching(question, equal, direct)
    if found or here:
        return found
    for kind in (_carried, _everywhere, _pairs, _two_lines, _three_lines):
        candidates = [] if found else list(islice(kind(question), MOST_CANDIDATES))
        if _tells(written, candidates):
            found = found or _nearest(_matching(question, equal, candidates))
    return found or _roughly(question, written, direct)


def _roughly(question: Question, written: Written, direct: Sequence[Diagnosis]) -> list[Diagnosis]:
    """A slip here, rounded on the way; only of three numbers or more, and if they are far nearer
    to it than to the truth.
    """
    given, true = written.values, question.value
    chance = len(direct) * ROUGH ** np.count_nonzero(given)
    if written.as_computed or given.shape != true.shape or chance > CHANCE:
        return []
    off = np.abs(given - true).max()
    return _matching(
        question,
        lambda value: (
            value.shape == given.shape
            and bool(
                near(given, value, _step(question, value)).all()
                and NEARER * np.abs(given - value).max() < off
            )
        ),
        direct,
    )


def _step(question: Question, value: Array) -> Array | None:
    """For an updated weight how far it would move."""
    return None if question.before is None else value - question.before


def _tells(written: Written, candidates: Sequence[Diagnosis]) -> bool:
    """Whether the answer has enough digits, so that it is no chance if one of so many gives it."""
    return bool(len(candidates) * 10.0**-written.surprise <= CHANCE)


def _matching(
    question: Question, equal: Callable[[Array], bool], candidates: Sequence[Diagnosis]
) -> list[Diagnosis]:
    values = ((diagnosis, diagnosis.value(question)) for diagnosis in candidates)
    return [diagnosis for diagnosis, value in values if value is not None and equal(value)]


def _nearest(found: list[Diagnosis]) -> list[Diagnosis]:
    """Those that are made at the same quantities as the first, which is the nearest."""
    return [each for each in found if each.places == found[0].places]


@lru_cache(maxsize=64)
def _possible(record: Trace, key: str) -> list[Slip]:
    return [slip for slip in slips.values() if slip.applies(record, key)]


def _direct(question: Question) -> Iterator[Diagnosis]:
    return (Diagnosis(((question.key, s),)) for s in _possible(question.record, question.key))


def _sources(question: Question) -> list[str]:
    """The steps that it depends on, the nearest first."""
    steps = keys(question.record)
    found = (key for key in sources(question.record.h, question.quantity) if key in steps)
    return list(islice(found, MOST_SOURCES))


def _carried(question: Question) -> Iterator[Diagnosis]:
    """A slip before the quantity, the nearest first."""
    for key in _sources(question):
        yield from (Diagnosis(((key, slip),)) for slip in _possible(question.record, key))


def _everywhere(question: Question) -> Iterator[Diagnosis]:
    """A slip that is made at every step that it spoils, two at least."""
    needed = {*sources(question.record.h, question.quantity), question.key}
    steps = [key for key in keys(question.record) if key in needed]
    for slip in slips.values():
        made = tuple((key, slip) for key in steps if slip.applies(question.record, key))
        if len(made) > 1:
            yield Diagnosis(made)


def _pairs(question: Question) -> Iterator[Diagnosis]:
    """Two slips at one step, where the second can change what the first gives; then two in a row,
    the second at the quantity that is asked for.
    """
    record, here = question.record, _possible(question.record, question.key)
    for key in (question.key, *_sources(question)[:3]):
        for one, other in combinations(_possible(record, key), 2):
            if other.can_follow(one, key):
                yield Diagnosis(((key, one), (key, other)))
            elif one.can_follow(other, key):
                yield Diagnosis(((key, other), (key, one)))
    for key in _sources(question):
        for first in _possible(record, key):
            yield from (Diagnosis(((key, first), (question.key, second))) for second in here)


def _two_lines(question: Question) -> Iterator[Diagnosis]:
    """Two slips at two of the lines that it comes from."""
    return _at_lines(question, _sources(question), 2)


def _three_lines(question: Question) -> Iterator[Diagnosis]:
    """Three slips at three lines, the last of them its own or not."""
    return _at_lines(question, [question.key, *_sources(question)], 3)


def _at_lines(question: Question, lines: Sequence[str], many: int) -> Iterator[Diagnosis]:
    """One slip at each of so many lines, the nearest lines first; none for a batch, whose samples
    are computed one by one.
    """
    if question.record.is_batch:
        return
    plain = {key: found for key in lines if (found := _plain(question, key))}
    order = keys(question.record).index
    for places in combinations(list(plain)[: LINES_FOR[many]], many):
        at = sorted(places, key=order)
        for made in product(*(plain[key] for key in at)):
            yield Diagnosis(tuple(zip(at, made, strict=True)))


@quiet
def _plain(question: Question, key: str) -> list[Slip]:
    """The slips that alone give other numbers of the right shape there."""
    at, record = quantity_of(key), question.record
    found = []
    for slip in _possible(record, key):
        try:
            after = _after(question, ((key, slip),))
        except ValueError:
            continue
        if after is not record and after.value(at).shape == record.value(at).shape:
            found.append(slip)
    return found


def tell_apart(question: Question, found: Sequence[Diagnosis]) -> Array | None:
    """An x of simple numbers for which all of these give different values; None if none is found.

    Tried are two dozen, the same each time, with the y of the question.
    """
    record = question.record
    for x in _simple(np.shape(record.value("x"))):
        try:
            other = ask(Trace(record.mlp, x, record.value("y"), record.eta), question.key)
        except ValueError:  # the log of an output of 0 or less
            continue
        values = [diagnosis.value(other) for diagnosis in found]
        if all(_differ(a, b) for a, b in combinations(values, 2)):
            return x
    return None


def _simple(shape: tuple[int, ...]) -> Iterator[Array]:
    """Inputs of one decimal between −2 and 2."""
    rng = np.random.default_rng(0)
    plain = np.array([1.0, -0.5, 0.5, 2.0, -1.0, 1.5])
    for n in range(6):
        yield np.resize(np.roll(plain, -n), shape)
    for _ in range(TRIES - 6):
        yield rng.integers(-20, 21, shape) / 10


@quiet
def _differ(a: Array | None, b: Array | None) -> bool:
    """Whether a glance tells them apart."""
    if a is None or b is None or a.shape != b.shape:
        return a is not b
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return not np.array_equal(a, b, equal_nan=True)
    return bool(np.linalg.norm(a - b) > APART * max(np.linalg.norm(a), np.linalg.norm(b)))
