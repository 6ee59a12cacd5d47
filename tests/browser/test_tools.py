"""Projector, remote, covers and codes in JupyterLab: by keys and clicks, seen on the page."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from lab.opened_notebook import NOTEBOOK, OpenedNotebook
from lab.private_lab import PrivateLab
from tests.browser.panel import STEP_PANEL, ShownPanel
from tests.browser.test_lab import write

SIZES = [(1280, 720), (1920, 1080), (1024, 768)]
FIRST = "import mlpcore\nfrom mlpcore import panels"
STEP = "panels.step(mlpcore.MLP([2, 3, 2], seed=7, init='uniform'), [0.8, -0.4], [1, 0])"
LECTURE = (FIRST, STEP, STEP, "panels.softmax([1, 2, 0.5])")
AS_WRITTEN = f"""sources => {NOTEBOOK}.content.widgets.filter(cell => cell.model.type === 'code')
    .forEach((cell, n) => cell.model.sharedModel.setSource(sources[n]))"""
EDITED = f"() => {NOTEBOOK}.content.widgets[0].model.sharedModel.getSource()"

# The size of type, in pixels of the window, of what has text of its own and can be seen.
TYPE = """panel => [...panel.querySelectorAll('*')].filter(e =>
    e.offsetParent !== null && !e.closest('math, sub, sup, .mlp-visually-hidden, svg') &&
    [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .map(e => [parseFloat(getComputedStyle(e).fontSize), e.className + ' ' + e.textContent])"""
SVG_TYPE = """panel => [...panel.querySelectorAll('svg.mlp-network text')].map(e =>
    [Math.round(10 * parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a) / 10,
        e.textContent])"""
SVG_HEIGHTS = """panel => [...panel.querySelectorAll('svg.mlp-network text')]
    .map(e => e.getBoundingClientRect().height)"""
CUT_OFF = """panel => [...panel.querySelectorAll('*')].filter(e => {
    const [box, view] = [e.getBoundingClientRect(), panel.getBoundingClientRect()];
    return box.width && (box.right > view.right + 1 || box.left < view.left - 1)
        && !e.closest('.mlp-visually-hidden');
}).map(e => e.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def opened(
    browser: Browser, lab: PrivateLab, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenedNotebook]:
    """Two step panels, with a text and an answer to open between them."""
    text = "# Words\n\nand a line\n\n<details><summary>Answer</summary>\n\nIt is 1.\n\n</details>"
    path = write(tmp_path_factory.mktemp("notebooks") / "lecture.ipynb", *LECTURE)
    add_text(path, text)
    lab.add(path)
    notebook = lab.open(browser, path.name)
    yield notebook
    notebook.close()
    assert notebook.console_errors == []


@pytest.fixture
def notebook(opened: OpenedNotebook) -> Iterator[OpenedNotebook]:
    """It, run as it was written; no panel has the window, and no lecture goes on."""
    page = opened.page
    page.set_viewport_size({"width": 1280, "height": 720})
    page.evaluate(AS_WRITTEN, LECTURE)
    opened.run_all()
    yield opened
    alone = page.locator(".mlp-projector")
    if alone.count():
        alone.press("Escape")
    if page.locator("body.mlp-lecture").count():
        page.locator(STEP_PANEL).first.press("Shift+F")
    expect(page.locator("body.mlp-lecture, .mlp-projector")).to_have_count(0)


def add_text(path: Path, text: str) -> None:
    """Put a cell of text behind the first panel."""
    import nbformat

    nb = nbformat.read(path, as_version=4)
    nb.cells.insert(2, nbformat.v4.new_markdown_cell(text))
    nbformat.write(nb, path)


@pytest.fixture
def panel(notebook: OpenedNotebook) -> ShownPanel:
    """The first step panel."""
    return ShownPanel(notebook.page.locator(STEP_PANEL).first)


def is_on_projector(root: Locator) -> bool:
    """Whether it has the whole window."""
    return bool(
        root.evaluate("""e => { const b = e.getBoundingClientRect();
        return b.left === 0 && b.top === 0 && Math.abs(b.width - innerWidth) < 20
            && Math.abs(b.height - innerHeight) < 2; }""")
    )


def test_on_the_projector_type_is_large_and_nothing_is_cut_off(panel: ShownPanel) -> None:
    """At each step: 20 px and more for numbers, 22 px for words; then it is in its place again."""
    panel.root.focus()
    page = panel.page
    page.keyboard.press("f")
    alone = ShownPanel(page.locator(".mlp-projector"))
    words = alone.root.locator(".mlp-words")
    assert is_on_projector(alone.root)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.keyboard.press("Home")
        for _ in range(alone.steps):
            small = [each for each in alone.root.evaluate(TYPE) if each[0] < 20]
            assert small == []
            assert words.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 22
            assert alone.root.evaluate(CUT_OFF) == []
            least = 20 if width >= 1280 else 18
            assert [each for each in alone.root.evaluate(SVG_TYPE) if each[0] < least] == []
            page.keyboard.press("PageDown")
    page.keyboard.press("Escape")
    assert not is_on_projector(panel.root)
    assert panel.root.evaluate("e => !!e.closest('.jp-Cell')")


# How large the type of a picture must be, in pixels of the window, at 1280 px and at 4:3. Deeper
# and wider networks are drawn as small as 18 px before they scroll sideways.
PICTURED = {
    "panels.step(mlpcore.MLP([2, 3, 2], seed=7), [1, 0], [1, 0])": (20, 18),
    "panels.step(mlpcore.MLP([2, 3, 3, 2], seed=7), [1, 0], [1, 0])": (18, 18),
    "panels.step(mlpcore.MLP([3, 5, 4, 2], seed=7), [1, 0, 1], [1, 0])": (18, 18),
    "panels.step(mlpcore.MLP([2, 8, 8, 1], seed=7), [1, 0], [1])": (18, 18),
    "panels.softmax([1, 2, 0.5])": (20, 18),
    "panels.softmax([1, 2, 0.5, 0, -1, 3, 2, 1])": (20, 18),
}
WHOLE = list(PICTURED)[:2]  # in view without scrolling, the second one not at 4:3
ALL_IN_VIEW = """panel => [...panel.querySelectorAll('.mlp-region-network')]
    .every(e => e.scrollWidth <= e.clientWidth + 1)"""
CURRENT_IN_VIEW = """panel => [...panel.querySelectorAll('.mlp-current')].every(e => {
    const network = e.closest('.mlp-region-network');
    const [layer, box] = [e.getBoundingClientRect(), network.getBoundingClientRect()];
    return layer.left > box.left - 1 && layer.right < box.right + 1; })"""


@pytest.mark.long
def test_pictures_of_numbers_can_be_read_from_the_last_row(
    open_notebook: Callable[..., OpenedNotebook], tmp_path: Path
) -> None:
    """Networks of three and four layers, bars, simplex and curves, at three sizes of the window."""
    notebook = open_notebook(write(tmp_path / "pictures.ipynb", FIRST, *PICTURED))
    notebook.run_all()
    page = notebook.page
    for root, (source, (wide, narrow)) in zip(
        page.locator(".jp-Cell .mlp-panel").element_handles(), PICTURED.items(), strict=True
    ):
        root.focus()
        page.keyboard.press("f")
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            least = narrow if width < 1280 else wide
            for place in ("Home", "PageDown", "PageDown", "End"):
                page.keyboard.press(place)
                page.wait_for_timeout(250)
                found = root.evaluate(SVG_TYPE)
                assert len(found) > 5
                assert [each for each in found if each[0] < least] == [], (source, width, place)
                heights = root.evaluate(SVG_HEIGHTS)
                assert min(heights) >= least, (source, width, place)
                assert root.evaluate(CURRENT_IN_VIEW), (source, width, place)
                if source in WHOLE and (wide == 20 or width >= 1280):
                    assert root.evaluate(ALL_IN_VIEW), (width, place)
        page.keyboard.press("Escape")


def test_digits_lead_to_sections_and_the_question_mark_to_the_keys(panel: ShownPanel) -> None:
    """I to V, and back to the list."""
    panel.root.focus()
    for digit, symbol in (("3", "∂ε/∂o"), ("5", "W"), ("1", "net")):
        panel.page.keyboard.press(digit)
        expect(panel.root.locator(".mlp-here")).to_contain_text(symbol)
    listed = panel.root.locator(".mlp-keys")
    expect(listed).to_be_hidden()
    panel.page.keyboard.press("?")
    expect(listed).to_be_visible()
    panel.page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    panel.page.keyboard.press("b")
    assert panel.root.evaluate("e => e.classList.contains('mlp-blank')")
    panel.page.keyboard.press(".")
    assert not panel.root.evaluate("e => e.classList.contains('mlp-blank')")


def test_a_hidden_result_keeps_its_colour_and_its_size(panel: ShownPanel) -> None:
    """Nothing of the number is on the page: not its text, not its hint; a click shows it."""
    panel.root.focus()
    panel.press("ArrowRight")
    cell = panel.cell("z_1", (2,))
    look = "e => [getComputedStyle(e).backgroundColor, e.getBoundingClientRect().width, e.title]"
    before = cell.evaluate(look)
    panel.page.keyboard.press("h")
    expect(cell).to_have_attribute("data-covered", "z_1")
    assert cell.evaluate(look) == [*before[:2], ""]
    assert cell.evaluate("e => e.innerText").strip() == ""
    hidden = '[data-quantity="z_1"]:not([data-covered])'
    expect(panel.root.locator(hidden)).to_have_count(0)
    expect(panel.root.locator(".mlp-full")).to_be_hidden()
    cell.click()
    expect(panel.root.locator('[data-quantity="z_1"][data-covered]')).to_have_count(0)
    assert cell.evaluate(look) == before


def test_what_is_hidden_is_not_given_away_by_what_is_computed_from_it(panel: ShownPanel) -> None:
    """Neither by 1 − z, nor by the factors of δ that the lens works out."""
    panel.root.focus()
    panel.page.keyboard.press("a")
    panel.root.locator(".mlp-ticks button").nth(7).click()
    for key in ("one_minus:z_1", "d_z_1", "slope_1", "delta_1"):
        numbers = panel.root.locator(f'[data-quantity="{key}"]')
        expect(numbers.first).to_have_attribute(
            "data-covered", "z_1" if "z_1" in key[5:] else "delta_1"
        )
        assert all(number.get_attribute("data-covered") for number in numbers.all()), key


def test_code_and_words_come_into_view(panel: ShownPanel) -> None:
    """Though they stand below the panel's foot."""
    for name in ("code", "words"):
        panel.root.evaluate("e => e.scrollIntoView()")
        panel.root.locator(f'[data-do="{name}"]').dispatch_event("click")
        expect(panel.root.locator(f'[data-region="{name}"]')).to_be_in_viewport(ratio=0.3)


def test_asking_first_a_remote_shows_then_goes_on(panel: ShownPanel) -> None:
    """Page Down twice for each step."""
    panel.root.focus()
    panel.page.keyboard.press("a")
    expect(panel.root.locator('[data-do="ask"]')).to_have_attribute("aria-pressed", "true")
    panel.press("PageDown")
    covered = panel.root.locator('[data-region="ledger"] [data-covered]')
    expect(covered).to_have_count(3)
    panel.page.keyboard.press("PageDown")
    expect(covered).to_have_count(0)
    assert panel.at == 1


def test_formulas_come_back_at_a_click(panel: ShownPanel) -> None:
    """The words stay."""
    panel.root.focus()
    panel.page.keyboard.press("m")
    formula = panel.root.locator(".mlp-formula math")
    expect(formula).to_be_hidden()
    expect(panel.root.locator(".mlp-words")).to_be_visible()
    panel.root.locator(".mlp-formula").click()
    expect(formula).to_be_visible()


def test_the_code_on_one_screen_gives_the_same_panel_on_another(
    panel: ShownPanel, notebook: OpenedNotebook
) -> None:
    """Typed into a cell."""
    panel.root.focus()
    for _ in range(4):
        panel.press("ArrowRight")
    panel.page.keyboard.press("c")
    line = panel.root.locator("[data-code]")
    code = line.get_attribute("data-code")
    expect(line).to_have_text(f'panels.restore("{code}")')
    notebook.page.evaluate(
        f"code => {NOTEBOOK}.content.widgets.at(-1).model.sharedModel"
        ".setSource(`panels.restore('${code}')`)",
        code,
    )
    notebook.run_all()
    fresh = ShownPanel(notebook.page.locator(STEP_PANEL).last)
    first = ShownPanel(notebook.page.locator(STEP_PANEL).first)
    first.root.focus()
    for _ in range(4):
        first.press("ArrowRight")
    assert fresh.screen() == first.screen()


def here(page: Page) -> str:
    """The text of the cell that the lecture has come to."""
    return page.locator(".mlp-lecture-here").inner_text()


@pytest.mark.long
def test_a_remote_alone_leads_through_panels_answers_and_text(
    panel: ShownPanel, notebook: OpenedNotebook
) -> None:
    """Page Down only: every step of a panel on the projector, the answer opened, then the next."""
    page = notebook.page
    panel.root.focus()
    page.keyboard.press("Shift+F")
    assert page.evaluate("document.body.classList.contains('mlp-lecture')")
    seen = []
    for _ in range(60):
        page.keyboard.press("PageDown")
        page.wait_for_timeout(40)
        expect(page.locator(".mlp-panel[data-busy]")).to_have_count(0)
        opened = page.locator("details[open]:not(.mlp-setup)").count()
        shown = page.locator(".mlp-panel.mlp-projector")
        status = shown.locator(".mlp-status").inner_text() if shown.count() else ""
        seen.append((status, opened))
        if "3 of 6" in status:
            break
    steps = [status for status, _ in seen if re.fullmatch(r"\d+ of 16", status)]
    assert {f"{n} of 16" for n in range(1, 17)} == set(steps)
    first_text = next(n for n, (status, opened) in enumerate(seen) if opened)
    assert seen[first_text][0] == ""
    assert any(status == "1 of 16" for status, _ in seen[first_text:])
    page.keyboard.press("PageUp")
    expect(page.locator(".mlp-projector .mlp-status")).to_contain_text("2 of 6")
    page.keyboard.press("Shift+F")
    assert not page.evaluate("document.body.classList.contains('mlp-lecture')")


def test_the_keys_of_an_editor_stay_the_editors(
    panel: ShownPanel, notebook: OpenedNotebook
) -> None:
    """Even while the remote leads: letters, digits, a question mark and Page Down."""
    panel.root.focus()
    notebook.page.keyboard.press("Shift+F")
    before = panel.status
    notebook.page.locator(".jp-Cell .cm-content").first.click()
    notebook.page.keyboard.press("Control+End")
    notebook.page.keyboard.type("\n# f? b.1 h")
    notebook.page.keyboard.press("PageDown")
    assert notebook.page.evaluate(EDITED).endswith("# f? b.1 h")
    assert panel.status == before
    assert notebook.page.locator(".mlp-lecture-here, .mlp-projector").count() == 0


def test_a_panel_whose_cell_runs_again_leaves_the_projector(
    panel: ShownPanel, notebook: OpenedNotebook
) -> None:
    """No ghost is left over the window."""
    panel.root.focus()
    notebook.page.keyboard.press("f")
    notebook.run_all()
    expect(notebook.page.locator(".mlp-projector")).to_have_count(0)
    expect(notebook.page.locator(STEP_PANEL)).to_have_count(2)
