"""One number under the lens: its formula, with the numbers in it, and its sources."""

import json
from html import escape

from mlpcore.lesson.notation.numbers import brief, full
from mlpcore.lesson.notation.symbols import Index, Notation
from mlpcore.lesson.steps.expression import Cell, Number, Token, needs_brackets
from mlpcore.views.parts import marks
from mlpcore.views.parts.markup import number


def lens_of(
    shown: Cell, notation: Notation, sources: dict[str, list[Index]], editor: str = ""
) -> str:
    """A number with its formula, and the entries that are to be marked as its sources."""
    key, index = marks.plain_key(shown.target.key), shown.target.index
    marked = escape(json.dumps({k: [list(i) for i in at] for k, at in sources.items()}))
    symbol = notation.entry(key, index).html
    value = number(shown.target.key, index, shown.target.value)
    chain = [f"<b>{symbol}</b>", *_stages(notation, shown), f"<b>{value}</b>"]
    exact = f'<span class="mlp-full">{full(shown.target.value)}</span>'
    return (
        f'<div class="mlp-lens" data-sources="{marked}" data-key="{escape(key)}" '
        f'data-at="{",".join(map(str, index))}"><p>{" = ".join(chain)}</p>{exact}{editor}</div>'
    )


def _stages(notation: Notation, shown: Cell) -> list[str]:
    """The formula in symbols, then with numbers, then what stands between it and the value."""
    if not shown.formula:
        return []
    symbols = "".join(
        notation.entry(token.key, token.index).html if isinstance(token, Number) else escape(token)
        for token in shown.formula
    )
    chains = [_numbers(chain) for chain in (shown.formula, *shown.between) if len(chain) > 1]
    return [symbols, *chains]


def _numbers(chain: tuple[Token, ...]) -> str:
    texts = []
    for at, token in enumerate(chain):
        if isinstance(token, Number):
            text = brief(token.value)
            said = f"({text})" if needs_brackets(chain, at) else text
            texts.append(number(token.key, token.index, token.value, said))
        else:
            texts.append(escape(token))
    return "".join(texts)
