"""Gradients of a pass held against central differences.

`agreement(trace, key)` says how well one agrees with what `numerical(trace, key)` finds.
"""

from dataclasses import dataclass
from functools import lru_cache

from mlpcore.checks import Array
from mlpcore.gradcheck import TOLERANCE, numerical_gradient, relative_error
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.numbers import brief, power_of_ten
from mlpcore.lesson.steps.trace import Trace


@dataclass(frozen=True)
class Agreement:
    """Whether a gradient agrees with central differences, and how well."""

    ok: bool
    relative_error: float

    @property
    def words(self) -> str:
        """The verdict in words: 'agrees to 2·10⁻¹⁰'."""
        if self.relative_error == 0:
            return "agrees to the last digit"
        if self.ok:
            return f"agrees to {power_of_ten(self.relative_error, digits=1)}"
        return f"off by {brief(100 * self.relative_error)} %"


def agreement(trace: Trace, key: str) -> Agreement | None:
    """Hold one gradient (d_o, delta_l, dW_l, db_l) against central differences; else None."""
    expected = numerical(trace, key)
    if expected is None:
        return None
    worst = float(relative_error(trace.value(key), expected, float(trace.value("eps"))).max())
    return Agreement(worst <= TOLERANCE, worst)


@lru_cache(maxsize=64)  # whoever looks at a pass again has nothing measured again
def numerical(trace: Trace, key: str) -> Array | None:
    """A gradient by central differences; None for what is no gradient, and where there are none."""
    kind = Key(key).inner.kind
    means = ("dW", "db")  # all that a batch has; d_o and delta are each sample's own
    if kind not in (*means, *(() if trace.is_batch else ("d_o", "delta"))):
        return None
    try:
        return numerical_gradient(trace.mlp, trace.x, trace.y, Key(key).inner)
    except ValueError:  # cross-entropy at an output that has rounded to 0: no step to either side
        return None
