"""How far a person is with the exercises: a small file beside the notebook.

`here()` gives the `Progress` of the present folder; `of("02-1")` says what is done, shown and
hinted there, `note` writes it down, `reset("02")` begins a notebook anew. Nobody's answers are in
the file. Where it cannot be written the list lasts as long as the kernel.
"""

import contextlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakMethod

NAME = ".mlpcore-progress.json"
ABOUT = "Progress with the exercises of mlpcore. Delete this file to begin anew."
BEGUN_ANEW = f"{NAME} could not be read, so the list begins anew."
MOST_HINTS = 3


@dataclass(frozen=True)
class Entry:
    """What happened with one exercise."""

    done: bool = False
    revealed: bool = False
    hints: int = 0


NOTHING = Entry()


class Progress:
    """The entries of a file, read anew each time, for another kernel may write it too.

    `trouble` says in words what was wrong with the file, `kept` whether it could be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble = ""
        self.kept = True
        self._entries: dict[str, Entry] = {}
        self._watchers: list[WeakMethod[Callable[[], object]]] = []

    def of(self, exercise: str) -> Entry:
        """The entry of an exercise, as "02-1"."""
        return self._read().get(exercise, NOTHING)

    def note(self, exercise: str, **what: bool | int) -> None:
        """Write down what happened: `done=True`, `revealed=True`, `hints=2`."""
        entries = self._read()
        before = entries.get(exercise, NOTHING)
        after = replace(before, **what)  # type: ignore[arg-type]
        if after != before:
            self._write(entries | {exercise: after})

    def reset(self, notebook: str) -> None:
        """Forget the exercises of one notebook, as "02"."""
        entries = self._read()
        rest = {name: e for name, e in entries.items() if not name.startswith(f"{notebook}-")}
        if rest != entries or self.trouble:
            self.trouble = ""
            self._write(rest)

    def watch(self, method: Callable[[], object]) -> None:
        """Call this method after each change, as long as its object lives."""
        self._watchers.append(WeakMethod(method))

    def _read(self) -> dict[str, Entry]:
        """The entries of the file, or, where it cannot be written, those of this kernel."""
        if not self.kept:
            return self._entries
        try:
            self._entries = _entries(json.loads(self.path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            self._entries = {}
        except OSError:
            self.kept = False  # there, but not for us
        except (ValueError, TypeError, RecursionError):
            self._entries, self.trouble = {}, BEGUN_ANEW
        return self._entries

    def _write(self, entries: dict[str, Entry]) -> None:
        self._entries = entries
        listed = {name: asdict(entry) for name, entry in sorted(entries.items())}
        text = json.dumps({"about": ABOUT, "exercises": listed}, indent=1) + "\n"
        try:
            _write_at_once(self.path, text)
        except OSError:
            self.kept = False
        self._watchers = [each for each in self._watchers if each() is not None]
        for watcher in self._watchers:
            if method := watcher():
                method()


def here() -> Progress:
    """The progress list of the present folder, which is a notebook's own."""
    try:
        return _of(Path.cwd() / NAME)
    except FileNotFoundError:  # the folder is gone, and with it the file
        return _of(Path(NAME))


@cache
def _of(path: Path) -> Progress:
    """One list a file, so that what cannot be written is still shared."""
    return Progress(path)


def _entries(content: Any) -> dict[str, Entry]:
    """The entries of a file's content; ValueError or TypeError for what is no such file."""
    exercises = content["exercises"] if isinstance(content, dict) and "exercises" in content else 0
    if not isinstance(exercises, dict):
        raise ValueError("no progress list")
    return {name: _entry(**each) for name, each in exercises.items()}


def _entry(done: object = False, revealed: object = False, hints: object = 0) -> Entry:
    if not (isinstance(done, bool) and isinstance(revealed, bool) and type(hints) is int):
        raise ValueError("no progress list")
    return Entry(done, revealed, min(max(hints, 0), MOST_HINTS))


def _write_at_once(path: Path, text: str) -> None:
    """Write a file whole or not at all: a kernel that dies meanwhile leaves the old one."""
    handle, name = tempfile.mkstemp(prefix=f"{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
