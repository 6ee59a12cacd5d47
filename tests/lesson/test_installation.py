"""What is missing where no panel appears: in the kernel, and in Jupyter itself."""

import sys
from pathlib import Path

import pytest

from mlpcore.lesson import installation, missing


def environment(folder: Path, *extensions: str) -> Path:
    """An environment whose JupyterLab can show these; its Python."""
    for name in extensions:
        (folder / "share" / "jupyter" / "labextensions" / name).mkdir(parents=True)
    return folder / "bin" / "python3"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of this machine is found."""
    monkeypatch.setattr(installation, "_of_the_user", list)
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "kernel"))


BOTH = ("anywidget", "@jupyter-widgets/jupyterlab-manager")


def test_where_all_is_there_it_says_so_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "_server", lambda: environment(tmp_path, *BOTH))
    assert missing() == "in the kernel: nothing is missing\nin Jupyter: nothing is missing"


def test_what_jupyter_lacks_is_named_with_the_command_that_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = environment(tmp_path, BOTH[1])
    monkeypatch.setattr(installation, "_server", lambda: python)
    assert missing().splitlines()[1] == (
        f'in Jupyter: anywidget missing; in a terminal: "{python}" -m pip install anywidget'
    )


def test_what_the_kernel_lacks_is_named_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "find_spec", lambda name: None if name[0] == "a" else name)
    monkeypatch.setattr(installation, "_server", lambda: None)
    assert missing() == (
        f'in the kernel: anywidget missing; in a terminal: "{sys.executable}" '
        "-m pip install anywidget"
    )


def test_one_extension_may_stand_with_the_kernel(tmp_path: Path) -> None:
    environment(tmp_path / "jupyter", BOTH[0])
    environment(tmp_path / "kernel", BOTH[1])
    folders = [tmp_path / "jupyter", tmp_path / "kernel"]
    assert installation.without(folders) == []
    assert installation.without(folders[:1]) == ["ipywidgets"]
