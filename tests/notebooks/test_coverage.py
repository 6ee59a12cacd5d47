"""docs/notes.md: each line of the notes is taught where the page says, each slip refuted there."""

import re
from copy import deepcopy
from itertools import pairwise

import pytest

from mlpcore.lesson import slips
from tests import ROOT
from tests.helpers.notebook_rules import Notebook, outputs, printed
from tests.helpers.sections import flat, headings, notebook, section

PAGE = (ROOT / "docs" / "notes.md").read_text("utf-8")
TABLE = [line.split(" | ") for line in PAGE.splitlines() if re.match(r"\| (?:[IV]+\.|\*\*)", line)]
CELLS = [[cell.strip("| ") for cell in row] for row in TABLE]
LINES = [row for row in CELLS if not row[0].startswith("**")]
SLIPS = [row for row in CELLS if row[0].startswith("**")]
QUOTED = re.compile(r"\$`([^`]+)`\$|`([^`]+)`")  # a formula, or a text

of_each_line = pytest.mark.parametrize("row", LINES, ids=[row[0] for row in LINES])
of_each_slip = pytest.mark.parametrize("row", SLIPS, ids=[f"{row[0]}-{row[2]}" for row in SLIPS])


def test_no_line_of_the_notes_is_left_out() -> None:
    """The four parts of the notes have 9, 34, 25 and 8 lines."""
    parts = {"I": 9, "II": 34, "III": 25, "IV": 8}
    numbers = [f"{part}.{n}" for part, size in parts.items() for n in range(1, size + 1)]
    assert [row[0] for row in LINES] == numbers


@of_each_line
def test_each_line_is_taught_where_the_page_says(row: list[str]) -> None:
    _, _, number, heading, there = row
    assert claims(there)
    assert lies(notebook(number), heading, there) == []


@of_each_slip
def test_each_slip_is_refuted_and_corrected_where_the_page_says(row: list[str]) -> None:
    name, _, number, heading, by, corrected = row
    assert claims(by)
    assert claims(corrected)
    assert lies(notebook(number), heading, f"{by} {corrected}") == []
    assert all(re.search(r"\d", each) and each in said(notebook(number)) for each in claims(by))
    here = section(notebook(number), heading)
    assert f'"{name.strip("*")}"' in here
    assert re.search(r"^> .*\$", here, re.M), "the line of the notes is not shown as it stands"


def test_the_page_has_all_slips_of_the_notes_and_no_other() -> None:
    assert {row[0].strip("*") for row in SLIPS} == set(slips.notes)


def test_the_lines_of_a_slip_are_those_that_name_it() -> None:
    for name, lines, *_ in SLIPS:
        assert lines.split(", ") == [row[0] for row in LINES if name in row[1]], name


def test_the_page_is_red_when_a_heading_is_renamed_or_a_formula_goes() -> None:
    """It could lie, and would be found out."""
    one = notebook("02")
    assert lies(one, "Gradient descent", r"$`\eta\,\nabla W_h`$") == []
    assert lies(changed(one, "· Gradient descent", "· Downhill"), "Gradient descent", "") == [
        "no section 'Gradient descent'"
    ]
    assert lies(changed(one, r"\eta\,\nabla W_h", ""), "Gradient descent", r"$`\eta\,\nabla W_h`$")
    assert lies(one, "The error", r"$`\eta\,\nabla W_h`$"), "it stands elsewhere"


def test_headings_are_known_without_their_numbers() -> None:
    assert all(not re.match(r"\d+ ·", title) for number in "012345" for title in known(number))
    assert all(a != b for number in "012345" for a, b in pairwise(known(number)))


def known(number: str) -> list[str]:
    """The headings of a notebook but for its title."""
    return headings(notebook(f"0{number}"))[1:]


def lies(notebook: Notebook, heading: str, claimed: str) -> list[str]:
    """What the page claims of a section and one does not find there."""
    if heading not in headings(notebook):
        return [f"no section {heading!r}"]
    here = flat(section(notebook, heading))
    return [each for each in claims(claimed) if each not in here]


def claims(cell: str) -> list[str]:
    """The texts and formulas that a cell of the table says are there."""
    return [flat(formula or text) for formula, text in QUOTED.findall(cell)]


def said(notebook: Notebook) -> str:
    """All that the notebook has printed."""
    texts = (text for _, output in outputs(notebook) for text in printed(output).values())
    return flat(" ".join(texts))


def changed(notebook: Notebook, old: str, new: str) -> Notebook:
    """The notebook with other words in its cells."""
    other = deepcopy(notebook)
    for cell in other["cells"]:
        cell["source"] = cell["source"].replace(old, new)
    return other
