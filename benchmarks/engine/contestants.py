"""Who always takes part: the student, mlpcore, and matrix products alone as a yardstick."""

import importlib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from typing import Any

import numpy as np

import mlpcore
from benchmarks.engine.measure import Contestant, Go, Prepare, WrongError, deviation
from benchmarks.engine.others import others
from benchmarks.engine.student import Student
from benchmarks.engine.works import Numbers, Work

STUDENT = "plain NumPy class"
STUDENT_MEASURING = "the same, with ε after each epoch"
OURS = "mlpcore"
OURS_COMPILED = "mlpcore with `fast`"
OURS_BY_HAND = "mlpcore, step by step"
PRODUCTS = "matrix products alone"


def contestants(work: Work) -> list[Contestant]:
    """Everyone who takes part in this work here: the student first."""
    found = [Contestant(STUDENT, student())]
    if work.kind == "train":
        found.append(Contestant(STUDENT_MEASURING, student(measures=True)))
    if keeps(work):
        found.append(Contestant(OURS, ours("numpy")))
        if work.target.compiled and engines() and find_spec("numba"):
            found.append(Contestant(OURS_COMPILED, ours("compiled")))
        if work.kind == "train":
            found.append(Contestant(OURS_BY_HAND, by_hand))
    if work.kind == "train" and work.batch != 1:
        found.append(Contestant(PRODUCTS, products, proves=False))
    return found + others(work)


def student(measures: bool = False) -> Prepare:
    """The plain NumPy class."""

    def prepare(work: Work) -> Go:
        s, X, Y = Student(work.W, work.b, work.hidden, work.classifies), work.X, work.Y

        def train() -> list[Numbers]:
            s.fit(X, Y, work.eta, work.epochs, work.batch, work.seed, measures)
            return [*s.W, *s.b]

        return {
            "train": train,
            "check": lambda: s.numerical_gradient(X, Y),
            "predict": lambda: [s.forward(X)],
        }[work.kind]

    return prepare


def ours(engine: str) -> Prepare:
    """The functions that a user of mlpcore calls, with this engine where there are several."""

    def prepare(work: Work) -> Go:
        mlp, X, Y = ours_of(work), work.X, work.Y

        def train() -> list[Numbers]:
            with force(engine):
                mlpcore.train(
                    mlp, X, Y, eta=work.eta, epochs=work.epochs, batch_size=work.batch,
                    seed=work.seed,
                )  # fmt: skip
            return [*mlp.W, *mlp.b]

        def check() -> list[Numbers]:
            found = mlpcore.gradient_check(mlp, X[0], Y[0])
            return [*found.dW, *found.db]

        return {"train": train, "check": check, "predict": lambda: [outputs(mlp, X)]}[work.kind]

    return prepare


def by_hand(work: Work) -> Go:
    """forward, backward and descend, as the notebooks do it."""
    mlp = ours_of(work)

    def go() -> list[Numbers]:
        rng = np.random.default_rng(work.seed)
        for _ in range(work.epochs):
            if work.batch is None:
                mlp.descend(mlp.backward(mlp.forward(work.X), work.Y), work.eta)
                continue
            order = rng.permutation(len(work.X))
            X, Y = work.X[order], work.Y[order]
            for i in range(0, len(X), work.batch):
                rows = slice(i, i + work.batch)
                mlp.descend(mlp.backward(mlp.forward(X[rows]), Y[rows]), work.eta)
        return [*mlp.W, *mlp.b]

    return go


def reference(work: Work) -> list[Numbers]:
    """What everyone must find, from mlpcore's forward and backward pass in float64."""
    mlp = exactly(work)
    X, Y = work.X.astype(np.float64), work.Y.astype(np.float64)
    if work.kind == "predict":
        return [np.asarray(mlp.forward(X).o)]
    if work.kind == "check":
        bwd = mlp.backward(mlp.forward(X), Y)
        return [*bwd.dW, *bwd.db]
    rng = np.random.default_rng(work.seed)
    for _ in range(work.epochs):
        order = np.arange(len(X)) if work.batch is None else rng.permutation(len(X))
        size = work.batch or len(X)
        for i in range(0, len(X), size):
            rows = order[i : i + size]
            mlp.descend(mlp.backward(mlp.forward(X[rows]), Y[rows]), work.eta)
    return [*mlp.W, *mlp.b]


def products(work: Work) -> Go:
    """The matrix products of so many steps and nothing else: operands and results stand ready. They
    are those of a true step, so the last must be the gradient, times the number of rows.
    """
    size = work.batch or len(work.X)
    steps = work.units[0]
    mlp = exactly(work)
    fwd = mlp.forward(work.X[:size].astype(np.float64))
    bwd = mlp.backward(fwd, work.Y[:size].astype(np.float64))
    z = [np.asarray(z_l).astype(work.dtype) for z_l in fwd.z]
    delta = [np.empty(0), *(np.asarray(d).astype(work.dtype) for d in bwd.delta[1:])]
    W, layers = [W_l.copy() for W_l in work.W], range(len(work.W))
    net = [np.empty_like(z_l) for z_l in z]
    back = [np.empty_like(z_l) for z_l in z]
    dW = [np.empty_like(W_l) for W_l in W]

    def go() -> list[Numbers]:
        for _ in range(steps):
            for l in layers:
                np.matmul(z[l], W[l], out=net[l + 1])
            for l in reversed(layers):
                np.matmul(z[l].T, delta[l + 1], out=dW[l])
                if l > 0:
                    np.matmul(delta[l + 1], W[l].T, out=back[l])
        return dW

    for l in layers:
        np.matmul(z[l].T, delta[l + 1], out=dW[l])
    off = deviation([dW_l / size for dW_l in dW], bwd.dW)
    if off > work.tolerance:
        raise WrongError(f"not the products of a step: off by {off:.1e}")
    return go


def exactly(work: Work) -> mlpcore.MLP:
    """A network of mlpcore with the work's weights, in float64."""
    W, b = [[w.astype(np.float64) for w in each] for each in (work.W, work.b)]
    return mlpcore.MLP.from_weights(W, b, work.activations, work.loss)


def ours_of(work: Work) -> mlpcore.MLP:
    """A network of mlpcore with the work's weights, in their type."""
    W, b = [[w.copy() for w in each] for each in (work.W, work.b)]
    return mlpcore.MLP.from_weights(W, b, work.activations, work.loss)


def keeps(work: Work) -> bool:
    """Whether mlpcore computes in the work's type, rather than turn all into float64."""
    return np.asarray(ours_of(work).forward(work.X[0]).o).dtype == work.dtype


def outputs(mlp: mlpcore.MLP, X: Numbers) -> Numbers:
    """The outputs alone."""
    predict = getattr(mlp, "predict", None)
    return np.asarray(predict(X) if predict else mlp.forward(X).o)


def engines() -> Callable[[str], AbstractContextManager[Any]] | None:
    """How to make mlpcore use one of its engines, if it has several."""
    try:
        speed = importlib.import_module("mlpcore.speed")
    except ModuleNotFoundError:
        return None
    return getattr(speed, "engine", None)


def force(engine: str) -> AbstractContextManager[Any]:
    """Make mlpcore use this engine, if it has a choice."""
    choose = engines()
    return choose(engine) if choose else nullcontext()
