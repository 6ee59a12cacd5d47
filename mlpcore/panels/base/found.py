"""What was found, and of what, so that whoever only looks does not have it computed again."""

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class Found:
    """Of each thing the last that was found, with the parts that it was found of."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[tuple[object, ...], Any]] = {}

    def of(self, what: str, parts: tuple[object, ...], find: Callable[[], T]) -> T:
        """What `find` gives; what it gave before, where it depends on these parts and they stay.

        Words and whole numbers stay if they are equal, all else only if it is the same object: a
        panel's states, networks and passes are never changed, but replaced.
        """
        if what not in self._kept or not _stay(self._kept[what][0], parts):
            self._kept[what] = parts, find()
        found: T = self._kept[what][1]
        return found


def _stay(before: tuple[object, ...], now: tuple[object, ...]) -> bool:
    pairs = zip(before, now, strict=False)
    return len(before) == len(now) and all(a is b or _equal(a, b) for a, b in pairs)


def _equal(a: object, b: object) -> bool:
    return isinstance(a, (str, int)) and isinstance(b, (str, int)) and a == b
