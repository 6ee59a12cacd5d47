"""The table of quantities around softmax: one entry for each, with symbol, numbers and formula.

`QUANTITIES["J"]` is all that is known of the Jacobian: how it is written, how its numbers are
found, and the formula of one of them, with its two cases i = j and i ≠ j. T is the temperature,
o = softmax(net/T), so that J and δ carry the factor 1/T; c is a constant that is added to every net
input, and changes nothing. Source: the notes, derivatives, softmax.
"""

from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np

from mlpcore.activations import quiet, softmax
from mlpcore.checks import Array, floats
from mlpcore.lesson.notation.symbols import Index, Symbol
from mlpcore.lesson.slip_book.catalogue import slips
from mlpcore.lesson.steps.expression import Number
from mlpcore.lesson.steps.quantity import Formula, row
from mlpcore.lesson.steps.trace import Trace
from mlpcore.losses import Loss, cross_entropy, half_squared_error
from mlpcore.network import MLP

ROUNDED = 12  # decimals of what is 0 but for the last digit of float64


class Numbers(Protocol):
    """What a formula reads: the numbers around softmax, as a `SoftmaxPass` has them."""

    T: float
    c: float
    loss: Loss

    @property
    def central(self) -> Array:
        """δ by central differences."""

    @property
    def k(self) -> int:
        """How many classes there are."""

    @property
    def input_key(self) -> str:
        """The key of what softmax is taken of."""

    def value(self, key: str) -> Array:
        """The numbers of a quantity."""

    def number(self, key: str, index: Index = ()) -> Number:
        """One of them."""

    def numbers(self, key: str) -> list[Number]:
        """All of a vector."""


Rule = Callable[[Numbers, Index], Formula]


def no_formula(p: Numbers, index: Index) -> Formula:
    """What is given, or has no formula of its own."""
    return []


def given(p: Numbers) -> Array | float:
    """What the trace begins with: it is never asked for here."""
    raise KeyError("given")


class SoftmaxQuantity(NamedTuple):
    """All that is known of a quantity: its symbol, its numbers, the formula of one of them."""

    symbol: Symbol
    value: Callable[[Numbers], Array | float] = given
    entry: Rule = no_formula


@quiet
def naive_softmax(net: object) -> Array:
    """e^{net_i} / Σ_j e^{net_j} just as it is written: ∞/∞ for large net, 0/0 for very small."""
    e = np.exp(floats("net", net))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


@quiet
def size(delta: Array) -> Array:
    """‖δ‖, one number a row, without squares that leave the range of float64."""
    return np.asarray(np.hypot.reduce(delta, axis=-1))


@quiet
def delta(record: Numbers, loss: Loss, net: Array) -> Array:
    """∂ε/∂net, of which T takes its share: ∂ε/∂s times ∂s/∂net = 1/T."""
    y = np.broadcast_to(record.value("y"), net.shape)
    return loss.delta(y, softmax, (net + record.c) / record.T) / record.T


def _claimed(record: Numbers) -> Array:
    """What the slip elementwise-softmax gives, from the catalogue: a layer whose net is s."""
    k, s = record.k, record.value("s")
    layer = MLP.from_weights([np.eye(k)], [np.zeros(k)], "softmax", record.loss)
    claimed = slips["elementwise-softmax"].value(Trace(layer, s, record.value("y")), "delta_1")
    return claimed / record.T


def _s(p: Numbers, index: Index) -> Formula:
    return ["(", p.number("net", index), " + ", p.number("c"), ")/", p.number("T")]


def _o(p: Numbers, index: Index) -> Formula:
    """e^{net_i} / Σ_j e^{net_j}."""
    powers: list[Formula] = [["e^", each] for each in p.numbers(p.input_key)]
    return ["e^", p.number(p.input_key, index), " / (", *row(powers), ")"]


def _log_o(p: Numbers, index: Index) -> Formula:
    """net_i − log Σ_j e^{net_j}."""
    powers: list[Formula] = [["e^", each] for each in p.numbers(p.input_key)]
    return [p.number(p.input_key, index), " − log(", *row(powers), ")"]


