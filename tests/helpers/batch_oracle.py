"""Every number around a batch's gradient by HIPS autograd and plain NumPy, by key.

`wrong(numbers, case, eta)` holds what a panel shows against it; nothing here comes from mlpcore.
"""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from tests.helpers.oracle import FUNCTIONS, Case, differentiate, net_inputs, no_shifts


def alone(case: Case, p: int) -> Case:
    """Row p of a batch, counted from 0, as a sample."""
    return Case(case.W, case.b, case.activations, case.loss, case.x[p], case.y[p])


def expected(case: Case, eta: float) -> dict[str, np.ndarray]:
    """The quantities that can be shown; own gradients are those of each sample alone."""
    n, layers = len(case.x), range(len(case.W))
    found, singles = differentiate(case), [differentiate(alone(case, p)) for p in range(n)]
    right = {"x": case.x, "y": case.y, "eta": eta, "n": n, "n_eta": n * eta, "eps": found.eps}
    nets = net_inputs(case, case.W, case.b, no_shifts(case))
    for l, (net, name) in enumerate(zip(nets, case.activations, strict=True), 1):
        right |= {f"net_{l}": net, f"z_{l}": FUNCTIONS[name](net), f"delta_{l}": found.delta[l]}
    for l in layers:
        for kind, old in (("W", case.W[l]), ("b", case.b[l])):
            own = np.array([getattr(single, f"d{kind}")[l] for single in singles])
            mean = getattr(found, f"d{kind}")[l]
            right |= {
                f"{kind}_{l}": old, f"own:d{kind}_{l}": own, f"d{kind}_{l}": mean,
                f"running:d{kind}_{l}": [own[: p + 1].sum(axis=0) for p in range(n)],
                f"sum:d{kind}_{l}": n * mean,
                f"new:{kind}_{l}": old - eta * mean, f"new_sum:{kind}_{l}": old - eta * n * mean,
            }  # fmt: skip
    for frame in ("new", "new_sum"):
        W, b = ([right[f"{frame}:{kind}_{l}"] for l in layers] for kind in "Wb")
        after = Case(W, b, case.activations, case.loss, case.x, case.y)
        right[f"{frame}:eps"] = differentiate(after).eps
    return {key: np.asarray(value, np.float64) for key, value in right.items()}


def wrong(
    numbers: Iterable[tuple[str, tuple[int, ...], float]], case: Case, eta: float
) -> list[str]:
    """The numbers that are not what they should be, to 1e-10 of the largest of their quantity."""
    right, complaints = expected(case, eta), []
    for key, at, value in numbers:
        quantity = right[key]
        true = quantity[tuple(i - 1 for i in at)]
        if abs(value - true) > 1e-10 * np.abs(quantity).max():
            complaints.append(f"{key}{list(at)} is {value}, not {true}")
    return complaints


def random_batch(widths: list[int], n: int, loss: str = "half_squared_error") -> Case:
    """Random weights, inputs and targets, of these widths."""
    rng = np.random.default_rng([*widths, n])
    W = [rng.normal(0, 1, pair) for pair in pairwise(widths)]
    b = [rng.normal(0, 0.5, m) for m in widths[1:]]
    x, y = rng.normal(0, 1, (n, widths[0])), rng.dirichlet(np.ones(widths[-1]), n)
    output = "softmax" if loss == "cross_entropy" else "sigmoid"
    return Case(W, b, ["tanh"] * (len(widths) - 2) + [output], loss, x, y)
