"""The training and the depth panel in the letters of each book: everything that a person sees."""

import re
from collections.abc import Callable
from html import unescape

import pytest

from mlpcore import panels
from mlpcore.lesson.notation.books import BOOKS
from mlpcore.lesson.notation.layer_symbols import L, at_layer, leading_there
from mlpcore.lesson.notation.symbols import Notation, Symbol
from mlpcore.panels import DepthPanel, TrainingPanel
from mlpcore.panels.base.panel import BasePanel
from tests.panels.test_training_panel import shown

pytestmark = pytest.mark.usefixtures("undrawn")

each_book = pytest.mark.parametrize("book", BOOKS)
other_books = pytest.mark.parametrize("book", [name for name in BOOKS if name != "notes"])
PANELS: dict[str, Callable[[str], BasePanel]] = {
    "moons": lambda book: TrainingPanel("moons", epochs=3, notation=book),
    "wave": lambda book: TrainingPanel("wave", epochs=2, notation=book),
    "encoder": lambda book: TrainingPanel("encoder", epochs=2, notation=book),
    "table": lambda book: TrainingPanel(
        X=[[0, 1, 2], [1, 0, 1]], Y=[0.3, 1], epochs=1, notation=book
    ),
    "slip": lambda book: TrainingPanel("moons", slip="tanh-at-net", epochs=2, notation=book),
    "diverged": lambda book: TrainingPanel("wave", eta=1e6, epochs=9, notation=book),
    "depth": lambda book: DepthPanel(3, notation=book),
}
each_panel = pytest.mark.parametrize("name", PANELS)
# what names something in every book: slips by their ids, the menu of the books themselves
NAMES = re.compile(
    r'<option value="[a-z-]+-[a-z-]+".*?</option>|<select[^>]*data-name="notation".*?</select>'
    r"|tanh-at-net"
)
ASIDE = ("words", "keys", "tools", "code")  # what is the same below every panel
# the notes' letters that a book does not share, where they stand alone
FOREIGN = {
    "nielsen": r"ε|\bnet\b|\bW\b|∇W|\bo\b|W_l",
    "bishop": r"ε|\bnet\b|\bo\b|\bf\b|W_l",
}


def read(html: str) -> str:
    """What is seen and what is read aloud: text, labels, titles and alternatives."""
    html = NAMES.sub(" ", re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL))
    said = re.findall(r'(?:aria-label|title|alt)="([^"]*)"', html)
    return unescape("\n".join([re.sub(r"<[^>]*>", " ", html), *said]))


def drawn(panel: BasePanel) -> list[str]:
    """Every text in the pictures."""
    pictures = getattr(panel, "_pictures", None)
    if pictures is None:
        pictures = {"depth": panel._picture[1]}
    return [
        artist.get_text()
        for picture in pictures.values()
        for artist in picture.figure.findobj(lambda each: hasattr(each, "get_text"))
    ]


def everything(panel: BasePanel) -> str:
    """All text of a panel: on the page, without a kernel, printed, and in its pictures."""
    regions = [html for name, html in panel.regions.items() if name not in ASIDE]
    pages = [read(html) for html in (*regions, panel.still())]
    return "\n".join([*pages, NAMES.sub(" ", str(panel)), *drawn(panel)])


def test_a_letter_of_the_notes_would_be_found() -> None:
    """In each place that is searched."""
    notes = PANELS["moons"]("notes")
    for text in (
        read(notes.regions["head"]),
        read(notes.still()),
        str(notes),
        "".join(drawn(PANELS["wave"]("notes"))),
    ):
        assert re.search(FOREIGN["nielsen"] + r"|\\varepsilon", text)


@pytest.mark.samples(4)
@other_books
@each_panel
def test_no_letter_of_the_notes_is_left(name: str, book: str) -> None:
    """Neither on the page, nor without a kernel, nor printed, nor in a picture, nor aloud."""
    text = everything(PANELS[name](book))
    assert re.findall(rf".*(?:{FOREIGN[book]}|\\varepsilon|\\nabla W_).*", text) == []


