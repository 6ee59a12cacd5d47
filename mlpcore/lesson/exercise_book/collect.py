"""The reports of a class, from a folder into a table and a page, without a server.

    mlpcore collect FOLDER

reads every file in the folder and below it, as mails and uploads arrive: a report may be wrapped
into several lines, quoted, or stand among other text. It writes `mlpcore-class.csv` and
`mlpcore-class.html`: who has done what, and which slips were made in which exercise. What could not
be counted is listed on the page with the reason. It ends with 0, with 1 where no report was found
or nothing could be written, with 2 for other arguments.
"""

import argparse
import os
import re
import stat
import sys
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from mlpcore.lesson.exercise_book import WORKBOOKS
from mlpcore.lesson.exercise_book.class_page import CSV, PAGE, Problem, counted, page, table
from mlpcore.lesson.exercise_book.report import NAME, Report, read
from mlpcore.lesson.worksheets.files import RefusedError, store

HELP = "the reports of a class, as a table and as a page: progress, slips by exercise"
LARGEST = 2**22  # bytes of a file; a report has some hundred
SHOWN = 120  # characters of a line that is listed
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
END = re.compile(r"~[a-z0-9]*")
LOOKS_SO = re.compile(r"~[a-z0-9]{5,9}\b|\breport-\d|\b\d+=(?:done|shown|\d+[th])\b|\bby=\S")


@dataclass
class Class:
    """The report of each person for each notebook, and what could not be counted."""

    reports: dict[tuple[str, str], Report] = field(default_factory=dict)  # by notebook and name
    problems: list[Problem] = field(default_factory=list)
    _from: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, report: Report, file: str, line: int) -> None:
        """Count a report; of two by one person for one notebook, the one that is further."""
        if why := _unknown(report):
            self.problems.append(Problem(file, line, report.text[:SHOWN], why))
        if report.notebook not in WORKBOOKS:
            return
        key, place = (report.notebook, report.who), f"{file}, line {line}"
        before = self.reports.get(key)
        if before is None or _far(report) > _far(before):
            self.reports[key], self._from[key], place = report, place, self._from.get(key, "")
        if before is None:
            return
        why = f"a second report of {report.who} for notebook {report.notebook}: "
        same = "it says the same, and is counted once"
        counted = f"the one that is further counts, from {self._from[key]}, not that from {place}"
        why += same if before == report else counted
        self.problems.append(Problem(file, line, report.text[:SHOWN], why))


def collect(folder: Path) -> Class:
    """All reports of a folder and of the folders in it; hidden files and our own are left out."""
    found = Class()
    for path in _files(folder):
        name = os.fsencode(path.relative_to(folder).as_posix()).decode(errors="replace")
        try:
            text = _text(path)
        except (OSError, ValueError) as wrong:
            found.problems.append(Problem(name, 0, "", f"not read: {wrong}"))
            continue
        before = len(found.reports) + len(found.problems)
        for line, said in _lines(text):
            try:
                found.add(read(said), name, line)
            except ValueError as wrong:
                found.problems.append(Problem(name, line, said[:SHOWN], str(wrong)))
        if len(found.reports) + len(found.problems) == before:
            found.problems.append(Problem(name, 0, "", "no report in it"))
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives what it ends with."""
    parser = argparse.ArgumentParser(prog="mlpcore collect", description=HELP)
    options(parser)
    try:
        return run(parser.parse_args(arguments))
    except (OSError, ImportError) as refused:
        print(f"not all is written: {refused}", file=sys.stderr)  # noqa: T201
        return 1


def options(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to a parser."""
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the reports are")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write there (default: FOLDER)")


def run(asked: argparse.Namespace) -> int:
    """Collect and write; gives what the command ends with. OSError or ImportError says why not."""
    if not asked.folder.is_dir():
        raise NotADirectoryError(f"{asked.folder} is not a folder")
    found = collect(asked.folder)
    out, reports = asked.out or asked.folder, found.reports.values()
    try:
        store(out, {CSV: table(reports)}, force=True)
        store(out, {PAGE: page(reports, found.problems)}, force=True)
    except RefusedError as in_the_way:
        raise OSError(str(in_the_way)) from None
    people = len({who for _, who in found.reports})
    said = f"{counted(len(reports), 'report', 'reports')} of {counted(people, 'person', 'people')}"
    print(f"{said}: {out / PAGE}, {out / CSV}")  # noqa: T201
    if found.problems:
        print(f"not counted, or twice: {len(found.problems)}, see the page", file=sys.stderr)  # noqa: T201
    return 0 if reports else 1


def _far(report: Report) -> tuple[int, int]:
    return report.done, report.tries


def _unknown(report: Report) -> str:
    """What a report speaks of and this version does not have."""
    if report.notebook not in WORKBOOKS:
        return f"it is of notebook {report.notebook}, which this mlpcore does not have"
    last = len(WORKBOOKS[report.notebook])
    if beyond := [n for n in report.entries if n > last]:
        return f"notebook {report.notebook} ends with exercise {last}; not counted: {beyond}"
    return ""


# --- files and lines -----------------------------------------------------------------------------


def _files(folder: Path) -> Iterator[Path]:
    """All files, in order; links to folders are not followed."""
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and name not in (CSV, PAGE):
                yield Path(at, name)


def _text(path: Path) -> str:
    """What stands in a file; whatever is no text becomes signs that no report has."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise ValueError("it is no file")
    if found.st_size > LARGEST:
        raise ValueError(f"it has {found.st_size:,} bytes: expected {LARGEST:,} at most")
    content = path.read_bytes()
    return content.decode(MARKS.get(content[:2], "utf-8"), errors="replace")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Every report on one line, and every line that looks like a piece of one; numbered."""
    rest, end, breaks = [], 0, [found.start() for found in re.finditer("\n", text)]
    starts = [found.start() for found in re.finditer(NAME, text)]
    for start, following in pairwise([*starts, len(text)]):
        rest.append((end, text[end:start]))
        said, end = _report(text, start, following)
        yield bisect_left(breaks, start) + 1, said
    rest.append((end, text[end:]))
    for start, piece in rest:
        for n, line in enumerate(piece.split("\n")):
            if LOOKS_SO.search(line):
                yield bisect_left(breaks, start) + 1 + n, line.strip()


def _report(text: str, start: int, following: int) -> tuple[str, int]:
    """The report that begins there, and where it ends; if it is damaged, its first line."""
    piece = text[start:following]
    if end := END.search(piece):
        unquoted = (word.lstrip(">") for word in piece[: end.end()].split())
        said = " ".join(filter(None, unquoted))
        if _reads(said):
            return said, start + end.end()
    first = piece.split("\n", 1)[0]
    return first.strip(), start + len(first)


def _reads(said: str) -> bool:
    try:
        read(said)
    except ValueError:
        return False
    return True


__all__ = ["HELP", "Class", "collect", "main", "options", "run"]


if __name__ == "__main__":
    sys.exit(main())
