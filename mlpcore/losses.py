"""Losses ε and their derivatives. What one can do here: call one (`half_squared_error(y, o)`), take
its `d_o(y, o)`, and, with f and net of the output layer, its `error(y, f, net)` and
`delta(y, f, net)`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlpcore.activations import Activation, identity, quiet
from mlpcore.checks import Array, alike, floats, known

Rule = Callable[[Array, Array], Array]


@dataclass(frozen=True, eq=False)
class Loss:
    """A loss from its rules, ε (one number a row) and ∂ε/∂o, and, if it is one of log o, ε and
    ∂ε/∂log o: the same by the chain rule, but exact and finite even where o rounds to 0.
    """

    name: str
    formula: Rule
    gradient: Rule
    log_formula: Rule | None = None
    log_gradient: Rule | None = None

    @quiet
    def __call__(self, y: object, o: object) -> Array:
        """ε, one number a row; ValueError where y and o are not finite or differ in shape."""
        y, o = alike("y", floats("y", y), "o", floats("o", o))
        return self.formula(np.atleast_1d(y), np.atleast_1d(o))

    @quiet
    def d_o(self, y: object, o: object) -> Array:
        """∂ε/∂o, same shape as o; errors as for ε."""
        return self.gradient(*alike("y", floats("y", y), "o", floats("o", o)))

    @quiet
    def error(self, y: Array, f: Activation, net: Array) -> Array:
        """ε of o = f(net), one number a row."""
        return self.log_formula(y, f.log(net)) if self.log_formula else self.formula(y, f(net))

    def delta(self, y: Array, f: Activation, net: Array) -> Array:
        """δ = ∂ε/∂net, same shape as net: ∂ε/∂o, or ∂ε/∂log o, pulled back through f."""
        if self.log_gradient:
            return f.pullback_log(net, self.log_gradient(y, f.log(net)))
        return f.pullback(net, self.gradient(y, f(net)))


def _minus_y_log(y: Array, log_o: Array) -> Array:
    """−Σ_i y_i log o_i, where 0 · log 0 counts as 0; ValueError unless o > 0 where y ≠ 0."""
    if (bad := (y != 0) & (log_o == -np.inf)).any():
        came = f"o_{np.argwhere(bad)[0][-1] + 1} is 0 or less where y is not 0"
        raise ValueError(f"cross_entropy takes log o, but {came}; softmax and sigmoid give o > 0")
    return np.asarray(0.0 - np.sum(np.where(y == 0, 0.0, y * log_o), axis=-1))


# One rule a line: ε; ∂ε/∂o; for cross-entropy also in terms of log o.
half_squared_error = Loss("half_squared_error",
                          lambda y, o: 0.5 * np.sum((y - o) ** 2, axis=-1),
                          lambda y, o: o - y)  # ½ · 2 (y − o) · (−1)  # fmt: skip
cross_entropy = Loss("cross_entropy",
                     lambda y, o: _minus_y_log(y, identity.log(o)),
                     lambda y, o: np.where(y == 0, 0.0, -y / o),
                     _minus_y_log,
                     lambda y, log_o: -y)  # fmt: skip

LOSSES = {each.name: each for each in (half_squared_error, cross_entropy)}


def loss(name: str | Loss) -> Loss:
    """Give the loss of that name, or the loss itself; ValueError if unknown."""
    return name if isinstance(name, Loss) else known("loss", name, LOSSES)
