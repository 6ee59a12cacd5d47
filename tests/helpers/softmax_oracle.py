"""Every number around softmax, computed anew with `mlpcore` and plain NumPy, by key.

`wrong(numbers, given)` holds what a panel shows against it.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from mlpcore import cross_entropy, half_squared_error, loss, softmax
from mlpcore.checks import Array
from mlpcore.gradcheck import central_differences


class Given(NamedTuple):
    """What a person can set."""

    net: list[float]
    y: list[float]
    loss: str = "cross_entropy"
    T: float = 1.0
    c: float = 0.0


@np.errstate(all="ignore")
def expected(given: Given) -> dict[str, Array]:
    """The quantities that the panel can show; the Jacobian is written out case by case."""
    net, y = np.array(given.net, np.float64), np.array(given.y, np.float64)
    T, c = given.T, given.c
    s = (net + c) / T
    o, k, error = softmax(s), len(net), loss(given.loss)
    J = np.array([[o[i] * (1 - o[i]) if i == j else -o[i] * o[j] for j in range(k)]
                  for i in range(k)]) / T  # fmt: skip
    d_o = error.d_o(y, o)
    v = o - y
    delta_ce, delta_se = (o * y.sum() - y) / T, o * (v - o @ v) / T
    found = central_differences(lambda at: float(error.error(y, softmax, (at + c) / T)), net)
    return {
        "net": net, "y": y, "T": T, "c": c, "s": s, "o": o, "one_minus_o": 1 - o,
        "log_o": s - s.max() - np.log(np.exp(s - s.max()).sum()),
        "sum_o": 1.0, "moved": np.abs(o - softmax(net / T)).max(),
        "a": s - s.max(), "e": np.exp(s - s.max()), "naive_e": np.exp(s),
        "naive_sum": np.exp(s).sum(), "naive_o": np.exp(s) / np.exp(s).sum(), "log_of_o": np.log(o),
        "J": J, "row_sums": np.zeros(k), "column_sums": np.zeros(k), "asymmetry": 0.0,
        "eigenvalues": np.sort(np.linalg.eigvals(J).real)[::-1],
        "d_o": d_o, "terms": J.T * d_o, "summed": np.sum(J.T * d_o, axis=1), "sum_y": y.sum(),
        "mean_d_o": o @ d_o, "slip": d_o * o * (1 - o) / T, "numerical": found,
        "delta": {"cross_entropy": delta_ce, "half_squared_error": delta_se}.get(
            given.loss, v / (1 - o) / T - o * np.sum(v / (1 - o)) / T
        ),
        "eps_ce": cross_entropy.error(y, softmax, s), "eps_se": half_squared_error(y, o),
        "delta_ce": delta_ce, "delta_se": delta_se,
        "size_ce": np.linalg.norm(delta_ce), "size_se": np.linalg.norm(delta_se),
    }  # fmt: skip


def wrong(numbers: Iterable[tuple[str, tuple[int, ...], float]], given: Given) -> list[str]:
    """The numbers that are not what they should be: to 12 digits, or to where they are rounded."""
    right = {key: np.asarray(value) for key, value in expected(given).items()}
    return [
        f"{key}{list(at)} is {value}, not {right[key][place]}"
        for key, at, value in numbers
        for place in [tuple(i - 1 for i in at)]
        if not np.isclose(value, right[key][place], **slack(key), equal_nan=True)
    ]


def slack(key: str) -> dict[str, float]:
    """How far a number may be off."""
    coarse = {"numerical": 1e-6, "moved": 1e-10, "eigenvalues": 1e-11}
    return {"rtol": 1e-11, "atol": coarse.get(key, 1e-12)}
