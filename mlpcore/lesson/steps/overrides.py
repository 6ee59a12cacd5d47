"""What stands in the place of a quantity's formula: values, or a rule that is judged.

A `Trace` with overrides asks them for each quantity. `Values` simply stand there, and what follows
is computed from them; `Judged` asks a rule, a slip or a student's own code, for each quantity, says
of each `Claim` how it turned out, and goes on with the truth where these are no numbers that fit;
`Trace.judging` makes a pass with such a rule. `true:delta_1` is then what the formula gives in the
place of a claim, from the same numbers before it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mlpcore.activations import quiet
from mlpcore.checks import Array
from mlpcore.lesson.notation.batch_symbols import STACKED
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.numbers import shape_text
from mlpcore.lesson.steps.quantities import QUANTITIES, quantity_of, sources, step_of
from mlpcore.lesson.steps.quantity import Pass
from mlpcore.lesson.steps.shape_clash import ShapeError

Mask = NDArray[np.bool_]  # true where an entry is as it should be

TRUE = "true:"  # before a key: what the formula gives there
ALIKE = 1e-6  # relative; two ways to compute a quantity differ by less, a mistake by far more
LEAST = 1e-12


class Overridden(Pass, Protocol):
    """A pass with overrides, as these see it."""

    @property
    def base(self) -> "Overridden":
        """The pass without them."""

    @property
    def rows(self) -> "Sequence[Any]":
        """Of a batch, every sample's own pass."""

    @property
    def claims(self) -> "Mapping[str, Claim]":
        """How what a rule gave turned out."""

    def followed(self, key: str) -> Array:
        """The quantity by its formula, from the numbers before it."""


class Overrides(Protocol):
    """What a pass asks instead of its formulas."""

    def has(self, at: Any, keys: Sequence[str]) -> bool:
        """Whether any of these is something else than its formula gives."""

    def value(self, at: Any, key: Key) -> Array:
        """The numbers of a quantity."""

    def true(self, at: Any, key: Key) -> Array:
        """What its formula gives in their place."""

    def row(self, at: Any, p: int) -> Any:
        """The pass of sample p of a batch."""


@dataclass(frozen=True, eq=False)
class Values:
    """Numbers in the place of some quantities; what does not depend on them stays as it was."""

    values: Mapping[str, Array]

    def has(self, at: Overridden, keys: Sequence[str]) -> bool:
        """Whether any of these is given."""
        return any(key in self.values for key in keys)

    def value(self, at: Overridden, key: Key) -> Array:
        """What is given, what follows from it, or what was there before."""
        if key in self.values:
            return self.values[key]
        return at.followed(key) if self.has(at, sources(at.h, key)) else at.base.value(key)

    def true(self, at: Overridden, key: Key) -> Array:
        """What the formula gives there."""
        return at.followed(key)

    def row(self, at: Overridden, p: int) -> Any:
        """The sample's own share of what is given; what is given of the whole batch stays so."""
        stacked = {key: Key(key).kind in STACKED for key in self.values}
        share = {key: v[p] if stacked[key] else v for key, v in self.values.items()}
        return at.base.rows[p].overriding(share)


@dataclass(frozen=True, eq=False)
class Claim:
    """What a rule gives for a quantity, if it is numbers at all; what is true, and how it fits.

    `clash` says in words why it cannot be taken; the pass then goes on with the true value.
    """

    given: Array | None
    true: Array
    clash: str = ""

    @property
    def right(self) -> bool:
        """Whether it is the true value after all."""
        return self.given is not None and not self.clash and alike(self.given, self.true)

    @property
    def taken(self) -> Array:
        """The value with which the pass goes on."""
        return self.true if self.given is None or self.clash or self.right else self.given


Rule = Callable[[Any, str], Array | None]


class Judged:
    """A rule that is asked for every step: `rule(trace, key)` gives numbers, None for nothing, or
    raises `ShapeError`; it sees a pass in which all that comes before is known.
    """

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.claims: dict[str, Claim] = {}

    def has(self, at: Overridden, keys: Sequence[str]) -> bool:
        """Whether any of these is claimed, and not as it is in truth."""
        for key in keys:
            at.value(key)
        return any(key in self.claims and not self.claims[key].right for key in keys)

    def value(self, at: Overridden, key: Key) -> Array:
        """What the rule gives if it can be taken, else what the formula gives."""
        found, step = self._formula(at, key), step_of(key)
        claim = self._judged(at, step, found)
        if claim is None:
            return found
        self.claims[step] = claim
        return claim.taken

    def true(self, at: Overridden, key: Key) -> Array:
        """What the formula gives from the same numbers before it."""
        value, claim = at.value(key), self.claims.get(step_of(key))
        return claim.true if claim else value

    def row(self, at: Overridden, p: int) -> Any:
        """Never asked: a rule is judged in the pass of one sample."""
        raise NotImplementedError

    @quiet
    def _formula(self, at: Overridden, key: Key) -> Array:
        """The formula on what there is, or, where nothing comes of that, the true value."""
        try:
            return np.asarray(QUANTITIES[key.kind].value(at, key.l))
        except ValueError:  # the log of a claimed output below 0
            return at.base.value(key)

    def _judged(self, at: Overridden, step: str, true: Array) -> Claim | None:
        """How the claim on a step turned out, if there is one."""
        try:
            given = self.rule(at, step)
        except ShapeError as error:
            return Claim(None, true, str(error))
        if given is None:
            return None
        if given.shape != true.shape:
            clash = f"it gives {_shape(given)}, but {at.symbol(step).text} is {_shape(true)}"
            return Claim(given, true, clash)
        return Claim(given, true)


def is_true(at: Overridden, key: str) -> bool:
    """Whether a quantity is what it is in the pass without overrides."""
    return alike(at.value(key), at.base.value(key))


def cancels(at: Overridden, step: str) -> bool:
    """Whether a wrong claim on a step makes good what was wrong before it."""
    claim = at.claims[step]
    return not claim.clash and not claim.right and is_true(at, quantity_of(step))


def alike(given: Array, true: Array) -> bool:
    """Whether two arrays of one shape hold the same numbers, but for the last digits."""
    return bool(alike_entries(given, true).all())


def alike_entries(given: Array, true: Array) -> Mask:
    """The same, entry by entry, as an array of True and False."""
    with np.errstate(all="ignore"):
        near = np.abs(given - true) <= ALIKE * np.abs(true) + LEAST
        return np.asarray(near | (given == true) | (np.isnan(given) & np.isnan(true)))


def _shape(value: Array) -> str:
    return f"({shape_text(value)})" if value.ndim else "a single number"
