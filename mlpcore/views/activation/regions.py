"""The activation panel's regions, each a pure function from numbers to HTML.

`topics` draws the ticks on top, `told` name and sentence, `ways` formulas with their numbers,
`formulas` those without, `letters` a slip of the notes, `by_activation` and `by_place` tables of
numbers, `lone` numbers in a line, `family` ranges, slopes and costs, `code` a line of code,
`verdict` an experiment, `lens` one number in full, `image` the place of a picture, `alt_of_…` its
words; `LAYOUT` is where they stand.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from mlpcore.activations import Activation
from mlpcore.checks import Array
from mlpcore.lesson.activation.activation_at_point import ActivationAtPoint, Way
from mlpcore.lesson.activation.activation_summary import HEADINGS, cells, summary_of
from mlpcore.lesson.activation.dead_relu import DeadRelu
from mlpcore.lesson.activation.topics import TOPICS, Told
from mlpcore.lesson.activation.unit_chain import UnitChain
from mlpcore.lesson.notation.numbers import brief, minus
from mlpcore.lesson.notation.text import Line
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.views.parts import lens as lenses
from mlpcore.views.parts.html import Attribute, Element, Node, Notes, NotesCode, e, live, on_paper
from mlpcore.views.parts.markup import Place as Where
from mlpcore.views.parts.markup import Tint, formula, number
from mlpcore.views.parts.page import CONTROLS, region
from mlpcore.views.parts.svg import image as picture
from mlpcore.views.parts.verdict import judged

Place = tuple[int, ...]

LAYOUT = (
    region("topics"),
    CONTROLS,
    e(
        "div",
        e("div", region("picture", boxed=True), live(region("lens")), class_="mlp-act-left"),
        e("div", region("step", "mlp-region-step"), class_="mlp-right"),
        class_="mlp-stage mlp-act-stage",
    ),
    region("ledger", "mlp-region-ledger"),
)
# what a row or column of numbers is called
NAMES: dict[str, Node] = {
    "net": Notes("net"),
    "z": e("i", Notes("z")),
    "slope": (e("i", Notes("f")), Notes("\u200a′(net)")),
    "slope_of_output": (e("i", Notes("f")), "\u200a′ from ", e("i", Notes("z"))),
    "written": "as written",
    "left": "from the left",
    "central": "central difference",
    "right": "from the right",
    "delta": e("i", Notes("δ")),
    "product": "product of slopes",
    "x": e("i", Notes("x")),
    "y": e("i", Notes("y")),
    "o": e("i", Notes("o")),
    "w": e("i", Notes("w")),
    "b": e("i", Notes("b")),
    "eps": e("i", Notes("ε")),
    "dw": ("∇", e("i", Notes("w"))),
    "db": ("∇", e("i", Notes("b"))),
    "d_z": ("∂", e("i", Notes("ε")), "/∂", e("i", Notes("z"))),
    "s": e("i", Notes("s")),
    "eta": e("i", Notes("η")),
}


def topics(at: str) -> Node:
    """One tick a topic; on paper the name of the one that is shown."""
    ticks = [_tick(n, name, key == at) for n, (key, name) in enumerate(TOPICS.items())]
    section = e(
        "div", e("h4", "Activation"), e("div", ticks, class_="mlp-ticks"), class_="mlp-section",
        style=f"--n:{2 * len(TOPICS)}",
    )  # fmt: skip
    kind = "mlp-timeline mlp-act-topics"
    shown = e("div", section, class_=kind, role="group", aria_label="Topics")
    return live(shown), on_paper(e("p", TOPICS[at]))


def _tick(n: int, name: str, here: bool) -> Element:
    look = "mlp-here" if here else "mlp-act-other"
    current = "step" if here else None
    return e(
        "button", name, class_=look, aria_current=current, data_do="go", data_to=n, aria_label=name
    )


def told(words: Told, line: Line | None) -> Node:
    """Name, sentence, and the formula that everything is about."""
    return (
        e("h3", Notes(words.name[:1].upper() + words.name[1:])),
        e("p", Notes(words.sentence), class_="mlp-words"),
        formulas([line] if line else []),
    )


def code(words: Told, verdict: Node = None) -> Node:
    """The line that computes it, and whether an experiment agrees."""
    return e("code", NotesCode(words.code), class_="mlp-code"), verdict


def ways(rows: Sequence[Way], index: Place) -> Element:
    """Formulas, each with its numbers in place and what comes out."""
    body = [
        _row(
            way.label, _written(way.text, way.latex), " ",
            e("span", "= ", e("b", number(way.key, index, way.value))),
        )
        for way in rows
        if way.value == way.value
    ]  # fmt: skip
    return e("div", body, class_="mlp-act-ways")


def _row(label: str, *shown: Node) -> Element:
    return e(
        "div", e("span", Notes(label), class_="mlp-act-label"), " ", shown, class_="mlp-act-row"
    )


def _written(text: str, latex: str) -> Element:
    return e("span", formula(text, latex), class_="mlp-act-formula")


def formulas(lines: Sequence[Line]) -> Node:
    """Formulas without numbers, one below the other."""
    return [e("div", formula(*line), class_="mlp-formula") for line in lines]


def letters(slip: Slip | None) -> Node:
    """The line of the notes, and the true one."""
    if slip is None:
        return None
    rows = (
        ("the notes write", slip.written, "mlp-bad", "✗"),
        ("in truth", slip.true, "mlp-ok", "✓"),
    )
    body = [
        _row(name, e("strong", sign, class_=style), " ", _written(*line))
        for name, line, style, sign in rows
    ]
    return e("div", body, class_="mlp-act-slip")


def verdict(look: ActivationAtPoint) -> Element:
    """Whether the central difference agrees with the slope, in words and with a sign."""
    said: Node
    if look.has_kink:
        said = Notes(": no slope to agree with, f bends here")
    elif look.step_is_lost:
        said = Notes(": none, its step is lost beside this net")
    else:
        found = number("central", (look.at + 1,), look.number("central"))
        words = "agrees" if look.agrees else "does not agree"
        said = " ", found, ": ", judged(look.agrees, words)
    return e("p", "central difference", said, class_="mlp-facts")


def by_activation(look: ActivationAtPoint, keys: Sequence[str]) -> Element:
    """One row an activation, one column a number; the one looked at is marked."""
    scales = {key: _scale(look.column(key)) for key in keys}
    rows = [
        _line(
            f.name,
            [_cell(key, (n + 1,), float(look.column(key)[n]), scales[key]) for key in keys],
            n == look.at,
        )
        for n, f in enumerate(look.fs)
    ]
    corner = e("th", Notes("at net = "), number("net", (), look.net))
    return _table((corner, [_head(NAMES[key]) for key in keys]), rows)


def by_place(
    columns: Mapping[str, Array], name: str, reverse: bool = False, first: int = 1
) -> Element:
    """One row a quantity, one column a layer or sample, counted from 1."""
    places = range(first, first + len(next(iter(columns.values()))))
    order = list(reversed(places)) if reverse else list(places)
    rows = [
        _line(
            NAMES[key], [_cell(key, (n,), float(values[n - first]), _scale(values)) for n in order]
        )
        for key, values in columns.items()
    ]
    return _table((e("th", name), [_head(str(n)) for n in order]), rows)


def family(look: ActivationAtPoint, activations: Sequence[Activation]) -> Element:
    """Ranges, slopes and costs, with output and slope at this net."""
    names = {key: text.replace("f'", "f′") for key, text in HEADINGS.items()}
    here = [_head(NAMES[key]) for key in ("z", "slope")]
    rows = []
    for n, f in enumerate(activations):
        seen = summary_of(f)
        row = {key: minus(text) for key, text in cells(seen).items()} | {"name": f.name}
        row["best"] = brief(seen.best_of_ten)
        texts = [e("td", row[key]) for key in HEADINGS if key != "name"]
        numbers = [
            _cell(key, (n + 1,), float(look.column(key)[n]), _scale(look.column(key)))
            for key in ("z", "slope")
        ]
        rows.append(_line(row["name"], (texts, numbers), n == look.at))
    return _table(([_head(Notes(text)) for text in names.values()], here), rows)


def _head(name: Node) -> Element:
    return e("th", name, scope="col")


def _line(name: Node, shown: Node, here: bool = False) -> Element:
    look = "mlp-act-chosen" if here else None
    return e("tr", e("th", name, scope="row"), shown, class_=look)


def _table(head: Node, rows: Node) -> Element:
    body = e("thead", e("tr", head)), e("tbody", rows)
    return e("table", body, class_="mlp-matrix mlp-act-table", aria_label="All activations")


def _cell(key: str, at: Place, v: float, scale: float) -> Element:
    if v != v:
        return e("td", "–", class_="mlp-act-none")
    return e("td", brief(v), tint=Tint(v, scale), place=Where(key, at, v, titled=True))


def _scale(values: Array) -> float:
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max(initial=0.0))


def lone(values: Mapping[str, float]) -> Element:
    """Single numbers in a line, each with its name."""
    shown = [
        (e("span", NAMES[key], " = ", e("b", number(key, (), v))), " ") for key, v in values.items()
    ]
    return e("p", shown, class_="mlp-act-line")


def lens(key: str, at: Place, value: float) -> Element:
    """One number with all its digits."""
    where = f" [{','.join(map(str, at))}]" if at else None
    line = e("p", e("b", NAMES[key], where), " = ", number(key, at, value))
    return lenses.lens(key, at, None, line, lenses.full(value))


def image(name: str, said: str, png: bytes | None = None) -> Element:
    """The place of a picture; with `png` the picture itself, for where no kernel runs."""
    look: dict[str, Attribute] = {"class_": "mlp-act-picture", "data_picture": name}
    return (
        picture(Notes(said), "png", png, **look, width=480)
        if png
        else e("img", **look, alt=Notes(said))
    )


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
