"""The same pass in the letters of three books: symbols, formulas, code, words and shapes follow.

The expected numbers are NumPy's, from arrays laid out as the book has them, with its own equations.
"""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from latex2mathml.converter import convert
from numpy.testing import assert_allclose, assert_array_equal

from mlpcore import MLP
from mlpcore.activations import quiet
from mlpcore.checks import Array
from mlpcore.lesson import Slip, Step, Walkthrough, slips, walkthrough
from mlpcore.lesson.notation.books import BOOKS
from mlpcore.lesson.notation.numbers import SUBSCRIPTS, latex_number
from mlpcore.lesson.notation.symbols import Index, Notation
from mlpcore.lesson.steps.expression import Number
from mlpcore.lesson.steps.shape_clash import ShapeError
from mlpcore.lesson.steps.trace import Trace
from tests.helpers.passes import PASSES, each_pass, walk
from tests.lesson.steps.test_cells import cells_of
from tests.lesson.steps.test_cells import evaluate as evaluate_chain
from tests.lesson.steps.test_expression import evaluate, only_named
from tests.test_backprop import cases

each_other_book = pytest.mark.parametrize("book", ["nielsen", "bishop"])
DIGITS = {str(digit).translate(SUBSCRIPTS): str(digit) for digit in range(10)}


def names_of(trace: Trace, book: str) -> dict[str, object]:
    """What a line of code may use, under the names and the numbers of the book."""
    fwd, bwd, W, b = trace.fwd, trace.bwd, trace.mlp.W, trace.mlp.b
    lists = {"weights": [w.T for w in W], "biases": list(b),
             "d_weights": [dW.T for dW in bwd.dW], "d_biases": list(bwd.db)}  # fmt: skip
    if book == "nielsen":
        from_two = {"w": "weights", "b": "biases", "dw": "d_weights", "db": "d_biases"}
        return {name: [None, None, *lists[kind]] for name, kind in from_two.items()} | {
            "z": [None, *fwd.net], "a": [None, *fwd.z], "f": [None, *trace.f], "y": trace.y,
            "delta": [None, *bwd.delta], "d_a": bwd.d_o, "loss": trace.loss, "eta": trace.eta,
            "outer": np.outer,
        }  # fmt: skip
    from_one = {"W": "weights", "b": "biases", "dW": "d_weights", "db": "d_biases"}
    return {name: [None, *lists[kind]] for name, kind in from_one.items()} | {
        "a": list(fwd.net), "z": list(fwd.z[:-1]), "y": fwd.o, "h": trace.f, "t": trace.y,
        "delta": list(bwd.delta), "d_y": bwd.d_o, "loss": trace.loss, "eta": trace.eta,
        "outer": np.outer,
    }  # fmt: skip


@quiet
def run(step: Step, book: str) -> Array:
    """What the line gives that a step shows as its code."""
    names = names_of(step.trace, book)
    exec(step.code, names)
    return np.asarray(eval(step.code.split(" = ")[0], names))


def lines_hold(steps: Walkthrough, book: str) -> None:
    """Assert that every line of code gives the numbers that are shown beside it."""
    for step in steps:
        assert_allclose(run(step, book), step.shown, rtol=1e-12, atol=1e-14, err_msg=step.code)


# --- code ---------------------------------------------------------------------------------------


@each_pass
@each_other_book
def test_the_code_of_every_step_is_true(name: str, book: str) -> None:
    """Run as it stands, with variables named and numbered as in the book."""
    lines_hold(walk(name, book), book)


@given(case=cases())
@settings(max_examples=40)
def test_the_code_is_true_for_any_network(case: tuple[MLP, Array, Array]) -> None:
    """Whatever widths, activations and loss."""
    mlp, x, y = case[0], np.atleast_2d(case[1])[0], np.atleast_2d(case[2])[0]
    for book in ("nielsen", "bishop"):
        lines_hold(walkthrough(mlp, x, y, notation=book), book)


