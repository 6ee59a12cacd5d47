"""The symbols of the notes: what each quantity is called in text, LaTeX and HTML.

`Notation(h).symbol("delta_1")` names a quantity, `.entry("W_0", (2, 1))` one of its numbers
(counted from 1, as the notes count), `.function(1)` the activation f^1. `named=True` gives the
notes' own names for one hidden layer (W_h, b_h, net_z, z, W_o, b_o, net_o, o, δ_h, δ_o); with any
other number of hidden layers it changes nothing. Keys stay indexed. `name="nielsen"` or `"bishop"`
writes the same quantities as one of the other `books` does: keys and indices stay those of the
notes, and a matrix with units in rows is `turned`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from mlpcore.checks import known
from mlpcore.lesson.notation.books import BOOKS, OWN_LETTERS, Book
from mlpcore.lesson.notation.code import in_letters
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.numbers import SUBSCRIPTS, SUPERSCRIPTS

Index = tuple[int, ...]


@dataclass(frozen=True)
class Symbol:
    """One symbol, three ways to write it."""

    text: str
    latex: str
    html: str

    def inside(self, text: str, latex: str = "", html: str = "") -> "Symbol":
        """Put this symbol at the place {} of each of the three frames."""
        frames = text, latex or text, html or text
        own = self.text, self.latex, self.html
        return Symbol(*(frame.replace("{}", part) for frame, part in zip(frames, own, strict=True)))

    def bracketed(self) -> "Symbol":
        """The symbol, in brackets if something stands above it, so that a power can follow."""
        return self.inside("({})", r"\left({}\right)") if "^" in self.latex else self


# quantities made from another for one formula, and how they frame its symbol
FRAMES = {
    "one_minus": ("(1 − {})", r"\left(1 - {}\right)"),
    "one_minus_square": ("(1 − {}²)", r"\left(1 - {}^2\right)"),
    "positive": ("[{} > 0]", r"\left[{} > 0\right]"),
    "ones": ("1", "1"),
    "collapsed": ("{}", "{}"),
    "new": ("new {}", r"{}^{\text{new}}"),
}
# the notes' letters for the layers of a network with one hidden layer
LETTERS = {"W": "ho", "b": "ho", "dW": "ho", "db": "ho", "net": " zo", "delta": " ho", "J": " ho"}
WEIGHTS = ("W", "w", "b", "dW", "db")  # kinds that lie between two layers
MATRICES = ("W", "w", "dW")  # kinds that a book with units in rows transposes


@dataclass(frozen=True)
class Notation:
    """How the quantities of a network with h hidden layers are written.

    ValueError or TypeError where `name` is none of `BOOKS`.
    """

    h: int
    named: bool = False
    name: str = "notes"

    def __post_init__(self) -> None:
        known("notation", self.name, BOOKS)

    def symbol(self, key: str) -> Symbol:
        """The symbol of a whole quantity; KeyError for a key that names none."""
        return _symbol(self, key)

    def entry(self, key: str, index: Index) -> Symbol:
        """The symbol of one number of it, counted from 1."""
        return _entry(self, key, index)

    def function(self, layer: int) -> Symbol:
        """The symbol f^l of a layer's activation."""
        letter = self.book.function
        mark = " ho"[layer] if self.has_letters else self._mark("f", layer)
        above = {"h": "ʰ", "o": "ᵒ"}.get(mark, mark.translate(SUPERSCRIPTS))
        return Symbol(
            f"{letter}{above}", f"{letter}^{{{mark}}}", f"<i>{letter}</i><sup>{mark}</sup>"
        )

    def bare(self, kind: str) -> str:
        """The text of a kind of quantity, whatever its layer: δ, b, ∇b."""
        kinds = self.book.kinds
        return kinds[kind][0] if kind in kinds else f"∇{kinds[kind.removeprefix('d')][0]}"

    def short(self, key: str) -> Symbol:
        """The symbol of a quantity where room is scarce: ∇w for ∂C/∂w."""
        kind = Key(key).kind
        if kind in ("dW", "db") and kind not in self.book.kinds:
            return self.symbol(key.removeprefix("d")).inside("∇{}", r"\nabla {}")
        return self.symbol(key)

    def number(self, kind: str, layer: int) -> int:
        """The number that this book gives a layer, or the weights and biases from that layer on."""
        return layer + (self.book.first_weights if kind in WEIGHTS else self.book.first_layer)

    def turned(self, key: str) -> bool:
        """Whether the quantity is shown as the transpose of what the notes mean by its key."""
        return self.book.units_in_rows and Key(key).inner.kind in MATRICES

    def as_shown(self, key: str, index: Index) -> Index:
        """An index of the notes as this book counts it, and the other way round."""
        return (*index[:-2], *index[:-3:-1]) if self.turned(key) else index

    @property
    def names(self) -> Mapping[str, str]:
        """The names of this book in code, by those of `mlpcore`."""
        return self.book.code

    def code(self, line: str) -> str:
        """A line of `mlpcore` in the letters of this book, products as they stand in it."""
        return line if self.name == "notes" else in_letters(line, self, self.book.units_in_rows)

    def renamed(self, line: str) -> str:
        """A line of code with the names and layers of this book, and its factors as they stand."""
        return line if self.name == "notes" else in_letters(line, self, turned=False)

    def _mark(self, kind: str, layer: int) -> str:
        """A layer's number as it stands above or below a symbol."""
        return self.book.mark.format(self.number(kind, layer))

    @property
    def book(self) -> Book:
        """The letters that it writes with."""
        return BOOKS[self.name]

    @property
    def has_letters(self) -> bool:
        """Whether layers are marked h and o rather than numbered."""
        return self.named and self.h == 1 and self.name == "notes"


