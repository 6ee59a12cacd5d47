"""The ledger of shapes: how wide each layer is, and what that makes of every W_l and b_l.

`shapes` draws the table, `widths` the controls that change it.
"""

from collections.abc import Iterable

from mlpcore.lesson.depth import Shapes
from mlpcore.lesson.notation.symbols import Notation
from mlpcore.views.parts import controls

DEEPEST, WIDEST = 6, 16  # what the controls offer


def shapes(rows: list[Shapes], notation: Notation) -> str:
    """W_l ∈ R^{m_l × m_{l+1}} and b_l ∈ R^{m_{l+1}}, a line a layer, and how many numbers."""
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("weights", "biases", "numbers"))
    total = sum(row.size for row in rows)
    return (
        '<table class="mlp-shapes"><caption>Shapes</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(_row(row, notation) for row in rows)}"
        f'<tr><td colspan="2">in all</td><td data-shapes="all">{total}</td></tr></tbody></table>'
    )


def _row(row: Shapes, notation: Notation) -> str:
    W, b = (notation.symbol(f"{kind}_{row.l}").html for kind in "Wb")
    rows, columns = notation.as_shown(f"W_{row.l}", (row.m, row.n))
    real = '<span class="mlp-real">ℝ</span>'
    return (
        f'<tr data-shapes="{row.l}"><td>{W} ∈ {real}<sup>{rows}×{columns}</sup></td>'
        f"<td>{b} ∈ {real}<sup>{row.n}</sup></td><td>{row.size}</td></tr>"
    )


def widths(values: Iterable[int], first: int = 0) -> str:
    """A slider for h, and one for the width of every layer; `first` is the number of the input."""
    values = list(values)
    h = len(values) - 2
    drawn = [controls.slider("h", (), "<i>h</i>", "number of hidden layers", h, 0, DEEPEST, 1)]
    for l, m in enumerate(values):
        name = {0: "inputs d", h + 1: "outputs k"}.get(l, f"width of layer {l + first}")
        html = {0: "<i>d</i>", h + 1: "<i>k</i>"}.get(l, f"<i>m</i><sub>{l + first}</sub>")
        drawn.append(controls.slider("width", (l,), html, name, m, 1, WIDEST, 1))
    return "".join(drawn)
