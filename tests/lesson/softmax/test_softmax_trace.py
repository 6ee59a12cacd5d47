"""Softmax on record: its numbers, its index formulas, its words, and what is refused."""

import re
from html import unescape
from typing import Any
from unicodedata import normalize

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from mlpcore import softmax
from mlpcore.gradcheck import central_differences
from mlpcore.lesson.softmax.quantities import QUANTITIES, given, naive_softmax, no_formula
from mlpcore.lesson.softmax.softmax_trace import (
    SoftmaxPass,
    collapse_text,
    sweep,
)
from mlpcore.lesson.softmax.topics import (
    TOPICS,
    log_words,
    naive_words,
    shift_words,
    temperature_words,
)
from mlpcore.lesson.steps.expression import Cell, Number
from mlpcore.losses import LOSSES
from tests.helpers.letters import letters
from tests.helpers.softmax_oracle import Given, wrong

FOUND = [key for key, each in QUANTITIES.items() if each.value is not given]
PLAIN = Given([2.0, 1.0, -1.0], [0.0, 1.0, 0.0])
GIVEN = {
    "plain": PLAIN,
    "squared error": PLAIN._replace(loss="half_squared_error"),
    "binary": PLAIN._replace(loss="binary_cross_entropy", T=0.7),
    "warm and shifted": PLAIN._replace(T=2.5, c=3.0),
    "cold, squared error": PLAIN._replace(T=0.4, loss="half_squared_error"),
    "targets that are no shares": Given([0.3, -0.2], [0.7, 1.1], T=1.5),
    "eight classes": Given([2, 1, -1, 0.5, 0.3, -2, 0, 1], [0, 0, 0, 0.5, 0, 0, 0, 0.5]),
    "shifted by 1000": PLAIN._replace(c=1000.0),
    "shifted by -1000": PLAIN._replace(c=-1000.0),
    "a share that rounds to 0": Given([0.0, -1000.0], [0.0, 1.0]),
}
each_given = pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)


def record(given: Given) -> SoftmaxPass:
    return SoftmaxPass(*given)


def numbers(p: SoftmaxPass) -> list[tuple[str, tuple[int, ...], float]]:
    """Every number of every quantity, indices counted from 1."""
    return [
        (key, tuple(i + 1 for i in at), float(p.value(key)[at]))
        for key in ("net", "y", *FOUND)
        if key != "eps"
        for at in np.ndindex(p.value(key).shape)
    ]


# --- the textbook formula ------------------------------------------------------------------------


def test_the_naive_formula_is_softmax_where_nothing_overflows() -> None:
    net = np.array([[2.0, 1.0, -1.0], [0.0, 700.0, 3.0]])
    assert np.allclose(naive_softmax(net), softmax(net), rtol=1e-14, atol=0)


@pytest.mark.parametrize("net", [[1000.0, 999.0], [-1000.0, -1001.0], [710.0, 0.0]])
def test_the_naive_formula_is_undefined_beyond_float64_and_does_not_warn(
    net: list[float],
) -> None:
    assert np.isnan(naive_softmax(net)[0])
    assert np.isfinite(softmax(net)).all()


# --- the record -----------------------------------------------------------------------------------


@each_given
def test_every_number_on_record_is_what_mlpcore_computes(given: Given) -> None:
    assert wrong(numbers(record(given)), given) == []


@drawn(
    net=st.lists(st.floats(-6, 6), min_size=2, max_size=8),
    T=st.floats(0.3, 5),
    c=st.floats(-10, 10),
)
@settings(max_examples=50, deadline=None)
def test_the_jacobian_is_the_derivative_and_carries_1_over_T(
    net: list[float], T: float, c: float
) -> None:
    """Row i, column j is ∂o_i/∂net_j of o = softmax((net + c)/T), by central differences."""
    p = SoftmaxPass(net, np.eye(len(net))[0], T=T, c=c)
    for i, row in enumerate(p.value("J")):
        found = central_differences(lambda at: float(softmax((at + c) / T)[i]), np.array(net))  # noqa: B023
        assert np.allclose(row, found, rtol=1e-6, atol=1e-8)


