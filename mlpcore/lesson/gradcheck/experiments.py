"""The gradient check as an experiment: its step, its scheme and its precision can be chosen.

`gradient_experiment(mlp, x, y)` holds every ∇W_l and ∇b_l, or those of a slip, against difference
quotients; printed, it says which entries agree. Its `error(key)` is the relative error entry by
entry, `curve(scheme, dtype)` the V of that error over the step s, `verdict` says in words what is
off, and whether it is the gradient or the check that errs.
"""

import copy
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcore.activations import quiet
from mlpcore.checks import Array, known, positive
from mlpcore.gradcheck import TOLERANCE
from mlpcore.lesson.gradcheck.probes import PRECISIONS, SCHEMES, Curve, Place, Probe
from mlpcore.lesson.notation.numbers import six
from mlpcore.lesson.notation.text import Text
from mlpcore.lesson.slip_book.bug_lab import bugged
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.steps.trace import Trace
from mlpcore.network import MLP

Mask = NDArray[np.bool_]

TOLERANCES = {"float64": TOLERANCE, "float32": 1e-2}  # float32 has 7 digits, and half of them go
SHARE = 1e-4  # of the largest slope: an entry smaller than that need not be right in itself
GRID = 10.0 ** (-1 - np.arange(27) / 2)  # 10⁻¹ … 10⁻¹⁴
PRINTED = (1e-1, 1e-2, 1e-3, 1e-5, 1e-8, 1e-13)
TOO_LITTLE = "wrong, by too little for this check"
NEAR = 30.0  # a step so many times the best one, or so few, is not called too large or too small


