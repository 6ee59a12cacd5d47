"""The progress list: it survives, it never gets in the way, and it holds nobody's answers."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpcore.lesson.exercise_book import progress_file
from mlpcore.lesson.exercise_book.progress import ABOUT, NAME, NOTHING, Entry, Progress, here
from tests import ROOT


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the list is kept, in a folder of its own."""
    return tmp_path / NAME


def test_a_list_that_was_never_written_is_empty_and_reading_writes_nothing(path: Path) -> None:
    progress = Progress(path)
    assert progress.of("02-1") == NOTHING
    progress.note("02-1", hints=0)  # nothing new
    progress.reset("02")
    assert [*path.parent.iterdir()] == []


def test_what_is_noted_survives_a_new_kernel(path: Path) -> None:
    Progress(path).note("02-1", hints=2)
    Progress(path).note("02-1", done=True)
    Progress(path).note("03-4", revealed=True)
    again = Progress(path)
    assert again.of("02-1") == Entry(done=True, hints=2)
    assert again.of("03-4") == Entry(revealed=True)
    assert [each.name for each in path.parent.iterdir()] == [NAME]


def test_two_kernels_at_a_time_keep_what_both_note(path: Path) -> None:
    first, second = Progress(path), Progress(path)
    first.note("01-1", done=True)
    second.note("02-1", done=True)
    first.note("01-2", done=True)
    assert {"01-1", "01-2", "02-1"} == set(json.loads(path.read_text("utf-8"))["exercises"])
    assert second.of("01-2").done


def test_a_reset_forgets_one_notebook_alone(path: Path) -> None:
    progress = Progress(path)
    progress.note("01-1", done=True)
    progress.note("02-1", done=True)
    progress.reset("01")
    assert progress.of("01-1") == NOTHING
    assert Progress(path).of("02-1").done


def test_a_reset_that_is_taken_back_keeps_what_was_done_since(path: Path) -> None:
    progress = Progress(path)
    progress.tried("01-1", "1", ["ascent"], done=False)
    progress.note("01-1", hints=2)
    forgotten = progress.reset("01")
    progress.tried("01-1", "2", ["ascent", "delta-sign"], done=True)
    progress.note("01-2", revealed=True)
    progress.restore(forgotten)
    named = {"ascent": 2, "delta-sign": 1}
    assert progress.of("01-1") == Entry(done=True, hints=2, tries=2, named=named)
    assert progress.of("01-2") == Entry(revealed=True)


def test_a_list_that_was_deleted_begins_anew(path: Path) -> None:
    progress = Progress(path)
    progress.note("01-1", done=True)
    path.unlink()
    assert progress.of("01-1") == NOTHING
    progress.note("01-2", done=True)
    assert Progress(path).of("01-2").done


# --- what is no such list ------------------------------------------------------------------------

