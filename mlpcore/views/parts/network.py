"""The network as a picture: values in the nodes, δ below them, weights on the edges in play.

`network(walk, at)` draws the pass as far as step `at`, as SVG; `large` is for a projector, where
every number and name is as large as the text beside the picture.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.numbers import brief
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.notation.text import cut
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.steps.walkthrough import Step, Walkthrough
from mlpcore.views.parts.html import Digits, Element, Kept, Node, Raw, e
from mlpcore.views.parts.markup import Place
from mlpcore.views.parts.network_layout import Box, Layout
from mlpcore.views.parts.svg import Drawing

NAME = 14  # letters of an activation's name that have room between two layers
MOST_LABELS = 20  # edges in play that carry their number; beyond that the ledger has them


def network(walk: Walkthrough, at: int, large: bool = False) -> Drawing:
    """The network after step `at`: what is not computed yet is not there."""
    trace, step = walk.trace, walk[at]
    layout = Layout.of(trace.mlp.widths, large)
    known = {done.quantity for done in walk[: at + 1]}
    kind, l = _kind(step)
    body = [
        *(_edges(trace, layout, left, kind, l) for left in range(trace.h + 1)),
        *(_layer(trace, layout, layer, known, kind, l) for layer in range(trace.h + 2)),
        _labels(trace, layout, known, kind, l),
        _direction(trace, layout, kind, l),
    ]
    said = f"Network {'-'.join(map(str, trace.mlp.widths))} at {step.symbol.text}, {step.name}"
    sized = {
        "mlp-large": large, "mlp-alone": layout.stands_alone, "mlp-broad": layout.is_broad,
    }  # fmt: skip
    look = " ".join(["mlp-network", *(name for name, is_so in sized.items() if is_so)])
    width, height = f"{layout.width:g}", f"{layout.height:g}"
    return Drawing(width, height, said, body, layout.style, kind=look)


def _kind(step: Step) -> tuple[str, int]:
    """The kind of the step's quantity and its layer."""
    kind, layer = Key(step.quantity).kind_and_layer
    return kind, -1 if layer is None else layer


def _edges_in_play(kind: str, l: int, h: int) -> tuple[int, str] | None:
    """Which weights are in play (by the layer on their left) and what is written on them."""
    if kind == "net":
        return l - 1, f"W_{l - 1}"
    if kind == "delta" and l <= h:
        return l, f"W_{l}"
    if kind in ("dW", "new:W"):
        return l, f"{kind}_{l}"
    return None


def _edges(trace: Trace, layout: Layout, left: int, kind: str, l: int) -> Kept:
    """The edges between layer `left` and the next: colour and dash by sign, width by size."""
    play = _edges_in_play(kind, l, trace.h)
    active = play is not None and play[0] == left
    values = trace.value(play[1] if play and active else f"W_{left}")
    return _drawn(
        np.asarray(values, np.float64).tobytes(),
        tuple(trace.mlp.widths),
        layout.large,
        left,
        active,
    )


@lru_cache(maxsize=64)  # while one number moves, most weights stay as they are
def _drawn(numbers: bytes, widths: Index, large: bool, left: int, active: bool) -> Kept:
    layout = Layout.of(list(widths), large)
    values = np.frombuffer(numbers).reshape(widths[left : left + 2])
    largest = float(abs(values).max()) or 1.0
    lines = []
    for (i, j), v in _entries(values):
        sign = "mlp-edge-pos" if v > 0 else "mlp-edge-neg" if v < 0 else ""
        width = 0.8 + 3.2 * abs(v) / largest
        (x1, y1), (x2, y2) = _ends(layout, left, i, j)
        ends = {"x1": f"{x1:.1f}", "y1": f"{y1:.1f}", "x2": f"{x2:.1f}", "y2": f"{y2:.1f}"}
        lines.append(e("line", class_=sign, **ends, stroke_width=f"{width:.1f}"))
    return Kept(e("g", lines, class_="mlp-edges mlp-active" if active else "mlp-edges"))


def _entries(values: Array) -> Iterator[tuple[Index, float]]:
    """The numbers of a matrix with their indices, counted from 1."""
    for (i, j), v in np.ndenumerate(values):
        yield (i + 1, j + 1), float(v)


def _ends(layout: Layout, left: int, i: int, j: int) -> tuple[tuple[float, float], ...]:
    return (
        (layout.x(left) + layout.radius, layout.y(left, i)),
        (layout.x(left + 1) - layout.radius, layout.y(left + 1, j)),
    )


