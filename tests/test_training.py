"""Training: epochs, batches, order, stopping, divergence, the best weights."""

import math
from itertools import islice, product

import numpy as np
import pytest

import mlpcore
from mlpcore import datasets
from mlpcore.lesson.training.runs import look
from mlpcore.stopping import fixed_epochs, gradient_norm_below, loss_below, no_improvement
from mlpcore.training import batches

pytestmark = pytest.mark.section("training")

X, Y = datasets.xor()


def network(seed: int = 1) -> mlpcore.MLP:
    """A 2-3-1 net of tanh and sigmoid."""
    return mlpcore.MLP([2, 3, 1], ["tanh", "sigmoid"], seed=seed)


def linear() -> mlpcore.MLP:
    """A net that diverges as soon as η is too large."""
    return mlpcore.MLP([2, 2, 1], "identity", seed=1)


def numbers(mlp: mlpcore.MLP) -> bytes:
    """All weights and biases, byte for byte."""
    return b"".join(array.tobytes() for array in (*mlp.W, *mlp.b))


def close(mlp: mlpcore.MLP, other: mlpcore.MLP) -> bool:
    """Whether all weights and biases agree, but for the last digits."""
    pairs = zip(mlp.W + mlp.b, other.W + other.b, strict=True)
    return all(np.allclose(a, b, rtol=1e-12, atol=1e-14) for a, b in pairs)


def by_hand(mlp: mlpcore.MLP, chosen: list[list[int]], eta: float) -> None:
    """Forward, backward, descend, on these rows one after the other."""
    for rows in chosen:
        mlp.descend(mlp.backward(mlp.forward(X[rows]), Y[rows]), eta)


@pytest.mark.parametrize(
    ("batch_size", "chosen"),
    [
        (1, [[0], [1], [2], [3]]),
        (3, [[0, 1, 2], [3]]),
        (4, [[0, 1, 2, 3]]),
        (None, [[0, 1, 2, 3]]),
        (99, [[0, 1, 2, 3]]),
    ],
)
def test_an_epoch_is_one_step_for_every_batch(
    batch_size: int | None, chosen: list[list[int]]
) -> None:
    """Online n steps, full batch one, the last batch may be smaller; in order if not shuffled."""
    trained, expected = network(), network()
    next(mlpcore.epochs(trained, X, Y, eta=0.5, batch_size=batch_size, shuffle=False))
    by_hand(expected, chosen, 0.5)
    assert close(trained, expected)


def orders(n_epochs: int, seed: int, size: int = 1) -> list[list[int]]:
    """The order of the rows in each epoch, if it is drawn from this seed."""
    rng, mlp = np.random.default_rng(seed), network()
    walks = [list(batches(mlp, X, Y, 0.5, size, rng)) for _ in range(n_epochs)]
    return [[int(i) for chosen, _ in walk for i in chosen] for walk in walks]


def test_shuffling_uses_every_row_once_and_anew_each_epoch() -> None:
    """A permutation, another one each time."""
    found = orders(6, seed=0)
    assert all(sorted(order) == [0, 1, 2, 3] for order in found)
    assert len({tuple(order) for order in found}) > 3


def test_shuffled_epochs_follow_the_seed() -> None:
    """Two epochs are the steps in the two orders of that seed."""
    trained, expected = network(), network()
    mlpcore.train(trained, X, Y, eta=0.5, epochs=2, seed=5)
    by_hand(expected, [[i] for order in orders(2, seed=5) for i in order], 0.5)
    assert close(trained, expected)


def test_the_same_seed_trains_to_the_same_weights() -> None:
    """Byte for byte, and another seed to others; the default is 0."""
    nets = [network() for _ in range(4)]
    runs = [
        mlpcore.train(mlp, X, Y, eta=0.5, epochs=5, **how)
        for mlp, how in zip(nets, [{}, {"seed": 0}, {"seed": 1}, {"shuffle": False}], strict=True)
    ]
    assert runs[0] == runs[1]
    assert numbers(nets[0]) == numbers(nets[1])
    assert len({numbers(mlp) for mlp in nets}) == 3


