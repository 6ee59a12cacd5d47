"""The controls of a panel: the browser's own sliders, menus and buttons, with their names.

What one can do here: `slider`, `menu`, `text` and `button` draw one control each; each reports to
the panel through its `data-` attributes.
"""

from collections.abc import Iterable
from html import escape

from mlpcore.lesson.books import BOOKS
from mlpcore.lesson.notation import Index
from mlpcore.lesson.numbers import full


def slider(
    key: str,
    index: Index,
    html: str,
    name: str,
    value: float,
    low: float,
    high: float,
    step: float,
) -> str:
    """A slider with the number beside it, which can be typed in too, to every digit."""
    low, high = min(low, value), max(high, value)
    at = ",".join(map(str, index))
    shared = (
        f'data-do="set" data-key="{escape(key)}" data-at="{at}" min="{low:g}" max="{high:g}" '
        f'value="{_short(value)}"'
    )
    return (
        f'<span class="mlp-slider"><span aria-hidden="true">{html}</span>'
        f'<input type="range" {shared} step="{step:g}" aria-label="{escape(name)}"/>'
        f'<input type="number" {shared} step="any" aria-label="{escape(name)}, exact value"/>'
        "</span>"
    )


def menu(name: str, html: str, said: str, options: Iterable[tuple[str, str]], chosen: str) -> str:
    """A menu of (value, text)."""
    body = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(text)}'
        "</option>"
        for value, text in options
    )
    return (
        f'<label class="mlp-slider"><span aria-hidden="true">{html}</span>'
        f'<select data-do="choose" data-name="{name}" aria-label="{escape(said)}">{body}</select>'
        "</label>"
    )


def notations(chosen: str) -> str:
    """The menu of the books in whose letters a panel can be written."""
    titles = [(name, book.title) for name, book in BOOKS.items()]
    return menu("notation", "notation", "notation", titles, chosen)


def text(name: str, html: str, said: str, value: str) -> str:
    """A box to type in; what stands in it is chosen when one leaves it or presses Enter."""
    return (
        f'<label class="mlp-slider"><span aria-hidden="true">{html}</span>'
        f'<input type="text" data-do="choose" data-name="{name}" aria-label="{escape(said)}" '
        f'value="{escape(value)}" spellcheck="false"/></label>'
    )


def button(do: str, html: str, said: str, *, main: bool = False, off: bool = False) -> str:
    """A button; `off` greys it out."""
    style = ' class="mlp-main"' if main else ""
    return (
        f'<button data-do="{do}"{style}{" disabled" if off else ""} aria-label="{escape(said)}" '
        f'title="{escape(said)}">{html}</button>'
    )


def _short(value: float) -> str:
    """A value for a box: short where that is exact, else in full."""
    text = f"{value:.10g}"
    return text if float(text) == value else full(value)
