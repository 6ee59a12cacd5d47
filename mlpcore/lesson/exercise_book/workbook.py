"""The exercises of a notebook, to be answered in its cells.

`book = exercises("02")`, then `book.answer(1, my_delta)` shows the verdict, `book.hint(1)` a hint,
one further each time, `book.reveal(1)` the solution, `book.progress()` how far one is,
`book.report("Ada")` the same as a line to hand in, `book.reset()` begins anew and `book.undo()`
takes that back.
"""

from collections.abc import Sequence
from pathlib import Path

from mlpcore.checks import flag, known
from mlpcore.lesson.exercise_book.draws import of_student
from mlpcore.lesson.exercise_book.exercise import Exercise
from mlpcore.lesson.exercise_book.progress import MOST_HINTS, Entry, Progress, Raw, here
from mlpcore.lesson.exercise_book.report import Report, person, save
from mlpcore.lesson.exercise_book.verdict import Verdict
from mlpcore.lesson.grading.answers import NOT_YET
from mlpcore.lesson.grading.feedback import Check

SHOWN = "the solution was shown"


class NotRightError(AssertionError):
    """An answer that is to be graded is not right; the message gives nothing of the answer away."""


class Question(str):
    """A question in Markdown, which a notebook shows with its formulas."""

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        return str(self)


class Workbook:
    """The exercises of one notebook, and how far a person is with them.

    Exercises are numbered from 1, as in the notebook; ValueError for a number that there is not.
    """

    def __init__(
        self, name: str, exercises: Sequence[Exercise], progress: Progress, student: str = ""
    ) -> None:
        self.name, self.list, self.student = name, progress, student
        self.exercises = tuple(_varied(each, student, name) for each in exercises)
        self._forgotten: Raw = {}

    # --- in a cell ------------------------------------------------------------------------------

    def answer(self, number: int, answer: object, raises: bool = False) -> None:
        """Show the verdict on an answer; None is no answer yet.

        `raises=True` is for graders: `NotRightError` where it is not right, which says no more than
        which mistake it is.
        """
        exercise = self[number]
        verdict = self.judge(number, answer)
        if flag("raises", raises) and not verdict.correct:
            raise NotRightError(f"exercise {number}: {exercise.sealed(verdict)}")
        if verdict.message == NOT_YET:
            help_with_it = f"book.hint({number}) gives a hint"
            _say(f"exercise {number} is open: put your answer in place of None; {help_with_it}")
            return
        after = exercise.after() if verdict.correct else ""
        shown = Verdict(verdict.correct, "\n".join(filter(None, [verdict.message, after])))
        if verdict.correct or exercise.counts(verdict):
            shown.show()
        else:  # nobody's answer yet
            _say(shown.text)

    def hint(self, number: int) -> None:
        """Print a hint, one further each time, up to the third."""
        _say(self.next_hint(number))

    def reveal(self, number: int) -> None:
        """Print the solution, and note that it was shown."""
        _say(self.solution(number))

    def progress(self) -> None:
        """Print the list: what is done, what is open."""
        _say(str(self))

    def question(self, number: int) -> "Question":
        """What an exercise asks, with the numbers of this workbook."""
        return Question(self[number].markdown)

    def report(self, who: str | int | None = None, to: str | Path | None = None) -> None:
        """Print what was done in this notebook as one line to mail or paste, or write it to a file.

        `who` is a name or a number, if `exercises` was not told one; your answers are not in it,
        and nothing is sent. TypeError or
        ValueError where it is neither, or where something else than a report is in the way.
        """
        report = self.reported(self.student or None if who is None else who)
        _say(report.text if to is None else f"written to {save(report, to)}")

    def reset(self) -> None:
        """Forget all that was done in this notebook, until `undo`."""
        if forgotten := self.list.reset(self.name):
            self._forgotten = forgotten
        again = f"all {len(self.exercises)} are open again; book.undo() takes that back"
        _say(f"exercises of notebook {self.name}: {again}")

    def undo(self) -> None:
        """Take the last reset back, and print the list."""
        self.list.restore(self._forgotten)
        self._forgotten = {}
        self.progress()

    # --- what cells and panel share -------------------------------------------------------------

    def __getitem__(self, number: int) -> Exercise:
        if isinstance(number, bool) or number not in range(1, len(self.exercises) + 1):
            there = f"notebook {self.name} has exercises 1 to {len(self.exercises)}"
            raise ValueError(f"{there}, but no exercise {number!r:.40}")
        return self.exercises[int(number) - 1]

    def judge(self, number: int, answer: object) -> Check:
        """The verdict on an answer; that it was tried is noted, and whether it is right."""
        exercise = self[number]
        verdict = exercise.check(answer)
        if verdict.correct and exercise.by_code:
            self.list.note(exercise.id, done=True)
        elif exercise.counts(verdict):
            said = repr(answer)
            self.list.tried(exercise.id, said, exercise.named(verdict), verdict.correct)
        return verdict

    def next_hint(self, number: int) -> str:
        """The hint after the last one that was seen, or the third again."""
        exercise = self[number]
        level = min(self.list.of(exercise.id).hints + 1, MOST_HINTS)
        self.list.note(exercise.id, hints=level)
        return f"hint {level} of {MOST_HINTS}: {exercise.hints[level - 1]}"

    def solution(self, number: int) -> str:
        """The solution; that it was shown is noted."""
        exercise = self[number]
        self.list.note(exercise.id, revealed=True)
        return exercise.reveal()

    def entries(self) -> list[Entry]:
        """What happened with each exercise, in order."""
        return [self.list.of(exercise.id) for exercise in self.exercises]

    def reported(self, who: str | int | None) -> Report:
        """What was done in this notebook, to be handed in."""
        return Report(person(who), self.name, dict(enumerate(self.entries(), 1)))

    def __str__(self) -> str:
        entries = self.entries()
        done = sum(entry.done for entry in entries)
        rows = (
            f"  {'✓' if entry.done else '…'} {exercise.number:>2} {exercise.title}{_remarks(entry)}"
            for exercise, entry in zip(self.exercises, entries, strict=True)
        )
        head = f"notebook {self.name}: {done} of {len(entries)} exercises are done"
        return "\n".join([*filter(None, [self.list.trouble]), head, *rows])


def exercises(notebook: str | int, student: str | int | None = None) -> Workbook:
    """The exercises of a notebook by its number: "02"; ValueError where there are none.

    A `student`, by name or number, has numbers of their own in the exercises that allow it, the
    same on every machine; errors as for `Workbook.report`.
    """
    from mlpcore.lesson.exercise_book import WORKBOOKS  # only now: they compute a little

    name = str(notebook).zfill(2)
    own = "" if student is None else person(student)
    return Workbook(name, known("notebook", name, WORKBOOKS), here(), own)


def _varied(exercise: Exercise, student: str, notebook: str) -> Exercise:
    """The exercise with a student's own numbers, if it has such."""
    return exercise.vary(of_student(student, notebook)) if student and exercise.vary else exercise


def _remarks(entry: Entry) -> str:
    """What helped."""
    hints = f"{entry.hints} hint{'s' if entry.hints > 1 else ''}" if entry.hints else ""
    said = ", ".join(filter(None, [hints, SHOWN if entry.revealed else ""]))
    return f" ({said})" if said else ""


def _say(text: str) -> None:
    print(text)  # noqa: T201  -- printing is what a cell wants
