"""Each notebook as a page without code, served by Voila: its panels live, its cells unseen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from lab.other_pages import PrivateVoila
from tests import NOTEBOOKS

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
SECONDS_TO_RUN = 120


@pytest.fixture(scope="module")
def voila() -> Iterator[PrivateVoila]:
    """One server for all notebooks."""
    server = PrivateVoila()
    server.add(*PATHS)
    with server:
        yield server


@pytest.mark.samples("03_")
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_voila_serves_a_notebook_as_a_page_without_code(
    path: Path, browser: Browser, voila: PrivateVoila
) -> None:
    """The text and the live panels; a panel answers its keys."""
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{voila.url}/voila/render/{path.name}", timeout=1000 * SECONDS_TO_RUN)
    expect(page.locator("h1").first).to_be_visible(timeout=1000 * SECONDS_TO_RUN)
    panel = page.locator('.mlp-panel:not(.mlp-static):has([data-do="next"])').first
    panel.wait_for(timeout=1000 * SECONDS_TO_RUN)
    assert page.locator(".jp-CodeCell .jp-InputArea:visible, .cm-editor:visible").count() == 0
    panel.focus()
    if (status := panel.locator(".mlp-status")).count():
        page.keyboard.press("Home")
        expect(status).to_contain_text("1 of")
        page.keyboard.press("ArrowRight")
        expect(status).to_contain_text("2 of")
    assert errors == []
    page.close()
