"""The lecture as data, on numpy alone: steps, slips, feedback.

What one can do here: `walkthrough` a pass and look at its `Step`s, `check` an answer, let a network
refute one of the `slips`, and `show` a function's source under its formula.
"""

from mlpcore.lesson.catalogue import slips
from mlpcore.lesson.feedback import Check, check
from mlpcore.lesson.own import check_activation
from mlpcore.lesson.portrait import compare_activations
from mlpcore.lesson.slip import Slip
from mlpcore.lesson.source import show
from mlpcore.lesson.steps import Step, Walkthrough, walkthrough

__all__ = [
    "Check", "Slip", "Step", "Walkthrough", "check", "check_activation", "compare_activations",
    "show", "slips", "walkthrough",
]  # fmt: skip
