"""A private JupyterLab: own folders, own port, no questions, and nothing left behind.

with PrivateLab() as lab, chromium.running() as browser:
    lab.add(NOTEBOOKS / "01_forward_pass.ipynb")
    notebook = lab.open(browser, "01_forward_pass.ipynb")
    notebook.run_all()
    notebook.page.locator(".mlp-panel").first.screenshot(path="panel.png")
    assert notebook.console_errors == []
    notebook.close()
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any, Self
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import matplotlib as mpl
from playwright.sync_api import Browser, Page, ViewportSize

from lab.opened_notebook import OPEN, OpenedNotebook
from mlpcore.commands.lab import SETTINGS

FOLDERS = ("home", "config", "data", "runtime", "ipython", "settings", "workspaces", "notebooks")
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
SECONDS_TO_START = 60
SECONDS_TO_STOP = 15


class PrivateLab:
    """A JupyterLab server that serves copies of notebooks, so that no test changes an original."""

    answers_at = "/api/status"

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="private-lab-"))
        for name in FOLDERS:
            (self.folder / name).mkdir()
        # Every cell stays in the page, so that every panel can be asked.
        self.set("notebook-extension/tracker", windowingMode="none")
        self.port = free_port()
        self.server: subprocess.Popen[bytes] | None = None
        self.opened = 0
        self._free: dict[tuple[Browser, str], Page] = {}  # by its theme, with no notebook in it

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where the server answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """What the server has written so far."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def start(self) -> None:
        """Start the server and wait until it answers."""
        with (self.folder / "log").open("wb") as log:
            self.server = subprocess.Popen(
                self.command(),
                env=self.environment(),
                cwd=self.folder / "notebooks",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            self.wait_until_it_answers()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server politely, so that it stops its kernels; then remove its folders."""
        if self.server is not None:
            self.server.terminate()
            try:
                self.server.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def add(self, *paths: Path) -> None:
        """Serve a copy of each of these files."""
        for path in paths:
            shutil.copy(path, self.folder / "notebooks")

    def trust(self, name: str) -> None:
        """Trust a notebook's stored outputs, as `jupyter trust` does."""
        subprocess.run(
            [sys.executable, "-m", "jupyter", "trust", name],
            env=self.environment(),
            cwd=self.folder / "notebooks",
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def open(
        self,
        browser: Browser,
        name: str,
        *,
        width: int = 1280,
        height: int = 720,
        theme: str = "light",
        scale: float = 1,
        fresh: bool = False,
        **context: Any,
    ) -> OpenedNotebook:
        """Open a notebook in a page where no other is and wait until its kernel is idle.

        JupyterLab takes longer to load than a notebook to open: the page of one that was closed is
        taken again, unless it has to be `fresh`, or a special one. A scale of 2 doubles the pixels
        of screenshots; `context` is Playwright's, as `has_touch`.
        """
        size = ViewportSize(width=width, height=height)
        special = fresh or scale != 1 or bool(context)
        taken = None if special else self._free.pop((browser, theme), None)
        page = taken or browser.new_page(viewport=size, device_scale_factor=scale, **context)
        notebook = OpenedNotebook(page, None if special else partial(self._leave, browser, theme))
        if taken:
            page.set_viewport_size(size)
            page.evaluate(OPEN, name)
        else:
            self.set("apputils-extension/themes", theme=THEMES[theme])
            self.opened += 1  # a workspace of its own: no page restores what another had open
            page.goto(f"{self.url}/lab/workspaces/page-{self.opened}/tree/{name}")
        notebook.wait_until_ready()
        return notebook

    def _leave(self, browser: Browser, theme: str, page: Page) -> None:
        """Keep one page of each kind, as it was at first."""
        if (browser, theme) in self._free:
            page.context.close()
            return
        page.emulate_media(reduced_motion="null", forced_colors="null")
        page.mouse.move(0, 0)
        self._free[browser, theme] = page

    def set(self, plugin: str, **values: object) -> None:
        """Write a setting of JupyterLab, for pages opened from now on."""
        path = self.folder / "settings" / "@jupyterlab" / f"{plugin}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")

    def command(self) -> list[str]:
        """The command that starts the server."""
        return [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={self.port}",
            "--ServerApp.port_retries=0",
            "--IdentityProvider.token=",
            f"--ServerApp.root_dir={self.folder / 'notebooks'}",
            f"--LabApp.user_settings_dir={self.folder / 'settings'}",
            f"--LabApp.workspaces_dir={self.folder / 'workspaces'}",
            "--LabApp.expose_app_in_browser=True",
            f"--LabApp.app_settings_dir={SETTINGS}",
        ]

    def environment(self) -> dict[str, str]:
        """What the server and its kernels see: nobody's settings, and the kernel of this Python."""
        inherited = {key: v for key, v in os.environ.items() if not key.startswith("JUPYTER")}
        return inherited | {
            "HOME": str(self.folder / "home"),
            "IPYTHONDIR": str(self.folder / "ipython"),
            "JUPYTER_CONFIG_DIR": str(self.folder / "config"),
            "JUPYTER_DATA_DIR": str(self.folder / "data"),
            "JUPYTER_RUNTIME_DIR": str(self.folder / "runtime"),
            "JUPYTER_PREFER_ENV_PATH": "1",
            "MPLCONFIGDIR": mpl.get_cachedir(),  # a new HOME would build the font cache again
            "OMP_NUM_THREADS": "1",
        }

    def wait_until_it_answers(self) -> None:
        """Return when the server answers; fail with its log when it has not in time."""
        ask = build_opener(ProxyHandler({})).open
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline and self.server.poll() is None:
            try:
                ask(f"{self.url}{self.answers_at}", timeout=5).close()
                return
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise RuntimeError(f"{type(self).__name__} did not start:\n{self.log}")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
