"""The notebook files: run in order, printed as computed, with a picture for every panel."""

import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest

from tests import NOTEBOOKS, ROOT
from tests.helpers import changed_digits
from tests.helpers.notebook_rules import RULES, Notebook, read

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
each_notebook = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def test_the_readme_lists_every_notebook_and_no_other() -> None:
    """A notebook that nobody can find is not there; one that is listed is."""
    listed = re.findall(r"notebooks/(\w+\.ipynb)", (ROOT / "README.md").read_text("utf-8"))
    assert set(listed) == {path.name for path in PATHS}


@each_notebook
@pytest.mark.parametrize("complaints", RULES, ids=lambda rule: rule.__name__)
def test_notebook_has_no(path: Path, complaints: Callable[[Notebook], list[str]]) -> None:
    """Every rule holds for every notebook."""
    assert complaints(read(path)) == []


@pytest.mark.samples("00_")
@each_notebook
def test_one_changed_digit_in_any_printed_text_makes_nbval_fail(path: Path, tmp_path: Path) -> None:
    """Every printed text with a digit takes its turn to be wrong, and nbval names its cell."""
    original = read(path)
    for turn in range(changed_digits.rounds(original)):
        notebook = deepcopy(original)
        changed = changed_digits.change_a_digit_in_each_cell(notebook, turn)
        assert changed_digits.cells_that_nbval_refuses(notebook, tmp_path) == changed