class GradientExperiment:
    """Slopes that are claimed, against difference quotients of one step, scheme and precision.

    `trace` is the true pass, `claimed` the one whose slopes are checked, `slip` the slip in it.
    `weights` are the keys of ∇W_l and ∇b_l, `keys` those with every δ^l, in the order of backprop.
    Errors are relative to the larger of the two slopes, but at least to `SHARE` of the largest.
    """

    def __init__(self, trace: Trace, claimed: Trace, slip: str = "") -> None:
        layers = range(trace.h + 1, 0, -1)
        self.trace, self.claimed_by, self.slip = trace, claimed, slip
        self.keys = [key for l in layers for key in (f"delta_{l}", f"dW_{l - 1}", f"db_{l - 1}")]
        self.weights = [key for key in self.keys if not key.startswith("delta")]
        self.step, self.scheme, self.dtype = 1e-5, "centred", "float64"
        self._probes: dict[str, Probe] = {}
        self._measured: dict[str, Array] = {}
        self._on_grid: dict[tuple[str, str], dict[str, Array]] = {}
        largest = max(float(np.abs(trace.value(key)).max()) for key in self.weights)
        self._floor = SHARE * largest or 1.0

    def at(
        self, step: float | None = None, scheme: str | None = None, dtype: str | None = None
    ) -> "GradientExperiment":
        """The same pass, checked in another way; what has been measured is kept."""
        other = copy.copy(self)
        other.step = self.step if step is None else positive("step", step)
        other.scheme, other.dtype = scheme or self.scheme, dtype or self.dtype
        other._measured = {}
        known("scheme", other.scheme, SCHEMES)
        known("dtype", other.dtype, PRECISIONS)
        return other

    # --- entry by entry -------------------------------------------------------------------------

    @property
    def tolerance(self) -> float:
        """The relative error up to which an entry agrees."""
        return TOLERANCES[self.dtype]

    @property
    def digits(self) -> int:
        """How many decimals a number near 1 has in this precision."""
        return int(np.finfo(PRECISIONS[self.dtype]).precision) + 2

    def claimed(self, key: str) -> Array:
        """The slopes of that gradient that are to be checked."""
        return self.claimed_by.value(known("gradient", key, dict.fromkeys(self.keys, key)))

    def true(self, key: str) -> Array:
        """The slopes that `mlpcore` computes."""
        return self.trace.value(key)

    def measured(self, key: str) -> Array:
        """The difference quotients of that gradient."""
        if key not in self._measured:
            self._measured[key] = np.asarray(self._slopes(key, np.array([self.step]))[0])
        return self._measured[key]

    def ends(self, key: str, index: Place) -> tuple[tuple[float, float], float]:
        """The two ε of one entry's quotient, and what divides their difference."""
        steps = self.step * np.array(SCHEMES[self.scheme][:2])
        errors, at = (found[:, *index] for found in self._probe(self.dtype).moved(key, steps))
        return (float(errors[0]), float(errors[1])), float(at[0] - at[1])

    def error(self, key: str) -> Array:
        """The relative error of every entry; infinite where w + s rounds to w."""
        return self._relative(self.claimed(key), self.measured(key))

    def off(self, key: str) -> Mask:
        """The entries that this check calls wrong."""
        return np.asarray(self.error(key) > self.tolerance)

    def wrong(self, key: str) -> Mask:
        """The entries that are wrong, whatever this check says of them."""
        return np.asarray(self._relative(self.claimed(key), self.true(key)) > TOLERANCE)

    @property
    def worst(self) -> float:
        """The largest relative error of all weights and biases."""
        return max(float(self.error(key).max()) for key in self.weights)

    def crossed(self, key: str) -> Mask:
        """The entries whose step goes over the kink of a ReLU."""
        return self._probe(self.dtype).crossed(key, self.scheme, self.step)

    def curve(self, scheme: str, dtype: str, true: bool = False) -> Curve:
        """The V of a scheme and a precision, of the slopes claimed or of the true ones."""
        found, slopes = self._slopes_on_grid(scheme, dtype), self.true if true else self.claimed
        errors = [self._relative(slopes(key), found[key]) for key in self.weights]
        rows = np.concatenate([each.reshape(len(GRID), -1) for each in errors], axis=1)
        return Curve(scheme, dtype, GRID, rows.max(axis=1), np.median(rows, axis=1))

    def _relative(self, slopes: Array, others: Array) -> Array:
        with np.errstate(all="ignore"):
            apart = np.abs(slopes - others)
            size = np.maximum(np.maximum(np.abs(slopes), np.abs(others)), self._floor)
            return np.asarray(np.nan_to_num(apart / size, nan=np.inf, posinf=np.inf))

    def _probe(self, dtype: str) -> Probe:
        trace = self.trace
        if dtype not in self._probes:
            self._probes[dtype] = Probe(trace.mlp, trace.fwd.z[0], trace.y, dtype)
        return self._probes[dtype]

    def _slopes(self, key: str, steps: Array) -> Array:
        found = self._probe(self.dtype).slopes(key, self.scheme, steps)
        return np.asarray(found, np.float64)

    def _slopes_on_grid(self, scheme: str, dtype: str) -> dict[str, Array]:
        if (scheme, dtype) not in self._on_grid:
            there = self.at(scheme=scheme, dtype=dtype)
            self._on_grid[scheme, dtype] = {key: there._slopes(key, GRID) for key in self.weights}
        return self._on_grid[scheme, dtype]

    # --- in words -------------------------------------------------------------------------------

    @cached_property
    def size(self) -> int:
        """How many weights and biases there are."""
        return sum(self.true(key).size for key in self.weights)

    @property
    def verdict(self) -> str:
        """What is off, and whether that is the fault of the gradient or of the check."""
        off, wrong = ({key: mask(key) for key in self.weights} for mask in (self.off, self.wrong))
        false = sum(int((off[key] & ~wrong[key]).sum()) for key in self.weights)
        missed = sum(int((wrong[key] & ~off[key]).sum()) for key in self.weights)
        caught = count(off) - false
        if not count(off):
            return self._nothing_off(missed)
        verb = _are(count(off)) if caught else "look" if count(off) > 1 else "looks"
        said = f"{count(off)} of {self.size} {verb} off"
        if not caught:
            return f"{said}, but every gradient is right: {self._excuse(off)}"
        if false:
            said += f", {caught} of them wrong indeed: {self._where(wrong)}"
            return f"{said}. The other {false}: {self._excuse(off)}"
        more = f"; {missed} more {_are(missed)} {TOO_LITTLE}"
        return f"{said}: {self._where(off)}{more if missed else ''}"

    def _nothing_off(self, missed: int) -> str:
        """The verdict where every entry agrees."""
        agree = f"all {self.size} agree"
        if self.clashes:
            return f"the slip cannot even be computed; with the true value in its place {agree}"
        few = f", but {missed} {_are(missed)} {TOO_LITTLE}"
        return agree + few if missed else agree

    @property
    def clashes(self) -> dict[str, str]:
        """Where shapes clash in the line of a slip, and how; the true value stands there."""
        return {key: claim.clash for key, claim in self.claimed_by.claims.items() if claim.clash}

    @property
    def begins(self) -> str:
        """The first quantity that is wrong, in the order of backprop; '' if none is."""
        return next((key for key in self.keys if self.wrong(key).any()), "")

    def _where(self, masks: dict[str, Mask]) -> str:
        """Which entries: 'all of ∇W₀, 1 of 3 of ∇b₀', or 'every gradient'."""
        if all(mask.all() for mask in masks.values()):
            return "every gradient"
        parts = (
            ("all" if mask.all() else f"{mask.sum()} of {mask.size}")
            + f" of {self.trace.symbol(key).text}"
            for key, mask in masks.items()
            if mask.any()
        )
        return ", ".join(parts)

    def _excuse(self, off: dict[str, Mask]) -> str:
        """Why right entries look off."""
        false = {key: off[key] & ~self.wrong(key) for key in self.weights}
        over = count({key: false[key] & self.crossed(key) for key in self.weights})
        if over:
            some = f"in {over} of them " if over < count(false) else ""
            return f"{some}the step goes over the kink of a ReLU, where there is no one slope"
        if any(np.isinf(self.error(key)).any() for key in self.weights):
            return "the step is so small that w + s rounds to w"
        eps, best = (
            self.trace.symbol("eps").text,
            self.curve(self.scheme, self.dtype, true=True).best,
        )
        if self.step > best:
            return f"the step is too large, {eps} bends on the way"
        if self.step < best:
            return f"the step is too small, of {eps} only its last digits change"
        return "no step does better here with this scheme and precision"

    def lines(self) -> list[str]:
        """For each ∇W_l and ∇b_l, how many entries agree."""
        return [self._line(key) for key in self.weights]

    def _line(self, key: str) -> str:
        off, name = self.off(key), self.trace.symbol(key).text
        agree = f"{name}: {off.size - off.sum()} of {off.size} agree"
        far = self._relative(self.claimed(key), self.true(key)).max()
        return f"{agree}, wrong by up to {percent(far)}" if far > TOLERANCE else agree

    def by_step(self) -> Text:
        """The worst error for some steps, in powers of ten, as far as it is the same everywhere."""
        pairs = [(scheme, dtype) for dtype in PRECISIONS for scheme in SCHEMES]
        curves = [self.curve(*pair, true=True) for pair in pairs]
        rows = [["s", *(", ".join(pair) for pair in pairs)]]
        for step in PRINTED:
            at = int(np.argmin(np.abs(np.log(GRID / step))))
            rows.append([f"{step:.0e}", *(_size_at(curve, at) for curve in curves)])
        return Text("\n".join("".join(cell.ljust(22) for cell in row).rstrip() for row in rows))

    def __repr__(self) -> str:
        head = f"{self.scheme} differences, s = {six(self.step)}, {self.dtype}"
        lines = [f"gradient check of {self.size} slopes: {head}, tolerance {self.tolerance:g}"]
        lines += [f"  {line}" for line in self.lines()]
        for key, clash in self.clashes.items():
            lines.append(f"  {self.trace.symbol(key).text}: shapes clash, {clash}")
        return "\n".join([*lines, self.verdict])


