"""A worksheet as a page for print, in HTML and CSS alone.

`page(title, [problem(sheet), key(sheet)], "a4")`. Every matrix is a table
with a caption, an empty one too; the network stands beside what is given, in outline.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from importlib import resources
from itertools import pairwise

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.notation.numbers import minus, shape_text
from mlpcore.lesson.steps.expression import Cell
from mlpcore.lesson.steps.walkthrough import Step
from mlpcore.lesson.worksheets.sheet import Sheet, columns, exact
from mlpcore.lesson.worksheets.tables import Table

PAPERS = {"a4": "A4", "letter": "letter"}
FIGURE_SPACE, POINT_SPACE = "\u2007", "\u2008"  # as wide as a digit, and as a point
WIDE = 3  # columns from which an empty matrix takes the whole width
MOST_LINES = 9  # of room to work in
LONG = 48  # characters from which a worked line does
Tasks = list[tuple[str, list[str]]]  # by the heading of their section
RADIUS, ACROSS, DOWN = 13, 62, 34  # of the network in outline


@cache
def style() -> str:
    """The style sheet."""
    return (
        resources.files("mlpcore.lesson.worksheets")
        .joinpath("worksheet.css")
        .read_text(encoding="utf-8")
    )


def page(title: str, articles: Iterable[str], paper: str, sheets: Sequence[Sheet] = ()) -> str:
    """A whole document; every article begins on a new page, and every page names its sheet."""
    corners = (
        f'@page {_page_of(sheet)} {{ @bottom-right {{ content: "Worksheet {sheet.number}, page " '
        "counter(page); font: 8pt serif; color: #5a5a5a; } }"
        for sheet in sheets
    )
    return "\n".join([
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>\n<style>",
        f"@page {{ size: {PAPERS[paper]}; margin: 14mm 15mm 16mm; }}",
        *corners,
        f"{style()}</style>\n</head>\n<body>",
        *articles,
        "</body>\n</html>\n",
    ])  # fmt: skip


def problem(sheet: Sheet) -> str:
    """What is given, the tables, and an empty matrix with room for every quantity that is asked."""
    person = (
        '<p class="person"><span>Name</span><span class="rule"></span>'
        '<span>Date</span><span class="rule short"></span></p>'
    )
    promise = f'<p class="promise">{escape(sheet.promise)}</p>'
    tasks = [(heading, [_asked(sheet, s) for s in steps]) for heading, steps in sheet.sections]
    return _article("problem", sheet, sheet.title, person, promise, tasks)


def key(sheet: Sheet) -> str:
    """Every number that is asked, and under each quantity how its entries come about."""
    tasks = [(heading, [_found(sheet, s) for s in steps]) for heading, steps in sheet.sections]
    return _article("key", sheet, f"Key to {sheet.title}", "", "", tasks)


def _article(
    kind: str,
    sheet: Sheet,
    title: str,
    person: str,
    promise: str,
    tasks: Tasks,
) -> str:
    number, about = (escape(part) for part in title.split(": ", 1))
    head = f'<header>\n<h1>{number}</h1>\n<p class="about">{about}</p>\n{person}</header>'
    sections = (
        f'<section>\n<h2>{heading}</h2>\n<div class="tasks">\n{"".join(each)}</div>\n</section>'
        for heading, each in tasks
    )
    parts = [head, _given(sheet), promise, *sections]
    opening = f'<article class="{kind}" style="page: {_page_of(sheet)}">\n'
    return opening + "\n".join(filter(None, parts)) + "\n</article>"


def _page_of(sheet: Sheet) -> str:
    """The name that CSS has for the pages of a sheet."""
    return f"sheet-{sheet.number}"


def _given(sheet: Sheet) -> str:
    trace = sheet.trace
    matrices = "\n".join(
        f'<span class="quantity"><span>{trace.symbol(key).html} =</span> '
        f"{_filled(trace.symbol(key).text, trace.shown(key))}</span>"
        for key in sheet.given
    )
    tables = "".join(map(_table, sheet.tables))
    return (
        f'<section class="given">\n<h2>Given</h2>\n<p class="network">{escape(sheet.network)}</p>\n'
        f'<div class="matrices">\n{matrices}\n</div>\n{_picture(sheet)}\n'
        f'<div class="tables">{tables}</div>\n</section>'
    )


def _asked(sheet: Sheet, step: Step) -> str:
    """The formula, an empty matrix in the shape of the quantity, and a box to work in."""
    formula, entries = step.forms[0], len(sheet.worked(step))
    left = f"{formula.left.html} {'←' if formula.arrow else '='}"
    wide = columns(step.shown) >= WIDE
    lines = min(max(2, entries // 2 if wide else entries), MOST_LINES)
    box = f'<div class="working" style="--lines:{lines}"></div>' if entries else ""
    room = f'<div class="room">{_empty(formula.left.text, step.shown)}{box}</div>'
    said = _formula(formula.html if sheet.formulas else left)
    return _task(wide, f'{said}<span class="name">{step.name}</span>', room)


def _found(sheet: Sheet, step: Step) -> str:
    """The formula with its value, then one line an entry."""
    lines = [_line(sheet, cell) for cell in sheet.worked(step)]
    worked = "".join(f"<li>{line}</li>" for line in lines)
    wide = any(len(re.sub("<.*?>", "", line)) > LONG for line in lines)
    value = _filled(step.forms[0].left.text, step.shown)
    heading = f'<span class="value">{_formula(step.forms[0].html)} = {value}</span>'
    return _task(wide, heading, f'<ol class="worked">{worked}</ol>' if worked else "")


def _task(wide: bool, heading: str, body: str) -> str:
    kind = "task wide" if wide else "task"
    return f'<section class="{kind}">\n<h3>{heading}</h3>\n{body}\n</section>\n'


def _formula(html: str) -> str:
    return f'<span class="formula">{html}</span>'


def _line(sheet: Sheet, cell: Cell) -> str:
    """An entry worked out, in numbers; the exponent of every e^ stands above."""
    notation = sheet.trace.notation
    left = notation.entry(cell.target.key, cell.target.index).html
    line = f"{left} = {escape(cell.text(notation, exact, symbols=False).split(' = ', 1)[1])}"
    return re.sub(r"e\^([\d.]+)", r"<i>e</i><sup>\1</sup>", line)  # no net of a table is below 0


def _filled(name: str, value: Array) -> str:
    """A number, or a matrix in brackets, with its points in one line."""
    if value.ndim == 0:
        return exact(float(value))
    written = ([exact(float(v)) for v in column] for column in value.reshape(len(value), -1).T)
    rows = zip(*map(_aligned, written), strict=True)
    return f'<span class="brackets">{_grid("matrix", name, value, rows)}</span>'


def _empty(name: str, value: Array) -> str:
    """A grid of places to write into."""
    rows = np.full((*value.shape, 1, 1)[:2], "").tolist()
    return _grid("blank", f"{name}, to fill in", value, rows)


def _grid(kind: str, name: str, value: Array, rows: Iterable[Sequence[str]]) -> str:
    size = f", {shape_text(value)}" if value.ndim else ""
    body = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)
    return f'<table class="{kind}"><caption>{escape(name)}{size}</caption>{body}</table>'


def _aligned(column: list[str]) -> list[str]:
    """Numbers of one column, filled up behind with blanks as wide as what is missing."""
    decimals = [len(text.partition(".")[2]) for text in column]
    most = max(decimals)
    missing = [(POINT_SPACE if n == 0 < most else "") + FIGURE_SPACE * (most - n) for n in decimals]
    return [text + blank for text, blank in zip(column, missing, strict=True)]


def _table(table: Table) -> str:
    rows = zip((table.argument.html, table.value.html), *table.columns, strict=True)
    cells = ((head, "".join(f"<td>{minus(cell)}</td>" for cell in row)) for head, *row in rows)
    body = "".join(f'<tr><th scope="row">{head}</th>{row}</tr>' for head, row in cells)
    caption = f"{table.value.html}, {table.rounded}"
    return f'<table class="values"><caption>{caption}</caption>{body}</table>'


def _picture(sheet: Sheet) -> str:
    """The network in outline: a circle a unit, a line a weight."""
    trace = sheet.trace
    widths = trace.mlp.widths
    tall = max(widths)
    spots = [
        [(ACROSS * l + RADIUS + 1, DOWN * (i + (tall - m) / 2) + RADIUS + 1) for i in range(m)]
        for l, m in enumerate(widths)
    ]
    lines = "".join(
        f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"/>'
        for left, right in pairwise(spots)
        for x1, y1 in left
        for x2, y2 in right
    )
    units = "".join(
        f'<circle cx="{x:g}" cy="{y:g}" r="{RADIUS}"/>'
        f'<text x="{x:g}" y="{y + 4:g}">{trace.notation.entry(trace.z_key(l), (i,)).text}</text>'
        for l, layer in enumerate(spots)
        for i, (x, y) in enumerate(layer, 1)
    )
    width, height = ACROSS * (len(widths) - 1) + 2 * RADIUS + 2, DOWN * (tall - 1) + 2 * RADIUS + 2
    said = f"a {'-'.join(map(str, widths))} network in outline"
    return (
        f'<svg class="picture" role="img" aria-label="{said}" viewBox="0 0 {width} {height}" '
        f'style="width:{min(width / 3.8, 62):.0f}mm">{lines}{units}</svg>'
    )


__all__ = ["key", "page", "problem", "style"]