@pytest.mark.samples(4)
@other_books
@each_panel
def test_the_numbers_are_those_of_the_notes_at_the_same_places(name: str, book: str) -> None:
    """A book gives names, and changes no number; keys stay the notes'."""
    assert shown(PANELS[name](book)) == shown(PANELS[name]("notes"))
    assert {"eps", "norm_delta_1", "reach"} & {key for key, _ in shown(PANELS[name](book))}


@pytest.mark.parametrize(
    ("book", "heads", "layers"),
    [
        ("notes", ["‖δl‖", "‖∇Wl−1‖"], ["1", "2", "3"]),
        ("nielsen", ["‖δl‖", "‖∇wl‖"], ["2", "3", "4"]),
        ("bishop", ["‖δ(l)‖", "‖∇W(l)‖"], ["1", "2", "3"]),
    ],
)
def test_layers_are_counted_as_the_book_counts_them(
    book: str, heads: list[str], layers: list[str]
) -> None:
    """The input is layer 1 in Nielsen; in both other books W^l leads to layer l."""
    for panel in (TrainingPanel("moons", notation=book), DepthPanel(2, notation=book)):
        table = panel.regions["layers"]
        said = [re.sub("<[^>]*>", "", head) for head in re.findall("<th>(.*?)</th>", table)]
        assert [head for head in said if "‖" in head] == heads
        assert re.findall(r"<tr><td>(\d+)</td>", table) == layers
        first, last = layers[0], layers[-1]
        assert f"‖, l = {first} to {last}: " in str(panel)


@pytest.mark.parametrize(
    ("book", "labels"),
    [
        ("notes", ["$z^{1}$", "$z^{2}$", "$x_1$", "ε"]),
        ("nielsen", ["$a^{2}$", "$a^{3}$", "$x_1$", "C"]),
        ("bishop", ["$z^{(1)}$", "$z^{(2)}$", "$x_1$", "E"]),
    ],
)
def test_the_pictures_are_labelled_as_the_book_labels_them(book: str, labels: list[str]) -> None:
    """Hidden units row by row, the axes of the plane, the axis of the error."""
    panel = TrainingPanel("moons", notation=book)
    texts = drawn(panel) + re.findall(r"<text[^>]*>([^<]*)<", panel.regions["loss"])
    assert [label for label in labels if label not in texts] == []


@pytest.mark.parametrize(
    ("book", "fit", "table"),
    [
        ("notes", "$y$ and $o$", ["target $y$", "output $o$"]),
        ("nielsen", "$y$ and $a^{3}$", ["target $y$", "output $a^{3}$"]),
        ("bishop", "$t$ and $y$", ["target $t$", "output $y$"]),
    ],
)
def test_target_and_output_are_named_as_the_book_names_them(
    book: str, fit: str, table: list[str]
) -> None:
    """Of a fit and of a table."""
    assert fit in drawn(PANELS["wave"](book))
    assert set(table) <= set(drawn(PANELS["table"](book)))


@pytest.mark.parametrize(
    ("book", "heads"),
    [("notes", ["z11", "z12", "z13"]), ("nielsen", ["a21", "a22", "a23"]),
     ("bishop", ["z(1)1", "z(1)2", "z(1)3"])],
)  # fmt: skip
def test_the_code_table_names_the_units_of_its_layer(book: str, heads: list[str]) -> None:
    """z^1_j of the notes."""
    table = PANELS["encoder"](book).regions["main"]
    said = [re.sub("<[^>]*>", "", head) for head in re.findall("<th>(.*?)</th>", table)]
    assert said[1:4] == heads


@pytest.mark.parametrize(
    ("book", "labels", "loss"),
    [
        ("notes", ["fh", "fo", "ε", "η"], "½‖y − o‖²"),
        ("nielsen", ["f hidden", "f output", "C", "η"], "½‖y − a⁴‖²"),
        ("bishop", ["h hidden", "h output", "E", "η"], "½‖t − y‖²"),
    ],
)
def test_the_controls_are_labelled_as_the_book_labels_them(
    book: str, labels: list[str], loss: str
) -> None:
    """Sliders, menus, and the button of the lowest error."""
    panel = TrainingPanel("moons", notation=book)
    html = panel.regions["sliders"] + panel.regions["network"]
    spans = re.findall(r'<span aria-hidden="true">(.*?)</span>', html)
    assert set(labels) <= {re.sub("<[^>]*>", "", span) for span in spans}
    assert loss in html
    assert f">Lowest {labels[2]}</button>" in panel.regions["buttons"]


