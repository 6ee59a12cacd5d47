"""The glossary: every term once, in each book's symbols, and where it is taught."""

import json
import re

import pytest
from latex2mathml.converter import convert

from mlpcore.lesson.notation.books import BOOKS
from mlpcore.lesson.notation.glossary import Term, glossary, heads
from tests import NOTEBOOKS

each_term = pytest.mark.parametrize("term", glossary.values(), ids=glossary)


def headings(notebook: str) -> set[str]:
    """The headings of a notebook, as they are written."""
    cells = json.loads((NOTEBOOKS / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
    lines = (line for cell in cells if cell["cell_type"] == "markdown" for line in cell["source"])
    return {line.lstrip("# ").strip() for line in lines if line.startswith("#")}


@each_term
def test_a_term_is_taught_where_it_says(term: Term) -> None:
    """Under a heading of that notebook, and a link leads there."""
    assert term.heading in headings(term.notebook)
    assert term.link == f"{term.notebook}.ipynb#{term.heading}".replace(" ", "-")


@each_term
def test_a_meaning_is_one_sentence(term: Term) -> None:
    """With a capital letter and a full stop."""
    assert re.fullmatch(r"[A-Z][^.|]*\.", term.meaning)


@each_term
def test_symbols_can_be_set(term: Term) -> None:
    """As LaTeX; one for each book."""
    assert len(term.symbols) == len(BOOKS) == len(heads())
    for symbol in filter(None, term.symbols):
        assert "<math" in convert(symbol.latex)


def test_every_kind_of_quantity_is_in_it_once() -> None:
    """Of those that the steps of a pass show."""
    keys = [term.key for term in glossary.values() if term.key]
    assert len(keys) == len(set(keys))
    kinds = {re.sub(r"_\d$", "", key) for key in keys}
    quantities = {"x", "y", "eta", "eps", "d_o", "slope"}
    assert kinds == quantities | {"W", "b", "net", "f", "z", "delta", "dW", "db", "J"}


@pytest.mark.parametrize(
    ("name", "symbols"),
    [
        ("input", "x x x"),
        ("target", "y y t"),
        ("weight", "W₀ w² W⁽¹⁾"),
        ("net input", "net₁ z² a⁽¹⁾"),
        ("activation", "f¹ f² h⁽¹⁾"),
        ("output of a unit", "z¹ a² z⁽¹⁾"),
        ("output", "o a³ y"),
        ("error", "ε C E"),
        ("net gradient", "δ¹ δ² δ⁽¹⁾"),
        ("gradient of the weights", "∇W₀ ∂C/∂w² ∂E/∂W⁽¹⁾"),
        ("elementwise product", "⊙ ⊙ ⊙"),
    ],
)
def test_each_book_has_its_symbol(name: str, symbols: str) -> None:
    """In a network with one hidden layer."""
    assert [symbol.text for symbol in glossary[name].symbols if symbol] == symbols.split()


@pytest.mark.parametrize(
    ("name", "term"),
    [("net input", "net"), ("output of a unit", "z"), ("error", "eps"), ("net gradient", "delta")],
)
def test_the_words_of_the_other_books_are_named(name: str, term: str) -> None:
    """Where they differ from the notes', as in the steps."""
    for title, book in (("Nielsen", "nielsen"), ("Bishop", "bishop")):
        word = BOOKS[book].terms[term]
        if word != BOOKS["notes"].terms[term]:
            assert f"{title}'s {word}" in glossary[name].meaning


def test_a_term_prints_its_sentence() -> None:
    """With its symbols and its place."""
    assert str(glossary["net input"]) == (
        "net input (net₁, z², a⁽¹⁾): What a unit adds up: inputs times weights, and its bias; "
        "Nielsen's weighted input, Bishop's pre-activation. "
        "Taught in 01_forward_pass: 1 · What one unit adds up"
    )
    assert str(glossary["sample"]).startswith("sample: One input with its target.")


def test_printed_it_is_a_table() -> None:
    """One line a term, the symbols in columns."""
    head, *lines = str(glossary).splitlines()
    assert head.split() == ["term", *heads(), "meaning"]
    assert len(lines) == len(glossary)
    at = head.index("meaning")
    for line, term in zip(lines, glossary.values(), strict=True):
        assert line[at:] == term.meaning
        assert line.startswith(term.name)


def test_in_a_notebook_it_is_a_table_with_links() -> None:
    """Six columns in every line."""
    lines = glossary._repr_markdown_().splitlines()
    assert len(lines) == len(glossary) + 2
    assert {line.count("|") for line in lines} == {7}
    assert "](01_forward_pass.ipynb#1-·-What-one-unit-adds-up)" in "".join(lines)


def test_an_unknown_term_is_refused_with_the_nearest() -> None:
    """As the slips are."""
    with pytest.raises(KeyError, match="did you mean 'net input'"):
        glossary["net imput"]


def test_what_is_no_word_is_refused_in_words_too() -> None:
    """A list has no place in a dictionary, which Python says in its own words."""
    with pytest.raises(KeyError, match=r"term must be a name .*not \[1\]"):
        glossary[[1]]  # type: ignore[index]
