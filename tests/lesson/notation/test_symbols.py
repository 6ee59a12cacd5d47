"""The symbols of the notes, in text, LaTeX and HTML."""

import pytest
from latex2mathml.converter import convert

from mlpcore.lesson.notation.books import BOOKS
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.symbols import FRAMES, Index, Notation, Symbol, upright
from tests.helpers.letters import letters

INDEXED, NAMED = Notation(1), Notation(1, named=True)


@pytest.mark.parametrize(
    ("key", "text", "latex", "html", "named"),
    [
        ("x", "x", "x", "<i>x</i>", "x"),
        ("z_0", "x", "x", "<i>x</i>", "x"),
        ("W_0", "W₀", "W_{0}", "<i>W</i><sub>0</sub>", "W_h"),
        ("b_0", "b₀", "b_{0}", "<i>b</i><sub>0</sub>", "b_h"),
        ("net_1", "net₁", r"\mathrm{net}_{1}", "net<sub>1</sub>", "net_z"),
        ("z_1", "z¹", "z^{1}", "<i>z</i><sup>1</sup>", "z"),
        ("W_1", "W₁", "W_{1}", "<i>W</i><sub>1</sub>", "W_o"),
        ("net_2", "net₂", r"\mathrm{net}_{2}", "net<sub>2</sub>", "net_o"),
        ("z_2", "o", "o", "<i>o</i>", "o"),
        ("eps", "ε", r"\varepsilon", "<i>ε</i>", "ε"),
        ("d_o", "∂ε/∂o", r"\frac{\partial\varepsilon}{\partial o}", "∂<i>ε</i>/∂<i>o</i>", "∂ε/∂o"),
        ("delta_2", "δ²", r"\delta^{2}", "<i>δ</i><sup>2</sup>", "δ_o"),
        ("delta_1", "δ¹", r"\delta^{1}", "<i>δ</i><sup>1</sup>", "δ_h"),
        ("dW_1", "∇W₁", r"\nabla W_{1}", "∇<i>W</i><sub>1</sub>", "∇W_o"),
        ("db_0", "∇b₀", r"\nabla b_{0}", "∇<i>b</i><sub>0</sub>", "∇b_h"),
        ("new:W_0", "new W₀", r"W_{0}^{\text{new}}", "new <i>W</i><sub>0</sub>", "new W_h"),
        ("J_2", "J²", "J^{2}", "<i>J</i><sup>2</sup>", "J_o"),
        ("eta", "η", r"\eta", "<i>η</i>", "η"),
        ("slope_1", "f¹′(net₁)", r"f'^{1}(\mathrm{net}_{1})",
         "<i>f</i><sup>1</sup>′(net<sub>1</sub>)", "fʰ′(net_z)"),
        ("one_minus:z_1", "(1 − z¹)", r"\left(1 - z^{1}\right)", "(1 − <i>z</i><sup>1</sup>)",
         "(1 − z)"),
        ("one_minus_square:z_1", "(1 − (z¹)²)", r"\left(1 - \left(z^{1}\right)^2\right)",
         "(1 − (<i>z</i><sup>1</sup>)²)", "(1 − z²)"),
        ("one_minus_square:z_2", "(1 − o²)", r"\left(1 - o^2\right)", "(1 − <i>o</i>²)",
         "(1 − o²)"),
        ("d_z_1", "∂ε/∂z¹", r"\frac{\partial\varepsilon}{\partial z^{1}}",
         "∂<i>ε</i>/∂<i>z</i><sup>1</sup>", "∂ε/∂z"),
    ],
)  # fmt: skip
def test_every_quantity_has_its_symbol(
    key: str, text: str, latex: str, html: str, named: str
) -> None:
    """Indexed as in the deep part of the notes, or with the names of one hidden layer."""
    assert INDEXED.symbol(key) == Symbol(text, latex, html)
    assert NAMED.symbol(key).text == named
    assert "<math" in convert(NAMED.symbol(key).latex)


