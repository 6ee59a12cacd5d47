"""What can be offered in a menu: what a network of these widths takes.

`activations(table, widths)` and `losses(table, outputs)` leave out what `MLP` would refuse: softmax
for a layer of one unit, the cross-entropy for one output.
"""

from collections.abc import Iterable, Mapping

from mlpcore.activations import Activation, softmax
from mlpcore.losses import Loss, cross_entropy


def activations(table: Mapping[str, Activation], widths: Iterable[int]) -> list[str]:
    """The names of the activations that layers of these widths can have."""
    single = 1 in widths
    return [name for name, f in table.items() if not (single and f is softmax)]


def losses(table: Mapping[str, Loss], outputs: int) -> list[str]:
    """The names of the losses for so many outputs."""
    return [name for name, loss in table.items() if outputs > 1 or loss is not cross_entropy]
