"""An exercise: a question, three hints, a solution, and a judge that names the typical mistake.

Make an `Exercise` with a judge. `quantity` judges a quantity of a pass, with all the slips of the
catalogue; `number`, `numbers`, `whole`, `shape` and `word` compare with a value that is computed,
and know the typical `Mistake`s; `design` judges something that a person made up; `spot` makes an
exercise that asks which of some lines is the slip.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.exercise_book.draws import Source
from mlpcore.lesson.grading.answers import NOT_YET, exact, read_numbers
from mlpcore.lesson.grading.distance import how_far
from mlpcore.lesson.grading.feedback import NOT_FINITE, Check, check
from mlpcore.lesson.grading.hints import reveal
from mlpcore.lesson.notation.check_letters import letters
from mlpcore.lesson.notation.numbers import array_text, shape_text
from mlpcore.lesson.slip_book.catalogue import slips
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.steps.question import ask
from mlpcore.lesson.steps.trace import Trace
from mlpcore.network import MLP

YOURS = "the right one"
NO_NAME = 'not a name: write it as text, as in "delta_1"'
KEY = ": a key says the kind of quantity, as in delta, and after _ the layer"
BEGIN = "Where to begin"
SPOT = "These lines are right, but for one{}. Give its number."
NOTES = ", which is as the notes write it"
NOT_RIGHT = "not yet"  # so begins what is said of numbers that are not the right ones
UNKNOWN = f"{NOT_RIGHT}: this is no mistake that is known here"
DOUBTED = "which line do you doubt most, before you check any of them?"


class Case(NamedTuple):
    """A network with its input, its target and its learning rate; or a batch, one row a sample."""

    mlp: MLP
    x: list[Any]
    y: list[Any]
    eta: float = 0.5


class Mistake(NamedTuple):
    """A typical wrong answer, computed as a person would, and what to say about it."""

    value: Callable[[], object]
    words: str
    slip: str = ""  # its id in the catalogue, if it is there

    @property
    def mark(self) -> str:
        """What it is called in a list: a colon and three letters, from its words."""
        return f":{letters(self.words, 3)}"


@dataclass(frozen=True)
class Judge:
    """Checks an answer; `truth()` is the right one in text, `asks` says what to write.

    `in_words` marks an answer that is a name, not numbers; `key` and `case` say which quantity of
    which pass is asked for, if one is; `mistakes` are those that it knows by itself.
    """

    check: Callable[[object], Check]
    truth: Callable[[], str]
    asks: str
    in_words: bool = False
    key: str = ""
    case: Callable[[], Case] | None = None
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True)
class Exercise:
    """One exercise; `question` and `predict` are Markdown with LaTeX, all else is plain text.

    `by_code` marks one whose answer is a line of code, so that it is answered in its cell alone;
    `after` is shown once the answer is right, and with the solution; `vary` makes the same exercise
    with a student's own numbers.
    """

    id: str
    title: str
    predict: str
    question: str
    judge: Judge
    hints: tuple[str, str, str]
    solution: str
    by_code: bool = False
    after: Callable[[], str] = str
    vary: Callable[[Source], "Exercise"] | None = None

    @property
    def number(self) -> int:
        """Its number in the notebook: 3 for "02-3"."""
        return int(self.id.partition("-")[2])

    @property
    def heading(self) -> str:
        """How its cell begins, as a reader sees it."""
        return f"Exercise {self.number} · {self.title}"

    @property
    def markdown(self) -> str:
        """The cell of a notebook that asks it."""
        begin = f"{self.predict[0].upper()}{self.predict[1:]}"
        folded = f"<details><summary>{BEGIN}</summary>\n\n{begin}\n\n</details>"
        return f"**{self.heading}.** {self.question}\n\n{folded}"

    def check(self, answer: object) -> Check:
        """The verdict on an answer; whatever the answer is, there is one."""
        return self.judge.check(answer)

    def counts(self, verdict: Check) -> bool:
        """Whether it was a try; not the line that a cell begins with, which is nobody's."""
        return not self.by_code and verdict.message.startswith(("right", NOT_RIGHT))

    def sealed(self, verdict: Check) -> str:
        """What may be said of a graded answer: its own form, or a mistake that it is; no distance,
        no sign and no entry, by which one could come nearer guess by guess.
        """
        tried = verdict.message.startswith(NOT_RIGHT)
        return UNKNOWN if tried and not self.named(verdict) else verdict.message

    def named(self, verdict: Check) -> tuple[str, ...]:
        """The slips that a verdict names, by id; a mistake that is no slip, by its mark."""
        if verdict.correct:
            return ()
        if slips_named := verdict.slips or (verdict.slip,) * bool(verdict.slip):
            return tuple(slip.id for slip in slips_named if slip)
        known = (mistake for mistake in self.judge.mistakes if mistake.words in verdict.message)
        return tuple(mistake.mark for mistake in known)[:1]

    def reveal(self) -> str:
        """The right answer, how one gets there, and what belongs to it."""
        return "\n".join(filter(None, [f"{self.judge.truth()}\n{self.solution}", self.after()]))


