"""Targets that the output can never give are pointed out, politely, and nothing else changes."""

import re

import numpy as np
import pytest

from mlpcore import MLP, panels
from mlpcore.lesson import walkthrough
from mlpcore.lesson.notation.books import BOOKS
from mlpcore.lesson.steps.walkthrough import Walkthrough
from mlpcore.panels import StepPanel
from tests.helpers.passes import PASSES, SOFT_PLUS, each_pass, walk

NET = MLP([2, 3, 1], "sigmoid", seed=7, init="uniform")
X = [0.8, -0.4]
SAID = "{} holds 2, but sigmoid gives only outputs from 0 to 1: no weights reach that"
LETTER = {"notes": "y", "nielsen": "y", "bishop": "t"}
each_book = pytest.mark.parametrize("book", BOOKS)


def noted(steps: Walkthrough) -> list[str]:
    """The notes in a printed pass."""
    return re.findall(r"note: (.*)", str(steps))


@each_book
def test_a_printed_pass_says_below_the_target_that_it_is_out_of_reach(book: str) -> None:
    """In the letters of the book."""
    steps = walkthrough(NET, X, [2], notation=book)
    letter = LETTER[book]
    lines = str(steps).splitlines()
    assert lines[lines.index(f"  {letter} = [2]") + 1] == f"    note: {SAID.format(letter)}"
    assert steps.trace.out_of_reach == SAID.format(letter)


@each_pass
def test_where_there_is_nothing_to_say_nothing_is_said(name: str) -> None:
    """Of all these passes, one has shares that are none."""
    expected = [
        "a row of y sums to 1.6, but softmax gives outputs that sum to 1: no weights reach that"
    ]
    assert noted(walk(name)) == (expected if name == "soft targets" else [])


def test_an_activation_of_ones_own_says_only_what_it_knows() -> None:
    """It has no bounds unless it is given some."""
    mlp = MLP([2, 2], SOFT_PLUS, seed=1)
    assert walkthrough(mlp, X, [-5, 5]).trace.out_of_reach == ""


def step_panel(y: float, **how: object) -> StepPanel:
    return panels.step(NET, X, [y], **how)  # type: ignore[arg-type]


@each_book
def test_the_step_panel_notes_it_as_it_comes_and_goes(book: str) -> None:
    """It is no refusal: the number is taken."""
    panel = step_panel(1, notation=book)
    assert panel.regions["note"] == ""
    panel.act("set", key="y", index=[1], value=2.0)
    said = f'<p class="mlp-note"><strong>Note:</strong> {SAID.format(LETTER[book])}.</p>'
    assert (panel.regions["note"], panel.regions["trouble"]) == (said, "")
    assert panel.state.y == (2.0,)
    panel.act("choose", name="output", value="identity")
    assert panel.regions["note"] == ""


def test_the_step_panel_says_nothing_of_a_target_that_it_does_not_show() -> None:
    """It goes no further than the forward pass."""
    assert step_panel(2, until="I").regions["note"] == ""
    assert step_panel(2, until="II").regions["note"]


def test_the_step_panel_does_not_tell_a_target_that_is_hidden_from_the_room() -> None:
    panel = step_panel(2)
    panel.act("look", key="y", index=[1])
    panel.act("cover")
    assert panel.regions["note"] == ""
    panel.act("reveal", key="y")
    assert panel.regions["note"]


@each_book
def test_the_training_panel_notes_it(book: str) -> None:
    """Of all rows, while it trains; and it trains."""
    panel = panels.training("wave", output="sigmoid", notation=book)
    letter, least = LETTER[book], panel.task.Y.min()
    said = f"{letter} holds {least:g}, but sigmoid gives only outputs from 0 to 1: no weights reach"
    assert said in panel.regions["note"]
    assert f"note: {said}" in str(panel)
    panel.act("epoch")
    assert panel.run.epoch == 1
    assert said in panel.regions["note"]
    panel.act("choose", name="output", value="identity")
    assert panel.regions["note"] == ""
    assert "note:" not in str(panel)


def test_the_note_is_announced_politely() -> None:
    """It has a place of its own, which is there from the beginning."""
    for panel in (step_panel(1), panels.training("xor")):
        assert '<div data-region="note" role="status"></div>' in panel.frame


def test_a_page_without_a_kernel_has_the_note_where_there_is_one() -> None:
    for quiet, loud in (
        (step_panel(1), step_panel(2)),
        (panels.training("wave"), panels.training("wave", output="sigmoid")),
    ):
        assert '<p class="mlp-note">' not in quiet.still()
        assert loud.still().count('<p class="mlp-note">') == 1


def test_a_batch_of_targets_out_of_reach_is_no_matter_of_a_sample() -> None:
    """A pass speaks of its own target alone."""
    rows = np.array([[0.5], [2.0]])
    said = [walkthrough(NET, X, y).trace.out_of_reach for y in rows]
    assert [bool(each) for each in said] == [False, True]


def test_the_passes_of_these_tests_have_targets_of_both_kinds() -> None:
    assert {bool(noted(walk(name))) for name in PASSES} == {True, False}
