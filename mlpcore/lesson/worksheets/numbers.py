"""Numbers for a worksheet: drawn so that a hand can compute with them, and measured.

`draw(plan, rng)` gives the pass of a network with friendly numbers, or None where the dice fell
badly; `longest(numbers)` measures numbers as a `Friendliness`. The way: short net inputs, x and W
are drawn, and b is what leads from one to the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from mlpcore.checks import Array
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.worksheets.tables import NETS, POWERS, on_paper
from mlpcore.network import MLP

INPUTS = (-2.0, -1.0, -0.5, 0.5, 1.0, 2.0, 3.0)
WEIGHTS = (-2.0, -1.0, -0.5, 0.5, 1.0, 2.0)
ETAS = (0.5, 2.0)  # not 1, at which a forgotten η would not show
FREE_NETS = (0.5, 1.0, 1.5, 2.0, 3.0)  # of identity and ReLU, which need no table
OFF_BY = (0.1, 0.2, 0.3, 0.4, 0.5, 0.8, 1.0)  # sizes of o − y
RANGES = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0), "relu": (0.0, 9.0), "identity": (-9.0, 9.0)}
WHOLES = (4, 5, 10)  # what the e^net of a softmax add up to, so that every share is short
LARGEST_BIAS = 3.0
TRIES = 60
EXACT = 10  # decimals at which what float64 loses on the way is rounded off


@dataclass(frozen=True)
class Bounds:
    """What no number of a sheet exceeds: significant digits, decimals, and size."""

    digits: int
    decimals: int
    largest: float


@dataclass(frozen=True, repr=False)
class Friendliness:
    """The most digits and decimals of a set of numbers, the largest size, and the longest number.

    Digits are counted from the first that is not 0 to the last that is not 0.
    """

    digits: int
    decimals: int
    largest: float
    longest: float
    where: str

    def within(self, bounds: Bounds) -> bool:
        """Whether it keeps the bounds."""
        short = self.digits <= bounds.digits and self.decimals <= bounds.decimals
        return short and self.largest <= bounds.largest

    def __repr__(self) -> str:
        most = f"at most {self.digits} digits and {self.decimals} decimals"
        return f"{most}, none above {self.largest:g}; longest {self.longest:.12g} in {self.where}"


@dataclass(frozen=True)
class Plan:
    """What kind of pass to draw."""

    widths: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    named: bool = False


class PaperTape(Trace):
    """A pass as a hand computes it: without what float64 loses on the way (0.1 + 0.2 is 0.3)."""

    def value(self, key: str) -> Array:
        """The numbers of a quantity; errors as for any trace."""
        return np.round(super().value(key), EXACT) + 0.0


def longest(numbers: Iterable[tuple[str, float]]) -> Friendliness:
    """Measure numbers, each with the place where it stands; ValueError where there are none."""
    measured = [(_digits(v), _decimals(v), abs(v), v, where) for where, v in numbers]
    digits, decimals, sizes, *_ = zip(*measured, strict=True)
    *_, v, where = max(measured, key=lambda each: each[:3])
    return Friendliness(max(digits), max(decimals), max(sizes), v, where)


def draw(plan: Plan, rng: Generator) -> PaperTape | None:
    """The pass of a network with short numbers on its way forward; None where none came up."""
    fs = [on_paper(name) for name in plan.activations]
    d = plan.widths[0]
    x = z = rng.choice(INPUTS, d, replace=d > len(INPUTS))
    quiet = _layer_with_a_quiet_unit(plan)
    W, b = [], []
    for l, (f, m) in enumerate(zip(fs, plan.widths[1:], strict=True), 1):
        net = _nets(rng, f.name, m, l == quiet)
        found = _weights(rng, z, net)
        if found is None:
            return None
        W.append(found[0])
        b.append(found[1])
        z = np.round(f(net), EXACT)
    y = _target(rng, plan, z)
    if y is None:
        return None
    mlp = MLP.from_weights(W, b, fs, plan.loss)
    return PaperTape(mlp, x, y, float(rng.choice(ETAS)), plan.named)


def _layer_with_a_quiet_unit(plan: Plan) -> int:
    """Just one hidden ReLU unit of every sheet has net < 0, in the first layer with a second."""
    hidden = zip(plan.activations[:-1], plan.widths[1:-1], strict=True)
    return next((l for l, (name, m) in enumerate(hidden, 1) if name == "relu" and m > 1), 0)


def _nets(rng: Generator, name: str, m: int, quiet: bool) -> Array:
    """m net inputs at which the activation has a short value."""
    if name == "softmax":
        whole = int(rng.choice([n for n in WHOLES if n >= m]))
        e = 1 + rng.multinomial(whole - m, np.full(m, 1 / m))
        return np.array(POWERS)[e - 1]
    net = rng.choice(NETS.get(name, FREE_NETS), m)
    if name != "relu":
        return np.asarray(net * rng.choice((-1.0, 1.0), m)) + 0.0
    net[rng.integers(m)] *= -1.0 if quiet else 1.0
    return np.asarray(net)


def _weights(rng: Generator, z: Array, net: Array) -> tuple[Array, Array] | None:
    """W and b that lead from z to net: no large bias, none of 0, no two units with one w.

    Half of a z of one decimal has two, so that no bias needs more.
    """
    units: list[Array] = []
    for wanted in net:
        for _ in range(TRIES):
            w = rng.choice(WEIGHTS, len(z))
            bias = round(float(wanted - w @ z), EXACT)
            known = any(np.array_equal(w, other[:-1]) for other in units)
            if 0 < abs(bias) <= LARGEST_BIAS and not known:
                units.append(np.array([*w, bias]))
                break
        else:
            return None
    columns = np.array(units).T
    return columns[:-1], columns[-1]


def _target(rng: Generator, plan: Plan, o: Array) -> Array | None:
    """One class for cross-entropy and softmax, 0s and 1s for the binary cross-entropy; else a short
    distance from o, one an output.
    """
    if plan.loss == "binary_cross_entropy":
        return rng.choice((0.0, 1.0), len(o))
    if plan.loss == "cross_entropy" or plan.activations[-1] == "softmax":
        return np.asarray(np.eye(len(o))[rng.integers(len(o))])
    low, high = RANGES[plan.activations[-1]]
    off = rng.choice(OFF_BY, len(o)) * rng.choice((-1.0, 1.0), len(o))
    y = np.round(o - off, EXACT) + 0.0
    return y if bool((y >= low).all() and (y <= high).all()) else None


def _digits(v: float) -> int:
    return len(_plain(v).replace(".", "").strip("0"))


def _decimals(v: float) -> int:
    return len(_plain(v).partition(".")[2])


def _plain(v: float) -> str:
    """The number written out, without sign and without a 0 too many."""
    return f"{abs(v):.12f}".rstrip("0").rstrip(".")
