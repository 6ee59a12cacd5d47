"""What a hidden layer makes of the plane, in words: which two directions are drawn, and in which
layers one straight cut parts the two classes.

`layer_words` names a layer, `told` gives what stands with its picture, and what is heard of it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from mlpcore.activations import quiet
from mlpcore.lesson.notation.symbols import Notation
from mlpcore.lesson.training.layers import Seen, partings, seen_in
from mlpcore.lesson.training.tasks import Task
from mlpcore.network import MLP
from mlpcore.views.parts.html import Node, e


class Told(NamedTuple):
    """The title of a picture, what is heard of it, and the lines that are read with it."""

    title: str
    said: str
    lines: Node


def layer_words(widths: Sequence[int], l: int, notation: Notation) -> str:
    """A layer by its number, and its units."""
    units = "1 unit" if widths[l] == 1 else f"{widths[l]} units"
    return f"{layer_name(l, notation)}, {units}"


def layer_name(l: int, notation: Notation) -> str:
    """A layer by the number that the book gives it."""
    return f"layer {notation.number('z', l)}" if l else "inputs"


@quiet
def told(mlp: MLP, given: Task, l: int, notation: Notation) -> Told:
    """What is to be said of layer l of this network, over the rows in training."""
    seen = seen_in(np.nan_to_num(mlp.feed(given.X).z[l]))
    title = f"The plane in {layer_words(mlp.widths, l, notation)}"
    drawn = _drawn(mlp, seen, l, notation)
    cuts = _cuts(mlp, given, notation)
    said = f"{title}: the grid of the inputs, and the rows. {drawn} {cuts}".strip()
    lines = [e("p", line, class_="mlp-train-more") for line in (drawn, cuts) if line]
    return Told(title, said, lines)


def _drawn(mlp: MLP, seen: Seen, l: int, notation: Notation) -> str:
    """Which directions are drawn, and what their shades are."""
    if not seen.is_exact:
        axes = "Directions 1 and 2: the first two principal components of the rows, "
        return f"{axes}with {100 * seen.share:.1f} % of their spread."
    names = [notation.entry(f"z_{l}", (j,)).text for j in range(1, mlp.widths[l] + 1)]
    answers = "output answers" if l == mlp.h else "layers above answer"
    return f"Along {' and '.join(names)}, shaded by what the {answers} there."


def _cuts(mlp: MLP, given: Task, notation: Notation) -> str:
    """In which layers one straight cut parts the classes; '' where they are not two."""
    found = partings(mlp, given.X, given.Y)
    if not found:
        return ""
    each = [f"{layer_name(l, notation)} {parting.word}" for l, parting in enumerate(found)]
    return f"One straight cut parts the classes in training: {', '.join(each)}."
