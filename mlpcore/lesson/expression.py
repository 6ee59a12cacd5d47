"""Formulas as data: a row of signs and quantities that can be read as symbols or as numbers.

What one can do here: build an `Expression` from `Sign`s and `Operand`s; read its `latex`, its
`filled` (LaTeX with the numbers in place), its `text` and its `shapes`. `Cell` does the same for
one number of a quantity. Every way of showing a formula reads these.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.notation import Index, Notation, Symbol, upright
from mlpcore.lesson.numbers import brief, latex_array, latex_number, shape_text


@dataclass(frozen=True)
class Sign:
    """A sign of a formula, such as ⊙ or a bracket; `shape` is what it is in a line of shapes."""

    text: str
    latex: str
    shape: str = ""


@dataclass(frozen=True, eq=False)
class Operand:
    """A quantity in a formula: its key, its value there, and the role it plays.

    `transposed` says that the formula takes its transpose; `value` is then still the quantity
    itself, as it stands in the ledger.
    """

    key: str
    value: Array
    role: str
    symbol: Symbol
    transposed: bool = False

    @property
    def shown(self) -> Array:
        """The value as it stands in the formula: a column, a row, or a transposed matrix."""
        value = np.asarray(self.value)
        if not self.transposed:
            return value
        return value[None, :] if value.ndim == 1 else value.T

    @property
    def latex(self) -> str:
        """The symbol as LaTeX, with its T."""
        return self._base.latex + (r"^{\mathsf T}" if self.transposed else "")

    @property
    def text(self) -> str:
        """The symbol in Unicode, with its T."""
        return self._base.text + ("ᵀ" if self.transposed else "")

    @property
    def shape(self) -> str:
        """What stands for it in a line of shapes: (3), (3)ᵀ, (2×3), and η for a number."""
        if np.ndim(self.value) == 0:
            return self.text
        if np.ndim(self.value) == 2:
            return f"({shape_text(self.shown)})"
        return f"({shape_text(self.value)})" + ("ᵀ" if self.transposed else "")

    @property
    def _base(self) -> Symbol:
        return self.symbol.bracketed() if self.transposed else self.symbol


Part = Sign | Operand


@dataclass(frozen=True, eq=False)
class Expression:
    """left = parts: a formula for a quantity, with the value it gives.

    `arrow` marks what is updated rather than found; `summed` is the same written as a sum over
    entries, ahead of the vectors.
    """

    left: Symbol
    parts: tuple[Part, ...]
    value: Array
    arrow: bool = False
    summed: Sign | None = None

    @property
    def latex(self) -> str:
        """The formula in symbols."""
        ahead = f"{self.summed.latex} = " if self.summed else ""
        return f"{self._left} {ahead}{' '.join(part.latex for part in self.parts)}"

    @property
    def filled(self) -> str:
        """The formula with the numbers in place, and what they come to."""
        numbers = (
            latex_array(part.shown) if isinstance(part, Operand) else part.latex
            for part in self.parts
        )
        return f"{self._left} {' '.join(numbers)} = {latex_array(self.value)}"

    @property
    def text(self) -> str:
        """The formula in one line of Unicode."""
        body = " ".join(part.text for part in self.parts if part.text)
        body = re.sub(r"(?<=[(‖]) | (?=[)‖,])|(?<=^−) ", "", body)  # none inside a bracket
        ahead = f"{self.summed.text} = " if self.summed else ""
        return f"{self.left.text} {'←' if self.arrow else '='} {ahead}{body}"

    @property
    def shapes(self) -> str:
        """The shapes in place of the quantities, and the shape they give."""
        inside = "".join(part.shape for part in self.parts)
        return f"{inside} → {f'({shape_text(self.value)})' if np.ndim(self.value) else 'a number'}"

    @property
    def factors(self) -> list[Operand]:
        """The quantities of the formula, in the order in which they stand."""
        return [part for part in self.parts if isinstance(part, Operand)]

    @property
    def _left(self) -> str:
        return self.left.latex + (r" \leftarrow" if self.arrow else " =")


@dataclass(frozen=True)
class Number:
    """One number in a formula for one entry: which entry of which quantity, and its value."""

    key: str
    index: Index
    value: float


Token = str | Number
Chain = tuple[Token, ...]


@dataclass(frozen=True)
class Cell:
    """One number of a quantity: its index formula, with numbers, step by step, and its sources.

    What is given (x, y, W, b) has no formula.
    """

    target: Number
    formula: Chain = ()
    between: tuple[Chain, ...] = ()

    @property
    def sources(self) -> dict[str, list[Index]]:
        """The entries that the formula reads, each once, by quantity."""
        found: dict[str, list[Index]] = {}
        for token in self.formula:
            if isinstance(token, Number) and token.index not in found.setdefault(token.key, []):
                found[token.key].append(token.index)
        return found

    def text(self, notation: Notation) -> str:
        """The chain symbol = formula = numbers = value in one line of Unicode."""
        symbols = _row(self.formula, lambda n, _: notation.entry(n.key, n.index).text)
        chains = [_row(chain, _number) for chain in (self.formula, *self.between)]
        left = notation.entry(self.target.key, self.target.index).text
        return _equal(left, symbols, *chains, brief(self.target.value))

    def latex(self, notation: Notation) -> str:
        """The same chain as LaTeX."""
        symbols = _latex_row(self.formula, lambda n, _: notation.entry(n.key, n.index).latex)
        chains = [_latex_row(chain, _latex_number) for chain in (self.formula, *self.between)]
        left = notation.entry(self.target.key, self.target.index).latex
        return _equal(left, symbols, *chains, latex_number(self.target.value))


def needs_brackets(chain: Chain, at: int) -> bool:
    """Whether the number there would be misread bare: −0.5, 2·10⁻⁴, or a 0 behind a minus."""
    token = chain[at]
    if isinstance(token, str) or len(chain) == 1:
        return False
    before, after = (chain[at - 1] if at else ""), (chain[at + 1] if at + 1 < len(chain) else "")
    held = str(before).endswith(("(", ", ")) and str(after).startswith((")", ", "))
    text = brief(token.value)
    return not held and ("−" in text or "·" in text or (text == "0" and str(before).endswith("−")))


Writer = Callable[[Number, bool], str]  # writes a number, in brackets or not
LATEX_SIGNS = {"½": r"\tfrac12 ", "²": "^2", "·": r"\cdot ", "−": "-", "σ": r"\sigma "}


def _number(number: Number, brackets: bool) -> str:
    return f"({brief(number.value)})" if brackets else brief(number.value)


def _latex_number(number: Number, brackets: bool) -> str:
    return f"({latex_number(number.value)})" if brackets else latex_number(number.value)


def _equal(left: str, *stages: str) -> str:
    """left = stage = stage, each of them once."""
    return " = ".join([left, *(stage for stage in dict.fromkeys(stages) if stage)])


def _row(chain: Chain, write: Writer) -> str:
    """The chain in one row."""
    return "".join(
        token if isinstance(token, str) else write(token, needs_brackets(chain, at))
        for at, token in enumerate(chain)
    )


def _latex_row(chain: Chain, write: Writer) -> str:
    """The chain in one row of LaTeX, where braces hold the exponent of e^ together."""
    signs = tuple(_latex_sign(token) if isinstance(token, str) else token for token in chain)
    row = _row(signs, lambda number, brackets: f"⟦{write(number, brackets)}⟧")
    return re.sub(r"e\^(-?)⟦(.*?)⟧", r"e^{\1\2}", row).replace("⟦", "").replace("⟧", "")


def _latex_sign(sign: str) -> str:
    """A sign of an index formula as LaTeX has it, with names upright."""
    sign = re.sub(r"[^\W\d_]\w+", lambda name: upright(name[0]), sign)
    for plain, latex in LATEX_SIGNS.items():
        sign = sign.replace(plain, latex)
    return sign
