"""Every notebook in JupyterLab: all of it runs, and every number on every step panel is right.

What is given (x, y, η, weights, activations, loss) is read from the screen; all else is computed
anew in this process.
"""

import ast
from collections.abc import Iterator
from importlib.resources import files

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

import mlpcore
from lab.opened_notebook import WIDGET_VIEW, OpenedNotebook
from lab.private_lab import PrivateLab
from mlpcore import Activation
from tests import NOTEBOOKS
from tests.browser.panel import STEP_PANEL, ShownPanel

MISTAKES = '[data-region="mistakes"]'  # of a slip that is switched on, or of one's own code
PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE_ON = """async (panels, tags) =>
    (await axe.run({ include: panels }, { runOnly: tags })).violations.map(
        found => [found.id, found.help, ...found.nodes.slice(0, 3).map(node => node.html)])"""
RUN_AXE = f"tags => ({AXE_ON})([...document.querySelectorAll('.mlp-panel')], tags)"

pytestmark = pytest.mark.samples("01_")


@pytest.fixture(scope="module", params=PATHS, ids=lambda path: path.stem)
def notebook(
    request: pytest.FixtureRequest, browser: Browser, lab: PrivateLab
) -> Iterator[OpenedNotebook]:
    """Each notebook in turn, run; when its tests are done, the console shows no error."""
    notebook = lab.open(browser, request.param.name)
    notebook.run_all()
    yield notebook
    notebook.close()
    assert notebook.console_errors == []


def own_activations(notebook: OpenedNotebook) -> list[Activation]:
    """The activations that the notebook itself defines."""
    trees = [ast.parse(c["source"]) for c in notebook.cells() if c["cell_type"] == "code"]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    made = [ast.unparse(call) for call in calls if ast.unparse(call.func) == "mlpcore.Activation"]
    return [eval(code, {"mlpcore": mlpcore, "np": np}) for code in made]


@pytest.fixture
def panels(notebook: OpenedNotebook) -> list[ShownPanel]:
    """The step panels of the notebook, each at its first step; none that shows a mistake."""
    own = own_activations(notebook)
    roots = notebook.page.locator(STEP_PANEL).all()
    panels = [ShownPanel(root, own) for root in roots if not root.locator(MISTAKES).text_content()]
    for panel in panels:
        if panel.at != 0:
            panel.press("Home")
    return panels


def test_every_panel_is_drawn(notebook: OpenedNotebook) -> None:
    """As many as the cells show, each with a size."""
    outputs = [output for cell in notebook.cells() for output in cell.get("outputs", [])]
    wanted = [output for output in outputs if WIDGET_VIEW in output.get("data", {})]
    boxes = [root.bounding_box() for root in notebook.page.locator(".mlp-panel").all()]
    assert len(boxes) == len(wanted)
    assert all(box and box["width"] > 300 and box["height"] > 200 for box in boxes)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_wrong_in_any_panel(notebook: OpenedNotebook, theme: str) -> None:
    """WCAG 2.2, A and AA, by axe-core; contrast in both themes."""
    page = notebook.page
    page.evaluate(AXE)
    page.evaluate("light => { document.body.dataset.jpThemeLight = light; }", theme == "light")
    found = page.evaluate(RUN_AXE, WCAG)
    page.evaluate("() => { document.body.dataset.jpThemeLight = 'true'; }")
    assert found == []


def test_every_step_shows_what_mlpcore_computes(panels: list[ShownPanel]) -> None:
    """There by →, back by ←."""
    for panel in panels:
        assert panel.wrong_on_the_way("ArrowRight", "ArrowLeft") == []


@pytest.mark.long  # test_step_panel.py does the same on one panel
def test_each_slider_moves_the_numbers_by_key_and_by_mouse(panels: list[ShownPanel]) -> None:
    """At the last step, where every number is on the screen."""
    for panel in panels:
        panel.press("End")
        mlp = panel.mlp()
        for slider in panel.sliders():
            before = panel.screen()
            slider.press("ArrowLeft")
            assert panel.wrong_in_the_end(mlp) == []
            between = panel.screen()
            panel.drag(slider, 0.3)
            assert panel.wrong_in_the_end(mlp) == []
            assert panel.screen() != between != before


@pytest.mark.long  # likewise
def test_a_cell_clicked_comes_under_the_lens(panels: list[ShownPanel]) -> None:
    """A few of each panel: from what is given to what is computed last."""
    for panel in panels:
        panel.press("End")
        mlp = panel.mlp()
        cells = panel.root.locator('[data-region="ledger"] td[data-quantity]')
        for n in range(0, cells.count(), cells.count() // 4):
            key = cells.nth(n).get_attribute("data-quantity") or ""
            cells.nth(n).click()
            expect(panel.root.locator(f'.mlp-lens[data-key="{key}"]')).to_be_visible()
            assert panel.wrong(mlp) == []
            assert panel.marked("chosen") == {panel.under_the_lens()}
