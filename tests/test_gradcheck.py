"""The gradient check: right where the gradients are right, and red where they are not."""

import math
from dataclasses import replace

import numpy as np
import pytest

import mlpcore
from mlpcore.gradcheck import central_differences, numerical_gradient, relative_error

X, Y = np.array([0.5, -1.0]), np.array([0.2, 0.8])


def network(**how: object) -> mlpcore.MLP:
    """A small network whose gradients are well above the noise."""
    return mlpcore.MLP([2, 3, 2], ["tanh", "sigmoid"], init="normal", seed=2, **how)


def own_pass(mlp: mlpcore.MLP, x: object = X, y: object = Y) -> mlpcore.Backward:
    """The network's own backward pass."""
    return mlp.backward(mlp.forward(x), y)


def with_entry(bwd: mlpcore.Backward, kind: str, l: int, index: tuple[int, ...], value: float):
    """The same pass with one entry of ∇W_l or ∇b_l replaced."""
    arrays = [a.copy() for a in getattr(bwd, kind)]
    arrays[l][index] = value
    return replace(bwd, **{kind: arrays})


ENTRIES = [
    ("dW", 0, (0, 0)), ("dW", 0, (1, 2)), ("dW", 1, (2, 1)), ("db", 0, (1,)), ("db", 1, (0,)),
]  # fmt: skip
each_entry = pytest.mark.parametrize(("kind", "l", "index"), ENTRIES)


def test_a_right_gradient_agrees() -> None:
    """Every entry is listed, none is off by more than 1e-5, the worst is the worst."""
    mlp = network()
    check, bwd = mlpcore.gradient_check(mlp, X, Y), own_pass(mlp)
    assert check.ok
    assert len(check.entries) == 2 * 3 + 3 * 2 + 3 + 2
    assert check.max_relative_error == check.worst.relative_error <= 1e-5
    assert check.max_relative_error == max(e.relative_error for e in check.entries)
    for l in range(2):
        np.testing.assert_allclose(check.dW[l], bwd.dW[l], rtol=1e-6)
        np.testing.assert_allclose(check.db[l], bwd.db[l], rtol=1e-6)


def test_every_entry_holds_both_numbers() -> None:
    """name[index] is where NumPy finds them."""
    mlp = network()
    check, bwd = mlpcore.gradient_check(mlp, X, Y), own_pass(mlp)
    for entry in check.entries:
        kind, l = entry.name[:2], int(entry.name[3])
        assert entry.analytic == getattr(bwd, kind)[l][entry.index]
        assert entry.numerical == getattr(check, kind)[l][entry.index]


@each_entry
@pytest.mark.parametrize("factor", [1.001, 0.999, -1, 0])
def test_one_wrong_entry_is_caught_and_named(
    kind: str, l: int, index: tuple[int, ...], factor: float
) -> None:
    """Wrong by 0.1 %, in sign, or missing."""
    mlp = network()
    bwd = own_pass(mlp)
    wrong = with_entry(bwd, kind, l, index, factor * getattr(bwd, kind)[l][index])
    check = mlpcore.gradient_check(mlp, X, Y, claimed=wrong)
    assert not check.ok
    assert (check.worst.name, check.worst.index) == (f"{kind}[{l}]", index)
    assert sum(entry.relative_error > 1e-5 for entry in check.entries) == 1


@each_entry
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_an_entry_that_is_no_number_is_the_worst(
    kind: str, l: int, index: tuple[int, ...], value: float
) -> None:
    """NaN compares with nothing, and is wrong all the same."""
    mlp = network()
    wrong = with_entry(own_pass(mlp), kind, l, index, value)
    check = mlpcore.gradient_check(mlp, X, Y, claimed=wrong)
    assert not check.ok
    assert check.max_relative_error == math.inf
    assert (check.worst.name, check.worst.index) == (f"{kind}[{l}]", index)


