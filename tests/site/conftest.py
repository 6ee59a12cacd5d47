"""One site for all tests of it, served from a path below the root, and a browser for it."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from lab import chromium
from site_builder.build import build
from tests import NOTEBOOKS

BELOW = "courses/mlp"  # the site need not stand at the root of its host


class Patient(ThreadingHTTPServer):
    """A server from which a page may go in the middle of an answer."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Report all other errors."""
        if not isinstance(sys.exception(), BrokenPipeError):
            super().handle_error(request, client_address)


class Quiet(SimpleHTTPRequestHandler):
    """A plain file server that writes no log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served."""
    server = Patient(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def pyodide() -> Path | None:
    """A release of Pyodide, where the environment names one."""
    named = os.environ.get("MLPCORE_PYODIDE")
    return Path(named) if named else None


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder above the site."""
    return tmp_path_factory.mktemp("host")


@pytest.fixture(scope="session")
def site(root: Path, pyodide: Path | None, pytestconfig: pytest.Config) -> Iterator[str]:
    """The address of the site, built and served; `make test` has the pages of one notebook."""
    is_long = pyodide or "not long" not in pytestconfig.getoption("markexpr")
    list(build(root / BELOW, pyodide, None if is_long else [NOTEBOOKS / "01_forward_pass.ipynb"]))
    with served(root) as address:
        yield f"{address}/{BELOW}/"


@pytest.fixture(scope="package")
def site_browser() -> Iterator[Browser]:
    """Chromium, without which these tests are skipped."""
    if chromium.installed(chromium.SHELL) is None:
        pytest.skip("no Chromium")
    with chromium.running(chromium.SHELL) as browser:
        yield browser


@pytest.fixture
def visit(site: str, site_browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page of the site; a request to another host, or an error, fails the test."""
    complaints: list[str] = []
    context = site_browser.new_context(viewport={"width": 1366, "height": 768})

    def foreign(route: object) -> None:
        complaints.append(f"asked for {route.request.url}")
        route.abort()

    context.route(lambda url: not url.startswith((site, "data:", "blob:")), foreign)

    def visit(path: str = "index.html") -> Page:
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("response", lambda r: complaints.append(r.url) if r.status >= 400 else None)
        page.goto(site + path)
        return page

    yield visit
    context.close()
    assert complaints == []
