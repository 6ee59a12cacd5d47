"""A worksheet as a page for print, in HTML and CSS alone.

`page(title, [problem(sheet), key(sheet)], "a4")`. Every matrix is a table with a caption, an empty
one too; the network stands beside what is given, in outline. How a page is written stands in
`page.html.jinja`, what is on it in `sheet.html.jinja`.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.notation.numbers import shape_text
from mlpcore.lesson.steps.expression import Cell
from mlpcore.lesson.steps.walkthrough import Step
from mlpcore.lesson.worksheets import templates
from mlpcore.lesson.worksheets.sheet import Sheet, columns, exact

PAPERS = {"a4": "A4", "letter": "letter"}
FIGURE_SPACE, POINT_SPACE = "\u2007", "\u2008"  # as wide as a digit, and as a point
WIDE = 3  # columns from which an empty matrix takes the whole width
MOST_LINES = 9  # of room to work in
LONG = 48  # characters from which a worked line does
RADIUS, ACROSS, DOWN = 13, 62, 34  # of the network in outline


class Matrix(NamedTuple):
    """Rows of numbers as they are written; a single number has no caption."""

    caption: str
    rows: list[Sequence[str]]


class Task(NamedTuple):
    """A quantity: to fill in, with so many lines to work in, or with its entries worked out."""

    wide: bool
    formula: str
    name: str
    matrix: Matrix
    lines: int = 0
    worked: Sequence[str] = ()


class Net(NamedTuple):
    """The network in outline: a circle and a name for each unit, a line for each weight."""

    said: str
    width: int
    height: int
    mm: str  # across, on paper
    lines: Sequence[tuple[str, ...]]
    units: Sequence[tuple[str, ...]]
    radius: int = RADIUS


def page(title: str, articles: Iterable[str], paper: str, sheets: Sequence[Sheet] = ()) -> str:
    """A whole document; every article begins on a new page, and every page names its sheet."""
    return templates.html(
        "page.html.jinja", title=title, articles=articles, paper=PAPERS[paper], sheets=sheets
    )


def problem(sheet: Sheet) -> str:
    """What is given, the tables, and an empty matrix with room for every quantity that is asked."""
    tasks = [(heading, [_asked(sheet, s) for s in steps]) for heading, steps in sheet.sections]
    return _article("problem", f"Worksheet {sheet.number}", sheet, tasks)


def key(sheet: Sheet) -> str:
    """Every number that is asked, and under each quantity how its entries come about."""
    tasks = [(heading, [_found(sheet, s) for s in steps]) for heading, steps in sheet.sections]
    return _article("key", f"Key to Worksheet {sheet.number}", sheet, tasks)


def _article(part: str, title: str, sheet: Sheet, sections: list[tuple[str, list[Task]]]) -> str:
    symbols = ((sheet.trace.symbol(key), sheet.trace.shown(key)) for key in sheet.given)
    return templates.html(
        "sheet.html.jinja", part=part, title=title, sheet=sheet, net=_net(sheet),
        given=[(symbol.html, _filled(symbol.text, value)) for symbol, value in symbols],
        sections=sections,
    )  # fmt: skip


def _asked(sheet: Sheet, step: Step) -> Task:
    """The formula, an empty matrix in the shape of the quantity, and a box to work in."""
    formula, entries = step.forms[0], len(sheet.worked(step))
    left = f"{formula.left.html} {'←' if formula.arrow else '='}"
    wide = columns(step.shown) >= WIDE
    lines = min(max(2, entries // 2 if wide else entries), MOST_LINES) if entries else 0
    said = formula.html if sheet.formulas else left
    return Task(wide, said, step.name, _empty(formula.left.text, step.shown), lines)


def _found(sheet: Sheet, step: Step) -> Task:
    """The formula with its value, then one line an entry."""
    formula, worked = step.forms[0], [_line(sheet, cell) for cell in sheet.worked(step)]
    wide = any(len(re.sub("<.*?>", "", line)) > LONG for line in worked)
    value = _filled(formula.left.text, step.shown)
    return Task(wide, formula.html, step.name, value, worked=worked)


def _line(sheet: Sheet, cell: Cell) -> str:
    """An entry worked out, in numbers; the exponent of every e^ stands above."""
    notation = sheet.trace.notation
    left = notation.entry(cell.target.key, cell.target.index).html
    line = f"{left} = {escape(cell.text(notation, exact, symbols=False).split(' = ', 1)[1])}"
    return re.sub(r"e\^([\d.]+)", r"<i>e</i><sup>\1</sup>", line)  # no net of a table is below 0


def _filled(name: str, value: Array) -> Matrix:
    """A number, or a matrix with its points in one line."""
    if value.ndim == 0:
        return Matrix("", [[exact(float(value))]])
    written = ([exact(float(v)) for v in column] for column in value.reshape(len(value), -1).T)
    rows = zip(*map(_aligned, written), strict=True)
    return Matrix(f"{name}, {shape_text(value)}", list(rows))


def _empty(name: str, value: Array) -> Matrix:
    """A grid of places to write into."""
    size = f", {shape_text(value)}" if value.ndim else ""
    rows = np.full((*value.shape, 1, 1)[:2], "").tolist()
    return Matrix(f"{name}, to fill in{size}", rows)


def _aligned(column: list[str]) -> list[str]:
    """Numbers of one column, filled up behind with blanks as wide as what is missing."""
    decimals = [len(text.partition(".")[2]) for text in column]
    most = max(decimals)
    missing = [(POINT_SPACE if n == 0 < most else "") + FIGURE_SPACE * (most - n) for n in decimals]
    return [text + blank for text, blank in zip(column, missing, strict=True)]


def _net(sheet: Sheet) -> Net:
    """Where every circle and every line of the network stands."""
    trace, widths = sheet.trace, sheet.trace.mlp.widths
    tall = max(widths)
    spots = [
        [(ACROSS * l + RADIUS + 1, DOWN * (i + (tall - m) / 2) + RADIUS + 1) for i in range(m)]
        for l, m in enumerate(widths)
    ]
    lines = [
        tuple(f"{at:g}" for at in (*start, *end))
        for left, right in pairwise(spots)
        for start in left
        for end in right
    ]
    units = [
        (f"{x:g}", f"{y:g}", f"{y + 4:g}", trace.notation.entry(trace.z_key(l), (i,)).text)
        for l, layer in enumerate(spots)
        for i, (x, y) in enumerate(layer, 1)
    ]
    width, height = ACROSS * (len(widths) - 1) + 2 * RADIUS + 2, DOWN * (tall - 1) + 2 * RADIUS + 2
    said = f"a {'-'.join(map(str, widths))} network in outline"
    return Net(said, width, height, f"{min(width / 3.8, 62):.0f}", lines, units)


__all__ = ["key", "page", "problem"]
