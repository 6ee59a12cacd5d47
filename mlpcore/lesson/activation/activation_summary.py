"""Activations in a table: range, slopes, and what they cost to compute.

`compare_activations()` prints the table, own activations included; `summary_of(f)` is one row of
it; `operations(rule)` counts what a rule does, by running it.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from mlpcore.activations import (
    Activation,
    activation,
    called,
    identity,
    quiet,
    relu,
    sigmoid,
    tanh,
)  # fmt: skip
from mlpcore.checks import Array
from mlpcore.lesson.notation.numbers import six
from mlpcore.lesson.notation.text import Text
from mlpcore.lesson.steps.slopes import elementwise

NEAR = np.linspace(-8, 8, 1601)
FAR = 1e6
UNBOUNDED = 1e3  # what is larger than this far out is taken to grow without end
FLAT = 1e-3  # a slope below this at net = ±20 counts as saturated
LAYERS = 10
FREE = {
    "ones_like", "zeros_like", "full_like", "empty_like", "copy", "asarray", "shape", "positive",
}  # fmt: skip
SIMPLE = {
    "add", "subtract", "multiply", "divide", "negative", "absolute", "square", "sign", "reciprocal",
    "maximum", "minimum", "greater", "greater_equal", "less", "less_equal", "equal", "where",
    "clip", "heaviside",
}  # fmt: skip


@dataclass(frozen=True)
class ActivationSummary:
    """One activation in the table; ±∞ where f grows without end."""

    name: str
    low: float
    high: float
    least_slope: float
    largest_slope: float
    saturates: str
    best_of_ten: float
    cost: str
    cost_of_slope: str
    cost_of_slope_from_output: str


HEADINGS = {
    "name": "activation",
    "range": "range of f",
    "slopes": "slopes f'",
    "saturates": "saturates",
    "best": "ten slopes, at best",
    "cost": "cost of f",
    "slope": "f' from net",
    "output": "f' from z",
}


def compare_activations(*fs: str | Activation) -> Text:
    """The table of these activations, or of identity, sigmoid, tanh and ReLU; more can be added.

    ValueError for one that is unknown or not elementwise.
    """
    rows = [HEADINGS, *(cells(summary_of(activation(f))) for f in fs or DEFAULT)]
    widths = {key: max(len(row[key]) for row in rows) for key in HEADINGS}
    lines = ("  ".join(f"{row[key]:{widths[key]}}" for key in HEADINGS).rstrip() for row in rows)
    return Text("\n".join(lines))


DEFAULT = (identity, sigmoid, tanh, relu)


def cells(row: ActivationSummary) -> dict[str, str]:
    """A row of the table as text."""
    slope = six(row.least_slope, 4)
    if row.least_slope != row.largest_slope:
        slope = f"{slope} to {six(row.largest_slope, 4)}"
    return {
        "name": row.name,
        "range": f"{_end(row.low)} to {_end(row.high)}",
        "slopes": slope,
        "saturates": row.saturates,
        "best": six(row.best_of_ten, 3),
        "cost": row.cost,
        "slope": row.cost_of_slope,
        "output": row.cost_of_slope_from_output,
    }


@quiet
def summary_of(f: Activation) -> ActivationSummary:
    """Range and slopes as measured from −8 to 8 and far out, costs as counted."""
    elementwise(f)
    nets = np.concatenate([[-FAR], NEAR, [FAR]])
    values, slopes = f(nets), f.derivative(nets)
    largest = float(np.abs(slopes).max())
    from_output = f.slope_of_output
    return ActivationSummary(
        f.name,
        _bound(values.min()),
        _bound(values.max()),
        _tidy(slopes.min()),
        _tidy(slopes.max()),
        _saturates(f),
        largest**LAYERS,
        cost(f.function),
        cost(f.slope),
        cost(from_output, np.array([0.5])) if from_output else "not given",
    )


def _saturates(f: Activation) -> str:
    left, right = np.abs(f.derivative([-20.0, 20.0])) < FLAT
    return {(True, True): "both sides", (True, False): "left", (False, True): "right"}.get(
        (bool(left), bool(right)), "no"
    )


def _bound(v: float) -> float:
    return float(np.sign(v) * np.inf) if abs(v) > UNBOUNDED else _tidy(v)


def _tidy(v: float) -> float:
    """Without what the last digits make of a 0 or a 1."""
    return float(np.round(v, 9) + 0.0)


def _end(v: float) -> str:
    return f"{'-' * (v < 0)}∞" if np.isinf(v) else six(v, 4)


def cost(rule: Callable[[Array], Array], at: Array | None = None) -> str:
    """What a rule does to one number, in words: 'exp, 6 simple'; a call of an activation is one."""
    try:
        found = operations(rule, np.array([1.0]) if at is None else at)
    except Exception:  # a rule may take plain arrays alone, as compiled ones do
        return "not counted"
    simple = sum(n for name, n in found.items() if name in SIMPLE)
    dear = [f"{n} {name}" if n > 1 else name for name, n in found.items() if name not in SIMPLE]
    return ", ".join([*dear, *([f"{simple} simple"] if simple else [])]) or "nothing"


def operations(rule: Callable[[Array], Array], at: Array) -> Counter[str]:
    """Every operation that NumPy is asked for while the rule runs, counted by name."""
    counted = at.view(Counted)
    plain = rule.args[1] if isinstance(rule, partial) and rule.func is called else rule
    plain(counted)
    return counted.tally


class Counted(np.ndarray[Any, Any]):
    """Numbers that note what is done to them."""

    tally: Counter[str]

    def __array_finalize__(self, made_of: object) -> None:
        """Copies and parts of such numbers count with them."""
        self.tally = made_of.tally if isinstance(made_of, Counted) else Counter()

    @property
    def dtype(self) -> np.dtype[Any]:
        """Asked for by an activation of `mlpcore` before it takes the numbers as plain ones."""
        self._note("other activation")
        return _plain(self).dtype  # type: ignore[no-any-return]

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **how: Any) -> Any:
        squared = ufunc is np.power and np.all(np.equal(_plain(inputs[1]), 2))
        self._note("square" if squared else ufunc.__name__)
        return self._counted(getattr(ufunc, method)(*_plain(inputs), **_plain(how)))

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        self._note(func.__name__)
        return self._counted(func(*_plain(args), **_plain(kwargs)))

    def _note(self, name: str) -> None:
        if name not in FREE:
            self.tally[name] += 1

    def _counted(self, result: Any) -> Any:
        counted = np.asarray(result).view(Counted)
        counted.tally = self.tally
        return counted


def _plain(value: Any) -> Any:
    """The numbers alone, in lists and by name, too."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_plain, value))
    return value.view(np.ndarray) if isinstance(value, Counted) else value
