"""A student with a pencil: reads the text of a worksheet and computes in exact fractions.

`by_hand(problem)` gives every quantity in the order of the key, from nothing but what the sheet
prints; `answers(key)` reads the key. Nothing of `mlpcore` is used.
"""

import re
from ast import literal_eval
from collections.abc import Callable
from fractions import Fraction
from typing import Any

Vector = list[Fraction]
Table = dict[Fraction, Fraction]

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def answers(key: str) -> list[Any]:
    """What stands behind the last = of every quantity, in order."""
    lines = [line for line in key.split("\nI forward\n")[1].splitlines() if _is_step(line)]
    return [_fractions(line.rpartition(" = ")[2]) for line in lines]


def by_hand(problem: str) -> list[Any]:
    """Every quantity that the sheet asks for, as many as it has blanks for."""
    sheet = Sheet(problem)
    asked = [line for line in problem.split("\nI forward\n")[1].splitlines() if _is_step(line)]
    return list(sheet.found())[: len(asked)]


class Sheet:
    """What a sheet gives, read off its text."""

    def __init__(self, problem: str) -> None:
        given = re.findall(r"^  (\S+) = (.+)$", problem.split("\nI forward\n")[0], re.MULTILINE)
        self.given = {name.translate(DIGITS): _fractions(value) for name, value in given}
        self.tables = {head: dict(rows) for head, rows in _tables(problem)}
        said = next(line for line in problem.splitlines() if line.startswith("A "))
        self.f = re.findall(r"(identity|sigmoid|tanh|ReLU|softmax) in ", said)
        self.binary = "binary cross-entropy" in said
        self.entropy = "cross-entropy" in said and not self.binary

    def found(self) -> Any:
        """I to V, one quantity after the other."""
        n, eta = len(self.f), self.given.get("η", Fraction(0))
        W = [self.given[f"W{l}"] for l in range(n)]
        b = [self.given[f"b{l}"] for l in range(n)]
        z = [self.given["x"]]
        for l, name in enumerate(self.f):
            columns = list(zip(*W[l], strict=True))
            net = [_dot(column, z[l]) + b_j for column, b_j in zip(columns, b[l], strict=True)]
            z.append(self.outputs(name, net))
            yield net
            yield z[-1]
        y, o = self.given.get("y"), z[-1]
        if y is None:
            return
        yield self.error(y, o)
        arrived = [self.slope(y_i, o_i) for y_i, o_i in zip(y, o, strict=True)]
        yield arrived
        delta: list[Vector] = []
        for l in range(n, 0, -1):
            if self.f[l - 1] == "softmax":
                J = [[o_i * ((i == j) - o_j) for j, o_j in enumerate(o)] for i, o_i in enumerate(o)]
                yield J
                delta.insert(0, [_dot(column, arrived) for column in zip(*J, strict=True)])
                yield delta[0]
                if self.entropy:
                    yield [o_i * sum(y) - y_i for y_i, o_i in zip(y, o, strict=True)]
            else:
                slopes = [SLOPES[self.f[l - 1]](z_i) for z_i in z[l]]
                delta.insert(0, [a * s for a, s in zip(arrived, slopes, strict=True)])
                yield delta[0]
                if self.binary and l == n:
                    yield [o_i - y_i for y_i, o_i in zip(y, o, strict=True)]
            arrived = [_dot(row, delta[0]) for row in W[l - 1]]
        dW = [[[z_i * d for d in delta[l]] for z_i in z[l]] for l in range(n)]
        for l in reversed(range(n)):
            yield dW[l]
            yield delta[l]
        for l in reversed(range(n)):
            pairs = zip(W[l], dW[l], strict=True)
            yield [[w - eta * g for w, g in zip(*rows, strict=True)] for rows in pairs]
            yield [b_j - eta * d for b_j, d in zip(b[l], delta[l], strict=True)]

    def outputs(self, name: str, net: Vector) -> Vector:
        """The activations, looked up where there is a table."""
        if name == "softmax":
            e = [self.tables["e^net"][v] for v in net]
            return [e_i / sum(e) for e_i in e]
        if name in ("sigmoid", "tanh"):
            return [self.tables[{"sigmoid": "σ(net)", "tanh": "tanh(net)"}[name]][v] for v in net]
        return [v if name == "identity" or v > 0 else Fraction(0) for v in net]

    def error(self, y: Vector, o: Vector) -> Fraction:
        """½‖y − o‖², or −Σ y log o with the logarithm looked up, or that of 1 − y and 1 − o too."""
        pairs = list(zip(y, o, strict=True))
        if self.binary:
            pairs += [(1 - y_i, 1 - o_i) for y_i, o_i in pairs]
        if self.entropy or self.binary:
            return -sum((y_i * self.tables["log o"][o_i] for y_i, o_i in pairs if y_i), Fraction(0))
        return sum(((y_i - o_i) ** 2 for y_i, o_i in pairs), Fraction(0)) / 2

    def slope(self, y: Fraction, o: Fraction) -> Fraction:
        """∂ε/∂o."""
        if self.binary:
            return -y / o + (1 - y) / (1 - o)
        return -y / o if self.entropy else o - y


SLOPES: dict[str, Callable[[Fraction], Fraction]] = {
    "identity": lambda z: Fraction(1),
    "sigmoid": lambda z: z * (1 - z),
    "tanh": lambda z: 1 - z * z,
    "ReLU": lambda z: Fraction(int(z > 0)),
}


def _is_step(line: str) -> bool:
    """A quantity stands two places in, its entries further."""
    return bool(re.match(r"  \S", line))


def _fractions(text: str) -> Any:
    """A number or a list of lists of them, every digit as printed."""
    quoted = literal_eval(NUMBER.sub(lambda found: f"'{found[0]}'", text))
    return _each(quoted)


def _each(value: Any) -> Any:
    return [_each(v) for v in value] if isinstance(value, list) else Fraction(value)


def _tables(problem: str) -> list[tuple[str, list[tuple[Fraction, Fraction]]]]:
    """Every table: the head of its second row, and its columns."""
    found = re.findall(r"rounded to .+\n +(\S.*)\n +(\S.*)", problem)
    made = []
    for arguments, values in found:
        head = re.split(r" {2,}", values)[0]
        columns = zip(NUMBER.findall(arguments), NUMBER.findall(values), strict=True)
        made.append((head, [(Fraction(a), Fraction(v)) for a, v in columns]))
    return made


def _dot(row: Any, column: Any) -> Fraction:
    return sum((a * b for a, b in zip(row, column, strict=True)), Fraction(0))
