"""The state of the step panel, and every change that a person can make to it.

`State` holds the network, the sample, η and the seed; each of its methods gives another state in
which one thing is changed, and leaves this one as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from mlpcore.activations import Activation, tanh
from mlpcore.checks import count
from mlpcore.lesson.notation.key import Key
from mlpcore.losses import Loss
from mlpcore.network import MLP
from mlpcore.views.step.shapes import DEEPEST, LAYERS, WIDEST

BESIDE_THE_NET = ("notation", "slip")  # choices that leave the network as it is


@dataclass(frozen=True)
class State:
    """The network, the sample, η, the seed, and how all of it is shown."""

    mlp: MLP
    x: tuple[float, ...]
    y: tuple[float, ...]
    begun: MLP  # the network whose weights "same weights" brings back
    eta: float = 0.5
    seed: int = 0
    rounds: int = 0
    until: str = "V"  # the last section that is shown
    named: bool = False  # with the notes' own names for one hidden layer
    shapes: bool = False  # with the ledger of shapes
    notation: str = "notes"
    slip: str = ""  # the id of the slip that is switched on
    plain: bool = False  # without the menu of slips

    def with_number(self, key: str, index: list[int], number: float) -> "State":
        """The same with another η, or with one number of x, y, a W or a b; `index` from 1."""
        place = tuple(int(i) - 1 for i in index)
        if key == "eta":
            return replace(self, eta=number)
        if key == "x":
            return replace(self, x=_with(self.x, place, number))
        if key == "y":
            return replace(self, y=_with(self.y, place, number))
        return replace(self, mlp=_with_weight(self.mlp, key, place, number))

    def with_choice(self, name: str, value: str) -> "State":
        """The same in another notation, or with another slip."""
        return replace(self, notation=value) if name == "notation" else replace(self, slip=value)

    def with_function(
        self,
        name: str,
        value: str,
        activations: Mapping[str, Activation],
        losses: Mapping[str, Loss],
    ) -> "State":
        """The same with another activation of the hidden layers or the output, or another loss."""
        mlp, names = self.mlp, list[Any](self.mlp.f[1:])
        f = activations.get(value, value)
        if name == "hidden":
            names = [f] * mlp.h + [names[-1]]
        elif name == "output":
            names = [*names[:-1], f]
        loss = losses.get(value, value) if name == "loss" else mlp.loss
        return replace(self, mlp=mlp.with_functions(names, loss))

    def drawn(self, widths: list[int], seed: int) -> "State":
        """Weights of that seed, for layers of those widths; x and y become as long as they must."""
        f = self.mlp.f[1:]
        hidden = [*f[:-1], *f[-2:-1] * len(widths)][: len(widths) - 2]
        hidden += [tanh] * (len(widths) - 2 - len(hidden))
        mlp = MLP(widths, [*hidden, f[-1]], self.mlp.loss, seed=seed, init="uniform")
        x, y = _as_long(self.x, widths[0]), _as_long(self.y, widths[-1])
        return replace(self, mlp=mlp, x=x, y=y, seed=seed, begun=mlp, rounds=0)

    def same_weights(self) -> "State":
        """The same with the weights that it began with."""
        begun, mlp = self.begun, self.mlp
        again = begun.with_functions(mlp.f[1:], mlp.loss)
        return replace(self, mlp=again, rounds=0)

    def reshaped(self, key: str, index: list[int], value: float) -> list[int]:
        """The widths with another h, or with one layer wider or narrower."""
        name, most = (LAYERS, DEEPEST) if key == "h" else (key, WIDEST)
        widths, number = list(self.mlp.widths), count(name, _whole(value), key == "h")
        if number > most:
            raise ValueError(f"{name} is {number}, but at most {most} fit here")
        if key == "h":
            hidden = widths[1:-1] or [3]
            return [widths[0], *(hidden + hidden[-1:] * number)[:number], widths[-1]]
        if not 0 <= index[0] < len(widths):
            raise IndexError(f"this network has layers 0 to {len(widths) - 1}, no layer {index[0]}")
        widths[index[0]] = number
        return widths

    def begun_otherwise(self) -> MLP | None:
        """The network that it began with, with today's functions; None if the weights are those."""
        first, mlp = self.begun, self.mlp
        if _same_weights(first, mlp):
            return None
        return first.with_functions(mlp.f[1:], mlp.loss)


def _same_weights(one: MLP, other: MLP) -> bool:
    pairs = zip((*one.W, *one.b), (*other.W, *other.b), strict=True)
    return all(np.array_equal(a, b) for a, b in pairs)


def _as_long(values: tuple[float, ...], n: int) -> tuple[float, ...]:
    """The first n values, with 0.5 behind them where there are fewer."""
    return (*values[:n], *(0.5,) * (n - len(values)))


def _whole(value: float) -> float:
    """A whole number as what it is, for a slider reports floats."""
    return round(value) if value % 1 == 0 else value


def _with(values: tuple[float, ...], place: tuple[int, ...], number: float) -> tuple[float, ...]:
    return (*values[: place[0]], number, *values[place[0] + 1 :])


def _with_weight(mlp: MLP, key: str, place: tuple[int, ...], number: float) -> MLP:
    """The same network with one weight or bias changed."""
    changed = mlp.copy()
    {"W": changed.W, "b": changed.b}[Key(key).kind][Key(key).l][place] = number
    return changed
