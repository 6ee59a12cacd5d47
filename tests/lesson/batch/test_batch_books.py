"""The batch panel in the letters of each book, and with each result asked for first."""

import re
from html import unescape
from unicodedata import normalize

import numpy as np
import pytest

import mlpcore
from mlpcore.lesson.notation.batch_symbols import BatchNotation
from mlpcore.panels import BatchPanel
from mlpcore.panels.presets import restore

NUMBER = re.compile(r'data-quantity="([^"]+)" data-index="([^"]*)" data-value="([^"]+)"')
SPOKEN = re.compile(r'(?:aria-label|title|alt)="([^"]*)"')
# what the notes write and the book does not, in text without marks
FOREIGN = {
    "nielsen": re.compile(r"ε|\bnet(?![a-z])|W(?![a-z])|\bo\b|\bz\[|Z"),
    "bishop": re.compile(r"ε|\bnet(?![a-z])|[zδWb][⁰¹²³₀₁₂₃]|\bo\b"),
}
GRADIENTS = ["dW_1", "db_1", "dW_0", "db_0"]
BOOKS = ["nielsen", "bishop"]


def show(notation: str = "notes", **options: object) -> BatchPanel:
    """Three samples in a 2-3-2 network."""
    mlp = mlpcore.MLP([2, 3, 2], "tanh", seed=7, init="uniform")
    samples = [[0.8, -0.4], [-0.3, 0.9], [0.5, 0.6]], [[1, 0], [0, 1], [1, 0]]
    return BatchPanel(mlp, *samples, notation=notation, **options)


def drawn(panel: BatchPanel) -> str:
    """What is drawn of the batch, without the menu of books."""
    left_out = ("buttons", "sliders", "setup", "keys", "tools", "words")
    return " ".join(html for name, html in panel.regions.items() if name not in left_out)


def read(panel: BatchPanel) -> str:
    """All that one reads or hears, and the printed text."""
    html = drawn(panel)
    said = " ".join(SPOKEN.findall(html))
    return unescape(f"{re.sub(r'<[^>]*>', ' ', html)} {said} {panel}")


@pytest.mark.samples(4)
@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize("key", GRADIENTS)
@pytest.mark.parametrize("by", ["mean", "sum"])
def test_no_letter_of_the_notes_is_left(book: str, key: str, by: str) -> None:
    """At every place: text, labels, titles, code and print; in the notes' own letters there are."""
    left, notes = [], []
    for at in range(6):
        for name, found in ((book, left), ("notes", notes)):
            panel = show(name, at=key, by=by)
            panel.act("go", to=at)
            found += FOREIGN[book].findall(read(panel))
    assert left == []
    assert notes != []


@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize("key", GRADIENTS)
def test_the_numbers_are_those_of_the_notes_at_their_places(book: str, key: str) -> None:
    """To the last digit, under the same keys and indices."""
    for at in range(6):
        panel, notes = show(book, at=key), show(at=key)
        for each in (panel, notes):
            each.act("go", to=at)
        assert sorted(NUMBER.findall(drawn(panel))) == sorted(NUMBER.findall(drawn(notes)))


@pytest.mark.parametrize("book", BOOKS)
def test_units_stand_in_rows_in_tables_and_in_the_stack(book: str) -> None:
    """The transposed of what the notes show."""
    panel = show(book)
    panel.act("go", to=3)
    entry = re.findall(r'data-entry="dW_1">.*?</figure>', panel.regions["ledger"])[0]
    rows = [re.findall(r'data-index="([^"]+)"', row) for row in re.findall(r"<tr>.*?</tr>", entry)]
    assert rows == [["1,1", "2,1", "3,1"], ["1,2", "2,2", "3,2"]]
    assert "2×3" in entry
    places = re.findall(r'data-quantity="dW_1" data-index="([^"]+)"', panel.regions["stack"])
    assert sorted(places) == sorted(at for row in rows for at in row)
    assert str(panel).count("[[") == 3 + 4
    value = panel.batch.value("dW_1")
    np.testing.assert_array_equal(panel.batch.shown("dW_1"), value.T)


