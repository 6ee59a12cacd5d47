"""The binary cross-entropy in the lesson: its numbers, its collapse, and the slips beside it.

The outside oracle is mpmath, from net inputs alone.
"""

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpcore import MLP
from mlpcore.lesson import bugged, walkthrough
from mlpcore.lesson.batch.cells import cell
from mlpcore.lesson.notation.batch_symbols import is_of_a_sample
from mlpcore.lesson.slip_book.bug_lab import possible
from mlpcore.lesson.steps.agreement import agreement
from mlpcore.lesson.steps.expression import Number
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.training.bugged_runs import which_bugs_learn
from mlpcore.lesson.training.tasks import task, task_for
from mlpcore.losses import LOSSES
from tests.helpers.passes import PASSES
from tests.lesson.steps.test_cells import evaluate as evaluate_chain
from tests.lesson.steps.test_expression import evaluate

pytestmark = pytest.mark.section("II")
X = [0.8, -0.4]


def network(outputs: int, output: str = "sigmoid", loss: str = "binary_cross_entropy") -> MLP:
    return MLP([2, 3, outputs], ["tanh", output], loss, seed=7, init="uniform")


def layer(net: list[float]) -> MLP:
    """A layer of sigmoids with these net inputs for x = 1."""
    W = [np.array([net])]
    return MLP.from_weights(W, [np.zeros(len(net))], "sigmoid", "binary_cross_entropy")


targets = st.lists(st.floats(0, 1), min_size=1, max_size=4)


@given(y=targets, data=st.data())
@settings(max_examples=60, deadline=None)
def test_every_number_is_that_of_fifty_digits(y: list[float], data: st.DataObject) -> None:
    """ε and δ, even where an output has rounded to 0 or 1; ∂ε/∂o where it has not."""
    nets = st.lists(st.floats(-300, 300), min_size=len(y), max_size=len(y))
    net = data.draw(nets)
    steps = walkthrough(layer(net), [1.0], y)
    with mpmath.workdps(50):
        o = [1 / (1 + mpmath.exp(-mpmath.mpf(v))) for v in net]
        rest = [1 / (1 + mpmath.exp(mpmath.mpf(v))) for v in net]
        pairs = list(zip(map(mpmath.mpf, y), o, rest, strict=True))
        eps = -sum(t * mpmath.log(a) + (1 - t) * mpmath.log(b) for t, a, b in pairs)
        delta = [float(t * -b + (1 - t) * a) for t, a, b in pairs]
        d_o = [float(-t / a + (1 - t) / b) for t, a, b in pairs]
    assert steps["eps"].value == pytest.approx(float(eps), rel=1e-12)
    assert steps["collapsed:delta_1"].value == pytest.approx(delta, rel=1e-12, abs=1e-15)
    for i, v in enumerate(net):
        if abs(v) < 5:
            assert steps["d_o"].value[i] == pytest.approx(d_o[i], rel=1e-12, abs=1e-12)


@pytest.mark.section("III")
@given(y=targets, seed=st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_delta_collapses_to_output_minus_target_whatever_the_targets(
    y: list[float], seed: int
) -> None:
    """The long way, the short way and central differences are one, also where Σy is not 1."""
    mlp = MLP([2, 3, len(y)], "sigmoid", "binary_cross_entropy", seed=seed, init="uniform")
    steps = walkthrough(mlp, X, y)
    long, short = steps["delta_2"], steps["collapsed:delta_2"]
    difference = steps.trace.value("z_2") - y
    for step in (long, short):
        assert evaluate(step, step.forms[0]) == pytest.approx(difference, rel=1e-9, abs=1e-12)
        assert step.value == pytest.approx(difference, rel=1e-9, abs=1e-12)
    found = agreement(steps.trace, "collapsed:delta_2")
    assert found is not None
    assert found.ok


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
def test_no_slip_about_one_loss_is_offered_for_another(loss: str, output: str) -> None:
    made = possible(Trace(network(3, output, loss), X, [0, 1, 0]))
    assert made
    assert {slip.loss for slip in made} <= {"", loss}


def test_from_a_claimed_output_the_collapse_is_computed_from_it() -> None:
    """As ε, ∂ε/∂o and the long way are."""
    o, y = np.array([0.9, 0.4]), np.array([1.0, 0.0])
    trace = Trace(network(2), X, y).judging(lambda trace, key: o if key == "z_2" else None)
    assert trace.value("eps") == pytest.approx(-np.log(0.9) - np.log(0.6))
    assert trace.value("d_o") == pytest.approx([-1 / 0.9, 1 / 0.6])
    for key in ("delta_2", "collapsed:delta_2"):
        assert trace.value(key) == pytest.approx(o - y)


def test_where_the_log_of_a_claimed_output_is_none_the_error_is_the_true_one() -> None:
    """Beyond 1 as below 0."""
    for o in ([2.0, 0.5], [-1.0, 0.5]):
        trace = Trace(network(2), X, [0.5, 1.0], 0.5).judging(
            lambda trace, key, o=o: np.array(o) if key == "z_2" else None
        )
        assert trace.value("eps") == trace.base.value("eps")


def test_a_slip_at_the_output_is_marked_at_both_ways_to_delta() -> None:
    """And all that comes after follows from it."""
    marks = bugged(*PASSES["binary"], slip="mean-over-outputs").marks
    assert {key: mark.verdict for key, mark in marks.items() if "delta" in key} == {
        "delta_2": "follows",
        "delta_1": "follows",
    }
    mlp, x, y = PASSES["binary, one output"]
    marks = bugged(mlp, x, y, slip="sigmoid-of-z").marks
    assert {key: mark.verdict for key, mark in marks.items() if "delta" in key} == {
        "delta_2": "wrong",
        "collapsed:delta_2": "wrong",
        "delta_1": "follows",
    }


def test_slips_are_trained_with_under_this_loss_too() -> None:
    """The true run beside them learns."""
    given_task = task_for(task("moons"), "binary_cross_entropy")
    only = ["delta-sign", "slope-forgotten", "ascent"]
    lines = str(which_bugs_learn(given_task, epochs=2, only=only)).splitlines()
    assert [line.split()[0] for line in lines[2:]] == only


@pytest.mark.parametrize("notation", ["notes", "nielsen", "bishop"])
def test_a_batch_has_the_formula_of_each_sample(notation: str) -> None:
    """With the sample's number at every letter, 1 − y and 1 − o too."""
    batch = Trace.of_batch(network(2), [X, [0.1, 0.5]], [[1, 0], [0.3, 1]], 0.5, notation=notation)
    for key, index in (("own:eps", (2,)), ("d_o", (2, 1)), ("delta_2", (2, 2))):
        shown = cell(batch, key, index)
        assert evaluate_chain(shown.formula) == pytest.approx(shown.target.value, rel=1e-12)
        numbers = [token for token in shown.formula if isinstance(token, Number)]
        assert {token.index[0] for token in numbers if is_of_a_sample(token.key)} == {2}
