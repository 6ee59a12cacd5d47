"""Numbers of one's own: what a student's name or number draws for exercises that allow it.

`of_student("Ada", "02")` is a whole number, the same on every machine and in every version;
`widths(source)` picks the widths of a network by it, `output(source)` what a sigmoid unit puts out.
"""

import zlib
from collections.abc import Sequence
from itertools import permutations, product
from typing import TypeVar

T = TypeVar("T")
Source = int

WIDTHS = tuple(permutations(range(3, 9), 3))  # no two layers are alike, and each mistake tells
INPUTS = tuple(permutations((-1.5, -1.0, 0.5, 1.5, 2.0), 2))
OUTPUTS = (0.2, 0.3, 0.6, 0.7, 0.8, 0.9)  # none whose slope a usual mistake gives as well
ROWS = tuple((full * batch + batch // 2, batch) for full, batch in product(range(3, 9), (20, 30)))


def of_student(student: str, notebook: str) -> Source:
    """What draws for a student in a notebook; exercises that belong together draw the same."""
    return zlib.crc32(f"{notebook} {student}".encode())


def widths(source: Source) -> tuple[int, int, int]:
    """Inputs, hidden units and outputs, no two the same."""
    return _pick(source, WIDTHS)


def inputs(source: Source) -> tuple[float, float]:
    """Two different inputs."""
    return _pick(source, INPUTS)


def output(source: Source) -> float:
    """What a sigmoid unit puts out."""
    return _pick(source, OUTPUTS)


def rows_and_batch(source: Source) -> tuple[int, int]:
    """How many rows there are, and how many a batch has: half a batch is left over."""
    return _pick(source, ROWS)


def _pick(source: Source, options: Sequence[T]) -> T:
    return options[source % len(options)]
