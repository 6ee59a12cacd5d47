"""The controls of a panel: the browser's own sliders, menus and buttons, with their names.

`slider`, `dial`, `menu`, `text` and `button` draw one control each, in the words of `labels`; each
reports to the panel through its `data-` attributes. `function`, `losses` and `same` say what stands
in menus.
"""

from collections.abc import Iterable
from functools import lru_cache

from mlpcore.lesson.notation.books import BOOKS
from mlpcore.lesson.notation.numbers import full
from mlpcore.lesson.notation.symbols import Index, Notation
from mlpcore.views.parts import accessibility
from mlpcore.views.parts.html import Element, Kept, Node, e, nodes, text_of
from mlpcore.views.parts.labels import BUTTONS, FIELDS, PAUSE, Label


def slider(
    key: str,
    index: Index,
    shown: Node,
    name: str,
    value: float,
    low: float,
    high: float,
    step: float,
) -> Element:
    """A slider with the number beside it, which can be typed in too, as people write numbers."""
    low, high = min(low, value), max(high, value)
    sets = {"data_do": "set", "data_key": key, "data_at": ",".join(map(str, index))}
    sets["value"] = _short(value)
    drawn = e(
        "input", type="range", min=f"{low:g}", max=f"{high:g}", step=f"{step:g}", aria_label=name,
        **sets,
    )  # fmt: skip
    exact = type(name)(f"{name}, exact value")  # in the same letters
    typed = e(
        "input", type="text", class_="mlp-typed", inputmode="decimal", autocomplete="off",
        spellcheck="false", aria_label=exact, **sets,
    )  # fmt: skip
    return e("span", _shown(shown), drawn, typed, class_="mlp-slider")


def dial(key: str, value: float, low: float, high: float, step: float, **words: object) -> Element:
    """A slider of what is no entry of a quantity, by its key in `labels.FIELDS`."""
    shown, said = _filled(FIELDS[key], words)
    return slider(key, (), shown, said, value, low, high, step)


def menu(
    name: str,
    options: Iterable[tuple[str, str]],
    chosen: str,
    label: str = "",
    **words: object,
) -> Element:
    """A menu of (value, text), by its name or by its own key in `labels.FIELDS`."""
    shown, said = _filled(FIELDS[label or name], words)
    body = [e("option", text, value=value, selected=value == chosen) for value, text in options]
    select = e("select", body, data_do="choose", data_name=name, aria_label=said)
    return e("label", _shown(shown), select, class_="mlp-slider")


def notations(chosen: str) -> Element:
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


def text(name: str, value: str, autocomplete: str = "off") -> Element:
    """A box to type in; what stands in it is chosen when one leaves it or presses Enter.

    `autocomplete` says what of a person is asked, as in "name"; browsers fill that in.
    """
    shown, said = _filled(FIELDS[name], {})
    box = e(
        "input", type="text", data_do="choose", data_name=name, aria_label=said, value=value,
        autocomplete=autocomplete, spellcheck="false",
    )  # fmt: skip
    return e("label", _shown(shown), box, class_="mlp-slider")


@lru_cache(maxsize=512, typed=True)  # few, and drawn again with every number that moves
def button(
    do: str,
    label: str = "",
    *,
    main: bool = False,
    off: bool = False,
    running: bool = False,
    **words: object,
) -> Kept:
    """A button, by what it does or by its own key in `labels.BUTTONS`; `off` greys it out."""
    shown, said = _filled(BUTTONS[label or do], words)
    plays = do == "play"
    drawn = e(
        "button",
        PAUSE if running else shown,
        data_do=do,
        data_still=text_of(shown) if plays else None,
        data_running=PAUSE if plays else None,
        class_="mlp-main" if main else None,
        disabled=off,
        aria_label=accessibility.name(text_of(shown), said),
        title=said,
    )
    return Kept(drawn)


def status(*shown: Node) -> Element:
    """Where one is, between the buttons."""
    return e("span", *shown, class_="mlp-status")


def _shown(label: Node) -> Element:
    """What stands beside a control, whose name is heard instead."""
    return e("span", label, aria_hidden="true")


def _filled(label: Label, words: dict[str, object]) -> tuple[Node, str]:
    """What is shown and what is said, with what belongs in their braces."""
    return nodes(label.shown.format(**words)), label.says.format(**words)


def _short(value: float) -> str:
    """A value for a box: short where that is exact, else in full."""
    text = f"{value:.10g}"
    return text if float(text) == value else full(value)
