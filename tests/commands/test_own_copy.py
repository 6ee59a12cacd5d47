"""The notebooks that people work in: copied once, and nobody's work is ever written over."""

import json
from pathlib import Path

import pytest

from mlpcore.commands import main, own_copy
from mlpcore.commands.own_copy import copy_new, get_original, with_new_originals


@pytest.fixture
def originals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two notebooks with an output each."""
    folder = tmp_path / "originals"
    folder.mkdir()
    for name in ("00_one.ipynb", "01_two.ipynb"):
        write(folder / name, "print(1)")
    monkeypatch.setattr(own_copy, "ORIGINALS", folder)
    return folder


def write(path: Path, source: str) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": "1\n"}
    code = {"cell_type": "code", "source": source, "outputs": [output], "execution_count": 1}
    text = {"cell_type": "markdown", "source": "# A title"}
    path.write_text(json.dumps({"cells": [text, code], "metadata": {}, "nbformat": 4}), "utf-8")


def code_of(path: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(path.read_text("utf-8"))["cells"][1]
    return found


def test_a_copy_has_the_sources_and_no_outputs(originals: Path, tmp_path: Path) -> None:
    assert copy_new(tmp_path / "mine") == ["00_one.ipynb", "01_two.ipynb"]
    copied = code_of(tmp_path / "mine" / "00_one.ipynb")
    assert (copied["source"], copied["outputs"], copied["execution_count"]) == (
        "print(1)",
        [],
        None,
    )
    assert code_of(originals / "00_one.ipynb")["execution_count"] == 1


def test_what_is_there_is_never_written_over(originals: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    copy_new(mine)
    (mine / "00_one.ipynb").write_text("my work", "utf-8")
    write(originals / "02_new.ipynb", "print(2)")
    assert copy_new(mine) == ["02_new.ipynb"]
    assert (mine / "00_one.ipynb").read_text("utf-8") == "my work"


def test_a_newer_original_is_told_and_kept_apart(
    originals: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "mine"
    copy_new(mine)
    assert with_new_originals(mine) == []
    write(originals / "01_two.ipynb", "print(3)")
    assert main(["notebooks", str(mine)]) == 0
    mend = f"mlpcore notebooks {mine} --original 01 gets it and keeps yours"
    assert capsys.readouterr().out == f"01_two.ipynb: there is a newer original; {mend}\n"
    assert main(["notebooks", str(mine), "--original", "01"]) == 0
    assert capsys.readouterr().out.endswith("again; yours is 01_two (mine 1).ipynb\n")
    assert main(["notebooks", str(mine)]) == 0
    assert capsys.readouterr().out == f"nothing is new in {mine}\n"


def test_the_original_comes_back_and_ones_own_stays(originals: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    copy_new(mine)
    for n in (1, 2):
        (mine / "00_one.ipynb").write_text(f"my work {n}", "utf-8")
        assert get_original(mine, "00") == ("00_one.ipynb", f"00_one (mine {n}).ipynb")
        assert (mine / f"00_one (mine {n}).ipynb").read_text("utf-8") == f"my work {n}"
        assert code_of(mine / "00_one.ipynb")["source"] == "print(1)"


def test_an_original_comes_where_there_was_nothing(
    originals: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["notebooks", str(tmp_path / "mine"), "--original", "01"]) == 0
    assert capsys.readouterr().out == "01_two.ipynb is the original again\n"
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["01_two.ipynb"]


@pytest.mark.parametrize("beginning", ["7", "0"])
def test_a_notebook_must_be_named_so_that_it_is_one(
    originals: Path, tmp_path: Path, beginning: str
) -> None:
    with pytest.raises(ValueError, match=f"notebooks begin with '{beginning}'"):
        get_original(tmp_path, beginning)
