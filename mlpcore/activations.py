"""Activations f^l and their derivatives. What one can do here: call one (`sigmoid(net)`), take its
`derivative`, `derivative_from_output` or `jacobian`, carry ∂ε/∂o back to ∂ε/∂net (`pullback`), make
one (`Activation`). All act on the last axis; rows of a batch are samples.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlpcore.checks import Array, alike, floats, known

Rule = Callable[[Array], Array]

# e^-1000 is 0 to the last digit of float64, log 0 is -inf: no reason for a warning.
quiet = np.errstate(all="ignore")


@dataclass(frozen=True, eq=False)
class Activation:
    """An activation o = f(net) from its rules: f, f' (not `elementwise`: the Jacobian), f' in terms
    of o, and, in forms that keep their digits, log f(net) and ∂ε/∂net from ∂ε/∂log o.
    """

    name: str
    function: Rule
    slope: Rule
    slope_of_output: Rule | None = None
    log_function: Rule | None = None
    log_pullback: Callable[[Array, Array], Array] | None = None
    elementwise: bool = True

    def __call__(self, net: object) -> Array:
        """Give o = f(net), same shape as net."""
        return self._apply(self.function, _numbers("net", net))

    def derivative(self, net: object) -> Array:
        """Give f'(net) = ∂o/∂net, same shape as net; for softmax the Jacobian."""
        return self._apply(self.slope, _numbers("net", net), matrix=not self.elementwise)

    def derivative_from_output(self, o: object) -> Array:
        """Give f' in terms of o = f(net), same shape; ValueError where there is no such form."""
        if self.slope_of_output is None:
            raise ValueError(f"activation {self.name!r} has no derivative in terms of its output")
        return self._apply(self.slope_of_output, _numbers("o", o), matrix=not self.elementwise)

    def jacobian(self, net: object) -> Array:
        """J[i, j] = ∂o_i/∂net_j, shape (..., k, k): f'(net_i) for i = j, else 0, if elementwise."""
        slope = np.atleast_1d(self.derivative(net))
        return slope[..., :, None] * np.eye(slope.shape[-1]) if self.elementwise else slope

    @quiet
    def pullback(self, net: object, d_o: object) -> Array:
        """∂ε/∂net = ∂ε/∂o ⊙ f'(net), same shape as net; for softmax Jᵀ ∂ε/∂o."""
        net, d_o = alike("net", _numbers("net", net), "d_o", _numbers("d_o", d_o))
        slope = self.derivative(net)
        return d_o * slope if self.elementwise else np.asarray(np.vecmat(d_o, slope))

    @quiet
    def log(self, net: object) -> Array:
        """Give log f(net), same shape; -inf where o ≤ 0."""
        if self.log_function is None:
            return np.log(np.maximum(self(net), 0.0))
        return self._apply(self.log_function, _numbers("net", net))

    @quiet
    def pullback_log(self, net: object, d_log: object) -> Array:
        """∂ε/∂net = ∂ε/∂log o ⊙ f'(net)/f(net), and 0 where ∂ε/∂log o = 0."""
        net, d_log = alike("net", _numbers("net", net), "d_log", _numbers("d_log", d_log))
        if self.log_pullback:
            return self.log_pullback(net, d_log)
        return np.where(d_log == 0, 0.0, d_log * self.derivative(net) / self(net))

    @quiet
    def _apply(self, rule: Rule, at: Array, matrix: bool = False) -> Array:
        o, shape = np.asarray(rule(at), np.float64), at.shape + at.shape[-1:] * matrix
        if o.shape != shape:
            raise ValueError(f"activation {self.name!r} gives shape {o.shape}: expected {shape}")
        return o


def _numbers(name: str, value: object) -> Array:
    """Float64 arrays pass as they are (inf too: sigmoid(inf) is 1); all else is checked."""
    passes = isinstance(value, np.ndarray) and value.dtype == np.float64
    return np.asarray(value) if passes else floats(name, value)


def _sigmoid(net: Array) -> Array:
    """1 / (1 + e^{−net}), where e is only ever raised to a negative power: nothing overflows."""
    e = np.exp(-np.abs(net))
    return np.where(net >= 0, 1.0, e) / (1.0 + e)


def _shifted(net: Array) -> Array:
    """The softmax of net − max(net) is that of net, but no e^net can overflow."""
    if net.ndim == 0 or net.shape[-1] == 0:
        raise ValueError(f"softmax has no net of shape {net.shape}: expected (k,) or (n, k), k ≥ 1")
    return np.asarray(net - net.max(axis=-1, keepdims=True))


def _softmax(net: Array) -> Array:
    """e^{net_i} / Σ_j e^{net_j}, of the shifted net."""
    e = np.exp(_shifted(net))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


# One rule a line: f(net); f'(net); f' from the output o; log f(net); ∂ε/∂net from ∂ε/∂log o = d.
# fmt: off
identity = Activation("identity", lambda net: net + 0.0, np.ones_like, np.ones_like)
sigmoid = Activation("sigmoid", _sigmoid,
                     lambda net: _sigmoid(net) * _sigmoid(-net),  # 1 − f(net) = f(−net), all digits
                     lambda o: o * (1.0 - o),
                     lambda net: -np.logaddexp(0.0, -net),
                     lambda net, d: d * _sigmoid(-net))
tanh = Activation("tanh", np.tanh,
                  lambda net: np.cosh(net) ** -2.0,  # 1 − tanh² = 1/cosh², which keeps all digits
                  lambda o: 1.0 - o**2)
relu = Activation("relu", lambda net: np.maximum(net, 0.0),
                  lambda net: np.where(net > 0, 1.0, 0.0),  # f'(0) = 0, as the notes define it
                  lambda o: np.where(o > 0, 1.0, 0.0))
softmax: Activation = Activation(
    "softmax", _softmax,
    lambda net: softmax.derivative_from_output(_softmax(net)),
    lambda o: o[..., :, None] * (np.eye(o.shape[-1]) - o[..., None, :]),  # o_i (1 − o_i), −o_i o_j
    lambda net: _shifted(net) - np.logaddexp.reduce(_shifted(net), -1)[..., None],
    lambda net, d: d - _softmax(net) * d.sum(axis=-1, keepdims=True),
    elementwise=False)
# fmt: on

ACTIVATIONS = {f.name: f for f in (identity, sigmoid, tanh, relu, softmax)}


def activation(name: str | Activation, what: str = "activation") -> Activation:
    """Give the activation of that name, or the activation itself; ValueError if unknown."""
    return name if isinstance(name, Activation) else known(what, name, ACTIVATIONS)
