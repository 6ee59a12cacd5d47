"""How precisely an answer is written, and how near it is to a value: numbers found by hand."""

import numpy as np
import pytest

from mlpcore.lesson.grading.answers import (
    TOO_DEEP,
    Written,
    exact,
    near,
    read_numbers,
    rounded,
    within,
)

NAN, INF = np.nan, np.inf


def written(*numbers: float) -> Written:
    """An answer of these numbers."""
    return Written(np.array(numbers, float))


@pytest.mark.parametrize(
    ("numbers", "surprise"),
    [
        ([0.12], 1.5),
        ([-0.120], 1.5),
        ([120.0], 1.5),
        ([1e-5], 0.5),
        ([0.12, 0.345], 4.0),
        ([0.0], 0.0),
        ([], 0.0),
        ([NAN], 3.5),
        ([INF, 0.5], 4.0),
        ([1.2345678], 7.5),
        ([1.23456789], 7.5),
    ],
)
def test_each_digit_makes_chance_ten_times_rarer(numbers: list[float], surprise: float) -> None:
    """Half a digit is lost to rounding; 0 is hit easily, and more than 8 digits say no more."""
    assert written(*numbers).surprise == surprise


@pytest.mark.parametrize(
    ("numbers", "is_computed"),
    [
        ([1.234567], False),
        ([1.2345678], True),
        ([0.5, 1 / 3], True),
        ([0.5] * 99 + [1 / 3], True),
        ([0.5] * 100 + [1 / 3], False),
        ([], False),
    ],
)
def test_eight_digits_are_a_computers(numbers: list[float], is_computed: bool) -> None:
    """In its beginning, which is looked at alone."""
    assert written(*numbers).as_computed is is_computed


@pytest.mark.parametrize(
    ("given", "value", "is_right"),
    [
        (0.123, 0.123456, True),
        (0.124, 0.123456, False),
        (0.12, 0.123456, False),  # two digits
        (0.12, 0.12, True),
        (0.1, 0.1, True),
        (0.1235, 0.123456, True),
        (0.1234, 0.123456, True),  # a unit of the fourth digit may be lost
        (0.1233, 0.123456, False),
        (0.1236, 0.123456, False),
        (0.12345, 0.123456, True),
        (0.12344, 0.123456, False),
        (-0.123, 0.123456, False),
        (123.0, 123.456, True),
        (124.0, 123.456, False),
        (0.0, 0.0, True),
        (1e-13, 0.0, True),
        (1e-11, 0.0, False),
        (NAN, NAN, True),
        (INF, INF, True),
        (INF, -INF, False),
        (NAN, 1.0, False),
        (1.0, NAN, False),
        (1e300, INF, False),
    ],
)
def test_an_answer_is_the_value_as_far_as_it_is_written(
    given: float, value: float, is_right: bool
) -> None:
    """Rounded, to three digits at least; also behind an entry that is right."""
    assert written(given).equals(np.array([value])) is is_right
    assert written(1.0, given).equals(np.array([1.0, value])) is is_right


def test_an_answer_of_another_shape_is_never_the_value() -> None:
    """Even where each of its numbers is."""
    two = written(1.0, 1.0)
    for value in (np.ones(1), np.ones((1, 2)), np.ones((2, 1))):
        assert not two.equals(value)
        assert not two.rounds(value)
        assert not two.agrees(value)
    assert written().equals(np.ones(0))


@pytest.mark.parametrize(
    ("given", "equals", "agrees"),
    [
        (1.002, True, True),
        (1.0, True, True),  # too few digits to tell: see `shows`
        (1.0021, False, False),
        (1.00202, False, False),
        (1.00201, True, True),
        (1.002005, False, True),
        (1.002006, False, False),
        (1.0020001, True, True),
    ],
)
def test_a_moved_weight_is_judged_by_three_digits_of_its_step(
    given: float, equals: bool, agrees: bool
) -> None:
    """It has gone from 1 to 1.002."""
    value, before = np.array([1.002]), np.array([1.0])
    assert written(given).equals(value, before) is equals
    assert written(given).agrees(value, before) is agrees


def test_an_answer_agrees_if_three_digits_are_right_however_many_it_has() -> None:
    value = np.array([0.123456])
    assert written(0.12395).agrees(value)
    assert not written(0.1240).agrees(value)