@pytest.mark.parametrize(
    ("book", "key", "line"),
    [
        ("notes", "delta_1", "delta[1] = f[1].pullback(net[1], matvec(W[1], delta[2]))"),
        ("nielsen", "net_1", "z[2] = w[2] @ a[1] + b[2]"),
        ("nielsen", "z_2", "a[3] = f[3](z[3])"),
        ("nielsen", "eps", "C = loss.error(y, f[3], z[3])"),
        ("nielsen", "d_o", "d_a = loss.gradient(y, a[3])"),
        ("nielsen", "delta_1", "delta[2] = f[2].pullback(z[2], w[3].T @ delta[3])"),
        ("nielsen", "dW_1", "dw[3] = outer(delta[3], a[2])"),
        ("nielsen", "db_0", "db[2] = delta[2]"),
        ("nielsen", "W_0", "w[2] = w[2] - eta * dw[2]"),
        ("bishop", "net_1", "a[1] = W[1] @ z[0] + b[1]"),
        ("bishop", "z_2", "y = h[2](a[2])"),
        ("bishop", "eps", "E = loss.error(t, h[2], a[2])"),
        ("bishop", "d_o", "d_y = loss.gradient(t, y)"),
        ("bishop", "delta_1", "delta[1] = h[1].pullback(a[1], W[2].T @ delta[2])"),
        ("bishop", "dW_1", "dW[2] = outer(delta[2], z[1])"),
        ("bishop", "b_0", "b[1] = b[1] - eta * db[1]"),
    ],
)
def test_a_line_of_code_is_in_the_letters_of_the_book(book: str, key: str, line: str) -> None:
    """And counts its layers."""
    assert walk("two outputs", book)[key].code == line


@each_other_book
def test_a_name_in_code_is_the_letter_of_the_book_wherever_that_is_another(book: str) -> None:
    """δ and η stay words; ∂ε/∂ of an output is d_ and its letter."""
    ours, theirs = (Notation(0, name=name) for name in ("notes", book))
    output = theirs.symbol("z_1").text[0]
    expected = {"d_o": f"d_{output}", "f": theirs.function(1).text[0]}
    for kind in ("W", "b", "net", "z"):
        expected[kind] = theirs.bare(kind)
    expected |= {"dW": f"d{expected['W']}", "db": f"d{expected['b']}"}
    expected |= {key: theirs.symbol(key).text for key in ("x", "y", "eps")}
    if theirs.symbol("z_1").text == output:
        expected["o"] = output
    own = {key: key for key in expected} | {"eps": ours.symbol("eps").text}
    assert theirs.names == {key: name for key, name in expected.items() if name != own[key]}