BROKEN = {
    "nothing": b"",
    "half": b'{"exercises": {"01-1": {"do',
    "another kind": b"[1, 2]",
    "no list": b"{}",
    "a number": b'{"exercises": 3}',
    "no words": b"\xff\xfe\x00",
    "very deep": b"[" * 100_000,
    "not yes or no": b'{"exercises": {"01-1": {"done": "yes"}}}',
    "half a hint": b'{"exercises": {"01-1": {"hints": 1.5}}}',
    "half a try": b'{"exercises": {"01-1": {"tries": 1.5}}}',
    "a slip that is true": b'{"exercises": {"01-1": {"named": {"delta-sign": true}}}}',
    "no entry": b'{"exercises": {"01-1": null}}',
    "a very large one": b'{"exercises": {}}' + b" " * 2**20,
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_told_and_never_written_over(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    progress = Progress(path)
    assert progress.of("01-1") == NOTHING
    assert progress.trouble.startswith(f"{NAME} ")
    assert "It is left as it is" in progress.trouble
    assert not progress.kept
    progress.note("01-1", done=True)
    assert progress.of("01-1").done  # as long as the kernel lives
    assert path.read_bytes() == content
    assert [each.name for each in path.parent.iterdir()] == [NAME]


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["a folder", "a pipe"])
def test_what_is_no_file_is_told_and_left_alone(path: Path, make: Callable[[Path], None]) -> None:
    make(path)
    before = path.stat()
    progress = Progress(path)
    progress.note("01-1", done=True)
    assert progress.of("01-1").done
    assert f"{NAME} is no file" in progress.trouble
    assert path.stat().st_ino == before.st_ino


def test_a_file_that_may_not_be_read_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_text('{"exercises": {}}', "utf-8")

    def forbidden(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", forbidden)
    progress = Progress(path)
    progress.note("01-1", done=True)
    assert f"{NAME} cannot be read: Permission denied" in progress.trouble
    assert path.read_text("utf-8") == '{"exercises": {}}'


def test_a_file_that_breaks_between_reading_and_writing_is_left_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    progress = Progress(path)

    @contextmanager
    def broken_meanwhile(path: Path) -> Iterator[None]:
        path.write_bytes(b"{")
        yield

    monkeypatch.setattr(progress_file, "alone", broken_meanwhile)
    progress.note("01-1", done=True)
    assert path.read_bytes() == b"{"
    assert "is damaged" in progress.trouble
    assert progress.of("01-1").done


def test_a_reset_puts_what_is_broken_aside_and_the_trouble_is_over(path: Path) -> None:
    for n in (1, 2):
        path.write_bytes(b"{" * n)
        progress = Progress(path)
        assert progress.of("01-1") == NOTHING
        progress.reset("01")
        assert progress.trouble == ""
        progress.note("01-1", done=True)
        assert Progress(path).of("01-1").done
        assert path.with_name(f"{NAME}-{n}").read_bytes() == b"{" * n


# --- a newer version -----------------------------------------------------------------------------


def test_what_only_a_newer_version_knows_is_kept(path: Path) -> None:
    newer = {
        "about": "a newer list",
        "version": 7,
        "exercises": {
            "01-1": {"done": False, "stars": [1, 2]},
            "09-1": {"done": True, "hints": 1, "seconds": 3.5},
        },
    }
    path.write_text(json.dumps(newer), "utf-8")
    progress = Progress(path)
    assert progress.of("09-1") == Entry(done=True, hints=1)
    progress.note("01-1", done=True)
    progress.note("02-1", hints=1)
    written = json.loads(path.read_text("utf-8"))
    assert written["about"] == "a newer list"
    assert written["version"] == 7
    assert written["exercises"]["09-1"] == newer["exercises"]["09-1"]
    assert written["exercises"]["01-1"]["stars"] == [1, 2]
    assert written["exercises"]["01-1"]["done"] is True
    progress.restore(progress.reset("01"))
    assert json.loads(path.read_text("utf-8")) == written


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda each: (
        st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=5), each, max_size=3)
    ),
    max_leaves=5,
)
NEW_WORDS = st.dictionaries(st.text(max_size=6).map("new-".__add__), JSON, max_size=3)


@given(NEW_WORDS, NEW_WORDS)
def test_any_unknown_word_is_kept_where_it_is(top: Any, inside: Any) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, NAME)
        path.write_text(json.dumps({**top, "exercises": {"01-1": inside}}), "utf-8")
        Progress(path).note("01-1", hints=2)
        written = json.loads(path.read_text("utf-8"))
    entry = written.pop("exercises")["01-1"]
    assert written == {**top, "about": ABOUT}
    assert {word: entry[word] for word in inside} == inside
    assert entry["hints"] == 2


# --- two kernels ---------------------------------------------------------------------------------

NOTES = """
import sys
from pathlib import Path
from mlpcore.lesson.exercise_book.progress import Progress
progress = Progress(Path(sys.argv[1]))
for n in range(60):
    progress.note(f"{sys.argv[2]}-{n}", done=True)
    progress.tried("03-1", f"{sys.argv[2]} {n}", ["delta-sign"], done=False)
"""


def test_two_kernels_at_once_lose_nothing(path: Path) -> None:
    run = [sys.executable, "-c", NOTES, str(path)]
    kernels = [subprocess.Popen([*run, name], cwd=ROOT) for name in ("01", "02")]
    assert [kernel.wait() for kernel in kernels] == [0, 0]
    progress = Progress(path)
    assert sum(progress.of(f"{name}-{n}").done for name in ("01", "02") for n in range(60)) == 120
    assert progress.of("03-1") == Entry(tries=120, named={"delta-sign": 120})
    assert [each.name for each in path.parent.iterdir()] == [NAME]


