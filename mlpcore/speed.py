"""The steps of a training, quickly: the numbers of `propagate` and `descend`, without new arrays.

A step is a list of NumPy calls on arrays that are made once (`Program`): nothing is checked or
allocated inside it, and η/n goes onto δ^{h+1}, the smallest array there is. All W_l and b_l lie in
one array, a block [W_l; b_l] a layer, so that one sample needs one product a layer: [z^l, 1] times
the block; of arrays so small, `z.dot` takes half as long as `np.dot`. Where numba is installed,
long trainings of small networks run in compiled code (`mlpcore.compiled`). Tests hold all of it
equal to the blackboard to 1e-12.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from importlib.util import find_spec
from math import exp
from math import tanh as tanh_of
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcore.activations import Activation, identity, quiet, relu, sigmoid, softmax, tanh
from mlpcore.backprop import Network
from mlpcore.checks import Array, known
from mlpcore.losses import Loss, binary_cross_entropy, cross_entropy, half_squared_error

Call = tuple[Callable[..., object], tuple[Any, ...]]
Rows = NDArray[np.intp]
Loops = Callable[[Array, Array, Rows, int, float], None]
WORTH = 100_000  # steps: NumPy is about as long at them as numba is at getting ready
FEW = 64  # rows: of more, the odd column makes products slower than bias and ∇b alone are
TINY = 1e-12  # of η
NUMBERS_AT_ONCE = 32_768  # of rows in order, of a layer that passes by: they stay in the cache
SMALL = 20_000  # multiplications a step: beyond, NumPy's matrix products are quicker than loops
ENGINES = {"numpy": "numpy", "compiled": "compiled", "auto": "auto"}
chosen = ["auto"]


@contextmanager
def engine(name: str) -> Iterator[None]:
    """Train with "numpy" or "compiled" code, whatever is quicker ("auto" lets it choose)."""
    chosen.append(known("engine", name, ENGINES))
    try:
        yield
    finally:
        chosen.pop()


def put(out: Array, rule: Callable[..., Array], *given: object) -> None:
    """The call for a rule that is nobody's ufunc."""
    out[...] = rule(*given)


def sigmoid_calls(net: Array, z: Array, s: Array, t: Array) -> list[Call]:
    """z = 1/(1 + e^{−net}); where e^{−net} overflows its reciprocal is 0, as it should be."""
    powers: list[Call] = [(np.negative, (net, s)), (np.exp, (s, t))]
    return [*powers, (np.add, (t, np.ones((), net.dtype), s)), (np.reciprocal, (s, z))]


def softmax_calls(net: Array, z: Array, s: Array, t: Array) -> list[Call]:
    """z = e^{net − max} / Σ e^{net − max}."""
    largest, summed = np.empty((2, len(net), 1), net.dtype)
    ones = np.ones((net.shape[1], 1), net.dtype)
    powers: list[Call] = [(np.maximum.reduce, (net, 1, None, largest, True)),
                          (np.subtract, (net, largest, s)), (np.exp, (s, t))]  # fmt: skip
    return [*powers, (t.dot, (ones, summed)), (np.divide, (t, summed, z))]


def relu_slope_calls(d: Array, z: Array, delta: Array, s: Array, t: Array) -> list[Call]:
    """δ = d where z > 0, else 0; a sign is quicker for one row, a mask for many."""
    if len(z) == 1:
        return [(np.sign, (z, s)), (np.multiply, (d, s, delta))]
    mask = np.empty(z.shape, bool)
    return [(np.greater, (z, np.zeros((), z.dtype), mask)), (np.multiply, (d, mask, delta))]


def slope_calls(first: Array, d: Array, z: Array, delta: Array, s: Array, t: Array) -> list[Call]:
    """δ = d ⊙ (first − z²): the slope is z − z² for the sigmoid, 1 − z² for tanh."""
    square, slope = (np.multiply, (z, z, s)), (np.subtract, (first, s, t))
    return [square, slope, (np.multiply, (d, t, delta))]