def _lowered(p: Numbers, index: Index) -> Formula:
    largest = int(p.value("s").argmax()) + 1
    return [p.number("s", index), " − ", p.number("s", (largest,))]


def _jacobian(p: Numbers, index: Index) -> Formula:
    """o_i (1 − o_i) for i = j, −o_i o_j for i ≠ j, each over T."""
    i, j = index
    o_i, o_j = p.number("o", (i,)), p.number("o", (j,))
    return [o_i, "·(1 − ", o_i, ")", *_over_T(p)] if i == j else ["−", o_i, "·", o_j, *_over_T(p)]


def _row_sum(p: Numbers, index: Index) -> Formula:
    (i,) = index
    return row([[p.number("J", (i, j))] for j in range(1, p.k + 1)])


def _column_sum(p: Numbers, index: Index) -> Formula:
    (j,) = index
    return row([[p.number("J", (i, j))] for i in range(1, p.k + 1)])


def _d_o(p: Numbers, index: Index) -> Formula:
    """−y_i / o_i, the same + (1 − y_i) / (1 − o_i), or o_i − y_i."""
    y, o = p.number("y", index), p.number("o", index)
    rest: Formula = [" + (1 − ", y, ") / (1 − ", o, ")"]
    formulas: dict[str, Formula] = {
        "cross_entropy": ["−", y, " / ", o],
        "binary_cross_entropy": ["−", y, " / ", o, *rest],
    }
    return formulas.get(p.loss.name, [o, " − ", y])


def _term(p: Numbers, index: Index) -> Formula:
    """J[i, j] · ∂ε/∂o_i, which is term i of δ_j."""
    j, i = index
    return [p.number("J", (i, j)), "·", p.number("d_o", (i,))]


def _summed(p: Numbers, index: Index) -> Formula:
    """Σ_i J[i, j] · ∂ε/∂o_i."""
    (j,) = index
    return row([_term(p, (j, i)) for i in range(1, p.k + 1)])


def _delta(p: Numbers, index: Index) -> Formula:
    """o_j Σ_i y_i − y_j for the cross-entropy; else o_j (∂ε/∂o_j − Σ_i o_i ∂ε/∂o_i)."""
    return (_delta_ce if p.loss.name == "cross_entropy" else _through_mean)(p, index)


def _through_mean(p: Numbers, index: Index) -> Formula:
    """o_j (∂ε/∂o_j − Σ_i o_i ∂ε/∂o_i)."""
    o, d_o = p.number("o", index), p.number("d_o", index)
    return [o, "·(", d_o, " − ", p.number("mean_d_o"), ")", *_over_T(p)]


def _slip(p: Numbers, index: Index) -> Formula:
    o = p.number("o", index)
    return [p.number("d_o", index), "·", o, "·(1 − ", o, ")", *_over_T(p)]


def _eps_ce(p: Numbers, index: Index) -> Formula:
    """−Σ y_i log o_i."""
    pairs = zip(p.numbers("y"), p.numbers("log_o"), strict=True)
    return ["−(", *row([[y, "·", log_o] for y, log_o in pairs]), ")"]


def _eps_se(p: Numbers, index: Index) -> Formula:
    """½ Σ (y_i − o_i)²."""
    pairs = zip(p.numbers("y"), p.numbers("o"), strict=True)
    return ["½(", *row([["(", y, " − ", o, ")²"] for y, o in pairs]), ")"]


def _delta_ce(p: Numbers, index: Index) -> Formula:
    """o_j Σ_i y_i − y_j."""
    inside: Formula = [p.number("o", index), "·", p.number("sum_y"), " − ", p.number("y", index)]
    return inside if p.T == 1 else ["(", *inside, ")", *_over_T(p)]


def _delta_se(p: Numbers, index: Index) -> Formula:
    """o_j ((o_j − y_j) − Σ_i o_i (o_i − y_i))."""
    o, y = p.number("o", index), p.number("y", index)
    pairs = zip(p.numbers("o"), p.numbers("y"), strict=True)
    mean = row([[o_i, "·(", o_i, " − ", y_i, ")"] for o_i, y_i in pairs])
    return [o, "·((", o, " − ", y, ") − (", *mean, "))", *_over_T(p)]


