"""Which faults that could be made in the code no test would find.

python -m benchmarks.mutants [mlpcore/lesson ...] [--mutants 40] [--seed 0] [--seconds 300]
    [--at-least 90]

mutmut makes the faults: a sign turned, a number one larger, an argument left out, a name changed.
One at a time is put into a copy of the project, and the tests that mutants.toml names for its
file are run until one fails. What no test finds is shown as a diff. `--mutants all` takes them all.

Most of the time would go into starting. So the tests of the whole sample are loaded once, and each
fault is put into a fork of that: into the functions that have its code, or by running its module
again. What finds it must pass without it. Where that tells nothing, its file is changed, and all
begins anew. The tests of a fault end after so many `--seconds` of the processor.

`mutmut run` itself only changes functions that have no decorator. Here a formula is a lambda in a
table, so its faults are made everywhere. Sentences are left alone: what they say is held by tests
of their numbers, not of their letters. So is zip's `strict`, which refuses what no caller does.
"""

import argparse
import difflib
import gc
import importlib
import inspect
import multiprocessing
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import _lru_cache_wrapper, cache
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from types import CodeType, FunctionType, ModuleType
from typing import Any

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
ENDLESS = "it never ends"
ONCE = ("autograd", "hypothesis", "ipywidgets", "latex2mathml.converter", "matplotlib.figure")
LOADED = "ignore::pytest.PytestAssertRewriteWarning"
QUICKLY = ("-x", "-q", "-m", "not long", "-p", "no:cacheprovider", "--tb=no", "-W", LOADED)
SECONDS = 300  # of the processor; a fault may make a loop that never ends
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


def swaps(mutant: Mutant, file: str) -> list[tuple[CodeType, CodeType]]:
    """Each function's code without the fault, and with it; none if a fault is not in a function."""
    before, after = (compile(text, file, "exec", dont_inherit=True) for text in
                     (mutant.before, mutant.after))  # fmt: skip
    pairs, found = [(before, after)], []
    while pairs:
        one, other = pairs.pop()
        inside = [[c for c in code.co_consts if isinstance(c, CodeType)] for code in (one, other)]
        if len(inside[0]) != len(inside[1]) or one.co_freevars != other.co_freevars:
            return []
        if one.co_flags & inspect.CO_OPTIMIZED:
            found += [(one, other)] if one != other else []
        elif _itself(one) != _itself(other):  # the body of a module or of a class
            return []
        pairs += zip(*inside, strict=True)
    return found


def _itself(code: CodeType) -> tuple[object, ...]:
    consts = [repr(c) for c in code.co_consts if not isinstance(c, CodeType)]
    return code.co_code, code.co_names, consts


def swap(pairs: list[tuple[CodeType, CodeType]]) -> bool:
    """Put the fault into every function that has this code, wherever it is; False if none has."""
    faulty = {(one.co_filename, one): other for one, other in pairs}
    done = False
    for each in gc.get_objects():
        if isinstance(each, FunctionType):
            other = faulty.get((each.__code__.co_filename, each.__code__))
            if other is not None:
                each.__code__, done = other, True
    return done


def put(mutant: Mutant, file: str, faulty: bool = True) -> None:
    """Change the loaded module as its file would be: function by function, or by running it again.

    Run again, its new tables and functions also take the place of the old ones in the modules that
    have imported them by name. If not `faulty`, all that is done with the text as it was.
    """
    gc.unfreeze()  # the tests freeze what they have loaded, and it is looked for here
    for each in gc.get_objects():
        if isinstance(each, _lru_cache_wrapper):
            each.cache_clear()
    pairs = swaps(mutant, file)
    text = mutant.after if faulty else mutant.before
    if pairs and swap(pairs if faulty else [(one, one) for one, _ in pairs]):
        return
    module = sys.modules[_name(mutant.path)]
    old = dict(vars(module))
    exec(compile(text, file, "exec", dont_inherit=True), vars(module))
    new = {id(old[name]): value for name, value in vars(module).items() if name in old}
    for other in list(sys.modules.values()):
        for name, value in list(getattr(other, "__dict__", {}).items()):
            if id(value) in new and not isinstance(value, int | float | str | ModuleType):
                setattr(other, name, new[id(value)])


