"""The lecture as data: every quantity of I-V as a step, with formula, numbers, code and words.

`walkthrough(mlp, x, y, eta)` gives the `Step`s of one pass in the order of the notes; printing it
gives a table. Text, panel, alt text, worksheet and answer check are faces of these steps. Source:
the notes, I-V, as corrected.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import SupportsIndex, overload

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.notation.numbers import array_text
from mlpcore.lesson.notation.symbols import Index, Symbol
from mlpcore.lesson.steps import quantities
from mlpcore.lesson.steps.expression import Cell, Expression, Operand
from mlpcore.lesson.steps.quantities import SECTIONS, key_of, order, step_key, tell
from mlpcore.lesson.steps.quantity import Quantity, Told
from mlpcore.lesson.steps.trace import Trace
from mlpcore.network import MLP


@dataclass(frozen=True, eq=False, repr=False)
class Step:
    """One quantity of the pass; printed, its formula and its numbers.

    `key` is the quantity's name in code with its layer (`delta_1`); `quantity` the key of its
    numbers, the same but for an updated weight (`new:W_1`); `section` is I to V; `row` is what the
    table of quantities says of it, at layer `l`; `forms` are the formula and, where there is one,
    its other form.
    """

    key: str
    quantity: str
    section: str
    row: Quantity
    l: int
    trace: Trace

    @cached_property
    def forms(self) -> tuple[Expression, ...]:
        """The formula, written when it is asked for: of a whole pass only one is looked at."""
        return tuple(
            Expression(self.symbol, written.parts, self.shown, self.row.updates, written.summed)
            for written in self.row.forms(self.trace, self.l)
        )

    @property
    def name(self) -> str:
        """What the quantity is called."""
        return self._told.name

    @property
    def words(self) -> str:
        """A sentence about it."""
        return self._told.sentence

    @cached_property
    def _told(self) -> Told:
        return tell(self.trace, self.row, self.l)

    @property
    def code(self) -> str:
        """The line of `mlpcore`."""
        return self.trace.notation.code(self.row.line(self.trace, self.l))

    @property
    def symbol(self) -> Symbol:
        """The symbol of the quantity."""
        return self.trace.symbol(self.quantity)

    @property
    def value(self) -> Array:
        """The numbers, as `mlpcore` computed them, to be read alone."""
        value = np.asarray(self.trace.value(self.quantity)).view()
        value.flags.writeable = False
        return value

    @property
    def shown(self) -> Array:
        """The numbers in the rows and columns in which the notation shows them."""
        return self.trace.shown(self.quantity)

    @property
    def formula(self) -> str:
        """The formula of the corrected notes, as LaTeX."""
        return self.forms[0].latex

    @property
    def filled(self) -> str:
        """The same formula with the numbers in place, as LaTeX."""
        return self.forms[0].filled

    @property
    def shapes(self) -> str:
        """The shapes of the factors and of what they give."""
        return self.forms[0].shapes

    @property
    def factors(self) -> list[Operand]:
        """The quantities that the formula reads, each with its role."""
        return self.forms[0].factors

    def cell(self, index: Index | int = ()) -> Cell:
        """The index formula of one entry of the value, counted from 1 as in the notes."""
        return quantities.cell(
            self.trace, self.quantity, (index,) if isinstance(index, int) else tuple(index)
        )

    def explain(self, *index: int) -> str:
        """The index formula of one entry of what is `shown`, in one line: `explain(2, 1)`."""
        notation = self.trace.notation
        return self.cell(notation.as_shown(self.quantity, index)).text(notation)

    def __repr__(self) -> str:
        return f"{self.forms[0].text} = {array_text(self.shown)}"


class Walkthrough(list[Step]):
    """The steps of one pass, in order; `walk["delta_1"]` finds one; printed, they are a table."""

    def __init__(self, trace: Trace) -> None:
        super().__init__(_step(trace, quantity, l) for quantity, l in order(trace))
        self.trace = trace

    @overload
    def __getitem__(self, at: SupportsIndex | str) -> Step: ...

    @overload
    def __getitem__(self, at: slice) -> list[Step]: ...

    def __getitem__(self, at: SupportsIndex | slice | str) -> Step | list[Step]:
        if not isinstance(at, str):
            return super().__getitem__(at)
        for step in self:
            if step.key == at:
                return step
        raise KeyError(f"there is no step {at!r}; steps are {', '.join(s.key for s in self)}")

    def __repr__(self) -> str:
        return "\n".join(_table(self))


def walkthrough(
    mlp: MLP,
    x: object,
    y: object,
    eta: float = 0.5,
    named: bool = False,
    notation: str = "notes",
) -> Walkthrough:
    """Walk through I-V for one sample: x (d,), y (k,).

    `named` writes the notes' own names for one hidden layer (W_h, net_z, δ_o, …); `notation` is
    "notes", "nielsen" or "bishop", whose letters formulas, code and words then have. ValueError or
    TypeError where x, y or eta does not fit the network, or for another notation.
    """
    return Walkthrough(Trace.of_sample(mlp, x, y, eta, named, notation))


def _step(trace: Trace, quantity: Quantity, l: int) -> Step:
    """One of the table of quantities, at a layer of this pass."""
    key = step_key(quantity, l)
    return Step(key, key_of(quantity, l), quantity.section, quantity, l, trace)


def _table(walk: Walkthrough) -> Iterator[str]:
    """What is given, then one line a step under the headings of the sections."""
    trace = walk.trace
    layers = range(1, trace.h + 2)
    names = ", ".join(f"{trace.notation.function(l).text} = {trace.f[l].name}" for l in layers)
    widths = "-".join(map(str, trace.mlp.widths))
    yield f"{widths} network, {names}, {trace.loss.name}, η = {array_text(trace.eta)}"
    for key in ("x", "y", *(f"{kind}_{l}" for l in range(trace.h + 1) for kind in "Wb")):
        yield f"  {trace.symbol(key).text} = {array_text(trace.shown(key))}"
        if key == "y" and trace.out_of_reach:
            yield f"    note: {trace.out_of_reach}"
    for section, steps in groupby(walk, key=lambda step: step.section):
        yield f"{section} {SECTIONS[section]}"
        yield from (f"  {step}" for step in steps)


__all__ = ["SECTIONS", "Step", "Walkthrough", "walkthrough"]