def test_a_batch_shows_the_gradients_of_its_step() -> None:
    """Each step gives its rows and its backward pass, taken before the descent."""
    mlp, twin = network(), network()
    for chosen, bwd in batches(mlp, X, Y, 0.5, 2):
        expected = twin.backward(twin.forward(X[chosen]), Y[chosen])
        assert bwd.dW[0].tolist() == expected.dW[0].tolist()
        twin.descend(expected, 0.5)
    assert numbers(mlp) == numbers(twin)


def test_a_record_is_the_error_over_the_whole_domain_after_the_epoch() -> None:
    """ε and ‖∇ε‖ of all rows, with the weights as they then are."""
    mlp = network()
    record = next(mlpcore.epochs(mlp, X, Y, eta=0.5))
    bwd = mlp.backward(mlp.forward(X), Y)
    norm = math.sqrt(sum(float(np.sum(g**2)) for g in (*bwd.dW, *bwd.db)))
    assert (record.number, record.loss, record.diverged) == (1, bwd.eps, False)
    assert record.gradient_norm == pytest.approx(norm, rel=1e-14)
    assert look(mlp, X, Y, 1) == record


def test_training_exhausts_the_epochs() -> None:
    """The step button and the whole run share one path."""
    stepped, run = network(), network()
    walk = mlpcore.epochs(stepped, X, Y, eta=0.5)
    records = [next(walk) for _ in range(4)]
    result = mlpcore.train(run, X, Y, eta=0.5, epochs=4)
    assert result.records == records
    assert result.loss == [record.loss for record in records]
    assert result.epochs == 4
    assert numbers(stepped) == numbers(run)


def test_epochs_wait_to_be_asked() -> None:
    """Nothing is trained before the first record is taken."""
    mlp = network()
    before = numbers(mlp)
    walk = mlpcore.epochs(mlp, X, Y, eta=0.5)
    assert numbers(mlp) == before
    next(walk)
    assert numbers(mlp) != before


def test_a_trained_net_can_be_trained_on() -> None:
    """5 epochs and 5 more in order are 10."""
    once, twice = network(), network()
    mlpcore.train(once, X, Y, eta=0.5, epochs=10, shuffle=False)
    for _ in range(2):
        mlpcore.train(twice, X, Y, eta=0.5, epochs=5, shuffle=False)
    assert numbers(once) == numbers(twice)


def test_changing_the_data_while_training_changes_nothing() -> None:
    """X and Y are copied."""
    mlp, twin, X_mine, Y_mine = network(), network(), X.copy(), Y.copy()
    walk = mlpcore.epochs(mlp, X_mine, Y_mine, eta=0.5)
    X_mine[:], Y_mine[:] = 9, 9
    assert next(walk) == next(mlpcore.epochs(twin, X, Y, eta=0.5))
    assert numbers(mlp) == numbers(twin)


def test_xor_is_learned() -> None:
    """All four corners on the right side."""
    mlp = network()
    result = mlpcore.train(mlp, X, Y, eta=1.0, epochs=2000, stop=[loss_below(0.01)])
    assert result.message.endswith("ε < 0.01")
    assert (np.rint(mlp.forward(X).o) == Y).all()


def test_softmax_with_cross_entropy_learns_blobs() -> None:
    """Three clouds, at least 95 of 100 right."""
    points, classes = datasets.blobs(100)
    mlp = mlpcore.MLP([2, 8, 3], ["tanh", "softmax"], loss="cross_entropy")
    mlpcore.train(mlp, points, classes, eta=0.1, epochs=20, batch_size=10)
    assert (mlp.forward(points).o.argmax(1) == classes.argmax(1)).mean() >= 0.95


