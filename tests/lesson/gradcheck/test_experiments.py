"""The gradient check as an experiment, the V of its error, real float32, and the nudge test."""

import numpy as np
import pytest

import mlpcore
from mlpcore import MLP, lesson
from mlpcore.activations import ACTIVATIONS
from mlpcore.gradcheck import numerical_gradient
from mlpcore.lesson.gradcheck.experiments import GRID, GradientExperiment, gradient_experiment
from mlpcore.lesson.gradcheck.nudging import near_kink, nudge
from mlpcore.lesson.gradcheck.probes import PRECISIONS, SCHEMES, Probe, best_step
from mlpcore.lesson.slip_book.bug_lab import bugged, possible
from mlpcore.lesson.steps.trace import Trace
from mlpcore.losses import LOSSES
from tests.helpers.passes import PASSES, each_pass

X, Y = [0.8, -0.4], [1.0, 0.0]
each_scheme = pytest.mark.parametrize("scheme", SCHEMES)
each_dtype = pytest.mark.parametrize("dtype", PRECISIONS)


def network(f: object = "sigmoid", widths: tuple[int, ...] = (2, 3, 2), seed: int = 7) -> MLP:
    """A network whose gradients are well above the noise."""
    return MLP(widths, f, seed=seed, init="uniform")


def by_hand(mlp: MLP, key: str, scheme: str, step: float) -> np.ndarray:
    """A difference quotient with whole forward passes and nothing else."""
    kind, l = key.split("_")
    weights = {"dW": mlp.W, "db": mlp.b}[kind][int(l)]
    found = np.empty(weights.shape)
    for at in np.ndindex(weights.shape):
        errors = []
        for end in {"centred": (step, -step), "one-sided": (step, 0.0)}[scheme]:
            moved = mlp.copy()
            {"dW": moved.W, "db": moved.b}[kind][int(l)][at] += end
            errors.append(float(moved.loss(Y, moved.forward(X).o)))
        found[at] = (errors[0] - errors[1]) / (2 * step if scheme == "centred" else step)
    return found


# --- the probe ----------------------------------------------------------------------------------


@each_pass
def test_centred_quotients_are_those_of_mlpcore(name: str) -> None:
    mlp, x, y = PASSES[name]
    probe = Probe(mlp, np.array(x, float), np.array(y, float))
    for l in range(mlp.h + 1):
        for key in (f"dW_{l}", f"db_{l}", f"delta_{l + 1}"):
            expected = numerical_gradient(mlp, np.array(x), np.array(y), key, 1e-5)
            found = probe.slopes(key, "centred", np.array([1e-3, 1e-5]))
            np.testing.assert_allclose(found[1], expected, rtol=1e-8, atol=1e-10)


@each_scheme
@pytest.mark.parametrize("step", [0.5, 0.01])
def test_every_quotient_is_that_of_whole_forward_passes(scheme: str, step: float) -> None:
    mlp = network(["tanh", "sigmoid"])
    experiment = gradient_experiment(mlp, X, Y, step, scheme)
    for key in experiment.weights:
        expected = by_hand(mlp, key, scheme, step)
        np.testing.assert_allclose(experiment.measured(key), expected, rtol=1e-10, atol=1e-13)


def test_many_steps_and_many_weights_give_what_one_at_a_time_gives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    probe = Probe(network(), np.array(X), np.array(Y))
    whole = probe.slopes("dW_0", "centred", GRID)
    monkeypatch.setattr("mlpcore.lesson.gradcheck.probes.MOST_NUMBERS", 100)
    assert np.array_equal(probe.slopes("dW_0", "centred", GRID), whole)
    for n, step in enumerate(GRID):
        one = probe.slopes("dW_0", "centred", np.array([step]))[0]
        np.testing.assert_allclose(one, whole[n], rtol=1e-12, atol=1e-14 / step)


