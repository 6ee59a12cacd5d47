"""The softmax panel's regions, each a pure function from a `SoftmaxPass` to HTML.

`timeline` shows the topics, `topic` draws one of them, `still` a page.
Bars, simplex and curves are in `softmax_svg`.
"""

import re
from collections.abc import Callable, Mapping
from html import escape
from itertools import groupby

import numpy as np

from mlpcore.lesson.notation.numbers import brief, full
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.softmax.quantities import QUANTITIES
from mlpcore.lesson.softmax.softmax_trace import SoftmaxPass
from mlpcore.lesson.softmax.topics import (
    TOPICS,
    collapse_latex,
    log_words,
    naive_words,
    shift_words,
    temperature_words,
)
from mlpcore.lesson.steps.expression import Number
from mlpcore.views.parts import accessibility, theme
from mlpcore.views.parts.markup import mathml, number, place, tint
from mlpcore.views.parts.matrix import caption, matrix

Selected = tuple[str, Index]
Body = tuple[str, ...]

# The colour of a quantity's frame is the same wherever it stands.
FRAMES = {
    "J": "a", "terms": "a", "d_o": "b", "o": "c", "one_minus_o": "c", "y": "d", "net": "e",
    "s": "e", "a": "e", "summed": "result", "delta": "result", "slip": "result",
    "numerical": "", "delta_ce": "result", "delta_se": "result",
}  # fmt: skip


QUESTION = (
    "What comes out? Say it before you look: a click on a ? shows it, and so does one step on."
)
LOGARITHM = (
    "logarithm: log <i>o<sub>i</sub></i> = <i>a<sub>i</sub></i> − log Σ<sub><i>j</i></sub> "
    "<i>e</i><sup><i>a<sub>j</sub></i></sup>"
)


def timeline(at: int) -> str:
    """The topics by section of the notes; the current one marked."""
    groups = []
    for section, topics in groupby(enumerate(TOPICS), key=lambda pair: pair[1].section):
        ticks = [_tick(n, at) for n, _ in topics]
        groups.append(
            f'<div class="mlp-section" style="--n:{len(ticks)}"><h4>{section}</h4>'
            f'<div class="mlp-ticks">{" ".join(ticks)}</div></div>'
        )
    return f'<div class="mlp-timeline" role="group" aria-label="Topics">{"".join(groups)}</div>'


def _tick(n: int, at: int) -> str:
    topic = TOPICS[n]
    state = "mlp-here" if n == at else "mlp-done"
    here = ' aria-current="step"' if n == at else ""
    said = escape(accessibility.name(topic.label, f"topic {n + 1}, {topic.name}"))
    return (
        f'<button class="{state}" data-do="go" data-to="{n}"{here} '
        f'aria-label="{said}" title="{escape(topic.name)}">{topic.label}</button>'
    )


def topic(
    p: SoftmaxPass,
    at: int,
    selected: Selected,
    chart: str = "",
    paper: bool = False,
    asking: bool = False,
) -> str:
    """Symbol, name, words, formula, the formula with numbers, a chart, code, and what holds.

    While one is `asking` what comes out, what holds is not said.
    """
    about = TOPICS[at]
    line = about.formula(p)
    written = f"<i>{escape(line.text)}</i>" if paper else mathml(line.latex)
    content, *facts = BODIES[about.key](p, selected, paper)
    shown = [QUESTION] if asking else facts
    if chart:
        content += f'<div class="mlp-sm-scroll">{chart}</div>'
    return (
        f'<h3><span class="mlp-symbol">{about.label}</span> {escape(about.name)}</h3>'
        f'<p class="mlp-words">{escape(about.words)}</p>'
        f'<div class="mlp-formula">{written}</div>{content}'
        f'<code class="mlp-code">{escape(about.code)}</code>{_facts(*shown)}'
    )


# --- one body a topic: its figures, then what holds, line by line ---------------------------------


