"""The activation panel's regions, each a pure function from numbers to HTML.

`topics` draws the ticks on top, `told` name and sentence, `ways` formulas
with their numbers, `formulas` those without, `letters` a slip of the notes, `by_activation` and
`by_place` tables of numbers, `lone` numbers in a line, `family` ranges, slopes and costs, `code` a
line of code, `verdict` an experiment, `lens` one number in full, `image` the place of a picture,
`alt_of_…` its words; `still` a whole page.
"""

import base64
from collections.abc import Iterable, Mapping, Sequence
from html import escape

import numpy as np

from mlpcore.activations import Activation
from mlpcore.checks import Array
from mlpcore.lesson.activation.activation_at_point import ActivationAtPoint, Way
from mlpcore.lesson.activation.activation_summary import HEADINGS, cells, summary_of
from mlpcore.lesson.activation.dead_relu import DeadRelu
from mlpcore.lesson.activation.topics import TOPICS, Told
from mlpcore.lesson.activation.unit_chain import UnitChain
from mlpcore.lesson.notation.numbers import brief, full, minus
from mlpcore.lesson.notation.text import Line
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.views.parts import theme
from mlpcore.views.parts.markup import mathml, number, place, tint

Place = tuple[int, ...]

# what a row or column of numbers is called, in HTML
NAMES = {
    "net": "net",
    "z": "<i>z</i>",
    "slope": "<i>f</i>\u200a′(net)",
    "slope_of_output": "<i>f</i>\u200a′ from <i>z</i>",
    "written": "as written",
    "left": "from the left",
    "central": "central difference",
    "right": "from the right",
    "delta": "<i>δ</i>",
    "product": "product of slopes",
    "x": "<i>x</i>",
    "y": "<i>y</i>",
    "o": "<i>o</i>",
    "w": "<i>w</i>",
    "b": "<i>b</i>",
    "eps": "<i>ε</i>",
    "dw": "∇<i>w</i>",
    "db": "∇<i>b</i>",
    "d_z": "∂<i>ε</i>/∂<i>z</i>",
    "s": "<i>s</i>",
    "eta": "<i>η</i>",
}


HERE, ELSEWHERE = 'mlp-here" aria-current="step"', 'mlp-act-other"'


def topics(at: str) -> str:
    """One tick a topic."""
    ticks = "".join(
        f'<button class="{HERE if key == at else ELSEWHERE} data-do="go" data-to="{n}" '
        f'aria-label="{escape(name)}">{name}</button>'
        for n, (key, name) in enumerate(TOPICS.items())
    )
    return (
        '<div class="mlp-timeline mlp-act-topics" role="group" aria-label="Topics">'
        '<div class="mlp-section" '
        f'style="--n:{2 * len(TOPICS)}"><h4>Activation</h4><div class="mlp-ticks">{ticks}</div>'
        "</div></div>"
    )


def told(words: Told, formula: Line | None, paper: bool) -> str:
    """Name, sentence, and the formula that everything is about."""
    shown = f'<div class="mlp-formula">{_formula(formula, paper)}</div>' if formula else ""
    return (
        f"<h3>{escape(words.name[:1].upper() + words.name[1:])}</h3>"
        f'<p class="mlp-words">{escape(words.sentence)}</p>{shown}'
    )


def code(words: Told, verdict: str = "") -> str:
    """The line that computes it, and whether an experiment agrees."""
    return f'<code class="mlp-code">{escape(words.code)}</code>{verdict}'


def ways(rows: Sequence[Way], index: Place, paper: bool) -> str:
    """Formulas, each with its numbers in place and what comes out."""
    body = "".join(
        f'<div class="mlp-act-row"><span class="mlp-act-label">{escape(way.label)}</span> '
        f'<span class="mlp-act-formula">{_formula(Line(way.text, way.latex), paper)}</span> '
        f"<span>= <b>{number(way.key, index, way.value)}</b></span></div>"
        for way in rows
        if way.value == way.value
    )
    return f'<div class="mlp-act-ways">{body}</div>'


