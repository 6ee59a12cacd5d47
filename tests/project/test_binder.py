"""Binder: what repo2docker reads in binder/, and what its last step leaves behind."""

import json
import os
import shutil
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tests import NOTEBOOKS, ROOT

BINDER = ROOT / "binder"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_it_installs_what_students_need_from_the_whole_project() -> None:
    """Without `--editable` repo2docker installs before the project is there."""
    lines = (BINDER / "requirements.txt").read_text("utf-8").splitlines()
    (line,) = [line for line in lines if not line.startswith("#")]
    what = line.removeprefix("--editable ")
    assert what != line
    assert Requirement(what.replace(".", "mlpcore", 1)).extras == {"notebooks"}


def test_its_python_is_one_that_the_package_allows() -> None:
    python = (BINDER / "runtime.txt").read_text("utf-8").strip().removeprefix("python-")
    assert SpecifierSet(PROJECT["requires-python"]).contains(python)


@pytest.mark.long
def test_the_last_step_makes_a_copy_trusts_it_and_sets_the_first_page(tmp_path: Path) -> None:
    script = BINDER / "postBuild"
    assert script.stat().st_mode & stat.S_IXUSR
    repository, prefix = tmp_path / "repository", tmp_path / "prefix"
    for folder in ("mlpcore/commands", "binder", "notebooks"):
        shutil.copytree(ROOT / folder, repository / folder)
    programs = str(Path(sys.executable).parent)
    said = subprocess.run(
        [str(script)],
        cwd=repository,
        env={
            "PATH": os.pathsep.join([programs, os.environ["PATH"]]),
            "PYTHONPATH": str(ROOT),
            "HOME": str(tmp_path / "home"),
            "NB_PYTHON_PREFIX": str(prefix),
        },
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    first = prefix / "etc" / "jupyter" / "jupyter_config.json"
    names = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
    assert sorted(path.name for path in (repository / "my-notebooks").iterdir()) == names
    assert [name for name in names if f"my-notebooks/{name}" not in said] == []
    assert (prefix / "share/jupyter/lab/settings/overrides.json").is_file()
    for app in ("LabApp", "JupyterNotebookApp"):
        url = json.loads(first.read_text("utf-8"))[app]["default_url"]
        assert (repository / url.removeprefix("/lab/tree/")).is_file()
