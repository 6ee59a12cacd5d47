"""The views: numbers as HTML, SVG and MathML, without a browser."""

import base64
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from mlpcore import MLP, Activation
from mlpcore.lesson import Walkthrough, walkthrough
from mlpcore.lesson.notation.numbers import brief, full
from mlpcore.lesson.steps.agreement import agreement
from mlpcore.views.parts import controls, theme
from mlpcore.views.parts.html import LIVE, PAPER, Node, e, render
from mlpcore.views.parts.markup import Tint, mathml, number
from mlpcore.views.parts.matrix import DENSE, caption, matrix, outline
from mlpcore.views.parts.network import MOST_LABELS, network
from mlpcore.views.parts.page import page
from mlpcore.views.step import regions as step_view

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<b>"x"</b>&\'%_{'
WITHOUT_END = {"input", "img", "br"}


class Elements(HTMLParser):
    """Every element of a piece of HTML with its attributes; refuses what is not closed in order."""

    def __init__(self, html: Node) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html if isinstance(html, str) else render(html))
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it; no attribute comes twice."""
        assert len(dict(attrs)) == len(attrs)
        self.found.append((tag, dict(attrs)))
        if tag not in WITHOUT_END and f"<{tag}" in (self.get_starttag_text() or ""):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element that ends where it begins."""
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Ends what was opened last."""
        assert self.open.pop() == tag

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every such element."""
        return [attributes for name, attributes in self.found if name == tag]

    def numbers(self) -> list[tuple[str, str, float]]:
        """Every number: quantity, index, value."""
        return [
            (str(at["data-quantity"]), str(at["data-index"]), float(str(at["data-value"])))
            for _, at in self.found
            if "data-quantity" in at
        ]


def named(name: str) -> Activation:
    """An activation of one's own."""
    return Activation(name, np.arctan, lambda net: 1 / (1 + net**2))


def walked(mlp: MLP, notation: str = "notes") -> Walkthrough:
    """A pass through the network."""
    y = np.eye(mlp.widths[-1])[0]
    return walkthrough(mlp, np.linspace(0.8, -0.4, mlp.widths[0]), y, notation=notation)


def found_of(walk: Walkthrough) -> tuple[step_view.Read, dict[str, float]]:
    """What its formulas read, and the scales of its tints."""
    read = step_view.read_by(walk)
    return read, step_view.scales_of(walk, read)


def regions(walk: Walkthrough, at: int) -> list[str]:
    """All that a panel shows at a step."""
    step = walk[at]
    (read, scales), selected = found_of(walk), (step.quantity, (1,) * step.value.ndim)
    found = agreement(walk.trace, step.quantity)
    return [
        render(step_view.timeline(walk, at)),
        render(network(walk, at)),
        render(step_view.this_step(walk, at, found, read, scales, selected)),
        render(step_view.lens(walk.trace, selected)),
        render(step_view.ledger(walk, at, read, scales, selected)),
    ]


NETWORKS = {
    "2-3-2": MLP([2, 3, 2], seed=7, init="uniform"),
    "softmax and cross-entropy": MLP([3, 2, 3], ["relu", "softmax"], "cross_entropy", seed=1),
    "softmax inside": MLP([2, 3, 2], ["softmax", "tanh"], seed=2, init="uniform"),
    "sigmoid and cross-entropy": MLP([2, 2], "sigmoid", "cross_entropy", seed=3),
    "sigmoid and its loss": MLP([2, 3, 2], "sigmoid", "binary_cross_entropy", seed=3),
    "identity": MLP([1, 1], "identity", seed=3),
    "ten hidden layers": MLP([2, *[3] * 10, 2], "tanh", seed=4),
    "sixteen units": MLP([4, 16, 3], ["sigmoid", "identity"], seed=5),
    "a harmless name": MLP([2, 3, 2], named("atan"), seed=6),
    "a hostile name": MLP([2, 3, 2], named(HOSTILE), seed=6),
}
each_network = pytest.mark.parametrize("mlp", NETWORKS.values(), ids=NETWORKS)


# --- a matrix -----------------------------------------------------------------------------------


