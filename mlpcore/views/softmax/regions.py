"""The softmax panel's regions, each a pure function from a `SoftmaxPass` to HTML.

`timeline` shows the topics, `topic` draws one of them, `lens` one number with its index formula;
`LAYOUT` is where they stand. Bars, simplex and curves are in `pictures`.
"""

from collections.abc import Callable

import numpy as np

from mlpcore.lesson.notation.numbers import brief
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
from mlpcore.views.parts import timeline as ticks
from mlpcore.views.parts.html import (
    Element,
    Node,
    Notes,
    NotesCode,
    e,
    in_notes,
    joined,
    live,
    on_paper,
)
from mlpcore.views.parts.lens import lens_of
from mlpcore.views.parts.markup import Place, Tint, formula, number
from mlpcore.views.parts.matrix import caption, factor, matrix
from mlpcore.views.parts.page import CONTROLS, region
from mlpcore.views.parts.verdict import judged

Selected = tuple[str, Index]
Body = tuple[Node, ...]

# The colour of a quantity's frame is the same wherever it stands.
FRAMES = {
    "J": "a", "terms": "a", "d_o": "b", "o": "c", "one_minus_o": "c", "y": "d", "net": "e",
    "s": "e", "a": "e", "summed": "result", "delta": "result", "slip": "result",
    "numerical": "", "delta_ce": "result", "delta_se": "result",
}  # fmt: skip


QUESTION = (
    "What comes out? Say it before you look: a click on a ? shows it, and so does one step on."
)
LAYOUT = (
    region("timeline"),
    CONTROLS,
    e(
        "div",
        e(
            "div",
            e("div", region("nets", "mlp-sm-nets"), region("bars"), class_="mlp-sm-rows"),
            region("simplex", "mlp-sm-simplex"),
            region("lens"),
            class_="mlp-sm-left",
        ),
        e("div", region("topic", "mlp-region-step"), class_="mlp-right"),
        class_="mlp-sm-stage",
    ),
)
O, Y, EPS, DELTA, JACOBIAN, T = (e("i", Notes(letter)) for letter in "oyεδJT")
O_I, O_J, A_I, A_J, DELTA_J = (
    e("i", Notes(letter), e("sub", index)) for letter, index in ("oi", "oj", "ai", "aj", "δj")
)
LOGARITHM = (
    "logarithm: log ", O_I, " = ", A_I, " − log Σ", e("sub", e("i", "j")), " ",
    e("i", "e"), e("sup", A_J),
)  # fmt: skip


def timeline(at: int) -> Element:
    """The topics by section of the notes; the current one marked."""
    drawn = [
        ticks.Tick(
            each.section, in_notes(each.label), Notes(each.name), Notes(f"topic {n}, {each.name}")
        )
        for n, each in enumerate(TOPICS, 1)
    ]
    return ticks.timeline(drawn, at, "Topics", visited=True)


def lens(p: SoftmaxPass, selected: Selected) -> Element:
    """One number: its index formula, with the numbers in it, and its sources marked."""
    shown = p.cell(*selected)
    case = e("span", _case(*selected), class_="mlp-sm-case")
    return lens_of(shown, p.notation, shown.sources, before=case, read=in_notes)


def _case(key: str, index: Index) -> str:
    """Which of the two cases of the Jacobian."""
    if key != "J":
        return ""
    return "i = j: " if index[0] == index[1] else "i ≠ j: "


def topic(
    p: SoftmaxPass, at: int, selected: Selected, chart: Node = None, asking: bool = False
) -> Node:
    """Symbol, name, words, formula, the formula with numbers, a chart, code, and what holds.

    While one is `asking` what comes out, what holds is not said.
    """
    about = TOPICS[at]
    content, *facts = BODIES[about.key](p, selected)
    scrolled = e("div", chart, class_="mlp-sm-scroll") if chart else None
    return (
        e("h3", e("span", in_notes(about.label), class_="mlp-symbol"), " ", Notes(about.name)),
        e("p", Notes(about.words), class_="mlp-words"),
        e("div", formula(*about.formula(p)), class_="mlp-formula"),
        content,
        live(scrolled),
        e("code", NotesCode(about.code), class_="mlp-code"),
        _facts([QUESTION] if asking else facts),
        on_paper(chart),
    )


# --- one body a topic: its figures, then what holds, line by line ---------------------------------


def _shares(p: SoftmaxPass, selected: Selected) -> Body:
    keys = ["net", *(["s"] if p.input_key == "s" else []), "o", "log_o"]
    arrows: dict[str, Node] = {
        "s": (Notes("(net + "), e("i", "c"), ")/", T, " →"), "o": "softmax →", "log_o": "log →",
    }  # fmt: skip
    parts = [(_sign(arrows.get(key)), _figure(p, key, selected)) for key in keys]
    moved = ("; ", _called("moved"), ": ", _number(p, "moved")) if p.c else None
    return (
        _equation(parts),
        ("Σ", O, " = ", _number(p, "sum_o")),
        Notes(temperature_words(p)),
        (Notes(shift_words(p)), moved),
    )


