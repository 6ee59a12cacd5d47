"""Everyone does the work in turn, after it is sure that everyone does the same."""

import gc
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import process_time
from typing import Any

import numpy as np

from benchmarks.engine.works import Numbers, Work

Go = Callable[[], Sequence[Any]]  # does the work, gives what it found; this is what is timed
Prepare = Callable[[Work], Go]


class WrongError(Exception):
    """What a contestant found is not what mlpcore's backward pass gives."""


@dataclass(frozen=True)
class Contestant:
    """Who takes part. `prepare` makes a network with the work's weights, which is not timed; what
    `go` then finds is W and b after training, ∇W and ∇b, or the output. Who is no network but a
    yardstick, and so never `proves` that, has a proof of its own in `prepare`.
    """

    name: str
    prepare: Prepare
    proves: bool = True


@dataclass
class Measured:
    """The seconds of each round, of everyone who took part; why others did not; how far the worst
    of those who did is from mlpcore's backward pass.
    """

    work: Work
    seconds: dict[str, list[float]]
    refused: dict[str, str] = field(default_factory=dict)
    off: float = 0.0

    def ratios(self, name: str, base: str) -> list[float]:
        """How many times as fast as `base`, round by round."""
        pairs = zip(self.seconds[base], self.seconds[name], strict=True)
        return [slow / quick for slow, quick in pairs]

    def ratio(self, name: str, base: str) -> float:
        """The median of the rounds' ratios."""
        return statistics.median(self.ratios(name, base))

    def unit(self, name: str) -> float:
        """The median time of one step."""
        return statistics.median(self.seconds[name]) / self.work.units[0]


def deviation(found: Sequence[Any], expected: Sequence[Numbers]) -> float:
    """The largest difference, relative to the largest entry of its array; NaN is inf."""
    worst = 0.0
    for came, right in zip(found, expected, strict=True):
        array = np.asarray(came, np.float64)
        if array.shape != right.shape:
            raise WrongError(f"shape {array.shape} instead of {right.shape}")
        off = float(np.max(np.abs(array - right)) / np.max(np.abs(right)))
        worst = max(worst, off if np.isfinite(off) else np.inf)
    return worst


def prove(contestant: Contestant, work: Work, reference: Callable[[Work], list[Numbers]]) -> float:
    """Refuse a contestant with other gradients, or other weights after a few steps; else say how
    far it is off. What one step takes off the weights is η times the gradient.
    """
    if work.kind != "train":
        return _compared("result", contestant.prepare(work)(), reference(work), work)
    rows = work.batch or work.proof
    one = work.first(rows, epochs=1)
    start = [w.astype(np.float64) for w in (*one.W, *one.b)]
    moved = [np.asarray(w, np.float64) for w in contestant.prepare(one)()]
    found = [(w - new) / one.eta for w, new in zip(start, moved, strict=True)]
    expected = [(w - new) / one.eta for w, new in zip(start, reference(one), strict=True)]
    off = _compared("gradient", found, expected, work)
    few = work.first(4 * rows, epochs=2)
    return max(off, _compared("weights", contestant.prepare(few)(), reference(few), work))


def _compared(what: str, found: Sequence[Any], expected: list[Numbers], work: Work) -> float:
    off = deviation(found, expected)
    if off > work.tolerance:
        raise WrongError(f"{what} off by {off:.1e}, allowed is {work.tolerance:.0e}")
    return off


def measure(
    contestants: Sequence[Contestant], work: Work, reference: Callable[[Work], list[Numbers]]
) -> Measured:
    """Prove everyone, then time those who are right, in turn, there and back; the first round does
    not count.
    """
    refused: dict[str, str] = {}
    right: list[Contestant] = []
    off = [0.0]
    for contestant in contestants:
        try:
            if contestant.proves:
                off.append(prove(contestant, work, reference))
            else:
                contestant.prepare(work)
            right.append(contestant)
        except WrongError as wrong:
            refused[contestant.name] = str(wrong)
        except Exception as trouble:  # another version of a library, perhaps: the others go on
            refused[contestant.name] = f"{type(trouble).__name__}: {trouble}"
    seconds: dict[str, list[float]] = {contestant.name: [] for contestant in right}
    for number in range(work.rounds + 1):
        for contestant in right if number % 2 == 0 else right[::-1]:
            took = _timed(contestant.prepare(work), work.repeat)
            seconds[contestant.name] += [took] * (number > 0)
    return Measured(work, seconds, refused, max(off))


def _timed(go: Go, repeat: int) -> float:
    """Seconds of the processor, which a busy machine does not stretch; no rubbish is collected."""
    gc.collect()
    gc.disable()
    try:
        start = process_time()
        for _ in range(repeat):
            go()
        return process_time() - start
    finally:
        gc.enable()
