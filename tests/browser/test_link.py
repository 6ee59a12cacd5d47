"""The QR code over the whole window: what a phone reads of it, and how it goes away again."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from lab.opened_notebook import SHUT_DOWN, OpenedNotebook
from lab.private_lab import PrivateLab
from tests.browser.gallery import settled
from tests.browser.panel import STEP_PANEL
from tests.browser.test_lab import write
from tests.browser.test_notebooks import AXE, RUN_AXE, WCAG
from tests.browser.test_states import LOST
from tests.browser.test_step_panel import CHANGE_THEME

SITE = "https://my.edu/courses/2026/mlp/"
FIRST = f"import mlpcore\nfrom mlpcore import panels\n%env MLPCORE_SITE={SITE}"
STEP = "panels.preset('first')"
SEEN_FROM_AFAR = 200  # pixels of a phone's picture from one edge of the code to the other


@pytest.fixture(scope="module")
def lecture(
    browser: Browser, lab: PrivateLab, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenedNotebook]:
    """A notebook with two step panels."""
    path = tmp_path_factory.mktemp("lecture") / "lecture.ipynb"
    lab.add(write(path, FIRST, STEP, STEP))
    notebook = lab.open(browser, path.name)
    yield notebook
    notebook.close()
    assert notebook.console_errors == []


def first(notebook: OpenedNotebook) -> Locator:
    """The first panel, new, which has the keys."""
    notebook.run_all()
    root = notebook.page.locator(STEP_PANEL).first
    root.focus()
    return root


@pytest.fixture
def root(lecture: OpenedNotebook) -> Locator:
    """A step panel, above another one."""
    return first(lecture)


def dialog(root: Locator) -> Locator:
    """The place of the QR code."""
    return root.locator('[data-region="link"]')


def ask(root: Locator) -> Locator:
    """The QR code, asked for with its key."""
    root.page.keyboard.press("q")
    expect(dialog(root)).to_be_visible()
    return root.locator(".mlp-qr")


def pixels(page: Page, scale: float = 1.0) -> np.ndarray:
    """What is on the screen, in a picture that is so much smaller."""
    shown = Image.open(io.BytesIO(page.screenshot())).convert("L")
    width, height = (round(each * scale) for each in shown.size)
    return np.asarray(shown.resize((width, height), Image.Resampling.BOX))


def read(seen: np.ndarray) -> str:
    """The address that a phone finds in a picture."""
    return str(zxingcpp.read_barcodes(seen)[0].text)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_last_row_reads_this_panel_with_its_step(root: Locator, theme: str) -> None:
    """On the projector, as high as the window, black on white."""
    page = root.page
    page.evaluate(CHANGE_THEME, theme)
    expect(
        page.locator(f"body[data-jp-theme-light={str(theme == 'light').lower()}]")
    ).to_be_attached()
    page.keyboard.press("f")
    root.press("PageDown")
    settled(root)
    page.keyboard.press("c")
    code = root.locator("[data-code]").get_attribute("data-code")
    box = ask(root).bounding_box() or {}
    height = page.viewport_size["height"]
    assert 0.95 * height <= box["height"] <= height
    address = read(pixels(page, SEEN_FROM_AFAR / box["width"]))
    assert address.startswith(f"{SITE}panels/step.html?")
    assert parse_qs(urlsplit(address).query)["code"] == [code]
    assert {0, 255} <= set(pixels(page)[:, : int(box["width"])].ravel())
    expect(dialog(root).locator("a")).to_have_attribute("href", address)


@pytest.mark.parametrize("key", ["q", "Escape", "PageDown", "PageUp", "b", "."])
def test_one_key_puts_it_away_and_does_nothing_else(root: Locator, key: str) -> None:
    """All that a remote sends, too; the next one is the panel's again."""
    page = root.page
    page.keyboard.press("f")
    root.press("PageDown")
    settled(root)
    ask(root)
    page.keyboard.press(key)
    expect(dialog(root)).to_be_hidden()
    settled(root)
    expect(root.locator(".mlp-status")).to_have_text("2 of 16")
    assert not root.evaluate("e => e.classList.contains('mlp-blank')")
    assert root.evaluate("e => e.classList.contains('mlp-projector')")
    page.keyboard.press("PageDown")
    expect(root.locator(".mlp-status")).to_have_text("3 of 16")


def test_in_a_lecture_the_remote_goes_on_where_it_was(root: Locator) -> None:
    """Of a panel in its cell, while the whole notebook is shown."""
    page = root.page
    page.keyboard.press("Shift+F")
    ask(root)
    page.keyboard.press("PageDown")
    expect(dialog(root)).to_be_hidden()
    assert page.locator(".mlp-lecture-here, .mlp-projector").count() == 0
    page.keyboard.press("Shift+F")
    expect(page.locator("body.mlp-lecture")).to_have_count(0)


def test_the_button_shows_it_and_the_one_beside_it_puts_it_away(root: Locator) -> None:
    """The focus goes there and comes back; axe finds nothing wrong there."""
    button = root.locator('[data-region="tools"] [data-do="link"]')
    button.focus()
    button.press("Enter")
    away = dialog(root).get_by_role("button")
    expect(away).to_be_focused()
    root.page.evaluate(AXE)
    assert root.page.evaluate(RUN_AXE, WCAG) == []
    away.press("Enter")
    expect(dialog(root)).to_be_hidden()
    expect(button).to_be_focused()


def test_without_a_kernel_it_still_goes_away(
    open_notebook: Callable[..., OpenedNotebook], tmp_path: Path
) -> None:
    root = first(open_notebook(write(tmp_path / "alone.ipynb", FIRST, STEP)))
    ask(root)
    root.page.evaluate(SHUT_DOWN)
    root.page.keyboard.press("q")
    expect(dialog(root)).to_be_hidden()
    expect(root.locator(".mlp-state")).to_have_text(LOST)
