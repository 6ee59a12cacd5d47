"""One quantity of a pass, as something that can be asked for: its true value, formula and shapes.

`recorded(mlp, x, y, eta)` puts one sample or a batch on record; `ask(record,
key)` gives the `Question`; `keys(record)` are all that can be asked, in the order of the notes.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from mlpcore.checks import Array, rows
from mlpcore.gradcheck import numerical_gradient
from mlpcore.lesson.notation.numbers import array_text
from mlpcore.lesson.notation.symbols import Symbol, split_frame, split_key
from mlpcore.lesson.steps.batch_trace import Batch
from mlpcore.lesson.steps.carried import batch_rows, is_batch
from mlpcore.lesson.steps.trace import Record, Trace, numerical
from mlpcore.lesson.steps.walkthrough import Step, Walkthrough
from mlpcore.network import MLP


@dataclass(frozen=True, eq=False)
class Question:
    """A quantity of a record; `passes` keeps the passes in which slips have been made, by those."""

    record: Record
    key: str
    passes: dict[object, Record] = field(default_factory=dict)

    @property
    def quantity(self) -> str:
        """The key of its numbers: new:W_0 for W_0."""
        return quantity_of(self.key)

    @property
    def is_update(self) -> bool:
        """Whether it is a weight or a bias after the step of descent."""
        return split_key(self.key)[0] in ("W", "b")

    @property
    def value(self) -> Array:
        """The true numbers."""
        return self.record.value(self.quantity)

    @property
    def symbol(self) -> Symbol:
        """The symbol of the quantity."""
        return self.record.symbol(self.quantity)

    @cached_property
    def step(self) -> Step:
        """The step that computes it; for a batch, that of the first sample."""
        walk = Walkthrough(self._sample)
        return walk[self.key]

    @property
    def text(self) -> str:
        """Formula and numbers in one line; for a batch it says what stands in a row."""
        if not is_batch(self.record):
            return str(self.step)
        formula, of = self.step.forms[0].text, "one row a sample"
        if self.is_update:
            of = "with the mean gradient"
        elif self.key == "eps" or split_key(self.key)[0] in ("dW", "db"):
            of = "the mean over the samples"
        return f"{formula}, {of}: {array_text(self.value)}"

    @property
    def numerical(self) -> Array | None:
        """A gradient by central differences; None for what is no gradient."""
        if isinstance(self.record, Trace):
            return numerical(self.record, self.key)
        if split_key(self.key)[0] in ("dW", "db"):
            return self._mean_gradient()
        each = [ask(row, self.key).numerical for row in batch_rows(self.record)]
        found = [value for value in each if value is not None]
        return np.stack(found) if len(found) == len(each) else None

    def _mean_gradient(self) -> Array | None:
        try:
            x, y = self.record.value("x"), self.record.value("y")
            return numerical_gradient(self.record.mlp, x, y, self.key)
        except ValueError:  # cross-entropy at an output that has rounded to 0
            return None

    @property
    def _sample(self) -> Trace:
        sample = next(iter(batch_rows(self.record)), self.record)
        assert isinstance(sample, Trace)
        return sample


def quantity_of(key: str) -> str:
    """The key of a step's numbers: new:W_0 for W_0, which is updated there."""
    return f"new:{key}" if split_key(key)[0] in ("W", "b") else key


def recorded(mlp: MLP, x: object, y: object, eta: object = 0.5, named: bool = False) -> Record:
    """One pass on record: of a sample x (d,), y (k,), or of a batch (n, d), (n, k).

    ValueError or TypeError where x, y or eta does not fit.
    """
    given = rows("x", x, mlp.widths[0])
    kind = Trace if given.ndim == 1 else Batch
    return kind(mlp, given, y, eta, named)


def ask(record: Record, key: object) -> Question:
    """The question after that key, `W_0` or `new:W_0`; KeyError where there is no such quantity."""
    known = keys(record)
    plain = split_frame(str(key))[1]
    if plain not in known:
        raise KeyError(f"there is no quantity {key!r} to check; there are {', '.join(known)}")
    return Question(record, plain)


def keys(record: Record) -> list[str]:
    """The keys of all steps, in the order of the notes."""
    top = record.h + 1
    down = range(record.h, -1, -1)
    forward = [key for l in range(1, top + 1) for key in (f"net_{l}", f"z_{l}")]
    back = [
        key
        for l in range(top, 0, -1)
        for key in ([] if record.f[l].elementwise else [f"J_{l}"]) + [f"delta_{l}"]
    ]
    gradients = [f"{kind}_{l}" for l in down for kind in ("dW", "db")]
    descent = [f"{kind}_{l}" for l in down for kind in ("W", "b")]
    return [*forward, "eps", "d_o", *back, *gradients, *descent]
