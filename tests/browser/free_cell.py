"""A notebook with a free cell, in which one test after another shows a panel of its own.

`opened` is such a notebook for a module's tests, `put` a panel's source into its free cell and run
it.
"""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser

from lab.opened_notebook import NOTEBOOK, OpenedNotebook
from lab.private_lab import PrivateLab
from tests.browser.test_lab import write

SET_SOURCE = f"source => {NOTEBOOK}.content.widgets[1].model.sharedModel.setSource(source)"


def opened(
    browser: Browser, lab: PrivateLab, path: Path, first: str, **context: int
) -> Iterator[OpenedNotebook]:
    """A notebook whose first cell imports and whose second is free; no error is left in it."""
    lab.add(write(path, first, "", "2 + 3"))
    notebook = lab.open(browser, path.name, **context)
    yield notebook
    notebook.close()
    assert notebook.console_errors == []


def put(notebook: OpenedNotebook, source: str) -> None:
    """Run the notebook with this source in its free cell."""
    notebook.page.evaluate(SET_SOURCE, source)
    notebook.run_all()
