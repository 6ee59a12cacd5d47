"""Training: one epoch is I-V for every x of the domain.

`epochs` runs them one by one, `train` exhausts them and says why it stopped; `batches` is an epoch
as the lecture has it, a descent step at a time. A `Trainer` is what all trainings have in common:
steps, epochs, their records, undoing, the best weights. Source: the notes, deep MLP V.
"""

import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from mlpcore.activations import quiet
from mlpcore.backprop import Backward, propagate
from mlpcore.checks import Array, count, entries, flag, generator, positive, renamed, rows, targets
from mlpcore.network import MLP, network
from mlpcore.progress import Report, reporter
from mlpcore.speed import Engine
from mlpcore.stopping import Criterion, Epoch, Past, fixed_epochs, why
from mlpcore.weights import Seed

Size = int | None
UNDONE = "which is undone: ε or a weight was no longer a finite number; try an eta below"
HELD = 64e6  # bytes of weights that records may hold until ‖∇ε‖ is asked for
elsewhere = renamed(lr="eta", learning_rate="eta", alpha="eta", batch="batch_size", x="X", y="Y",
                    n_epochs="epochs", iterations="epochs", random_state="seed", rng="seed",
                    callback="progress", verbose="progress",
                    patience="stop=[no_improvement(n)]")  # fmt: skip


@dataclass(frozen=True, repr=False)
class Training:
    """A training run: ε after each epoch, how many were run, why it stopped, and the records."""

    loss: list[float]
    epochs: int
    message: str
    records: list[Epoch]

    def __repr__(self) -> str:
        last = f"loss[-1]={self.loss[-1]:.6g}, " if self.loss else ""
        return f"Training({last}{self.message!r})"


class Trainer:
    """A network in training on X (n, d) and Y (n, k), which are known to fit: a step or an epoch
    at a time. η and the batch size may change each time.

    Attributes
    ----------
    mlp
        The network; its weights move.
    order, done
        The order of the rows in the epoch in progress, and how many of them are done.
    number
        How many epochs are complete.
    kept
        W and b at the end of the last one, to which a failure, and divergence, goes back.
    best
        The epoch of the lowest ε.
    """

    def __init__(
        self, mlp: MLP, X: Array, Y: Array, shuffle: bool = True, seed: Seed = 0, expected: int = 0
    ) -> None:
        self.mlp, self.X, self.Y = mlp, X, Y
        self.rng = generator("seed", seed) if shuffle else None
        self.order, self.done, self.number = np.arange(len(X)), 0, 0
        self.kept = (mlp.W, mlp.b)
        self.engine, self.best = Engine(mlp, X, Y, expected), Epoch(0, np.inf, np.inf)
        self._seen = self._best_block = self._block()
        self._unmeasured: deque[ref[Epoch]] = deque()

    def epochs(self, eta: float, size: int) -> Iterator[Epoch]:
        """An epoch for each record asked for; one that diverges is undone, and is the last."""
        while not (record := self.end(eta, size)).diverged:
            yield record
        yield record

    def end(self, eta: float, size: int = 1) -> Epoch:
        """Go on to the end of the epoch and give its record."""
        while (record := self.step(eta, size, len(self.X))) is None:
            pass
        return record

    def step(self, eta: float, size: int, most: int | None = None) -> Epoch | None:
        """I-V for the next `size` rows, or for all batches of that size among the next `most`; the
        record where they end the epoch. What fails goes back to the last whole epoch.
        """
        if self.done == 0 and self.rng is not None:
            self.order = self.rng.permutation(len(self.X))
        chosen = self.order[self.done : self.done + (most or size)]
        try:
            self.descend(chosen, size, eta)
            self.done += len(chosen)
            return self._record() if self.done == len(self.X) else None
        except BaseException:  # an interrupt, too
            self.undo()
            raise

    def descend(self, chosen: NDArray[np.intp], size: int, eta: float) -> None:
        """I-V for each `size` of the chosen rows: the weights move."""
        self.mlp.W, self.mlp.b = self.engine.descend(chosen, size, eta)
        if self.engine.norm is not None and self._unmeasured and (last := self._unmeasured[-1]()):
            last.measured(self.engine.norm)

    def undo(self) -> None:
        """Go back to the end of the last whole epoch."""
        self.done = 0
        self.mlp.W, self.mlp.b = self.kept

    def take_best(self) -> None:
        """Take the weights of the lowest ε."""
        self.kept = self.engine.unpacked(self._best_block)
        self.undo()

    def _block(self) -> Array:
        """All weights and biases of now, in an array of their own."""
        self.engine.load()
        return self.engine.P.copy()

    def _record(self) -> Epoch:
        record = self.look(self.number + 1)
        if record.diverged:
            self.undo()
            return record
        self.done, self.number, self.kept = 0, record.number, (self.mlp.W, self.mlp.b)
        if record.loss < self.best.loss:
            self.best, self._best_block = record, self._seen
        return record

    @quiet
    def look(self, number: int) -> Epoch:
        """ε over the whole domain; ‖∇ε‖ is found when it is asked for, with the weights of now."""
        block = self._seen = self._block()
        eps = self.engine.eps()
        is_finite = bool(np.isfinite(eps) and np.isfinite(block).all())
        record = Epoch(number, eps, lambda: self._norm(block), not is_finite)
        self._unmeasured.append(ref(record))
        if len(self._unmeasured) * block.nbytes > HELD and (old := self._unmeasured.popleft()()):
            old.measured()
        return record

    def _norm(self, block: Array) -> float:
        """‖∇ε‖ over all weights and biases, at these."""
        probe = copy(self.mlp)
        probe.W, probe.b = self.engine.unpacked(block)
        return norm(propagate(probe, probe.feed(self.X), self.Y))


