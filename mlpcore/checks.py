"""What comes in is checked once, at the door, and refused in words.

Every refusal is a ValueError or a TypeError that names the argument, what came and what was
expected: numbers (`floats`, `rows`, `targets`, `positive`, `count`), what fits into memory
(`room`), equal shapes (`alike`), lists (`entries`), names (`known`), files (`file`), and arguments
that are called otherwise here (`renamed`).
"""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from inspect import signature
from numbers import Integral, Real
from os import PathLike
from pathlib import Path
from typing import Any, ParamSpec, Self, TypeVar, cast

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[np.float64]  # float32 in a network whose weights were given so
Shape = tuple[int, ...]
T = TypeVar("T")
P = ParamSpec("P")

HALF = "half_squared_error, which is ½‖y − o‖²"
OWN = "none of these, but mlpcore.Activation(name, f, slope) makes one"
LOG = "cross_entropy (an output a class) or binary_cross_entropy (sigmoid outputs)"
MEANINGS = {  # of names that are other people's
    "mse": HALF, "mean_squared_error": HALF, "squared_error": HALF, "l2": HALF,
    "bce": "binary_cross_entropy", "log_loss": LOG, "nll": LOG,
    "linear": "identity", "none": "identity", "logistic": "sigmoid", "rectifier": "relu",
    "softplus": OWN, "leaky_relu": OWN, "elu": OWN, "gelu": OWN, "swish": OWN, "silu": OWN,
    "xavier": "glorot", "kaiming": "he"}  # fmt: skip
AT_ONCE = "gets all net inputs at once: use np.where in place of if, np.exp in place of math.exp"
# of one's own rules, by what NumPy says
MISTAKES = {"truth value of an array": AT_ONCE, "converted to Python scalar": AT_ONCE,
            "read-only": "writes into what it gets: make a new array, as np.exp does"}  # fmt: skip


class PerLayer(list[T]):
    """One entry a layer, indexed as the notes count: 1 … h+1; entry 0 is None, for layer 0 has no
    such thing.
    """

    def __init__(self, entries: Iterable[T]) -> None:
        super().__init__([cast(T, None), *entries])

    @classmethod
    def blank(cls, layers: int) -> Self:
        """Give a list for so many layers, each entry to be filled in."""
        return cls([cast(T, None)] * layers)


def reals(name: str, value: object, dtype: DTypeLike = np.float64, copy: bool = True) -> Array:
    """Give `value` as a new array of floats, which may be NaN or inf; refuse what is no number.
    Without a copy, an array of that type and in rows is given as it is.
    """
    try:
        given = np.asarray(value.tolist() if isinstance(value, np.ma.MaskedArray) else value)
        kind = given.dtype.kind
        if kind not in "buif" and (kind != "O" or not all(isinstance(v, Real) for v in given.flat)):
            raise TypeError(f"{name} must hold real numbers, not {value!r:.60}")
        return given.astype(dtype, "K" if copy else "C", copy=copy)
    except OverflowError:
        raise ValueError(f"{name} holds a whole number beyond 10³⁰⁸, the largest here") from None
    except ValueError:
        raise ValueError(f"{name} is ragged: its rows must all have the same length") from None


def floats(name: str, value: object, dtype: DTypeLike = np.float64, copy: bool = True) -> Array:
    """Give `value` as a new array of floats; refuse what is no number, and NaN and inf by place."""
    array = reals(name, value, dtype, copy)
    if not np.isfinite(array).all():
        at = np.argwhere(~np.isfinite(array))[0].tolist()
        raise ValueError(f"{name}{at or ''} is {array[tuple(at)]}, but must be a finite number")
    return array


def expect(name: str, value: object, kind: type[T] | tuple[type[T], ...], expected: str) -> T:
    """Give `value` if it is of that kind."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} must be {expected}, not {value!r:.60}")
    return value


def alike(name: str, a: Array, other: str, b: Array) -> tuple[Array, Array]:
    """Give two arrays of one shape: (n,) against (n, 1), which NumPy would stretch, is refused."""
    if a.shape != b.shape:
        came = f"{name} has shape {a.shape}, but {other} has {b.shape}"
        raise ValueError(f"{came}: expected the same")
    return a, b


def rows(
    name: str, value: object, width: int, dtype: DTypeLike = np.float64, copy: bool = True
) -> Array:
    """Give one sample (width,) or a batch of rows (n, width) as floats."""
    x = floats(name, value, dtype, copy)
    if x.ndim not in (1, 2) or x.shape[-1] != width or len(x) == 0:
        expected = f"({width},) for one sample or (n, {width}) for a batch that is not empty"
        raise ValueError(f"{name} has shape {x.shape}, but the input layer expects {expected}")
    return x


def targets(value: object, shape: Shape, name: str = "y", dtype: DTypeLike = np.float64) -> Array:
    """Give the target as floats of the output's shape, or say how to bring it there."""
    try:
        y = floats(name, value, dtype)
    except TypeError as refused:
        raise TypeError(f"{refused}{_how_to_bring_there(name, value, shape)}") from None
    if y.shape == shape:
        return y
    hint = _how_to_bring_there(name, y, shape)
    raise ValueError(f"{name} has shape {y.shape}, but the output layer gives {shape}{hint}")


