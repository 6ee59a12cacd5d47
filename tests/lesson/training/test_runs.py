"""A run that is watched: the very epochs of `mlpcore.train`, step by step."""

import numpy as np
import pytest

import mlpcore
from mlpcore import MLP, stopping
from mlpcore.lesson.depth import deep_mlp, ledger, reach
from mlpcore.lesson.steps.norms import layer_norms
from mlpcore.lesson.training.answers import share_right
from mlpcore.lesson.training.runs import Run, Watch, code_table
from mlpcore.lesson.training.tasks import Task, task


def network(given: Task, seed: int = 0) -> MLP:
    """The network that suits a task."""
    names = [given.activation] * len(given.hidden) + [given.output]
    return MLP(given.widths, names, given.loss, seed=seed)


@pytest.mark.parametrize("batch_size", [1, 7, 150])
@pytest.mark.parametrize("shuffle", [True, False])
def test_a_run_goes_through_the_epochs_of_train(batch_size: int, shuffle: bool) -> None:
    given = task("moons")
    mlp = network(given)
    run = Run(mlp, given, seed=5, shuffle=shuffle)
    for _ in range(3):
        run.end(0.3, batch_size)
    trained = mlpcore.train(
        mlp, given.X, given.Y, eta=0.3, batch_size=batch_size, shuffle=shuffle, seed=5, epochs=3
    )
    assert run.records[1:] == trained.records
    assert all(np.array_equal(a, b) for a, b in zip(run.mlp.W, mlp.W, strict=True))


def test_a_step_is_one_descent_on_the_next_rows_of_the_epoch() -> None:
    given = task("xor")
    mlp = network(given)
    run = Run(mlp, given, shuffle=False)
    run.step(0.5, 3)
    mlp.descend(mlp.backward(mlp.forward(given.X[:3]), given.Y[:3]), eta=0.5)
    assert np.allclose(run.mlp.W[0], mlp.W[0], rtol=1e-13)
    run.step(0.5, 3)  # one row is left
    mlp.descend(mlp.backward(mlp.forward(given.X[3:]), given.Y[3:]), eta=0.5)
    assert np.allclose(run.mlp.W[0], mlp.W[0], rtol=1e-13)
    assert (run.epoch, run.done) == (1, 0)


def test_eta_takes_effect_at_the_next_step() -> None:
    run = Run(network(task("xor")), task("xor"), shuffle=False)
    run.step(0.5)
    before = run.mlp.copy()
    run.step(0.9)
    X, Y = run.task.X[1:2], run.task.Y[1:2]
    before.descend(before.backward(before.forward(X), Y), eta=0.9)
    assert np.allclose(run.mlp.W[0], before.W[0], rtol=1e-13)


def test_the_network_given_is_never_changed() -> None:
    mlp = network(task("xor"))
    before = mlp.W[0].copy()
    Run(mlp, task("xor")).end(0.5)
    assert np.array_equal(mlp.W[0], before)


@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("begin", [0, 2, 5])
def test_the_way_back_leads_to_where_the_run_was_and_on_from_there_as_before(
    begin: int, shuffle: bool
) -> None:
    """In the middle of an epoch, too; the rows come in the same order again."""
    given = task("xor", 0.2)
    run = Run(network(given), given, seed=4, shuffle=shuffle)
    for _ in range(begin):
        run.step(0.5, 30)
    was, ends = where(run), []
    for _ in range(2):
        back = run.way_back()
        for _ in range(7):
            run.step(0.4, 30)
        run.take_best()
        ends.append(where(run))
        back()
        assert where(run) == was
    assert ends[0] == ends[1] != was


def where(run: Run) -> tuple[object, ...]:
    """All that a run is at: weights, order, numbers, records, what was taken."""
    weights = [array.tolist() for array in (*run.mlp.W, *run.mlp.b)]
    rows = run.order.tolist()[run.done :] if run.done else []
    losses = [[record.loss for record in each] for each in (run.records, run.held)]
    return weights, rows, losses, run.steps, run.number, [*run.taken], run.best.number


def test_divergence_is_said_and_leaves_the_weights_of_the_last_finite_epoch() -> None:
    given = task("wave")
    run = Run(network(given), given)
    run.end(0.1)
    good = [W.copy() for W in run.mlp.W]
    while not run.diverged:
        run.end(1e6, 10)
        good = good if run.diverged else [W.copy() for W in run.mlp.W]
    assert f"diverged in epoch {run.epoch + 1}, which is undone" in run.diverged
    assert "try an eta below 1e+06" in run.diverged
    assert all(np.array_equal(a, b) for a, b in zip(good, run.mlp.W, strict=True))
    with pytest.raises(ValueError, match="diverged"):
        run.step(0.1)


def test_a_step_that_fails_leaves_the_weights_of_the_last_epoch() -> None:
    given = task("blobs")
    run = Run(MLP([2, 3, 3], ["tanh", "sigmoid"], "cross_entropy"), given)
    run.mlp.f[2] = mlpcore.relu
    before = run.mlp.W[0].copy()
    with pytest.raises(ValueError, match="log o"):
        run.end(0.5)
    assert np.array_equal(run.mlp.W[0], before)
    assert run.done == 0


def test_best_weights_are_those_of_the_lowest_error() -> None:
    given = task("xor")
    run = Run(network(given), given)
    for eta in (0.5, 0.5, 30.0):
        run.end(eta)
    run.take_best()
    assert run.best.loss == min(record.loss for record in run.records)
    assert float(np.mean(given_loss(run))) == pytest.approx(run.best.loss, rel=1e-12)


