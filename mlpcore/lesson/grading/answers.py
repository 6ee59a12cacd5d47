"""An answer as numbers: what came, how precisely it is written, and how near it is to a value.

`read_numbers(answer)` makes an array of whatever came, or says in words what keeps it from being
one; `Written(array)` knows how many digits each entry is written to, so that it `equals` a value as
far as it is written; `exact` and `near` compare entries with a true value.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from numbers import Real

import numpy as np
from numpy.typing import NDArray

from mlpcore.activations import quiet
from mlpcore.checks import Array
from mlpcore.lesson.notation.typed_numbers import typed

Mask = NDArray[np.bool_]  # true where an entry is as it should be

NOT_YET = "not answered yet: put your numbers in place of None"
NOT_NUMBERS = "not numbers: an answer is a number, or a list such as [0.1, -0.2]"
TOO_LARGE = "not numbers to compute with: one is larger than 10³⁰⁸"
TOO_DEEP = "not numbers in rows: {} brackets inside one another, and a matrix has 2"
DEEPEST = 8  # brackets
RAGGED = "not numbers of one shape: give every row as many"
AS_COMPUTED = 7  # digits; who writes that many has not rounded by hand
ODD = 4  # digits; what an entry that is infinite or no number counts
FAR, FAR_FROM_0 = 0.006, 1e-11  # relative and absolute; more than three digits leave open
SAME = 1e-7  # relative; two computations of one value differ by less


@dataclass(frozen=True, eq=False)
class Written:
    """An answer, and how precisely it is written."""

    values: Array

    @cached_property
    def _places(self) -> tuple[Array, Array]:
        """The significant digits of each entry, and the unit of the last of them."""
        pairs = [_digits_and_unit(float(v)) for v in self.values.flat]
        shape = self.values.shape
        digits, units = zip(*pairs, strict=True) if pairs else ((), ())
        return np.reshape(np.array(digits, float), shape), np.reshape(np.array(units, float), shape)

    @property
    def surprise(self) -> float:
        """How surprising it is to hit all its digits by chance, in powers of ten."""
        return float(np.clip(self._places[0] - 0.5, 0, AS_COMPUTED + 0.5).sum())

    @property
    def as_computed(self) -> bool:
        """Whether it is written as a computer does, with all digits, at least in its beginning."""
        return any(_digits_and_unit(float(v))[0] > AS_COMPUTED for v in self.values.flat[:100])

    @cached_property
    def _first(self) -> float:
        return float(self.values.flat[0]) if self.values.size else 0.0

    def _is_far(self, value: Array) -> bool:
        """Whether the first entry alone tells that it is not that value, which is soon seen."""
        if not value.size:
            return False
        first = float(value.flat[0])
        return abs(self._first - first) > FAR * abs(first) + FAR_FROM_0

    @quiet
    def equals(self, value: Array, before: Array | None = None) -> bool:
        """Whether it is that value, rounded as it is written, to three digits at least.

        A unit of the fourth digit or a later one may be lost on the way. Infinite entries, and
        those that are no number, must be so in both. What is moved is judged by its step from
        `before`: three digits of that.
        """
        if value.shape != self.values.shape or self._is_far(value):
            return False
        digits, unit = self._places
        tolerance = np.minimum(np.where(digits > 3, unit, unit / 2), half_unit(value, 3))
        if before is not None:
            tolerance = np.minimum(tolerance, self._of_step(value - before))
        near = within(self.values, value, np.maximum(tolerance, SAME * np.abs(value)))
        return bool((near | (np.isnan(value) & np.isnan(self.values))).all())

    @quiet
    def rounds(self, value: Array, units: float = 1.0) -> bool:
        """Whether each entry is the value, but for so many units of its own last digit."""
        if value.shape != self.values.shape:
            return False
        return bool(within(self.values, value, units * self._places[1]).all())

    @quiet
    def agrees(self, value: Array, before: Array | None = None) -> bool:
        """Whether it has three digits of the value right, or of the step from `before`."""
        if value.shape != self.values.shape:
            return False
        if before is None:
            return bool(exact(self.values, value).all())
        tolerance = np.minimum(self._of_step(value - before), half_unit(value, 3))
        return bool(within(self.values, value, np.maximum(tolerance, SAME * np.abs(value))).all())

    @quiet
    def shows(self, value: Array, before: Array) -> bool:
        """Whether it has digits enough to tell a value from what it was before."""
        apart = np.abs(value - before)
        return bool((apart > self._places[1] / 2).any()) or not apart.any()

    def _of_step(self, step: Array) -> Array:
        """How far off a moved entry may be: half a unit in its last digit, or in the third digit of
        its step.
        """
        return np.asarray(self._places[1] / 2 + half_unit(step, 3))


def _digits_and_unit(v: float) -> tuple[int, float]:
    """How many digits a number is written with, and the unit of the last: of 0.120, 2 and 0.01."""
    if not np.isfinite(v) or v == 0:
        return (0 if v == 0 else ODD), 0.0
    written = Decimal(repr(v)).normalize().as_tuple()
    return len(written.digits), float(10.0 ** int(written.exponent))


@quiet
def exact(given: Array, value: Array) -> Mask:
    """Where the answer is the value, rounded to no fewer than three significant digits."""
    return within(given, value, half_unit(value, 3))


@quiet
def near(given: Array, value: Array, step: Array | None = None) -> Mask:
    """Where it is off by no more than two digits leave open; for a weight, by part of its step."""
    tolerance = np.maximum(half_unit(value, 2), 0.02 * np.abs(value))
    if step is not None:
        return within(given, value, np.minimum(tolerance, np.abs(step) / 4))
    return exact(given, value) | within(given, value, tolerance)


@quiet
def rounded(given: Array, value: Array) -> bool:
    """Whether it is the value to as many decimals as give the largest entry two digits or more."""
    largest = np.abs(value).max()
    if not 0 < largest < np.inf:
        return False
    first = 1 - int(np.floor(np.log10(largest)))
    candidates = (np.round(value, decimals) for decimals in range(first, first + 3))
    return any(within(given, each, 0.0).all() for each in candidates)


def within(given: Array, value: Array, tolerance: Array | float) -> Mask:
    """Where an entry is off by no more, but for what float64 loses on the way."""
    slack = 1e-9 * np.abs(value) + 1e-12
    close = np.abs(given - value) <= tolerance + slack
    return np.asarray((given == value) | (close & np.isfinite(value)))


@quiet
def half_unit(value: Array, digits: int) -> Array:
    """Half a unit in that significant digit of each entry; 0 for 0."""
    size = np.abs(value)
    return np.where(size > 0, 0.5 * 10.0 ** (np.floor(np.log10(size)) + 1 - digits), 0.0)


def read_numbers(answer: object) -> Array | str:
    """The answer as an array, or, in words, what keeps it from being one."""
    try:
        if _blank(answer):
            return NOT_YET
        given = np.array(_read(answer))
        if given.ndim > DEEPEST:
            return TOO_DEEP.format(given.ndim)
        if given.dtype.kind in "iuf" or all(isinstance(each, Real) for each in given.flat):
            return given.astype(np.float64)
    except ValueError:
        return RAGGED
    except OverflowError:
        return TOO_LARGE
    except Exception:  # an answer can be anything at all, and is never worth a traceback
        return NOT_NUMBERS
    return NOT_NUMBERS


def _read(answer: object) -> object:
    """The answer with numbers in the place of texts and exact decimals: "1/3", Decimal("0.1")."""
    if isinstance(answer, np.ma.MaskedArray):
        raise TypeError("what is masked has no numbers there")
    if isinstance(answer, str):
        try:
            return typed(answer, single=True)
        except ValueError as unreadable:
            raise TypeError(str(unreadable)) from None
    if isinstance(answer, Decimal):
        return float("nan") if answer.is_nan() else float(answer)
    if isinstance(answer, list | tuple):
        return [_read(each) for each in answer]
    return answer


def _blank(answer: object) -> bool:
    """Whether any place is still empty."""
    if isinstance(answer, list | tuple):
        return any(_blank(each) for each in answer)
    return answer is None or answer is ...
