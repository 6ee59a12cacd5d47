"""Opens your copy of the notebooks in JupyterLab.

    mlpcore lab                    the copy in my-notebooks, made where there is none
    mlpcore lab PLACE              the one in another folder
    mlpcore lab --no-browser       options of JupyterLab are handed on to it

What `mlpcore notebooks` says of new notebooks and originals is said here, too.
"""

import argparse
import os
from importlib import import_module
from pathlib import Path

from mlpcore.commands import notebooks
from mlpcore.lesson.extras import require

HELP = "open your copy of the notebooks in JupyterLab"
FIRST = "00_start_here.ipynb"
SETTINGS = Path(__file__).parent  # its overrides.json asks no question and keeps panels in copies
ONE_THREAD_A_KERNEL = {"OMP_NUM_THREADS": "1"}  # a class shares one machine
THIS_PYTHON = {"JUPYTER_PREFER_ENV_PATH": "1"}  # is that of the kernel called python3


def options(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked for."""
    parser.usage = "mlpcore lab [-h] [PLACE] [options of JupyterLab]"


def run(asked: argparse.Namespace) -> int:
    """Bring the copy up to date, then run JupyterLab until it is stopped."""
    for name, value in (ONE_THREAD_A_KERNEL | THIS_PYTHON).items():
        os.environ.setdefault(name, value)
    require("lab", "notebooks", "jupyterlab.labapp")
    place, others = _taken_apart(asked.others)
    notebooks.bring_up_to_date(place)
    import_module("jupyterlab.labapp").main(
        [
            f"--LabApp.app_settings_dir={SETTINGS}",
            f"--LabApp.default_url=/lab/tree/{FIRST}",
            "--allow-root",  # who one is inside a container
            *others,
            str(place),
        ]
    )
    return 0


def _taken_apart(others: list[str]) -> tuple[Path, list[str]]:
    """The folder, which comes first or not at all, and the options of JupyterLab."""
    if others and not others[0].startswith("-"):
        return Path(others[0]), others[1:]
    return notebooks.OWN, others
