"""How the quantities of a batch are written, in the letters of each book.

`BatchNotation(h).sample("z_1", 2)` is what sample 2 has of z¹, `.stack` all samples' rows as one
matrix, `.entry("own:dW_1", (2, 3, 1))` one number of sample 2's own gradient. The notes and
Nielsen's letters have the sample above, in brackets: z¹⁽²⁾; Bishop counts samples below, ahead of
the unit: z⁽¹⁾₂₃. The gradient of one sample is that of its own error, ∂E₂/∂w, where a book has no
sign ∇W; Nielsen calls it C_x.
"""

from dataclasses import dataclass
from functools import lru_cache

from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.numbers import SUBSCRIPTS, SUPERSCRIPTS
from mlpcore.lesson.notation.symbols import Index, Notation, Symbol, framed

STACKED = ("x", "y", "net", "z", "d_o", "delta", "d_z", "slope", "J")  # one row a sample
SAMPLES = ("own", "running")  # frames of what has one entry a sample
# a mark on a symbol, in text, LaTeX and HTML
Mark = tuple[str, str, str]
OF_EACH: Mark = ("{}⁽ᵖ⁾", "{{}}^{(p)}", "{}<sup>(<i>p</i>)</sup>")
SUMS: dict[str, Mark] = {  # of what the samples have, so far or in all
    "own": ("{}", "{}", "{}"),
    "running": ("Σ {} so far", r"\sum {}", "Σ {} so far"),
    "sum": ("Σ {}", r"\sum_p {}", "Σ {}"),
}
NEW_SUM: Mark = ("new(Σ) {}", r"{{}}^{\text{new}, \Sigma}", "new<sub>Σ</sub> {}")
PLAIN = {
    "n": Symbol("n", "n", "<i>n</i>"),
    "n_eta": Symbol("n·η", r"n \cdot \eta", "<i>n</i>·<i>η</i>"),
}
VARIED = {"dW": "W", "db": "b"}  # by what ε is differentiated


@dataclass(frozen=True)
class BatchNotation(Notation):
    """How the quantities of a batch are written: (p) above marks what is of sample p alone."""

    def symbol(self, key: str) -> Symbol:
        """The symbol of a whole quantity; KeyError for a key that names none."""
        frame, inner = Key(key).frame_and_inner
        if key in PLAIN:
            return PLAIN[key]
        if frame in SUMS:
            return self.sample(inner).inside(*SUMS[frame])
        if frame == "new_sum":
            return super().symbol(inner).inside(*NEW_SUM)
        return super().symbol(key)

    def entry(self, key: str, index: Index) -> Symbol:
        """The symbol of one number of a quantity, counted from 1; the sample comes first."""
        return _entry(self, key, index)

    def short(self, key: str, p: int = 0) -> Symbol:
        """The symbol where room is scarce, of sample p alone or of all: ∇w⁽²⁾ for ∂C₂/∂w."""
        frame, inner = Key(key).frame_and_inner
        if frame not in SUMS:
            return super().short(key)
        return _of_sample(self, inner, super().short(inner), p).inside(*SUMS[frame])

    def sample(self, key: str, p: int = 0) -> Symbol:
        """The symbol of all that sample p has of a quantity: z¹⁽²⁾, ∇W₁⁽²⁾; of any, ∇W₁⁽ᵖ⁾."""
        return _own(self, Key(key).inner, (), p)

    def stack(self, key: str) -> Symbol:
        """The symbol of all samples' rows on top of each other, a capital: Z¹, X, Δ²."""
        symbol = self.symbol(key)
        letter = symbol.text[0]
        capital = letter.upper()
        latex = symbol.latex.replace(r"\delta", r"\Delta").replace(letter, capital, 1)
        html = symbol.html.replace(f"<i>{letter}</i>", f"<i>{capital}</i>", 1)
        return Symbol(capital + symbol.text[1:], latex, html)


def is_of_a_sample(key: str) -> bool:
    """Whether the first index of a quantity is the number of a sample."""
    frame, inner = Key(key).frame_and_inner
    return frame in SAMPLES or Key(inner).kind in STACKED