def _shares(p: SoftmaxPass, selected: Selected, paper: bool) -> Body:
    keys = ["net", *(["s"] if p.input_key == "s" else []), "o", "log_o"]
    arrows = {"s": "(net + <i>c</i>)/<i>T</i> →", "o": "softmax →", "log_o": "log →"}
    parts = [_sign(arrows.get(key, "")) + _figure(p, key, selected) for key in keys]
    moved = f"; {_symbol('moved')}: {_number(p, 'moved')}" if p.c else ""
    return (
        _equation("".join(parts)),
        f"Σ<i>o</i> = {_number(p, 'sum_o')}",
        escape(temperature_words(p)),
        escape(shift_words(p)) + moved,
    )


def _naive(p: SoftmaxPass, selected: Selected, paper: bool) -> Body:
    groups = {
        "as it is written": ("s", "naive_e", "naive_o"),
        "largest subtracted first": ("a", "e", "o"),
        LOGARITHM: ("log_of_o", "log_o"),
    }
    shown = "".join(
        _group(title, "".join(_figure(p, key, selected) for key in keys))
        for title, keys in groups.items()
    )
    return (
        f'<div class="mlp-sm-groups">{shown}</div>',
        f"{_symbol('naive_sum')} = {_number(p, 'naive_sum')}; {_raise(naive_words(p))}",
        escape(log_words(p)),
    )


def _jacobian(p: SoftmaxPass, selected: Selected, paper: bool) -> Body:
    over = "" if p.T == 1 else "/<i>T</i>"
    cases = (
        f'<p class="mlp-sm-cases"><span class="mlp-sm-diagonal">i = j</span> '
        f"<i>o<sub>i</sub></i>(1 − <i>o<sub>i</sub></i>){over} "
        f'<span class="mlp-sm-beside">i ≠ j</span> '
        f"−<i>o<sub>i</sub></i> <i>o<sub>j</sub></i>{over}</p>"
    )
    lambdas = ", ".join(_entry(p, n) for n in p.numbers("eigenvalues"))
    return (
        cases + _bordered(p, selected),
        f"symmetric: {_symbol('asymmetry')} = {_number(p, 'asymmetry')}; every row and every "
        "column adds up to 0: what one share gains, the others lose",
        f"eigenvalues <i>λ</i> ≥ 0: {lambdas}; the last one belongs to adding a constant",
    )


def _bordered(p: SoftmaxPass, selected: Selected) -> str:
    """J with the names of its rows and columns, and with their sums."""
    J, ends = p.value("J"), range(1, p.k + 1)
    scale, dense = float(np.abs(J).max()), " mlp-sm-dense" if p.k > 5 else ""
    names = "".join(f"<th>net<sub>{j}</sub></th>" for j in ends)
    head = f'<tr><th></th>{names}<th class="mlp-sm-sum">row sum</th></tr>'
    rows = "".join(
        f"<tr><th>o<sub>{i}</sub></th>"
        + "".join(_cell(p, "J", (i, j), scale, selected, i == j) for j in ends)
        + _cell(p, "row_sums", (i,), 0, selected) + "</tr>"
        for i in ends
    )  # fmt: skip
    sums = "".join(_cell(p, "column_sums", (j,), 0, selected) for j in ends)
    foot = f'<tr class="mlp-sm-sums"><th>column sum</th>{sums}<td></td></tr>'
    return (
        f'<div class="mlp-sm-scroll"><table class="mlp-matrix mlp-sm-jacobian{dense}" role="grid" '
        f'aria-label="Jacobian with its sums">{head}{rows}{foot}</table></div>'
    )


def _cell(
    p: SoftmaxPass, key: str, at: Index, scale: float, selected: Selected, diagonal: bool = False
) -> str:
    v = p.number(key, at).value
    reachable = (key, at) == selected or (selected[0] != key and set(at) == {1})
    look = tint(v, scale) + (' data-case="i = j"' if diagonal else "")
    if key != "J":
        look = look.replace('class="', 'class="mlp-sm-sum ', 1)
    return (
        f'<td {look} tabindex="{0 if reachable else -1}" {place(key, at, v)} '
        f'title="{full(v)}">{brief(v)}</td>'
    )


