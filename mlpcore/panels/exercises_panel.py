"""The exercises panel: the list of a notebook's exercises, answered, hinted and ticked off.

`ExercisesPanel("02")` in a notebook. What is typed is read as numbers and never run; what is done
is kept in the same list as the answers in the notebook's cells.
"""

from typing import Any

from mlpcore.checks import flag
from mlpcore.lesson.exercise_book.exercise import Exercise
from mlpcore.lesson.exercise_book.progress import MOST_HINTS
from mlpcore.lesson.exercise_book.report import person, save
from mlpcore.lesson.exercise_book.workbook import exercises
from mlpcore.lesson.grading.feedback import Check
from mlpcore.lesson.notation.typed_numbers import typed
from mlpcore.panels.base.panel import BasePanel
from mlpcore.views.exercises import regions as exercises_view
from mlpcore.views.parts import controls
from mlpcore.views.parts.html import Node, e
from mlpcore.views.parts.page import frame, page

FRAME = frame(exercises_view.LAYOUT)
NOT_KEPT = "This list cannot be saved here: it lasts as long as the kernel."


class ExercisesPanel(BasePanel):
    """The exercises of a notebook by its number, as "02"; ValueError where there are none.

    A `student`, by name or number, has numbers of their own where an exercise allows it. With
    `cells` they are answered in the cells of the notebook: the panel shows what is done, and leads
    to each cell.
    """

    def __init__(
        self,
        notebook: str | int = "00",
        student: str | int | None = None,
        *,
        cells: bool = False,
    ) -> None:
        self.book = exercises(notebook, student)
        self.in_cells = flag("cells", cells)
        self.at = next((n for n, entry in enumerate(self.book.entries(), 1) if not entry.done), 1)
        self._texts: dict[int, str] = {}
        self._checks: dict[int, Check] = {}
        self._solutions: dict[int, str] = {}
        self._reports, self._who, self._saved = False, self.book.student, ""
        self._sure = ""  # what was asked for and is to be asked for once more
        self._forgotten: tuple[Any, ...] = ()  # what a reset took, until something else is done
        super().__init__(label="Exercises panel", frame=FRAME)
        self.draw()
        self.book.list.watch(self._follow)

    # --- what a person does ---------------------------------------------------------------------

    def do_go(self, to: int) -> None:
        """Go to an exercise."""
        self.at = self.book[to].number

    def do_next(self) -> None:
        """One exercise on."""
        self.at = min(self.at + 1, len(self.book.exercises))

    def do_back(self) -> None:
        """One exercise back."""
        self.at = max(self.at - 1, 1)

    def do_first(self) -> None:
        """To the first exercise."""
        self.at = 1

    def do_last(self) -> None:
        """To the last exercise."""
        self.at = len(self.book.exercises)

    def do_choose(self, name: str, value: str) -> None:
        """Take an answer that was typed, and judge it; or a name for the report."""
        if name == "who":
            self._who = person(value)
            return
        if name != "answer":
            raise ValueError(f"there is no {name} to choose")
        self._texts[self.at] = str(value)
        self._checks.pop(self.at, None)
        if self._texts[self.at].strip():
            self.do_check()

    def do_check(self) -> None:
        """Judge what stands in the box."""
        text = self._texts.get(self.at, "")
        judge = self._exercise.judge
        numbers_asked = not judge.in_words or not text.strip()
        answer = typed(text, single=judge.asks == "a number") if numbers_asked else text
        self._checks[self.at] = self.book.judge(self.at, answer)

    def do_hint(self) -> None:
        """One hint more."""
        self.book.next_hint(self.at)

    def do_solution(self) -> None:
        """Show the solution, once it was asked for a second time."""
        if self._asked_twice("solution"):
            self._solutions[self.at] = self.book.solution(self.at)

    def do_reset(self) -> None:
        """Begin the list anew, once it was asked for a second time."""
        if self._asked_twice("reset"):
            before = self._texts, self._checks, self._solutions, self.at
            forgotten = self.book.list.reset(self.book.name)
            self._texts, self._checks, self._solutions, self.at = {}, {}, {}, 1
            self._forgotten = forgotten, *before

    def do_undo(self) -> None:
        """Take a reset back, as long as nothing else was done."""
        if self._forgotten:
            entries, self._texts, self._checks, self._solutions, self.at = self._forgotten
            self._forgotten = ()
            self.book.list.restore(entries)

    def do_report(self) -> None:
        """Show the report, or put it away."""
        self._reports = not self._reports

    def do_save(self) -> None:
        """Write the report to a file beside the notebook."""
        self._saved = str(save(self.book.reported(self._who), f"report-{self.book.name}.txt"))

    def do_settle(self) -> None:
        """There is nothing to drag."""

    def do_look(self, key: str, index: list[int]) -> None:
        """Every number is on the screen already."""

    def begins(self, do: str, what: dict[str, Any]) -> None:
        """Whoever does something else no longer means what they were asked about."""
        if do != self._sure:
            self._sure = ""
        if do != "undo":
            self._forgotten = ()
        self._saved = ""

    # --- the state ------------------------------------------------------------------------------

    @property
    def _exercise(self) -> Exercise:
        return self.book[self.at]

    def _asked_twice(self, do: str) -> bool:
        """Whether this was asked for just before, too."""
        sure, self._sure = self._sure == do, "" if self._sure == do else do
        return sure

    def _follow(self) -> None:
        """The list has changed, perhaps from a cell: show it, and leave the box alone."""
        self.held = True
        self.draw()

    # --- faces ----------------------------------------------------------------------------------

    def draw(self) -> None:
        """Draw every region."""
        entries = self.book.entries()
        entry, check = entries[self.at - 1], self._checks.get(self.at)
        after = self._exercise.after() if check and check.correct else ""
        shown: dict[str, Node] = {
            "head": exercises_view.head(self.book.name, entries, self.book.student),
            "list": exercises_view.listed(self.book.exercises, entries, self.at, self.in_cells),
            "reset": self._reset(),
            "report": self._report(),
            "spoken": f"Exercise {self.at} of {len(entries)}: {self._exercise.title}.",
        }
        if self.in_cells:
            return self.show(shown | {"question": exercises_view.LEADS}, self._box, at_end=True)
        shown |= {
            "question": exercises_view.question(self._exercise),
            "check": self._check_button(),
            "verdict": exercises_view.verdict(check, after),
            "hints": exercises_view.hints(self._exercise, entry.hints),
            "solution": self._shown_solution(),
            "help": self._help(entry.hints),
        }
        return self.show(shown, self._box, at_end=True)

    def _box(self) -> dict[str, Node]:
        who = controls.text("who", self._who, "name"), controls.button("save", off=not self._who)
        box = exercises_view.box(self._exercise, self._texts.get(self.at, ""))
        return {
            "answer": None if self.in_cells else box,
            "who": who if self._reports else None,
        }

    def _check_button(self) -> Node:
        return None if self._exercise.by_code else controls.button("check", main=True)

    def _shown_solution(self) -> Node:
        text = self._solutions.get(self.at)
        return exercises_view.solution(text) if text else None

    def _help(self, seen: int) -> Node:
        """A hint more, and the solution; asked for once, its button asks back."""
        label = "solution, sure" if self._sure == "solution" else "solution"
        hint, off = min(seen + 1, MOST_HINTS), seen >= MOST_HINTS
        return (
            controls.button("hint", n=hint, of=MOST_HINTS, off=off),
            controls.button("solution", label, off=self.at in self._solutions),
        )

    def _reset(self) -> Node:
        """The button that begins the list anew, which asks back too; and what is to be known."""
        progress = self.book.list
        notes = " ".join(filter(None, [progress.trouble, "" if progress.kept else NOT_KEPT]))
        button = controls.button("reset", "reset, sure" if self._sure == "reset" else "reset")
        if self._forgotten:
            button = controls.button("undo", "take back")
        said = e("p", notes, class_="mlp-status") if notes else None
        return button, controls.button("report"), said

    def _report(self) -> Node:
        """What is done in this notebook, as a line to hand in."""
        line = self.book.reported(self._who).text if self._who else ""
        return exercises_view.report(line, self._saved) if self._reports else None

    def still(self) -> str:
        """The questions as a page that needs no kernel; nobody's progress is in it."""
        return page(exercises_view.still(self.book.exercises), {})

    def __str__(self) -> str:
        lines = (f"  {exercise.number:>2} {exercise.title}" for exercise in self.book.exercises)
        head = f"Exercises of notebook {self.book.name}: {len(self.book.exercises)}."
        return "\n".join([head, *lines])
