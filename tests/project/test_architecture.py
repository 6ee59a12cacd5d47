"""The house: floors, and features on each of them.

From the ground up: numpy < mathematics < lesson < views < panels < commands. A room never imports
from a floor above it, nor from a feature beside it but for the shared ones; no imports go round in
a circle. What a floor may use is what it imports and, at run time, what it makes Python load.
"""

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from importlib.util import resolve_name
from inspect import ismodule
from pathlib import Path
from typing import Any

import pytest

from tests import ROOT

PACKAGE = ROOT / "mlpcore"
LECTURE = (
    "activations", "backprop", "datasets", "gradcheck", "losses", "network", "stopping", "training",
)  # fmt: skip
# beside it: the door, files of networks and of data, progress, speed, how weights are drawn
LINES_OF_CODE = {"lecture": 900, "beside it": 750}
STANDARD = sys.stdlib_module_names
FRONT_DOOR = "mlpcore"
DRAWING = {"matplotlib", "PIL", "latex2mathml", "mistune", "segno", "IPython"}
WIDGETS = {"ipywidgets", "anywidget", "traitlets"}

EXTRAS = {"numba", "tqdm"}  # used where they are installed: compiled steps, a bar of progress
DOCUMENTS = {"jinja2"}  # loaded when a worksheet is drawn as HTML or LaTeX, from templates
KERNEL = {"psutil"}  # every kernel has it: to see which Python has started it

# For each floor, the names from outside the project and the floors that it may import.
FLOORS = {
    "mathematics": ({"numpy"} | EXTRAS, {"mathematics"}),
    "lesson": ({"numpy"} | DOCUMENTS | KERNEL, {"mathematics", "lesson"}),
    "views": ({"numpy"} | DRAWING, {"mathematics", "lesson", "views"}),
    "panels": ({"numpy"} | DRAWING | WIDGETS, {"mathematics", "lesson", "views", "panels"}),
    "commands": ({"numpy"}, {"mathematics", "lesson", "views", "panels", "commands"}),
}
# The shared features of each floor, from the ground up: each may use those before it, and every
# other feature may use all of them. What stands last of all may use every feature.
SHARED = {
    "lesson": ("extras", "notation", "steps", "slip_book", "grading"),
    "views": ("parts",),
    "panels": ("base",),
    "commands": ("own_copy", "notebooks"),
}
LAST = {"lesson": {"exercise_book"}, "views": set[str](), "panels": {"presets"},
        "commands": set[str]()}  # fmt: skip
MODULES = sorted(PACKAGE.rglob("*.py"))


def module_name(path: Path) -> str:
    """mlpcore/lesson/steps/trace.py is mlpcore.lesson.steps.trace."""
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


def imports_of(path: Path) -> set[str]:
    """The modules of the project that a file imports, wherever it does so: TYPE_CHECKING counts."""
    name = module_name(path)
    package = name if path.stem == "__init__" else name.rpartition(".")[0]
    found = set(imported(ast.parse(path.read_text("utf-8")), package))
    return {name_or_parent for each in found if (name_or_parent := in_a_module(each))} - {name}


def in_a_module(name: str) -> str:
    """The module that a dotted name stands for, or is in; "" outside the project."""
    while name and name not in NAMES:
        name = name.rpartition(".")[0]
    return name if name.split(".")[0] == "mlpcore" else ""


NAMES = {module_name(path) for path in MODULES}


