"""Every word that a panel shows or says is spelt as the course spells it, and nobody shouts."""

import json
import re
from collections.abc import Iterator
from functools import cache

import pytest

from tests import NOTEBOOKS, ROOT
from tests.helpers.pages import EVERY, tags

WORD = re.compile(r"[A-Za-z]{2,}(?:['’][a-z]+)?")
SAID = ("alt", "aria-label", "placeholder", "title")
NO_WORDS = {"code", "math", "pre", "style", "svg"}  # and what is typed, as the code of a panel
# what no page of the course has a need of; and powers of e, as they are read
MORE = """
acts addition begun claimed clashing closer collapsed collects components directions dividing
dotted doubles easily farthest growing halved heart improved joined learnt mail narrowest
normalised numerical principal sample's scales simplex strong theta tolerance topic touches
untransposed wave weight's yey
"""


@cache
def known() -> set[str]:
    """The words of the course and of what is written about it, in small letters."""
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
    texts = [page.read_text("utf-8") for page in pages]
    for book in NOTEBOOKS.glob("*.ipynb"):
        texts += ["".join(cell["source"]) for cell in json.loads(book.read_text("utf-8"))["cells"]]
    return {*MORE.split(), *(word.lower() for text in texts for word in WORD.findall(text))}


def words(kind: str) -> Iterator[str]:
    """Those of a panel, wherever they stand."""
    for tag in tags(kind):
        inside = {tag.name, *(each.name for each in tag.around)}
        said = [tag.attributes.get(name, "") for name in SAID]
        if not inside & NO_WORDS:
            said += tag.own
        for text in said:
            yield from WORD.findall(text)


@pytest.mark.parametrize("kind", EVERY)
def test_every_word_is_spelt_as_the_course_spells_it(kind: str) -> None:
    assert {word for word in words(kind) if word.lower() not in known()} == set()


@pytest.mark.parametrize("kind", EVERY)
def test_nobody_shouts(kind: str) -> None:
    """Whole words in capitals are numbers of Rome and short names."""
    assert {word for word in words(kind) if word.isupper()} <= {"II", "III", "IV", "QR", "VS"}


@pytest.mark.parametrize("kind", EVERY)
def test_every_greek_letter_is_one_of_the_books(kind: str) -> None:
    """And sums, and differences; σ is the sigmoid, of which softmax panels do not tell."""
    said = {each for tag in tags(kind) for each in "".join([*tag.own, *tag.attributes.values()])}
    assert {each for each in said if "\u0370" <= each <= "\u03ff"} <= set(
        "δεηθλΔΣφψ" + "σ" * ("share" not in kind and kind != "softmax")
    )
