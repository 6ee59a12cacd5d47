"""The sizes of δ and ∇W, written for a layer l whatever its number.

What one can do here: `at_layer("notes", "delta")` is the symbol δ^l, `leading_there("notes")` that
of the weights' gradient beside it, ∇W_{l−1}; `norms_text` prints the sizes of both.
"""

import numpy as np

from mlpcore.lesson.books import BOOKS
from mlpcore.lesson.notation import Notation, Symbol
from mlpcore.lesson.numbers import array_text
from mlpcore.lesson.runs import Norms

L = Symbol("l", "l", "<i>l</i>")
BELOW = Symbol("l−1", "l-1", "<i>l</i>−1")


def at_layer(book: str, kind: str, l: Symbol = L) -> Symbol:
    """The symbol of a kind of quantity at a layer that is written l; of dW, that of ∇W.

    KeyError for a kind that the book has not.
    """
    letters, of_weights = BOOKS[book], kind == "dW"
    nabla, in_latex = ("∇", r"\nabla ") if of_weights else ("", "")
    text, latex, place = letters.kinds["W" if of_weights else kind]
    sign, tag = ("^", "sup") if place == "above" else ("_", "sub")
    return Symbol(
        f"{nabla}{text}{sign}{letters.mark.format(l.text)}",
        f"{in_latex}{latex}{sign}{{{letters.mark.format(l.latex)}}}",
        f"{nabla}<i>{text}</i><{tag}>{letters.mark.format(l.html)}</{tag}>",
    )


def leading_there(book: str) -> Symbol:
    """The symbol of ∇W for the weights that lead to layer l: ∇W_{l−1} in the notes, ∇w^l."""
    letters = BOOKS[book]
    lags = letters.first_weights <= letters.first_layer  # W is numbered by the layer it leaves
    return at_layer(book, "dW", BELOW if lags else L)


def norms_text(norms: Norms, notation: Notation) -> str:
    """A line for the sizes of every δ, and one for those of every ∇W, with their numbers."""
    lines = []
    for kind, first, sizes in (("delta", 1, norms.delta), ("dW", 0, norms.dW)):
        start = notation.number(kind, first)
        name, last = at_layer(notation.name, kind).text, start + len(sizes) - 1
        lines.append(f"‖{name}‖, l = {start} to {last}: {array_text(np.array(sizes), 4)}")
    return "\n".join(lines)
