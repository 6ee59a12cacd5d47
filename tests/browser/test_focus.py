"""What has the focus is in sight, as a whole, in every kind of panel; and nothing else scrolls.

That it is in a window of the usual size is seen on the way through all controls, in `test_readers`.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from lab.opened_notebook import OpenedNotebook
from lab.private_lab import PrivateLab
from tests.browser import gallery
from tests.browser.gallery import each_kind, panel, settled
from tests.browser.sight import HALF_HIDDEN

STEPPING = ["step", "slip", "exercises", "gradcheck", "softmax", "activation", "batch"]
MOST_STOPS = 200

SCROLLER = ".jp-NotebookPanel .jp-WindowedPanel-outer"
SMOOTH = f"{SCROLLER} {{ scroll-behavior: smooth; }}"
SCROLLED = f"() => document.querySelector('{SCROLLER}').scrollTop"
INSIDE = "panel => panel.contains(document.activeElement) && document.activeElement !== panel"

ROOM_BELOW = f"""shown => document.querySelector('{SCROLLER}').getBoundingClientRect().bottom
    - shown.getBoundingClientRect().bottom"""

# Scroll the notebook until that many pixels of a thing are above its lower edge.
ABOVE_THE_EDGE = f"""(shown, pixels) => {{
    const scroller = document.querySelector('{SCROLLER}');
    const edge = scroller.getBoundingClientRect().bottom;
    const top = shown.getBoundingClientRect().top + pixels - edge;
    scroller.scrollBy({{ top, behavior: 'instant' }});
}}"""

pytestmark = pytest.mark.samples(3)


@pytest.fixture(scope="module")
def notebook(
    browser: Browser, lab: PrivateLab, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenedNotebook]:
    """One panel of every kind."""
    path = tmp_path_factory.mktemp("focus") / "focus.ipynb"
    yield from gallery.opened(browser, lab, path)


@pytest.fixture
def zoomed(notebook: OpenedNotebook) -> Iterator[OpenedNotebook]:
    """The same in a window of 1280 x 720 at 200 %."""
    notebook.page.set_viewport_size({"width": 640, "height": 360})
    yield notebook
    notebook.page.set_viewport_size({"width": 1280, "height": 720})


@pytest.fixture
def smooth(notebook: OpenedNotebook) -> Iterator[OpenedNotebook]:
    """A page that scrolls smoothly, for someone who wants no motion."""
    notebook.page.emulate_media(reduced_motion="reduce")
    style = notebook.page.add_style_tag(content=SMOOTH)
    yield notebook
    style.evaluate("e => e.remove()")
    notebook.page.emulate_media(reduced_motion="no-preference")


def stops(root: Locator) -> Iterator[None]:
    """By Tab to all that a panel has; it has answered at each."""
    press = root.page.keyboard.press
    for _ in range(MOST_STOPS):
        press("Tab")
        if not root.evaluate(INSIDE):
            return
        settled(root)
        yield
    raise AssertionError("Tab does not lead out")


def on_the_way(root: Locator) -> list[str]:
    """What is half hidden when Tab comes to it, at the panel's first place."""
    root.press("Home")
    settled(root)
    return [fault for _ in stops(root) for fault in root.evaluate(HALF_HIDDEN)]


# --- in sight -----------------------------------------------------------------------------------


@pytest.mark.samples(9)
@each_kind
def test_at_200_percent_what_tab_comes_to_is_in_sight(zoomed: OpenedNotebook, kind: str) -> None:
    """Also once the panel has answered."""
    assert on_the_way(panel(zoomed, kind)) == []


@pytest.mark.samples(9)
@each_kind
def test_on_the_projector_it_is_too(notebook: OpenedNotebook, kind: str) -> None:
    """Which lies over the whole window and scrolls by itself."""
    root, page = panel(notebook, kind), notebook.page
    root.press("f")
    shown = page.locator(".mlp-projector")
    try:
        assert on_the_way(shown) == []
    finally:
        shown.press("Escape")
        expect(shown).to_have_count(0)


def test_its_ring_is_in_sight_too(notebook: OpenedNotebook) -> None:
    """Which is 4 px wide, with the gap inside it."""
    root = panel(notebook, "step")
    control = at_the_first_step(root)
    root.page.keyboard.press("Shift+Tab")
    control.evaluate(ABOVE_THE_EDGE, 10)
    root.page.keyboard.press("Tab")
    expect(control).to_be_focused()
    assert control.evaluate(ROOM_BELOW) >= 4


@pytest.mark.parametrize("kind", STEPPING)
def test_what_an_answer_moves_stays_in_sight(smooth: OpenedNotebook, kind: str) -> None:
    """At once, from step to step and back, though it stands at the edge and the panel grows."""
    root = panel(smooth, kind)
    control = at_the_first_step(root)
    for key in ["PageDown"] * 6 + ["PageUp"] * 6:
        control.evaluate(ABOVE_THE_EDGE, 40)
        smooth.page.keyboard.press(key)
        settled(root)
        assert root.evaluate(HALF_HIDDEN) == []


# --- and nothing else scrolls -------------------------------------------------------------------


def at_the_first_step(root: Locator) -> Locator:
    """A control below the panel that can be seen to have the focus there."""
    root.press("Home")
    settled(root)
    control = root.locator('[data-tool="keys"]')
    control.focus()
    return control


def scrolled(root: Locator) -> float:
    """How far the notebook is scrolled, once the panel has answered and a picture was drawn."""
    settled(root)
    return float(root.page.evaluate(SCROLLED))


@each_kind
def test_what_is_in_sight_is_not_moved(notebook: OpenedNotebook, kind: str) -> None:
    """Tab from button to button, in the middle of the window."""
    root, page = panel(notebook, kind), notebook.page
    control = at_the_first_step(root)
    control.evaluate(ABOVE_THE_EDGE, 300)
    before = scrolled(root)
    for _ in range(3):
        page.keyboard.press("Shift+Tab")
        assert root.evaluate(HALF_HIDDEN) == []
        assert scrolled(root) == before


@pytest.mark.parametrize("kind", STEPPING)
def test_who_has_scrolled_away_is_not_brought_back(notebook: OpenedNotebook, kind: str) -> None:
    """The focus stays at a control out of sight, and the remote leads on."""
    root, page = panel(notebook, kind), notebook.page
    control = at_the_first_step(root)
    control.evaluate(ABOVE_THE_EDGE, -50)
    before = scrolled(root)
    for _ in range(4):
        page.keyboard.press("PageDown")
        assert scrolled(root) == before
    assert root.evaluate(HALF_HIDDEN) != []


IN_THE_STEP = "[data-region='step'] td[data-quantity]"  # the ledger is scrolled to the side


@pytest.mark.parametrize("field", [IN_THE_STEP, "input.mlp-typed", "button[data-do]"])
def test_under_a_mouse_nothing_scrolls(notebook: OpenedNotebook, field: str) -> None:
    """Though what is clicked is half hidden."""
    root, page = panel(notebook, "step"), notebook.page
    at_the_first_step(root)
    clicked = root.locator(f"{field}:visible").last
    clicked.evaluate(ABOVE_THE_EDGE, 10)
    before, box = scrolled(root), clicked.bounding_box() or {}
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 5)
    assert scrolled(root) == before
    expect(clicked).to_be_focused()