@quiet
def gradient_experiment(
    mlp: MLP,
    x: object,
    y: object,
    step: float = 1e-5,
    scheme: str = "centred",
    dtype: str = "float64",
    slip: str | Slip | None = None,
    named: bool = False,
    notation: str = "notes",
) -> GradientExperiment:
    """Hold every slope of one pass, or of the pass with a slip in it, against quotients of ε.

    x is (d,), y is (k,); `scheme` is centred or one-sided, `dtype` float64 or float32, `notation`
    one of `books.BOOKS`. ValueError, TypeError or KeyError where one of them does not fit, or the
    slip cannot be made here.
    """
    trace = Trace.of_sample(mlp, x, y, named=named, notation=notation)
    written: dict[str, Any] = {"named": named, "notation": notation}
    claimed = bugged(mlp, x, y, slip=slip, **written).trace if slip else trace
    name = slip.id if isinstance(slip, Slip) else slip or ""
    return GradientExperiment(trace, claimed, name).at(step, scheme, dtype)


def _are(many: int) -> str:
    return "are" if many > 1 else "is"


def count(masks: dict[str, Mask]) -> int:
    """How many entries in all."""
    return sum(int(mask.sum()) for mask in masks.values())


def percent(error: float) -> str:
    """A relative error that is not small: '1.4 %', '142 %'; without bounds, 'any amount'."""
    if not np.isfinite(error):
        return "any amount"
    return f"{100 * error:.0f} %" if error > 0.0995 else f"{six(100 * error, 2)} %"


def _size_at(curve: Curve, at: int) -> str:
    """The worst error there; only its cause, where its digits are those of one machine."""
    step = float(curve.steps[at])
    if step > NEAR * curve.theory:
        worst = curve.worst[at]
        return f"1e{round(np.log10(worst)):+03d}" if 0 < worst < np.inf else "undefined"
    return "rounding" if step < curve.theory / NEAR else "near the best"
