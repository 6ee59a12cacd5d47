"""docs/accessibility.md: each A and AA criterion of WCAG 2.2 has its row, each test is there."""

import re

import pytest

from tests import ROOT

PAGE = (ROOT / "docs" / "accessibility.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| \d", line)
]
A_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")

# W3C, Web Content Accessibility Guidelines 2.2, Recommendation: its criteria of levels A and AA.
CRITERION = re.compile(r"\S+")
A = CRITERION.findall("""
    1.1.1 1.2.1 1.2.2 1.2.3 1.3.1 1.3.2 1.3.3 1.4.1 1.4.2 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2
    2.3.1 2.4.1 2.4.2 2.4.3 2.4.4 2.5.1 2.5.2 2.5.3 2.5.4 3.1.1 3.2.1 3.2.2 3.2.6 3.3.1
    3.3.2 3.3.7 4.1.2
""")
AA = CRITERION.findall("""
    1.2.4 1.2.5 1.3.4 1.3.5 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13 2.4.5 2.4.6
    2.4.7 2.4.11 2.5.7 2.5.8 3.1.2 3.2.3 3.2.4 3.3.3 3.3.4 3.3.8 4.1.3
""")


def number(name: str) -> list[int]:
    """Of a criterion, to be sorted by."""
    return [int(part) for part in name.split(".")]


def test_every_criterion_of_a_and_aa_has_its_row_in_order() -> None:
    levels = [(name, "A") for name in A] + [(name, "AA") for name in AA]
    wanted = sorted(levels, key=lambda each: number(each[0]))
    assert [(row[0].split()[0], row[1]) for row in ROWS] == wanted
    assert (len(A), len(AA)) == (31, 24)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_says_how_far_and_names_a_test_that_is_there(row: list[str]) -> None:
    _, _, says, how = row
    assert says in {"supports", "partially", "not applicable"}
    named = A_TEST.findall(how)
    assert (says == "not applicable") == (
        not named and "looked at" not in how and says != "partially"
    )
    for path, name in named:
        code = (ROOT / path).read_text("utf-8")
        assert f"def {name}(" in code if name else "def test_" in code


def test_what_is_partly_done_is_said_at_the_top() -> None:
    partly = [row for row in ROWS if row[2] == "partially"]
    (said,) = re.findall(r"^\*\*What is partly done\*\*.*$", PAGE, re.MULTILINE)
    assert len(partly) == len(said.split(";"))
