"""The panels once Python is there; only where MLPCORE_PYODIDE names a release of Pyodide."""

import io
import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from benchmarks.site import ALL_KEPT
from mlpcore import panels
from mlpcore.panels.base.site_links import SITE, link
from site_builder.showcase import mlp
from tests.browser.gallery import settled
from tests.browser.panel import ShownPanel
from tests.site.test_pages import VALUES, values_of
from tests.views.test_qr import painted

Visit = Callable[..., Page]
WAIT = 120_000  # ms
ASKED = """ServiceWorker.prototype.postMessage = (said) => {
    window.asked = `${said}, ${document.querySelector("[data-panel]").dataset.state}`;
};"""
ORDER = """() => {
    const all = performance.getEntriesByType("resource");
    const of = (end) => all.find(({ name }) => name.split("?")[0].endsWith(end));
    const then = [of("wasm32.whl"), of("/python.zip")].map((each) => each.startTime);
    return [of("python_stdlib.zip").responseEnd, ...then];
}"""
FORGET = """caches.keys().then(names => Promise.all(names.map(async name =>
    (await caches.open(name)).delete('../python.zip', { ignoreSearch: true }))))"""


@pytest.fixture(autouse=True)
def _with_python(pyodide: Path | None) -> None:
    if pyodide is None:
        pytest.skip("MLPCORE_PYODIDE names no folder")


def test_python_takes_over_where_a_person_is_and_moves_numbers(visit: Visit) -> None:
    page = visit("panels/step.html")
    page.locator("[data-state] .mlp-panel").wait_for()
    panel = ShownPanel(page.locator(".mlp-panel"))
    for _ in range(7):
        panel.root.press("PageDown")
    place = panel.root.locator('[data-region="lens"]').bounding_box()
    page.locator('[data-state="live"]').wait_for(timeout=WAIT)
    expect(panel.root.locator(".mlp-status")).to_have_text("8 of 16")
    assert panel.root.locator('[data-region="lens"]').bounding_box() == place
    box = panel.root.locator('[data-region="sliders"] input.mlp-typed').first
    box.fill("3")
    box.press("Enter")
    settled(panel.root)
    assert panel.wrong(mlp()) == []
    assert "3" in panel.root.locator('[data-region="network"]').inner_text()


def test_a_code_in_the_address_brings_back_its_panel(visit: Visit) -> None:
    wanted = panels.softmax([3.0, 1.0, 0.5, -1.0])
    page = visit(f"panels/step.html?code={quote(wanted.code)}")
    page.locator('[data-state="live"]').wait_for(timeout=WAIT)
    expect(page.locator(".mlp-panel")).to_have_attribute("aria-label", "Softmax panel")
    assert page.locator('.mlp-panel [data-region="nets"] input.mlp-typed').count() == 4


def read(pixels: np.ndarray) -> str:
    """The address that a phone finds in a picture."""
    return str(zxingcpp.read_barcodes(pixels)[0].text)


def test_the_qr_code_of_a_panel_in_a_lecture_leads_to_the_same_numbers(
    visit: Visit, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of weights that no seed has drawn, in the middle of a pass."""
    monkeypatch.setenv(SITE, site)
    lecture = panels.step(mlp(), [1 / 3, -0.5], [0, 1], eta=0.25)
    lecture.act("go", to=8)
    lecture.act("link")
    address = read(painted(link("step", lecture.code)))
    assert f'href="{escape(address)}"' in lecture.regions["link"]
    page = visit(address.removeprefix(site))
    page.locator('[data-state="live"]').wait_for(timeout=WAIT)
    assert page.locator(".mlp-panel").evaluate(VALUES) == values_of(lecture)


def test_a_panel_of_the_site_shows_its_own_qr_code(visit: Visit) -> None:
    """Of what is on the screen: another page opened with it shows the same."""
    page = visit("panels/softmax.html")
    page.locator('[data-state="live"]').wait_for(timeout=WAIT)
    root = page.locator(".mlp-panel")
    box = root.locator('[data-region="nets"] input.mlp-typed').first
    box.fill("1/3")
    box.press("Enter")
    root.press("PageDown")
    settled(root)
    shown = root.evaluate(VALUES)
    root.press("q")
    root.locator(".mlp-qr").wait_for()
    pixels = Image.open(io.BytesIO(page.screenshot())).convert("L")
    other = visit(read(np.asarray(pixels)).removeprefix(page.url.partition("panels/")[0]))
    other.locator('[data-state="live"]').wait_for(timeout=WAIT)
    assert other.locator(".mlp-panel").evaluate(VALUES) == shown


def test_a_panel_of_a_notebook_loads_no_python_and_says_where_there_is_some(visit: Visit) -> None:
    page = visit("notebooks/02_backpropagation.html")
    root = page.locator("[data-state] .mlp-panel").first
    root.wait_for()
    box = root.locator('[data-region="sliders"] input.mlp-typed').first
    box.fill("3")
    box.press("Enter")
    expect(root.locator(".mlp-trouble")).to_contain_text("open the notebook")
    assert page.workers == []


def test_a_panel_with_pictures_comes_alive(visit: Visit) -> None:
    page = visit("panels/depth.html")
    page.locator('[data-state="live"]').wait_for(timeout=WAIT)
    picture = page.locator("img[data-picture]")
    expect(picture).to_have_attribute("src", re.compile("^data:image/png"), timeout=WAIT)


def test_a_second_visit_begins_with_what_the_first_one_kept(visit: Visit) -> None:
    """Without a network, and without the archive from which the first visit has compiled."""
    page = visit("panels/step.html")
    page.evaluate(ALL_KEPT)
    page.evaluate(FORGET)
    page.close()
    page.context.set_offline(True)
    page = visit("panels/step.html")
    page.locator('[data-state="live"]').wait_for(timeout=WAIT)
    assert page.workers[0].evaluate("performance.getEntriesByName('started again').length") == 1
    page.locator('[data-region="sliders"] input.mlp-typed').first.fill("3")
    page.keyboard.press("Enter")
    expect(page.locator('.mlp-panel [data-region="network"]')).to_contain_text("3")


def test_what_a_person_waits_for_comes_before_what_a_later_visit_needs(visit: Visit) -> None:
    page = visit("search.html")
    page.add_init_script(ASKED)
    page.goto(page.url.replace("search", "panels/step"))
    page.wait_for_function("window.asked", timeout=WAIT)
    assert page.evaluate("asked") == "keep, live"


def test_what_python_starts_with_comes_before_what_it_loads_then(visit: Visit) -> None:
    page = visit("panels/step.html")
    page.locator('[data-state="live"]').wait_for(timeout=WAIT)
    started, *others = page.workers[0].evaluate(ORDER)
    assert started <= min(others)


def test_a_network_that_goes_while_python_comes_leaves_no_error(visit: Visit) -> None:
    page = visit("panels/step.html")
    page.locator('[data-state="stored"]').wait_for()
    page.context.set_offline(True)
    page.locator('[data-state="failed"], [data-state="live"]').wait_for(timeout=WAIT)
    page.locator(".mlp-panel").press("PageDown")
    expect(page.locator(".mlp-status")).to_have_text("2 of 16")
