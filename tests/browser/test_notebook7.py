"""Notebook 7: keys meant for a panel are no commands there, and it works as in JupyterLab."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from lab.opened_notebook import RUN_ALL, OpenedNotebook
from lab.other_pages import PrivateNotebook
from tests.browser.test_lab import write

PANEL = """import mlpcore
from mlpcore import panels
panels.step(mlpcore.MLP([2, 3, 2], seed=7), [1, -0.5], [0, 1])"""
COMMANDS = ("a", "b", "d", "d", "x", "y", "m")  # they insert, delete, cut and change cells


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A notebook whose first cell has shown a panel."""
    path = tmp_path_factory.mktemp("seven") / "seven.ipynb"
    with PrivateNotebook() as notebook:
        notebook.add(write(path, PANEL, "'below'"))
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(f"{notebook.url}/notebooks/{path.name}")
        OpenedNotebook(page).wait_until_ready()
        page.evaluate(RUN_ALL)
        expect(page.locator(".mlp-panel:not(.mlp-static)")).to_be_visible(timeout=60_000)
        yield page
        page.close()


@pytest.mark.parametrize("place", [".mlp-panel", '.mlp-panel [data-do="next"]'])
def test_no_key_meant_for_the_panel_changes_a_cell(page: Page, place: str) -> None:
    cells = page.locator(".jp-Cell")
    before = cells.all_text_contents()
    page.locator(place).first.focus()
    for key in COMMANDS:
        page.keyboard.press(key)
    expect(cells).to_have_count(2)
    assert cells.all_text_contents()[1] == before[1]


def test_an_arrow_goes_a_step_on(page: Page) -> None:
    panel = page.locator(".mlp-panel").first
    panel.press("Home")
    panel.press("ArrowRight")
    expect(panel.locator(".mlp-status")).to_have_text("2 of 16")


def test_beside_the_panel_a_key_is_a_command(page: Page) -> None:
    page.locator(".jp-Cell").last.click()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    expect(page.locator(".jp-Cell")).to_have_count(3)