@pytest.mark.parametrize(
    ("stop", "message"),
    [
        ([], "stopped after epoch 9: all 9 epochs are done"),
        ([fixed_epochs(3)], "stopped after epoch 3: all 3 epochs are done"),
        ([loss_below(1e-9), fixed_epochs(2)], "stopped after epoch 2: all 2 epochs are done"),
        ([loss_below(5)], "stopped after epoch 1: ε < 5"),
        ([gradient_norm_below(5)], "stopped after epoch 1: ‖∇ε‖ < 5"),
        ([loss_below(5), gradient_norm_below(5)], "stopped after epoch 1: ε < 5 and ‖∇ε‖ < 5"),
        (
            [loss_below(5) & fixed_epochs(2)],
            "stopped after epoch 2: ε < 5 and all 2 epochs are done",
        ),
        (
            [loss_below(5) | fixed_epochs(2)],
            "stopped after epoch 1: ε < 5 or all 2 epochs are done",
        ),
    ],
)
def test_training_says_why_it_stopped(stop: list, message: str) -> None:
    """The first criterion that is met, or all that are met at once."""
    result = mlpcore.train(network(), X, Y, eta=0.1, epochs=9, stop=stop)
    assert result.message == message
    assert result.epochs == len(result.loss) == int(message.split()[3].rstrip(":"))


def test_training_stops_where_nothing_improves() -> None:
    """At a minimum, ε stays as it is."""
    mlp = mlpcore.MLP.from_weights([[[1.0]]], [[0.0]], "identity")
    result = mlpcore.train(mlp, [[1.0]], [[1.0]], eta=0.1, epochs=99, stop=[no_improvement(4)])
    assert result.message == "stopped after epoch 5: ε has not improved for 4 epochs"


@pytest.mark.parametrize("eta", [30.0, 1e10, 1e308])
def test_divergence_is_told_undone_and_silent(eta: float) -> None:
    """The message names the epoch and asks for a smaller η; the last finite weights stay."""
    mlp, finite = linear(), linear()
    with np.errstate(all="raise"):
        result = mlpcore.train(mlp, X, Y, eta=eta, epochs=500)
    number = result.epochs
    assert number < 500
    assert result.message.startswith(f"diverged in epoch {number}, which is undone: ")
    assert result.message.endswith(f"try an eta below {eta:g}")
    assert [record.diverged for record in result.records] == [False] * (number - 1) + [True]
    if number > 1:
        mlpcore.train(finite, X, Y, eta=eta, epochs=number - 1)
    assert numbers(mlp) == numbers(finite)
    assert all(np.isfinite(array).all() for array in mlp.W + mlp.b)


def test_an_error_that_overflows_is_divergence_though_every_weight_is_finite() -> None:
    """½ (0 − 1e200)² is beyond float64."""
    mlp = mlpcore.MLP.from_weights([[[1e200]]], [[0]], "identity")
    assert look(mlp, np.ones((1, 1)), np.zeros((1, 1)), 1).diverged
    assert not look(mlp, np.zeros((1, 1)), np.zeros((1, 1)), 1).diverged


def test_the_generator_ends_after_divergence() -> None:
    """One record that says so, then none."""
    *finite, last = islice(mlpcore.epochs(linear(), X, Y, eta=30.0), 500)
    assert len(finite) < 499
    assert last.diverged
    assert not any(record.diverged for record in finite)


def best_of(records: list) -> int:
    """The number of the epoch with the lowest finite ε."""
    return min((r for r in records if not r.diverged), key=lambda record: record.loss).number


@pytest.mark.parametrize(("eta", "epochs"), [(0.5, 7), (0.6, 500)], ids=["finite", "diverging"])
def test_keep_best_ends_with_the_weights_of_the_lowest_error(eta: float, epochs: int) -> None:
    """Whatever came after, divergence too; the message says which epoch's they are."""
    mlp, again = linear(), linear()
    result = mlpcore.train(mlp, X, Y, eta=eta, epochs=epochs, keep_best=True)
    best = best_of(result.records)
    assert best < result.epochs - 1
    mlpcore.train(again, X, Y, eta=eta, epochs=best)
    assert numbers(mlp) == numbers(again)
    assert result.message.endswith(f"; the weights are those of epoch {best}, the lowest ε")


