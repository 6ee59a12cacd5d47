"""Index formulas: true to the last digit, and with the right sources."""

import re

import numpy as np
import pytest
from latex2mathml.converter import convert

from mlpcore.activations import quiet
from mlpcore.lesson import Step, walkthrough
from mlpcore.lesson.notation.symbols import Index, Notation
from mlpcore.lesson.steps.expression import Cell, Number, needs_brackets
from mlpcore.lesson.steps.quantities import cell
from tests.helpers.passes import PASSES, SOFT_PLUS, each_pass, walk

PYTHON = {"½": "0.5*", "²": "**2", "·": "*", "−": "-", "e^": "e**", "ReLU": "relu"}
NAMES = {"log": np.log, "tanh": np.tanh, "max": max, "e": np.e, "soft_plus": SOFT_PLUS,
         "σ": lambda net: 1 / (1 + np.exp(-net)), "relu": lambda net: max(net, 0)}  # fmt: skip


@quiet
def evaluate(chain: tuple[str | Number, ...]) -> float:
    """What a row of signs and numbers gives, at full precision."""
    row = "".join(f"({token.value!r})" if isinstance(token, Number) else token for token in chain)
    for sign, python in PYTHON.items():
        row = row.replace(sign, python)
    return float(eval(row, dict(NAMES)))


