"""Softmax as pictures: shares as bars, the point on the simplex, the size of δ. All SVG.

`bars(record)`, `simplex(record)` for k = 3, and `sizes(record)`, ‖δ‖ of both losses over the net
input of the target class. Each says its numbers in its label, too.
"""

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.notation.numbers import brief
from mlpcore.lesson.softmax.softmax_trace import SoftmaxPass, sweep
from mlpcore.views.parts.html import Digits, Element, Node, Notes, e
from mlpcore.views.parts.markup import Place
from mlpcore.views.parts.svg import Drawing

ROW, HEAD = 34, 26  # as the rows of sliders beside the bars
TRACK, LEFT, NUMBER, MIDDLE = 100, 8, 74, 149  # where a number stands, as long as 1.5·10⁻¹²
HIGHEST = 1e308  # of an axis; what is beyond is not drawn
INK, SOFT, LINE = "var(--mlp-ink)", "var(--mlp-soft)", "var(--mlp-line)"
BLUE, ORANGE = "rgb(var(--mlp-pos))", "rgb(var(--mlp-neg))"
HERE, TARGET = "var(--mlp-here)", "var(--mlp-b)"


def bars(p: SoftmaxPass, untold: bool = False) -> Drawing:
    """One bar a share, from 0 to 1, with a mark where its target is; `untold` in no label."""
    width, height = LEFT + TRACK + NUMBER, HEAD + p.k * ROW + 4
    rows = [_bar(p, i) for i in range(1, p.k + 1)]
    edges = [_edge(x, HEAD - 4, height - 4) for x in (LEFT, LEFT + TRACK)]
    heads = (
        _text(LEFT, 11, "0", SOFT),
        _text(LEFT + TRACK, 11, "1", SOFT),
        _text(LEFT + TRACK / 2 - 20, 11, "shares", SOFT),
        _mark(LEFT + TRACK / 2 + 14, 11, 9),
        _text(LEFT + TRACK / 2 + 24, 11, "y", SOFT, "start", italic=True),
        _text(MIDDLE, 11, "o", SOFT, italic=True),
    )
    shares = ", ".join(f"o {n.index[0]} = {brief(n.value)}" for n in p.numbers("o"))
    said = f"Shares as bars{'' if untold else f': {shares}'}"
    return _svg(width, height, said, (heads, edges, rows))


def _bar(p: SoftmaxPass, i: int) -> Node:
    o, y = p.number("o", (i,)), p.number("y", (i,))
    middle = HEAD + (i - 0.5) * ROW
    at = LEFT + TRACK * min(max(y.value, 0.0), 1.0)

    def track(width: str, style: str) -> Element:
        top = f"{middle - 9:g}"
        return e("rect", x=LEFT, y=top, width=width, height=18, rx=3, style=style)

    share = e(
        "text", e("title", Digits(o.value)), brief(o.value), class_="mlp-value",
        x=MIDDLE, y=f"{middle:g}", style="font-size: 13px; cursor: pointer",
        place=Place("o", (i,), o.value),
    )  # fmt: skip
    return (
        track(str(TRACK), "fill: var(--mlp-fill)"),
        track(f"{TRACK * o.value:.2f}", f"fill: {BLUE}; opacity: 0.75"),
        _mark(at, middle),
        share,
    )


def _mark(x: float, y: float, height: float = 24) -> Element:
    """The mark of a target."""
    across, ends = f"{x:.2f}", (f"{y - height / 2:g}", f"{y + height / 2:g}")
    style = f"stroke: {TARGET}; stroke-width: 3"
    return e("line", x1=across, y1=ends[0], x2=across, y2=ends[1], style=style)


def _edge(x: float, top: float, bottom: float) -> Element:
    style = f"stroke: {LINE}; stroke-width: 1"
    return e("line", x1=f"{x:g}", y1=f"{top:g}", x2=f"{x:g}", y2=f"{bottom:g}", style=style)


# --- the simplex --------------------------------------------------------------------------------

WIDE, TALL = 300, 228
CORNERS = np.array([[36.0, 184.0], [264.0, 184.0], [150.0, 22.0]])  # where o₁, o₂, o₃ = 1


def on_simplex(shares: Array) -> Array:
    """Where three shares of 1 stand on the triangle: the mean of its corners, so weighted."""
    return np.asarray(shares @ CORNERS)


def simplex(p: SoftmaxPass, untold: bool = False) -> Drawing:
    """For k = 3 the point o in the triangle of all shares of 1, and the way to its target."""
    o, y = p.value("o"), p.value("y")
    x, v = on_simplex(o)
    corners = " ".join(f"{cx:g},{cy:g}" for cx, cy in CORNERS)
    aimed = bool(((y >= 0) & (y <= 1)).all() and np.isclose(y.sum(), 1.0))
    names = [
        _text(cx, cy, f"o{i} = 1", INK)
        for cx, cy, i in ((36, 198, "₁"), (264, 198, "₂"), (150, 9, "₃"))
    ]
    way = _way(on_simplex(y), (x, v)) if aimed else None
    look = f"fill: {BLUE}; stroke: {INK}"
    shares = ", ".join(brief(float(each)) for each in o)
    said = f"The point o{'' if untold else f' = ({shares})'} on the simplex"
    body = (
        e("polygon", points=corners, style=f"fill: var(--mlp-fill); stroke: {SOFT}"),
        _grid(),
        names,
        _text(150, 218, _below(aimed), SOFT),
        way,
        e("circle", cx=f"{x:.2f}", cy=f"{v:.2f}", r="6.5", style=look),
    )
    return _svg(WIDE, TALL, said, body)


def _below(aimed: bool) -> str:
    return "● o · ■ y · dashed: from o to y" if aimed else "● o   (y is not a share of 1)"


