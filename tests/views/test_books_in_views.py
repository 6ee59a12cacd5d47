"""The step panel in the letters of each book: what is drawn, and the switch between them."""

import re
from html import unescape

import pytest

from mlpcore import MLP
from mlpcore.lesson.depth import shapes
from mlpcore.lesson.notation.books import BOOKS
from mlpcore.panels import StepPanel
from mlpcore.views.step import shapes as shapes_view
from tests.panels.test_step_panel import assert_shows_what_mlpcore_computes
from tests.views.test_views import NETWORKS, Elements, regions, walked

each_book = pytest.mark.parametrize("book", BOOKS)
SMALL = MLP([2, 3, 2], seed=7, init="uniform")


def panel(notation: str = "notes", at: str = "net_1") -> StepPanel:
    """A 2-3-2 network at one of its steps."""
    return StepPanel(SMALL, [0.8, -0.4], [1, 0], notation=notation, at=at)


def plain(html: str) -> str:
    """What one reads, without marks."""
    return unescape(re.sub(r"<title>.*?</title>|<[^>]*>", "", html))


def entry(shown: StepPanel, key: str) -> str:
    """A quantity of the ledger."""
    return str(re.findall(rf'data-entry="{key}">(.*?)</figure>', shown.regions["ledger"])[0])


def rows(table: str) -> list[list[str | None]]:
    """The indices of a table's cells, row by row."""
    return [
        [cell["data-index"] for cell in Elements(row).of("td")]
        for row in re.findall(r"<tr>.*?</tr>", table)
    ]


@pytest.mark.samples(5)
@each_book
@pytest.mark.parametrize("mlp", NETWORKS.values(), ids=NETWORKS)
def test_every_number_on_the_screen_is_the_one_at_its_place(mlp: MLP, book: str) -> None:
    """Wherever it is drawn: places are those of the notes in every book."""
    walk = walked(mlp, book)
    for at in range(len(walk)):
        for html in regions(walk, at):
            for key, index, value in Elements(html).numbers():
                place = tuple(int(i) for i in index.split(",") if i)
                assert value == walk.trace.number(key, place).value


@pytest.mark.parametrize("book", ["nielsen", "bishop"])
def test_the_rows_of_the_weights_are_units(book: str) -> None:
    """In the ledger and in the formula; the places in the DOM stay the notes'."""
    shown = panel(book)
    assert rows(entry(shown, "W_0")) == [["1,1", "2,1"], ["1,2", "2,2"], ["1,3", "2,3"]]
    first = re.findall(r"<table.*?</table>", shown.regions["step"])[0]
    assert rows(first) == rows(entry(shown, "W_0"))
    assert "3×2" in entry(shown, "W_0")
    assert "3×2" in entry(shown, "dW_0")  # a place that is still empty
    assert entry(shown, "dW_0").count("<tr>") == 3


def test_the_weights_of_the_notes_have_units_in_columns() -> None:
    """And the formula takes their transpose."""
    shown = panel()
    assert rows(entry(shown, "W_0")) == [["1,1", "1,2", "1,3"], ["2,1", "2,2", "2,3"]]
    assert "2×3" in entry(shown, "W_0")


@pytest.mark.parametrize(
    ("book", "at", "said"),
    [
        ("nielsen", "net_1", ["layer 1", "layer 2", "sigmoid", "forward through w²", "b −0.99",
                              "z²₁"]),
        ("nielsen", "delta_1", ["δ flows back through w³", "a²₁", "a³₂", "δ 0.15"]),
        ("nielsen", "db_1", ["∇b −0.14"]),
        ("bishop", "net_1", ["layer 0", "layer 1", "sigmoid", "forward through W⁽¹⁾", "a⁽¹⁾₁"]),
        ("bishop", "delta_1", ["δ flows back through W⁽²⁾", "z⁽¹⁾₁", "y₂"]),
        ("notes", "db_1", ["layer 0", "∇b −0.14", "z¹₁"]),
    ],
)  # fmt: skip
def test_the_network_is_labelled_as_the_book_labels_it(book: str, at: str, said: list[str]) -> None:
    """Layers, nodes, badges and the direction of travel."""
    picture = plain(panel(book, at).regions["network"])
    assert [text for text in said if text not in picture] == []


