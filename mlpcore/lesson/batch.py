"""A batch on record: every sample's own outer product, their running sum, and the mean.

What one can do here: `Batch(net, X, Y, eta)` runs I-V on n samples at once; its `rows` are the same
samples one by one, each a `Tape`. Keys are those of a tape: what belongs to a sample (`x y net_1
z_1 d_o delta_1`) is stacked, (n, m); `eps dW_1 db_1` are means over the samples, `new:W_1` is what
a step with them gives. To these come, p being the sample: `own:dW_1` (n, m, k), sample p's own
gradient z δᵀ; `running:dW_1` (n, m, k), the sum of the first p of them; `sum:dW_1`, the sum of all;
`new_sum:W_1`, what a step with the sum gives; the same of db and of eps (`new:eps` is ε after the
step); `n` and `n_eta`, n·η. `twice` is the batch with every sample in it twice. Source: the notes,
deep MLP IV and V, for each x of the domain.
"""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from mlpcore.checks import Array, PerLayer, rows
from mlpcore.lesson.notation import Index, Notation, Symbol, framed, split_frame, split_key
from mlpcore.lesson.numbers import SUBSCRIPTS, SUPERSCRIPTS, six
from mlpcore.lesson.tape import Record, Tape
from mlpcore.network import MLP

STACKED = ("x", "y", "net", "z", "d_o", "delta", "d_z", "slope", "J")  # one row a sample
SAMPLES = ("own", "running")  # frames of what has one entry a sample
# the frames of a batch's own quantities, and how they are written in text, LaTeX and HTML
Mark = tuple[str, str, str]
FRAMES: dict[str, Mark] = {
    "own": ("{}⁽ᵖ⁾", "{{}}^{(p)}", "{}<sup>(<i>p</i>)</sup>"),
    "running": ("Σ {}⁽ᵖ⁾ so far", r"\sum {{}}^{(p)}", "Σ {}<sup>(<i>p</i>)</sup> so far"),
    "sum": ("Σ {}⁽ᵖ⁾", r"\sum_p {{}}^{(p)}", "Σ {}<sup>(<i>p</i>)</sup>"),
    "new_sum": ("new(Σ) {}", r"{{}}^{\text{new}, \Sigma}", "new<sub>Σ</sub> {}"),
}
PLAIN = {
    "n": Symbol("n", "n", "<i>n</i>"),
    "n_eta": Symbol("n·η", r"n \cdot \eta", "<i>n</i>·<i>η</i>"),
}
CAPITALS = str.maketrans("xzδ", "XZΔ")


class Batch(Record):
    """The record of one pass of a batch; the network it came from is not touched.

    X is (n, d), Y is (n, k), one row a sample. ValueError or TypeError where they, or eta, do not
    fit; a single sample is no batch.
    """

    notation: "BatchNotation"

    def __init__(
        self, net: MLP, X: object, Y: object, eta: object = 0.5, named: bool = False
    ) -> None:
        fitting = rows("x", X, net.widths[0])
        if fitting.ndim != 2:
            raise ValueError(
                f"x has shape {fitting.shape}, which is one sample: a batch has one row a sample, "
                f"(n, {net.widths[0]}), as in np.atleast_2d(x)"
            )
        super().__init__(net, fitting, Y, eta, BatchNotation(net.h, named))
        self._named = named

    def __len__(self) -> int:
        return len(self.fwd.o)

    def __repr__(self) -> str:
        widths = "-".join(map(str, self.mlp.widths))
        return f"{len(self)} samples, {widths} network, {self.loss.name}, η = {six(self.eta)}"

    @cached_property
    def rows(self) -> list[Tape]:
        """Every sample's own pass, in order."""
        pairs = zip(self.fwd.z[0], self.y, strict=True)
        return [Tape(self.mlp, x, y, self.eta, self._named) for x, y in pairs]

    @cached_property
    def twice(self) -> "Batch":
        """The batch with every sample in it twice: the means stay, the sums double."""
        X, Y = np.repeat(self.fwd.z[0], 2, axis=0), np.repeat(self.y, 2, axis=0)
        return Batch(self.mlp, X, Y, self.eta, self._named)

    @cached_property
    def after_sum(self) -> MLP:
        """The network after a step with the sums in place of the means."""
        layers, after = range(self.h + 1), self.mlp.copy()
        dW, db = ([self.value(f"sum:{kind}_{l}") for l in layers] for kind in ("dW", "db"))
        after.descend(replace(self.bwd, dW=dW, db=db), self.eta)
        return after

    def _find(self, key: str) -> Array | float:
        frame, inner = split_frame(key)
        if frame == "own":
            return self._own(inner)
        if frame == "running":
            return np.cumsum(self.value(f"own:{inner}"), axis=0)
        if frame == "sum":
            return np.asarray(self.value(f"own:{inner}").sum(axis=0))
        return super()._find(key)

    def _own(self, key: str) -> Array:
        """A sample's own ε, ∇W_l = z^l (δ^{l+1})ᵀ or ∇b_l = δ^{l+1}, for all samples."""
        kind, l = split_key(key)
        if key != "eps" and (kind not in ("dW", "db") or l is None or l > self.h):
            raise KeyError(f"a sample has no share in {key!r}: there are eps, dW_l and db_l")
        return np.stack([row.value(key) for row in self.rows])

    def _error(self, net: MLP) -> float:
        """The mean ε of the same samples in another network."""
        return net.backward(net.forward(self.fwd.z[0]), self.y).eps

    @cached_property
    def _plain(self) -> dict[str, Array | float]:
        n = float(len(self))
        eps = {"new:eps": self._error(self.after), "new_sum:eps": self._error(self.after_sum)}
        return {**super()._plain, **eps, "n": n, "n_eta": n * self.eta}

    @cached_property
    def _columns(self) -> dict[str, PerLayer]:
        after = self.after_sum
        return {**super()._columns, "new_sum:W": after.W, "new_sum:b": after.b}


