"""docs/history.md: each entry has its year and its notebooks, books their letters."""

import re

import pytest

from mlpcore.lesson.notation.books import BOOKS
from tests import NOTEBOOKS, ROOT

PAGE = (ROOT / "docs" / "history.md").read_text("utf-8")
ENTRIES = re.findall(r"^- \*\*(.+?)\*\*(.+)$", PAGE, re.M)
NAMES = [path.name[:2] for path in NOTEBOOKS.glob("*.ipynb")]

each_entry = pytest.mark.parametrize(("who", "text"), ENTRIES, ids=[who for who, _ in ENTRIES])


@each_entry
def test_each_has_a_title_and_the_notebooks_it_goes_with(who: str, text: str) -> None:
    assert re.search(r", \*.+?\*", text), who
    assert re.search(r"\*With\* 0\d(, 0\d)*\.", text), who


@each_entry
def test_each_work_in_print_has_its_year(who: str, text: str) -> None:
    assert re.search(r"\b(19|20)\d\d\b", text.split("*With*")[0]) or "cs231n" in text, who


def test_nothing_is_listed_twice() -> None:
    titles = re.findall(r"^- \*\*.+?\*\*, \*(.+?)\*", PAGE, re.M)
    assert len(titles) == len(ENTRIES) == len(set(titles)) > 20


def test_every_notebook_on_the_notes_has_something_to_read_on() -> None:
    named = set(re.findall(r"\b0\d\b", " ".join(re.findall(r"\*With\* ([\d, ]+)", PAGE))))
    assert named >= set(NAMES) - {"00"}


def test_every_book_says_how_its_letters_differ() -> None:
    books = PAGE.split("\n## Books\n")[1].split("\n## ")[0]
    named = {book.head for name, book in BOOKS.items() if name != "notes"}
    with_letters = [line for line in books.splitlines() if "*Letters:*" in line]
    assert all(any(head in line for line in with_letters) for head in named)
