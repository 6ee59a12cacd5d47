"""The progress list: it survives, it never gets in the way, and it holds nobody's answers."""

import json
from pathlib import Path

import pytest

from mlpcore.lesson.exercise_book.progress import BEGUN_ANEW, NAME, NOTHING, Entry, Progress, here


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


def test_a_list_that_was_deleted_begins_anew(path: Path) -> None:
    progress = Progress(path)
    progress.note("01-1", done=True)
    path.unlink()
    assert progress.of("01-1") == NOTHING
    progress.note("01-2", done=True)
    assert Progress(path).of("01-2").done


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
    "an unknown word": b'{"exercises": {"01-1": {"answer": 3}}}',
    "no entry": b'{"exercises": {"01-1": null}}',
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_begins_anew_and_says_so(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    progress = Progress(path)
    assert progress.of("01-1") == NOTHING
    assert progress.trouble == BEGUN_ANEW
    progress.note("01-1", done=True)
    assert Progress(path).of("01-1").done


def test_after_a_reset_the_trouble_is_over(path: Path) -> None:
    path.write_bytes(b"{")
    progress = Progress(path)
    assert progress.of("01-1") == NOTHING
    progress.reset("01")
    assert progress.trouble == ""
    assert Progress(path).of("01-1") == NOTHING


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


def test_a_file_that_may_not_be_read_is_left_alone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.mkdir()  # the nearest to a file that even root may not read
    progress = Progress(path)
    progress.note("01-1", done=True)
    assert progress.of("01-1").done
    assert path.is_dir()
    assert [each.name for each in path.parent.iterdir()] == [NAME]


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
    written = json.loads(path.read_text("utf-8"))
    assert written["exercises"] == {"02-1": {"done": True, "revealed": True, "hints": 3}}
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
