"""Feedback on an answer: right, not yet, or the slip that gives just these numbers.

What one can do here: `check("delta_1", answer, net, x, y)` compares an answer with the step of
that key and says in one line how it stands. It never gives the solution away, and whatever the
answer is, it never raises.
"""

from dataclasses import dataclass
from numbers import Real

import numpy as np
from numpy.typing import NDArray

from mlpcore.activations import quiet
from mlpcore.checks import Array
from mlpcore.lesson.catalogue import slips
from mlpcore.lesson.notation import split_frame
from mlpcore.lesson.numbers import shape_text
from mlpcore.lesson.slip import ShapeError, Slip
from mlpcore.lesson.steps import Step, walkthrough
from mlpcore.network import MLP

Mask = NDArray[np.bool_]  # true where an entry is as it should be

NOT_YET = "not answered yet: put your numbers in place of None"
NOT_NUMBERS = "not numbers: an answer is a number, or a list such as [0.1, -0.2]"
MOST_LISTED = 6  # more right entries than that are counted, not listed


@dataclass(frozen=True, repr=False)
class Check:
    """The verdict on an answer; printed, its message."""

    correct: bool
    slip: Slip | None
    message: str

    def __repr__(self) -> str:
        return self.message


@quiet
def check(key: str, answer: object, net: MLP, x: object, y: object, eta: float = 0.5) -> Check:
    """Compare an answer with the quantity of that key: `delta_1`, `eps`, `W_0` (updated), ….

    Three significant digits are enough to be right. KeyError for an unknown key; errors as for
    `walkthrough` where x, y or eta does not fit; none for any answer.
    """
    walk = walkthrough(net, x, y, eta)
    steps = {step.key: step for step in walk}
    step = steps.get(split_frame(str(key))[1])
    if step is None:
        raise KeyError(f"there is no quantity {key!r} to check; there are {', '.join(steps)}")
    given = _numbers(answer)
    if isinstance(given, str):
        return Check(False, None, given)
    return _judge(step, given)


def _judge(step: Step, given: Array) -> Check:
    """The first verdict that holds."""
    if given.shape == step.value.shape and _exact(given, step.value).all():
        return Check(True, None, "right")
    if not np.isfinite(given).all():
        return Check(False, None, "not numbers: at least one entry is not finite")
    if given.shape != step.value.shape:
        return Check(False, None, f"not yet: {_misshapen(step, given)}")
    if slip := _slip(step, given):
        return Check(False, slip, f"not yet: this is the slip {slip.id}, {slip.title}")
    if _exact(given, _before(step)).all():
        return Check(False, None, f"not yet: this is {step.key} before the step, not after it")
    if _near(step, given).all() or _rounded(step, given):
        advice = "carry three significant digits or more through to the end"
        return Check(True, None, f"right, but rounded too early: {advice}")
    return Check(False, None, f"not yet: {_misplaced(step, given) or _which(step, given)}")


def _exact(given: Array, value: Array) -> Mask:
    """Where the answer is the value, rounded to no fewer than three significant digits."""
    return _within(given, value, _half_unit(value, 3))


def _near(step: Step, given: Array) -> Mask:
    """Where it is off by no more than two digits leave open; for a weight, by part of its step."""
    value = step.value
    tolerance = np.maximum(_half_unit(value, 2), 0.02 * np.abs(value))
    if step.section == "V":
        tolerance = np.minimum(tolerance, np.abs(value - _before(step)) / 4)
    return _exact(given, value) | _within(given, value, tolerance)


def _rounded(step: Step, given: Array) -> bool:
    """Whether it is the value to as many decimals as give the largest entry two digits or more."""
    largest = np.abs(step.value).max()
    if step.section == "V" or not 0 < largest < np.inf:
        return False
    first = 1 - int(np.floor(np.log10(largest)))
    candidates = (np.round(step.value, decimals) for decimals in range(first, first + 3))
    return any(_within(given, rounded, 0.0).all() for rounded in candidates)


def _within(given: Array, value: Array, tolerance: Array | float) -> Mask:
    slack = 1e-9 * np.abs(value) + 1e-12  # what float64 loses on the way
    near = np.abs(given - value) <= tolerance + slack
    return np.asarray((given == value) | (near & np.isfinite(value)))


def _half_unit(value: Array, digits: int) -> Array:
    """Half a unit in that significant digit of each entry; 0 for 0."""
    size = np.abs(value)
    return np.where(size > 0, 0.5 * 10.0 ** (np.floor(np.log10(size)) + 1 - digits), 0.0)


def _before(step: Step) -> Array:
    """For an updated weight its value before, for all else the value itself."""
    return step.tape.value(step.key)


def _slip(step: Step, given: Array) -> Slip | None:
    """The slip that gives just these numbers, where the true ones differ."""
    for slip in slips.values():
        if slip.applies(step.tape, step.key) and _gives(slip, step, given):
            return slip
    return None


def _gives(slip: Slip, step: Step, given: Array) -> bool:
    try:
        value = slip.value(step.tape, step.key)
    except ShapeError:
        return False
    return value.shape == given.shape and bool(_exact(given, value).all())


def _misshapen(step: Step, given: Array) -> str:
    """Both shapes, in words, and whether the numbers are right all the same."""
    shapes = f"yours is {_shape(given)}, {step.key} is {_shape(step.value)}"
    if given.size != step.value.size:
        return f"wrong shape: {shapes}"
    if _near(step, given.reshape(step.value.shape)).all():
        return f"the right numbers in the wrong shape: {shapes}"
    if given.T.shape == step.value.shape and _near(step, given.T).all():
        return f"the right numbers, but transposed: {shapes}"
    return f"wrong shape: {shapes}"


def _shape(value: Array) -> str:
    return f"({shape_text(value)})" if value.ndim else "a single number"


def _misplaced(step: Step, given: Array) -> str:
    """Whether the numbers are right, but not where they stand."""
    if given.ndim == 2 and given.shape == given.T.shape and _near(step, given.T).all():
        return "the right numbers, but transposed"
    reordered = np.empty_like(given)
    reordered.flat[np.argsort(step.value, axis=None)] = np.sort(given, axis=None)
    return "the right numbers, but in another order" if _near(step, reordered).all() else ""


def _which(step: Step, given: Array) -> str:
    """Which entries are right, counted from 1."""
    if not given.ndim:
        return f"{step.key} is another number"
    right = (np.argwhere(_near(step, given)) + 1).tolist()
    if not right:
        return f"none of the {given.size} entries is right" if given.size > 1 else "another number"
    entries = [str(at[0]) if len(at) == 1 else f"[{','.join(map(str, at))}]" for at in right]
    listed = f": {', '.join(entries)}" if len(right) <= MOST_LISTED else ""
    return f"{len(right)} of {given.size} entries {'are' if right[1:] else 'is'} right{listed}"


def _numbers(answer: object) -> Array | str:
    """The answer as an array, or, in words, what keeps it from being one."""
    try:
        if _blank(answer):
            return NOT_YET
        given = np.array(answer)
        if given.dtype.kind in "iuf" or all(isinstance(each, Real) for each in given.flat):
            return given.astype(np.float64)
    except ValueError:
        return "not numbers of one shape: give every row as many"
    except Exception:  # an answer can be anything at all, and is never worth a traceback
        return NOT_NUMBERS
    return NOT_NUMBERS


def _blank(answer: object) -> bool:
    """Whether any place is still empty."""
    if isinstance(answer, (list, tuple)):
        return any(_blank(each) for each in answer)
    return answer is None or answer is ...
