"""What layers make of the plane: the directions that are drawn, the layers above, the cuts."""

import numpy as np
import pytest

from mlpcore import MLP, datasets
from mlpcore.lesson.training import layers
from mlpcore.lesson.training.layers import above, partings, seen_in

X, Y = datasets.xor()
FOLD = MLP.from_weights(  # z¹ = (x₁ + x₂, max(0, x₁ + x₂ − 1)), o = z¹₁ − 2 z¹₂
    [[[1, 1], [1, 1]], [[1], [-2]]], [[0, -1], [0]], ["relu", "identity"]
)


@pytest.mark.parametrize("m", [1, 2])
def test_one_or_two_units_are_drawn_as_they_are(m: int) -> None:
    z = np.random.default_rng(0).normal(size=(9, m))
    seen = seen_in(z)
    assert seen.is_exact
    assert seen.share == 1
    assert np.array_equal(seen(z), z)


def test_of_more_units_the_plane_of_most_spread_is_drawn() -> None:
    """By the singular values of the same numbers, another way to principal components."""
    z = np.random.default_rng(1).normal(size=(50, 5)) * [3, 1, 2, 0.5, 0.1]
    seen = seen_in(z)
    _, s, components = np.linalg.svd(z - z.mean(axis=0), full_matrices=False)
    assert not seen.is_exact
    assert seen.share == pytest.approx((s[:2] ** 2).sum() / (s**2).sum())
    assert np.abs(seen.directions.T) == pytest.approx(np.abs(components[:2]))
    assert np.abs(seen(z)) == pytest.approx(np.abs((z - z.mean(axis=0)) @ components[:2].T))


def test_directions_point_as_before() -> None:
    """Else a picture would be mirrored from one epoch to the next."""
    z = np.random.default_rng(2).normal(size=(50, 4)) * [3, 2, 1, 1]
    seen = seen_in(z)
    turned = seen._replace(directions=-seen.directions)
    assert seen_in(z, before=turned).directions == pytest.approx(turned.directions)


def test_rows_that_are_all_the_same_have_no_spread_to_lose() -> None:
    assert seen_in(np.ones((4, 3))).share == 1


@pytest.mark.parametrize("l", [0, 1, 2])
def test_the_layers_above_answer_as_the_whole_does(l: int) -> None:
    mlp = MLP([2, 4, 3, 2], ["tanh", "sigmoid", "softmax"], "cross_entropy", seed=3)
    fwd = mlp.feed(X)
    assert np.array_equal(above(mlp, l).feed(fwd.z[l]).o, fwd.o)


def test_a_hidden_layer_folds_the_plane_of_xor() -> None:
    """By hand: the corners come to (0, 0), (1, 0), (1, 0), (2, 1), which 2 z₁ − 4 z₂ = 1 parts."""
    inputs, hidden = partings(FOLD, X, Y)
    assert inputs.none
    assert hidden.cut is not None
    assert [*hidden.cut.w, hidden.cut.b] == pytest.approx([2, -4, -1])
    assert layers.rows(FOLD, X, Y) == (
        "x     z¹₁   z¹₂   y\n0 0   0     0     0\n0 1   1     0     1\n"
        "1 0   1     0     1\n1 1   2     1     0"
    )
    assert layers.cuts(FOLD, X, Y) == (
        "layer   a straight cut\n0       none\n1       2·z¹₁ − 4·z¹₂ − 1 = 0"
    )


@pytest.mark.parametrize("targets", [np.ones((4, 1)), 0.5 * Y, np.eye(4)])
def test_only_two_classes_are_parted(targets: np.ndarray) -> None:
    """Not one alone, no numbers, not four."""
    mlp = MLP([2, 2, targets.shape[1]])
    assert partings(mlp, X, targets) == []


def test_two_classes_may_have_an_output_each() -> None:
    mlp = MLP([2, 2, 2])
    both = np.concatenate([1 - Y, Y], axis=1)
    assert [each.word for each in partings(mlp, X, both)][:1] == ["no"]
