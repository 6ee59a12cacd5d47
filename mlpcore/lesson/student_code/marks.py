"""What is to be said of each quantity that a student's code gave: right, wrong, or it follows.

`marks_of(trace, found)` judges `Answer`s by their keys, each by what the code itself has before it;
`mark_of_one` judges one of them.
"""

from collections.abc import Sequence

import numpy as np

from mlpcore.activations import quiet
from mlpcore.checks import Array
from mlpcore.lesson.grading.feedback import check
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.slip_book.catalogue import slips
from mlpcore.lesson.slip_book.marked_walk import Mark
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.steps.overrides import alike, is_true
from mlpcore.lesson.steps.quantities import quantity_of, sources
from mlpcore.lesson.steps.shape_clash import ShapeError
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.student_code.answers import Answer

BY = "your code"
GOES_ON = "; the pass goes on with the true value"


def marks_of(trace: Trace, found: dict[str, Answer]) -> dict[str, Mark]:
    """A mark for everything that is not right, judged by what the code itself has before it."""
    usable = {key: each.given for key, each in found.items() if not each.fault}

    def claim(_: Trace, key: str) -> Array | None:
        return usable.get(key)

    own = trace.judging(claim)
    judged = {key: mark_of_one(key, each, trace, own) for key, each in found.items()}
    return {key: mark for key, mark in judged.items() if mark}


def mark_of_one(key: str, each: Answer, trace: Trace, own: Trace | None = None) -> Mark | None:
    """The mark of one quantity: None if it is right, then what follows, then the mistakes.

    `own` is the pass with what the code gave before it; left out, it computed from the true pass.
    """
    given, true = each.given, trace.value(quantity_of(key))
    if given is None or each.fault:
        named = [] if given is None else _named([own or trace, trace], key, given)
        slip = f", as by {said(named)}" if named else ""
        words = f"{each.fault}{slip}{GOES_ON}"
        return Mark("clash", words, true, given, named[0] if named else None, BY)
    if alike(given, true):
        return None
    if own and own.claims[key].right:
        words = f"no mistake of its own: it follows from your {_wrong_before(own, key)}"
        return Mark("follows", words, true, given, None, BY)
    return _mistake([own, trace] if own else [trace], key, given)


def _wrong_before(own: Trace, key: str) -> str:
    """The nearest quantity before it that is not as it should be, by its symbol."""
    before = sources(own.h, quantity_of(key))
    wrong = (each for each in before if not is_true(own, each))
    return own.symbol(next(wrong, before[0])).text


def _mistake(traces: Sequence[Trace], key: str, given: Array) -> Mark:
    """A mistake: the slips that give just these numbers, or what else there is to say."""
    trace = traces[-1]
    true = trace.value(quantity_of(key))
    if named := _named(traces, key, given):
        return Mark("wrong", f"this is {said(named)}", true, given, named[0], BY)
    letters = trace.notation.named, trace.notation.name
    found = check(key, given, trace.mlp, trace.fwd.z[0], trace.y, trace.eta, *letters)
    return Mark("wrong", found.message.removeprefix("not yet: "), true, given, found.slip, BY)


def _named(traces: Sequence[Trace], key: str, given: Array) -> list[Slip]:
    """The slips that give just these numbers on one of these passes."""
    if any(_is_elementwise(trace, Key(key), given) for trace in traces):
        return [slips["hadamard-not-outer"]]
    return [slip for slip in slips.values() if any(_gives(slip, t, key, given) for t in traces)]


def _is_elementwise(trace: Trace, key: Key, given: Array) -> bool:
    """Whether a ∇W is the vector that NumPy makes of z ⊙ δ, which no blackboard allows."""
    if key.kind != "dW":
        return False
    z, delta = trace.value(trace.z_key(key.l)), trace.value(f"delta_{key.l + 1}")
    return z.shape == delta.shape == given.shape and alike(given, z * delta)


def said(named: list[Slip]) -> str:
    """What slips are called in a sentence."""
    return f"the slip {' or '.join(slip.id for slip in named)}, {named[0].title}"


@quiet
def _gives(slip: Slip, trace: Trace, key: str, given: Array) -> bool:
    """Whether the slip, made on this pass, gives just these numbers, and not the true ones."""
    if not slip.applies(trace, key):
        return False
    try:
        value = np.asarray(slip.value(trace, key))
    except ShapeError:
        return False
    return value.shape == given.shape and alike(value, given)
