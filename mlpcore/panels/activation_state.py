"""The state of the activation panel, what follows from it, and the changes of the lone unit.

What one can do here: `State` holds all that a person can change; `unit`, `tower` and `closeup` are
what is looked at, `begun`, `descended` and `lifted` other states. `fs` are the activations that
the panel knows; the state only says which of them is chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mlpcore.activations import Activation
from mlpcore.lesson.activation.activation_at_point import Closeup
from mlpcore.lesson.activation.dead_relu import LoneUnit
from mlpcore.lesson.activation.unit_chain import Tower

MOST_STEPS = 400  # of the lone unit in one run
AT_REST = 1e-4  # a gradient as small as that ends a run

Activations = Sequence[Activation]


@dataclass(frozen=True)
class State:
    """All that a person can change."""

    f: int
    net: float
    d_z: float = 1.0
    s: float = 0.5
    joint: float = 1.0
    eta: float = 0.1
    w: float = LoneUnit.w
    b: float = LoneUnit.b
    errors: tuple[float, ...] = ()
    notation: str = "notes"

    def unit(self, fs: Activations) -> LoneUnit:
        """The lone unit."""
        return LoneUnit(fs[self.f], self.w, self.b)

    def tower(self, fs: Activations, depth: int) -> Tower:
        """The layers one above another."""
        return Tower(fs[self.f], self.net, self.joint, depth)

    def closeup(self, fs: Activations, step: float) -> Closeup:
        """Every activation at this net, with that step of the central difference."""
        return Closeup(fs, self.f, self.net, self.d_z, step)

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
