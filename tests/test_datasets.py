"""Data sets: shapes, classes, seeds, geometry; one-hot targets."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import mlpcore
from mlpcore import datasets

TWO_CLASSES = [datasets.circles, datasets.moons, datasets.spirals]
SEEDED = [*TWO_CLASSES, datasets.blobs, datasets.wave]
each_seeded = pytest.mark.parametrize("data", SEEDED, ids=lambda d: d.__name__)
each_two_classes = pytest.mark.parametrize("data", TWO_CLASSES, ids=lambda d: d.__name__)


@each_seeded
def test_the_same_seed_gives_the_same_data(data) -> None:
    """And another seed other data."""
    (X, Y), (X_same, Y_same), (X_other, _) = data(seed=3), data(seed=3), data(seed=4)
    np.testing.assert_array_equal(X, X_same)
    np.testing.assert_array_equal(Y, Y_same)
    assert (X_other != X).all()


@each_seeded
def test_data_are_rows_of_float64_ready_for_a_network(data) -> None:
    """X (n, d), Y (n, k), finite; one epoch runs."""
    X, Y = data(n=12)
    assert X.dtype == Y.dtype == np.float64
    assert len(X) == len(Y) == 12
    assert np.isfinite(X).all()
    mlp = mlpcore.MLP([X.shape[1], 3, Y.shape[1]], ["sigmoid", "identity"])
    next(mlpcore.epochs(mlp, X, Y, eta=0.1))


@each_two_classes
@pytest.mark.parametrize("n", [1, 10, 11])
def test_classes_are_as_equally_large_as_can_be(data, n: int) -> None:
    """0 and 1, half and half."""
    X, Y = data(n=n)
    assert X.shape == (n, 2)
    assert Y.sum() == n // 2
    assert set(Y[:, 0]) <= {0, 1}


def test_xor_is_the_truth_table() -> None:
    """1 where exactly one input is 1."""
    X, Y = datasets.xor()
    assert X.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert Y.tolist() == [[0], [1], [1], [0]]


def test_circles_have_radius_1_and_a_half() -> None:
    """Class 0 outside, class 1 inside."""
    X, Y = datasets.circles(noise=0)
    np.testing.assert_allclose(np.hypot(*X.T), np.where(Y[:, 0] == 0, 1, 0.5))


def test_moons_are_half_circles() -> None:
    """One above around (0, 0), one below around (1, ½), each of radius 1."""
    X, Y = datasets.moons(noise=0)
    upper, lower = X[Y[:, 0] == 0], X[Y[:, 0] == 1]
    np.testing.assert_allclose(np.hypot(*upper.T), 1)
    np.testing.assert_allclose(np.hypot(*(lower - [1, 0.5]).T), 1)
    assert (upper[:, 1] >= 0).all()
    assert (lower[:, 1] <= 0.5).all()


@pytest.mark.parametrize("turns", [0.5, 1.5])
def test_spirals_wind_with_the_radius(turns: float) -> None:
    """The angle is 2π · turns · radius, and half a turn more for class 1."""
    X, Y = datasets.spirals(noise=0, turns=turns)
    points, radius = X[:, 0] + 1j * X[:, 1], np.hypot(*X.T)
    expected = np.where(Y[:, 0] == 0, 1, -1) * np.exp(2j * np.pi * turns * radius)
    np.testing.assert_allclose(points / radius, expected, atol=1e-12)


@pytest.mark.parametrize("k", [1, 2, 5])
def test_blobs_stand_around_the_unit_circle(k: int) -> None:
    """Without noise every point is its centre; Y is one-hot."""
    X, Y = datasets.blobs(n=20, noise=0, k=k)
    angles = 2 * np.pi * Y.argmax(1) / k
    assert Y.shape == (20, k)
    assert (Y.sum(1) == 1).all()
    np.testing.assert_allclose(X, np.stack([np.cos(angles), np.sin(angles)], 1), atol=1e-15)


def test_the_wave_is_a_sine() -> None:
    """y = sin(πx), x from left to right within [−1, 1]."""
    X, Y = datasets.wave(noise=0)
    np.testing.assert_allclose(Y, np.sin(np.pi * X))
    assert (np.diff(X[:, 0]) > 0).all()
    assert -1 <= X.min() < -0.9 < 0.9 < X.max() <= 1


@each_seeded
def test_noise_has_the_spread_asked_for(data) -> None:
    """The standard deviation of what noise adds."""
    (X, Y), (X_exact, Y_exact) = data(n=4000, noise=0.5), data(n=4000, noise=0)
    added = (Y - Y_exact) if data is datasets.wave else (X - X_exact)
    assert added.std() == pytest.approx(0.5, rel=0.05)


@pytest.mark.parametrize("n", [1, 8])
def test_the_encoder_asks_for_its_input(n: int) -> None:
    """n one-hot rows, each its own target."""
    X, Y = datasets.encoder(n)
    assert X.tolist() == Y.tolist() == np.eye(n).tolist()
    X[0, 0] = 7
    assert Y[0, 0] == 1


@pytest.mark.parametrize("data", [datasets.circles, datasets.moons, datasets.spirals,
                                  datasets.blobs, datasets.wave])  # fmt: skip
def test_a_noise_that_would_overflow_is_refused_by_name(data: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match=r"noise is 1.7e\+308, but must be 0 or above 0 and up to"):
        data(noise=1.7e308)
    assert all(np.isfinite(each).all() for each in data(noise=1e300))


def test_turns_that_would_overflow_are_refused_by_name() -> None:
    with pytest.raises(
        ValueError, match=r"turns is 1e\+308, but must be above 0 and up to 1e\+300"
    ):
        datasets.spirals(turns=1e308)
    assert np.isfinite(datasets.spirals(turns=1e300)[0]).all()


def test_one_hot_marks_the_class() -> None:
    """A 1 in the column of the label, 0 elsewhere."""
    expected = [[0, 0, 1], [1, 0, 0], [0, 1, 0]]
    assert mlpcore.one_hot([2, 0, 1]).tolist() == expected
    assert mlpcore.one_hot(np.array([2.0, 0.0, 1.0]), 3).tolist() == expected
    assert mlpcore.one_hot(1, 3).tolist() == [0, 1, 0]
    assert mlpcore.one_hot([0, 1], 3).shape == (2, 3)
    assert mlpcore.one_hot([[0], [1]]).shape == (2, 1, 2)


@pytest.mark.parametrize("labels", [[0, 3], [-1, 0], [0.5, 1], [0, 1e300]])
def test_one_hot_refuses_what_is_no_class(labels: list[float]) -> None:
    """Labels are 0 … k − 1."""
    with pytest.raises(ValueError, match="labels must be whole numbers"):
        mlpcore.one_hot(labels, 3)


@pytest.mark.parametrize(("k", "said"), [(3, " from 0 to 2, or words"), (None, " or words")])
def test_the_refusal_says_which_numbers_are_classes(k: int | None, said: str) -> None:
    """Up to k − 1, if k is given."""
    with pytest.raises(ValueError, match=f"^labels must be whole numbers{said}, not"):
        mlpcore.one_hot([0, 0.5], k)


def test_words_need_as_many_columns_as_there_are_words() -> None:
    assert mlpcore.one_hot(["b", "a"], 2).tolist() == [[0, 1], [1, 0]]
    with pytest.raises(ValueError, match=r"^labels must be words of 3 classes, not"):
        mlpcore.one_hot(["b", "a"], 3)


def test_labels_below_0_have_a_column_for_each_that_occurs() -> None:
    """And the class of each column is a whole number of Python's."""
    rows, classes = mlpcore.one_hot([-1, 1, -1], return_classes=True)
    assert rows.tolist() == [[1, 0], [0, 1], [1, 0]]
    assert (classes, {type(each) for each in classes}) == ([-1, 1], {int})
    rows, classes = mlpcore.one_hot([2, 0], return_classes=True)
    assert (rows.shape, classes) == ((2, 3), [0, 1, 2])
    assert mlpcore.one_hot([]).shape == (0, 1)


