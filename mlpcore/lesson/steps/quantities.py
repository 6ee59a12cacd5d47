"""The table of quantities: one entry for each kind, in the order in which a pass finds them.

`QUANTITIES["delta"]` is all that is known of δ; `order(at)` gives each with its layer, from I to V,
`cell(at, key, index)` the index formula of an entry, and `sources(h, key)` are the keys that a
quantity may be made of. Order, dependencies, steps, index formulas, words and what follows from a
wrong number are read off this table. A new quantity is one more entry of one of `forward`, `error`,
`backpropagation` and `descent`.
"""

from collections.abc import Iterator
from functools import lru_cache

from mlpcore.lesson.notation.activation_formulas import form
from mlpcore.lesson.notation.books import OWN_LETTERS
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.steps.backpropagation import BACKPROPAGATION, FACTORS
from mlpcore.lesson.steps.descent import DESCENT, GRADIENTS
from mlpcore.lesson.steps.error import ERROR
from mlpcore.lesson.steps.expression import Cell
from mlpcore.lesson.steps.forward import FORWARD
from mlpcore.lesson.steps.quantity import Pass, Quantity, Stages, Told

TABLE = (*FORWARD, *ERROR, *BACKPROPAGATION, *GRADIENTS, *DESCENT)  # in the order of the notes
OWN_LETTERS.update({each.kind: each.letters for each in TABLE if each.letters})
QUANTITIES = {each.kind: each for each in (*TABLE, *FACTORS)}
SECTIONS = {
    "I": "forward",
    "II": "error",
    "III": "backprop",
    "IV": "gradients",
    "V": "descent",
}


def layers(h: int, section: str) -> range:
    """The layers of a section, in the order in which it goes through them."""
    up, down, below = range(1, h + 2), range(h + 1, 0, -1), range(h, -1, -1)
    return {"I": up, "II": range(h + 1, h + 2), "III": down, "IV": below, "V": below}[section]


def order(at: Pass) -> Iterator[tuple[Quantity, int]]:
    """Every quantity of a pass once, with its layer, in the order in which it can be computed."""
    for section in SECTIONS:
        entries = [each for each in TABLE if each.section == section]
        for l in layers(at.h, section):
            yield from ((each, l) for each in entries if each.exists(at, l))


def key_of(quantity: Quantity, l: int) -> Key:
    """The key of a quantity at a layer."""
    return Key.of(quantity.kind, l) if quantity.has_layer else Key(quantity.kind)


def step_key(quantity: Quantity, l: int) -> Key:
    """The key of the step that computes it: W_0 for new:W_0."""
    return step_of(key_of(quantity, l))


def step_of(key: Key) -> Key:
    """The key of the step that computes a quantity: W_0 for new:W_0."""
    return key.inner if key.frame == "new" else key


def quantity_of(key: str) -> str:
    """The key of a step's numbers: new:W_0 for W_0, which is updated there."""
    return f"new:{key}" if Key(key).kind in ("W", "b") else key


@lru_cache(maxsize=4096)
def sources(h: int, key: str) -> tuple[str, ...]:
    """All computed quantities that it can depend on, the nearest first."""
    found: dict[str, None] = {}
    layer = reads(h, key)
    while layer:
        found |= dict.fromkeys(layer)
        further = (each for near in layer for each in reads(h, near))
        layer = tuple(dict.fromkeys(each for each in further if each not in found))
    return tuple(found)


def reads(h: int, key: str) -> tuple[str, ...]:
    """The computed quantities that the formula of a quantity reads; none for what is given."""
    quantity = QUANTITIES.get(Key(key).kind)
    return quantity.reads(h, Key(key).l) if quantity else ()


def cell(at: Pass, key: str, index: Index = ()) -> Cell:
    """How one number comes from others, in indices from 1; KeyError or IndexError for no entry."""
    target, quantity = at.number(key, index), QUANTITIES.get(Key(key).kind)
    stages: Stages = quantity.entry(at, Key(key).l, index) if quantity else [[]]
    formula, *between = map(tuple, stages)
    return Cell(target, formula, tuple(between))


def tell(at: Pass, quantity: Quantity, l: int) -> Told:
    """Name and sentence of a quantity at a layer."""
    said, last = quantity.told[quantity.variant(at, l)], at.f[-1]
    f = at.f[l] if 0 < l <= at.h + 1 else last
    there = {
        "layer": layer_name(at.h, l),
        "next": layer_name(at.h, l + 1),
        "does": form(f).does,
        "f": f.name,
        "loss": at.loss.name,
        **{key: at.symbol(key).text for key in ("eps", "y", "eta")},
        "o": at.symbol(f"z_{at.h + 1}").text,
        **{f"{term}_name": word for term, word in at.notation.book.terms.items()},
    }
    return Told(*(text.format(**there) for text in said))


def layer_name(h: int, l: int) -> str:
    """'the input', 'the hidden layer', 'hidden layer 2', 'the output layer'."""
    if l == 0:
        return "the input"
    if l == h + 1:
        return "the output layer"
    return "the hidden layer" if h == 1 else f"hidden layer {l}"
