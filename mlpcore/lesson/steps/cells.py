"""Index formulas: how one number of a quantity comes from numbers of others.

`cell(trace, key, index)` gives the `Cell` of any entry of any quantity, by
one rule a kind of quantity. Indices count from 1, as in the notes.
"""

from collections.abc import Callable

from mlpcore.lesson.notation.activation_formulas import form, is_known, loss_name, slope_keys
from mlpcore.lesson.notation.symbols import Index, split_key
from mlpcore.lesson.steps.expression import Cell, Number, Token
from mlpcore.lesson.steps.trace import Trace

Formula = list[Token]
Stages = list[Formula]  # the index formula first, then what stands between it and the value
Rule = Callable[[Trace, int, Index], Stages]


def cell(trace: Trace, key: str, index: Index = ()) -> Cell:
    """The index formula of one entry; KeyError or IndexError where there is no such entry."""
    target = trace.number(key, index)
    kind, layer = split_key(key)
    formula, *between = RULES[kind](trace, layer or 0, index) if kind in RULES else [[]]
    return Cell(target, tuple(formula), tuple(map(tuple, between)))


def _net(trace: Trace, l: int, index: Index) -> Stages:
    """net_l[j] = Σ_i W_{l−1}[i, j] · z^{l−1}_i + b_{l−1}[j]."""
    (j,) = index
    z = trace.z_key(l - 1)
    terms = [
        _product(trace.number(f"W_{l - 1}", (i, j)), trace.number(z, (i,))) for i in trace.places(z)
    ]
    return [[*_row(terms), " + ", trace.number(f"b_{l - 1}", (j,))]]


def _z(trace: Trace, l: int, index: Index) -> Stages:
    """z^l_j = f^l(net_l[j]); for softmax every net input takes part."""
    net, written = trace.number(f"net_{l}", index), form(trace.f[l])
    if not trace.f[l].elementwise:
        return [_share(trace, l, net)] if is_known(trace.f[l]) else [[]]
    called: Formula = [f"{written.text}(", net, ")"] if written.text else [net]
    before, behind = written.entry
    return [called, [before, net, behind]] if before else [called]


def _share(trace: Trace, l: int, net: Number) -> Formula:
    """e^{net_i} / Σ_j e^{net_j}."""
    powers: Stages = [["e^", each] for each in trace.numbers(f"net_{l}")]
    return ["e^", net, " / (", *_row(powers), ")"]


def _eps(trace: Trace, l: int, index: Index) -> Stages:
    """½ Σ (y_i − o_i)², −Σ y_i log o_i, or that and the same of 1 − y_i and 1 − o_i."""
    pairs = list(zip(trace.numbers("y"), trace.numbers(trace.z_key(trace.h + 1)), strict=True))
    squares: Stages = [["(", y, " − ", o, ")²"] for y, o in pairs]
    logs: Stages = [[y, "·log ", o] for y, o in pairs]
    rests = zip(trace.numbers("one_minus:y"), trace.numbers(_rest_key(trace)), strict=True)
    both: Stages = [[*log, " + ", y, "·log ", o] for log, (y, o) in zip(logs, rests, strict=True)]
    formulas: dict[str, Formula] = {
        "half_squared_error": ["½(", *_row(squares), ")"],
        "cross_entropy": ["−(", *_row(logs), ")"],
        "binary_cross_entropy": ["−(", *_row(both), ")"],
    }
    return [formulas.get(loss_name(trace.loss), [])]


def _d_o(trace: Trace, l: int, index: Index) -> Stages:
    """o_i − y_i, −y_i / o_i, or −y_i / o_i + (1 − y_i) / (1 − o_i)."""
    y, o = trace.number("y", index), trace.number(trace.z_key(trace.h + 1), index)
    y_rest, o_rest = (trace.number(key, index) for key in ("one_minus:y", _rest_key(trace)))
    formulas: dict[str, Formula] = {
        "half_squared_error": [o, " − ", y],
        "cross_entropy": ["−", y, " / ", o],
        "binary_cross_entropy": ["−", y, " / ", o, " + ", y_rest, " / ", o_rest],
    }
    return [formulas.get(loss_name(trace.loss), [])]


