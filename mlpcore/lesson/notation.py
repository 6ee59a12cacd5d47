"""The symbols of the notes: what each quantity is called in text, LaTeX and HTML.

What one can do here: `Notation(h).symbol("delta_1")` names a quantity, `.entry("W_0", (2, 1))`
one of its numbers (counted from 1, as the notes count), `.function(1)` the activation f^1.
`named=True` gives the notes' own names for one hidden layer (W_h, b_h, net_z, z, W_o, b_o, net_o,
o, δ_h, δ_o); with any other number of hidden layers it changes nothing. Keys stay indexed.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from mlpcore.lesson.numbers import SUBSCRIPTS, SUPERSCRIPTS

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


# kind of a quantity: how it is written in text and LaTeX, and whether its layer stands below it
KINDS = {
    "W": ("W", "W", "below"),
    "b": ("b", "b", "below"),
    "net": ("net", r"\mathrm{net}", "below"),
    "z": ("z", "z", "above"),
    "delta": ("δ", r"\delta", "above"),
    "dW": ("∇W", r"\nabla W", "below"),
    "db": ("∇b", r"\nabla b", "below"),
    "J": ("J", "J", "above"),
}
# quantities without a layer
PLAIN = {
    "x": ("x", "x"),
    "y": ("y", "y"),
    "o": ("o", "o"),
    "eps": ("ε", r"\varepsilon"),
    "eta": ("η", r"\eta"),
    "d_o": ("∂ε/∂o", r"\frac{\partial\varepsilon}{\partial o}"),
}
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


@dataclass(frozen=True)
class Notation:
    """How the quantities of a network with h hidden layers are written."""

    h: int
    named: bool = False

    def symbol(self, key: str) -> Symbol:
        """The symbol of a whole quantity; KeyError for a key that names none."""
        return _symbol(self, key)

    def entry(self, key: str, index: Index) -> Symbol:
        """The symbol of one number of it, counted from 1."""
        return _entry(self, key, index)

    def function(self, layer: int) -> Symbol:
        """The symbol f^l of a layer's activation."""
        mark = " ho"[layer] if self.has_letters else str(layer)
        above = {"h": "ʰ", "o": "ᵒ"}.get(mark, mark.translate(SUPERSCRIPTS))
        return Symbol(f"f{above}", f"f^{{{mark}}}", f"<i>f</i><sup>{mark}</sup>")

    @property
    def has_letters(self) -> bool:
        """Whether layers are marked h and o rather than numbered."""
        return self.named and self.h == 1


@lru_cache(maxsize=4096)
def _symbol(notation: Notation, key: str) -> Symbol:
    frame, inner = split_frame(key)
    if frame:
        return _framed(frame, _symbol(notation, inner))
    kind, layer = split_key({"z_0": "x", f"z_{notation.h + 1}": "o"}.get(key, key))
    if layer is None and kind in PLAIN:
        text, latex = PLAIN[kind]
        return Symbol(text, latex, _italic(text))
    if layer is not None and kind == "slope":
        return _slope(notation, layer, _symbol(notation, f"net_{layer}"))
    if layer is not None and kind == "d_z":
        z = _symbol(notation, f"z_{layer}")
        return z.inside("∂ε/∂{}", r"\frac{\partial\varepsilon}{\partial {}}", "∂<i>ε</i>/∂{}")
    if layer is None or kind not in KINDS:
        raise KeyError(f"no quantity has the key {key!r}")
    return _layered(notation, kind, layer)


@lru_cache(maxsize=65536)
def _entry(notation: Notation, key: str, index: Index) -> Symbol:
    frame, inner = split_frame(key)
    if frame:
        return _framed(frame, _entry(notation, inner, index))
    kind, layer = split_key(key)
    if layer is not None and kind == "slope":
        return _slope(notation, layer, _entry(notation, f"net_{layer}", index))
    if kind in ("d_z", "d_o"):
        moved = _entry(notation, "o" if layer is None else f"z_{layer}", index)
        return moved.inside("∂ε/∂{}", r"\partial\varepsilon/\partial {}", "∂<i>ε</i>/∂{}")
    symbol = _symbol(notation, key)
    if not index:
        return symbol
    places = ",".join(map(str, index))
    if len(index) == 1 and "<sub>" not in symbol.html:
        below = places.translate(SUBSCRIPTS)
        return symbol.inside(f"{{}}{below}", f"{{}}_{{{places}}}", f"{{}}<sub>{places}</sub>")
    return symbol.inside(f"{{}}[{places}]")


def split_frame(key: str) -> tuple[str, str]:
    """Take 'one_minus:z_1' apart into frame and inner key; no frame gives ''."""
    frame, _, inner = key.rpartition(":")
    return frame, inner


def split_key(key: str) -> tuple[str, int | None]:
    """Take 'delta_1' apart into kind and layer; what has no layer, as 'd_o', is kind alone."""
    found = re.fullmatch(r"(.+)_(0|[1-9][0-9]*)", key)
    return (found[1], int(found[2])) if found else (key, None)


def upright(name: str) -> str:
    """The name of a function as LaTeX."""
    escaped = re.sub(r"([#$%&_])", r"\\\1", name)
    known = {"log": r"\log\,", "max": r"\max", "tanh": r"\tanh"}
    return known.get(name, rf"\mathrm{{{escaped}}}")


def _framed(frame: str, symbol: Symbol) -> Symbol:
    return (symbol.bracketed() if frame == "one_minus_square" else symbol).inside(*FRAMES[frame])


def _slope(notation: Notation, layer: int, net: Symbol) -> Symbol:
    """f'^l(net_l), of a whole net input or of one entry."""
    f = notation.function(layer)
    latex = f.latex.replace("f^", "f'^")  # a prime behind the layer is an error in LaTeX
    return net.inside(f"{f.text}′({{}})", f"{latex}({{}})", f"{f.html}′({{}})")


def _layered(notation: Notation, kind: str, layer: int) -> Symbol:
    """A symbol with its layer below or above it; the hidden layer's own z has no mark at all."""
    text, latex, place = KINDS[kind]
    if notation.has_letters and kind == "z":
        return Symbol(text, latex, _italic(text))
    if notation.has_letters:
        mark = LETTERS[kind][layer : layer + 1].strip()
        if not mark:
            raise KeyError(f"no quantity has the key '{kind}_{layer}'")
        return Symbol(f"{text}_{mark}", f"{latex}_{{{mark}}}", f"{_italic(text)}<sub>{mark}</sub>")
    if place == "above":
        above = str(layer).translate(SUPERSCRIPTS)
        return Symbol(text + above, f"{latex}^{{{layer}}}", f"{_italic(text)}<sup>{layer}</sup>")
    below = str(layer).translate(SUBSCRIPTS)
    return Symbol(text + below, f"{latex}_{{{layer}}}", f"{_italic(text)}<sub>{layer}</sub>")


def _italic(text: str) -> str:
    """HTML of a base: letters slanted as in mathematics, `net` and signs upright."""
    if text == "net":
        return "net"
    return "".join(f"<i>{c}</i>" if c.isalpha() and c != "∂" else c for c in text)
