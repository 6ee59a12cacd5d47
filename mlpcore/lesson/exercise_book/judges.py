"""Judges that more than one notebook needs.

`sigmoid_slope(0.8)` judges the slope of a sigmoid unit that puts out 0.8.
"""

from mlpcore.activations import sigmoid
from mlpcore.lesson.exercise_book.exercise import Judge, Mistake, number


def sigmoid_slope(output: float) -> Judge:
    """The slope of a sigmoid unit, from its output."""
    return number(
        lambda: sigmoid.derivative_from_output(output),
        Mistake(
            lambda: sigmoid.derivative(output),
            f"{output:g} was taken for the net input, but it is the output",
            "sigmoid-of-z",
        ),
        Mistake(lambda: output, "that is the output itself"),
        Mistake(lambda: 1 - output, "that is 1 − z alone: one factor is missing"),
        Mistake(lambda: 1 - output**2, "that is the slope of tanh"),
    )
