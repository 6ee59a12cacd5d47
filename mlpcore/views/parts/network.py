"""The network as a picture: values in the nodes, δ below them, weights on the edges in play.

`network(walk, at)` draws the pass as far as step `at`, as SVG; `large` is for
a projector, where every number and name is as large as the text beside the picture.
"""

import re
from collections.abc import Iterator
from html import escape

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.notation.numbers import brief, full
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.steps.walkthrough import Step, Walkthrough
from mlpcore.views.parts.markup import place
from mlpcore.views.parts.network_layout import Box, Layout

MOST_LABELS = 20  # edges in play that carry their number; beyond that the ledger has them


def network(walk: Walkthrough, at: int, large: bool = False) -> str:
    """The network after step `at`: what is not computed yet is not there."""
    trace, step = walk.trace, walk[at]
    layout = Layout.of(trace.mlp.widths, large)
    known = {done.quantity for done in walk[: at + 1]}
    kind, l = _kind(step)
    lines = [
        *(_edges(trace, layout, left, kind, l) for left in range(trace.h + 1)),
        *(_layer(trace, layout, layer, known, kind, l) for layer in range(trace.h + 2)),
        _labels(trace, layout, known, kind, l),
        _direction(trace, layout, kind, l),
    ]
    size = f'viewBox="0 0 {layout.width:g} {layout.height:g}"'
    title = f"Network {'-'.join(map(str, trace.mlp.widths))} at {step.symbol.text}, {step.name}"
    return (
        f'<svg class="mlp-network{" mlp-large" if large else ""}" '
        f'xmlns="http://www.w3.org/2000/svg" {size} style="{layout.style}" '
        f'role="img" aria-label="{escape(title)}">{"".join(lines)}</svg>'
    )


def _kind(step: Step) -> tuple[str, int]:
    """The kind of the step's quantity and its layer."""
    kind, _, layer = step.quantity.rpartition("_")
    return (kind, int(layer)) if layer.isdigit() else (step.quantity, -1)


def _edges_in_play(kind: str, l: int, h: int) -> tuple[int, str] | None:
    """Which weights are in play (by the layer on their left) and what is written on them."""
    if kind == "net":
        return l - 1, f"W_{l - 1}"
    if kind == "delta" and l <= h:
        return l, f"W_{l}"
    if kind in ("dW", "new:W"):
        return l, f"{kind}_{l}"
    return None


def _edges(trace: Trace, layout: Layout, left: int, kind: str, l: int) -> str:
    """The edges between layer `left` and the next: colour and dash by sign, width by size."""
    play = _edges_in_play(kind, l, trace.h)
    active = play is not None and play[0] == left
    values = trace.value(play[1] if play and active else f"W_{left}")
    largest = float(abs(values).max()) or 1.0
    lines = []
    for (i, j), v in _entries(values):
        sign = "mlp-edge-pos" if v > 0 else "mlp-edge-neg" if v < 0 else ""
        width = 0.8 + 3.2 * abs(v) / largest
        (x1, y1), (x2, y2) = _ends(layout, left, i, j)
        lines.append(
            f'<line class="{sign}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke-width="{width:.1f}"/>'
        )
    return f'<g class="mlp-edges{" mlp-active" if active else ""}">{"".join(lines)}</g>'


def _entries(values: Array) -> Iterator[tuple[Index, float]]:
    """The numbers of a matrix with their indices, counted from 1."""
    for (i, j), v in np.ndenumerate(values):
        yield (i + 1, j + 1), float(v)


def _ends(layout: Layout, left: int, i: int, j: int) -> tuple[tuple[float, float], ...]:
    return (
        (layout.x(left) + layout.radius, layout.y(left, i)),
        (layout.x(left + 1) - layout.radius, layout.y(left + 1, j)),
    )


def _labels(trace: Trace, layout: Layout, known: set[str], kind: str, l: int) -> str:
    """The numbers on the edges in play, each where there is room; none where all cannot fit."""
    play = _edges_in_play(kind, l, trace.h)
    if play is None or trace.value(play[1]).size > MOST_LABELS:
        return ""
    left, key = play
    taken = [box for at in (left, left + 1) for box in _taken(trace, layout, at, known, kind, l)]
    font, entries = layout.font - (0 if layout.large else 1), list(_entries(trace.value(key)))
    tries = (_placed(layout, left, order, taken, font) for order in _orders(entries))
    texts = (
        f'<text class="mlp-weight" x="{box.x:.1f}" y="{box.y:.1f}" {place(key, at, v)}>'
        f"<title>{full(v)}</title>{brief(v)}</text>"
        for at, v, box in max(tries, key=len)
    )
    return f'<g style="font-size:{font:g}px">{"".join(texts)}</g>'


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


