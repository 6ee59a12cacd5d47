"""A class on one page, and as a table: who has done what, and which slips were made where.

`page(reports, problems)` is HTML that stands alone, without scripts; `table(reports)` is CSV, one
row a person and exercise, in which no cell is a formula. Both take names as they come.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from mlpcore.lesson.exercise_book import WORKBOOKS
from mlpcore.lesson.exercise_book.exercise import Exercise
from mlpcore.lesson.exercise_book.places import Place, place
from mlpcore.lesson.exercise_book.progress import NOTHING, Entry
from mlpcore.lesson.exercise_book.report import Report
from mlpcore.lesson.slip_book.catalogue import slips
from mlpcore.lesson.worksheets import templates

CSV, PAGE = "mlpcore-class.csv", "mlpcore-class.html"
COLUMNS = ("name", "notebook", "exercise", "title", "done", "tries", "hints", "solution shown",
           "slips")  # fmt: skip
MARK = "\ufeff"  # by which Excel sees that it is UTF-8
FORMULAS = tuple("=+-@\t\r＝＋－＠")  # how a cell begins that a spreadsheet would compute


class Problem(NamedTuple):
    """What could not be counted: where it stands, how it looks, and why."""

    file: str
    line: int
    text: str
    why: str


class Cell(NamedTuple):
    """What is seen of an exercise of a person, and what is heard."""

    kind: str
    seen: str
    heard: str


class Progress(NamedTuple):
    """A notebook: its exercises, a row for each person, how many have done each exercise."""

    notebook: str
    exercises: Sequence[Exercise]
    rows: Sequence[tuple[str, Sequence[Cell], int]]
    done: Sequence[int]


class Made(NamedTuple):
    """A slip in an exercise: how many made it, how often, and where it is answered."""

    exercise: Exercise
    words: str
    people: int
    times: int
    at: Place


def table(reports: Iterable[Report]) -> str:
    """The reports as CSV, with a row for each exercise, also for those not begun."""
    text = io.StringIO(MARK)
    text.seek(0, io.SEEK_END)
    rows = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    rows.writerow(COLUMNS)
    for report in _in_order(reports):
        for exercise in WORKBOOKS[report.notebook]:
            entry = report.entries.get(exercise.number, NOTHING)
            made = (f"{_named(exercise, name)} ({n})" for name, n in entry.named.items())
            counts = int(entry.done), entry.tries, entry.hints, int(entry.revealed)
            said = report.who, report.notebook, str(exercise.number), exercise.title
            rows.writerow([*map(_plain, said), *counts, _plain("; ".join(made))])
    return text.getvalue()


def page(reports: Iterable[Report], problems: Sequence[Problem]) -> str:
    """The class as a page; ImportError without Jinja2."""
    listed = _in_order(reports)
    books = [_progress(name, [r for r in listed if r.notebook == name]) for name in WORKBOOKS]
    filled = _template().render(
        books=[book for book in books if book.rows], made=_made(listed), problems=problems,
        people=len({report.who for report in listed}), reports=len(listed),
    )  # fmt: skip
    return str(filled)


def _template() -> Any:
    """The page to be filled, which escapes what it writes."""
    made = templates.environment("html")
    from jinja2 import PackageLoader  # which is there, else the line above has said so

    loader = PackageLoader("mlpcore.lesson.exercise_book", "")
    return made.overlay(loader=loader).get_template("class.html.jinja")


def _in_order(reports: Iterable[Report]) -> list[Report]:
    return sorted(reports, key=lambda report: (report.notebook, report.who.casefold(), report.who))


def _plain(cell: str) -> str:
    """A cell that a spreadsheet shows and does not compute."""
    return f"'{cell}" if cell.lstrip().startswith(FORMULAS) else cell


def _progress(notebook: str, reports: Sequence[Report]) -> Progress:
    exercises = WORKBOOKS[notebook]
    rows = []
    for report in reports:
        entries = [report.entries.get(exercise.number, NOTHING) for exercise in exercises]
        rows.append((report.who, [_cell(each) for each in entries], sum(e.done for e in entries)))
    done = [sum(r.entries.get(e.number, NOTHING).done for r in reports) for e in exercises]
    return Progress(notebook, exercises, rows, done)


def _cell(entry: Entry) -> Cell:
    """✓ 2 for an exercise that was done with the second try; in brackets once it was shown."""
    if entry == NOTHING:
        return Cell("", "", "not begun")
    kind, mark, word = ("done", "✓", "done") if entry.done else ("open", "…", "open")
    seen = [f"({mark})" if entry.revealed else mark, *[str(entry.tries)] * bool(entry.tries)]
    said = [word, counted(entry.tries, "try", "tries")]
    if entry.hints:
        seen.append(f"h{entry.hints}")
        said.append(counted(entry.hints, "hint", "hints"))
    shown = ["solution shown"] if entry.revealed else []
    return Cell(kind, " ".join(seen), ", ".join([*said, *shown]))


def counted(n: int, one: str, many: str) -> str:
    """1 report, 2 reports."""
    return f"{n} {one if n == 1 else many}"


def _made(reports: Sequence[Report]) -> list[Made]:
    """Every slip that was named, by exercise, those of most people first."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    of: dict[str, Exercise] = {}
    for exercise, name, times in _slips(reports):
        found[exercise.id, name].append(times)
        of[exercise.id] = exercise
    made = [
        Made(of[at], _named(of[at], name), len(times), sum(times), place(of[at], name))
        for (at, name), times in found.items()
    ]
    order = {exercise.id: n for n, exercise in enumerate(_all())}
    return sorted(made, key=lambda m: (order[m.exercise.id], -m.people, -m.times, m.words))


def _slips(reports: Sequence[Report]) -> Iterator[tuple[Exercise, str, int]]:
    for report in reports:
        for exercise in WORKBOOKS[report.notebook]:
            for name, times in report.entries.get(exercise.number, NOTHING).named.items():
                yield exercise, name, times


def _all() -> Iterator[Exercise]:
    return (exercise for book in WORKBOOKS.values() for exercise in book)


def _named(exercise: Exercise, name: str) -> str:
    """A slip by its title; a mistake that is none by what is said of it."""
    if name in slips:
        return f"{name}: {slips[name].title}"
    words = (mistake.words for mistake in exercise.judge.mistakes if mistake.mark == name)
    return next(words, f"{name}: not known to this mlpcore")


__all__ = ["CSV", "PAGE", "Problem", "counted", "page", "table"]