@pytest.mark.parametrize(
    ("key", "index", "text", "latex", "named"),
    [
        ("x", (2,), "x₂", "x_{2}", "x₂"),
        ("W_0", (2, 1), "W₀[2,1]", "W_{0}[2,1]", "W_h[2,1]"),
        ("net_1", (3,), "net₁[3]", r"\mathrm{net}_{1}[3]", "net_z[3]"),
        ("z_1", (3,), "z¹₃", "z^{1}_{3}", "z₃"),
        ("z_2", (1,), "o₁", "o_{1}", "o₁"),
        ("delta_1", (12,), "δ¹₁₂", r"\delta^{1}_{12}", "δ_h[12]"),
        ("d_o", (1,), "∂ε/∂o₁", r"\partial\varepsilon/\partial o_{1}", "∂ε/∂o₁"),
        ("d_z_1", (1,), "∂ε/∂z¹₁", r"\partial\varepsilon/\partial z^{1}_{1}", "∂ε/∂z₁"),
        ("eps", (), "ε", r"\varepsilon", "ε"),
        ("slope_1", (2,), "f¹′(net₁[2])", r"f'^{1}(\mathrm{net}_{1}[2])", "fʰ′(net_z[2])"),
        ("one_minus_square:z_1", (2,), "(1 − (z¹₂)²)",
         r"\left(1 - \left(z^{1}_{2}\right)^2\right)", "(1 − z₂²)"),
        ("new:W_1", (1, 2), "new W₁[1,2]", r"W_{1}[1,2]^{\text{new}}", "new W_o[1,2]"),
    ],
)  # fmt: skip
def test_every_entry_has_its_symbol(
    key: str, index: Index, text: str, latex: str, named: str
) -> None:
    """Counted from 1."""
    assert INDEXED.entry(key, index).text == text
    assert INDEXED.entry(key, index).latex == latex
    assert NAMED.entry(key, index).text == named


@pytest.mark.parametrize("key", ["nonsense", "nonsense_1", "W", "delta_x", "z_01", "odd:z_1"])
def test_a_key_that_names_nothing_is_refused(key: str) -> None:
    """By its name."""
    with pytest.raises(KeyError, match=key.partition(":")[0]):
        INDEXED.symbol(key)


@pytest.mark.parametrize("key", ["W_2", "delta_0", "net_3"])
def test_a_layer_that_has_no_letter_is_refused(key: str) -> None:
    """One hidden layer has h and o, and no more."""
    with pytest.raises(KeyError, match=key):
        NAMED.symbol(key)


@pytest.mark.parametrize("h", [0, 2, 10])
def test_the_names_of_the_notes_are_for_one_hidden_layer_only(h: int) -> None:
    """Elsewhere nothing changes."""
    for key in ("W_0", "z_1", f"z_{h + 1}", f"delta_{h + 1}", "slope_1"):
        assert Notation(h, named=True).symbol(key) == Notation(h).symbol(key)
    assert Notation(h, named=True).function(1) == Notation(h).function(1)


def test_two_digits_of_a_layer_stay_together() -> None:
    """h = 10."""
    assert Notation(10).symbol("delta_10").text == "δ¹⁰"
    assert Notation(10).symbol("W_10").text == "W₁₀"
    assert Notation(10).symbol("z_11").text == "o"


def test_no_two_quantities_share_a_symbol() -> None:
    """But for δ, collapsed or not."""
    layered = [f"{kind}_{l}" for kind in ("net", "delta", "slope", "J") for l in (1, 2)]
    weights = [f"{kind}_{l}" for kind in ("W", "b", "dW", "db", "new:W", "new:b") for l in (0, 1)]
    keys = [*layered, *weights, "x", "y", "z_1", "z_2", "eps", "eta", "d_o", "d_z_1"]
    for notation in (INDEXED, NAMED):
        for way in ("text", "latex", "html"):
            assert len({getattr(notation.symbol(key), way) for key in keys}) == len(keys)


KINDS = ("W_0", "b_1", "net_1", "z_1", "z_2", "delta_2", "dW_1", "db_0", "J_2", "slope_1", "d_z_1")
KEYS = [*KINDS, "x", "y", "eps", "eta", "d_o", *(f"{frame}:z_1" for frame in FRAMES)]


@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize("book", BOOKS)
def test_the_three_ways_to_write_a_symbol_have_the_same_letters(book: str, named: bool) -> None:
    """In whole, in short, and entry by entry."""
    notation = Notation(1, named, book)
    found = [notation.function(1), *map(notation.symbol, KEYS), *map(notation.short, KEYS)]
    found += [notation.entry(key, (1, 2)) for key in KEYS]
    for symbol in found:
        assert letters(symbol.text) == letters(symbol.latex) == letters(symbol.html)


def test_an_activation_has_its_layer() -> None:
    """A number, or h and o."""
    assert [INDEXED.function(l).text for l in (1, 2)] == ["f¹", "f²"]
    assert [NAMED.function(l).latex for l in (1, 2)] == ["f^{h}", "f^{o}"]


def test_a_key_comes_apart_into_frame_kind_and_layer() -> None:
    """d_o has no layer."""
    assert Key("one_minus:z_1").frame_and_inner == ("one_minus", "z_1")
    assert Key("z_1").frame_and_inner == ("", "z_1")
    assert Key("d_z_12").kind_and_layer == ("d_z", 12)
    assert Key("d_o").kind_and_layer == ("d_o", None)
    assert Key("W_-1").kind_and_layer == ("W_-1", None)


def test_a_function_is_upright_in_latex() -> None:
    """With what LaTeX would trip over escaped."""
    assert [upright(name) for name in ("tanh", "max", "log")] == [r"\tanh", r"\max", r"\log\,"]
    assert upright("my_act") == r"\mathrm{my\_act}"
