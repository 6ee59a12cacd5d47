"""Faults are made everywhere, in an order that a seed fixes, and have tests to find them."""

import ast
import gc
import tomllib
from typing import Any

import pytest

from tests import ROOT

TESTS = tomllib.loads((ROOT / "benchmarks" / "mutants.toml").read_text("utf-8"))


@pytest.fixture
def mutants():
    """The module, where mutmut is installed: `make mutants` does that."""
    return pytest.importorskip("benchmarks.mutants", reason="mutmut is only there for mutants")


def made(mutants, path: str) -> list[str]:
    """What faults make of the parts of a file."""
    tree, pairs = mutants.faults(path)
    return [tree.code_for_node(after) for _, after in pairs]


def test_every_module_has_tests_that_there_are() -> None:
    """And every name in the table begins that of a module."""
    paths = [path.relative_to(ROOT).as_posix() for path in (ROOT / "mlpcore").rglob("*.py")]
    assert all(path.startswith(tuple(TESTS)) for path in paths)
    for name, stages in TESTS.items():
        assert any(path.startswith(name) for path in paths), name
        assert all((ROOT / test).exists() for stage in stages for test in stage), name


def test_a_file_has_the_tests_of_its_longest_name(mutants) -> None:
    assert mutants.tests_of("mlpcore/losses.py") == TESTS["mlpcore/losses.py"]
    assert mutants.tests_of("mlpcore/lesson/extras.py") == TESTS["mlpcore/lesson/"]


def test_a_sample_is_the_same_for_the_same_seed(mutants) -> None:
    """And a larger one begins with it; each fault changes the code and leaves it Python."""
    nine, more, other = (
        list(mutants.sample(["mlpcore/losses.py"], wanted, seed))
        for wanted, seed in (("9", 3), ("12", 3), ("9", 4))
    )
    assert nine == more[:9] != other
    for mutant in more:
        assert ast.dump(ast.parse(mutant.after)) != ast.dump(ast.parse(mutant.before))


def test_faults_are_made_in_tables_and_under_decorators(mutants) -> None:
    """Where a formula is a lambda, and where a function has a decorator."""
    changed = made(mutants, "mlpcore/losses.py")
    assert "o + y" in changed
    assert 'alike(None, floats("y", y), "o", floats("o", o))' in changed


def test_sentences_and_strict_are_left_alone(mutants) -> None:
    """Of the rest of such a call each argument is changed."""
    changed = made(mutants, "mlpcore/lesson/grading/distance.py")
    assert '"XXisXX"' in changed
    assert '"XX, and its sign is the other oneXX"' not in changed
    changed = made(mutants, "mlpcore/network.py")
    assert "zip(None, self.b, strict=True)" in changed
    assert not any(text.startswith("zip(self.W, self.b") for text in changed)


def test_a_fault_in_a_function_is_put_into_it_where_it_is(mutants) -> None:
    """Into each that has this code, under a decorator too; no fault of a module's own lines."""
    two = "@cache\ndef two():\n    return 1 + 1\n"
    before = f"from functools import cache\n{two}TWO = [lambda: 2, 2]\n"
    own: dict[str, Any] = {}
    exec(compile(before, "two.py", "exec", dont_inherit=True), own)
    for after in (before.replace("1 + 1", "1 - 1"), before.replace(": 2", ": 3")):
        assert mutants.swap(mutants.swaps(mutants.Mutant("two.py", before, after), "two.py"))
    assert (own["two"](), own["TWO"][0]()) == (0, 3)
    table = mutants.Mutant("two.py", before, before.replace("2]", "3]"))
    assert mutants.swaps(table, "two.py") == []
    elsewhere = mutants.Mutant("two.py", before, before.replace("1 + 1", "1 * 1"))
    assert not mutants.swap(mutants.swaps(elsewhere, "other.py"))


def test_a_fault_is_put_also_into_what_is_frozen(mutants) -> None:
    """As all is that the tests of this project have loaded."""
    before = "def two():\n    return 1 + 1\n"
    own: dict[str, Any] = {}
    exec(compile(before, "two.py", "exec", dont_inherit=True), own)
    gc.freeze()
    mutants.put(mutants.Mutant("two.py", before, before.replace("1 + 1", "1 - 1")), "two.py")
    gc.freeze()
    assert own["two"]() == 0
