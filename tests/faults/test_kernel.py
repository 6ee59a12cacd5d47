"""What happens to a kernel, its disk and its locale: networks and progress stay whole."""

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import mlpcore
from mlpcore import datasets
from mlpcore.commands import main
from mlpcore.lesson.exercise_book import progress_file, report
from mlpcore.lesson.exercise_book.progress import NAME, Progress
from mlpcore.lesson.exercise_book.report import Report
from tests.faults.process import DISK, files, python

WINDOWS = pytest.mark.skipif(sys.platform == "win32", reason="no such signal or limit there")
X, Y = datasets.xor()


def network(seed: int = 1) -> mlpcore.MLP:
    return mlpcore.MLP([2, 3, 1], ["tanh", "sigmoid"], seed=seed)


# --- killed, interrupted --------------------------------------------------------------------------

KILLED = """
import os, signal
import mlpcore
from mlpcore.lesson.exercise_book.progress import here
mlp, (X, Y) = mlpcore.MLP([2, 3, 1], ["tanh", "sigmoid"], seed=1), mlpcore.datasets.xor()
mlpcore.train(mlp, X, Y, eta=0.5, epochs=5)
mlp.save("xor.npz")
here().note("01-1", done=True)
def killed(record):
    if record.number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
mlpcore.train(mlp, X, Y, eta=0.5, epochs=9, progress=killed)
"""


@WINDOWS
def test_a_kernel_killed_in_training_leaves_what_was_saved_and_noted(tmp_path: Path) -> None:
    """A new one trains on from the file, as if nothing had been."""
    told = python("-c", KILLED, at=tmp_path)
    assert told.returncode == -9
    assert sorted(files(tmp_path)) == [NAME, "xor.npz"]
    assert Progress(tmp_path / NAME).of("01-1").done
    mlp, other = mlpcore.MLP.load(tmp_path / "xor.npz"), network()
    mlpcore.train(other, X, Y, eta=0.5, epochs=5)
    assert all(map(np.array_equal, (*mlp.W, *mlp.b), (*other.W, *other.b)))


def interrupted(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_an_interrupt_while_saving_leaves_the_old_network_and_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "net.npz"
    network().save(path)
    before = files(tmp_path)
    monkeypatch.setattr(np, "savez", interrupted)
    with pytest.raises(KeyboardInterrupt):
        network(seed=2).save(path)
    assert files(tmp_path) == before


def test_an_interrupt_while_progress_is_written_leaves_the_old_list_and_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    progress = Progress(tmp_path / NAME)
    progress.note("01-1", done=True)
    before = files(tmp_path)
    with monkeypatch.context() as key:
        key.setattr(progress_file.json, "dumps", interrupted)
        with pytest.raises(KeyboardInterrupt):
            progress.note("01-2", done=True)
    assert files(tmp_path) == before
    progress.note("01-2", done=True)
    assert Progress(tmp_path / NAME).of("01-2").done


# --- disks ----------------------------------------------------------------------------------------

LARGER = """
import sys
import mlpcore
from mlpcore.lesson.exercise_book.progress import here
try:
    mlpcore.MLP([50, 50, 1], seed=2).save("net.npz")
except OSError as full:
    print(type(full).__name__, full.errno)
here().note("01-2", done=True)
print(here().of("01-2").done, here().kept)
"""


@WINDOWS
def test_a_full_disk_leaves_the_old_network_and_the_old_list(tmp_path: Path) -> None:
    """And what is noted then lasts as long as the kernel."""
    network().save(tmp_path / "net.npz")
    Progress(tmp_path / NAME).note("01-1", done=True)
    before = files(tmp_path)
    told = python("-c", DISK.format(64) + LARGER, at=tmp_path)
    assert told.stderr == ""
    assert told.stdout.split() == ["OSError", str(errno.EFBIG), "True", "False"]
    assert files(tmp_path) == before


def read_only(*_: object, **__: object) -> None:
    raise OSError(errno.EROFS, "Read-only file system")


def test_a_folder_that_is_read_only_is_told_and_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Networks, progress, reports, notebooks and worksheets."""
    network().save(tmp_path / "net.npz")
    progress = Progress(tmp_path / NAME)
    progress.note("01-1", done=True)
    before = files(tmp_path)
    with monkeypatch.context() as disk:
        disk.setattr(os, "open", read_only)
        disk.setattr(os, "mkdir", read_only)
        disk.setattr(Path, "open", read_only)
        disk.setattr(Path, "write_text", read_only)
        with pytest.raises(OSError, match="Read-only file system"):
            network(seed=2).save(tmp_path / "net.npz")
        with pytest.raises(ValueError, match="cannot be written: Read-only file system"):
            report.save(Report("Ada", "02", {}), tmp_path / "ada.txt")
        assert main(["notebooks", str(tmp_path / "mine")]) == 1
        assert main(["worksheets", "--out", str(tmp_path / "sheets")]) == 1
        progress.note("01-2", done=True)
    assert capsys.readouterr().err.count("Read-only file system") == 2
    assert progress.of("01-2").done
    assert not progress.kept
    assert files(tmp_path) == before


# --- names and locales ----------------------------------------------------------------------------


def test_paths_with_blanks_umlauts_and_other_scripts_are_paths(tmp_path: Path) -> None:
    folder = tmp_path / "Übung 3 – «Größe» 神经 δ"
    folder.mkdir()
    network().save(folder / "mein Netz.npz")
    assert mlpcore.MLP.load(folder / "mein Netz.npz").widths == [2, 3, 1]
    (folder / "Maße & Töne.csv").write_text("ä;ö;Klasse\n1;2;x\n2;3;y\n", "utf-8")
    assert datasets.read_csv(folder / "Maße & Töne.csv").features == ("ä", "ö")
    Progress(folder / NAME).note("01-1", done=True)
    assert Progress(folder / NAME).of("01-1").done
    report.save(Report("Zoë Müller", "02", {}), folder / "Zoë.txt")
    assert main(["collect", str(folder), "--out", str(folder / "aus")]) == 0
    assert "Zoë Müller" in (folder / "aus" / "mlpcore-class.html").read_text("utf-8")
    assert main(["notebooks", str(folder / "meine Hefte")]) == 0


TRAINED = """
import fcntl, struct, termios
import mlpcore
fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))  # a new one has no width
mlp, (X, Y) = mlpcore.MLP([2, 3, 1], ["tanh", "sigmoid"], seed=1), mlpcore.datasets.xor()
run = mlpcore.train(mlp, X, Y, eta=0.5, epochs=30, progress=True)
print(run.epochs, [W.tolist() for W in mlp.W])
"""
# Python itself in a terminal of its own, whose encoding is the one that is asked for
IN_A_TERMINAL = f"""
import os, pty, sys
said = bytearray()
def keep(fd):
    said.extend(part := os.read(fd, 1024))
    return b"." if part else b""
