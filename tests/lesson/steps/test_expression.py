"""Formulas as data: what they say in symbols, with numbers and in shapes, and that it is true."""

import re
from html import unescape

import numpy as np
import pytest
from latex2mathml.converter import convert
from numpy.testing import assert_allclose

from mlpcore import MLP
from mlpcore.checks import Array
from mlpcore.lesson import Step, walkthrough
from mlpcore.lesson.notation.books import BOOKS
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.symbols import Notation
from mlpcore.lesson.steps.expression import Expression, Operand, Sign
from tests.helpers.letters import letters
from tests.helpers.passes import PASSES, each_pass, walk

PYTHON = {"⊙": "*", "·": "*", "⊘": "/", "−": "-", "": "@", "½‖": "half_square(", "‖²": ")",
          "Σy": "* sum_y", "Σt": "* sum_y", "log": "@"}  # fmt: skip


def evaluate(step: Step, expression: Expression) -> Array:
    """What a formula gives, read part by part: vectors are columns, side by side is a product."""
    names: dict[str, object] = {
        "half_square": lambda column: np.sum(column**2) / 2,
        "diag": np.diagflat,
        "sum_y": step.trace.y.sum(),
        "function": lambda net: as_column(step.trace.f[int(step.key.split("_")[1])](net[:, 0])),
        "log": np.log,
    }
    row, before = [], ""
    for n, part in enumerate(expression.parts):
        if isinstance(part, Operand):
            column = as_column(part.value)
            names[f"v{n}"] = column.T if part.transposed else column
            row.append(f"log(v{n})" if before == "log" else f"v{n}")
        elif part.text.endswith("(") and part.text not in ("(", "diag("):
            row.append("function(")
        else:
            row.append(PYTHON.get(part.text, part.text))
        before = part.text
    return np.reshape(eval(" ".join(row), names), np.shape(expression.value))


def as_column(value: Array) -> Array:
    """A vector as a column; numbers and matrices as they are."""
    return np.asarray(value)[:, None] if np.ndim(value) == 1 else np.asarray(value)


def only_named(expression: Expression) -> bool:
    """Whether the formula is but a name: a loss of one's own, or an own activation's Jacobian."""
    return any(word in expression.text for word in ("quartic", "half_softmax′"))


@each_pass
def test_every_formula_gives_the_value(name: str) -> None:
    """In both forms, where there are two."""
    for step in walk(name):
        for form in step.forms:
            if not only_named(form):
                assert_allclose(
                    evaluate(step, form), step.value, rtol=1e-12, atol=1e-15, err_msg=form.text
                )


@pytest.mark.section("derivatives")
@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("two outputs", ["∂ε/∂o ⊙ o ⊙ (1 − o)", "∂ε/∂o ⊙ σ(net₂) ⊙ (1 − σ(net₂))"]),
        ("tanh", ["∂ε/∂o ⊙ (1 − o²)", "∂ε/∂o ⊙ (1 − tanh²(net₂))"]),
        ("relu output", ["∂ε/∂o ⊙ [o > 0]", "∂ε/∂o ⊙ [net₂ > 0]"]),
        ("relu", ["∂ε/∂o ⊙ 1"]),
        ("own activation", ["∂ε/∂o ⊙ f²′(net₂)"]),
        ("softmax", ["(J²)ᵀ ∂ε/∂o"]),
        ("binary", ["∂ε/∂o ⊙ o ⊙ (1 − o)", "∂ε/∂o ⊙ σ(net₂) ⊙ (1 − σ(net₂))"]),
    ],
)
def test_the_derivative_is_written_from_the_output_and_from_the_net_input(
    name: str, forms: list[str]
) -> None:
    """One form where there is no other to write."""
    assert [form.text for form in walk(name)["delta_2"].forms] == [f"δ² = {f}" for f in forms]


