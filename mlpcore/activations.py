"""The activations f^l of the notes, their derivatives, and how a gradient goes back through them.

Each is an `Activation`: call it (`sigmoid(net)`), take its `derivative`, its `jacobian`, or carry
∂ε/∂o back to ∂ε/∂net (`pullback`). All act on the last axis; rows of a batch are samples. Source:
the notes, derivatives of activations and softmax.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from mlpcore.checks import AT_ONCE, MISTAKES, Array, alike, expect, floats, known, reals

Rule = Callable[[Array], Array]

# e^-1000 is 0 to the last digit of float64, log 0 is -inf: no reason for a warning.
quiet = np.errstate(all="ignore")


def called(whose: str, rule: Callable[..., object], *given: object) -> Array:
    """Give what a rule of one's own gives, as a new array of floats; it cannot write into what it
    gets. What it raises, and what it gives that is no real number, is refused by its name.
    """
    views = [np.broadcast_to(a, a.shape) for a in map(np.asarray, given)]  # which are read-only
    try:
        found = rule(*views)
    except Exception as error:
        meant = next((told for sign, told in MISTAKES.items() if sign in str(error)), "")
        raise ValueError(f"{whose} {meant or f'raises {type(error).__name__}: {error}'}") from error
    return reals(f"what {whose} gives", found, np.result_type(views[0], np.float32))


def guard(rules: object, whose: str) -> None:
    """Have every rule that is neither of this package nor of NumPy `called` from now on."""
    for name, rule in vars(rules).items():
        if name in ("function", "slope", "formula", "gradient") and not callable(rule):
            raise TypeError(f"{name} of {whose} must be a function, not {rule!r:.60}")
        room, own = getattr(rule, "__module__", "") or "", getattr(rule, "__name__", "")
        if callable(rule) and room.split(".")[0] != "mlpcore" and vars(np).get(own) is not rule:
            by_name = f"{whose} ({own})" if own.isidentifier() else whose
            object.__setattr__(rules, name, partial(called, by_name, rule))


@dataclass(frozen=True, eq=False, repr=False)
class Activation:
    """An activation o = f(net), from its rules: one of the lecture's, or one of your own.

    Parameters
    ----------
    name
        How it is called in formulas and messages.
    function
        f(net), same shape as net.
    slope
        f'(net), same shape as net; the Jacobian (..., k, k) where not `elementwise`.
    slope_of_output
        f' in terms of o = f(net), if there is such a form.
    log_function, log_pullback
        log f(net), and ∂ε/∂net from ∂ε/∂log o, in forms that keep their digits where o rounds to 0.
    elementwise
        Whether o_i depends on net_i alone; softmax is not.
    bounds
        Between which numbers o lies.
    kinks
        The net inputs at which f has no derivative.
    mirrored
        Whether 1 − f(net) = f(−net), as for the sigmoid: 1 − o then keeps its digits, too.

    Examples
    --------
    >>> swish = Activation("swish", lambda net: net * sigmoid(net),
    ...     lambda net: sigmoid(net) + net * sigmoid.derivative(net))
    >>> swish([0.0, 1.0]).round(4).tolist()
    [0.0, 0.7311]
    """

    name: str
    function: Rule
    slope: Rule
    slope_of_output: Rule | None = None
    log_function: Rule | None = None
    log_pullback: Callable[[Array, Array], Array] | None = None
    elementwise: bool = True
    bounds: tuple[float, float] = (-np.inf, np.inf)
    kinks: tuple[float, ...] = ()
    mirrored: bool = False

    def __post_init__(self) -> None:
        guard(self, f"activation {expect('name', self.name, str, 'text')!r}")

    @quiet
    def __call__(self, net: object) -> Array:
        """Give o = f(net), same shape as net."""
        return self._apply(self.function, _numbers("net", net))

    @quiet
    def derivative(self, net: object) -> Array:
        """Give f'(net) = ∂o/∂net, same shape as net; ValueError where only a Jacobian has that."""
        return self._apply(self._by_unit(self.slope), _numbers("net", net))

    @quiet
    def derivative_from_output(self, o: object) -> Array:
        """Give f' in terms of o = f(net), same shape; ValueError where there is no such form."""
        if self.slope_of_output is None:
            raise ValueError(f"activation {self.name!r} has no derivative in terms of its output")
        return self._apply(self._by_unit(self.slope_of_output), _numbers("o", o))

    @quiet
    def jacobian(self, net: object) -> Array:
        """J[i, j] = ∂o_i/∂net_j, shape (..., k, k): f'(net_i) for i = j, else 0, if elementwise."""
        net = _numbers("net", net)
        if not self.elementwise:
            return self._apply(self.slope, net, matrix=True)
        slope = np.atleast_1d(self._apply(self.slope, net))
        return slope[..., :, None] * np.eye(slope.shape[-1], dtype=slope.dtype)

    @quiet
    def pullback(self, net: object, d_o: object) -> Array:
        """∂ε/∂net = ∂ε/∂o ⊙ f'(net), same shape as net; for softmax Jᵀ ∂ε/∂o."""
        net, d_o = alike("net", _numbers("net", net), "d_o", _numbers("d_o", d_o))
        if self.elementwise:
            return d_o * self._apply(self.slope, net)
        return vecmat(d_o, self._apply(self.slope, net, matrix=True))

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
            return self._apply(self.log_pullback, net, d_log)
        return self.pullback(net, np.where(d_log == 0, 0.0, d_log / self(net)))

    @quiet
    def log_rest(self, net: object) -> Array:
        """Give log(1 − f(net)), same shape; -inf where o ≥ 1."""
        net = _numbers("net", net)
        return self.log(-net) if self.mirrored else np.log(np.maximum(1.0 - self(net), 0.0))

    @quiet
    def pullback_log_rest(self, net: object, d_log: object) -> Array:
        """∂ε/∂net = −∂ε/∂log(1 − o) ⊙ f'(net)/(1 − f(net)), and 0 where ∂ε/∂log(1 − o) = 0."""
        net, d_log = alike("net", _numbers("net", net), "d_log", _numbers("d_log", d_log))
        if self.mirrored:
            return -self.pullback_log(-net, d_log)
        return self.pullback(net, np.where(d_log == 0, 0.0, d_log / (self(net) - 1.0)))

    def cannot_give(self, y: Array, name: str = "y") -> str:
        """Say which targets this activation never reaches as an output; '' if it reaches all."""
        low, high = self.bounds
        if y.min() < low or y.max() > high:
            came = f"{name} holds {y.min() if y.min() < low else y.max():g}"
            gives = f"only outputs from {low:g} to {high:g}"
        elif self is softmax and np.abs(y.sum(axis=-1) - 1.0).max() > 1e-6:
            sums = np.ravel(y.sum(axis=-1))
            came = f"a row of {name} sums to {sums[np.abs(sums - 1.0).argmax()]:g}"
            gives = "outputs that sum to 1"
        else:
            return ""
        return f"{came}, but {self.name} gives {gives}: no weights reach that"

    def _by_unit(self, rule: Rule) -> Rule:
        if not self.elementwise:
            told = "each of its outputs depends on every net input"
            raise ValueError(f"{self.name} has no derivative a unit: {told}; take its jacobian")
        return rule

    def _apply(self, rule: Callable[..., Array], *at: Array, matrix: bool = False) -> Array:
        o, shape = np.asarray(rule(*at), at[0].dtype), at[0].shape + at[0].shape[-1:] * matrix
        if o.shape != shape:
            told = f"expected {shape}{'' if o.shape else f'; it {AT_ONCE}'}"
            raise ValueError(f"activation {self.name!r} gives shape {o.shape}: {told}")
        return o

    def __repr__(self) -> str:
        return f"Activation({self.name!r})"

    def __reduce__(self) -> str | tuple[object, ...]:
        """Pickle one of the lecture's by its name, for its rules have none."""
        if ACTIVATIONS.get(self.name) is self:
            return activation, (self.name,)
        return super().__reduce__()


