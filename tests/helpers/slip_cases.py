"""Every slip of the catalogue once more, by hand: plain NumPy, no formula shared with mlpcore.

`CASES[id]` is a pass in which that slip shows, the key of a quantity that it spoils, and its wrong
value there; `hand(case)` has all true numbers of the pass. `FURTHER` has what it gives
for the other kinds of quantities that it spoils, in the same pass.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np

from mlpcore import MLP

W_0, b_0 = np.array([[0.6, -0.4], [-0.8, 0.2]]), np.array([0.1, -0.2])
W_1, b_1 = np.array([[0.5, -1.0], [-0.3, 0.7]]), np.array([0.2, -0.4])
SAMPLE = [0.8, -0.4], [1.0, 0.0]
ROWS = [[0.8, -0.4], [0.3, 1.2], [-1.0, 0.5]], [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]
SHARES = [0.8, -0.4], [0.7, 0.3]
HSE, CE = "half_squared_error", "cross_entropy"
ETA = 0.5


@dataclass(frozen=True)
class Case:
    """A 2-2-2 network's functions, what goes through it, and what a slip gives there."""

    key: str
    wrong: Callable[[SimpleNamespace], object]
    f: tuple[str, str] = ("sigmoid", "sigmoid")
    loss: str = HSE
    data: tuple[list, list] = SAMPLE
    weights: tuple = field(default=((W_0, b_0), (W_1, b_1)))

    @property
    def mlp(self) -> MLP:
        """The network."""
        W, b = ([pair[i] for pair in self.weights] for i in (0, 1))
        return MLP.from_weights(W, b, list(self.f), self.loss)


F = {
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
    "tanh": np.tanh,
    "relu": lambda a: np.maximum(a, 0),
    "softmax": lambda a: (
        np.exp(a - a.max(-1, keepdims=True))
        / np.exp(a - a.max(-1, keepdims=True)).sum(-1, keepdims=True)
    ),
}
SLOPE = {
    "sigmoid": lambda a: F["sigmoid"](a) * (1 - F["sigmoid"](a)),
    "tanh": lambda a: 1 - np.tanh(a) ** 2,
    "relu": lambda a: (a > 0) * 1.0,
}


def hand(case: Case) -> SimpleNamespace:
    """Every quantity of the pass; for a batch one row a sample, and means of eps, dW and db."""
    (U, c), (V, d) = case.weights
    x, y = (np.array(each) for each in case.data)
    f, g = (F[name] for name in case.f)
    net_1 = x @ U + c
    z = f(net_1)
    net_2 = z @ V + d
    o = g(net_2)
    with np.errstate(all="ignore"):
        eps = np.sum((y - o) ** 2, -1) / 2 if case.loss == HSE else -np.sum(y * np.log(o), -1)
        d_o = o - y if case.loss == HSE else -y / o
    if case.f[1] != "softmax":
        delta_2 = d_o * SLOPE[case.f[1]](net_2)
    else:
        # o_i (d_i − Σ_j o_j d_j), or o − y where the targets add up to 1
        delta_2 = o * (d_o - np.sum(o * d_o, -1, keepdims=True)) if case.loss == HSE else o - y
    d_z = delta_2 @ V.T
    delta_1 = d_z * SLOPE[case.f[0]](net_1)
    n = len(x) if x.ndim == 2 else 1
    rows = [np.atleast_2d(each) for each in (x, z, delta_1, delta_2)]
    dW_0, dW_1 = rows[0].T @ rows[2] / n, rows[1].T @ rows[3] / n
    db_0, db_1 = rows[2].mean(0), rows[3].mean(0)
    return SimpleNamespace(
        U=U, c=c, V=V, d=d, x=x, y=y, net_1=net_1, z=z, net_2=net_2, o=o, n=n, eps=np.mean(eps),
        d_o=d_o, delta_2=delta_2, d_z=d_z, delta_1=delta_1, dW_0=dW_0, dW_1=dW_1, db_0=db_0,
        db_1=db_1, W_0=U - ETA * dW_0, W_1=V - ETA * dW_1, b_0=c - ETA * db_0, b_1=d - ETA * db_1,
        z_1=z, z_2=o,
    )  # fmt: skip


HUGE = ((W_0, b_0), (20000 * W_1, b_1))
TOP = {"f": ("sigmoid", "softmax"), "loss": CE}
BATCH = {"data": ROWS}