def cells_of(step: Step) -> list[Cell]:
    """Every cell of a step, or, of a large matrix, some."""
    places = [tuple(i + 1 for i in at) for at in np.ndindex(step.value.shape)]
    return [step.cell(at) for at in places[:: max(1, len(places) // 16)]]


@each_pass
def test_every_index_formula_gives_the_number(name: str) -> None:
    """And so does what stands between it and the number."""
    for step in walk(name):
        for shown in cells_of(step):
            for chain in filter(None, (shown.formula, *shown.between)):
                assert evaluate(chain) == pytest.approx(shown.target.value, rel=1e-12, abs=1e-15)


@each_pass
def test_only_what_has_no_rule_of_the_notes_has_no_index_formula(name: str) -> None:
    """A loss or a softmax of one's own."""
    bare = {step.key for step in walk(name) if not step.cell((1,) * step.value.ndim).formula}
    own = {"own loss": {"eps", "d_o"}, "own softmax": {"z_1", "z_2", "J_1", "J_2"}}
    assert bare == own.get(name, set())


@each_pass
def test_every_number_of_a_formula_is_the_number_of_its_quantity(name: str) -> None:
    """A source is where the number stands."""
    trace = walk(name).trace
    for step in walk(name):
        for shown in cells_of(step):
            for token in shown.formula:
                if isinstance(token, Number):
                    assert token == trace.number(token.key, token.index)


@pytest.mark.parametrize(
    ("name", "key", "index", "sources"),
    [
        ("two outputs", "net_1", (2,),
         {"W_0": [(1, 2), (2, 2)], "x": [(1,), (2,)], "b_0": [(2,)]}),
        ("two outputs", "z_1", (3,), {"net_1": [(3,)]}),
        ("two outputs", "eps", (), {"y": [(1,), (2,)], "z_2": [(1,), (2,)]}),
        ("two outputs", "d_o", (2,), {"y": [(2,)], "z_2": [(2,)]}),
        ("two outputs", "delta_2", (1,), {"d_o": [(1,)], "z_2": [(1,)], "one_minus:z_2": [(1,)]}),
        ("two outputs", "delta_1", (3,),
         {"W_1": [(3, 1), (3, 2)], "delta_2": [(1,), (2,)], "z_1": [(3,)],
          "one_minus:z_1": [(3,)]}),
        ("two outputs", "dW_0", (2, 3), {"x": [(2,)], "delta_1": [(3,)]}),
        ("two outputs", "db_1", (2,), {"delta_2": [(2,)]}),
        ("two outputs", "W_1", (3, 2), {"W_1": [(3, 2)], "eta": [()], "dW_1": [(3, 2)]}),
        ("softmax", "z_2", (1,), {"net_2": [(1,), (2,), (3,)]}),
        ("softmax", "J_2", (1, 1), {"z_2": [(1,)]}),
        ("softmax", "J_2", (1, 3), {"z_2": [(1,), (3,)]}),
        ("softmax", "delta_2", (3,),
         {"J_2": [(1, 3), (2, 3), (3, 3)], "d_o": [(1,), (2,), (3,)]}),
        ("softmax", "collapsed:delta_2", (2,), {"z_2": [(2,)], "y": [(1,), (2,), (3,)]}),
        ("binary", "d_o", (2,),
         {"y": [(2,)], "z_2": [(2,)], "one_minus:y": [(2,)], "one_minus:z_2": [(2,)]}),
        ("binary", "collapsed:delta_2", (2,), {"z_2": [(2,)], "y": [(2,)]}),
    ],
)  # fmt: skip
def test_the_sources_are_row_and_column(
    name: str, key: str, index: Index, sources: dict[str, list[Index]]
) -> None:
    """Each once, counted from 1."""
    found = walk(name)[key].cell(index).sources
    assert {key: sorted(places) for key, places in found.items()} == sources


@pytest.mark.parametrize(
    ("name", "key", "index", "text"),
    [
        ("two outputs", "net_1", (1,),
         "net₁[1] = W₀[1,1]·x₁ + W₀[2,1]·x₂ + b₀[1] = "
         "0.25·0.80 + (−0.55)·(−0.40) + (−0.99) = −0.57"),
        ("two outputs", "z_1", (1,), "z¹₁ = σ(net₁[1]) = σ(−0.57) = 1/(1 + e^−(−0.57)) = 0.36"),
        ("tanh", "z_1", (1,), "z¹₁ = tanh(net₁[1]) = tanh(−0.57) = −0.51"),
        ("relu", "z_1", (1,), "z¹₁ = ReLU(net₁[1]) = ReLU(−0.57) = max(0, −0.57) = 0"),
        ("relu", "z_2", (1,), "o₁ = net₂[1] = −0.61"),
        ("two outputs", "eps", (),
         "ε = ½((y₁ − o₁)² + (y₂ − o₂)²) = ½((1 − 0.41)² + (0 − 0.61)²) = 0.36"),
        ("two outputs", "delta_2", (1,),
         "δ²₁ = ∂ε/∂o₁ · o₁ · (1 − o₁) = (−0.59) · 0.41 · 0.59 = (−0.59) · 0.24 = −0.14"),
        ("softmax", "d_o", (1,), "∂ε/∂o₁ = −y₁ / o₁ = −(0) / 0.11 = 0"),
        ("binary", "eps", (),
         "ε = −(y₁·log o₁ + (1 − y₁)·log (1 − o₁) + y₂·log o₂ + (1 − y₂)·log (1 − o₂)) = "
         "−(1·log 0.41 + 0·log 0.59 + 0·log 0.61 + 1·log 0.39) = 1.83"),
        ("binary", "d_o", (2,),
         "∂ε/∂o₂ = −y₂ / o₂ + (1 − y₂) / (1 − o₂) = −(0) / 0.61 + 1 / 0.39 = 2.58"),
        ("binary", "collapsed:delta_2", (1,), "δ²₁ = o₁ − y₁ = 0.41 − 1 = −0.59"),
        ("two outputs", "db_1", (1,), "∇b₁[1] = δ²₁ = −0.14"),
        ("two outputs", "b_0", (3,), "new b₀[3] = b₀[3] − η·∇b₀[3] = 0.59 − 0.50·0.0037 = 0.59"),
    ],
)  # fmt: skip
def test_the_chain_reads_from_symbols_to_the_number(
    name: str, key: str, index: Index, text: str
) -> None:
    """Each stage once; brackets where a sign would be misread."""
    assert walk(name)[key].cell(index).text(walk(name).trace.notation) == text


def test_latex_holds_exponents_and_names_together() -> None:
    """e^−net₁[1] is one power; ReLU is upright."""
    sigmoid = walk("two outputs")["z_1"].cell(1).latex(Notation(1))
    assert r"1/(1 + e^{-\mathrm{net}_{1}[1]})" not in sigmoid  # symbols stand in σ(net) alone
    assert sigmoid.endswith(r"= 1/(1 + e^{-(-0.57)}) = 0.36")
    softmax = walk("softmax")["z_2"].cell(1).latex(Notation(1))
    assert r"o_{1} = e^{\mathrm{net}_{2}[1]} / (e^{\mathrm{net}_{2}[1]} + " in softmax
    assert r"\mathrm{soft\_plus}(" in walk("own activation")["z_1"].cell(1).latex(Notation(1))


@pytest.mark.parametrize(
    ("name", "key", "index", "latex"),
    [
        ("two outputs", "z_1", (1,),
         r"z^{1}_{1} = \sigma (\mathrm{net}_{1}[1]) = \sigma (-0.57) = "
         r"1/(1 + e^{-(-0.57)}) = 0.36"),
        ("two outputs", "eps", (),
         r"\varepsilon = \tfrac12 ((y_{1} - o_{1})^2 + (y_{2} - o_{2})^2) = "
         r"\tfrac12 ((1 - 0.41)^2 + (0 - 0.61)^2) = 0.36"),
        ("two outputs", "b_0", (3,),
         r"b_{0}[3]^{\text{new}} = b_{0}[3] - \eta\cdot \nabla b_{0}[3] = "
         r"0.59 - 0.50\cdot 0.0037 = 0.59"),
    ],
)  # fmt: skip
def test_the_signs_of_an_index_formula_are_there_in_latex(
    name: str, key: str, index: Index, latex: str
) -> None:
    """σ, ², ½, · and −."""
    assert walk(name)[key].cell(index).latex(walk(name).trace.notation) == latex


@each_pass
def test_every_index_formula_can_be_written(name: str) -> None:
    """In text without −0 and ending in the number, and as LaTeX."""
    for step in walk(name):
        for shown in cells_of(step)[:2]:
            text = shown.text(step.trace.notation)
            assert not re.search(r"−0(?![.\d])|−0\.0+(?!\d)|= =", text), text
            assert "<math" in convert(shown.latex(step.trace.notation))


@pytest.mark.parametrize(
    ("chain", "at", "needed"),
    [
        ((Number("x", (1,), -1.0),), 0, False),
        ((Number("x", (1,), -1.0), " + "), 0, True),
        ((Number("x", (1,), 1.0), " + "), 0, False),
        (("tanh(", Number("x", (1,), -1.0), ")"), 1, False),
        (("max(0, ", Number("x", (1,), -1.0), ")"), 1, False),
        (("(", Number("x", (1,), -1.0), " − "), 1, True),
        ((" · ", Number("x", (1,), 2e-7)), 1, True),
        (("−", Number("x", (1,), 0.0), " / "), 1, True),
        (("−", Number("x", (1,), 0.5), " / "), 1, False),
        ((" − ", Number("x", (1,), 0.0)), 1, False),
    ],
)
def test_brackets_stand_where_a_number_would_be_misread(
    chain: tuple[str | Number, ...], at: int, needed: bool
) -> None:
    """And nowhere else."""
    assert needs_brackets(chain, at) is needed


def test_what_is_given_has_no_formula() -> None:
    """x, y and the weights before the step."""
    trace = walk("two outputs").trace
    for key, index in (("x", (1,)), ("y", (2,)), ("W_0", (1, 1)), ("b_1", (1,)), ("eta", ())):
        shown = cell(trace, key, index)
        assert (shown.formula, shown.sources) == ((), {})
    assert cell(trace, "x", (1,)).text(trace.notation) == "x₁ = 0.80"


@pytest.mark.parametrize(
    ("key", "index", "error"),
    [
        ("delta_1", (4,), IndexError),
        ("delta_1", (0,), IndexError),
        ("delta_1", (), IndexError),
        ("dW_0", (1,), IndexError),
        ("eps", (1,), IndexError),
        ("delta_0", (1,), KeyError),
        ("delta_3", (1,), KeyError),
        ("net_0", (1,), KeyError),
        ("W_-1", (1, 1), KeyError),
        ("nonsense", (), KeyError),
        ("nonsense:z_1", (1,), KeyError),
    ],
)
def test_there_is_no_cell_where_there_is_no_number(
    key: str, index: Index, error: type[Exception]
) -> None:
    """Neither at index 0 nor in a layer without such a quantity."""
    with pytest.raises(error, match=key):
        cell(walk("two outputs").trace, key, index)


def test_an_index_may_be_a_number_alone() -> None:
    """Of a vector."""
    step = walkthrough(*PASSES["two outputs"])["delta_1"]
    assert step.cell(2) == step.cell((2,))