def _how_to_bring_there(name: str, value: object, shape: Shape) -> str:
    """What makes targets of class labels, or of a lost axis; '' where nothing simple does."""
    given, k = np.asarray(value, object), shape[-1]
    words = given.size > 0 and all(isinstance(each, str) for each in given.flat)
    if not words and not (isinstance(value, np.ndarray) and value.dtype.kind == "f"):
        return ""
    is_column = given.shape == (*shape[:-1], 1)
    if given.shape != shape[:-1] and not (is_column and (words or len(shape) == 2)):
        return ""
    if k == 1 and not words:
        return f"; np.reshape({name}, {shape}) gives that"
    whole = words or all(each == round(each) for each in given.flat)
    below_k = not words and 0 <= min(given.flat) <= max(given.flat) < k
    if not whole or (len(set(given.flat)) != max(k, 2) and not below_k):
        return ""
    labels = f"np.ravel({name})" if is_column else name
    if not words and not below_k:
        labels = f"np.unique({labels}, return_inverse=True)[1]"
    labels += "" if words else f", {k}"
    made = f"mlpcore.one_hot({labels}){'[:, 1:]' * (k == 1)}"
    return f"; {made} gives that from {'words' if words else 'class indices'}"


def positive(name: str, value: object, or_zero: bool = False, most: float = np.inf) -> float:
    """Give `value` as a finite number above 0 (or 0), up to the most."""
    number = floats(name, value)
    if number.ndim != 0 or isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be a number above 0, not {value!r:.60}")
    if number < 0 or (number == 0 and not or_zero) or number > most:
        limit = f" and up to {most:g}" if most < np.inf else ""
        raise ValueError(f"{name} is {value}, but must be {'0 or ' * or_zero}above 0{limit}")
    return float(number)


def flag(name: str, value: object) -> bool:
    """Give `value` if it is True or False: "no" would count as yes."""
    return bool(expect(name, value, (bool, np.bool_), "True or False"))


def count(name: str, value: object, or_zero: bool = False) -> int:
    """Give `value` as a whole number above 0 (or 0)."""
    positive(name, value, or_zero)
    return int(expect(name, value, Integral, "a whole number"))


def room(name: str, n: int, times: int = 1) -> int:
    """Give n, if so many numbers, times as many more, fit into memory: 10⁹ are 8 GB."""
    if n * times > 10**9:
        raise ValueError(f"{name} asks for more than 10⁹ numbers at once, which do not fit here")
    return n


def file(value: object) -> Path:
    """Give `value` as the path of a file."""
    return Path(cast(str, expect("path", value, (str, PathLike), "the name of a file")))


def generator(name: str, seed: object) -> "np.random.Generator":  # slow to load, so as a word
    """Give a generator of random numbers: of a whole number, of None (another each time), or the
    Generator itself, which goes on where it is.
    """
    if seed is None or isinstance(seed, np.random.Generator):
        return np.random.default_rng(seed)
    return np.random.default_rng(count(name, seed, or_zero=True))


def floats_of(name: str, array: object, shape: Shape) -> None:
    """Refuse what is no array of floats of that shape."""
    if not isinstance(array, np.ndarray) or array.dtype.kind != "f" or array.shape != shape:
        expected = f"an array of floats of shape {shape}, as np.array(…, float) makes one"
        raise TypeError(f"{name} must be {expected}, not {array!r:.60}")


def entries(name: str, value: object) -> list[Any]:
    """Give the entries of a list."""
    if not isinstance(value, Iterable) or isinstance(value, (str, bytes)):
        raise TypeError(f"{name} must be a list, not {value!r:.60}")
    return list(value)


def known(what: str, name: object, table: Mapping[str, T]) -> T:
    """Look `name` up in `table`; an unknown one is answered with what it means or is nearest to."""
    if not isinstance(name, str):
        raise TypeError(f"{what} must be a name ({', '.join(table)}), not {name!r:.60}")
    if name not in table:
        meant = MEANINGS.get(name.lower().replace("-", "_").replace(" ", "_"), "")
        import difflib  # here, for it is slow to load and seldom needed

        full = {key.lower(): key for key in table}
        near = [full[n] for n in difflib.get_close_matches(name.lower(), full, n=1, cutoff=0.4)]
        hint = f"that is {meant}; " if meant else f"did you mean {near[0]!r}? " if near else ""
        raise ValueError(f"unknown {what} {name!r}: {hint}known are {', '.join(table)}")
    return table[name]


def renamed(**here: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Let a function say how an argument of another name is called here: `lr` is eta."""

    def with_names(function: Callable[P, T]) -> Callable[P, T]:
        known_here = set(signature(function).parameters)

        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> T:
            for name in (each for each in kwargs if each not in known_here):
                has = f"; it has {', '.join(sorted(known_here - {'self'}))}"
                hint = f": here it is called {here[name]}" if name in here else has
                raise TypeError(f"{function.__qualname__}() has no argument {name!r}{hint}")
            return function(*args, **kwargs)

        return call

    return with_names