def _naive(p: SoftmaxPass, selected: Selected) -> Body:
    groups: tuple[tuple[Node, tuple[str, ...]], ...] = (
        ("as it is written", ("s", "naive_e", "naive_o")),
        ("largest subtracted first", ("a", "e", "o")),
        (LOGARITHM, ("log_of_o", "log_o")),
    )
    shown = [_group(title, [_figure(p, key, selected) for key in keys]) for title, keys in groups]
    total = _called("naive_sum"), " = ", _number(p, "naive_sum"), "; "
    return (
        e("div", shown, class_="mlp-sm-groups"),
        (total, _raised(naive_words(p))),
        Notes(log_words(p)),
    )


def _jacobian(p: SoftmaxPass, selected: Selected) -> Body:
    over = None if p.T == 1 else ("/", T)
    cases = e(
        "p",
        e("span", "i = j", class_="mlp-sm-diagonal"), " ", O_I, "(1 − ", O_I, ")", over, " ",
        e("span", "i ≠ j", class_="mlp-sm-beside"), " −", O_I, " ", O_J, over,
        class_="mlp-sm-cases",
    )  # fmt: skip
    lambdas = joined(", ", [_entry(n) for n in p.numbers("eigenvalues")])
    symmetric = "symmetric: ", _called("asymmetry"), " = ", _number(p, "asymmetry")
    sums = "; every row and every column adds up to 0: what one share gains, the others lose"
    last = "; the last one belongs to adding a constant"
    return (
        (cases, _bordered(p, selected)),
        (symmetric, sums),
        ("eigenvalues ", e("i", "λ"), " ≥ 0: ", lambdas, last),
    )


def _bordered(p: SoftmaxPass, selected: Selected) -> Element:
    """J with the names of its rows and columns, and with their sums."""
    J, ends = p.value("J"), range(1, p.k + 1)
    scale, dense = float(np.abs(J).max()), " mlp-sm-dense" if p.k > 5 else ""
    names = [e("th", Notes("net"), e("sub", str(j))) for j in ends]
    head = e("tr", e("th"), names, e("th", "row sum", class_="mlp-sm-sum"))
    rows = [
        e(
            "tr",
            e("th", Notes("o"), e("sub", str(i))),
            [_cell(p, "J", (i, j), scale, selected) for j in ends],
            _cell(p, "row_sums", (i,), 0, selected),
        )
        for i in ends
    ]
    sums = [_cell(p, "column_sums", (j,), 0, selected) for j in ends]
    foot = e("tr", e("th", "column sum"), sums, e("td"), class_="mlp-sm-sums")
    kind, said = f"mlp-matrix mlp-sm-jacobian{dense}", "Jacobian with its sums"
    table = e("table", head, rows, foot, class_=kind, role="grid", aria_label=said)
    return e("div", table, class_="mlp-sm-scroll")


def _cell(p: SoftmaxPass, key: str, at: Index, scale: float, selected: Selected) -> Element:
    v = p.number(key, at).value
    reachable = (key, at) == selected or (selected[0] != key and set(at) == {1})
    return e(
        "td",
        brief(v),
        tint=Tint(v, scale, "" if key == "J" else "mlp-sm-sum"),
        data_case="i = j" if key == "J" and at[0] == at[1] else None,
        tabindex=0 if reachable else -1,
        place=Place(key, at, v, titled=True),
    )


def _delta(p: SoftmaxPass, selected: Selected) -> Body:
    named = "row ", e("i", "j"), ": the terms of ", DELTA_J
    through = (
        _figure(p, "J", selected, transposed=True), _figure(p, "d_o", selected),
        _sign("="), _figure(p, "summed", selected),
        e("div", _figure(p, "terms", selected, named), class_="mlp-sm-terms"),
    )  # fmt: skip
    short = _collapse(p, selected), _sign("="), _figure(p, "delta", selected)
    return (
        (_equation(through), _multiplied(collapse_latex(p)), _equation(short)),
        _collapse_words(p),
        ("gradient check: ", _verdict(p, "delta")),
    )


def _multiplied(latex: str) -> Element:
    """What δ comes to; on paper the line of text above says it."""
    shown = live(formula("", rf"\delta = {latex}"))
    return e("div", e("span", "multiplied out"), " ", shown, class_="mlp-sm-collapse")


def _collapse(p: SoftmaxPass, selected: Selected) -> Node:
    """The factors of the short form, with 1/T before them where T is not 1."""
    over = None if p.T == 1 else _sign(f"1/{brief(p.T)} ·")
    opened, closed = (None, None) if p.T == 1 else (_sign("("), _sign(")"))
    o, y, d_o = (_figure(p, key, selected) for key in ("o", "y", "d_o"))
    inside: tuple[Node, ...]
    if p.loss.name == "cross_entropy":
        inside = o, _sign("·"), _figure(p, "sum_y", selected), _sign("−"), y
    else:
        mean = _figure(p, "mean_d_o", selected)
        inside = o, _sign("⊙ ("), d_o, _sign("−"), mean, _sign(")")
    return over, opened, inside, closed


