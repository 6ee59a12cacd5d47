"""What is said of a student's own lines, one after the other.

A `Report` holds a `Line` for each: right, still to be written, wrong, waiting for another, or no
mistake of its own; printed, one row each.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mlpcore.lesson.slip_book.slip import Slip

SIGNS = {"right": "✓", "open": "…", "waits": "…", "unreached": "…", "follows": "↳", "wrong": "✗"}
EMPTY = "still to be written"
TELLING = ("wrong", "open", "waits", "follows", "right", "unreached")  # the most telling first


@dataclass(frozen=True)
class Line:
    """The verdict on one line: its name, how it stands (one of `SIGNS`), the words for it, the slip
    that it is, and what to look at.
    """

    name: str
    state: str
    words: str = "right"
    slip: Slip | None = None
    look: str = ""

    @property
    def rank(self) -> tuple[int, bool]:
        """Smaller where it tells more; a slip that is named tells most."""
        return TELLING.index(self.state), self.slip is None


@dataclass(frozen=True, repr=False)
class Report:
    """The verdict on a student's function; printed, a row a line.

    `trouble` says in words what kept it from being judged, or what else is wrong with it; `after`
    is added once all is right.
    """

    function: str
    lines: tuple[Line, ...] = ()
    trouble: str = ""
    after: str = ""

    @property
    def ok(self) -> bool:
        """Whether every line is right, and nothing else wrong."""
        return not self.trouble and all(line.state == "right" for line in self.lines)

    def __repr__(self) -> str:
        right = sum(line.state == "right" for line in self.lines)
        counted = f"{right} of {len(self.lines)} lines right" if self.lines else ""
        head = "; ".join(filter(None, [counted, self.trouble]))
        after = [self.after] if self.ok and self.after else []
        return "\n".join([f"{self.function}: {head}", *self._rows(), *after])

    def _rows(self) -> Iterator[str]:
        width = max((len(line.name) for line in self.lines), default=0)
        for n, line in enumerate(self.lines, 1):
            begin = f"{n:3} {line.name:{width}} {SIGNS[line.state]}"
            yield f"{begin} {line.words}"
            if line.look:
                yield f"{'':{len(begin)}} look: {line.look}"