def _rest_key(trace: Trace) -> str:
    return f"one_minus:z_{trace.h + 1}"


def _jacobian(trace: Trace, l: int, index: Index) -> Stages:
    """o_i (1 − o_i) on the diagonal, −o_i o_j beside it."""
    if not is_known(trace.f[l]):
        return [[]]
    i, j = index
    z_i, z_j = trace.number(f"z_{l}", (i,)), trace.number(f"z_{l}", (j,))
    return [[z_i, "·(1 − ", z_i, ")"]] if i == j else [["−", z_i, "·", z_j]]


def _delta(trace: Trace, l: int, index: Index) -> Stages:
    """What arrives at the unit times its slope; for softmax, with its column of the Jacobian."""
    (i,) = index
    arrived = trace.number(trace.arrives_key(l), index)
    if not trace.f[l].elementwise:
        pairs = enumerate(trace.numbers(trace.arrives_key(l)), 1)
        return [_row([_product(trace.number(f"J_{l}", (j, i)), came) for j, came in pairs])]
    sums: Formula = [arrived] if l == trace.h + 1 else ["(", *_d_z(trace, l, index)[0], ")"]
    slopes: Stages = [[trace.number(key, index)] for key in slope_keys(trace.f[l], l)]
    formula = [*sums, " · ", *_row(slopes, " · ")]
    if len(formula) == 3:
        return [formula]
    return [formula, [arrived, " · ", trace.number(f"slope_{l}", index)]]


def _collapsed(trace: Trace, l: int, index: Index) -> Stages:
    """o_i Σ_j y_j − y_i for softmax, o_i − y_i for the sigmoid."""
    o, y = trace.number(f"z_{l}", index), trace.number("y", index)
    if trace.f[l].elementwise:
        return [[o, " − ", y]]
    targets: Stages = [[each] for each in trace.numbers("y")]
    return [[o, "·(", *_row(targets), ") − ", y]]


def _d_weight(trace: Trace, l: int, index: Index) -> Stages:
    """z^l_i · δ^{l+1}_j, in the order in which the vectors stand."""
    i, j = index
    z, delta = trace.number(trace.z_key(l), (i,)), trace.number(f"delta_{l + 1}", (j,))
    return [_product(delta, z) if trace.turned(f"dW_{l}") else _product(z, delta)]


def _d_bias(trace: Trace, l: int, index: Index) -> Stages:
    """δ^{l+1}_j."""
    return [[trace.number(f"delta_{l + 1}", index)]]


def _updated(kind: str) -> Rule:
    """W_l − η ∇W_l, entry by entry; the same for b."""

    def rule(trace: Trace, l: int, index: Index) -> Stages:
        old, gradient = trace.number(f"{kind}_{l}", index), trace.number(f"d{kind}_{l}", index)
        return [[old, " − ", *_product(trace.number("eta"), gradient)]]

    return rule


def _d_z(trace: Trace, l: int, index: Index) -> Stages:
    """∂ε/∂z^l_i = Σ_j W_l[i, j] δ^{l+1}_j."""
    (i,) = index
    deltas = enumerate(trace.numbers(f"delta_{l + 1}"), 1)
    return [_row([_product(trace.number(f"W_{l}", (i, j)), delta) for j, delta in deltas])]


def _slope(trace: Trace, l: int, index: Index) -> Stages:
    """f'^l(net_l[j]) from the output, where there is such a form."""
    keys = slope_keys(trace.f[l], l)
    return [[]] if keys == [f"slope_{l}"] else [_row([[trace.number(k, index)] for k in keys], "·")]


def _product(a: Number, b: Number) -> Formula:
    return [a, "·", b]


def _row(terms: Stages, sign: str = " + ") -> Formula:
    """The terms in one row, with a sign between them."""
    row = terms[0][:]
    for term in terms[1:]:
        row += [sign, *term]
    return row


RULES: dict[str, Rule] = {
    "net": _net,
    "z": _z,
    "eps": _eps,
    "d_o": _d_o,
    "J": _jacobian,
    "delta": _delta,
    "collapsed:delta": _collapsed,
    "dW": _d_weight,
    "db": _d_bias,
    "new:W": _updated("W"),
    "new:b": _updated("b"),
    "d_z": _d_z,
    "slope": _slope,
}
