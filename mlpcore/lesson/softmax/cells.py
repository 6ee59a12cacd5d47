"""Index formulas around softmax: how one number comes from others.

`formulas(record, key, index)` gives the index formula of any number of a
`SoftmaxPass`, by one rule a quantity; the Jacobian has its two cases, i = j and i ≠ j.
"""

from collections.abc import Callable
from typing import Protocol

from mlpcore.checks import Array
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.steps.expression import Number, Token
from mlpcore.losses import Loss

Formula = list[Token]


class Numbers(Protocol):
    """What a formula reads: the numbers around softmax, as a `SoftmaxPass` has them."""

    T: float
    loss: Loss

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


def formulas(record: Numbers, key: str, index: Index) -> list[Formula]:
    """The formula of one number, and nothing for what is given or has no formula of its own."""
    return [RULES[key](record, index)] if key in RULES else [[]]


def _s(p: Numbers, index: Index) -> Formula:
    return ["(", p.number("net", index), " + ", p.number("c"), ")/", p.number("T")]


def _o(p: Numbers, index: Index) -> Formula:
    """e^{net_i} / Σ_j e^{net_j}."""
    powers: list[Formula] = [["e^", each] for each in p.numbers(p.input_key)]
    return ["e^", p.number(p.input_key, index), " / (", *_row(powers), ")"]


def _log_o(p: Numbers, index: Index) -> Formula:
    """net_i − log Σ_j e^{net_j}."""
    powers: list[Formula] = [["e^", each] for each in p.numbers(p.input_key)]
    return [p.number(p.input_key, index), " − log(", *_row(powers), ")"]


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
    return _row([[p.number("J", (i, j))] for j in range(1, p.k + 1)])


def _column_sum(p: Numbers, index: Index) -> Formula:
    (j,) = index
    return _row([[p.number("J", (i, j))] for i in range(1, p.k + 1)])


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
    return _row([_term(p, (j, i)) for i in range(1, p.k + 1)])


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
    return ["−(", *_row([[y, "·", log_o] for y, log_o in pairs]), ")"]


def _eps_se(p: Numbers, index: Index) -> Formula:
    """½ Σ (y_i − o_i)²."""
    pairs = zip(p.numbers("y"), p.numbers("o"), strict=True)
    return ["½(", *_row([["(", y, " − ", o, ")²"] for y, o in pairs]), ")"]


def _delta_ce(p: Numbers, index: Index) -> Formula:
    """o_j Σ_i y_i − y_j."""
    inside: Formula = [p.number("o", index), "·", p.number("sum_y"), " − ", p.number("y", index)]
    return inside if p.T == 1 else ["(", *inside, ")", *_over_T(p)]


def _delta_se(p: Numbers, index: Index) -> Formula:
    """o_j ((o_j − y_j) − Σ_i o_i (o_i − y_i))."""
    o, y = p.number("o", index), p.number("y", index)
    pairs = zip(p.numbers("o"), p.numbers("y"), strict=True)
    mean = _row([[o_i, "·(", o_i, " − ", y_i, ")"] for o_i, y_i in pairs])
    return [o, "·((", o, " − ", y, ") − (", *mean, "))", *_over_T(p)]


def _size_of(key: str) -> Rule:
    return lambda p, index: ["√(", *_row([[each, "²"] for each in p.numbers(key)]), ")"]


def _sum_of(key: str) -> Rule:
    return lambda p, index: _row([[each] for each in p.numbers(key)])


def _mean_d_o(p: Numbers, index: Index) -> Formula:
    pairs = zip(p.numbers("o"), p.numbers("d_o"), strict=True)
    return _row([[o, "·", d_o] for o, d_o in pairs])


def _over_T(p: Numbers) -> Formula:
    return [] if p.T == 1 else [" / ", p.number("T")]


def _row(terms: list[Formula], sign: str = " + ") -> Formula:
    """The terms in one row, with a sign between them."""
    row = terms[0][:]
    for term in terms[1:]:
        row += [sign, *term]
    return row


RULES: dict[str, Rule] = {
    "s": _s,
    "o": _o,
    "one_minus_o": lambda p, index: ["1 − ", p.number("o", index)],
    "log_o": _log_o,
    "sum_o": _sum_of("o"),
    "a": _lowered,
    "e": lambda p, index: ["e^", p.number("a", index)],
    "naive_e": lambda p, index: ["e^", p.number("s", index)],
    "naive_sum": _sum_of("naive_e"),
    "naive_o": lambda p, index: [p.number("naive_e", index), " / ", p.number("naive_sum")],
    "log_of_o": lambda p, index: ["log ", p.number("o", index)],
    "J": _jacobian,
    "row_sums": _row_sum,
    "column_sums": _column_sum,
    "d_o": _d_o,
    "terms": _term,
    "summed": _summed,
    "sum_y": _sum_of("y"),
    "mean_d_o": _mean_d_o,
    "delta": _delta,
    "slip": _slip,
    "eps_ce": _eps_ce,
    "eps_se": _eps_se,
    "delta_ce": _delta_ce,
    "delta_se": _delta_se,
    "size_ce": _size_of("delta_ce"),
    "size_se": _size_of("delta_se"),
}
