"""A pass that goes on correctly from claimed numbers."""

import numpy as np
import pytest

from mlpcore.lesson.steps.quantities import quantity_of, sources
from mlpcore.lesson.steps.question import keys
from mlpcore.lesson.steps.trace import Trace
from tests.helpers.passes import PASSES, each_pass

X, Y = [[0.8, -0.4], [0.3, 1.2]], [[1, 0], [0, 1]]


@each_pass
def test_what_is_claimed_as_it_is_changes_nothing(name: str) -> None:
    """The formulas from the factors give what the package gives."""
    record = Trace(*PASSES[name])
    for key in keys(record):
        claim = {quantity_of(key): record.value(quantity_of(key))}
        for other in keys(record):
            value = record.overriding(claim).value(quantity_of(other))
            expected = record.value(quantity_of(other))
            np.testing.assert_allclose(value, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ["two outputs", "tanh", "softmax", "softmax, squared", "deep"])
def test_it_is_the_pass_with_claims_in_all_that_follows(name: str) -> None:
    """Held against the trace that the bug lab walks through."""
    mlp, x, y = PASSES[name]
    record = Trace(mlp, x, y)
    for key in ("net_1", "z_1", "d_o", "delta_2", "dW_1"):
        claims = {key: record.value(key) + 0.1}
        carried = record.overriding(claims)
        claimed = Trace(mlp, x, y, 0.5).judging(lambda _, at, claims=claims: claims.get(at))
        for other in keys(record):
            at = quantity_of(other)
            np.testing.assert_allclose(carried.value(at), claimed.value(at), rtol=1e-9, atol=1e-12)


def test_what_does_not_depend_on_a_claim_stays() -> None:
    """A wrong δ² leaves the forward pass alone, and W is what it was."""
    record = Trace(*PASSES["two outputs"])
    carried = record.overriding({"delta_2": np.array([1.0, -1.0])})
    for key in ("net_1", "z_2", "eps", "d_o", "W_1", "b_0", "x", "y"):
        assert carried.value(key) is record.value(key)
    np.testing.assert_allclose(carried.value("db_1"), [1, -1])
    np.testing.assert_allclose(carried.value("dW_1"), np.outer(record.value("z_1"), [1, -1]))
    np.testing.assert_allclose(carried.value("one_minus:z_1"), 1 - record.value("z_1"))


def test_the_nearest_sources_come_first() -> None:
    """What a quantity is made of, and what that is made of."""
    assert sources(1, "dW_0")[0] == "delta_1"
    found = sources(1, "new:W_1")
    assert found[0] == "dW_1"
    assert found.index("delta_2") < found.index("d_o") < found.index("net_1")
    assert sources(1, "net_1") == ()
    assert "delta_2" not in sources(1, "eps")


def test_a_batch_is_carried_on_row_by_row_and_in_its_means() -> None:
    """A claim of δ is one row a sample."""
    mlp = PASSES["two outputs"].mlp
    batch = Trace.of_batch(mlp, X, Y)
    delta = np.array([[1.0, 2.0], [3.0, 4.0]])
    carried = batch.overriding({"delta_2": delta})
    z = batch.value("z_1")
    mean = (np.outer(z[0], delta[0]) + np.outer(z[1], delta[1])) / 2
    np.testing.assert_allclose(carried.value("dW_1"), mean)
    np.testing.assert_allclose(carried.value("new:W_1"), mlp.W[1] - 0.5 * mean)
    rows = carried.rows
    for row, own in zip(rows, delta, strict=True):
        np.testing.assert_array_equal(row.value("delta_2"), own)
    np.testing.assert_allclose(
        carried.value("delta_1"), np.stack([row.value("delta_1") for row in rows])
    )
    z_2 = batch.overriding({"z_2": np.full((2, 2), 0.5)})
    assert float(z_2.value("eps")) == pytest.approx(0.25)
    assert batch.followed("eps") is batch.value("eps")
