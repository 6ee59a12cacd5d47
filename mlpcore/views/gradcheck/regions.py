"""The gradient check panel's regions, each a pure function from an experiment to HTML.

`head` says the verdict, `maps` draws the relative error of every entry as
heat maps, `lens` one entry with the two ε that its quotient is made of, `nudged` the nudge
test. On paper nothing is written whose digits differ from machine to machine.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
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
from mlpcore.views.parts.markup import mathml, number, place
from mlpcore.views.parts.matrix import caption

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
ENDS = {"centred": ("w + s", "w − s"), "one-sided": ("w + s", "w")}


def head(experiment: GradientExperiment, paper: bool = False) -> str:
    """The verdict, where the mistake begins, the formula of the check and its line of code."""
    state, sign = _sign(experiment)
    eps = experiment.trace.symbol("eps")
    text, latex = (
        Template(each).substitute(e=letter)
        for each, letter in zip(FORMULAS[experiment.scheme], (eps.text, eps.latex), strict=True)
    )
    formula = f"<i>{escape(text)}</i>" if paper else mathml(latex)
    return (
        f'<h3><span class="{state}">{sign}</span> Gradient check: '
        f"{_with_symbols(experiment)}.</h3>"
        f'<p class="mlp-words">{_more(experiment)}</p>'
        f'<div class="mlp-gc-how"><span class="mlp-formula">{formula}</span>'
        f'<code class="mlp-code">{escape(code(experiment))}</code></div>'
    )


def code(experiment: GradientExperiment) -> str:
    """The line that makes this check."""
    book = experiment.trace.notation
    step = f"net, x, {book.code('y')}, step={experiment.step:.3g}"
    more = {"scheme": (experiment.scheme, "centred"), "dtype": (experiment.dtype, "float64"),
            "slip": (experiment.slip, "")}  # fmt: skip
    given = "".join(f', {name}="{v}"' for name, (v, usual) in more.items() if v != usual)
    if not given and experiment.worst <= experiment.tolerance:
        return f"mlpcore.gradient_check({step})"
    written = "" if book.name == "notes" else f', notation="{book.name}"'
    return f"lesson.gradient_experiment({step}{given}{written})"


def _with_symbols(experiment: GradientExperiment) -> str:
    """The verdict, with the symbols as HTML."""
    said = escape(experiment.verdict)
    symbols = [experiment.trace.symbol(key) for key in experiment.weights]
    for symbol in sorted(symbols, key=lambda each: -len(each.text)):  # ∇W₁₀ before ∇W₁
        said = said.replace(symbol.text, symbol.html)
    return said


def _sign(experiment: GradientExperiment) -> tuple[str, str]:
    """Right, wrong, or only called wrong by this check."""
    if experiment.begins or experiment.clashes:
        return "mlp-bad", "✗"
    off = any(experiment.off(key).any() for key in experiment.weights)
    return ("mlp-bad", "?") if off else ("mlp-ok", "✓")


def _more(experiment: GradientExperiment) -> str:
    """What stands in the way of computing it, or where the mistake begins."""
    trace = experiment.trace
    if experiment.clashes:
        key, clash = next(iter(experiment.clashes.items()))
        return f"In {trace.symbol(key).html} shapes clash: {escape(clash)}."
    if experiment.begins:
        first = trace.symbol(experiment.begins).html
        return f"Backprop runs from the output to the input; the first quantity wrong is {first}."
    return "Each entry of a gradient against an experiment that knows nothing of backprop."


def maps(experiment: GradientExperiment, selected: tuple[str, Index], paper: bool = False) -> str:
    """δ^l, ∇W and ∇b of one layer a row, from the output down, as backprop finds them."""
    rows = [experiment.keys[n : n + 3] for n in range(0, len(experiment.keys), 3)]
    return "".join(
        '<div class="mlp-gc-row">'
        + "".join(_map(experiment, key, selected, paper) for key in row)
        + "</div>"
        for row in rows
    )


@dataclass(frozen=True)
class Map:
    """What the cells of one heat map are drawn from."""

    key: str
    claimed: Array
    errors: Array
    off: Mask
    over: Mask  # a kink
    crowded: bool
    paper: bool

    def cell(self, at: Index, reachable: bool) -> str:
        """One relative error: a sign, its size, and a tint; on paper only what is stable."""
        n = zero(at)
        error = float(self.errors[n])
        off, over = bool(self.off[n]), bool(self.over[n])
        sign, kind = ("∧" if over else "✗", "off") if off else ("✓" if self.paper else "", "ok")
        if self.paper:  # the size of an error is that of one machine
            v = float(self.claimed[n])
            number_at = "" if self.crowded else f" {place(self.key, at, v)}"
            inside = sign if self.crowded else f"{sign} {brief(v)}"
            tinted = 0.5 if off else 0.1
            return f'<td class="mlp-gc-{kind}" style="--t:{tinted}"{number_at}>{inside}</td>'
        inside = sign if self.crowded else f"{sign} {written(error)}".strip()
        told = f"relative error {written(error)}" + ", over a kink" * (over and off)
        return (
            f'<td class="mlp-gc-{kind}" style="--t:{strength(error):.2f}" '
            f'tabindex="{0 if reachable else -1}" {place(ERROR + self.key, at, error)} '
            f'title="{told}">{inside}</td>'
        )


def _map(experiment: GradientExperiment, key: str, selected: tuple[str, Index], paper: bool) -> str:
    errors, off = experiment.error(key), experiment.off(key)
    over = experiment.crossed(key) if off.any() else np.zeros_like(off)
    crowded = experiment.size > MOST_NUMBERS
    drawn = Map(key, experiment.claimed(key), errors, off, over, crowded, paper)
    first = selected[1] if selected[0] == key else (1,) * errors.ndim
    body = "".join(
        f"<tr>{''.join(drawn.cell(at, at == first) for at in row)}</tr>"
        for row in places(experiment.trace, key)
    )
    symbol, wrong = experiment.trace.symbol(key), int(off.sum())
    verdict = f'<b class="mlp-bad">✗ {wrong}</b>' if wrong else '<span class="mlp-ok">✓</span>'
    said = escape(f"relative errors of {symbol.text}, {wrong} of {errors.size} off")
    dense = " mlp-gc-dense" if crowded else ""
    name = caption(symbol.html, experiment.trace.shown(key))
    return (
        f'<figure class="mlp-entry mlp-frame"><figcaption>{name} {verdict}'
        f'</figcaption><table class="mlp-matrix mlp-gc-map{dense}" role="grid" '
        f'aria-label="{said}">{body}</table></figure>'
    )


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


def lens(experiment: GradientExperiment, key: str, index: Index) -> str:
    """One entry: what is claimed, the two ε whose difference is measured, and how far apart."""
    at = zero(index)
    claimed, measured = (float(each(key)[at]) for each in (experiment.claimed, experiment.measured))
    error, off = float(experiment.error(key)[at]), bool(experiment.off(key)[at])
    name = experiment.trace.notation.entry(key, index).html
    state, sign = ("mlp-bad", "✗ off by") if off else ("mlp-ok", "✓ agrees to")
    apart = number(ERROR + key, index, error, written(error) if error else "the last digit")
    return (
        f'<div class="mlp-lens mlp-gc-lens" data-sources="{{}}" data-key="{ERROR + key}" '
        f'data-at="{",".join(map(str, index))}"><p><b>{name}</b> = '
        f"{_four(key, index, claimed)} claimed, {_quotient(experiment, key, index)} = "
        f"{_four('measured:' + key, index, measured)} measured: "
        f'<span class="{state}">{sign} {apart}</span></p></div>'
    )


def _four(key: str, index: Index, v: float) -> str:
    """A slope with four digits, so that one can compare."""
    return number(key, index, v, _digits(v, 4))


def _digits(v: float, digits: int) -> str:
    """So many digits, with a true minus."""
    return minus(six(v, digits)) if v == v else brief(v)


def _quotient(experiment: GradientExperiment, key: str, index: Index) -> str:
    """(ε(w + s) − ε(w − s)) / 2s with all digits, those in which the two ε differ in bold."""
    (up, down), gone = experiment.ends(key, zero(index))
    texts = [f"{each:.{experiment.digits}f}" for each in (up, down)]
    same = next((n for n, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), len(texts[0]))
    shown = (
        number(name, (), value, f'<span class="mlp-gc-same">{text[:same]}</span>{text[same:]}')
        for name, value, text in zip(("eps_up", "eps_down"), (up, down), texts, strict=True)
    )
    return f'<span class="mlp-gc-ends">({" − ".join(shown)}) / {number("gone", (), gone)}</span>'


def nudged(nudge: Nudge, paper: bool = False) -> str:
    """The nudge test: Δε against ∇·Δw, with the numbers, and what is left over."""
    w, grad, eps = nudge.symbol.html, nudge.gradient.html, nudge.trace.symbol("eps").html
    change = number("change", (), nudge.change)
    before, after = (number(k, (), getattr(nudge, k), _five(getattr(nudge, k)))
                     for k in ("before", "after"))  # fmt: skip
    slope = number("slope", (), nudge.slope)
    rows = (
        ("risen", f"Δ{eps}", f"{eps}(<i>w</i> + Δ<i>w</i>) − {eps}(<i>w</i>)",
         f"{after} − {before}"),
        ("promised", "∇ · Δ<i>w</i>", f"{grad} · Δ<i>w</i>",
         f"{slope} · {f'({change})' if nudge.change < 0 else change}"),
        ("rest", "rest", f"Δ{eps} − ∇ · Δ<i>w</i>", ""),
    )  # fmt: skip
    body = "".join(
        f"<tr><th>{name}</th><td>= {formula}</td><td>{f'= {filled}' if filled else ''}</td>"
        f"<td>= <b>{number(key, (), getattr(nudge, key))}</b></td></tr>"
        for key, name, formula, filled in rows
    )
    said, off_by = nudge.finding
    if off_by is not None:  # on paper all is text
        six_off = six(off_by, 2)
        said += f" {six_off if paper else number('off_by', (), off_by, six_off)}"
    shorter = "".join(
        f"<td>{number('per_change', (n,), each.per_change)}</td>"
        for n, each in enumerate(nudge.shorter, 1)
    )
    heads = "".join(f"<th>Δ<i>w</i>{part}</th>" for part in ("", "/10", "/100", "/1000"))
    weight = number(nudge.key, nudge.index, nudge.weight)
    named = escape(f"nudge test of {nudge.symbol.text}")
    return (
        f"<h4>Nudge test: <b>{w}</b> = {weight}, moved by Δ<i>w</i> = {change}</h4>"
        f'<table class="mlp-gc-nudge" aria-label="{named}">{body}</table>'
        f'<table class="mlp-gc-nudge mlp-gc-shorter" aria-label="{named}, shorter nudges">'
        f"<tr><th>nudge</th>{heads}</tr>"
        f"<tr><th>rest/Δ<i>w</i></th>{shorter}</tr></table>"
        f'<p class="mlp-facts">{said[:1].upper()}{said[1:]}.</p>'
    )


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


def slice_title(nudge: Nudge) -> str:
    """What the picture of ε along a weight shows."""
    return f"{nudge.trace.symbol('eps').html} along this weight, and the tangent that ∇ claims"
