"""Training with a slip: each step is the slip's own, the true run beside it is the true run."""

import re
from collections.abc import Iterator

import numpy as np
import pytest

from mlpcore import MLP
from mlpcore.checks import Array
from mlpcore.lesson import bugged, slips, which_bugs_learn
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.training.bugged_runs import BuggedRun, InBatches, clash_of, fares, trainable
from mlpcore.lesson.training.runs import Run
from mlpcore.lesson.training.tasks import Task, own_task, task, task_for

ETA = 0.3


def square(activations: list[str], loss: str, seed: int = 5) -> tuple[MLP, Task]:
    """A 3-3-3 network, where no product clashes, and five rows to learn."""
    rng = np.random.default_rng(seed)
    X, Y = rng.normal(0, 1, (5, 3)), np.eye(3)[rng.integers(0, 3, 5)]
    mlp = MLP([3, 3, 3], activations, loss, seed=seed, init="uniform")
    return mlp, task_for(own_task(X, Y), loss)


CASES = {
    "sigmoid": square(["sigmoid", "sigmoid"], "half_squared_error"),
    "tanh": square(["tanh", "identity"], "half_squared_error"),
    "relu": square(["relu", "tanh"], "half_squared_error"),
    "softmax": square(["tanh", "softmax"], "cross_entropy"),
    "softmax, squared": square(["softmax", "softmax"], "half_squared_error"),
}


def made() -> Iterator[tuple[MLP, Task, Slip]]:
    """Every network with every slip that can be trained in it."""
    for mlp, given in CASES.values():
        for slip in trainable(mlp, given):
            if not clash_of(mlp, given, slip):
                yield mlp, given, slip


def stepped(mlp: MLP, given: Task, slip: Slip, rows: list[int]) -> MLP:
    """The network after one step with a slip, on these rows."""
    run = BuggedRun(mlp, given, slip, shuffle=False)
    run.descend(np.asarray(rows), len(rows), ETA)
    return run.mlp


def same(one: MLP, other: MLP) -> bool:
    pairs = zip((*one.W, *one.b), (*other.W, *other.b), strict=True)
    return all(np.allclose(a, b, rtol=1e-9, atol=1e-12, equal_nan=True) for a, b in pairs)


def test_a_step_on_one_row_is_v_of_the_bug_lab_for_every_slip() -> None:
    tried = set()
    for mlp, given, slip in made():
        if slip.batch:
            continue
        trace = bugged(mlp, given.X[2], given.Y[2], ETA, slip=slip).trace
        assert same(stepped(mlp, given, slip, [2]), trace.after), slip.id
        tried.add(slip.id)
    assert len(tried) >= 35


def test_a_step_on_a_batch_takes_the_mean_of_the_rows_gradients() -> None:
    rows = [0, 3, 4]
    for mlp, given, slip in made():
        by_mean = slip.batch or slip.id == "updated-weights" or {"W", "b"} & set(slip.quantities)
        if by_mean:
            continue
        traces = [bugged(mlp, given.X[p], given.Y[p], ETA, slip=slip).trace for p in rows]
        expected = mlp.copy()
        for l in range(mlp.h + 1):
            expected.W[l] = mlp.W[l] - ETA * np.mean([t.value(f"dW_{l}") for t in traces], axis=0)
            expected.b[l] = mlp.b[l] - ETA * np.mean([t.value(f"db_{l}") for t in traces], axis=0)
        assert same(stepped(mlp, given, slip, rows), expected), slip.id


def gradients(mlp: MLP, given: Task, rows: list[int]) -> tuple[list[Array], list[Array]]:
    """The true mean gradients of a batch."""
    bwd = mlp.backward(mlp.forward(given.X[rows]), given.Y[rows])
    return bwd.dW, bwd.db


def moved(mlp: MLP, dW: list[Array], db: list[Array], by: float) -> MLP:
    """The network after a step of that size downhill."""
    after = mlp.copy()
    after.W = [W - by * g for W, g in zip(mlp.W, dW, strict=True)]
    after.b = [b - by * g for b, g in zip(mlp.b, db, strict=True)]
    return after


@pytest.mark.parametrize("name", CASES)
def test_slips_of_descent_and_of_the_batch_are_those_computed_by_hand(name: str) -> None:
    mlp, given = CASES[name]
    rows, n = [0, 1, 3, 4], 4
    rows = [r for r in rows if r < len(given.X)]
    n = len(rows)
    mean = gradients(mlp, given, rows)
    expected = {
        "ascent": moved(mlp, *mean, by=-ETA),
        "eta-squared": moved(mlp, *mean, by=ETA**2),
        "eta-missing": moved(mlp, *mean, by=1.0),
        "sum-for-mean": moved(mlp, *mean, by=ETA * n),
        "last-sample-only": moved(mlp, *gradients(mlp, given, rows[-1:]), by=ETA),
    }
    for slip, after in expected.items():
        assert same(stepped(mlp, given, slips[slip], rows), after), slip


def test_the_run_beside_it_is_the_true_run_and_takes_the_same_rows() -> None:
    mlp, given = CASES["sigmoid"]
    run, true = BuggedRun(mlp, given, "slope-forgotten", seed=4), Run(mlp, given, seed=4)
    for _ in range(3):
        run.end(ETA, 2)
        true.end(ETA, 2)
    assert run.twin is not None
    assert run.twin.records == true.records
    assert np.array_equal(run.order, run.twin.order)
    assert run.records != true.records
    assert not np.array_equal(run.mlp.W[0], mlp.W[0])


