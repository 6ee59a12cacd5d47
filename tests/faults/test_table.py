"""Every row of docs/faults.md is shown by a test."""

import re

from tests import ROOT

ROWS = [line for line in (ROOT / "docs" / "faults.md").read_text("utf-8").splitlines()
        if line.startswith("|")][2:]  # fmt: skip


def test_every_row_names_a_test_that_is_there() -> None:
    assert len(ROWS) > 20
    for row in ROWS:
        *_, test, _ = row.split("|")
        path, name = test.strip().strip("`").split("::")
        assert re.search(rf"^def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE), row


def test_every_row_says_what_happens_what_is_said_and_what_stays() -> None:
    assert [row for row in ROWS if not all(cell.strip() for cell in row.split("|")[1:-1])] == []


def test_every_file_of_faults_is_in_the_table() -> None:
    files = {path.name for path in (ROOT / "tests" / "faults").glob("test_*.py")}
    assert {name for name in files - {"test_table.py"} if name not in "".join(ROWS)} == set()
