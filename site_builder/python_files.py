"""What Python in the browser needs beside NumPy and Matplotlib: the package and what it imports.

`archive()` is that as one file; `pyodide_files(folder)` are those files of a release of Pyodide
that the panels load.
"""

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from importlib import metadata, resources
from pathlib import Path

NEEDED = (
    "traitlets",
    "latex2mathml",
    "mistune",
    "segno",
)  # pure Python, as installed here
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"
LOADED = ("numpy", "matplotlib", "pillow")
UNUSED = ("__pycache__", "tests", "worksheets.css")
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # so that two archives are the same bytes


def archive() -> bytes:
    """The package, what it imports and the page's panels, as a zip."""
    files = dict(_walked(Path(str(resources.files("mlpcore"))), "mlpcore"))
    files["site_showcase.py"] = Path(str(resources.files("site_builder"))) / "showcase.py"
    for name in NEEDED:
        for each in metadata.files(name) or ():
            if each.suffix in (".py", ".txt") or "LICENSE" in each.name:
                files[str(each)] = Path(str(each.locate()))
    return zipped({name: path.read_bytes() for name, path in files.items()})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """These files in a zip; the same files give the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as together:
        for name in sorted(files):
            together.writestr(zipfile.ZipInfo(name, LONG_AGO), files[name], 8, 9)
    return held.getvalue()


def _walked(folder: Path, name: str) -> Iterator[tuple[str, Path]]:
    for each in folder.iterdir():
        if each.is_dir() and each.name not in UNUSED:
            yield from _walked(each, f"{name}/{each.name}")
        elif each.is_file():
            yield f"{name}/{each.name}", each


def pyodide_files(folder: Path) -> dict[str, bytes]:
    """The files of a release of Pyodide that the panels load, with a lock file that names no more.

    ValueError where the release has not all of them.
    """
    lock = json.loads((folder / LOCK).read_text("utf-8"))
    known, wanted = lock["packages"], list(LOADED)
    for name in wanted:  # grows while it is walked
        wanted += [each for each in known[name]["depends"] if each not in wanted]
    lock["packages"] = {name: known[name] for name in sorted(wanted)}
    names = [*CORE, *(each["file_name"] for each in lock["packages"].values())]
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise ValueError(f"pyodide_files: {folder} has no {', '.join(missing)}")
    return {LOCK: json.dumps(lock).encode()} | {
        name: (folder / name).read_bytes() for name in names
    }
