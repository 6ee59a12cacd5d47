"""A pass with claims: what is claimed is taken, and all that follows is computed from it."""

import numpy as np
import pytest

from mlpcore import MLP
from mlpcore.checks import Array
from mlpcore.lesson.steps.overrides import is_true
from mlpcore.lesson.steps.shape_clash import ShapeError
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.steps.walkthrough import Walkthrough
from tests.helpers.passes import PASSES, each_pass

NET = MLP([2, 3, 2], ["sigmoid", "tanh"], seed=7, init="uniform")
X, Y = [0.8, -0.4], [1.0, 0.0]


def claimed(**values: object) -> Trace:
    """The pass of `NET` with these claims, by key."""

    def claim(_: Trace, key: str) -> Array | None:
        return np.asarray(values[key]) if key in values else None

    return Trace(NET, X, Y, 0.5).judging(claim)


@each_pass
def test_with_no_claim_it_is_the_true_pass_to_the_last_bit(name: str) -> None:
    plain = Trace(*PASSES[name])
    trace = Trace(*PASSES[name], 0.5).judging(lambda trace, key: None)
    for step in Walkthrough(plain):
        for key in (step.quantity, *(factor.key for factor in step.factors)):
            np.testing.assert_array_equal(trace.value(key), plain.value(key))
    assert trace.claims == {}
    assert trace.bwd.eps == plain.bwd.eps
    np.testing.assert_array_equal(trace.after.W[0], plain.after.W[0])


def test_what_follows_from_a_claimed_delta_is_computed_from_it() -> None:
    delta_2 = np.array([0.3, -2.0])
    trace, true = claimed(delta_2=delta_2), Trace(NET, X, Y)
    z_1 = 1 / (1 + np.exp(-(NET.W[0].T @ X + NET.b[0])))
    delta_1 = (NET.W[1] @ delta_2) * z_1 * (1 - z_1)
    np.testing.assert_allclose(trace.value("delta_1"), delta_1, rtol=1e-12)
    np.testing.assert_allclose(trace.value("dW_0"), np.outer(X, delta_1), rtol=1e-12)
    np.testing.assert_allclose(trace.value("new:b_1"), NET.b[1] - 0.5 * delta_2, rtol=1e-12)
    np.testing.assert_allclose(trace.bwd.dW[1], np.outer(z_1, delta_2), rtol=1e-12)
    np.testing.assert_allclose(trace.after.W[0], NET.W[0] - 0.5 * np.outer(X, delta_1))
    np.testing.assert_array_equal(trace.value("true:delta_2"), true.value("delta_2"))
    assert [key for key in ("z_2", "d_o", "delta_2", "dW_0") if is_true(trace, key)] == [
        "z_2",
        "d_o",
    ]


def test_from_a_claimed_output_all_is_computed_in_terms_of_the_output() -> None:
    o = np.array([0.9, 0.1])
    trace = claimed(z_2=o)
    np.testing.assert_allclose(trace.value("eps"), 0.5 * (0.01 + 0.01))
    np.testing.assert_allclose(trace.value("d_o"), o - Y)
    np.testing.assert_allclose(trace.value("delta_2"), (o - Y) * (1 - o**2))


def test_a_claimed_jacobian_takes_part_in_delta() -> None:
    mlp = MLP([2, 3], "softmax", "cross_entropy", seed=1)
    J = np.diag([1.0, 2.0, 3.0])
    trace = Trace(mlp, X, [0, 1, 0]).judging(lambda trace, key: J if key == "J_1" else None)
    np.testing.assert_allclose(trace.value("delta_1"), J.T @ trace.value("d_o"))


def test_a_claim_of_the_true_value_changes_nothing_and_is_right() -> None:
    delta = Trace(NET, X, Y).value("delta_1")
    trace = claimed(delta_1=delta * (1 + 1e-9))
    assert trace.claims["delta_1"].right
    np.testing.assert_array_equal(trace.value("delta_1"), delta)
    assert not claimed(delta_1=delta * (1 + 1e-4)).claims["delta_1"].right


def test_a_claim_of_another_shape_is_a_clash_and_the_true_line_goes_on() -> None:
    trace = claimed(dW_1=np.ones((2, 3)))
    assert trace.claims["dW_1"].clash == "it gives (2×3), but ∇W₁ is (3×2)"
    np.testing.assert_array_equal(trace.value("dW_1"), Trace(NET, X, Y).value("dW_1"))
    assert is_true(trace, "new:W_1")


def test_what_cannot_be_computed_says_why() -> None:
    def claim(trace: Trace, key: str) -> Array | None:
        if key == "delta_1":
            raise ShapeError("(2) does not fit (3)")
        return None

    trace = Trace(NET, X, Y, 0.5).judging(claim)
    assert trace.claims["delta_1"].clash == "(2) does not fit (3)"
    assert trace.claims["delta_1"].given is None
    assert is_true(trace, "delta_1")


def test_a_claim_sees_the_claims_before_it() -> None:
    def claim(trace: Trace, key: str) -> Array | None:
        return -trace.base.value("delta_2") if key == "delta_2" else None

    trace = Trace(NET, X, Y, 0.5).judging(claim)
    np.testing.assert_allclose(trace.value("delta_1"), -Trace(NET, X, Y).value("delta_1"))


def test_where_the_log_of_a_claimed_output_is_none_the_error_is_not_a_number_or_the_true_one() -> (
    None
):
    mlp = MLP([2, 2], "sigmoid", "cross_entropy", seed=1)
    trace = Trace(mlp, X, Y, 0.5).judging(
        lambda trace, key: np.array([-1.0, 2.0]) if key == "z_1" else None
    )
    assert trace.value("eps") == Trace(mlp, X, Y).value("eps")


def test_an_unknown_key_is_an_unknown_key() -> None:
    with pytest.raises(KeyError, match="delta_9"):
        claimed().value("delta_9")


def test_the_network_given_is_never_changed() -> None:
    before = NET.W[0].copy()
    claimed(dW_0=np.ones((2, 3))).after.W[0][:] = 9
    np.testing.assert_array_equal(NET.W[0], before)
