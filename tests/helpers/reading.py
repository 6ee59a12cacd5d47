"""A page as a person reads it: words, numbers and signs, a line for each line of it.

python -m tests.helpers.reading writes down anew what all panels say, and what the lesson prints.
"""

import re
from base64 import b64decode
from functools import cache

from bs4 import BeautifulSoup, PageElement, Tag

from tests import ROOT
from tests.helpers.pages import AS_TEXT, EVERY, panel_and_texts

KEPT = ROOT / "tests" / "views" / "said.txt"
NEW_LINE = """button caption dialog div figcaption figure h3 h4 img input li math mtr option p pre
select summary svg table text title tr"""
TOLD = ("aria-label", "alt", "placeholder", "title", "value")  # besides the text
STATES = ("aria-current", "aria-pressed", "checked", "disabled", "open", "selected")
BETWEEN = {  # what stands between the parts of an element
    "mfrac": "/", "msub": "_", "msup": "^", "msubsup": "_^", "munder": "_", "mover": "^",
    "tr": "  ", "mtr": "  ",
}  # fmt: skip
BEFORE = {"sub": "_", "sup": "^", "msqrt": "√", "s": "not "}
EXACT = re.compile(r"\[?[−-]?\d\.0*\d{5,}(e-\d+)?\]?")  # what a number is, beside what is shown
NUMBERS = re.compile(r"[bδ]?[\s\d.,·⁻−⁰¹²³⁴⁵⁶⁷⁸⁹()[\]-]*")  # which other tests compute
NOISE = re.compile(r"\b\d(\.\d+)?·10⁻([⁸⁹]|[¹²][⁰¹²³⁴⁵⁶⁷⁸⁹])")  # a processor's last bits


def read(node: PageElement) -> str:
    """What stands in an element, with what is told by its attributes."""
    if not isinstance(node, Tag):
        return str(node)
    if node.name == "style":
        return ""
    parts = [read(each) for each in node.children]
    if len(parts) > 1 and node.name in BETWEEN:
        parts = [f"({part})" if node.name[0] == "m" and len(part) > 1 else part for part in parts]
    text = BETWEEN.get(node.name, "").join(parts)
    told = dict.fromkeys(str(node[name]) for name in TOLD if node.get(name))
    states = (f"[{name}]" for name in STATES if name in node.attrs)
    said = "".join([*(f"[{each}]" for each in told), *states])
    _, drawn, data = str(node.get("src", "")).partition("svg+xml;base64,")
    text += read(BeautifulSoup(b64decode(data).decode(), "html.parser")) if drawn else ""
    whole = BEFORE.get(node.name, "") + said + text
    return f"\n{whole}\n" if node.name in NEW_LINE.split() else whole


def lines(page: str) -> list[str]:
    """Those of a page that are more than numbers."""
    return of_text(read(BeautifulSoup(page, "html.parser")))


def of_text(text: str) -> list[str]:
    """The same of a text."""
    found = (line.strip() for line in NOISE.sub("noise", EXACT.sub("", text)).split("\n"))
    return [line for line in found if not NUMBERS.fullmatch(line)]


@cache
def said(kind: str) -> list[str]:
    """What a panel says at any time, and at last as text, each line once."""
    shown = [line for page in panel_and_texts(kind)[1] for line in lines(page)]
    return list(dict.fromkeys([*shown, *of_text(AS_TEXT[kind])]))


def main() -> None:
    """Write down all that is said, each line once; the difference in git is to be read."""
    from tests.helpers import course  # which reads text as this module does

    once = dict.fromkeys(line for kind in EVERY for line in said(kind))
    KEPT.write_text("\n".join([*once, ""]), "utf-8")
    course.KEPT.write_text("\n".join([*course.said(), ""]), "utf-8")


if __name__ == "__main__":
    main()
