"""A single layer in the letters of another book: text, code, formulas, labels, and the panel."""

import re
from html import unescape
from xml.etree import ElementTree as ET

import numpy as np
import pytest

import mlpcore
from mlpcore.lesson.activation import topics as activation_words
from mlpcore.lesson.notation.books import BOOKS
from mlpcore.lesson.notation.spelling import letters, spelled, spelled_code, spelled_latex
from mlpcore.lesson.softmax.softmax_trace import SoftmaxPass
from mlpcore.lesson.softmax.topics import TOPICS
from mlpcore.losses import cross_entropy
from mlpcore.panels import ActivationPanel, SoftmaxPanel
from mlpcore.views.parts.markup import mathml

pytestmark = pytest.mark.usefixtures("undrawn")

each_book = pytest.mark.parametrize("book", BOOKS)
CELL = re.compile(r'data-quantity="([^"]+)" data-index="([^"]*)" data-value="([^"]+)"')


def read(html: str) -> str:
    """What one reads."""
    return unescape(re.sub(r"<[^>]*>", "", html))


@pytest.mark.parametrize(
    ("text", "nielsen", "bishop"),
    [
        ("o = softmax(net)", "a = softmax(z)", "y = softmax(a)"),
        ("ε = ½‖y − o‖²", "C = ½‖y − a‖²", "E = ½‖t − y‖²"),
        ("J[i,j] = ∂oᵢ/∂netⱼ", "J[i,j] = ∂aᵢ/∂zⱼ", "J[i,j] = ∂yᵢ/∂aⱼ"),
        ("δ = Jᵀ ∂ε/∂o = o Σy − y", "δ = Jᵀ ∂C/∂a = a Σy − y", "δ = Jᵀ ∂E/∂y = y Σt − t"),
        ("oᵢ = e^aᵢ / Σⱼ e^aⱼ with a = net − max net",
         "aᵢ = e^rᵢ / Σⱼ e^rⱼ with r = z − max z", "yᵢ = e^rᵢ / Σⱼ e^rⱼ with r = a − max a"),
        ("Every net input moves every output.", "Every weighted input moves every output.",
         "Every pre-activation moves every output."),
        ("log o, but o_1 is 0 where y_1 is not", "log a, but a_1 is 0 where y_1 is not",
         "log y, but y_1 is 0 where t_1 is not"),
        ("a network or a slope, only yes", "a network or a slope, only yes",
         "a network or a slope, only yes"),
    ],
)  # fmt: skip
def test_letters_and_words_are_those_of_the_book(text: str, nielsen: str, bishop: str) -> None:
    """Each letter once, and no word for a letter."""
    assert spelled(text, "notes") == text
    assert spelled(text, "nielsen") == nielsen
    assert spelled(text, "bishop") == bishop


@pytest.mark.parametrize("book", ["nielsen", "bishop"])
def test_no_two_letters_become_one(book: str) -> None:
    """So that what was told apart still is; but z and o are both outputs."""
    known = letters(book)
    outputs = ("z", "d_z") if known["z"] == known["o"] else ()
    told_apart = [letter for name, letter in known.items() if name not in outputs]
    assert len(set(told_apart)) == len(told_apart)


def test_an_unknown_book_is_refused_with_the_nearest() -> None:
    """As everywhere."""
    with pytest.raises(ValueError, match="did you mean 'nielsen'"):
        spelled("o", "nilsen")
    with pytest.raises(ValueError, match="did you mean 'bishop'"):
        SoftmaxPanel([1, 0], notation="bischop")


@pytest.mark.parametrize("loss", ["cross_entropy", "half_squared_error"])
@pytest.mark.parametrize("book", ["nielsen", "bishop"])
@pytest.mark.parametrize("topic", [topic for topic in TOPICS if topic.key != "slip"])
def test_the_code_of_a_topic_is_true(topic: object, book: str, loss: str) -> None:
    """Run with the book's names, it gives the numbers of the record."""
    record = SoftmaxPass([2, 1, -1], [0, 1, 0], loss, T=2.0, c=1.0)
    known = letters(book)
    names = {
        known["net"]: record.value("net"), known["y"]: record.value("y"), "T": 2.0, "c": 1.0,
        "s": record.value("s"), known["d_o"]: record.value("d_o"), "loss": cross_entropy,
        "softmax": mlpcore.softmax, "exp": np.exp,
    }  # fmt: skip
    code = spelled_code(str(vars(topic)["code"]), book)
    exec(code, names)
    key = {"o": "o", "naive": "o", "J": "J", "delta": "delta", "errors": "delta_ce"}
    kind = key[str(vars(topic)["key"])]
    left = known.get(kind, kind.removesuffix("_ce"))
    given = np.asarray(names[left])
    np.testing.assert_allclose(given, record.value(kind), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("code", "nielsen", "bishop"),
    [
        ("f.derivative(net), f.derivative_from_output(z)",
         "f.derivative(z), f.derivative_from_output(a)",
         "h.derivative(a), h.derivative_from_output(z)"),
        ("delta = f.pullback(net, d_z)", "delta = f.pullback(z, d_a)",
         "delta = h.pullback(a, d_z)"),
        ("delta[l] = f.pullback(net[l], w * delta[l + 1])",
         "delta[l] = f.pullback(z[l], w * delta[l + 1])",
         "delta[l] = h.pullback(a[l], w * delta[l + 1])"),
        ("net.descend(net.backward(net.forward(X), Y), eta)",) * 3,
        ("lesson.compare_activations()",) * 3,
    ],
)  # fmt: skip
def test_names_in_code_are_those_of_the_book(code: str, nielsen: str, bishop: str) -> None:
    """A network that is called net stays one."""
    assert spelled_code(code, "notes") == code
    assert spelled_code(code, "nielsen") == nielsen
    assert spelled_code(code, "bishop") == bishop


