"""HTML and SVG as nodes: elements, text, and what depends on where it is shown.

`e("td", "0.5", class_="mlp-n")` is an element, a `str` is text, `Notes` is text in the letters of
the notes, which is written in those of the book that is shown, `Raw` is markup that is finished,
`None` is nothing, and a function of the `Context` is asked when it is drawn: `render(node,
context)` writes all of it. Names of attributes are keywords: `data_key` is data-key, `class_` is
class; what is None or False is left out. No library: one that is pure Python, as this is, takes
four times as long for a large matrix, and its attributes know no context.
"""

import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any, TypeAlias

from mlpcore.lesson.notation.numbers import SUBSCRIPTS, SUPERSCRIPTS, full, six
from mlpcore.lesson.notation.spelling import spelled_code, spelled_piece
from mlpcore.views.parts import accessibility


@dataclass(frozen=True, slots=True)
class Context:
    """Where nodes are shown: on a page with a kernel or on paper, in the letters of which book.

    `regions` are what the places of a page are filled with; None where a kernel fills them.
    """

    paper: bool = False
    book: str = "notes"
    regions: "Mapping[str, Node] | None" = None


LIVE, PAPER = Context(), Context(paper=True)


class Attributes:
    """Attributes that belong together, and write themselves: ' data-key="W_0" data-at="1,2"'."""

    __slots__ = ()

    def written(self, context: Context) -> str:
        """All of them, each with a space before it."""
        raise NotImplementedError


class Digits:
    """A number in full; on paper to six digits, for a page must not depend on the machine."""

    __slots__ = ("value",)

    def __init__(self, value: float) -> None:
        self.value = value

    def __call__(self, context: Context) -> "Raw":
        """The number as text, which holds nothing to be escaped."""
        return Raw(six(self.value) if context.paper else full(self.value))


class Raw(str):
    """Markup that is finished and trusted: MathML, or what the lesson writes for a symbol."""

    __slots__ = ()


class Notes(str):
    """Text in the letters of the notes, about a single layer."""

    __slots__ = ()

    def of(self, book: str) -> str:
        """The same in the letters of a book."""
        return spelled_piece(self, book)


class NotesCode(Notes):
    """A line of code with the notes' names."""

    __slots__ = ()

    def of(self, book: str) -> str:
        """The same with the names of a book."""
        return spelled_code(self, book)


class Element:
    """A tag with its attributes and what is in it."""

    __slots__ = ("attributes", "children", "tag")

    def __init__(
        self, tag: str, children: "tuple[Node, ...]", attributes: "dict[str, Attribute]"
    ) -> None:
        self.tag, self.children, self.attributes = tag, children, attributes

    def __str__(self) -> str:
        return render(self)


class Kept:
    """A node whose text is kept, since it is drawn again and again."""

    def __init__(self, node: "Node") -> None:
        self._node, self._texts = node, dict[tuple[bool, str], Raw]()

    def __call__(self, context: Context) -> Raw:
        """Its text, on a page with a kernel or on paper, in the letters of a book."""
        where = context.paper, context.book
        if where not in self._texts:
            self._texts[where] = Raw(render(self._node, context))
        return self._texts[where]

    def __str__(self) -> str:
        return render(self._node)


Node: TypeAlias = "str | Element | Sequence[Node] | Callable[[Context], Node] | None"
Attribute: TypeAlias = "str | int | Attributes | Callable[[Context], str] | None"

HEARD = {"aria_label", "alt"}  # names, which are read out
PRESSED = {"tabindex", "data_do", "data_to"}  # of no use where nothing can be pressed
ALONE = {"img", "input", "link", "meta"}  # hold nothing
ALONE |= {"line", "rect", "circle", "path", "polygon", "polyline"}


def e(tag: str, *children: Node, **attributes: Attribute) -> Element:
    """An element."""
    return Element(tag, children, attributes)


def render(node: Node, context: Context = LIVE) -> str:
    """The node as text of HTML or SVG."""
    if type(node) is Element:
        return _element(node, context)
    if isinstance(node, str):
        return node if isinstance(node, Raw) else escape(_shown(node, context))
    if node is None:
        return ""
    if isinstance(node, list | tuple):
        return "".join([render(each, context) for each in node])
    if callable(node):
        return render(node(context), context)
    raise TypeError(f"{type(node).__name__} is no node")


def _element(node: Element, context: Context) -> str:
    """An element; what is frequent is asked for first, for a panel has thousands of them."""
    tag = node.tag
    if context.paper and tag == "button":
        tag = "span"
    text = "<" + tag + attributes(node.attributes, context)
    if tag in ALONE and not node.children:
        return text + "/>"
    text += ">"
    for child in node.children:
        if type(child) is str:
            text += escape(child)
        elif type(child) is Element:
            text += _element(child, context)
        elif child is not None:
            text += render(child, context)
    return f"{text}</{tag}>"


