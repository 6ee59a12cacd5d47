"""What a worksheet holds, before it has a face: what is given, what is asked, how it is worked out.

Read a `Sheet`'s `given` keys, its `steps` and how their entries are `worked` out; every face (text,
HTML, LaTeX) shows these. `LEVELS` says how far a round goes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.notation.activation_formulas import Tabled
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.numbers import minus, six
from mlpcore.lesson.steps.expression import Cell, Chain, Number
from mlpcore.lesson.steps.quantities import SECTIONS, layer_name
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.steps.walkthrough import Step, Walkthrough
from mlpcore.lesson.worksheets.numbers import Bounds
from mlpcore.lesson.worksheets.tables import (
    Table,
    powers,
    tables,
)


@dataclass(frozen=True)
class Level:
    """How far the round goes, within which bounds, and the network that it has if none is named."""

    number: int
    title: str
    bounds: Bounds
    widths: tuple[int, ...] = (2, 2, 1)
    hidden: str = "sigmoid"
    output: str = "sigmoid"


LEVELS = {
    1: Level(1, "the forward pass", Bounds(3, 2, 10.0)),
    2: Level(2, "forward pass, error, and the first delta", Bounds(3, 3, 10.0)),
    3: Level(3, "one whole round, I to V", Bounds(4, 4, 10.0)),
    4: Level(
        4, "one whole round, I to V, through every layer", Bounds(4, 4, 10.0), (2, 2, 2, 3),
        "relu", "softmax",
    ),
}  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Sheet:
    """One student's sheet: the walkthrough that is its key, and how much of it is asked.

    `bounds` hold for every number of it; without `formulas` the sheet asks for them too.
    """

    seed: int
    variant: int
    level: Level
    bounds: Bounds
    walk: Walkthrough
    formulas: bool = True

    @property
    def trace(self) -> Trace:
        """The pass."""
        return self.walk.trace

    @property
    def number(self) -> str:
        """The number of the sheet: its seed and its variant."""
        return f"{self.seed}-{self.variant:02d}"

    @property
    def title(self) -> str:
        """The number and what the sheet is about."""
        return f"Worksheet {self.number}: {self.level.title}"

    @property
    def network(self) -> str:
        """The network in words."""
        trace = self.trace
        widths = "-".join(map(str, trace.mlp.widths))
        names = [f.name.replace("relu", "ReLU") for f in trace.f[1:]]
        layers = [f"{name} in {layer_name(trace.h, l)}" for l, name in enumerate(names, 1)]
        joined = " and ".join(filter(None, (", ".join(layers[:-1]), layers[-1])))
        error = trace.loss.name.replace("_", " ").replace("s e", "s-e")  # the cross-entropy
        loss = f"; the loss is the {error}" if self.level.number > 1 else ""
        return f"A {widths} network with {joined}{loss}."

    @property
    def given(self) -> list[str]:
        """The keys of what is given, in the order in which it is needed."""
        layers = range(self.trace.h + 1)
        keys = ["x", *(f"{kind}_{l}" for l in layers for kind in "Wb"), "y", "eta"]
        return keys[: len(keys) - max(0, 3 - self.level.number)]

    @property
    def tables(self) -> list[Table]:
        """The tables that a hand needs for what is asked."""
        return tables(self.trace.mlp, with_loss=self.level.number > 1)

    @property
    def steps(self) -> list[Step]:
        """The quantities that are asked for."""
        return [step for step in self.walk if self._asks(step)]

    @property
    def sections(self) -> list[tuple[str, list[Step]]]:
        """The steps under the headings of the notes: 'I forward'."""
        grouped = groupby(self.steps, key=lambda step: step.section)
        return [(f"{section} {SECTIONS[section]}", list(steps)) for section, steps in grouped]

    @property
    def promise(self) -> str:
        """What a student can rely on."""
        exact = "Table values count as they stand: with them you get the numbers of the key. "
        most = f"No number on the way has more than {self.bounds.decimals} decimals."
        return (exact if self.tables else "") + most

    def cells(self, step: Step) -> list[Cell]:
        """Every entry of a quantity, as a hand works it out."""
        places = np.ndindex(step.value.shape)
        return [_by_hand(step, tuple(i + 1 for i in place)) for place in places]

    def worked(self, step: Step) -> list[Cell]:
        """The entries at which there is anything to work out: ∇b = δ is only copied."""
        return [cell for cell in self.cells(step) if len(cell.formula) > 1]

    def numbers(self) -> Iterator[tuple[str, float]]:
        """Every number of the key and every product on the way, each with its quantity's symbol."""
        for key in self.given:
            name = self.trace.symbol(key).text
            yield from ((name, float(v)) for v in self.trace.value(key).flat)
        for step in self.steps:
            for cell in self.cells(step):
                for chain in (cell.formula, *cell.between, (cell.target,)):
                    yield from ((step.symbol.text, v) for v in _on_the_way(chain))

    def _asks(self, step: Step) -> bool:
        """Whether the round goes as far as this step."""
        if self.level.number < 3 and step.section == "III":
            layer = Key(Key(step.key).inner).layer
            return self.level.number == 2 and layer in (None, self.trace.h + 1)
        return step.section in {1: ("I",), 2: ("I", "II")}.get(self.level.number, SECTIONS)


def columns(value: Array) -> int:
    """How many columns it takes to write a value down: a vector stands upright."""
    return int(value.shape[1]) if value.ndim == 2 else 1


def exact(v: float) -> str:
    """All digits of a number of a sheet, which never has more than six; a true minus."""
    return minus(six(v))


def _by_hand(step: Step, index: tuple[int, ...]) -> Cell:
    """The entry as the step has it; what stands in a table is read there, not computed."""
    cell, (kind, l) = step.cell(index), Key(step.key).kind_and_layer
    if kind != "z" or not isinstance(step.trace.f[l or 0], Tabled):
        return cell
    if step.trace.f[l or 0].elementwise:
        return replace(cell, between=())
    return replace(cell, between=(tuple(_read(cell.formula)),))


def _read(chain: Chain) -> Iterator[str | Number]:
    """The chain with every e^net as the table has it."""
    for token in chain:
        if isinstance(token, Number):
            yield replace(token, value=float(powers(np.array([token.value]))[0]))
        else:
            yield token.replace("e^", "")


def _on_the_way(chain: Chain) -> Iterator[float]:
    """Every number of a chain, products of neighbours from left to right, and what is squared."""
    product, last = None, [0.0, 0.0]
    for token in chain:
        if isinstance(token, Number):
            product = token.value if product is None else product * token.value
            last = [last[1], token.value]
            yield from (token.value, product)
        elif token == ")²":
            yield (last[0] - last[1]) ** 2
        if isinstance(token, str) and token.strip() != "·":
            product = None
