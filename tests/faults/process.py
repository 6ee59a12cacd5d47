"""A Python of its own: with its locale, its limits, its end."""

import os
import subprocess
import sys
from pathlib import Path

from tests import ROOT

DISK = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}));"  # bytes a file


def python(
    *arguments: str, at: Path, isolated: bool = False, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run Python on these arguments in the folder `at`; what it says is read as Latin-1."""
    kept = {} if isolated else dict(os.environ)
    around = kept | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", **environment}
    return subprocess.run(
        [sys.executable, *arguments], cwd=at, env=around, capture_output=True, check=False,
        encoding="latin-1",
    )  # fmt: skip


def files(folder: Path) -> dict[str, bytes]:
    """Every file and folder in it, hidden ones too, with what it holds."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b"a folder"
        for path in sorted(folder.rglob("*"))
    }