def formulas(lines: Sequence[Line], paper: bool) -> str:
    """Formulas without numbers, one below the other."""
    return "".join(f'<div class="mlp-formula">{_formula(line, paper)}</div>' for line in lines)


def letters(slip: Slip | None, paper: bool) -> str:
    """The line of the notes, and the true one."""
    if slip is None:
        return ""
    rows = (
        ("the notes write", slip.written, "mlp-bad", "✗"),
        ("in truth", slip.true, "mlp-ok", "✓"),
    )
    return '<div class="mlp-act-slip">' + "".join(
        f'<div class="mlp-act-row"><span class="mlp-act-label">{name}</span> '
        f'<strong class="{style}">{sign}</strong> '
        f'<span class="mlp-act-formula">{_formula(line, paper)}</span></div>'
        for name, line, style, sign in rows
    ) + "</div>"  # fmt: skip


def verdict(look: ActivationAtPoint) -> str:
    """Whether the central difference agrees with the slope, in words and with a sign."""
    if look.has_kink:
        return '<p class="mlp-facts">central difference: no slope to agree with, f bends here</p>'
    if look.step_is_lost:
        return '<p class="mlp-facts">central difference: none, its step is lost beside this net</p>'
    state, sign, said = (
        ("mlp-ok", "✓", "agrees") if look.agrees else ("mlp-bad", "✗", "does not agree")
    )
    found = number("central", (look.at + 1,), look.number("central"))
    return (
        f'<p class="mlp-facts">central difference {found}: '
        f'<strong class="{state}">{sign} {said}</strong></p>'
    )


def _formula(line: Line, paper: bool) -> str:
    """A formula as MathML; on paper as a line of text, which every viewer keeps."""
    return f"<i>{escape(line.text)}</i>" if paper else mathml(line.latex)


def by_activation(look: ActivationAtPoint, keys: Sequence[str]) -> str:
    """One row an activation, one column a number; the one looked at is marked."""
    head = "".join(f"<th scope='col'>{NAMES[key]}</th>" for key in keys)
    scales = {key: _scale(look.values[key]) for key in keys}
    rows = (
        f"<tr{_chosen(n == look.at)}><th scope='row'>{escape(f.name)}</th>"
        + "".join(_cell(key, (n + 1,), float(look.values[key][n]), scales[key]) for key in keys)
        + "</tr>"
        for n, f in enumerate(look.fs)
    )
    return _table(f"<tr><th>at net = {number('net', (), look.net)}</th>{head}</tr>", rows)


def by_place(columns: Mapping[str, Array], name: str, reverse: bool = False, first: int = 1) -> str:
    """One row a quantity, one column a layer or sample, counted from 1."""  # fmt: skip
    places = range(first, first + len(next(iter(columns.values()))))
    order = list(reversed(places)) if reverse else list(places)
    head = "".join(f"<th scope='col'>{n}</th>" for n in order)
    rows = (
        f"<tr><th scope='row'>{NAMES[key]}</th>"
        + "".join(_cell(key, (n,), float(values[n - first]), _scale(values)) for n in order)
        + "</tr>"
        for key, values in columns.items()
    )
    return _table(f"<tr><th>{escape(name)}</th>{head}</tr>", rows)


def family(look: ActivationAtPoint, activations: Sequence[Activation]) -> str:
    """Ranges, slopes and costs, with output and slope at this net."""
    names = {key: text.replace("f'", "f′") for key, text in HEADINGS.items()}
    head = "".join(f"<th scope='col'>{escape(text)}</th>" for text in names.values())
    here = "".join(f"<th scope='col'>{NAMES[key]}</th>" for key in ("z", "slope"))
    rows = []
    for n, f in enumerate(activations):
        seen = summary_of(f)
        row = {key: minus(text) for key, text in cells(seen).items()} | {"name": f.name}
        row["best"] = brief(seen.best_of_ten)
        texts = "".join(f"<td>{escape(row[key])}</td>" for key in HEADINGS if key != "name")
        numbers = "".join(
            _cell(key, (n + 1,), float(look.values[key][n]), _scale(look.values[key]))
            for key in ("z", "slope")
        )
        name = f"<th scope='row'>{escape(row['name'])}</th>"
        rows.append(f"<tr{_chosen(n == look.at)}>{name}{texts}{numbers}</tr>")
    return _table(f"<tr>{head}{here}</tr>", rows)


