"""A pass in which some quantities are claimed: by a slip that is switched on, or by own code.

`ClaimedTrace(mlp, x, y, eta, claim)` computes I-V as a `Trace` does, but where `claim(trace, key)`
says something of a quantity, it takes that, and computes what follows from it by the true
`FORMULAS`; `claims` says of which quantities, and how each claim turned out. `true:delta_1` is what
the true formula gives in the place of a claim, from the same numbers before it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mlpcore.activations import quiet
from mlpcore.backprop import Backward, Forward
from mlpcore.checks import Array, PerLayer
from mlpcore.lesson.notation.activation_formulas import SLOPES
from mlpcore.lesson.notation.numbers import shape_text
from mlpcore.lesson.notation.symbols import split_frame, split_key
from mlpcore.lesson.steps.rules import FORMULAS
from mlpcore.lesson.steps.shape_clash import ShapeError
from mlpcore.lesson.steps.trace import Trace
from mlpcore.network import MLP

Mask = NDArray[np.bool_]  # true where an entry is as it should be

TRUE = "true:"  # before a key: what the true formula gives there
ALIKE = 1e-6  # relative; two ways to compute a quantity differ by less, a mistake by far more
LEAST = 1e-12


Claimer = Callable[["ClaimedTrace", str], Array | None]


@dataclass(frozen=True, eq=False)
class Claim:
    """What is claimed of a quantity, if it is numbers at all; what is true there, and how it fits.

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


class ClaimedTrace(Trace):
    """The record of one pass of one sample with claims; `truth` is the same pass without.

    `claim(trace, key)` gives what is claimed of a step's quantity, None for nothing, or raises
    `ShapeError`; it sees a trace on which all that comes before is known. Errors as for `Trace`.
    """

    def __init__(
        self,
        mlp: MLP,
        x: object,
        y: object,
        eta: object,
        claim: Claimer,
        named: bool = False,
        notation: str = "notes",
    ) -> None:
        super().__init__(mlp, x, y, eta, named, notation)
        self.truth = Trace(mlp, x, y, eta, named, notation)
        self.claims: dict[str, Claim] = {}
        self._claim = claim
        for key in self._keys():
            self.value(key)
        self._take()

    @cached_property
    def after(self) -> MLP:
        """The network after V, with what is claimed of it."""
        after = self.mlp.copy()
        after.W = [self.value(f"new:W_{l}") for l in range(self.h + 1)]
        after.b = [self.value(f"new:b_{l}") for l in range(self.h + 1)]
        return after

    def claimed(self, *keys: str) -> bool:
        """Whether any of these is claimed, and not as it is in truth."""
        for key in keys:
            self.value(key)
        return any(key in self.claims and not self.claims[key].right for key in keys)

    def is_true(self, key: str) -> bool:
        """Whether a quantity is what it is in the true pass."""
        return alike(self.value(key), self.truth.value(key))

    def cancels(self, step: str) -> bool:
        """Whether a wrong claim on a step makes good what was wrong before it."""
        quantity = f"new:{step}" if f"new:{step}" in self._values else step
        claim = self.claims[step]
        return not claim.clash and not claim.right and self.is_true(quantity)

    def _find(self, key: str) -> Array | float:
        if key.startswith(TRUE):
            return self._true(key.removeprefix(TRUE))
        if split_frame(key)[0] in SLOPES:
            return super()._find(key)
        kind, layer = split_key(key)
        there = self.truth.value(key)  # KeyError for what this pass does not have
        if kind not in FORMULAS:
            return there
        found = self._formula(kind, layer or 0, key)
        step = key.removeprefix("new:")
        claim = self._judged(step, found)
        if claim is None:
            return found
        self.claims[step] = claim
        return claim.taken

    def _true(self, key: str) -> Array:
        """What the true formula gives from the same numbers before it."""
        value, claim = self.value(key), self.claims.get(key.removeprefix("new:"))
        return claim.true if claim else value

    @quiet
    def _formula(self, kind: str, l: int, key: str) -> Array:
        """The true formula on what there is, or, where nothing comes of that, the true value."""
        try:
            return np.asarray(FORMULAS[kind](self, l))
        except ValueError:  # the log of a claimed output below 0
            return self.truth.value(key)

    def _judged(self, step: str, true: Array) -> Claim | None:
        """How the claim on a step turned out, if there is one."""
        try:
            given = self._claim(self, step)
        except ShapeError as error:
            return Claim(None, true, str(error))
        if given is None:
            return None
        if given.shape != true.shape:
            clash = f"it gives {_shape(given)}, but {self.symbol(step).text} is {_shape(true)}"
            return Claim(given, true, clash)
        return Claim(given, true)

    def _keys(self) -> list[str]:
        """Every quantity, in the order of the pass."""
        top = self.h + 1
        forward = [key for l in range(1, top + 1) for key in (f"net_{l}", f"z_{l}")]
        back = [key for l in range(top, 0, -1) for key in (f"J_{l}", f"delta_{l}")]
        down = range(top - 1, -1, -1)
        gradients = [f"{kind}_{l}" for l in down for kind in ("dW", "db")]
        return [*forward, "eps", "d_o", *back, *gradients,
                *(f"new:{kind}_{l}" for l in down for kind in "Wb")]  # fmt: skip

    def _take(self) -> None:
        """Let the forward and the backward pass say what this trace says."""
        layers, below = range(1, self.h + 2), range(self.h + 1)
        net = PerLayer(self.value(f"net_{l}") for l in layers)
        z = [self.value(self.z_key(l)) for l in range(self.h + 2)]
        delta = PerLayer(self.value(f"delta_{l}") for l in layers)
        dW, db = ([self.value(f"{kind}_{l}") for l in below] for kind in ("dW", "db"))
        self.fwd = Forward(net, z)
        self.bwd = Backward(float(self.value("eps")), self.value("d_o"), delta, dW, db)


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
