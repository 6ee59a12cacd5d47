"""A slip: a line that is easily written and wrong, as data, and how a network refutes it.

What one can do here: make a `Slip`; ask whether it `applies` to a step and what `value` it gives
there; let shapes or central differences refute it (`refute`). `product`, `hadamard`, `same_shape`
say in words where shapes clash. The slips themselves are in `catalogue`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mlpcore.activations import quiet
from mlpcore.checks import Array
from mlpcore.gradcheck import TOLERANCE, relative_error
from mlpcore.lesson.expression import Operand
from mlpcore.lesson.notation import split_key
from mlpcore.lesson.numbers import array_text, shape_text
from mlpcore.lesson.steps import Step, walkthrough
from mlpcore.lesson.tape import Tape, numerical
from mlpcore.network import MLP


class Line(NamedTuple):
    """A formula as text and as LaTeX."""

    text: str
    latex: str


class Text(str):
    """Text that a notebook shows line by line, without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class ShapeError(ValueError):
    """The line cannot even be computed; the message says which shapes meet."""


def _nothing(tape: Tape, key: str) -> str:
    return ""


@dataclass(frozen=True, eq=False, repr=False)
class Slip:
    """A slip; printed, it says what is written, what is true, why it happens and how it shows.

    `quantities` are the kinds of steps that it spoils (`delta`, `dW`, …); `gives(tape, l)` is its
    value there, l being the layer of the key, or raises `ShapeError`. `activation`, `loss` and
    `place` (output or hidden) narrow it to such layers. `silent` says where it gives the right
    numbers all the same. `means` says how the line is read, `watch` adds a line to a refutation.
    """

    id: str
    title: str
    written: Line
    true: Line
    why: str
    shows: str
    silent: str
    quantities: tuple[str, ...]
    gives: Callable[[Tape, int], Array]
    activation: str = ""
    loss: str = ""
    place: str = ""
    means: str = ""
    watch: Callable[[Tape, str], str] = _nothing

    def __repr__(self) -> str:
        rows = {"as written": self.written.text, "in truth": self.true.text}
        return _table({"slip": self.title, **rows, "why": self.why, "it shows": self.shows})

    def applies(self, tape: Tape, key: str) -> bool:
        """Whether it spoils that step of the pass."""
        kind, l = split_key(key)
        layer = tape.h + 1 if l is None else l + 1 if kind in ("W", "b", "dW", "db") else l
        return (
            kind in self.quantities
            and self.activation in ("", tape.f[layer].name)
            and self.loss in ("", tape.loss.name)
            and self.place in ("", "output" if layer == tape.h + 1 else "hidden")
        )

    @quiet
    def value(self, tape: Tape, key: str) -> Array:
        """What it gives in place of that quantity; `ShapeError` where it gives nothing."""
        return self.gives(tape, split_key(key)[1] or 0)

    def refute(self, net: MLP, x: object, y: object, named: bool = False) -> Text:
        """Hold it against one pass: what the line gives beside what central differences give.

        `named` writes the notes' own names for one hidden layer. ValueError where the network has
        nothing that the slip is about; errors as for `walkthrough`.
        """
        walk = walkthrough(net, x, y, named=named)
        steps = [step for step in walk if self.applies(walk.tape, step.key)]
        if not steps:
            raise ValueError(f"the slip {self.id!r} is about {self._about()}, and {net} has none")
        step = next((step for step in steps if _shows(self, step)), steps[0])
        return Text(_table(_refutation(self, step)))

    def _about(self) -> str:
        """What a network needs for the slip to be possible in it."""
        if self.loss:
            return f"the loss {self.loss}"
        return " ".join(["a", *filter(None, (self.activation, self.place)), "layer"])


def product(left: Operand, right: Operand) -> Array:
    """Matrix times vector; `ShapeError` where they do not fit."""
    takes, has = left.shown.shape[-1], len(right.shown)
    if takes != has:
        clash = f"{left.text} is {left.shape} and takes {takes} entries, but {right.text} has {has}"
        raise ShapeError(clash)
    return np.asarray(np.matvec(left.shown, right.shown))


def hadamard(left: Operand, right: Operand) -> Array:
    """⊙ of two vectors, each a column or a row; `ShapeError` where they differ in shape."""
    return np.asarray(left.shown * same_shape(left, right))


def same_shape(left: Operand, right: Operand) -> Array:
    """The second vector as it is shown, if ⊙ can take it with the first; else `ShapeError`."""
    a, b = (_column_or_row(operand) for operand in (left, right))
    if a != b:
        clash = f"{left.text} is ({a}), {right.text} is ({b}), but ⊙ needs two of the same shape"
        raise ShapeError(clash)
    return right.shown


def _column_or_row(vector: Operand) -> str:
    """The shape of a vector as a column, or as a row where it is transposed."""
    row = np.atleast_2d(vector.value)
    return shape_text(row if vector.transposed else row.T)


def _shows(slip: Slip, step: Step) -> bool:
    """Whether the slip gives anything but the true numbers of that step."""
    try:
        return not _agree(step, slip.value(step.tape, step.key), step.value)
    except ShapeError:
        return True


def _agree(step: Step, value: Array, expected: Array) -> bool:
    return bool(relative_error(value, expected, step.tape.bwd.eps).max() <= TOLERANCE)


def _refutation(slip: Slip, step: Step) -> dict[str, str]:
    """The rows of a refutation, by their titles."""
    tape, name, found = step.tape, step.symbol.text, numerical(step.tape, step.key)
    expected = step.value if found is None else found
    rows = {"as written": slip.written.text, "read as": slip.means}
    try:
        value = slip.value(tape, step.key)
        verdict = ": they disagree"
        if _agree(step, value, expected):
            verdict = f": they agree; the slip is silent where {slip.silent}"
        rows["it gives"] = f"{name} = {array_text(value)}"
    except ShapeError as clash:
        rows["shapes clash"], verdict = str(clash), ""
    if found is not None:
        rows["numerically"] = f"{name} ≈ {array_text(np.round(found, 8), digits=4)}{verdict}"
    rows["in truth"] = f"{step}: {'agrees' if _agree(step, step.value, expected) else KINK}"
    return rows | {"watch": slip.watch(tape, step.key)}


KINK = "right, but a net input so near a kink that central differences step over it"


def _table(rows: dict[str, str]) -> str:
    """One line a row, the titles in a column; empty rows are left out."""
    width = max(map(len, rows)) + 2
    return "\n".join(f"{title + ':':{width}}{text}" for title, text in rows.items() if text)
