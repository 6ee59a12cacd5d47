"""The eight slips of the notes: what they write, what is true, and what the line as written gives.

Source: the notes, where they slip; each stands in the notes as it is written here.
"""

from dataclasses import replace

import numpy as np

from mlpcore.activations import Activation
from mlpcore.checks import Array
from mlpcore.lesson.notation.numbers import six
from mlpcore.lesson.notation.text import Line, line
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.steps.shape_clash import hadamard, product, same_shape
from mlpcore.lesson.steps.trace import Trace
from mlpcore.losses import Loss

ETA = 0.1


def _transposed(trace: Trace, l: int) -> Array:
    f: Activation = trace.f[l]
    arrives = product(trace.operand(f"W_{l}", transposed=True), trace.operand(f"delta_{l + 1}"))
    return f.pullback(trace.value(f"net_{l}"), arrives)


def _both_ways(trace: Trace, key: str) -> str:
    """What one step of descent does to ε, with o − y and with y − o."""
    turned = replace(trace.loss, gradient=lambda y, o: y - o)
    right, wrong = (_after_descent(trace, loss) for loss in (trace.loss, turned))
    before = f"one step with η = {ETA} takes ε from {six(trace.bwd.eps)}"
    return f"{before} {_to(trace, right)} with o − y, {_to(trace, wrong)} with y − o"


def _after_descent(trace: Trace, loss: Loss) -> float:
    probe = trace.mlp.copy()
    probe.loss = loss
    probe.descend(probe.backward(trace.fwd, trace.y), ETA)
    return float(np.mean(trace.loss(trace.y, probe.forward(trace.fwd.z[0]).o)))


def _to(trace: Trace, eps: float) -> str:
    way = "down " if eps < trace.bwd.eps else "up " if eps > trace.bwd.eps else ""
    return f"{way}to {six(eps)}"


def _square(trace: Trace, key: str) -> str:
    """What hides the slip: a square matrix can be multiplied either way round."""
    weights = trace.operand(key.replace("delta", "W"))
    m, k = weights.value.shape
    clashes = f"{weights.text} is {weights.shape}, so no shapes clash: only the numbers tell"
    return clashes if m == k else ""


