"""Menus offer what the network takes; what it does not take is refused where the person looks."""

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpcore import MLP, panels
from mlpcore.activations import ACTIVATIONS
from mlpcore.lesson.notation.symbols import Notation
from mlpcore.lesson.steps import offers
from mlpcore.losses import LOSSES
from mlpcore.panels import StepPanel
from mlpcore.panels.base.panel import BasePanel
from mlpcore.views.parts import controls
from mlpcore.views.softmax import controls as softmax_controls
from tests.helpers.passes import SOFT_PLUS

pytestmark = pytest.mark.usefixtures("undrawn")

widths = st.lists(st.integers(1, 3), min_size=1, max_size=3)


def makes_a_network(*arguments: Any) -> bool:
    """Whether there is such a network."""
    try:
        MLP(*arguments)
    except ValueError:
        return False
    return True


@given(hidden=widths, k=st.integers(1, 3))
def test_what_is_offered_makes_a_network_and_what_is_not_would_be_refused(
    hidden: list[int], k: int
) -> None:
    """Whatever the widths; held against `MLP` itself."""
    m = [2, *hidden, k]
    inner = ["tanh"] * len(hidden)
    table = ACTIVATIONS | {"soft_plus": SOFT_PLUS}
    for name, f in table.items():
        offered = name in offers.activations(table, hidden)
        assert offered == makes_a_network(m, [*([f] * len(hidden)), "sigmoid"])
        offered = name in offers.activations(table, [k])
        assert offered == makes_a_network(m, [*inner, f])
    for name in LOSSES:
        assert (name in offers.losses(LOSSES, k)) == makes_a_network(m, [*inner, "sigmoid"], name)


def menus(panel: BasePanel) -> str:
    """All that is drawn, with the menus in it, but for the numbers."""
    return "".join(panel.regions.get(name, "") for name in ("sliders", "setup", "network"))


def menu(panel: BasePanel, name: str) -> list[str]:
    """The values that a menu offers."""
    page = "".join(panel.regions.values())
    drawn = re.findall(rf'<select [^>]*data-name="{name}".*?</select>', page)
    return re.findall(r'<option value="([^"]*)"', drawn[0])


def step_panel(m: list[int]) -> StepPanel:
    return panels.step(MLP(m, "sigmoid", seed=7), np.ones(m[0]), np.ones(m[-1]))


def test_with_one_output_the_step_panel_offers_the_loss_and_the_outputs_that_suit_it() -> None:
    """Binary cross-entropy for cross-entropy; and no softmax, there and for one hidden unit."""
    assert menu(step_panel([2, 3, 2]), "loss") == list(LOSSES)
    assert "softmax" in menu(step_panel([2, 3, 2]), "output")
    panel = step_panel([2, 3, 1])
    assert menu(panel, "loss") == ["half_squared_error", "binary_cross_entropy"]
    assert "softmax" not in menu(panel, "output")
    assert "softmax" in menu(panel, "hidden")
    panel.act("set", key="width", index=[1], value=1.0)
    assert "softmax" not in menu(panel, "hidden")
    panel.act("set", key="width", index=[2], value=2.0)
    assert "cross_entropy" in menu(panel, "loss")


def test_the_other_panels_offer_no_softmax_of_one_unit_either() -> None:
    for k, there in ((1, False), (2, True)):
        mlp = MLP([2, k, 2], "tanh", seed=7)
        assert ("softmax" in menu(panels.gradcheck(mlp, [1, 1], [1, 0]), "hidden")) == there
    panel = panels.training("moons")
    assert "softmax" not in menu(panel, "output")
    panel.act("choose", name="loss", value="cross_entropy")
    assert "softmax" in menu(panel, "output")


def test_every_loss_has_a_short_readable_name_in_every_menu() -> None:
    """None is a name of code."""
    for names in (controls.losses(Notation(1)), dict(softmax_controls.LOSSES)):
        assert names.keys() == LOSSES.keys()
        assert not [name for name in names.values() if "_" in name]
        assert names["binary_cross_entropy"] == "binary cross-entropy"


ONE_OUTPUT, ONE_UNIT = "cross_entropy with one output", "one softmax unit"
REFUSED: dict[str, tuple[Any, tuple[str, dict[str, Any]], str]] = {
    "a loss for one output": (
        lambda: step_panel([2, 3, 1]), ("choose", {"name": "loss", "value": "cross_entropy"}),
        ONE_OUTPUT,
    ),
    "softmax for one output": (
        lambda: step_panel([2, 3, 1]), ("choose", {"name": "output", "value": "softmax"}), ONE_UNIT,
    ),
    "softmax for one hidden unit": (
        lambda: step_panel([2, 1, 2]), ("choose", {"name": "hidden", "value": "softmax"}), ONE_UNIT,
    ),
    "one output for a loss": (
        lambda: panels.step(MLP([2, 3, 2], "sigmoid", "cross_entropy", seed=7), [1, 1], [1, 0]),
        ("set", {"key": "width", "index": [2], "value": 1.0}), ONE_OUTPUT,
    ),
    "one hidden unit for softmax": (
        lambda: panels.step(MLP([2, 3, 2], ["softmax", "tanh"], seed=7), [1, 1], [1, 0]),
        ("set", {"key": "width", "index": [1], "value": 1.0}), ONE_UNIT,
    ),
    "softmax in training": (
        lambda: panels.training("moons"), ("choose", {"name": "output", "value": "softmax"}),
        ONE_UNIT,
    ),
    "a loss for targets beyond 1": (
        lambda: panels.training("wave"),
        ("choose", {"name": "loss", "value": "binary_cross_entropy"}), "targets from 0 to 1",
    ),
    "softmax in the gradient check": (
        lambda: panels.gradcheck(MLP([2, 1, 2], "tanh", seed=7), [1, 1], [1, 0]),
        ("choose", {"name": "hidden", "value": "softmax"}), ONE_UNIT,
    ),
    "a width in depth": (
        lambda: panels.depth(activation="softmax", width=2),
        ("set", {"key": "width", "index": [], "value": 1.0}), ONE_UNIT,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("made", "done", "words"), REFUSED.values(), ids=REFUSED)
def test_what_learns_nothing_is_refused_in_the_panel_which_goes_on(
    made: Any, done: tuple[str, dict[str, Any]], words: str
) -> None:
    """In words, with everything as it was; the menu goes back to what it had."""
    panel = made()
    before, shown = panel.code, menus(panel)
    panel.act(done[0], **done[1])
    panel.act("settle")
    assert words in panel.regions["trouble"].lower()
    assert (panel.code, menus(panel)) == (before, shown)
    panel.act("choose", name="notation", value="nielsen")
    assert panel.regions["trouble"] == ""


def test_the_binary_cross_entropy_is_chosen_and_left_again_in_training() -> None:
    """Its output is a sigmoid, of as many units as the data have columns."""
    panel = panels.training("blobs")
    for loss, output, k in (
        ("binary_cross_entropy", "sigmoid", 3), ("cross_entropy", "softmax", 3),
        ("binary_cross_entropy", "sigmoid", 3), ("half_squared_error", "sigmoid", 3),
    ):  # fmt: skip
        panel.act("choose", name="loss", value=loss)
        assert not panel.trouble
        assert (panel.settings.output, panel.mlp.widths[-1]) == (output, k)
        assert panel.mlp.loss.name == loss
    panel = panels.training("moons", loss="binary_cross_entropy")
    assert (panel.mlp.f[-1].name, panel.mlp.widths[-1]) == ("sigmoid", 1)
    before = panel.run.records[0].loss
    panel.act("epoch")
    assert panel.run.records[-1].loss < before
