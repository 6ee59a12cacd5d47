"""What the lecture says about softmax, topic by topic: formula, code and words.

`TOPICS` are the topics in order; `topic.formula(record)` is the formula as it stands for the
temperature, the constant and the loss of a `SoftmaxPass`; `naive_words(record)` says what the
textbook formula comes to, `temperature_words` and `shift_words` what T and c do.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlpcore.lesson.notation.numbers import SUBSCRIPTS, brief
from mlpcore.lesson.notation.text import Line
from mlpcore.lesson.softmax.softmax_trace import SoftmaxPass, collapse_text


@dataclass(frozen=True)
class Topic:
    """One topic: its section in the notes, its label as HTML, name, words, code and formula."""

    key: str
    section: str
    label: str
    name: str
    words: str
    code: str
    formula: Callable[[SoftmaxPass], Line]
    first: str  # the quantity that is under the lens at first


DIAGONAL = r"\left(\operatorname{diag}(o) - o\, o^{\mathsf T}\right)"


def _softmax(p: SoftmaxPass) -> Line:
    if p.input_key == "net":
        latex = r"o_i = \frac{e^{\mathrm{net}_i}}{\sum_{j=1}^{k} e^{\mathrm{net}_j}}"
        return Line("oᵢ = e^netᵢ / Σⱼ e^netⱼ", latex)
    tail = r", \quad s = \frac{\mathrm{net} + c}{T}"
    latex = r"o_i = \frac{e^{s_i}}{\sum_{j=1}^{k} e^{s_j}}" + tail
    return Line("oᵢ = e^sᵢ / Σⱼ e^sⱼ with s = (net + c)/T", latex)


def _stable(p: SoftmaxPass) -> Line:
    s, latex = ("net", r"\mathrm{net}") if p.input_key == "net" else ("s", "s")
    return Line(
        f"oᵢ = e^aᵢ / Σⱼ e^aⱼ with a = {s} − max {s}",
        rf"o_i = \frac{{e^{{a_i}}}}{{\sum_j e^{{a_j}}}}, \quad a = {latex} - \max {latex}",
    )


def _jacobian(p: SoftmaxPass) -> Line:
    over, latex = ("", "") if p.T == 1 else ("/T", r"\frac{1}{T}\,")
    return Line(
        f"J[i,j] = ∂oᵢ/∂netⱼ = oᵢ(1 − oᵢ){over} for i = j, −oᵢ oⱼ{over} for i ≠ j",
        r"J_{ij} = \frac{\partial o_i}{\partial \mathrm{net}_j}, \quad J = " + latex + DIAGONAL,
    )


def _delta(p: SoftmaxPass) -> Line:
    left = r"\delta = J^{\mathsf T} \frac{\partial\varepsilon}{\partial o}"
    return Line(f"δ = Jᵀ ∂ε/∂o = {collapse_text(p)}", f"{left} = {collapse_latex(p)}")


def collapse_latex(p: SoftmaxPass) -> str:
    """What Jᵀ ∂ε/∂o comes to once it is multiplied out, as LaTeX."""
    d_o = r"\frac{\partial\varepsilon}{\partial o}"
    through_mean = rf"o \odot \left({d_o} - o^{{\mathsf T}} {d_o}\right)"
    body = {
        "cross_entropy": r"o \textstyle\sum y - y",
        "half_squared_error": through_mean,
        "binary_cross_entropy": through_mean,
    }[p.loss.name]
    return body if p.T == 1 else rf"\frac{{1}}{{T}} \left({body}\right)"


def _slip(p: SoftmaxPass) -> Line:
    over = "" if p.T == 1 else "/T"
    latex = r"\delta \overset{?}{=} \frac{\partial\varepsilon}{\partial o} \odot o \odot (1 - o)"
    return Line(f"δ =? ∂ε/∂o ⊙ o ⊙ (1 − o){over}", latex + over)


def _errors(p: SoftmaxPass) -> Line:
    return Line(
        "ε = −Σᵢ yᵢ log oᵢ or ε = ½‖y − o‖²",
        r"\varepsilon = -\sum_{i=1}^{k} y_i \log\, o_i \quad\text{or}\quad"
        r" \varepsilon = \tfrac12\,\bigl\lVert y - o \bigr\rVert^2",
    )


TOPICS = (
    Topic(
        "o", "I forward", "<i>o</i>", "shares of 1",
        "Softmax turns k numbers into shares: each one above 0, all together 1. The largest net "
        "input gets the largest share.",
        "o = softmax((net + c) / T)", _softmax, "o",
    ),
    Topic(
        "naive", "I forward", "<i>e</i><sup>net</sup>", "without overflow",
        "Above net = 709.78 the power of e leaves the range of float64. So the largest net input "
        "is subtracted first: as a constant it cancels, and no exponent is above 0.",
        "a = s - s.max();  o = exp(a) / exp(a).sum()", _stable, "naive_o",
    ),
    Topic(
        "J", "III backprop", "<i>J</i>", "Jacobian of softmax",
        "Row i, column j: how output i moves when net input j moves. One output grows at the "
        "others' cost, so no entry beside the diagonal is above 0.",
        "J = softmax.jacobian((net + c) / T) / T", _jacobian, "J",
    ),
    Topic(
        "delta", "III backprop", "<i>δ</i>", "back through the Jacobian",
        "Every net input moves every output. So each δ collects a term from every output, through "
        "its own column of J.",
        "delta = softmax.pullback((net + c) / T, d_o) / T", _delta, "summed",
    ),
    Topic(
        "slip", "III backprop", "not ⊙", "why ⊙ is wrong here",
        "The notes write ⊙ for every activation. Here it keeps the diagonal of J alone, as if net "
        "input i moved output i and no other.",
        "delta = d_o * o * (1 - o) / T  # wrong", _slip, "slip",
    ),
    Topic(
        "errors", "III backprop", "two <i>ε</i>", "two errors, two sizes of δ",
        "How strong is the signal to learn from? Where the network is sure and wrong, the "
        "cross-entropy still pushes with full strength, and the squared error hardly at all.",
        "delta = loss.delta(y, softmax, (net + c) / T) / T", _errors, "delta_ce",
    ),
)  # fmt: skip


def temperature_words(p: SoftmaxPass) -> str:
    """What this T does."""
    if p.T == 1:
        return "T = 1: softmax as the notes have it; T only divides the net inputs, softmax(net/T)"
    way = "closer together" if p.T > 1 else "further apart"
    return f"T = {brief(p.T)}: softmax(net/T), the shares are {way}; J and δ carry the factor 1/T"


def shift_words(p: SoftmaxPass) -> str:
    """What this c does."""
    if p.c == 0:
        return "c = 0: nothing is added to the net inputs"
    return f"c = {brief(p.c)} is added to every net input and cancels"


def naive_words(p: SoftmaxPass) -> str:
    """What the formula as written comes to in float64, in words."""
    e, total = p.value("naive_e"), float(p.value("naive_sum"))
    if (gone := np.isinf(e)).any():
        others = "" if gone.all() else ", and every other share comes out as 0"
        return f"{_which(gone)} is ∞ in float64, and so is the sum: ∞/∞ = undefined{others}"
    if np.isinf(total):
        return "the sum is ∞ in float64: every share comes out as 0"
    if total == 0:
        return "every e^s is 0 in float64, and so is the sum: 0/0 = undefined"
    return "no overflow here: both ways give the same; add 1000 to every net input to see it"


def log_words(p: SoftmaxPass) -> str:
    """What becomes of log o where o has rounded to 0."""
    gone = p.value("o") == 0
    if not gone.any():
        return "log(o) and log-softmax agree: no share has rounded to 0"
    lost = ", ".join(p.notation.entry("o", (int(i) + 1,)).text for i in np.flatnonzero(gone))
    return f"{lost} has rounded to 0, so its log is −∞; log-softmax never takes that log"


def _which(there: np.ndarray) -> str:
    places = [f"e^s{str(i + 1).translate(SUBSCRIPTS)}" for i in np.flatnonzero(there)]
    return places[0] if len(places) == 1 else f"each of {', '.join(places)}"
