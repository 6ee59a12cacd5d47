"""The controls of a panel: the browser's own sliders, menus and buttons, with their names.

`slider`, `dial`, `menu`, `text` and `button` draw one control each, in the
words of `labels`; each reports to the panel through its `data-` attributes. `function`, `losses`
and `same` say what stands in menus.
"""

from collections.abc import Iterable
from html import escape

from mlpcore.lesson.notation.books import BOOKS
from mlpcore.lesson.notation.numbers import full
from mlpcore.lesson.notation.symbols import Index, Notation
from mlpcore.views.parts import accessibility
from mlpcore.views.parts.labels import BUTTONS, FIELDS, PAUSE


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


def dial(key: str, value: float, low: float, high: float, step: float, **words: object) -> str:
    """A slider of what is no entry of a quantity, by its key in `labels.FIELDS`."""
    html, said = (text.format(**words) for text in FIELDS[key])
    return slider(key, (), html, said, value, low, high, step)


def menu(
    name: str,
    options: Iterable[tuple[str, str]],
    chosen: str,
    label: str = "",
    **words: object,
) -> str:
    """A menu of (value, text), by its name or by its own key in `labels.FIELDS`."""
    html, said = (text.format(**words) for text in FIELDS[label or name])
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
    return menu("notation", titles, chosen)


def function(place: str, notation: str) -> str:
    """What the activation of a place, hidden or output, is called: the notes' f^h and f^o."""
    mark = f"<sup>{place[0]}</sup>" if notation == "notes" else f" {place}"
    return f"<i>{BOOKS[notation].function}</i>{mark}"


def losses(notation: Notation) -> dict[str, str]:
    """What the losses are called, by name."""
    y, o = notation.symbol("y").text, notation.symbol(f"z_{notation.h + 1}").text
    return {
        "half_squared_error": f"½‖{y} − {o}‖²",
        "cross_entropy": "cross-entropy",
        "binary_cross_entropy": "binary cross-entropy",
    }


def same(names: Iterable[str]) -> list[tuple[str, str]]:
    """Options whose text is their value."""
    return [(name, name) for name in names]


def text(name: str, value: str) -> str:
    """A box to type in; what stands in it is chosen when one leaves it or presses Enter."""
    html, said = FIELDS[name]
    return (
        f'<label class="mlp-slider"><span aria-hidden="true">{html}</span>'
        f'<input type="text" data-do="choose" data-name="{name}" aria-label="{escape(said)}" '
        f'value="{escape(value)}" spellcheck="false"/></label>'
    )


def button(
    do: str,
    label: str = "",
    *,
    main: bool = False,
    off: bool = False,
    running: bool = False,
    **words: object,
) -> str:
    """A button, by what it does or by its own key in `labels.BUTTONS`; `off` greys it out."""
    html, said = (text.format(**words) for text in BUTTONS[label or do])
    style = ' class="mlp-main"' if main else ""
    known = escape(accessibility.name(html, said))
    both = f' data-still="{html}" data-running="{PAUSE}"' if do == "play" else ""
    return (
        f'<button data-do="{do}"{both}{style}{" disabled" if off else ""} aria-label="{known}" '
        f'title="{escape(said)}">{PAUSE if running else html}</button>'
    )


def _short(value: float) -> str:
    """A value for a box: short where that is exact, else in full."""
    text = f"{value:.10g}"
    return text if float(text) == value else full(value)
