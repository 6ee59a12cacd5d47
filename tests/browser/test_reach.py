"""Every kind of panel for everyone's eyes and hands: zoom, spacing, touch, motion, colours."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from lab.opened_notebook import OpenedNotebook
from lab.private_lab import PrivateLab
from tests.browser import gallery
from tests.browser.gallery import each_kind, panel, places, settled
from tests.browser.sight import HARD_TO_HIT, LOST

ZOOMED = {"width": 640, "height": 360}  # a window of 1280 x 720 at 200 %
NARROW = {"width": 768, "height": 1024}
SMALLEST = {"width": 320, "height": 800}
WIDE = {"width": 1280, "height": 720}
TOGGLE_THE_LIST_OF_FILES = (
    "() => window.jupyterapp.commands.execute('application:toggle-left-area')"
)
WITHOUT_THE_LIST_OF_FILES = (
    f"() => window.jupyterapp.shell.leftCollapsed || ({TOGGLE_THE_LIST_OF_FILES})()"
)
SPACING = """.mlp-panel, .mlp-panel * {
    line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
} .mlp-panel p { margin-bottom: 2em !important; }"""
EDGES = """panel => [...new Set([
    ...panel.querySelectorAll('.mlp-controls button, select, [type=text]')]
    .filter(e => e.checkVisibility() && !e.matches('.mlp-main, [aria-pressed=true]'))
    .map(e => getComputedStyle(e).borderTopColor))]"""
PALE_HINTS = """panel => [...panel.querySelectorAll('input')]
    .filter(e => getComputedStyle(e, '::placeholder').opacity < 1).map(e => e.placeholder)"""
MOVING = """panel => [...panel.querySelectorAll('*')].filter(e => {
    const style = getComputedStyle(e);
    return parseFloat(style.transitionDuration) > 0 || style.animationName !== 'none';
}).length"""
RESOLVED = """color => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = color;
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
}"""

pytestmark = pytest.mark.samples(3)


@pytest.fixture(scope="module")
def notebook(
    browser: Browser, lab: PrivateLab, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenedNotebook]:
    """One panel of every kind, on a screen that can be touched."""
    path = tmp_path_factory.mktemp("reach") / "reach.ipynb"
    for notebook in gallery.opened(browser, lab, path, has_touch=True):
        notebook.page.evaluate(WITHOUT_THE_LIST_OF_FILES)
        yield notebook


@pytest.fixture
def sized(notebook: OpenedNotebook) -> Iterator[OpenedNotebook]:
    """A window whose size and media can be changed: in the end they are as they were."""
    yield notebook
    notebook.page.set_viewport_size(WIDE)
    notebook.page.emulate_media(reduced_motion="no-preference", forced_colors="none")


def assert_nothing_is_lost(root: Locator) -> None:
    """At the panel's first place, in the middle, and at the end."""
    for _ in places(root):
        assert root.evaluate(LOST) == []


# --- sizes --------------------------------------------------------------------------------------


@pytest.mark.samples(9)
@each_kind
def test_at_200_percent_nothing_is_lost(sized: OpenedNotebook, kind: str) -> None:
    """Nothing beyond the edge, cut off or covered; controls can still be worked."""
    sized.page.set_viewport_size(ZOOMED)
    root = panel(sized, kind)
    assert_nothing_is_lost(root)
    tool = root.locator('[data-tool="keys"]')
    tool.click()
    expect(root.locator(".mlp-keys")).to_be_visible()
    tool.click()


@each_kind
def test_at_768_px_nothing_is_lost_and_all_can_be_hit(sized: OpenedNotebook, kind: str) -> None:
    """On a tablet held upright: what can be pressed has 24 x 24 px, or as much room to itself."""
    sized.page.set_viewport_size(NARROW)
    root = panel(sized, kind)
    for _ in places(root):
        assert root.evaluate(LOST) == []
        assert root.evaluate(HARD_TO_HIT) == []


@each_kind
def test_beside_the_list_of_files_nothing_is_lost(sized: OpenedNotebook, kind: str) -> None:
    """There a window of 768 px leaves a panel less than 400."""
    sized.page.set_viewport_size(NARROW)
    sized.page.evaluate(TOGGLE_THE_LIST_OF_FILES)
    try:
        root = panel(sized, kind)
        expect(sized.page.locator("#jp-left-stack")).to_be_visible()
        assert (root.bounding_box() or {})["width"] < 400
        assert_nothing_is_lost(root)
    finally:
        sized.page.evaluate(TOGGLE_THE_LIST_OF_FILES)


@each_kind
def test_at_320_px_nothing_is_lost(sized: OpenedNotebook, kind: str) -> None:
    """A window of 1280 px at 400 % (1.4.10), of which JupyterLab's own edges leave a panel 204."""
    sized.page.set_viewport_size(SMALLEST)
    assert_nothing_is_lost(panel(sized, kind))


