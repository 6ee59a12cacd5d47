"""Networks as files: names and numbers, written aside and renamed, and nothing that is executed."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from mlpcore.checks import Array


def write_arrays(path: str | Path, arrays: Mapping[str, Any]) -> None:
    """Write arrays to an .npz file: aside first, so that a failure leaves the old file alone."""
    path = Path(path)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with aside.open("wb") as file:
            np.savez(file, **arrays)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def read_arrays(path: str | Path, what: str) -> dict[str, Array]:
    """Read such a file; ValueError where it is another one.

    Pickled objects, which could execute anything, are refused.
    """
    with Path(path).open("rb") as opened:
        try:
            with np.load(opened, allow_pickle=False) as file:
                return dict(file)
        except Exception:  # a damaged archive may raise anything, and means but one thing
            raise ValueError(f"{str(path)!r} is no {what}") from None
