"""Run the notebooks and store their outputs.

    python notebooks/execute.py                  run every notebook here and store its outputs
    python notebooks/execute.py FILE ...         only these
    python notebooks/execute.py --check [FILE …] store nothing; say which files a run would change

This is the one way in which outputs come into the repository. Two runs give identical bytes: no
widget state, no times, no random names, nothing of the machine. A cell that raises, or that
writes to stderr, is named, and its notebook is left as it was.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

HERE = Path(__file__).parent
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "pygments_lexer": "ipython3",
    },
}
KEPT_CELL_METADATA = ("slideshow", "tags")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"  # names a widget that is gone tomorrow
SECONDS_PER_CELL = 300


class CellError(Exception):
    """A cell raised, or wrote to stderr."""


def main() -> int:
    """Do what the command line asks; 0 when all is well."""
    arguments = parse_arguments()
    with tempfile.TemporaryDirectory(prefix="ipython-") as profile:
        make_the_kernel_impersonal(profile)
        results = [process(path, arguments.check) for path in arguments.files or all_notebooks()]
    return 0 if all(results) else 1


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Run the notebooks and store their outputs.")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--check", action="store_true", help="store nothing, only compare")
    return parser.parse_args()


def all_notebooks() -> list[Path]:
    """Every notebook beside this script."""
    return sorted(HERE.glob("*.ipynb"))


def make_the_kernel_impersonal(profile: str) -> None:
    """Give kernels an empty IPython profile, one thread, and the Python that runs this."""
    os.environ["IPYTHONDIR"] = profile
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    os.environ["OMP_NUM_THREADS"] = "1"


def process(path: Path, check: bool) -> bool:
    """Run one notebook, then store or compare it; True when all is well."""
    try:
        text = executed(path)
    except CellError as failure:
        print(f"{path.name}, {failure}", file=sys.stderr)
        return False
    unchanged = text == path.read_text(encoding="utf-8")
    if not check:
        path.write_text(text, encoding="utf-8", newline="\n")
    verdict = "as stored" if unchanged else "differs" if check else "stored"
    print(f"{path.name}: {verdict}")
    return unchanged or not check


def executed(path: Path) -> str:
    """The text of the notebook file after a run."""
    notebook = nbformat.from_dict(tidied(json.loads(path.read_text(encoding="utf-8"))))
    run(notebook, path.parent)
    notebook.metadata = nbformat.from_dict(METADATA)  # the run noted the version of this Python
    for number, cell in enumerate(code_cells(notebook), start=1):
        cell.execution_count = number
        cell.outputs = [impersonal(output, number) for output in cell.outputs]
    nbformat.validate(notebook)
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def tidied(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook without outputs, with an id for each cell and only the metadata that we keep."""
    for position, cell in enumerate(notebook["cells"], start=1):
        cell.setdefault("id", f"cell-{position}")
        kept = {key: cell["metadata"][key] for key in KEPT_CELL_METADATA if key in cell["metadata"]}
        cell["metadata"] = kept
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
        cell["source"] = "".join(cell["source"])
    return {"cells": notebook["cells"], "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def run(notebook: Any, folder: Path) -> None:
    """Run every cell in a new kernel, as if the notebook had been opened in its folder."""
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=SECONDS_PER_CELL,
        resources={"metadata": {"path": str(folder)}},
        store_widget_state=False,
        record_timing=False,
        coalesce_streams=True,
    )
    try:
        client.execute()
    except CellExecutionError as error:
        number = sum(cell.execution_count is not None for cell in code_cells(notebook))
        raise CellError(f"code cell {number}: {error}") from None


def code_cells(notebook: Any) -> list[Any]:
    """The code cells, in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def impersonal(output: Any, number: int) -> Any:
    """The output without the random name of a live widget."""
    if output.get("name") == "stderr":
        raise CellError(f"code cell {number} wrote to stderr:\n{output.text}")
    if output.output_type == "execute_result":
        output.execution_count = number
    output.get("data", {}).pop(WIDGET_VIEW, None)
    return output


if __name__ == "__main__":
    sys.exit(main())
