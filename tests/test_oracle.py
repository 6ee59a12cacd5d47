"""Every derivative agrees with HIPS autograd to 1e-10, for every combination and depth."""

import numpy as np
import pytest

import mlpcore
from tests.helpers.oracle import FUNCTIONS, LOSSES, Case, agree, differentiate, random_case

pytestmark = pytest.mark.section("III")


def backward(case: Case) -> mlpcore.Backward:
    """The backward pass of mlpcore."""
    mlp = mlpcore.MLP.from_weights(case.W, case.b, case.activations, case.loss)
    return mlp.backward(mlp.forward(case.x), case.y)


def disagreements(case: Case) -> list[str]:
    """What differs, by name."""
    ours, theirs = backward(case), differentiate(case)
    pairs = {"eps": (ours.eps, theirs.eps)}
    for l in range(len(case.W)):
        pairs[f"dW[{l}]"] = ours.dW[l], theirs.dW[l]
        pairs[f"db[{l}]"] = ours.db[l], theirs.db[l]
        pairs[f"delta[{l + 1}]"] = ours.delta[l + 1], theirs.delta[l + 1]
    return [name for name, (a, b) in pairs.items() if not agree(a, b)]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("output", FUNCTIONS)
@pytest.mark.parametrize("hidden", FUNCTIONS)
@pytest.mark.parametrize("rows", [None, 4], ids=["sample", "batch"])
def test_backward_equals_autograd(hidden: str, output: str, loss: str, rows: int | None) -> None:
    """ε, every ∇W, ∇b and δ; h = 0 … 10."""
    for h in range(11):
        assert disagreements(random_case(hidden, output, loss, h, rows)) == [], f"h = {h}"


@pytest.mark.parametrize("output", FUNCTIONS)
def test_backward_equals_autograd_with_a_different_activation_in_every_layer(output: str) -> None:
    """Each layer uses its own f^l, and no neighbour's."""
    case = random_case("tanh", output, "half_squared_error", 4, rows=3)
    case.activations[:4] = ["softmax", "sigmoid", "relu", "tanh"]
    assert disagreements(case) == []


@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
@pytest.mark.parametrize("y", [(1, 0, 0), (0, 0, 0), (2, 0.5, 3), (0, 1, 1)])
def test_cross_entropy_equals_autograd_for_any_target(output: str, y: tuple[float, ...]) -> None:
    """One-hot, empty, Σy ≠ 1, two classes at once."""
    case = random_case("tanh", output, "cross_entropy", 2)
    case.y = np.array(y, dtype=float)
    assert disagreements(case) == []


@pytest.mark.parametrize("where", ["dW", "db", "delta"])
def test_the_comparison_sees_an_error_of_a_billionth(where: str) -> None:
    """The last digits are compared: a factor of 1 + 1e-9 is seen, one of 1 + 1e-12 is not."""
    case = random_case("tanh", "sigmoid", "half_squared_error", 2)
    exact = getattr(differentiate(case), where)[1]
    assert not agree(exact * (1 + 1e-9), exact)
    assert agree(exact * (1 + 1e-12), exact)
