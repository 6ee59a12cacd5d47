"""What the layers of a network make of the plane of its two inputs.

`seen_in(z)` says onto which two directions a layer's outputs are drawn, `above(mlp, l)` is the
network that stands on layer l, `partings` says in which layers one straight cut parts two classes;
`rows` and `cuts` print it.
"""

from typing import NamedTuple

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.notation.numbers import six
from mlpcore.lesson.notation.symbols import Notation
from mlpcore.lesson.notation.text import Text
from mlpcore.lesson.training.answers import answered
from mlpcore.lesson.training.comparisons import table
from mlpcore.lesson.training.cuts import Cut, Parting, cut_between
from mlpcore.network import MLP


class Seen(NamedTuple):
    """Two directions (m, 2) in which a layer's outputs are drawn, and the outputs in the middle.

    A layer of one or two units is drawn as it is, along its own units; of a wider one the plane in
    which its rows spread most, their first two principal components. `share` is how much of their
    spread, the sum of the variances of all units, that plane keeps.
    """

    middle: Array
    directions: Array
    share: float

    @property
    def is_exact(self) -> bool:
        """Whether nothing of the layer is left out."""
        return len(self.middle) <= 2

    def __call__(self, z: Array) -> Array:
        """Where outputs (n, m) are drawn: (n, 2), or (n, 1) of a single unit."""
        return np.asarray((z - self.middle) @ self.directions)


def seen_in(z: Array, before: Seen | None = None) -> Seen:
    """The directions for these outputs (n, m) of a layer, pointing as those `before` did."""
    m = z.shape[1]
    if m <= 2:
        return Seen(np.zeros(m), np.eye(m), 1.0)
    middle = z.mean(axis=0)
    variances, directions = np.linalg.eigh((z - middle).T @ (z - middle) / len(z))
    directions, total = directions[:, :-3:-1], variances.sum()
    guide = before.directions if before else np.ones((m, 2))
    directions = np.where((directions * guide).sum(axis=0) < 0, -directions, directions)
    return Seen(middle, directions, float(variances[-2:].sum() / total) if total > 0 else 1.0)


def above(mlp: MLP, l: int) -> MLP:
    """The network of the layers above layer l: it answers to z^l as `mlp` answers to its x."""
    return MLP.from_weights(mlp.W[l:], mlp.b[l:], mlp.f[l + 1 :], mlp.loss)


def partings(mlp: MLP, X: Array, Y: Array) -> list[Parting]:
    """For layers 0 to h: can one straight cut part the rows (n, d) by the class of Y.

    [] where Y are not two classes with rows of both.
    """
    if not np.isin(Y, (0, 1)).all() or Y.shape[1] > 2:
        return []
    of_second = answered(Y) == 1
    if of_second.all() or not of_second.any():
        return []
    return [cut_between(z[of_second], z[~of_second]) for z in mlp.feed(X).z[:-1]]


def rows(mlp: MLP, X: Array, Y: Array, l: int = 1) -> Text:
    """What layer l makes of each row, and its target."""
    notation = Notation(mlp.h)
    z = mlp.feed(X).z[l]
    names = [notation.entry(f"z_{l}", (j,)).text for j in range(1, z.shape[1] + 1)]
    made = [
        [_row(x), *(six(v, 3) for v in z_x), _row(y)] for x, z_x, y in zip(X, z, Y, strict=True)
    ]
    return table([["x", *names, "y"], *made])


def cuts(mlp: MLP, X: Array, Y: Array) -> Text:
    """For each layer from the input up, a straight cut that parts the two classes, if one can."""
    notation = Notation(mlp.h)
    found = [[str(l), _written(each, notation, l)] for l, each in enumerate(partings(mlp, X, Y))]
    return table([["layer", "a straight cut"], *found])


def _row(x: Array) -> str:
    return " ".join(f"{v:g}" for v in x)


def _written(parting: Parting, notation: Notation, l: int) -> str:
    if parting.cut is None:
        return "none" if parting.none else parting.word
    return _equation(parting.cut, notation, l)


def _equation(cut: Cut, notation: Notation, l: int) -> str:
    """w·z + b = 0, term by term."""
    names = [notation.entry(f"z_{l}", (j,)).text for j in range(1, len(cut.w) + 1)]
    terms = [f"{six(v, 3)}·{name}" for v, name in zip(cut.w, names, strict=True)]
    said = " + ".join([*terms, six(cut.b, 3)]).replace("+ -", "− ").replace("+ −", "− ")
    return f"{said} = 0"
