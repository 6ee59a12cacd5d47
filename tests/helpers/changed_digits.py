"""Change printed digits of a notebook and ask nbval which of the changes it finds."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.helpers.notebook_rules import code_cells, printed

DIGIT = re.compile(r"\d")
FAILED_CELL = re.compile(r"^FAILED .*::Cell (\d+)", re.M)


def rounds(notebook: dict[str, Any]) -> int:
    """How many runs it takes to change each printed text once, one in every cell at a time."""
    return max((len(places(cell)) for cell in code_cells(notebook)), default=0)


def places(cell: dict[str, Any]) -> list[tuple[int, str]]:
    """The texts of a cell that contain a digit: number of the output, kind of text."""
    return [
        (number, kind)
        for number, output in enumerate(cell["outputs"])
        for kind, text in printed(output).items()
        if DIGIT.search(text)
    ]


def change_a_digit_in_each_cell(notebook: dict[str, Any], turn: int) -> set[int]:
    """Change one digit in the text whose turn it is, cell by cell; return the cells, from 0."""
    changed = set()
    for number, cell in enumerate(code_cells(notebook)):
        if turn < len(places(cell)):
            output, kind = places(cell)[turn]
            change(cell["outputs"][output], kind)
            changed.add(number)
    return changed


def change(output: dict[str, Any], kind: str) -> None:
    """Put another digit in the place of the last one of a text."""
    text = printed(output)[kind]
    last = list(DIGIT.finditer(text))[-1]
    other = str((int(last[0]) + 1) % 10)
    changed = text[: last.start()] + other + text[last.end() :]
    if output["output_type"] == "stream":
        output["text"] = changed
    else:
        output["data"][kind] = changed


def cells_that_nbval_refuses(notebook: dict[str, Any], folder: Path) -> set[int]:
    """Run nbval on the notebook, written into a folder; return the cells that fail, from 0."""
    path = folder / "changed.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "--color=no"]
    run = subprocess.run(
        [*command, "-rf", "--tb=no", "-p", "no:cacheprovider", str(path)],
        cwd=folder,
        env=os.environ | {"OMP_NUM_THREADS": "1", "JUPYTER_PREFER_ENV_PATH": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    # 0: all passed, 1: some failed; anything else means that nbval did not do its work.
    assert run.returncode in (0, 1), run.stdout + run.stderr
    return {int(number) for number in FAILED_CELL.findall(run.stdout)}
