"""What is to be said of each quantity that a student's code gave: right, wrong, or it follows.

`marks_of(trace, found)` judges `Answer`s by their keys, each by what the code itself has before it;
`mark_of_one` judges one of them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from mlpcore.activations import quiet
from mlpcore.checks import Array
from mlpcore.lesson.grading.feedback import of_code
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.slip_book.catalogue import slips
from mlpcore.lesson.slip_book.marked_walk import Mark
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.steps.overrides import alike, is_true
from mlpcore.lesson.steps.quantities import quantity_of, sources
from mlpcore.lesson.steps.question import ask, keys
from mlpcore.lesson.steps.shape_clash import ShapeError
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.student_code.answers import STILL, Answer, is_misshapen

BY = "your code"
AFTER_A_SHAPE = "it comes after your {}, whose shape is not right"
GOES_ON = "; the pass goes on with the true value"


def marks_of(trace: Trace, found: Mapping[str, Answer]) -> dict[str, Mark]:
    """A mark for everything that is not right, judged by what the code itself has before it."""
    own = own_pass(trace, found)
    judged = {key: mark_of_one(key, each, trace, own) for key, each in found.items()}
    marks = {key: mark for key, mark in judged.items() if mark}
    misshapen = {quantity_of(key) for key, each in found.items() if is_misshapen(each)}
    return {key: _after_a_shape(trace, key, mark, misshapen) for key, mark in marks.items()}


def own_pass(trace: Trace, found: Mapping[str, Answer]) -> Trace:
    """The pass with what the code itself gave, wherever that can be used."""
    usable = {key: each.given for key, each in found.items() if not each.fault}

    def claim(_: Trace, key: str) -> Array | None:
        return usable.get(key)

    return trace.judging(claim)


def steps_before(trace: Trace, key: str) -> list[str]:
    """The keys of all steps that a quantity can depend on, in the order of the pass."""
    before = {*sources(trace.h, quantity_of(key))}
    return [each for each in keys(trace) if quantity_of(each) in before]


def _after_a_shape(trace: Trace, key: str, mark: Mark, misshapen: Collection[str]) -> Mark:
    """The mark; of what is computed from a wrong shape, only that it is so."""
    before = [each for each in steps_before(trace, key) if quantity_of(each) in misshapen]
    if not before or not mark.is_mistake or mark.given is None:
        return mark
    words = AFTER_A_SHAPE.format(trace.symbol(before[0]).text)
    return replace(mark, verdict="follows", words=words, slip=None)


def mark_of_one(key: str, each: Answer, trace: Trace, own: Trace | None = None) -> Mark | None:
    """The mark of one quantity: None if it is right, then what follows, then the mistakes.

    `own` is the pass with what the code gave before it; left out, it computed from the true pass.
    """
    given, true = each.given, trace.value(quantity_of(key))
    if given is None or each.fault:
        named = [] if given is None else _named([own or trace, trace], key, given)
        slip = f", as with {said(named)}" if named else ""
        words = f"{each.fault}{slip}{GOES_ON}"
        verdict = "open" if each.fault.endswith(STILL) else "clash"
        return Mark(verdict, words, true, given, named[0] if named else None, BY)
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
    own, true = traces[0], traces[-1].value(quantity_of(key))
    if named := _named(traces, key, given):
        return Mark("wrong", f"this is {said(named)}", true, given, named[0], BY)
    return Mark("wrong", of_code(ask(_before(own, key), key), given), true, given, None, BY)


def _before(own: Trace, key: str) -> Trace:
    """The pass with what the code gave before that quantity, and the formula at it."""
    before = sources(own.h, quantity_of(key))
    claims = {quantity_of(each): claim for each, claim in own.claims.items()}
    taken = {each: claims[each].taken for each in before if each in claims}
    return own.base.overriding(taken) if taken else own.base


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
