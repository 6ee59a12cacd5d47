"""Networks as files: names and numbers, written aside and renamed, and nothing that is executed."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from mlpcore.checks import Array, file


def write_arrays(path: str | Path, arrays: Mapping[str, Any]) -> None:
    """Write arrays to an .npz file: aside first, so that a failure leaves the old file alone."""
    path = file(path)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with aside.open("wb") as opened:
            np.savez(opened, **arrays)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def read_arrays(path: str | Path, what: str) -> dict[str, Array]:
    """Read such a file; ValueError where it is another one.

    Pickled objects, which could execute anything, are refused.
    """
    with file(path).open("rb") as opened:
        try:
            with np.load(opened, allow_pickle=False) as held:
                if sum(each.file_size for each in held.zip.infolist()) > Path(path).stat().st_size:
                    raise ValueError("a few bytes that become very many")
                return dict(held)
        except Exception:  # a damaged archive may raise anything, and means but one thing
            raise ValueError(f"{str(path)!r} is no {what}") from None
