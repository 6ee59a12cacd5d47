"""What a student's backward pass gave, quantity by quantity.

`answers(result, trace)` reads a `Backward`, a dict or object with `delta`, `dW`, `db`, or a tuple
of the three, indexed as in the notes, into one `Answer` a quantity: numbers of the right shape, or
in words what keeps them from that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlpcore.checks import Array, floats
from mlpcore.lesson.notation.numbers import shape_text
from mlpcore.lesson.steps.overrides import alike
from mlpcore.lesson.steps.trace import Trace

PARTS = ("delta", "dW", "db")
EXPECTED = "a Backward, a dict with delta, dW and db, or the tuple (delta, dW, db)"

STILL = "is still ..."


@dataclass(frozen=True, eq=False)
class Answer:
    """Numbers for a quantity, or in words why there are none that can be used.

    `given` may still hold numbers where only their shape is wrong.
    """

    given: Array | None
    fault: str = ""


def is_misshapen(each: Answer) -> bool:
    """Whether there are numbers, but in another shape."""
    return bool(each.fault) and each.given is not None


def answers(result: object, trace: Trace) -> dict[str, Answer] | str:
    """An answer for every δ^l, ∇W_l and ∇b_l, or in words why the result cannot be read."""
    parts = returned(result, PARTS, EXPECTED)
    if isinstance(parts, str):
        return parts
    h, found = trace.h, dict[str, Answer]()
    for l in range(h + 1, 0, -1):
        found[f"delta_{l}"] = _answer(parts, "delta", l, trace)
    for l in range(h, -1, -1):
        for kind in ("dW", "db"):
            found[f"{kind}_{l}"] = _answer(parts, kind, l, trace)
    return found


def answer(name: str, value: object, true: Array) -> Answer:
    """One quantity: `name` is what it is called in a sentence."""
    if value is None:
        return Answer(None, f"{name} is None")
    if value is ...:
        return Answer(None, f"{name} {STILL}")
    try:
        given = floats(name, value)
    except (TypeError, ValueError) as error:
        return Answer(None, str(error))
    except Exception as error:  # an array-like may do anything when it is asked for its numbers
        return Answer(None, f"{name} cannot be read as numbers: {type(error).__name__}")
    if given.shape == true.shape:
        return Answer(given)
    return Answer(given, _misshapen(name, given, true))


def returned(result: object, names: Sequence[str], expected: str) -> Mapping[str, Any] | str:
    """What a function returns by name, from a tuple, a dict or an object; in words why not."""
    try:
        return _returned(result, names, expected)
    except Exception as error:  # an object may answer any question by an exception
        return f"what it returns cannot be read: {type(error).__name__}"


def _returned(result: object, names: Sequence[str], expected: str) -> Mapping[str, Any] | str:
    if result is None:
        return f"it returns None; expected {expected} (is the `return` missing?)"
    if isinstance(result, tuple) and not hasattr(result, names[0]):
        if len(result) != len(names):
            return f"it returns a tuple of {len(result)}; expected {expected}"
        return dict(zip(names, result, strict=True))
    if isinstance(result, Mapping):
        found = {name: result.get(name) for name in names}
    else:
        found = {name: getattr(result, name, None) for name in names}
    if all(each is None for each in found.values()):
        return f"it returns {type(result).__name__!r}; expected {expected}"
    return found


def _answer(parts: Mapping[str, Any], kind: str, l: int, trace: Trace) -> Answer:
    """One entry of one list."""
    name, entries = f"your {kind}[{l}]", parts[kind]
    if entries is None:
        return Answer(None, f"your {kind} is missing")
    try:
        value = entries[l]
    except Exception:  # what is no list may answer a question for an entry in any way
        return Answer(None, f"{name} is missing{_hint(entries, kind, trace.h)}")
    return answer(name, value, trace.value(f"{kind}_{l}"))


def _hint(entries: object, kind: str, h: int) -> str:
    """How the list is to be counted."""
    try:
        n = len(entries)  # type: ignore[arg-type]
    except Exception:  # the same
        return f": {kind} is no list"
    if kind != "delta":
        return f": {kind} has {n} entries, expected {h + 1}"
    return f": delta has {n} entries, expected {h + 2}, of which delta[0] is None"


def _misshapen(name: str, given: Array, true: Array) -> str:
    """Both shapes, and whether the numbers are right all the same."""
    shapes = f"{name} is {_shape(given)}, expected {_shape(true)}"
    if given.size == true.size and alike(given.reshape(true.shape), true):
        return f"{shapes}; the numbers are right, the shape is not"
    if given.T.shape == true.shape and alike(given.T, true):
        return f"{shapes}; it is transposed"
    return shapes


def _shape(value: Array) -> str:
    return f"({shape_text(value)})" if np.ndim(value) else "a single number"
