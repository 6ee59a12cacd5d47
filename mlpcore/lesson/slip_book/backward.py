"""Slips on the way back: δ and the Jacobian.

Add one; it is one more entry of the list.
"""

import numpy as np

from mlpcore.backprop import matvec
from mlpcore.checks import Array
from mlpcore.lesson.notation.text import line
from mlpcore.lesson.slip_book.slip import Slip, altered
from mlpcore.lesson.steps.shape_clash import same_shape
from mlpcore.lesson.steps.trace import Trace


def _arrives(trace: Trace, l: int) -> Array:
    return trace.value(trace.arrives_key(l))


def _slope_at(trace: Trace, l: int, key: str) -> Array:
    """What arrives at layer l ⊙ f'^l, taken at another quantity than net_l."""
    at = same_shape(trace.operand(f"net_{l}"), trace.operand(key))
    return np.asarray(_arrives(trace, l) * trace.f[l].derivative(at))


def _with_new_weights(trace: Trace, l: int) -> Array:
    arrives = matvec(trace.value(f"new:W_{l}"), trace.value(f"delta_{l + 1}"))
    return np.asarray(trace.f[l].pullback(trace.value(f"net_{l}"), arrives))


def _by_path(trace: Trace, l: int, units: slice) -> Array:
    """What comes back from some of the units above alone."""
    W, delta = trace.value(f"W_{l}")[:, units], trace.value(f"delta_{l + 1}")[units]
    return np.asarray(trace.f[l].pullback(trace.value(f"net_{l}"), matvec(W, delta)))


def _shared_out(trace: Trace, l: int) -> Array:
    W = trace.value(f"W_{l}")
    arrives = matvec(W / W.sum(axis=0), trace.value(f"delta_{l + 1}"))
    return np.asarray(trace.f[l].pullback(trace.value(f"net_{l}"), arrives))


def _slope_first(trace: Trace, l: int) -> Array:
    """W_l of δ^{l+1} that has been multiplied with the slope of the layer below."""
    net = same_shape(trace.operand(f"delta_{l + 1}"), trace.operand(f"net_{l}"))
    return matvec(trace.value(f"W_{l}"), trace.value(f"delta_{l + 1}") * trace.f[l].derivative(net))


