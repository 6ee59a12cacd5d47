"""The nudge test: change one weight a little, and compare Δε with ∇·Δw.

`nudge(mlp, x, y, "W_1", (1, 2), 0.1)` gives ε before and after, Δε, what the gradient promised and
the rest; printed, a few lines. Where the slope is right, the rest falls with the square of Δw, so
that rest/Δw vanishes; where it is wrong, rest/Δw becomes what it is off by. `near_kink` brings a
ReLU to its kink.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from mlpcore.checks import Array, expect, known, positive
from mlpcore.lesson.gradcheck.probes import Probe
from mlpcore.lesson.notation.numbers import one_number, six
from mlpcore.lesson.notation.symbols import Index, Symbol
from mlpcore.lesson.steps.trace import Trace
from mlpcore.network import MLP

LAST = 1e-13  # of ε: some hundred times its rounding
VANISHES = 0.02  # of what the whole nudge left for each Δw, or of the slope: as good as nothing
STILL = 0.1  # of what is left: a limit may change by so much with a nudge a tenth as long


@dataclass(frozen=True, repr=False)
class Nudge:
    """One weight, moved by `change`; `slope` is its entry of the gradient that is tested."""

    trace: Trace
    key: str
    index: Index
    change: float
    slope: float

    @property
    def symbol(self) -> Symbol:
        """The weight, as its book writes it."""
        return self.trace.notation.entry(self.key, self.index)

    @property
    def gradient(self) -> Symbol:
        """Its slope, as its book writes it."""
        return self.trace.notation.entry(f"d{self.key}", self.index)

    @property
    def weight(self) -> float:
        """The weight as it stands."""
        return self.trace.number(self.key, self.index).value

    @property
    def before(self) -> float:
        """ε as it stands."""
        return float(self.errors(np.zeros(1))[0])

    @property
    def after(self) -> float:
        """ε after the nudge."""
        return float(self.errors(np.array([self.change]))[0])

    @property
    def risen(self) -> float:
        """Δε = ε(w + Δw) − ε(w)."""
        return self.after - self.before

    @property
    def promised(self) -> float:
        """∇·Δw."""
        return self.slope * self.change

    @property
    def rest(self) -> float:
        """Δε − ∇·Δw; 0 where that is no more than the last digits of ε."""
        left = self.risen - self.promised
        return 0.0 if abs(left) <= self._last else left

    @property
    def shorter(self) -> list["Nudge"]:
        """The same nudge, and one a tenth, a hundredth and a thousandth as long."""
        return [replace(self, change=self.change / 10**n) for n in range(4)]

    @property
    def per_change(self) -> float:
        """The rest over Δw, which is what the slope is off by, and what ε bends; 0 for no nudge."""
        return self.rest / self.change if self.change else 0.0

    @property
    def over_kink(self) -> bool:
        """Whether even the shortest of these nudges goes over the kink of a ReLU."""
        found = self._probe.crossed(f"d{self.key}", "one-sided", self.shorter[-1].change)
        return bool(found[tuple(i - 1 for i in self.index)])

    def errors(self, changes: Array) -> Array:
        """ε for each change of this weight; NaN where there is none."""
        place = tuple(i - 1 for i in self.index)
        return np.asarray(self._probe.along(f"d{self.key}", place, changes), np.float64)

    @property
    def _last(self) -> float:
        """What is no more than the last digits of ε."""
        return LAST * max(1.0, abs(self.before))

    @cached_property
    def _probe(self) -> Probe:
        return Probe(self.trace.mlp, self.trace.fwd.z[0], self.trace.y)

    @property
    def finding(self) -> tuple[str, float | None]:
        """What the rest says about the slope, when the nudge gets shorter; what it is off by."""
        small = VANISHES * (max(abs(self.per_change), abs(self.slope)) or 1.0)
        left = [n.per_change for n in self.shorter if self._last <= small * abs(n.change)]
        if len(left) < 2:
            return f"so short a nudge tells nothing: its Δ{self._eps} has no digits for it", None
        *_, before, last = left
        if left[0] == last == 0:
            return f"nothing is left over: ∇·Δw is all of Δ{self._eps}", None
        if abs(last) <= small:
            return "a shorter nudge leaves less for each Δw: the slope is right", None
        if self.over_kink:
            return (
                "the nudge goes over the kink of a ReLU, and beyond it the slope is another",
                None,
            )
        if abs(before - last) > STILL * abs(last):
            return "so long a nudge tells nothing: what is left for each Δw still changes", None
        return "however short the nudge, something is left: the slope is off by", last

    @property
    def words(self) -> str:
        """The same in one sentence."""
        said, off_by = self.finding
        return said if off_by is None else f"{said} {six(off_by, 2)}"

    @property
    def _eps(self) -> str:
        return self.trace.symbol("eps").text

    def __repr__(self) -> str:
        shorter, eps = ", ".join(six(each.per_change, 2) for each in self.shorter), self._eps
        lines = (
            f"{self.symbol.text} = {six(self.weight)}, Δw = {six(self.change)}",
            f"Δ{eps} = {six(self.after)} − {_bracketed(self.before)} = {six(self.risen, 4)}",
            f"∇·Δw = {six(self.slope)} · {_bracketed(self.change)} = {six(self.promised, 4)}",
            f"rest = Δ{eps} − ∇·Δw = {six(self.rest, 2)}",
            f"rest/Δw, for Δw, Δw/10, Δw/100, Δw/1000: {shorter}",
            self.words,
        )
        return "\n".join(lines)


def _bracketed(v: float) -> str:
    return f"({six(v)})" if v < 0 else six(v)


def nudge(
    mlp: MLP,
    x: object,
    y: object,
    key: str,
    index: Index,
    change: float = 0.1,
    *,
    claimed: Trace | None = None,
    named: bool = False,
    notation: str = "notes",
) -> Nudge:
    """Move one weight of W_l or b_l, its place counted from 1 as in the notes; `claimed` is whose
    gradient counts, `notation` one of `books.BOOKS`.

    LookupError, ValueError or TypeError where there is no such weight, or something does not fit.
    """
    trace = Trace(mlp, x, y, named=named, notation=notation)
    if claimed is not None:
        expect("claimed", claimed, Trace, "a Trace")
    known("weight", key, dict.fromkeys(f"{kind}_{l}" for l in range(trace.h + 1) for kind in "Wb"))
    trace.number(key, index)
    slope = (claimed or trace).number(f"d{key}", index).value
    return Nudge(trace, key, index, one_number("change", change), slope)


def near_kink(mlp: MLP, x: object, step: float) -> MLP:
    """A copy in which one unit's net input is ½ step above a kink, so that a step of its bias goes
    over it.

    It is the unit nearest to one already; its bias takes it there. ValueError where no layer has a
    kink.
    """
    fwd, step = mlp.forward(x), positive("step", step)
    kinks = [(l, kink) for l, f in enumerate(mlp.f[1:], 1) for kink in f.kinks]
    if not kinks:
        raise ValueError("no layer is ReLU: there is no kink to go to")
    l, kink = min(kinks, key=lambda at: np.abs(fwd.net[at[0]] - at[1]).min())
    unit = int(np.abs(fwd.net[l] - kink).argmin())
    moved = mlp.copy()
    moved.b[l - 1][unit] += kink + step / 2 - fwd.net[l][unit]
    return moved