@pytest.mark.parametrize("output", ["sigmoid", "tanh", "softmax"])
def test_an_exponent_is_raised_and_no_caret_is_left(output: str) -> None:
    """1/(1 + e⁻ⁿᵉᵗ) and eⁿᵉᵗ / Σ eⁿᵉᵗ, as one writes them; a negative net keeps its brackets."""
    mlp = MLP([2, 3, 2], ["sigmoid", output], seed=7)
    walk = walkthrough(mlp, [0.8, -0.4], [1, 0])
    lenses = [
        render(step_view.lens(walk.trace, (step.quantity, (1,) * step.value.ndim))) for step in walk
    ]
    assert [each for each in lenses if "^" in each] == []
    raised = re.search(r"<i>e</i><sup>−<span[^>]*>(.*?)</span></sup>", lenses[1])
    assert raised
    net = walk["net_1"].value[0]
    assert raised[1] == (brief(net) if net > 0 else f"({brief(net)})")


def test_a_matrix_has_one_cell_a_number_with_its_place_and_all_its_digits() -> None:
    """Indices count from 1, as the notes count."""
    value = np.array([[1 / 3, -2.0], [0.0, 1e-9]])
    cells = Elements(matrix("W_0", value, "W", 2.0)).of("td")
    assert [cell["data-index"] for cell in cells] == ["1,1", "1,2", "2,1", "2,2"]
    assert [float(cell["data-value"]) for cell in cells] == value.ravel().tolist()
    assert {cell["data-quantity"] for cell in cells} == {"W_0"}


def test_a_transposed_matrix_keeps_the_indices_of_the_quantity_itself() -> None:
    """Its rows are the columns."""
    html = render(
        matrix("W_0", np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), "W", 6.0, transposed=True)
    )
    assert html.count("<tr>") == 3
    assert [n[1:] for n in Elements(html).numbers()] == [
        *(("1,1", 1.0), ("2,1", 4.0)),
        *(("1,2", 2.0), ("2,2", 5.0)),
        *(("1,3", 3.0), ("2,3", 6.0)),
    ]


@pytest.mark.parametrize(("transposed", "rows"), [(False, 3), (True, 1)])
def test_a_vector_is_a_column_and_transposed_a_row(transposed: bool, rows: int) -> None:
    """Its indices are the same."""
    html = render(matrix("b_0", np.array([1.0, 2.0, 3.0]), "b", 3.0, transposed=transposed))
    assert html.count("<tr>") == rows
    assert Elements(html).numbers() == [("b_0", "1", 1.0), ("b_0", "2", 2.0), ("b_0", "3", 3.0)]


def test_a_number_alone_is_one_cell_without_an_index() -> None:
    """As ε is."""
    assert Elements(matrix("eps", np.array(0.25), "ε", 1.0)).numbers() == [("eps", "", 0.25)]


@pytest.mark.parametrize(("selected", "reachable"), [(None, "1,1"), ((2, 1), "2,1")])
def test_tab_reaches_one_cell_of_a_matrix(selected: tuple[int, ...] | None, reachable: str) -> None:
    """The one under the lens, else the first."""
    cells = Elements(matrix("W_0", np.eye(2), "W", 1.0, selected)).of("td")
    assert [cell["data-index"] for cell in cells if cell["tabindex"] == "0"] == [reachable]


def test_the_place_of_what_is_to_come_has_its_shape_and_no_numbers() -> None:
    """A large one is drawn small."""
    assert str(outline(np.ones((2, 3)))).count("<td>") == 6
    assert Elements(outline(np.ones((2, 3)))).numbers() == []
    assert "mlp-dense" not in str(outline(np.ones(DENSE)))
    assert "mlp-dense" in str(outline(np.ones(DENSE + 1)))


def test_a_caption_tells_the_shape() -> None:
    """As the notes write it."""
    assert ">2×3<" in render(caption("W", np.ones((2, 3))))


# --- one number ---------------------------------------------------------------------------------


def tinted(value: float, scale: float) -> str:
    """A cell with the tint of a number."""
    return render(e("td", tint=Tint(value, scale)))


