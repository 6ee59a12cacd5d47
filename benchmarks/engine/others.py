"""Who takes part where it is installed: each as its own users would write it, in a few lines."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from math import exp, tanh
from typing import Any

import numpy as np

from benchmarks.engine.measure import Contestant, Go, Prepare
from benchmarks.engine.student import Student
from benchmarks.engine.works import Numbers, Work


@dataclass(frozen=True)
class Other:
    """A way to do some works that needs an installed package."""

    name: str
    package: str
    works: tuple[str, ...]
    prepare: Prepare


def shuffled(work: Work) -> Iterator[tuple[Numbers, Numbers]]:
    """The rows of each epoch, in its order."""
    rng = np.random.default_rng(work.seed)
    for _ in range(work.epochs):
        if work.batch is None:
            yield work.X, work.Y
        else:
            order = rng.permutation(len(work.X))
            yield work.X[order], work.Y[order]


def sliced(work: Work) -> Iterator[tuple[Numbers, Numbers]]:
    """The rows of each step."""
    size = work.batch or len(work.X)
    for X, Y in shuffled(work):
        for i in range(0, len(X), size):
            yield X[i : i + size], Y[i : i + size]


def scikit_learn(work: Work) -> Go:
    """MLPClassifier with plain gradient descent, one partial_fit an epoch."""
    from sklearn.neural_network import MLPClassifier

    labels = np.arange(work.widths[-1])
    model = MLPClassifier(
        work.widths[1:-1], activation="relu", solver="sgd", momentum=0, nesterovs_momentum=False,
        alpha=0, learning_rate_init=work.eta, batch_size=len(labels), shuffle=False,
    )  # fmt: skip
    one_each = np.zeros((len(labels), work.widths[0]), work.dtype)
    model.partial_fit(one_each, labels, classes=labels)  # makes the weights, in this type
    for mine, given in zip((*model.coefs_, *model.intercepts_), (*work.W, *work.b), strict=True):
        mine[...] = given
    model.batch_size = work.batch or len(work.X)

    def go() -> list[Numbers]:
        for X, Y in shuffled(work):
            model.partial_fit(X, Y.argmax(axis=1))
        return [*model.coefs_, *model.intercepts_]

    return go


@cache
def _jax(hidden: str, classifies: bool) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """A compiled step, and a compiled epoch of steps, each for all shapes."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    f = {"tanh": jnp.tanh, "relu": jax.nn.relu}[hidden]

    def error(params: Any, X: Any, Y: Any) -> Any:
        *below, (W, b) = params
        for W_l, b_l in below:
            X = f(X @ W_l + b_l)
        net = X @ W + b
        if classifies:
            return -jnp.mean(jnp.sum(Y * jax.nn.log_softmax(net), axis=1))
        return jnp.mean(0.5 * jnp.sum((Y - jax.nn.sigmoid(net)) ** 2, axis=1))

    def step(params: Any, X: Any, Y: Any, eta: float) -> Any:
        slopes = jax.grad(error)(params, X, Y)
        return jax.tree.map(lambda w, g: w - eta * g, params, slopes)

    def epoch(params: Any, X: Any, Y: Any, eta: float) -> Any:
        return jax.lax.scan(lambda p, rows: (step(p, rows[0], rows[1], eta), None), params, (X, Y))[
            0
        ]

    return jax.jit(step), jax.jit(epoch)


def jax_steps(work: Work) -> Go:
    """jax.jit of a step."""
    import jax
    import jax.numpy as jnp

    step, _ = _jax(work.hidden, work.classifies)
    start = [(jnp.asarray(W), jnp.asarray(b)) for W, b in zip(work.W, work.b, strict=True)]
    whole = jnp.asarray(work.X), jnp.asarray(work.Y)

    def go() -> list[Any]:
        params = start
        for rows in sliced(work) if work.batch else [whole] * work.epochs:
            params = step(params, *rows, work.eta)
        params = jax.block_until_ready(params)
        return [W for W, _ in params] + [b for _, b in params]

    return go


def jax_scan(work: Work) -> Go:
    """jax.jit of a whole epoch, a lax.scan over its batches."""
    import jax
    import jax.numpy as jnp

    _, epoch = _jax(work.hidden, work.classifies)
    start = [(jnp.asarray(W), jnp.asarray(b)) for W, b in zip(work.W, work.b, strict=True)]
    size = work.batch or len(work.X)
    whole = jnp.asarray(work.X)[None], jnp.asarray(work.Y)[None]

    def go() -> list[Any]:
        params = start
        for X, Y in shuffled(work):
            cut = (X.reshape(-1, size, X.shape[1]), Y.reshape(-1, size, Y.shape[1]))
            params = epoch(params, *(cut if work.batch else whole), work.eta)
        params = jax.block_until_ready(params)
        return [W for W, _ in params] + [b for _, b in params]

    return go