def _delta(p: SoftmaxPass, selected: Selected, paper: bool) -> Body:
    through = (
        _figure(p, "J", selected, transposed=True) + _figure(p, "d_o", selected)
        + _sign("=") + _figure(p, "summed", selected)
    )  # fmt: skip
    terms = _figure(p, "terms", selected, "row <i>j</i>: the terms of <i>δ<sub>j</sub></i>")
    return (
        _equation(through + f'<div class="mlp-sm-terms">{terms}</div>')
        + _heading("multiplied out", collapse_latex(p), paper)
        + _equation(_collapse(p, selected) + _sign("=") + _figure(p, "delta", selected)),
        _collapse_words(p),
        f"gradient check: {_verdict(p, 'delta')}",
    )


def _heading(title: str, latex: str, paper: bool) -> str:
    formula = "" if paper else mathml(rf"\delta = {latex}")
    return f'<div class="mlp-sm-collapse"><span>{title}</span> {formula}</div>'


def _collapse(p: SoftmaxPass, selected: Selected) -> str:
    """The factors of the short form, with 1/T before them where T is not 1."""
    over = "" if p.T == 1 else _sign(f"1/{brief(p.T)} ·")
    opened, closed = ("", "") if p.T == 1 else (_sign("("), _sign(")"))
    o, y, d_o = (_figure(p, key, selected) for key in ("o", "y", "d_o"))
    if p.loss.name == "cross_entropy":
        inside = f"{o}{_sign('·')}{_figure(p, 'sum_y', selected)}{_sign('−')}{y}"
    else:
        mean = _figure(p, "mean_d_o", selected)
        inside = f"{o}{_sign('⊙ (')}{d_o}{_sign('−')}{mean}{_sign(')')}"
    return over + opened + inside + closed


def _collapse_words(p: SoftmaxPass) -> str:
    total = float(p.value("sum_y"))
    if p.loss.name == "half_squared_error":
        return "the squared error does not collapse: a factor <i>o<sub>j</sub></i> is left"
    if p.loss.name == "binary_cross_entropy":
        return (
            "the binary cross-entropy does not collapse here: <i>δ</i> = <i>o</i> − <i>y</i> needs "
            "the sigmoid, whose outputs are not shares of 1"
        )
    if not np.isfinite(p.value("d_o")).all():
        return (
            "a share has rounded to 0: 0 · ∞ is undefined term by term, but the short form is "
            "exact, which is why <code>mlpcore</code> uses it"
        )
    if np.isclose(total, 1.0):
        return "Σ<i>y</i> = 1: <i>δ</i> = <i>o</i> − <i>y</i>" + ("" if p.T == 1 else ", over T")
    return f"Σ<i>y</i> = {brief(total)}, not 1: <i>o</i> − <i>y</i> would be wrong here"


def _slip(p: SoftmaxPass, selected: Selected, paper: bool) -> Body:
    claimed = (
        _figure(p, "d_o", selected) + _sign("⊙") + _figure(p, "o", selected) + _sign("⊙")
        + _figure(p, "one_minus_o", selected) + _sign("=" if p.T == 1 else f"· 1/{brief(p.T)} =")
        + _figure(p, "slip", selected)
    )  # fmt: skip
    truth = (
        _figure(p, "numerical", selected, "central differences of <i>ε</i>")
        + _figure(p, "delta", selected, "<i>J</i><sup>T</sup> ∂<i>ε</i>/∂<i>o</i>")
    )  # fmt: skip
    return (
        _equation(claimed + '<span class="mlp-sm-gap"></span>' + truth),
        f"gradient check of ⊙: {_verdict(p, 'slip')}; of <i>J</i><sup>T</sup>: "
        f"{_verdict(p, 'delta')}",
        "what is lost are the entries of <i>J</i> beside the diagonal",
    )


