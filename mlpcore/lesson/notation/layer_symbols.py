"""Symbols for a layer l, whatever its number.

`at_layer("notes", "delta")` is the symbol δ^l, `leading_there("notes")` that of the weights'
gradient beside it, ∇W_{l−1}.
"""

from mlpcore.lesson.notation.books import BOOKS
from mlpcore.lesson.notation.symbols import Symbol

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