@pytest.mark.parametrize("factor", [1.001, 0.999])
def test_a_slope_wrong_by_a_thousandth_is_caught(factor: float) -> None:
    """An activation of one's own with f' off by 0.1 %: all of layer 1 is off, layer 2 is not."""
    tanh = mlpcore.Activation("tanh", np.tanh, lambda net: factor / np.cosh(net) ** 2)
    mlp = mlpcore.MLP([2, 3, 2], [tanh, "sigmoid"], init="normal", seed=2)
    check = mlpcore.gradient_check(mlp, X, Y)
    assert not check.ok
    assert {e.name for e in check.entries if e.relative_error > 1e-5} == {"dW[0]", "db[0]"}
    assert check.worst.relative_error == pytest.approx(0.001, rel=0.01)


def test_transposed_weights_are_caught_though_the_shapes_fit() -> None:
    """δ¹ with W_1ᵀ instead of W_1, in a net of equal widths: silent but for the check."""
    mlp = mlpcore.MLP([2, 2, 2], "tanh", init="normal")
    fwd, bwd = mlp.forward(X), own_pass(mlp)
    delta_1 = (mlp.W[1].T @ bwd.delta[2]) * (1 - fwd.z[1] ** 2)
    wrong = replace(bwd, dW=[np.outer(X, delta_1), bwd.dW[1]], db=[delta_1, bwd.db[1]])
    assert mlpcore.gradient_check(mlp, X, Y).ok
    assert not mlpcore.gradient_check(mlp, X, Y, claimed=wrong).ok


def test_a_claimed_error_cannot_hide_a_wrong_gradient() -> None:
    """What counts as noise is measured on the network, not on what is claimed."""
    mlp = network()
    bwd = own_pass(mlp)
    wrong = with_entry(replace(bwd, eps=1e12), "dW", 0, (0, 0), 1.001 * bwd.dW[0][0, 0])
    assert not mlpcore.gradient_check(mlp, X, Y, claimed=wrong).ok


def test_the_sum_of_a_batch_is_caught_where_the_mean_was_meant() -> None:
    """For three rows, three times the gradient."""
    mlp, X_3, Y_3 = network(), np.eye(3, 2) - 0.5, np.eye(3, 2)
    bwd = own_pass(mlp, X_3, Y_3)
    summed = replace(bwd, dW=[3 * g for g in bwd.dW], db=[3 * g for g in bwd.db])
    assert mlpcore.gradient_check(mlp, X_3, Y_3).ok
    assert not mlpcore.gradient_check(mlp, X_3, Y_3, claimed=summed).ok


def test_the_verdict_is_a_sentence() -> None:
    """It names the worst entry with both numbers."""
    mlp = network()
    bwd = own_pass(mlp)
    assert str(mlpcore.gradient_check(mlp, X, Y)).startswith("gradient check agrees on 17 entries;")
    wrong = with_entry(bwd, "dW", 1, (2, 0), 7.0)
    text = str(mlpcore.gradient_check(mlp, X, Y, claimed=wrong))
    assert text.startswith("gradient check DISAGREES on 17 entries;")
    assert "dW[1][2, 0]: analytic 7, numerical " in text


def test_the_check_changes_nothing() -> None:
    """Weights, input and target are as before, byte for byte."""
    mlp, x, y = network(), X.copy(), Y.copy()
    before = [w.tobytes() for w in mlp.W + mlp.b]
    mlpcore.gradient_check(mlp, x, y)
    assert [w.tobytes() for w in mlp.W + mlp.b] == before
    assert (x.tobytes(), y.tobytes()) == (X.tobytes(), Y.tobytes())


@pytest.mark.parametrize("step", [1e-4, 1e-5, 1e-6, 1e-7])
def test_the_verdict_does_not_hang_on_the_step(step: float) -> None:
    """Right is right and wrong is wrong."""
    mlp = network()
    wrong = with_entry(own_pass(mlp), "dW", 0, (1, 0), 1.01 * own_pass(mlp).dW[0][1, 0])
    assert mlpcore.gradient_check(mlp, X, Y, step=step).ok
    assert not mlpcore.gradient_check(mlp, X, Y, step=step, claimed=wrong).ok