@lru_cache(maxsize=4096)
def _symbol(notation: Notation, key: str) -> Symbol:
    frame, inner = Key(key).frame_and_inner
    if frame:
        return framed(frame, _symbol(notation, inner))
    book, output = notation.book, f"z_{notation.h + 1}"
    if key in ("z_0", output) and (plain := "x" if key == "z_0" else "o") in book.plain:
        key = plain
    kind, layer = Key(key).kind_and_layer
    if layer is None and kind in book.plain:
        text, latex = book.plain[kind]
        return Symbol(text, latex, _italic(text))
    if layer is not None and kind == "slope":
        return _slope(notation, layer, _symbol(notation, f"net_{layer}"))
    if varied := _varied(notation, kind, layer):
        return _gradient(notation, _symbol(notation, varied), r"\frac{{{}}}{{{}}}")
    if layer is None or kind not in (book.kinds.keys() | OWN_LETTERS.keys()):
        raise KeyError(f"no quantity has the key {key!r}")
    return _layered(notation, kind, layer)


@lru_cache(maxsize=65536)
def _entry(notation: Notation, key: str, index: Index) -> Symbol:
    frame, inner = Key(key).frame_and_inner
    if frame:
        return framed(frame, _entry(notation, inner, index))
    kind, layer = Key(key).kind_and_layer
    if layer is not None and kind == "slope":
        return _slope(notation, layer, _entry(notation, f"net_{layer}", index))
    if varied := _varied(notation, kind, layer):
        return _gradient(notation, _entry(notation, varied, index), "{}/{}")
    letter = notation.book.entries.get(kind) if layer is not None else None
    symbol = _symbol(notation, f"{letter}_{layer}" if letter else key)
    return (
        _at(symbol, notation.as_shown(key, index), notation.book.units_in_rows) if index else symbol
    )


def _at(symbol: Symbol, index: Index, pairs_below: bool) -> Symbol:
    """A symbol with an index: below it where there is room, else behind it in brackets."""
    places = ",".join(map(str, index))
    if "<sub>" in symbol.html or (len(index) > 1 and not pairs_below):
        return symbol.inside(f"{{}}[{places}]")
    if len(index) > 1 and max(index) < 10:
        places = places.replace(",", "")
    below = places.translate(SUBSCRIPTS) if "," not in places else f"[{places}]"
    return symbol.inside(f"{{}}{below}", f"{{}}_{{{places}}}", f"{{}}<sub>{places}</sub>")


