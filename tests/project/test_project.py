"""The project's own files agree with one another, and speak of no one machine."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tests import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
LOCK_FILES = {"package-lock.json", "poetry.lock", "uv.lock", "Pipfile.lock", "conda-lock.yml"}
NO_TEXTS = {".png", ".jpg", ".gif", ".ico", ".woff2"}
A_FOLDER_OF_SOMEONE = re.compile(r"(?:^|[\s\"'`=(])(?:/home/|/root/|/Users/|/tmp/|[A-Z]:\\)\w")
A_REGISTRY = re.compile(r"pypi\.org|pythonhosted\.org|anaconda\.org|npmjs\.(?:com|org)")


def files() -> list[Path]:
    """Every file of the repository, those about to be added included."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("no git, or not a git repository")
    return [path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file()]


def texts_outside_the_tests() -> list[tuple[Path, str]]:
    """The text files, but not the tests: these name what they forbid."""
    paths = [path for path in files() if path.suffix not in NO_TEXTS]
    outside = [path for path in paths if ROOT / "tests" not in path.parents]
    return [(path, path.read_text("utf-8")) for path in outside]


def test_the_package_needs_numpy_alone() -> None:
    """Whoever reads the mathematics installs nothing else."""
    assert [Requirement(line).name for line in PROJECT["dependencies"]] == ["numpy"]


def test_the_environment_has_a_python_that_the_package_allows() -> None:
    """environment.yml and pyproject.toml agree about Python."""
    python = next(line for line in ENVIRONMENT["dependencies"] if str(line).startswith("python="))
    assert SpecifierSet(PROJECT["requires-python"]).contains(python.removeprefix("python="))


def test_the_environment_installs_the_package_with_its_notebooks() -> None:
    """environment.yml repeats no requirement: pyproject.toml alone has them."""
    assert ENVIRONMENT["name"] == PROJECT["name"]
    assert ENVIRONMENT["dependencies"][1:] == ["pip", {"pip": ["-e .[notebooks]"]}]
    extras = {"fast", "lecture", "notebooks", "panels", "site", "test"}
    assert set(PROJECT["optional-dependencies"]) == extras


def test_no_file_names_a_folder_of_someones_machine() -> None:
    """What works here works elsewhere."""
    found = [
        path.name for path, text in texts_outside_the_tests() if A_FOLDER_OF_SOMEONE.search(text)
    ]
    assert found == []


def test_no_file_names_a_registry() -> None:
    """Where packages come from is the business of whoever installs them."""
    assert [path.name for path, text in texts_outside_the_tests() if A_REGISTRY.search(text)] == []


def test_there_are_no_lock_files() -> None:
    """pyproject.toml says what is needed; nothing pins a whole machine."""
    assert [path.name for path in files() if path.name in LOCK_FILES] == []


@pytest.mark.parametrize(
    "line", ['"/home/me/x"', "see /tmp/x", r"C:\Users", "cd /root/x", "='/Users/me'"]
)
def test_a_folder_of_someone_is_recognised(line: str) -> None:
    """The search can find what it searches for."""
    assert A_FOLDER_OF_SOMEONE.search(line)