def one_delta(
    f: Activation, is_difference: bool, net: Array, y: Array, rate: Array, delta: Array
) -> Callable[[], None]:
    """The call for δ = (o − y) f', times the rate, of one unit and one sample, from net: at one
    number Python is quicker than NumPy.
    """
    (output, slope), put_in = ONE[f], delta.fill
    net_of, y_of, rate_of = net.item, y.item, rate.item

    def call() -> None:
        o = output(net_of())
        d_o = o - y_of()
        put_in((d_o if is_difference else d_o * slope(o)) * rate_of())

    return call


def full(value: float, net: Array) -> Array:
    """An array of one number, with which NumPy is quicker than with the number: as large as net, or
    a row of it where that would take much memory.
    """
    return np.full_like(net if len(net) <= FEW else net[:1], value)


# z from net, which may be the same array; s and t are spare ones of its shape
OUTPUT: dict[Activation, Callable[[Array, Array, Array, Array], list[Call]]] = {
    identity: lambda net, z, s, t: [] if z is net else [(np.copyto, (z, net))],
    sigmoid: sigmoid_calls,
    tanh: lambda net, z, s, t: [(np.tanh, (net, z))],
    relu: lambda net, z, s, t: [(partial(np.maximum, out=z), (net, full(0.0, net)))],
    softmax: softmax_calls,
}
# δ = d ⊙ f', with f' from the output z; δ and d may be the same array
PULLBACK: dict[Activation, Callable[[Array, Array, Array, Array, Array], list[Call]]] = {
    identity: lambda d, z, delta, s, t: [] if delta is d else [(np.copyto, (delta, d))],
    sigmoid: lambda d, z, delta, s, t: slope_calls(z, d, z, delta, s, t),
    tanh: lambda d, z, delta, s, t: slope_calls(full(1.0, s), d, z, delta, s, t),
    relu: relu_slope_calls,
}
# for one number: z from net, f' from z; beyond e^{700}, `exp` would overflow
ONE: dict[Activation, tuple[Callable[[float], float], Callable[[float], float]]] = {
    identity: (float, lambda z: 1.0),
    sigmoid: (lambda net: 1.0 / (1.0 + exp(700.0 if net < -700.0 else -net)), lambda z: z - z * z),
    tanh: (tanh_of, lambda z: 1.0 - z * z),
    relu: (lambda net: 0.0 if net <= 0.0 else net, lambda z: 1.0 if z > 0.0 else 0.0),
}
CODES = {f: code for code, f in enumerate(OUTPUT)}
# where δ = o − y is a theorem (for softmax if the targets sum to 1)
DIFFERENCE = {(identity, half_squared_error), (sigmoid, binary_cross_entropy),
              (softmax, cross_entropy)}  # fmt: skip


