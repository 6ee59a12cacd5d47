"""The lecture as data, on numpy alone: steps, slips, feedback.

`walkthrough` a pass and look at its `Step`s, `check` an answer, take a `hint` or `reveal` the step,
let a network refute one of the `slips`, and `show` a function's source under its formula.
"""

from mlpcore.lesson.activation.activation_summary import compare_activations
from mlpcore.lesson.exercise_book.workbook import exercises
from mlpcore.lesson.gradcheck.experiments import gradient_experiment
from mlpcore.lesson.gradcheck.nudging import nudge
from mlpcore.lesson.grading.feedback import Check, check
from mlpcore.lesson.grading.hints import hint, reveal
from mlpcore.lesson.installation import missing
from mlpcore.lesson.notation.glossary import glossary
from mlpcore.lesson.slip_book.bug_lab import bugged
from mlpcore.lesson.slip_book.catalogue import slips
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.steps.norms import layer_norms
from mlpcore.lesson.steps.source import show
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.steps.walkthrough import Step, Walkthrough, walkthrough
from mlpcore.lesson.student_code.activation import check_activation
from mlpcore.lesson.student_code.backward import judge, judge_delta
from mlpcore.lesson.student_code.counting import count_products, count_sweeps
from mlpcore.lesson.student_code.lines import judge_lines
from mlpcore.lesson.student_code.training import judge_training
from mlpcore.lesson.student_code.value import Node, Value
from mlpcore.lesson.student_code.value_check import compare_slopes, judge_value
from mlpcore.lesson.training.bugged_runs import which_bugs_learn
from mlpcore.lesson.worksheets.make import worksheet

__all__ = [
    "Check",
    "Node",
    "Slip",
    "Step",
    "Trace",
    "Value",
    "Walkthrough",
    "bugged",
    "check",
    "check_activation",
    "compare_activations",
    "compare_slopes",
    "count_products",
    "count_sweeps",
    "exercises",
    "glossary",
    "gradient_experiment",
    "hint",
    "judge",
    "judge_delta",
    "judge_lines",
    "judge_training",
    "judge_value",
    "layer_norms",
    "missing",
    "nudge",
    "reveal",
    "show",
    "slips",
    "walkthrough",
    "which_bugs_learn",
    "worksheet",
]  # fmt: skip
