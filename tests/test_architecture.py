"""The floors of the house: numpy < mathematics < lesson < views < panels.

A room never imports from a floor above it. What a floor may use is what it imports and, at run
time, what it makes Python load.
"""

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from importlib.util import resolve_name
from pathlib import Path

import pytest

from tests import ROOT

PACKAGE = ROOT / "mlpcore"
LECTURE = (
    "activations", "backprop", "datasets", "gradcheck", "losses", "network", "stopping", "training",
)  # fmt: skip
LINES_OF_CODE = {"lecture": 900, "beside it": 565}  # the door, files, progress, speed
STANDARD = sys.stdlib_module_names
FRONT_DOOR = "mlpcore"
DRAWING = {"matplotlib", "latex2mathml", "IPython"}
WIDGETS = {"ipywidgets", "anywidget", "traitlets"}

EXTRAS = {"numba", "tqdm"}  # used where they are installed: compiled steps, a bar of progress

# For each floor, the names from outside the project and the floors that it may import.
FLOORS = {
    "mathematics": ({"numpy"} | EXTRAS, {"mathematics"}),
    "lesson": ({"numpy"}, {"mathematics", "lesson"}),
    "views": ({"numpy"} | DRAWING, {"mathematics", "lesson", "views"}),
    "panels": ({"numpy"} | DRAWING | WIDGETS, {"mathematics", "lesson", "views", "panels"}),
}
MODULES = sorted(PACKAGE.rglob("*.py"))
each_module = pytest.mark.parametrize(
    "path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix()
)


def module_name(path: Path) -> str:
    """mlpcore/lesson/steps.py is mlpcore.lesson.steps."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def floor_of(module: str) -> str:
    """The floor of a module of the project: that of its subpackage, or the mathematics.

    The front door belongs to the lesson, for it shows both: `mlpcore.MLP`, `mlpcore.lesson`.
    """
    if module == FRONT_DOOR:
        return "lesson"
    second = module.split(".")[1:2]
    return second[0] if second and second[0] in FLOORS else "mathematics"


def imported(tree: ast.AST, package: str) -> Iterator[str]:
    """Every module that a file imports, anywhere in it; `package` is where "." leads."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = resolve_name("." * node.level + (node.module or ""), package)
            # `from mlpcore import views` imports a floor too.
            yield from (f"{start}.{alias.name}" for alias in node.names)


def forbidden(module: str, package: str, source: str) -> list[str]:
    """The imports that the floor of a module does not allow."""
    outside, floors = FLOORS[floor_of(module)]
    complaints = []
    for name in imported(ast.parse(source), package):
        top = name.split(".")[0]
        if top == "mlpcore":
            allowed = floor_of(name) in floors
        else:
            allowed = top in STANDARD or top in outside
        if not allowed:
            complaints.append(name)
    return complaints


def loaded_by(module: str) -> set[str]:
    """The installed packages, but for the project itself, that an import makes Python load."""
    code = f"""
import sys
before = set(sys.modules)
import {module}
print(*set(sys.modules) - before)
"""
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {name.split(".")[0] for name in run.stdout.split()}
    return loaded & set(packages_distributions()) - {"mlpcore"}


@each_module
def test_no_module_imports_from_a_floor_above(path: Path) -> None:
    """Its own floor, those below, and what its floor may use from outside."""
    name = module_name(path)
    package = name if path.stem == "__init__" else name.rpartition(".")[0]
    assert forbidden(name, package, path.read_text("utf-8")) == []


@pytest.mark.parametrize("module", ["mlpcore", "mlpcore.lesson"])
def test_the_lower_floors_load_numpy_alone(module: str) -> None:
    """A student's script needs no Jupyter."""
    assert loaded_by(module) == {"numpy"}


def test_the_views_load_no_widgets() -> None:
    """Pictures can be drawn where no widget can live."""
    if not (PACKAGE / "views").is_dir():
        pytest.skip("no views yet")
    assert loaded_by("mlpcore.views") & {"ipywidgets", "anywidget"} == set()


def test_the_mathematics_can_be_read_in_one_sitting() -> None:
    """The modules of the lecture, and what stands beside them: lines of code alone."""
    found = dict.fromkeys(LINES_OF_CODE, 0)
    for path in PACKAGE.glob("*.py"):
        part = "lecture" if path.stem in LECTURE else "beside it"
        found[part] += lines_of_code(path.read_text("utf-8"))
    assert {part: lines for part, lines in found.items() if lines > LINES_OF_CODE[part]} == {}


def lines_of_code(source: str) -> int:
    """How many lines hold code: something else than a comment or a part of a docstring."""
    said = set()
    for node in ast.walk(ast.parse(source)):
        has_body = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        if has_body and ast.get_docstring(node):
            said |= {*range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)}
    lines = enumerate(source.splitlines(), 1)
    return sum(bool(re.match(r"\s*[^#\s]", line)) for n, line in lines if n not in said)


def test_lines_of_code_are_counted_without_what_is_said() -> None:
    source = '"""One.\n\nTwo."""\n\n# three\ndef f():\n    """Four."""\n    return 1  # five\n'
    assert lines_of_code(source) == 2


@each_module
def test_every_module_says_what_it_is_for(path: Path) -> None:
    """A docstring on top."""
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


@each_module
def test_every_public_function_and_class_says_what_it_does(path: Path) -> None:
    """What is in `__all__` and can have a docstring has one."""
    module = importlib.import_module(module_name(path))
    public = [getattr(module, name) for name in getattr(module, "__all__", [])]
    silent = [thing for thing in public if callable(thing) and not thing.__doc__]
    assert silent == []


@pytest.mark.parametrize(
    ("module", "source", "found"),
    [
        ("mlpcore.network", "import scipy", ["scipy"]),
        ("mlpcore.network", "def f():\n    from mlpcore import lesson", ["mlpcore.lesson"]),
        ("mlpcore.network", "import mlpcore", ["mlpcore"]),
        ("mlpcore.network", "from .lesson import steps", ["mlpcore.lesson.steps"]),
        ("mlpcore.lesson.steps", "import matplotlib.pyplot", ["matplotlib.pyplot"]),
        ("mlpcore.lesson.steps", "from mlpcore.views import theme", ["mlpcore.views.theme"]),
        ("mlpcore.views.matrix", "import ipywidgets", ["ipywidgets"]),
        ("mlpcore.views.matrix", "from ..panels import step", ["mlpcore.panels.step"]),
        ("mlpcore.panels.step", "from mlpcore.views import matrix\nimport anywidget", []),
        (
            "mlpcore.lesson.steps",
            "import math, numpy\nfrom mlpcore import MLP\nfrom . import x",
            [],
        ),
    ],
)
def test_the_check_of_floors_finds_what_it_should(
    module: str, source: str, found: list[str]
) -> None:
    """Wherever in a file it stands, and however it is written."""
    assert forbidden(module, module.rpartition(".")[0], source) == found
