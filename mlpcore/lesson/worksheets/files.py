"""All files of a set into a folder, or none.

`refuse` says in an error what stands in the way; `store` writes.
"""

import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path


class RefusedError(Exception):
    """Nothing was written; the message says why."""


def refuse(folder: Path, names: Iterable[str], force: bool = False) -> None:
    """Raise `RefusedError` where one of the files is there; with `force`, where it is no file."""
    if folder.exists() and not folder.is_dir():
        raise RefusedError(f"{folder} is not a folder")
    there = [folder / name for name in names if (folder / name).exists()]
    if blocked := [path for path in there if not path.is_file()]:
        raise RefusedError(f"{blocked[0]} is in the way and is not a file")
    if there and not force:
        more = f" and {len(there) - 1} more" if there[1:] else ""
        raise RefusedError(f"{there[0]}{more} would be overwritten: --force does so")


def store(folder: Path, files: Mapping[str, str], force: bool = False) -> None:
    """Write every file, as UTF-8, or leave the folder as it was: `RefusedError`, or an OSError."""
    refuse(folder, files, force)
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".worksheets-", dir=folder) as room:
            for name, text in files.items():
                (Path(room) / name).write_text(text, encoding="utf-8", newline="\n")
            _exchange(folder, Path(room), list(files))
    except BaseException:
        for path in made:
            with suppress(OSError):  # it holds what someone else put there
                path.rmdir()
        raise


def _exchange(folder: Path, room: Path, names: list[str]) -> None:
    """Move the files in, and what was there out; on any failure all of it back."""
    before = [name for name in names if (folder / name).exists()]
    aside = room / "before"
    aside.mkdir()
    try:
        for name in before:
            (folder / name).replace(aside / name)
        for name in names:
            (room / name).replace(folder / name)
    except BaseException:
        for name in names:
            if (aside / name).exists():
                (aside / name).replace(folder / name)
            elif name not in before:
                (folder / name).unlink(missing_ok=True)
        raise


__all__ = ["RefusedError", "refuse", "store"]