@pytest.mark.parametrize(
    ("book", "ticks"),
    [
        ("notes", "net1 z1 net2 o ε ∂ε/∂o δ2 δ1 ∇W1 ∇b1 ∇W0 ∇b0 W1 b1 W0 b0"),
        ("nielsen", "z2 a2 z3 a3 C ∂C/∂a3 δ3 δ2 ∇w3 ∇b3 ∇w2 ∇b2 w3 b3 w2 b2"),
        ("bishop", "a(1) z(1) a(2) y E ∂E/∂y δ(2) δ(1) ∇W(2) ∇b(2) ∇W(1) ∇b(1) "
                   "W(2) b(2) W(1) b(1)"),
    ],
)  # fmt: skip
def test_the_ticks_of_the_timeline_are_short(book: str, ticks: str) -> None:
    """∂C/∂w has no room there."""
    buttons = re.findall(r"<button.*?</button>", panel(book).regions["timeline"])
    assert [plain(button) for button in buttons] == ticks.split()


@pytest.mark.parametrize(
    ("book", "labels", "loss"),
    [
        ("notes", ["x1", "x2", "y1", "y2", "fh", "fo", "ε"], "½‖y − o‖²"),
        ("nielsen", ["x1", "x2", "y1", "y2", "f hidden", "f output", "C"], "½‖y − a³‖²"),
        ("bishop", ["x1", "x2", "t1", "t2", "h hidden", "h output", "E"], "½‖t − y‖²"),
    ],
)
def test_the_controls_are_labelled_as_the_book_labels_them(
    book: str, labels: list[str], loss: str
) -> None:
    """Sliders and menus."""
    shown = panel(book).regions
    controls = shown["sliders"] + shown["setup"]
    found = [plain(label) for label in re.findall(r'<span aria-hidden="true">.*?</span>', controls)]
    assert [label for label in labels if label not in found] == []
    assert loss in plain(controls)


@each_book
def test_the_shapes_are_those_of_what_is_shown(book: str) -> None:
    """W_l of the notes is m_l × m_{l+1}, a book's with units in rows m_{l+1} × m_l."""
    table = str(shapes_view.shapes(shapes(SMALL), panel(book).walk.trace.notation))
    assert re.findall(r"\d×\d", table) == (["2×3", "3×2"] if book == "notes" else ["3×2", "2×3"])


def test_one_switches_between_the_books_and_back() -> None:
    """Numbers, place and lens stay; undo takes it back."""
    shown = panel(at="dW_1")
    shown.act("look", key="dW_1", index=[3, 2])
    before = dict(shown.regions)
    for book, line in (("nielsen", "∂C/∂w3₂₃"), ("bishop", "∂E/∂w(2)₂₃")):
        shown.act("choose", name="notation", value=book)
        assert (shown.walk[shown.at].key, shown.selected) == ("dW_1", ("dW_1", (3, 2)))
        below = str.maketrans("₁₂₃", "123")
        assert plain(shown.regions["lens"]).startswith(line.translate(below))
        assert_shows_what_mlpcore_computes(shown)
    shown.act("undo")
    assert shown.state.notation == "nielsen"
    shown.act("undo")
    for region in ("timeline", "network", "step", "lens", "ledger", "spoken"):
        assert shown.regions[region] == before[region]


def test_the_notation_stays_when_all_else_changes() -> None:
    """New weights, another activation, another loss, another round."""
    shown = panel("bishop")
    shown.act("new")
    shown.act("choose", name="hidden", value="tanh")
    shown.act("choose", name="loss", value="cross_entropy")
    shown.act("again")
    assert shown.state.notation == "bishop"
    assert "tanh" in shown.regions["network"]


def test_an_unknown_notation_is_refused_in_words_and_changes_nothing() -> None:
    """With the nearest one."""
    with pytest.raises(ValueError, match="did you mean 'bishop'"):
        panel("bischof")
    shown = panel("nielsen")
    shown.act("choose", name="notation", value="nilsen")
    assert "did you mean &#x27;nielsen&#x27;" in shown.regions["trouble"]
    assert shown.state.notation == "nielsen"


@each_book
def test_what_is_printed_and_the_page_without_a_kernel_follow(book: str) -> None:
    """In the same letters."""
    shown = panel(book, "net_1")
    assert str(shown.walk) in str(shown)
    assert shown.walk[0].forms[0].text in unescape(shown.still())
