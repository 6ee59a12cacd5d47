"""Activations that a worksheet reads off a printed table, so that a hand needs no calculator.

`on_paper("sigmoid")` is the sigmoid rounded to two decimals, with its slope z (1 − z) taken from
the rounded z; `NETS` are the net inputs at which such a value is short, and `tables(net)` the
`Table`s that a sheet prints for a network. ReLU and identity need none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlpcore.activations import (
    Activation,
    activation,
    sigmoid,
    softmax,
    softmax_jacobian,
    tanh,
)
from mlpcore.checks import Array
from mlpcore.lesson.notation.activation_formulas import Tabled
from mlpcore.lesson.notation.symbols import Symbol
from mlpcore.network import MLP

DECIMALS = 2  # of σ, tanh and log in the tables
POWER_DECIMALS = 1  # of e^net

# Net inputs, in pairs ±net, whose rounded value is short: σ(0.4) = 0.60, tanh(1.1) = 0.80.
NETS = {"sigmoid": (0.0, 0.4, 1.4, 2.2), "tanh": (0.2, 0.55, 0.7, 1.1)}
# net = log e^net to two decimals, for e^net = 1 to 9; and the shares of 1 that these can make.
POWERS = tuple(round(float(np.log(n)), 2) for n in range(1, 10))
SHARES = (0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9)


@dataclass(frozen=True)
class Table:
    """A table as a sheet prints it: two rows, argument and value, and how the value is rounded."""

    argument: Symbol
    value: Symbol
    rounded: str
    columns: tuple[tuple[str, str], ...]


def on_paper(name: str) -> Activation:
    """The activation as a hand computes it: from its table, or exactly if it needs none."""
    return TABLED.get(name) or activation(name)


def powers(net: Array) -> Array:
    """e^net as the table has it; ValueError where that rounds to nothing but 0."""
    e = np.round(np.exp(net), POWER_DECIMALS)
    if not e.any(axis=-1).all():
        raise ValueError(f"e^net is 0 to {POWER_DECIMALS} decimal for every net of {net.tolist()}")
    return np.asarray(e)


def tables(mlp: MLP, with_loss: bool = True) -> list[Table]:
    """The tables that a hand needs for this network, each once."""
    found = {f.name: f for f in mlp.f[1:] if isinstance(f, Tabled)}
    made = [_powers() if f is TABLED["softmax"] else _values(f) for f in found.values()]
    return made + ([_logarithms()] if with_loss and mlp.loss.log_formula else [])


def _from_table(f: Activation) -> Tabled:
    """σ or tanh: the value rounded, and all else from the rounded value."""

    def read(net: Array) -> Array:
        return np.round(f(net), DECIMALS) + 0.0

    return Tabled(
        f.name,
        read,
        lambda net: f.derivative_from_output(read(net)),
        f.slope_of_output,
        lambda net: _logs(read(net)),
        mirrored=f.mirrored,  # so log (1 − o) is read off the same table
        of=f,
    )


def _logs(o: Array) -> Array:
    """log o as the table has it."""
    return np.asarray(np.round(np.log(o), DECIMALS), np.float64)


def _shares(net: Array) -> Array:
    """Softmax of powers from the table."""
    e = powers(net)
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


TABLED: dict[str, Activation] = {
    "sigmoid": _from_table(sigmoid),
    "tanh": _from_table(tanh),
    "softmax": Tabled(
        "softmax",
        _shares,
        lambda net: softmax_jacobian(_shares(net)),
        softmax_jacobian,
        lambda net: _logs(_shares(net)),
        lambda net, d: d - _shares(net) * d.sum(axis=-1, keepdims=True),
        elementwise=False,
        of=softmax,
    ),
}

NET = Symbol("net", r"\mathrm{net}", "net")
VALUES = {
    "sigmoid": Symbol("σ(net)", r"\sigma(\mathrm{net})", "σ(net)"),
    "tanh": Symbol("tanh(net)", r"\tanh(\mathrm{net})", "tanh(net)"),
}
WORDS = {1: "one decimal", 2: "two decimals"}


def _values(f: Tabled) -> Table:
    nets = sorted({sign * net for net in NETS[f.name] for sign in (-1.0, 1.0)})
    return _table(NET, VALUES[f.name], nets, f(nets), DECIMALS)


def _powers() -> Table:
    power = Symbol("e^net", r"e^{\mathrm{net}}", "<i>e</i><sup>net</sup>")
    return _table(NET, power, POWERS, powers(np.array(POWERS)), POWER_DECIMALS)


def _logarithms() -> Table:
    o, log = Symbol("o", "o", "<i>o</i>"), Symbol("log o", r"\log o", "log <i>o</i>")
    return _table(o, log, SHARES, _logs(np.array(SHARES)), DECIMALS)


def _table(
    at: Symbol, of: Symbol, arguments: Sequence[float], values: Array, decimals: int
) -> Table:
    pairs = zip(arguments, values, strict=True)
    columns = tuple((f"{a + 0.0:g}", f"{float(v) + 0.0:.{decimals}f}") for a, v in pairs)
    return Table(at, of, f"rounded to {WORDS[decimals]}", columns)
