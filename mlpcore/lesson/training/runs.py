"""A training run that can be watched: the steps of `mlpcore.train`, one at a time.

Make a `Run` of a network on a task and take it on by a `step`, to the `end` of the epoch; let a
`Watch` note where a criterion would have stopped it; read ‖δ^l‖ and ‖∇W_l‖ (`layer_norms`) and the
code of a bottleneck (`code_table`).
"""

from collections import deque
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from math import isfinite
from typing import NamedTuple

import numpy as np

from mlpcore.activations import quiet
from mlpcore.backprop import propagate
from mlpcore.checks import Array, count, positive
from mlpcore.lesson.training.tasks import Task
from mlpcore.network import MLP
from mlpcore.stopping import Criterion, Epoch, Past
from mlpcore.training import UNDONE, Trainer, norm


class Taken(NamedTuple):
    """So many steps with the same η and batch size; none stands for the lowest ε taken back."""

    eta: float
    size: int
    times: int


class Run(Trainer):
    """A network in training on a task: the same epochs as `mlpcore.train` with the same seed, but
    η and the batch size may change from step to step.

    `records[e]` is the record after epoch e, and `records[0]` that before training; `held` are the
    same of the held-out rows. An epoch that diverges or fails is undone and is the last.
    """

    def __init__(self, mlp: MLP, task: Task, seed: int = 0, shuffle: bool = True) -> None:
        super().__init__(mlp.copy(), task.X, task.Y, shuffle, seed)
        self.task, self.begun = task, mlp.copy()
        self.steps = 0  # descents so far
        self.taken: list[Taken] = []  # the same, with η and batch size: what replays the run
        self.version = 0  # how often the weights have changed
        self.diverged = ""  # why it can go no further, in words
        self.records, self.held = [self.look(0)], self._look_at_held(0)
        self.best = self.records[0]
        self._seen_at, self._now = 0, (self.records[0], self.held[0] if self.held else None)
        self._back = -1, 0  # the version that was taken back, and the epoch it is of

    def way_back(self) -> Callable[[], None]:
        """A function that brings the run back to where it is now, also the order of its rows."""
        mlp, rng = self.mlp, self.rng
        W, b, dice = mlp.W, mlp.b, rng.bit_generator.state if rng else None
        kept = {n: copy(v) if isinstance(v, list | deque) else v for n, v in vars(self).items()}

        def back() -> None:
            vars(self).update(kept)
            mlp.W, mlp.b = W, b
            if rng and dice:
                rng.bit_generator.state = dice

        return back

    @property
    def now(self) -> tuple[Epoch, Epoch | None]:
        """ε and ‖∇ε‖ with the weights of now, of the rows trained on and of those held out: also in
        the middle of an epoch, and of weights that were taken back.
        """
        if self._seen_at != self.version:
            task, held = self.task, None
            if task.has_held_out:
                held = _looked(self.mlp, task.held_X, task.held_Y, self.epoch)
            self._now = _looked(self.mlp, task.X, task.Y, self.epoch), held
            self._seen_at = self.version
        return self._now

    @property
    def back_to(self) -> int | None:
        """The epoch whose weights were taken back; None where training has gone on."""
        return self._back[1] if self._back[0] == self.version else None

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""
        return self.number

    def step(self, eta: float, batch_size: int = 1, most: int | None = None) -> Epoch | None:
        """I-V once, for the next rows of the epoch; ValueError once the run has diverged."""
        if self.diverged:
            raise ValueError(self.diverged)
        eta, size = positive("eta", eta), count("batch_size", batch_size)
        steps = -(-min(most or size, len(self.X) - self.done) // size)
        self._note(eta, size, steps)
        record = super().step(eta, size, most)
        self.steps += steps
        self.version += 1
        if record and record.diverged:
            self.diverged = f"diverged in epoch {record.number}, {UNDONE} {eta:g}"
        elif record:
            self.records.append(record)
            self.held.extend(self._look_at_held(record.number))
            self._seen_at, self._now = self.version, (record, self.held[-1] if self.held else None)
        return record

    def end(self, eta: float, size: int = 1) -> Epoch:
        """Go on to the end of the epoch, and give its record; the last one, if it has diverged."""
        return self.records[-1] if self.diverged else super().end(eta, size)

    def undo(self) -> None:
        """Go back to the end of the last whole epoch."""
        super().undo()
        self.version += 1

    def take_best(self) -> None:
        """Put the weights of the lowest ε back, as `keep_best` does; the next epoch begins anew."""
        self.taken.append(Taken(0, 0, 0))
        super().take_best()
        self._back = self.version, self.best.number

    def replay(self, taken: Iterable["Taken"]) -> None:
        """Take the same steps again."""
        for eta, size, times in taken:
            if times == 0:
                self.take_best()
            for _ in range(times):
                if not self.diverged:
                    self.step(eta, size)

    def _note(self, eta: float, size: int, steps: int) -> None:
        last = self.taken[-1] if self.taken else None
        if last and (last.eta, last.size) == (eta, size) and last.times:
            self.taken[-1] = last._replace(times=last.times + steps)
        else:
            self.taken.append(Taken(eta, size, steps))

    def _look_at_held(self, number: int) -> list[Epoch]:
        """The record of the held-out rows, if there are any."""
        task = self.task
        return [look(self.mlp, task.held_X, task.held_Y, number)] if task.has_held_out else []


@quiet
def look(mlp: MLP, X: Array, Y: Array, number: int) -> Epoch:
    """ε and ‖∇ε‖ over the whole domain, with the weights as they are, as a record."""
    bwd = propagate(mlp, mlp.feed(X), Y)
    is_finite = isfinite(bwd.eps) and all(np.isfinite(w).all() for w in (*mlp.W, *mlp.b))
    return Epoch(number, bwd.eps, norm(bwd), not is_finite)


def _looked(mlp: MLP, X: Array, Y: Array, number: int) -> Epoch:
    """A record; in the middle of an epoch ε may not exist."""
    try:
        return look(mlp, X, Y, number)
    except ValueError:
        return Epoch(number, np.nan, np.nan)


class Watch:
    """A criterion that only looks on: it stops nothing, and notes where it would have."""

    def __init__(self, criterion: Criterion, held_out: bool = False) -> None:
        self.criterion, self.held_out = criterion, held_out
        self.epoch: int | None = None
        self._past = Past()

    @property
    def reason(self) -> str:
        """What it waits for, in words."""
        return f"held-out {self.criterion.reason}" if self.held_out else self.criterion.reason

    def follow(self, run: Run) -> int | None:
        """Look at the epochs that are new; the number of the one that met the criterion first."""
        records = (run.held if self.held_out else run.records)[1:]
        while self.epoch is None and len(self._past) < len(records):
            self._past.append(records[len(self._past)])
            if self.criterion.met(self._past):
                self.epoch = self._past[-1].number
        return self.epoch


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
    return run.task.kind == "code" and run.mlp.h > 0


def code_table(mlp: MLP, X: Array, Y: Array) -> Code:
    """The code of the narrowest hidden layer; a unit counts as 1 in the upper half of its range."""
    fwd = mlp.feed(X)
    layer = min(range(1, mlp.h + 1), key=lambda l: mlp.widths[l]) if mlp.h else 0
    z = fwd.z[layer]
    middle = {"sigmoid": 0.5, "softmax": 0.5}.get(getattr(mlp.f[layer], "name", ""), 0.0)
    bits = ["".join("1" if v > middle else "0" for v in row) for row in z]
    answer = [int(i) for i in fwd.o.argmax(axis=1)]
    right = [bool(i == j) for i, j in zip(answer, Y.argmax(axis=1), strict=True)]
    return Code(layer, z, bits, answer, right)
