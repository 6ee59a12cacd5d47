"""Every kind of panel by keyboard and by a screen reader: its controls, their names, what is said.

What a screen reader is given is Chromium's own tree of accessibility.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Locator, expect

from lab.opened_notebook import OpenedNotebook
from lab.private_lab import PrivateLab
from tests.browser import gallery
from tests.browser.gallery import LIVE, each_kind, panel, places, settled
from tests.browser.sight import HALF_HIDDEN
from tests.browser.test_notebooks import AXE, AXE_ON, WCAG

CONTROLS = {"button", "slider", "spinbutton", "combobox", "textbox", "checkbox", "link"}
NAMED = CONTROLS | {"image", "grid", "heading", "navigation", "toolbar"}
SPEAKING = ["step", "exercises", "gradcheck", "softmax", "activation", "batch"]  # have places
OPENED = ['data-tool="keys"', *(f'data-do="{each}"' for each in ("words", "ask", "code")),
          'data-tool="projector"']  # fmt: skip
RAW = re.compile(r"[<>\\{}]|&\w+;|\w_\w|undefined|\bNone\b|\bnan\b")

SHOWN_ON = """panel => [...panel.querySelectorAll('button')].filter(e => e.checkVisibility())
    .map(e => [e.innerText, e.getAttribute('aria-label') ?? e.innerText])"""
UNREADABLE = """panel => [...panel.querySelectorAll('math')].filter(e => e.checkVisibility())
    .filter(e => !e.textContent.trim() || e.closest('[aria-hidden="true"]'))
    .map(e => e.outerHTML.slice(0, 80))"""
LISTEN = """panel => {
    window.said = [];
    const live = '[aria-live], [role="status"], [role="alert"]';
    window.listening?.disconnect();
    window.listening = new MutationObserver(changes => {
        const heard = new Set(changes.map(c => (c.target.parentElement ?? c.target).closest(live)
            ?? (c.target.matches?.(live) ? c.target : null)));
        for (const region of heard) {
            const computes = region?.matches('.mlp-state'); // on a slow machine it says so, too
            if (region?.innerText.trim() && !computes) window.said.push(region.innerText);
        }
    });
    window.listening.observe(panel, { subtree: true, childList: true, characterData: true });
}"""

# Where the focus is, whether it can be seen, and what of it is new; `window.reached` keeps the way.
ARRIVED = """panel => {
    const at = document.activeElement;
    if (!panel.contains(at) || at === panel) return null;
    const [box, style] = [at.getBoundingClientRect(), getComputedStyle(at)];
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const ring = style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2;
    const again = window.reached.includes(at);
    window.reached.push(at);
    return { what: at.outerHTML.slice(0, 100), ring, again,
             inSight: !!hit && (at.contains(hit) || hit.contains(at)) };
}"""
NOT_REACHED = """panel => [...panel.querySelectorAll('button, input, select, [tabindex="0"]')]
    .filter(e => !e.disabled && e.checkVisibility() && !window.reached.includes(e))
    .map(e => e.outerHTML.slice(0, 100))"""
BACK = """panel => {
    const at = document.activeElement;
    if (at === panel || !panel.contains(at)) return 'left';
    const place = window.reached.lastIndexOf(at);
    if (place < 0) return 'came up meanwhile';
    const [, ...passed] = window.reached.splice(place);
    const missed = passed.filter(e => e.checkVisibility());
    return missed.length ? 'passed ' + missed[0].outerHTML : 'back';
}"""

pytestmark = pytest.mark.samples(3)


@pytest.fixture(scope="module")
def notebook(
    browser: Browser, lab: PrivateLab, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenedNotebook]:
    """One panel of every kind."""
    yield from gallery.opened(browser, lab, tmp_path_factory.mktemp("readers") / "readers.ipynb")


class Node(NamedTuple):
    """What a screen reader is told of one thing."""

    role: str
    name: str


def heard(root: Locator) -> list[Node]:
    """All that a screen reader finds in a panel, in its order."""
    session = root.page.context.new_cdp_session(root.page)
    number = root.evaluate(f"e => [...document.querySelectorAll('{LIVE}')].indexOf(e)")
    found = f"document.querySelectorAll('{LIVE}')[{number}]"
    there = session.send("Runtime.evaluate", {"expression": found})["result"]["objectId"]
    nodes = session.send("Accessibility.queryAXTree", {"objectId": there})["nodes"]
    session.detach()
    return [Node(_text(node, "role"), _text(node, "name")) for node in nodes if not node["ignored"]]


def _text(node: dict[str, Any], key: str) -> str:
    return node.get(key, {}).get("value", "").strip()


@pytest.fixture(scope="module", params=gallery.KINDS)
def told(notebook: OpenedNotebook, request: pytest.FixtureRequest) -> list[list[Node]]:
    """What each kind of panel tells at its first place, in the middle, and at its end."""
    root = panel(notebook, request.param)
    return [heard(root) for _ in places(root)]


def test_all_that_has_a_role_has_a_name_fit_to_be_heard(told: list[list[Node]]) -> None:
    """Controls, pictures, matrices and headings: no name is empty, or has markup or underscores."""
    for nodes in told:
        named = [node for node in nodes if node.role in NAMED]
        assert len(named) > 8
        assert [node for node in named if not node.name or RAW.search(node.name)] == []


def test_no_two_controls_of_a_panel_are_called_the_same(told: list[list[Node]]) -> None:
    """So a list of all buttons, or of all sliders, is enough to find one."""
    for nodes in told:
        names = Counter(node for node in nodes if node.role in CONTROLS)
        assert [node for node, times in names.items() if times > 1] == []


def test_every_table_says_what_is_in_it(told: list[list[Node]]) -> None:
    """Those that are no matrix, too."""
    for nodes in told:
        assert [node for node in nodes if node.role == "table" and not node.name] == []


def test_no_number_of_a_picture_is_heard_without_what_it_is(told: list[list[Node]]) -> None:
    """A group that has a name is named by words."""
    for nodes in told:
        names = [node.name for node in nodes if node.role == "group" and node.name]
        assert [name for name in names if not re.search(r"[^\W\d_]{3,}", name)] == []


@pytest.mark.samples(9)
@each_kind
def test_axe_finds_nothing_wrong_in_what_is_opened(notebook: OpenedNotebook, kind: str) -> None:
    """The keys, the words, hidden numbers, a code; and on the projector."""
    root, page = panel(notebook, kind), notebook.page
    page.evaluate(AXE)
    opened = [root.locator(f"button[{each}]") for each in OPENED]
    for button in (each for each in opened if each.count()):
        button.click()
        settled(root)
        assert root.evaluate_all(AXE_ON, WCAG) == []
        button.click()
        settled(root)


@each_kind
def test_the_name_of_a_button_holds_what_stands_on_it(notebook: OpenedNotebook, kind: str) -> None:
    """Whoever speaks what they see is understood (WCAG 2.5.3)."""
    for shown, name in panel(notebook, kind).evaluate(SHOWN_ON):
        assert words(shown) in words(name), (shown, name)


def words(text: str) -> str:
    """The letters and digits of a text: z₁ and z_1 are z1."""
    plain = text.translate(str.maketrans("₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹", "01234567890123456789"))
    return re.sub(r"[\W_]", "", plain).casefold()


@each_kind
def test_every_formula_can_be_read(notebook: OpenedNotebook, kind: str) -> None:
    """As MathML with text in it, hidden from nobody."""
    assert panel(notebook, kind).evaluate(UNREADABLE) == []


@pytest.mark.parametrize("kind", SPEAKING)
def test_each_step_is_said_once(notebook: OpenedNotebook, kind: str) -> None:
    """In one place that is read out, and in words."""
    root = panel(notebook, kind)
    root.press("Home")
    settled(root)
    for _ in range(3):
        root.evaluate(LISTEN)
        root.press("PageDown")
        settled(root)
        said = root.page.evaluate("() => window.said")
        assert len(said) == 1, said
        assert len(re.findall(r"[^\W\d]{2,}", said[0])) > 1
        assert not RAW.search(said[0])


def test_a_gradient_is_said_with_both_its_numbers_unless_they_are_hidden(
    notebook: OpenedNotebook,
) -> None:
    """The one claimed and the one measured, then the verdict."""
    root = panel(notebook, "gradcheck")
    said, hide = root.locator('[data-region="spoken"]'), root.locator('button[data-do="cover"]')
    root.press("Home")
    expect(said).to_have_text(
        re.compile(r"claimed .*\d, measured .*\d, they agree\. Gradient check")
    )
    hide.click()
    expect(said).to_contain_text("its numbers are hidden. Gradient check")
    expect(said).not_to_contain_text("measured")
    hide.click()
    expect(said).to_contain_text("measured")


@pytest.mark.samples(9)
@each_kind
def test_tab_comes_to_each_control_once_and_shift_tab_goes_back(
    notebook: OpenedNotebook, kind: str
) -> None:
    """In the order of the page; the focus is in sight at each, and nobody is kept inside."""
    root, page = panel(notebook, kind), notebook.page
    assert root.locator("[tabindex]").evaluate_all("es => es.every(e => e.tabIndex <= 0)")
    root.press("End" if kind == "slip" else "Home")  # where the wrong numbers are
    settled(root)
    if kind == "gradcheck":  # at its first entry one cannot go back, and who tabs on comes to it
        root.press("ArrowRight")
        settled(root)
    page.evaluate("() => { window.reached = []; }")
    for _ in range(150):
        page.keyboard.press("Tab")
        if not (at := root.evaluate(ARRIVED)):
            break
        assert (at["ring"], at["inSight"], at["again"]) == (True, True, False), at
        settled(root)
        assert root.evaluate(HALF_HIDDEN) == []
    assert root.evaluate(NOT_REACHED) == []
    root.evaluate("e => window.reached.at(-1).focus()")
    while (back := root.evaluate(BACK)) != "left":
        assert "passed" not in back
        page.keyboard.press("Shift+Tab")
        settled(root)
    assert root.evaluate("e => document.activeElement === e")


def test_who_is_in_a_control_that_goes_away_stays_near_it(notebook: OpenedNotebook) -> None:
    """A weight under the lens has a box; with the next step both go, and Tab leads on there."""
    root, page = panel(notebook, "step"), notebook.page
    root.press("Home")
    root.locator('[data-region="ledger"] [data-quantity="W_0"][data-index="1,1"]').click()
    settled(root)
    root.locator('[data-region="editor"] input.mlp-typed').focus()
    page.keyboard.press("PageDown")
    settled(root)
    expect(root.locator('[data-region="editor"] input')).to_have_count(0)
    before = '[data-region="sliders"] input.mlp-typed'
    expect(root.locator(before).last).to_be_focused()
