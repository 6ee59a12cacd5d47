"""What a panel says where it is not simply ready: it computes, or its kernel is gone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from lab.opened_notebook import OpenedNotebook
from lab.private_lab import PrivateLab
from tests.browser.gallery import settled
from tests.browser.panel import type_in
from tests.browser.test_lab import write

SLEEPS = """
def my_delta_hidden(W, delta, net, f):
    time.sleep(0.4)
    return (W @ delta) * f.derivative(net)
panels.step(mlpcore.MLP([2, 3, 2], seed=7), [1, -0.5], [0, 1], delta_hidden=my_delta_hidden)"""
SAID = """panel => {
    const place = panel.querySelector('.mlp-state');
    window.said = [];
    const note = () => window.said.push(place.textContent);
    new MutationObserver(note).observe(place, { childList: true });
}"""
RESTART = "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
SENT = """() => {
    const send = WebSocket.prototype.send;
    window.sent = [];
    WebSocket.prototype.send = function (data) {
        const text = typeof data === "string" ? data : new TextDecoder().decode(data);
        window.sent.push(...(text.match(/"do": ?"\\w+"/g) ?? []).map((each) => each.split('"')[3]));
        send.call(this, data);
    };
    window.asBefore = () => { WebSocket.prototype.send = send; };
}"""
LOST = "the kernel was restarted: run this cell again, those above it first"


@pytest.fixture(scope="module")
def opened(
    browser: Browser, lab: PrivateLab, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenedNotebook]:
    """A notebook with a step panel on code of one's own, which sleeps at each call."""
    path = tmp_path_factory.mktemp("notebooks") / "states.ipynb"
    lab.add(write(path, "import time\nimport mlpcore\nfrom mlpcore import panels", SLEEPS))
    notebook = lab.open(browser, path.name)
    yield notebook
    notebook.close()
    assert notebook.console_errors == []


@pytest.fixture
def panel(opened: OpenedNotebook) -> Locator:
    """The panel, new."""
    opened.run_all()
    return opened.page.locator(".mlp-panel").first


def softmax(browser: Browser, lab: PrivateLab, path: Path) -> OpenedNotebook:
    """A notebook with a softmax panel, run."""
    lab.add(write(path, "from mlpcore import panels", "panels.softmax([1, 2])"))
    notebook = lab.open(browser, path.name)
    notebook.run_all()
    return notebook


def test_what_takes_long_is_said_to_compute_until_it_is_there(panel: Locator) -> None:
    panel.evaluate(SAID)
    panel.locator('input[type="range"]').first.press("ArrowRight")
    panel.page.wait_for_function("window.said.length > 1")
    assert panel.page.evaluate("window.said") == ["computing …", ""]


def test_what_one_moves_while_an_answer_is_on_its_way_stays_where_it_is(panel: Locator) -> None:
    x, eta = (panel.locator(f'input[type="range"][data-key="{key}"]') for key in ("x", "eta"))
    type_in(panel.locator('input.mlp-typed[data-key="eta"]'), "0.25")  # draws the controls anew
    for _ in range(3):
        x.first.press("ArrowLeft")
    settled(panel)
    expect(x.first).to_have_value("0.85")
    expect(eta).to_have_value("0.25")


def test_once_the_kernel_is_busy_the_page_says_one_thing_so_that_no_answer_is_held_back(
    panel: Locator,
) -> None:
    settled(panel)
    panel.evaluate(SENT)
    panel.locator('input[type="range"]').first.press("ArrowRight")
    panel.page.wait_for_function("window.sent.includes('settle')")
    settled(panel)
    panel.evaluate("window.asBefore()")
    assert panel.page.evaluate("window.sent") == ["set", "pulse", "settle", "pulse"]


@pytest.mark.long
def test_after_a_restart_of_the_kernel_the_panel_says_what_to_do(
    browser: Browser, lab: PrivateLab, tmp_path: Path
) -> None:
    notebook = softmax(browser, lab, tmp_path / "lost.ipynb")
    panel = notebook.page.locator(".mlp-panel")
    expect(panel.locator(".mlp-state")).to_be_empty()
    notebook.page.evaluate(RESTART)
    expect(panel.locator(".mlp-state")).to_have_text(LOST)
    panel.locator('[data-do="next"]').click()
    expect(panel.locator(".mlp-state")).to_have_text(LOST)
    notebook.close()  # JupyterLab itself complains of what it had asked the old kernel


@pytest.mark.long
def test_a_panel_that_was_saved_comes_back_as_a_picture_that_says_so(
    browser: Browser, lab: PrivateLab, tmp_path: Path
) -> None:
    """With its numbers, and never as a model that was not found."""
    notebook = softmax(browser, lab, tmp_path / "saved.ipynb")
    notebook.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    notebook.close()
    again = lab.open(browser, "saved.ipynb", fresh=True)
    panel = again.page.locator(".mlp-panel")
    expect(panel.locator(".mlp-state")).to_have_text(re.compile("a picture: run this cell"))
    expect(panel.locator('[data-quantity="o"]').first).to_be_visible()
    assert again.console_errors == []
    again.close()
