"""The site in Firefox: pages step, no other host is asked; with Pyodide the numbers move, too.

`make firefox` installs what drives it, puppeteer-core: Playwright needs a Firefox of its own.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests import ROOT

MODULES = ROOT / ".venv" / "node" / "node_modules"
SCRIPT = Path(__file__).with_name("firefox.mjs")
NODE = shutil.which("node")
FIREFOX = shutil.which("firefox") or shutil.which("firefox-esr")
PAGES = ["panels/step.html", "panels/softmax.html", "panels/batch.html"]


@pytest.fixture(scope="session")
def firefox() -> list[str]:
    """The command that drives it; skipped where it is not there and need not be."""
    if not (NODE and FIREFOX and (MODULES / "puppeteer-core").exists()):
        leave = pytest.fail if os.environ.get("FIREFOX") == "required" else pytest.skip
        leave("no Firefox, or nothing that drives it: make firefox")
    return [str(NODE), str(SCRIPT), str(MODULES), str(FIREFOX)]


@pytest.mark.long
def test_pages_step_and_ask_no_other_host(
    firefox: list[str], site: str, pyodide: Path | None
) -> None:
    asked = [*firefox, site, *PAGES]
    around = os.environ | ({"LIVE": "1"} if pyodide else {})
    told = subprocess.run(asked, env=around, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    found = [json.loads(line) for line in told.stdout.splitlines()]
    assert [each["path"] for each in found] == PAGES
    for each in found:
        assert each["before"] != each["after"]
        assert (each["foreign"], each["errors"]) == ([], [])
        assert each["moved"] is (True if pyodide else None)