# --- judges -------------------------------------------------------------------------------------


def quantity(key: str, case: Callable[[], Case], *mistakes: Mistake) -> Judge:
    """A quantity of a pass: all slips of the catalogue are named, then these mistakes."""

    def judge(answer: object) -> Check:
        mlp, x, y, eta = case()
        verdict = check(key, answer, mlp, x, y, eta, named=True)
        given = read_numbers(answer)
        if verdict.correct or isinstance(given, str):
            return verdict
        found = _mistaken(given, mistakes)
        if not (found and verdict.slip) or verdict.kind in ("two", "three"):
            return found or verdict  # one mistake is likelier than several slips together
        also = found.message.removeprefix("not yet: ")
        return _wrong(f"{verdict.message}; or: {also}", verdict.slip)

    def truth() -> str:
        mlp, x, y, eta = case()
        return reveal(key, mlp, x, y, eta, named=True)

    mlp, x, y, eta = case()
    value = ask(Trace(mlp, x, y, eta), key).value
    return Judge(judge, truth, _asked(value), key=key, case=case, mistakes=mistakes)


def numbers(value: Callable[[], object], *mistakes: Mistake) -> Judge:
    """Numbers in an array of a known shape, to three significant digits."""

    def judge(answer: object) -> Check:
        given, true = read_numbers(answer), _array(value())
        if isinstance(given, str):
            return _wrong(given)
        if _same(given, true):
            return RIGHT
        if found := _mistaken(given, mistakes):
            return found
        if given.shape != true.shape:
            return _wrong(f"not yet: wrong shape: yours is {_shape(given)}, not {_shape(true)}")
        return _wrong(f"not yet: {how_far(YOURS, given, true, exact(given, true))}")

    text, asks = lambda: array_text(_array(value())), _asked(_array(value()))
    return Judge(judge, text, asks, mistakes=mistakes)


def number(value: Callable[[], object], *mistakes: Mistake) -> Judge:
    """One number, to three significant digits; a list of one will do."""
    judge = numbers(value, *mistakes)
    return replace(judge, check=lambda answer: judge.check(_only(answer)))


def whole(value: Callable[[], object], *mistakes: Mistake) -> Judge:
    """A whole number, exactly; a list of one will do."""
    judge = shape(value, *mistakes)
    return replace(judge, check=lambda answer: judge.check(_only(answer)), asks="a whole number")


def shape(value: Callable[[], object], *mistakes: Mistake) -> Judge:
    """Whole numbers, exactly: (rows, columns)."""

    def judge(answer: object) -> Check:
        given, true = read_numbers(answer), _array(value())
        if isinstance(given, str):
            return _wrong(given)
        if np.array_equal(given, true):
            return RIGHT
        found = next((m for m in mistakes if np.array_equal(given, _array(m.value()))), None)
        if found:
            return _say(found)
        if given.shape == true.shape:
            return _wrong(f"not yet: {how_far(YOURS, given, true, given == true)}")
        expected = "a whole number" if true.ndim == 0 else f"{true.size} whole numbers"
        came = f"yours are {given.size}" if given.ndim == 1 else f"yours is {_shape(given)}"
        return _wrong(f"not yet: expected {expected}, and {came}")

    text, asks = lambda: _tuple_text(_array(value())), "a shape, as in (2, 3)"
    return Judge(judge, text, asks, mistakes=mistakes)


def design(
    asks: str,
    example: Callable[[], object],
    why_not: Callable[[Array], str],
    many: bool = True,
) -> Judge:
    """Something made up by a person: `why_not` says what is wrong with it, or nothing.

    `example` is a right answer, one of `many`. A ValueError of the judge is a reason too.
    """

    def judge(answer: object) -> Check:
        given = read_numbers(answer)
        if isinstance(given, str):
            return _wrong(given)
        if not np.isfinite(given).all():
            return _wrong(NOT_FINITE)
        try:
            reason = why_not(given)
        except ValueError as error:
            reason = str(error)
        return _wrong(f"not yet: {reason}") if reason else RIGHT

    return Judge(judge, lambda: "for example " * many + array_text(_array(example())), asks)


