"""Faults are made everywhere, in an order that a seed fixes, and have tests to find them."""

import ast
import tomllib

import pytest

from tests import ROOT

TESTS = tomllib.loads((ROOT / "benchmarks" / "mutants.toml").read_text("utf-8"))


def test_every_module_has_tests_that_there_are() -> None:
    """And every name in the table is that of a file or a room."""
    for path in (ROOT / "mlpcore").rglob("*.py"):
        assert any(path.relative_to(ROOT).as_posix().startswith(name) for name in TESTS), path
    for name, stages in TESTS.items():
        assert (ROOT / name).exists()
        assert all((ROOT / test).exists() for stage in stages for test in stage), name


def test_a_file_has_the_tests_of_its_longest_name() -> None:
    mutants = pytest.importorskip("benchmarks.mutants", reason="mutmut is only there for mutants")
    assert mutants.tests_of("mlpcore/losses.py") == TESTS["mlpcore/losses.py"]
    assert mutants.tests_of("mlpcore/lesson/extras.py") == TESTS["mlpcore/lesson/"]


def test_a_fault_changes_the_code_and_leaves_it_python() -> None:
    """The same for the same seed; also in a lambda of a table and under a decorator."""
    mutants = pytest.importorskip("benchmarks.mutants", reason="mutmut is only there for mutants")
    paths = ["mlpcore/losses.py"]
    made = list(mutants.sample(paths, "all", seed=3))
    assert made[:9] == list(mutants.sample(paths, "9", seed=3))
    assert made[:9] != list(mutants.sample(paths, "9", seed=4))
    for mutant in made:
        assert ast.dump(ast.parse(mutant.after)) != ast.dump(ast.parse(mutant.before))
    told = "\n".join(map(str, made))
    assert "lambda y, o: o + y" in told
    assert "+        return self.gradient(*alike(None, floats" in told
