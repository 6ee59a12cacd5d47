"""Checks of what comes in; each raises a ValueError or TypeError that names the argument, what came
and what was expected. What one can do here: turn input into float64 (`floats`, `rows`, `targets`,
`positive`), `count`, compare shapes (`alike`), unpack lists (`entries`), look up names (`known`).
"""

import difflib
from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
PerLayer = list[Any]  # one entry a layer, as the notes count; None where a layer has no such thing
T = TypeVar("T")


def floats(name: str, value: object) -> Array:
    """Give `value` as a new float64 array; refuse what is not numbers, and NaN and inf by place."""
    try:
        given = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} is ragged: its rows must all have the same length") from None
    if given.dtype.kind not in "buif" and not all(isinstance(each, Real) for each in given.flat):
        raise TypeError(f"{name} must hold real numbers, not {value!r:.60}")
    array = given.astype(np.float64)
    if not np.isfinite(array).all():
        at = np.argwhere(~np.isfinite(array))[0].tolist()
        raise ValueError(f"{name}{at or ''} is {array[tuple(at)]}, but must be a finite number")
    return array


def alike(name: str, a: Array, other: str, b: Array) -> tuple[Array, Array]:
    """Give two arrays of one shape: (n,) against (n, 1), which NumPy would stretch, is refused."""
    if a.shape != b.shape:
        raise ValueError(
            f"{name} has shape {a.shape}, but {other} has {b.shape}: expected the same"
        )
    return a, b


def rows(name: str, value: object, width: int) -> Array:
    """Give one sample (width,) or a batch of rows (n, width) as floats."""
    x = floats(name, value)
    if x.ndim not in (1, 2) or x.shape[-1] != width or len(x) == 0:
        expected = f"({width},) for one sample or (n, {width}) for a batch that is not empty"
        raise ValueError(f"{name} has shape {x.shape}, but the input layer expects {expected}")
    return x


def targets(value: object, shape: tuple[int, ...], name: str = "y") -> Array:
    """Give the target as floats of the output's shape, or say how to bring it there."""
    y, k, hint = floats(name, value), shape[-1], ""
    if y.shape == shape:
        return y
    if y.shape == shape[:-1]:
        convert = f"np.reshape({name}, {shape})" if k == 1 else f"mlpcore.one_hot({name}, {k})"
        hint = f"; {convert} gives that{' from class indices' * (k > 1)}"
    raise ValueError(f"{name} has shape {y.shape}, but the output layer gives {shape}{hint}")


def positive(name: str, value: object, or_zero: bool = False) -> float:
    """Give `value` as a finite number above 0 (or 0)."""
    number = floats(name, value)
    if number.ndim != 0 or isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be a number above 0, not {value!r:.60}")
    if number < 0 or (number == 0 and not or_zero):
        raise ValueError(f"{name} is {value}, but must be {'0 or ' * or_zero}above 0")
    return float(number)


def count(name: str, value: object, or_zero: bool = False) -> int:
    """Give `value` as a whole number above 0 (or 0)."""
    positive(name, value, or_zero)
    if not isinstance(value, Integral):
        raise TypeError(f"{name} must be a whole number, not {value!r:.60}")
    return int(value)


def entries(name: str, value: object) -> list[Any]:
    """Give the entries of a list."""
    if not isinstance(value, Iterable) or isinstance(value, (str, bytes)):
        raise TypeError(f"{name} must be a list, not {value!r:.60}")
    return list(value)


def known(what: str, name: object, table: Mapping[str, T]) -> T:
    """Look `name` up in `table`; an unknown name is answered with the nearest known one."""
    if not isinstance(name, str):
        raise TypeError(f"{what} must be a name ({', '.join(table)}), not {name!r:.60}")
    if name not in table:
        near = difflib.get_close_matches(name.lower(), table, n=1, cutoff=0.4)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise ValueError(f"unknown {what} {name!r}: {hint}known are {', '.join(table)}")
    return table[name]