@cache
def _loops() -> Callable[..., None]:
    """An epoch of a network with one hidden layer of tanh and outputs of sigmoid, compiled."""
    import numba

    @numba.njit  # type: ignore[untyped-decorator, unused-ignore]
    def epoch(V: Any, a: Any, W: Any, b: Any, X: Any, Y: Any, order: Any, eta: float) -> None:
        (d, m), k = V.shape, len(b)
        z, delta, below = np.empty(m), np.empty(k), np.empty(m)
        for s in order:
            for j in range(m):
                net = a[j]
                for i in range(d):
                    net += X[s, i] * V[i, j]
                z[j] = tanh(net)
                below[j] = 0.0
            for j in range(k):
                net = b[j]
                for i in range(m):
                    net += z[i] * W[i, j]
                o = 1.0 / (1.0 + exp(-net))
                delta[j] = (o - Y[s, j]) * o * (1.0 - o)
                for i in range(m):
                    below[i] += W[i, j] * delta[j]
                    W[i, j] -= eta * z[i] * delta[j]
                b[j] -= eta * delta[j]
            for j in range(m):
                slope = below[j] * (1.0 - z[j] * z[j])
                for i in range(d):
                    V[i, j] -= eta * X[s, i] * slope
                a[j] -= eta * slope

    return epoch  # type: ignore[no-any-return]


def numba_loops(work: Work) -> Go:
    """Loops over neurons, written for this one network."""
    epoch, rng = _loops(), np.random.default_rng(work.seed)
    W, b = [W_l.copy() for W_l in work.W], [b_l.copy() for b_l in work.b]

    def go() -> list[Numbers]:
        for _ in range(work.epochs):
            order = rng.permutation(len(work.X))
            epoch(W[0], b[0], W[1], b[1], work.X, work.Y, order, work.eta)
        return [*W, *b]

    return go


def torch_eager(work: Work) -> Go:
    """PyTorch as its tutorials write it, without compiling."""
    import torch

    torch.set_num_threads(1)
    W, b = [[torch.tensor(w, requires_grad=True) for w in each] for each in (work.W, work.b)]
    hidden = {"tanh": torch.tanh, "relu": torch.relu}[work.hidden]

    def go() -> list[Any]:
        for X, Y in sliced(work):
            z = torch.from_numpy(X)
            for W_l, b_l in zip(W[:-1], b[:-1], strict=True):
                z = hidden(z @ W_l + b_l)
            net = z @ W[-1] + b[-1]
            torch.nn.functional.cross_entropy(net, torch.from_numpy(Y)).backward()
            with torch.no_grad():
                for w in (*W, *b):
                    w -= work.eta * w.grad
                    w.grad = None
        return [w.detach() for w in (*W, *b)]

    return go


def autograd_steps(work: Work) -> Go:
    """autograd.grad of the loss."""
    import autograd.numpy as anp
    from autograd import grad

    def error(params: Any, X: Numbers, Y: Numbers) -> Any:
        W, b = params
        for W_l, b_l in zip(W[:-1], b[:-1], strict=True):
            X = anp.maximum(anp.dot(X, W_l) + b_l, 0)
        net = anp.dot(X, W[-1]) + b[-1]
        net = net - anp.max(net, axis=1, keepdims=True)
        log_o = net - anp.log(anp.sum(anp.exp(net), axis=1, keepdims=True))
        return -anp.sum(Y * log_o) / len(Y)

    slope = grad(error)
    W, b = [W_l.copy() for W_l in work.W], [b_l.copy() for b_l in work.b]

    def go() -> list[Numbers]:
        for X, Y in sliced(work):
            dW, db = slope((W, b), X, Y)
            for w, dw in zip((*W, *b), (*dW, *db), strict=True):
                w -= work.eta * dw
        return [*W, *b]

    return go


def scipy_differences(work: Work) -> Go:
    """approx_fprime, one-sided differences, of the student's error as a function of one vector."""
    from scipy.optimize import approx_fprime

    student = Student(work.W, work.b, work.hidden, work.classifies)
    shapes = [w.shape for w in (*work.W, *work.b)]
    ends = np.cumsum([w.size for w in (*work.W, *work.b)])[:-1]
    flat = np.concatenate([w.ravel() for w in (*work.W, *work.b)])

    def parts(vector: Numbers) -> list[Numbers]:
        cut = np.split(vector, ends)
        return [part.reshape(shape) for part, shape in zip(cut, shapes, strict=True)]

    def error(vector: Numbers) -> float:
        weights = parts(vector)
        student.W, student.b = weights[: len(work.W)], weights[len(work.W) :]
        return student.error(work.X, work.Y)

    return lambda: parts(approx_fprime(flat, error))


OTHERS = (
    Other("scikit-learn", "sklearn", ("batches", "full", "full32"), scikit_learn),
    Other("JAX, jit of a step", "jax", ("online", "batches", "full", "full32"), jax_steps),
    Other("JAX, scan of an epoch", "jax", ("online", "batches"), jax_scan),
    Other("Numba by hand", "numba", ("online",), numba_loops),
    Other("PyTorch", "torch", ("batches", "full", "full32"), torch_eager),
    Other("autograd", "autograd", ("batches",), autograd_steps),
    Other("SciPy", "scipy", ("check",), scipy_differences),
)


def others(work: Work) -> list[Contestant]:
    """Those that can do this work here."""
    return [
        Contestant(other.name, other.prepare)
        for other in OTHERS
        if work.key in other.works and find_spec(other.package)
    ]
