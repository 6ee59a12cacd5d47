"""Who holds a control: the person who drags it or types in it, and otherwise Python."""

import re

import pytest

from mlpcore import MLP, panels
from mlpcore.panels.base.panel import BasePanel
from mlpcore.panels.step_panel import StepPanel

X1 = {"key": "x", "index": [1]}
ETA = {"key": "eta", "index": []}
WIDTH = {"key": "width", "index": [1]}


@pytest.fixture
def panel() -> StepPanel:
    """With sliders of every kind."""
    return panels.step(MLP([2, 3, 2], seed=7), [0.8, -0.4], [1, 0], shapes=True)


def drawn_anew(panel: BasePanel, do: str, **what: object) -> bool:
    """Whether after that message the controls go where Python has them."""
    before = panel.fresh
    panel.act(do, **what)
    return panel.fresh > before


def slider(panel: BasePanel, key: str) -> float:
    """Where a slider stands in what was last drawn of the controls."""
    found = re.search(rf'data-key="{key}"[^>]*value="([^"]*)"', panel.regions["sliders"])
    assert found, panel.regions["sliders"]
    return float(found[1])


def test_a_control_is_not_drawn_under_the_finger(panel: StepPanel) -> None:
    assert not drawn_anew(panel, "set", **X1, value=0.25)
    assert (panel.state.x[0], slider(panel, "x")) == (0.25, 0.8)
    assert drawn_anew(panel, "settle")
    assert slider(panel, "x") == 0.25


def test_what_is_refused_stays_until_the_drag_has_settled(panel: StepPanel) -> None:
    before = panel.regions["sliders"]
    assert not drawn_anew(panel, "set", **ETA, value=-1.0)
    said = panel.trouble
    assert said
    assert drawn_anew(panel, "settle")
    assert (panel.trouble, panel.regions["sliders"]) == (said, before)
    assert drawn_anew(panel, "next")
    assert not panel.trouble


def test_of_many_refusals_the_last_is_said_and_what_then_fits_stays(panel: StepPanel) -> None:
    for value in (-1.0, -2.0):
        assert not drawn_anew(panel, "set", **ETA, value=value)
    assert not drawn_anew(panel, "set", **ETA, value=2.0)
    assert drawn_anew(panel, "settle")
    assert (panel.trouble, slider(panel, "eta")) == ("", 2.0)


def test_a_choice_that_is_refused_goes_back_at_once(panel: StepPanel) -> None:
    for _ in range(2):  # also when nothing else on the page changes
        assert drawn_anew(panel, "choose", name="hidden", value="tan")
        assert panel.trouble


def test_a_control_that_changes_which_others_there_are_is_drawn_with_them(panel: StepPanel) -> None:
    assert drawn_anew(panel, "set", **WIDTH, value=4)
    assert not drawn_anew(panel, "set", **WIDTH, value=99)
    assert panel.trouble
    assert drawn_anew(panel, "settle")


def test_what_python_does_by_itself_is_drawn(panel: StepPanel) -> None:
    """Another theme in the middle of a drag, for example; it holds for one message only."""
    assert not drawn_anew(panel, "set", **X1, value=0.25)
    before = panel.fresh
    panel.dark = True
    assert panel.fresh == before + 1
    assert slider(panel, "x") == 0.25


def test_while_something_runs_nobodys_typing_is_disturbed() -> None:
    panel = panels.training("xor")
    assert drawn_anew(panel, "toggle")
    assert not drawn_anew(panel, "tick")
    assert not drawn_anew(panel, "set", **ETA, value=0.3)
    assert not drawn_anew(panel, "tick")
    assert drawn_anew(panel, "toggle")
    assert drawn_anew(panel, "tick")
