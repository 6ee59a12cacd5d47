"""A notebook with a free cell, in which one test after another shows a panel of its own.

`opened` is such a notebook, which the files share, `sized` it in a file's window, `put` a panel's
source into its free cell and run it.
"""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser

from lab.opened_notebook import NOTEBOOK, OpenedNotebook
from lab.private_lab import PrivateLab
from tests.browser.test_lab import write

FIRST = "import mlpcore\nfrom mlpcore import panels"
SET_SOURCE = f"source => {NOTEBOOK}.content.widgets[1].model.sharedModel.setSource(source)"


def opened(browser: Browser, lab: PrivateLab, folder: Path) -> Iterator[OpenedNotebook]:
    """A notebook whose first cell imports and whose second is free."""
    path = write(folder / "free.ipynb", FIRST, "", "2 + 3")
    lab.add(path)
    notebook = lab.open(browser, path.name)
    yield notebook
    notebook.close()


def sized(
    notebook: OpenedNotebook, width: int = 1280, height: int = 720
) -> Iterator[OpenedNotebook]:
    """It, in a window of that size; no error is left in it."""
    notebook.page.set_viewport_size({"width": width, "height": height})
    yield notebook
    assert notebook.console_errors == []


def put(notebook: OpenedNotebook, source: str) -> None:
    """Run the notebook with this source in its free cell."""
    notebook.page.evaluate(SET_SOURCE, source)
    notebook.run_all()
