"""The file of a progress list: read where it is one, and changed by one kernel at a time.

`read(path)` gives what it holds, `alone(path)` waits until no other kernel is writing, `write` puts
a new content in its place. What is no such file is refused and left as it is.
"""

import contextlib
import json
import os
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

Content = dict[str, Any]
T = TypeVar("T")

LARGEST = 2**20  # bytes; a list with every exercise has some ten thousand
PATIENCE = 2.0  # seconds; a kernel needs a few milliseconds to write
PAUSE = 0.005  # seconds
MOST_TRIES = 20  # Windows forbids for a moment what another program is just looking at


class RefusedError(Exception):
    """There is something that is no progress list; the message says why."""


def read(path: Path) -> Content:
    """What the file holds, nothing where there is none; `RefusedError` for all else."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe would never end
            raise RefusedError("is no file")
        if found.st_size > LARGEST:
            raise RefusedError(f"has {found.st_size:,} bytes, which is too large for a list")
        content = json.loads(_patiently(path.read_bytes))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise RefusedError(f"cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise RefusedError("is damaged") from None
    if not isinstance(content, dict) or not isinstance(content.get("exercises"), dict):
        raise RefusedError("holds no list of exercises")
    return content


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Be the only kernel that changes the file; OSError where nothing can be written."""
    lock = path.with_name(f"{path.name}.lock")
    _take(lock)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _take(lock: Path) -> None:
    """Make the file that marks a writer; one that nobody takes away again is of a dead kernel."""
    seen, since = (0, 0), time.monotonic()
    while True:
        try:
            os.close(_patiently(lambda: os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)))
            return
        except FileExistsError:
            found = _identity(lock)
        if found != seen:
            seen, since = found, time.monotonic()
        elif time.monotonic() - since >= PATIENCE:
            lock.unlink(missing_ok=True)
        time.sleep(PAUSE)


def _identity(lock: Path) -> tuple[int, int]:
    try:
        found = lock.stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_ino, found.st_mtime_ns


def write(path: Path, content: Content) -> None:
    """Write the file whole or not at all: a kernel that dies meanwhile leaves the old one."""
    handle, name = tempfile.mkstemp(prefix=f"{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(json.dumps(content, indent=1) + "\n")
        _patiently(lambda: Path(name).replace(path))
    except BaseException:  # an interrupt, too
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def set_aside(path: Path) -> None:
    """Give it another name, so that a new list can begin; OSError where that cannot be."""
    names = (path.with_name(f"{path.name}-{n}") for n in range(1, 1000))
    path.rename(next(name for name in names if not name.exists()))


def _patiently(do: Callable[[], T]) -> T:
    """Do it, again where it is forbidden for a moment only."""
    for _ in range(MOST_TRIES - 1):
        try:
            return do()
        except PermissionError:
            time.sleep(PAUSE)
    return do()
