"""Which faults that could be made in the code no test would find.

python -m benchmarks.mutants [mlpcore/lesson ...] [--mutants 40] [--seed 0] [--at-least 90]

mutmut makes the faults: a sign turned, a number one larger, an argument left out, a name changed.
One at a time is put into a copy of the project, and the tests that mutants.toml names for its
file are run until one fails. What no test finds is shown as a diff. `--mutants all` takes them all.

`mutmut run` itself only changes functions that have no decorator. Here a formula is a lambda in a
table, so its faults are made everywhere. Sentences are left alone: what they say is held by tests
of their numbers, not of their letters. So is zip's `strict`, which refuses what no caller does.
"""

import argparse
import difflib
import importlib
import multiprocessing
import os
import random
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper
from mutmut.mutation.file_mutation import MutationVisitor
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

ROOT = Path(__file__).parents[1]
TESTS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
FLOORS = ("lesson", "views", "panels", "commands")
WORDS_OF_A_SENTENCE = 4
ONCE = ("autograd", "hypothesis", "ipywidgets", "latex2mathml.converter", "matplotlib.figure")
LOADED = "ignore::pytest.PytestAssertRewriteWarning"
QUICKLY = ("-x", "-q", "-p", "no:cacheprovider", "--tb=no", "-W", LOADED)
FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Mutant:
    """A file as it would stand with one fault."""

    path: str
    before: str
    after: str

    @property
    def floor(self) -> str:
        """lesson, views, panels, commands, or the mathematics below them."""
        second = Path(self.path).parts[1]
        return second if second in FLOORS else "mathematics"

    def __str__(self) -> str:
        lines = (text.splitlines() for text in (self.before, self.after))
        changed = [
            line for line in difflib.unified_diff(*lines, lineterm="", n=0)
            if not line.startswith(("---", "+++"))
        ]  # fmt: skip
        return "\n".join([self.path, *changed])


class Everywhere(MutationVisitor):
    """mutmut's faults, also where a function has a decorator."""

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        return (
            _is_sentence(node)
            or _is_strict(node)
            or (not isinstance(node, cst.FunctionDef) and super()._skip_node_and_children(node))
        )


def _is_sentence(node: cst.CSTNode) -> bool:
    is_text = isinstance(node, cst.SimpleString)
    return is_text and len(re.findall(r"[A-Za-z]{2,}", node.value)) >= WORDS_OF_A_SENTENCE


def _is_strict(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Arg) and node.keyword is not None and node.keyword.value == "strict"


def _is_same_call(one: cst.CSTNode, other: cst.CSTNode) -> bool:
    """Whether two calls differ in `strict` alone."""
    if not (isinstance(one, cst.Call) and isinstance(other, cst.Call)) or one.func != other.func:
        return False
    left = ([arg for arg in call.args if not _is_strict(arg)] for call in (one, other))
    return len(one.args) > 1 and all(a is b for a, b in zip_longest(*left))


@cache
def faults(path: str) -> tuple[cst.Module, list[tuple[cst.CSTNode, cst.CSTNode]]]:
    """A file's tree, and each of its nodes with what a fault would make of it."""
    wrapper = MetadataWrapper(cst.parse_module((ROOT / path).read_text("utf-8")))
    visitor = Everywhere(mutation_operators, IgnoredCode(set(), set(), set()))
    tree = wrapper.visit(visitor)
    pairs = [(each.original_node, each.mutated_node) for each in visitor.mutations]
    return tree, [(a, b) for a, b in pairs if not _is_same_call(a, b)]


def sample(paths: list[str], wanted: str, seed: int) -> Iterator[Mutant]:
    """As many mutants as wanted, or all, in an order that the seed fixes."""
    places = [(path, n) for path in paths for n in range(len(faults(path)[1]))]
    random.Random(seed).shuffle(places)
    for path, n in places if wanted == "all" else places[: int(wanted)]:
        tree, pairs = faults(path)
        yield Mutant(path, tree.code, tree.deep_replace(*pairs[n]).code)


def tests_of(path: str) -> list[list[str]]:
    """The tests of a file, quick ones first; those of the longest name that fits."""
    return TESTS[max((name for name in TESTS if path.startswith(name)), key=len)]


@dataclass
class Copy:
    """A copy of the project, in which a file may be wrong for a while."""

    root: Path
    seconds: dict[tuple[str, ...], float]

    def fill(self) -> None:
        """Take every file that git knows or would take."""
        asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True)
        for name in filter(None, listed.stdout.split("\0")):
            if (ROOT / name).exists():
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self.root / name)

    def kills(self, mutant: Mutant) -> bool:
        """Whether a test fails, or never ends, with this fault."""
        return any(not self.survives(mutant, tuple(stage)) for stage in tests_of(mutant.path))

    def survives(self, mutant: Mutant, tests: tuple[str, ...]) -> bool:
        """Whether these tests pass with this fault."""
        self.measure(tests)
        place = self.root / mutant.path
        place.write_text(mutant.after, "utf-8")
        try:
            return self.passes(tests, 30 + 4 * self.seconds[tests])
        finally:
            place.write_text(mutant.before, "utf-8")

    def measure(self, tests: tuple[str, ...]) -> None:
        """How long tests take that all pass; they must."""
        if tests not in self.seconds:
            start = perf_counter()
            if not self.passes(tests, None, keeps=True):
                raise SystemExit(f"Without any fault, these tests fail: {' '.join(tests)}")
            self.seconds[tests] = perf_counter() - start

    def passes(self, tests: tuple[str, ...], seconds: float | None, keeps: bool = False) -> bool:
        """Run tests in the copy; what takes longer than allowed does not pass."""
        running = FORK.Process(target=run, args=(self.root, tests, keeps))
        running.start()
        running.join(seconds)
        running.kill()
        running.join()
        return running.exitcode == 0


def run(root: Path, tests: tuple[str, ...], keeps: bool) -> None:
    """In a process of its own, which has loaded all but the project: its tests."""
    os.chdir(root)
    sys.path.insert(0, str(root))
    os.environ["PYTHONPATH"] = str(root)
    sys.dont_write_bytecode = not keeps  # a fault must not be kept
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        raise SystemExit(pytest.main([*QUICKLY, *tests]))


def main() -> None:
    """Take a sample, show what survives, and count."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", default=["mlpcore"], help="or files")
    parser.add_argument("--mutants", default="40", help="how many, or all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--at-least", type=float, default=0, help="percent, else it ends with 1")
    asked = parser.parse_args()
    paths = sorted(
        path.relative_to(ROOT).as_posix()
        for folder in asked.folders
        for path in ([ROOT / folder] if folder.endswith(".py") else (ROOT / folder).rglob("*.py"))
    )
    for name in ONCE:  # and not for every fault
        importlib.import_module(name)
    killed, made = Counter[str](), Counter[str]()
    with TemporaryDirectory() as place:
        copy = Copy(Path(place), {})
        copy.fill()
        for mutant in sample(paths, asked.mutants, asked.seed):
            made[mutant.floor] += 1
            if copy.kills(mutant):
                killed[mutant.floor] += 1
                print(f"found: {mutant.path}", flush=True)
            else:
                print(f"survives: {mutant}\n", flush=True)
    for floor in sorted(made):
        print(f"{floor}: {killed[floor]} of {made[floor]} are found")
    if killed.total() < asked.at_least / 100 * made.total():
        raise SystemExit(1)


if __name__ == "__main__":
    main()
