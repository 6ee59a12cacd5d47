"""The letters of three books for the same quantities: data, and nothing else.

`BOOKS["nielsen"]` is a `Book`; `symbols` writes symbols and lines of code with it. "notes" are the
lecture notes. "nielsen" is M. Nielsen, Neural Networks and Deep Learning, chapter 2: his layer 1 is
the input, so that z^l of the notes is his a^{l+1}, and w^l leads to layer l; only his one σ for
every activation stays f^l here, where σ is the sigmoid. "bishop" is C. M. Bishop, Pattern
Recognition and Machine Learning, chapter 5, with the layers marked as in Bishop and Bishop, Deep
Learning, chapter 6: the input is layer 0, W^(l) leads to layer l, y is the output and t the target;
the bias stays b^(l), which he may also count as a weight of a constant input. In both books the
rows of the weights are units: W x where the notes have Wᵀ x.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Letters = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Book:
    """How one book writes what the notes write in their way.

    `kinds` are quantities with a layer, as text, LaTeX and where the layer stands; `plain` those
    without. A gradient without letters of its own is written ∂ε/∂W, and an output without them as
    its layer's z. `entries` are kinds whose single numbers have another letter. `mark` frames a
    layer's number, `function` is the letter of an activation, `code` gives names in code by those
    of the notes, and `terms` the words; `head` is its name above a column. `first_layer` is the
    number of the input, `first_weights` that of W_0; `units_in_rows` says that W is shown as the
    transpose of the notes' W, `samples_below` that samples are counted below, ahead of the unit.
    """

    title: str
    head: str
    kinds: Mapping[str, tuple[str, str, str]]
    plain: Letters
    terms: Mapping[str, str]
    function: str = "f"
    mark: str = "{}"
    first_layer: int = 0
    first_weights: int = 0
    units_in_rows: bool = False
    samples_below: bool = False
    entries: Mapping[str, str] = field(default_factory=dict)
    code: Mapping[str, str] = field(default_factory=dict)


DELTA = ("δ", r"\delta", "above")

NOTES = Book(
    title="the notes (net, z, ε)",
    head="notes",
    kinds={
        "W": ("W", "W", "below"),
        "b": ("b", "b", "below"),
        "net": ("net", r"\mathrm{net}", "below"),
        "z": ("z", "z", "above"),
        "delta": DELTA,
        "dW": ("∇W", r"\nabla W", "below"),
        "db": ("∇b", r"\nabla b", "below"),
        "J": ("J", "J", "above"),
    },
    plain={
        "x": ("x", "x"),
        "y": ("y", "y"),
        "o": ("o", "o"),
        "eps": ("ε", r"\varepsilon"),
        "eta": ("η", r"\eta"),
    },
    terms={"net": "net input", "z": "output", "eps": "error", "delta": "net gradient"},
)

NIELSEN = Book(
    title="Nielsen (z, a, C)",
    head="Nielsen",
    kinds={
        "W": ("w", "w", "above"),
        "b": ("b", "b", "above"),
        "net": ("z", "z", "above"),
        "z": ("a", "a", "above"),
        "delta": DELTA,
        "J": ("J", "J", "above"),
    },
    plain={"x": ("x", "x"), "y": ("y", "y"), "eps": ("C", "C"), "eta": ("η", r"\eta")},
    terms={"net": "weighted input", "z": "activation", "eps": "cost", "delta": "error"},
    first_layer=1,
    first_weights=2,
    units_in_rows=True,
    code={"W": "w", "dW": "dw", "net": "z", "z": "a", "eps": "C", "d_o": "d_a"},
)

BISHOP = Book(
    title="Bishop (a, z, E)",
    head="Bishop",
    samples_below=True,
    kinds={
        "W": ("W", "W", "above"),
        "w": ("w", "w", "above"),
        "b": ("b", "b", "above"),
        "net": ("a", "a", "above"),
        "z": ("z", "z", "above"),
        "delta": DELTA,
        "J": ("J", "J", "above"),
    },
    plain={
        "x": ("x", "x"),
        "y": ("t", "t"),
        "o": ("y", "y"),
        "eps": ("E", "E"),
        "eta": ("η", r"\eta"),
    },
    terms={"net": "pre-activation", "z": "output", "eps": "error function", "delta": "errors"},
    function="h",
    mark="({})",
    first_weights=1,
    units_in_rows=True,
    entries={"W": "w"},
    code={"net": "a", "f": "h", "y": "t", "o": "y", "eps": "E", "d_o": "d_y"},
)

# the letters of quantities that bring their own: a kind that no book has letters for
OWN_LETTERS: dict[str, tuple[str, str, str]] = {}

BOOKS = {"notes": NOTES, "nielsen": NIELSEN, "bishop": BISHOP}
