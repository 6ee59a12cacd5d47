"""The steps of a training as loops, which numba compiles: for small networks, where calling NumPy
costs more than computing. The optional extra `fast`; `mlpcore.speed` decides when it is worth it.
Numba because it takes the loops below as they are, in Python, caches what it has compiled, and
comes as one wheel for every system; a C extension would need a compiler or a wheel for each.
"""

from typing import Any

import numpy as np
from numba import njit  # type: ignore[import-not-found, unused-ignore]  # the extra `fast`
from numpy.typing import NDArray

Codes = NDArray[Any]
Array = NDArray[np.float64]


@njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator, unused-ignore]
def steps(
    widths: Codes, codes: Codes, is_difference: bool, P: Array, table: Array, rows: Codes,
    size: int, eta: float,
) -> None:  # fmt: skip
    """A step of gradient descent for each `size` of these rows [x, 1, y] of a table; P, the blocks
    [W_l; b_l], moves. Widths and places have no sign: numba need not ask whether an index is
    counted from the end.
    """
    layers, d, k, one = len(codes), widths[0], widths[-1], np.uint64(1)
    first = np.zeros(layers + 2, np.uint64)  # where z^l begins in z
    block = np.zeros(layers + 1, np.uint64)  # where [W_l; b_l] begins in P
    for l in range(layers + 1):
        first[l + 1] = first[l] + widths[l]
    for l in range(layers):
        block[l + 1] = block[l] + (widths[l] + one) * widths[l + 1]
    z, delta = np.zeros(first[-1]), np.zeros(first[-1])
    G = P if size == 1 else np.zeros(len(P))  # what η ∇ is taken from: online at once
    o = first[layers]
    for start in range(0, len(rows), size):
        end = min(start + size, len(rows))
        rate = eta / (end - start)
        for at_row in range(start, end):
            r = rows[at_row]
            for i in range(d):
                z[i] = table[r, i]
            for l in range(layers):
                m, n, at, here, above = widths[l], widths[l + 1], block[l], first[l], first[l + 1]
                for j in range(n):
                    z[above + j] = P[at + m * n + j]
                for i in range(m):
                    z_i = z[here + i]
                    for j in range(n):
                        z[above + j] += z_i * P[at + i * n + j]
                activate(z, above, n, codes[l])
            for j in range(k):
                d_o = z[o + j] - table[r, d + one + j]
                slope_o = 1.0 if is_difference else slope(z[o + j], codes[layers - 1])
                delta[o + j] = rate * d_o * slope_o
            for l in range(layers - 1, -1, -1):
                m, n, at, here, above = widths[l], widths[l + 1], block[l], first[l], first[l + 1]
                for i in range(m):
                    z_i = z[here + i]
                    if l > 0:
                        came = 0.0
                        for j in range(n):
                            came += P[at + i * n + j] * delta[above + j]
                        delta[here + i] = came * slope(z_i, codes[l - 1])
                    for j in range(n):
                        G[at + i * n + j] -= z_i * delta[above + j]
                for j in range(n):
                    G[at + m * n + j] -= delta[above + j]
        if size > 1:
            P += G
            G[:] = 0.0


@njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator, unused-ignore]
def activate(z: Array, at: np.uint64, n: np.uint64, code: int) -> None:
    """Put f(net) in the place of the n net inputs from `at` on: identity, sigmoid, tanh, ReLU,
    softmax. No slices, where it can be done without: numba counts who holds them.
    """
    if code == 1:
        for j in range(at, at + n):
            z[j] = 1.0 / (1.0 + np.exp(-z[j]))
    elif code == 2:
        for j in range(at, at + n):  # (1 − e^{−2|net|}) / (1 + e^{−2|net|}), which is quicker
            e = np.expm1(-2.0 * abs(z[j]))
            z[j] = np.copysign(e / (2.0 + e), z[j])
    elif code == 3:
        for j in range(at, at + n):
            z[j] = max(z[j], 0.0)
    elif code == 4:
        net = z[at : at + n]
        net[:] = np.exp(net - net.max())
        net[:] /= net.sum()


@njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator, unused-ignore]
def slope(z: float, code: int) -> float:
    """f' in terms of the output."""
    if code == 1:
        return z - z * z
    if code == 2:
        return 1.0 - z * z
    return 1.0 if code == 0 or z > 0.0 else 0.0
