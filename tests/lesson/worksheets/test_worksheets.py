"""The command that makes worksheets for a class: all files or none, and never over another."""

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mlpcore.commands import main, worksheets
from mlpcore.lesson.worksheets import files as worksheet_files
from mlpcore.lesson.worksheets.files import RefusedError, store
from mlpcore.lesson.worksheets.make import worksheet
from tests import ROOT

THREE = ["--seed", "7", "--students", "3", "--level", "1"]


def run(out: Path, *more: str) -> int:
    """Run the command for three students."""
    return main(["worksheets", *THREE, "--out", str(out), *more])


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def ended(out: Path, *more: str) -> int:
    """What the command ends with when its arguments are refused."""
    with pytest.raises(SystemExit) as end:
        run(out, *more)
    return int(str(end.value))


def test_a_class_gets_a_problem_and_a_key_each_and_an_index(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "sheets"
    assert run(out) == 0
    stems = [f"worksheet-0{n}-{part}" for n in (1, 2, 3) for part in ("problem", "key")]
    stems += ["all-problems", "all-keys"]
    files = [stem + ending for stem in stems for ending in (".html", ".tex", ".txt")]
    assert sorted(contents(out)) == sorted([*files, "index.html"])
    assert capsys.readouterr() == (
        f"3 worksheets with keys in {out}, listed in {out}/index.html\n",
        "",
    )


def test_the_files_are_the_faces_of_the_sheets(tmp_path: Path) -> None:
    assert run(tmp_path / "out", "--paper", "letter", "--named", "--no-formulas") == 0
    made = contents(tmp_path / "out")
    for n in (1, 2, 3):
        sheet = worksheet(7, level=1, variant=n, named=True, formulas=False)
        assert made[f"worksheet-0{n}-problem.html"].decode() == sheet.html("problem", "letter")
        assert made[f"worksheet-0{n}-key.tex"].decode() == sheet.latex("key", "letter")
        assert made[f"worksheet-0{n}-problem.txt"].decode() == sheet.problem + "\n"
        assert made[f"worksheet-0{n}-key.txt"].decode() == sheet.key + "\n"
        assert sheet.problem in made["all-problems.txt"].decode()


def test_the_index_links_every_file(tmp_path: Path) -> None:
    run(tmp_path)
    page = (tmp_path / "index.html").read_text("utf-8")
    assert sorted(re.findall(r'href="(.+?)"', page)) == sorted(
        set(contents(tmp_path)) - {"index.html"}
    )
    assert page.count("7-0") == 3


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    run(tmp_path / "a")
    run(tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert len({v for k, v in contents(tmp_path / "a").items() if "-problem.txt" in k}) == 3


def test_only_the_formats_asked_for(tmp_path: Path) -> None:
    run(tmp_path, "--format", "text", "html", "text")
    assert {Path(name).suffix for name in contents(tmp_path)} == {".html", ".txt"}


def test_a_large_class_is_numbered_in_order(tmp_path: Path) -> None:
    arguments = ["--students", "100", "--level", "1", "--format", "text", "--out", str(tmp_path)]
    assert main(["worksheets", *arguments]) == 0
    assert (tmp_path / "worksheet-007-key.txt").is_file()
    assert (tmp_path / "worksheet-100-key.txt").is_file()


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not even when only one of many files is there; all stays as it was."""
    (tmp_path / "all-keys.txt").write_text("mine")
    (tmp_path / "notes.txt").write_text("mine, too")
    before = contents(tmp_path)
    assert run(tmp_path) == 1
    assert contents(tmp_path) == before
    said = f"nothing written: {tmp_path}/all-keys.txt would be overwritten: --force does so\n"
    assert capsys.readouterr() == ("", said)


def test_it_refuses_before_it_makes_a_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path)
    monkeypatch.setattr(worksheets, "_files", None)
    assert run(tmp_path) == 1
    assert " and 24 more would be overwritten" in capsys.readouterr().err


def test_force_overwrites_its_own_files_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("old")
    (tmp_path / "notes.txt").write_text("mine")
    assert run(tmp_path, "--force") == 0
    made = contents(tmp_path)
    assert made.pop("notes.txt") == b"mine"
    run(tmp_path.parent / "other")
    assert made == contents(tmp_path.parent / "other")


def test_a_folder_in_the_way_is_not_overwritten_at_all(tmp_path: Path) -> None:
    (tmp_path / "index.html").mkdir()
    (tmp_path / "index.html" / "mine.txt").write_text("mine")
    assert run(tmp_path, "--force") == 1
    assert contents(tmp_path) == {"index.html/mine.txt": b"mine"}


def test_a_file_in_place_of_the_folder_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("mine")
    assert run(tmp_path / "out") == 1
    assert capsys.readouterr().err == f"nothing written: {tmp_path}/out is not a folder\n"
    assert run(tmp_path / "out" / "below") == 1
    assert "Not a directory" in capsys.readouterr().err


@pytest.mark.parametrize("failing", range(6))
@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_set_is_never_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int, fault: BaseException
) -> None:
    """Whichever move fails, old files are back in their places and new ones are gone."""
    (tmp_path / "a").write_text("old a")
    (tmp_path / "b").write_text("old b")
    before, moves = contents(tmp_path), iter(range(100))
    replace = Path.replace

    def fails_once(self: Path, target: Path) -> Path:
        if next(moves) == failing:
            raise fault
        return replace(self, target)

    files = {"a": "new a", "b": "new b", "c": "new c", "d": "new d"}
    monkeypatch.setattr(Path, "replace", fails_once)
    with pytest.raises(type(fault)):
        store(tmp_path, files, force=True)
    assert contents(tmp_path) == before
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["a", "b"]
    monkeypatch.setattr(Path, "replace", replace)
    store(tmp_path, files, force=True)
    assert contents(tmp_path) == {name: text.encode() for name, text in files.items()}


def test_a_failed_write_leaves_no_folder_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(self: Path, *_: object, **__: object) -> int:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_text", full)
    assert run(tmp_path / "deep" / "out") == 1
    assert list(tmp_path.iterdir()) == []
    assert "No space left on device" in capsys.readouterr().err


def test_an_interrupt_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(worksheets, "_files", interrupt)
    assert run(tmp_path / "out") == 130
    assert not (tmp_path / "out").exists()
    assert capsys.readouterr().err.endswith("nothing written: interrupted\n")


def test_store_checks_again(tmp_path: Path) -> None:
    """A file that appeared in the meantime is not overwritten either."""
    (tmp_path / "a").write_text("theirs")
    with pytest.raises(RefusedError, match="a would be overwritten"):
        store(tmp_path, {"a": "ours", "b": "ours"})
    assert contents(tmp_path) == {"a": b"theirs"}
    assert worksheet_files.refuse(tmp_path, ["b"]) is None


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--students", "0"], "students is 0, but must be above 0"),
        (["--students", "three"], "argument --students: invalid int value: 'three'"),
        (["--seed", "-1"], "seed is -1, but must be 0 or above 0"),
        (["--level", "9"], "argument --level: invalid choice: 9"),
        (["--widths", "2", "9", "1"], "widths is [2, 9, 1], but a worksheet takes"),
        (["--activations", "relo"], "did you mean 'relu'"),
        (["--activations", "relu", "relu", "relu"], "expected 2, 1 a layer"),
        (["--loss", "cross"], "unknown loss 'cross': did you mean 'cross_entropy'"),
        (["--format", "pdf"], "argument --format: invalid choice: 'pdf'"),
    ],
)
def test_wrong_arguments_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], message: str
) -> None:
    assert ended(tmp_path / "out", *more) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_one_activation_is_that_of_every_layer(tmp_path: Path) -> None:
    assert run(tmp_path, "--activations", "tanh") == 0
    said = "tanh in the hidden layer and tanh in the output layer"
    assert said in (tmp_path / "worksheet-01-problem.txt").read_text("utf-8")


def test_a_bar_grows_where_someone_watches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one line, in the error stream, to the end; and nothing of it in a file."""

    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    assert run(tmp_path) == 0
    pictures = screen.getvalue().split("\r")[1:]
    assert pictures[0] == f"{'█' * 6:<20} 33 %, sheet 1 of 3  "
    assert pictures[-1] == f"{'█' * 20} 100 %, sheet 3 of 3  \n"
    assert len(pictures) == 3


def test_the_command_runs_as_a_module(tmp_path: Path) -> None:
    """With no warning, from anywhere; a second time it refuses."""
    command = [sys.executable, "-W", "error", "-m", "mlpcore.commands", "worksheets", *THREE]
    ends = []
    for _ in range(2):
        done = subprocess.run(
            [*command, "--out", "sheets"],
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            check=False,
        )
        ends.append((done.returncode, done.stderr[:16]))
    assert ends == [(0, ""), (1, "nothing written:")]
    assert len(contents(tmp_path / "sheets")) == 25
