"""The lecture as data, on numpy alone: steps, slips, feedback.

What one can do here: `walkthrough` a pass and look at its `Step`s, `check` an answer, take a `hint`
or `reveal` the step, let a network refute one of the `slips`, and `show` a function's source under
its formula.
"""

from mlpcore.lesson.batch import Batch
from mlpcore.lesson.feedback import Check, check
from mlpcore.lesson.glossary import glossary
from mlpcore.lesson.hints import hint, reveal
from mlpcore.lesson.laboratory.experiments import gradient_experiment
from mlpcore.lesson.laboratory.nudging import nudge
from mlpcore.lesson.own import check_activation
from mlpcore.lesson.own_code.backward import judge, judge_delta
from mlpcore.lesson.portrait import compare_activations
from mlpcore.lesson.slip_book.catalogue import slips
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.source import show
from mlpcore.lesson.steps import Step, Walkthrough, walkthrough
from mlpcore.lesson.what_if.bugged_runs import which_bugs_learn
from mlpcore.lesson.what_if.bugs import bugged
from mlpcore.lesson.workbook import exercises
from mlpcore.lesson.worksheets.make import worksheet

__all__ = [
    "Batch", "Check", "Slip", "Step", "Walkthrough", "bugged", "check", "check_activation",
    "compare_activations", "exercises", "glossary", "gradient_experiment", "hint", "judge",
    "judge_delta", "nudge", "reveal", "show", "slips", "walkthrough", "which_bugs_learn",
    "worksheet",
]  # fmt: skip
