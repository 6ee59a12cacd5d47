"""A slip chosen in the menu, and a student's own code in a cell, in JupyterLab."""

import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from lab.opened_notebook import OpenedNotebook
from lab.private_lab import PrivateLab
from mlpcore import MLP
from mlpcore.lesson import bugged
from mlpcore.lesson.steps.trace import Trace
from tests.browser.panel import STEP_PANEL, ShownPanel, choose, type_in
from tests.browser.test_lab import write

NET = MLP([2, 2, 2], seed=7, init="uniform")
X, Y = [0.8, -0.4], [1, 0]
IMPORTS = """import numpy as np
import mlpcore
from mlpcore import panels
net = mlpcore.MLP([2, 2, 2], seed=7, init='uniform')"""
SLIPS = f"panels.step(net, {X}, {Y})"
OWN = """def my_backward(mlp, fwd, y):
    if fwd.z[0][0] < 0:
        raise ValueError('not for x below 0')
    delta_2 = (fwd.o - y) * fwd.o * (1 - fwd.o)
    delta_1 = (mlp.W[1].T @ delta_2) * fwd.z[1] * (1 - fwd.z[1])
    dW = [np.outer(fwd.z[0], delta_1), np.outer(fwd.z[1], delta_2)]
    return [None, delta_1, delta_2], dW, [delta_1, delta_2]
"""
GAP = f"""def with_a_gap(mlp, fwd, y):
    right = mlp.backward(fwd, y)
    return [None, ..., right.delta[2] + 1], right.dW, right.db
panels.step(net, {X}, {Y}, backward=with_a_gap)"""
TRAINING = "panels.training('xor', epochs=2)"


@pytest.fixture(scope="module")
def notebook(
    browser: Browser, lab: PrivateLab, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenedNotebook]:
    """A notebook with a panel for slips, two on own code, and one that trains."""
    path = tmp_path_factory.mktemp("notebooks") / "own.ipynb"
    own = f"{OWN}panels.step(net, {X}, {Y}, backward=my_backward)"
    lab.add(write(path, IMPORTS, SLIPS, own, GAP, TRAINING))
    notebook = lab.open(browser, path.name)
    notebook.run_all()
    yield notebook
    notebook.close()
    assert notebook.console_errors == []


@pytest.fixture
def panel(notebook: OpenedNotebook) -> ShownPanel:
    """The panel for slips, with none switched on."""
    panel = ShownPanel(notebook.page.locator(STEP_PANEL).first)
    choose(panel.root, "slip", "")
    return panel


def test_choosing_a_slip_marks_its_line_and_a_click_leads_there(panel: ShownPanel) -> None:
    mistakes = panel.root.locator('[data-region="mistakes"]')
    expect(mistakes).to_be_empty()
    choose(panel.root, "slip", "transposed-weights")
    expect(mistakes).to_contain_text("transposed-weights")
    mistakes.get_by_role("button").click()
    step = panel.root.locator('[data-region="step"]')
    expect(step).to_contain_text("net gradient of the hidden layer")
    expect(step.locator(".mlp-struck")).to_be_visible()
    expect(step).to_contain_text("✗ off by")
    expect(step).to_contain_text("In truth")
    expect(panel.root.locator(".mlp-here")).to_contain_text("✗")
    trace = bugged(NET, X, Y, slip="transposed-weights").trace
    for i in (1, 2):
        shown = float(panel.cell("delta_1", (i,)).get_attribute("data-value") or "nan")
        assert shown == pytest.approx(trace.value("delta_1")[i - 1], rel=1e-12)
    dashed = panel.cell("delta_1", (2,))
    assert dashed.evaluate("cell => getComputedStyle(cell).outlineStyle") == "dashed"
    assert "wrong" in (dashed.get_attribute("aria-label") or "")


def test_below_the_slip_all_is_marked_and_switched_off_nothing_is(panel: ShownPanel) -> None:
    choose(panel.root, "slip", "ascent")
    panel.press("End")
    expect(panel.root.locator('[data-region="step"]')).to_contain_text("slip ascent")
    assert panel.root.locator('[data-region="ledger"] [data-off]').count() == 12
    choose(panel.root, "slip", "")
    expect(panel.root.locator("[data-off]")).to_have_count(0)
    expect(panel.root.locator(".mlp-tick-mark")).to_have_count(0)


def test_a_gap_has_a_look_of_its_own_and_no_mistakes_colour(notebook: OpenedNotebook) -> None:
    """Another sign, another colour, and a dashed line below its tick."""
    root = notebook.page.locator(STEP_PANEL).nth(2)
    wrong, gap = (root.locator(f".mlp-ticks .mlp-tick-{kind}") for kind in ("wrong", "open"))
    assert (wrong.text_content(), gap.text_content()) == ("✗", "…")
    colours = [each.evaluate("e => getComputedStyle(e).color") for each in (wrong, gap)]
    lines = [
        each.evaluate("e => getComputedStyle(e.parentElement).borderBottomStyle")
        for each in (wrong, gap)
    ]
    assert colours[0] != colours[1]
    assert lines == ["solid", "dashed"]


def test_own_code_in_a_cell_drives_the_panel(notebook: OpenedNotebook) -> None:
    panel = ShownPanel(notebook.page.locator(STEP_PANEL).nth(1))
    mistakes = panel.root.locator('[data-region="mistakes"]')
    expect(mistakes).to_contain_text("my_backward: the first mistake is at δ¹")
    expect(mistakes).to_contain_text("transposed-weights")
    mistakes.get_by_role("button").click()
    step = panel.root.locator('[data-region="step"]')
    expect(step).to_contain_text("Your code gives")
    true = Trace(NET, X, Y)
    z = true.value("z_1")
    yours = (NET.W[1].T @ true.value("delta_2")) * z * (1 - z)
    for i in (1, 2):
        place = step.locator(f'[data-quantity="yours:delta_1"][data-index="{i}"]')
        shown = float(place.get_attribute("data-value") or "nan")
        assert shown == pytest.approx(yours[i - 1], rel=1e-12)
        truth = float(panel.cell("delta_1", (i,)).get_attribute("data-value") or "nan")
        assert truth == true.value("delta_1")[i - 1]
    assert not np.allclose(yours, true.value("delta_1"))
    place.click()
    expect(panel.lens).to_contain_text("Your code gives")


def test_when_x_moves_own_code_runs_again_and_what_it_raises_is_said(
    notebook: OpenedNotebook,
) -> None:
    panel = ShownPanel(notebook.page.locator(STEP_PANEL).nth(1))
    mistakes = panel.root.locator('[data-region="mistakes"]')
    box = panel.slider("x", (1,), "text")
    type_in(box, "-0.5")
    expect(mistakes).to_contain_text("ValueError in line 3")
    expect(mistakes).to_contain_text("not for x below 0")
    type_in(box, "0.5")
    expect(mistakes).to_contain_text("the first mistake is at δ¹")


def test_training_with_a_slip_is_chosen_and_told(notebook: OpenedNotebook) -> None:
    root = notebook.page.locator('.mlp-panel[aria-label="Training panel"]')
    choose(root, "slip", "transposed-weights")
    expect(root.locator('[data-region="trouble"]')).to_contain_text("hapes clash")
    choose(root, "slip", "ascent")
    mistakes = root.locator('[data-region="mistakes"]')
    expect(mistakes).to_contain_text("beside it the true run")
    root.locator('[data-do="epoch"]').click()
    expect(mistakes).to_contain_text(re.compile(r"ε is \S+ after 1 epoch, without it"))