def _name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@dataclass(eq=False)
class Finder:
    """Puts the tests in the order in which a fault is found soon, and keeps which one finds it.

    First come those that found a fault of this file before, then one sample of every test, then
    a second one of each, and so on. With faults of its own, it tries one after the other, each in
    a process that has everything loaded, and answers with the name of the test that finds it.
    """

    found: dict[str, list[str]]
    failed: Path
    path: str = ""
    faults: Sequence[Mutant] = ()
    answers: Any = None
    enough: float = SECONDS

    def order(self, items: list[pytest.Item], path: str) -> list[pytest.Item]:
        """The n-th sample of a test is the n-th in line."""
        nth, seen = {}, Counter[str]()
        for item in items:
            test = item.nodeid.partition("[")[0]
            nth[item.nodeid] = seen[test]
            seen[test] += 1
        known = self.found.get(path, [])
        return sorted(items, key=lambda item: (item.nodeid not in known, nth[item.nodeid]))

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Those that find it soon first."""
        items[:] = self.order(items, self.path)

    def pytest_runtest_logreport(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        """Keep the name of what fails."""
        if report.failed:
            self.failed.write_text(report.nodeid, "utf-8")
        elif not self.faults and process_time() > self.enough:
            os._exit(0)

    pytest_collectreport = pytest_runtest_logreport

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Try each fault in a process of its own; what finds it must pass without it."""
        if not self.faults:
            return None
        for fault in self.faults:
            self.answers.recv()
            found = ""
            for stage in tests_of(fault.path):
                items = [item for item in session.items if item.nodeid.startswith(tuple(stage))]
                found = found or self.tried(self.order(items, fault.path), fault)
            alone = [item for item in session.items if item.nodeid == found]
            if not found:  # or in what others made as they were loaded
                again = True
            else:
                again = found != ENDLESS and (not alone or bool(self.tried(alone, fault, False)))
            if again:
                self.answers.send(None)
                continue
            if alone:
                self.found[fault.path].insert(0, found)
            self.answers.send(found)
        return True

    def tried(self, items: list[pytest.Item], fault: Mutant, faulty: bool = True) -> str:
        """The name of the test that fails with a fault, or without; "" if none does."""
        self.failed.write_text("", "utf-8")
        if not (child := os.fork()):
            code = 1
            with suppress(BaseException):
                limit = int(self.enough) + 60
                resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
                put(fault, str(self.failed.parent / fault.path), faulty)
                for item, after in zip_longest(items, items[1:]):
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
                    if self.failed.read_text("utf-8") or process_time() > self.enough:
                        break
                code = 0
            os._exit(code)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code < 0:
            return ENDLESS
        return self.failed.read_text("utf-8") or ("it cannot be loaded" if code else "")