def test_the_mark_of_a_kernel_that_died_while_it_wrote_is_taken_away(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress_file, "PATIENCE", 0.0)
    path.with_name(f"{NAME}.lock").touch()
    Progress(path).note("01-1", done=True)
    assert [each.name for each in path.parent.iterdir()] == [NAME]
    assert Progress(path).of("01-1").done


def test_what_is_forbidden_for_a_moment_is_tried_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows forbids to replace a file that another program is looking at."""
    replace, refusals = Path.replace, [PermissionError()] * 3

    def busy(self: Path, target: Path) -> Path:
        if refusals:
            raise refusals.pop()
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", busy)
    progress = Progress(path)
    progress.note("01-1", done=True)
    assert progress.kept
    assert Progress(path).of("01-1").done


# --- tries and slips -----------------------------------------------------------------------------


def test_tries_and_named_slips_are_counted_until_it_is_done(path: Path) -> None:
    progress = Progress(path)
    progress.tried("02-1", "[0.1]", ["delta-sign"], done=False)
    progress.tried("02-1", "[0.1]", ["delta-sign"], done=False)  # all cells ran again
    progress.tried("02-1", "[0.2]", [], done=False)
    progress.tried("02-1", "[0.1]", ["delta-sign", "ascent"], done=False)
    progress.tried("02-1", "[0.3]", [], done=True)
    progress.tried("02-1", "[0.4]", ["delta-sign"], done=False)
    expected = Entry(done=True, tries=4, named={"delta-sign": 2, "ascent": 1})
    assert progress.of("02-1") == expected
    assert Progress(path).of("02-1") == expected


def test_the_same_right_answer_counts_again_once_the_list_is_gone(path: Path) -> None:
    progress = Progress(path)
    progress.tried("02-1", "[0.1]", [], done=True)
    path.unlink()
    progress.tried("02-1", "[0.1]", [], done=True)
    assert Progress(path).of("02-1").done


def test_more_hints_than_there_are_count_as_all(path: Path) -> None:
    path.write_text('{"exercises": {"01-1": {"hints": 99}, "01-2": {"hints": -1}}}', "utf-8")
    assert Progress(path).of("01-1").hints == 3
    assert Progress(path).of("01-2").hints == 0


def test_where_it_cannot_be_written_it_lasts_as_long_as_the_kernel(tmp_path: Path) -> None:
    progress = Progress(tmp_path / "there is no such folder" / NAME)
    progress.note("01-1", done=True)
    progress.note("01-2", hints=1)
    assert progress.of("01-1").done
    assert progress.of("01-2").hints == 1
    assert not progress.kept
    assert [*tmp_path.iterdir()] == []


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Progress(path).note("01-1", done=True)
    before = path.read_bytes()

    def fails(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", fails)
    progress = Progress(path)
    progress.note("01-2", done=True)
    assert progress.of("01-2").done
    assert progress.of("01-1").done
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [NAME]


def test_nobodys_answers_are_in_the_file(path: Path) -> None:
    progress = Progress(path)
    progress.note("02-1", done=True, hints=3, revealed=True)
    progress.tried("02-2", "[0.123]", ["delta-sign"], done=False)
    written = json.loads(path.read_text("utf-8"))
    assert "0.123" not in path.read_text("utf-8")
    assert written["exercises"] == {
        "02-1": {"done": True, "revealed": True, "hints": 3, "tries": 0, "named": {}},
        "02-2": {"done": False, "revealed": False, "hints": 0, "tries": 1,
                 "named": {"delta-sign": 1}},
    }  # fmt: skip
    assert set(written) == {"about", "exercises"}


class Watcher:
    """Counts how often it was told."""

    def __init__(self) -> None:
        self.told = 0

    def tell(self) -> None:
        """Once more."""
        self.told += 1


def test_a_change_is_told_to_those_who_watch_and_still_live(path: Path) -> None:
    progress, watcher, gone = Progress(path), Watcher(), Watcher()
    progress.watch(watcher.tell)
    progress.watch(gone.tell)
    del gone
    progress.note("01-1", done=True)
    progress.note("01-1", done=True)  # nothing new
    assert watcher.told == 1
    assert len(progress._watchers) == 1


def test_a_folder_that_is_gone_is_no_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    progress = here()
    progress.note("01-1", done=True)
    assert progress.of("01-1").done
    assert not progress.kept


def test_the_list_of_a_folder_is_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    assert here() is here()
    assert here().path == path
