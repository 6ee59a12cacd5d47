"""The state of the activation panel, what follows from it, and the changes of the lone unit.

`State` holds all that a person can change; `unit`, `chain` and `at_point` are what is looked at,
`begun`, `descended` and `lifted` other states. `fs` are the activations that the panel knows; the
state only says which of them is chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from mlpcore.activations import Activation
from mlpcore.lesson.activation.activation_at_point import ActivationAtPoint
from mlpcore.lesson.activation.dead_relu import DeadRelu
from mlpcore.lesson.activation.unit_chain import UnitChain

MOST_STEPS = 400  # of the lone unit in one run
AT_REST = 1e-4  # a gradient as small as that ends a run

Activations = Sequence[Activation]
_unit = lru_cache(maxsize=4)(DeadRelu)  # its pass stays while something else is moved


@dataclass(frozen=True)
class State:
    """All that a person can change."""

    f: str
    net: float
    d_z: float = 1.0
    s: float = 0.5
    joint: float = 1.0
    eta: float = 0.1
    w: float = DeadRelu.w
    b: float = DeadRelu.b
    errors: tuple[float, ...] = ()
    depth: int = 10  # layers of the chain
    notation: str = "notes"

    def chosen(self, fs: Activations) -> int:
        """The place of its activation among them."""
        return [f.name for f in fs].index(self.f)

    def unit(self, fs: Activations) -> DeadRelu:
        """The lone unit."""
        return _unit(fs[self.chosen(fs)], self.w, self.b)

    def chain(self, fs: Activations) -> UnitChain:
        """The layers one above another."""
        return UnitChain(fs[self.chosen(fs)], self.net, self.joint, self.depth)

    def at_point(self, fs: Activations, step: float) -> ActivationAtPoint:
        """Every activation at this net, with that step of the central difference."""
        return ActivationAtPoint(fs, self.chosen(fs), self.net, self.d_z, step)

    def begun(self, fs: Activations) -> "State":
        """The same with its error as the first of the curve."""
        return replace(self, errors=(self.unit(fs).bwd.eps,))

    def descended(self, fs: Activations) -> "State":
        """After one step of gradient descent of the lone unit."""
        after = self.unit(fs).descended(self.eta)
        return replace(self, w=after.w, b=after.b, errors=(*self.errors, after.bwd.eps))

    def lifted(self, fs: Activations) -> "State":
        """The same with the bias so high that the unit is open for every sample."""
        return replace(self, b=self.unit(fs).lifted().b).begun(fs)

    def is_at_rest(self, fs: Activations) -> bool:
        """Whether a run of steps has come to its end."""
        values = self.unit(fs).values
        still = max(abs(values["dw"]), abs(values["db"])) < AT_REST
        return still or len(self.errors) > MOST_STEPS or not np.isfinite(values["eps"])