def test_the_notation_is_the_last_of_the_controls() -> None:
    """In both panels."""
    for panel, region in ((TrainingPanel("xor"), "rest"), (DepthPanel(2), "setup")):
        controls = panel.regions[region]
        assert re.findall(r'data-(?:name|key)="(\w+)"', controls)[-1] == "notation"


@pytest.mark.parametrize(("book", "layers"), [("notes", [1, 4]), ("nielsen", [2, 5])])
def test_the_depth_picture_counts_layers_as_its_table_does(book: str, layers: list[int]) -> None:
    """In the curves, on the axis, and in words."""
    panel = DepthPanel(3, notation=book)
    assert panel._picture is not None
    x = panel._picture[1]._delta.get_xdata().tolist()
    assert [x[0], x[-1]] == layers
    first, last = layers
    assert re.search(rf"at layer {first} and \S+ at the output, layer {last}\.", panel._said())


@pytest.mark.pictures
@pytest.mark.samples(3)
@pytest.mark.parametrize("name", ["moons", "wave", "depth"])
def test_the_pictures_without_a_kernel_have_the_letters_of_the_book(name: str) -> None:
    """So no two books have the same ones."""
    pages = [PANELS[name](book).still() for book in BOOKS]
    pictures = [re.findall(r'src="(data:image/png[^"]*)"', page) for page in pages]
    assert all(len({each[n] for each in pictures}) == 3 for n in range(len(pictures[0])) if n != 0)
    assert len({each[0] for each in pictures}) == (1 if name == "moons" else 3)  # x₁ is x₁


# --- changed on the way ---------------------------------------------------------------------------


def test_it_changes_while_a_run_is_in_progress_and_the_run_goes_on() -> None:
    """Weights, records and the row of the epoch stay; what is said about them changes."""
    panel = TrainingPanel("moons", pace="batch")
    panel.act("toggle")
    for _ in range(20):
        panel.act("tick")
    run, weights, records = panel.run, panel.mlp.W, list(panel.run.records)
    done = run.epoch, run.done, run.steps, run.version
    assert run.done
    watches = list(panel._watches.values())
    for book in ("nielsen", "bishop", "notes"):
        panel.act("choose", name="notation", value=book)
        assert panel.running
        assert panel.run is run
        assert panel.mlp.W is weights
        assert (run.records, (run.epoch, run.done, run.steps, run.version)) == (records, done)
        assert list(panel._watches.values()) == watches
        assert Notation(1, name=book).symbol("eps").text in panel.regions["spoken"]
        assert panel.settings.notation == book
    panel.act("tick")
    assert run.steps == done[2] + 1


@pytest.mark.pictures
def test_there_and_back_is_as_before() -> None:
    """Pictures too."""
    for panel in (TrainingPanel("moons", epochs=2), DepthPanel(3)):
        regions, pictures, printed = dict(panel.regions), dict(panel.pictures), str(panel)
        panel.act("choose", name="notation", value="nielsen")
        assert panel.pictures != pictures
        panel.act("choose", name="notation", value="notes")
        assert (panel.regions, panel.pictures, str(panel)) == (regions, pictures, printed)


def test_it_stays_when_all_else_changes() -> None:
    """Another data set, new weights, another loss."""
    panel = TrainingPanel("moons", notation="bishop")
    for name, value in (("data", "blobs"), ("loss", "half_squared_error"), ("activation", "relu")):
        panel.act("choose", name=name, value=value)
    panel.act("new")
    assert panel.settings.notation == "bishop"
    deep = DepthPanel(3, notation="nielsen")
    deep.act("set", key="hidden", index=[], value=5)
    deep.act("choose", name="activation", value="tanh")
    deep.act("new")
    assert deep.state.notation == "nielsen"


def test_the_curve_from_before_stays_where_it_was() -> None:
    """In the depth panel a new notation is no change to compare with."""
    panel = DepthPanel(3)
    panel.act("set", key="scale", index=[], value=2.0)
    before = panel.before
    assert before is not None
    panel.act("choose", name="notation", value="bishop")
    assert panel.before is before