def _size_of(key: str) -> Rule:
    return lambda p, index: ["√(", *row([[each, "²"] for each in p.numbers(key)]), ")"]


def _sum_of(key: str) -> Rule:
    return lambda p, index: row([[each] for each in p.numbers(key)])


def _mean_d_o(p: Numbers, index: Index) -> Formula:
    pairs = zip(p.numbers("o"), p.numbers("d_o"), strict=True)
    return row([[o, "·", d_o] for o, d_o in pairs])


def _over_T(p: Numbers) -> Formula:
    return [] if p.T == 1 else [" / ", p.number("T")]


def _plain(text: str, latex: str = "", html: str = "") -> Symbol:
    return Symbol(text, latex or text, html or f"<i>{text}</i>")


D_O = Symbol("∂ε/∂o", r"\frac{\partial\varepsilon}{\partial o}", "∂<i>ε</i>/∂<i>o</i>")
QUANTITIES = {
    "net": SoftmaxQuantity(_plain("net", r"\mathrm{net}", "net")),
    "y": SoftmaxQuantity(_plain("y")),
    "T": SoftmaxQuantity(_plain("T"), lambda p: p.T),
    "c": SoftmaxQuantity(_plain("c"), lambda p: p.c),
    "s": SoftmaxQuantity(_plain("s"), lambda p: (p.value("net") + p.c) / p.T, _s),
    "o": SoftmaxQuantity(_plain("o"), lambda p: softmax(p.value("s")), _o),
    "one_minus_o": SoftmaxQuantity(
        _plain("(1 − o)", html="(1 − <i>o</i>)"),
        lambda p: 1.0 - p.value("o"),
        lambda p, index: ["1 − ", p.number("o", index)],
    ),
    "log_o": SoftmaxQuantity(
        _plain("log o", r"\log o", "log <i>o</i>"), lambda p: softmax.log(p.value("s")), _log_o
    ),
    "sum_o": SoftmaxQuantity(
        _plain("Σo", r"\sum o", "Σ<i>o</i>"),
        lambda p: np.round(np.sum(p.value("o")), ROUNDED),
        _sum_of("o"),
    ),
    "moved": SoftmaxQuantity(
        _plain("largest change of o", html="largest change of <i>o</i>"),
        lambda p: np.round(np.abs(p.value("o") - softmax(p.value("net") / p.T)).max(), ROUNDED - 2),
    ),
    # stable and naive
    "a": SoftmaxQuantity(_plain("a"), lambda p: p.value("s") - p.value("s").max(), _lowered),
    "e": SoftmaxQuantity(
        _plain("e^a", "e^a", "<i>e</i><sup><i>a</i></sup>"),
        lambda p: np.exp(p.value("a")),
        lambda p, index: ["e^", p.number("a", index)],
    ),
    "naive_e": SoftmaxQuantity(
        _plain("e^s", "e^s", "<i>e</i><sup><i>s</i></sup>"),
        lambda p: np.exp(p.value("s")),
        lambda p, index: ["e^", p.number("s", index)],
    ),
    "naive_sum": SoftmaxQuantity(
        _plain("Σe^s", r"\sum e^s", "Σ<i>e</i><sup><i>s</i></sup>"),
        lambda p: np.sum(p.value("naive_e")),
        _sum_of("naive_e"),
    ),
    "naive_o": SoftmaxQuantity(
        _plain("naive o", html="naive <i>o</i>"),
        lambda p: naive_softmax(p.value("s")),
        lambda p, index: [p.number("naive_e", index), " / ", p.number("naive_sum")],
    ),
    "log_of_o": SoftmaxQuantity(
        _plain("log(o)", html="log(<i>o</i>)"),
        lambda p: np.log(p.value("o")),
        lambda p, index: ["log ", p.number("o", index)],
    ),
    # the Jacobian
    "J": SoftmaxQuantity(_plain("J"), lambda p: softmax.jacobian(p.value("s")) / p.T, _jacobian),
    "row_sums": SoftmaxQuantity(
        _plain("row sum", html="row sum"),
        lambda p: np.round(p.value("J").sum(axis=1), ROUNDED) + 0.0,
        _row_sum,
    ),
    "column_sums": SoftmaxQuantity(
        _plain("column sum", html="column sum"),
        lambda p: np.round(p.value("J").sum(axis=0), ROUNDED) + 0.0,
        _column_sum,
    ),
    "asymmetry": SoftmaxQuantity(
        _plain("largest |J − Jᵀ|", html="largest |<i>J</i> − <i>J</i><sup>T</sup>|"),
        lambda p: np.round(np.abs(p.value("J") - p.value("J").T).max(), ROUNDED),
    ),
    "eigenvalues": SoftmaxQuantity(
        _plain("λ", r"\lambda"),
        lambda p: np.round(np.linalg.eigvalsh(p.value("J"))[::-1], ROUNDED) + 0.0,
    ),
    # δ
    "eps": SoftmaxQuantity(
        _plain("ε", r"\varepsilon"), lambda p: p.loss.error(p.value("y"), softmax, p.value("s"))
    ),
    "d_o": SoftmaxQuantity(D_O, lambda p: p.loss.d_o(p.value("y"), p.value("o")), _d_o),
    "terms": SoftmaxQuantity(
        _plain("term", html="term"), lambda p: p.value("J").T * p.value("d_o"), _term
    ),
    "summed": SoftmaxQuantity(
        _plain("δ", r"\delta"), lambda p: p.value("terms").sum(axis=1), _summed
    ),
    "sum_y": SoftmaxQuantity(
        _plain("Σy", r"\sum y", "Σ<i>y</i>"), lambda p: np.sum(p.value("y")), _sum_of("y")
    ),
    "mean_d_o": SoftmaxQuantity(
        _plain("Σo·∂ε/∂o", html="Σ<i>o</i>·∂<i>ε</i>/∂<i>o</i>"),
        lambda p: np.sum(p.value("o") * p.value("d_o")),
        _mean_d_o,
    ),
    "delta": SoftmaxQuantity(
        _plain("δ", r"\delta"), lambda p: delta(p, p.loss, p.value("net")), _delta
    ),
    "slip": SoftmaxQuantity(_plain("claimed δ", html="claimed <i>δ</i>"), _claimed, _slip),
    "numerical": SoftmaxQuantity(
        _plain("numerical δ", html="numerical <i>δ</i>"), lambda p: np.round(p.central, 8) + 0.0
    ),
    # two errors
    "eps_ce": SoftmaxQuantity(
        _plain("ε (cross-entropy)", html="<i>ε</i>, cross-entropy"),
        lambda p: cross_entropy.error(p.value("y"), softmax, p.value("s")),
        _eps_ce,
    ),
    "eps_se": SoftmaxQuantity(
        _plain("ε (squared error)", html="<i>ε</i>, squared error"),
        lambda p: half_squared_error.error(p.value("y"), softmax, p.value("s")),
        _eps_se,
    ),
    "delta_ce": SoftmaxQuantity(
        _plain("δ (cross-entropy)", html="<i>δ</i>, cross-entropy"),
        lambda p: delta(p, cross_entropy, p.value("net")),
        _delta_ce,
    ),
    "delta_se": SoftmaxQuantity(
        _plain("δ (squared error)", html="<i>δ</i>, squared error"),
        lambda p: delta(p, half_squared_error, p.value("net")),
        _delta_se,
    ),
    "size_ce": SoftmaxQuantity(
        _plain("‖δ‖ (cross-entropy)", html="‖<i>δ</i>‖, cross-entropy"),
        lambda p: size(p.value("delta_ce")),
        _size_of("delta_ce"),
    ),
    "size_se": SoftmaxQuantity(
        _plain("‖δ‖ (squared error)", html="‖<i>δ</i>‖, squared error"),
        lambda p: size(p.value("delta_se")),
        _size_of("delta_se"),
    ),
}
