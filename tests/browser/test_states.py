"""What a panel says where it is not simply ready: it computes, or its kernel is gone."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, expect

from lab.opened_notebook import OpenedNotebook
from tests.browser.test_lab import write

SLEEPS = """
def my_delta_hidden(W, delta, net, f):
    time.sleep(pause)
    return (W @ delta) * f.derivative(net)
panels.step(mlpcore.MLP([2, 3, 2], seed=7), [1, -0.5], [0, 1], delta_hidden=my_delta_hidden)"""
SAID = """panel => {
    const place = panel.querySelector('.mlp-state');
    window.said = [];
    const note = () => window.said.push(place.textContent);
    new MutationObserver(note).observe(place, { childList: true });
}"""
RESTART = "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
LOST = "the kernel was restarted: run this cell again"


Open = Callable[..., OpenedNotebook]


def shown(open_notebook: Open, folder: Path, pause: float) -> tuple[OpenedNotebook, Locator]:
    """A step panel with code of one's own, which sleeps so long at each call."""
    first = f"import time\nimport mlpcore\nfrom mlpcore import panels\npause = {pause}"
    notebook = open_notebook(write(folder / "states.ipynb", first, SLEEPS))
    notebook.run_all()
    return notebook, notebook.page.locator(".mlp-panel").first


def test_what_takes_long_is_said_to_compute_until_it_is_there(
    open_notebook: Open, tmp_path: Path
) -> None:
    _, panel = shown(open_notebook, tmp_path, 0.4)
    panel.evaluate(SAID)
    panel.locator('input[type="range"]').first.press("ArrowRight")
    panel.page.wait_for_function("window.said.length > 1")
    assert panel.page.evaluate("window.said") == ["computing …", ""]


def test_after_a_restart_of_the_kernel_the_panel_says_what_to_do(
    open_notebook: Open, tmp_path: Path
) -> None:
    notebook, panel = shown(open_notebook, tmp_path, 0)
    expect(panel.locator(".mlp-state")).to_be_empty()
    panel.page.evaluate(RESTART)
    expect(panel.locator(".mlp-state")).to_have_text(LOST)
    panel.locator('[data-do="next"]').click()
    expect(panel.locator(".mlp-state")).to_have_text(LOST)
    notebook.console_errors.clear()  # JupyterLab complains of what it had asked the old kernel