@each_kind
def test_the_edge_of_what_is_typed_or_pressed_is_seen(sized: OpenedNotebook, kind: str) -> None:
    """The theme's edge, which stands out (1.4.11); a hint in an empty box is as clear as text."""
    root = panel(sized, kind)
    edge = root.evaluate("e => getComputedStyle(e).getPropertyValue('--mlp-edge')")
    assert root.evaluate(EDGES) == [sized.page.evaluate(RESOLVED, edge)]
    assert root.evaluate(PALE_HINTS) == []


@each_kind
def test_with_the_spacing_of_wcag_nothing_is_lost(sized: OpenedNotebook, kind: str) -> None:
    """Lines, letters and words farther apart (1.4.12), in a narrow window."""
    sized.page.set_viewport_size(NARROW)
    style = sized.page.add_style_tag(content=SPACING)
    try:
        assert_nothing_is_lost(panel(sized, kind))
    finally:
        style.evaluate("e => e.remove()")


# --- touch --------------------------------------------------------------------------------------


def test_a_finger_taps_ticks_numbers_and_buttons(sized: OpenedNotebook) -> None:
    """As a mouse would."""
    sized.page.set_viewport_size(NARROW)
    root = panel(sized, "step")
    root.locator('.mlp-ticks [data-to="4"]').tap()
    expect(root.locator(".mlp-status")).to_contain_text("5 of 16")
    root.locator('[data-do="next"]').tap()
    expect(root.locator(".mlp-status")).to_contain_text("6 of 16")
    root.locator('[data-region="ledger"] [data-quantity="z_1"][data-index="2"]').tap()
    expect(root.locator('.mlp-lens[data-key="z_1"][data-at="2"]')).to_be_visible()


def test_a_finger_drags_a_slider(sized: OpenedNotebook) -> None:
    """The numbers follow."""
    sized.page.set_viewport_size(NARROW)
    root = panel(sized, "step")
    slider = root.locator('input[type="range"][data-key="x"][data-at="1"]')
    before = root.locator('[data-quantity="x"]').first.get_attribute("data-value")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box() or {}
    x, y = box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2
    session = sized.page.context.new_cdp_session(sized.page)
    further = 0.2 * box["width"]
    for kind, at in (("touchStart", x), ("touchMove", x - further), ("touchMove", x - 2 * further)):
        point = {"x": at, "y": y}
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    settled(root)
    expect(root.locator('[data-quantity="x"]').first).not_to_have_attribute("data-value", before)
    expect(root.locator('[data-quantity="x"]').first).to_have_attribute(
        "data-value", slider.input_value()
    )


# --- motion and colours -------------------------------------------------------------------------


@each_kind
def test_who_wants_no_motion_gets_none(sized: OpenedNotebook, kind: str) -> None:
    """No transition and no animation; else there are some."""
    root = panel(sized, kind)
    assert root.evaluate(MOVING) > 0
    sized.page.emulate_media(reduced_motion="reduce")
    assert root.evaluate(MOVING) == 0


def test_without_motion_play_still_goes_from_step_to_step(sized: OpenedNotebook) -> None:
    """It shows one step after the other."""
    sized.page.emulate_media(reduced_motion="reduce")
    root = panel(sized, "step")
    root.press("Home")
    root.locator('[data-do="play"]').click()
    expect(root.locator(".mlp-status")).to_contain_text("2 of 16")
    root.locator('[data-do="play"]').click()


def test_with_forced_colours_the_chosen_number_and_the_focus_are_seen(
    sized: OpenedNotebook,
) -> None:
    """By an outline in the reader's own colours; the picture is drawn in them, too."""
    page = sized.page
    page.emulate_media(forced_colors="active")
    root = panel(sized, "step")
    ledger = root.locator('[data-region="ledger"]')
    number = ledger.locator('[data-quantity="W_0"][data-index="1,1"]')
    number.click()
    root.locator(".mlp-status").hover()  # a number under the mouse has another outline
    expect(number).to_have_attribute("data-mark", "chosen")
    expect(root.locator("[data-same]")).to_have_count(0)
    highlight, ink = (page.evaluate(RESOLVED, color) for color in ("Highlight", "CanvasText"))
    expect_outline(number, "3px", highlight)
    expect(ledger.locator("td:not([data-mark])").first).to_have_css("outline-style", "none")
    root.locator('[data-do="next"]').focus()
    page.keyboard.press("Tab")
    expect(root.locator('[data-do="last"]')).to_be_focused()
    expect_outline(root.locator('[data-do="last"]'), "2px", highlight)
    expect(root.locator("svg .mlp-name").first).to_have_css("fill", ink)


def expect_outline(shown: Locator, width: str, color: str) -> None:
    """Wait until it has an unbroken outline of that width and colour."""
    for name, value in (("style", "solid"), ("width", width), ("color", color)):
        expect(shown).to_have_css(f"outline-{name}", value)