@pytest.mark.parametrize(
    ("name", "key", "text", "shapes"),
    [
        ("two outputs", "net_1", "net₁ = W₀ᵀ x + b₀", "(3×2)(2) + (3) → (3)"),
        ("two outputs", "z_1", "z¹ = σ(net₁)", "(3) → (3)"),
        ("two outputs", "eps", "ε = ½‖y − o‖²", "(2) − (2) → a number"),
        ("two outputs", "d_o", "∂ε/∂o = o − y", "(2) − (2) → (2)"),
        ("tanh", "delta_1", "δ¹ = (W₁ δ²) ⊙ (1 − (z¹)²)", "(3×2)(2) ⊙ (3) → (3)"),
        ("two outputs", "dW_1", "∇W₁ = z¹ (δ²)ᵀ", "(3)(2)ᵀ → (3×2)"),
        ("two outputs", "W_1", "new W₁ ← W₁ − η · ∇W₁", "(3×2) − η · (3×2) → (3×2)"),
        ("no hidden layer", "dW_0", "∇W₀ = x (δ¹)ᵀ", "(2)(2)ᵀ → (2×2)"),
        ("no hidden layer", "z_1", "o = net₁", "(2) → (2)"),
        ("softmax", "eps", "ε = −Σ yᵢ log oᵢ = −yᵀ log o", "(3)ᵀ (3) → a number"),
        ("softmax", "d_o", "∂ε/∂o = −y ⊘ o", "(3) ⊘ (3) → (3)"),
        ("softmax", "J_2", "J² = diag(o) − o oᵀ", "(3) − (3)(3)ᵀ → (3×3)"),
        ("softmax", "collapsed:delta_2", "δ² = o Σy − y", "(3) − (3) → (3)"),
        ("binary", "eps", "ε = "
         "−yᵀ log o − (1 − y)ᵀ log (1 − o)", "(2)ᵀ (2) − (2)ᵀ (2) → a number"),
        ("binary", "d_o", "∂ε/∂o = −y ⊘ o + (1 − y) ⊘ (1 − o)", "(2) ⊘ (2) + (2) ⊘ (2) → (2)"),
        ("binary", "collapsed:delta_2", "δ² = o − y", "(2) − (2) → (2)"),
        ("softmax hidden", "delta_1", "δ¹ = (J¹)ᵀ (W₁ δ²)", "(3×3)(3×2)(2) → (3)"),
        ("own loss", "d_o", "∂ε/∂o = quartic′(y, o)", "(2), (2) → (2)"),
        ("own softmax", "J_2", "J² = half_softmax′(net₂)", "(3) → (3×3)"),
    ],
)  # fmt: skip
def test_formulas_and_shapes_are_those_of_the_notes(
    name: str, key: str, text: str, shapes: str
) -> None:
    """As corrected."""
    form = walk(name)[key].forms[0]
    assert (form.text, form.shapes) == (text, shapes)


@pytest.mark.parametrize(
    ("key", "latex"),
    [
        ("net_1", r"\mathrm{net}_{z} = W_{h}^{\mathsf T} \, x + b_{h}"),
        (
            "delta_1",
            r"\delta_{h} = \left( W_{o} \, \delta_{o} \right) \odot z \odot \left(1 - z\right)",
        ),
        ("dW_0", r"\nabla W_{h} = x \, \delta_{h}^{\mathsf T}"),
        ("W_1", r"W_{o}^{\text{new}} \leftarrow W_{o} - \eta \cdot \nabla W_{o}"),
    ],
)
def test_latex_carries_the_names_of_the_notes(key: str, latex: str) -> None:
    """For one hidden layer."""
    assert walkthrough(*PASSES["two outputs"], named=True)[key].formula == latex


def test_the_binary_cross_entropy_is_set_with_brackets_that_grow() -> None:
    vectors = r"- y^{\mathsf T} \log\, o - \left(1 - y\right)^{\mathsf T} \log\, \left(1 - o\right)"
    assert walk("binary")["eps"].formula == rf"\varepsilon = {vectors}"
    assert walk("binary, one output")["d_o"].filled == (
        r"\frac{\partial\varepsilon}{\partial o} = - \begin{pmatrix} 0.30 \end{pmatrix} \oslash"
        r" \begin{pmatrix} 0.25 \end{pmatrix} + \begin{pmatrix} 0.70 \end{pmatrix} \oslash"
        r" \begin{pmatrix} 0.75 \end{pmatrix} = \begin{pmatrix} -0.25 \end{pmatrix}"
    )


