"""How a slip is refuted: its line, what it gives, and what shapes or central differences say.

What one can do here: `refutation(slip, net, x, y, named)` gives the rows of the text.
"""

from typing import TYPE_CHECKING

import numpy as np

from mlpcore.checks import Array
from mlpcore.gradcheck import TOLERANCE, relative_error
from mlpcore.lesson.numbers import array_text
from mlpcore.lesson.question import Question, ask, keys, recorded
from mlpcore.lesson.slip_book.clash import ShapeError
from mlpcore.lesson.what_if.carried import is_batch
from mlpcore.network import MLP

if TYPE_CHECKING:
    from mlpcore.lesson.slip_book.slip import Slip

KINK = "right, but a net input so near a kink that central differences step over it"


def refutation(slip: "Slip", net: MLP, x: object, y: object, named: bool) -> dict[str, str]:
    """The rows of a refutation, by their titles; ValueError where the slip cannot be made."""
    record = recorded(net, x, y, named=named)
    questions = [ask(record, key) for key in keys(record) if slip.applies(record, key)]
    if not questions:
        has_none = "one sample" if slip.batch and not is_batch(record) else str(net)
        raise ValueError(f"the slip {slip.id!r} is about {slip.about}, and {has_none} has none")
    question = next((each for each in questions if _shows(slip, each)), questions[0])
    return _rows(slip, question)


def _shows(slip: "Slip", question: Question) -> bool:
    """Whether the slip gives anything but the true numbers there."""
    try:
        return not _agree(question, slip.value(question.record, question.key), question.value)
    except ShapeError:
        return True


def _agree(question: Question, value: Array, expected: Array) -> bool:
    if value.shape != expected.shape:
        return False
    worst = relative_error(value, expected, question.record.bwd.eps).max()
    return bool(np.array_equal(value, expected) or worst <= TOLERANCE)


def _rows(slip: "Slip", question: Question) -> dict[str, str]:
    name, found = question.symbol.text, question.numerical
    expected = question.value if found is None else found
    rows = {"as written": slip.written.text, "read as": slip.means}
    try:
        value = slip.value(question.record, question.key)
        agree = _agree(question, value, expected)
        silent = f"the slip is silent where {slip.silent}"
        verdict = f": they agree; {silent}" if agree else ": they disagree"
        told = "" if found is not None else f": {silent}" if agree else ": not so"
        rows["it gives"] = f"{name} = {array_text(value)}{told}"
    except ShapeError as clash:
        rows["shapes clash"], verdict = str(clash), ""
    if found is not None:
        numbers = array_text(np.round(found, 8), digits=4)
        rows["numerically"] = f"{name} ≈ {numbers}{verdict}"
    rows["in truth"] = question.text
    if found is not None:
        rows["in truth"] += (
            ": agrees" if _agree(question, question.value, expected) else f": {KINK}"
        )
    return rows | {"watch": slip.watch(question.record, question.key)}