@lru_cache(maxsize=65536)
def _entry(notation: BatchNotation, key: str, index: Index) -> Symbol:
    frame, inner = Key(key).frame_and_inner
    if key in PLAIN:
        return PLAIN[key]
    if frame == "running" and index[0] > 1:
        return _own(notation, inner, index[1:], 0).inside(*_up_to(index[0]))
    if frame in SAMPLES:
        return _own(notation, inner, index[1:], index[0])
    if frame == "sum":
        return _own(notation, inner, index, 0).inside(*SUMS[frame])
    if frame == "new_sum":
        return _marked(notation, inner, index, NEW_SUM)
    if not is_of_a_sample(key):
        return Notation.entry(notation, key, index)
    if frame:
        return framed(frame, _entry(notation, inner, index))
    return _own(notation, key, index[1:], index[0])


def _own(notation: BatchNotation, key: str, index: Index, p: int) -> Symbol:
    """What sample p has of a quantity, or one number of that; any sample for p = 0."""
    if notation.name == "notes":
        return _marked(notation, key, index, _above(p))
    kind, layer = Key(key).kind_and_layer
    if kind == "eps":
        return Notation.symbol(notation, key).inside(*_below(p))
    if kind in VARIED:
        key = f"{VARIED[kind]}_{layer}"
        by = Notation.entry(notation, key, index) if index else Notation.symbol(notation, key)
        return _gradient(_own(notation, "eps", (), p), by, whole=not index)
    if kind in ("d_o", "d_z"):
        by = _own(notation, f"z_{layer or notation.h + 1}", index, p)
        return _gradient(_own(notation, "eps", (), p), by, whole=not index)
    if kind == "slope":
        f = notation.function(layer or 0)
        latex = f.latex.replace("^", "'^", 1)  # a prime behind the layer is an error in LaTeX
        net = _own(notation, f"net_{layer}", index, p)
        return net.inside(f"{f.text}′({{}})", f"{latex}({{}})", f"{f.html}′({{}})")
    if p and notation.book.samples_below:
        return Notation.entry(notation, key, (p, *index))
    return _of_sample(notation, key, Notation.entry(notation, key, index), p)


def _of_sample(notation: BatchNotation, key: str, symbol: Symbol, p: int) -> Symbol:
    """A symbol with the mark of sample p, above or below as the book has it."""
    if notation.name == "notes":
        return _own(notation, key, (), p)
    return symbol.inside(*(_below if notation.book.samples_below else _above)(p))


def _gradient(error: Symbol, by: Symbol, whole: bool) -> Symbol:
    """∂C₂/∂w: the derivative of one sample's error."""
    latex = r"\frac{\partial %s}{\partial %s}" if whole else r"\partial %s/\partial %s"
    return Symbol(
        f"∂{error.text}/∂{by.text}", latex % (error.latex, by.latex), f"∂{error.html}/∂{by.html}"
    )


def _marked(notation: BatchNotation, key: str, index: Index, mark: Mark) -> Symbol:
    """An entry with its mark, which stands ahead of an index in brackets: z¹₂⁽³⁾, ∇W₁⁽³⁾[2,1]."""
    bare, entry = Notation.symbol(notation, key), Notation.entry(notation, key, index)
    if not entry.text.endswith("]"):
        return entry.inside(*mark)
    return bare.inside(*mark).inside("{}" + entry.text[len(bare.text) :])


def _above(p: int) -> Mark:
    if not p:
        return OF_EACH
    above = "⁽" + str(p).translate(SUPERSCRIPTS) + "⁾"
    return f"{{}}{above}", f"{{{{}}}}^{{({p})}}", f"{{}}<sup>({p})</sup>"


def _below(p: int) -> Mark:
    if not p:
        return "{}ₚ", "{}_{p}", "{}<sub><i>p</i></sub>"
    return f"{{}}{str(p).translate(SUBSCRIPTS)}", f"{{}}_{{{p}}}", f"{{}}<sub>{p}</sub>"


def _up_to(p: int) -> Mark:
    """The sum over the samples 1 to p."""
    text = f"Σ₁…{str(p).translate(SUBSCRIPTS)} {{}}"
    return text, rf"\sum_{{1}}^{{{p}}} {{}}", f"Σ<sub>1…{p}</sub> {{}}"