def _chosen(here: bool) -> str:
    return ' class="mlp-act-chosen"' if here else ""


def _table(head: str, rows: Iterable[str]) -> str:
    body = f"<thead>{head}</thead><tbody>{''.join(rows)}</tbody>"
    return f'<table class="mlp-matrix mlp-act-table" aria-label="All activations">{body}</table>'


def _cell(key: str, at: Place, v: float, scale: float) -> str:
    if v != v:
        return '<td class="mlp-act-none">–</td>'
    return f'<td {tint(v, scale)} {place(key, at, v)} title="{full(v)}">{brief(v)}</td>'


def _scale(values: Array) -> float:
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max(initial=0.0))


def lone(values: Mapping[str, float]) -> str:
    """Single numbers in a line, each with its name."""
    return '<p class="mlp-act-line">' + "".join(
        f"<span>{NAMES[key]} = <b>{number(key, (), v)}</b></span> " for key, v in values.items()
    ) + "</p>"  # fmt: skip


def lens(key: str, at: Place, value: float) -> str:
    """One number with all its digits."""
    index = ",".join(map(str, at))
    where = f" [{index}]" if at else ""
    return (
        f'<div class="mlp-lens" data-key="{key}" data-at="{index}">'
        f"<p><b>{NAMES[key]}{where}</b> = {number(key, at, value)}</p>"
        f'<span class="mlp-full">{full(value)}</span></div>'
    )


def image(name: str, said: str, png: bytes | None = None) -> str:
    """The place of a picture; with `png` the picture itself, for where no kernel runs."""
    data = base64.b64encode(png).decode() if png else ""
    source = f' width="480" src="data:image/png;base64,{data}"' if png else ""
    return f'<img class="mlp-act-picture" data-picture="{name}" alt="{escape(said)}"{source}/>'


def alt_of_chain(chain: UnitChain, asking: bool) -> str:
    """The picture of the chain in words, and, unless one is asking for them, in numbers."""
    said = f"Slopes of {chain.f.name} layer by layer"
    if asking:
        return said
    ends = brief(float(chain.product[0])), brief(float(chain.delta[0]))
    return f"{said}: product {ends[0]}, δ of layer 1 {ends[1]}"


def alt_of_unit(unit: DeadRelu, asking: bool) -> str:
    """The same for the picture of one unit."""
    weights = f"w = {brief(unit.w)}, b = {brief(unit.b)}, ε = {brief(unit.bwd.eps)}"
    said = f"One {unit.f.name} unit, {weights}"
    return said if asking else f"{said}, open for {unit.open_samples} of 4 samples"


def alt_of_curve(look: ActivationAtPoint, asking: bool, alone: bool) -> str:
    """The same for a curve with its tangent, or for those of all activations."""
    f, z = look.f.name, "" if asking and not alone else f": z = {brief(look.number('z'))}"
    here = f"at net = {brief(look.net)}{z}"
    if not alone:
        return f"All activations and their slopes, {here} for {f}"
    slope = "" if asking else f", slope {brief(look.number('slope'))}"
    return f"Curve of {f} with its tangent {here}{slope}"


def still(topic: str, shown: Mapping[str, str]) -> str:
    """The regions of a topic as a page that needs no kernel."""
    return theme.page(
        f"<p>{TOPICS[topic]}</p>"
        f"<div class='mlp-stage mlp-act-stage'><div>{shown['picture']}</div>"
        f"<div class='mlp-right'><div class='mlp-region-step'>{shown['step']}</div></div></div>"
        f"<div class='mlp-region-ledger'>{shown['ledger']}</div>",
        "activation/activation.css",
    )
