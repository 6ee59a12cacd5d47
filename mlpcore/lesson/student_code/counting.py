"""What slopes cost: products of a pass, and sweeps through what was computed.

`count_products([2, 4, 1])` counts them in the lines of the lecture, and by the widths;
`count_sweeps(mlp, x, y)` finds all slopes forwards, one sweep each, and backwards in one.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Self

import numpy as np

from mlpcore.backprop import matvec, outer
from mlpcore.checks import Array
from mlpcore.lesson.notation.text import Text
from mlpcore.lesson.steps.overrides import alike
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.student_code.lines import PARAMETERS
from mlpcore.lesson.student_code.value import Node, Value
from mlpcore.lesson.student_code.value_check import Nodes, as_nodes, pass_of_values, squared_error
from mlpcore.network import MLP

MOST = 6  # widths that are written out


class Tally:
    """Numbers that are counted whenever two of them are multiplied."""

    def __init__(self) -> None:
        self.products = 0

    def numbers(self, *shape: int) -> Array:
        """An array of them, all 1."""
        return np.asarray(np.frompyfunc(lambda _: _Counted(self), 1, 1)(np.ones(shape)))


class _Counted:
    """The number 1, as far as anyone can tell: what it is does not matter to the count."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally

    def __mul__(self, other: object) -> Self:
        self.tally.products += 1
        return self

    def __add__(self, other: object) -> Self:
        return self


def products(widths: Sequence[int]) -> tuple[int, int]:
    """How many products the weights cost forwards, and the gradients backwards, counted.

    Counted in W_lᵀ z^l; and in W_l δ^{l+1}, but for l = 0, and z^l (δ^{l+1})ᵀ. The slopes of the
    units, one product a unit, are left out.
    """
    forward, back = Tally(), Tally()
    for l, (m, k) in enumerate(pairwise(MLP(widths, seed=0).widths)):
        matvec(forward.numbers(m, k).T, forward.numbers(m))
        outer(back.numbers(m), back.numbers(k))
        if l:
            matvec(back.numbers(m, k), back.numbers(k))
    return forward.products, back.products


def count_products(widths: Sequence[int]) -> Text:
    """The products of a forward and a backward pass: counted, and by the widths.

    Errors as for `mlpcore.MLP`.
    """
    forward, back = products(widths)
    pairs = [*pairwise(MLP(widths, seed=0).widths)]
    terms = " + ".join(_elided([f"{m}·{k}" for m, k in pairs]))
    by_widths, (m, k) = sum(m * k for m, k in pairs), pairs[0]
    return Text(
        f"{'-'.join(_elided([*map(str, widths)]))}, products counted and by the widths\n"
        f"  forward  {forward}  {terms} = {by_widths}\n"
        f"  back     {back}  2·{by_widths} − {m}·{k} = {2 * by_widths - m * k}\n"
        f"  back is {back / forward:.2f} times forward"
    )


def _elided(words: list[str]) -> list[str]:
    """The first two and the last of many."""
    return [*words[:2], "…", words[-1]] if len(words) > MOST else words


# --- sweeps ---------------------------------------------------------------------------------------


def count_sweeps(mlp: MLP, x: object, y: object) -> Text:
    """All slopes of ε of a tanh network, forwards and backwards, and what each way costs.

    Errors as for `pass_of_values`.
    """
    trace = pass_of_values(mlp, x, y)
    values = {name: as_nodes(Value, trace.value(name)) for name in PARAMETERS}
    eps = _error(trace, values)
    graph = [*eps.before({})]
    leaves: list[Node] = [leaf for name in PARAMETERS for leaf in values[name].ravel()]
    forward = [forward_slope(graph, leaf) for leaf in leaves]
    eps.backward()
    same = alike(np.array(forward), np.array([leaf.slope for leaf in leaves]))
    edges, n = sum(len(node.parents) for node in graph), len(leaves)
    return Text(
        f"{n} slopes, through {edges} edges, one product each\n"
        f"  forward mode  {n:3} sweeps  {n * edges:6} products\n"
        f"  reverse mode  {1:3} sweep   {edges:6} products\n"
        f"  the same slopes: {'yes' if same else 'no'}"
    )


def forward_slope(graph: Sequence[Node], leaf: Node) -> float:
    """How the last number of a graph, parents first, changes with a leaf: one forward sweep."""
    slopes = dict[Node, float]()
    for node in graph:
        slopes[node] = 1.0 * (node is leaf)
        for parent, slope in node.parents:
            slopes[node] += slopes[parent] * slope
    return slopes[graph[-1]]


def _error(trace: Trace, values: dict[str, Nodes]) -> Node:
    """ε by the lines of the lecture, on values."""
    z = as_nodes(Value, trace.x)
    for l in range(trace.h + 1):
        z = np.tanh(matvec(values[f"W_{l}"].T, z) + values[f"b_{l}"])
    eps: Node = squared_error(Value, z, trace.y)
    return eps
