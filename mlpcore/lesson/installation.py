"""What a panel needs and does not find: in the kernel's environment, and in that of Jupyter itself.

`missing()` says both in words. The two can differ: a notebook's page comes from the environment in
which JupyterLab was started, its numbers from that of its kernel.
"""

import os
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("anywidget", "ipywidgets", "latex2mathml", "matplotlib", "mistune", "numpy")
EXTENSIONS = {  # what shows widgets on the page, by the folder in which JupyterLab looks for it
    "anywidget": "anywidget",
    "ipywidgets": "@jupyter-widgets/jupyterlab-manager",
}
INSTALL = "pip install"


def missing() -> str:
    """What is missing in the kernel and in Jupyter, a line each, with the command that mends it."""
    kernel = [name for name in PACKAGES if find_spec(name) is None]
    lines = [_line("in the kernel", kernel, sys.executable)]
    server = _server()
    if server is not None:
        folders = [_prefix(server), Path(sys.prefix), *_of_the_user()]
        lines.append(_line("in Jupyter", without(folders), str(server)))
    return "\n".join(lines)


def without(folders: Iterable[Path]) -> list[str]:
    """The packages whose part of the page stands in none of these folders of environments."""
    places = [folder / "share" / "jupyter" / "labextensions" for folder in folders]
    found = {
        package: any((place / name).is_dir() for place in places)
        for package, name in EXTENSIONS.items()
    }
    return [package for package, is_there in found.items() if not is_there]


def _line(where: str, names: list[str], python: str) -> str:
    if not names:
        return f"{where}: nothing is missing"
    mend = f'"{python}" -m {INSTALL} {" ".join(names)}'
    return f"{where}: {', '.join(names)} missing; in a terminal: {mend}"


def _server() -> Path | None:
    """The Python that runs Jupyter, which starts the kernels; None where that cannot be seen."""
    try:
        import psutil  # every kernel has it: ipykernel needs it
    except ImportError:
        return None
    try:
        command = psutil.Process(os.getppid()).cmdline()
    except psutil.Error:
        return None
    return Path(command[0]) if command and "python" in Path(command[0]).name else None


def _prefix(python: Path) -> Path:
    """The environment of a Python."""
    folder = python.parent
    return folder.parent if folder.name in ("bin", "Scripts") else folder


def _of_the_user() -> list[Path]:
    return [Path.home() / ".local", Path("/usr/local"), Path("/usr")]
