"""Each notebook where no kernel runs: as a page, on paper, and as slides, with the network off."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter, SlidesExporter
from playwright.sync_api import Browser, Page, Route

from tests import NOTEBOOKS

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
ALWAYS_ASKED = ("/mathjax/", "/require.js/")  # by nbconvert itself, of one host, for any notebook
ONE_HOST = "https://cdnjs.cloudflare.com/ajax/libs"
PAPER = {"width": 720, "height": 1040}  # A4 within its margins, at 96 dots an inch

TOO_WIDE = """selector => [...document.querySelectorAll(selector)].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width && box.right > document.documentElement.clientWidth + 2;
}).map(e => e.outerHTML.slice(0, 90))"""
PICTURES = "() => [...document.images].filter(i => !i.{}).map(i => i.outerHTML.slice(0, 90))"

pytestmark = pytest.mark.long


@dataclass
class Sheet:
    """A page without a network, and what it asked the network for."""

    page: Page
    asked: list[str] = field(default_factory=list)

    def refuse(self, route: Route) -> None:
        """Note what is asked, and give nothing."""
        self.asked.append(route.request.url)
        route.abort()


def converted(path: Path, exporter: type[HTMLExporter], folder: Path) -> Path:
    """The notebook as a file of HTML."""
    body, _ = exporter().from_notebook_node(nbformat.read(path, as_version=4))
    target = folder / f"{path.stem}.html"
    target.write_text(body, encoding="utf-8")
    return target


@pytest.fixture(scope="module", params=PATHS, ids=lambda path: path.stem)
def sheet(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sheet]:
    """Each notebook in turn, as nbconvert's HTML."""
    path = converted(request.param, HTMLExporter, tmp_path_factory.mktemp("paper"))
    sheet = Sheet(browser.new_page(viewport=PAPER))
    sheet.page.route(lambda url: url.startswith("http"), sheet.refuse)
    sheet.page.goto(path.as_uri())
    yield sheet
    sheet.page.close()


def test_a_page_asks_for_nothing_but_what_nbconvert_always_asks_for(sheet: Sheet) -> None:
    """MathJax, and the loader before it; no widgets, no fonts, no pictures from elsewhere."""
    others = [
        url for url in sheet.asked
        if not (url.startswith(ONE_HOST) and any(name in url for name in ALWAYS_ASKED))
    ]  # fmt: skip
    assert others == []


def test_without_the_network_a_page_can_be_read(sheet: Sheet) -> None:
    """Every panel stands as tables and pictures, and every picture has its words."""
    panels = sheet.page.locator(".mlp-panel.mlp-static")
    assert panels.count() > 0
    for n in range(panels.count()):
        assert len(panels.nth(n).inner_text()) > 100
    assert sheet.page.locator("script[type*='widget']").count() == 0
    assert sheet.page.evaluate(PICTURES.format("naturalWidth")) == []
    assert sheet.page.evaluate(PICTURES.format("alt")) == []


def test_on_paper_no_panel_is_wider_than_the_sheet(sheet: Sheet) -> None:
    """A4; and the file has pages."""
    sheet.page.emulate_media(media="print")
    assert sheet.page.evaluate(TOO_WIDE, ".mlp-panel, .mlp-panel img, .mlp-panel figure") == []
    pdf = sheet.page.pdf(format="A4")
    assert pdf.startswith(b"%PDF")
    assert 2 < pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") < 80
    sheet.page.emulate_media(media="screen")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_notebook_has_slides(path: Path, tmp_path: Path) -> None:
    """One for each idea, and one for each panel; nbconvert makes them."""
    cells = nbformat.read(path, as_version=4).cells
    kinds = [cell.metadata.get("slideshow", {}).get("slide_type") for cell in cells]
    assert kinds[0] == "slide"
    ideas = [c for c in cells if c.cell_type == "markdown" and c.source.startswith("## ")]
    assert kinds.count("slide") == len(ideas) + 1
    slides = converted(path, SlidesExporter, tmp_path).read_text(encoding="utf-8")
    assert slides.count("<section") > kinds.count("slide")