@quiet
def norm(bwd: Backward) -> float:
    """‖∇ε‖ over all weights and biases."""
    return float(sum(float(np.sum(g**2)) for g in (*bwd.dW, *bwd.db)) ** 0.5)


def _trainer(
    mlp: MLP, X: Any, Y: Any, batch_size: Size, shuffle: bool, seed: Seed, epochs: int = 0
) -> tuple[Trainer, int]:
    """A trainer for data that is checked here, and the batch size as a number."""
    X = rows("X", X, network(mlp).widths[0], mlp.dtype, copy=False).copy()  # X may change
    MLP.from_weights(mlp.W, mlp.b, mlp.f[1:], mlp.loss)  # or refuses what is not finite
    if X.ndim != 2:
        raise ValueError(f"X has shape {X.shape}, but training needs a batch of rows (n, d)")
    Y = targets(Y, (len(X), mlp.widths[-1]), "Y", mlp.dtype)
    size = len(X) if batch_size is None else count("batch_size", batch_size)
    if told := mlp.f[-1].cannot_give(Y, "Y"):
        warnings.warn(told, stacklevel=4)
    return Trainer(mlp, X, Y, flag("shuffle", shuffle), seed, epochs * -(-len(X) // size)), size


@elsewhere
def epochs(
    mlp: MLP, X: Any, Y: Any, eta: float, batch_size: Size = 1, shuffle: bool = True, seed: Seed = 0
) -> Iterator[Epoch]:
    """Train `mlp` in place on X (n, d) and Y (n, k), an epoch for each record asked for. batch_size
    1 is online, None the full batch; `seed` shuffles the rows anew each epoch, unless they keep
    their order. An epoch that diverges or fails is the last, and leaves the weights as they were.
    Errors and warnings are those of `train`.

    Examples
    --------
    >>> X, Y = [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]
    >>> walk = epochs(MLP([2, 3, 1], "sigmoid", seed=1), X, Y, eta=2.0)
    >>> next(walk).number, next(walk).number
    (1, 2)
    """
    trainer, size = _trainer(mlp, X, Y, batch_size, shuffle, seed)
    return trainer.epochs(positive("eta", eta), size)


def batches(
    mlp: MLP, X: Array, Y: Array, eta: float, size: int, rng: "np.random.Generator | None" = None
) -> Iterator[tuple[NDArray[np.intp], Backward]]:
    """One epoch, a descent step at a time: gives the rows used and their backward pass."""
    order = np.arange(len(X)) if rng is None else rng.permutation(len(X))
    for start in range(0, len(X), size):
        chosen = order[start : start + size]
        bwd = propagate(mlp, mlp.feed(X[chosen]), Y[chosen])
        mlp.descend(bwd, eta)
        yield chosen, bwd


@elsewhere
def train(
    mlp: MLP, X: Any, Y: Any, *, eta: float, epochs: int, batch_size: Size = 1,
    shuffle: bool = True, seed: Seed = 0, stop: Sequence[Criterion] = (), keep_best: bool = False,
    progress: bool | Report = False,
) -> Training:  # fmt: skip
    """Train `mlp` in place until a criterion of `stop` is met or all epochs are done.

    Parameters
    ----------
    X, Y
        The domain: rows (n, d) and their targets (n, k), finite numbers.
    eta
        The learning rate η, above 0.
    epochs
        How many epochs at most; in each, every row is used once.
    batch_size
        Rows a step: 1 is online, None the full batch.
    shuffle, seed
        Whether the rows are shuffled anew each epoch, and what draws their order.
    stop
        Criteria of `mlpcore.stopping`, looked at after each epoch.
    keep_best
        Whether to end with the weights of the lowest ε.
    progress
        A function that is called with each epoch's record; True draws a bar with tqdm.

    Returns
    -------
    Training
        `.loss` after each epoch, `.epochs`, `.message` why it stopped, `.records`. An interrupt
        keeps the epochs so far.

    Raises
    ------
    ValueError, TypeError
        For what does not fit, before any weight has moved; targets that the output cannot give
        are only warned of.

    Examples
    --------
    >>> X, Y = [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]
    >>> train(MLP([2, 3, 1], "sigmoid", seed=1), X, Y, eta=2.0, epochs=3).message
    'stopped after epoch 3: all 3 epochs are done'
    """
    criteria = [(why(each), each) for each in [*entries("stop", stop), fixed_epochs(epochs)]]
    trainer, size = _trainer(mlp, X, Y, batch_size, shuffle, seed, epochs)
    keep_best = flag("keep_best", keep_best)
    past, eta, met = Past(), positive("eta", eta), list[str]()
    with reporter(progress, epochs) as report:
        try:
            for record in trainer.epochs(eta, size):
                past.append(record)
                met = [reason for reason, each in criteria if each.met(past)]
                report(record)
                if met:
                    break
        except KeyboardInterrupt:
            met = ["interrupted"]
    message = f"stopped after epoch {len(past)}: {' and '.join(met)}"
    if past and past[-1].diverged:
        message = f"diverged in epoch {len(past)}, {UNDONE} {eta:g}"
    if keep_best and trainer.best.number:
        trainer.take_best()
        message += f"; the weights are those of epoch {trainer.best.number}, the lowest ε"
    return Training([each.loss for each in past], len(past), message, past)