def _labels(trace: Trace, layout: Layout, known: set[str], kind: str, l: int) -> Node:
    """The numbers on the edges in play, each where there is room; none where all cannot fit."""
    play = _edges_in_play(kind, l, trace.h)
    if play is None or trace.value(play[1]).size > MOST_LABELS:
        return None
    left, key = play
    taken = [box for at in (left, left + 1) for box in _taken(trace, layout, at, known, kind, l)]
    font, entries = layout.font - (0 if layout.large else 1), list(_entries(trace.value(key)))
    best: list[tuple[Index, float, Box]] = []
    for order in _orders(entries):
        if len(best) < len(entries):
            best = max(best, _placed(layout, left, order, taken, font), key=len)
    texts = [
        _number("mlp-weight", f"{box.x:.1f}", f"{box.y:.1f}", Place(key, at, v))
        for at, v, box in best
    ]
    return e("g", texts, style=f"font-size:{font:g}px")


def _number(kind: str, x: str, y: str, place: Place, name: str = "") -> Element:
    """A number as text, in full under the pointer."""
    title, shown = e("title", Digits(place.value)), f"{name}{brief(place.value)}"
    return e("text", title, shown, class_=kind, x=x, y=y, place=place)


def _orders(entries: list[tuple[Index, float]]) -> Iterator[list[tuple[Index, float]]]:
    """Orders in which to look for room: what finds none in one may find it in another."""
    columns = sorted(entries, key=lambda entry: entry[0][::-1])
    inside = sorted(entries, key=lambda entry: abs(entry[0][0] - entry[0][1]))
    for order in (entries, columns, inside):
        yield from (order, order[::-1])


def _placed(
    layout: Layout, left: int, entries: list[tuple[Index, float]], taken: list[Box], font: float
) -> list[tuple[Index, float, Box]]:
    """The numbers that find room, one after another in this order, each with its room."""
    taken, found = list(taken), list[tuple[Index, float, Box]]()
    for (i, j), v in entries:
        (x1, y1), (x2, y2) = _ends(layout, left, i, j)
        spots = (
            layout.label(brief(v), x1 + t * (x2 - x1), y1 + t * (y2 - y1), font) for t in SPOTS
        )
        free = next((spot for spot in spots if all(map(spot.clear_of, taken))), None)
        if free is not None:
            taken.append(free)
            found.append(((i, j), v, free))
    return found


# where along its edge a number may stand: best a third of the way
SPOTS = sorted(np.arange(0.15, 0.86, 0.03), key=lambda t: abs(t - 0.3))


def _taken(
    trace: Trace, layout: Layout, l: int, known: set[str], kind: str, at: int
) -> Iterator[Box]:
    """The room that a layer's nodes, their names and their badges take."""
    badge, shown = _badge_of(trace, l, known, kind, at), _shown(trace, l, known)
    for i in range(1, trace.mlp.widths[l] + 1):
        yield Box(layout.x(l), layout.y(l, i), 2 * layout.radius, 2 * layout.radius)
        yield _name_box(trace, layout, l, i, shown)
        if shown:
            value = brief(trace.number(shown, (i,)).value)
            yield Box.of(value, layout.x(l), layout.y(l, i), layout.font)
        if badge:
            yield _badge_box(trace, layout, l, i, *badge)


def _layer(trace: Trace, layout: Layout, l: int, known: set[str], kind: str, at: int) -> Element:
    """The nodes of a layer with what is known of them."""
    head = _head(trace, layout, l)
    here = {"net", "z", "delta", "collapsed:delta", "J"}
    last = l == trace.h + 1 and kind in ("eps", "d_o")
    current = last or (l == at and kind in here)
    units = [_node(trace, layout, l, i, known) for i in range(1, trace.mlp.widths[l] + 1)]
    badge = _badge_of(trace, l, known, kind, at)
    badges = [_badge(trace, layout, l, i, *badge) for i in trace.places(badge[0])] if badge else []
    size = f"font-size:{layout.font:g}px"
    look = "mlp-nodes mlp-current" if current else "mlp-nodes"
    return e("g", head, units, badges, class_=look, style=size)


def _head(trace: Trace, layout: Layout, l: int) -> Node:
    """The layer's number, and its activation below it."""
    lines = [f"layer {trace.notation.number('z', l)}", *([cut(trace.f[l].name, NAME)] if l else [])]
    x = f"{layout.x(l):g}"
    return [
        e("text", line, class_="mlp-layer", x=x, y=f"{layout.top(n):g}")
        for n, line in enumerate(lines)
    ]


def _node(trace: Trace, layout: Layout, l: int, i: int, known: set[str]) -> Node:
    """One unit: z where it is known, else net, else an empty circle."""
    x, top, r = f"{layout.x(l):g}", layout.y(l, i), layout.radius
    key, shown = trace.z_key(l), _shown(trace, l, known)
    label = trace.notation.entry(shown or key, (i,)).text
    above = e("text", _lowered(label), class_="mlp-name", x=x, y=f"{top - r - 5:.1f}")
    y, circle = f"{top:.1f}", {"cx": x, "cy": f"{top:.1f}", "r": f"{r:g}"}
    state = "mlp-unknown" if not shown else "mlp-net" if shown != key else "mlp-known"
    if not shown:
        return e("circle", class_=state, **circle), above
    v = trace.number(shown, (i,)).value
    scale = float(abs(trace.value(shown)).max()) or 1.0
    strength = 0.1 + 0.5 * abs(v) / max(1.0, scale)
    look = {"class_": f"{state} {_signed(v)}", "style": f"--t:{strength:.2f}"}
    value = _number("mlp-value", x, y, Place(shown, (i,), v))
    return e("circle", **look, **circle), above, value


