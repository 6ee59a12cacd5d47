"""Fixtures for tests in the browser: one JupyterLab and one Chromium for all of them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from lab import chromium
from lab.opened_notebook import OpenedNotebook
from lab.private_lab import PrivateLab
from tests import NOTEBOOKS
from tests.browser.free_cell import opened

NO_CHROMIUM = "No Chromium or Chrome found: the tests in the browser did not run."


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder, so that `-m "not browser"` leaves them out."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


# The scope is the package, not the session: Playwright keeps an event loop, and tests elsewhere
# may want to start their own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium. Without it tests are skipped on a desk, and fail where CI must have it."""
    if chromium.installed(chromium.SHELL) is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NO_CHROMIUM)
        pytest.skip(NO_CHROMIUM)
    with chromium.running(chromium.SHELL) as browser:
        yield browser


@pytest.fixture(scope="package")
def lab() -> Iterator[PrivateLab]:
    """A private JupyterLab that serves a copy of every notebook."""
    with PrivateLab() as lab:
        lab.add(*NOTEBOOKS.glob("*.ipynb"))
        yield lab


@pytest.fixture(scope="package")
def free_cell(
    browser: Browser, lab: PrivateLab, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenedNotebook]:
    """A notebook in whose second cell one file after another shows its panels."""
    yield from opened(browser, lab, tmp_path_factory.mktemp("notebooks"))


@pytest.fixture
def open_notebook(browser: Browser, lab: PrivateLab) -> Iterator[Callable[..., OpenedNotebook]]:
    """Open a notebook by name, or by path after copying it; closed when the test ends.

    A test that leaves an error in the browser's console fails.
    """
    opened: list[OpenedNotebook] = []

    def open_notebook(notebook: str | Path, **options: object) -> OpenedNotebook:
        if isinstance(notebook, Path):
            lab.add(notebook)
            notebook = notebook.name
        opened.append(lab.open(browser, notebook, **options))
        return opened[-1]

    yield open_notebook
    for notebook in opened:
        notebook.close()
    assert [error for notebook in opened for error in notebook.console_errors] == []
