"""Lines that are often written and are no slip of the book, but of these tanh networks, or of code.

`named(key, attempts)` says what a line is that gives the numbers of one of them in every network,
by what the code itself had before it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mlpcore.activations import quiet
from mlpcore.backprop import matvec
from mlpcore.checks import Array
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.steps.overrides import alike
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.student_code.answers import Answer

Attempt = tuple[Trace, Mapping[str, Answer]]  # a pass with what the code gave, and that
Rule = Callable[[Trace, int], Array | np.floating]
SIGMOID = "this is the sigmoid, and these units are tanh"


@dataclass(frozen=True)
class Common:
    """A wrong line for a kind of quantity: what it gives at a layer, and what to say of it."""

    kind: str
    gives: Rule
    words: str


def _arriving(change: Callable[[Array, Array], Array]) -> Rule:
    """A δ made of what arrives and of the unit's output."""
    return lambda own, l: change(own.value(own.arrives_key(l)), own.value(f"z_{l}"))


def _without_delta(own: Trace, l: int) -> Array:
    """δ¹ of ∂ε/∂o in place of δ²; of a layer without one above nothing."""
    if l > own.h:
        return np.empty(0)
    arrives = matvec(own.value(f"W_{l}"), own.value("d_o"))
    return np.asarray(own.f[l].pullback(own.value(f"net_{l}"), arrives))


def _miss(own: Trace) -> Array:
    return own.value("y") - own.value(own.z_key(own.h + 1))


def _moved(kind: str, eta: float) -> Rule:
    """A step whose η is written as a number."""
    return lambda own, l: own.value(f"{kind}_{l}") - eta * own.value(f"d{kind}_{l}")


def _step(kind: str) -> Rule:
    return lambda own, l: own.value("eta") * own.value(f"d{kind}_{l}")


COMMON = (
    Common("z", lambda own, l: 1 / (1 + np.exp(-own.value(f"net_{l}"))), SIGMOID),
    Common("z", lambda own, l: np.tan(own.value(f"net_{l}")), "this is tan; tanh is meant"),
    Common(
        "delta",
        _arriving(lambda a, z: a * z * (1 - z)),
        "this is the slope of the sigmoid, and these units are tanh",
    ),
    Common(
        "delta",
        _arriving(lambda a, z: a * 1 - z**2),
        "the parentheses are missing: Python multiplies before it subtracts",
    ),
    Common(
        "delta",
        _arriving(lambda a, z: a * (1 - z) ** 2),
        "1 minus the output is squared; 1 minus the square is meant",
    ),
    Common(
        "delta",
        _arriving(lambda a, z: a * (1 - z)),
        "the output is not squared in the slope of tanh",
    ),
    Common(
        "delta",
        _arriving(lambda a, z: a * (1 + z**2)),
        "the slope of tanh has a minus where yours has a plus",
    ),
    Common(
        "delta",
        _arriving(lambda a, z: a * (1 - a**2)),
        "what arrives is squared in the slope of tanh, where the unit's own output is meant",
    ),
    Common("delta", _without_delta, "∂ε/∂o stands where δ² is meant"),
    Common(
        "eps",
        lambda own, l: np.mean(_miss(own) ** 2),
        "np.mean divides by the number of outputs: right for two alone; ½ and a sum are meant",
    ),
    Common(
        "eps",
        lambda own, l: 0.5 * np.sum(_miss(own)) ** 2,
        "the square stands outside the sum: first square each difference",
    ),
    *(
        Common(kind, _step(kind), "this is η times the gradient alone: take it from what was there")
        for kind in "Wb"
    ),
    *(
        Common(kind, _moved(kind, eta), f"right for η = {eta} alone: use eta")
        for kind in "Wb"
        for eta in (0.5, 0.3)
    ),
)


def named(key: str, attempts: Sequence[Attempt]) -> str:
    """What the line for that quantity is, if it is one of these in all networks; else ''."""
    kind, l = Key(key).kind_and_layer
    mine = (each for each in COMMON if each.kind == kind)
    return next((e.words for e in mine if all(_is(e, l or 0, key, a) for a in attempts)), "")


@quiet
def _is(common: Common, l: int, key: str, attempt: Attempt) -> bool:
    own, found = attempt
    given = found[key].given if key in found else None
    if given is None or found[key].fault:
        return False
    value = np.asarray(common.gives(own, l), np.float64)
    return value.shape == given.shape and alike(given, value)
