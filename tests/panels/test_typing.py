"""Numbers typed into a panel: read as people write them, taken whole, refused in words."""

from collections.abc import Callable

import pytest

from mlpcore import MLP, panels
from mlpcore.panels.base.panel import BasePanel
from mlpcore.panels.step_panel import StepPanel

X1 = {"key": "x", "index": [1]}
WRITTEN = {
    "-0.5": -0.5,
    "−0.5": -0.5,  # as the panels print it
    "1,5": 1.5,
    "1/3": 1 / 3,
    "-1/4": -0.25,
    "½": 0.5,
    "1½": 1.5,
    ".5": 0.5,
    "1e-3": 0.001,
    " 2 ": 2.0,
    "+0.25": 0.25,
}
UNREADABLE = ["--2", "", "  ", "1,2,3", "[1, 2]", "two", "1 - 1", "1/0", "nan", "inf", "1e999"]


@pytest.fixture
def panel() -> StepPanel:
    """A step panel whose x₁ is 0.8."""
    return panels.step(MLP([2, 3, 2], seed=7), [0.8, -0.4], [1, 0])


@pytest.mark.parametrize("text", WRITTEN)
def test_a_number_is_read_as_people_write_it(panel: StepPanel, text: str) -> None:
    panel.act("type", **X1, value=text)
    assert panel.trouble == ""
    assert panel.state.x == (WRITTEN[text], -0.4)


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_read_changes_nothing_and_says_why(panel: StepPanel, text: str) -> None:
    before, drawn = panel.state, panel.fresh
    panel.act("type", **X1, value=text)
    assert panel.state is before
    assert len(panel.trouble.split()) > 3
    assert panel.fresh > drawn  # so the box shows what it was


def test_an_unreadable_number_is_answered_with_numbers_that_can_be_read(panel: StepPanel) -> None:
    panel.act("type", **X1, value="--2")
    assert panel.trouble == "cannot read '--2': expected one number, such as -0.5, 1,5 or 1/3"


def test_a_typed_number_is_a_change_of_its_own(panel: StepPanel) -> None:
    for text in ("1", "2"):
        panel.act("type", **X1, value=text)
    panel.act("undo")
    assert panel.state.x[0] == 1.0


def test_a_refusal_calls_a_control_by_its_name_on_the_page(panel: StepPanel) -> None:
    panel.act("type", key="eta", index=[], value="−1")
    assert "η is -1.0, but must be above 0" in panel.regions["trouble"]


OTHERS: dict[str, tuple[Callable[[], BasePanel], str, list[int]]] = {
    "softmax": (lambda: panels.softmax([1, 2], [1, 0]), "net", [1]),
    "activation": (lambda: panels.activation("tanh"), "net", []),
    "gradient check": (lambda: panels.gradcheck(MLP([2, 2], seed=1), [1, 2], [1, 0]), "x", [1]),
    "batch": (lambda: panels.batch(MLP([2, 1], seed=1), [[1, 2]], [[1]]), "x", [1, 1]),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_every_panel_reads_a_fraction(kind: str) -> None:
    made, key, index = OTHERS[kind]
    panel = made()
    panel.act("type", key=key, index=index, value="1/4")
    assert panel.trouble == ""
    assert 'value="0.25"' in panel.regions["sliders"] + panel.regions.get("nets", "")
