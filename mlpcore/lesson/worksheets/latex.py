"""A worksheet as LaTeX: ASCII throughout, for article with amsmath and geometry.

`document([problem(sheet), key(sheet)], "a4")`. How it is written stands in `document.tex.jinja`
and `sheet.tex.jinja`.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mlpcore.lesson.notation.numbers import latex_array, six
from mlpcore.lesson.steps.walkthrough import Step
from mlpcore.lesson.worksheets import templates
from mlpcore.lesson.worksheets.sheet import Sheet, columns

FULL, HALF = 174, 84  # mm: across the page, and beside each other; both papers have room for it
COLUMN = 18  # mm, one place with its borders
ENTRY = 8  # mm of room for every entry that is to be worked out
MOST_ENTRIES = 9  # that there is room for


class Asked(NamedTuple):
    """A matrix to fill in, and a box to work in; all of it in mm."""

    name: str
    formula: str
    rows: int
    columns: int
    width: int
    height: int

    @property
    def room(self) -> int:
        """How wide the box is."""
        return self.width - COLUMN * self.columns - 4


class Found(NamedTuple):
    """A value, and how its entries come about."""

    formula: str
    value: str
    worked: list[str]


def document(bodies: Sequence[str], paper: str) -> str:
    """A complete document, every body on pages of its own."""
    return templates.latex("document.tex.jinja", bodies=bodies, paper=paper)


def problem(sheet: Sheet) -> str:
    """What is given, the tables, and an empty matrix with room for every quantity that is asked."""
    asked = [(heading, [*_beside_each_other(sheet, steps)]) for heading, steps in sheet.sections]
    return _body("problem", sheet.title, sheet, asked)


def key(sheet: Sheet) -> str:
    """Every number that is asked, and under each quantity how its entries come about."""
    found = [(heading, [[_found(sheet, s)] for s in steps]) for heading, steps in sheet.sections]
    return _body("key", f"Key to {sheet.title}", sheet, found)


def _body(part: str, title: str, sheet: Sheet, sections: Sequence[tuple[str, object]]) -> str:
    trace = sheet.trace
    given = [(trace.symbol(key).latex, latex_array(trace.shown(key), six)) for key in sheet.given]
    return templates.latex(
        "sheet.tex.jinja", part=part, title=title, sheet=sheet, given=given, sections=sections
    )


def _beside_each_other(sheet: Sheet, steps: list[Step]) -> Iterator[list[Asked]]:
    """The tasks, two in a row where both are narrow."""
    row: list[Asked] = []
    for step in steps:
        if columns(step.shown) > 2:
            yield from filter(None, [row])
            yield [_asked(sheet, step, FULL)]
            row = []
        else:
            row.append(_asked(sheet, step, HALF))
        if len(row) == 2:
            yield row
            row = []
    yield from filter(None, [row])


def _asked(sheet: Sheet, step: Step, width: int) -> Asked:
    """The formula, an empty matrix in the shape of the quantity, and a box to work in."""
    formula, entries = step.forms[0], len(sheet.worked(step))
    arrow = r"\leftarrow" if formula.arrow else "="
    said = formula.latex if sheet.formulas else rf"{formula.left.latex} {arrow} \ldots"
    lines = min(max(2, entries if width == HALF else entries // 2), MOST_ENTRIES) if entries else 0
    rows = len(step.shown) if step.shown.ndim else 1
    return Asked(step.name, said, rows, columns(step.shown), width, ENTRY * lines)


def _found(sheet: Sheet, step: Step) -> Found:
    """The formula with its value, then one line an entry."""
    notation = sheet.trace.notation
    lines = [cell.latex(notation, six, symbols=False) for cell in sheet.worked(step)]
    return Found(step.forms[0].latex, latex_array(step.shown, six), lines)


__all__ = ["document", "key", "problem"]
