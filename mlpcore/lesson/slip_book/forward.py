"""Slips on the way forward, and in the error: net, z, ε and ∂ε/∂o.

Add one; it is one more entry of the list.
"""

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.notation.text import line
from mlpcore.lesson.slip_book.slip import Slip, altered
from mlpcore.lesson.steps.shape_clash import product
from mlpcore.lesson.steps.trace import Trace


def _output(trace: Trace) -> Array:
    return trace.value(f"z_{trace.h + 1}")


def _plain_weights(trace: Trace, l: int) -> Array:
    weights, z = trace.operand(f"W_{l - 1}"), trace.operand(trace.z_key(l - 1))
    return np.asarray(product(weights, z) + trace.value(f"b_{l - 1}"))


def _naive_softmax(trace: Trace, l: int) -> Array:
    e = np.exp(trace.value(f"net_{l}"))
    return np.asarray(e / e.sum())


def _with_binary_terms(trace: Trace, l: int) -> np.floating:
    y, o = trace.value("y"), _output(trace)
    return -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o))


SLIPS_FORWARD = [
    Slip(
        id="untransposed-forward",
        title="the weights are not transposed on the way forward",
        written=line("net_{l+1} = W_l z^l + b_l"),
        true=line("net_{l+1} = W_lᵀ z^l + b_l"),
        why="most books store the transpose, and write W z without a T",
        shows="shapes clash unless both layers have the same width",
        silent="W_l is symmetric",
        gives={"net": _plain_weights},
        shapes=True,
    ),
    Slip(
        id="bias-forgotten",
        title="the bias is not added to the net input",
        written=line("net_{l+1} = W_lᵀ z^l"),
        true=line("net_{l+1} = W_lᵀ z^l + b_l"),
        why="the product is the work, and the bias comes after it",
        shows="an input of zeros gives a net input of zeros",
        silent="b_l is 0",
        gives=altered("net", lambda net, trace, l: net - trace.value(f"b_{l - 1}")),
    ),
    Slip(
        id="activation-forgotten",
        title="the net input is passed on without the activation",
        written=line("z^l = net_l"),
        true=line("z^l = f^l(net_l)"),
        why="net_l is a finished vector of the right shape, and looks like a result",
        shows="outputs leave the range of the activation, as above 1 for a sigmoid",
        silent="f^l leaves the net input as it is",
        gives={"z": lambda trace, l: trace.value(f"net_{l}")},
    ),
    Slip(
        id="activation-twice",
        title="the activation is applied twice",
        written=line("z^l = f^l(f^l(net_l))"),
        true=line("z^l = f^l(net_l)"),
        why="the layer applies it, and so does the code around the layer",
        shows="sigmoids stay between 0.5 and 0.74, the outputs can hardly differ",
        silent="a second time changes nothing, as for ReLU",
        gives={"z": lambda trace, l: trace.f[l](trace.f[l](trace.value(f"net_{l}")))},
        activation="elementwise",
    ),
    Slip(
        id="sigmoid-sign",
        title="the minus in the exponent of the sigmoid is forgotten",
        written=line("z^l = 1/(1 + e^{net_l})"),
        true=line("z^l = 1/(1 + e^{−net_l})"),
        why="the minus stands small, and above the line",
        shows="the curve falls: the larger the net input, the smaller the output",
        silent="net_l is 0",
        gives={"z": lambda trace, l: trace.f[l](-trace.value(f"net_{l}"))},
        activation="sigmoid",
    ),
    Slip(
        id="double-softmax",
        title="softmax is applied to what is softmax already",
        written=line("o = softmax(softmax(net))"),
        true=line("o = softmax(net)"),
        why="a loss that takes net inputs is given outputs, and applies softmax once more",
        shows="the outputs are nearly alike, and even a sure network learns slowly",
        silent="all net inputs are alike",
        gives={"z": lambda trace, l: trace.f[l](trace.f[l](trace.value(f"net_{l}")))},
        activation="softmax",
    ),
    Slip(
        id="softmax-not-normalised",
        title="softmax is left without its denominator",
        written=line("o_i = e^{net_i}"),
        true=line("o_i = e^{net_i} / Σ_j e^{net_j}"),
        why="the exponents are the work, and the sum is one line more",
        shows="the outputs do not add up to 1",
        silent="the exponentials happen to add up to 1",
        gives={"z": lambda trace, l: np.exp(trace.value(f"net_{l}"))},
        activation="softmax",
    ),
    Slip(
        id="softmax-without-maximum",
        title="softmax is computed without subtracting the maximum first",
        written=line("o_i = e^{net_i} / Σ_j e^{net_j}, as it stands"),
        true=line("o_i = e^{net_i − max net} / Σ_j e^{net_j − max net}"),
        why="on paper both are the same",
        shows="above net = 709.78 the exponential overflows, and nan comes out",
        silent="no exponential overflows",
        gives={"z": _naive_softmax},
        activation="softmax",
    ),
    Slip(
        id="half-forgotten",
        title="the ½ of the error is forgotten",
        written=line("ε = ‖y − o‖², ∂ε/∂o = 2(o − y)"),
        true=line("ε = ½ ‖y − o‖², ∂ε/∂o = o − y"),
        why="other books write the squared error without it",
        shows="the error is twice as large, and so is each gradient",
        silent="o = y",
        gives=altered("eps d_o", lambda value, trace, l: 2 * value),
        loss="half_squared_error",
    ),
    Slip(
        id="square-forgotten",
        title="the length of y − o is not squared",
        written=line("ε = ½ ‖y − o‖"),
        true=line("ε = ½ ‖y − o‖²"),
        why="the bars already look like the whole distance",
        shows="twice the difference gives twice the error, not four times",
        silent="‖y − o‖ is 0 or 1",
        gives={"eps": lambda trace, l: 0.5 * np.linalg.norm(trace.value("y") - _output(trace))},
        loss="half_squared_error",
    ),
    Slip(
        id="mean-over-outputs",
        title="the mean over the outputs is taken where the sum is meant",
        written=line("ε = (1/k) Σ_i …"),
        true=line("ε = Σ_i …"),
        why="many libraries take the mean over all that they are given",
        shows="the error and each gradient are k times too small",
        silent="k = 1",
        gives=altered("eps d_o", lambda value, trace, l: value / len(_output(trace))),
    ),
    Slip(
        id="targets-exchanged",
        title="y and o are exchanged in the cross-entropy",
        written=line("ε = −Σ_i o_i log y_i, ∂ε/∂o_i = −o_i / y_i"),
        true=line("ε = −Σ_i y_i log o_i, ∂ε/∂o_i = −y_i / o_i"),
        why="both are shares of 1, and functions of two arguments are called the wrong way round",
        shows="the log of a target of 0 makes the error infinite",
        silent="y = o",
        gives={
            "eps": lambda trace, l: -np.sum(_output(trace) * np.log(trace.value("y"))),
            "d_o": lambda trace, l: -_output(trace) / trace.value("y"),
        },
        loss="cross_entropy",
    ),
    Slip(
        id="entropy-minus",
        title="the minus of the cross-entropy is forgotten",
        written=line("ε = Σ_i y_i log o_i, ∂ε/∂o_i = y_i / o_i"),
        true=line("ε = −Σ_i y_i log o_i, ∂ε/∂o_i = −y_i / o_i"),
        why="the log of a share is negative already, and the minus looks like decoration",
        shows="the error is below 0, and descent makes the right output small",
        silent="no target asks for anything, or the output is sure and right",
        gives=altered("eps d_o", lambda value, trace, l: -value),
        loss="cross_entropy",
    ),
    Slip(
        id="log-of-zero",
        title="the log is taken of an output that has rounded to 0",
        written=line("ε = −Σ_i y_i log o_i, term by term"),
        true=line("ε = −Σ_i y_i log o_i with log o computed from net, and 0 log 0 = 0"),
        why="on paper no output of a softmax is 0",
        shows="the error is nan or infinite as soon as one output has rounded to 0",
        silent="no output has rounded to 0",
        gives={"eps": lambda trace, l: -np.sum(trace.value("y") * np.log(_output(trace)))},
        loss="cross_entropy",
    ),
    Slip(
        id="log-to-base-ten",
        title="the log to base ten is taken where the natural one is meant",
        written=line("ε = −Σ_i y_i log₁₀ o_i"),
        true=line("ε = −Σ_i y_i log o_i with the natural logarithm"),
        why="the key log of a calculator is the one to base ten",
        shows="the error is less than half as large",
        silent="the error is 0",
        gives=altered("eps", lambda value, trace, l: value / np.log(10)),
        loss="cross_entropy",
    ),
    Slip(
        id="squared-error-for-entropy",
        title="the squared error is taken where the loss is the cross-entropy",
        written=line("ε = ½ ‖y − o‖², ∂ε/∂o = o − y"),
        true=line("ε = −Σ_i y_i log o_i, ∂ε/∂o_i = −y_i / o_i"),
        why="o − y is δ for softmax with cross-entropy, and is then taken for ∂ε/∂o as well",
        shows="f′ of softmax then comes in once too often",
        silent="the two happen to agree",
        gives={
            "eps": lambda trace, l: 0.5 * np.sum((trace.value("y") - _output(trace)) ** 2),
            "d_o": lambda trace, l: _output(trace) - trace.value("y"),
        },
        loss="cross_entropy",
    ),
    Slip(
        id="softmax-without-exp",
        title="the net inputs themselves are divided by their sum",
        written=line("o_i = net_i / Σ_j net_j"),
        true=line("o_i = e^{net_i} / Σ_j e^{net_j}"),
        why="shares of 1 are what softmax gives, and dividing by the sum gives shares, too",
        shows="a negative net input gives a negative share, and net inputs that add up to 0 none",
        silent="nowhere but by chance",
        gives={"z": lambda trace, l: trace.value(f"net_{l}") / trace.value(f"net_{l}").sum()},
        activation="softmax",
    ),
    Slip(
        id="binary-terms",
        title="the terms of yes or no are added to the cross-entropy of several classes",
        written=line("ε = −Σ_i y_i log o_i − Σ_i (1 − y_i) log(1 − o_i)"),
        true=line("ε = −Σ_i y_i log o_i"),
        why="the binary cross-entropy has them: there the other answer has no output of its own",
        shows="the error is too large: what the wrong classes have is counted twice",
        silent="the right output is 1",
        gives={"eps": _with_binary_terms},
        loss="cross_entropy",
    ),
    Slip(
        id="difference-for-error",
        title="the difference y − o is given for the error",
        written=line("ε = Σ_i (y_i − o_i)"),
        true=line("ε = ½ ‖y − o‖²"),
        why="in talk, how far the output is off is called the error",
        shows="it is below 0 where the output is too large, and errors of two outputs can cancel",
        silent="o = y",
        gives={"eps": lambda trace, l: np.sum(trace.value("y") - _output(trace))},
        loss="half_squared_error",
    ),
]