def _naive(net: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        return np.exp(net) / np.exp(net).sum()


def _log_o(p: SimpleNamespace) -> np.ndarray:
    with np.errstate(all="ignore"):
        return -np.sum(p.y * np.log(p.o))


CASES = {
    # the notes'
    "missing-minus": Case("d_o", lambda p: p.y - p.o),
    "tanh-at-net": Case("delta_2", lambda p: p.d_o * (1 - p.net_2**2), ("sigmoid", "tanh")),
    "relu-names-error": Case("delta_2", lambda p: (p.net_2 > 0) * 1.0, ("sigmoid", "relu")),
    "transposed-weights": Case("delta_1", lambda p: (p.V.T @ p.delta_2) * p.z * (1 - p.z)),
    "hadamard-not-outer": Case("dW_1", lambda p: None),
    "deep-delta-without-weights": Case("delta_1", lambda p: p.delta_2 * p.z * (1 - p.z)),
    "sigmoid-of-z": Case("delta_2", lambda p: p.d_o * p.net_2 * (1 - p.net_2)),
    "elementwise-softmax": Case("delta_2", lambda p: p.d_o * p.o * (1 - p.o), **TOP),
    # forward and error
    "untransposed-forward": Case("net_1", lambda p: p.U @ p.x + p.c),
    "bias-forgotten": Case("net_2", lambda p: p.z @ p.V),
    "activation-forgotten": Case("z_1", lambda p: p.net_1),
    "activation-twice": Case("z_1", lambda p: np.tanh(np.tanh(p.net_1)), ("tanh", "sigmoid")),
    "sigmoid-sign": Case("z_2", lambda p: 1 / (1 + np.exp(p.net_2))),
    "double-softmax": Case("z_2", lambda p: np.exp(p.o) / np.exp(p.o).sum(), **TOP),
    "softmax-not-normalised": Case("z_2", lambda p: np.exp(p.net_2), **TOP),
    "softmax-without-maximum": Case("z_2", lambda p: _naive(p.net_2), **TOP, weights=HUGE),
    "half-forgotten": Case("eps", lambda p: (p.y[0] - p.o[0]) ** 2 + (p.y[1] - p.o[1]) ** 2),
    "square-forgotten": Case("eps", lambda p: np.sqrt(np.sum((p.y - p.o) ** 2)) / 2),
    "mean-over-outputs": Case("eps", lambda p: np.mean((p.y - p.o) ** 2) / 2),
    "targets-exchanged": Case("eps", lambda p: -p.o @ np.log(p.y), **TOP, data=SHARES),
    "entropy-minus": Case("d_o", lambda p: p.y / p.o, **TOP),
    "log-of-zero": Case("eps", _log_o, **TOP, weights=HUGE),
    "log-to-base-ten": Case("eps", lambda p: -p.y @ np.log10(p.o), **TOP),
    "squared-error-for-entropy": Case("d_o", lambda p: p.o - p.y, **TOP),
    "softmax-without-exp": Case("z_2", lambda p: p.net_2 / (p.net_2[0] + p.net_2[1]), **TOP),
    "binary-terms": Case(
        "eps", lambda p: -p.y @ np.log(p.o) - (1 - p.y) @ np.log(1 - p.o), **TOP, data=SHARES
    ),
    "difference-for-error": Case("eps", lambda p: p.y[0] - p.o[0] + p.y[1] - p.o[1]),
    # back
    "slope-forgotten": Case("delta_1", lambda p: p.V @ p.delta_2),
    "slope-at-output": Case("delta_2", lambda p: p.d_o * SLOPE["sigmoid"](p.o)),
    "slope-at-input": Case("delta_1", lambda p: p.d_z * SLOPE["tanh"](p.x), ("tanh", "sigmoid")),
    "slope-of-layer-above": Case("delta_1", lambda p: p.d_z * SLOPE["sigmoid"](p.net_2)),
    "slope-before-weights": Case(
        "delta_1", lambda p: p.V @ (p.delta_2 * SLOPE["sigmoid"](p.net_1))
    ),
    "slope-of-layer-below": Case("delta_2", lambda p: p.d_o * SLOPE["sigmoid"](p.net_1)),
    "slope-kept": Case("delta_2", lambda p: (p.o - p.y) * p.o * (1 - p.o), **TOP),
    "delta-sign": Case("delta_2", lambda p: (p.y - p.o) * p.o * (1 - p.o)),
    "updated-weights": Case(
        "delta_1", lambda p: ((p.V - ETA * np.outer(p.z, p.delta_2)) @ p.delta_2) * p.z * (1 - p.z)
    ),
    "jacobian-diagonal-only": Case("J_2", lambda p: np.diag(p.o * (1 - p.o)), **TOP),
    "jacobian-without-diagonal": Case("J_2", lambda p: -p.o[:, None] * p.o, **TOP),
    "jacobian-minus": Case(
        "J_2", lambda p: np.where(np.eye(2) > 0, p.o * (1 - p.o), p.o[:, None] * p.o), **TOP
    ),
    "weights-for-delta": Case("delta_1", lambda p: p.V[:, 0] + p.V[:, 1]),
    "first-path-alone": Case("delta_1", lambda p: p.V[:, 0] * p.delta_2[0] * p.z * (1 - p.z)),
    "last-path-alone": Case("delta_1", lambda p: p.V[:, 1] * p.delta_2[1] * p.z * (1 - p.z)),
    "error-shared-out": Case(
        "delta_1", lambda p: ((p.V / (p.V[0] + p.V[1])) @ p.delta_2) * p.z * (1 - p.z)
    ),
    "tan-for-tanh": Case(
        "delta_2", lambda p: p.d_o / np.cos(p.net_2) ** 2, ("sigmoid", "tanh")
    ),
    # gradients and descent
    "outer-product-turned": Case("dW_0", lambda p: p.delta_1[:, None] * p.x),
    "output-for-input": Case("dW_1", lambda p: p.o[:, None] * p.delta_2),
    "net-for-output": Case("dW_1", lambda p: p.net_1[:, None] * p.delta_2),
    "bias-gradient-forgotten": Case("db_0", lambda p: [0, 0]),
    "bias-gradient-is-bias": Case("db_1", lambda p: p.d),
    "ascent": Case("W_1", lambda p: p.V + ETA * p.z[:, None] * p.delta_2),
    "eta-squared": Case("b_1", lambda p: p.d - ETA**2 * p.delta_2),
    "eta-missing": Case("W_0", lambda p: p.U - p.x[:, None] * p.delta_1),
    "step-for-weights": Case("b_0", lambda p: -ETA * p.delta_1),
    "weight-for-input": Case("dW_1", lambda p: p.V * p.delta_2),
    "step-for-gradient": Case("dW_0", lambda p: -ETA * np.outer(p.x, p.delta_1)),
    "shared-bias": Case("db_1", lambda p: np.ones(2) * (p.delta_2[0] + p.delta_2[1])),
    # batches
    "sum-for-mean": Case("dW_1", lambda p: p.z.T @ p.delta_2, **BATCH),
    "delta-divided": Case("delta_1", lambda p: p.delta_1 / 3, **BATCH),
    "last-sample-only": Case("db_1", lambda p: p.delta_2[2], **BATCH),
    "mean-before-product": Case(
        "dW_0", lambda p: np.outer(p.x.mean(0), p.delta_1.mean(0)), **BATCH
    ),
    "softmax-over-samples": Case(
        "z_2", lambda p: np.exp(p.net_2) / np.exp(p.net_2).sum(0), **TOP, **BATCH
    ),
}  # fmt: skip

FURTHER = {
    ("half-forgotten", "d_o"): lambda p: 2 * (p.o - p.y),
    ("mean-over-outputs", "d_o"): lambda p: (p.o - p.y) / 2,
    ("targets-exchanged", "d_o"): lambda p: -p.o / p.y,
    ("entropy-minus", "eps"): lambda p: p.y @ np.log(p.o),
    ("squared-error-for-entropy", "eps"): lambda p: ((p.y - p.o) @ (p.y - p.o)) / 2,
    ("ascent", "b_0"): lambda p: p.c + ETA * p.delta_1,
    ("eta-squared", "W_0"): lambda p: p.U - ETA**2 * p.dW_0,
    ("eta-missing", "b_1"): lambda p: p.d - p.delta_2,
    ("step-for-weights", "W_1"): lambda p: -ETA * p.dW_1,
    ("step-for-gradient", "db_1"): lambda p: -ETA * p.delta_2,
    ("sum-for-mean", "eps"): lambda p: 3 * p.eps,
    ("sum-for-mean", "db_0"): lambda p: p.delta_1[0] + p.delta_1[1] + p.delta_1[2],
    ("last-sample-only", "eps"): lambda p: ((p.y - p.o)[2] @ (p.y - p.o)[2]) / 2,
    ("last-sample-only", "dW_0"): lambda p: np.outer(p.x[2], p.delta_1[2]),
}