# --- formulas -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "key", "nielsen", "bishop"),
    [
        ("two outputs", "net_1", "z² = w² x + b²", "a⁽¹⁾ = W⁽¹⁾ x + b⁽¹⁾"),
        ("two outputs", "net_2", "z³ = w³ a² + b³", "a⁽²⁾ = W⁽²⁾ z⁽¹⁾ + b⁽²⁾"),
        ("two outputs", "z_1", "a² = σ(z²)", "z⁽¹⁾ = σ(a⁽¹⁾)"),
        ("two outputs", "z_2", "a³ = σ(z³)", "y = σ(a⁽²⁾)"),
        ("two outputs", "eps", "C = ½‖y − a³‖²", "E = ½‖t − y‖²"),
        ("two outputs", "d_o", "∂C/∂a³ = a³ − y", "∂E/∂y = y − t"),
        ("two outputs", "delta_2", "δ³ = ∂C/∂a³ ⊙ a³ ⊙ (1 − a³)", "δ⁽²⁾ = ∂E/∂y ⊙ y ⊙ (1 − y)"),
        ("tanh", "delta_1", "δ² = ((w³)ᵀ δ³) ⊙ (1 − (a²)²)",
         "δ⁽¹⁾ = ((W⁽²⁾)ᵀ δ⁽²⁾) ⊙ (1 − (z⁽¹⁾)²)"),
        ("own activation", "delta_1", "δ² = ((w³)ᵀ δ³) ⊙ f²′(z²)",
         "δ⁽¹⁾ = ((W⁽²⁾)ᵀ δ⁽²⁾) ⊙ h⁽¹⁾′(a⁽¹⁾)"),
        ("two outputs", "dW_0", "∂C/∂w² = δ² xᵀ", "∂E/∂W⁽¹⁾ = δ⁽¹⁾ xᵀ"),
        ("two outputs", "dW_1", "∂C/∂w³ = δ³ (a²)ᵀ", "∂E/∂W⁽²⁾ = δ⁽²⁾ (z⁽¹⁾)ᵀ"),
        ("two outputs", "db_1", "∂C/∂b³ = δ³", "∂E/∂b⁽²⁾ = δ⁽²⁾"),
        ("two outputs", "W_1", "new w³ ← w³ − η · ∂C/∂w³", "new W⁽²⁾ ← W⁽²⁾ − η · ∂E/∂W⁽²⁾"),
        ("softmax", "eps", "C = −Σ yᵢ log a³ᵢ = −yᵀ log a³", "E = −Σ tᵢ log yᵢ = −tᵀ log y"),
        ("softmax", "J_2", "J³ = diag(a³) − a³ (a³)ᵀ", "J⁽²⁾ = diag(y) − y yᵀ"),
        ("softmax", "delta_2", "δ³ = (J³)ᵀ ∂C/∂a³", "δ⁽²⁾ = (J⁽²⁾)ᵀ ∂E/∂y"),
        ("softmax", "collapsed:delta_2", "δ³ = a³ Σy − y", "δ⁽²⁾ = y Σt − t"),
        ("binary", "eps",
         "C = −yᵀ log a³ − (1 − y)ᵀ log (1 − a³)",
         "E = −tᵀ log y − (1 − t)ᵀ log (1 − y)"),
        ("binary", "d_o", "∂C/∂a³ = −y ⊘ a³ + (1 − y) ⊘ (1 − a³)",
         "∂E/∂y = −t ⊘ y + (1 − t) ⊘ (1 − y)"),
        ("binary", "collapsed:delta_2", "δ³ = a³ − y", "δ⁽²⁾ = y − t"),
        ("own loss", "d_o", "∂C/∂a³ = quartic′(y, a³)", "∂E/∂y = quartic′(t, y)"),
    ],
)  # fmt: skip
def test_formulas_are_those_of_the_books(name: str, key: str, nielsen: str, bishop: str) -> None:
    """W x forward, Wᵀ δ back, δ zᵀ for the gradient."""
    assert walk(name, "nielsen")[key].forms[0].text == nielsen
    assert walk(name, "bishop")[key].forms[0].text == bishop


@each_pass
@each_other_book
def test_every_formula_gives_what_is_shown(name: str, book: str) -> None:
    """In both forms, where there are two; and a T stands just where a matrix is turned."""
    steps = walk(name, book)
    for step in steps:
        for form in step.forms:
            assert_array_equal(form.value, step.shown)
            if not only_named(form):
                assert_allclose(evaluate(step, form), step.shown, rtol=1e-12, atol=1e-15)
            for part in form.factors:
                shown = steps.trace.shown(part.key)
                if shown.ndim == 2:
                    assert_array_equal(part.shown, shown.T if "ᵀ" in part.text else shown)


@each_other_book
def test_units_are_rows(book: str) -> None:
    """Of W and of its gradient, and of nothing else; the values by key stay those of the notes."""
    steps, notes = walk("softmax", book), walk("softmax")
    for step, same in zip(steps, notes, strict=True):
        assert_array_equal(step.value, same.value)
        turned = step.key.startswith(("W_", "dW_"))
        assert_array_equal(step.shown, same.value.T if turned else same.value)
        assert_array_equal(same.shown, same.value)


@each_pass
@each_other_book
def test_every_number_of_a_filled_formula_is_the_tapes(name: str, book: str) -> None:
    """Matrix by matrix, in the rows and columns of the book."""
    for step in walk(name, book):
        factors = [part for part in step.factors if np.ndim(part.value)]
        expected = [_laid_out(step, part.key, part.transposed) for part in factors]
        if step.value.ndim:
            expected.append(_laid_out(step, step.quantity, step.key.startswith(("W_", "dW_"))))
        found = re.findall(r"\\begin\{pmatrix\}(.*?)\\end\{pmatrix\}", step.filled)
        assert [_cells(matrix) for matrix in found] == expected, step.key


