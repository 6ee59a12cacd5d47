"""Training: one epoch is I-V for every x of the domain. What one can do here: run `epochs` one by
one, let `train` exhaust them and say why it stopped, or go through one step by step (`batches`).
"""

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import count as numbers
from typing import Any

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from mlpcore.activations import quiet
from mlpcore.backprop import Backward, propagate
from mlpcore.checks import Array, count, entries, positive, rows, targets
from mlpcore.network import MLP
from mlpcore.stopping import Criterion, Epoch, fixed_epochs

Size = int | None
Stop = Sequence[Criterion]
UNDONE = "which is undone: ε or a weight was no longer a finite number; try an eta below"


@dataclass(frozen=True)
class Training:
    """A training run: ε after each epoch, how many were run, why it stopped, and the records."""

    loss: list[float]
    epochs: int
    message: str
    records: list[Epoch]


def epochs(
    mlp: MLP, X: Any, Y: Any, eta: float, batch_size: Size = 1, shuffle: bool = True, seed: int = 0
) -> Iterator[Epoch]:
    """Train `mlp` in place on X (n, d) and Y (n, k), an epoch for each record asked for. batch_size
    1 is online, None the full batch; `seed` shuffles the rows anew each epoch, unless they keep
    their order. An epoch that diverges or fails is the last, and leaves the weights as they were.
    """
    X = rows("X", X, mlp.widths[0])
    if X.ndim != 2:
        raise ValueError(f"X has shape {X.shape}, but training needs a batch of rows (n, d)")
    Y, eta = targets(Y, (len(X), mlp.widths[-1]), "Y"), positive("eta", eta)
    size = len(X) if batch_size is None else count("batch_size", batch_size)
    rng = default_rng(count("seed", seed, or_zero=True)) if shuffle else None

    def run() -> Iterator[Epoch]:
        for number in numbers(1):
            trial = copy(mlp)  # a descent makes new lists: a failure leaves those of mlp
            for _ in batches(trial, X, Y, eta, size, rng):
                pass
            record = look(trial, X, Y, number)
            if not record.diverged:
                mlp.W, mlp.b = trial.W, trial.b
            yield record
            if record.diverged:
                return

    return run()


def batches(
    mlp: MLP, X: Array, Y: Array, eta: float, size: int, rng: Generator | None = None
) -> Iterator[tuple[NDArray[np.intp], Backward]]:
    """One epoch, a descent step at a time: gives the rows used and their backward pass."""
    order = np.arange(len(X)) if rng is None else rng.permutation(len(X))
    for start in range(0, len(X), size):
        chosen = order[start : start + size]
        bwd = propagate(mlp, mlp.feed(X[chosen]), Y[chosen])
        mlp.descend(bwd, eta)
        yield chosen, bwd


@quiet
def look(mlp: MLP, X: Array, Y: Array, number: int) -> Epoch:
    """ε and ‖∇ε‖ over the whole domain, with the weights as they are, as a record."""
    bwd = propagate(mlp, mlp.feed(X), Y)
    squares = sum(float(np.sum(g**2)) for g in (*bwd.dW, *bwd.db))
    finite = np.isfinite(bwd.eps) and all(np.isfinite(w).all() for w in (*mlp.W, *mlp.b))
    return Epoch(number, bwd.eps, squares**0.5, diverged=not finite)


_walk = epochs  # `train` has an argument of that name


def train(
    mlp: MLP, X: Any, Y: Any, *, epochs: int, stop: Stop = (), keep_best: bool = False,
    progress: bool | Callable[[Epoch], object] = False, **how: Any,
) -> Training:  # fmt: skip
    """Train `mlp` in place until a criterion of `stop` is met or all epochs are done; `how` is eta,
    batch_size, shuffle and seed, as in `epochs`. `keep_best` ends with the weights of the lowest ε.
    `progress` draws a bar, or is called with each record; an interrupt keeps the epochs so far.
    """
    criteria = [*entries("stop", stop), fixed_epochs(epochs)]
    if not all(isinstance(each, Criterion) for each in criteria):
        raise TypeError(f"stop must hold criteria such as loss_below(0.1), not {stop!r:.60}")
    records: list[Epoch] = []
    best, best_weights = Epoch(0, np.inf, np.inf), (mlp.W, mlp.b)
    try:
        for record in _walk(mlp, X, Y, **how):
            records.append(record)
            if record.loss < best.loss and not record.diverged:
                best, best_weights = record, (mlp.W, mlp.b)
            met = [criterion.reason for criterion in criteria if criterion.met(records)]
            over, done = bool(met) or record.diverged, 100 * record.number // epochs
            if callable(progress):
                progress(record)
            elif progress and (over or done > 100 * (record.number - 1) // epochs):
                bar, end = "█" * (done // 5), "\n" * over
                print(f"\r{bar:<20} {done} %, ε = {record.loss:.4g}  ", end=end, flush=True)  # noqa: T201
            if over:
                break
    except KeyboardInterrupt:
        met = ["interrupted"]
    message = f"stopped after epoch {len(records)}: {' and '.join(met)}"
    if records and records[-1].diverged:
        message = f"diverged in epoch {len(records)}, {UNDONE} {float(how['eta']):g}"
    if keep_best and best.number:
        mlp.W, mlp.b = best_weights
        message += f"; the weights are those of epoch {best.number}, the lowest ε"
    return Training([each.loss for each in records], len(records), message, records)
