"""A notebook with one panel of every kind, for what must hold of all of them.

`opened` is such a notebook for a module's tests, `each_kind` runs a test with each kind, `panel` is
the panel of a kind, `settled` waits until it has answered.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator

from lab.opened_notebook import OpenedNotebook
from lab.private_lab import PrivateLab
from tests.browser.test_lab import write

LIVE = ".mlp-panel:not(.mlp-static)"
FIRST = """import mlpcore
from mlpcore import panels
net = mlpcore.MLP([2, 2, 2], seed=7, init='uniform')
X, Y = [[0.8, -0.4], [0.1, 0.5]], [[1, 0], [0, 1]]"""
KINDS = {
    "step": "panels.step(net, X[0], Y[0], named=True)",
    "slip": "panels.step(net, X[0], Y[0], slip='transposed-weights', at='delta_1')",
    "exercises": "panels.exercises('02')",
    "gradcheck": "panels.gradcheck(net, X[0], Y[0], named=True)",
    "softmax": "panels.softmax([1, 2, 0.5])",
    "activation": "panels.activation('tanh')",
    "training": "panels.training('moons')",
    "batch": "panels.batch(net, X, Y)",
    "depth": "panels.depth(hidden=8)",
}
each_kind = pytest.mark.parametrize("kind", KINDS)

# Once more a frame: what has the focus is brought into sight when the page has been laid out.
SETTLED = """panel => new Promise(done => {
    const look = () => requestAnimationFrame(panel.hasAttribute('data-busy') ? look : done);
    requestAnimationFrame(look);
})"""


def opened(
    browser: Browser, lab: PrivateLab, path: Path, **context: object
) -> Iterator[OpenedNotebook]:
    """The notebook, run; no error is left in it."""
    lab.add(write(path, FIRST, *KINDS.values()))
    notebook = lab.open(browser, path.name, **context)
    notebook.run_all()
    yield notebook
    notebook.close()
    assert notebook.console_errors == []


def panel(notebook: OpenedNotebook, kind: str) -> Locator:
    """The panel of that kind."""
    return notebook.page.locator(LIVE).nth(list(KINDS).index(kind))


def settled(root: Locator) -> None:
    """Wait until the panel shows the answer to all that was done."""
    root.evaluate(SETTLED)


def places(root: Locator) -> Iterator[int]:
    """The panel at its first place, in the middle of its way, and at its end, as far as it has."""
    root.focus()
    on, step = root.locator('[data-do="next"]'), root.page.keyboard.press
    for key in ("Home", "PageDown", "End") if on.count() else ("Home",):
        step(key)
        settled(root)
        yield root.locator("[aria-current]").count()
