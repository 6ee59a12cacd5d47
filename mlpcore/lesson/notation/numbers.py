"""How numbers are written: briefly on a screen, to six digits in a printed text, or in full.

`brief(v)` for matrices and formulas, `six(v)` and `array_text(a)` for printed text, `full(v)` for
what is one hover away, the LaTeX of a number or an array.
"""

import math
from bisect import bisect
from collections.abc import Callable

import numpy as np

from mlpcore.checks import Array, floats

SUPERSCRIPTS = str.maketrans("0123456789-+()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺⁽⁾")
SUBSCRIPTS = str.maketrans("0123456789-+", "₀₁₂₃₄₅₆₇₈₉₋₊")

# at the sizes between these, so many decimals: two significant digits at least
BETWEEN, DECIMALS = (0.00995, 0.0995, 99.995, 999.95), (4, 3, 2, 1, 0)


def brief(v: float) -> str:
    """Two decimals, more below 0.1, powers of ten far out; a true minus, and never −0.00."""
    size = abs(v)
    if not math.isfinite(v):
        return "undefined" if math.isnan(v) else "∞" if v > 0 else "−∞"
    if v == int(v) and size < 10_000:
        return minus(str(int(v)))
    if size < 0.001 or size >= 99_999.5:
        return power_of_ten(v)
    return minus(f"{v:.{DECIMALS[bisect(BETWEEN, size)]}f}")


def six(v: float, digits: int = 6) -> str:
    """Six significant digits, or fewer, in ASCII: the same text on every machine."""
    text = f"{v:.{digits}g}"
    return "0" if text == "-0" else text


def full(v: float) -> str:
    """Every digit that float64 has: reading it back gives the same number."""
    return repr(float(v) + 0.0)


def minus(text: str) -> str:
    """The same number with a true minus sign."""
    return text.replace("-", "−")


def latex_number(v: float) -> str:
    """`brief`, as LaTeX."""
    text = brief(v)
    if "·10" in text:
        digits, power = text.split("·10")
        plain = power.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-"))
        return rf"{digits.replace('−', '-')} \cdot 10^{{{plain}}}"
    return text.replace("−", "-").replace("∞", r"\infty").replace("undefined", r"\text{undefined}")


def is_plain(v: float) -> bool:
    """Whether the number needs no brackets in a product or under a power, as −0.5 and 2·10⁻⁴ do."""
    return not any(sign in brief(v) for sign in "−·")


def latex_array(value: Array | float, digits: Callable[[float], str] = latex_number) -> str:
    """A number, or a column or matrix of numbers, as LaTeX; `digits` writes a number."""
    array = np.asarray(value)
    if array.ndim == 0:
        return digits(float(array))
    rows = array[:, None] if array.ndim == 1 else array
    body = r" \\ ".join(" & ".join(digits(v) for v in row) for row in rows)
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


def array_text(value: Array | float, digits: int = 6) -> str:
    """A number or array to six digits: '0.25', '[0.5, -1]', '[[1, 2], [3, 4]]'."""
    array = np.asarray(value)
    if array.ndim == 0:
        return six(float(array), digits)
    return f"[{', '.join(array_text(part, digits) for part in array)}]"


def shape_text(value: Array | float) -> str:
    """A shape as the notes write it: '3', '2×3', and '' for a single number."""
    return "×".join(str(n) for n in np.shape(value))


def entry_of(key: str, value: Array, index: tuple[int, ...]) -> float:
    """One number of an array, its indices counted from 1; IndexError where there is none."""
    fits = len(index) == value.ndim
    if not fits or any(not 1 <= i <= n for i, n in zip(index, value.shape, strict=True)):
        raise IndexError(f"{key} has shape {value.shape}: there is no entry {tuple(index)}")
    return float(value[tuple(i - 1 for i in index)])


def power_of_ten(v: float, digits: int = 2) -> str:
    """A number to that many digits and a power: '2.1·10⁻¹⁰'."""
    shown, power = f"{v:.{digits - 1}e}".split("e")
    return minus(f"{shown}·10") + str(int(power)).translate(SUPERSCRIPTS)


def one_number(name: str, value: object) -> float:
    """Give `value` as one finite number; TypeError for several, and for True and False."""
    array = floats(name, value)
    if array.ndim or isinstance(value, bool):
        raise TypeError(f"{name} must be one number, not {value!r:.60}")
    return float(array)
