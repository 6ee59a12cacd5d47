"""Nodes: what they become as HTML, live and on paper, and how a page finds its styles."""

import ast
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from mlpcore.views.parts import theme
from mlpcore.views.parts.html import (
    LIVE,
    PAPER,
    Context,
    Digits,
    Kept,
    Node,
    Notes,
    NotesCode,
    Raw,
    classes,
    e,
    in_notes,
    joined,
    live,
    nodes,
    on_paper,
    render,
    text_of,
)
from mlpcore.views.parts.markup import formula, mathml
from mlpcore.views.parts.page import frame, page, region
from tests import ROOT


@pytest.mark.parametrize(
    ("node", "html"),
    [
        (None, ""),
        ("a < b & 'c'", "a &lt; b &amp; &#x27;c&#x27;"),
        (Raw("<b>"), "<b>"),
        (("a", [None, e("b", "c")]), "a<b>c</b>"),
        (e("td", class_="x", data_key='"', tabindex=-1), '<td class="x" data-key="&quot;" '
                                                         'tabindex="-1"></td>'),
        (e("input", disabled=True, selected=False, title=None), "<input disabled/>"),
        (e("line", x1="0"), '<line x1="0"/>'),
        (joined(", ", ["a", e("i", "b"), "c"]), "a, <i>b</i>, c"),
    ],
)  # fmt: skip
def test_a_node_is_written_as_html(node: Node, html: str) -> None:
    """Text is escaped, what is finished is not, and what is left out is not there."""
    assert render(node) == html


def test_what_is_no_node_is_refused() -> None:
    """A number has to say how it is written."""
    with pytest.raises(TypeError, match="float is no node"):
        render(0.5)  # type: ignore[arg-type]


def test_paper_has_six_digits_and_nothing_to_press() -> None:
    """Of the same nodes."""
    button = e("button", Digits(1 / 3), data_do="go", data_to=1, tabindex=0, title="a third")
    assert render(button, PAPER) == '<span title="a third">0.333333</span>'
    assert f">{1 / 3!r}</button>" in render(button)
    both = live("pressed"), on_paper("printed")
    assert [render(both, context) for context in (LIVE, PAPER)] == ["pressed", "printed"]


@pytest.mark.parametrize(
    ("node", "bishop"),
    [
        (Notes("o"), "y"),
        (Notes("oᵢ of every net input"), "yᵢ of every pre-activation"),
        (e("code", NotesCode("o = softmax(net)")), "<code>y = softmax(a)</code>"),
        (e("td", data_key="o", aria_label=Notes("o 1")), '<td data-key="o" aria-label="y 1"></td>'),
        (in_notes("<i>o</i><sub>1</sub>"), "<i>y</i><sub>1</sub>"),
        (e("option", "o", value="o"), '<option value="o">o</option>'),
        ((nodes("<i>o</i>"), Raw("<i>o</i>")), "<i>o</i><i>o</i>"),
    ],
)
def test_what_has_the_letters_of_the_notes_is_written_in_those_of_the_book(
    node: Node, bishop: str
) -> None:
    """Names, sentences and code; any other text stays, as the name of an activation does."""
    assert render(node, Context(book="bishop")) == bishop
    assert render(node, Context(book="notes")) == render(node)


def test_a_formula_is_mathml_or_text() -> None:
    """In the letters of the book."""
    line = formula("o = net", r"o = \mathrm{net}")
    assert "<mi>y</mi>" in render(line, Context(book="bishop"))
    assert render(line, Context(paper=True, book="nielsen")) == "<i>a = z</i>"


def test_a_short_piece_of_the_lessons_html_can_be_read() -> None:
    """As nodes, which are written as they were, and as text."""
    html = "<i>w</i><sub>1</sub> &lt; 2"
    assert render(nodes(html)) == html
    assert text_of(("so ", Raw(html))) == "so w₁ < 2"


def test_text_that_is_kept_is_kept_for_each_place() -> None:
    """It is written once on each."""
    written = []

    def node(context: Context) -> Node:
        written.append(context)
        return "paper" if context.paper else "live"

    kept = Kept(node)
    assert [render(kept, c) for c in (LIVE, PAPER, LIVE, PAPER)] == ["live", "paper"] * 2
    assert written == [LIVE, PAPER]


LAYOUT = e("main", region("a", role="status"), region("b", "mlp-bt-by"), region("c", boxed=True))


def test_one_layout_is_the_frame_of_a_panel_and_its_page() -> None:
    """A place without a class of its own is gone where no kernel fills it."""
    assert frame(LAYOUT) == (
        '<main><div data-region="a" role="status"></div>'
        '<div class="mlp-bt-by" data-region="b"></div><div data-region="c"></div></main>'
    )
    filled = page(LAYOUT, {"a": "one", "b": "two", "c": "three", "d": "four"})
    assert filled.endswith('<main>one<div class="mlp-bt-by">two</div><div>three</div></main></div>')
    assert page(LAYOUT, {"a": "one"}).endswith("<main>one</main></div>")


def test_a_page_brings_the_styles_that_it_needs() -> None:
    """And no others."""
    node = e("div", lambda _: e("p", class_="mlp-bt-by"))
    assert classes(node) == {"mlp-bt-by"}
    style = theme.needed(classes(node))
    for sheet in ("parts/theme.css", "batch/batch.css"):
        assert theme.css(sheet) in style
    for sheet in ("softmax/softmax.css", "parts/marks.css", "parts/tools.css"):
        assert theme.css(sheet) not in style


@pytest.mark.parametrize("latex", [r"y_i \log o_i", r"y_i \log\, o_i", r"(0, \log 3)"])
def test_what_a_log_is_of_does_not_stick_to_it(latex: str) -> None:
    tags = [node.tag.rpartition("}")[2] for node in ET.fromstring(mathml(latex)).iter()]
    assert tags.count("mspace") == 1
    assert tags[tags.index("mspace") + 1] in ("msub", "mn")


def test_a_formula_lets_nothing_through_that_is_no_formula() -> None:
    """Whatever stands in it: latex2mathml itself would make an element of it."""
    html = mathml(r"a & \text{<b>x</b>} < \mathrm{net}")
    assert "<b>" not in html
    assert "<mi>&amp;</mi><mtext>&lt;b&gt;x&lt;/b&gt;</mtext><mo>&lt;</mo>" in html


TAG = re.compile(r"</?(?!(?:i|sub|sup)\b)[a-z]+[^<]*>")  # a symbol of the lesson's has only these
OF_MARKDOWN = {"prose.py"}  # what mistune has no word for


def pieces_of_html(source: str) -> list[str]:
    """The texts of a module, but for docstrings, that hold a tag."""
    tree = ast.parse(source)
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [
        str(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and id(node) not in said
    ]
    return [text for text in texts if TAG.search(text)]


def test_the_check_of_pieces_finds_them() -> None:
    """Also in a text with braces; a symbol is none, and neither is what a docstring says."""
    source = '"""A <p>."""\nx, y, z = f"<p>{x}</p>", "<i>o</i><sub>1</sub>", "a < b"'
    assert pieces_of_html(source) == ["<p>", "</p>"]


@pytest.mark.parametrize(
    "path",
    [path for floor in ("views", "panels") for path in (ROOT / "mlpcore" / floor).rglob("*.py")],
    ids=lambda path: path.relative_to(ROOT / "mlpcore").as_posix(),
)
def test_html_is_made_of_nodes(path: Path) -> None:
    """No view and no panel writes tags."""
    found = pieces_of_html(path.read_text("utf-8"))
    assert found == [] or path.name in OF_MARKDOWN
