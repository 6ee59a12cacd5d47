"""Softmax on record: every number around o = softmax(net/T), computed once by `mlpcore`.

`SoftmaxPass(net, y, loss, T, c)` gives any quantity's `value(key)`, one `number(key, index)` of it,
its `cell(key, index)` and, printed, all of them; `sweep(record)` gives the size of δ over the net
input of the target class. Source: the notes, derivatives, softmax.

T is the temperature, o = softmax(net/T), so that J and δ carry the factor 1/T; c is a constant that
is added to every net input, and changes nothing. Keys are those of `QUANTITIES`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mlpcore.activations import quiet, softmax
from mlpcore.checks import Array, alike, floats, positive
from mlpcore.gradcheck import TOLERANCE, central_differences, relative_error
from mlpcore.lesson.notation.numbers import SUBSCRIPTS, array_text, entry_of
from mlpcore.lesson.notation.symbols import Index, Notation, Symbol
from mlpcore.lesson.softmax.quantities import QUANTITIES, delta, naive_softmax, size
from mlpcore.lesson.steps.agreement import Agreement
from mlpcore.lesson.steps.expression import Cell, Number
from mlpcore.losses import Loss, cross_entropy, half_squared_error
from mlpcore.losses import loss as loss_of

SWEEP = np.linspace(-12.0, 12.0, 97)


class SoftmaxPass:
    """The record of one softmax layer: net (k,), target y (k,), a loss, T and c.

    ValueError or TypeError where they do not fit.
    """

    def __init__(
        self, net: object, y: object, loss: str | Loss = "cross_entropy",
        T: object = 1.0, c: object = 0.0,
    ) -> None:  # fmt: skip
        given, target = alike("net", floats("net", net), "y", floats("y", y))
        if given.ndim != 1 or len(given) < 2:
            raise ValueError(f"net has shape {given.shape}: expected (k,), k ≥ 2")
        self.loss = loss_of(loss)
        self.T, self.c = positive("T", T), float(floats("c", c))
        self._values: dict[str, Array] = {"net": given, "y": target}
        if not np.isfinite(self.value("s")).all():
            raise ValueError(f"(net + c)/T is not finite for T = {self.T:g}: take a larger T")
        self.notation = SoftmaxNotation(0)

    @property
    def k(self) -> int:
        """How many classes there are."""
        return len(self.value("net"))

    @property
    def input_key(self) -> str:
        """What softmax is taken of: net itself, or s = (net + c)/T."""
        return "net" if self.T == 1 and self.c == 0 else "s"

    @property
    def target(self) -> int:
        """The class with the largest target, counted from 0."""
        return int(np.argmax(self.value("y")))

    @quiet
    def value(self, key: str) -> Array:
        """The numbers of a quantity; KeyError where a key names none."""
        if key not in QUANTITIES:
            raise KeyError(f"softmax has no quantity with the key {key!r:.40}")
        if key not in self._values:
            self._values[key] = np.asarray(QUANTITIES[key].value(self), np.float64)
        return self._values[key]

    def number(self, key: str, index: Index = ()) -> Number:
        """One number of it, counted from 1; IndexError where there is none."""
        return Number(key, index, entry_of(key, self.value(key), index))

    def numbers(self, key: str) -> list[Number]:
        """Every number of a vector, in order."""
        return [self.number(key, (i,)) for i in range(1, len(self.value(key)) + 1)]

    def cell(self, key: str, index: Index = ()) -> Cell:
        """The index formula of one number, with its sources; none for what is given."""
        target = self.number(key, index)
        return Cell(target, tuple(QUANTITIES[key].entry(self, index)))

    def text(self, key: str, index: Index = ()) -> str:
        """The same in one line: symbol = formula = numbers = value."""
        return self.cell(key, index).text(self.notation)

    def lines(self, *keys: str) -> str:
        """Some quantities as text, one line each, to six digits."""
        return "\n".join(_line(self, key).strip() for key in keys)

    def error(self, net: Array) -> float:
        """ε as a function of net alone, for central differences."""
        return float(self.loss.error(self.value("y"), softmax, (net + self.c) / self.T))

    @cached_property
    def central(self) -> Array:
        """δ by central differences of ε, entry by entry."""
        return central_differences(self.error, self.value("net"))

    def agreement(self, key: str) -> Agreement:
        """Hold a claimed δ against central differences."""
        found = self.central
        worst = float(relative_error(self.value(key), found, float(self.value("eps"))).max())
        return Agreement(worst <= TOLERANCE, worst)

    def __repr__(self) -> str:
        return "\n".join(_table(self))


def sweep(record: SoftmaxPass) -> dict[str, Array]:
    """‖δ‖ for both losses while the net input of the target class runs and the others stay.

    `away` is how far it is above the largest of the others.
    """
    net = np.tile(record.value("net"), (len(SWEEP), 1))
    others = np.delete(record.value("net"), record.target)
    net[:, record.target] = SWEEP + others.max()
    sizes = {name: size(delta(record, loss, net)) for name, loss in LOSS_OF.items()}
    return {"away": SWEEP, "net": net[:, record.target], **sizes}


LOSS_OF = {"ce": cross_entropy, "se": half_squared_error}


@dataclass(frozen=True)
class SoftmaxNotation(Notation):
    """How the quantities of one softmax layer are written."""

    def symbol(self, key: str) -> Symbol:
        """The symbol of a whole quantity; KeyError for a key that names none."""
        return QUANTITIES[key].symbol

    def entry(self, key: str, index: Index) -> Symbol:
        """The symbol of one number of it, counted from 1."""
        symbol = QUANTITIES[key].symbol
        if not index:
            return symbol
        places = ",".join(map(str, index))
        if len(index) == 2:
            return symbol.inside(f"{{}}[{places}]")
        below = places.translate(SUBSCRIPTS)
        if symbol.html.endswith("</sup>"):  # the index belongs to the exponent
            html = symbol.html.replace("</sup>", f"<sub>{places}</sub></sup>")
            return Symbol(f"{symbol.text}{below}", f"{symbol.latex}_{{{places}}}", html)
        if key == "one_minus_o":
            return self.entry("o", index).inside("(1 − {})", r"\left(1 - {}\right)")
        head, comma, tail = symbol.html.partition(", ")  # δ, cross-entropy
        html = f"{head}<sub>{places}</sub>{comma}{tail}"
        text, space, rest = symbol.text.partition(" (")
        return Symbol(f"{text}{below}{space}{rest}", f"{symbol.latex}_{{{places}}}", html)


# What is printed: heading, then the quantities under it, each with its formula.
THROUGH_MEAN = "o ⊙ (∂ε/∂o − Σo·∂ε/∂o)"
COLLAPSED = {
    "cross_entropy": "o Σy − y",
    "half_squared_error": THROUGH_MEAN,
    "binary_cross_entropy": THROUGH_MEAN,
}


def collapse_text(record: SoftmaxPass) -> str:
    """What Jᵀ ∂ε/∂o comes to once it is multiplied out."""
    text = COLLAPSED.get(record.loss.name, "Jᵀ ∂ε/∂o")
    return text if record.T == 1 else f"({text})/T"


def _table(record: SoftmaxPass) -> Iterator[str]:
    """What is given, then every quantity that does not follow from the shape alone."""
    source = "net" if record.input_key == "net" else "s"
    per = "" if record.T == 1 else "/T"
    yield f"softmax of {record.k} classes, {record.loss.name}, T = {record.T:g}, c = {record.c:g}"
    yield _line(record, "net")
    yield _line(record, "y")
    yield "I forward"
    if source == "s":
        yield _line(record, "s", "(net + c)/T")
    for key, formula in (("o", f"softmax({source})"), ("log_o", ""), ("naive_o", "")):
        yield _line(record, key, formula)
    yield "III backprop"
    jacobian = "diag(o) − o oᵀ" if record.T == 1 else "(diag(o) − o oᵀ)/T"
    yield _line(record, "J", jacobian)
    for key in ("row_sums", "column_sums", "eigenvalues"):
        yield _line(record, key)
    yield _line(record, "d_o")
    yield _line(record, "summed", "Jᵀ ∂ε/∂o")
    yield _line(record, "delta", collapse_text(record))
    verdict = record.agreement("slip")
    yield f"{_line(record, 'slip', f'∂ε/∂o ⊙ o ⊙ (1 − o){per}')}: {_verdict(verdict)}"
    for key in ("eps_ce", "eps_se", "delta_ce", "delta_se", "size_ce", "size_se"):
        yield _line(record, key)


def _verdict(agreement: Agreement) -> str:
    return "agrees with central differences" if agreement.ok else "central differences disagree"


def _line(record: SoftmaxPass, key: str, formula: str = "") -> str:
    ahead = f"{formula} = " if formula else ""
    return f"  {QUANTITIES[key].symbol.text} = {ahead}{numbers_text(record.value(key))}"


def numbers_text(value: Array) -> str:
    """Six digits; what is no number is said in words, what is infinite by its sign."""
    return array_text(value).replace("nan", "undefined").replace("inf", "∞")


__all__ = ["SoftmaxPass", "collapse_text", "naive_softmax", "sweep"]
