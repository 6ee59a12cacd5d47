"""A training run that can be watched: the steps of `mlpcore.train`, one at a time.

What one can do here: make a `Run` of a network on a task and take it on by a `step`, to the `end`
of the epoch; let a `Watch` note where a criterion would have stopped it; read ‖δ^l‖ and ‖∇W_l‖
(`layer_norms`) and the code of a bottleneck (`code_table`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.random import default_rng

from mlpcore.activations import quiet
from mlpcore.backprop import propagate
from mlpcore.checks import Array, count, positive
from mlpcore.lesson.tasks import Task
from mlpcore.network import MLP
from mlpcore.stopping import Criterion
from mlpcore.training import UNDONE, batches, look


class Taken(NamedTuple):
    """So many steps with the same η and batch size; none stands for the lowest ε taken back."""

    eta: float
    size: int
    times: int


class Run:
    """A network in training on a task: the same epochs as `mlpcore.train` with the same seed, but
    η and the batch size may change from step to step.

    `records[e]` is the record after epoch e, and `records[0]` that before training; `held` are the
    same of the held-out rows. An epoch that diverges or fails is undone and is the last.
    """

    def __init__(self, net: MLP, task: Task, seed: int = 0, shuffle: bool = True) -> None:
        self.net, self.task = net.copy(), task
        self.begun = net.copy()
        self.rng = default_rng(count("seed", seed, or_zero=True)) if shuffle else None
        self.order = np.arange(len(task.X))
        self.done = 0  # rows of the epoch in progress
        self.steps = 0  # descents so far
        self.taken: list[Taken] = []  # the same, with η and batch size: what replays the run
        self.version = 0  # how often the weights have changed
        self.diverged = ""  # why it can go no further, in words
        self.records = [look(self.net, task.X, task.Y, 0)]
        self.held = [look(self.net, task.held_X, task.held_Y, 0)] if task.has_held_out else []
        self.best = self.records[0]
        self.best_weights = self.kept = (self.net.W, self.net.b)

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""
        return self.records[-1].number

    def step(self, eta: float, batch_size: int = 1) -> None:
        """I-V once, for the next rows of the epoch; ValueError once the run has diverged."""
        if self.diverged:
            raise ValueError(self.diverged)
        eta, size = positive("eta", eta), count("batch_size", batch_size)
        X, Y = self.task.X, self.task.Y
        if self.done == 0 and self.rng is not None:
            self.order = self.rng.permutation(len(X))
        rows = self.order[self.done : self.done + size]
        self._note(eta, size)
        try:
            self.descend(X[rows], Y[rows], eta)
            self.done += len(rows)
            self.steps += 1
            self.version += 1
            if self.done == len(X):
                self._record(eta)
        except ValueError:
            self._undo()
            raise

    def descend(self, X: Array, Y: Array, eta: float) -> None:
        """I-V once for these rows: the weights move."""
        for _ in batches(self.net, X, Y, eta, len(X)):
            pass

    def end(self, eta: float, batch_size: int = 1) -> None:
        """Go on to the end of the epoch."""
        now = self.epoch
        while self.epoch == now and not self.diverged:
            self.step(eta, batch_size)

    def take_best(self) -> None:
        """Put the weights of the lowest ε back, as `keep_best` does; the next epoch begins anew."""
        self.taken.append(Taken(0, 0, 0))
        self.kept = self.best_weights
        self._undo()

    def replay(self, taken: Iterable["Taken"]) -> None:
        """Take the same steps again."""
        for eta, size, times in taken:
            if times == 0:
                self.take_best()
            for _ in range(times):
                if not self.diverged:
                    self.step(eta, size)

    def _note(self, eta: float, size: int) -> None:
        last = self.taken[-1] if self.taken else None
        if last and (last.eta, last.size) == (eta, size) and last.times:
            self.taken[-1] = last._replace(times=last.times + 1)
        else:
            self.taken.append(Taken(eta, size, 1))

    def _record(self, eta: float) -> None:
        """The end of an epoch, as `mlpcore.epochs` has it."""
        task, number = self.task, self.epoch + 1
        record = look(self.net, task.X, task.Y, number)
        if record.diverged:
            self.diverged = f"diverged in epoch {number}, {UNDONE} {eta:g}"
            return self._undo()
        if task.has_held_out:
            self.held.append(look(self.net, task.held_X, task.held_Y, number))
        self.done, self.kept = 0, (self.net.W, self.net.b)
        self.records.append(record)
        if record.loss < self.best.loss:
            self.best, self.best_weights = record, self.kept
        return None

    def _undo(self) -> None:
        """Back to the weights at the end of the last epoch."""
        self.done = 0
        self.version += 1
        self.net.W, self.net.b = self.kept


class Watch:
    """A criterion that only looks on: it stops nothing, and notes where it would have."""

    def __init__(self, criterion: Criterion, held_out: bool = False) -> None:
        self.criterion, self.held_out = criterion, held_out
        self.epoch: int | None = None
        self._seen = 0

    @property
    def reason(self) -> str:
        """What it waits for, in words."""
        return f"held-out {self.criterion.reason}" if self.held_out else self.criterion.reason

    def follow(self, run: Run) -> int | None:
        """Look at the epochs that are new; the number of the one that met the criterion first."""
        records = (run.held if self.held_out else run.records)[1:]
        while self.epoch is None and self._seen < len(records):
            self._seen += 1
            if self.criterion.met(records[: self._seen]):
                self.epoch = records[self._seen - 1].number
        return self.epoch


@dataclass(frozen=True)
class Norms:
    """‖δ^l‖, the mean over the rows, for l = 1 … h+1 and ‖∇W_l‖ for l = 0 … h, as lists."""

    delta: list[float]
    dW: list[float]


@quiet
def layer_norms(net: MLP, X: Array, Y: Array) -> Norms:
    """The size of every δ^l and ∇W_l over the whole domain, with the weights as they are."""
    bwd = propagate(net, net.feed(X), Y)
    delta = [float(np.mean(np.linalg.norm(d, axis=-1))) for d in bwd.delta[1:]]
    return Norms(delta, [float(np.linalg.norm(g)) for g in bwd.dW])


@dataclass(frozen=True)
class Code:
    """What the narrowest hidden layer l makes of each row: z^l, the bits it rounds to, which output
    is largest, and whether that is the row's own.
    """

    layer: int
    z: Array
    bits: list[str]
    answer: list[int]
    right: list[bool]

    @property
    def different(self) -> int:
        """How many rows have a code of their own."""
        return len(set(self.bits))


def has_code(run: Run) -> bool:
    """Whether the rows of the task get a code: each is its own target, with a layer in between."""
    return run.task.kind == "code" and run.net.h > 0


def code_table(net: MLP, X: Array, Y: Array) -> Code:
    """The code of the narrowest hidden layer; a unit counts as 1 in the upper half of its range."""
    fwd = net.feed(X)
    layer = min(range(1, net.h + 1), key=lambda l: net.widths[l]) if net.h else 0
    z = fwd.z[layer]
    middle = {"sigmoid": 0.5, "softmax": 0.5}.get(getattr(net.f[layer], "name", ""), 0.0)
    bits = ["".join("1" if v > middle else "0" for v in row) for row in z]
    answer = [int(i) for i in fwd.o.argmax(axis=1)]
    right = [bool(i == j) for i, j in zip(answer, Y.argmax(axis=1), strict=True)]
    return Code(layer, z, bits, answer, right)


def share_right(net: MLP, X: Array, Y: Array) -> float | None:
    """The share of rows whose class the network names; None where targets are no classes."""
    if not np.isin(Y, (0, 1)).all() or len(Y) == 0:
        return None
    o = net.feed(X).o
    if Y.shape[1] == 1:
        return float(np.mean((o > 0.5) == (Y > 0.5)))
    return float(np.mean(o.argmax(axis=1) == Y.argmax(axis=1)))
