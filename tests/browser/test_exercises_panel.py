"""The exercises panel in JupyterLab: a slip is named, a right answer ticked, a restart survived."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from lab.opened_notebook import IDLE, KERNEL, OpenedNotebook
from lab.private_lab import PrivateLab
from tests.browser.gallery import settled
from tests.browser.test_lab import write

NAME = ".mlpcore-progress.json"
RESTART = f"() => {KERNEL}.restart()"
CELLS = (
    "from mlpcore import lesson, panels",
    'book = lesson.exercises("02")',
    'panels.exercises("02")',
    "book.answer(2, [-0.0625])",
)


@pytest.fixture(scope="module")
def opened(
    browser: Browser, lab: PrivateLab, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenedNotebook]:
    """A notebook with the panel, and a cell that answers exercise 2."""
    path = tmp_path_factory.mktemp("notebooks") / "exercises.ipynb"
    lab.add(write(path, *CELLS))
    notebook = lab.open(browser, path.name, height=1000)
    yield notebook
    notebook.close()
    assert notebook.console_errors == []


@pytest.fixture
def notebook(opened: OpenedNotebook, lab: PrivateLab) -> Iterator[OpenedNotebook]:
    """It, run where nothing is kept of what was answered before."""
    kept = lab.folder / "notebooks" / NAME
    kept.unlink(missing_ok=True)
    opened.run_all()
    yield opened
    kept.unlink(missing_ok=True)


@pytest.fixture
def panel(notebook: OpenedNotebook) -> Locator:
    """The panel in it."""
    return notebook.page.locator('.mlp-panel[aria-label="Exercises panel"]')


def box(panel: Locator) -> Locator:
    """Where an answer is typed."""
    return panel.get_by_role("textbox", name="Your answer")


def mark(panel: Locator, number: int) -> Locator:
    """The mark of an exercise in the list."""
    return panel.locator(f'button[data-to="{number}"] .mlp-ex-mark')


def said(panel: Locator) -> Locator:
    """What is said about an answer."""
    return panel.get_by_role("status")


def test_a_slip_is_named_and_a_right_answer_is_ticked_off(panel: Locator) -> None:
    """Typed with the keyboard alone, and by the button."""
    panel.press("Home")
    settled(panel)
    box(panel).fill("[0.125]")
    box(panel).press("Enter")
    expect(said(panel)).to_contain_text("this is the slip delta-sign")
    expect(mark(panel, 1)).to_have_text("…")
    box(panel).fill("[−1/8]")
    panel.get_by_role("button", name="Check the answer").click()
    expect(said(panel)).to_contain_text("Right")
    expect(mark(panel, 1)).to_have_text("✓")
    expect(panel.locator("[data-quantity=exercises_done]")).to_have_text("2")
    expect(panel.get_by_role("button", name="Exercise 1, by hand: done")).to_be_visible()


def test_hints_then_the_solution_after_a_second_press(panel: Locator) -> None:
    """Three hints, and the solution asks back."""
    panel.press("Home")
    settled(panel)
    for level in (1, 2, 3):
        panel.get_by_role("button", name="Hint").click()
        expect(panel.get_by_text(f"Hint {level}", exact=True)).to_be_visible()
    expect(panel.get_by_role("button", name="Hint")).to_be_disabled()
    solution = panel.get_by_role("button", name="Show the solution")
    solution.click()
    again = panel.get_by_role("button", name="Yes, show it: press once more")
    expect(again).to_be_visible()
    expect(panel.get_by_text("[-0.125]")).to_have_count(0)
    again.click()
    expect(panel.get_by_text("[-0.125]")).to_be_visible()


def test_a_list_with_gaps_is_refused_in_words_and_stays_to_be_repaired(panel: Locator) -> None:
    """Nothing that was typed is lost."""
    panel.press("Home")
    settled(panel)
    box(panel).fill("[0.1,, 2")
    box(panel).press("Enter")
    expect(panel.get_by_role("alert")).to_contain_text("Cannot read")
    expect(box(panel)).to_have_value("[0.1,, 2")
    expect(box(panel)).to_be_focused()


def test_keys_lead_from_exercise_to_exercise(panel: Locator) -> None:
    """Arrows, ends and digits; in the box they belong to the box."""
    here = panel.locator('button[aria-current="true"]')
    for key, to in (("End", 16), ("ArrowLeft", 15), ("3", 3), ("ArrowRight", 4), ("Home", 1)):
        panel.press(key)
        expect(here).to_have_attribute("data-to", str(to))
    box(panel).press("ArrowRight")
    expect(here).to_have_attribute("data-to", "1")


def test_a_report_is_a_line_to_copy(panel: Locator) -> None:
    """By the keyboard: the button, a name, Enter; a click on the line marks all of it."""
    panel.get_by_role("button", name="Report").press("Enter")
    who = panel.get_by_role("textbox", name="name or number")
    who.fill("Ada Lovelace")
    who.press("Enter")
    line = panel.get_by_text("mlpcore-report-1 02 by=Ada%20Lovelace 2=done,1t ~")
    expect(line).to_be_visible()
    line.click()
    marked = panel.page.evaluate("getSelection().toString()")
    assert marked == line.text_content()


def test_the_list_survives_a_restart_of_the_kernel(
    notebook: OpenedNotebook, panel: Locator, lab: PrivateLab
) -> None:
    """What was done in the panel and in a cell; the file holds no answer."""
    panel.press("Home")
    settled(panel)
    box(panel).fill("[-0.125]")
    box(panel).press("Enter")
    expect(mark(panel, 1)).to_have_text("✓")
    settled(panel)  # nothing is sent to a kernel that is gone
    notebook.page.evaluate(RESTART)
    notebook.wait_for(IDLE)
    notebook.run_all()
    for number, shown in ((1, "✓"), (2, "✓"), (3, "…")):
        expect(mark(panel, number)).to_have_text(shown)
    kept = json.loads((lab.folder / "notebooks" / NAME).read_text("utf-8"))
    assert set(kept["exercises"]) == {"02-1", "02-2"}
    assert "0.125" not in json.dumps(kept)
    reset = panel.locator('button[data-do="reset"]')
    reset.click()
    expect(reset).to_have_text("Yes, forget all")
    reset.click()
    expect(mark(panel, 1)).to_have_text("…")