@pytest.mark.parametrize("step", [1e-15, 1e-200, 9.9e-13])
def test_a_step_that_can_judge_nothing_is_refused(step: float) -> None:
    """Of so small a step, rounding would excuse slopes that are twice what they should be."""
    bwd = own_pass(network())
    twice = replace(bwd, dW=[2 * g for g in bwd.dW])
    with pytest.raises(
        ValueError, match=rf"^step is {step:g}, but below 1e-12 it is rounding that"
    ):
        mlpcore.gradient_check(network(), X, Y, step=step, claimed=twice)
    assert not mlpcore.gradient_check(network(), X, Y, step=1e-12, claimed=twice).ok


@pytest.mark.parametrize("size", [1e-3, 1.0, 1e3])
def test_the_verdict_does_not_hang_on_the_size_of_the_error(size: float) -> None:
    """Targets of 1000 make a large ε, and large last digits."""
    mlp = mlpcore.MLP([2, 3, 2], ["tanh", "identity"], init="normal")
    assert mlpcore.gradient_check(mlp, X, size * Y).ok


def test_central_differences_are_exact_for_a_parabola() -> None:
    """∂a²/∂a = 2a, entry by entry, in any shape."""
    at = np.array([[1.0, -2.0], [3.0, 0.0]])
    slope = central_differences(lambda a: float(np.sum(a**2)), at, step=0.5)
    assert slope.tolist() == [[2, -4], [6, 0]]


@pytest.mark.parametrize("key", ["dW_0", "dW_1", "db_0", "db_1", "delta_1", "delta_2", "d_o"])
def test_one_quantity_is_found_numerically(key: str) -> None:
    """∇W_l, ∇b_l, δ^l, ∂ε/∂o, by the keys of the steps."""
    mlp = network()
    bwd = own_pass(mlp)
    kind, _, l = key.rpartition("_")
    expected = bwd.d_o if key == "d_o" else getattr(bwd, kind)[int(l)]
    np.testing.assert_allclose(numerical_gradient(mlp, X, Y, key), expected, rtol=1e-6)


def test_an_unknown_quantity_is_refused_with_the_nearest_known() -> None:
    """δ^3 of a net with two layers."""
    with pytest.raises(ValueError, match="unknown key 'delta_3': did you mean 'delta_2'"):
        numerical_gradient(network(), X, Y, "delta_3")


def test_the_relative_error_is_relative_to_the_larger_one() -> None:
    """And to a floor, below which last digits of ε would decide."""
    assert relative_error(np.array(2.0), np.array(1.0), eps=0.5) == 0.5
    assert relative_error(np.array(1e-11), np.array(0.0), eps=0.5) < 1e-5
    assert relative_error(np.array(1e-8), np.array(0.0), eps=0.5) > 1e-5


def test_below_the_floor_last_digits_of_a_large_error_do_not_count() -> None:
    """ε = 1000 is known to 1.1e-13, and so a slope to 1.1e-13 / (2 step), or 5.7e-8."""
    last_digit = np.spacing(1000.0)
    noise, zero = np.array(last_digit / (2 * 1e-6)), np.array(0.0)
    assert relative_error(noise, zero, eps=1000.0) < 1e-5
    assert relative_error(noise, zero, eps=-1000.0) < 1e-5
    assert relative_error(noise, zero, eps=0.001) > 1e-5
    assert relative_error(noise / 1000, zero, eps=1000.0, step=1e-3) < 1e-5
    assert relative_error(noise, zero, eps=1000.0, step=1e-3) > 1e-5