def _collapse_words(p: SoftmaxPass) -> Node:
    total = float(p.value("sum_y"))
    difference = O, " − ", Y
    if p.loss.name == "half_squared_error":
        return "the squared error does not collapse: a factor ", O_J, " is left"
    if p.loss.name == "binary_cross_entropy":
        needs = " needs the sigmoid, whose outputs are not shares of 1"
        no = "the binary cross-entropy does not collapse here: "
        return no, DELTA, " = ", difference, needs
    if not np.isfinite(p.value("d_o")).all():
        return (
            "a share has rounded to 0: 0 · ∞ is undefined term by term, but the short form is "
            "exact, which is why ", e("code", "mlpcore"), " uses it",
        )  # fmt: skip
    if np.isclose(total, 1.0):
        return "Σ", Y, " = 1: ", DELTA, " = ", difference, None if p.T == 1 else ", over T"
    return "Σ", Y, f" = {brief(total)}, not 1: ", difference, " would be wrong here"


def _slip(p: SoftmaxPass, selected: Selected) -> Body:
    transposed = JACOBIAN, e("sup", "T")
    claimed = (
        _figure(p, "d_o", selected), _sign("⊙"), _figure(p, "o", selected), _sign("⊙"),
        _figure(p, "one_minus_o", selected), _sign("=" if p.T == 1 else f"· 1/{brief(p.T)} ="),
        _figure(p, "slip", selected),
    )  # fmt: skip
    truth = (
        _figure(p, "numerical", selected, ("central differences of ", EPS)),
        _figure(p, "delta", selected, (transposed, " ∂", EPS, "/∂", O)),
    )
    checks = (
        "gradient check of ⊙: ", _verdict(p, "slip"), "; of ", transposed, ": ",
        _verdict(p, "delta"),
    )  # fmt: skip
    return (
        _equation(claimed, e("span", class_="mlp-sm-gap"), truth),
        checks,
        ("what is lost are the entries of ", JACOBIAN, " beside the diagonal"),
    )


def _errors(p: SoftmaxPass, selected: Selected) -> Body:
    size = "‖", DELTA, "‖"
    figures = [
        _group(
            title,
            [
                _figure(p, f"eps_{key}", selected, EPS),
                _figure(p, f"delta_{key}", selected, DELTA),
                _figure(p, f"size_{key}", selected, size),
            ],
        )
        for key, title in (("ce", "cross-entropy"), ("se", "squared error"))
    ]
    ratio = "" if not (small := float(p.value("size_se"))) else (
        f": {brief(float(p.value('size_ce')) / small)} times as large"
    )  # fmt: skip
    words = size, f" of the cross-entropy against the squared error{ratio}"
    return e("div", figures, class_="mlp-sm-groups"), words


BODIES: dict[str, Callable[[SoftmaxPass, Selected], Body]] = {
    "o": _shares,
    "naive": _naive,
    "J": _jacobian,
    "delta": _delta,
    "slip": _slip,
    "errors": _errors,
}


# --- pieces ---------------------------------------------------------------------------------------


def _figure(
    p: SoftmaxPass, key: str, selected: Selected, under: Node = None, transposed: bool = False
) -> Element:
    """A quantity as a framed matrix with its name below."""
    value, symbol = p.value(key), QUANTITIES[key].symbol
    finite = np.abs(value[np.isfinite(value)])
    at = selected[1] if selected[0] == key else None
    name = Notes(symbol.text + (" transposed" if transposed else ""))
    table = matrix(key, value, name, float(finite.max(initial=0.0)), at, transposed)
    named = in_notes(symbol.html + "<sup>T</sup>" * transposed)
    dense = " mlp-sm-dense" if value.ndim == 2 and len(value) > 5 else ""
    return factor(table, under or caption(named, value), FRAMES.get(key, ""), dense)


def _equation(*body: Node) -> Element:
    return e("div", *body, class_="mlp-equation")


def _group(title: Node, figures: Node) -> Element:
    return e("div", e("h4", title), _equation(figures), class_="mlp-sm-group")


def _sign(sign: Node) -> Node:
    return e("span", sign, class_="mlp-sign") if sign else None


def _facts(lines: list[Node]) -> Element:
    """What holds, one line each."""
    return e("ul", [e("li", line) for line in lines], class_="mlp-facts mlp-sm-facts")


def _called(key: str) -> Node:
    return in_notes(QUANTITIES[key].symbol.html)


def _number(p: SoftmaxPass, key: str) -> Element:
    return number(key, (), p.number(key).value)


def _entry(n: Number) -> Element:
    return number(n.key, n.index, n.value)


def _verdict(p: SoftmaxPass, key: str) -> Element:
    """Whether central differences agree, in words and with a sign, not by colour alone."""
    found = p.agreement(key)
    return judged(found.ok, found.words if np.isfinite(found.relative_error) else "undefined")


def _raised(words: str) -> Node:
    """`e^s₁` in a sentence as a power."""
    first, *powers = words.split("e^")
    parts: list[Node] = [Notes(first)]
    for each in powers:
        rest = each[1:].lstrip("₁₂₃₄₅₆₇₈")
        parts += [e("i", "e"), e("sup", each.removesuffix(rest)), Notes(rest)]
    return parts
