"""The training panel on a laptop's screen: all together, nothing moves, nothing is too small."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, expect

from lab.opened_notebook import OpenedNotebook
from tests.browser.free_cell import put, sized
from tests.browser.panel import in_the_end
from tests.browser.test_tools import TYPE
from tests.browser.test_training_panel import EPOCH, LOADED, button, slider

HEIGHT = 647  # of a notebook beside JupyterLab's files, on a screen of 1366 × 768
BOXES = """panel => Object.fromEntries([...panel.querySelectorAll(
    'button, input, select, img, [data-region=head], [data-region=stops]')]
    .filter(e => e.offsetParent !== null && e.dataset.do !== 'standardise').map((e, n) => {
        const [box, at] = [e.getBoundingClientRect(), panel.getBoundingClientRect()];
        return [n + ' ' + (e.dataset.key ?? e.dataset.name ?? e.dataset.do ?? e.tagName),
            [box.x - at.x, box.y - at.y].map(Math.round).join(' ')];
    }))"""
TOGETHER = """([panel, selectors]) => {
    const boxes = selectors.map(s => panel.querySelector(s).getBoundingClientRect());
    return Math.max(...boxes.map(b => b.bottom)) - Math.min(...boxes.map(b => b.top));
}"""
CLIPPED = """panel => [...panel.querySelectorAll('*')].filter(e => e.offsetParent !== null
    && !e.closest('.mlp-visually-hidden, math, select, input') && e.clientWidth > 0
    && e.scrollWidth > e.clientWidth + 1).map(e => e.className + ' ' + e.textContent)"""
Show = Callable[[str], Locator]


@pytest.fixture(scope="module")
def notebook(free_cell: OpenedNotebook) -> Iterator[OpenedNotebook]:
    """The notebook whose second cell is free, in a laptop's window."""
    yield from sized(free_cell, width=1366, height=768)


@pytest.fixture
def show(notebook: OpenedNotebook) -> Show:
    """Show a new panel in the free cell."""

    def show(source: str) -> Locator:
        put(notebook, source)
        panel = notebook.page.locator(".mlp-panel")
        panel.page.wait_for_function(LOADED, arg=panel.element_handle())
        return panel

    return show


@pytest.mark.parametrize("data", ["moons", "blobs", "wave"])
def test_what_is_moved_and_what_it_changes_are_on_one_screen(show: Show, data: str) -> None:
    """Every slider with the picture, the curve and the numbers."""
    panel = show(f"panels.training({data!r}, epochs=3)")
    for each in panel.locator('input[type="range"]').all():
        own = f'input[type="range"][data-key="{each.get_attribute("data-key")}"]'
        for shown in ("[data-picture=main]", "[data-region=loss] svg", "[data-region=head]"):
            together = panel.evaluate_handle("panel => panel")
            height = panel.page.evaluate(TOGETHER, [together, [own, shown]])
            assert height <= HEIGHT, (own, shown)
    noise = 'input[type="range"][data-key="noise"]'
    everything = ["button[data-do=toggle]", "[data-picture=main]", noise]
    together = panel.evaluate_handle("panel => panel")
    assert panel.page.evaluate(TOGETHER, [together, everything]) <= HEIGHT


def test_nothing_moves_while_it_trains_or_is_refused(show: Show, notebook: OpenedNotebook) -> None:
    """Buttons, sliders and pictures stay to the pixel."""
    panel = show("panels.training('moons', epochs=3)")
    before = panel.evaluate(BOXES)

    def moved() -> list[str]:
        now = panel.evaluate(BOXES)
        return [
            f"{key}: {at} to {now.get(key)}" for key, at in before.items() if now.get(key) != at
        ]

    button(panel, "sample").click()
    expect(panel.locator("[data-quantity=row]")).to_have_text("1")
    assert in_the_end(moved) == []
    widths = panel.locator('input[data-name="widths"]')
    widths.fill("2-20-20-3")
    widths.press("Enter")
    expect(panel.locator('[data-region="refused"]')).to_contain_text("expected 2-…-1")
    assert moved() == []
    slider(panel, "eta").press("Home")
    button(panel, "toggle").click()
    expect(button(panel, "toggle")).to_contain_text("Pause")
    widths.fill("3")
    widths.press("Enter")
    expect(panel.locator('[data-region="refused"]')).to_contain_text("expected 2-…-1")
    assert moved() == []
    notebook.wait_for(f"{EPOCH} > 20")
    expect(panel.locator('[data-region="refused"]')).to_contain_text("expected 2-…-1")
    assert in_the_end(moved) == []
    button(panel, "toggle").click()
    expect(button(panel, "toggle")).to_contain_text("Train")
    assert in_the_end(moved) == []


def test_nothing_moves_when_it_diverges(show: Show) -> None:
    """Said on top, where room was kept for it, with the button that helps."""
    panel = show("panels.training('wave', eta=1e6)")
    before = panel.evaluate(BOXES)
    button(panel, "toggle").click()
    expect(panel.locator('[data-region="trouble"]')).to_contain_text("then press Same weights")
    expect(button(panel, "same")).to_have_class("mlp-main")
    now = panel.evaluate(BOXES)
    assert {key: at for key, at in before.items() if now.get(key) != at} == {}


@pytest.mark.parametrize(
    "source",
    [
        "panels.training('moons', epochs=3)",
        "panels.training('encoder', epochs=3)",
        "panels.training(X=[[5000, 1, 2], [1, 5000, 3]] * 12, Y=['cat', 'dog'] * 12)",
    ],
)
def test_nothing_is_smaller_than_12_px_and_no_text_is_clipped(show: Show, source: str) -> None:
    """Apart from exponents."""
    panel = show(source)
    assert [each for each in panel.evaluate(TYPE) if each[0] < 12] == []
    assert panel.evaluate(CLIPPED) == []


@pytest.mark.parametrize("data", ["moons", "xor"])
def test_the_plane_of_a_layer_is_chosen_with_a_key_and_nothing_moves(show: Show, data: str) -> None:
    """Its alt text says where a straight cut parts the classes; it is on the screen with Train."""
    panel = show(f"panels.training({data!r}, epochs=3)")
    before = panel.evaluate(BOXES)
    menu = panel.get_by_role("combobox", name="whose plane is drawn")
    menu.focus()
    menu.press("ArrowDown")
    picture = panel.locator("[data-picture=main]")
    expect(picture).to_have_attribute(
        "alt", re.compile("One straight cut parts the classes in training: in")
    )
    assert panel.evaluate(BOXES) == before
    assert panel.evaluate(CLIPPED) == []
    expect(menu).to_be_focused()
    everything = ["button[data-do=toggle]", "[data-region=seen]", "[data-region=main]"]
    together = panel.evaluate_handle("panel => panel")
    assert panel.page.evaluate(TOGETHER, [together, everything]) <= HEIGHT
    seen = picture.get_attribute("src")
    button(panel, "epoch").click()
    expect(picture).not_to_have_attribute("src", seen or "")
    menu.press("ArrowUp")
    expect(panel.locator("[data-region=seen]")).to_be_empty()