def _varied(notation: Notation, kind: str, layer: int | None) -> str:
    """The key of what ε is differentiated by; '' for what has letters of its own, or is no ∂ε/∂."""
    if kind == "d_o":
        return f"z_{notation.h + 1}"
    if kind in ("d_z", "dW", "db") and kind not in notation.book.kinds and layer is not None:
        return f"{kind.removeprefix('d_').removeprefix('d')}_{layer}"
    return ""


def _gradient(notation: Notation, by: Symbol, fraction: str) -> Symbol:
    """∂ε/∂ of a symbol; `fraction` sets its LaTeX."""
    text, latex = notation.book.plain["eps"]
    d_eps = rf"\partial{'' if latex.startswith(chr(92)) else ' '}{latex}"
    latex = fraction.format(d_eps, r"\partial {}")
    return by.inside(f"∂{text}/∂{{}}", latex, f"∂{_italic(text)}/∂{{}}")


SIGNS = {"\\": r"\backslash ", "^": r"\wedge ", "~": r"\sim "}  # the others stand behind a stroke


def upright(name: str) -> str:
    """The name of a function as LaTeX, in which none of its signs does anything."""
    escaped = re.sub(r"[#$%&_{}^~\\]", lambda sign: SIGNS.get(sign[0], f"\\{sign[0]}"), name)
    special = {"log": r"\log\,", "max": r"\max", "tanh": r"\tanh"}
    return special.get(name, rf"\mathrm{{{escaped}}}")


def framed(frame: str, symbol: Symbol) -> Symbol:
    """A symbol in one of the `FRAMES`."""
    text, latex = FRAMES[frame]
    if frame == "new" and "^" in symbol.latex:
        latex = "{{}}" + latex.removeprefix("{}")  # two marks above are an error in LaTeX
    return (symbol.bracketed() if frame == "one_minus_square" else symbol).inside(text, latex)


def _slope(notation: Notation, layer: int, net: Symbol) -> Symbol:
    """f'^l(net_l), of a whole net input or of one entry."""
    f = notation.function(layer)
    latex = f.latex.replace("^", "'^", 1)  # a prime behind the layer is an error in LaTeX
    return net.inside(f"{f.text}′({{}})", f"{latex}({{}})", f"{f.html}′({{}})")


def _layered(notation: Notation, kind: str, layer: int) -> Symbol:
    """A symbol with its layer below or above it; the hidden layer's own z has no mark at all."""
    text, latex, place = notation.book.kinds.get(kind) or OWN_LETTERS[kind]
    if notation.has_letters and kind == "z":
        return Symbol(text, latex, _italic(text))
    if notation.has_letters:
        mark = LETTERS[kind][layer : layer + 1].strip()
        if not mark:
            raise KeyError(f"no quantity has the key '{kind}_{layer}'")
        return Symbol(f"{text}_{mark}", f"{latex}_{{{mark}}}", f"{_italic(text)}<sub>{mark}</sub>")
    mark = notation._mark(kind, layer)
    if place == "above":
        above = mark.translate(SUPERSCRIPTS)
        return Symbol(text + above, f"{latex}^{{{mark}}}", f"{_italic(text)}<sup>{mark}</sup>")
    below = mark.translate(SUBSCRIPTS)
    return Symbol(text + below, f"{latex}_{{{mark}}}", f"{_italic(text)}<sub>{mark}</sub>")


def _italic(text: str) -> str:
    """HTML of a base: letters slanted as in mathematics, `net` and signs upright."""
    if text == "net":
        return "net"
    return "".join(f"<i>{c}</i>" if c.isalpha() and c != "∂" else c for c in text)