@pytest.mark.samples(4)
@each_book
@each_panel
def test_a_code_brings_the_notation_back(name: str, book: str) -> None:
    """And none is said for the notes."""
    if name == "table":
        return  # own data have no code
    panel = PANELS[name](book)
    assert (f"notation={book}" in panel.code) == (book != "notes")
    again = panels.restore(panel.code)
    assert again.regions == panel.regions
    assert (str(again), again.code) == (str(panel), panel.code)


@pytest.mark.parametrize("make", [TrainingPanel, DepthPanel])
def test_an_unknown_notation_is_refused_by_name_and_changes_nothing(
    make: Callable[..., BasePanel],
) -> None:
    """With the nearest one."""
    with pytest.raises(ValueError, match="unknown notation 'bischof': did you mean 'bishop'"):
        make(notation="bischof")
    panel = make(notation="nielsen")
    before = {name: panel.regions[name] for name in panel.regions if name != "trouble"}
    panel.act("choose", name="notation", value="nilsen")
    assert "did you mean &#x27;nielsen&#x27;" in panel.regions["trouble"]
    assert {name: panel.regions[name] for name in before} == before


# --- refusals and stop criteria -------------------------------------------------------------------


def test_refusals_have_the_letters_of_the_book() -> None:
    """Of shapes that clash, of a loss that does not fit, of a run that diverged."""
    panel = TrainingPanel("moons", notation="nielsen")
    panel.act("choose", name="slip", value="transposed-weights")
    assert "w⁴ is (1×8)" in panel.trouble
    wave = TrainingPanel("wave", notation="bishop")
    wave.act("choose", name="loss", value="cross_entropy")
    assert "this task is for ½‖t − y‖²" in wave.trouble
    wave.act("set", key="eta", index=[], value=1e6)
    while not wave.run.diverged:
        wave.act("epoch")
    assert "E or a weight was no longer" in wave.trouble
    wave.act("epoch")
    wave.act("settle")
    assert "E or a weight was no longer" in wave.regions["trouble"]


def test_a_name_in_a_refusal_stays_a_name() -> None:
    """It is what one has to type."""
    panel = TrainingPanel("moons", notation="nielsen", slip="tanh-at-net")
    panel.act("choose", name="activation", value="relu")
    assert "'tanh-at-net'" in panel.trouble


@pytest.mark.parametrize(
    ("book", "reason"),
    [("notes", "ε has not improved"), ("nielsen", "<i>C</i> has not improved"),
     ("bishop", "<i>E</i> has not improved")],
)  # fmt: skip
def test_the_letter_of_a_criterion_is_told_from_the_error(book: str, reason: str) -> None:
    """C is a criterion, and Nielsen's cost; E is one, and Bishop's error."""
    panel = TrainingPanel("moons", notation=book)
    assert reason in panel.regions["stops"]
    marks = re.findall(r"^\(?([A-E])\)? .*: not yet$", str(panel), flags=re.MULTILINE)
    assert "".join(marks) == "ABCDE"
    assert ("\nC ε" in str(panel)) == (book == "notes")


# --- any layer ------------------------------------------------------------------------------------


@each_book
@pytest.mark.parametrize("l", [1, 2, 3])
def test_any_layer_is_written_as_each_layer_is(book: str, l: int) -> None:
    """With a number for l it is the symbol that the notation gives."""
    notation = Notation(3, name=book)
    n = str(notation.number("delta", l))
    same = at_layer(book, "delta", Symbol(n, n, n))
    assert (same.latex, same.html) == (
        notation.symbol(f"delta_{l}").latex,
        notation.symbol(f"delta_{l}").html,
    )
    n = str(notation.number("dW", l - 1))
    same = at_layer(book, "dW", Symbol(n, n, n))
    assert (same.latex, same.html) == (
        notation.short(f"dW_{l - 1}").latex,
        notation.short(f"dW_{l - 1}").html,
    )
    lag = notation.number("delta", l) - notation.number("dW", l - 1)
    assert leading_there(book).text.count("l−1") == lag
    assert (leading_there(book) == at_layer(book, "dW", L)) == (lag == 0)
