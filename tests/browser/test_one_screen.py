"""What is moved and what it changes, together on a laptop's screen, and in the same place."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from lab.opened_notebook import OpenedNotebook
from lab.private_lab import PrivateLab
from tests import NOTEBOOKS
from tests.browser import gallery
from tests.browser.gallery import KINDS, each_kind, panel, settled
from tests.browser.sight import SMALL
from tests.browser.sliders import TO_THE_TOP, out_of_sight

WALKED = [kind for kind in KINDS if kind not in ("exercises", "training", "depth")]
each_walk = pytest.mark.parametrize("kind", WALKED)

ROOM = 647  # px of height that a notebook has on a laptop, below the bars of JupyterLab

BOXES = """panel => {
    const all = panel.querySelectorAll('.mlp-controls :is(button, input, select, summary)');
    const { left, top } = panel.getBoundingClientRect();
    return [...all].filter(each => each.checkVisibility()).map(each => {
        const box = each.getBoundingClientRect();
        const place = [box.left - left, box.top - top, box.width, box.height].map(Math.round);
        return [each.dataset.do ?? '', each.dataset.key ?? '', ...place];
    });
}"""

pytestmark = pytest.mark.samples(3)


@pytest.fixture(scope="module")
def notebook(
    browser: Browser, lab: PrivateLab, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenedNotebook]:
    """One panel of every kind on a laptop's screen, beside the list of files."""
    path = tmp_path_factory.mktemp("screen") / "screen.ipynb"
    yield from gallery.opened(browser, lab, path, width=1366, height=768)


def at_the_start(notebook: OpenedNotebook, kind: str) -> Locator:
    """The panel at its first place, its head at the top of the window."""
    root = panel(notebook, kind)
    root.evaluate(TO_THE_TOP)
    root.press("Home")
    settled(root)
    return root


def ticks(root: Locator) -> list[Locator]:
    return root.locator('.mlp-ticks [data-do="go"]').all()


@pytest.mark.samples(9)
@each_walk
def test_fifteen_clicks_at_one_spot_are_fifteen_steps(notebook: OpenedNotebook, kind: str) -> None:
    root = at_the_start(notebook, kind)
    box = root.locator('[data-do="next"]').bounding_box() or {}
    status = root.locator(".mlp-status")
    last = len(ticks(root)) or 12
    before = status.text_content() if status.count() else ""
    clicks = min(15, last - 1)
    for _ in range(clicks):
        notebook.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        settled(root)
    if ticks(root):
        assert ticks(root)[clicks].get_attribute("aria-current") == "step"
    else:
        assert status.text_content() != before


@each_walk
def test_no_control_moves_over_the_whole_walk(notebook: OpenedNotebook, kind: str) -> None:
    """In the activation panel each topic has sliders of its own; those that stay do not move."""
    root = at_the_start(notebook, kind)
    begun: list[Any] = boxes(root)
    for _ in range(24):
        if root.locator('[data-do="next"]').is_disabled():
            break
        root.press("ArrowRight")
        settled(root)
        now = boxes(root)
        if kind == "activation":
            stay = {tuple(each[:2]) for each in begun} & {tuple(each[:2]) for each in now}
            stay -= {("", ""), ("choose", "")}  # of these there is more than one
            now, begun = ([each for each in all_ if tuple(each[:2]) in stay]
                          for all_ in (now, begun))  # fmt: skip
        assert now == begun


def boxes(root: Locator) -> list[Any]:
    """The place of each button and each slider; those of the number under the lens come and go."""
    own = root.locator('[data-region="editor"] input').evaluate_all(
        "es => es.map(e => e.dataset.key)"
    )
    return [box for box in root.evaluate(BOXES) if not own or box[1] not in own]


@each_kind
def test_a_refusal_moves_nothing(notebook: OpenedNotebook, kind: str) -> None:
    root = at_the_start(notebook, kind)
    typed = root.locator("input.mlp-typed")
    if not typed.count():
        pytest.skip("there is nothing to type")
    begun = boxes(root)
    typed.first.fill("--2")
    typed.first.press("Enter")
    settled(root)
    assert "--2" in (root.locator('[data-region="trouble"]').text_content() or "")
    assert boxes(root) == begun


@pytest.mark.parametrize(
    ("kind", "most"),
    [("step", ROOM), ("slip", 850), ("batch", 710), ("gradcheck", 670), ("softmax", 740)],
)
def test_the_panel_is_about_as_high_as_the_screen(
    notebook: OpenedNotebook, kind: str, most: int
) -> None:
    """At its first place and at its last, with the ledger and all that is below it."""
    root = at_the_start(notebook, kind)
    for place in ("Home", "End"):
        root.press(place)
        settled(root)
        assert root.evaluate("e => e.getBoundingClientRect().height") <= most


@each_kind
@pytest.mark.samples(9)
def test_what_a_slider_changes_is_in_sight_with_it(notebook: OpenedNotebook, kind: str) -> None:
    root = at_the_start(notebook, kind)
    for place in ("Home", "End"):
        root.press(place)
        settled(root)
        assert out_of_sight(root) == []


def test_a_weight_under_the_lens_moves_nothing_and_has_its_slider_in_the_line(
    notebook: OpenedNotebook,
) -> None:
    """Five sliders, and the word how one comes to the sixth, or that one."""
    root = at_the_start(notebook, "step")
    line, begun = root.locator(".mlp-moves"), boxes(root)
    assert line.evaluate("e => e.offsetHeight") < 40
    root.locator('[data-quantity="W_0"][data-index="1,2"]').first.click()
    settled(root)
    assert line.locator("input[type=range]").count() == 6
    assert line.evaluate("e => e.offsetHeight") < 40
    assert boxes(root) == begun


def test_the_ledger_keeps_the_present_step_in_sight_until_a_person_scrolls_it(
    notebook: OpenedNotebook,
) -> None:
    """At each step; a slider that moves does not scroll it back, the next step does."""
    root = at_the_start(notebook, "step")
    ledger = root.locator('[data-region="ledger"]')
    for _ in ticks(root):
        settled(root)
        expect(ledger.locator(".mlp-frame-result")).to_be_in_viewport(ratio=0.99)
        root.press("ArrowRight")
    assert ledger.evaluate("e => e.scrollLeft") > 0
    ledger.evaluate("e => { e.scrollLeft = 0; }")
    root.locator('.mlp-moves input[type="range"]').first.press("ArrowRight")
    settled(root)
    assert (
        ledger.evaluate("e => new Promise(d => requestAnimationFrame(() => d(e.scrollLeft)))") == 0
    )


@each_kind
def test_no_text_is_smaller_than_12_px(notebook: OpenedNotebook, kind: str) -> None:
    root = at_the_start(notebook, kind)
    assert root.evaluate(SMALL) == []


@pytest.mark.long
@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_in_each_notebook_what_a_slider_changes_is_in_sight_with_it(
    browser: Browser, lab: PrivateLab, path: Path
) -> None:
    notebook = lab.open(browser, path.name, width=1366, height=768)
    notebook.run_all()
    for root in notebook.page.locator(gallery.LIVE).all():
        assert out_of_sight(root) == [], root.get_attribute("aria-label")
    notebook.close()
    assert notebook.console_errors == []
