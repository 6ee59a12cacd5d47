"""How the time grows with the number of samples and of parameters: in proportion, it should be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import process_time

import numpy as np

import mlpcore
from benchmarks.engine.contestants import outputs
from mlpcore.datasets import one_hot

BATCH = 32
ROWS = 256  # while the network grows


@dataclass(frozen=True)
class Growth:
    """Seconds for each size."""

    title: str
    per: str
    sizes: list[int]
    seconds: list[float]

    @property
    def exponent(self) -> float:
        """The slope in logarithms of the upper half: below it, calls cost more than numbers."""
        half = len(self.sizes) // 2
        logs = np.log(self.sizes[half:]), np.log(self.seconds[half:])
        return float(np.polyfit(*logs, 1)[0])

    def lines(self) -> list[str]:
        """The table."""
        rows = [
            f"    {size:>9,d}  {seconds:>10.4f} s  {1e9 * seconds / size:>9.1f} ns a {self.per}"
            for size, seconds in zip(self.sizes, self.seconds, strict=True)
        ]
        last = f"    grows with exponent {self.exponent:.2f} over the last {(len(rows) + 1) // 2}"
        return [self.title, *rows, last]


def measure(quick: bool) -> list[Growth]:
    """Samples in an epoch, samples in a forward pass, parameters in steps."""
    samples = [100, 300, 1000] if quick else [10**2, 10**3, 10**4, 10**5, 10**6]
    hidden = [4, 8, 16] if quick else [16, 32, 64, 128, 256, 512, 1024]
    epoch = f"an epoch in batches of {BATCH}, 2-16-16-1"
    return [
        _grown(epoch, "sample", samples, _epoch),
        _grown("a forward pass, 2-16-16-1", "sample", samples, _forward),
        _grown(f"a step on {ROWS} rows, m-m-m-10", "parameter", hidden, _step, _parameters),
    ]


def _grown(
    title: str,
    per: str,
    sizes: Sequence[int],
    make: Callable[[int], Callable[[], object]],
    count: Callable[[int], int] = int,
) -> Growth:
    return Growth(title, per, [count(size) for size in sizes], [_best(make(n)) for n in sizes])


def _best(go: Callable[[], object]) -> float:
    """The shortest of some runs: at least three, and more while they are short."""
    times: list[float] = []
    while len(times) < 3 or (sum(times) < 0.2 and len(times) < 50):
        start = process_time()
        go()
        times.append(process_time() - start)
    return min(times)


def _small() -> mlpcore.MLP:
    return mlpcore.MLP([2, 16, 16, 1], ["tanh", "tanh", "sigmoid"])


def _epoch(n: int) -> Callable[[], object]:
    X, Y = mlpcore.datasets.moons(n)
    return lambda: mlpcore.train(_small(), X, Y, eta=0.1, epochs=1, batch_size=BATCH)


def _forward(n: int) -> Callable[[], object]:
    X, _ = mlpcore.datasets.moons(n)
    mlp = _small()
    return lambda: outputs(mlp, X)


def _wide(m: int) -> mlpcore.MLP:
    return mlpcore.MLP([m, m, m, 10], ["relu", "relu", "softmax"], "cross_entropy", init="he")


def _parameters(m: int) -> int:
    mlp = _wide(m)
    return sum(w.size for w in (*mlp.W, *mlp.b))


def _step(m: int) -> Callable[[], object]:
    rng, mlp = np.random.default_rng(0), _wide(m)
    X, Y = rng.normal(0, 1, (ROWS, m)), one_hot(rng.integers(0, 10, ROWS), 10)
    return lambda: mlp.descend(mlp.backward(mlp.forward(X), Y), 0.01)
