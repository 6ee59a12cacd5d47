"""Help with a quantity, more of it at each level, and the solution where it is asked for.

`hint("delta_1", mlp, x, y, level)`: 1 the idea and where it stands in the notes, 2 the formula, 3
the formula with shapes and the numbers of its factors; `reveal(...)` gives the step with its
result. Each is one line.
"""

import numpy as np

from mlpcore.checks import count
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.numbers import array_text
from mlpcore.lesson.steps.expression import Operand
from mlpcore.lesson.steps.quantities import SECTIONS
from mlpcore.lesson.steps.question import Question, ask
from mlpcore.lesson.steps.trace import Trace
from mlpcore.network import MLP

LEVELS = 3


def hint(
    key: str, mlp: MLP, x: object, y: object, level: int = 1, eta: float = 0.5, named: bool = False
) -> str:
    """A hint for the quantity of that key, of level 1, 2 or 3; none of them holds the result.

    ValueError for another level; KeyError and errors of x, y and eta as for `check`.
    """
    if count("level", level) > LEVELS:
        raise ValueError(f"level is {level}, but hints have the levels 1 to {LEVELS}")
    question = ask(Trace(mlp, x, y, eta, named), key)
    step = question.step
    if level == 1:
        where = f"section {step.section} of the notes, {SECTIONS[step.section]}"
        return f"{where}: {step.name}. {step.words}{_of_a_batch(question)}"
    formula = step.forms[0].text
    if level == 2:
        return f"{formula}{_of_a_batch(question)}"
    numbers = "; ".join(_factor(question, factor) for factor in _distinct(step.factors))
    return f"{formula}; shapes {step.shapes}; {numbers}{_of_a_batch(question)}"


def reveal(key: str, mlp: MLP, x: object, y: object, eta: float = 0.5, named: bool = False) -> str:
    """The step with its result, in one line; errors as for `check`."""
    return ask(Trace(mlp, x, y, eta, named), key).text


def _distinct(factors: list[Operand]) -> list[Operand]:
    """Each quantity once."""
    return list({factor.key: factor for factor in factors}.values())


def _factor(question: Question, factor: Operand) -> str:
    """A factor with its numbers; without them where they are the result already."""
    value = question.record.value(factor.key) if question.record.is_batch else factor.value
    same = np.array_equal(value, question.value)
    name = factor.symbol.text
    return f"{name} is what you have already" if same else f"{name} = {array_text(value)}"


def _of_a_batch(question: Question) -> str:
    """What is different for a batch."""
    if not question.record.is_batch:
        return ""
    if question.key == "eps" or Key(question.key).kind in ("dW", "db"):
        return "; for a batch, the mean over its samples"
    return "" if question.is_update else "; for a batch, one row a sample"
