"""A verdict in a cell: the same words as plain text, and a sign beside its colour."""

import builtins
import re
from pathlib import Path

import pytest

from mlpcore.lesson import exercises
from mlpcore.lesson.exercise_book.verdict import Verdict
from mlpcore.lesson.exercise_book.workbook import Workbook
from tests.lesson.exercise_book.test_exercises import BY_HAND


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workbook:
    """The exercises of notebook 02, their list in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return exercises("02")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Verdict]:
    """What was displayed, as in a notebook."""
    found: list[Verdict] = []
    monkeypatch.setattr(builtins, "display", found.append, raising=False)
    return found


def test_a_verdict_has_a_sign_and_the_same_words_as_its_text(
    book: Workbook, shown: list[Verdict]
) -> None:
    book.answer(1, [0.125])
    book.answer(1, [-0.125])
    book.answer(14, 2)
    signs = [re.findall("<b>(.)</b>", each._repr_html_()) for each in shown]
    assert signs == [["…"], ["✓"], ["✓"]]
    assert [repr(each).splitlines()[0][:16] for each in shown] == [
        "not yet: this is", "right", "right: line 2 is",
    ]  # fmt: skip
    assert "they disagree" in repr(shown[2])
    assert all(len(each._repr_html_()) < len(repr(each)) + 300 for each in shown)


def test_a_verdict_is_the_same_each_time(book: Workbook, shown: list[Verdict]) -> None:
    for _ in range(2):
        book.answer(1, [0.125])
    assert shown[0]._repr_html_() == shown[1]._repr_html_()


def test_what_nobody_has_answered_is_printed(
    book: Workbook, shown: list[Verdict], capsys: pytest.CaptureFixture[str]
) -> None:
    """So that the stored outputs of the notebooks, which nobody has worked in, are plain text."""
    book.answer(1, None)
    book.answer(1, "x")
    book.answer(6, [0.3, 0.3])  # as the line to be repaired gives it
    assert shown == []
    first, second, third = capsys.readouterr().out.splitlines()
    assert first.startswith("exercise 1 is open")
    assert second.startswith("not numbers")
    assert third.startswith("not yet")
    book.answer(6, BY_HAND["02-6"])
    assert [each.correct for each in shown] == [True]


def test_what_a_person_has_typed_is_shown_as_text() -> None:
    html = Verdict(False, "<script>f()</script> & 'x'")._repr_html_()
    assert "&lt;script&gt;f()&lt;/script&gt; &amp; &#x27;x&#x27;" in html
    assert html.count("<") == 4
