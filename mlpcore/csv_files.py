"""Tables of data from files, as people have them: CSV with commas, semicolons or tabs.

`read_csv("iris.csv")` finds out the rest: the encoding, the separator, decimal commas where
semicolons separate, comments, a heading, a column that only counts the rows, missing values, and
which column is the target. A target of words or of a few whole numbers is one of classes.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from mlpcore.checks import Array, entries, file, known

MISSING = {"", "na", "n/a", "nan", "null", "none", "?", "-", "."}
COUNTS = re.compile(r"index|id|row(id|_?names?)?|no\.?|nr\.?|unnamed: 0", re.IGNORECASE)
TARGETS = ("target", "class", "label", "species", "y", "klasse", "ziel", "art")
# of whole numbers, from the least to the greatest: beyond, a target is a number; of words
MOST_CLASSES, MOST_WORDS = 12, 100
Lines = list[tuple[int, list[str]]]  # each with its number
LONGEST_CELL, LARGEST = 2**24, 10**8  # characters of a cell, bytes of a file


@dataclass(frozen=True)
class Table:
    """What a file holds: X (n, d), Y (n, k), the names of the features, of the target and of its
    classes, none where it is a number, and how many rows were left out for a missing value.
    """

    X: Array
    Y: Array
    features: tuple[str, ...]
    target: str
    classes: tuple[str, ...]
    dropped: int

    def __repr__(self) -> str:
        what = f"{len(self.classes)} classes" if self.classes else "a number"
        what += f", {self.dropped} left out for missing values" if self.dropped else ""
        return f"{len(self.X)} rows, {len(self.features)} features, target {self.target}: {what}"


def read_csv(
    path: str | Path, target: str | None = None, columns: Sequence[str] | None = None
) -> Table:
    r"""Read a file as X and Y.

    Parameters
    ----------
    path
        A text file: UTF-8, UTF-16 or Latin-1; comments begin with #.
    target
        The column to learn, by its name; left out, one that is called so (species, class, label, y,
        …), else the one with words, else the last.
    columns
        The features, by their names; left out, all other columns of numbers.

    Raises
    ------
    ValueError
        Where the file cannot be read, a column is not there, or is not what it should be.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "table.csv")
    >>> _ = path.write_text("a;b;kind\n1,5;2;cat\n0,5;;dog\n−1;3;dog\n", "utf-8")
    >>> read_csv(path)
    2 rows, 2 features, target kind: 2 classes, 1 left out for missing values
    """
    path = file(path)
    names, rows = _heading(_rows(path), path.name)
    cells = {name: [row[at] for _, row in rows] for at, name in enumerate(names)}
    numeric = dict(_numeric(cells))
    values = {name: column for name, column in numeric.items() if not _counts(name, column)}
    for name in names:
        if name not in numeric and name != target:
            _refuse_mixed(cells[name], [n for n, _ in rows])
    aim = _target(target, names, [name for name in names if name not in numeric], list(values))
    chosen = _features(columns, [name for name in values if name != aim], path.name)
    there = np.array([cell.strip().lower() not in MISSING for cell in cells[aim]])
    for name in chosen:
        there &= np.isfinite(values[name])
    if there.sum() < 2:
        raise ValueError(f"{path.name} has {there.sum()} rows of data: expected 2 at least")
    X = np.column_stack([values[name][there] for name in chosen])
    labels = [cell.strip() for cell, is_there in zip(cells[aim], there, strict=True) if is_there]
    Y, classes = _learnt(labels, values.get(aim), there, path.name)
    return Table(X, Y, tuple(chosen), aim, classes, int((~there).sum()))


def one_of(labels: Sequence[str], classes: Sequence[str]) -> Array:
    """A 0 or 1 for each label of two classes, (n, 1), or a row with one 1 for each of more."""
    at = np.array([classes.index(label) for label in labels])
    return at[:, None].astype(float) if len(classes) == 2 else np.eye(len(classes))[at]


def _learnt(
    labels: list[str], numbers: Array | None, there: Array, name: str
) -> tuple[Array, tuple[str, ...]]:
    """Y and the classes of a target: of words, of a few whole numbers, or a number."""
    if numbers is not None:
        found = numbers[there]
        # halved, so that no difference can overflow
        if not (found == np.round(found)).all() or np.ptp(found / 2) >= MOST_CLASSES / 2:
            return found[:, None], ()
        labels = [f"{value + 0.0:.0f}" for value in found]  # −0 is 0
    classes = sorted(set(labels), key=_in_order)
    if not 2 <= len(classes) <= MOST_WORDS:
        expected = f"expected 2 to {MOST_WORDS}"
        raise ValueError(f"{name} has {len(classes)} different labels: {expected}")
    return one_of(labels, classes), tuple(classes)


def _in_order(label: str) -> tuple[bool, float, str]:
    value = _number(label, ".")
    return value is None, value or 0.0, label


def _target(wanted: str | None, names: list[str], words: list[str], numbers: list[str]) -> str:
    """The column to learn."""
    if wanted is not None:
        return known("column", wanted, {name: name for name in names})
    called = [name for name in names if name.lower() in TARGETS]
    by_words = words[:1] if words[:1] == names[:1] else words[-1:]
    return [*called[:1], *by_words, *numbers[-1:], names[-1]][0]


def _features(wanted: Sequence[str] | None, numbers: list[str], name: str) -> list[str]:
    """The columns to learn from."""
    if wanted is not None:
        there = {name: name for name in numbers}
        numbers = [known("column of numbers", each, there) for each in entries("columns", wanted)]
    if not numbers:
        raise ValueError(f"{name} has no column of numbers to learn from")
    return numbers


# --- the text ------------------------------------------------------------------------------------


def _rows(path: Path) -> Lines:
    """The lines that hold something, each with its number and its cells; decimal points."""
    lines, rows, separator = enumerate(_text(path).splitlines(), 1), Lines(), ""
    usual = csv.field_size_limit(LONGEST_CELL)
    try:
        for n, line in lines:
            if line.strip() and not line.lstrip().startswith("#"):
                separator = separator or max(";\t,", key=re.sub('"[^"]*"', "", line).count)
                text = chain([line], (more for _, more in lines))  # quoted cells may go on
                rows.append((n, next(csv.reader(text, delimiter=separator, strict=True))))
    except csv.Error as error:
        why = f"cannot be read as a table: {error}; is a quote left open?"
        raise ValueError(f"line {n} of {path.name} {why}") from None
    finally:
        csv.field_size_limit(usual)  # it is that of the whole process
    if not rows:
        raise ValueError(f"{path.name} is empty")
    return [(n, [c.replace(",", ".") if separator == ";" and _number(c, ",") is not None else c
                 for c in row]) for n, row in rows]  # fmt: skip


def _text(path: Path) -> str:
    try:
        if (size := path.stat().st_size) > LARGEST:
            raise ValueError(f"{path.name} has {size:,} bytes: expected {LARGEST:,} at most")
        found = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path.name} cannot be read: {error.strerror}") from None
    marks = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
    for encoding in [c for m, c in marks.items() if found.startswith(m)] or ["utf-8", "cp1252"]:
        with suppress(UnicodeDecodeError):
            if "\0" not in (text := found.decode(encoding)):
                return text
    raise ValueError(f"{path.name} is no text file in UTF-8, UTF-16 or Latin-1")


def _heading(rows: Lines, name: str) -> tuple[list[str], Lines]:
    """The names of the columns, and the rows below them; ValueError names a line that differs."""
    first = rows[0][1]
    is_heading = not any(_number(cell, ".") is not None for cell in first) and len(rows) > 1
    names = [c.strip() or "index" if is_heading else f"x{n}" for n, c in enumerate(first, 1)]
    body = rows[1:] if is_heading else rows
    for n, row in body:
        if len(row) != len(first):
            raise ValueError(f"line {n} of {name} has {len(row)} cells, the first has {len(first)}")
    twice, times = Counter(names).most_common(1)[0]
    if times > 1:
        raise ValueError(f"{name} has two columns with the name {twice!r}")
    return names, body


def _numeric(cells: dict[str, list[str]]) -> Iterator[tuple[str, Array]]:
    """The columns of numbers, NaN where one is missing."""
    for name, column in cells.items():
        values = [_number(cell, ".") for cell in column]
        is_missing = [cell.strip().lower() in MISSING for cell in column]
        read = all(v is not None or gone for v, gone in zip(values, is_missing, strict=True))
        if read and not all(is_missing):
            yield name, np.array([np.nan if v is None else v for v in values])


def _refuse_mixed(column: list[str], lines: list[int]) -> None:
    """A word among numbers is a slip of the pen, and no column of words."""
    numbers = [_number(cell, ".") is not None for cell in column]
    cells = zip(lines, column, numbers, strict=True)
    at = [(n, c.strip()) for n, c, ok in cells if not ok and c.strip().lower() not in MISSING]
    if 0 < 2 * len(at) <= len(lines) and any(numbers):
        raise ValueError(f"line {at[0][0]} has {at[0][1]!r:.40} where a finite number was expected")


def _counts(name: str, column: Array) -> bool:
    """Whether a column only numbers the rows."""
    return bool(COUNTS.fullmatch(name) and len(column) > 1 and (np.diff(column / 2) == 0.5).all())


def _number(cell: str, point: str) -> float | None:
    """The number of a cell, None for words; a true minus counts."""
    plain = cell.strip().replace("−", "-").replace(point, ".")
    try:
        return number if abs(number := float(plain)) < np.inf and "_" not in plain else None
    except ValueError:
        return None