@quiet
def last_layer(mlp: Network, X: Array, as_net: bool = False) -> Array:
    """The outputs o of many rows, (n, k), or net_{h+1}: a part at a time, whose layers stay in the
    cache, on arrays that are made once.
    """
    n = max(1, NUMBERS_AT_ONCE // max(len(b) for b in mlp.b))
    found = np.empty((len(X), len(mlp.b[-1])), X.dtype)
    for start in range(0, len(X), n):
        rows = X[start : start + n]
        if start == 0 or len(rows) < n:
            nets = [np.empty((len(rows), len(b)), X.dtype) for b in mlp.b]
            calls = feed_calls(mlp, nets, [*mlp.f[1:-1], identity if as_net else mlp.f[-1]])
        np.dot(rows, mlp.W[0], nets[0])
        for function, arguments in calls:
            function(*arguments)
        found[start : start + n] = nets[-1]
    return found


def feed_calls(mlp: Network, nets: list[Array], f: list[Activation]) -> list[Call]:
    """The calls that feed many rows, whose products with W_0 are in nets[0]; nets become z."""
    calls: list[Call] = []
    for l, net in enumerate(nets):
        calls += [(nets[l - 1].dot, (mlp.W[l], net))] * (l > 0) + [(np.add, (net, mlp.b[l], net))]
        spare = np.empty((2, *net.shape), net.dtype)
        calls += OUTPUT[f[l]](net, net, *spare) if f[l] in OUTPUT else [(put, (net, f[l], net))]
    return calls


class Engine:
    """The weights of a network as one array `P`, moved on with rows of X and Y."""

    def __init__(self, mlp: Network, X: Array, Y: Array, expected: int = 0) -> None:
        self.mlp, self.X, self.Y = mlp, X, Y
        self.shapes = [(len(W) + 1, W.shape[1]) for W in mlp.W]
        self.widest = max(len(b) for b in mlp.b)
        self.P = np.empty(sum(m * n for m, n in self.shapes), X.dtype)
        self.G = np.empty_like(self.P)  # the gradient, times η
        self.A, self.dA = self.layers(self.P), self.layers(self.G)
        self.W, self.b = [A[:-1] for A in self.A], [A[-1] for A in self.A]
        f, loss = mlp.f[-1], mlp.loss
        sums_to_1 = f is not softmax or bool((Y.sum(axis=-1) == 1).all())
        self.is_difference = sums_to_1 and (f, loss) in DIFFERENCE
        self.is_known = self.is_difference or (loss is half_squared_error and f in PULLBACK)
        self.programs: dict[int, Program] = {}
        self.steps, self.expected = 0, expected
        self.norm: float | None = None  # ‖∇ε‖ where `eps` was last found, if a step has met it

    def layers(self, block: Array) -> list[Array]:
        """The blocks [W_l; b_l] of an array such as P."""
        ends = np.cumsum([m * n for m, n in self.shapes])[:-1]
        parts = zip(np.split(block, ends), self.shapes, strict=True)
        return [part.reshape(shape) for part, shape in parts]

    def load(self) -> None:
        """Take the weights of the network."""
        for ours, theirs in zip((*self.W, *self.b), (*self.mlp.W, *self.mlp.b), strict=True):
            ours[...] = theirs

    def unpacked(self, block: Array) -> tuple[list[Array], list[Array]]:
        """Give copies of the W and b in an array such as P."""
        layers = self.layers(block)
        return [A[:-1].copy() for A in layers], [A[-1].copy() for A in layers]

    @quiet
    def descend(self, rows: Rows, size: int, eta: float) -> tuple[list[Array], list[Array]]:
        """A step of gradient descent for each `size` of these rows; give the new W and b."""
        self.load()
        self.norm, size = None, min(size, len(rows))
        full = len(rows) // size * size
        self.steps += full // size
        if size == len(self.X) > FEW:  # in any order the same step
            self.program(size).run_all(eta)
        elif self._is_worth_loops(size):
            self.loops(self.P, self.table, rows, size, eta)
        else:
            held = max(1, NUMBERS_AT_ONCE // (size * self.table.shape[1])) * size
            for start in range(0, full, held):
                self.program(size).run(self.table[rows[start : min(start + held, full)]], eta)
            if full < len(rows):
                self.program(len(rows) - full).run(self.table[rows[full:]], eta)
        return [W.copy() for W in self.W], [b.copy() for b in self.b]

    def eps(self) -> float:
        """ε over all rows: by the forward pass that a step with all of them needs, or in parts."""
        loss, n, as_net = self.mlp.loss, len(self.X), self.mlp.loss.log_formula is not None
        if n > FEW and (n in self.programs or n * self.widest <= NUMBERS_AT_ONCE):
            whole = self.program(n)
            whole.look()
            last = whole.net if as_net else whole.o
        else:
            last = last_layer(self.mlp, self.X, as_net)
        if loss is half_squared_error:  # ½ Σ d², in fewer calls than with a Σ a row
            d = last - self.Y
            return float(np.vdot(d, d)) / (2 * n)
        errors = loss.error(self.Y, self.mlp.f[-1], last) if as_net else loss.formula(self.Y, last)
        return float(errors.sum() / n)

    def program(self, n: int) -> "Program":
        """The program for batches of n rows, made when it is first asked for."""
        if n not in self.programs:
            self.programs[n] = Program(self, n)
        return self.programs[n]

    @cached_property
    def table(self) -> Array:
        """A row [x, 1, y] for each sample, for steps of less than all."""
        return np.hstack([self.X, np.ones_like(self.X[:, :1]), self.Y])

    def _is_worth_loops(self, size: int) -> bool:
        """Whether steps of that size are to be compiled: wanted, worth it, known, installed."""
        long = max(self.steps, self.expected) >= WORTH
        if not (chosen[-1] == "compiled" or (chosen[-1] == "auto" and long)):
            return False
        small = size * self.P.size <= SMALL and self.P.dtype == np.float64
        return small and self._has_loops

    @cached_property
    def _has_loops(self) -> bool:
        return self.is_known and {*self.mlp.f[1:-1]} <= {*PULLBACK} and bool(find_spec("numba"))

    @cached_property
    def loops(self) -> Loops:
        """The compiled steps."""
        from mlpcore.compiled import steps

        widths = np.array([len(self.A[0]) - 1, *(A.shape[1] for A in self.A)], np.uint64)
        codes = np.array([CODES[f] for f in self.mlp.f[1:]])
        return partial(steps, widths, codes, self.is_difference)


class Program:
    """The calls of one step for batches of n rows, on arrays that are made once."""

    def __init__(self, engine: Engine, n: int) -> None:
        self.engine, self.n, self.P = engine, n, engine.P
        self.rate = np.zeros((), engine.P.dtype)  # η/n
        d, k = engine.X.shape[1], engine.Y.shape[1]
        self.spare = self._new(engine.widest), self._new(engine.widest)
        self.is_one = n == k == 1 and engine.is_known  # then δ^{h+1} is one number
        self.few = n <= FEW  # then z^l is [z^l, 1], which meets the block [W_l; b_l]
        self.rows = np.empty((n, d + 1 + k), self.P.dtype)
        x, self.y = self.rows[:, : d + self.few], self.rows[:, d + 1 :]
        if n == len(engine.X) and not self.few:
            x, self.y = engine.X, engine.Y
        self.z: list[Array] = [x]  # from l = 0
        self.nets: list[Array] = []  # from l = 1
        self.forward: list[Call] = []
        self.backward: list[Call] = []
        f, h = engine.mlp.f, engine.mlp.h
        for l, A in enumerate(engine.A):
            self._output(f[l + 1], A, is_last=l == h)
        delta = self._delta(f[-1], engine.mlp.loss, engine.is_difference)
        for l in range(h, -1, -1):
            self._gradient(self.z[l], delta, engine.dA[l])
            delta = self._pullback(f[l], l, engine.A[l][:-1], delta) if l > 0 else delta
        self.backward.append((np.subtract, (self.P, engine.G, self.P)))
        self.step = [*self.forward, *self.backward]
        self.seen: Array | None = None  # P, where `forward` has been run with it

    def run(self, table: Array, eta: float) -> None:
        """A step for each n rows [x, 1, y] of a table."""
        self.rate.fill(eta / self.n)
        held, step = self.rows, self.step
        for rows in table.reshape(-1, *held.shape):
            held[...] = rows
            for function, arguments in step:
                function(*arguments)

    def run_all(self, eta: float) -> None:
        """A step for all rows; their forward pass may have been looked at already."""
        looked, self.seen = self.seen is not None and np.array_equal(self.seen, self.P), None
        self._call([*([] if looked else self.forward), *self.backward], eta)
        if looked and TINY < eta < 1.0 / TINY:  # else η ∇ε may have lost digits that ∇ε has
            self.engine.norm = float(np.linalg.norm(self.engine.G.astype(np.float64) / eta))

    def look(self) -> None:
        """Run the forward pass alone; the next step begins with it."""
        self.seen = None  # until all of it is done
        self._call(self.forward)
        self.seen = self.P.copy()

    def _call(self, calls: list[Call], eta: float = 0.0) -> None:
        self.rate.fill(eta / self.n)
        for function, arguments in calls:
            function(*arguments)

    def _new(self, width: int) -> Array:
        return np.empty((self.n, width), self.P.dtype)

    def _spare(self, like: Array) -> tuple[Array, Array]:
        s, t = (each.ravel()[: like.size].reshape(like.shape) for each in self.spare)
        return s, t

    def _output(self, f: Activation, A: Array, is_last: bool) -> None:
        """net_{l+1} = W_lᵀ z^l + b_l, z^{l+1} = f(net_{l+1})."""
        net = self._new(A.shape[1])
        if self.few:
            self.forward.append((self.z[-1].dot, (A, net)))
            self.z.append(np.ones((self.n, A.shape[1] + 1), A.dtype))
            z = self.z[-1][:, :-1]
        else:
            self.forward += [(self.z[-1].dot, (A[:-1], net)), (np.add, (net, A[-1], net))]
            z = net if f in PULLBACK and not is_last else self._new(A.shape[1])
            self.z.append(z)
        own: list[Call] = [(put, (z, f, net))]
        calls = OUTPUT[f](net, z, *self._spare(net)) if f in OUTPUT else own
        self.forward += [] if is_last and self.is_one else calls
        self.nets.append(net)
        self.net, self.o = net, z

    def _delta(self, f: Activation, loss: Loss, is_difference: bool) -> Array:
        """δ^{h+1} = ∂ε/∂net_{h+1}, times η/n."""
        net, o, y = self.net, self.o, self.y
        d_o, delta, scaled = (np.empty_like(net) for _ in range(3))
        if self.is_one:
            self.backward = [(one_delta(f, is_difference, net, y, self.rate, scaled), ())]
            return scaled
        if is_difference:
            self.backward = [(np.subtract, (o, y, delta))]
        elif self.engine.is_known:
            slopes = PULLBACK[f](d_o, o, delta, *self._spare(net))
            self.backward = [(np.subtract, (o, y, d_o)), *slopes]
        else:
            refuse = (loss.error, (y, f, net))  # what has no logarithm, in words
            self.backward = [refuse, (put, (delta, loss.delta, y, f, net))]
        self.backward.append((np.multiply, (delta, self.rate, scaled)))
        return scaled

    def _gradient(self, z: Array, delta: Array, dA: Array) -> None:
        """∇W_l = z^l (δ^{l+1})ᵀ and ∇b_l = δ^{l+1}, times η."""
        if self.few:
            self.backward.append((z.T.dot, (delta, dA)))
        else:
            ones = np.ones(self.n, dA.dtype)
            self.backward += [(z.T.dot, (delta, dA[:-1])), (ones.dot, (delta, dA[-1]))]

    def _pullback(self, f: Activation, l: int, W: Array, above: Array) -> Array:
        """δ^l = (W_l δ^{l+1}) ⊙ f'^l(net_l)."""
        net, z = self.nets[l - 1], self.z[l][:, : len(W)]
        z = net if f is relu and self.n > 1 else z  # above 0 where z is, and without gaps
        came = net if f in PULLBACK else np.empty_like(net)  # where f' is known, net has served
        delta = np.empty_like(net) if self.n == 1 else came  # NumPy is slow at x ⊙ y → x of one
        own: list[Call] = [(put, (delta, f.pullback, net, came))]
        calls = PULLBACK[f](came, z, delta, *self._spare(net)) if f in PULLBACK else own
        self.backward += [*calls[:-1], (above.dot, (W.T, came)), *calls[-1:]]  # f' first, of net
        return delta