SLIPS_OF_THE_NOTES = [
    Slip(
        id="missing-minus",
        title="the inner derivative −1 is forgotten",
        written=Line(
            "∂ε/∂o = ½ · 2(y − o) · 1 = o − y",
            r"\frac{\partial\varepsilon}{\partial o} = \tfrac12 \cdot 2 (y - o) \cdot 1 = o - y",
        ),
        true=line("∂ε/∂o = ½ · 2(y − o) · (−1) = o − y"),
        why="the square takes all the care, and y − o inside it looks like a plain variable",
        shows="the sign: without the −1 the middle is y − o, and descent along it climbs",
        silent="o = y, so that both are 0",
        loss="half_squared_error",
        means="∂ε/∂o = ½ · 2(y − o) · 1 = y − o, which is what the middle of the line says",
        gives={"d_o": lambda trace, l: trace.value("y") - trace.value(f"z_{trace.h + 1}")},
        notes=True,
        watch=_both_ways,
    ),
    Slip(
        id="tanh-at-net",
        title="the derivative of tanh is taken at net instead of at the output",
        written=Line(
            "tanh: ∂fᵒ(net_o)/∂net_o = 1 − net_o²",
            r"\tanh: \quad \frac{\partial f^o(\mathrm{net}_o)}{\partial \mathrm{net}_o}"
            r" = 1 - \mathrm{net}_o^2",
        ),
        true=Line(
            "tanh: ∂fᵒ(net_o)/∂net_o = 1 − tanh²(net_o) = 1 − o²",
            r"\tanh: \quad \frac{\partial f^o(\mathrm{net}_o)}{\partial \mathrm{net}_o}"
            r" = 1 - \tanh^2(\mathrm{net}_o) = 1 - o^2",
        ),
        why="1 − z² is learnt by heart, and z is read as the argument of tanh",
        shows="wrong wherever net is not 0, and below 0 for |net| > 1, where tanh still rises",
        silent="net is 0, or nearly so, or where no error arrives",
        activation="tanh",
        means="f′(net) = 1 − net²",
        gives={
            "delta": lambda trace, l: (
                trace.value(trace.arrives_key(l)) * (1 - trace.value(f"net_{l}") ** 2)
            )
        },
        notes=True,
    ),
    Slip(
        id="relu-names-error",
        title="the slope of ReLU is called the gradient of the error",
        written=Line(
            "ReLU: ∂ε/∂net_o = 1 if net_o > 0, 0 otherwise",
            r"\mathrm{ReLU}: \quad \frac{\partial\varepsilon}{\partial \mathrm{net}_o}"
            r" = \begin{cases} 1 & \text{if } \mathrm{net}_o > 0 \\"
            r" 0 & \text{otherwise} \end{cases}",
        ),
        true=line(
            "ReLU: ∂ε/∂net_o = ∂ε/∂o ⊙ ∂o/∂net_o with ∂o/∂net_o = 1 if net_o > 0, 0 otherwise"
        ),
        why="one factor of the chain rule is worked out and given the name of the whole product",
        shows="the error no longer appears in δ: it is 1 or 0 whatever the target",
        silent="what arrives is just 1 wherever net > 0",
        activation="relu",
        means="δ = 1 where net > 0, 0 otherwise",
        gives={"delta": lambda trace, l: trace.value(f"slope_{l}")},
        notes=True,
    ),
    Slip(
        id="transposed-weights",
        title="δ is sent back through the transposed weights",
        written=Line(
            "δ_h = (W_oᵀ δ_o) ⊙ z ⊙ (1 − z)",
            r"\delta_h = \left(W_o^{\mathsf T} \delta_o\right) \odot z \odot (1 - z)",
        ),
        true=line("δ_h = (W_o δ_o) ⊙ z ⊙ (1 − z)"),
        why="the forward pass has Wᵀ, so its transpose, plain W, is overlooked on the way back",
        shows="shapes clash unless m = k; with m = k only the gradient check finds it",
        silent="W_o is symmetric, or where no error arrives",
        place="hidden",
        gives={"delta": _transposed},
        notes=True,
        shapes=True,
        watch=_square,
    ),
    Slip(
        id="hadamard-not-outer",
        title="⊙ is written where the outer product is meant",
        written=Line("∇W_o = z ⊙ δ_oᵀ", r"\nabla W_o = z \odot \delta_o^{\mathsf T}"),
        true=line("∇W_o = z δ_oᵀ"),
        why="the formulas of δ are full of ⊙, so one more is written without a thought",
        shows="on paper ⊙ needs two of one shape; NumPy's * stretches a column and a row to the "
        "outer product, but of two plain arrays it makes a vector, or an error",
        silent="m = k = 1",
        gives={
            "dW": lambda trace, l: hadamard(
                trace.operand(trace.z_key(l)), trace.operand(f"delta_{l + 1}", transposed=True)
            )
        },
        notes=True,
        shapes=True,
    ),
    Slip(
        id="deep-delta-without-weights",
        title="δ steps back a layer without passing through the weights",
        written=Line(
            "δ^l = ∂ε/∂net_l ⊙ ∂net_l/∂z^l with ∂ε/∂net_l = f′^l ⊙ ∂ε/∂net_{l+1}",
            r"\delta^l = \frac{\partial\varepsilon}{\partial \mathrm{net}_l} \odot"
            r" \frac{\partial \mathrm{net}_l}{\partial z^l}, \quad"
            r" \frac{\partial\varepsilon}{\partial \mathrm{net}_l}"
            r" = f'^l \odot \frac{\partial\varepsilon}{\partial \mathrm{net}_{l+1}}",
        ),
        true=line("δ^l = (W_l δ^{l+1}) ⊙ f′^l(net_l) for l = h, …, 1"),
        why="the factor ∂net_{l+1}/∂z^l is W_l, and it gets lost where the chain rule is shortened",
        shows="the weights are missing; on paper shapes clash unless neighbouring widths agree",
        silent="W_l happens to change nothing, or where no error arrives",
        place="hidden",
        means="δ^l = f′^l(net_l) ⊙ δ^{l+1}",
        gives={
            "delta": lambda trace, l: trace.f[l].pullback(
                trace.value(f"net_{l}"),
                same_shape(trace.operand(f"net_{l}"), trace.operand(f"delta_{l + 1}")),
            )
        },
        notes=True,
        shapes=True,
    ),
    Slip(
        id="sigmoid-of-z",
        title="one letter z for the argument and for the output of the sigmoid",
        written=Line(
            "f(z) = 1/(1 + e^−z), f′ = z ⊙ (1 − z)",
            r"f(z) = \frac{1}{1 + e^{-z}}, \quad f' = z \odot (1 - z)",
        ),
        true=Line(
            "f(net) = 1/(1 + e^−net), f′(net) = f(net) ⊙ (1 − f(net)) = z ⊙ (1 − z)",
            r"f(\mathrm{net}) = \frac{1}{1 + e^{-\mathrm{net}}}, \quad"
            r" f'(\mathrm{net}) = f(\mathrm{net}) \odot (1 - f(\mathrm{net})) = z \odot (1 - z)",
        ),
        why="textbooks call the argument z, the lecture calls the output z, and both are right",
        shows="net ⊙ (1 − net) is below 0 for net < 0 or net > 1, where the sigmoid still rises",
        silent="no error arrives, or net happens to give the same slope",
        activation="sigmoid",
        means="f′(net) = net ⊙ (1 − net), if z is the argument both times",
        gives={
            "delta": lambda trace, l: (
                trace.value(trace.arrives_key(l))
                * trace.value(f"net_{l}")
                * (1 - trace.value(f"net_{l}"))
            )
        },
        notes=True,
    ),
    Slip(
        id="elementwise-softmax",
        title="softmax is treated as if each output had its own net input",
        written=Line(
            "δ^{h+1} = ∂ε/∂o ⊙ ∂o/∂net_o for every f^o",
            r"\delta^{h+1} = \frac{\partial\varepsilon}{\partial o} \odot"
            r" \frac{\partial o}{\partial \mathrm{net}_o}",
        ),
        true=line(
            "δ^{h+1} = Jᵀ ∂ε/∂o for softmax, J[i,j] = ∂o_i/∂net_j; ⊙ only where f^o is elementwise"
        ),
        why="⊙ is right for sigmoid, tanh and ReLU, and the one exception comes last",
        shows="the gradient check fails on softmax: the entries of J beside its diagonal are lost",
        silent="the lost entries happen to cancel",
        activation="softmax",
        place="output",
        means="δ = ∂ε/∂o ⊙ o ⊙ (1 − o), with the diagonal of J alone",
        gives={"delta": lambda trace, l: trace.value("d_o") * np.diag(trace.value(f"J_{l}"))},
        notes=True,
    ),
]