SLIPS_BACKWARD = [
    Slip(
        id="slope-forgotten",
        title="the derivative of the activation is forgotten",
        written=line("δ^l = ∂ε/∂z^l"),
        true=line("δ^l = ∂ε/∂z^l ⊙ f′^l(net_l)"),
        why="what arrives at a layer is easily taken for its δ, which is one factor further",
        shows="wherever the slope is not 1, as everywhere on a sigmoid",
        silent="the slope is 1, as for ReLU above 0",
        gives={"delta": _arrives},
    ),
    Slip(
        id="slope-at-output",
        title="the derivative is taken at the output instead of at net",
        written=line("δ^l = ∂ε/∂z^l ⊙ f′^l(z^l)"),
        true=line("δ^l = ∂ε/∂z^l ⊙ f′^l(net_l)"),
        why="z ⊙ (1 − z) is written with z, so z is put into f′, which has done that already",
        shows="a slope of f at z is another slope, except where f leaves its input as it is",
        silent="f has the same slope at z as at net",
        gives={"delta": lambda trace, l: _slope_at(trace, l, f"z_{l}")},
        activation="elementwise",
    ),
    Slip(
        id="slope-at-input",
        title="the derivative is taken at the input of the layer instead of at its net",
        written=line("δ^l = ∂ε/∂z^l ⊙ f′^l(z^{l−1})"),
        true=line("δ^l = ∂ε/∂z^l ⊙ f′^l(net_l)"),
        why="the input of the layer is taken for the input of its activation",
        shows="shapes clash unless the layer is as wide as the one below",
        silent="f has the same slope at both",
        gives={"delta": lambda trace, l: _slope_at(trace, l, trace.z_key(l - 1))},
        activation="elementwise",
        shapes=True,
    ),
    Slip(
        id="slope-of-layer-above",
        title="the derivative is taken at the net input of the layer above",
        written=line("δ^l = (W_l δ^{l+1}) ⊙ f′^l(net_{l+1})"),
        true=line("δ^l = (W_l δ^{l+1}) ⊙ f′^l(net_l)"),
        why="W_l and δ^{l+1} have just been read, and their neighbour net_{l+1} comes along",
        shows="shapes clash unless the layer is as wide as the one above",
        silent="f has the same slope at both",
        gives={"delta": lambda trace, l: _slope_at(trace, l, f"net_{l + 1}")},
        activation="elementwise",
        place="hidden",
        shapes=True,
    ),
    Slip(
        id="slope-before-weights",
        title="the derivative is multiplied in before the weights, not after them",
        written=line("δ^l = W_l (δ^{l+1} ⊙ f′^l(net_l))"),
        true=line("δ^l = (W_l δ^{l+1}) ⊙ f′^l(net_l)"),
        why="the same three factors, and parentheses look like a matter of taste",
        shows="shapes clash unless the layer is as wide as the one above",
        silent="all units of the layer have the same slope",
        gives={"delta": _slope_first},
        activation="elementwise",
        place="hidden",
        shapes=True,
    ),
    Slip(
        id="slope-of-layer-below",
        title="the derivative is taken at the net input of the layer below",
        written=line("δ^l = ∂ε/∂z^l ⊙ f′^l(net_{l−1})"),
        true=line("δ^l = ∂ε/∂z^l ⊙ f′^l(net_l)"),
        why="lists that begin at 0 in code and at 1 on paper are easily off by one",
        shows="shapes clash unless the layer is as wide as the one below",
        silent="f has the same slope at both",
        gives={"delta": lambda trace, l: _slope_at(trace, l, f"net_{l - 1}")},
        activation="elementwise",
        lowest=2,
        shapes=True,
    ),
    Slip(
        id="slope-kept",
        title="the derivative of softmax is applied to o − y, which has it already",
        written=line("δ^{h+1} = (o − y) ⊙ o ⊙ (1 − o)"),
        true=line("δ^{h+1} = o − y for softmax with the cross-entropy and Σ_i y_i = 1"),
        why="o − y looks like ∂ε/∂o of the squared error, where f′ is still to come",
        shows="δ nearly vanishes where a sure output is wrong, just where it should be largest",
        silent="o = y",
        gives=altered(
            "delta",
            lambda delta, trace, l: delta * trace.value(f"z_{l}") * (1 - trace.value(f"z_{l}")),
        ),
        activation="softmax",
        loss="cross_entropy",
        place="output",
    ),
    Slip(
        id="delta-sign",
        title="δ has its sign turned",
        written=line("δ^{h+1} = (y − o) ⊙ f′^{h+1}"),
        true=line("δ^{h+1} = (o − y) ⊙ f′^{h+1}"),
        why="the error is written with y − o, and its inner derivative −1 is forgotten",
        shows="every sign: descent along such gradients climbs (books that have y − o here add the "
        "step: W + η ∇W)",
        silent="δ is 0",
        gives=altered("delta", lambda delta, trace, l: -delta),
    ),
    Slip(
        id="updated-weights",
        title="the weights are updated before the lower δ is computed",
        written=line("δ^l = (W_l δ^{l+1}) ⊙ f′^l(net_l) with W_l − η ∇W_l in place of W_l"),
        true=line("δ^l = (W_l δ^{l+1}) ⊙ f′^l(net_l) with the W_l of the way forward"),
        why="a loop that goes back and updates as it goes saves a line",
        shows="the gradient check, the more so the larger η",
        silent="∇W_l is 0",
        gives={"delta": _with_new_weights},
        place="hidden",
    ),
    Slip(
        id="jacobian-diagonal-only",
        title="the Jacobian of softmax has nothing beside its diagonal",
        written=line("J = diag(o ⊙ (1 − o))"),
        true=line("J = diag(o) − o oᵀ"),
        why="the Jacobian of every other activation is diagonal",
        shows="its rows do not add up to 0",
        silent="only one output is not 0",
        gives=altered("J", lambda J, trace, l: np.diag(np.diag(J))),
        activation="softmax",
    ),
    Slip(
        id="jacobian-without-diagonal",
        title="the case i = j of the Jacobian of softmax is forgotten",
        written=line("J = −o oᵀ"),
        true=line("J = diag(o) − o oᵀ"),
        why="the rule for i ≠ j is used for all entries",
        shows="its diagonal is negative: more net input would mean less output",
        silent="nowhere, for the outputs add up to 1",
        gives={"J": lambda trace, l: -np.outer(trace.value(f"z_{l}"), trace.value(f"z_{l}"))},
        activation="softmax",
    ),
    Slip(
        id="jacobian-minus",
        title="the minus beside the diagonal of the Jacobian of softmax is forgotten",
        written=line("J_{ij} = o_i o_j for i ≠ j"),
        true=line("J_{ij} = −o_i o_j for i ≠ j"),
        why="the diagonal is positive, and the rest is written like it",
        shows="its rows do not add up to 0",
        silent="only one output is not 0",
        gives=altered("J", lambda J, trace, l: np.abs(J)),
        activation="softmax",
    ),
    Slip(
        id="weights-for-delta",
        title="the weights are given for the δ that comes back through them",
        written=line("δ^l = Σ_j W_l[·, j]"),
        true=line("δ^l = (W_l δ^{l+1}) ⊙ f′^l(net_l)"),
        why="the weights are what δ goes through, and with one output they have its shape",
        shows="it does not depend on the sample",
        silent="δ^{l+1} and the slopes are 1",
        gives={"delta": lambda trace, l: trace.value(f"W_{l}").sum(axis=1)},
        place="hidden",
    ),
    Slip(
        id="first-path-alone",
        title="only the path through the first unit above is followed",
        written=line("δ^l = (W_l[·, 1] δ^{l+1}_1) ⊙ f′^l(net_l)"),
        true=line("δ^l = (W_l δ^{l+1}) ⊙ f′^l(net_l)"),
        why="with one output there is one path, and the rule is learnt with that",
        shows="units whose first weight is 0 get no δ",
        silent="there is one unit above, or all others have δ = 0",
        gives={"delta": lambda trace, l: _by_path(trace, l, slice(0, 1))},
        place="hidden",
    ),
    Slip(
        id="last-path-alone",
        title="only the path through the last unit above is followed",
        written=line("δ^l = (W_l[·, k] δ^{l+1}_k) ⊙ f′^l(net_l)"),
        true=line("δ^l = (W_l δ^{l+1}) ⊙ f′^l(net_l)"),
        why="a loop that puts = where += is meant keeps what it found last",
        shows="units whose last weight is 0 get no δ",
        silent="there is one unit above, or all others have δ = 0",
        gives={"delta": lambda trace, l: _by_path(trace, l, slice(-1, None))},
        place="hidden",
    ),
    Slip(
        id="error-shared-out",
        title="δ is shared out in proportion to the weights",
        written=line("δ^l_i = Σ_j (W_l[i, j] / Σ_m W_l[m, j]) δ^{l+1}_j · f′^l"),
        true=line("δ^l_i = Σ_j W_l[i, j] δ^{l+1}_j · f′^l"),
        why="one book explains the way back as blame that is shared out among the units",
        shows="the gradient check: a unit with all the weight gets all of δ, however small it is",
        silent="the weights into each unit above add up to 1",
        gives={"delta": _shared_out},
        place="hidden",
    ),
    Slip(
        id="tan-for-tanh",
        title="the derivative of tan is taken for that of tanh",
        written=line("tanh′(net) = 1 + tan²(net)"),
        true=line("tanh′(net) = 1 − tanh²(net)"),
        why="tables list tan, and its derivative looks the same but for a sign",
        shows="a slope above 1, which tanh has nowhere",
        silent="net is 0",
        gives={
            "delta": lambda trace, l: (
                _arrives(trace, l) * (1 + np.tan(trace.value(f"net_{l}")) ** 2)
            )
        },
        activation="tanh",
    ),
]
