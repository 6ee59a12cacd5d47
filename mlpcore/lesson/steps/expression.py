"""Formulas as data: a row of signs and quantities that can be read as symbols or as numbers.

Build an `Expression` from `Sign`s and `Operand`s; read its `latex`, its `filled` (LaTeX with the
numbers in place), its `text` and its `shapes`. `Cell` does the same for one number of a quantity.
Every way of showing a formula reads these.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.notation.numbers import brief, is_plain, latex_array, latex_number, shape_text
from mlpcore.lesson.notation.symbols import Index, Notation, Symbol, upright


@dataclass(frozen=True)
class Sign:
    """A sign of a formula, such as ⊙ or a bracket; `shape` is what it is in a line of shapes."""

    text: str
    latex: str
    shape: str = ""

    @property
    def html(self) -> str:
        """The sign in HTML."""
        return escape(self.text)


@dataclass(frozen=True, eq=False)
class Operand:
    """A quantity in a formula: its key, its value there, and the role it plays.

    `transposed` says that the formula takes its transpose; `value` is then still the quantity
    itself, as `mlpcore` has it. `turned` says that the notation's own matrix is the transpose, so
    that it is the other one which is written with a T.
    """

    key: str
    value: Array
    role: str
    symbol: Symbol
    transposed: bool = False
    turned: bool = False

    @property
    def shown(self) -> Array:
        """The value as it stands in the formula: a column, a row, or a transposed matrix."""
        value = np.asarray(self.value)
        if not self.transposed:
            return value
        return value[None, :] if value.ndim == 1 else value.T

    @property
    def has_t(self) -> bool:
        """Whether it is written with a T."""
        return self.transposed != self.turned

    @property
    def latex(self) -> str:
        """The symbol as LaTeX, with its T."""
        return self._base.latex + (r"^{\mathsf T}" if self.has_t else "")

    @property
    def text(self) -> str:
        """The symbol in Unicode, with its T."""
        return self._base.text + ("ᵀ" if self.has_t else "")

    @property
    def html(self) -> str:
        """The symbol in HTML, with its T."""
        return self._base.html + ("<sup>T</sup>" if self.has_t else "")

    @property
    def shape(self) -> str:
        """What stands for it in a line of shapes: (3), (3)ᵀ, (2×3), and η for a number."""
        if np.ndim(self.value) == 0:
            return self.text
        if np.ndim(self.value) == 2:
            return f"({shape_text(self.shown)})"
        return f"({shape_text(self.value)})" + ("ᵀ" if self.has_t else "")

    @property
    def _base(self) -> Symbol:
        return self.symbol.bracketed() if self.has_t else self.symbol


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
        ahead = f"{self.summed.text} = " if self.summed else ""
        return f"{self.left.text} {'←' if self.arrow else '='} {ahead}{_line(self.parts, 'text')}"

    @property
    def html(self) -> str:
        """The formula in one line of HTML."""
        ahead = f"{self.summed.html} = " if self.summed else ""
        return f"{self.left.html} {'←' if self.arrow else '='} {ahead}{_line(self.parts, 'html')}"

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


def _line(parts: tuple[Part, ...], face: str) -> str:
    """The parts in one line, with no space inside a bracket."""
    written = (getattr(part, face) for part in parts)
    return re.sub(r"(?<=[(‖]) | (?=[)‖,])|(?<=^−) ", "", " ".join(filter(None, written)))


@dataclass(frozen=True)
class Number:
    """One number in a formula for one entry: which entry of which quantity, and its value."""

    key: str
    index: Index
    value: float


Digits = Callable[[float], str]  # how a number is written
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

    def text(self, notation: Notation, digits: Digits = brief, symbols: bool = True) -> str:
        """The chain symbol = formula = numbers = value in one line of Unicode.

        `digits` writes a number; without `symbols` the formula stands there in numbers only.
        """
        said = _row(self.formula, lambda n, _: notation.entry(n.key, n.index).text)
        chains = [_row(chain, _writer(digits)) for chain in (self.formula, *self.between)]
        left = notation.entry(self.target.key, self.target.index).text
        return _equal(left, said if symbols else "", *chains, digits(self.target.value))

    def latex(self, notation: Notation, digits: Digits = latex_number, symbols: bool = True) -> str:
        """The same chain as LaTeX."""
        said = _latex_row(self.formula, lambda n, _: notation.entry(n.key, n.index).latex)
        chains = [_latex_row(chain, _writer(digits)) for chain in (self.formula, *self.between)]
        left = notation.entry(self.target.key, self.target.index).latex
        return _equal(left, said if symbols else "", *chains, digits(self.target.value))


def needs_brackets(chain: Chain, at: int) -> bool:
    """Whether the number there would be misread bare: −0.5, 2·10⁻⁴, or a 0 behind a minus."""
    token = chain[at]
    if isinstance(token, str) or len(chain) == 1:
        return False
    before, after = (chain[at - 1] if at else ""), (chain[at + 1] if at + 1 < len(chain) else "")
    held = str(before).endswith(("(", ", ")) and str(after).startswith((")", ", "))
    behind_minus = brief(token.value) == "0" and str(before).endswith("−")
    return not held and (behind_minus or not is_plain(token.value))


Writer = Callable[[Number, bool], str]  # writes a number, in brackets or not
LATEX_SIGNS = {"½": r"\tfrac12 ", "²": "^2", "·": r"\cdot ", "−": "-", "σ": r"\sigma "}


def _writer(digits: Digits) -> Writer:
    """Writes numbers with those digits, in brackets where they need them."""
    return lambda n, brackets: f"({digits(n.value)})" if brackets else digits(n.value)


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
