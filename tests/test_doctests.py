"""Every example in a docstring of the mathematics gives what it says, as it stands there."""

import doctest
import inspect
from importlib import import_module
from types import ModuleType

import numpy as np
import pytest

import mlpcore
from tests import ROOT

MODULES = sorted(path.stem for path in (ROOT / "mlpcore").glob("*.py"))
each_module = pytest.mark.parametrize("name", MODULES)


def module(name: str) -> ModuleType:
    """mlpcore itself for __init__."""
    if name == "compiled":
        pytest.importorskip("numba")
    return mlpcore if name == "__init__" else import_module(f"mlpcore.{name}")


def examples(name: str) -> list[doctest.DocTest]:
    """The docstrings with examples of a module; they know its names, np and mlpcore, no others."""
    known = {**vars(module(name)), "np": np, "mlpcore": mlpcore}
    found = doctest.DocTestFinder(exclude_empty=True).find(module(name), globs=known)
    return [test for test in found if test.examples]


@each_module
def test_every_example_of_a_module_gives_what_it_says(name: str) -> None:
    told: list[str] = []
    for test in examples(name):
        doctest.DocTestRunner().run(test, out=told.append)
    assert not told, "".join(told)


@each_module
def test_no_example_is_left_out(name: str) -> None:
    """As many as the file has prompts; none is told to be skipped."""
    found = [example for test in examples(name) for example in test.examples]
    text = inspect.getsource(module(name))
    assert len(found) == text.count(">>> ")
    assert not any(example.options for example in found)


SHOWN = [
    name
    for name in mlpcore.__all__
    if inspect.isroutine(thing := getattr(mlpcore, name)) or inspect.isclass(thing)
]


@pytest.mark.parametrize("name", SHOWN)
def test_what_a_beginner_needs_is_shown_by_an_example(name: str) -> None:
    """In its own docstring, where `help` shows it."""
    thing = getattr(mlpcore, name)
    assert doctest.DocTestParser().get_examples(inspect.getdoc(thing) or "")


def test_an_example_that_is_wrong_would_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests above do look."""
    right = mlpcore.one_hot.__doc__
    monkeypatch.setattr(mlpcore.one_hot, "__doc__", right.replace("[1.0, 0.0, 0.0]", "[1, 0, 0]"))
    with pytest.raises(AssertionError, match=r"Expected:\s+\[\[1, 0, 0\]"):
        test_every_example_of_a_module_gives_what_it_says("datasets")
