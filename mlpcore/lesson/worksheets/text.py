"""A worksheet as plain text.

`problem(sheet)` and `key(sheet)`.
"""

from collections.abc import Iterator

from mlpcore.lesson.notation.numbers import array_text
from mlpcore.lesson.steps.walkthrough import Step
from mlpcore.lesson.worksheets.sheet import Sheet, exact
from mlpcore.lesson.worksheets.tables import Table

BLANK = "______"


def problem(sheet: Sheet) -> str:
    """What is given, the tables, and a place for every number that is asked."""
    person = f"Name {BLANK * 5}   Date {BLANK * 2}"
    asked = [
        [heading, *(f"  {_asked(sheet, step)}" for step in steps)]
        for heading, steps in sheet.sections
    ]
    return _blocks([sheet.title, person], _given(sheet), *_tables(sheet), [sheet.promise], *asked)


def key(sheet: Sheet) -> str:
    """Every number that is asked, and under each quantity how its entries come about."""
    found = [
        [heading, *(line for step in steps for line in _worked(sheet, step))]
        for heading, steps in sheet.sections
    ]
    return _blocks([f"Key to {sheet.title}"], _given(sheet), *_tables(sheet), *found)


def _blocks(*blocks: list[str]) -> str:
    return "\n\n".join("\n".join(block) for block in blocks)


def _given(sheet: Sheet) -> list[str]:
    trace = sheet.trace
    lines = (f"  {trace.symbol(k).text} = {array_text(trace.shown(k))}" for k in sheet.given)
    return [sheet.network, *lines]


def _tables(sheet: Sheet) -> Iterator[list[str]]:
    return (_table(table) for table in sheet.tables)


def _table(table: Table) -> list[str]:
    rows = zip((table.argument.text, table.value.text), *table.columns, strict=True)
    lines = (f"  {head:10}" + "".join(f"{cell:>7}" for cell in row) for head, *row in rows)
    return [f"{table.value.text}, {table.rounded}", *lines]


def _asked(sheet: Sheet, step: Step) -> str:
    """The formula, or symbol and name, and blanks in the shape of the quantity."""
    formula, blanks = step.forms[0], _blanks(step.shown.shape)
    if sheet.formulas:
        return f"{formula.text} = {blanks}"
    return f"{step.name}: {formula.left.text} {'←' if formula.arrow else '='} {blanks}"


def _blanks(shape: tuple[int, ...]) -> str:
    return f"[{', '.join([_blanks(shape[1:])] * shape[0])}]" if shape else BLANK


def _worked(sheet: Sheet, step: Step) -> Iterator[str]:
    yield f"  {step}"
    for cell in sheet.worked(step):
        yield f"      {cell.text(sheet.trace.notation, exact, symbols=False)}"


__all__ = ["key", "problem"]
