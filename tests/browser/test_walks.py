"""Notebook 02, walked as in the lecture hall with a remote, and at home with the keyboard alone."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from lab.opened_notebook import NOTEBOOK, OpenedNotebook
from lab.private_lab import PrivateLab
from tests.browser.gallery import LIVE, settled
from tests.browser.panel import STEP_PANEL, ShownPanel
from tests.browser.sight import UNFIT_FOR_A_PROJECTOR as UNFIT
from tests.browser.test_exercises_panel import NAME as PROGRESS

NAME = "02_backpropagation.ipynb"
MOST_PRESSES = 600
PLACE = re.compile(r"(\d+) of (\d+)")
FIRST_WITH_A_PANEL = 14  # the cell that shows the first step panel

# Which cell the lecture has come to, what is on the projector, how many answers are open, and how
# far the notebook is scrolled.
STOP = """() => {
    const cells = [...document.querySelectorAll('.jp-NotebookPanel .jp-Cell')];
    const shown = document.querySelector('.mlp-projector');
    return [
        cells.findIndex(cell => cell.classList.contains('mlp-lecture-here')),
        shown?.ariaLabel ?? '',
        shown?.querySelector('.mlp-status')?.textContent ?? '',
        document.querySelectorAll('.jp-Cell details[open]:not(.mlp-setup)').length,
        Math.round(document.querySelector('.jp-NotebookPanel .jp-WindowedPanel-outer').scrollTop),
    ];
}"""
MOVED = f"before => JSON.stringify(({STOP})()) !== JSON.stringify(before)"
TO_THE_TOP = """() => {
    document.querySelector('.jp-NotebookPanel .jp-WindowedPanel-outer').scrollTop = 0;
}"""

TEXT_SIZES = """() => ['.jp-RenderedMarkdown p', '.jp-OutputArea-output pre'].map(
    text => parseFloat(getComputedStyle(document.querySelector(text)).fontSize))"""

IN_FRONT = f"""number => {{
    const notebook = {NOTEBOOK}.content;
    notebook.activeCellIndex = number;
    notebook.mode = 'command';
    notebook.activeCell.node.focus();
}}"""

pytestmark = pytest.mark.long


class Stop(NamedTuple):
    """Where a lecture has come to."""

    cell: int
    panel: str
    status: str
    answers: int
    scrolled: int

    @property
    def place(self) -> tuple[int, int]:
        """Which step of how many the panel on the projector shows."""
        found = PLACE.search(self.status)
        return (int(found[1]), int(found[2])) if found else (0, 0)


@pytest.fixture(scope="module")
def notebook(browser: Browser, lab: PrivateLab) -> Iterator[OpenedNotebook]:
    """Notebook 02, run; in the end its console shows no error, and nobody's progress is kept."""
    notebook = lab.open(browser, NAME)
    notebook.run_all()
    yield notebook
    notebook.close()
    (lab.folder / "notebooks" / PROGRESS).unlink(missing_ok=True)
    assert notebook.console_errors == []


@pytest.fixture
def lecture(notebook: OpenedNotebook) -> Iterator[Page]:
    """The whole notebook on the projector, from its top; put away from another panel."""
    page = notebook.page
    page.locator(LIVE).first.press("Shift+F")
    page.evaluate(TO_THE_TOP)
    yield page
    page.keyboard.press("Escape")
    expect(on_the_projector(page)).to_have_count(0)
    page.locator(LIVE).last.press("Shift+F")
    page.keyboard.press("PageUp")
    assert page.locator(".mlp-lecture, .mlp-lecture-here").count() == 0


def stop(page: Page) -> Stop:
    """Where the lecture is."""
    return Stop(*page.evaluate(STOP))


def press(page: Page, key: str) -> Stop:
    """Press a key of the remote, wait for what it does, and say where the lecture is then."""
    before = page.evaluate(STOP)
    page.keyboard.press(key)
    page.wait_for_function(MOVED, arg=before, timeout=10_000)
    return stop(page)


def on_the_projector(page: Page) -> Locator:
    """The panel that has the whole window."""
    return page.locator(".mlp-projector")


# --- the remote ---------------------------------------------------------------------------------


