"""How far an answer is off, in words: sentences found by hand."""

import numpy as np
import pytest

from mlpcore.lesson.grading.distance import how_far

NAN, INF = np.nan, np.inf
NONE = [False, False, False]


@pytest.mark.parametrize(
    ("given", "value", "said"),
    [
        (2.0, 0.0, "another number, and too large"),
        (-2.0, 0.0, "another number, and too small"),
        (2.0, INF, "another number, and too small"),
        (2.0, -INF, "another number, and too large"),
        (NAN, 0.0, "another number"),
        (3.0, 2.0, "another number, off by about 50 %, too large in size"),
        (1.0, 2.0, "another number, off by about 50 %, too small in size"),
        (-3.0, -2.0, "another number, off by about 50 %, too large in size"),
        (2.54, 2.0, "another number, off by about 30 %, too large in size"),
        (2.02, 2.0, "another number, off by about 1 %, too large in size"),
        (2.019, 2.0, "another number, off by less than 1 %, too large in size"),
        (-2.0, 2.0, "another number, off by about 200 %, and its sign is the other one"),
        (21.8, 2.0, "another number, off by about 1000 %, too large in size"),
        (23.0, 2.0, "another number, more than ten times its size off"),
        (-23.0, 2.0,
         "another number, more than ten times its size off, and its sign is the other one"),
    ],
)  # fmt: skip
def test_one_number_is_off_by_so_much(given: float, value: float, said: str) -> None:
    """Above or below the truth, where that has no size; else in per cent of its size."""
    told = how_far("ε", np.array(given), np.array(value), np.array(False))
    assert told == f"ε is {said}"


@pytest.mark.parametrize(
    ("given", "value", "said"),
    [
        ([1, -2, 3], [0, 0, 0], ", 2 too large, 1 too small"),
        ([1, 0, 3], [0, 0, 0], ", 2 too large, 0 too small"),
        ([2, 4, 6], [1, 2, 3], ", but all are off by the same factor, 2"),
        ([-1, -2, -3], [1, 2, 3], ", but all are off by the same factor, −1"),
        ([2, 0, 6], [1, 0, 3], ", but all are off by the same factor, 2"),
        ([5, 0, 0], [4, 0, 0], ", off by about 20 %, too large in size"),
        ([2, 4, 7], [1, 2, 3], ", off by about 100 %, too large in size"),
        ([0, 0, 0], [1, 2, 3], ", off by about 100 %, too small in size"),
        ([0, 3, 4], [3, 4, 0], ", off by about 100 %"),
        ([-1, 3, 1], [1, 2, 2], ", off by about 80 %, and 1 of 3 is of the other sign"),
        ([-1, -3, 1], [1, 2, 2], ", off by about 200 %, and 2 of 3 are of the other sign"),
        ([60, 1, 1], [1, 2, 2], ", more than ten times its size off"),
        ([1, NAN, INF], [1, INF, 0], ", 1 too large, 0 too small"),
    ],
)
def test_if_no_entry_is_right_all_are_off_together(given: list, value: list, said: str) -> None:
    told = how_far("δ¹", np.array(given, float), np.array(value, float), np.array(NONE))
    assert told == f"none of the 3 entries is right{said}"


@pytest.mark.parametrize(
    ("right", "said"),
    [
        ([True, False, False], "1 of 3 entries is right: 1"),
        ([False, True, True], "2 of 3 entries are right: 2, 3"),
        ([[False, True], [True, False]], "2 of 4 entries are right: [1,2], [2,1]"),
        ([True] * 6 + [False], "6 of 7 entries are right: 1, 2, 3, 4, 5, 6"),
        ([True] * 7 + [False], "7 of 8 entries are right"),
    ],
)
def test_right_entries_are_listed_as_long_as_they_are_few(right: list, said: str) -> None:
    """Counted from 1."""
    mask = np.array(right)
    assert how_far("δ¹", np.where(mask, 1.0, 2.0), np.ones(mask.shape), mask) == said