@dataclass
class Copy:
    """A copy of the project, in which a file may be wrong for a while."""

    root: Path
    enough: float
    sound: set[tuple[str, ...]] = field(default_factory=set)
    found: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def fill(self) -> None:
        """Take every file that git knows or would take."""
        asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True)
        for name in filter(None, listed.stdout.split("\0")):
            if (ROOT / name).exists():
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self.root / name)

    def tried(self, mutants: Sequence[Mutant]) -> Iterator[str | None]:
        """Which test finds each; "" for none, None for what has to be tried in a new start."""
        tests = {test for mutant in mutants for stage in tests_of(mutant.path) for test in stage}
        here, there = FORK.Pipe()
        place = self.failed.with_suffix(".loaded")
        finder = Finder(self.found, place, "", mutants, there, self.enough)
        running = FORK.Process(target=run, args=(self.root, tuple(sorted(tests)), finder, True))
        running.start()
        there.close()
        for mutant in mutants:
            here.send("next")
            found = here.recv()
            if found and found not in self.found[mutant.path]:
                self.found[mutant.path].insert(0, found)
            yield found
        running.join()

    def kills(self, mutant: Mutant) -> bool:
        """Whether a test fails, or never ends, with this fault."""
        return any(not self.survives(mutant, tuple(stage)) for stage in tests_of(mutant.path))

    def fits(self, mutant: Mutant) -> bool:
        """Whether mypy, which `make test` asks too, finds nothing wrong with this fault."""
        place = self.root / mutant.path
        place.write_text(mutant.after, "utf-8")
        try:
            return self.is_typed()
        finally:
            place.write_text(mutant.before, "utf-8")

    def is_typed(self) -> bool:
        """Whether mypy finds nothing wrong in the copy as it is."""
        asked = [sys.executable, "-m", "mypy"]
        done = subprocess.run(asked, cwd=self.root, capture_output=True, check=False)
        return done.returncode == 0

    def survives(self, mutant: Mutant, tests: tuple[str, ...]) -> bool:
        """Whether these tests pass with this fault; what fails must pass without it."""
        place, before = self.root / mutant.path, self.found[mutant.path]
        place.write_text(mutant.after, "utf-8")
        try:
            if self.passes(tests, mutant.path):
                return True
        finally:
            place.write_text(mutant.before, "utf-8")
        failed = self.failed.read_text("utf-8") if self.failed.exists() else ""
        if not (self.is_sound((failed or "nothing",)) or self.is_sound(tests)):
            raise SystemExit(f"Without any fault, these tests fail: {' '.join(tests)}")
        if failed and failed not in before:
            before.insert(0, failed)
        return False

    def is_sound(self, tests: tuple[str, ...]) -> bool:
        """Whether tests pass without any fault."""
        if tests not in self.sound and self.passes(tests, keeps=True):
            self.sound.add(tests)
        return tests in self.sound

    @property
    def failed(self) -> Path:
        """Where the name of the test is kept that failed."""
        return self.root / "failed.txt"

    def passes(self, tests: tuple[str, ...], path: str = "", keeps: bool = False) -> bool:
        """Run tests in the copy; what takes longer than allowed does not pass."""
        self.failed.unlink(missing_ok=True)
        finder = Finder(self.found, self.failed, path, enough=self.enough)
        running = FORK.Process(target=run, args=(self.root, tests, finder, keeps))
        running.start()
        running.join()
        return running.exitcode == 0


def run(root: Path, tests: tuple[str, ...], finder: Finder, keeps: bool) -> None:
    """In a process of its own, which has loaded all but the project: its tests."""
    os.chdir(root)
    sys.path.insert(0, str(root))
    os.environ["PYTHONPATH"] = str(root)
    sys.dont_write_bytecode = not keeps  # a fault must not be kept
    if not finder.faults:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        raise SystemExit(pytest.main([*QUICKLY, *tests], plugins=[finder]))


def main() -> None:
    """Take a sample, show what survives, and count."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", default=["mlpcore"], help="or files")
    parser.add_argument("--mutants", default="40", help="how many, or all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of tests for each")
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
        copy = Copy(Path(place), asked.seconds)
        copy.fill()
        if not copy.is_typed():
            raise SystemExit("Without any fault, mypy finds one")
        drawn = list(sample(paths, asked.mutants, asked.seed))
        for mutant, found in zip(drawn, copy.tried(drawn), strict=True):
            made[mutant.floor] += 1
            if copy.kills(mutant) if found is None else found:
                killed[mutant.floor] += 1
                by = found or next(iter(copy.found[mutant.path]), "tests that cannot begin")
                print(f"found: {mutant.path}, by {by}", flush=True)
            elif not copy.fits(mutant):
                killed[mutant.floor] += 1
                print(f"found: {mutant.path}, by mypy", flush=True)
            else:
                print(f"survives: {mutant}\n", flush=True)
    for floor in sorted(made):
        print(f"{floor}: {killed[floor]} of {made[floor]} are found")
    if killed.total() < asked.at_least / 100 * made.total():
        raise SystemExit(1)


if __name__ == "__main__":
    main()