@pytest.mark.parametrize("f", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_the_rules_of_activations_and_losses_compute_in_float32(f: mlpcore.Activation) -> None:
    """Nothing in between is float64, or the result would be better than float32 is."""
    net = np.array([[0.3, -1.2, 2.0]], np.float32)
    o = f.function(net)
    assert o.dtype == np.float32
    if f.log_function:
        assert f.log_function(net).dtype == np.float32
    y = np.array([0.0, 1.0, 0.0], np.float32)
    assert LOSSES["half_squared_error"].formula(y, o).dtype == np.float32
    assert LOSSES["cross_entropy"].log_formula(y, net).dtype == np.float32


def test_float32_is_what_float32_numbers_give_one_by_one() -> None:
    """Against scalars of NumPy, operation by operation; float64 is a thousand times further off."""
    mlp, f32 = network(), np.float32
    z = [f32(v) for v in X]
    for W, b in zip(mlp.W, mlp.b, strict=True):
        sums = []
        for j in range(W.shape[1]):
            total = f32(0)
            for i, z_i in enumerate(z):
                total = f32(total + f32(f32(W[i, j]) * z_i))
            sums.append(f32(total + f32(b[j])))
        z = [f32(f32(1) / f32(f32(1) + np.exp(f32(-s)))) for s in sums]
    eps = f32(0)
    for y_i, o_i in zip(Y, z, strict=True):
        eps = f32(eps + f32(f32(f32(y_i) - o_i) ** 2))
    found, _ = Probe(mlp, np.array(X), np.array(Y), "float32").moved("dW_0", np.zeros(1))
    assert found.dtype == np.float32
    assert abs(float(found[0, 0, 0]) - float(f32(0.5) * eps)) <= 3 * np.spacing(f32(0.5))


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_what_is_measured_is_compared_in_float64_whatever_it_was_measured_in(dtype: str) -> None:
    found = gradient_experiment(network(), [0.8, -0.4], [1, 0], 1e-3, dtype=dtype)
    for key in ("dW_0", "db_1"):
        measured = found.measured(key)
        assert measured.dtype == np.float64
        probe = Probe(network(), np.array([0.8, -0.4]), np.array([1.0, 0.0]), dtype)
        assert np.array_equal(measured, probe.slopes(key, "centred", np.array([1e-3]))[0])


def test_float32_loses_a_step_that_float64_still_takes() -> None:
    mlp, x, y, steps = network(), np.array(X), np.array(Y), np.array([1e-9])
    lost = Probe(mlp, x, y, "float32").slopes("dW_1", "centred", steps)[0]
    kept = Probe(mlp, x, y, "float64").slopes("dW_1", "centred", steps)[0]
    assert np.isnan(lost[np.abs(mlp.W[1]) > 0.1]).all()
    assert np.isfinite(kept).all()


def test_no_error_where_an_output_would_be_below_zero() -> None:
    """The step takes o below 0, and cross-entropy has no log of that: no number, no exception."""
    mlp = MLP.from_weights([[[1.0, 1.0]]], [[0.0, 0.0]], "identity", "cross_entropy")
    found = gradient_experiment(mlp, [0.05], [1.0, 1.0], step=0.1)
    assert np.isinf(found.error("db_0")).all()
    assert gradient_experiment(mlp, [0.05], [1.0, 1.0]).verdict == "all 4 agree"


def test_no_error_where_an_output_would_be_above_one() -> None:
    """The same of log (1 − o): only where its target asks for it."""
    mlp = MLP.from_weights([[[1.0, 1.0]]], [[0.0, 0.0]], "identity", "binary_cross_entropy")
    found = gradient_experiment(mlp, [0.95], [1.0, 0.5], step=0.1)
    assert np.isinf(found.error("db_0")).tolist() == [False, True]
    assert gradient_experiment(mlp, [0.95], [1.0, 0.5]).verdict == "all 4 agree"


@each_scheme
def test_a_step_over_a_kink_is_noticed_and_one_beside_it_is_not(scheme: str) -> None:
    """net_1 is (0.00001, …): b_0[1] and the weights into it go over 0 with s = 0.001."""
    mlp = MLP.from_weights(
        [[[0.5, 0.3], [1.0, 0.2]], [[1.0], [1.0]]], [[1e-5, 1.0], [0.0]], ["relu", "identity"]
    )
    x, y = np.array([1.0, -0.5]), np.array([0.0])
    probe = Probe(mlp, x, y)
    falls = scheme == "centred"  # w + s alone goes up, where x is above 0, and stays above the kink
    assert probe.crossed("db_0", scheme, 1e-3).tolist() == [falls, False]
    assert probe.crossed("dW_0", scheme, 1e-3).tolist() == [[falls, False], [True, False]]
    assert not probe.crossed("dW_1", scheme, 1e-3).any()
    assert not probe.crossed("db_0", scheme, 1e-6).any()


# --- the experiment -----------------------------------------------------------------------------


@each_pass
def test_right_gradients_agree(name: str) -> None:
    mlp, x, y = PASSES[name]
    found = gradient_experiment(mlp, x, y)
    assert found.verdict == f"all {found.size} agree"
    assert found.size == sum(a.size for a in (*mlp.W, *mlp.b))
    assert found.begins == ""
    assert all(not found.off(key).any() and not found.wrong(key).any() for key in found.keys)


@each_dtype
@each_scheme
def test_right_gradients_agree_in_each_way_at_its_best_step(scheme: str, dtype: str) -> None:
    found = gradient_experiment(network(), X, Y, scheme=scheme, dtype=dtype)
    best = found.curve(scheme, dtype).best
    assert found.at(best).verdict == "all 17 agree"


@pytest.mark.parametrize("name", PASSES)
def test_a_slip_is_off_exactly_where_it_changes_a_gradient(name: str) -> None:
    """Each slip that this pass can have."""
    mlp, x, y = PASSES[name]
    bwd = mlp.backward(mlp.forward(x), y)
    right = {f"dW_{l}": a for l, a in enumerate(bwd.dW)} | {
        f"db_{l}": a for l, a in enumerate(bwd.db)
    }
    scale = max(np.abs(a).max() for a in right.values())
    for slip in possible(Trace(mlp, x, y)):
        found = gradient_experiment(mlp, x, y, slip=slip.id)
        wrong = bugged(mlp, x, y, slip=slip.id).trace
        for key, true in right.items():
            given = wrong.value(key)
            size = np.maximum(np.maximum(abs(given), abs(true)), 1e-4 * scale)
            expected = ~(np.abs(given - true) <= 1e-5 * size) | ~np.isfinite(given)
            assert np.array_equal(found.off(key), expected), (slip.id, key)
            assert np.array_equal(found.wrong(key), expected), (slip.id, key)
        any_wrong = any(found.wrong(key).any() for key in found.weights)
        assert ("off" in found.verdict) == any_wrong, slip.id


def test_a_slip_is_told_with_its_place_and_its_beginning() -> None:
    square = network(widths=(2, 2, 2))
    found = gradient_experiment(square, X, Y, slip="transposed-weights")
    assert found.verdict == "6 of 12 are off: all of ∇W₀, all of ∇b₀"
    assert found.begins == "delta_1"
    everywhere = gradient_experiment(square, X, Y, slip="missing-minus")
    assert everywhere.verdict == "12 of 12 are off: every gradient"
    named = gradient_experiment(square, X, Y, slip="transposed-weights", named=True)
    assert named.verdict == "6 of 12 are off: all of ∇W_h, all of ∇b_h"


def test_a_slip_that_cannot_be_computed_is_said_to_clash() -> None:
    found = gradient_experiment(network(), X, Y, slip="transposed-weights")
    assert list(found.clashes) == ["delta_1"]
    assert "cannot even be computed" in found.verdict
    assert "δ¹: shapes clash, W₁ᵀ is (2×3)" in str(found)


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"step": 0.3}, "the step is too large"),
        ({"step": 1e-13}, "the step is too small"),
        ({"step": 1e-9, "dtype": "float32"}, "w + s rounds to w"),
        ({"step": 0.3, "scheme": "one-sided"}, "the step is too large"),
    ],
)
def test_a_bad_step_is_blamed_and_not_the_gradient(how: dict[str, object], why: str) -> None:
    found = gradient_experiment(network(), X, Y, **how)
    assert "look off, but every gradient is right" in found.verdict
    assert why in found.verdict


