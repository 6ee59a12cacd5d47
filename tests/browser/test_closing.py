"""A page that goes away while a network trains: nothing runs on, in the kernel or beside it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener

import pytest
from playwright.sync_api import Browser, expect

from lab.opened_notebook import KERNEL, SHUT_DOWN, OpenedNotebook
from lab.private_lab import PrivateLab
from tests.browser.test_lab import write

CELLS = "from mlpcore import panels", "panel = panels.training('spirals')\npanel"
EPOCH = "document.querySelector('.mlp-panel [data-quantity=epoch]').dataset.value"
SAVE_AND_CLOSE = """() => window.jupyterapp.commands.execute('docmanager:save')
    .then(() => window.jupyterapp.commands.execute('application:close'))"""
SECONDS_TO_REST = 5  # at the most, until the last picture is drawn
SECONDS_OF_REST = 1.5  # in which dozens of pictures would be drawn
SECONDS_TO_END = 15

# A client of its own, without a page: what an expression is in the kernel.
ASK = """
import sys
from jupyter_client import BlockingKernelClient
client = BlockingKernelClient(connection_file=sys.argv[1])
client.load_connection_file()
client.start_channels()  # without wait_for_ready, which waits until no picture comes any more
asked = {"it": sys.argv[2]}
reply = client.execute("", silent=True, user_expressions=asked, reply=True, timeout=30)
print(reply["content"]["user_expressions"]["it"]["data"]["text/plain"])
"""

pytestmark = pytest.mark.long


class Kernel:
    """The kernel of a notebook, seen from outside."""

    def __init__(self, lab: PrivateLab, notebook: OpenedNotebook) -> None:
        self.lab, self.id = lab, notebook.page.evaluate(f"() => {KERNEL}.id")

    def ask(self, expression: str) -> int:
        """A whole number in the kernel."""
        [file] = (self.lab.folder / "runtime").glob(f"kernel-{self.id}.json")
        command = [sys.executable, "-c", ASK, str(file), expression]
        return int(subprocess.run(command, capture_output=True, check=True, text=True).stdout)

    @property
    def state(self) -> dict[str, Any] | None:
        """What the server knows of it, if it is there."""
        ask = build_opener(ProxyHandler({})).open
        with ask(f"{self.lab.url}/api/kernels", timeout=5) as answer:
            return next((each for each in json.load(answer) if each["id"] == self.id), None)

    def is_at_rest(self) -> bool:
        """Whether it did nothing for a while."""
        before = self.state
        time.sleep(SECONDS_OF_REST)
        return before is not None and before["execution_state"] == "idle" and before == self.state

    def comes_to_rest(self) -> bool:
        """The same, soon."""
        until = time.monotonic() + SECONDS_TO_REST
        while not (rests := self.is_at_rest()) and time.monotonic() < until:
            pass
        return rests


@pytest.fixture(scope="module")
def lab() -> Iterator[PrivateLab]:
    """A JupyterLab of these tests' own, which ends the kernels that they leave behind."""
    with PrivateLab() as lab:
        yield lab


@pytest.fixture
def training(browser: Browser, lab: PrivateLab, tmp_path: Path) -> Iterator[OpenedNotebook]:
    """A notebook in which a network trains."""
    path = write(tmp_path / f"{tmp_path.name}.ipynb", *CELLS)
    lab.add(path)
    notebook = lab.open(browser, path.name)
    notebook.run_all()
    notebook.page.locator('.mlp-panel button[data-do="toggle"]').click()
    notebook.wait_for(f"{EPOCH} > 2")
    assert notebook.console_errors == []
    yield notebook
    notebook.page.context.close()


def reload(notebook: OpenedNotebook) -> None:
    """The page comes back, to the same kernel."""
    notebook.page.reload()
    notebook.wait_until_ready()


def close_the_window(notebook: OpenedNotebook) -> None:
    """The browser's tab."""
    notebook.page.close()


def close_the_notebook(notebook: OpenedNotebook) -> None:
    """JupyterLab's tab; JupyterLab itself stays."""
    notebook.page.evaluate(SAVE_AND_CLOSE)
    expect(notebook.page.locator(".mlp-panel")).to_have_count(0)


@pytest.mark.parametrize("leave", [close_the_notebook, reload, close_the_window])
def test_when_the_page_is_gone_the_kernel_rests_and_the_run_stands_still(
    training: OpenedNotebook, lab: PrivateLab, leave: Callable[[OpenedNotebook], None]
) -> None:
    """It stands where it was, ready to go on, and the kernel answers."""
    kernel = Kernel(lab, training)
    steps = "panel.run.steps"
    assert kernel.ask(steps) < kernel.ask(steps)  # as long as the page looks
    assert not kernel.is_at_rest()
    leave(training)
    assert kernel.comes_to_rest()
    came_to = kernel.ask(steps)
    time.sleep(SECONDS_OF_REST)
    assert kernel.ask(steps) == came_to
    assert kernel.ask(f"panel.act('epoch') or {steps}") > came_to


def test_shutting_down_ends_the_kernels_process(training: OpenedNotebook, lab: PrivateLab) -> None:
    """In the middle of training."""
    kernel = Kernel(lab, training)
    process = kernel.ask("__import__('os').getpid()")
    assert is_running(process)
    training.page.evaluate(SHUT_DOWN)
    until = time.monotonic() + SECONDS_TO_END
    while is_running(process) and time.monotonic() < until:
        time.sleep(0.1)
    assert not is_running(process)
    assert kernel.state is None


def is_running(process: int) -> bool:
    """Whether there is a process of that number."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
