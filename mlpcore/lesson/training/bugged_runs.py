"""Training with a slip switched on: which bugs still learn, and how badly.

`BuggedRun(mlp, task, slip)` is a `Run` in which every line that the slip spoils is written as the
slip has it, beside the true run from the same weights with the same rows (`twin`);
`which_bugs_learn("moons")` prints all slips of the catalogue side by side.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from mlpcore.activations import quiet
from mlpcore.checks import Array, count, entries
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.numbers import six
from mlpcore.lesson.notation.text import Text
from mlpcore.lesson.slip_book.bug_lab import GOES_ON, bugged, possible_at
from mlpcore.lesson.slip_book.catalogue import slip_of, slips
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.steps.shape_clash import ShapeError
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.steps.walkthrough import walkthrough
from mlpcore.lesson.training.comparisons import table
from mlpcore.lesson.training.runs import Run
from mlpcore.lesson.training.tasks import Task
from mlpcore.lesson.training.tasks import task as toy_task
from mlpcore.network import MLP
from mlpcore.speed import Rows
from mlpcore.stopping import Epoch

ENDLESS = 100.0  # times the ε it began with: its digits are no longer worth printing
SMALLEST = 1e-6  # an ε below it neither
POOLED = ("W", "b", "eps", "dW", "db", "new:W", "new:b", "eta")  # what a batch has once


@dataclass(frozen=True, eq=False)
class InBatches:
    """A slip in every pass of a batch: what is true for all rows at once, the slip row by row.

    A slip of ε, ∇W or ∇b counts as the mean over the rows.
    """

    slip: Slip

    def has(self, at: Trace, keys: Sequence[str]) -> bool:
        """Whether the slip spoils any of these."""
        return any(self.slip.applies(at, key) for key in keys)

    def value(self, at: Trace, key: Key) -> Array:
        """What the slip gives; where it spoils nothing, what the formula gives."""
        if not self.slip.applies(at, key):
            return at.followed(key)
        if self.slip.batch or key.frame == "new":
            return self.slip.value(at, key)
        by_row = np.stack([self.slip.value(row, key) for row in at.rows])
        return np.asarray(by_row.mean(axis=0)) if key.kind in POOLED else by_row

    def true(self, at: Trace, key: Key) -> Array:
        """What the formula gives."""
        return at.followed(key)

    def row(self, at: Trace, p: int) -> Trace:
        """One row as a slip sees it: a pass that computes nothing of its own."""
        return Trace.trusted(at.mlp, at.x[p], at.y[p], at.eta, RowOf(at, p))


@dataclass(frozen=True, eq=False)
class RowOf:
    """One row of a batch: its own numbers, or what the batch has once."""

    batch: Trace
    p: int

    def has(self, at: Trace, keys: Sequence[str]) -> bool:
        """Whether any of these is spoiled in the batch."""
        return self.batch.overridden(*keys)

    def value(self, at: Trace, key: Key) -> Array:
        """The share of this row."""
        value = self.batch.value(key)
        return value if key.kind in POOLED else np.asarray(value[self.p])

    def true(self, at: Trace, key: Key) -> Array:
        """What the formula gives."""
        return at.followed(key)

    def row(self, at: Trace, p: int) -> Trace:
        """Never asked: it is one row."""
        raise NotImplementedError


class BuggedRun(Run):
    """A network in training on a task with a slip switched on; `twin` is the true run beside it.

    Both begin with the same weights and take the same rows; `alone` there is no twin. ValueError
    where the slip cannot be made in this network, or, in the letters of `notation`, where its
    shapes clash.
    """

    def __init__(
        self,
        mlp: MLP,
        task: Task,
        slip: str | Slip,
        seed: int = 0,
        shuffle: bool = True,
        alone: bool = False,
        notation: str = "notes",
    ) -> None:
        self.slip = slip_of(slip)
        if clash := clash_of(mlp, task, self.slip, notation):
            raise ShapeError(clash)
        super().__init__(mlp, task, seed, shuffle)
        self.twin = None if alone else Run(mlp, task, seed, shuffle)

    def step(self, eta: float, batch_size: int = 1, most: int | None = None) -> Epoch | None:
        """I-V once, for the next rows of the epoch, in both runs."""
        record = super().step(eta, batch_size, most)
        if self.twin and not self.twin.diverged:
            self.twin.step(eta, batch_size, most)
        return record

    @quiet
    def descend(self, chosen: Rows, size: int, eta: float) -> None:
        """I-V for each `size` of the chosen rows, as the slip has it."""
        for start in range(0, len(chosen), size):
            rows = chosen[start : start + size]
            batch = Trace.trusted(self.mlp, self.X[rows], self.Y[rows], eta, InBatches(self.slip))
            layers = range(self.mlp.h + 1)
            W, b = ([batch.value(f"new:{kind}_{l}") for l in layers] for kind in "Wb")
            self.mlp.W, self.mlp.b = W, b

    @property
    def told(self) -> str:
        """How it does against the true run, in a sentence."""
        with_it = f"with the slip {self.slip.id}"
        e = min(self.epoch, self.twin.epoch) if self.twin else 0
        if not self.twin or e == 0:
            return f"{with_it}; beside it the true run, from the same weights"
        start, own, true = (
            r.loss for r in (self.records[0], self.records[e], self.twin.records[e])
        )
        after = f"after {e} epoch{'s' * (e > 1)}"
        fate = "it diverged" if self.diverged else fares(start, own, true)
        return f"{with_it} ε is {six(own, 3)} {after}, without it {six(true, 3)}: {fate}"


def clash_of(mlp: MLP, task: Task, slip: Slip, notation: str = "notes") -> str:
    """In words and a book's letters, why a network cannot be trained with a slip; '' where it can.

    ValueError where the network has nothing that the slip is about.
    """
    if slip in possible_in_batches(mlp, task):
        return ""
    marks = bugged(mlp, task.X[0], task.Y[0], slip=slip, notation=notation).marks
    clashes = (mark.words for mark in marks.values() if mark.verdict == "clash")
    # a pass can go on with the true value; training with it would be another slip
    return next((words.removesuffix(f"; {GOES_ON}") for words in clashes), "")


def trainable(mlp: MLP, task: Task) -> list[Slip]:
    """The slips that can be made in training, whether or not their shapes clash."""
    of_one = possible_at(walkthrough(mlp, task.X[0], task.Y[0]))
    return of_one + possible_in_batches(mlp, task)


def possible_in_batches(mlp: MLP, task: Task) -> list[Slip]:
    """The slips that only a batch makes possible, and that can be made in this network."""
    keys = [step.key for step in walkthrough(mlp, task.X[0], task.Y[0])]
    batch = [slip for slip in slips.values() if slip.batch]
    two = Trace(mlp, task.X[:2], task.Y[:2], 1.0)
    return [slip for slip in batch if any(slip.applies(two, key) for key in keys)]


# from the share of the way down that the true run goes, in words
WAY = (
    (1.02, "it learns, here even faster"),
    (0.98, "it learns as well"),
    (0.7, "it learns, but less"),
    (0.3, "it learns badly"),
    (0.02, "it hardly learns"),
    (-0.02, "it does not learn"),
    (-np.inf, "it gets worse"),
)


def fares(start: float, own: float, true: float) -> str:
    """How a run does that began at ε = start and is at `own`, where the true one is at `true`."""
    share = (start - own) / (start - true) if true < start else 1.0 if own <= true else -1.0
    return next(words for least, words in WAY if share >= least)


def which_bugs_learn(
    task: str | Task = "moons",
    epochs: int = 30,
    *,
    hidden: Sequence[int] | None = None,
    eta: float | None = None,
    batch_size: int | None = None,
    seed: int = 0,
    only: Iterable[str] | None = None,
) -> Text:
    """Train with every slip that can be made in the task's own network, from the same weights.

    One line a slip: ε at the end with it, by the true forward pass, and how it fares; above them ε
    without. `hidden` are other hidden widths; `only` takes some slips by id. Errors as for
    `mlpcore.train`, and KeyError for an unknown slip.
    """
    given = task if isinstance(task, Task) else toy_task(task)
    epochs, eta = count("epochs", epochs), given.eta if eta is None else eta
    size = min(batch_size or given.batch_size, len(given.X))
    widths = [given.widths[0], *(given.hidden if hidden is None else hidden), given.widths[-1]]
    names = [given.activation] * (len(widths) - 2) + [given.output]
    mlp = MLP(widths, names, given.loss, seed=seed)
    true = Run(mlp, given, seed)
    _finish(true, epochs, eta, size)
    start, end = true.records[0].loss, true.records[-1].loss
    rows = [["slip", f"ε after {epochs}", ""], ["(none)", six(end, 3), f"from ε = {six(start, 3)}"]]
    for slip in _wanted(mlp, given, size, only):
        rows.append([slip.id, *_trained(mlp, given, slip, seed, (epochs, eta, size), end)])
    return table(rows)


def _wanted(mlp: MLP, task: Task, size: int, only: Iterable[str] | None) -> list[Slip]:
    """The slips asked for, or all that can be made."""
    if only is not None:
        return [slip_of(name) for name in entries("only", only)]
    return [slip for slip in trainable(mlp, task) if size > 1 or not slip.batch]


def _trained(
    mlp: MLP, task: Task, slip: Slip, seed: int, how: tuple[int, float, int], true: float
) -> list[str]:
    """ε at the end with a slip, and how it fares."""
    if clash_of(mlp, task, slip):
        return ["", "shapes clash: it cannot be trained"]
    run = BuggedRun(mlp, task, slip, seed, alone=True)
    _finish(run, *how)
    start, own = run.records[0].loss, run.records[-1].loss
    if run.diverged or own > ENDLESS * start:
        return ["", "it grows without end"]
    return [six(own, 3) if own > SMALLEST else f"< {SMALLEST:g}", fares(start, own, true)]


def _finish(run: Run, epochs: int, eta: float, size: int) -> None:
    while run.epoch < epochs and not run.diverged:
        run.end(eta, size)