def test_a_kink_is_blamed_where_the_step_goes_over_it() -> None:
    mlp = near_kink(network(["relu", "sigmoid"]), X, 1e-5)
    found = gradient_experiment(mlp, X, Y)
    assert "over the kink of a ReLU" in found.verdict
    assert found.verdict.startswith("2 of 17 look off, but every gradient is right")
    assert found.at(step=1e-6).verdict == "all 17 agree"


def test_a_slip_and_a_bad_step_are_told_apart() -> None:
    square = network(widths=(2, 2, 2))
    found = gradient_experiment(square, X, Y, step=0.3, slip="transposed-weights")
    assert "6 of them wrong indeed: all of ∇W₀, all of ∇b₀. The other 6: the step" in found.verdict


def test_float32_is_too_coarse_for_a_small_mistake() -> None:
    """An entry wrong by 0.1 % passes in float32 and not in float64, and the verdict says so."""
    mlp = network()
    trace, claimed = Trace(mlp, X, Y), Trace(mlp, X, Y)
    claimed.bwd.dW[1][0, 1] *= 1.001
    found = GradientExperiment(trace, claimed)
    assert found.verdict == "1 of 17 is off: 1 of 6 of ∇W₁"
    coarse = found.at(step=5e-3, dtype="float32")
    assert coarse.verdict == "all 17 agree, but 1 is wrong, by too little for this check"
    claimed.bwd.dW[1][0, 0] *= 1.001
    more = GradientExperiment(trace, claimed).at(step=5e-3, dtype="float32")
    assert more.verdict == "all 17 agree, but 2 are wrong, by too little for this check"


