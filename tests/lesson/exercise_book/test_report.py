"""Reports: what is written is read, and no slip of the pen gets through."""

import re
import zlib
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mlpcore.lesson import exercises, slips
from mlpcore.lesson.exercise_book.exercise import Exercise
from mlpcore.lesson.exercise_book.progress import MOST, Entry
from mlpcore.lesson.exercise_book.report import LONGEST_NAME, Report, person, read, save
from mlpcore.lesson.exercise_book.workbook import Workbook
from mlpcore.lesson.notation.check_letters import LETTERS, letters

ADA = Report("Ada Lovelace", "02", {1: Entry(done=True, hints=1, tries=2, named={"ascent": 1})})
LINE = ADA.text


def a_person(text: str) -> bool:
    """Whether it can be the name of a person, as it stands."""
    try:
        return person(text) == text
    except ValueError:
        return False


COUNTS = st.integers(0, MOST)
ENTRIES = st.builds(
    Entry, st.booleans(), st.booleans(), st.integers(0, 3), COUNTS,
    st.dictionaries(st.sampled_from([*slips, ":abc", "done", "3t", "ü*2,~ "]), COUNTS, max_size=4),
).filter(lambda entry: entry != Entry())  # fmt: skip
REPORTS = st.builds(
    Report,
    st.text(min_size=1, max_size=LONGEST_NAME).filter(a_person),
    st.sampled_from(["00", "02", "17"]),
    st.dictionaries(st.integers(1, 999), ENTRIES, max_size=5),
)


# --- what is written is read ---------------------------------------------------------------------


def test_a_report_is_one_line_that_a_person_can_read() -> None:
    words = "mlpcore-report-1 02 by=Ada%20Lovelace 1=done,2t,1h,ascent*1"
    assert ADA.text == f"{words} ~{letters(words, 7)}"
    assert read(LINE) == ADA


@given(REPORTS)
def test_what_is_written_is_read(report: Report) -> None:
    assert read(report.text) == report
    assert report.text.isascii()
    assert "\n" not in report.text


@given(REPORTS, st.sampled_from([" ", "\n", "\r\n", "\n  ", "\t", "\xa0"]))
def test_a_report_may_be_wrapped_into_lines(report: Report, space: str) -> None:
    assert read(f"  {space.join(report.text.split(' '))}{space}") == report


def test_the_last_letters_hold_all_of_a_crc_32() -> None:
    """Which finds every error of up to 32 bits in a row, and every two bytes that changed places:
    its polynomial divides neither.
    """
    sums = {letters(str(n), 7): zlib.crc32(str(n).encode()) for n in range(1000)}
    for text, found in sums.items():
        assert sum(LETTERS.index(c) << 5 * n for n, c in enumerate(text)) == found


# --- what is miscopied is refused ----------------------------------------------------------------


@pytest.mark.parametrize("at", range(len(LINE)))
def test_each_single_character_that_is_miscopied_is_refused(at: int) -> None:
    for wrong in (*map(chr, range(32, 127)), "é", "–", "0", ""):
        if wrong != LINE[at]:
            with pytest.raises(ValueError, match="it "):
                read(LINE[:at] + wrong + LINE[at + 1 :])


@pytest.mark.parametrize("first", range(len(LINE)))
def test_each_two_characters_that_changed_places_are_refused(first: int) -> None:
    for second in range(first + 1, len(LINE)):
        swapped = [*LINE]
        swapped[first], swapped[second] = swapped[second], swapped[first]
        if LINE[first] != LINE[second]:
            with pytest.raises(ValueError, match="it "):
                read("".join(swapped))


@given(REPORTS, st.data())
def test_no_single_slip_of_the_pen_gets_through(report: Report, data: st.DataObject) -> None:
    line = report.text
    at, other = (data.draw(st.integers(0, len(line) - 1)) for _ in range(2))
    new = data.draw(st.characters())
    assume(new != line[at] and not (new.isspace() and line[at].isspace()))
    with pytest.raises(ValueError, match="it "):
        read(line[:at] + new + line[at + 1 :])
    swapped = [*line]
    swapped[at], swapped[other] = swapped[other], swapped[at]
    if line[at] != line[other]:
        with pytest.raises(ValueError, match="it "):
            read("".join(swapped))


@given(st.text())
def test_whatever_a_line_is_it_is_read_or_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="it "):
        read(text)


