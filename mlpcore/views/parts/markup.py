"""Small pieces of HTML that every view uses.

`number` writes one number with its place in the DOM (`data-quantity`,
`data-index`, `data-value`), `tint` colours it by sign and size, `mathml` sets a LaTeX formula, and
`note` points something out.
"""

import re
from functools import lru_cache
from html import escape

from latex2mathml.converter import convert

from mlpcore.lesson.notation.numbers import brief, full
from mlpcore.lesson.notation.symbols import Index


def place(key: str, index: Index, value: float) -> str:
    """The attributes that say which number this is, at full precision."""
    at = ",".join(map(str, index))
    return f'data-quantity="{escape(key)}" data-index="{at}" data-value="{full(value)}"'


def number(key: str, index: Index, value: float, said: str = "") -> str:
    """One number in a line of text; `said` is its text where it is not simply the number."""
    text = said or brief(value)
    return (
        f'<span class="mlp-number" {place(key, index, value)} title="{full(value)}">{text}</span>'
    )


def tint(value: float, scale: float) -> str:
    """Class and strength of a number's colour: blue above 0, orange below, stronger when larger."""
    if value == 0 or value != value or scale == 0:
        return 'class="mlp-n"'
    strength = 0.1 + 0.5 * min(1.0, abs(value) / scale)
    sign = "mlp-pos" if value > 0 else "mlp-neg"
    return f'class="mlp-n {sign}" style="--t:{strength:.2f}"'


@lru_cache(maxsize=2048)
def mathml(latex: str) -> str:
    """A LaTeX formula as MathML, which browsers set themselves."""
    # latex2mathml knows the bars of a norm only where they stretch, and lets a bare & through.
    known = latex.replace(r"\bigl\lVert", r"\left\lVert").replace(r"\bigr\rVert", r"\right\rVert")
    math = re.sub(r"&(?!#x[0-9A-F]+;)", "&amp;", convert(known))
    return math.replace('display="inline"', 'display="block"')


def note(text: str) -> str:
    """What is pointed out in passing; nothing where there is nothing to say."""
    return f'<p class="mlp-note"><strong>Note:</strong> {escape(text)}.</p>' if text else ""
