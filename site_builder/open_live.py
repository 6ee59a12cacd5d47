"""The notebooks in JupyterLite: the course in the browser, with its own Python and nobody's server.

`build(out, pyodide, notebooks)` writes it into the folder `live/` of a site; `invitation(…)` is
what a notebook's page says of it.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mlpcore.commands.lab import SETTINGS
from mlpcore.views.parts.html import Node, e
from site_builder.python_files import CORE, LOCK

NEEDED = ("jupyterlite_core", "jupyterlite_pyodide_kernel", "packaging")
KERNEL = "@jupyterlite/pyodide-kernel-extension"
EXTENSIONS = {  # what shows panels on the page, by the package that brings it
    "anywidget": "anywidget",
    "jupyterlab_widgets": "@jupyter-widgets/jupyterlab-manager",
    "jupyterlite_pyodide_kernel": KERNEL,
}
APPS = ("lab", "notebooks")
STARTED = ("ipykernel", "comm", "pyodide-kernel", "jedi", "ipython", "micropip", "piplite",
           "mlpcore-startup")  # fmt: skip
STARTUP = "/lib/python{}.{}/site-packages/mlpcore_startup.py"
FOLDER, SHARED, PACKAGES = "live/", "pyodide/", "packages/"
LARGEST = "build/jlab_core.*.js"  # a third of what JupyterLab itself loads


def installed() -> bool:
    """Whether all of JupyterLite is there that the build needs."""
    return all(find_spec(name) for name in NEEDED)


@dataclass(frozen=True)
class Live:
    """What a site has for its notebooks: files that are fetched ahead, and how large they are."""

    ahead: tuple[str, ...]
    size: int


def build(out: Path, pyodide: Path, notebooks: Iterable[Path]) -> Live:
    """Write JupyterLite into a site, and beside it what it needs of a release of Pyodide.

    CalledProcessError where JupyterLite cannot be built.
    """
    from site_builder.browser_packages import gather

    shutil.rmtree(out / FOLDER, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        lite, wheels = Path(folder) / "lite", Path(folder) / "wheels"
        extensions = [_extension(package, name) for package, name in EXTENSIONS.items()]
        packages = gather(pyodide, extensions[-1] / "static/pypi", STARTED, wheels)
        for path in notebooks:
            _write(lite / "files" / path.name, trusted(json.loads(path.read_text("utf-8"))))
        info = json.loads((pyodide / LOCK).read_text("utf-8"))["info"]
        _write(lite / "jupyter-lite.json", _configuration(info["python"]))
        shutil.copy(SETTINGS / "overrides.json", lite)
        _run(lite, out / FOLDER, extensions)
        ahead = [*_core(pyodide, out), *_packages(packages.values(), wheels, pyodide, out)]
    ahead += [path.relative_to(out).as_posix() for path in (out / FOLDER).glob(LARGEST)]
    lock = f"{FOLDER}{PACKAGES}{LOCK}"
    _write(out / lock, {"info": info, "packages": packages})
    size = sum((out / name).stat().st_size for name in ahead)
    return Live((lock, *ahead), size)


def invitation(live: Live, up: str, name: str) -> Node:
    """What a notebook's page says of it; the page is `up` from the site. Its files come ahead."""
    lab, alone = (f"{up}{FOLDER}{app}/index.html?path={name}.ipynb" for app in APPS)
    original = e("b", "To get the original back")
    lines: list[Node] = [
        f"Python runs in this browser; {live.size / 1e6:.0f} MB for it are fetched while you read. "
        "Nothing is installed, and nothing you type leaves this computer.",
        "What you change and your list of exercises are kept in this browser, also when you close "
        "it. A private window forgets them; File → Download keeps a copy elsewhere.",
        [
            original,
            ": in JupyterLab's list of files, on the left, click the notebook with the right "
            "button and choose Delete, which deletes your copy alone. Then open it here again. "
            "As long as you have a copy, you do not see newer versions of this notebook.",
        ],
        "Not in a browser: the commands, as those for worksheets, which need a terminal, and "
        "worksheets as HTML or LaTeX; the extra fast, so that long trainings take longer.",
    ]
    return e(
        "aside",
        e(
            "p",
            e("a", e("b", "Open live"), href=lab),
            " in JupyterLab, or ",
            e("a", "alone", href=alone),
        ),
        e("details", e("summary", "What that means"), e("ul", [e("li", line) for line in lines])),
        [e("link", rel="prefetch", href=up + name) for name in live.ahead],
        class_="site-live",
    )


def trusted(notebook: dict[str, Any]) -> dict[str, Any]:
    """The same notebook with its texts in one piece and its outputs shown as they are stored."""
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        if cell["cell_type"] == "code":
            cell["metadata"] = {**cell["metadata"], "trusted": True}
            for output in cell["outputs"]:
                if "text" in output:
                    output["text"] = "".join(output["text"])
                data = output.get("data", {})
                data.update({kind: _joined(said) for kind, said in data.items()})
    return notebook


def _joined(said: Any) -> Any:
    return "".join(said) if isinstance(said, list) else said


def _extension(package: str, name: str) -> Path:
    """Where an installed package has its part of the page."""
    end = f"labextensions/{name}/package.json"
    files = metadata.files(package) or ()
    return Path(str(next(f.locate() for f in files if str(f).endswith(end)))).resolve().parent


def _configuration(version: str) -> dict[str, Any]:
    """What the page knows: where Python is, and that no other host is asked for packages.

    IPython runs the file that PYTHONSTARTUP names, as a terminal's Python does.
    """
    python = {
        "pyodideUrl": f"./../{SHARED}pyodide.mjs",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {
            "lockFileURL": f"./{PACKAGES}{LOCK}",
            "packages": [*STARTED, "mlpcore"],
            "env": {"PYTHONSTARTUP": STARTUP.format(*version.split("."))},
        },
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "mlpcore",
            "litePluginSettings": {f"{KERNEL}:kernel": python},
        },
    }


def _write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def _run(lite: Path, out: Path, extensions: Iterable[Path]) -> None:
    """JupyterLite's own build."""
    options = {
        "apps": APPS,
        "contents": ["files"],
        "federated_extensions": [str(each) for each in extensions],
        "ignore_sys_prefix": ["federated_extensions"],
        "no_libarchive": True,
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
        "output_dir": str(out.resolve()),
    }
    _write(lite / "jupyter_lite_config.json", {"LiteBuildConfig": options})
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--log-level=ERROR"]
    subprocess.run(command, cwd=lite, check=True, stdout=subprocess.DEVNULL)


def _core(pyodide: Path, out: Path) -> Iterator[str]:
    """Put Pyodide itself where the site has it."""
    for name in CORE:
        yield _copied(pyodide / name, out, SHARED)


def _packages(
    entries: Iterable[dict[str, Any]], wheels: Path, pyodide: Path, out: Path
) -> Iterator[str]:
    """Put every package's file where the site has it, which is then noted in its entry."""
    for entry in entries:
        name = entry["file_name"]
        if (wheels / name).is_file():
            yield _copied(wheels / name, out, FOLDER + PACKAGES)
        else:
            entry["file_name"] = f"../../{SHARED}{name}"  # from the folder of the lock file
            yield _copied(pyodide / name, out, SHARED)


def _copied(path: Path, out: Path, folder: str) -> str:
    (out / folder).mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, out / folder / path.name)
    return folder + path.name
