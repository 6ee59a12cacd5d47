"""The notebooks in JupyterLite: the course in the browser, with its own Python and nobody's server.

`build(out, pyodide)` writes it into the folder `live/` of a site and gives what opens it.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mlpcore.commands.lab import SETTINGS
from site_builder.python_files import CORE, LOCK

NEEDED = ("jupyterlite_core", "jupyterlite_pyodide_kernel", "packaging")
KERNEL = "@jupyterlite/pyodide-kernel-extension"
EXTENSIONS = {  # what shows panels on the page, by the package that brings it
    "anywidget": "anywidget",
    "jupyterlab_widgets": "@jupyter-widgets/jupyterlab-manager",
    "jupyterlite_pyodide_kernel": KERNEL,
}
APPS = ("lab", "notebooks")
STARTED = ("ipykernel", "comm", "pyodide-kernel", "jedi", "ipython", "micropip", "piplite")
FOLDER, PACKAGES = "live", "packages"


def installed() -> bool:
    """Whether all of JupyterLite is there that the build needs."""
    return all(find_spec(name) for name in NEEDED)


def build(out: Path, pyodide: Path, notebooks: Iterable[Path], shared: str) -> list[str]:
    """Write JupyterLite into a folder; gives the files that its Python loads, from there.

    `pyodide` is an unpacked release, which the site has at `shared`, a path from the folder.
    CalledProcessError where JupyterLite cannot be built.
    """
    from site_builder.browser_packages import gather

    shutil.rmtree(out, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        lite, wheels = Path(folder) / "lite", Path(folder) / PACKAGES
        extensions = [_extension(package, name) for package, name in EXTENSIONS.items()]
        packages = gather(pyodide, extensions[-1] / "static/pypi", STARTED, wheels)
        (lite / "files").mkdir(parents=True)
        for path in notebooks:
            text = json.dumps(trusted(json.loads(path.read_text("utf-8"))), ensure_ascii=False)
            (lite / "files" / path.name).write_text(text, "utf-8")
        _write(lite / "jupyter-lite.json", _configuration(shared))
        shutil.copy(SETTINGS / "overrides.json", lite)
        _run(lite, out, extensions)
        files = [_placed(each, wheels, pyodide, out, shared) for each in packages.values()]
    info = json.loads((pyodide / LOCK).read_text("utf-8"))["info"]
    _write(out / PACKAGES / LOCK, {"info": info, "packages": packages})
    return [*(f"{shared}{name}" for name in CORE), f"{PACKAGES}/{LOCK}", *files]


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


def _configuration(shared: str) -> dict[str, Any]:
    """What the page knows: where Python is, and that no other host is asked for packages."""
    python = {
        "pyodideUrl": f"./{shared}pyodide.mjs",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {
            "lockFileURL": f"./{PACKAGES}/{LOCK}",
            "packages": [*STARTED, "mlpcore"],
        },
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "mlpcore",
            "exposeAppInBrowser": True,  # so that tests can ask the page
            "litePluginSettings": {f"{KERNEL}:kernel": python},
        },
    }


def _write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), "utf-8")


def _run(lite: Path, out: Path, extensions: Iterable[Path]) -> None:
    """JupyterLite's own build."""
    options = {
        "apps": APPS,
        "contents": ["files"],
        "federated_extensions": [str(each) for each in extensions],
        "ignore_sys_prefix": ["federated_extensions"],
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
        "output_dir": str(out.resolve()),
    }
    _write(lite / "jupyter_lite_config.json", {"LiteBuildConfig": options})
    command = [sys.executable, "-m", "jupyterlite_core", "build"]
    subprocess.run(command, cwd=lite, check=True, stdout=subprocess.DEVNULL)


def _placed(entry: dict[str, Any], wheels: Path, pyodide: Path, out: Path, shared: str) -> str:
    """Put a package's file where the site has it, and note that in its entry; gives the place."""
    name = entry["file_name"]
    ours = (wheels / name).is_file()
    place = f"{PACKAGES}/{name}" if ours else f"{shared}{name}"
    entry["file_name"] = name if ours else f"../{shared}{name}"  # from the lock file's folder
    target = out / place
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy((wheels if ours else pyodide) / name, target)
    return place
