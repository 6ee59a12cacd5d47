"""The tools below every panel: projector, hiding, keys, code; and the keys in a table.

`tools` draws the row of buttons, `keys` the table of keys, `code` the code that brings a panel
back, `link` what brings it onto a phone. `KEYS` is the one place where keys are put into words.
"""

from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from mlpcore.lesson.notation.glossary import glossary, heads
from mlpcore.views.parts.html import Element, Kept, Node, Raw, e
from mlpcore.views.parts.qr import qr


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
    Key("Q", "a QR code of exactly this panel, on the whole window, or back", "site"),
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
) -> Kept:
    """The row of tools; what hides numbers only where the panel has such numbers."""
    return _tools(frozenset(has), formulas, ask, code, words_shown)


@cache
def _tools(
    has: frozenset[str], formulas: bool, ask: bool, code: bool | None, words_shown: bool
) -> Kept:
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
    if "site" in has:
        drawn.append(_switch("link", "QR code", "Exactly this panel on every phone (Q)"))
    drawn.append(_switch("words", "Words", "What each word and symbol means (W)", words_shown))
    return Kept([*drawn, _tool("keys", "Keys", "The list of keys (?)")])


def keys(has: Collection[str]) -> Kept:
    """The keys that a panel has, in a table."""
    return _keys(frozenset(has))


@cache
def _keys(has: frozenset[str]) -> Kept:
    rows = [
        e("tr", e("th", key.keys, scope="row"), e("td", key.does))
        for key in KEYS
        if not key.needs or key.needs in has
    ]
    return Kept(e("table", e("caption", "Keys"), rows, class_="mlp-keys"))


@cache
def words() -> Kept:
    """The glossary as a table: each term, how the three books write it, and what it means."""
    columns = [e("th", head, scope="col") for head in ("word", *heads(), "meaning")]
    rows = [
        e(
            "tr",
            e("th", term.name, scope="row"),
            [e("td", Raw(symbol.html) if symbol else None) for symbol in term.symbols],
            e("td", term.meaning),
        )
        for term in glossary.values()
    ]
    title = e("caption", "Words, as notebook 00 explains them")
    body = title, e("thead", e("tr", columns)), e("tbody", rows)
    return Kept(e("table", body, class_="mlp-keys mlp-glossary"))


def code(line: str) -> Node:
    """The code of a panel as it is now, and the line of Python that brings it back."""
    brings = "This line brings back exactly this panel, on any machine with "
    call = f'panels.restore("{line}")'
    return (
        e("p", brings, e("code", "mlpcore"), ":"),
        e("code", call, class_="mlp-code", data_code=line),
    )


def link(address: str) -> Node:
    """What brings a panel onto a phone, for the whole window; errors as those of `qr`."""
    title = e("h3", "This panel, with these numbers, on your phone")
    away = e("button", "Put away", title="Or Q, Esc, or any key of a remote", autofocus=True)
    return qr(address), e("div", title, e("p", e("a", address, href=address)), away)


def _tool(name: str, text: str, said: str) -> Element:
    """A tool that works in the page, without the kernel."""
    return e("button", text, data_tool=name, aria_pressed="false", title=said)


def _switch(do: str, text: str, said: str, on: bool | None = None) -> Element:
    """A switch that the kernel knows of."""
    pressed = None if on is None else str(on).lower()
    return e("button", text, data_do=do, aria_pressed=pressed, title=said)