def _grid() -> list[Node]:
    """Lines of equal shares, at ¼, ½ and ¾."""
    lines: list[Node] = []
    for share in (0.25, 0.5, 0.75):
        for i in range(3):
            j, k = (i + 1) % 3, (i + 2) % 3
            a = share * CORNERS[i] + (1 - share) * CORNERS[j]
            b = share * CORNERS[i] + (1 - share) * CORNERS[k]
            lines.append(_line(a, b, f"stroke: {LINE}; stroke-width: 1"))
    return lines


def _way(y: Array, o: tuple[float, float]) -> Node:
    dashed = f"stroke: {TARGET}; stroke-width: 2; stroke-dasharray: 5 4"
    x, top = f"{y[0] - 5:.2f}", f"{y[1] - 5:.2f}"
    look = f"fill: {TARGET}; stroke: {INK}"
    box = e("rect", x=x, y=top, width=10, height=10, style=look)
    return _line(np.array(o), y, dashed), box


def _line(a: Array, b: Array, style: str) -> Element:
    (x1, y1), (x2, y2) = ((f"{x:.2f}", f"{y:.2f}") for x, y in (a, b))
    return e("line", x1=x1, y1=y1, x2=x2, y2=y2, style=style)


# --- the size of δ ------------------------------------------------------------------------------

CHART_W, CHART_H = 470, 196
SLIM = 330  # the width of a large chart, whose legend takes three lines
BOX = (40.0, 14.0, 458.0, 150.0)  # left, top, right, bottom


def sizes(p: SoftmaxPass, large: bool = False) -> Drawing:
    """‖δ‖ over the net input of the target class, for both losses; a line where it is now.

    A `large` chart is for a projector: slimmer, so that its type comes out larger.
    """
    found = sweep(p)
    at, away = found["net"], found["away"]
    top = min(float(np.fmax.reduce([*found["ce"], *found["se"], 1e-9])), HIGHEST)
    left, up, right, down = BOX
    right = SLIM - CHART_W + right if large else right
    now = float(p.value("net")[p.target])
    net = p.notation.entry("net", (p.target + 1,)).text
    about = " of the target class" if large else ", the net input of the target class"
    xs = np.interp(away, [away[0], away[-1]], [left, right])
    here = float(np.interp(now, at, xs))
    lines = (
        _curve(xs, down - (down - up) * (found["ce"] / top), BLUE, ""),
        _curve(xs, down - (down - up) * (found["se"] / top), ORANGE, "7 4"),
    )
    axes = (
        e("path", d=f"M{left},{up} V{down} H{right}", style=f"fill: none; stroke: {SOFT}"),
        _text(left - 6, up + 4, brief(top), SOFT, "end"),
        _text(left - 6, down, "0", SOFT, "end"),
        _text(left, down + 14, brief(float(at[0])), SOFT),
        _text(right - 6, down + 14, brief(float(at[-1])), SOFT),
        _text((left + right) / 2, down + 14, f"{net}{about}", SOFT),
        _legend(
            {"━ cross-entropy": BLUE, "╍ squared error": ORANGE, f"│ {net} = {brief(now)}": HERE},
            left + 8,
            down + 36,
            large,
        ),
        _text(left - 6, (up + down) / 2, "‖δ‖", SOFT, "end"),
    )
    upright = np.array([here, up]), np.array([here, down])
    marker = (
        _line(*upright, f"stroke: {HERE}; stroke-width: 2"),
        [
            _point(here, down - (down - up) * (float(p.value(key)) / top), colour)
            for key, colour in (("size_ce", BLUE), ("size_se", ORANGE))
            if float(p.value(key)) <= top
        ],
    )
    both = [brief(float(p.value(key))) for key in ("size_ce", "size_se")]
    said = f"Size of δ at {net} = {brief(now)}: cross-entropy {both[0]}, squared error {both[1]}"
    body = axes, lines, marker
    if large:
        size = f"min-width: {1.44 * SLIM:g}px; max-width: {2 * SLIM:g}px"
        return _svg(SLIM, CHART_H + 40, said, body, size)
    return _svg(CHART_W, CHART_H, said, body, f"max-width: {CHART_W}px")


def _legend(names: dict[str, str], x: float, y: float, large: bool) -> Node:
    """What the lines are, beside each other; in a large chart one below the other."""
    places = [(x, y + 20 * n) for n in range(3)] if large else [(x + d, y) for d in (0, 120, 250)]
    return [
        _text(*at, name, colour, "start")
        for (name, colour), at in zip(names.items(), places, strict=True)
    ]


def _point(x: float, y: float, colour: str) -> Element:
    style = f"fill: {colour}; stroke: {INK}"
    return e("circle", cx=f"{x:.2f}", cy=f"{y:.2f}", r=5, style=style)


def _curve(xs: Array, ys: Array, colour: str, dash: str) -> Element:
    pairs = zip(xs, ys, strict=True)
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in pairs if np.isfinite(y))
    look = f"stroke: {colour}; stroke-width: 2.5; stroke-dasharray: {dash or 'none'}"
    return e("polyline", points=points, style=f"fill: none; {look}")


def _text(
    x: float, y: float, text: str, colour: str, anchor: str = "middle", size: float = 12.5,
    italic: bool = False,
) -> Element:  # fmt: skip
    slant = "; font-style: italic" if italic else ""
    style = f"fill: {colour}; text-anchor: {anchor}; font-size: {size:g}px{slant}"
    return e("text", Notes(text), x=f"{x:g}", y=f"{y:g}", style=style)


def _svg(width: float, height: float, said: str, body: Node, wide: str = "") -> Drawing:
    style = f"{wide or f'width: {width:g}px'}; margin: 0"
    return Drawing(f"{width:g}", f"{height:g}", Notes(said), body, style)
