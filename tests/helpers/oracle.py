"""A second implementation, differentiated by HIPS autograd; it shares no formula with mlpcore.

`differentiate` gives ε, ∇W, ∇b and δ of a network and a sample or batch; `random_case` draws one,
`agree` says whether two arrays are the same to 1e-10.
"""

from dataclasses import dataclass
from itertools import pairwise

import autograd.numpy as np
from autograd import grad


def log_softmax(net):
    """log o, with the largest net input taken off."""
    shifted = net - np.max(net, axis=-1, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))


FUNCTIONS = {
    "identity": lambda net: net,
    "sigmoid": lambda net: 0.5 + 0.5 * np.tanh(0.5 * net),
    "tanh": np.tanh,
    "relu": lambda net: np.where(net > 0, net, 0.0),
    "softmax": lambda net: np.exp(log_softmax(net)),
}

LOGARITHMS = {
    "sigmoid": lambda net: -np.logaddexp(0.0, -net),
    "softmax": log_softmax,
}

LOSSES = ("half_squared_error", "cross_entropy", "binary_cross_entropy")


@dataclass
class Case:
    """A network by its numbers and names, with an input and a target."""

    W: list
    b: list
    activations: list
    loss: str
    x: np.ndarray
    y: np.ndarray


@dataclass
class Derivatives:
    """ε and its derivatives; delta[l] is δ^l, as in the notes, and delta[0] is None."""

    eps: float
    dW: list
    db: list
    delta: list


def net_inputs(case, W, b, shifts):
    """Every net_1 … net_{h+1}, each moved by its shift, so that ∂ε/∂shift is ∂ε/∂net."""
    z, nets = case.x, []
    for W_l, b_l, shift, name in zip(W, b, shifts, case.activations, strict=True):
        nets.append(np.dot(z, W_l) + b_l + shift)
        z = FUNCTIONS[name](nets[-1])
    return nets


def row_errors(case, net):
    """ε of each row, from the net input of the output layer."""
    f = FUNCTIONS[case.activations[-1]]
    if case.loss == "half_squared_error":
        return 0.5 * np.sum((f(net) - case.y) ** 2, axis=-1)
    log = LOGARITHMS.get(case.activations[-1], lambda net: np.log(f(net)))
    if case.loss == "binary_cross_entropy":
        rest = np.log(1 - f(net)) if case.activations[-1] != "sigmoid" else log(-net)
        return -np.sum(case.y * log(net) + (1 - case.y) * rest, axis=-1)
    return -np.sum(case.y * log(net), axis=-1)


def no_shifts(case):
    """A zero for every net input of every row."""
    return [np.zeros((*case.x.shape[:-1], len(b_l))) for b_l in case.b]


def differentiate(case):
    """ε, ∇W, ∇b (means over a batch) and every row's own δ."""

    def eps(variables):
        return np.mean(row_errors(case, net_inputs(case, *variables)[-1]))

    at = (case.W, case.b, no_shifts(case))
    dW, db, d_shift = grad(eps)(at)
    n = len(case.x) if case.x.ndim == 2 else 1
    return Derivatives(float(eps(at)), dW, db, [None, *(n * d for d in d_shift)])


def random_case(hidden, output, loss, h, rows=None, seed=0):
    """Random weights, input and target; for the cross-entropies, biases that make o > 0."""
    rng = np.random.default_rng([seed, h, rows or 0])
    widths = [3, *rng.integers(2, 5, h), 3]
    W = [rng.normal(0, m**-0.5, (m, n)) for m, n in pairwise(widths)]  # no layer saturates
    b = [rng.normal(0, 0.5, n) for n in widths[1:]]
    x = rng.normal(0, 1, (rows, 3) if rows else 3)
    y = rng.dirichlet(np.ones(3), rows)
    case = Case(W, b, [hidden] * h + [output], loss, x, y)
    if loss != "half_squared_error":
        lowest = np.min(net_inputs(case, W, b, no_shifts(case))[-1])
        b[-1] = b[-1] + max(0.0, 0.5 - lowest)
    if loss == "binary_cross_entropy":  # o < 1 for every output activation
        highest = np.max(net_inputs(case, W, b, no_shifts(case))[-1])
        W[-1], b[-1] = W[-1] * 0.9 / highest, b[-1] * 0.9 / highest
    return case


def agree(ours, theirs):
    """max |ours − theirs| ≤ 1e-10 · max |theirs|, over the array, and the same shape."""
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    same_shape = ours.shape == theirs.shape
    return same_shape and np.max(np.abs(ours - theirs)) <= 1e-10 * np.max(np.abs(theirs))