def _laid_out(step: Step, key: str, transposed: bool) -> list[list[str]]:
    """A quantity by its key as rows of numbers, a vector as a column or, transposed, as a row."""
    value = step.trace.value(key)
    columns = value[:, None] if value.ndim == 1 else value
    return [[latex_number(v) for v in row] for row in (columns.T if transposed else columns)]


def _cells(matrix: str) -> list[list[str]]:
    return [[cell.strip() for cell in row.split("&")] for row in matrix.split(r"\\")]


@pytest.mark.parametrize(
    ("key", "shapes"),
    [
        ("net_1", "(3×2)(2) + (3) → (3)"),
        ("net_2", "(2×3)(3) + (2) → (2)"),
        ("delta_1", "(3×2)(2) ⊙ (3) ⊙ (3) → (3)"),
        ("dW_1", "(2)(3)ᵀ → (2×3)"),
        ("W_0", "(3×2) − η · (3×2) → (3×2)"),
    ],
)
@each_other_book
def test_shapes_are_those_of_what_is_shown(book: str, key: str, shapes: str) -> None:
    """Of a 2-3-2 network with units in rows."""
    assert walk("two outputs", book)[key].shapes == shapes


@each_pass
@each_other_book
def test_every_formula_is_latex_that_can_be_set(name: str, book: str) -> None:
    """And no symbol has two marks above it, which LaTeX refuses."""
    for step in walk(name, book):
        for latex in (*(form.latex for form in step.forms), step.cell(_first(step)).latex(
            step.trace.notation)):  # fmt: skip
            assert "<math" in convert(latex)
            assert not re.search(r"\^\{[^{}]*\}(_\{[^{}]*\})?\^", latex), latex


def _first(step: Step) -> Index:
    return (1,) * step.value.ndim


# --- the books' own equations -------------------------------------------------------------------


