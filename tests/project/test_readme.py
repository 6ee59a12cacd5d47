"""The table from formula to code, and the README: every row must hold."""

import re
from pathlib import Path

import pytest

from tests import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
TABLE = (ROOT / "docs" / "formulas.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (.+?) \| `(.+?)` \| `(.+?)` \| `(.+?)::(.+?)` \| (.*?) ?\|$", re.MULTILINE)
ROWS = ROW.findall(TABLE)


def test_the_table_has_a_row_for_every_formula_of_the_notes() -> None:
    formulas = [row[0] for row in ROWS]
    assert len(formulas) == TABLE.count("`mlpcore/")
    assert len(set(formulas)) == len(formulas) >= 26


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_line_of_code_stands_in_its_file(row: tuple[str, ...]) -> None:
    _, line, file, *_ = row
    assert line in (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_test_named_is_there(row: tuple[str, ...]) -> None:
    *_, file, test, _ = row
    assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_notebooks_named_are_there(row: tuple[str, ...]) -> None:
    for number in filter(None, row[5].split(", ")):
        assert list((ROOT / "notebooks").glob(f"{number}_*.ipynb")), number


def test_the_line_that_the_readme_shows_is_one_of_them() -> None:
    (line, file) = re.findall(r"is `(.+?)` in `(mlpcore/\w+\.py)`", README)[0]
    assert (line, file) in [row[1:3] for row in ROWS]


def test_every_picture_is_there() -> None:
    for picture in re.findall(r"!\[[^]]*\]\((.+?)\)", README):
        assert (ROOT / picture).is_file(), picture


def test_the_minutes_are_those_that_each_notebook_names() -> None:
    rows = re.findall(r"\((notebooks/\w+\.ipynb)\) \| (\d+) \|", README)
    assert rows
    for notebook, minutes in rows:
        assert f"about {minutes} minutes" in (ROOT / notebook).read_text(encoding="utf-8"), notebook


def test_the_code_shown_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As it stands there, line after line."""
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.+?)```", README, re.DOTALL)
    exec(code, {})
    assert (tmp_path / "blobs.npz").is_file()