def test_the_filled_formula_has_the_numbers_in_place() -> None:
    """Transposed where the formula transposes, and with what they come to."""
    x, delta = r"\begin{pmatrix} 2 \\ 0 \end{pmatrix}", r"\begin{pmatrix} 1 & -3 \end{pmatrix}"
    gives = r"\begin{pmatrix} 2 & -6 \\ 0 & 0 \end{pmatrix}"
    mlp = MLP.from_weights([np.eye(2)], [[0, 0]], "identity")
    step = walkthrough(mlp, [2, 0], [1, 3])["dW_0"]
    assert step.filled == rf"\nabla W_{{0}} = {x} \, {delta} = {gives}"


@each_pass
def test_every_formula_is_latex_that_can_be_set(name: str) -> None:
    """In symbols and with numbers."""
    for step in walk(name):
        for form in step.forms:
            assert "<math" in convert(form.latex), form.latex
            assert form.filled.count("{") == form.filled.count("}")


def test_an_operand_says_its_role_and_keeps_its_own_value() -> None:
    """Transposed or not: the ledger shows W, the formula W transposed."""
    weights, x, bias = walk("two outputs")["net_1"].factors
    assert [weights.role, x.role, bias.role] == ["weights", "input", "bias"]
    assert (weights.key, weights.transposed, weights.value.shape) == ("W_0", True, (2, 3))
    assert weights.shown.shape == (3, 2)


ROLES = {
    "x": "input", "W": "weights", "b": "bias", "net": "net input", "y": "target", "J": "Jacobian",
    "d_o": "slope at the output", "delta": "δ of the next layer", "dW": "gradient",
    "db": "gradient", "eta": "learning rate", "one_minus:y": "1 less the target",
}  # fmt: skip


@each_pass
def test_a_quantity_has_one_role_in_every_formula(name: str) -> None:
    """But for an output, which is the input of the layer above and gives the slope here."""
    found = {(Key(part.key).kind, part.role) for step in walk(name) for part in step.factors}
    outputs = {role for kind, role in found if kind == "z" or kind not in ROLES}
    assert {(kind, role) for kind, role in found if ROLES.get(kind, role) != role} == set()
    assert outputs <= {"input", "output", "slope", "1 less the output"}


def test_signs_and_operands_make_an_expression() -> None:
    """The smallest one."""
    a = Operand("b_0", np.array([1.0, 2.0]), "bias", Notation(1).symbol("b_0"))
    twice = Expression(Notation(1).symbol("net_1"), (a, Sign("+", "+", " + "), a), a.value * 2)
    assert twice.text == "net₁ = b₀ + b₀"
    assert twice.shapes == "(2) + (2) → (2)"
    assert twice.factors == [a, a]


@each_pass
def test_every_face_of_a_formula_has_an_arrow_just_where_a_weight_is_updated(name: str) -> None:
    """←, and = everywhere else, in Unicode, in HTML, in LaTeX and with numbers."""
    for step in walk(name):
        is_updated = step.key[:2] in ("W_", "b_")
        for form in step.forms:
            faces = (form.text, form.html, form.latex, form.filled)
            left = (form.left.text, form.left.html, form.left.latex, form.left.latex)
            sign = ("←", "←", r"\leftarrow", r"\leftarrow") if is_updated else ("=",) * 4
            for face, begin, mark in zip(faces, left, sign, strict=True):
                assert face.startswith(f"{begin} {mark} "), face
            assert is_updated or "←" not in form.text + form.html


TAGS = re.compile(r"<[^>]+>")
LEVEL = str.maketrans("₀₁₂₃₄₅₆₇₈₉ᵢⱼ⁰¹²³⁴⁵⁶⁷⁸⁹ᵀ", "0123456789ij0123456789T")


@each_pass
def test_html_says_what_the_line_in_unicode_says(name: str) -> None:
    """Letter by letter, with raised and lowered ones as tags."""
    for step in walk(name):
        for form in step.forms:
            assert plain(form.html) == plain(form.text)


@each_pass
@pytest.mark.parametrize("book", BOOKS)
def test_latex_has_the_letters_of_the_line_in_unicode(name: str, book: str) -> None:
    """In the letters of every book."""
    for step in walk(name, book):
        for form in step.forms:
            assert letters(form.latex) == letters(form.text)


def plain(written: str) -> str:
    """Without tags and blanks, all on one line."""
    return re.sub(r"[\s,{}]", "", unescape(TAGS.sub("", written)).translate(LEVEL))