@drawn(net=st.lists(st.floats(-30, 30), min_size=2, max_size=8), T=st.floats(0.3, 5))
@settings(max_examples=100, deadline=None)
def test_what_holds_of_the_jacobian(net: list[float], T: float) -> None:
    """Rows and columns add up to 0, it is symmetric, and no eigenvalue is below 0."""
    p = SoftmaxPass(net, np.eye(len(net))[0], T=T)
    for key in ("row_sums", "column_sums", "asymmetry"):
        assert not p.value(key).any()
    assert (p.value("eigenvalues") >= -1e-11).all()
    assert abs(p.value("eigenvalues")[-1]) < 1e-11


@drawn(
    net=st.lists(st.floats(-6, 6), min_size=3, max_size=3),
    y=st.lists(st.floats(0, 2), min_size=3, max_size=3),
    T=st.floats(0.3, 5),
)
@settings(max_examples=100, deadline=None)
def test_the_collapse_holds_for_any_targets(net: list[float], y: list[float], T: float) -> None:
    """Jᵀ ∂ε/∂o is (o Σy − y)/T, which is (o − y)/T only where Σy = 1."""
    p = SoftmaxPass(net, y, T=T)
    short = (p.value("o") * np.sum(y) - y) / T
    assert np.allclose(p.value("summed"), short, rtol=1e-9, atol=1e-9)
    assert np.allclose(p.value("delta"), short, rtol=1e-12, atol=1e-12)


ROUNDED = ("row_sums", "column_sums", "asymmetry", "eigenvalues", "sum_o", "moved", "numerical")


@pytest.mark.parametrize("given", [*GIVEN.values(), Given([21.0, 0.0], [1.0, 0.0])])
def test_what_is_0_but_for_the_last_digits_is_0_without_a_sign(given: Given) -> None:
    """Also where −0 is what rounding gives, as of a δ that is nearly 0 and below."""
    for key in ROUNDED:
        value = record(given).value(key)
        assert not np.signbit(value[np.asarray(value == 0)]).any(), key


def test_o_minus_y_is_wrong_where_the_targets_do_not_add_up_to_1() -> None:
    p = SoftmaxPass([2.0, 1.0, -1.0], [0.0, 1.0, 0.5])
    assert not np.allclose(p.value("delta"), p.value("o") - p.value("y"), atol=0.1)
    assert p.agreement("delta").ok


@each_given
def test_the_gradient_check_refutes_the_slip_and_no_delta(given: Given) -> None:
    p = record(given)
    assert p.agreement("delta").ok
    assert not p.agreement("slip").ok


def test_a_delta_wrong_by_a_thousandth_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    right = QUANTITIES["delta"]
    wrong = right._replace(value=lambda p: 1.001 * right.value(p))
    monkeypatch.setitem(QUANTITIES, "delta", wrong)
    assert not record(PLAIN).agreement("delta").ok


def test_a_constant_changes_neither_o_nor_J_nor_delta() -> None:
    plain = record(PLAIN)
    for c in (-50.0, 3.0, 1e6):
        moved = record(PLAIN._replace(c=c))
        for key in ("o", "J", "delta", "log_o"):
            assert np.allclose(moved.value(key), plain.value(key), atol=1e-9)


def test_sure_and_wrong_is_loud_for_cross_entropy_and_silent_for_squared_error() -> None:
    p = SoftmaxPass([30.0, 0.0, 0.0], [0.0, 1.0, 0.0])
    assert p.value("size_ce") == pytest.approx(np.sqrt(2))
    assert p.value("size_se") < 1e-12


@pytest.mark.parametrize("T", [1.0, 2.0])
def test_the_sweep_is_the_size_of_delta_at_every_point(T: float) -> None:
    found = sweep(SoftmaxPass([2.0, 1.0, -1.0], [0.0, 1.0, 0.0], T=T, c=5.0))
    for n in (0, 40, 96):
        there = SoftmaxPass([2.0, found["net"][n], -1.0], [0.0, 1.0, 0.0], T=T, c=5.0)
        assert found["ce"][n] == pytest.approx(float(there.value("size_ce")), rel=1e-12)
        assert found["se"][n] == pytest.approx(float(there.value("size_se")), rel=1e-12)


# --- index formulas -------------------------------------------------------------------------------