def _errors(p: SoftmaxPass, selected: Selected, paper: bool) -> Body:
    figures = "".join(
        _group(
            title,
            _figure(p, f"eps_{key}", selected, "<i>ε</i>")
            + _figure(p, f"delta_{key}", selected, "<i>δ</i>")
            + _figure(p, f"size_{key}", selected, "‖<i>δ</i>‖"),
        )
        for key, title in (("ce", "cross-entropy"), ("se", "squared error"))
    )
    ratio = "" if not (small := float(p.value("size_se"))) else (
        f": {brief(float(p.value('size_ce')) / small)} times as large"
    )  # fmt: skip
    words = f"‖<i>δ</i>‖ of the cross-entropy against the squared error{ratio}"
    return f'<div class="mlp-sm-groups">{figures}</div>', words


BODIES: dict[str, Callable[[SoftmaxPass, Selected, bool], Body]] = {
    "o": _shares,
    "naive": _naive,
    "J": _jacobian,
    "delta": _delta,
    "slip": _slip,
    "errors": _errors,
}


# --- pieces ---------------------------------------------------------------------------------------


def _figure(
    p: SoftmaxPass, key: str, selected: Selected, under: str = "", transposed: bool = False
) -> str:
    """A quantity as a framed matrix with its name below."""
    value, symbol = p.value(key), QUANTITIES[key].symbol
    finite = np.abs(value[np.isfinite(value)])
    at = selected[1] if selected[0] == key else None
    name = symbol.text + (" transposed" if transposed else "")
    table = matrix(key, value, name, float(finite.max(initial=0.0)), at, transposed)
    html = symbol.html + ("<sup>T</sup>" if transposed else "")
    frame = FRAMES.get(key, "")
    marked = f" mlp-frame-{frame}" if frame else ""
    dense = " mlp-sm-dense" if value.ndim == 2 and len(value) > 5 else ""
    return (
        f'<figure class="mlp-factor{dense}"><div class="mlp-frame{marked}">{table}</div>'
        f"<figcaption>{under or caption(html, value)}</figcaption></figure>"
    )


def _equation(body: str) -> str:
    return f'<div class="mlp-equation">{body}</div>'


def _group(title: str, figures: str) -> str:
    return f'<div class="mlp-sm-group"><h4>{title}</h4>{_equation(figures)}</div>'


def _sign(html: str) -> str:
    return f'<span class="mlp-sign">{html}</span>' if html else ""


def _facts(*lines: str) -> str:
    """What holds, one line each."""
    items = "".join(f"<li>{line}</li>" for line in lines)
    return f'<ul class="mlp-facts mlp-sm-facts">{items}</ul>'


def _symbol(key: str) -> str:
    return QUANTITIES[key].symbol.html


def _number(p: SoftmaxPass, key: str) -> str:
    return number(key, (), p.number(key).value)


def _entry(p: SoftmaxPass, n: Number) -> str:
    return number(n.key, n.index, n.value)


def _verdict(p: SoftmaxPass, key: str) -> str:
    """Whether central differences agree, in words and with a sign, not by colour alone."""
    found = p.agreement(key)
    state, sign = ("mlp-ok", "✓") if found.ok else ("mlp-bad", "✗")
    words = found.words if np.isfinite(found.relative_error) else "undefined"
    return f'<strong class="{state}">{sign} {escape(words)}</strong>'


def _raise(words: str) -> str:
    """`e^s₁` in a sentence as a power."""
    return re.sub(r"e\^(s[₁-₈]?)", r"<i>e</i><sup>\1</sup>", escape(words))


def still(shown: Mapping[str, str], chart: str) -> str:
    """The regions of a topic, and a chart if it has one, as a page that needs no kernel."""
    simplex = theme.picture(shown["simplex"]) if shown["simplex"] else ""
    below = theme.picture(chart) if chart else ""
    return theme.page(
        f'{shown["timeline"]}<div class="mlp-sm-stage"><div class="mlp-sm-left">'
        f'<div class="mlp-sm-rows">{theme.picture(shown["bars"])}</div>'
        f'<div class="mlp-sm-simplex">{simplex}</div></div>'
        f'<div class="mlp-right"><div class="mlp-region-step">{shown["topic"]}{below}</div>'
        f"{shown['lens']}</div></div>",
        "softmax/softmax.css",
    )
