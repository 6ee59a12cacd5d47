"""How numbers are written: short, right, and without a minus before a zero."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpcore.lesson.notation.numbers import (
    array_text,
    brief,
    full,
    latex_array,
    latex_number,
    power_of_ten,
    shape_text,
    six,
)

PLAIN = str.maketrans("−⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "-0123456789-")
finite = st.floats(-1e308, 1e308)  # beyond, rounding up to two digits leaves float64's range
ordinary = st.floats(-10_000, 10_000)


def read(text: str) -> float:
    """What a brief number says."""
    return float(text.translate(PLAIN).replace("·10", "e"))


@given(finite | ordinary)
def test_a_brief_number_reads_back_within_its_rounding(v: float) -> None:
    """Two significant digits at least."""
    assert read(brief(v)) == pytest.approx(v, rel=0.0501, abs=1e-322)


@given(finite | ordinary)
def test_a_brief_zero_has_no_sign_and_only_zero_is_zero(v: float) -> None:
    """Never −0, −0.00 or 0.00."""
    assert (read(brief(v)) == 0) == (v == 0)
    assert not re.fullmatch(r"−?0\.0+|−0", brief(v))
    assert "-" not in brief(v)


@given(st.integers(-9_999, 9_999))
def test_a_whole_number_has_no_decimals(n: int) -> None:
    """So that a 1 that is exact looks exact."""
    assert brief(float(n)) == str(n).replace("-", "−")


@pytest.mark.parametrize(
    ("v", "text"),
    [
        (0.0, "0"), (-0.0, "0"), (1.0, "1"), (-2.0, "−2"), (0.8, "0.80"), (-0.144, "−0.14"),
        (0.999999, "1.00"), (0.0995, "0.10"), (0.064, "0.064"), (0.00995, "0.010"),
        (0.0091, "0.0091"), (0.001, "0.0010"), (0.00099, "9.9·10⁻⁴"), (-1e-17, "−1.0·10⁻¹⁷"),
        (99.5, "99.50"), (123.45, "123.5"), (1234.5, "1234"), (12345.0, "12345"),
        (99999.5, "1.0·10⁵"), (2e300, "2.0·10³⁰⁰"),
        (math.inf, "∞"), (-math.inf, "−∞"), (math.nan, "undefined"),
    ],
)  # fmt: skip
def test_a_brief_number_is_as_short_as_its_size_allows(v: float, text: str) -> None:
    """Two decimals, more below 0.1, powers of ten far out."""
    assert brief(v) == brief(np.float64(v)) == text


@given(finite)
def test_a_printed_number_has_six_digits_at_most(v: float) -> None:
    """And reads back to six digits."""
    digits = re.sub(r"e.*|\D", "", six(v)).lstrip("0")
    assert len(digits) <= 6
    assert float(six(v)) == pytest.approx(v, rel=5.001e-6, abs=1e-322)
    assert six(v) != "-0"


@given(finite)
def test_a_full_number_reads_back_as_the_same_number(v: float) -> None:
    """Every digit; 0 without a sign."""
    assert float(full(v)) == v
    assert full(-0.0) == "0.0"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.25, "0.25"),
        (-0.0, "0"),
        ([0.5, -1], "[0.5, -1]"),
        ([[1, 2], [3, 1 / 3]], "[[1, 2], [3, 0.333333]]"),
    ],
)
def test_an_array_prints_as_nested_rows(value: object, text: str) -> None:
    """In ASCII, as Python would take it."""
    assert array_text(np.array(value)) == text


def test_an_array_prints_with_fewer_digits_if_asked() -> None:
    """For what is only known roughly."""
    assert array_text(np.array([1 / 3, 200.0]), digits=3) == "[0.333, 200]"


@pytest.mark.parametrize(
    ("v", "latex"),
    [
        (-0.144, "-0.14"),
        (2.1e-10, r"2.1 \cdot 10^{-10}"),
        (-3e7, r"-3.0 \cdot 10^{7}"),
        (-math.inf, r"-\infty"),
        (math.nan, r"\text{undefined}"),
    ],
)
def test_latex_writes_the_same_number(v: float, latex: str) -> None:
    """With LaTeX's own signs."""
    assert latex_number(v) == latex


def test_latex_writes_a_vector_as_a_column_and_a_matrix_as_a_matrix() -> None:
    """And a number as a number."""
    assert latex_array(np.array([1.0, 2.0])) == r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}"
    assert latex_array(np.array([[1.0, 2.0]])) == r"\begin{pmatrix} 1 & 2 \end{pmatrix}"
    assert latex_array(0.5) == "0.50"


@pytest.mark.parametrize(
    ("shape", "text"), [((), ""), ((3,), "3"), ((2, 3), "2×3"), ((1, 1), "1×1")]
)
def test_a_shape_is_written_as_in_the_notes(shape: tuple[int, ...], text: str) -> None:
    """With a times sign."""
    assert shape_text(np.zeros(shape)) == text


def test_a_power_of_ten_has_as_many_digits_as_asked() -> None:
    """Two if nothing is said."""
    assert power_of_ten(2.14e-10) == "2.1·10⁻¹⁰"
    assert power_of_ten(2.14e-10, digits=1) == "2·10⁻¹⁰"
