"""Stopping criteria, each alone and joined."""

import pickle
from collections.abc import Callable
from copy import copy, deepcopy

import pytest

from mlpcore.stopping import (
    Criterion,
    Epoch,
    Past,
    fixed_epochs,
    gradient_norm_below,
    loss_below,
    no_improvement,
)

pytestmark = pytest.mark.section("training")


def past(*losses: float, norm: float = 1.0) -> list[Epoch]:
    """Epochs with these ε."""
    return [Epoch(number, loss, norm) for number, loss in enumerate(losses, start=1)]


def stops_after(criterion: Criterion, *losses: float) -> int | None:
    """The first epoch at which it is met."""
    records = past(*losses)
    return next((n for n in range(1, len(records) + 1) if criterion.met(records[:n])), None)


def test_fixed_epochs_counts() -> None:
    """Met after that many, not before."""
    assert stops_after(fixed_epochs(3), 5, 4, 3, 2) == 3
    assert stops_after(fixed_epochs(3), 5, 4) is None


def test_loss_below_compares_the_last_epoch() -> None:
    """ε < bound, not ≤."""
    assert stops_after(loss_below(0.5), 1, 0.5, 0.49, 0.1) == 3
    assert stops_after(loss_below(0.5), 1, 0.5) is None


@pytest.mark.parametrize(
    ("losses", "stop"),
    [
        ((5, 4, 3, 2, 1), None),
        ((5, 4, 4, 4), 4),
        ((5, 4, 6, 4.5), 4),
        ((5, 4, 6, 3, 4, 4), 6),
        ((5, 6, 7), 3),
        ((5, 5), None),
    ],
)
def test_no_improvement_waits_for_a_lower_loss(losses: tuple[float, ...], stop: int | None) -> None:
    """Two epochs without a new lowest ε; an equal one is no improvement."""
    assert stops_after(no_improvement(2), *losses) == stop


@pytest.mark.parametrize("again", [copy, deepcopy, lambda past: pickle.loads(pickle.dumps(past))])
def test_the_epochs_so_far_survive_copying_with_their_lowest_errors(
    again: Callable[[Past], Past],
) -> None:
    """One for each epoch, and those of the original are its own."""
    records = Past(past(5, 3, 4))
    other = again(records)
    assert (other, other.lowest) == (records, [5, 3, 3])
    other.append(Epoch(4, 2, 1.0))
    assert records.lowest == [5, 3, 3]
    assert no_improvement(2).met(other) == no_improvement(2).met([*other]) is False


def test_gradient_norm_below_looks_at_the_gradient() -> None:
    """‖∇ε‖ < θ, whatever ε."""
    assert gradient_norm_below(1e-3).met(past(9, norm=1e-4))
    assert not gradient_norm_below(1e-3).met(past(0, norm=1e-3))


def test_and_needs_both() -> None:
    """ε < ½ and at least three epochs."""
    both = loss_below(0.5) & fixed_epochs(3)
    assert stops_after(both, 1, 0.4, 0.6, 0.3) == 4
    assert both.reason == "ε < 0.5 and all 3 epochs are done"


def test_or_needs_one() -> None:
    """ε < ½ or three epochs."""
    either = loss_below(0.5) | fixed_epochs(3)
    assert stops_after(either, 1, 0.4, 0.6) == 2
    assert stops_after(either, 1, 1, 1) == 3
    assert either.reason == "ε < 0.5 or all 3 epochs are done"


@pytest.mark.parametrize(
    ("criterion", "reason"),
    [
        (fixed_epochs(7), "all 7 epochs are done"),
        (loss_below(0.01), "ε < 0.01"),
        (no_improvement(5), "ε has not improved for 5 epochs"),
        (gradient_norm_below(1e-6), "‖∇ε‖ < 1e-06"),
    ],
)
def test_each_criterion_gives_its_reason(criterion: Criterion, reason: str) -> None:
    """In words that can follow "stopped: "."""
    assert criterion.reason == reason
