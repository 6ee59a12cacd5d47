"""`mlpcore`: what is typed in a terminal."""

import json
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from mlpcore.commands import COMMANDS, main
from mlpcore.lesson.exercise_book.class_page import PAGE
from mlpcore.lesson.exercise_book.report import Report
from tests import NOTEBOOKS

NAMES = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))


class Asked:
    """JupyterLab, which only notes what it is started with."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.options: list[str] = []
        self.thread = ""
        module = ModuleType("jupyterlab.labapp")
        vars(module)["main"] = self.note
        monkeypatch.setitem(sys.modules, "jupyterlab.labapp", module)

    def note(self, options: list[str]) -> None:
        """Stand in for JupyterLab's main."""
        self.options, self.thread = options, os.environ["OMP_NUM_THREADS"]


@pytest.fixture
def jupyterlab(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Asked:
    """One works in an empty folder, and JupyterLab is only asked."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    os.environ.pop("OMP_NUM_THREADS", None)
    return Asked(monkeypatch)


def test_lab_makes_a_copy_and_opens_its_first_notebook(jupyterlab: Asked, tmp_path: Path) -> None:
    assert main(["lab"]) == 0
    assert sorted(path.name for path in (tmp_path / "my-notebooks").iterdir()) == NAMES
    assert f"--LabApp.default_url=/lab/tree/{NAMES[0]}" in jupyterlab.options
    assert (jupyterlab.options[-1], jupyterlab.thread) == ("my-notebooks", "1")
    settings = next(each for each in jupyterlab.options if "settings_dir" in each).partition("=")
    overrides = json.loads((Path(settings[2]) / "overrides.json").read_text("utf-8"))
    assert overrides["@jupyter-widgets/jupyterlab-manager:plugin"] == {"saveState": True}


def test_lab_hands_on_what_jupyterlab_knows(jupyterlab: Asked) -> None:
    os.environ["OMP_NUM_THREADS"] = "4"
    assert main(["lab", "mine", "--no-browser", "--port", "9999"]) == 0
    assert jupyterlab.options[-4:] == ["--no-browser", "--port", "9999", "mine"]
    assert jupyterlab.thread == "4"
    assert main(["lab", "--port", "9999"]) == 0
    assert jupyterlab.options[-3:] == ["--port", "9999", "my-notebooks"]


def test_lab_without_jupyterlab_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "jupyterlab", None)
    monkeypatch.delitem(sys.modules, "jupyterlab.labapp", raising=False)
    assert main(["lab"]) == 1
    said = capsys.readouterr().err
    assert "lab needs jupyterlab, which comes with the extra notebooks" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "COMMAND"),
        (["notebook"], "invalid choice: 'notebook'"),
        (["notebooks", "mine", "--no-browser"], "unknown: --no-browser"),
        (["notebooks", "mine", "--original", "99"], "notebooks begin with '99'"),
        (["worksheets", "--out", "sheets", "--students", "0"], "students"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    arguments: list[str], said: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert said in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("mine", "utf-8")
    assert main(["notebooks", str(tmp_path / "file")]) == 1
    assert str(tmp_path / "file") in capsys.readouterr().err


def test_the_reports_of_a_class_are_collected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mail.txt").write_text("Hello!", "utf-8")
    assert main(["collect", str(tmp_path)]) == 1  # there is no report in it
    assert capsys.readouterr().out.startswith("0 reports of 0 people")
    assert main(["collect", str(tmp_path / "nowhere")]) == 1
    assert "is not a folder" in capsys.readouterr().err


def test_each_command_has_its_line_of_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert end.value.code == 0
    assert [name for name, command in COMMANDS.items() if command.HELP not in said] == []


def test_collect_makes_a_page_of_the_reports_in_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ada.txt").write_text(Report("Ada", "02", {}).text, "utf-8")
    assert main(["collect", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("1 report of 1 person: ")
    assert "Ada" in (tmp_path / PAGE).read_text("utf-8")
    assert main(["collect", str(tmp_path / "nowhere")]) == 1
    assert "nowhere is not a folder" in capsys.readouterr().err
