"""Worksheets for a class: a sheet to compute by hand and its key for every student, from one seed.

    mlpcore worksheets --seed 7 --students 30 --out DIR

It writes all files or none, and never over a file that is there, unless told to with --force. It
ends with 0 when all is written, 1 when it refuses or cannot write, 2 for arguments that make no
worksheet, 130 when interrupted.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from mlpcore.checks import count
from mlpcore.lesson.notation.numbers import minus
from mlpcore.lesson.worksheets import html as worksheet_html
from mlpcore.lesson.worksheets import templates
from mlpcore.lesson.worksheets.faces import FORMATS, PAPERS
from mlpcore.lesson.worksheets.files import RefusedError, refuse, store
from mlpcore.lesson.worksheets.make import Worksheet, friendliness, worksheets
from mlpcore.lesson.worksheets.numbers import Friendliness, longest
from mlpcore.lesson.worksheets.sheet import LEVELS

HELP = "write a worksheet and its key for every student of a class"
BAR = 20  # characters
INDEX = "index.html"


def options(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked for."""
    levels = "; ".join(f"{n}: {level.title}" for n, level in LEVELS.items())
    add = parser.add_argument
    add("--seed", type=int, default=0, help="the same seed makes the same sheets (default: 0)")
    add("--students", type=int, default=1, metavar="N", help="so many sheets, no two the same")
    add("--out", type=Path, required=True, metavar="DIR", help="the folder to write into")
    add("--level", type=int, default=3, choices=list(LEVELS), help=levels)
    add("--widths", type=int, nargs="+", metavar="M", help="units of every layer, as in 2 2 1")
    add("--activations", nargs="+", metavar="F", help="one, or one a layer, as in relu softmax")
    add("--loss", help="half_squared_error, cross_entropy or binary_cross_entropy")
    add("--format", nargs="+", choices=list(FORMATS), default=list(FORMATS), help="default: all")
    add("--paper", choices=list(PAPERS), default="a4")
    add("--named", action="store_true", help="W_h, net_z, … for one hidden layer, as the notes do")
    add("--no-formulas", action="store_true", help="the sheets name what is asked, and no formula")
    add("--force", action="store_true", help="write over files that are there")


def run(asked: argparse.Namespace) -> int:
    """Make the sheets and write them; ValueError or TypeError for what makes no worksheet."""
    try:
        print(_run(asked))
    except (RefusedError, OSError, ImportError) as refused:
        print(f"nothing written: {refused}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nnothing written: interrupted", file=sys.stderr)
        return 130
    return 0


def _run(asked: argparse.Namespace) -> str:
    """Make every sheet, then write all files; gives what was done, in words."""
    students, formats = count("students", asked.students), list(dict.fromkeys(asked.format))
    names = asked.activations
    made = worksheets(
        asked.seed, students, asked.widths, names[0] if names and len(names) == 1 else names,
        asked.loss, asked.level, asked.named, not asked.no_formulas,
    )  # fmt: skip
    refuse(asked.out, _names(students, formats), asked.force)
    sheets = []
    for sheet in made:
        sheets.append(sheet)
        if sys.stderr.isatty():
            _bar(len(sheets), students)
    store(asked.out, _files(sheets, formats, asked.paper), asked.force)
    number = f"{students} worksheets" if students > 1 else "1 worksheet"
    return f"{number} with keys in {asked.out}, listed in {asked.out / INDEX}"


def _bar(done: int, students: int) -> None:
    """A bar that grows in one line, as that of a training does."""
    bar, end = "█" * (BAR * done // students), "\n" if done == students else ""
    line = f"\r{bar:<{BAR}} {100 * done // students} %, sheet {done} of {students}  "
    print(line, end=end, file=sys.stderr, flush=True)


def _name(student: int, students: int, part: str) -> str:
    """The name of a file, without its ending: worksheet-07-key."""
    return f"worksheet-{student:0{max(2, len(str(students)))}d}-{part}"


def _names(students: int, formats: Sequence[str]) -> Iterator[str]:
    """The names of all files that will be written."""
    yield INDEX
    stems = [
        _name(n, students, part) for n in range(1, students + 1) for part in ("problem", "key")
    ]
    for name in formats:
        yield from (
            f"{stem}{FORMATS[name].ending}" for stem in (*stems, "all-problems", "all-keys")
        )


def _files(sheets: list[Worksheet], formats: Sequence[str], paper: str) -> dict[str, str]:
    """What every file will hold."""
    files = {}
    for ending, document in (FORMATS[name] for name in formats):
        for part in ("problem", "key"):
            for n, sheet in enumerate(sheets, 1):
                files[_name(n, len(sheets), part) + ending] = document([sheet], part, paper)
            files[f"all-{part}s{ending}"] = document(sheets, part, paper)
    files[INDEX] = _index(sheets, formats, paper)
    return files


def _index(sheets: list[Worksheet], formats: Sequence[str], paper: str) -> str:
    """A page that links every file and says how long the numbers of every key are."""
    first, students = sheets[0], len(sheets)
    measured = [friendliness(sheet) for sheet in sheets]
    rows = [
        (sheet.number, _name(n, students, "problem"), _name(n, students, "key"), _said(numbers))
        for n, (sheet, numbers) in enumerate(zip(sheets, measured, strict=True), 1)
    ]
    most = longest((each.where, each.longest) for each in measured)
    rows.append(("all", "all-problems", "all-keys", _said(most)))
    endings = [FORMATS[name].ending for name in formats]
    article = templates.html("index.html.jinja", first=first, rows=rows, endings=endings)
    return worksheet_html.page(f"Worksheets {first.seed}: {first.level.title}", [article], paper)


def _said(measured: Friendliness) -> str:
    """The longest number, and where it is."""
    return f"{minus(f'{measured.longest:.12g}')}, in {measured.where}"
