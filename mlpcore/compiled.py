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
    widths: Codes, codes: Codes, is_difference: bool, P: Array, data: Array, size: int, eta: float
) -> None:
    """A step of gradient descent for each `size` rows of data; P, the blocks [W_l; b_l], moves."""
    layers, d, k = len(codes), widths[0], widths[-1]
    first = np.zeros(layers + 2, np.int64)  # where z^l begins in z
    block = np.zeros(layers + 1, np.int64)  # where [W_l; b_l] begins in P
    for l in range(layers + 1):
        first[l + 1] = first[l] + widths[l]
    for l in range(layers):
        block[l + 1] = block[l] + (widths[l] + 1) * widths[l + 1]
    z, delta = np.zeros(first[-1]), np.zeros(first[-1])
    G = P if size == 1 else np.zeros(len(P))  # what η ∇ is taken from: online at once
    o = first[layers]
    for start in range(0, len(data), size):
        rate = eta / min(size, len(data) - start)
        for r in range(start, min(start + size, len(data))):
            z[:d] = data[r, :d]
            for l in range(layers):
                m, n, at, here, above = widths[l], widths[l + 1], block[l], first[l], first[l + 1]
                for j in range(n):
                    z[above + j] = P[at + m * n + j]
                for i in range(m):
                    for j in range(n):
                        z[above + j] += z[here + i] * P[at + i * n + j]
                activate(z[above : above + n], codes[l])
            for j in range(k):
                delta[o + j] = z[o + j] - data[r, d + 1 + j]
                if not is_difference:
                    delta[o + j] *= slope(z[o + j], codes[layers - 1])
            for l in range(layers - 1, -1, -1):
                m, n, at, here, above = widths[l], widths[l + 1], block[l], first[l], first[l + 1]
                for i in range(m):
                    came = 0.0
                    for j in range(n):
                        came += P[at + i * n + j] * delta[above + j]
                    if l > 0:
                        delta[here + i] = came * slope(z[here + i], codes[l - 1])
                    for j in range(n):
                        G[at + i * n + j] -= rate * z[here + i] * delta[above + j]
                for j in range(n):
                    G[at + m * n + j] -= rate * delta[above + j]
        if size > 1:
            P += G
            G[:] = 0.0


@njit(cache=True, error_model="numpy")  # type: ignore[untyped-decorator, unused-ignore]
def activate(net: Array, code: int) -> None:
    """Put f(net) in its place: identity, sigmoid, tanh, ReLU, softmax."""
    if code == 1:
        for j in range(len(net)):
            net[j] = 1.0 / (1.0 + np.exp(-net[j]))
    elif code == 2:
        for j in range(len(net)):
            net[j] = np.tanh(net[j])
    elif code == 3:
        for j in range(len(net)):
            net[j] = max(net[j], 0.0)
    elif code == 4:
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