def test_a_lecture_is_led_by_page_down_alone_and_back_by_page_up(lecture: Page) -> None:
    """All cells in order, all steps, all answers; all of it large enough, and nothing cut off."""
    page = lecture
    last = page.locator(".jp-NotebookPanel .jp-Cell").count() - 1
    answers = page.locator(".jp-Cell details:not(.mlp-setup)").count()
    stops, faults = [], []
    while not stops or (stops[-1].cell, stops[-1].answers) != (last, answers):
        stops.append(press(page, "PageDown"))
        assert len(stops) < MOST_PRESSES
        if stops[-1].panel:
            settled(on_the_projector(page))
            faults += [(stops[-1].cell, each) for each in on_the_projector(page).evaluate(UNFIT)]
    assert sorted(set(faults)) == []
    cells = [each.cell for each in stops]
    assert sorted(set(cells)) == list(range(last + 1))
    assert cells == sorted(cells)
    assert_each_panel_was_led_to_its_end(page, stops)
    words, outputs = page.evaluate(TEXT_SIZES)
    assert min(words - 22, outputs - 20) >= 0
    the_last_press_changes_nothing(page)
    the_way_back_shows_the_steps(page, stops)


def assert_each_panel_was_led_to_its_end(page: Page, stops: list[Stop]) -> None:
    """As many panels as the notebook has, each step by step to its last."""
    shown: dict[int, list[tuple[int, int]]] = {}
    for each in stops:
        if each.panel:
            shown.setdefault(each.cell, []).append(each.place)
    assert len(shown) == page.locator(LIVE).count()
    for places in shown.values():
        (first, _), (end, steps) = places[0], places[-1]
        assert end == steps
        assert [at for at, _ in places] == list(range(first, end + 1))


def the_last_press_changes_nothing(page: Page) -> None:
    """At the end of the notebook there is no way on."""
    before = stop(page)
    page.keyboard.press("PageDown")
    page.wait_for_timeout(300)
    assert stop(page) == before


def the_way_back_shows_the_steps(page: Page, stops: list[Stop]) -> None:
    """Page Up as far as the last step panel, and through it to the cell before it."""
    cell, _, _, *_ = next(each for each in reversed(stops) if each.place[1] == 16)
    back = [press(page, "PageUp")]
    while back[-1].cell >= cell:
        back.append(press(page, "PageUp"))
    assert [each.place for each in back if each.cell == cell] == [(n, 16) for n in range(16, 0, -1)]
    assert back[-1].cell == cell - 1


def test_a_remote_leads_on_after_a_slider_was_moved(lecture: Page) -> None:
    """Page Down is the remote's then, not the slider's, which stays where it was put."""
    page = lecture
    page.evaluate(
        "number => document.querySelectorAll('.jp-Cell')[number].scrollIntoView()",
        FIRST_WITH_A_PANEL,
    )
    shown = press(page, "PageDown")
    while not shown.panel:
        shown = press(page, "PageDown")
    panel = ShownPanel(on_the_projector(page))
    panel.drag(panel.sliders()[0], 0.5)
    settled(panel.root)
    value, at = panel.sliders()[0].input_value(), shown.place[0]
    assert press(page, "PageUp").place[0] == at - 1
    assert panel.sliders()[0].input_value() == value


def test_the_other_buttons_of_a_remote_do_no_harm(lecture: Page) -> None:
    """One makes the window dark until the next press; one sends F5, which loads no page anew."""
    page = lecture
    page.evaluate("() => { window.stillHere = true; }")
    cells = page.locator(".jp-NotebookPanel .jp-Cell").count()
    before = press(page, "PageDown")
    for key in (".", "b"):
        page.keyboard.press(key)
        assert page.evaluate("document.body.classList.contains('mlp-blank')")
        page.keyboard.press("PageDown")
        assert not page.evaluate("document.body.classList.contains('mlp-blank')")
    page.keyboard.press("F5")
    assert page.evaluate("window.stillHere")
    assert stop(page) == before
    assert page.locator(".jp-NotebookPanel .jp-Cell").count() == cells


# --- the keyboard -------------------------------------------------------------------------------


def focused(page: Page, selector: str) -> bool:
    """Whether the focus is on such an element."""
    return bool(page.evaluate("wanted => document.activeElement.matches(wanted)", selector))


def gets_the_focus(page: Page, selector: str) -> None:
    """Wait until it is."""
    page.wait_for_function("wanted => document.activeElement.matches(wanted)", arg=selector)


