"""Stopping criteria, which look at the epochs so far. What one can do here: make them with
`fixed_epochs`, `loss_below`, `no_improvement`, `gradient_norm_below`; join them with `&` and `|`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mlpcore.checks import count, positive


@dataclass(frozen=True)
class Epoch:
    """An epoch's end: ε over the whole domain, ‖∇ε‖ over all weights and biases, all finite?"""

    number: int
    loss: float
    gradient_norm: float
    diverged: bool = False


@dataclass(frozen=True)
class Criterion:
    """Whether to stop after the epochs so far (`met`), and why, in words (`reason`)."""

    reason: str
    met: Callable[[Sequence[Epoch]], bool]

    def __and__(self, other: "Criterion") -> "Criterion":
        return Criterion(
            f"{self.reason} and {other.reason}", lambda p: self.met(p) and other.met(p)
        )

    def __or__(self, other: "Criterion") -> "Criterion":
        return Criterion(f"{self.reason} or {other.reason}", lambda p: self.met(p) or other.met(p))


def fixed_epochs(epochs: int) -> Criterion:
    """Stop after that many epochs."""
    n = count("epochs", epochs)
    return Criterion(f"all {n} epochs are done", lambda past: len(past) >= n)


def loss_below(bound: float) -> Criterion:
    """Stop when ε < bound."""
    bound = positive("bound", bound)
    return Criterion(f"ε < {bound:g}", lambda past: past[-1].loss < bound)


def no_improvement(epochs: int) -> Criterion:
    """Stop when the lowest ε is that many epochs old."""
    n = count("epochs", epochs)
    return Criterion(
        f"ε has not improved for {n} epochs",
        lambda past: min(past, key=lambda epoch: epoch.loss).number <= past[-1].number - n,
    )


def gradient_norm_below(theta: float) -> Criterion:
    """Stop when ‖∇ε‖ < theta."""
    theta = positive("theta", theta)
    return Criterion(f"‖∇ε‖ < {theta:g}", lambda past: past[-1].gradient_norm < theta)