def checked(words: str) -> str:
    """A line with the right letters at its end."""
    return f"{words} ~{letters(words, 7)}"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (checked("mlpcore-report-2 02 by=Ada"), "of version 2 of reports.* version 1.* newer"),
        ("mlpcore-report-2 of any other form", "of version 2"),
        (checked("mlpcore-report-0 02 by=Ada"), "of version 0 .* older"),
        (checked("mlpcore-rebort-1 02 by=Ada"), "begins with 'mlpcore-rebort-1': expected mlpcore"),
        ("mlpcore-report-1 02 by=Ada 1=done", "ends in '1=done': expected ~ and 7 letters"),
        (LINE[:-1], "has been miscopied"),
        (LINE.upper(), "begins with 'MLPCORE"),
        (checked("mlpcore-report-1"), "no notebook, or no name"),
        (checked("mlpcore-report-1 02 Ada"), "'Ada' is not by="),
        (checked("mlpcore-report-1 02 by="), "who has 0 characters: expected 1 to 60"),
        (checked("mlpcore-report-1 02 by=%00"), "expected letters, digits and signs"),
        (checked("mlpcore-report-1 02 by=%FF"), "cannot be read"),
        (checked("mlpcore-report-1 02 by=Ada 1=done 1=3t"), "'1=3t' is no exercise, or is there"),
        (checked("mlpcore-report-1 02 by=Ada 0=done"), "no exercise"),
        (checked("mlpcore-report-1 02 by=Ada 1=won"), "'won' says nothing of an exercise"),
        (checked("mlpcore-report-1 02 by=Ada 1=99999999t"), "says nothing"),
        ("", "begins with ''"),
        ("\ud800", "begins with"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(line: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read(line)


def test_a_report_with_more_hints_than_there_are_counts_as_all() -> None:
    assert read(checked("mlpcore-report-1 02 by=Ada 1=9h")).entries == {1: Entry(hints=3)}


# --- who -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "name"),
    [
        (17, "17"),
        ("  Ada   Lovelace ", "Ada Lovelace"),
        ("Jose\u0301", "José"),
        ("李雷", "李雷"),
        ("سارا\u200cمی", "سارا\u200cمی"),
        ("=1+1", "=1+1"),
    ],
)
def test_a_person_is_a_name_or_a_number(who: str | int, name: str) -> None:
    assert person(who) == name


@pytest.mark.parametrize("who", [None, True, 1.5, ["Ada"]])
def test_what_is_no_name_is_refused(who: object) -> None:
    with pytest.raises(TypeError, match="who must be a name or a number"):
        person(who)


@pytest.mark.parametrize("who", ["", "  ", "A" * 61, "a\x00", "a\u202eb", "\ud800"])
def test_a_name_that_cannot_be_written_is_refused(who: str) -> None:
    with pytest.raises(ValueError, match="who "):
        person(who)


# --- in a notebook -------------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workbook:
    """The exercises of notebook 02, their list in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return exercises("02")


def test_a_report_says_what_was_done_and_no_answer(
    book: Workbook, capsys: pytest.CaptureFixture[str]
) -> None:
    for answer in ([0.125], [0.777], [-0.125]):
        book.answer(1, answer)
    book.hint(2)
    book.reveal(4)
    book.answer(4, (6, 4))
    capsys.readouterr()
    book.report("Ada Lovelace")
    line = capsys.readouterr().out
    exercise: Exercise = book[4]
    assert read(line) == Report(
        "Ada Lovelace",
        "02",
        {
            1: Entry(done=True, tries=3, named={"delta-sign": 1}),
            2: Entry(hints=1),
            4: Entry(revealed=True, tries=1, named={exercise.judge.mistakes[0].mark: 1}),
        },
    )
    assert not re.search(r"0\.125|0\.777", line)


def test_a_report_is_written_to_a_file_and_over_an_older_one(
    book: Workbook, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        book.report(17, to="ada.txt")
        assert capsys.readouterr().out == "written to ada.txt\n"
    assert read((tmp_path / "ada.txt").read_text("ascii")) == Report("17", "02", {})


@pytest.mark.parametrize("content", [b"", b"my notes", b"mlpcore-rep"])
def test_nothing_but_an_older_report_is_written_over(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.ipynb"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="where something else is: expected a new name"):
        save(ADA, path)
    assert path.read_bytes() == content
    with pytest.raises(ValueError, match="where something else is"):
        save(ADA, tmp_path)


def test_where_nothing_can_be_written_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="which cannot be written: No such file or directory"):
        save(ADA, tmp_path / "no folder" / "ada.txt")
