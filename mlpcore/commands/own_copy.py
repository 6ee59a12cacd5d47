"""A copy of the notebooks to work in: made once, and never written over.

Outputs are cleared, so that no page answers what it asks. Nobody's work is changed: who wants the
original back has it in place of the own one, which gets another name. `setup.py` reads this file,
too, to put the originals into a wheel: it imports nothing but what every Python has.
"""

import json
import os
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
IN_A_WHEEL, IN_THE_PROJECT = HERE / "originals", HERE.parent.parent / "notebooks"
ORIGINALS = IN_A_WHEEL if IN_A_WHEEL.is_dir() else IN_THE_PROJECT


def cleared(original: Path) -> str:
    """A notebook without outputs, which knows what it was copied from."""
    notebook = json.loads(original.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    notebook["metadata"]["mlpcore"] = {"original": _mark(original)}
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def copy_new(folder: Path) -> list[str]:
    """Copy the notebooks that are not in the folder yet; their names."""
    folder.mkdir(parents=True, exist_ok=True)
    new = [each for each in sorted(ORIGINALS.glob("*.ipynb")) if not (folder / each.name).exists()]
    for original in new:
        _write(folder / original.name, cleared(original))
    return [each.name for each in new]


def with_new_originals(folder: Path) -> list[str]:
    """The notebooks of the folder whose original has changed since they were copied."""
    return [
        original.name
        for original in sorted(ORIGINALS.glob("*.ipynb"))
        if (folder / original.name).exists() and _copied(folder / original.name) != _mark(original)
    ]


def get_original(folder: Path, beginning: str) -> tuple[str, str]:
    """Put the original back; the name of the notebook, and the new one of one's own, '' for none.

    ValueError where no notebook, or more than one, begins so.
    """
    found = [each for each in sorted(ORIGINALS.glob("*.ipynb")) if each.name.startswith(beginning)]
    if len(found) != 1:
        names = ", ".join(each.name for each in sorted(ORIGINALS.glob("*.ipynb")))
        raise ValueError(f"{len(found)} notebooks begin with {beginning!r}: there are {names}")
    (original,) = found
    own = folder / original.name
    kept = next(
        each
        for n in range(1, 1000)
        if not (each := own.with_stem(f"{own.stem} (mine {n})")).exists()
    )
    folder.mkdir(parents=True, exist_ok=True)
    was_there = own.exists()
    _write(own, cleared(original), kept)
    return own.name, kept.name if was_there else ""


def _write(path: Path, text: str, kept: Path | None = None) -> None:
    """Write the file whole or not at all: half a notebook would never be written over. What was
    there gets the name `kept`.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_text(text, encoding="utf-8")
        if kept and path.exists():
            path.rename(kept)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _mark(original: Path) -> str:
    """What tells one version of an original from another: its sources, not its outputs."""
    cells = json.loads(original.read_text(encoding="utf-8"))["cells"]
    return sha256(json.dumps([cell["source"] for cell in cells]).encode()).hexdigest()[:16]


def _copied(own: Path) -> str:
    """The version from which one's own was copied; '' where that cannot be read."""
    try:
        metadata = json.loads(own.read_text(encoding="utf-8"))["metadata"]
        return str(metadata["mlpcore"]["original"])
    except (ValueError, KeyError, TypeError):
        return ""