USUAL = [  # without arguments: samples, inputs, outputs, and the spread of the noise
    (datasets.circles, 200, 2, 1, 0.05),
    (datasets.moons, 200, 2, 1, 0.1),
    (datasets.spirals, 200, 2, 1, 0.02),
    (datasets.blobs, 200, 2, 3, 0.3),
    (datasets.wave, 100, 1, 1, 0.05),
]


@pytest.mark.parametrize(("data", "n", "d", "k", "noise"), USUAL)
def test_what_comes_without_arguments(data, n: int, d: int, k: int, noise: float) -> None:
    """Seed 0, and noise that leaves the shape to be seen."""
    X, Y = data()
    assert (X.shape, Y.shape) == ((n, d), (n, k))
    np.testing.assert_array_equal(X, data(seed=0)[0])
    exact = data(noise=0)
    added = Y - exact[1] if data is datasets.wave else X - exact[0]
    assert added.std() == pytest.approx(noise, rel=0.2)


def test_the_usual_encoder_has_8_rows() -> None:
    assert datasets.encoder()[0].shape == (8, 8)


def test_points_lie_all_along_their_curves() -> None:
    """All round the circles, over half of each, from near the middle of the spirals to 1."""
    X, _ = datasets.circles(n=2000, noise=0)
    found, _ = np.histogram(np.arctan2(X[:, 1], X[:, 0]), bins=8, range=(-np.pi, np.pi))
    assert found.min() > 200  # of 250
    X, Y = datasets.moons(n=2000, noise=0)
    upper = X[Y[:, 0] == 0]
    found, _ = np.histogram(np.arctan2(upper[:, 1], upper[:, 0]), bins=4, range=(0, np.pi))
    assert found.min() > 200  # of 250
    radius = np.hypot(*datasets.spirals(n=2000, noise=0)[0].T)
    assert 0.1 <= radius.min() < 0.15 < 0.99 < radius.max() <= 1
    found, _ = np.histogram(radius**2, bins=4, range=(0, 1))
    assert found.min() > 400  # of 500: as many in equal areas


def test_the_usual_spirals_wind_one_and_a_half_times() -> None:
    """The angle of the end is 3π after a start at 0."""
    np.testing.assert_array_equal(datasets.spirals()[0], datasets.spirals(turns=1.5)[0])