def test_a_slip_that_changes_no_gradient_trains_as_the_true_run() -> None:
    mlp, given = CASES["sigmoid"]
    run = BuggedRun(mlp, given, "square-forgotten", seed=4)
    run.end(ETA, 2)
    assert run.twin is not None
    assert run.records[-1].loss == pytest.approx(run.twin.records[-1].loss, rel=1e-12)
    assert run.told.endswith("it learns as well")


def test_how_it_does_is_told_in_a_sentence_with_both_errors() -> None:
    mlp, given = CASES["sigmoid"]
    run = BuggedRun(mlp, given, "ascent", seed=4)
    assert "from the same weights" in run.told
    for _ in range(20):
        run.end(ETA, 1)
    found = re.fullmatch(
        r"with the slip ascent ε is (\S+) after 20 epochs, without it (\S+): it gets worse",
        run.told,
    )
    assert found
    assert run.twin is not None
    assert float(found[1]) == pytest.approx(run.records[20].loss, rel=1e-2)
    assert float(found[2]) == pytest.approx(run.twin.records[20].loss, rel=1e-2)


def test_a_slip_whose_shapes_clash_is_refused_in_words() -> None:
    given = task("moons")
    mlp = MLP(given.widths, "tanh", seed=0)
    with pytest.raises(ValueError, match=r"transposed-weights: shapes clash; .* but δ³ has 1$"):
        BuggedRun(mlp, given, "transposed-weights")
    with pytest.raises(ValueError, match="'slope-kept' cannot be made here"):
        BuggedRun(mlp, given, "slope-kept")
    with pytest.raises(KeyError, match="did you mean"):
        BuggedRun(mlp, given, "slope-keep")


def test_the_network_given_is_never_changed() -> None:
    mlp, given = CASES["softmax"]
    before = mlp.W[0].copy()
    BuggedRun(mlp, given, "delta-sign").end(ETA, 2)
    Trace.trusted(mlp, given.X, given.Y, ETA, InBatches(slips["ascent"])).value("new:W_0")
    np.testing.assert_array_equal(mlp.W[0], before)


@pytest.mark.parametrize(
    ("start", "own", "true", "words"),
    [
        (1.0, 0.1, 0.1, "it learns as well"),
        (1.0, 0.01, 0.1, "it learns, here even faster"),
        (1.0, 0.2, 0.1, "it learns, but less"),
        (1.0, 0.5, 0.1, "it learns badly"),
        (1.0, 0.9, 0.1, "it hardly learns"),
        (1.0, 1.0, 0.1, "it does not learn"),
        (1.0, 1.5, 0.1, "it gets worse"),
        (1.0, 1.0, 1.0, "it learns as well"),
        (1.0, 2.0, 1.0, "it gets worse"),
    ],
)
def test_how_a_run_fares_is_its_share_of_the_way_down(
    start: float, own: float, true: float, words: str
) -> None:
    assert fares(start, own, true) == words


# --- the table ----------------------------------------------------------------------------------

SOME = ("missing-minus", "square-forgotten", "transposed-weights", "half-forgotten", "sum-for-mean")


def rows_of(text: str) -> dict[str, list[str]]:
    """The lines of the table by slip."""
    return {line.split()[0]: re.split(r"\s{2,}", line.strip())[1:] for line in text.splitlines()}


def test_the_table_says_of_every_slip_how_it_fares() -> None:
    table = which_bugs_learn("moons", 5, only=SOME)
    rows = rows_of(table)
    assert list(rows) == ["slip", "(none)", *SOME]
    given = task("moons")
    names = [given.activation] * 2 + [given.output]
    true = Run(MLP(given.widths, names, given.loss, seed=0), given, 0)
    for _ in range(5):
        true.end(given.eta, given.batch_size)
    assert float(rows["(none)"][0]) == pytest.approx(true.records[-1].loss, rel=1e-2)
    assert rows["square-forgotten"] == [rows["(none)"][0], "it learns as well"]
    assert rows["missing-minus"][1] == "it gets worse"
    assert rows["transposed-weights"] == ["shapes clash: it cannot be trained"]
    assert float(rows["half-forgotten"][0]) != float(rows["(none)"][0])


def test_the_table_is_the_same_text_again_and_has_three_digits_at_most() -> None:
    table = which_bugs_learn("xor", 10)
    assert table == which_bugs_learn("xor", 10) == repr(table)
    numbers = re.findall(r"\d+\.\d+(?:e[+-]\d+)?", table)
    assert all(len(re.sub(r"e.*|\.", "", n).lstrip("0")) <= 3 for n in numbers)


def test_it_lists_what_can_be_made_in_the_network_and_nothing_else() -> None:
    listed = set(rows_of(which_bugs_learn("xor", 1)))
    assert {"transposed-weights", "tanh-at-net", "ascent"} <= listed
    assert not {"slope-kept", "elementwise-softmax", "sum-for-mean"} & listed  # rows one by one
    assert "sum-for-mean" in rows_of(which_bugs_learn("xor", 1, batch_size=2))


def test_with_other_hidden_widths_nothing_clashes_and_transposed_weights_train() -> None:
    rows = rows_of(which_bugs_learn("blobs", 3, hidden=(3,), only=["transposed-weights"]))
    assert "clash" not in " ".join(rows["transposed-weights"])


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown data set"):
        which_bugs_learn("moon")
    with pytest.raises(ValueError, match="epochs is 0"):
        which_bugs_learn("xor", 0)
    with pytest.raises(KeyError, match="did you mean"):
        which_bugs_learn("xor", 1, only=["missing-minuses"])
    with pytest.raises(ValueError, match="cannot be made here"):
        which_bugs_learn("xor", 1, only=["slope-kept"])
