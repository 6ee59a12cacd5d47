"""Files that are too large, or would become so, are refused before they take memory or time."""

import io
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest

import mlpcore
from mlpcore import datasets

MB = 2**20


def test_a_csv_of_a_gigabyte_is_refused_by_its_size_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(10**9)  # a hole: no disk is filled
    tracemalloc.start()
    with pytest.raises(ValueError, match=r"^large.csv has 1,000,000,000 bytes: expected"):
        datasets.read_csv(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < MB


def test_a_csv_of_very_many_columns_is_read_in_one_go(tmp_path: Path) -> None:
    """Each name was once compared with all others: 10¹⁰ times here."""
    n = 100_000
    path = tmp_path / "wide.csv"
    lines = (f"x{i}" for i in range(n)), ("1" for _ in range(n)), ("2" for _ in range(n))
    path.write_text("\n".join(map(",".join, lines)), "ascii")
    assert datasets.read_csv(path).X.shape == (2, n - 1)


def test_a_small_network_file_that_would_become_very_large_is_refused(tmp_path: Path) -> None:
    """`save` writes no compressed file; 64 MB of zeros are 64 kB when they are compressed."""
    path, array = tmp_path / "bomb.npz", io.BytesIO()
    np.save(array, np.zeros(8 * MB))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("W_0.npy", array.getvalue())
    assert path.stat().st_size < MB
    tracemalloc.start()
    with pytest.raises(ValueError, match=r"bomb.npz' is no network that MLP.save wrote"):
        mlpcore.MLP.load(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 * MB


def test_a_network_file_that_promises_more_than_it_holds_is_refused(tmp_path: Path) -> None:
    """The heading of an array says 10¹² numbers, of which none is there."""
    path = tmp_path / "promise.npz"
    heading = io.BytesIO()
    said = {"descr": "<f8", "fortran_order": False, "shape": (10**12,)}
    np.lib.format.write_array_header_1_0(heading, said)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("W_0.npy", heading.getvalue())
    with pytest.raises(ValueError, match=r"promise.npz' is no network that MLP.save wrote"):
        mlpcore.MLP.load(path)
