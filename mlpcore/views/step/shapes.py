"""The ledger of shapes: how wide each layer is, and what that makes of every W_l and b_l.

`shapes` draws the table, `widths` the controls that change it.
"""

from collections.abc import Iterable

from mlpcore.lesson.depth import Shapes
from mlpcore.lesson.notation.symbols import Notation
from mlpcore.views.parts import controls
from mlpcore.views.parts.html import Element, Node, Raw, e, nodes

DEEPEST, WIDEST = 6, 16  # what the controls offer
LAYERS = "number of hidden layers"


def shapes(rows: list[Shapes], notation: Notation) -> Element:
    """W_l ∈ R^{m_l × m_{l+1}} and b_l ∈ R^{m_{l+1}}, a line a layer, and how many numbers."""
    total = sum(row.size for row in rows)
    lines = [_row(row, notation) for row in rows]
    last = e("tr", e("td", "in all", colspan="2"), e("td", f"{total} numbers", data_shapes="all"))
    return e("table", e("tbody", lines, last), class_="mlp-shapes", aria_label="shapes")


def _row(row: Shapes, notation: Notation) -> Element:
    W, b = (Raw(notation.symbol(f"{kind}_{row.l}").html) for kind in "Wb")
    rows, columns = notation.as_shown(f"W_{row.l}", (row.m, row.n))
    real = e("span", "ℝ", class_="mlp-real")
    return e(
        "tr",
        e("td", W, " ∈ ", real, e("sup", f"{rows}×{columns}")),
        e("td", b, " ∈ ", real, e("sup", str(row.n))),
        e("td", f"{row.size} numbers"),
        data_shapes=row.l,
    )


def widths(values: Iterable[int], first: int = 0) -> Node:
    """A slider for h, and one for the width of every layer; `first` is the number of the input."""
    values = list(values)
    h = len(values) - 2
    drawn = [controls.slider("h", (), e("i", "h"), LAYERS, h, 0, DEEPEST, 1)]
    for l, m in enumerate(values):
        name = {0: "inputs d", h + 1: "outputs k"}.get(l, f"width of layer {l + first}")
        html = {0: "<i>d</i>", h + 1: "<i>k</i>"}.get(l, f"<i>m</i><sub>{l + first}</sub>")
        drawn.append(controls.slider("width", (l,), nodes(html), name, m, 1, WIDEST, 1))
    return drawn
