"""Columns brought to one size, and what happens to a network where they are not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mlpcore import MLP
from mlpcore.lesson.training.scaling import saturation, saturation_text, standardise
from mlpcore.lesson.training.tasks import own_task, standardised


def test_each_column_has_mean_0_and_spread_1_by_hand() -> None:
    """1 and 3 are 2 − 1 and 2 + 1; a column that never changes becomes 0."""
    Z, scaling = standardise([[1, 10, 5], [3, 30, 5]])
    assert Z.tolist() == [[-1, -1, 0], [1, 1, 0]]
    assert scaling([2, 40, 6]).tolist() == [0, 2, 1]
    assert scaling.back(Z).tolist() == [[1, 10, 5], [3, 30, 5]]


@given(arrays(float, (5, 2), elements=st.floats(-1e6, 1e6)))
def test_new_rows_are_treated_as_the_first_ones_were(X: np.ndarray) -> None:
    Z, scaling = standardise(X)
    assert np.allclose(scaling(X), Z)
    assert np.allclose(scaling.back(Z), X, atol=1e-6)
    assert (np.isclose(Z.std(axis=0), 1, atol=1e-3) | (X.std(axis=0) < 1e-3)).all()


@pytest.mark.parametrize(
    ("X", "words"),
    [([1, 2], "shape"), (np.zeros((0, 2)), "one row"), ([[1e200], [0]], "too large")],
)
def test_what_cannot_be_standardised_is_refused(X: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        standardise(X)


def test_held_out_rows_are_standardised_by_the_training_rows() -> None:
    """And targets that are numbers; those that say which class stay."""
    X = np.arange(40.0)[:, None] * 100
    scaled, plain = standardised(own_task(X, X[:, 0])), own_task(X, X[:, 0])
    mean, spread = plain.X.mean(), plain.X.std()
    assert np.allclose(scaled.held_X, (plain.held_X - mean) / spread)
    assert np.allclose(scaled.held_Y, (plain.held_Y - mean) / spread)
    assert scaled.about == "40 rows, your own; inputs standardised, and targets"
    classes = standardised(own_task(X, [0, 1] * 20))
    assert set(classes.Y[:, 0]) == {0, 1}
    assert classes.aim is None


@pytest.mark.parametrize("f", ["tanh", "sigmoid"])
def test_large_inputs_are_said_to_saturate_where_every_slope_is_next_to_0(f: str) -> None:
    """Net inputs of ±600 and ±1200: f′ < 0.01 in all of them."""
    W, b = [np.array([[0.1, -0.2]]), np.array([[1.0], [0]])], [np.zeros(2), np.zeros(1)]
    mlp = MLP.from_weights(W, b, [f, "identity"])
    X, Y = np.array([[6000.0], [6300.0]]), np.zeros((2, 1))
    found = saturation(mlp, X, Y)
    assert found is not None
    assert (found.what, found.largest, found.share, found.alike) == ("inputs", 6300, 1, True)
    said = saturation_text(found, 1, "f")
    assert said == (
        "inputs up to 6,300 saturate layer 1: f′ is below 0.01 in 100 % of its net inputs, "
        "and all rows get nearly the same output"
    )
    assert saturation(mlp, X / 6300, Y) is None
    mixed = np.array([[6300.0], [-6300.0]])
    assert "same output" not in saturation_text(saturation(mlp, mixed, Y), 1, "f")
    relu = MLP.from_weights(W, b, ["relu", "identity"])
    assert saturation(relu, X, Y) is None