@np.errstate(all="ignore")
def computed(cell: Cell) -> float:
    """What an index formula comes to: its signs read as Python, its numbers as they are."""
    text = "".join(f"np.float64({t.value!r})" if isinstance(t, Number) else t for t in cell.formula)
    for sign, python in (
        ("½(", "0.5*("), ("√(", "np.sqrt("), ("²", "**2"), ("e^", "np.e**"), ("log ", "np.log "),
        ("log(", "np.log("), ("−", "-"), ("·", "*"),
    ):  # fmt: skip
        text = text.replace(sign, python)
    text = re.sub(r"np\.log np\.float64\(([^)]*)\)", r"np.log(np.float64(\1))", text)
    return float(eval(text, {"np": np, "inf": np.inf, "nan": np.nan}))


@pytest.mark.parametrize("key", [key for key in FOUND if QUANTITIES[key].entry is not no_formula])
@pytest.mark.parametrize(
    "name", ["plain", "squared error", "binary", "warm and shifted", "eight classes"]
)
def test_every_index_formula_gives_the_number_it_is_about(key: str, name: str) -> None:
    p = record(GIVEN[name])
    for at in np.ndindex(p.value(key).shape):
        cell = p.cell(key, tuple(i + 1 for i in at))
        assert computed(cell) == pytest.approx(cell.target.value, rel=1e-9, abs=1e-11)


def test_the_two_cases_of_the_jacobian_are_written_out() -> None:
    p = record(PLAIN)
    assert p.text("J", (1, 1)) == "J[1,1] = o₁·(1 − o₁) = 0.71·(1 − 0.71) = 0.21"
    assert p.text("J", (1, 2)) == "J[1,2] = −o₁·o₂ = −0.71·0.26 = −0.18"
    warm = record(PLAIN._replace(T=2.0))
    assert warm.text("J", (1, 2)) == "J[1,2] = −o₁·o₂ / T = −0.55·0.33 / 2 = −0.091"


def test_the_sources_of_a_delta_are_its_column_of_the_jacobian() -> None:
    assert record(PLAIN).cell("summed", (2,)).sources == {
        "J": [(1, 2), (2, 2), (3, 2)],
        "d_o": [(1,), (2,), (3,)],
    }


@each_given
def test_an_entry_of_delta_is_written_out_as_delta_is(given: Given) -> None:
    """With the sum of the targets, or with the mean of ∂ε/∂o."""
    p = record(given)
    sources, text = p.cell("delta", (1,)).sources, collapse_text(p)
    assert ("sum_y" in sources, "mean_d_o" in sources) == ("Σy" in text, "Σo" in text)


@each_given
def test_every_formula_that_is_printed_gives_the_numbers_behind_it(given: Given) -> None:
    """Read as Python, to the digits that are printed."""
    p = record(given)
    names = {key: p.value(key) for key in ("net", "y", "s", "o", "J", "d_o")}
    names |= {"T": given.T, "c": given.c, "softmax": softmax, "diag": np.diag, "np": np}
    lines = [line.split(" = ") for line in str(p).splitlines()[1:] if line.count(" = ") == 2]
    assert {line[0].strip() for line in lines} >= {"o", "J", "δ", "claimed δ"}
    for _, formula, numbers in lines:
        for sign, python in (
            ("Σo·∂ε/∂o", "np.sum(o * d_o)"), ("∂ε/∂o", "d_o"), (" Σy", " * np.sum(y)"),
            ("⊙", "*"), ("−", "-"), ("Jᵀ ", "J.T @ "), ("o oᵀ", "np.outer(o, o)"),
        ):  # fmt: skip
            formula = formula.replace(sign, python)
        if "undefined" not in numbers and "∞" not in numbers:
            printed = np.array(eval(numbers.partition(": ")[0]))
            assert eval(formula, names) == pytest.approx(printed, rel=1e-5, abs=1e-9)


def test_every_quantity_has_a_symbol_and_every_entry_a_name() -> None:
    p = record(PLAIN)
    for key in FOUND:
        index = (1, 2)[: p.value(key).ndim]
        assert p.notation.entry(key, index).html.count("<sub>") == (1 if len(index) == 1 else 0)


# --- words ----------------------------------------------------------------------------------------


@each_given
def test_every_topic_has_a_formula_for_every_pass(given: Given) -> None:
    for topic in TOPICS:
        text, latex = topic.formula(record(given))
        assert latex
        assert text.count("(") == text.count(")")
        assert "/T" in text or given.T == 1 or topic.key in ("naive", "errors")