@pytest.mark.parametrize("at_once", [1, 100, 10_000])
def test_a_check_in_pieces_says_what_it_says_at_once(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wide network is moved some rows of [W_l; b_l] at a time, to spare the memory."""
    x, y = [[0.5, -1.0], [0.0, 0.25]], [[0.2, 0.8], [1.0, 0.0]]
    mlp = mlpcore.MLP([2, 3, 2], ["relu", "sigmoid"], init="normal", seed=2)
    whole = mlpcore.gradient_check(mlp, x, y)
    monkeypatch.setattr("mlpcore.gradcheck.NUMBERS_AT_ONCE", at_once)
    assert mlpcore.gradient_check(mlp, x, y).entries == whole.entries


@pytest.mark.parametrize(("at_once", "passes"), [(256, 1), (255, 2), (160, 2), (159, 3), (95, 5)])
def test_no_more_numbers_are_moved_at_once_than_there_is_room_for(
    at_once: int, passes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """4-2-2: each of 5 + 3 rows of [W; b] moves 2 entries, up and down, in 2 samples at most 4
    wide: 32 numbers, 256 in all.
    """
    done: list[dict[int, slice]] = []
    monkeypatch.setattr("mlpcore.gradcheck.NUMBERS_AT_ONCE", at_once)
    quotients = mlpcore.gradcheck._quotients
    monkeypatch.setattr(
        "mlpcore.gradcheck._quotients",
        lambda *given: done.append(given[-1]) or quotients(*given),
    )
    mlp = mlpcore.MLP([4, 2, 2], "sigmoid", seed=0)
    mlpcore.gradient_check(mlp, np.ones((2, 4)), np.zeros((2, 2)))
    assert len(done) == passes


def moved(mlp: mlpcore.MLP, kind: str, l: int, index: tuple[int, ...], by: float) -> mlpcore.MLP:
    """A network of its own with one weight or bias moved."""
    other = mlp.copy()
    getattr(other, kind)[l][index] += by
    return other


@pytest.mark.parametrize("numbers_at_once", [1, 300, 4_000_000])
@pytest.mark.parametrize("rows", [0, 1, 3])
@pytest.mark.parametrize(
    ("names", "loss"),
    [
        (["tanh", "relu", "sigmoid"], "half_squared_error"),
        (["relu", "softmax", "softmax"], "cross_entropy"),
        (["relu", "relu", "sigmoid"], "binary_cross_entropy"),
    ],
)
def test_all_weights_at_once_are_as_one_by_one(
    names: list[str], loss: str, rows: int, numbers_at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Quotients and kinks are those of networks with one weight moved, each fed by itself; one
    sample (rows 0) or a batch, in one pass or in parts. A large step goes over many a kink.
    """
    monkeypatch.setattr(mlpcore.gradcheck, "NUMBERS_AT_ONCE", numbers_at_once)
    rng, step = np.random.default_rng(7), 0.75
    mlp = mlpcore.MLP([2, 3, 4, 2], names, loss, init="normal", seed=3)
    x, y = rng.normal(size=(rows, 2) if rows else 2), np.eye(2)[rng.integers(2, size=rows or ())]
    bends = [l for l, f in enumerate(mlp.f) if f is mlpcore.relu]
    sides = [mlp.forward(x).net[l] > 0 for l in bends]
    check = mlpcore.gradient_check(mlp, x, y, step=step)
    for entry in check.entries:
        kind, l = entry.name[1], int(entry.name[3])
        both = [moved(mlp, kind, l, entry.index, by) for by in (step, -step)]
        up, down = (own_pass(each, x, y).eps for each in both)
        assert entry.numerical == pytest.approx((up - down) / (2 * step), rel=1e-10, abs=1e-13)
        nets = [each.forward(x).net for each in both]
        crossed = [
            (net[l] > 0) != side for net in nets for l, side in zip(bends, sides, strict=True)
        ]
        assert entry.at_kink == any(over.any() for over in crossed), entry
    assert {entry.at_kink for entry in check.entries} == {False, True}


def test_a_weight_that_is_too_large_to_feel_the_step_is_judged_all_the_same() -> None:
    """10¹² + 10⁻⁶ is 10¹² in a computer; its input is 0, and so is its slope."""
    mlp = mlpcore.MLP.from_weights([[[1e12], [0.5]]], [[0.1]], "tanh")
    assert mlpcore.gradient_check(mlp, [0.0, 1.0], [0.3]).ok
