"""What a network answers to rows: which class, how often the right one, and to a row of one's own.

`answered(o)` are classes, `share_right` and `confusion` count them, `prediction` answers one row.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mlpcore.checks import Array
from mlpcore.lesson.notation.typed_numbers import number
from mlpcore.lesson.training.tasks import Task
from mlpcore.network import MLP

APART = (r"\s*[;\t]\s*", r",\s+", r"\s+", r"\s*,\s*")  # what may stand between two numbers


def answered(o: Array) -> NDArray[np.intp]:
    """The class of each row (n, k), counted from 0: the largest output, or whether the one is above
    ½.
    """
    o = np.asarray(o)
    return (o[:, 0] > 0.5).astype(np.intp) if o.shape[1] == 1 else o.argmax(axis=1)


def share_right(mlp: MLP, X: Array, Y: Array) -> float | None:
    """The share of rows whose class the network names; None where targets are no classes."""
    if not np.isin(Y, (0, 1)).all() or len(Y) == 0:
        return None
    return float(np.mean(answered(mlp.feed(X).o) == answered(Y)))


def confusion(mlp: MLP, X: Array, Y: Array) -> NDArray[np.intp]:
    """How many rows of class i are answered with class j, (k, k)."""
    k = max(2, Y.shape[1])
    pairs = k * answered(Y) + answered(mlp.feed(X).o)
    return np.bincount(pairs, minlength=k * k).reshape(k, k)


class Prediction(NamedTuple):
    """What a network answers to one row: its outputs, as the targets came, and the class's name."""

    row: tuple[float, ...]
    o: Array
    name: str


def typed_row(text: str, d: int) -> tuple[float, ...]:
    """The d numbers of a row as it is typed; ValueError says what came and what was expected.

    Semicolons, tabs, spaces or commas separate; a comma is a decimal one where something else does.
    """
    plain = text.strip().strip("[]();")
    splits = [re.split(apart, plain) for apart in APART]
    parts = next((each for each in splits if len(each) == d), None)
    if parts is None:
        came = len(max(splits, key=len)) if plain else 0
        raise ValueError(f"a row of these data has {d} numbers, not {came}")
    return tuple(number(part) for part in parts)


def prediction(mlp: MLP, given: Task, row: Sequence[float]) -> Prediction:
    """The answer to a row as the data came: it is standardised as the rows in training were."""
    x = np.array([row])
    o = mlp.feed(given.scaling(x) if given.scaling else x).o
    name = given.classes[answered(o)[0]] if given.classes else ""
    return Prediction(tuple(row), (given.aim.back(o) if given.aim else o)[0], name)
