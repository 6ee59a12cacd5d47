"""Slides inside JupyterLab, by jupyterlab-slideshow of the extra `lecture`: panels are alive there.

The slides have the arrows, Space and Escape; a panel that has the focus has its own keys.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from lab.opened_notebook import NOTEBOOK, OpenedNotebook
from lab.private_lab import PrivateLab
from tests.browser import gallery
from tests.browser.gallery import settled
from tests.browser.test_lab import write

EXTENSION = "share/jupyter/labextensions/jupyterlab-slideshow/package.json"
PRESENT = """() => {
    const { content } = window.jupyterapp.shell.currentWidget;
    content.activeCellIndex = 1;
    window.jupyterapp.commands.execute('deck:start');
}"""
STOP = "() => window.jupyterapp.commands.execute('deck:stop')"
PRESENTING = "document.body.dataset.jpDeckMode === 'presenting'"
ACTIVE = f"() => {NOTEBOOK}.content.activeCellIndex"

IS_INSTALLED = (Path(sys.prefix) / EXTENSION).exists()

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not IS_INSTALLED, reason="jupyterlab-slideshow is not installed"),
]


@pytest.fixture(scope="module")
def notebook(
    browser: Browser, lab: PrivateLab, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenedNotebook]:
    """A notebook with a panel in its second cell, shown as slides from there."""
    path = tmp_path_factory.mktemp("slides") / "slides.ipynb"
    lab.add(write(path, gallery.FIRST, gallery.KINDS["step"], "'below'"))
    notebook = lab.open(browser, path.name)
    notebook.run_all()
    yield notebook
    notebook.close()
    assert notebook.console_errors == []


@pytest.fixture
def root(notebook: OpenedNotebook) -> Iterator[Locator]:
    """The panel, on its slide."""
    notebook.page.evaluate(PRESENT)
    notebook.wait_for(PRESENTING)
    yield notebook.page.locator(gallery.LIVE)
    notebook.page.evaluate(STOP)


def test_a_panel_on_a_slide_answers_its_keys_and_hands_them_back(
    notebook: OpenedNotebook, root: Locator
) -> None:
    """Its own keys while it has the focus; after Escape the arrows lead on to the next slide."""
    page = notebook.page
    status = root.locator(".mlp-status")
    root.press("Home")
    for key, at in (("ArrowRight", 2), ("PageDown", 3), ("PageUp", 2), ("ArrowLeft", 1)):
        page.keyboard.press(key)
        settled(root)
        expect(status).to_contain_text(f"{at} of 16")
    assert page.evaluate(ACTIVE) == 1
    page.keyboard.press("Escape")
    assert page.evaluate(PRESENTING)
    page.keyboard.press("ArrowRight")
    notebook.wait_for(f"({ACTIVE})() === 2")
    expect(status).to_contain_text("1 of 16")


def test_a_panel_on_a_slide_takes_the_projector_and_comes_back(
    notebook: OpenedNotebook, root: Locator
) -> None:
    """In front of the slides."""
    root.press("f")
    expect(notebook.page.locator(".mlp-projector")).to_be_focused()
    notebook.page.keyboard.press("Escape")
    expect(notebook.page.locator(".mlp-projector")).to_have_count(0)
    assert notebook.page.evaluate(PRESENTING)
