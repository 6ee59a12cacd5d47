"""The tools below every panel: projector, hiding, keys, code; and the keys in a table.

`tools` draws the row of buttons, `keys` the table of keys, `code` the code
that brings a panel back. `KEYS` is the one place where keys are put into words.
"""

from collections.abc import Collection
from functools import cache
from html import escape
from typing import NamedTuple

from mlpcore.lesson.notation.glossary import glossary, heads


class Key(NamedTuple):
    """Keys, what they do, and what a panel needs for them."""

    keys: str
    does: str
    needs: str = ""


KEYS = (
    Key("→ or Page Down", "one step on; where a result is hidden, it is shown first", "steps"),
    Key("← or Page Up", "one step back", "steps"),
    Key("Home, End", "the first step, the last step", "steps"),
    Key("1 to 9", "the first step of that section", "steps"),
    Key("Space", "play or pause", "plays"),
    Key("A", "ask first: hide each new result until it is clicked", "asks"),
    Key("H", "hide the numbers of the quantity under the lens, or show them", "covers"),
    Key("M", "hide the formulas, or show them", "covers"),
    Key("Tab, arrows", "go to a number, from number to number; Enter looks at it", "covers"),
    Key("C", "a code that brings back exactly this panel"),
    Key("W", "what each word and symbol means"),
    Key("F", "this panel on the projector, or back"),
    Key("Shift + F", "the whole notebook on the projector, or back"),
    Key("B or .", "a blank screen, or back"),
    Key("Esc", "close this list; leave the projector, a control, the panel"),
    Key("?", "this list"),
)


def tools(
    has: Collection[str],
    *,
    formulas: bool = True,
    ask: bool = False,
    code: bool | None = None,
    words_shown: bool = False,
) -> str:
    """The row of tools; what hides numbers only where the panel has such numbers."""
    drawn = [
        _tool("projector", "Projector", "This panel alone on the window, in large type (F)"),
        _tool("lecture", "Whole notebook", "All panels and the text in large type (Shift + F)"),
    ]
    if "asks" in has:
        drawn.append(_switch("ask", "Ask first", "Hide each new result until clicked (A)", ask))
    if "covers" in has:
        drawn += [
            _switch("cover", "Hide numbers", "Hide the quantity under the lens, or show it (H)"),
            _switch("formulas", "Hide formulas", "Hide the formulas (M)", not formulas),
        ]
    if code is not None:
        drawn.append(_switch("code", "Code", "A line that brings back exactly this (C)", code))
    drawn.append(_switch("words", "Words", "What each word and symbol means (W)", words_shown))
    return "".join([*drawn, _tool("keys", "Keys", "The list of keys (?)")])


def keys(has: Collection[str]) -> str:
    """The keys that a panel has, in a table."""
    rows = "".join(
        f'<tr><th scope="row">{escape(key.keys)}</th><td>{escape(key.does)}</td></tr>'
        for key in KEYS
        if not key.needs or key.needs in has
    )
    return f'<table class="mlp-keys"><caption>Keys</caption>{rows}</table>'


@cache
def words() -> str:
    """The glossary as a table: each term, how the three books write it, and what it means."""
    columns = ("word", *heads(), "meaning")
    row = "".join(f'<th scope="col">{column}</th>' for column in columns)
    rows = "".join(
        f'<tr><th scope="row">{escape(term.name)}</th>'
        + "".join(f"<td>{symbol.html if symbol else ''}</td>" for symbol in term.symbols)
        + f"<td>{escape(term.meaning)}</td></tr>"
        for term in glossary.values()
    )
    return (
        '<table class="mlp-keys mlp-glossary"><caption>Words, as notebook 00 explains them'
        f"</caption><thead><tr>{row}</tr></thead><tbody>{rows}</tbody></table>"
    )


def code(line: str) -> str:
    """The code of a panel as it is now, and the line of Python that brings it back."""
    call = f'panels.restore("{line}")'
    return (
        "<p>This line brings back exactly this panel, on any machine with <code>mlpcore</code>:</p>"
        f'<code class="mlp-code" data-code="{escape(line)}">{escape(call)}</code>'
    )


def _tool(name: str, text: str, said: str) -> str:
    """A tool that works in the page, without the kernel."""
    return f'<button data-tool="{name}" aria-pressed="false" title="{escape(said)}">{text}</button>'


def _switch(do: str, text: str, said: str, on: bool | None = None) -> str:
    """A switch that the kernel knows of."""
    pressed = "" if on is None else f' aria-pressed="{str(on).lower()}"'
    return f'<button data-do="{do}"{pressed} title="{escape(said)}">{text}</button>'