def given_loss(run: Run) -> np.ndarray:
    """ε of every row with the weights as they are."""
    return run.mlp.loss(run.task.Y, run.mlp.forward(run.task.X).o)


CRITERIA = {
    "epochs": stopping.fixed_epochs(7),
    "bound": stopping.loss_below(0.05),
    "patience": stopping.no_improvement(2),
    "norm": stopping.gradient_norm_below(0.02),
    "joined": stopping.loss_below(0.05) | stopping.no_improvement(2),
}


@pytest.mark.parametrize("criterion", CRITERIA.values(), ids=CRITERIA)
def test_a_watch_names_the_epoch_at_which_train_would_have_stopped(
    criterion: stopping.Criterion,
) -> None:
    given = task("moons")
    run = Run(network(given), given, seed=1)
    watch = Watch(criterion)
    for _ in range(12):
        run.end(2.5, 5)
        watch.follow(run)
    late = Watch(criterion)
    trained = mlpcore.train(
        network(given), given.X, given.Y, eta=2.5, batch_size=5, seed=1, epochs=12, stop=[criterion]
    )
    stopped = criterion.met(trained.records)
    assert watch.epoch == late.follow(run) == (trained.epochs if stopped else None)


def test_layer_norms_are_those_of_the_backward_pass() -> None:
    given = task("moons")
    mlp = network(given)
    norms = layer_norms(mlp, given.X, given.Y)
    passes = [mlp.backward(mlp.forward(x), y) for x, y in zip(given.X, given.Y, strict=True)]
    for l in (1, 2, 3):
        each = [np.sqrt(np.sum(bwd.delta[l] ** 2)) for bwd in passes]
        assert norms.delta[l - 1] == pytest.approx(np.mean(each), rel=1e-12)
        dW = np.mean([bwd.dW[l - 1] for bwd in passes], axis=0)
        assert norms.dW[l - 1] == pytest.approx(np.sqrt(np.sum(dW**2)), rel=1e-12)


def test_a_deep_sigmoid_network_lets_delta_vanish_and_large_weights_let_it_explode() -> None:
    X, Y = task("xor").X, task("xor").Y
    assert reach(layer_norms(deep_mlp(10, 8), X, Y)) < 1e-4
    assert reach(layer_norms(deep_mlp(10, 8, "relu", scale=4), X, Y)) > 1e3


def test_the_code_table_reads_the_narrowest_layer() -> None:
    X, Y = np.eye(4), np.eye(4)
    W = [[[9, 9], [9, -9], [-9, 9], [-9, -9]], [[9, 9, -9, -9], [9, -9, 9, -9]]]
    mlp = MLP.from_weights(W, [[0, 0], [0, 0, 0, 0]], ["tanh", "softmax"])
    found = code_table(mlp, X, Y)
    assert found.bits == ["11", "10", "01", "00"]
    assert (found.layer, found.different, found.answer) == (1, 4, [0, 1, 2, 3])
    assert all(found.right)


@pytest.mark.parametrize("f", ["sigmoid", "softmax"])
def test_a_unit_between_0_and_1_counts_from_the_half(f: str) -> None:
    mlp = MLP.from_weights([[[2, -2], [-2, 2]], np.eye(2)], [[0, 0], [0, 0]], [f, "softmax"])
    assert code_table(mlp, np.eye(2), np.eye(2)).bits == ["10", "01"]


def test_the_encoder_learns_with_three_units_and_not_with_one() -> None:
    given = task("encoder")
    right = {}
    for width in (1, 3):
        run = Run(MLP([8, width, 8], "sigmoid"), given)
        for _ in range(250):
            run.end(given.eta)
        right[width] = sum(code_table(run.mlp, given.X, given.Y).right)
    assert right[3] == 8
    assert right[1] < 8


def test_the_share_that_is_right_is_counted_only_for_classes() -> None:
    moons, wave = task("moons"), task("wave")
    mlp = network(moons)
    says = mlp.forward(moons.X).o > 0.5
    assert share_right(mlp, moons.X, moons.Y) == np.mean(says == (moons.Y == 1))
    assert share_right(network(wave), wave.X, wave.Y) is None


@pytest.mark.parametrize("name", ["moons", "xor"])
def test_what_is_said_now_is_said_of_the_weights_of_now(name: str) -> None:
    """In the middle of an epoch, at its end, and once weights were taken back."""
    given = task(name)
    run = Run(network(given), given)

    def is_true() -> bool:
        fwd = run.mlp.forward(given.X)
        eps = 0.5 * np.mean(np.sum((given.Y - fwd.o) ** 2, axis=1))
        return bool(np.isclose(run.now[0].loss, eps, rtol=1e-12))

    assert is_true()
    run.step(0.5, 1)
    assert is_true()
    assert run.now[0].loss != run.records[-1].loss
    run.end(0.5, 1)
    assert is_true()
    for _ in range(3):
        run.end(40.0, 1)
    assert run.back_to is None
    run.take_best()
    assert is_true()
    assert (run.now[0].loss, run.back_to) == (pytest.approx(run.best.loss), run.best.number)
    run.step(0.5, 1)
    assert is_true()
    assert run.back_to is None


def test_the_ledger_gives_every_shape_and_counts_all_numbers() -> None:
    text = str(ledger(MLP([2, 4, 3, 1])))
    for shape in ("W₀ ∈ R^2×4", "W₁ ∈ R^4×3", "W₂ ∈ R^3×1", "31 weights and biases"):
        assert shape in text
