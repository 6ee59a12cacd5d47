"""Index formulas: how one number of a quantity comes from numbers of others.

`cell(trace, key, index)` gives the `Cell` of any entry of any quantity, by the rule that stands in
its entry of the table of quantities. Indices count from 1, as in the notes.
"""

from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.steps.expression import Cell
from mlpcore.lesson.steps.quantities import QUANTITIES
from mlpcore.lesson.steps.quantity import Pass, Stages


def cell(at: Pass, key: str, index: Index = ()) -> Cell:
    """The index formula of one entry; KeyError or IndexError where there is no such entry."""
    target, quantity = at.number(key, index), QUANTITIES.get(Key(key).kind)
    stages: Stages = quantity.entry(at, Key(key).l, index) if quantity else [[]]
    formula, *between = map(tuple, stages)
    return Cell(target, formula, tuple(between))
