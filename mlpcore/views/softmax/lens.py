"""One number of the softmax panel under the lens: its index formula, with the numbers in it.

`lens(record, selected)` draws it.
"""

import json
from html import escape

import numpy as np

from mlpcore.lesson.notation.numbers import brief, full
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.softmax.softmax_trace import SoftmaxPass
from mlpcore.lesson.steps.expression import Token, needs_brackets
from mlpcore.views.parts.markup import number


def lens(p: SoftmaxPass, selected: tuple[str, Index]) -> str:
    """One number: its index formula, the numbers in it, and its sources marked."""
    key, index = selected
    shown = p.cell(key, index)
    sources = escape(json.dumps({k: [list(i) for i in at] for k, at in shown.sources.items()}))
    symbol = p.notation.entry(key, index).html
    value = number(key, index, shown.target.value)
    chain = [f"<b>{symbol}</b>", *_stages(p, shown.formula), f"<b>{value}</b>"]
    case = f'<span class="mlp-sm-case">{_case(key, index)}</span>'
    exact = f'<span class="mlp-full">{full(shown.target.value)}</span>'
    exact = exact if np.isfinite(shown.target.value) else ""
    return (
        f'<div class="mlp-lens" data-sources="{sources}" data-key="{escape(key)}" '
        f'data-at="{",".join(map(str, index))}"><p>{case}{" = ".join(chain)}</p>'
        f"{exact}</div>"
    )


def _case(key: str, index: Index) -> str:
    """Which of the two cases of the Jacobian."""
    if key != "J":
        return ""
    return "i = j: " if index[0] == index[1] else "i ≠ j: "


def _stages(p: SoftmaxPass, formula: tuple[Token, ...]) -> list[str]:
    """The formula in symbols, then with numbers."""
    if not formula:
        return []
    symbols, numbers = [], []
    for at, token in enumerate(formula):
        if isinstance(token, str):
            symbols.append(escape(token))
            numbers.append(escape(token))
            continue
        text = brief(token.value)
        raised = at > 0 and str(formula[at - 1]).endswith("e^")
        said = f"({text})" if needs_brackets(formula, at) and not raised else text
        symbols.append(p.notation.entry(token.key, token.index).html)
        numbers.append(number(token.key, token.index, token.value, said))
    return [_powers("".join(symbols)), _powers("".join(numbers))]


def _powers(html: str) -> str:
    """`e^` before a symbol or a number as a power."""
    parts = html.split("e^")
    return parts[0] + "".join(f"<i>e</i><sup>{_raised(part)}" for part in parts[1:])


def _raised(part: str) -> str:
    """Close the exponent where its number or symbol ends."""
    end = part.index("</span>") + 7 if part.startswith("<span") else part.index("</sub>") + 6
    return f"{part[:end]}</sup>{part[end:]}"
