"""A copy of the notebooks to work in: made once, and never written over.

    python -m lab.own_copy                  copy what is not there yet, and say what is new
    python -m lab.own_copy --original 02    get the original of a notebook back, beside one's own
    python -m lab.own_copy --folder PLACE   the same in another folder than my-notebooks

Outputs are cleared, so that no page answers what it asks. Nobody's work is changed: who wants the
original back has it in place of the own one, which gets another name.
"""

import argparse
import json
from hashlib import sha256
from pathlib import Path

from lab import ROOT

ORIGINALS = ROOT / "notebooks"
OWN = ROOT / "my-notebooks"


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
        (folder / original.name).write_text(cleared(original), encoding="utf-8")
    return [each.name for each in new]


def with_new_originals(folder: Path) -> list[str]:
    """The notebooks of the folder whose original has changed since they were copied."""
    return [
        original.name
        for original in sorted(ORIGINALS.glob("*.ipynb"))
        if (folder / original.name).exists() and _copied(folder / original.name) != _mark(original)
    ]


def get_original(folder: Path, beginning: str) -> tuple[str, str]:
    """Put the original back; the name of the notebook, and the new one of one's own.

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
    if own.exists():
        own.rename(kept)
    own.write_text(cleared(original), encoding="utf-8")
    return own.name, kept.name


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


def main(arguments: list[str] | None = None) -> None:
    """Do what the command line says, and tell what was done."""
    parser = argparse.ArgumentParser(prog="lab.own_copy", description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=OWN)
    parser.add_argument("--original", metavar="NB", help="the notebook to get back, such as 02")
    given = parser.parse_args(arguments)
    if given.original:
        try:
            name, kept = get_original(given.folder, given.original)
        except ValueError as refusal:
            parser.error(str(refusal))
        print(f"{name} is the original again; yours is {kept}")
        return
    for name in copy_new(given.folder):
        print(f"{name}: copied")
    for name in with_new_originals(given.folder):
        print(f"{name}: there is a newer original; --original {name[:2]} gets it and keeps yours")


if __name__ == "__main__":
    main()
