"""One quantity of a pass, as something that can be asked for: its true value, formula and shapes.

`Trace(mlp, x, y, eta)` puts one sample or a batch on record; `ask(record, key)` gives the
`Question`; `keys(record)` are all that can be asked, in the order of the notes.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.numbers import array_text
from mlpcore.lesson.notation.symbols import Symbol
from mlpcore.lesson.steps.agreement import numerical
from mlpcore.lesson.steps.quantities import order, quantity_of, step_key
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.steps.walkthrough import Step, Walkthrough


@dataclass(frozen=True, eq=False)
class Question:
    """A quantity of a record; `passes` keeps the passes in which slips have been made, by those."""

    record: Trace
    key: str
    passes: dict[object, Trace] = field(default_factory=dict)

    @property
    def quantity(self) -> str:
        """The key of its numbers: new:W_0 for W_0."""
        return quantity_of(self.key)

    @property
    def is_update(self) -> bool:
        """Whether it is a weight or a bias after the step of descent."""
        return Key(self.key).kind in ("W", "b")

    @property
    def value(self) -> Array:
        """The true numbers."""
        return self.record.value(self.quantity)

    @property
    def before(self) -> Array | None:
        """For an updated weight or bias its value before the step; else None."""
        return self.record.value(self.key) if self.is_update else None

    @property
    def name(self) -> str:
        """What is asked for, in the letters of the pass: W₀ also for what becomes of it."""
        return self.record.symbol(self.key).text

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
        if not self.record.is_batch:
            return str(self.step)
        formula, of = self.step.forms[0].text, "one row a sample"
        if self.is_update:
            of = "with the mean gradient"
        elif self.key == "eps" or Key(self.key).kind in ("dW", "db"):
            of = "the mean over the samples"
        return f"{formula}, {of}: {array_text(self.value)}"

    @property
    def numerical(self) -> Array | None:
        """A gradient by central differences; None for what is no gradient."""
        if not self.record.is_batch or Key(self.key).kind in ("dW", "db"):
            return numerical(self.record, self.key)
        each = [ask(row, self.key).numerical for row in self.record.rows]
        found = [value for value in each if value is not None]
        return np.stack(found) if len(found) == len(each) else None

    @property
    def _sample(self) -> Trace:
        sample = next(iter(self.record.rows), self.record)
        assert isinstance(sample, Trace)
        return sample


def ask(record: Trace, key: object) -> Question:
    """The question after that key, `W_0` or `new:W_0`; KeyError where there is no such quantity."""
    known = keys(record)
    asked = Key(str(key))
    plain = asked.inner if asked.frame in ("", "new", "collapsed") else asked
    if plain not in known:
        raise KeyError(f"there is no quantity {key!r:.60} to check; there are {', '.join(known)}")
    return Question(record, plain)


def keys(record: Trace) -> list[str]:
    """The keys of all steps, in the order of the notes; of a δ that collapses only the long way."""
    steps = (step_key(quantity, l) for quantity, l in order(record))
    return [key for key in steps if not key.frame]
