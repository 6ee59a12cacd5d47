"""What a quantity of a pass is: one entry says all that is known of it.

An entry of the table in `quantities` is a `Quantity`: where it stands, what it is made of, its
numbers, its formula in vectors and for one entry, its line of `mlpcore`, its name and its sentence.
What an entry may read of a pass is a `Pass`; `trace.Trace` is one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from mlpcore.activations import Activation
from mlpcore.backprop import Backward, Forward
from mlpcore.checks import Array, PerLayer
from mlpcore.lesson.notation.symbols import Index, Notation, Symbol, upright
from mlpcore.lesson.steps.expression import Number, Operand, Part, Sign, Token
from mlpcore.losses import Loss


class Pass(Protocol):
    """One pass of a network, as an entry reads it: its numbers by key, and how they are written."""

    h: int
    f: PerLayer[Activation]
    loss: Loss

    @property
    def notation(self) -> Notation:
        """The letters."""

    def value(self, key: str) -> Array:
        """The numbers of a quantity."""

    def overridden(self, *keys: str) -> bool:
        """Whether any of these is something else than its formula gives."""

    def number(self, key: str, index: Index = ()) -> Number:
        """One number of a quantity, counted from 1."""

    def numbers(self, key: str) -> list[Number]:
        """Every number of a vector."""

    def places(self, key: str) -> range:
        """The indices of a vector, counted from 1."""

    def symbol(self, key: str) -> Symbol:
        """The symbol of a quantity."""

    def turned(self, key: str) -> bool:
        """Whether the notation shows the transpose."""

    def operand(self, key: str, role: str = "", transposed: bool = False) -> Operand:
        """A quantity in a formula."""

    def itself(self, key: str, role: str = "") -> Operand:
        """A quantity as the notation shows it."""


Formula = list[Token]
Stages = list[Formula]  # the index formula first, then what stands between it and the value


class Written(NamedTuple):
    """A formula in vectors; `summed` is the same as a sum over entries, written ahead of it."""

    parts: tuple[Part, ...]
    summed: Sign | None = None


class Told(NamedTuple):
    """A name and a sentence, with places for what depends on the pass: {layer}, {does}, {eps}."""

    name: str
    sentence: str


def always(at: Pass, l: int) -> bool:
    """Every pass has it at every layer of its section."""
    return True


def no_variant(at: Pass, l: int) -> str:
    """It is called the same everywhere."""
    return ""


def nothing_written(at: Pass, l: int) -> list[Written]:
    """A factor of other formulas is no step of its own."""
    return []


def no_line(at: Pass, l: int) -> str:
    """And has no line of its own."""
    return ""


@dataclass(frozen=True, eq=False)
class Quantity:
    """All that is known of one kind of quantity.

    `section` is I to V, or '' for a factor that is no step. `reads(h, l)` are the computed
    quantities that it is made of. `value(at, l)` are its numbers by its own formula, and
    `found(fwd, bwd, l)` the same where `mlpcore` keeps them. `forms` are its formulas, `entry` that
    of one number; `line` is the line of `mlpcore`. `told` are name and sentence, by the `variant`
    that is met at this layer; `exists` says whether there is such a step, and `everywhere` that
    there are numbers also where there is none. `letters`, as text, LaTeX and
    where the layer stands, are for a kind that no book has letters for.
    """

    kind: str
    section: str
    reads: Callable[[int, int], tuple[str, ...]]
    value: Callable[[Pass, int], Array]
    entry: Callable[[Pass, int, Index], Stages]
    forms: Callable[[Pass, int], list[Written]] = nothing_written
    line: Callable[[Pass, int], str] = no_line
    found: Callable[[Forward, Backward, int], Array] | None = None
    told: Mapping[str, Told] = field(default_factory=dict)
    variant: Callable[[Pass, int], str] = no_variant
    exists: Callable[[Pass, int], bool] = always
    has_layer: bool = True
    everywhere: bool = False
    letters: tuple[str, str, str] | None = None
    updates: bool = False  # what is there already: the formula has an arrow


TIMES = Sign("⊙", r"\odot", " ⊙ ")
PLUS = Sign("+", "+", " + ")
MINUS = Sign("−", "-", " − ")
NEGATIVE = Sign("−", "-")
LOG = Sign("log", r"\log\,", " ")
OPEN = Sign("(", r"\left(", "")
CLOSE = Sign(")", r"\right)", "")
SPACE = Sign("", r"\,", "")
COMMA = Sign(",", ",", ", ")
DIVIDED = Sign("⊘", r"\oslash", " ⊘ ")
DOT = Sign("·", r"\cdot", " · ")


def z_key(l: int) -> str:
    """The key of z^l: the input for l = 0."""
    return f"z_{l}" if l else "x"


def called(name: str, prime: str, *arguments: Operand) -> tuple[Part, ...]:
    """A loss or activation of which nothing but its name is known: name(a, b)."""
    latex = upright(name) + prime.replace("′", "'")
    parts: list[Part] = [Sign(f"{name}{prime}(", rf"{latex}\left(")]
    for argument in arguments:
        parts += [argument, COMMA]
    return (*parts[:-1], CLOSE)


def product(a: Number, b: Number) -> Formula:
    """a·b."""
    return [a, "·", b]


def row(terms: Stages, sign: str = " + ") -> Formula:
    """The terms in one row, with a sign between them."""
    found = terms[0][:]
    for term in terms[1:]:
        found += [sign, *term]
    return found
