"""Every page of the site for everyone: axe-core, its language and title, and a small window."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.test_notebooks import AXE, WCAG
from tests.site.conftest import BELOW
from tests.site.test_pages import pages

Visit = Callable[..., Page]
FOUND = """async tags => (await axe.run(document, { runOnly: tags })).violations
    .flatMap(each => each.nodes.map(node => `${each.id}: ${node.html.slice(0, 120)}`))"""
STORED = """() => [...document.querySelectorAll('[data-panel]')]
    .every(place => place.dataset.state === 'stored')"""
ONE, ALL = slice(1), slice(None)
SMALLEST = {"width": 320, "height": 640}  # 1280 px at 400 % (1.4.10)


@pytest.mark.parametrize("part", ["index.html", "docs/", "notebooks/", "panels/"])
@pytest.mark.parametrize(
    "which", [ONE, pytest.param(ALL, marks=pytest.mark.long)], ids=["one", "all"]
)
def test_axe_finds_nothing_wrong_and_no_page_scrolls_sideways(
    visit: Visit, root: Path, part: str, which: slice
) -> None:
    """WCAG 2.2, A and AA, the whole of a page."""
    found = [path for path in pages(root / BELOW) if path.startswith(part)][which]
    faults = {path: wrong(visit(path)) for path in found}
    assert faults
    assert {path: each for path, each in faults.items() if each} == {}


def test_each_page_has_a_title_of_its_own(site: str, root: Path) -> None:
    heads = [(root / BELOW / path).read_text("utf-8") for path in pages(root / BELOW)]
    titles = {head.split("<title>")[1].split("</title>")[0] for head in heads}
    assert len(titles) == len(heads)
    assert all(titles)


def wrong(page: Page) -> list[str]:
    """What axe-core finds, and whether the page is wider than a small window."""
    page.wait_for_function(STORED)
    page.evaluate(AXE)
    found = page.evaluate(FOUND, WCAG)
    page.set_viewport_size(SMALLEST)
    if (width := page.evaluate("document.documentElement.scrollWidth")) > SMALLEST["width"]:
        found.append(f"{width} px wide")
    if page.locator("html").get_attribute("lang") != "en":
        found.append("no language")
    page.close()
    return found
