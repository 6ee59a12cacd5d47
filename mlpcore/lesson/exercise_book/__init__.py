"""The exercises of every notebook, one module a notebook, as data.

`WORKBOOKS["02"]` gives the exercises of notebook 02, in order.
"""

from mlpcore.lesson.exercise_book import (
    activations,
    backpropagation,
    deep_mlp,
    forward_pass,
    laboratory,
    softmax_jacobian,
    start_here,
    write_it_yourself,
)
from mlpcore.lesson.exercise_book.exercise import Exercise

WORKBOOKS: dict[str, tuple[Exercise, ...]] = {
    "00": start_here.EXERCISES,
    "01": forward_pass.EXERCISES,
    "02": backpropagation.EXERCISES,
    "03": deep_mlp.EXERCISES,
    "04": activations.EXERCISES,
    "05": softmax_jacobian.EXERCISES,
    "06": write_it_yourself.EXERCISES,
    "07": laboratory.EXERCISES,
}

__all__ = ["WORKBOOKS"]
