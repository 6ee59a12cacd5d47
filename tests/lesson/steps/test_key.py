"""Keys: names of quantities that know their parts, and refuse where they name nothing."""

import numpy as np
import pytest

from mlpcore import MLP
from mlpcore.lesson import check
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.steps.trace import Trace

MLP_232 = MLP([2, 3, 2], "sigmoid", seed=1)
X, Y = [0.8, -0.4], [1.0, 0.0]


@pytest.mark.parametrize(
    ("key", "frame", "inner", "kind", "layer"),
    [
        ("delta_1", "", "delta_1", "delta", 1),
        ("d_o", "", "d_o", "d_o", None),
        ("new:W_0", "new", "W_0", "new:W", 0),
        ("one_minus:z_12", "one_minus", "z_12", "one_minus:z", 12),
    ],
)
def test_a_key_is_its_text_and_knows_its_parts(
    key: str, frame: str, inner: str, kind: str, layer: int | None
) -> None:
    found = Key(key)
    assert found == key
    assert (found.frame, found.inner, found.kind, found.layer) == (frame, inner, kind, layer)


@pytest.mark.parametrize(
    "key", ["dW", "db", "new:W", "eps_0", "d_o_0", "W_9", "delta_0", "net_0", "d_z_2",
            "collapsed:delta_1", "collapsed:delta_2", "foo:delta_1"],
)  # fmt: skip
def test_what_names_nothing_is_refused(key: str) -> None:
    """A layer where there is none, none where there is one, or one beyond the network."""
    with pytest.raises(KeyError):
        Trace(MLP_232, X, Y).value(key)


@pytest.mark.parametrize("key", ["one_minus:z_1", "foo:delta_1", "sum:dW_0", "true:delta_1"])
def test_an_answer_to_what_is_no_step_is_refused(key: str) -> None:
    """And not taken for one to the quantity in the frame."""
    with pytest.raises(KeyError, match="no quantity"):
        check(key, MLP_232.forward(X).z[1], MLP_232, X, Y)


def test_the_jacobian_of_each_layer_has_numbers() -> None:
    """Diagonal, where no step is made of it."""
    z = MLP_232.forward(X).z[1]
    np.testing.assert_allclose(Trace(MLP_232, X, Y).value("J_1"), np.diag(z * (1 - z)))