def _numbers(name: str, value: object) -> Array:
    """Arrays of floats pass as they are (inf too: sigmoid(inf) is 1); all else is checked."""
    if isinstance(value, np.ndarray) and value.dtype.char in "fd" and not np.ma.isMA(value):
        return np.asarray(value)
    return floats(name, value)


def vecmat(v: Array, J: Array) -> Array:
    """The product Jᵀ v, for one vector v; for a batch of rows each with its own J."""
    return np.asarray((v[..., None, :] @ J)[..., 0, :])


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


def _log_softmax(net: Array) -> Array:
    """net_i − log Σ_j e^{net_j}, of the shifted net. The largest terms of the sum are 1: counted
    apart, they cost no digit of an o close to 1.
    """
    shifted, ones = _shifted(net), np.ones((net.shape[-1], 1), net.dtype)
    largest = (shifted == 0).astype(net.dtype)
    rest, others = (np.exp(shifted) - largest) @ ones, largest @ ones - 1.0
    return np.asarray(shifted - np.log1p(rest + others))


def softmax_jacobian(o: Array) -> Array:
    """∂o_i/∂net_j in terms of o: o_i (1 − o_i) for i = j, −o_i o_j for i ≠ j."""
    return o[..., :, None] * (np.eye(o.shape[-1]) - o[..., None, :])


# One rule a line: f(net); f'(net); f' from the output o; log f(net); ∂ε/∂net from ∂ε/∂log o = d.
# fmt: off
identity = Activation("identity", lambda net: net + 0.0, np.ones_like, np.ones_like)
sigmoid = Activation("sigmoid", _sigmoid,
                     lambda net: _sigmoid(net) * _sigmoid(-net),  # 1 − f(net) = f(−net), all digits
                     lambda o: o * (1.0 - o),
                     lambda net: -np.logaddexp(0.0, -net),
                     lambda net, d: d * _sigmoid(-net),
                     bounds=(0.0, 1.0), mirrored=True)
tanh = Activation("tanh", np.tanh,
                  lambda net: np.cosh(net) ** -2.0,  # 1 − tanh² = 1/cosh², which keeps all digits
                  lambda o: 1.0 - o**2,
                  bounds=(-1.0, 1.0))
relu = Activation("relu", lambda net: np.maximum(net, 0.0),
                  lambda net: np.where(net > 0, 1.0, 0.0),  # f'(0) = 0, as the notes define it
                  lambda o: np.where(o > 0, 1.0, 0.0),
                  bounds=(0.0, np.inf), kinks=(0.0,))
softmax = Activation("softmax", _softmax,
                     lambda net: softmax_jacobian(_softmax(net)),
                     softmax_jacobian,
                     _log_softmax,
                     lambda net, d: d - _softmax(net) * d.sum(axis=-1, keepdims=True),
                     elementwise=False, bounds=(0.0, 1.0))
# fmt: on

ACTIVATIONS = {f.name: f for f in (identity, sigmoid, tanh, relu, softmax)}


def activation(name: str | Activation, what: str = "activation") -> Activation:
    """Give the activation of that name, or the activation itself; ValueError if unknown.

    Examples
    --------
    >>> activation("tanh") is tanh
    True
    """
    return name if isinstance(name, Activation) else known(what, name, ACTIVATIONS)