def _signed(v: float) -> str:
    """The class of a number's colour."""
    return "mlp-pos" if v > 0 else "mlp-neg" if v < 0 else ""


def _shown(trace: Trace, l: int, known: set[str]) -> str:
    """The key of what stands in the nodes of a layer, '' for nothing."""
    key, net = trace.z_key(l), f"net_{l}"
    return key if l == 0 or key in known else net if net in known else ""


def _name_box(trace: Trace, layout: Layout, l: int, i: int, shown: str) -> Box:
    label = trace.notation.entry(shown or trace.z_key(l), (i,)).text
    above = layout.y(l, i) - layout.radius - 5 - 0.4 * layout.font
    return Box.of(label, layout.x(l), above, layout.font)


def _badge_of(trace: Trace, l: int, known: set[str], kind: str, at: int) -> tuple[str, str] | None:
    """What a layer's badges show: its bias while net or V is computed, its δ once it is known."""
    if l == 0:
        return None
    bias = {"net": f"b_{l - 1}", "db": f"db_{l - 1}", "new:b": f"new:b_{l - 1}"}.get(kind)
    owner = at if kind == "net" else at + 1
    if bias and owner == l:
        return bias, trace.notation.bare("db" if kind == "db" else "b")
    return (f"delta_{l}", "δ") if f"delta_{l}" in known else None


def _badge_box(trace: Trace, layout: Layout, l: int, i: int, key: str, name: str) -> Box:
    """The room of a badge: below its node, or beside it where nodes stand close."""
    x, y, r, font = layout.x(l), layout.y(l, i), layout.radius, layout.font
    text = f"{name} {brief(trace.number(key, (i,)).value)}"
    w, high = max(52.0, font * 0.58 * len(text) + 10), font * (1.4 if layout.large else 1.5)
    if layout.beside:
        return Box(x + r + layout.gap + w / 2, y, w, high)
    return Box(x, y + r + 4 + high / 2, w, high)


def _badge(trace: Trace, layout: Layout, l: int, i: int, key: str, name: str) -> Node:
    box, v = _badge_box(trace, layout, l, i, key, name), trace.number(key, (i,)).value
    left, top = box.x - box.width / 2, box.y - box.height / 2
    ground = e(
        "rect", class_=f"mlp-badge {_signed(v)}", x=f"{left:.1f}", y=f"{top:.1f}",
        width=f"{box.width:.1f}", height=f"{box.height:.1f}", rx=4,
    )  # fmt: skip
    place, at = Place(key, (i,), v), (f"{box.x:.1f}", f"{box.y:.1f}")
    return ground, _number("mlp-badge-text", *at, place, f"{name} ")


def _direction(trace: Trace, layout: Layout, kind: str, l: int) -> Node:
    """An arrow below the picture: which way the numbers travel, and through what."""
    play = _edges_in_play(kind, l, trace.h)
    if play is None or kind not in ("net", "delta"):
        return None
    left = play[0]
    y = layout.height - (16 if layout.large else 8)
    x1, x2 = layout.x(left), layout.x(left + 1)
    back = kind == "delta"
    text = "δ flows back through " if back else "forward through "
    tip = f"M{x1} {y}l10 -5v10z" if back else f"M{x2} {y}l-10 -5v10z"
    a, b = (x1 + 8, x2) if back else (x1, x2 - 8)
    shaft = e("line", x1=f"{a:g}", y1=f"{y:g}", x2=f"{b:g}", y2=f"{y:g}")
    weights = _lowered(trace.symbol(f"W_{left}").text)
    name = e("text", text, weights, x=f"{(x1 + x2) / 2:g}", y=f"{y - 9:g}")
    return e("g", shaft, e("path", d=tip), name, class_="mlp-direction")


@lru_cache(maxsize=1024)  # of a network with h layers there are always the same
def _lowered(symbol: str) -> Node:
    """A symbol as SVG text, where a letter after _ stands below: Unicode has no such letters."""
    head, *lowered = re.split(r"_(\w)", symbol)
    parts: list[Node] = [head]
    for letter, rest in zip(lowered[::2], lowered[1::2], strict=True):
        below = e("tspan", letter, dy="0.3em", font_size="72%")
        parts += [below, e("tspan", Raw("&#8203;"), dy="-0.22em"), rest]
    return parts