@pytest.mark.parametrize(
    ("book", "formula", "code"),
    [
        ("notes", "∇W₁⁽²⁾ = z¹⁽²⁾ (δ²⁽²⁾)ᵀ", "outer(z[1][1], delta[2][1])"),
        ("nielsen", "∂C₂/∂w³ = δ³⁽²⁾ (a²⁽²⁾)ᵀ", "outer(delta[3][1], a[2][1])"),
        ("bishop", "∂E₂/∂W⁽²⁾ = δ⁽²⁾₂ (z⁽¹⁾₂)ᵀ", "outer(delta[2][1], z[1][1])"),
    ],
)
def test_the_outer_product_is_that_of_the_book(book: str, formula: str, code: str) -> None:
    """The other way round where units stand in rows; the code gives what is shown."""
    panel = show(book)
    place = panel.places[1]
    assert (place.formula.text, place.code) == (formula, code)
    names = {"outer": mlpcore.backprop.outer, "delta": {}, "a": {}, "z": {}}
    first = 1 if book == "nielsen" else 0
    for l in (1, 2):
        names["delta"][l + first] = panel.batch.value(f"delta_{l}")
        names["a" if first else "z"][l + first] = panel.batch.value(f"z_{l}")
    own = panel.batch.shown("own:dW_1")[1]
    np.testing.assert_allclose(eval(code, names), own, rtol=1e-14)


def test_one_switches_and_takes_it_back_and_the_code_carries_it() -> None:
    """Place and lens stay."""
    panel = show()
    panel.act("look", key="own:dW_1", index=[1, 3, 2])
    panel.act("go", to=2)
    before = drawn(panel)
    panel.act("choose", name="notation", value="bishop")
    assert (panel.at, panel.selected) == (2, ("own:dW_1", (3, 3, 2)))
    again = restore(panel.code)
    assert (drawn(again), again.code) == (drawn(panel), panel.code)
    panel.act("undo")
    assert drawn(panel) == before
    assert "notation" not in panel.code


def test_an_unknown_book_is_refused_by_its_name() -> None:
    """Here and in the menu."""
    with pytest.raises(ValueError, match="did you mean 'bishop'"):
        show("bischop")
    panel = show()
    panel.act("choose", name="notation", value="nilsen")
    assert "nilsen" in panel.regions["trouble"]
    assert panel.state.notation == "notes"


# --- ask first --------------------------------------------------------------------------------


def test_each_new_result_is_hidden_until_it_is_asked_for() -> None:
    """Next shows it first and goes on then; what was seen stays."""
    panel = show()
    panel.act("ask")
    assert panel.covered
    assert "own:dW_1@1" not in panel.covered
    panel.act("next")
    assert {"own:dW_1@2", "running:dW_1@2"} <= set(panel.covered)
    assert "hidden" in panel.regions["spoken"]
    panel.act("next")
    assert (panel.at, "own:dW_1@2" in panel.covered) == (1, False)
    panel.act("next")
    assert (panel.at, "own:dW_1@3" in panel.covered) == (2, True)
    panel.act("reveal", key="running:dW_1@3")
    assert not {"own:dW_1@3", "running:dW_1@3"} & set(panel.covered)
    panel.act("last")
    assert {"new:W_1", "new_sum:W_1", "new:eps", "new_sum:eps", "dW_1"} <= set(panel.covered)
    assert not panel.at_end
    panel.act("next")
    assert panel.at_end
    assert panel.covered == ["dW_1"]


def test_what_is_asked_first_comes_back_with_the_code() -> None:
    """And with every sample twice what was seen is still seen."""
    panel = show()
    panel.act("ask")
    panel.act("next")
    assert restore(panel.code).covered == panel.covered
    panel.act("next")
    panel.act("twice")
    assert not {f"own:dW_1@{p}" for p in (1, 2, 3, 4)} & set(panel.covered)
    assert {"own:dW_1@5", "own:dW_1@6"} <= set(panel.covered)
    panel.act("ask")
    assert panel.covered == []


@pytest.mark.parametrize("p", [0, 2])
@pytest.mark.parametrize("key", ["x", "net_1", "z_1", "delta_2"])
@pytest.mark.parametrize("book", ["notes", "nielsen", "bishop"])
def test_a_sample_is_marked_alike_in_text_and_on_a_page(book: str, key: str, p: int) -> None:
    symbol = BatchNotation(1, False, book).sample(key, p)
    page = re.sub("<[^>]*>", "", symbol.html)
    assert normalize("NFKC", page) == normalize("NFKC", symbol.text)
    assert str(p or "p") in normalize("NFKC", page)