@pytest.mark.parametrize(
    ("given", "value", "units", "is_rounded"),
    [
        (0.12, 0.1299, 1.0, True),
        (0.12, 0.1301, 1.0, False),
        (0.12, 0.1249, 0.5, True),
        (0.12, 0.1251, 0.5, False),
        (120.0, 129.0, 1.0, True),
        (120.0, 131.0, 1.0, False),
    ],
)
def test_what_is_rounded_is_off_by_no_more_than_its_last_digit(
    given: float, value: float, units: float, is_rounded: bool
) -> None:
    assert written(given).rounds(np.array([value]), units) is is_rounded
    if units == 1.0:
        assert written(given).rounds(np.array([value])) is is_rounded


def test_a_step_is_shown_by_an_answer_with_digits_enough() -> None:
    """Of 1 → 1.002 the number 1.0 shows nothing; where nothing moves, nothing has to be shown."""
    value, before = np.array([1.002, 3.0]), np.array([1.0, 3.0])
    assert not written(1.0, 3.0).shows(value, before)
    assert written(1.002, 3.0).shows(value, before)
    assert written(1.0, 3.0).shows(before, before)
    assert not written(0.5).shows(np.array([0.05]), np.array([0.0]))  # just half of 0.1
    assert written(0.5).shows(np.array([0.051]), np.array([0.0]))


@pytest.mark.parametrize(
    ("given", "value", "step", "is_exact", "is_near"),
    [
        (2.005, 2.0, None, True, True),
        (2.006, 2.0, None, False, True),
        (1.95, 2.0, None, False, True),
        (2.06, 2.0, None, False, False),
        (9.18, 9.0, None, False, True),  # 2 %
        (9.2, 9.0, None, False, False),
        (9.1, 9.0, 0.4, False, True),  # a quarter of the step
        (9.1, 9.0, -0.4, False, True),
        (9.12, 9.0, 0.4, False, False),
        (2.05, 2.0, 40.0, False, True),
        (2.06, 2.0, 40.0, False, False),
        (1e-13, 0.0, None, True, True),
        (1e-11, 0.0, None, False, False),
        (INF, INF, None, True, True),
        (1e300, INF, None, False, False),
        (NAN, 2.0, None, False, False),
    ],
)
def test_three_digits_are_exact_and_two_are_near(
    given: float, value: float, step: float | None, is_exact: bool, is_near: bool
) -> None:
    """Of a weight, no more than a quarter of the step."""
    answer, truth = np.array([given]), np.array([value])
    assert exact(answer, truth).tolist() == [is_exact]
    assert near(answer, truth, None if step is None else np.array([step])).tolist() == [is_near]


@pytest.mark.parametrize(
    ("given", "value", "is_rounded"),
    [
        ([1.2, 0.1], [1.234, 0.056], True),
        ([1.23, 0.06], [1.234, 0.056], True),
        ([1.234, 0.056], [1.234, 0.056], True),
        ([1.0, 0.0], [1.234, 0.056], False),
        ([1.2, 0.0], [1.234, 0.056], False),
        ([12.0, 0.0], [12.34, 0.056], True),
        ([-0.99, 0.05], [-0.987, 0.051], True),
        ([-1.0, 0.1], [-0.987, 0.051], False),
        ([120.0, 0.0], [123.4, 0.056], True),
        ([0.0, 0.0], [0.0, 0.0], False),
        ([INF, 1.0], [INF, 1.0], False),
    ],
)
def test_rounded_is_to_decimals_that_leave_the_largest_two_digits(
    given: list[float], value: list[float], is_rounded: bool
) -> None:
    assert rounded(np.array(given), np.array(value)) is is_rounded


def test_a_tolerance_allows_what_float64_loses() -> None:
    """A few of its last digits, and nothing of infinity."""
    value = np.array([1000.0, 0.0, INF, -INF, 1.0])
    inside = np.array([1000.5 + 9e-7, 0.5 + 9e-13, INF, -INF, 0.5])
    outside = np.array([1000.5 + 2e-6, 0.5 + 2e-12, 1e308, INF, 0.4999])
    with np.errstate(invalid="ignore"):  # ∞ − ∞
        assert within(inside, value, 0.5).tolist() == [True] * 5
        assert within(outside, value, 0.5).tolist() == [False] * 5


def test_brackets_may_be_so_deep() -> None:
    """NumPy allows more than anyone means."""
    assert np.shape(read_numbers(np.zeros((1,) * 8))) == (1,) * 8
    assert read_numbers(np.zeros((1,) * 9)) == TOO_DEEP.format(9)
