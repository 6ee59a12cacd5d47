"""Straight cuts: found where there is one, and only there."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from mlpcore.lesson.training import cuts
from mlpcore.lesson.training.cuts import cut_between

Points = NDArray[np.float64]


def in_an_open_half(A: Points, B: Points) -> bool:
    """Whether all a − b of the plane lie within less than half a turn: then a line parts A and B.

    Another way than that of `cuts`: by the largest gap between their angles.
    """
    x, y = (A[:, None] - B[None]).reshape(-1, 2).T
    if ((x == 0) & (y == 0)).any():
        return False
    turns = np.sort(np.arctan2(y, x))
    gaps = np.diff(np.append(turns, turns[0] + 2 * np.pi))
    return bool(gaps.max() > np.pi + 1e-12)


def points(seed: int, m: int = 2) -> tuple[Points, Points]:
    """Two clouds, more or less apart."""
    rng = np.random.default_rng(seed)
    A, B = (rng.normal(size=(rng.integers(1, 30), m)) for _ in "AB")
    return A, B + rng.uniform(0, 3, m)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6))
def test_a_line_is_found_exactly_where_there_is_one(seed: int) -> None:
    A, B = points(seed)
    found = cut_between(A, B)
    assert found.word == ("yes" if in_an_open_half(A, B) else "no")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 20))
def test_a_cut_leaves_each_set_on_its_side(seed: int, m: int) -> None:
    """In any number of dimensions; the nearest points give 1 and −1."""
    A, B = points(seed, m)
    if cut := cut_between(A, B).cut:
        assert (A @ cut.w + cut.b).min() == pytest.approx(1, abs=1e-6)
        assert (B @ cut.w + cut.b).max() == pytest.approx(-1, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 20))
def test_sets_on_two_sides_are_parted(seed: int, m: int) -> None:
    """Points that were put on the two sides of a cut."""
    rng = np.random.default_rng(seed)
    Z, w = rng.normal(size=(60, m)), rng.normal(size=m)
    side = Z @ w + 0.1 * rng.normal()
    gap = np.abs(side) > 0.05 * np.linalg.norm(w)
    A, B = Z[(side > 0) & gap], Z[(side < 0) & gap]
    if len(A) and len(B):
        assert cut_between(A, B).cut


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 20))
def test_sets_that_share_a_point_of_their_hulls_are_not(seed: int, m: int) -> None:
    """A point in the middle of one set is put into the other."""
    A, B = points(seed, m)
    inside = A.mean(axis=0, keepdims=True)
    assert cut_between(A, np.concatenate([B, inside])).none


def test_the_widest_gap_by_hand() -> None:
    """Between x₁ = 0 and x₁ = 4 lies x₁ = 2; both are 2 away."""
    cut = cut_between(np.array([[4.0, 0.0], [5.0, 9.0]]), np.array([[0.0, 0.0], [-1.0, 3.0]])).cut
    assert cut is not None
    assert cut.w.tolist() == pytest.approx([0.5, 0.0])
    assert cut.b == pytest.approx(-1.0)


def test_the_corners_of_xor_have_no_cut_and_equal_points_none() -> None:
    """(½, ½) lies between both pairs."""
    ones, zeros = np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([[0.0, 0.0], [1.0, 1.0]])
    assert cut_between(ones, zeros).none
    assert cut_between(ones[:1], ones[:1]).none


def test_what_is_not_decided_is_not_said_to_be_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where numbers are none, or too few turns are taken."""
    assert cut_between(np.array([[np.inf]]), np.array([[0.0]])).word == "not decided"
    monkeypatch.setattr(cuts, "MOST_TURNS", 0)
    A, B = points(1)
    found = cut_between(A, B - 1.0)
    assert found.word == "not decided"
