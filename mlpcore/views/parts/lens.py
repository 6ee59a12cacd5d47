"""One number under the lens: its formula, with the numbers in it, and its sources."""

import json
import math
from collections.abc import Callable, Mapping, Sequence

from mlpcore.lesson.notation.numbers import brief
from mlpcore.lesson.notation.symbols import Index, Notation
from mlpcore.lesson.steps.expression import Cell, Number, Token, needs_brackets
from mlpcore.views.parts import marks
from mlpcore.views.parts.html import Digits, Element, Node, e, joined, nodes
from mlpcore.views.parts.markup import number

POWER, MINUS = "e^", "−"  # at the end of a sign: the number behind it is an exponent, or less it
Sources = Mapping[str, Sequence[Index]]
Read = Callable[[str], Node]


def lens_of(
    shown: Cell,
    notation: Notation,
    sources: Sources,
    *,
    before: Node = None,
    below: Node = None,
    read: Read = nodes,
) -> Element:
    """A number with its formula, and the entries that are to be marked as its sources.

    `before` stands before its symbol, `below` under its line; `read` reads symbols.
    """
    target = shown.target
    key, index = marks.plain_key(target.key), target.index
    symbol = read(notation.entry(key, index).html)
    value = number(target.key, index, target.value)
    chain = [e("b", symbol), *_stages(notation, shown, read), e("b", value)]
    return lens(
        key, index, sources, e("p", before, joined(" = ", chain)), full(target.value), below
    )


def lens(key: str, index: Index, sources: Sources | None, *lines: Node, kind: str = "") -> Element:
    """The lens over a number of that place, which marks its sources on the page."""
    marked = None
    if sources is not None:
        marked = json.dumps({k: [list(i) for i in at] for k, at in sources.items()})
    return e(
        "div", *lines, class_=f"mlp-lens {kind}".rstrip(), data_sources=marked, data_key=key,
        data_at=",".join(map(str, index)),
    )  # fmt: skip


def full(value: float) -> Node:
    """Every digit of a number, where it has any."""
    return e("span", Digits(value), class_="mlp-full") if math.isfinite(value) else None


def _stages(notation: Notation, shown: Cell, read: Read) -> list[Node]:
    """The formula in symbols, then with numbers, then what stands between it and the value."""
    if not shown.formula:
        return []
    symbols = [_symbol(notation, token, read) for token in shown.formula]
    chains = [chain for chain in (shown.formula, *shown.between) if len(chain) > 1]
    return [_line(shown.formula, symbols), *(_line(chain, _numbers(chain)) for chain in chains)]


def _symbol(notation: Notation, token: Token, read: Read) -> Node:
    if not isinstance(token, Number):
        return token
    return read(notation.entry(token.key, token.index).html)


def _numbers(chain: tuple[Token, ...]) -> list[Node]:
    return [_number(chain, at) for at in range(len(chain))]


def _number(chain: tuple[Token, ...], at: int) -> Node:
    token = chain[at]
    if not isinstance(token, Number):
        return token
    text = brief(token.value)
    bare = _power_before(chain, at) == POWER or not needs_brackets(chain, at)
    return number(token.key, token.index, token.value, text if bare else f"({text})")


def _power_before(chain: tuple[Token, ...], at: int) -> str:
    """How the sign before it ends, if that makes an exponent of it."""
    before = chain[at - 1] if at else ""
    endings = [end for end in (POWER, POWER + MINUS) if str(before).endswith(end)]
    return endings[0] if endings and isinstance(before, str) else ""


def _line(chain: tuple[Token, ...], shown: Sequence[Node]) -> Node:
    """Signs and what stands between them, with exponents raised."""
    powers = [_power_before(chain, at) for at in range(len(chain))]
    return [
        e("sup", power.removeprefix(POWER), piece) if power else _sign(piece)
        for power, piece in zip(powers, shown, strict=True)
    ]


def _sign(piece: Node) -> Node:
    for end in (POWER, POWER + MINUS):
        if isinstance(piece, str) and piece.endswith(end):
            return piece.removesuffix(end), e("i", "e")
    return piece