def _layer(trace: Trace, layout: Layout, l: int, known: set[str], kind: str, at: int) -> str:
    """The nodes of a layer with what is known of them."""
    head = _head(trace, layout, l)
    here = {"net", "z", "delta", "collapsed:delta", "J"}
    last = l == trace.h + 1 and kind in ("eps", "d_o")
    current = last or (l == at and kind in here)
    units = (_node(trace, layout, l, i, known) for i in range(1, trace.mlp.widths[l] + 1))
    badge = _badge_of(trace, l, known, kind, at)
    badges = [_badge(trace, layout, l, i, *badge) for i in trace.places(badge[0])] if badge else []
    size = f"font-size:{layout.font:g}px"
    mark = " mlp-current" if current else ""
    return f'<g class="mlp-nodes{mark}" style="{size}">{head}{"".join(units)}{"".join(badges)}</g>'


def _head(trace: Trace, layout: Layout, l: int) -> str:
    """The layer's number and its activation; in a large picture one below the other."""
    names = [f"layer {trace.notation.number('z', l)}", *([trace.f[l].name] if l else [])]
    lines = names if layout.large else [" · ".join(names)]
    return "".join(
        f'<text class="mlp-layer" x="{layout.x(l):g}" y="{layout.top(n):g}">{escape(line)}</text>'
        for n, line in enumerate(lines)
    )


def _node(trace: Trace, layout: Layout, l: int, i: int, known: set[str]) -> str:
    """One unit: z where it is known, else net, else an empty circle."""
    x, y, r = layout.x(l), layout.y(l, i), layout.radius
    key, shown = trace.z_key(l), _shown(trace, l, known)
    label = trace.notation.entry(shown or key, (i,)).text
    above = f'<text class="mlp-name" x="{x:g}" y="{y - r - 5:.1f}">{_lowered(label)}</text>'
    state = "mlp-unknown" if not shown else "mlp-net" if shown != key else "mlp-known"
    if not shown:
        return f'<circle class="{state}" cx="{x:g}" cy="{y:.1f}" r="{r:g}"/>{above}'
    v = trace.number(shown, (i,)).value
    sign = "mlp-pos" if v > 0 else "mlp-neg" if v < 0 else ""
    scale = float(abs(trace.value(shown)).max()) or 1.0
    strength = 0.1 + 0.5 * abs(v) / max(1.0, scale)
    return (
        f'<circle class="{state} {sign}" style="--t:{strength:.2f}" cx="{x:g}" cy="{y:.1f}" '
        f'r="{r:g}"/>{above}<text class="mlp-value" x="{x:g}" y="{y:.1f}" '
        f"{place(shown, (i,), v)}><title>{full(v)}</title>{brief(v)}</text>"
    )


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


def _badge(trace: Trace, layout: Layout, l: int, i: int, key: str, name: str) -> str:
    box, v = _badge_box(trace, layout, l, i, key, name), trace.number(key, (i,)).value
    left, top = box.x - box.width / 2, box.y - box.height / 2
    sign = "mlp-pos" if v > 0 else "mlp-neg" if v < 0 else ""
    return (
        f'<rect class="mlp-badge {sign}" x="{left:.1f}" y="{top:.1f}" width="{box.width:.1f}" '
        f'height="{box.height:.1f}" rx="4"/><text class="mlp-badge-text" x="{box.x:.1f}" '
        f'y="{box.y:.1f}" {place(key, (i,), v)}><title>{full(v)}</title>{name} {brief(v)}</text>'
    )


def _direction(trace: Trace, layout: Layout, kind: str, l: int) -> str:
    """An arrow below the picture: which way the numbers travel, and through what."""
    play = _edges_in_play(kind, l, trace.h)
    if play is None or kind not in ("net", "delta"):
        return ""
    left = play[0]
    y = layout.height - 16
    x1, x2 = layout.x(left), layout.x(left + 1)
    weights = _lowered(trace.symbol(f"W_{left}").text)
    back = kind == "delta"
    text = f"δ flows back through {weights}" if back else f"forward through {weights}"
    tip = f"M{x1} {y}l10 -5v10z" if back else f"M{x2} {y}l-10 -5v10z"
    a, b = (x1 + 8, x2) if back else (x1, x2 - 8)
    return (
        f'<g class="mlp-direction"><line x1="{a:g}" y1="{y:g}" x2="{b:g}" y2="{y:g}"/>'
        f'<path d="{tip}"/><text x="{(x1 + x2) / 2:g}" y="{y - 9:g}">{text}</text></g>'
    )


def _lowered(symbol: str) -> str:
    """A symbol as SVG text, where a letter after _ stands below: Unicode has no such letters."""
    below = r'<tspan dy="0.3em" font-size="72%">\1</tspan><tspan dy="-0.22em">&#8203;</tspan>'
    return re.sub(r"_(\w)", below, escape(symbol))
