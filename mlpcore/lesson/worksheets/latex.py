r"""A worksheet as LaTeX: ASCII throughout, for article with amsmath and geometry.

`document([problem(sheet), key(sheet)], "a4")`.
"""

from collections.abc import Iterator, Sequence

from mlpcore.checks import Array
from mlpcore.lesson.notation.numbers import latex_array, six
from mlpcore.lesson.steps.walkthrough import Step
from mlpcore.lesson.worksheets.sheet import Sheet, columns
from mlpcore.lesson.worksheets.tables import Table

PREAMBLE = r"""\documentclass[%spaper,11pt]{article}
\usepackage{amsmath}
\usepackage[margin=17mm]{geometry}
\setlength{\parindent}{0pt}
\setlength{\parskip}{6pt}
\setlength{\fboxsep}{0pt}
\raggedbottom
\newcommand{\heading}[1]{\par\medskip{\large\bfseries #1}\par\nopagebreak}
\newcommand{\place}{\rule[-3mm]{0pt}{8mm}\rule{13mm}{0pt}}
\newcommand{\working}[2]{\raisebox{-0.5\height}{\framebox[#1]{\rule{0pt}{#2}}}}
"""
LINE = r"\rule{%smm}{0.4pt}"
FULL, HALF = 174, 84  # mm: across the page, and beside each other; both papers have room for it
COLUMN = 18  # mm, one place with its borders
ENTRY = 8  # mm of room for every entry that is to be worked out
MOST_ENTRIES = 9  # that there is room for


def document(bodies: Sequence[str], paper: str) -> str:
    """A complete document, every body on pages of its own."""
    pages = "\n\\newpage\n".join(bodies)
    return f"{PREAMBLE % paper}\\begin{{document}}\n{pages}\n\\end{{document}}\n"


def problem(sheet: Sheet) -> str:
    """What is given, the tables, and an empty matrix with room for every quantity that is asked."""
    person = rf"Name {LINE % 90} \hfill Date {LINE % 40}"
    asked = [
        [_heading(heading), *_beside_each_other(sheet, steps)] for heading, steps in sheet.sections
    ]
    return _joined([_title(sheet.title), person], _given(sheet), [sheet.promise], *asked)


def key(sheet: Sheet) -> str:
    """Every number that is asked, and under each quantity how its entries come about."""
    found = [
        [_heading(heading), *(_found(sheet, step) for step in steps)]
        for heading, steps in sheet.sections
    ]
    return _joined([_title(f"Key to {sheet.title}")], _given(sheet), *found)


def _joined(*blocks: list[str]) -> str:
    return "\n\n".join(line for block in blocks for line in block)


def _title(text: str) -> str:
    return rf"{{\Large\bfseries {text}}}"


def _heading(text: str) -> str:
    return rf"\heading{{{text}}}"


def _given(sheet: Sheet) -> list[str]:
    trace = sheet.trace
    pairs = ((trace.symbol(key).latex, latex_array(trace.shown(key), six)) for key in sheet.given)
    matrices = "\\quad\n".join(f"${symbol} = {value}$" for symbol, value in pairs)
    return [
        sheet.network,
        f"{{\\raggedright\n{matrices}\\par}}",
        *(_table(table) for table in sheet.tables),
    ]


def _table(table: Table) -> str:
    heads = (table.argument.latex, table.value.latex)
    rows = [
        " & ".join(f"${cell}$" for cell in row) for row in zip(heads, *table.columns, strict=True)
    ]
    form = "l|" + "r" * len(table.columns)
    body = " \\\\ \\hline\n".join(rows)
    words = rf"${table.value.latex}$, {table.rounded}:\\[3pt]"
    return f"{words}\n\\begin{{tabular}}{{{form}}}\n{body}\n\\end{{tabular}}"


def _beside_each_other(sheet: Sheet, steps: list[Step]) -> Iterator[str]:
    """The tasks, two in a row where both are narrow."""
    row: list[str] = []
    for step in steps:
        if columns(step.shown) > 2:
            yield from (*filter(None, ["\\hfill\n".join(row)]), _asked(sheet, step, FULL))
            row = []
        else:
            row.append(_asked(sheet, step, HALF))
        if len(row) == 2:
            yield "\\hfill\n".join(row)
            row = []
    yield from row


def _asked(sheet: Sheet, step: Step, width: int) -> str:
    """The formula, an empty matrix in the shape of the quantity, and a box to work in."""
    formula, entries = step.forms[0], len(sheet.worked(step))
    arrow = r"\leftarrow" if formula.arrow else "="
    said = formula.latex if sheet.formulas else rf"{formula.left.latex} {arrow} \ldots"
    heading = rf"{step.name}\\[2pt]$\displaystyle {said}$\\[4pt]"
    room = width - COLUMN * columns(step.shown) - 4
    height = ENTRY * min(max(2, entries if width == HALF else entries // 2), MOST_ENTRIES)
    box = rf"\hfill\working{{{room}mm}}{{{height}mm}}" if entries else ""
    return _kept(f"{width}mm", heading, _empty(step.shown) + box)


def _empty(value: Array) -> str:
    """A grid of places to write into."""
    across = columns(value)
    row = " & ".join([r"\place"] * across) + r" \\ \hline"
    places = "\n".join([row] * (len(value) if value.ndim else 1))
    form = "|c" * across + "|"
    return f"\\begin{{tabular}}{{{form}}}\n\\hline\n{places}\n\\end{{tabular}}"


def _found(sheet: Sheet, step: Step) -> str:
    """The formula with its value, then one line an entry."""
    value = f"$\\displaystyle {step.forms[0].latex} = {latex_array(step.shown, six)}$"
    return _kept(r"\linewidth", value, *_lines(sheet, step))


def _lines(sheet: Sheet, step: Step) -> Iterator[str]:
    for cell in sheet.worked(step):
        yield rf"\\[2pt]\hspace*{{8mm}}${cell.latex(sheet.trace.notation, six, symbols=False)}$"


def _kept(width: str, *lines: str) -> str:
    """Lines that stay on one page."""
    body = "\n".join(lines)
    return f"\\begin{{minipage}}[t]{{{width}}}\n{body}\n\\end{{minipage}}"


__all__ = ["document", "key", "problem"]
