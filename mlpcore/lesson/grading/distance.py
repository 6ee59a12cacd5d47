"""How far numbers are off, in words: which entries are right, signs, a factor, size, per cent.

`how_far("δ¹", given, value, right)` is the whole sentence, of arrays of one shape; `distance` its
last part.
"""

import numpy as np

from mlpcore.activations import quiet
from mlpcore.checks import Array
from mlpcore.lesson.grading.answers import Mask, exact
from mlpcore.lesson.notation.numbers import brief

MOST_LISTED = 6  # more right entries than that are counted, not listed


@quiet
def how_far(name: str, given: Array, value: Array, right: Mask, in_code: bool = False) -> str:
    """Which entries are right, counted from 1, or how far all of them are off.

    `in_code` counts them from 0, as NumPy does.
    """
    if given.size == 1:
        return f"{name} is another number{distance(given, value)}"
    places = (np.argwhere(right) + (not in_code)).tolist()
    if not places:
        return f"none of the {given.size} entries is right{distance(given, value)}"
    plain = given.ndim == 1 and not in_code
    entries = [str(at[0]) if plain else f"[{','.join(map(str, at))}]" for at in places]
    listed = f": {', '.join(entries)}" if len(places) <= MOST_LISTED else ""
    counted = ", counted from 0" * (in_code and bool(listed))
    return f"{len(places)} of {given.size} entries {_are(len(places))} right{listed}{counted}"


@quiet
def distance(given: Array, value: Array) -> str:
    """How far off all entries are together, roughly."""
    size = float(np.linalg.norm(value))
    if not 0 < size < np.inf:
        return _sides(given, value)
    if factor := _factor(given, value):
        return f", but all are off by the same factor, {factor}"
    turned = _turned(given, value)
    percent = 100 * float(np.linalg.norm(given - value)) / size
    if percent >= 1000:
        return f", more than ten times its size off{turned}"
    about = f"about {float(f'{percent:.1g}'):.0f} %" if percent >= 1 else "less than 1 %"
    return f", off by {about}{turned or _larger(given, size)}"


def _turned(given: Array, value: Array) -> str:
    """How many entries have the other sign."""
    turned = int(np.count_nonzero(given * value < 0))
    if not turned:
        return ""
    if given.size == 1:
        return ", and its sign is the other one"
    return f", and {turned} of {given.size} {_are(turned)} of the other sign"


def _larger(given: Array, size: float) -> str:
    """Whether the numbers are too large or too small, where no sign is wrong."""
    found = float(np.linalg.norm(given))
    return f", too {'large' if found > size else 'small'} in size" if found != size else ""


def _sides(given: Array, value: Array) -> str:
    """The same for a truth of which there are no per cent: 0, or not finite."""
    high, low = (int(np.count_nonzero(off)) for off in (given > value, given < value))
    if given.size == 1:
        return f", and too {'large' if high else 'small'}" if high or low else ""
    return f", {high} too large, {low} too small"


def _factor(given: Array, value: Array) -> str:
    """The factor by which every entry is off, of two entries or more; '' if there is none."""
    wanted = np.count_nonzero(value)
    factor = float(np.vdot(given, value)) / float(np.vdot(value, value))
    if wanted < 2 or factor == 0 or not exact(given, factor * value).all():
        return ""
    return brief(float(f"{factor:.12g}"))  # a sum's last digits differ from machine to machine


def _are(n: int) -> str:
    return "is" if n == 1 else "are"
