"""Seeded initial weights: reproducible, of the right size, scaled."""

import math

import numpy as np
import pytest

import mlpcore

SCHEMES = ["uniform", "normal", "glorot", "he"]
each_scheme = pytest.mark.parametrize("init", SCHEMES)
M, N = 300, 200  # 60000 weights: their spread is known to about half a percent


def weights(init: str, **how: float) -> tuple[np.ndarray, np.ndarray]:
    """W_0 and b_0 of a wide network."""
    mlp = mlpcore.MLP([M, N], init=init, **how)
    return mlp.W[0], mlp.b[0]


@each_scheme
def test_the_same_seed_gives_the_same_weights(init: str) -> None:
    """And another seed others, in every layer."""
    one, same, other = (mlpcore.MLP([2, 3, 2], init=init, seed=s) for s in (7, 7, 8))
    for l in range(2):
        assert one.W[l].tolist() == same.W[l].tolist()
        assert one.b[l].tolist() == same.b[l].tolist()
        assert (one.W[l] != other.W[l]).all()


def test_the_seed_is_0_and_the_scheme_glorot_if_left_out() -> None:
    """MLP(widths) is reproducible as it stands."""
    left_out, given = mlpcore.MLP([2, 3]), mlpcore.MLP([2, 3], seed=0, init="glorot", scale=1)
    assert left_out.W[0].tolist() == given.W[0].tolist()


def test_drawing_weights_leaves_the_global_generator_alone() -> None:
    """Nothing but the seed decides, and nobody else notices."""
    before = np.random.get_state()[1].tolist()  # noqa: NPY002 - it is this state that is watched
    mlpcore.MLP([2, 3, 1], init="normal")
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002 - as above


@pytest.mark.parametrize(
    ("init", "spread"),
    [
        ("uniform", math.sqrt(1 / 3)),
        ("normal", 1),
        ("glorot", math.sqrt(2 / (M + N))),
        ("he", math.sqrt(2 / M)),
    ],
)
def test_weights_have_the_spread_of_their_scheme(init: str, spread: float) -> None:
    """Mean 0; Glorot and Bengio 2010: variance 2/(m + n); He et al. 2015: 2/m."""
    W, _ = weights(init)
    assert W.std() == pytest.approx(spread, rel=0.02)
    assert W.mean() == pytest.approx(0, abs=0.02 * spread)


@pytest.mark.parametrize(("init", "bound"), [("uniform", 1), ("glorot", math.sqrt(6 / (M + N)))])
def test_uniform_weights_stay_within_their_bound(init: str, bound: float) -> None:
    """And come close to it."""
    W, _ = weights(init)
    assert 0.99 * bound < np.abs(W).max() <= bound


@each_scheme
def test_biases_are_0_for_the_schemes_that_say_so(init: str) -> None:
    """Glorot and He start with b = 0, uniform and normal do not."""
    _, b = weights(init)
    assert (b == 0).all() == (init in ("glorot", "he"))


@each_scheme
def test_scale_multiplies_weights_and_biases(init: str) -> None:
    """The same draw, stretched."""
    (W, b), (W_2, b_2) = weights(init), weights(init, scale=2)
    np.testing.assert_array_equal(W_2, 2 * W)
    np.testing.assert_array_equal(b_2, 2 * b)
