"""What kind of sheet is asked for, checked: a network that a hand can compute.

`plan(level, widths, activations, loss)` makes the `Plan`, `bounds(level, plan)` says what none of
its numbers exceeds, `known_level(3)` gives a `Level`.
"""

from collections.abc import Sequence

from mlpcore.activations import ACTIVATIONS
from mlpcore.checks import count, entries, known
from mlpcore.lesson.worksheets.numbers import Bounds, Plan
from mlpcore.lesson.worksheets.sheet import LEVELS, Level
from mlpcore.lesson.worksheets.tables import TABLED
from mlpcore.losses import LOSSES

MOST_UNITS = 6  # a wider layer is no work for a hand
MOST_LAYERS = 6
MOST_DIGITS = 6  # that a face can print

Names = Sequence[str] | str | None


def known_level(level: int) -> Level:
    """The level of that number; ValueError where there is none."""
    if count("level", level) not in LEVELS:
        raise ValueError(f"level is {level}, but there are levels 1 to {len(LEVELS)}")
    return LEVELS[level]


def plan(
    level: Level, widths: Sequence[int] | None, activations: Names, loss: str | None, named: bool
) -> Plan:
    """The plan; what is None is the level's own. ValueError or TypeError for what does not fit."""
    given = level.widths if widths is None else widths
    m = tuple(count(f"widths[{l}]", width) for l, width in enumerate(entries("widths", given)))
    if not 2 <= len(m) <= MOST_LAYERS + 1 or max(m) > MOST_UNITS:
        most = f"2 to {MOST_LAYERS + 1} layers of at most {MOST_UNITS} units"
        raise ValueError(f"widths is {list(m)}, but a worksheet takes {most}")
    names = _names(level, activations, len(m) - 1)
    if "softmax" in names[:-1]:
        raise ValueError("a worksheet takes softmax in the output layer only")
    if names[-1] == "softmax" and m[-1] == 1:
        raise ValueError("the softmax of one output is always 1: expected 2 outputs or more")
    return Plan(m, names, _loss(loss, names[-1], m[-1]), named)


def bounds(level: Level, made: Plan) -> Bounds:
    """The bounds of the level; beyond two, each layer with a table adds a digit and a decimal."""
    more = max(0, sum(name in TABLED for name in made.activations) - 2) if level.number > 2 else 0
    digits, decimals = level.bounds.digits + more, level.bounds.decimals + more
    return Bounds(min(digits, MOST_DIGITS), min(decimals, MOST_DIGITS), level.bounds.largest)


def _names(level: Level, activations: Names, layers: int) -> tuple[str, ...]:
    """The name of every layer's activation."""
    if activations is None:
        return (level.hidden,) * (layers - 1) + (level.output,)
    single = isinstance(activations, str)
    names = [activations] * layers if single else entries("activations", activations)
    if len(names) != layers:
        raise ValueError(f"activations has {len(names)} entries: expected {layers}, 1 a layer")
    return tuple(
        known(f"activation of layer {l}", name, ACTIVATIONS).name for l, name in enumerate(names, 1)
    )


def _loss(loss: str | None, output: str, k: int) -> str:
    """The loss, or the one that suits the output."""
    if loss is None:
        return "cross_entropy" if output == "softmax" else "half_squared_error"
    known("loss", loss, LOSSES)
    if loss == "cross_entropy" and output not in ("sigmoid", "softmax"):
        raise ValueError(f"cross_entropy takes log o: expected sigmoid or softmax, not {output!r}")
    if loss == "cross_entropy" and k == 1:
        takes = "binary_cross_entropy takes one, cross_entropy 2 outputs or more"
        raise ValueError(f"cross_entropy does not count a target of 0 of a single output: {takes}")
    if loss == "binary_cross_entropy" and output != "sigmoid":
        takes = "takes log o and log (1 − o): expected sigmoid"
        raise ValueError(f"binary_cross_entropy {takes}, not {output!r}")
    return loss


__all__ = ["bounds", "known_level", "plan"]
