"""docs/teaching.md: the headings, slips, panels, buttons and keys that it names are there."""

import re
from collections.abc import Iterable

import pytest

from mlpcore import panels
from mlpcore.commands import COMMANDS
from mlpcore.lesson import slips
from mlpcore.views.parts import labels, tools
from mlpcore.views.parts.html import text_of
from tests import NOTEBOOKS, ROOT
from tests.helpers.sections import headings, notebook

PAGE = (ROOT / "docs" / "teaching.md").read_text("utf-8")
PARTS = dict(re.findall(r"^## (0\d) · (.+?)(?=^## |\Z)", PAGE, re.M | re.S))
WRITTEN = sorted(path.name[:2] for path in NOTEBOOKS.glob("*.ipynb"))

MARKED = re.compile(r"\*\*(?P<slip>.+?)\*\*|\*(?P<heading>.+?)\*|`(?P<shown>.+?)`")

each_part = pytest.mark.parametrize("number", PARTS)
each_written = pytest.mark.parametrize("number", WRITTEN)


@each_written
def test_every_notebook_has_its_part_and_title(number: str) -> None:
    title = PARTS[number].splitlines()[0]
    assert headings(notebook(number))[0] == title


@each_part
def test_each_part_has_15_45_and_90_minutes(number: str) -> None:
    rows = re.findall(r"^\| (\d+) \| (.+) \| (.+\?.*) \|$", PARTS[number], re.M)
    assert [int(minutes) for minutes, _, _ in rows] == [15, 45, 90]


@each_part
def test_each_part_says_what_goes_wrong(number: str) -> None:
    assert len(set(marked("slip", PARTS[number]))) >= 2


@each_written
def test_the_headings_are_those_of_the_notebook(number: str) -> None:
    assert not_there("heading", PARTS[number], headings(notebook(number))) == []


@each_part
def test_the_slips_are_called_by_their_titles(number: str) -> None:
    assert not_there("slip", PARTS[number], titles()) == []


def test_no_slip_of_the_notes_is_left_out() -> None:
    assert {slip.title for slip in slips.notes.values()} <= set(marked("slip", PAGE))


@each_part
def test_what_is_pressed_and_opened_is_there(number: str) -> None:
    assert not_there("shown", PARTS[number], shown()) == []


def test_the_list_of_keys_is_the_one_behind_the_question_mark() -> None:
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", PAGE.split("| keys |")[1].split("\n## ")[0], re.M)
    assert rows == [(key.keys, key.does) for key in tools.KEYS]


def test_every_ready_panel_is_named() -> None:
    assert all(f"`{name}`" in PAGE for name in panels.PRESETS)


def test_the_commands_are_there() -> None:
    targets = re.findall(r"`make ([\w-]+)", PAGE)
    assert targets
    assert all(f"\n{each}:" in (ROOT / "Makefile").read_text("utf-8") for each in targets)
    commands = re.findall(r"(?:^|`)mlpcore (\w+)", PAGE, re.MULTILINE)
    assert {"notebooks", "worksheets"} <= set(commands) <= set(COMMANDS)


def test_what_is_named_wrongly_is_found() -> None:
    """It could lie, and would be found out."""
    part = "*The error* and its panel, **the bias is not added to the net input**, `Undo` and `A`"
    others = "*The mistake*, **the bias is forgotten**, `Redo`, `Z`, `panels.toy`"
    here = headings(notebook("02"))
    assert not_there("heading", part, here) == not_there("slip", part, titles()) == []
    assert not_there("shown", part, shown()) == []
    assert not_there("heading", others, here) == ["The mistake"]
    assert not_there("slip", others, titles()) == ["the bias is forgotten"]
    assert not_there("shown", others, shown()) == ["Redo", "Z", "panels.toy"]


def marked(kind: str, text: str) -> list[str]:
    """What is marked in this way: a slip, a heading, or what is shown on a screen."""
    return [each[kind] for each in MARKED.finditer(text) if each[kind]]


def not_there(kind: str, text: str, there: Iterable[str]) -> list[str]:
    """What is marked in this way and is not among those."""
    known = set(there)
    return [each for each in marked(kind, text) if each not in known]


def titles() -> set[str]:
    """What the slips are called."""
    return {slip.title for slip in slips.values()}


def shown() -> set[str]:
    """Keys, buttons, menus, and the panels by their calls and by their names."""
    keys = {key for row in tools.KEYS for key in re.split(r", | or ", row.keys)}
    words = {**labels.BUTTONS, **labels.FIELDS}.values()
    buttons = {text_of(word.shown).strip("▷◀▶| ") for word in words}
    opened = {f"panels.{name}" for name in panels.__all__ if name.islower()}
    return keys | buttons | opened | set(panels.PRESETS) | {"Setup"}