LETTERS = {
    "notes": {},
    "nielsen": {"net": "z", "o": "a", "ε": "C", "a": "r"},
    "bishop": {"net": "a", "o": "y", "y": "t", "ε": "E", "a": "r"},
}


@each_book
@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.key)
def test_a_formula_has_the_letters_of_the_book_one_by_one(topic: object, book: str) -> None:
    """It stays MathML, and nothing else in it changes."""
    record = SoftmaxPass([2, 1, -1], [0, 1, 0])
    latex = vars(topic)["formula"](record).latex
    expected = [LETTERS[book].get(name, name) for name in identifiers(mathml(latex))]
    assert identifiers(mathml(spelled_latex(latex, book))) == expected


def identifiers(html: str) -> list[str]:
    """The letters of a formula in order; the three of net are one."""
    joined = re.sub(r"<mrow>(<mi[^>]*>[net]</mi>){3}</mrow>", "<mi>net</mi>", html)
    return [str(e.text) for e in ET.fromstring(joined).iter() if e.tag.endswith("}mi")]


@each_book
def test_the_panel_shows_the_same_numbers_in_every_book(book: str) -> None:
    """In the same places, topic by topic."""
    notes, other = SoftmaxPanel([2, 1, 0]), SoftmaxPanel([2, 1, 0], notation=book)
    for at in range(len(TOPICS)):
        for panel in (notes, other):
            panel.act("go", to=at)
        for name in notes.regions:
            assert CELL.findall(other.regions[name]) == CELL.findall(notes.regions[name])


def test_all_of_the_panel_follows_the_switch_and_goes_back() -> None:
    """Topic, lens, bars, sliders, the page without a kernel and the printed record."""
    panel = SoftmaxPanel([2, 1, 0])
    before = dict(panel.regions)
    panel.act("choose", name="notation", value="bishop")
    assert "y1 = ea1 / (ea1 + ea2 + ea3)" in read(panel.regions["lens"])
    assert "a = " not in read(panel.regions["topic"]).replace("softmax(a", "")
    assert "y = softmax((a + c) / T)" in read(panel.regions["topic"])
    assert 'aria-label="t 1"' in panel.regions["sliders"]
    assert 'aria-label="a 1"' in panel.regions["nets"]
    assert "Shares as bars: y 1 = 0.67" in panel.regions["bars"]
    assert "y₁ = 1" in read(panel.regions["simplex"])
    assert "the notes (net, z, ε)" in read(panel.regions["setup"])  # the menu names books
    assert "y = softmax(a) = [" in str(panel)
    assert "pre-activation" in panel.still()
    panel.act("choose", name="notation", value="nosuch")
    assert "Unknown notation" in read(panel.regions["trouble"])
    panel.act("choose", name="notation", value="notes")
    for name in ("timeline", "topic", "lens", "nets", "bars", "simplex", "sliders", "setup"):
        assert panel.regions[name] == before[name]


def test_a_name_of_ones_own_is_no_letter() -> None:
    """An activation that is called o is called so in every book."""
    own = mlpcore.Activation("o", np.arctan, lambda net: 1 / (1 + net**2))
    panel = ActivationPanel(own, notation="bishop")
    assert '<option value="o" selected>o</option>' in panel.regions["sliders"]
    assert ">o</th>" in panel.regions["ledger"]
    assert ">h<" in panel.regions["sliders"]  # the letter of every activation


@pytest.mark.samples(2)
@pytest.mark.parametrize("book", ["nielsen", "bishop"])
def test_the_activation_panel_shows_the_same_numbers_in_every_book(book: str) -> None:
    """Topic by topic; where the notes' slip is quoted, in the notes' letters."""
    notes, other = ActivationPanel("tanh", 0.7), ActivationPanel("tanh", 0.7, notation=book)
    for at, topic in enumerate(activation_words.TOPICS):
        for panel in (notes, other):
            panel.act("go", to=at)
        for name in ("step", "ledger", "sliders", "topics"):
            assert CELL.findall(other.regions[name]) == CELL.findall(notes.regions[name])
            quoted = topic == "letters" and name != "sliders"
            assert (other.regions[name] == notes.regions[name]) or not quoted


@pytest.mark.pictures
def test_the_activation_panel_follows_the_switch_and_goes_back() -> None:
    """Words, formulas, code, table, slider, picture, the printed text; undo too."""
    panel = ActivationPanel("sigmoid", 1.0)
    before, pictures = dict(panel.regions), dict(panel.pictures)
    panel.act("choose", name="notation", value="nielsen")
    step = read(panel.regions["step"])
    assert step.startswith("The slope of sigmoid at z = 1")
    assert "from z, or from the output a" in step
    assert "f.derivative(z), f.derivative_from_output(a)" in step
    assert "net" not in step
    assert 'alt="Curve of sigmoid with its tangent at z = 1: a = 0.73' in panel.regions["picture"]
    assert 'aria-label="z"' in panel.regions["sliders"]
    assert str(panel).splitlines()[0] == "The slope of sigmoid at z = 1."
    assert panel.pictures != pictures
    panel.act("go", to=1)
    assert "the notes write" in read(panel.regions["step"])
    assert "Read with z for the argument" in read(panel.regions["step"])
    panel.act("go", to=0)
    panel.act("undo")
    assert panel.pictures == pictures
    for name in ("step", "ledger", "sliders", "picture", "spoken"):
        assert panel.regions[name] == before[name]
    panel.act("choose", name="notation", value="nosuch")
    assert "Unknown notation" in read(panel.regions["trouble"])
    assert panel.state.notation == "notes"
