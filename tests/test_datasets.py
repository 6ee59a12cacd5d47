"""Data sets: shapes, classes, seeds, geometry; one-hot targets."""

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
