"""The script that stores outputs: the same bytes each time, and no silence about a failure."""

import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests import NOTEBOOKS
from tests.helpers import changed_digits, notebook_rules

SOURCES = (
    "import ipywidgets, sys\nprint(0.25)\nprint(0.5)",
    "ipywidgets.IntSlider(3)",
    "from IPython.display import HTML\nprint(1)\nHTML('<b>7</b>')",
    "'no number here'",
)


def write(path: Path, *sources: str) -> Path:
    """A notebook with these code cells, never run, as an editor may leave it."""
    cells = [
        {
            "cell_type": "code",
            "execution_count": 9,
            "metadata": {"collapsed": True, "tags": ["kept"]},
            "outputs": [],
            "source": source.splitlines(keepends=True),
        }
        for source in sources
    ]
    metadata = {"kernelspec": {"name": "mine", "display_name": "Mine"}, "widgets": {}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}
    path.write_text(json.dumps(notebook))
    return path


def execute(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the script as a person would."""
    command = [sys.executable, NOTEBOOKS / "execute.py", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook with stored outputs."""
    path = write(tmp_path_factory.mktemp("notebooks") / "small.ipynb", *SOURCES)
    run = execute(path)
    assert run.returncode == 0, run.stderr
    return path


@pytest.fixture
def notebook(stored: Path) -> dict[str, Any]:
    """The same, read."""
    return json.loads(stored.read_text())


def test_a_second_run_gives_identical_bytes(stored: Path) -> None:
    """Nothing random is stored, so that a difference in git is a difference in the lesson."""
    run = execute("--check", stored)
    assert (run.returncode, run.stdout) == (0, "small.ipynb: as stored\n")


def test_check_finds_a_changed_output_and_stores_nothing(stored: Path, tmp_path: Path) -> None:
    """--check only compares."""
    changed = tmp_path / "changed.ipynb"
    changed.write_text(stored.read_text().replace("0.25\\n", "0.26\\n"))
    before = changed.read_bytes()
    run = execute("--check", changed)
    assert (run.returncode, run.stdout) == (1, "changed.ipynb: differs\n")
    assert changed.read_bytes() == before


def test_what_is_stored_keeps_the_rules(notebook: dict[str, Any]) -> None:
    """Run in order, no widget view, kernel python3."""
    assert notebook_rules.cells_out_of_order(notebook) == []
    assert notebook_rules.stored_widgets(notebook) == []
    assert notebook_rules.foreign_kernels(notebook) == []
    assert "version" not in notebook["metadata"]["language_info"]


def test_cells_have_an_id_and_keep_their_tags_only(notebook: dict[str, Any]) -> None:
    """Ids come from the position; what an editor noted is dropped."""
    assert [cell["id"] for cell in notebook["cells"]] == ["cell-1", "cell-2", "cell-3", "cell-4"]
    assert all(cell["metadata"] == {"tags": ["kept"]} for cell in notebook["cells"])


def test_a_stream_is_stored_in_one_piece(notebook: dict[str, Any]) -> None:
    """How the kernel happened to cut it does not matter."""
    assert [output["text"] for output in notebook["cells"][0]["outputs"]] == [["0.25\n", "0.5\n"]]


@pytest.mark.long
@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import sys\nprint('oh', file=sys.stderr)", "wrote to stderr"),
    ],
)
def test_a_failing_cell_is_named_and_nothing_stored(
    tmp_path: Path, source: str, complaint: str
) -> None:
    """The message says which notebook, which cell and what."""
    path = write(tmp_path / "bad.ipynb", "print(1)", source)
    before = path.read_bytes()
    run = execute(path)
    assert run.returncode == 1
    assert "bad.ipynb, code cell 2" in run.stderr
    assert complaint in run.stderr
    assert path.read_bytes() == before


@pytest.mark.long
def test_nbval_accepts_what_is_stored(stored: Path, tmp_path: Path) -> None:
    """The search for changed digits finds nothing where nothing was changed."""
    notebook = notebook_rules.read(stored)
    assert changed_digits.cells_that_nbval_refuses(notebook, tmp_path) == set()


@pytest.mark.long
def test_nbval_refuses_each_changed_digit(stored: Path, tmp_path: Path) -> None:
    """A stream, a text and an HTML: each takes its turn, and its cell fails."""
    original = notebook_rules.read(stored)
    found = []
    for turn in range(changed_digits.rounds(original)):
        notebook = deepcopy(original)
        changed = changed_digits.change_a_digit_in_each_cell(notebook, turn)
        assert changed_digits.cells_that_nbval_refuses(notebook, tmp_path) == changed
        found.append(changed)
    assert found == [{0, 1, 2}, {2}]
