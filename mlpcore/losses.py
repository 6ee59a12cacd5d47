"""The errors ε of the notes (losses, in the field's word) and their derivatives.

Each is a `Loss`: call it (`half_squared_error(y, o)`), take its `d_o(y, o)` = ∂ε/∂o, or, with f and
net of the output layer, its `error(y, f, net)` and `delta(y, f, net)`. Source: the notes,
backpropagation of error (½‖y − o‖²) and deep MLP II (cross-entropy).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlpcore.activations import Activation, guard, identity, quiet
from mlpcore.checks import Array, alike, expect, floats, known

Rule = Callable[[Array, Array], Array]


@dataclass(frozen=True, eq=False, repr=False)
class Loss:
    """A loss from its rules: one of the lecture's, or one of your own.

    Parameters
    ----------
    name
        How it is called in formulas and messages.
    formula
        ε(y, o), one number a row.
    gradient
        ∂ε/∂o, same shape as o.
    log_formula, log_gradient
        If ε is one of log o: ε(y, log o), and ∂ε/∂log o in terms of y. By the chain rule the same,
        but exact and finite even where o rounds to 0.
    rest_formula, rest_gradient
        If ε is one of log(1 − o) as well: that part of ε, and ∂ε/∂log(1 − o).

    Examples
    --------
    >>> half_squared_error([1.0, 0.0], [0.5, 2.0]).item(), half_squared_error.d_o([1], [0.5]).item()
    (2.125, -0.5)
    >>> cross_entropy([0, 1], [0.5, 0.5]).round(6).item()  # −log ½
    0.693147
    """

    name: str
    formula: Rule
    gradient: Rule
    log_formula: Rule | None = None
    log_gradient: Callable[[Array], Array] | None = None
    rest_formula: Rule | None = None
    rest_gradient: Callable[[Array], Array] | None = None

    def __post_init__(self) -> None:
        guard(self, f"loss {expect('name', self.name, str, 'text')!r}")

    @quiet
    def __call__(self, y: object, o: object) -> Array:
        """ε, one number a row; ValueError where y and o are not finite or differ in shape."""
        y, o = alike("y", floats("y", y), "o", floats("o", o))
        return self._by_row(np.atleast_1d(y), self.formula(np.atleast_1d(y), np.atleast_1d(o)))

    @quiet
    def d_o(self, y: object, o: object) -> Array:
        """∂ε/∂o, same shape as o; errors as for ε."""
        return self.gradient(*alike("y", floats("y", y), "o", floats("o", o)))

    @quiet
    def error(self, y: Array, f: Activation, net: Array) -> Array:
        """ε of o = f(net), one number a row; inf where net overflows, and o with it."""
        try:
            error = self.log_formula(y, f.log(net)) if self.log_formula else self.formula(y, f(net))
            error = error + self.rest_formula(y, f.log_rest(net)) if self.rest_formula else error
        except ValueError:
            if np.isfinite(2.0 * net).all():  # and so is every difference, as in softmax
                raise
            error = np.full_like(y[..., 0], np.inf)
        return self._by_row(y, error)

    def _by_row(self, y: Array, eps: Array) -> Array:
        return alike(f"loss {self.name!r}", np.asarray(eps), "one number a row", y[..., 0])[0]

    def delta(self, y: Array, f: Activation, net: Array) -> Array:
        """δ = ∂ε/∂net, same shape as net: ∂ε/∂o, or ∂ε/∂log o, pulled back through f."""
        if self.log_gradient is None:
            return f.pullback(net, self.gradient(y, f(net)))
        delta = f.pullback_log(net, self.log_gradient(y))
        if self.rest_gradient is None:
            return delta
        return delta + f.pullback_log_rest(net, self.rest_gradient(y))

    def __repr__(self) -> str:
        return f"Loss({self.name!r})"

    def __reduce__(self) -> str | tuple[object, ...]:
        """Pickle one of the lecture's by its name, for its rules have none."""
        return (loss, (self.name,)) if LOSSES.get(self.name) is self else super().__reduce__()


# what a cross-entropy takes, what came, what gives what it takes
OF_O = ("cross_entropy takes log o", "0 or less where y is not 0", "softmax and sigmoid give o > 0")
OF_BOTH = (f"binary_{OF_O[0]}", OF_O[1], "sigmoid gives o > 0")
OF_REST = ("binary_cross_entropy takes log (1 − o)", "1 or more where y is not 1",
           "sigmoid gives o < 1")  # fmt: skip


def _minus_y_log(y: Array, log_o: Array, words: tuple[str, str, str] = OF_O) -> Array:
    """−Σ_i y_i log o_i, or with 1 − y and 1 − o, where 0 · log 0 counts as 0; ValueError for log 0
    where it counts.
    """
    if not np.isfinite(log_o).all():
        log_o = np.where(y == 0, 0.0, log_o)
        if (bad := log_o == -np.inf).any():
            takes, is_, give = words
            raise ValueError(f"{takes}, but o_{np.argwhere(bad)[0][-1] + 1} is {is_}; {give}")
    return np.asarray(0.0 - np.vecdot(y, log_o))


# One rule a line: ε; ∂ε/∂o; for a cross-entropy also in terms of log o; of log(1 − o).
# fmt: off
half_squared_error = Loss("half_squared_error",
                          lambda y, o: 0.5 * np.sum((y - o) ** 2, axis=-1),
                          lambda y, o: o - y)  # ½ · 2 (y − o) · (−1)
cross_entropy = Loss("cross_entropy",
                     lambda y, o: _minus_y_log(y, identity.log(o)),
                     lambda y, o: np.where(y == 0, 0.0, -y / o),
                     _minus_y_log,
                     lambda y: -y)
binary_cross_entropy = Loss("binary_cross_entropy",
                            lambda y, o: (_minus_y_log(y, identity.log(o), OF_BOTH)
                                          + _minus_y_log(1.0 - y, identity.log(1.0 - o), OF_REST)),
                            lambda y, o: (np.where(y == 0, 0.0, -y / o)
                                          + np.where(y == 1, 0.0, (1.0 - y) / (1.0 - o))),
                            lambda y, log_o: _minus_y_log(y, log_o, OF_BOTH),
                            lambda y: -y,
                            lambda y, log_rest: _minus_y_log(1.0 - y, log_rest, OF_REST),
                            lambda y: y - 1.0)
# fmt: on

LOSSES = {each.name: each for each in (half_squared_error, cross_entropy, binary_cross_entropy)}


def loss(name: str | Loss) -> Loss:
    """Give the loss of that name, or the loss itself; ValueError if unknown.

    Examples
    --------
    >>> loss("cross_entropy") is cross_entropy
    True
    """
    return name if isinstance(name, Loss) else known("loss", name, LOSSES)
