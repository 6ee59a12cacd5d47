"""How far a person is with the exercises: a small file beside the notebook.

`here()` gives the `Progress` of the present folder; `of("02-1")` says what is done, shown, hinted,
tried and named there, `note` and `tried` write it down, `reset("02")` begins a notebook anew and
`restore` takes that back. Nobody's answers are in the file. Where it cannot be written, and where
something stands there that is no list, the list lasts as long as the kernel.
"""

import contextlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakMethod

from mlpcore.lesson.exercise_book import progress_file

NAME = ".mlpcore-progress.json"
ABOUT = "Progress with the exercises of mlpcore. Delete this file to begin anew."
LEFT = "It is left as it is, and this list lasts as long as the kernel; a reset puts it aside."
MOST_HINTS = 3
MOST = 1_000_000  # of what is counted

Raw = dict[str, dict[str, Any]]  # as in the file, with what a newer version wrote there


@dataclass(frozen=True)
class Entry:
    """What happened with one exercise; `named` counts the slips that a verdict named."""

    done: bool = False
    revealed: bool = False
    hints: int = 0
    tries: int = 0
    named: Mapping[str, int] = field(default_factory=dict)


NOTHING = Entry()


class Progress:
    """The entries of a file, read anew each time, for another kernel may write it too.

    `trouble` says in words what was wrong with the file, `kept` whether it can be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble = ""
        self.kept = True
        self._raw: Raw = {}
        self._last: dict[str, str] = {}  # answers, in this kernel alone
        self._watchers: list[WeakMethod[Callable[[], object]]] = []

    def of(self, exercise: str) -> Entry:
        """The entry of an exercise, as "02-1"."""
        return _entry(**self._read().get(exercise, {}))

    def note(self, exercise: str, **what: bool | int) -> None:
        """Write down what happened: `done=True`, `revealed=True`, `hints=2`."""
        self._change(exercise, lambda entry: replace(entry, **what))  # type: ignore[arg-type]

    def tried(self, exercise: str, answer: str, named: Iterable[str], done: bool) -> None:
        """Count an answer, and what its verdict named, until the exercise is done.

        The same answer again, as when all cells run again, is no other try.
        """
        if self._last.get(exercise) == answer and not done:
            return
        self._last[exercise] = answer

        def count(entry: Entry) -> Entry:
            if entry.done:
                return entry
            more = {name: entry.named.get(name, 0) + 1 for name in named}
            return replace(entry, done=done, tries=entry.tries + 1, named={**entry.named, **more})

        self._change(exercise, count)

    def reset(self, notebook: str) -> Raw:
        """Forget the exercises of one notebook, as "02"; gives what `restore` takes back."""
        if self.trouble:
            with contextlib.suppress(OSError):
                progress_file.set_aside(self.path)
                self.trouble, self.kept = "", True
        forgotten = {name: e for name, e in self._read().items() if name.startswith(f"{notebook}-")}
        for name in forgotten:
            self._last.pop(name, None)
        self._change_all(lambda raw: {name: raw[name] for name in raw if name not in forgotten})
        return forgotten

    def restore(self, forgotten: Raw) -> None:
        """Take a reset back; what was done since then counts as well."""

        def restored(raw: Raw) -> Raw:
            return raw | {name: _together(e, raw.get(name, {})) for name, e in forgotten.items()}

        self._change_all(restored)

    def watch(self, method: Callable[[], object]) -> None:
        """Call this method after each change, as long as its object lives."""
        self._watchers.append(WeakMethod(method))

    def _read(self) -> Raw:
        """What the file holds, or, where it cannot be read or written, what this kernel noted."""
        if self.kept:
            try:
                self._raw = _exercises(progress_file.read(self.path))
            except progress_file.RefusedError as refused:
                self._refuse(refused)
        return self._raw

    def _refuse(self, refused: progress_file.RefusedError) -> None:
        self.trouble, self.kept = f"{NAME} {refused}. {LEFT}", False

    def _change(self, exercise: str, change: Callable[[Entry], Entry]) -> None:
        """Change one entry, and nothing in it that only a newer version knows."""

        def changed(raw: Raw) -> Raw:
            there = raw.get(exercise, {})
            before = _entry(**there)
            after = change(before)
            return raw if after == before else raw | {exercise: there | asdict(after)}

        self._change_all(changed)

    def _change_all(self, change: Callable[[Raw], Raw]) -> None:
        if change(self._read()) == self._raw:
            return
        if self.kept:
            try:
                self._raw = self._write(change)
            except progress_file.RefusedError as refused:  # since it was read
                self._refuse(refused)
            except OSError:
                self.kept = False
        if not self.kept:
            self._raw = change(self._raw)
        self._watchers = [each for each in self._watchers if each() is not None]
        for watcher in self._watchers:
            if method := watcher():
                method()

    def _write(self, change: Callable[[Raw], Raw]) -> Raw:
        """Change what the file holds now: another kernel may just have written it."""
        with progress_file.alone(self.path):
            content = progress_file.read(self.path)
            raw = change(_exercises(content))
            listed = {"about": ABOUT, **content, "exercises": dict(sorted(raw.items()))}
            progress_file.write(self.path, listed)
        return raw


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


def _exercises(content: Mapping[str, Any]) -> Raw:
    """The entries of a file's content; `RefusedError` where one is none."""
    exercises: Raw = content.get("exercises", {})
    for name, each in exercises.items():
        try:
            _entry(**each)
        except (TypeError, ValueError):
            raise progress_file.RefusedError(f"is damaged at exercise {name!r:.20}") from None
    return exercises


def _entry(
    done: object = False,
    revealed: object = False,
    hints: object = 0,
    tries: object = 0,
    named: object = None,
    **_: object,
) -> Entry:
    """An entry of the file, without what a newer version wrote there."""
    counted = {} if named is None else named
    if not (isinstance(done, bool) and isinstance(revealed, bool) and isinstance(counted, dict)):
        raise ValueError("done, revealed or named is of another kind")
    names = {name: _count(n) for name, n in counted.items()}
    return Entry(done, revealed, min(_count(hints), MOST_HINTS), _count(tries), names)


def _together(earlier: dict[str, Any], later: dict[str, Any]) -> dict[str, Any]:
    """One entry of two."""
    a, b = _entry(**earlier), _entry(**later)
    named = {n: a.named.get(n, 0) + b.named.get(n, 0) for n in (*a.named, *b.named)}
    hints, tries = max(a.hints, b.hints), a.tries + b.tries
    both = Entry(a.done or b.done, a.revealed or b.revealed, hints, tries, named)
    return {**earlier, **later, **asdict(both)}


def _count(value: object) -> int:
    if type(value) is not int:
        raise ValueError("a count is no whole number")
    return min(max(value, 0), MOST)
