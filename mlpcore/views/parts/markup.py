"""Small pieces of HTML that every view uses.

`number` writes one number with its `Place` in the DOM (`data-quantity`, `data-index`,
`data-value`), `Tint` colours it by sign and size, `formula` is a line of LaTeX or of text, `mathml`
sets LaTeX, and `note` points something out.
"""

import re
from functools import cache, lru_cache
from html import unescape
from xml.etree import ElementTree as ET

from latex2mathml.converter import convert_to_element

from mlpcore.lesson.notation.numbers import brief, full, six
from mlpcore.lesson.notation.spelling import spelled_latex
from mlpcore.lesson.notation.symbols import Index
from mlpcore.views.parts.html import (
    Attribute,
    Attributes,
    Context,
    Element,
    Node,
    Notes,
    Raw,
    e,
    escape,
    render,
)
from mlpcore.views.parts.theme import css

# As latex2mathml has them.
MINUS, PRIME, CLOSING = "&#x02212;", "&#x02032;", ("&#x00029;", "&#x0005D;")
TALL = {"mfrac", "mtable", "munder", "munderover", "msqrt"}


class Place(Attributes):
    """The attributes that say which number this is, in full; `titled`, also under the pointer."""

    __slots__ = ("index", "key", "titled", "value")

    def __init__(self, key: str, index: Index, value: float, titled: bool = False) -> None:
        self.key, self.index, self.value, self.titled = key, index, value, titled

    def written(self, context: Context) -> str:
        """data-quantity, data-index, data-value and title."""
        at = ",".join(map(str, self.index))
        value = six(self.value) if context.paper else full(self.value)
        title = f' title="{value}"' if self.titled else ""
        return f' data-quantity="{escape(self.key)}" data-index="{at}" data-value="{value}"{title}'


class Tint(Attributes):
    """The colour of a number: blue above 0, orange below, stronger when larger.

    On paper it is written out: a viewer that does not trust a notebook keeps only such colours.
    `besides` is another class of what is tinted.
    """

    __slots__ = ("besides", "sign", "strength")

    def __init__(self, value: float, scale: float, besides: str = "") -> None:
        self.sign, self.strength, self.besides = "", 0.0, besides
        if value != 0 and value == value and scale != 0:
            self.sign = "pos" if value > 0 else "neg"
            self.strength = 0.1 + 0.5 * min(1.0, abs(value) / scale)

    def written(self, context: Context) -> str:
        """Class and style."""
        kind = f"{self.besides} mlp-n" if self.besides else "mlp-n"
        if not self.sign:
            return f' class="{kind}"'
        if context.paper:
            colour = f"rgba({_colour(self.sign)}, {self.strength:.2f})"
            return f' class="{kind}" style="background-color: {colour}"'
        return f' class="{kind} mlp-{self.sign}" style="--t:{self.strength:.2f}"'


@cache
def _colour(sign: str) -> str:
    """Red, green and blue of a colour of the palette."""
    found = re.search(rf"--mlp-{sign}: ([\d ]+);", css("parts/palette.css"))
    return ", ".join(found[1].split()) if found else ""


def number(key: str, index: Index, value: float, said: Node = None) -> Element:
    """One number in a line of text; `said` is its text where it is not simply the number."""
    text = brief(value) if said is None else said
    return e("span", text, class_="mlp-number", place=Place(key, index, value, titled=True))


def formula(text: str, latex: str) -> Node:
    """A formula as MathML; on paper as a line of text, which every viewer keeps."""

    def written(context: Context) -> Node:
        if context.paper:
            return e("i", Notes(text))
        return mathml(spelled_latex(latex, context.book))

    return written


@lru_cache(maxsize=2048)
def mathml(latex: str) -> Raw:
    """A LaTeX formula as MathML, which browsers set themselves."""
    # latex2mathml has no room after a log, and knows the bars of a norm only where they stretch.
    known = (
        latex.replace(r"\log ", r"\log\,")
        .replace(r"\bigl\lVert", r"\left\lVert")
        .replace(r"\bigr\rVert", r"\right\rVert")
    )
    math = convert_to_element(known)
    math.set("display", "block")
    for row in math.iter():
        _set(row)
    return Raw(render(_element(math)))


def _set(row: ET.Element) -> None:
    """As in a book: a minus that no number precedes stands close, parentheses around what is not
    tall do not grow, and a prime is as high as it is drawn.
    """
    for before, each in zip([None, *row], row, strict=False):
        sign = before is None or (before.tag == "mo" and before.text not in CLOSING)
        if each.tag == "mo" and each.text == MINUS and sign:
            each.set("form", "prefix")
        if each.get("fence") and TALL.isdisjoint(part.tag for part in row.iter()):
            each.set("stretchy", "false")
    if row.tag == "msup" and row[1].text == PRIME:
        row.tag, row[1].tag, row[1].attrib = "mrow", "mo", {"lspace": "0", "rspace": "0"}


def _element(found: ET.Element) -> Element:
    """An element of latex2mathml's as a node; its text has references of characters."""
    attributes: dict[str, Attribute] = dict(found.attrib)
    return Element(found.tag, (unescape(found.text or ""), *map(_element, found)), attributes)


def note(text: str) -> Node:
    """What is pointed out in passing; nothing where there is nothing to say."""
    if not text:
        return None
    return e("p", e("strong", "Note:"), " ", text, ".", class_="mlp-note")