@dataclass(frozen=True)
class BatchNotation(Notation):
    """How the quantities of a batch are written: (p) above marks what is of sample p alone."""

    def symbol(self, key: str) -> Symbol:
        """The symbol of a whole quantity; KeyError for a key that names none."""
        frame, inner = split_frame(key)
        if key in PLAIN:
            return PLAIN[key]
        if frame not in FRAMES:
            return super().symbol(key)
        return super().symbol(inner).inside(*FRAMES[frame])

    def entry(self, key: str, index: Index) -> Symbol:
        """The symbol of one number of a quantity, counted from 1; the sample comes first."""
        return _entry(self, key, index)

    def sample(self, key: str, p: int = 0) -> Symbol:
        """The symbol of all that sample p has of a quantity: z¹⁽²⁾, ∇W₁⁽²⁾; of any, ∇W₁⁽ᵖ⁾."""
        return self.symbol(split_frame(key)[1]).inside(*_of_sample(p))

    def stack(self, key: str) -> Symbol:
        """The symbol of all samples' rows on top of each other, a capital: Z¹, X, Δ²."""
        symbol = self.symbol(key)
        written = (symbol.text, symbol.latex.replace(r"\delta", r"\Delta"), symbol.html)
        return Symbol(*(each.translate(CAPITALS) for each in written))


def is_of_a_sample(key: str) -> bool:
    """Whether the first index of a quantity is the number of a sample."""
    frame, inner = split_frame(key)
    return frame in SAMPLES or split_key(inner)[0] in STACKED


@lru_cache(maxsize=65536)
def _entry(notation: BatchNotation, key: str, index: Index) -> Symbol:
    frame, inner = split_frame(key)
    if key in PLAIN:
        return PLAIN[key]
    if frame in SAMPLES:
        mark = _up_to(index[0]) if frame == "running" else _of_sample(index[0])
        return _marked(notation, inner, index[1:], mark)
    if frame in FRAMES:
        return _marked(notation, inner, index, FRAMES[frame])
    if not is_of_a_sample(key):
        return Notation.entry(notation, key, index)
    if frame:
        return framed(frame, _entry(notation, inner, index))
    return _marked(notation, key, index[1:], _of_sample(index[0]))


def _marked(notation: BatchNotation, key: str, index: Index, mark: Mark) -> Symbol:
    """An entry with its mark, which stands ahead of an index in brackets: z¹₂⁽³⁾, ∇W₁⁽³⁾[2,1]."""
    bare, entry = Notation.symbol(notation, key), Notation.entry(notation, key, index)
    if not entry.text.endswith("]"):
        return entry.inside(*mark)
    return bare.inside(*mark).inside("{}" + entry.text[len(bare.text) :])


def _of_sample(p: int) -> Mark:
    if not p:
        return FRAMES["own"]
    above = "⁽" + str(p).translate(SUPERSCRIPTS) + "⁾"
    return f"{{}}{above}", f"{{{{}}}}^{{({p})}}", f"{{}}<sup>({p})</sup>"


def _up_to(p: int) -> Mark:
    """The sum over the samples 1 to p; the first is its own sum."""
    if p == 1:
        return _of_sample(1)
    text = f"Σ₁…{str(p).translate(SUBSCRIPTS)} {{}}⁽ᵖ⁾"
    html = f"Σ<sub>1…{p}</sub> {{}}<sup>(<i>p</i>)</sup>"
    return text, rf"\sum_{{1}}^{{{p}}} {{{{}}}}^{{(p)}}", html