def _sigmoid(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


def test_nielsens_four_equations_hold_of_what_is_shown() -> None:
    """BP1 to BP4 for a network of sigmoids, computed from the matrices that he would write."""
    trace = walk("two outputs", "nielsen").trace
    w, b = ({l: trace.shown(f"{kind}_{l - 2}") for l in (2, 3)} for kind in "Wb")
    a = {1: trace.shown("x")}
    z: dict[int, Array] = {}
    for l in (2, 3):
        z[l] = w[l] @ a[l - 1] + b[l]
        a[l] = _sigmoid(z[l])
    slope = {l: _sigmoid(z[l]) * (1 - _sigmoid(z[l])) for l in z}
    delta = {3: (a[3] - trace.shown("y")) * slope[3]}
    delta[2] = (w[3].T @ delta[3]) * slope[2]
    for l in (2, 3):
        assert_allclose(trace.shown(f"delta_{l - 1}"), delta[l], rtol=1e-12)
        assert_allclose(trace.shown(f"db_{l - 2}"), delta[l], rtol=1e-12)
        for j, k in np.ndindex(w[l].shape):
            expected = a[l - 1][k] * delta[l][j]
            assert trace.shown(f"dW_{l - 2}")[j, k] == pytest.approx(expected, rel=1e-12)


def test_bishops_sums_hold_of_what_is_shown() -> None:
    """a_j = Σ_i w_ji z_i + b_j and δ_j = h′(a_j) Σ_k w_kj δ_k, in a network of tanh."""
    trace = walk("tanh", "bishop").trace
    W, x = trace.shown("W_0"), trace.shown("x")
    sums = [sum(W[j, i] * x[i] for i in range(2)) + trace.shown("b_0")[j] for j in range(3)]
    assert_allclose(trace.shown("net_1"), sums, rtol=1e-12)
    w, delta = trace.shown("W_1"), trace.shown("delta_2")
    back = [
        (1 - np.tanh(sums[j]) ** 2) * sum(w[k, j] * delta[k] for k in range(2)) for j in range(3)
    ]
    assert_allclose(trace.shown("delta_1"), back, rtol=1e-12)


# --- index formulas -----------------------------------------------------------------------------


@each_pass
@each_other_book
def test_every_index_formula_gives_the_number(name: str, book: str) -> None:
    """And every symbol in it has the indices at which its number stands in what is shown."""
    steps = walk(name, book)
    for step in steps:
        for shown in cells_of(step):
            for chain in filter(None, (shown.formula, *shown.between)):
                expected = pytest.approx(shown.target.value, rel=1e-12, abs=1e-15)
                assert evaluate_chain(chain) == expected
            for token in (shown.target, *shown.formula):
                if isinstance(token, Number) and token.index:
                    _stands_where_it_says(steps.trace, token)


def _stands_where_it_says(trace: Trace, token: Number) -> None:
    text = trace.notation.entry(token.key, token.index).text
    if text == "1":  # the slope of the identity
        return
    *_, below = re.findall(rf"\[\d+,\d+\]|[{''.join(DIGITS)}]+", text)
    digits = "".join(DIGITS.get(sign, sign) for sign in below.strip("[]"))
    one = "," not in digits and len(token.index) == 1
    places = (
        [int(digits)] if one else list(map(int, digits.split(",") if "," in digits else digits))
    )
    assert trace.shown(token.key)[tuple(place - 1 for place in places)] == token.value, text


@pytest.mark.parametrize(
    ("book", "key", "index", "line"),
    [
        ("notes", "dW_1", (1, 2), "∇W₁[1,2] = z¹₁·δ²₂ = 0.36·0.15 = 0.053"),
        ("nielsen", "dW_1", (2, 1), "∂C/∂w³₂₁ = δ³₂·a²₁ = 0.15·0.36 = 0.053"),
        ("bishop", "dW_1", (2, 1), "∂E/∂w⁽²⁾₂₁ = δ⁽²⁾₂·z⁽¹⁾₁ = 0.15·0.36 = 0.053"),
        ("bishop", "eps", (),
         "E = ½((t₁ − y₁)² + (t₂ − y₂)²) = ½((1 − 0.41)² + (0 − 0.61)²) = 0.36"),
    ],
)  # fmt: skip
def test_a_step_explains_the_entry_that_is_shown_there(
    book: str, key: str, index: Index, line: str
) -> None:
    """One number, [1, 2] in the notes and 21 in a book with units in rows."""
    assert walk("two outputs", book)[key].explain(*index) == line


def test_indices_of_two_digits_stay_apart() -> None:
    """w₁₂,₃ is not w₁,₂₃."""
    assert Notation(1, name="nielsen").entry("W_0", (12, 3)).text == "w²[3,12]"
    assert Notation(1, name="nielsen").entry("W_0", (12, 3)).latex == "w^{2}_{3,12}"
    assert Notation(1, name="bishop").entry("dW_1", (2, 3)).latex == (
        r"\partial E/\partial w^{(2)}_{32}"
    )


# --- words and the table ------------------------------------------------------------------------


@each_pass
@each_other_book
def test_words_and_table_have_nothing_of_the_notes_letters(name: str, book: str) -> None:
    """No net, ε, ∇ or o is left; and every sentence is whole."""
    steps = walk(name, book)
    foreign = r"\bnet\b|net[₁-₉]|ε|∇|\bo\b|\bd_o\b|\beps\b|\bmatvec\b|\bmean_row\b"
    said = [str(steps), *(f"{s.name} {s.words} {s.code} {s.shapes}" for s in steps)]
    said += [s.formula for s in steps]
    for text in said:
        assert not re.search(foreign, text), text
    for step in steps:
        assert re.fullmatch(r"[A-Z][^{}]*\.", step.words), step.key


def test_words_are_those_of_the_book() -> None:
    """Nielsen has weighted inputs, activations and a cost."""
    names = {book: [s.name for s in walk("two outputs", book)] for book in BOOKS}
    assert names["notes"][0] == "net input of the hidden layer"
    assert names["nielsen"][:2] == ["weighted input of the hidden layer",
                                    "activation of the hidden layer"]  # fmt: skip
    assert names["nielsen"][4:6] == ["cost", "slope of the cost at the output"]
    assert names["bishop"][:2] == ["pre-activation of the hidden layer",
                                   "output of the hidden layer"]  # fmt: skip
    assert "t − y is −1" in walk("two outputs", "bishop")["d_o"].words


def test_the_table_shows_the_weights_with_units_in_rows() -> None:
    """And names the target t, the output y."""
    mlp = MLP.from_weights([[[1, -1], [0.5, 2]], [[2], [-1]]], [[0, 1], [0.5]], "identity")
    lines = str(walkthrough(mlp, [1, 2], [1], eta=0.1, notation="bishop")).splitlines()
    assert lines[:5] == [
        "2-2-1 network, h⁽¹⁾ = identity, h⁽²⁾ = identity, half_squared_error, η = 0.1",
        "  x = [1, 2]",
        "  t = [1]",
        "  W⁽¹⁾ = [[1, 0.5], [-1, 2]]",
        "  b⁽¹⁾ = [0, 1]",
    ]
    assert "  ∂E/∂W⁽¹⁾ = δ⁽¹⁾ xᵀ = [[-1, -2], [0.5, 1]]" in lines
    assert "  new W⁽²⁾ ← W⁽²⁾ − η · ∂E/∂W⁽²⁾ = [[2.1, -0.8]]" in lines


@each_other_book
@pytest.mark.parametrize("slip", slips.values(), ids=slips)
def test_a_slip_gives_the_same_numbers_in_every_book(slip: Slip, book: str) -> None:
    """It quotes the notes: what it does with W does not change with the letters."""
    for name in ("two outputs", "square", "softmax", "relu"):
        for step in walk(name, book):
            if slip.applies(step.trace, step.key):
                expected = _given(slip, walk(name).trace, step.key)
                assert_array_equal(_given(slip, step.trace, step.key), expected)


def _given(slip: Slip, trace: Trace, key: str) -> Array:
    try:
        return slip.value(trace, key)
    except ShapeError:
        return np.array(np.nan)


# --- which notation -----------------------------------------------------------------------------


@each_pass
def test_the_default_is_the_notes(name: str) -> None:
    """Text, code and words."""
    mlp, x, y = PASSES[name]
    assert str(walkthrough(mlp, x, y, notation="notes")) == str(walkthrough(mlp, x, y))


@each_other_book
def test_the_names_of_one_hidden_layer_are_for_the_notes_only(book: str) -> None:
    """W_h and net_z are the notes'."""
    named = walkthrough(*PASSES["two outputs"], named=True, notation=book)
    assert str(named) == str(walk("two outputs", book))


def test_an_unknown_notation_is_refused_with_the_nearest() -> None:
    """Before anything is computed."""
    with pytest.raises(ValueError, match="unknown notation 'nielson': did you mean 'nielsen'"):
        walkthrough(*PASSES["two outputs"], notation="nielson")
    with pytest.raises(TypeError, match="notation must be a name"):
        walkthrough(*PASSES["two outputs"], notation=3)  # type: ignore[arg-type]


@each_other_book
@pytest.mark.parametrize("h", [0, 1, 3])
def test_no_two_quantities_of_a_book_share_a_symbol(book: str, h: int) -> None:
    """In whole or entry by entry, in text, LaTeX and HTML."""
    notation = Notation(h, name=book)
    layers = [
        f"{kind}_{l}" for kind in ("net", "z", "delta", "slope", "J") for l in range(1, h + 2)
    ]
    weights = [f"{kind}_{l}" for kind in ("W", "b", "dW", "db", "new:W", "new:b")
               for l in range(h + 1)]  # fmt: skip
    keys = [*layers, *weights, "x", "y", "eps", "eta", "d_o"]
    for way in ("text", "latex", "html"):
        assert len({getattr(notation.symbol(key), way) for key in keys}) == len(keys)


@each_other_book
@pytest.mark.parametrize("key", ["nonsense", "nonsense_1", "W", "o_1", "dW", "d_z", "odd:z_1"])
def test_a_key_that_names_nothing_is_refused(book: str, key: str) -> None:
    """By its name."""
    with pytest.raises(KeyError, match=key.partition(":")[0]):
        Notation(1, name=book).symbol(key)