def test_a_tint_tells_the_sign_and_grows_with_the_size() -> None:
    """Between faint and strong, however large."""
    strengths = [float(tinted(v, 2.0).split("--t:")[1][:4]) for v in (0.1, 1.0, 2.0, 50.0)]
    assert strengths == sorted(strengths)
    assert strengths[-2:] == [0.6, 0.6]
    assert "mlp-pos" in tinted(0.1, 2.0)
    assert "mlp-neg" in tinted(-0.1, 2.0)
    assert tinted(-1.0, 2.0).split("--t")[1] == tinted(1.0, 2.0).split("--t")[1]


@pytest.mark.parametrize(("value", "scale"), [(0.0, 1.0), (-0.0, 1.0), (np.nan, 1.0), (1.0, 0.0)])
def test_nothing_to_tell_has_no_tint(value: float, scale: float) -> None:
    """Zero, what is undefined, and a quantity that is zero throughout."""
    assert tinted(value, scale) == '<td class="mlp-n"></td>'


@pytest.mark.parametrize("value", [1 / 3, -0.0, 1e-300, -123456.789, np.inf, np.nan])
def test_a_number_is_written_briefly_and_every_digit_is_one_hover_away(value: float) -> None:
    """What stands in the DOM reads back as the same number."""
    ((_, span),) = Elements(number("z_1", (2,), value)).found
    assert span["title"] == span["data-value"] == full(value)
    assert np.array_equal(float(str(span["data-value"])), value, equal_nan=True)
    assert f">{brief(value)}<" in render(number("z_1", (2,), value))


# --- a whole pass -------------------------------------------------------------------------------


@pytest.mark.samples(4)
@each_network
def test_every_region_of_every_step_is_closed_and_shows_one_value_a_number(mlp: MLP) -> None:
    """Wherever a number stands, it is the number that mlpcore computed."""
    walk = walked(mlp)
    for at in range(len(walk)):
        for html in regions(walk, at):
            for key, index, value in Elements(html).numbers():
                place = tuple(int(i) for i in index.split(",") if i)
                assert value == walk.trace.number(key, place).value


@each_network
def test_every_formula_of_every_step_is_mathml(mlp: MLP) -> None:
    """It parses, and nothing in it could not be set."""
    for step in walked(mlp):
        for form in step.forms:
            for latex in (form.latex, form.filled):
                math = ET.fromstring(mathml(latex))
                assert math.tag == "{http://www.w3.org/1998/Math/MathML}math"
                assert "\\" not in "".join(math.itertext())


@each_network
def test_a_cells_formula_is_mathml_too(mlp: MLP) -> None:
    """Of the first number of each quantity."""
    for step in walked(mlp):
        latex = step.cell((1,) * step.value.ndim).latex(step.trace.notation)
        assert "\\" not in "".join(ET.fromstring(mathml(latex)).itertext())


def test_at_a_step_the_ledger_has_what_is_known_and_places_for_the_rest() -> None:
    """Given quantities are there from the start."""
    walk = walked(NETWORKS["2-3-2"])
    read, scales = found_of(walk)
    for at, step in enumerate(walk):
        html = render(step_view.ledger(walk, at, read, scales, (step.quantity, (1,))))
        known = {key for key, _, _ in Elements(html).numbers()}
        given = {"x", "y", "W_0", "b_0", "W_1", "b_1"}
        assert known == given | {done.quantity for done in walk[: at + 1]}
        assert html.count("mlp-later") == len(walk) - at - 1


def test_a_factor_has_one_colour_in_the_formula_and_in_the_ledger() -> None:
    """At δ¹: W_1, δ², z¹ and 1 − z¹."""
    walk = walked(NETWORKS["2-3-2"])
    at = next(n for n, step in enumerate(walk) if step.key == "delta_1")
    frames = step_view.frames_of(walk[at])
    assert list(frames) == ["W_1", "delta_2", "z_1", "one_minus:z_1"]
    assert len(set(frames.values())) == 4
    _, _, step, _, ledger = regions(walk, at)
    for key in ("W_1", "delta_2", "z_1"):
        assert f'mlp-frame-{frames[key]}"><table' in step
        assert f'mlp-frame mlp-frame-{frames[key]}" data-entry="{key}"' in ledger


# --- the network --------------------------------------------------------------------------------


def drawn(walk: Walkthrough, at: int) -> ET.Element:
    """The picture of the network, read as XML."""
    return ET.fromstring(render(network(walk, at)))


