"""The page of a worksheet in Chromium: it fits on both papers, and a person can write into it."""

from io import BytesIO

import pytest
from playwright.sync_api import Browser, Page

from mlpcore.lesson.worksheets.make import worksheet

SHEETS = {
    "2-2-1": worksheet(seed=7),
    "deep": worksheet(seed=7, level=4),
    "the widest": worksheet(seed=3, widths=[6, 6, 6, 6], activations=["relu", "relu", "identity"]),
    "the deepest": worksheet(
        seed=1, widths=[2, 2, 2, 2, 2, 2, 3], activations=["relu"] * 5 + ["softmax"]
    ),
}
WIDTHS = {"a4": 180, "letter": 185.9}  # mm between the margins
PIXELS = 96 / 25.4

BEYOND = """(width) => [...document.querySelectorAll('article *:not(caption):not(svg *)')]
    .filter((element) => element.getBoundingClientRect().right > width + 0.5)
    .map((element) => element.outerHTML.slice(0, 80))"""
CLASHES = """() => [...document.querySelectorAll('.task')].flatMap((task) => {
    const box = task.getBoundingClientRect();
    return [...task.querySelectorAll('.formula, .blank, .working, li')].filter((element) => {
        const own = element.getBoundingClientRect();
        return own.right > box.right + 0.5 || own.bottom > box.bottom + 0.5;
    }).map((element) => element.outerHTML.slice(0, 80));
})"""
TALL = """(most) => [...document.querySelectorAll('.problem .task')]
    .filter((task) => task.getBoundingClientRect().height > most).length"""
SMALL = """(least) => [...document.querySelectorAll('.blank td')]
    .map((place) => place.getBoundingClientRect())
    .filter((box) => box.width < least.width || box.height < least.height).length"""


@pytest.fixture
def page(browser: Browser) -> Page:
    """An empty page."""
    return browser.new_page()


@pytest.mark.parametrize("paper", WIDTHS)
@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_the_sheet_fits_between_the_margins(page: Page, sheet: object, paper: str) -> None:
    """Nothing beyond the paper or out of its task, no task too tall, no place too small."""
    page.set_viewport_size({"width": round(WIDTHS[paper] * PIXELS), "height": 1000})
    page.emulate_media(media="print")
    page.set_content(sheet.html(paper=paper))
    assert page.evaluate(BEYOND, WIDTHS[paper] * PIXELS) == []
    assert page.evaluate(CLASHES) == []
    assert page.evaluate(SMALL, {"width": 13 * PIXELS, "height": 7 * PIXELS}) == 0
    assert page.evaluate(TALL, 85 * PIXELS) == 0  # a third of the page
    page.close()


def test_a_round_takes_two_pages_and_its_key_two_more(page: Page) -> None:
    """Printed on A4."""
    for part, pages in (("problem", 2), ("key", 2), ("both", 4)):
        page.set_content(SHEETS["2-2-1"].html(part))
        printed = BytesIO(page.pdf(prefer_css_page_size=True)).getvalue()
        assert printed.count(b"/Type /Page\n") == pages, part
    page.close()
