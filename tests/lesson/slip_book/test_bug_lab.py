"""The bug lab: a slip switched on is marked where it is made, and red at and below it."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from mlpcore import MLP
from mlpcore.checks import Array
from mlpcore.lesson import bugged, slips, walkthrough
from mlpcore.lesson.slip_book.bug_lab import possible
from mlpcore.lesson.slip_book.marked_walk import MarkedWalk, agreement_of, mark_of
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.steps.agreement import agreement
from mlpcore.lesson.steps.trace import Trace
from tests.helpers.passes import PASSES, each_pass

OF_ONE_SAMPLE = [name for name, slip in slips.items() if not slip.batch]
SQUARE = MLP([2, 2, 2, 2], "sigmoid", seed=11, init="uniform")
X, Y, ETA = np.array([0.8, -0.4]), np.array([1.0, 0.0]), 0.3


@cache
def made(name: str) -> list[tuple[Slip, MarkedWalk]]:
    """Every slip that can be made in that pass, and the pass with it."""
    found = possible(Trace(*PASSES[name]))
    assert found
    return [(slip, bugged(*PASSES[name], slip=slip)) for slip in found]


@each_pass
def test_the_gradient_check_is_red_where_numbers_are_wrong_and_green_elsewhere(name: str) -> None:
    for slip, walk in made(name):
        for step in walk:
            found = agreement(walk.trace, step.quantity)
            true = walk.trace.base.value(step.quantity)
            if found is not None:
                near = np.abs(step.value - true).max() <= 1e-5 * np.abs(true).max()
                assert found.ok == bool(near), (slip.id, step.key)


@each_pass
def test_marks_stand_at_the_steps_of_the_slip_and_at_what_follows_and_nowhere_else(
    name: str,
) -> None:
    for slip, walk in made(name):
        for step in walk:
            mark, true = mark_of(step), walk.trace.base.value(step.quantity)
            if slip.applies(walk.trace, step.key):
                assert mark is not None, (slip.id, step.key)
                assert mark.verdict in ("wrong", "clash", "silent")
                assert slip.id in mark.words
            elif mark is not None:
                assert mark.verdict == "follows"
                assert not np.allclose(step.value, true, rtol=1e-7, atol=0, equal_nan=True)
            else:
                np.testing.assert_allclose(step.value, true, rtol=1e-5, atol=1e-11)


@each_pass
def test_above_the_first_mistake_everything_is_true_to_the_last_bit(name: str) -> None:
    for _, walk in made(name):
        first = walk.first_mistake
        for step in walk[: list(walk).index(first) if first else len(walk)]:
            np.testing.assert_array_equal(step.value, walk.trace.base.value(step.quantity))


def sigmoid(net: Array) -> Array:
    return 1 / (1 + np.exp(-net))


Change = Callable[..., Any]
# what each slip changes of the pass below, written out by hand
CHANGES: dict[str, dict[str, Change]] = {
    "missing-minus": {"d_o": lambda o: Y - o},
    "half-forgotten": {"d_o": lambda o: 2 * (o - Y)},
    "mean-over-outputs": {"d_o": lambda o: (o - Y) / 2},
    "bias-forgotten": {"net": lambda W, z, b: W.T @ z},
    "untransposed-forward": {"net": lambda W, z, b: W @ z + b},
    "activation-forgotten": {"z": lambda net: net},
    "activation-twice": {"z": lambda net: sigmoid(sigmoid(net))},
    "sigmoid-sign": {"z": lambda net: sigmoid(-net)},
    "slope-forgotten": {"slope": lambda net, z: 1.0},
    "slope-at-output": {"slope": lambda net, z: sigmoid(z) * (1 - sigmoid(z))},
    "sigmoid-of-z": {"slope": lambda net, z: net * (1 - net)},
    "transposed-weights": {"back": lambda W, d, dW: W.T @ d},
    "deep-delta-without-weights": {"back": lambda W, d, dW: d},
    "updated-weights": {"back": lambda W, d, dW: (W - ETA * dW) @ d},
    "outer-product-turned": {"dW": lambda z, d, above: np.outer(d, z)},
    "output-for-input": {"dW": lambda z, d, above: np.outer(above, d)},
    "bias-gradient-forgotten": {"db": lambda d, b: 0 * d},
    "bias-gradient-is-bias": {"db": lambda d, b: b},
    "ascent": {"new": lambda w, g: w + ETA * g},
    "eta-squared": {"new": lambda w, g: w - ETA**2 * g},
    "eta-missing": {"new": lambda w, g: w - g},
    "step-for-weights": {"new": lambda w, g: -ETA * g},
}


def by_hand(change: dict[str, Change]) -> dict[str, Array]:
    """The whole pass of `SQUARE` once more, without mlpcore, with one line of it changed."""
    do: dict[str, Change] = {
        "net": lambda W, z, b: W.T @ z + b,
        "z": sigmoid,
        "d_o": lambda o: o - Y,
        "slope": lambda net, z: z * (1 - z),
        "back": lambda W, d, dW: W @ d,
        "dW": lambda z, d, above: np.outer(z, d),
        "db": lambda d, b: d,
        "new": lambda w, g: w - ETA * g,
    } | change
    W, b, z, net, found = SQUARE.W, SQUARE.b, [X], [X], dict[str, Array]()
    for l in (1, 2, 3):
        net.append(do["net"](W[l - 1], z[l - 1], b[l - 1]))
        z.append(do["z"](net[l]))
        found |= {f"net_{l}": net[l], f"z_{l}": z[l]}
    arrives = found["d_o"] = do["d_o"](z[3])
    for l in (3, 2, 1):
        delta = found[f"delta_{l}"] = arrives * do["slope"](net[l], z[l])
        dW = found[f"dW_{l - 1}"] = do["dW"](z[l - 1], delta, z[l])
        db = found[f"db_{l - 1}"] = do["db"](delta, b[l - 1])
        found[f"new:W_{l - 1}"], found[f"new:b_{l - 1}"] = (
            do["new"](W[l - 1], dW),
            do["new"](b[l - 1], db),
        )
        arrives = do["back"](W[l - 1], delta, dW)
    return found


@pytest.mark.parametrize("name", CHANGES)
def test_the_whole_pass_with_a_slip_is_that_computed_by_hand(name: str) -> None:
    walk = bugged(SQUARE, X, Y, ETA, slip=name)
    for key, value in by_hand(CHANGES[name]).items():
        np.testing.assert_allclose(walk.trace.value(key), value, rtol=1e-9, err_msg=key)
    assert walk.first_mistake is not None


def test_by_hand_and_without_a_slip_it_is_the_true_pass() -> None:
    trace = Trace(SQUARE, X, Y, ETA)
    for key, value in by_hand({}).items():
        np.testing.assert_allclose(trace.value(key), value, rtol=1e-9)


@pytest.mark.parametrize("name", OF_ONE_SAMPLE)
def test_every_slip_can_be_switched_on_somewhere_and_is_seen_there(name: str) -> None:
    """Wrong numbers or shapes that clash; a naive softmax and a log of 0 need an extreme net."""
    far = MLP.from_weights([np.eye(2) * 900], [[0, 0]], "softmax", "cross_entropy")
    passes = [*PASSES.values(), (far, [1.0, -1.0], [1, 0])]
    seen = set()
    for mlp, x, y in passes:
        if slips[name] in possible(Trace(mlp, x, y)):
            walk = bugged(mlp, x, y, slip=name)
            seen |= {mark.verdict for mark in walk.marks.values() if mark.is_mistake}
    assert seen & {"wrong", "clash"}


def test_shapes_that_clash_are_said_and_the_pass_goes_on_with_the_true_line() -> None:
    walk = bugged(*PASSES["two outputs"], slip="transposed-weights")
    mark = walk.marks["delta_1"]
    assert mark.verdict == "clash"
    assert "W₁ᵀ is (2×3) and takes 3 entries, but δ² has 2" in mark.words
    assert str(walkthrough(*PASSES["two outputs"])["dW_0"]) in str(walk)


def test_two_slips_of_sign_that_cancel_are_told_as_such() -> None:
    walk = bugged(*PASSES["tanh"], slip="delta-sign")
    assert walk.marks["delta_1"].verdict == "silent"
    assert "two wrong lines" in walk.marks["delta_1"].words
    assert mark_of(walk["dW_0"]) is None


def test_a_slip_that_is_silent_here_says_so() -> None:
    mlp = MLP.from_weights([[[1.0]], [[1.0]]], [[0.0], [0.0]], "identity")
    walk = bugged(mlp, [2], [2], slip="missing-minus")
    assert walk.marks["d_o"].verdict == "silent"
    assert slips["missing-minus"].silent in walk.marks["d_o"].words
    assert walk.first_mistake is None


def test_what_follows_names_where_it_comes_from() -> None:
    walk = bugged(*PASSES["square"], slip="transposed-weights")
    assert walk.marks["dW_0"].words == "no mistake of its own: it follows from δ¹"
    assert set(walk.marks) == {"delta_1", "dW_0", "db_0", "W_0", "b_0"}
    assert walk.first_mistake is walk["delta_1"]


def test_the_check_of_a_wrong_line_says_how_far_off_it_is() -> None:
    walk = bugged(*PASSES["square"], slip="missing-minus")
    found = agreement_of(walk["d_o"])
    assert found is not None
    assert found.words == "off by 200.0 %"
    assert agreement_of(walk["dW_0"]) is None


def test_printed_the_wrong_line_stands_with_what_is_true() -> None:
    lines = str(bugged(*PASSES["square"], slip="transposed-weights")).splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("  δ¹"))
    assert lines[at] == "  δ¹ = [0.0485787, -0.0135291]"
    assert lines[at + 1].startswith("    ✗ the slip transposed-weights: ")
    assert lines[at + 2].startswith("    in truth δ¹ = (W₁ δ²) ⊙ z¹ ⊙ (1 − z¹) = [0.0498317, ")


def test_a_slip_that_has_no_place_in_a_network_or_no_name_is_refused() -> None:
    with pytest.raises(ValueError, match="'tanh-at-net' cannot be made here"):
        bugged(*PASSES["square"], slip="tanh-at-net")
    with pytest.raises(ValueError, match="'sum-for-mean' cannot be made here"):
        bugged(*PASSES["square"], slip="sum-for-mean")
    with pytest.raises(KeyError, match="did you mean 'ascent'"):
        bugged(*PASSES["square"], slip="accent")


@pytest.mark.parametrize("notation", ["notes", "nielsen", "bishop"])
def test_marks_read_well_in_every_notation(notation: str) -> None:
    walk = bugged(*PASSES["square"], slip="outer-product-turned", notation=notation)
    assert "✗ the slip outer-product-turned" in str(walk)