@each_network
def test_the_network_has_one_node_a_unit_and_one_edge_a_weight(mlp: MLP) -> None:
    """At every step, and it can be drawn on its own."""
    walk = walked(mlp)
    for at in range(len(walk)):
        picture = drawn(walk, at)
        edges = picture.findall(f"{SVG}g[@class='mlp-edges']/{SVG}line")
        edges += picture.findall(f"{SVG}g[@class='mlp-edges mlp-active']/{SVG}line")
        assert len(list(picture.iter(f"{SVG}circle"))) == sum(mlp.widths)
        assert len(edges) == sum(W.size for W in mlp.W)


@each_network
def test_what_is_not_computed_yet_is_not_in_the_network(mlp: MLP) -> None:
    """Nor is what only the ledger has room for."""
    walk = walked(mlp)
    for at in range(len(walk)):
        shown = {text.get("data-quantity") for text in drawn(walk, at).iter(f"{SVG}text")}
        assert shown.isdisjoint(step.quantity for step in walk[at + 1 :])


@each_network
def test_what_is_known_of_every_unit_stands_in_its_node(mlp: MLP) -> None:
    """At the last step that is z, of every unit."""
    walk = walked(mlp)
    shown = Elements(network(walk, len(walk) - 1)).numbers()
    for l in range(mlp.h + 2):
        key = walk.trace.z_key(l)
        assert {i for k, i, _ in shown if k == key} == {str(i) for i in walk.trace.places(key)}


def test_edges_tell_the_sign_by_their_dash_and_the_size_by_their_width() -> None:
    """Not by colour alone."""
    mlp = MLP.from_weights([[[1.0, -0.5, 0.0]]], [[0.0, 0.0, 0.0]])
    lines = list(drawn(walked(mlp), 0).iter(f"{SVG}line"))[:3]
    assert [line.get("class") for line in lines] == ["mlp-edge-pos", "mlp-edge-neg", ""]
    widths = [float(str(line.get("stroke-width"))) for line in lines]
    assert widths == sorted(widths, reverse=True)
    assert ".mlp-edge-neg { stroke: rgb(var(--mlp-neg)); stroke-dasharray" in theme.css()


def test_weights_in_play_carry_their_number_unless_they_are_too_many() -> None:
    """Then the ledger has them."""
    small, wide = walked(NETWORKS["2-3-2"]), walked(NETWORKS["sixteen units"])
    assert {k for k, _, _ in Elements(network(small, 0)).numbers()} >= {"W_0"}
    assert wide.trace.value("W_0").size > MOST_LABELS
    assert {k for k, _, _ in Elements(network(wide, 0)).numbers()}.isdisjoint({"W_0"})


def test_the_picture_says_in_words_what_it_shows() -> None:
    """For who cannot see it."""
    walk = walked(NETWORKS["2-3-2"])
    assert drawn(walk, 0).get("role") == "img"
    said = "Network 2-3-2 at net₁, net input of the hidden layer"
    assert drawn(walk, 0).get("aria-label") == said


# --- what comes from outside --------------------------------------------------------------------


def outline_of(html: str) -> list[str]:
    """The elements of a piece of HTML, formulas left out."""
    return [tag for tag, _ in Elements(re.sub("<math.*?</math>", "", html)).found]


def test_a_hostile_name_is_text_everywhere() -> None:
    """An activation may have any name; none becomes an element or ends an attribute."""
    hostile, harmless = walked(NETWORKS["a hostile name"]), walked(NETWORKS["a harmless name"])
    for at in range(len(hostile)):
        for one, other in zip(regions(hostile, at), regions(harmless, at), strict=True):
            assert outline_of(one) == outline_of(other)
            assert HOSTILE not in one


def test_controls_escape_what_they_are_given() -> None:
    """Names, values and texts."""
    menu = controls.menu("bound", [(HOSTILE, HOSTILE)], HOSTILE, eps=HOSTILE)
    (option,) = Elements(menu).of("option")
    assert option["value"] == HOSTILE
    assert "selected" in option
    assert Elements(menu).of("select")[0]["aria-label"] == f"bound of {HOSTILE}"
    assert HOSTILE not in render(menu)

    slider = controls.slider(HOSTILE, (1,), "x", HOSTILE, 0.5, -1, 1, 0.1)
    assert [each["data-key"] for each in Elements(slider).of("input")] == [HOSTILE] * 2
    assert Elements(slider).of("input")[0]["aria-label"] == HOSTILE

    (button,) = Elements(controls.button("next", place=HOSTILE)).of("button")
    assert (button["title"], button["aria-label"]) == (f"Next {HOSTILE}",) * 2