@drawn(net=st.lists(st.floats(-6, 6), min_size=2, max_size=5), loss=st.sampled_from([*LOSSES]))
@settings(max_examples=60, deadline=None)
def test_what_is_left_of_delta_multiplied_out_is_delta(net: list[float], loss: str) -> None:
    """The formula as it is printed, read as Python."""
    p = SoftmaxPass(net, np.eye(len(net))[0], loss)
    text = collapse_text(p).replace("Σo·∂ε/∂o", "np.sum(o * d_o)").replace("∂ε/∂o", "d_o")
    text = text.replace(" Σy", " * np.sum(y)").replace("⊙", "*").replace("−", "-")
    names = {key: p.value(key) for key in ("o", "y", "d_o")}
    assert eval(text, {"np": np, **names}) == pytest.approx(p.value("delta"), rel=1e-9, abs=1e-12)


def test_overflow_is_said_in_words() -> None:
    assert "∞/∞ = undefined" in naive_words(record(PLAIN._replace(c=1000.0)))
    assert "every other share comes out as 0" in naive_words(SoftmaxPass([710.0, 0.0], [1.0, 0.0]))
    assert "0/0 = undefined" in naive_words(record(PLAIN._replace(c=-1000.0)))
    assert "no overflow" in naive_words(record(PLAIN))
    both = SoftmaxPass([709.5, 709.5], [1.0, 0.0])
    assert naive_words(both) == "the sum is ∞ in float64: every share comes out as 0"


def test_what_temperature_shift_and_lost_logarithms_do_is_said_in_words() -> None:
    assert "1/T" in temperature_words(record(PLAIN._replace(T=2.0)))
    assert "closer together" in temperature_words(record(PLAIN._replace(T=2.0)))
    assert "further apart" in temperature_words(record(PLAIN._replace(T=0.5)))
    assert "cancels" in shift_words(record(PLAIN._replace(c=2.0)))
    assert "o₂ has rounded to 0" in log_words(SoftmaxPass([0.0, -1000.0], [0.0, 1.0]))


def test_printed_it_is_a_table_without_a_nan() -> None:
    text = str(SoftmaxPass([0.0, -1000.0], [0.0, 1.0]))
    assert "δ = Jᵀ ∂ε/∂o = [undefined, undefined]" in text
    assert "δ = o Σy − y = [1, -1]" in text
    assert "nan" not in text


# --- refusals -------------------------------------------------------------------------------------

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "one class": ({"net": [1.0], "y": [1.0]}, "expected"),
    "a batch": ({"net": [[1.0, 2.0]], "y": [[0.0, 1.0]]}, "expected"),
    "a target too long": ({"y": [0.0, 1.0]}, "y"),
    "a temperature of 0": ({"T": 0.0}, "T is 0"),
    "a temperature far too small": ({"T": 1e-308}, "larger T"),
    "a net input that is none": ({"net": [np.nan, 0.0, 0.0]}, "nan"),
    "an unknown loss": ({"loss": "cross_entropi"}, "cross_entropy"),
}


@pytest.mark.parametrize(("change", "words"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused_in_words(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        SoftmaxPass(**PLAIN._asdict() | change)


def test_an_entry_that_is_not_there_is_an_index_error() -> None:
    with pytest.raises(IndexError, match="J has shape"):
        record(PLAIN).number("J", (4, 1))


@pytest.mark.parametrize("key", QUANTITIES)
def test_a_symbol_has_the_same_letters_as_text_and_on_a_page(key: str) -> None:
    symbol = QUANTITIES[key].symbol
    page = unescape(re.sub("<[^>]*>", "", symbol.html))
    text, shown = (normalize("NFKC", face) for face in (symbol.text, page))  # ᵀ is a T
    assert re.sub(r"[\W_]", "", shown) == re.sub(r"[\W_]", "", text)
    if "\\" in symbol.latex:  # else it is the text, which has no letter that LaTeX could not set
        assert letters(symbol.latex) == letters(symbol.text)


@each_given
def test_the_formula_of_a_topic_has_the_same_letters_as_text_and_in_latex(given: Given) -> None:
    """But for J and δ, of which LaTeX writes out more."""
    for topic in TOPICS:
        if topic.key not in ("J", "delta"):
            text, latex = topic.formula(record(given))
            assert letters(latex) == letters(text.replace("with", ""))
