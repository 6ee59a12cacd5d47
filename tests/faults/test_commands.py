"""What is typed in a terminal, on odd terminals, full disks, and when it is told to end."""

import errno
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from mlpcore.commands import COMMANDS, main
from mlpcore.lesson.exercise_book import report
from mlpcore.lesson.exercise_book.report import Report
from tests.faults.process import DISK, files, python

needs_limits = pytest.mark.skipif(sys.platform == "win32", reason="files have no limit there")
SHEETS = ["worksheets", "--students", "2", "--out"]
# in a terminal's process: the second file written asks the process to end
ENDED = """
import os, signal, sys
from pathlib import Path
from mlpcore.commands import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # else, in the background, it is ignored
written, write = [], Path.write_text
def and_end(path, *given, **how):
    written.append(path)
    if len(written) == 2:
        os.kill(os.getpid(), getattr(signal, sys.argv[1]))
    return write(path, *given, **how)
Path.write_text = and_end
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.samples("ascii")
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "ascii"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_read_on_every_terminal(command: str, encoding: str, tmp_path: Path) -> None:
    arguments = ["-m", "mlpcore.commands", *command.split(), "--help"]
    told = python(*arguments, at=tmp_path, PYTHONIOENCODING=encoding)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("usage: mlpcore")


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "ascii"])
def test_a_folder_in_other_letters_is_written_and_told(encoding: str, tmp_path: Path) -> None:
    """Blanks, umlauts, Greek and Chinese in its name; no locale at all."""
    out = "meine Blätter für δ 神经"
    around = {"PYTHONIOENCODING": encoding, "LC_ALL": "C", "PYTHONUTF8": "0"}
    told = python("-m", "mlpcore.commands", *SHEETS, out, at=tmp_path, **around)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("2 worksheets with keys in meine ")
    assert (tmp_path / out / "index.html").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="no signal asks a program to end there")
@pytest.mark.parametrize("by", ["SIGTERM", "SIGINT"])
@pytest.mark.parametrize("arguments", [[*SHEETS, "out"], ["notebooks", "out"]], ids=" ".join)
def test_a_command_that_is_told_to_end_leaves_nothing_half(
    arguments: list[str], by: str, tmp_path: Path
) -> None:
    told = python("-c", ENDED, by, *arguments, at=tmp_path)
    assert told.returncode == 128 + signal.SIGINT
    assert told.stderr.endswith("interrupted\n")
    assert "Traceback" not in told.stderr
    left = [name for name in files(tmp_path) if name not in ("out", "out/00_start_here.ipynb")]
    assert left == []


@needs_limits
def test_a_full_disk_leaves_no_worksheet_and_no_folder(tmp_path: Path) -> None:
    code = DISK.format(4000) + "from mlpcore.commands import main; main()"
    told = python("-c", code, *SHEETS, "out", at=tmp_path)
    assert "nothing written: [Errno" in told.stderr
    assert files(tmp_path) == {}


def full(path: Path, *_: object, **__: object) -> None:
    """Some of it is written when the disk is full."""
    path.write_bytes(b"{")
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_no_half_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One would stay for good, since what is there is never written over."""
    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_text", full)
        assert main(["notebooks", str(tmp_path)]) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert files(tmp_path) == {}
    assert main(["notebooks", str(tmp_path)]) == 0


def test_an_original_that_does_not_fit_on_the_disk_leaves_ones_own_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["notebooks", str(tmp_path)])
    before = files(tmp_path)
    monkeypatch.setattr(Path, "write_text", full)
    assert main(["notebooks", str(tmp_path), "--original", "02"]) == 1
    assert files(tmp_path) == before


def test_a_report_that_does_not_fit_on_the_disk_leaves_the_older_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report.save(Report("Ada", "02", {}), tmp_path / "ada.txt")
    before = files(tmp_path)
    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(ValueError, match="cannot be written: No space left on device"):
        report.save(Report("Ada", "03", {}), tmp_path / "ada.txt")
    assert files(tmp_path) == before


def test_main_leaves_the_signals_of_its_caller_as_they_were(tmp_path: Path) -> None:
    before: Any = signal.getsignal(signal.SIGTERM)
    main(["notebooks", str(tmp_path)])
    assert signal.getsignal(signal.SIGTERM) is before
