"""What stands round the code keeps up with it: citation, changelog, workflows, hooks, guide."""

import re
import tomllib
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tests import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = PYPROJECT["project"]
EXTRAS = PROJECT["optional-dependencies"]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ENVIRONMENTS = sorted(ROOT.glob("environment*.yml"))
GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
A_FILE = re.compile(r"`([\w/-]+\.(?:py|ipynb|yml|md))`")
A_NAME_IN_A_FILE = re.compile(r"`([A-Za-z_]\w+)` (?:of|in) `([\w/]+\.py)`")
TO_BE_MADE = re.compile(r"/(?:\d\d_)?name\w*\.")
PLACES = [
    "",
    "tests",
    "mlpcore/lesson/slip_book",
    "mlpcore/lesson/steps",
    *{path.parent.as_posix() for path in (ROOT / "tests").rglob("*.py")},
]
PINNED = re.compile(r"[\w-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def read(name: str) -> Any:
    """A YAML file of the project."""
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


def requirements(lines: list[str]) -> set[str]:
    """Requirements without what a comment or a blank could change."""
    return {str(Requirement(line)) for line in lines}


# --- citation and changelog ----------------------------------------------------------------------


def test_the_citation_is_of_this_package() -> None:
    citation = read("CITATION.cff")
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]
    assert citation["keywords"] == PROJECT["keywords"]
    assert citation["authors"] == PROJECT["authors"]
    assert {"cff-version", "message", "title", "type"} <= set(citation)


def test_the_newest_version_of_the_changelog_is_the_packages() -> None:
    """A new version cannot go out without its lines."""
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    headings = re.findall(r"^## .*$", changelog, re.MULTILINE)
    assert re.findall(r"\d+\.\d+\.\d+", headings[0]) == [PROJECT["version"]]


# --- what is installed ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", ENVIRONMENTS, ids=lambda path: path.name)
def test_an_environment_installs_extras_that_there_are(path) -> None:
    """And a Python that the package allows."""
    *packages, with_pip = read(path.name)["dependencies"]
    python = next(line for line in packages if line.startswith("python="))
    assert SpecifierSet(PROJECT["requires-python"]).contains(python.removeprefix("python="))
    (line,) = with_pip["pip"]
    extras = re.fullmatch(r"-e \.\[(.+)\]", line)
    assert extras is not None
    assert set(extras[1].split(",")) <= set(EXTRAS)


def test_students_install_no_tests() -> None:
    """Developers do."""
    assert [path.stem for path in ENVIRONMENTS if "test" in str(read(path.name))] == [
        "environment-dev"
    ]


def test_the_groups_name_extras_that_there_are() -> None:
    """A group repeats no requirement: it refers to the package's own extras."""
    groups = PYPROJECT["dependency-groups"]
    assert {"dev", "test"} <= set(groups)
    for line in (line for group in groups.values() for line in group if isinstance(line, str)):
        named = Requirement(line)
        assert named.name == PROJECT["name"]
        assert named.extras <= set(EXTRAS)


def test_hooks_ask_for_what_the_project_asks_for() -> None:
    """The ruff that formats at a commit is the ruff that `make lint` judges with."""
    local = next(
        repo for repo in read(".pre-commit-config.yaml")["repos"] if repo["repo"] == "local"
    )
    asked = [line for hook in local["hooks"] for line in hook["additional_dependencies"]]
    everything = [*PROJECT["dependencies"], *(line for extra in EXTRAS.values() for line in extra)]
    assert asked
    assert requirements(asked) <= requirements(everything)


# --- workflows -----------------------------------------------------------------------------------


def test_there_are_workflows() -> None:
    assert WORKFLOWS


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_do_little_and_ends(path) -> None:
    """It reads the code and no more, keeps no credentials, and no job runs for ever."""
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["concurrency"]["group"]
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 120
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_to_a_commit(path) -> None:
    """A tag can be moved; the version beside the hash is for people, and for Dependabot."""
    used = re.findall(r"uses: (.+)", path.read_text("utf-8"))
    assert [line for line in used if not PINNED.fullmatch(line)] == []


def test_every_python_that_is_tested_is_allowed_and_the_oldest_is_tested() -> None:
    jobs = [
        job for path in WORKFLOWS for job in read(f".github/workflows/{path.name}")["jobs"].values()
    ]
    tested = {
        v for job in jobs for v in job.get("strategy", {}).get("matrix", {}).get("python", [])
    }
    allowed = SpecifierSet(PROJECT["requires-python"])
    assert all(allowed.contains(version) for version in tested)
    assert PROJECT["requires-python"].removeprefix(">=") in tested


def test_the_targets_that_a_workflow_makes_are_there() -> None:
    """And the scripts that it runs."""
    makefile = (ROOT / "Makefile").read_text("utf-8").replace("$(VENV)", ".venv")
    runs = [
        line for path in WORKFLOWS for line in re.findall(r"run: (.+)", path.read_text("utf-8"))
    ]
    targets = [line.split()[1] for line in runs if line.startswith("make ")]
    assert targets
    assert [name for name in targets if f"\n{name}:" not in makefile] == []
    assert [line for line in runs if line.startswith(".ci/") and not (ROOT / line).is_file()] == []


# --- the guide -----------------------------------------------------------------------------------


def test_the_files_that_the_guide_names_are_there() -> None:
    """All but those that whoever adds something makes."""
    files = {file for file in A_FILE.findall(GUIDE) if not TO_BE_MADE.search(file)}
    missing = {file for file in files if not any((ROOT / at / file).is_file() for at in PLACES)}
    assert len(files) > 30
    assert missing == set()


def test_the_names_that_the_guide_gives_are_in_their_files() -> None:
    """Where it says `FORMS` of forms.py, that file makes a name FORMS."""
    pairs = A_NAME_IN_A_FILE.findall(GUIDE)
    missing = [
        (name, file)
        for name, file in pairs
        if not re.search(rf"\b{name}\b(?:\(| = |: )", (ROOT / file).read_text("utf-8"))
    ]
    assert len(pairs) > 10
    assert missing == []