def test_keep_best_of_nothing_finite_is_the_start() -> None:
    """Where the first epoch diverges, nothing was changed."""
    mlp = linear()
    before = numbers(mlp)
    result = mlpcore.train(mlp, X, Y, eta=1e308, epochs=5, keep_best=True)
    assert (result.epochs, numbers(mlp)) == (1, before)
    assert result.message.startswith("diverged in epoch 1, which is undone")


@pytest.mark.parametrize("output", ["relu", "identity"])
def test_an_output_without_a_logarithm_stops_training_in_words(output: str) -> None:
    """o ≤ 0 under the cross-entropy: a ValueError, and the weights of the last whole epoch."""
    mlp = mlpcore.MLP([1, 2], output, loss="cross_entropy")
    mlp.W, mlp.b = [np.array([[0.1, 0.0]])], [np.array([1.0, 1.0])]
    inputs, wanted = [[1.0], [-20.0]], [[1.0, 0.0], [1.0, 0.0]]
    before = numbers(mlp)
    with pytest.raises(ValueError, match="cross_entropy takes log o, but o_1 is 0 or less"):
        mlpcore.train(mlp, inputs, wanted, eta=0.1, epochs=9, shuffle=False)
    assert numbers(mlp) == before
    assert mlp.forward([1.0]).o == pytest.approx([1.1, 1.0])


@pytest.mark.parametrize(
    ("output", "loss"),
    [("sigmoid", "binary_cross_entropy"), ("softmax", "cross_entropy"),
     ("sigmoid", "cross_entropy")],
)  # fmt: skip
def test_a_net_input_that_overflows_under_a_cross_entropy_is_a_divergence(
    output: str, loss: str
) -> None:
    """Where f(net) is 0 or 1 because net is ±∞, f was not the wrong choice."""
    drawn = np.random.default_rng(1)
    inputs, wanted = 1e3 * drawn.normal(size=(40, 2)), np.eye(2)[drawn.integers(0, 2, 40)]
    for size, eta, seed in product([1, 4, None], [1.0, 1e2, 1e4], range(4)):
        mlp = mlpcore.MLP([2, 4, 4, 2], ["identity", "identity", output], loss, seed=seed)
        result = mlpcore.train(mlp, inputs, wanted, eta=eta, epochs=30, batch_size=size)
        assert math.isfinite(result.loss[-1]) or result.message.startswith("diverged in epoch")
        assert all(np.isfinite(array).all() for array in (*mlp.W, *mlp.b))


@pytest.mark.parametrize("calls", [1, 3])
def test_an_interrupt_leaves_the_last_whole_epoch(
    monkeypatch: pytest.MonkeyPatch, calls: int
) -> None:
    """Ctrl-C in the middle of an epoch, at its first step or a later one."""
    whole, late = network(), []

    def interrupted(net: np.ndarray) -> np.ndarray:
        late.append(1)
        if len(late) == calls + len(X):
            raise KeyboardInterrupt
        return np.tanh(net)

    f = mlpcore.Activation("slow", interrupted, lambda net: 1 - np.tanh(net) ** 2)
    mlp = mlpcore.MLP.from_weights(whole.W, whole.b, [f, "sigmoid"])
    next(mlpcore.epochs(whole, X, Y, eta=0.5, shuffle=False))
    walk = mlpcore.epochs(mlp, X, Y, eta=0.5, shuffle=False)
    late[:] = [1] * (calls + len(X))
    next(walk)
    late[:] = [1] * len(X)
    before = numbers(mlp)
    with pytest.raises(KeyboardInterrupt):
        next(walk)
    assert numbers(mlp) == before
    assert close(mlp, whole)