def test_at_a_minimum_nothing_is_off() -> None:
    """All slopes are 0 there: relative to what?"""
    mlp = network()
    found = gradient_experiment(mlp, X, mlp.forward(X).o)
    assert found.verdict == "all 17 agree"


def test_the_printed_check_says_it_all() -> None:
    found = lesson.gradient_experiment(network(widths=(2, 2, 2)), X, Y, slip="transposed-weights")
    assert str(found).splitlines() == [
        "gradient check of 12 slopes: centred differences, s = 1e-05, float64, tolerance 1e-05",
        "  ∇W₁: 4 of 4 agree",
        "  ∇b₁: 2 of 2 agree",
        "  ∇W₀: 0 of 4 agree, wrong by up to 7 %",
        "  ∇b₀: 0 of 2 agree, wrong by up to 7 %",
        "6 of 12 are off: all of ∇W₀, all of ∇b₀",
    ]


def test_what_is_printed_does_not_hang_on_the_last_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another machine rounds ε another way; it must print the same."""

    def printed() -> str:
        found = gradient_experiment(network(), X, Y)
        return f"{found}\n{found.by_step()}\n{nudge(network(), X, Y, 'W_1', (1, 2), 0.1)}"

    before, moved, along = printed(), Probe.moved, Probe.along
    rng = np.random.default_rng(0)

    def shaken(errors: np.ndarray) -> np.ndarray:
        unit = np.finfo(errors.dtype).eps
        return (errors * (1 + unit * rng.integers(-1, 2, errors.shape))).astype(errors.dtype)

    def other_moved(self: Probe, key: str, steps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        errors, at = moved(self, key, steps)
        return shaken(errors), at

    monkeypatch.setattr(Probe, "moved", other_moved)
    monkeypatch.setattr(Probe, "along", lambda *how: shaken(along(*how)))
    for _ in range(5):
        assert printed() == before


@pytest.mark.parametrize(
    ("how", "error", "message"),
    [
        ({"step": 0}, ValueError, "step is 0, but must be above 0"),
        ({"step": "small"}, TypeError, "step"),
        ({"scheme": "central"}, ValueError, "did you mean 'centred'"),
        ({"dtype": "float16"}, ValueError, "unknown dtype 'float16'"),
        ({"x": [[0.8, -0.4]]}, ValueError, "take one row"),
        ({"y": [1.0]}, ValueError, "y has shape"),
        ({"slip": "transposed"}, KeyError, "did you mean 'transposed-weights'"),
        ({"slip": "elementwise-softmax"}, ValueError, "cannot be made here"),
    ],
)
def test_what_does_not_fit_is_refused(
    how: dict[str, object], error: type[Exception], message: str
) -> None:
    given: dict[str, object] = {"x": X, "y": Y} | how
    with pytest.raises(error, match=message):
        gradient_experiment(network(), **given)


# --- the V --------------------------------------------------------------------------------------


def test_the_best_steps_of_theory() -> None:
    """The cube root and the square root of 2⁻⁵² and 2⁻²³."""
    assert best_step("centred", "float64") == pytest.approx(6.0555e-6, rel=1e-4)
    assert best_step("one-sided", "float64") == pytest.approx(1.4901e-8, rel=1e-4)
    assert best_step("centred", "float32") == pytest.approx(4.9216e-3, rel=1e-4)
    assert best_step("one-sided", "float32") == pytest.approx(3.4527e-4, rel=1e-4)


@each_scheme
@pytest.mark.parametrize("seed", range(5))
def test_the_right_arm_falls_with_the_order_of_the_scheme(scheme: str, seed: int) -> None:
    """A tenth of the step takes the error to a hundredth, or to a tenth."""
    curve = gradient_experiment(network(seed=seed), X, Y).curve(scheme, "float64")
    order = {"centred": 2, "one-sided": 1}[scheme]
    fall = np.log10(curve.median[1] / curve.median[5])  # from 10^-1.5 to 10^-3.5
    assert fall / 2 == pytest.approx(order, abs=0.15)


@each_dtype
@each_scheme
@pytest.mark.parametrize("seed", range(5))
def test_the_left_arm_rises_and_the_best_is_near_that_of_theory(
    scheme: str, dtype: str, seed: int
) -> None:
    curve = gradient_experiment(network(seed=seed), X, Y).curve(scheme, dtype)
    best = int(np.argmin(curve.worst))
    assert 1 / 100 < curve.best / curve.theory < 100
    assert curve.worst[best] <= curve.worst[0]
    assert np.all(curve.worst[best + 8 :] > 10 * curve.worst[best])
    assert np.all(curve.median <= curve.worst)


def test_every_point_of_a_curve_is_the_worst_of_that_step() -> None:
    found = gradient_experiment(network(), X, Y)
    curve = found.curve("one-sided", "float64")
    for n in (0, 6, 12):
        there = found.at(float(curve.steps[n]), "one-sided")
        errors = np.concatenate([there.error(key).ravel() for key in there.weights])
        assert curve.worst[n] == pytest.approx(errors.max(), rel=1e-3) == there.worst
        assert curve.median[n] == pytest.approx(np.median(errors), rel=1e-3)


def test_with_a_slip_no_step_helps() -> None:
    """Its curve is flat: the error of the gradient, not of the check."""
    found = gradient_experiment(network(widths=(2, 2, 2)), X, Y, slip="transposed-weights")
    claimed, true = (found.curve("centred", "float64", true=true) for true in (False, True))
    assert claimed.worst[2:16] == pytest.approx(claimed.worst[8], rel=1e-2)
    assert true.worst.min() < 1e-6


def test_the_table_of_steps_says_how_each_way_errs() -> None:
    lines = str(gradient_experiment(network(), X, Y).by_step()).splitlines()
    assert lines[0].split(maxsplit=1)[0] == "s"
    assert lines[1].split()[:3] == ["1e-01", "1e-03", "1e-01"]
    assert lines[3].split()[:3] == ["1e-03", "1e-07", "1e-03"]
    assert lines[-1].split() == ["1e-13", *["rounding"] * 4]


# --- the nudge ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "index"), [("W_0", (2, 3)), ("W_1", (1, 2)), ("b_1", (2,))])
@pytest.mark.parametrize("change", [0.5, -0.3, 0.01])
def test_a_nudge_is_what_two_forward_passes_say(
    key: str, index: tuple[int, ...], change: float
) -> None:
    mlp = network()
    found, moved, at = nudge(mlp, X, Y, key, index, change), mlp.copy(), tuple(i - 1 for i in index)
    {"W": moved.W, "b": moved.b}[key[0]][int(key[2])][at] += change
    before, after = (float(each.loss(Y, each.forward(X).o)) for each in (mlp, moved))
    slope = getattr(mlp.backward(mlp.forward(X), Y), f"d{key[0]}")[int(key[2])][at]
    assert found.before == pytest.approx(before, rel=1e-14)
    assert found.after == pytest.approx(after, rel=1e-14)
    assert found.slope == slope
    assert found.risen == pytest.approx(after - before, rel=1e-10)
    assert found.promised == slope * change
    assert found.rest == pytest.approx(after - before - slope * change, rel=1e-6)


@each_pass
def test_the_rest_of_a_right_slope_falls_with_the_square(name: str) -> None:
    mlp, x, y = PASSES[name]
    found = nudge(mlp, x, y, "b_0", (1,), 0.05)
    first, *_, last = (abs(each.rest) for each in found.shorter[:3])
    assert last <= first / 100**2 * 2 + 2e-13
    assert "right" in found.words or "nothing is left" in found.words


def test_the_rest_of_a_wrong_slope_stays_for_each_change() -> None:
    square = network(widths=(2, 2, 2))
    claimed = bugged(square, X, Y, slip="transposed-weights").trace
    found = nudge(square, X, Y, "W_0", (1, 2), 0.5, claimed=claimed)
    bwd = square.backward(square.forward(X), Y)
    off = bwd.dW[0][0, 1] - claimed.value("dW_0")[0, 1]
    assert found.shorter[-1].per_change == pytest.approx(off, rel=1e-2)
    assert found.words.endswith(f"the slope is off by {off:.2g}")


def test_a_nudge_over_a_kink_is_no_proof_against_the_slope() -> None:
    mlp = near_kink(network(["relu", "sigmoid"]), X, 1e-5)
    unit = int(np.abs(mlp.forward(X).net[1]).argmin()) + 1
    assert "over the kink" in nudge(mlp, X, Y, "b_0", (unit,), -0.5).words
    assert "the slope is right" in nudge(mlp, X, Y, "b_0", (unit,), 0.5).words


def test_no_nudge_leaves_nothing() -> None:
    found = nudge(network(), X, Y, "W_0", (1, 1), 0.0)
    assert found.risen == found.promised == found.rest == found.per_change == 0
    assert found.words == "so short a nudge tells nothing: its Δε has no digits for it"


@pytest.mark.parametrize(
    ("change", "said"), [(1e-9, "so short"), (3e-9, "so short"), (100.0, "so long")]
)
def test_a_nudge_too_short_or_too_long_calls_no_slope_right_or_wrong(
    change: float, said: str
) -> None:
    square = network(widths=(2, 2, 2))
    claimed = bugged(square, X, Y, slip="transposed-weights").trace
    for slopes in (claimed, None):
        assert nudge(square, X, Y, "W_0", (1, 2), change, claimed=slopes).words.startswith(said)


def test_near_kink_moves_one_bias_and_nothing_else() -> None:
    mlp = network(["relu", "sigmoid"])
    moved = near_kink(mlp, X, 1e-3)
    assert np.sum(moved.b[0] != mlp.b[0]) == 1
    assert np.array_equal(moved.W[0], mlp.W[0])
    assert np.abs(moved.forward(X).net[1]).min() == pytest.approx(5e-4, rel=1e-9)
    with pytest.raises(ValueError, match="no layer is ReLU"):
        near_kink(network(), X, 1e-3)


@pytest.mark.parametrize(
    ("key", "index", "change", "error"),
    [
        ("W_2", (1, 1), 0.1, ValueError),
        ("net_1", (1,), 0.1, ValueError),
        ("W_0", (3, 1), 0.1, IndexError),
        ("W_0", (1, 1), float("nan"), ValueError),
        ("W_0", (1, 1), "far", TypeError),
    ],
)
def test_a_nudge_that_cannot_be_is_refused(
    key: str, index: tuple[int, ...], change: object, error: type[Exception]
) -> None:
    with pytest.raises(error):
        nudge(network(), X, Y, key, index, change)
