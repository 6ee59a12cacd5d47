"""What each quantity is called and does, in one plain sentence.

`tell(trace, kind, l)` gives name and sentence of a step.
"""

from typing import NamedTuple

from mlpcore.lesson.notation.activation_formulas import form, is_known, loss_name
from mlpcore.lesson.steps.trace import Trace


class Told(NamedTuple):
    """A name and a sentence."""

    name: str
    sentence: str


def tell(trace: Trace, kind: str, l: int) -> Told:
    """Name and sentence of the quantity of that kind at layer l."""
    name, sentence = SAID[_variant(trace, kind, l)]
    there = {
        "layer": layer_name(trace.h, l),
        "next": layer_name(trace.h, l + 1),
        "does": form(trace.f[l]).does if l else "",
        "f": trace.f[l].name if l else "",
        "loss": trace.loss.name,
        **{key: trace.symbol(key).text for key in ("eps", "y", "eta")},
        "o": trace.symbol(f"z_{trace.h + 1}").text,
        **{f"{term}_name": word for term, word in trace.notation.book.terms.items()},
    }
    return Told(name.format(**there), sentence.format(**there))


def layer_name(h: int, l: int) -> str:
    """'the input', 'the hidden layer', 'hidden layer 2', 'the output layer'."""
    if l == 0:
        return "the input"
    if l == h + 1:
        return "the output layer"
    return "the hidden layer" if h == 1 else f"hidden layer {l}"


def _variant(trace: Trace, kind: str, l: int) -> str:
    """The kind, or its variant for this loss, activation or place."""
    if kind in ("eps", "d_o"):
        return f"{kind}, {loss_name(trace.loss) or 'own'}"
    if kind in ("z", "J") and not trace.f[l].elementwise:
        return f"{kind}, {'softmax' if is_known(trace.f[l]) else 'own'}"
    if kind == "collapsed:delta" and trace.f[l].elementwise:
        return f"{kind}, sigmoid"
    if kind == "delta":
        place = "output" if l == trace.h + 1 else "hidden"
        return f"delta, {place}" + ("" if trace.f[l].elementwise else ", softmax")
    return kind


TOGETHER = "All {net_name}s of the layer go together through {does}."
SLOPE = "slope of the {eps_name} at the output"
OUTPUT_DELTA = "{delta_name} of the output layer"
COLLAPSED_DELTA = "{delta_name} of the output layer, collapsed"
HIDDEN_DELTA = "{delta_name} of {layer}"

SAID = {
    "net": (
        "{net_name} of {layer}",
        "Every unit adds up its inputs, each times the weight of its connection, and its own bias.",
    ),
    "z": (
        "{z_name} of {layer}",
        "Every unit puts its {net_name} through {does}.",
    ),
    "z, softmax": (
        "{z_name} of {layer}",
        TOGETHER,
    ),
    "z, own": (
        "{z_name} of {layer}",
        TOGETHER,
    ),
    "eps, half_squared_error": (
        "{eps_name}",
        "Half the squared distance between target and output: 0 where they agree.",
    ),
    "eps, cross_entropy": (
        "{eps_name}, cross-entropy",
        "Each target times the log of its output, added up, with a minus in front: small where the "
        "outputs are large where the targets are.",
    ),
    "eps, binary_cross_entropy": (
        "{eps_name}, binary cross-entropy",
        "Each output says yes or no by itself: the log of the share that it gives to the right "
        "answer, added up, with a minus in front; small where every output is near its target.",
    ),
    "eps, own": (
        "{eps_name}",
        "What {loss} makes of target and output.",
    ),
    "d_o, half_squared_error": (
        SLOPE,
        "How {eps} changes with each output: output minus target, because the inner derivative of "
        "{y} − {o} is −1.",
    ),
    "d_o, cross_entropy": (
        SLOPE,
        "How {eps} changes with each output: steep where the target is large and the output small.",
    ),
    "d_o, binary_cross_entropy": (
        SLOPE,
        "How {eps} changes with each output: steep where the output is sure and the target is at "
        "the other end.",
    ),
    "d_o, own": (
        SLOPE,
        "How {eps} changes with each output.",
    ),
    "J, softmax": (
        "Jacobian of softmax",
        "Row i, column j: how output i moves when {net_name} j moves; one output grows at the "
        "others' cost.",
    ),
    "J, own": (
        "Jacobian of {f}",
        "Row i, column j: how output i moves when {net_name} j moves.",
    ),
    "delta, output": (
        OUTPUT_DELTA,
        "How {eps} changes with each {net_name}: the slope of the {eps_name} at the unit's output "
        "times the slope of the unit's own activation.",
    ),
    "delta, output, softmax": (
        OUTPUT_DELTA,
        "Every {net_name} moves every output, so each one collects the slopes of the {eps_name} "
        "through its column of the Jacobian.",
    ),
    "collapsed:delta": (
        COLLAPSED_DELTA,
        "Multiplied out, softmax and cross-entropy leave only output minus target where the "
        "targets add up to 1.",
    ),
    "collapsed:delta, sigmoid": (
        COLLAPSED_DELTA,
        "Multiplied out, sigmoid and binary cross-entropy leave only output minus target: the "
        "slope of the sigmoid cancels.",
    ),
    "delta, hidden": (
        HIDDEN_DELTA,
        "Every hidden unit collects the deltas of the next layer through the same weights that "
        "carried its signal forward, then scales the sum by its own slope.",
    ),
    "delta, hidden, softmax": (
        HIDDEN_DELTA,
        "The deltas of the next layer come back through the same weights, then through the whole "
        "Jacobian.",
    ),
    "dW": (
        "gradient of the weights into {next}",
        "The outer product: each weight's gradient is the signal at its start times the delta at "
        "its end.",
    ),
    "db": (
        "gradient of the biases of {next}",
        "A bias is a weight on a constant 1, so its gradient is the delta itself.",
    ),
    "W": (
        "updated weights into {next}",
        "Every weight moves by {eta} times its gradient, against it: a step downhill.",
    ),
    "b": (
        "updated biases of {next}",
        "Every bias moves by {eta} times its gradient, against it.",
    ),
}
