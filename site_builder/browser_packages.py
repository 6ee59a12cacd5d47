"""The packages of a notebook in the browser: wheels, and a lock file in which Pyodide finds them.

`gather(pyodide, kernel, started, into)` takes what a release of Pyodide has, builds the project's
wheel, and fetches the rest with pip, in the versions that are installed here.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from site_builder.python_files import LOCK

ASSETS = Path(__file__).parent / "assets"
ROOT = Path(__file__).parents[1]
SOURCE = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "mlpcore", "notebooks")
OURS, EXTRA = "mlpcore", "panels"
OF_THE_PAGE = "jupyterlab-widgets"  # JupyterLab's scripts, of which a kernel needs nothing
STARTUP = "mlpcore_startup"  # its one module, which a kernel runs first
JEDI = "jedi"  # half of all wheels, and slow there; IPython completes names without it
PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
Entry = dict[str, Any]


def gather(pyodide: Path, kernel: Path, started: Iterable[str], into: Path) -> dict[str, Entry]:
    """Put wheels into a folder; gives the lock's entries of what `started` and the project need.

    `pyodide` is an unpacked release, `kernel` a folder with the wheels of the browser's kernel.
    CalledProcessError where pip finds no wheel.
    """
    into.mkdir(parents=True)
    _build(into)
    _small(JEDI, into)
    _small(STARTUP, into, (ASSETS / "startup.py").read_text("utf-8"))
    for wheel in kernel.glob("*.whl"):
        shutil.copy(wheel, into)
    lock = json.loads((pyodide / LOCK).read_text("utf-8"))
    there = {n: p for n, p in lock["packages"].items() if (pyodide / p["file_name"]).is_file()}
    needed = [*started, OURS]
    while True:
        known = there | dict(entry(w, lock["info"]["python"]) for w in sorted(into.glob("*.whl")))
        needed = reached(known, needed)
        missing = [name for name in needed if name not in known]
        if not missing:
            return {name: known[name] for name in sorted(needed)}
        _fetch(missing, into)


def entry(wheel: Path, python: str) -> tuple[str, Entry]:
    """The name of a wheel's package, and what a lock file says of it."""
    inside = zipfile.Path(wheel)
    info = next(each for each in inside.iterdir() if each.name.endswith(".dist-info"))
    found = metadata.PathDistribution(info)
    name = canonicalize_name(found.metadata["Name"])
    return name, {
        "depends": list(_depends(found, python, EXTRA if name == OURS else "")),
        "file_name": wheel.name,
        "imports": [name.replace("-", "_")],
        "install_dir": "site",
        "name": name,
        "package_type": "package",
        "sha256": sha256(wheel.read_bytes()).hexdigest(),
        "unvendored_tests": False,
        "version": found.version,
    }


def _depends(found: metadata.Distribution, python: str, extra: str) -> Iterable[str]:
    """What a package needs in a browser."""
    there = {
        "extra": extra,
        "os_name": "posix",
        "platform_machine": "wasm32",
        "platform_system": "Emscripten",
        "python_full_version": python,
        "python_version": ".".join(python.split(".")[:2]),
        "sys_platform": "emscripten",
    }
    for needed in map(Requirement, found.requires or ()):
        name = canonicalize_name(needed.name)
        if name != OF_THE_PAGE and (needed.marker is None or needed.marker.evaluate(there)):
            yield name


def reached(known: Mapping[str, Entry], names: Iterable[str]) -> list[str]:
    """These packages and all that they need, whether they are known or not."""
    found = list(dict.fromkeys(names))
    for name in found:  # grows while it is walked
        depends = known[name]["depends"] if name in known else ()
        found += [each for each in depends if each not in found]
    return found


def _build(into: Path) -> None:
    """The project's own wheel, from a copy: setuptools leaves its work beside what it builds."""
    with tempfile.TemporaryDirectory() as folder:
        for name in SOURCE:
            each, copy = ROOT / name, Path(folder) / name
            _ = shutil.copytree(each, copy) if each.is_dir() else shutil.copy(each, copy)
        subprocess.run([*PIP, "wheel", "--no-deps", "--wheel-dir", into, folder], check=True)


def _small(name: str, into: Path, module: str = "") -> None:
    """A wheel of that name with one module, or with none."""
    with zipfile.ZipFile(into / f"{name}-0-py3-none-any.whl", "w") as wheel:
        if module:
            wheel.writestr(f"{name}.py", module)
        said = f"Metadata-Version: 2.1\nName: {name}\nVersion: 0\n"
        wheel.writestr(f"{name}-0.dist-info/METADATA", said)
        wheel.writestr(f"{name}-0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")


def _fetch(names: Iterable[str], into: Path) -> None:
    """The wheels of pure Python with the versions that are tested here."""
    asked = [f"{name}=={metadata.version(name)}" for name in names]
    pure = ("--no-deps", "--only-binary=:all:", "--platform=any", "--dest", into)
    subprocess.run([*PIP, "download", *pure, *asked], check=True)