ended = pty.spawn([sys.executable, "-c", {TRAINED!r}], keep)
out = said.decode("latin-1")
assert os.waitstatus_to_exitcode(ended) == 0, out
assert "30/30" in out and "Error" not in out, out
"""
LOCALES: dict[str, dict[str, str]] = {
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "POSIX": {"LC_ALL": "POSIX", "PYTHONUTF8": "0"},
    "Latin-1": {"PYTHONIOENCODING": "latin-1"},
    "Windows": {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
    "ASCII": {"PYTHONIOENCODING": "ascii:strict"},
    "German, if it is there": {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"},
}


@WINDOWS
@pytest.mark.parametrize("locale", LOCALES)
def test_the_bar_of_a_training_grows_on_a_terminal_of_any_locale(
    locale: str, tmp_path: Path
) -> None:
    """It must not die of a letter after the weights have moved."""
    told = python("-c", IN_A_TERMINAL, at=tmp_path, **LOCALES[locale])
    assert (told.returncode, told.stderr) == (0, "")


def test_a_training_without_a_terminal_ends_as_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """As under pythonw, where there is no stderr at all."""
    monkeypatch.setattr(sys, "stderr", None)
    run = mlpcore.train(network(), X, Y, eta=0.5, epochs=3, progress=True)
    assert run.epochs == 3


# --- how Python was started -----------------------------------------------------------------------

ALL_FLOORS = """
import json, mlpcore
from mlpcore import lesson, panels
mlp = mlpcore.MLP([2, 3, 2], ["tanh", "softmax"], "cross_entropy", seed=7)
print(lesson.walkthrough(mlp, [1, 2], [0, 1]), lesson.worksheet(seed=1), lesson.glossary)
print(lesson.check("delta_1", [1, 2, 3], mlp, [1, 2], [0, 1]))
lesson.show(mlpcore.MLP.forward)
for name in [*panels.PRESETS][::4]:
    print(panels.preset(name))
print(lesson.exercises("02"))
X, Y = mlpcore.datasets.moons(300)
mlp = mlpcore.MLP([2, 8, 1], "tanh", seed=1)
print(mlpcore.train(mlp, X, Y, eta=0.1, epochs=3, batch_size=20).loss)
print(json.dumps([W.round(12).tolist() for W in mlp.W]))
"""
WAYS: dict[str, Callable[[Path], tuple[list[str], dict[str, str]]]] = {
    "without asserts and docstrings": lambda at: (["-OO"], {"PYTHONPYCACHEPREFIX": str(at)}),
    "every warning an error": lambda at: (["-W", "error"], {}),
    "two threads of BLAS": lambda at: ([], {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"}),
    "no locale": lambda at: ([], {"LC_ALL": "C"}),
}


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What it says as it is usually started."""
    told = python("-c", ALL_FLOORS, at=tmp_path_factory.mktemp("usual"), PYTHONIOENCODING="utf-8")
    assert (told.returncode, told.stderr) == (0, "")
    return told.stdout


@pytest.mark.parametrize("way", WAYS)
def test_all_floors_say_the_same_however_python_was_started(
    way: str, usual: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    options, around = WAYS[way](tmp_path_factory.mktemp("cache"))
    around |= {"PYTHONIOENCODING": "utf-8"}
    told = python(*options, "-c", ALL_FLOORS, at=tmp_path, **around)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == usual
