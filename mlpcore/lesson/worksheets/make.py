"""Worksheets: one round of I-V to compute by hand, with friendly numbers and a complete key.

`worksheet(seed=3, widths=[2, 2, 1])` makes a sheet; print its `problem` and its `key`, take either
as `html()` or `latex()`, `check` an answer. `worksheets(7, 30)` makes a variant for each student:
other numbers, the same work. `friendliness(sheet)` measures every number of a key. All faces show
the steps of one walkthrough.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from mlpcore.checks import Array, count
from mlpcore.lesson.grading.feedback import Check, check
from mlpcore.lesson.notation.text import Text
from mlpcore.lesson.steps.walkthrough import Walkthrough
from mlpcore.lesson.worksheets import faces as worksheet_faces
from mlpcore.lesson.worksheets import text as worksheet_text
from mlpcore.lesson.worksheets.numbers import Bounds, Friendliness, PaperTape, Plan, draw, longest
from mlpcore.lesson.worksheets.plan import Names, bounds, known_level, plan
from mlpcore.lesson.worksheets.sheet import Level, Sheet
from mlpcore.network import MLP

TRIES = 6_000  # a sheet; most need a few dozen


class Worksheet(Sheet):
    """A sheet with its faces; printed, its problem."""

    @property
    def mlp(self) -> MLP:
        """A copy of the sheet's network, with activations as its tables have them."""
        return self.trace.mlp.copy()

    @property
    def x(self) -> Array:
        """The input, (d,)."""
        return self.trace.value("x")

    @property
    def y(self) -> Array:
        """The target, (k,)."""
        return self.trace.value("y")

    @property
    def eta(self) -> float:
        """The learning rate."""
        return self.trace.eta

    @property
    def problem(self) -> Text:
        """What is given and what is asked, as text."""
        return Text(worksheet_text.problem(self))

    @property
    def key(self) -> Text:
        """Every number that is asked, and how it comes about, as text."""
        return Text(worksheet_text.key(self))

    def html(self, part: str = "both", paper: str = "a4") -> str:
        """A page that stands alone, to be printed on "a4" or "letter"; ValueError for others."""
        return worksheet_faces.html([self], part, paper)

    def latex(self, part: str = "both", paper: str = "a4") -> str:
        """A complete document in ASCII, for article and amsmath; ValueError as for `html`."""
        return worksheet_faces.latex([self], part, paper)

    def check(self, key: str, answer: object) -> Check:
        """How an answer stands: `check("delta_1", [0.1, 0.2])`; KeyError for what is not asked."""
        asked = [step.key for step in self.steps]
        if key not in asked:
            came = f"this worksheet does not ask for {key!r}"
            raise KeyError(f"{came}; it asks for {', '.join(asked)}")
        named = self.trace.notation.named
        return check(key, answer, self.mlp, self.x, self.y, self.eta, named)

    def __repr__(self) -> str:
        return self.problem


def worksheet(
    seed: int = 0,
    widths: Sequence[int] | None = None,
    activations: Names = None,
    loss: str | None = None,
    level: int = 3,
    variant: int = 1,
    named: bool = False,
    formulas: bool = True,
) -> Worksheet:
    """Make a sheet, the same for the same arguments: level 1 is the forward pass, 2 goes on to ε
    and δ of the output, 3 and 4 are the whole round; 4 is deep, with softmax, if nothing is named.

    `named` writes the notes' own names for one hidden layer; without `formulas` only the symbols
    are printed. ValueError or TypeError for what is no network for a hand, or one for which no
    friendly numbers are found.
    """
    count("variant", variant)
    *_, last = worksheets(seed, variant, widths, activations, loss, level, named, formulas)
    return last


def worksheets(
    seed: int = 0,
    students: int = 1,
    widths: Sequence[int] | None = None,
    activations: Names = None,
    loss: str | None = None,
    level: int = 3,
    named: bool = False,
    formulas: bool = True,
) -> Iterator[Worksheet]:
    """A variant for each student, no two with the same numbers; arguments as for `worksheet`.

    Student 5 has the same sheet, however many there are.
    """
    seed, students = count("seed", seed, or_zero=True), count("students", students)
    chosen = known_level(level)
    kind = plan(chosen, widths, activations, loss, named)
    limits = bounds(chosen, kind)

    def made() -> Iterator[Worksheet]:
        seen: set[tuple[float, ...]] = set()
        for variant in range(1, students + 1):
            rng = np.random.default_rng([seed, variant])
            for _ in range(TRIES):
                sheet = _sheet(seed, variant, chosen, limits, draw(kind, rng), formulas)
                if sheet and (numbers := _given(sheet)) not in seen:
                    seen.add(numbers)
                    yield sheet
                    break
            else:
                raise ValueError(_not_found(kind, chosen, variant))

    return made()


def friendliness(sheet: Sheet) -> Friendliness:
    """Measure every number of the key: given, found, or a product on the way."""
    return longest(sheet.numbers())


def _sheet(
    seed: int, variant: int, level: Level, limits: Bounds, trace: PaperTape | None, formulas: bool
) -> Worksheet | None:
    """The sheet of that pass; None where there is none or its numbers are not friendly."""
    if trace is None or not _promising(trace, level, limits):
        return None
    sheet = Worksheet(seed, variant, level, limits, Walkthrough(trace), formulas)
    return sheet if friendliness(sheet).within(limits) else None


def _promising(trace: PaperTape, level: Level, limits: Bounds) -> bool:
    """Whether the last numbers, which are the longest, are short, and every hidden unit learns."""
    if level.number == 1:
        return True
    top, layers = trace.h + 1, range(trace.h + 1)
    keys = [f"new:{kind}_{l}" for l in layers for kind in "Wb"]
    keys = ["eps", f"delta_{top}"] if level.number == 2 else keys
    last = ((key, float(v)) for key in keys for v in trace.value(key).flat)
    return longest(last).within(limits) and all(_moves(trace, l) for l in range(1, top))


def _moves(trace: PaperTape, l: int) -> bool:
    """Whether no δ of a hidden layer is 0 by accident: only that of a quiet ReLU is."""
    still = trace.value(f"delta_{l}") == 0
    quiet = (trace.value(f"net_{l}") < 0) & (trace.f[l].name == "relu")
    return bool((still == quiet).all())


def _given(sheet: Sheet) -> tuple[float, ...]:
    """All numbers that the sheet gives."""
    return tuple(float(v) for key in sheet.given for v in sheet.trace.value(key).flat)


def _not_found(kind: Plan, level: Level, variant: int) -> str:
    names = ", ".join(kind.activations)
    came = f"a {'-'.join(map(str, kind.widths))} network with {names} and {kind.loss}"
    hint = "fewer layers or units, ReLU, or a lower level help"
    return f"no friendly numbers found for {came} at level {level.number}, sheet {variant}: {hint}"
