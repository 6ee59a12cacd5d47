"""Slips in the gradients, in the step of descent, and in batches.

Add one; it is one more entry of the list.
"""

import numpy as np

from mlpcore.backprop import outer
from mlpcore.checks import Array
from mlpcore.lesson.notation.text import line
from mlpcore.lesson.slip_book.slip import Altered, Rule, Slip, altered, stepped
from mlpcore.lesson.steps.trace import Trace


def _outer(trace: Trace, key: str, l: int) -> Array:
    """Another quantity than z^l in the outer product with δ^{l+1}."""
    return outer(trace.value(key), trace.value(f"delta_{l + 1}"))


def _of_the_last(kind: str) -> Rule:
    """The last sample's own share of a mean."""
    return lambda trace, l: trace.rows[-1].followed(kind if kind == "eps" else f"{kind}_{l}")


def _product_of_means(trace: Trace, l: int) -> Array:
    z, delta = trace.value(trace.z_key(l)), trace.value(f"delta_{l + 1}")
    return np.outer(z.mean(axis=0), delta.mean(axis=0))


def _softmax_down_the_samples(trace: Trace, l: int) -> Array:
    return np.asarray(trace.f[l](trace.value(f"net_{l}").T).T)


SLIPS_OF_DESCENT = [
    Slip(
        id="outer-product-turned",
        title="the outer product is taken in the wrong order",
        written=line("∇W_l = δ^{l+1} (z^l)ᵀ"),
        true=line("∇W_l = z^l (δ^{l+1})ᵀ"),
        why="with the weights stored as their transpose this is the right order",
        shows="the gradient has the shape of W_lᵀ; if W_l is square, only the numbers tell",
        silent="the gradient is symmetric",
        gives=altered("dW", lambda dW, trace, l: dW.T),
        shapes=True,
    ),
    Slip(
        id="output-for-input",
        title="the output of the layer above is taken where its input is meant",
        written=line("∇W_l = z^{l+1} (δ^{l+1})ᵀ"),
        true=line("∇W_l = z^l (δ^{l+1})ᵀ"),
        why="δ^{l+1} and z^{l+1} have the same number above them",
        shows="the gradient has another shape than W_l unless both layers have the same width",
        silent="both outputs are alike",
        gives={"dW": lambda trace, l: _outer(trace, f"z_{l + 1}", l)},
        shapes=True,
    ),
    Slip(
        id="net-for-output",
        title="the net input is taken where the output of the layer is meant",
        written=line("∇W_l = net_l (δ^{l+1})ᵀ"),
        true=line("∇W_l = z^l (δ^{l+1})ᵀ"),
        why="net_l and z^l have the same shape, and both are called what the layer computes",
        shows="the gradient check, for no shape clashes",
        silent="f^l leaves the net input as it is",
        gives={"dW": lambda trace, l: _outer(trace, f"net_{l}", l)},
        lowest=1,
    ),
    Slip(
        id="bias-gradient-forgotten",
        title="the gradient of the bias is forgotten",
        written=line("∇b_l = 0"),
        true=line("∇b_l = δ^{l+1}"),
        why="the weights are the network, and the biases look like an extra",
        shows="the biases never move, and for an input of zeros net₁ never changes",
        silent="δ^{l+1} is 0",
        gives=altered("db", lambda db, trace, l: 0 * db),
    ),
    Slip(
        id="bias-gradient-is-bias",
        title="the bias itself is taken for its gradient",
        written=line("∇b_l = b_l"),
        true=line("∇b_l = δ^{l+1}"),
        why="both are vectors of the same length with a b in their name",
        shows="the gradient is the same whatever input and target are",
        silent="b_l and δ^{l+1} are both 0",
        gives={"db": lambda trace, l: trace.value(f"b_{l}")},
    ),
    Slip(
        id="ascent",
        title="the gradient is added where it is to be subtracted",
        written=line("W_l ← W_l + η ∇W_l, b_l ← b_l + η ∇b_l"),
        true=line("W_l ← W_l − η ∇W_l, b_l ← b_l − η ∇b_l"),
        why="learning sounds like adding something",
        shows="the error grows from step to step",
        silent="the gradient is 0",
        gives=stepped(lambda step, eta: -step),
    ),
    Slip(
        id="eta-squared",
        title="the learning rate is multiplied in twice",
        written=line("W_l ← W_l − η² ∇W_l, b_l ← b_l − η² ∇b_l"),
        true=line("W_l ← W_l − η ∇W_l, b_l ← b_l − η ∇b_l"),
        why="η is put into the gradient, and then into the step once more",
        shows="it learns as with a far smaller learning rate",
        silent="η = 1, or the gradient is 0",
        gives=stepped(lambda step, eta: eta * step),
    ),
    Slip(
        id="eta-missing",
        title="the learning rate is forgotten",
        written=line("W_l ← W_l − ∇W_l, b_l ← b_l − ∇b_l"),
        true=line("W_l ← W_l − η ∇W_l, b_l ← b_l − η ∇b_l"),
        why="the gradient already looks like the step",
        shows="another learning rate changes nothing",
        silent="η = 1, or the gradient is 0",
        gives=stepped(lambda step, eta: step / eta),
    ),
    Slip(
        id="step-for-weights",
        title="the step takes the place of the weights instead of changing them",
        written=line("W_l ← −η ∇W_l, b_l ← −η ∇b_l"),
        true=line("W_l ← W_l − η ∇W_l, b_l ← b_l − η ∇b_l"),
        why="in code, = − for −= is enough",
        shows="whatever was learnt before is gone after one step",
        silent="the weights are 0",
        gives={
            "W": lambda trace, l: -trace.value("eta") * trace.value(f"dW_{l}"),
            "b": lambda trace, l: -trace.value("eta") * trace.value(f"db_{l}"),
        },
    ),
    Slip(
        id="sum-for-mean",
        title="the sum over the batch is taken where the mean is meant",
        written=line("∇W_l = Σ_p z^l (δ^{l+1})ᵀ"),
        true=line("∇W_l = (1/n) Σ_p z^l (δ^{l+1})ᵀ"),
        why="a product of matrices adds up the samples by itself, and nothing divides",
        shows="the same samples twice give a step twice as long",
        silent="n = 1",
        gives=altered("eps dW db", lambda value, trace, l: value * len(trace.value("y"))),
        batch=True,
    ),
    Slip(
        id="delta-divided",
        title="δ is divided by the size of the batch",
        written=line("δ^l = (1/n) ∂ε/∂net_l"),
        true=line("δ^l = ∂ε/∂net_l, one row a sample, and the mean is taken in ∇W_l"),
        why="the mean is taken early, and then once more in the gradient",
        shows="each δ is n times too small, and if the mean follows, the gradient too",
        silent="n = 1",
        gives=altered("delta", lambda delta, trace, l: delta / len(delta)),
        batch=True,
    ),
    Slip(
        id="last-sample-only",
        title="the gradient of the last sample takes the place of the mean",
        written=line("∇W_l = z^l (δ^{l+1})ᵀ of sample n"),
        true=line("∇W_l = (1/n) Σ_p z^l (δ^{l+1})ᵀ"),
        why="in a loop over the batch = is written for +=",
        shows="all samples but the last can be left out, and nothing changes",
        silent="all samples are alike",
        gives={kind: _of_the_last(kind) for kind in ("eps", "dW", "db")},
        batch=True,
    ),
    Slip(
        id="mean-before-product",
        title="z and δ are averaged over the batch before they are multiplied",
        written=line("∇W_l = mean(z^l) mean(δ^{l+1})ᵀ"),
        true=line("∇W_l = mean(z^l (δ^{l+1})ᵀ)"),
        why="both orders give a matrix of the right shape",
        shows="the gradient check, for a product of means is no mean of products",
        silent="z^l or δ^{l+1} is the same for all samples",
        gives={"dW": _product_of_means},
        batch=True,
    ),
    Slip(
        id="softmax-over-samples",
        title="softmax is taken down the batch instead of over the classes",
        written=line("o = softmax(net), axis 0"),
        true=line("o = softmax(net), axis 1"),
        why="sum without an axis, or with the first, is quickly written",
        shows="the columns add up to 1, and a sample's outputs do not",
        silent="the net inputs happen to be symmetric",
        gives={"z": _softmax_down_the_samples},
        activation="softmax",
        batch=True,
    ),
    Slip(
        id="weight-for-input",
        title="the weight is taken where its input is meant",
        written=line("∇W_l[i, j] = W_l[i, j] δ^{l+1}_j"),
        true=line("∇W_l[i, j] = z^l_i δ^{l+1}_j"),
        why="net is a product of both, and the derivative by one of them leaves the other",
        shows="a weight of 0 could never move",
        silent="weights and inputs are alike",
        gives={"dW": lambda trace, l: trace.value(f"W_{l}") * trace.value(f"delta_{l + 1}")},
    ),
    Slip(
        id="step-for-gradient",
        title="the step is given for the gradient",
        written=line("∇W_l = −η z^l (δ^{l+1})ᵀ"),
        true=line("∇W_l = z^l (δ^{l+1})ᵀ"),
        why="the step ΔW is what is added in the end, and ∇W what it is made of",
        shows="the gradient depends on η, and points downhill",
        silent="∇W_l is 0",
        gives={
            kind: Altered(kind, lambda value, trace, l: -trace.value("eta") * value)
            for kind in ("dW", "db")
        },
    ),
    Slip(
        id="shared-bias",
        title="all units of a layer have one bias",
        written=line("∇b_l = Σ_j δ^{l+1}_j for every unit"),
        true=line("∇b_l = δ^{l+1}"),
        why="some drawings have one bias unit a layer, and one number at all of its arrows",
        shows="units of a layer whose biases begin alike can never differ in them",
        silent="the layer has one unit",
        gives={
            "db": lambda trace, l: np.full_like(
                trace.value(f"delta_{l + 1}"), trace.value(f"delta_{l + 1}").sum()
            )
        },
    ),
]