def word(value: Callable[[], str], *mistakes: Mistake) -> Judge:
    """A word, as a name in code."""

    def judge(answer: object) -> Check:
        if answer is None or answer is ...:
            return _wrong(NOT_YET)
        if not isinstance(answer, str):
            return _wrong(NO_NAME)
        given = answer.strip().strip("\"'")
        if given == value():
            return RIGHT
        found = next((m for m in mistakes if m.value() == given), None)
        return (
            _say(found)
            if found
            else _wrong(f"not yet: {given!r:.40} is another name, or none{KEY}")
        )

    return Judge(judge, value, 'a name, as in "delta_1"', in_words=True, mistakes=mistakes)


def spot(
    name: str, slip: str, case: Callable[[], Case], others: Sequence[tuple[str, str]], at: int,
    hints: tuple[str, str, str], title: str = "spot the slip",
) -> Exercise:  # fmt: skip
    """Make an exercise of that id: which of these lines is the slip?

    `others` are right lines in LaTeX, each with the reason why it is right; the slip stands at
    place `at`, counted from 1, and `case` is the pass that refutes it.
    """
    wrong = slips[slip]
    lines = [*others]
    lines.insert(at - 1, (wrong.written.latex, ""))

    def judge(answer: object) -> Check:
        given = read_numbers(_only(answer))
        if isinstance(given, str):
            return _wrong(given)
        if given.ndim or float(given) not in range(1, len(lines) + 1):
            return _wrong(f"not yet: give the number of a line, 1 to {len(lines)}")
        if given == at:
            return Check(True, wrong, f"right: line {at} is the slip {wrong.id}, {wrong.title}")
        return _wrong(f"not yet: line {given:.0f} is right, for {lines[int(given) - 1][1]}")

    numbered = "\n".join(f"{n}. $\\displaystyle {latex}$" for n, (latex, _) in enumerate(lines, 1))
    return Exercise(
        name, title, DOUBTED,
        f"{SPOT.format(NOTES if slip in slips.notes else '')}\n\n{numbered}",
        Judge(judge, lambda: f"line {at}: {wrong.written.text}", f"a number, 1 to {len(lines)}"),
        hints, f"In truth: {wrong.true.text}. It happens because {wrong.why}.",
        after=lambda: str(wrong.refute(*case()[:3], named=True)),
    )  # fmt: skip


# --- how they judge -----------------------------------------------------------------------------


RIGHT = Check(True, None, "right")


def _wrong(message: str, slip: Slip | None = None) -> Check:
    return Check(False, slip, message)


def _say(mistake: Mistake) -> Check:
    """The verdict on a mistake that is known."""
    if not mistake.slip:
        return _wrong(f"not yet: {mistake.words}")
    slip = slips[mistake.slip]
    return _wrong(f"not yet: this is the slip {slip.id}, {slip.title}; {mistake.words}", slip)


def _mistaken(given: Array, mistakes: Sequence[Mistake]) -> Check | None:
    """The verdict on the first mistake that gives just these numbers."""
    found = next((m for m in mistakes if _same(given, _array(m.value()))), None)
    return _say(found) if found else None


def _same(given: Array, value: Array) -> bool:
    return given.shape == value.shape and bool(exact(given, value).all())


def _array(value: object) -> Array:
    return np.asarray(value, dtype=np.float64)


def _only(answer: object) -> object:
    """The entry of a list or an array of one; all else as it is."""
    if isinstance(answer, np.ndarray) and answer.size == 1:
        return answer.item()
    while isinstance(answer, list | tuple) and len(answer) == 1:
        answer = answer[0]
    return answer


def _asked(value: Array) -> str:
    """What to write for a quantity of this shape."""
    if value.ndim == 0:
        return "a number"
    if value.size == 1:
        return "one number in brackets, as in [0.5]" if value.ndim == 1 else "a matrix: [[0.5]]"
    if value.ndim == 1:
        return f"a list of {len(value)} numbers"
    return f"a matrix of {shape_text(value)} numbers, as in [[1, 2], [3, 4]]"


def _shape(value: Array) -> str:
    return f"({shape_text(value)})" if value.ndim else "a single number"


def _tuple_text(value: Array) -> str:
    """(5, 4) for a shape, 39 for a number."""
    return f"({', '.join(f'{v:.0f}' for v in value)})" if value.ndim else f"{value:.0f}"
