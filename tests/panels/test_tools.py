"""The tools below every panel: what is hidden from the room, the list of keys, the switches."""

import json
import re
from collections.abc import Iterator
from html import escape

import pytest

from mlpcore import MLP, panels
from mlpcore.lesson.notation.glossary import glossary
from mlpcore.panels import StepPanel
from mlpcore.panels.base.panel import BasePanel
from mlpcore.views.parts.tools import KEYS, keys, tools
from tests import NOTEBOOKS


@pytest.fixture
def panel() -> StepPanel:
    """A 2-3-2 network at its first step."""
    return panels.step(MLP([2, 3, 2], seed=7, init="uniform"), [0.8, -0.4], [1, 0])


PANELS = {
    "step": lambda: panels.step(MLP([1, 1], seed=1), [1], [1]),
    "softmax": lambda: panels.softmax([1, 2]),
    "activation": lambda: panels.activation("tanh"),
    "depth": lambda: panels.depth(hidden=2),
    "training": lambda: panels.training("xor"),
    "batch": lambda: panels.batch(MLP([2, 2, 1], seed=1), [[1, 0], [0, 1]], [[1], [0]]),
    "gradcheck": lambda: panels.gradcheck(MLP([1, 1], seed=1), [1], [1]),
    "exercises": lambda: panels.exercises("01"),
}


@pytest.mark.parametrize("name", PANELS)
def test_every_panel_has_its_tools_and_its_keys(name: str) -> None:
    """A place for each in the frame, and nothing that it cannot do."""
    made: BasePanel = PANELS[name]()
    for place in ("tools", "keys", "code", "link", "words"):
        assert made.frame.count(f'data-region="{place}"') == 1
    for do in re.findall(r'data-do="(\w+)"', made.regions["tools"]):
        assert hasattr(made, f"do_{do}")
    assert {"projector", "lecture", "keys"} == set(
        re.findall(r'data-tool="(\w+)"', made.regions["tools"])
    )
    steps = "one step on" in made.regions["keys"]
    assert steps == ("steps" in made.has)
    assert made.has <= {key.needs for key in KEYS}
    assert steps == ("covers" in made.has) == hasattr(made, "do_cover")
    assert ("plays" in made.has) == ('data-do="play"' in made.regions.get("buttons", ""))


def parts(value: object) -> Iterator[object]:
    """A value, and all that it holds."""
    yield value
    if isinstance(value, dict | list | tuple):
        for each in [*value, *(value.values() if isinstance(value, dict) else ())]:
            yield from parts(each)


@pytest.mark.parametrize("name", PANELS)
def test_what_is_sent_is_plain(name: str) -> None:
    """Each page reads it alike; marimo makes an object of a text of a subclass."""
    made: BasePanel = PANELS[name]()
    made.act("words")
    plain = {str, int, float, bool, bytes, list, dict, tuple, type(None)}
    sent = [each for each in parts(made.get_state()) if type(each) not in plain]
    assert [each for each in sent if isinstance(each, str | int | float)] == []


def test_the_list_of_keys_has_what_a_panel_needs() -> None:
    """All of them for all needs, no needs for the others."""
    assert all(" " in key.does for key in KEYS)
    everything = str(keys({"steps", "plays", "covers", "asks", "site"}))
    assert everything.count("<tr>") == len(KEYS)
    assert str(keys(set())).count("<tr>") == sum(not key.needs for key in KEYS)


def test_the_switches_say_whether_they_are_on() -> None:
    """To the eye and to a screen reader."""
    row = str(tools({"asks", "covers"}, formulas=False, ask=True, code=False))
    on = re.findall(r'data-do="(\w+)" aria-pressed="true"', row)
    assert on == ["ask", "formulas"]


def test_asking_first_hides_each_new_result_until_it_is_shown(panel: StepPanel) -> None:
    """Next shows it, then goes on; what was seen stays seen."""
    panel.act("next")
    panel.act("ask")
    assert panel.results[1] not in panel.covered
    panel.act("next")
    result = panel.results[2]
    assert result in panel.covered
    panel.act("next")
    assert (panel.at, result in panel.covered) == (2, False)
    panel.act("next")
    assert (panel.at, panel.results[3] in panel.covered) == (3, True)
    panel.act("reveal", key=panel.results[3])
    panel.act("back")
    panel.act("next")
    assert panel.at == 3
    assert panel.results[3] not in panel.covered
    panel.act("ask")
    assert panel.covered == []


def test_the_numbers_of_one_quantity_are_hidden_and_shown(panel: StepPanel) -> None:
    """That of the number under the lens."""
    panel.act("look", key="W_0", index=[1, 1])
    panel.act("cover")
    assert panel.covered == ["W_0"]
    panel.act("next")
    panel.act("look", key="W_0", index=[2, 1])
    panel.act("cover")
    assert panel.covered == []


def test_what_is_hidden_is_not_spoken(panel: StepPanel) -> None:
    """The live region reads the numbers otherwise."""
    panel.act("next")
    number = f"{panel.walk[1].value[0]:.3g}"
    assert number in panel.regions["spoken"]
    panel.act("cover")
    assert number not in panel.regions["spoken"]
    assert "hidden" in panel.regions["spoken"]


def test_the_step_is_said_in_a_sentence_with_its_numbers(panel: StepPanel) -> None:
    """Where it stands, what it is, how it comes about."""
    panel.act("go", to=1)
    step = panel.walk[1]
    said = panel.regions["spoken"]
    assert said.startswith("Step 2 of 16: z¹, output of the hidden layer. ")
    assert step.words in said
    assert f"z¹ = [{', '.join(f'{v:.3g}' for v in step.value)}]" in said


def test_the_words_are_those_of_the_glossary(panel: StepPanel) -> None:
    """Shown and put away, each with its meaning."""
    panel.act("words")
    shown = panel.regions["words"]
    for term in glossary.values():
        assert escape(term.meaning) in shown
        for symbol in filter(None, term.symbols):
            assert symbol.html in shown
    panel.act("words")
    assert panel.regions["words"] == ""


def test_formulas_are_hidden_and_shown(panel: StepPanel) -> None:
    """The page hides them; the panel only says so."""
    panel.act("formulas")
    assert not panel.formulas
    panel.act("formulas")
    assert panel.formulas


def test_nothing_under_the_lens_is_said_in_words() -> None:
    """The activation panel begins so."""
    made = panels.activation("tanh")
    made.act("cover")
    assert "click a number" in made.trouble
    made.act("look", key="z", index=[3])
    made.act("cover")
    assert made.covered == ["z"]


def test_the_table_of_notebook_00_has_the_keys_of_the_panels() -> None:
    """Arrows, Home and End, Page Down, space, projector, list of keys."""
    cells = json.loads((NOTEBOOKS / "00_start_here.ipynb").read_text(encoding="utf-8"))["cells"]
    (table,) = ("".join(cell["source"]) for cell in cells if cell["id"] == "panel-keys")
    for key in ("→", "←", "Home", "End", "Page Down", "Page Up", "space", "**?**", "**F**"):
        assert key in table