def only_complaints(found: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The modules with complaints."""
    return {module: complaints for module, complaints in found.items() if complaints}


@cache
def all_imports() -> dict[str, set[str]]:
    """What each module of the project imports of it."""
    return {module_name(path): imports_of(path) for path in MODULES}


def feature_of(module: str) -> str:
    """The feature of a module on its floor: its folder, or how its name begins: step_panel."""
    second, third = module.split(".")[1:3]
    return third.split("_")[0] if second == "panels" else third


def beside(module: str, imports: set[str]) -> list[str]:
    """What a module imports from a feature that it may not know."""
    floor = module.split(".")[1] if module.count(".") > 1 else ""
    if floor not in SHARED:
        return []
    feature, shared = feature_of(module), SHARED[floor]
    known = {feature, *(shared[: shared.index(feature)] if feature in shared else shared)}
    if feature in LAST[floor]:
        return []
    there = [each for each in imports if each.startswith(f"mlpcore.{floor}.")]
    return sorted(each for each in there if feature_of(each) not in known)


def in_a_circle(imports: dict[str, set[str]]) -> list[str]:
    """The modules from which imports lead back to themselves."""

    def reached(start: str) -> set[str]:
        found, to_do = set[str](), [start]
        while to_do:
            new = imports.get(to_do.pop(), set()) - found
            found |= new
            to_do.extend(new)
        return found

    return sorted(module for module in imports if module in reached(module))


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


def test_no_module_imports_from_a_floor_above() -> None:
    """Its own floor, those below, and what its floor may use from outside."""
    found = {}
    for path in MODULES:
        name = module_name(path)
        package = name if path.stem == "__init__" else name.rpartition(".")[0]
        found[name] = forbidden(name, package, path.read_text("utf-8"))
    assert only_complaints(found) == {}


@pytest.mark.parametrize("module", ["mlpcore", "mlpcore.lesson"])
def test_the_lower_floors_load_numpy_alone(module: str) -> None:
    """A student's script needs no Jupyter."""
    assert loaded_by(module) == {"numpy"}


def test_panels_load_matplotlib_with_their_first_picture() -> None:
    """So that a step panel, which has none, is there in half the time."""
    assert "matplotlib" not in loaded_by("mlpcore.panels")


def test_the_views_load_no_widgets() -> None:
    """Pictures can be drawn where no widget can live."""
    if not (PACKAGE / "views").is_dir():
        pytest.skip("no views yet")
    assert loaded_by("mlpcore.views") & {"ipywidgets", "anywidget"} == set()


def test_no_feature_imports_from_one_beside_it() -> None:
    """Only the shared features of a floor are known to others, and they know no other."""
    found = {module: beside(module, imports) for module, imports in all_imports().items()}
    assert only_complaints(found) == {}


def test_no_imports_go_round_in_a_circle() -> None:
    """A door, `__init__`, may show what is behind it; what is behind it does not ask the door."""
    assert in_a_circle(all_imports()) == []


@pytest.mark.parametrize("folder", ["benchmarks", "lab", "mlpcore", "notebooks"])
def test_nothing_but_tests_imports_from_the_tests(folder: str) -> None:
    """What both need stands outside of them."""
    paths = sorted((ROOT / folder).rglob("*.py"))
    used = {name for path in paths for name in imported(ast.parse(path.read_text("utf-8")), folder)}
    assert [name for name in used if name.split(".")[0] == "tests"] == []


def test_no_function_or_class_hides_a_module() -> None:
    """`mlpcore.panels.step` would be a function and a module else, whichever was loaded last."""
    found = {}
    for path in PACKAGE.rglob("__init__.py"):
        module = importlib.import_module(module_name(path))
        rooms = {each.stem for each in path.parent.iterdir() if not each.stem.startswith("__")}
        shown = {room: getattr(module, room, None) for room in rooms}
        hidden = [room for room, each in shown.items() if each is not None and not ismodule(each)]
        found[module.__name__] = hidden
    assert only_complaints(found) == {}


@pytest.mark.parametrize(
    ("module", "imports", "found"),
    [
        (
            "mlpcore.lesson.softmax.cells",
            {"mlpcore.lesson.batch.cells"},
            ["mlpcore.lesson.batch.cells"],
        ),
        (
            "mlpcore.lesson.notation.books",
            {"mlpcore.lesson.steps.trace"},
            ["mlpcore.lesson.steps.trace"],
        ),
        ("mlpcore.lesson.steps.trace", {"mlpcore.lesson.notation.books", "mlpcore.checks"}, []),
        ("mlpcore.panels.step_panel", {"mlpcore.panels.step_state", "mlpcore.views.step"}, []),
        (
            "mlpcore.panels.step_panel",
            {"mlpcore.panels.batch_panel"},
            ["mlpcore.panels.batch_panel"],
        ),
        ("mlpcore.lesson.exercise_book.cases", {"mlpcore.lesson.training.runs"}, []),
    ],
)
def test_the_check_of_features_finds_what_it_should(
    module: str, imports: set[str], found: list[str]
) -> None:
    """Shared features from the ground up, and nothing sideways."""
    assert beside(module, imports) == found


def test_the_check_of_circles_finds_them() -> None:
    assert in_a_circle({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == ["b", "c"]


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


def test_every_module_says_what_it_is_for() -> None:
    """A docstring on top."""
    docstrings = {path: ast.get_docstring(ast.parse(path.read_text("utf-8"))) for path in MODULES}
    assert [path for path, said in docstrings.items() if not said] == []


def test_every_public_function_and_class_says_what_it_does() -> None:
    """What is in `__all__` and can have a docstring has one."""
    found = {}
    for name in NAMES:
        module = importlib.import_module(name)
        public = [getattr(module, name) for name in getattr(module, "__all__", [])]
        found[name] = [thing for thing in public if callable(thing) and not thing.__doc__]
    assert only_complaints(found) == {}


@pytest.mark.parametrize(
    ("module", "source", "found"),
    [
        ("mlpcore.network", "import scipy", ["scipy"]),
        ("mlpcore.network", "def f():\n    from mlpcore import lesson", ["mlpcore.lesson"]),
        ("mlpcore.network", "import mlpcore", ["mlpcore"]),
        ("mlpcore.network", "from .lesson import steps", ["mlpcore.lesson.steps"]),
        ("mlpcore.lesson.steps.trace", "import matplotlib.pyplot", ["matplotlib.pyplot"]),
        ("mlpcore.lesson.steps.trace", "from mlpcore.views import theme", ["mlpcore.views.theme"]),
        ("mlpcore.views.parts.matrix", "import ipywidgets", ["ipywidgets"]),
        ("mlpcore.views.theme", "from ..panels import step", ["mlpcore.panels.step"]),
        (
            "mlpcore.panels.step_panel",
            "from mlpcore.views.parts import matrix\nimport anywidget",
            [],
        ),
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


# --- the map in the README -----------------------------------------------------------------------

THE_MAP = re.search(r"```\n(mlpcore/ .*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)


def rooms_on_the_map() -> set[str]:
    """Every room that the map names, with its floor: lesson/steps, panels/base, backprop."""
    assert THE_MAP
    floor, found = "", set[str]()
    for line in THE_MAP[1].splitlines()[1:]:
        indent, (names, *_) = len(line) - len(line.lstrip()), re.split(r"\s{2,}", line.strip())
        if indent == 2:
            floor = names if names.endswith("/") else ""
        rooms = [name for name in names.split() if name not in (floor, "*")]
        found |= {f"{floor}{name}" for name in rooms}
    return found


def test_the_map_shows_the_house_as_it_is() -> None:
    """Every module of the mathematics, every folder of the floors above, and nothing else."""
    parts = {path.relative_to(PACKAGE).parts for path in MODULES if path.stem[:2] != "__"}
    rooms = {part[0].removesuffix(".py") for part in parts if len(part) == 1}
    rooms |= {f"{part[0]}/{part[1].removesuffix('.py')}" for part in parts if len(part) > 1}
    beside = {"panels/activation_presenter", "panels/activation_state", "panels/step_state",
              "panels/step_student_code", "panels/training_pictures"}  # fmt: skip
    assert rooms_on_the_map() == rooms - beside
