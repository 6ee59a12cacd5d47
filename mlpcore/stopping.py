"""Stopping criteria, which look at the epochs so far and say when it is enough.

`fixed_epochs`, `loss_below`, `no_improvement`, `gradient_norm_below`; `&` and `|` join them.
Source: the notes, deep MLP: a fixed number of epochs, or monitoring the loss.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from mlpcore.checks import count, expect, positive

Norm = float | Callable[[], float]


class Epoch:
    """An epoch's end: ε over the whole domain, ‖∇ε‖ over all weights and biases, all finite?

    `gradient_norm` may be given as a function, which finds it when it is first asked for.
    """

    def __init__(
        self, number: int, loss: float, gradient_norm: Norm, diverged: bool = False
    ) -> None:
        self.number, self.loss, self._norm, self.diverged = number, loss, gradient_norm, diverged

    @property
    def gradient_norm(self) -> float:
        """‖∇ε‖ with the weights at the end of this epoch."""
        return self.measured()

    def measured(self, norm: float | None = None) -> float:
        """Find ‖∇ε‖, or take it from who has found it, and let go of what was kept for it."""
        if callable(self._norm):
            self._norm = self._norm() if norm is None else norm
        return self._norm

    def __getstate__(self) -> dict[str, object]:
        """What is pickled and copied: numbers alone."""
        return {**self.__dict__, "_norm": self.gradient_norm}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Epoch) and self.__getstate__() == other.__getstate__()

    __hash__ = None  # type: ignore[assignment]  # two that are equal may not be the same one

    def __repr__(self) -> str:
        end = ", diverged=True" if self.diverged else ""
        numbers = f"loss={self.loss:.6g}, gradient_norm={self.gradient_norm:.6g}"
        return f"Epoch({self.number}, {numbers}{end})"


class Past(list[Epoch]):
    """The epochs so far, and the `lowest` ε after each, so that nobody has to look at all again."""

    def __init__(self, epochs: Iterable[Epoch] = ()) -> None:
        super().__init__()
        self.lowest: list[float] = []
        for epoch in epochs:
            self.append(epoch)

    def __reduce__(self) -> tuple[type, tuple[list[Epoch]]]:
        """Copy and pickle the epochs alone: to append them finds the rest."""
        return Past, ([*self],)

    def append(self, epoch: Epoch) -> None:
        """Add an epoch at the end."""
        super().append(epoch)
        self.lowest.append(min([epoch.loss, *self.lowest[-1:]]))


@dataclass(frozen=True, repr=False)
class Criterion:
    """Whether to stop after the epochs so far (`met`), and why, in words (`reason`).

    Examples
    --------
    >>> enough = loss_below(0.1) | fixed_epochs(3)
    >>> enough.met([Epoch(1, 0.4, 1.0), Epoch(2, 0.2, 0.9)]), enough.reason
    (False, 'ε < 0.1 or all 3 epochs are done')
    """

    reason: str
    met: Callable[[Sequence[Epoch]], bool]

    def __and__(self, also: "Criterion") -> "Criterion":
        return Criterion(f"{self.reason} and {why(also)}", lambda p: self.met(p) and also.met(p))

    def __or__(self, also: "Criterion") -> "Criterion":
        return Criterion(f"{self.reason} or {why(also)}", lambda p: self.met(p) or also.met(p))

    def __repr__(self) -> str:
        return f"Criterion({self.reason!r})"


def why(criterion: object) -> str:
    """The reason of a criterion; TypeError for what is none."""
    return expect("what stops", criterion, Criterion, "a criterion such as loss_below(0.1)").reason


def fixed_epochs(epochs: int) -> Criterion:
    """Stop after that many epochs: a whole number above 0, else ValueError or TypeError.

    Examples
    --------
    >>> fixed_epochs(100).reason
    'all 100 epochs are done'
    """
    n = count("epochs", epochs)
    return Criterion(f"all {n} epochs are done", lambda past: len(past) >= n)


def loss_below(bound: float) -> Criterion:
    """Stop when ε < bound, a number above 0.

    Examples
    --------
    >>> loss_below(0.1).met([Epoch(1, 0.05, 1.0)])
    True
    """
    bound = positive("bound", bound)
    return Criterion(f"ε < {bound:g}", lambda past: past[-1].loss < bound)


def no_improvement(epochs: int) -> Criterion:
    """Stop when the lowest ε is that many epochs old; an equal one is no improvement.

    Examples
    --------
    >>> patience = no_improvement(2)
    >>> patience.met([Epoch(number, loss, 1.0) for number, loss in ((1, 0.4), (2, 0.5), (3, 0.4))])
    True
    """
    n = count("epochs", epochs)

    def met(past: Sequence[Epoch]) -> bool:
        lowest = (past if isinstance(past, Past) else Past(past)).lowest
        return len(lowest) > n and lowest[-1] >= lowest[-1 - n]

    return Criterion(f"ε has not improved for {n} epochs", met)


def gradient_norm_below(theta: float) -> Criterion:
    """Stop when ‖∇ε‖ < theta, a number above 0: the slope is nearly flat in every direction.

    Examples
    --------
    >>> gradient_norm_below(1e-3)
    Criterion('‖∇ε‖ < 0.001')
    """
    theta = positive("theta", theta)
    return Criterion(f"‖∇ε‖ < {theta:g}", lambda past: past[-1].gradient_norm < theta)