def active_cell(page: Page) -> int:
    """The number of the cell that JupyterLab has in front."""
    return int(page.evaluate(f"() => {NOTEBOOK}.content.activeCellIndex"))


def test_tab_leads_from_a_cell_into_its_panel_and_escape_back(notebook: OpenedNotebook) -> None:
    """From a control to the panel, from the panel to the cell; then the arrows are the cells'."""
    page = notebook.page
    page.evaluate(IN_FRONT, FIRST_WITH_A_PANEL)
    page.keyboard.press("Tab")
    gets_the_focus(page, STEP_PANEL)
    panel = ShownPanel(page.locator(STEP_PANEL).first)
    while not focused(page, '[data-key="x"].mlp-typed'):
        page.keyboard.press("Tab")
        settled(panel.root)
    before = panel.screen()
    page.keyboard.press("ArrowUp")
    settled(panel.root)
    assert panel.screen() != before
    page.keyboard.press("Escape")
    gets_the_focus(page, STEP_PANEL)
    page.keyboard.press("Escape")
    gets_the_focus(page, ".jp-Cell")
    page.keyboard.press("ArrowDown")
    assert active_cell(page) == FIRST_WITH_A_PANEL + 1


def test_an_answer_is_opened_by_keyboard(notebook: OpenedNotebook) -> None:
    """Tab comes to it from its cell; the cell stays text."""
    page = notebook.page
    page.evaluate(IN_FRONT, FIRST_WITH_A_PANEL + 1)
    page.keyboard.press("Tab")
    assert focused(page, "summary")
    answer = page.locator("details:has(summary:focus)")
    before = answer.evaluate("e => e.open")
    page.keyboard.press("Space")
    assert answer.evaluate("e => e.open") != before


def test_arrows_walk_the_numbers_of_a_matrix(notebook: OpenedNotebook) -> None:
    """Each comes under the lens; at an edge one stays."""
    panel = ShownPanel(notebook.page.locator(STEP_PANEL).nth(1))  # of 2-3-2
    panel.cell("W_1", (1, 1)).focus()
    way = {"ArrowRight": (1, 2), "ArrowDown": (2, 2), "ArrowLeft": (2, 1), "ArrowUp": (1, 1)}
    for key, at in way.items():
        panel.page.keyboard.press(key)
        settled(panel.root)
        expect(panel.cell("W_1", at)).to_be_focused()
        assert panel.under_the_lens() == ("W_1", at)
    panel.page.keyboard.press("ArrowUp")
    expect(panel.cell("W_1", (1, 1))).to_be_focused()


def test_the_projector_is_entered_and_left_with_the_focus_where_it_was(
    notebook: OpenedNotebook,
) -> None:
    """By its key and by its button."""
    page = notebook.page
    panel = page.locator(STEP_PANEL).first
    for control, key in (('[data-do="next"]', "f"), ('[data-tool="projector"]', "Enter")):
        at = panel.locator(control)
        at.focus()
        page.keyboard.press(key)
        expect(on_the_projector(page)).to_be_focused()
        page.keyboard.press("Escape")
        expect(on_the_projector(page)).to_have_count(0)
        expect(at).to_be_focused()


def test_the_list_of_exercises_leads_to_a_cell_by_keyboard(notebook: OpenedNotebook) -> None:
    """From its entry in the list to the cell that asks it, with the focus there."""
    page = notebook.page
    panel = page.get_by_role("group", name="Exercises panel")
    panel.press("Home")
    settled(panel)
    while not focused(page, '[data-do="go"][data-to="2"]'):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    settled(panel)
    assert focused(page, ".jp-Cell")
    here = page.locator(".jp-Cell:focus")
    expect(here).to_contain_text("Exercise 2 · pass it back")
    expect(here).to_be_in_viewport()


def test_the_list_of_exercises_has_no_second_place_to_answer(notebook: OpenedNotebook) -> None:
    """What is answered in a cell is ticked off in the list, and nothing can be typed there."""
    page = notebook.page
    panel = page.get_by_role("group", name="Exercises panel")
    expect(panel.get_by_role("textbox")).to_have_count(0)
    expect(panel.get_by_role("button", name="Show the solution")).to_have_count(0)