def test_a_slider_holds_its_value_exactly_even_outside_its_range() -> None:
    """The range widens; the number box keeps every digit."""
    for value in (1 / 3, -7.25, 3.5):
        slider, box = Elements(controls.slider("x", (2,), "x", "x 2", value, -2, 2, 0.05)).of(
            "input"
        )
        assert float(slider["value"]) == float(box["value"]) == value
        assert float(slider["min"]) <= value <= float(slider["max"])
        assert (slider["type"], box["type"], box["inputmode"]) == ("range", "text", "decimal")
        assert slider["data-at"] == box["data-at"] == "2"


def test_a_button_can_be_greyed_out() -> None:
    """Or be the main one."""
    (plain,) = Elements(controls.button("next", place="step")).of("button")
    (grey,) = Elements(controls.button("next", place="step", main=True, off=True)).of("button")
    assert "disabled" not in plain
    assert "disabled" in grey
    assert grey["class"] == "mlp-main"


# --- on paper -----------------------------------------------------------------------------------


def test_paper_has_nothing_to_press_and_six_digits_at_most() -> None:
    """The same for the last digit of a number that another machine computes differently."""
    value, neighbour = 1 / 3, np.nextafter(1 / 3, 1)
    cells = matrix("z_1", np.array([value, -1234.5678901]), "z", 1.0)
    other = matrix("z_1", np.array([neighbour, -1234.5678901]), "z", 1.0)
    live, paper = (render((cells, controls.button("undo")), context) for context in (LIVE, PAPER))
    assert render(cells) != render(other)
    assert render(cells, PAPER) == render(other, PAPER)
    assert [n[2] for n in Elements(paper).numbers()] == [0.333333, -1234.57]
    assert "button" in live
    assert "tabindex" in live
    assert "button" not in paper
    assert "tabindex" not in paper


def test_paper_has_colours_written_out() -> None:
    """Those of the palette, for viewers that drop what refers to a style sheet."""
    paper = render(matrix("z_1", np.array([2.0, -2.0]), "z", 2.0), PAPER)
    blue, orange = re.findall(r"background-color: (rgba\([^)]*\))", paper)
    assert blue == "rgba(33, 125, 187, 0.60)"
    assert orange == "rgba(222, 110, 30, 0.60)"


def test_a_picture_is_an_svg_that_carries_its_own_style() -> None:
    """It says in words what it shows, and no number in it has more than six digits."""
    walk = walked(NETWORKS["2-3-2"])
    ((_, image),) = Elements(render(network(walk, 7), PAPER)).found
    assert image["alt"] == drawn(walk, 7).get("aria-label")
    encoded = str(image["src"]).removeprefix("data:image/svg+xml;base64,")
    svg = ET.fromstring(base64.b64decode(encoded))
    assert svg.tag == f"{SVG}svg"
    assert "--mlp-pos" in str(svg.findtext(f"{SVG}style"))
    titles = [str(title.text) for title in svg.iter(f"{SVG}title")]
    assert titles
    assert all(len(title.strip("-0.").replace(".", "").split("e")[0]) <= 6 for title in titles)


@each_network
def test_a_page_of_paper_is_the_same_text_each_time(mlp: MLP) -> None:
    """And closed."""
    walk = walked(mlp)
    (read, scales), at = found_of(walk), len(walk) - 1
    selected = walk[at].quantity, (1,) * walk[at].value.ndim
    shown = {
        "timeline": step_view.timeline(walk, at),
        "network": network(walk, at),
        "step": step_view.this_step(walk, at, None, read, scales, selected),
        "ledger": step_view.ledger(walk, at, read, scales, selected),
    }
    one, two = (page(step_view.LAYOUT, shown) for _ in range(2))
    assert one == two
    assert Elements(one).numbers()