def attributes(named: "dict[str, Attribute]", context: Context) -> str:
    """Attributes, each with a space before it."""
    text, paper = "", context.paper
    for name, value in named.items():
        if paper and name in PRESSED:
            continue
        if type(value) is str and name not in HEARD:
            text += BEGINNINGS[name] + escape(value) + '"'
        elif isinstance(value, str):
            text += BEGINNINGS[name] + _quoted(name, value, context) + '"'
        elif isinstance(value, Attributes):
            text += value.written(context)
        elif value is not None and value is not False:
            text += _unlike(BEGINNINGS[name], value, context)
    return text


def wrapped(tag: str, named: str, within: str) -> Raw:
    """An element whose attributes and contents are markup already."""
    return Raw(f"<{tag}{named}>{within}</{tag}>")


def _unlike(begun: str, value: "int | Callable[[Context], str]", context: Context) -> str:
    """An attribute whose value is no text: a switch, a number, or what depends on the context."""
    if value is True:
        return begun[:-2]
    return f'{begun}{escape(value(context)) if callable(value) else value}"'


def _quoted(name: str, value: str, context: Context) -> str:
    """Text between quotes; where it is a name, fit to be heard."""
    if isinstance(value, Raw):
        return value
    text = _shown(value, context)
    return escape(accessibility.plain(text) if name in HEARD else text)


def _shown(text: str, context: Context) -> str:
    """Text in the letters of the book, if it says that it has letters."""
    return text.of(context.book) if isinstance(text, Notes) else text


def escape(text: str) -> str:
    """Text as it stands in HTML, also between quotes."""
    return _escaped(text) if len(text) < LONG else html.escape(text)


LONG = 200  # characters: a picture or a curve, which does not come again and would only be kept
_escaped = lru_cache(maxsize=8192)(html.escape)


class Beginnings(dict[str, str]):
    """How an attribute begins, by its keyword: ' data-key="'."""

    def __missing__(self, name: str) -> str:
        self[name] = begun = f' {name.rstrip("_").replace("_", "-")}="'
        return begun


BEGINNINGS = Beginnings()


PLACED: dict[str, tuple[str, dict[int, Any]]] = {
    "sub": ("_", SUBSCRIPTS), "sup": ("^", SUPERSCRIPTS | {ord("T"): "ᵀ"}),
}  # fmt: skip


def text_of(node: Node, context: Context = LIVE) -> str:
    """What one reads, without marks: W₁ and e^net."""
    return "".join(_read(node, context))


def _read(node: Node, context: Context) -> Iterator[str]:
    if isinstance(node, Raw):
        yield from _read(nodes(node), context)
    elif isinstance(node, str):
        yield node
    elif isinstance(node, Element):
        mark, signs = PLACED.get(node.tag, ("", {}))
        text = text_of(node.children, context)
        placed = text.translate(signs)
        yield mark + text if placed == text else placed
    elif isinstance(node, Sequence):
        for each in node:
            yield from _read(each, context)
    elif node is not None:
        yield from _read(node(context), context)


def classes(node: Node, context: Context = LIVE) -> set[str]:
    """The classes of all elements."""
    if isinstance(node, Element):
        own = node.attributes.get("class_")
        named = own(context) if callable(own) else own
        return {*str(named or "").split(), *classes(node.children, context)}
    if isinstance(node, str) or node is None:
        return set()
    if isinstance(node, Sequence):
        return set().union(*(classes(each, context) for each in node))
    return classes(node(context), context)


@lru_cache(maxsize=4096)
def nodes(markup: str) -> tuple[Node, ...]:
    """A short piece of HTML of the lesson's, a symbol or a label, as nodes."""
    return _Reader(str).nodes(markup)


@lru_cache(maxsize=1024)
def in_notes(markup: str) -> tuple[Node, ...]:
    """The same where its letters are those of the notes, about a single layer."""
    return _Reader(Notes).nodes(markup)


class _Reader(HTMLParser):
    """Reads HTML whose elements are all closed; `kind` is what its text becomes."""

    def __init__(self, kind: type[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.kind = kind
        self.open: list[tuple[str, dict[str, Attribute], list[Node]]] = [("", {}, [])]

    def nodes(self, markup: str) -> tuple[Node, ...]:
        """All of it."""
        self.feed(markup)
        self.close()
        return tuple(self.open[0][2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named: dict[str, Attribute] = {name.replace("-", "_"): value for name, value in attrs}
        self.open.append((tag, named, []))

    def handle_endtag(self, tag: str) -> None:
        begun, named, children = self.open.pop()
        self.open[-1][2].append(Element(begun, tuple(children), named))

    def handle_data(self, data: str) -> None:
        self.open[-1][2].append(self.kind(data))


def joined(sign: Node, parts: Sequence[Node]) -> Node:
    """The parts with a sign between them."""
    return [piece for part in parts for piece in (sign, part)][1:]


def live(*shown: Node) -> Node:
    """What is only where something can be pressed."""
    return lambda context: None if context.paper else shown


def on_paper(*shown: Node) -> Node:
    """What is only where nothing can be pressed."""
    return lambda context: shown if context.paper else None
