"""The gradient check panel's regions, each a pure function from an experiment to HTML.

`head` says the verdict, `maps` draws the relative error of every entry as heat maps, `lens` one
entry with the two ε that its quotient is made of, `nudged` the nudge test; `LAYOUT` is where they
stand. On paper nothing is written whose digits differ from machine to machine.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from string import Template

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.gradcheck.experiments import GradientExperiment, Mask, percent
from mlpcore.lesson.gradcheck.nudging import Nudge
from mlpcore.lesson.gradcheck.probes import best_step
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.numbers import brief, minus, power_of_ten, six
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.steps.trace import Trace
from mlpcore.views.parts.html import Context, Element, Node, Raw, e, joined, nodes
from mlpcore.views.parts.lens import lens as lens_over
from mlpcore.views.parts.marks import set_in
from mlpcore.views.parts.markup import Place, formula, number
from mlpcore.views.parts.matrix import caption, entry
from mlpcore.views.parts.page import CONTROLS, region

ERROR = "error:"  # before the key of a gradient: its relative error
MOST_NUMBERS = 60  # a larger network shows them one at a time, under the pointer
LOWEST, HIGHEST = -12.0, 0.0  # the powers of ten at the two ends of the tint
LARGE = 0.00995  # from here on an error is written in percent

FORMULAS = {  # $e is ε
    "centred": (
        "∂$e/∂w ≈ ($e(w + s) − $e(w − s)) / 2s",
        r"\frac{\partial $e}{\partial w} \approx \frac{$e(w + s) - $e(w - s)}{2s}",
    ),
    "one-sided": (
        "∂$e/∂w ≈ ($e(w + s) − $e(w)) / s",
        r"\frac{\partial $e}{\partial w} \approx \frac{$e(w + s) - $e(w)}{s}",
    ),
}
# what a covered gradient hides besides its own numbers, and, of the weight that is nudged, more
HIDES = ("error:{}", "measured:{}")
TELLS = ("slope", "promised", "rest", "per_change", "off_by")
W = e("i", "w")  # the weight that is nudged


LAYOUT = (
    CONTROLS,
    e(
        "div",
        e("div", region("head", "mlp-region-step"), region("maps", "mlp-gc-maps"),
          region("lens"), region("nudge")),
        e("div", region("curve", "mlp-gc-curve"), region("slice", "mlp-gc-slice")),
        class_="mlp-gc-stage",
    ),
)  # fmt: skip


def head(experiment: GradientExperiment) -> Node:
    """The verdict, where the mistake begins, the formula of the check and its line of code."""
    state, sign = _sign(experiment)
    eps = experiment.trace.symbol("eps")
    written = (
        Template(each).substitute(e=letter)
        for each, letter in zip(FORMULAS[experiment.scheme], (eps.text, eps.latex), strict=True)
    )
    symbols = (experiment.trace.symbol(key) for key in experiment.weights)
    verdict = set_in(experiment.verdict, symbols)
    check = e("span", formula(*written), class_="mlp-formula")
    return (
        e("h3", e("span", sign, class_=state), " Gradient check: ", verdict, "."),
        e("p", _more(experiment), class_="mlp-words"),
        e("div", check, e("code", code(experiment), class_="mlp-code"), class_="mlp-gc-how"),
    )


def code(experiment: GradientExperiment) -> str:
    """The line that makes this check."""
    book = experiment.trace.notation
    step = f"mlp, x, {book.code('y')}, step={experiment.step:.3g}"
    more = {"scheme": (experiment.scheme, "centred"), "dtype": (experiment.dtype, "float64"),
            "slip": (experiment.slip, "")}  # fmt: skip
    given = "".join(f', {name}="{v}"' for name, (v, usual) in more.items() if v != usual)
    if not given and experiment.worst <= experiment.tolerance:
        return f"mlpcore.gradient_check({step})"
    written = "" if book.name == "notes" else f', notation="{book.name}"'
    return f"lesson.gradient_experiment({step}{given}{written})"


def _sign(experiment: GradientExperiment) -> tuple[str, str]:
    """Right, wrong, or only called wrong by this check."""
    if experiment.begins or experiment.clashes:
        return "mlp-bad", "✗"
    off = any(experiment.off(key).any() for key in experiment.weights)
    return ("mlp-bad", "?") if off else ("mlp-ok", "✓")


def _more(experiment: GradientExperiment) -> Node:
    """What stands in the way of computing it, or where the mistake begins."""
    trace = experiment.trace
    if experiment.clashes:
        key, clash = next(iter(experiment.clashes.items()))
        return "In ", Raw(trace.symbol(key).html), f" shapes clash: {clash}."
    if experiment.begins:
        first = Raw(trace.symbol(experiment.begins).html)
        back = "Backprop runs from the output to the input; the first quantity wrong is "
        return back, first, "."
    return "Each entry against an experiment that knows nothing of backprop."


def maps(experiment: GradientExperiment, selected: tuple[str, Index]) -> Node:
    """δ^l, ∇W and ∇b of one layer a row, from the output down, as backprop finds them."""
    rows = [experiment.keys[n : n + 3] for n in range(0, len(experiment.keys), 3)]
    return [
        e("div", [_map(experiment, key, selected) for key in row], class_="mlp-gc-row")
        for row in rows
    ]


@dataclass(frozen=True)
class Map:
    """What the cells of one heat map are drawn from."""

    key: str
    claimed: Array
    errors: Array
    off: Mask
    over: Mask  # a kink
    crowded: bool

    def cell(self, at: Index, reachable: bool) -> Node:
        """One relative error; on paper only what is stable."""
        return lambda context: self._still(at) if context.paper else self._live(at, reachable)

    def _still(self, at: Index) -> Element:
        """The claimed number and a sign: the size of an error is that of one machine."""
        v, off = float(self.claimed[zero(at)]), bool(self.off[zero(at)])
        sign, tinted = self._sign(at) or "✓", 0.5 if off else 0.1
        return e(
            "td", sign if self.crowded else f"{sign} {brief(v)}", class_=self._kind(at),
            style=f"--t:{tinted}", place=None if self.crowded else Place(self.key, at, v),
        )  # fmt: skip

    def _live(self, at: Index, reachable: bool) -> Element:
        """A sign, its size, and a tint."""
        n = zero(at)
        error, sign = float(self.errors[n]), self._sign(at)
        over = bool(self.over[n] and self.off[n])
        told = f"relative error {written(error)}" + ", over a kink" * over
        return e(
            "td", sign if self.crowded else f"{sign} {written(error)}".strip(),
            class_=self._kind(at), style=f"--t:{strength(error):.2f}",
            tabindex=0 if reachable else -1, place=Place(ERROR + self.key, at, error), title=told,
        )  # fmt: skip

    def _kind(self, at: Index) -> str:
        return "mlp-gc-off" if self.off[zero(at)] else "mlp-gc-ok"

    def _sign(self, at: Index) -> str:
        """What stands before an entry that is off."""
        if not self.off[zero(at)]:
            return ""
        return "∧" if self.over[zero(at)] else "✗"


def _map(experiment: GradientExperiment, key: str, selected: tuple[str, Index]) -> Element:
    errors, off = experiment.error(key), experiment.off(key)
    over = experiment.crossed(key) if off.any() else np.zeros_like(off)
    crowded = experiment.size > MOST_NUMBERS
    drawn = Map(key, experiment.claimed(key), errors, off, over, crowded)
    first = selected[1] if selected[0] == key else (1,) * errors.ndim
    body = [
        e("tr", [drawn.cell(at, at == first) for at in row])
        for row in places(experiment.trace, key)
    ]
    symbol, wrong = experiment.trace.symbol(key), int(off.sum())
    verdict = e("b", f"✗ {wrong}", class_="mlp-bad") if wrong else e("span", "✓", class_="mlp-ok")
    said = f"relative errors of {symbol.text}, {wrong} of {errors.size} off"
    look = "mlp-matrix mlp-gc-map mlp-gc-dense" if crowded else "mlp-matrix mlp-gc-map"
    name = caption(Raw(symbol.html), experiment.trace.shown(key)), " ", verdict
    table = e("table", body, class_=look, role="grid", aria_label=said)
    return entry(None, name, table)


def places(trace: Trace, key: str) -> Iterator[list[Index]]:
    """The places of the notes, counted from 1, in the rows that are shown; a vector is a column."""
    shape = (*trace.shown(key).shape, 1)[:2]
    for i in range(1, shape[0] + 1):
        row = range(1, shape[1] + 1)
        yield [trace.notation.as_shown(key, (i, j)[: trace.value(key).ndim]) for j in row]


def zero(index: Index) -> Index:
    """The same place counted from 0, as NumPy does."""
    return tuple(i - 1 for i in index)


def written(error: float) -> str:
    """A relative error with one digit: '3·10⁻¹¹', '14 %', '∞'."""
    if error == 0 or math.isinf(error):
        return brief(error)
    return percent(error) if error > LARGE else power_of_ten(error, digits=1)


def strength(error: float) -> float:
    """How strong the tint of an error is, from 0.06 to 0.6, by its power of ten."""
    power = math.log10(error) if 0 < error < math.inf else LOWEST if error == 0 else HIGHEST
    share = min(1.0, max(0.0, (power - LOWEST) / (HIGHEST - LOWEST)))
    return 0.06 + 0.54 * share


def lens(experiment: GradientExperiment, key: str, index: Index) -> Element:
    """One entry: what is claimed, the two ε whose difference is measured, and how far apart."""
    at = zero(index)
    claimed, measured = (float(each(key)[at]) for each in (experiment.claimed, experiment.measured))
    error, off = float(experiment.error(key)[at]), bool(experiment.off(key)[at])
    name = e("b", nodes(experiment.trace.notation.entry(key, index).html))
    state, sign = ("mlp-bad", "✗ off by ") if off else ("mlp-ok", "✓ agrees to ")
    apart = number(ERROR + key, index, error, written(error) if error else "the last digit")
    line = e(
        "p", name, " = ", _four(key, index, claimed), " claimed, ",
        _quotient(experiment, key, index), " = ", _four("measured:" + key, index, measured),
        " measured: ", e("span", sign, apart, class_=state),
    )  # fmt: skip
    return lens_over(ERROR + key, index, {}, line, kind="mlp-gc-lens")


def _four(key: str, index: Index, v: float) -> Element:
    """A slope with four digits, so that one can compare."""
    return number(key, index, v, _digits(v, 4))


def _digits(v: float, digits: int) -> str:
    """So many digits, with a true minus."""
    return minus(six(v, digits)) if v == v else brief(v)


def _quotient(experiment: GradientExperiment, key: str, index: Index) -> Element:
    """(ε(w + s) − ε(w − s)) / 2s with all digits, those in which the two ε differ in bold."""
    (up, down), gone = experiment.ends(key, zero(index))
    texts = [f"{each:.{experiment.digits}f}" for each in (up, down)]
    same = next((n for n, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), len(texts[0]))
    shown = [
        number(name, (), value, (e("span", text[:same], class_="mlp-gc-same"), text[same:]))
        for name, value, text in zip(("eps_up", "eps_down"), (up, down), texts, strict=True)
    ]
    ends = "(", joined(" − ", shown), ") / ", number("gone", (), gone)
    return e("span", ends, class_="mlp-gc-ends")


def nudged(nudge: Nudge) -> Node:
    """The nudge test: Δε against ∇·Δw, with the numbers, and what is left over."""
    w = e("b", Raw(nudge.symbol.html))
    change = number("change", (), nudge.change)
    weight = number(nudge.key, nudge.index, nudge.weight)
    named = f"nudge test of {nudge.symbol.text}"
    shorter = [
        e("td", number("per_change", (n,), each.per_change))
        for n, each in enumerate(nudge.shorter, 1)
    ]
    heads = [e("th", "Δ", W, part) for part in ("", "/10", "/100", "/1000")]
    lengths = e("tr", e("th", "nudge"), heads), e("tr", e("th", "rest/Δ", W), shorter)
    kind = "mlp-gc-nudge mlp-gc-shorter"
    return (
        e("h4", "Nudge test: ", w, " = ", weight, ", moved by Δ", W, " = ", change),
        e("table", _nudge_rows(nudge), class_="mlp-gc-nudge", aria_label=named),
        e("table", lengths, class_=kind, aria_label=f"{named}, shorter nudges"),
        e("p", _finding(nudge), ".", class_="mlp-facts"),
    )


def _nudge_rows(nudge: Nudge) -> Node:
    """How far ε has risen, how far it should have, and what is left over."""
    eps, grad = Raw(nudge.trace.symbol("eps").html), Raw(nudge.gradient.html)
    before, after = (number(k, (), getattr(nudge, k), _five(getattr(nudge, k)))
                     for k in ("before", "after"))  # fmt: skip
    change, slope = number("change", (), nudge.change), number("slope", (), nudge.slope)
    moved = ("(", change, ")") if nudge.change < 0 else change
    risen, promised = ("Δ", eps), ("∇ · Δ", W)
    rows: tuple[tuple[str, Node, Node, Node], ...] = (
        ("risen", risen, (eps, "(", W, " + Δ", W, ") − ", eps, "(", W, ")"),
         ("= ", after, " − ", before)),
        ("promised", promised, (grad, " · Δ", W), ("= ", slope, " · ", moved)),
        ("rest", "rest", (risen, " − ", promised), None),
    )  # fmt: skip
    return [
        e(
            "tr", e("th", name), e("td", "= ", formula), e("td", filled),
            e("td", "= ", e("b", number(key, (), getattr(nudge, key)))),
        )
        for key, name, formula, filled in rows
    ]  # fmt: skip


def _finding(nudge: Nudge) -> Node:
    """What the test has found, as the beginning of a sentence; on paper all is text."""
    said, off_by = nudge.finding
    said = f"{said[:1].upper()}{said[1:]}"
    if off_by is None:
        return said
    off = six(off_by, 2)

    def apart(context: Context) -> Node:
        return off if context.paper else number("off_by", (), off_by, off)

    return said, " ", apart


def covers(hidden: Iterable[str], selected: str) -> set[str]:
    """All that is covered where these gradients are hidden: what shows their numbers or tells them.

    A δ is its bias's ∇b. `selected` is the gradient whose weight is nudged.
    """
    covered = set(hidden)
    for key in hidden:
        kind, l = Key(key).kind_and_layer
        twins = [key, f"delta_{(l or 0) + 1}"] if kind == "db" else [key]
        covered.update(each.format(twin) for each in HIDES for twin in twins)
    return covered | (set(TELLS) if selected in covered else set())


def _five(v: float) -> str:
    """An ε with five decimals, so that a small Δε can be seen in it."""
    return minus(f"{v:.5f}") if 1e-3 < abs(v) < 1e4 else brief(v)


def spoken(experiment: GradientExperiment, key: str, index: Index, *, hidden: bool) -> str:
    """The entry that is looked at, with its numbers unless they are hidden, then the verdict."""
    at, name = zero(index), experiment.trace.notation.entry(key, index).text
    verdict = f"Gradient check: {experiment.verdict}."
    if hidden:
        return f"{name}: its numbers are hidden. {verdict}"
    both = (float(each(key)[at]) for each in (experiment.claimed, experiment.measured))
    claimed, measured = (_digits(v, 3) for v in both)
    off = experiment.off(key)[at]
    apart = f"off by {written(float(experiment.error(key)[at]))}" if off else "they agree"
    return f"{name}: claimed {claimed}, measured {measured}, {apart}. {verdict}"


def curve_said(experiment: GradientExperiment) -> str:
    """The picture of the V in words."""
    best = best_step(experiment.scheme, experiment.dtype)
    return (
        f"Worst relative error over the step s, {experiment.scheme}, {experiment.dtype}: it falls "
        f"with s, then rises again; s is {six(experiment.step, 2)}, theory takes {six(best, 2)}"
    )


def slice_said(nudge: Nudge) -> str:
    """The picture of ε along a weight in words."""
    ends = f"from {six(nudge.before, 4)} to {six(nudge.after, 4)}"
    eps = nudge.trace.symbol("eps").text
    return f"{eps} along {nudge.symbol.text} with its tangent; the nudge takes {eps} {ends}"


def slice_title(nudge: Nudge) -> Node:
    """What the picture of ε along a weight shows."""
    eps = Raw(nudge.trace.symbol("eps").html)
    return eps, ", the tangent that ∇ claims and, dashed, the true one"
