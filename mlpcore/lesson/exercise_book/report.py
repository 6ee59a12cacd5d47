"""A report: what a person has done in one notebook, as a line that can be mailed, pasted or typed.

    mlpcore-report-1 02 by=Ada%20Lovelace 1=done,2t,1h,delta-sign*1 4=3t ~k2fabcd

Exercise by exercise: done, the solution shown, tries, hints, and how often each slip was named. Its
last letters tell when it has been miscopied. They are no signature: nobody's answers are in it, and
whoever wants to write an untrue one can. `Report.text` writes it, `read(line)` reads it.
"""

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from mlpcore.lesson.exercise_book.progress import MOST_HINTS, NOTHING, Entry
from mlpcore.lesson.notation.check_letters import letters

NAME, VERSION = "mlpcore-report", 1
BEGIN = f"{NAME}-{VERSION}"
CHECKED = 7  # letters, which hold the whole sum
LONGEST_NAME = 60
JOINERS = "\u200c\u200d"  # in names of some scripts, between letters
COUNTED = re.compile(r"(\d{1,7})([th])|([^*]*)\*(\d{1,7})")


@dataclass(frozen=True)
class Report:
    """What a person has done in one notebook, by the numbers of its exercises."""

    who: str
    notebook: str
    entries: Mapping[int, Entry]

    @property
    def text(self) -> str:
        """The report as one line of ASCII."""
        done = (f"{n}={_written(each)}" for n, each in self.entries.items() if each != NOTHING)
        text = " ".join([BEGIN, self.notebook, f"by={_quoted(self.who)}", *done])
        return f"{text} ~{letters(text, CHECKED)}"

    @property
    def done(self) -> int:
        """How many exercises are done."""
        return sum(entry.done for entry in self.entries.values())

    @property
    def tries(self) -> int:
        """How many answers were tried."""
        return sum(entry.tries for entry in self.entries.values())


def person(who: object) -> str:
    """A name or a number as it stands in reports; TypeError or ValueError for what is neither."""
    if isinstance(who, bool) or not isinstance(who, str | int):
        raise TypeError(f"who must be a name or a number, as in 'Ada' or 17, not {who!r:.40}")
    name = " ".join(unicodedata.normalize("NFC", str(who)).split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise ValueError(f"who has {len(name)} characters: expected 1 to {LONGEST_NAME}")
    if not all(character.isprintable() or character in JOINERS for character in name):
        raise ValueError(f"who is {name!r:.60}: expected letters, digits and signs alone")
    return name


def read(line: str) -> Report:
    """The report of a line; ValueError says what is wrong with it."""
    *words, last = line.split() or [""]
    text = " ".join(words)
    first = words[0] if words else last
    if first != BEGIN:
        raise ValueError(_no_beginning(first))
    if foreign := [
        character for character in line if not (character.isascii() or character.isspace())
    ]:
        raise ValueError(f"it has {foreign[0]!r} in it, which no report has")
    if not last.startswith("~"):
        raise ValueError(f"it ends in {last!r:.30}: expected ~ and {CHECKED} letters")
    if last[1:] != letters(text, CHECKED):
        raise ValueError("it has been miscopied: its words and its last letters do not agree")
    try:
        return _read(words[1:])
    except ValueError as wrong:
        raise ValueError(f"it cannot be read: {wrong}") from None


def save(report: Report, path: str | Path) -> Path:
    """Write the line to a file; ValueError where something else than an older report is there, or
    nothing can be written.
    """
    path = Path(path)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.exists() and not (path.is_file() and _holds_a_report(path)):
            raise ValueError(f"to is {str(path)!r}, where something else is: expected a new name")
        try:  # aside, so that a full disk leaves the older one
            aside.write_text(report.text + "\n", encoding="ascii")
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        cannot = f"to is {str(path)!r}, which cannot be written"
        raise ValueError(f"{cannot}: {error.strerror}") from None
    return path


def _holds_a_report(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(NAME)) == NAME.encode()


def _no_beginning(first: str) -> str:
    """Why a line with this first word is no report that can be read."""
    told = re.fullmatch(rf"{NAME}-(\d{{1,6}})", first)
    if not told:
        return f"it begins with {first!r:.30}: expected {BEGIN}"
    age = "newer" if int(told[1]) > VERSION else "older"
    return (
        f"it is of version {told[1]} of reports, and this mlpcore reads version {VERSION}: "
        f"collect it with a mlpcore that is {age}"
    )


def _read(words: list[str]) -> Report:
    if len(words) < 2 or not re.fullmatch(r"[0-9a-z]{1,9}", words[0]):
        raise ValueError("no notebook, or no name")
    notebook, by, *rest = words
    if not by.startswith("by="):
        raise ValueError(f"{by!r:.30} is not by= and a name")
    entries: dict[int, Entry] = {}
    for word in rest:
        number, _, said = word.partition("=")
        if not re.fullmatch(r"[1-9]\d{0,2}", number) or int(number) in entries:
            raise ValueError(f"{word!r:.30} is no exercise, or is there twice")
        entries[int(number)] = _entry(said)
    return Report(person(unquote(by[3:], errors="strict")), notebook, entries)


# --- one exercise --------------------------------------------------------------------------------


def _written(entry: Entry) -> str:
    """done,shown,2t,1h,delta-sign*1."""
    return ",".join(_words(entry))


def _words(entry: Entry) -> Iterator[str]:
    if entry.done:
        yield "done"
    if entry.revealed:
        yield "shown"
    if entry.tries:
        yield f"{entry.tries}t"
    if entry.hints:
        yield f"{entry.hints}h"
    yield from (f"{_quoted(name)}*{times}" for name, times in entry.named.items())


def _entry(said: str) -> Entry:
    counts, named, flags = {"t": 0, "h": 0}, {}, set[str]()
    for word in said.split(","):
        found = COUNTED.fullmatch(word)
        if found and found[2]:
            counts[found[2]] = int(found[1])
        elif found:
            named[unquote(found[3], errors="strict")] = int(found[4])
        elif word in ("done", "shown"):
            flags.add(word)
        else:
            raise ValueError(f"{word!r:.30} says nothing of an exercise")
    return Entry(
        "done" in flags, "shown" in flags, min(counts["h"], MOST_HINTS), counts["t"], named
    )


def _quoted(text: str) -> str:
    """In ASCII, without what has a meaning in a report."""
    return quote(text, safe=":").replace("~", "%7E")
