"""The gradient check panel: every slope of a pass against an experiment, and one weight nudged.

`GradcheckPanel(mlp, x, y, slip="transposed-weights")` in a notebook; move the step, x, y and Δw;
choose scheme, precision, slip and activation. It holds the state, listens, and calls lesson and
views; it contains no formula.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import log10
from typing import Any, ClassVar

import numpy as np

from mlpcore.activations import ACTIVATIONS, Activation
from mlpcore.checks import floats, known
from mlpcore.lesson.gradcheck.experiments import GradientExperiment, gradient_experiment
from mlpcore.lesson.gradcheck.nudging import Nudge, near_kink, nudge
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.numbers import entry_of, one_number, six
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.slip_book.bug_lab import possible
from mlpcore.lesson.steps import offers
from mlpcore.lesson.steps.trace import Trace
from mlpcore.losses import Loss
from mlpcore.network import MLP
from mlpcore.panels.base.state_codes import PLACE, Kind
from mlpcore.panels.base.state_words import kinds_of, usual_of
from mlpcore.panels.base.stepping import BESIDE, SteppingPanel, numbers
from mlpcore.views.gradcheck import controls as gradcheck_controls
from mlpcore.views.gradcheck import regions as gradcheck_view
from mlpcore.views.gradcheck.plots import CurvePicture, SlicePicture
from mlpcore.views.parts import controls
from mlpcore.views.parts.html import Node, Raw
from mlpcore.views.parts.page import frame, page
from mlpcore.views.parts.plots import PAPER, Style
from mlpcore.views.training import regions as training_view

FRAME = frame(gradcheck_view.LAYOUT)
NO_SLIP = "none"
FARTHEST = 1000  # that a weight is nudged
SMALLEST = -14.0  # the smallest log₁₀ s
MOST_WEIGHTS = 2000
CURVE_TITLE = "The worst entry, for every step s: a V"


@dataclass(frozen=True)
class State:
    """The sample, the weights, how they are checked, the nudge, and how all of it is shown."""

    mlp: MLP
    x: tuple[float, ...]
    y: tuple[float, ...]
    log_s: float = -5.0
    scheme: str = "centred"
    dtype: str = "float64"
    slip: str = NO_SLIP
    change: float = 0.5
    named: bool = False
    notation: str = "notes"


class GradcheckPanel(SteppingPanel[State]):
    """Check every slope of one pass, x (d,), y (k,), or of the same pass with a slip in it.

    `step` is s, `scheme` centred or one-sided, `dtype` float64 or float32; `weight` is nudged by
    `change`, its place counted from 1; `named` writes the notes' own names for one hidden layer,
    `notation` is "notes", "nielsen" or "bishop". ValueError, TypeError or LookupError where
    something does not fit.
    """

    word = "gradcheck"
    usual: ClassVar[dict[str, Any]] = {**usual_of(State), "weight": ("W_0", (1, 1))}
    kinds: ClassVar[dict[str, Kind]] = {**kinds_of(State), "weight": PLACE, **BESIDE}

    def __init__(
        self,
        mlp: MLP,
        x: object,
        y: object,
        slip: str | None = None,
        *,
        step: float = 1e-5,
        scheme: str = "centred",
        dtype: str = "float64",
        weight: tuple[str, Index] = ("W_0", (1, 1)),
        change: float = 0.5,
        named: bool = False,
        notation: str = "notes",
    ) -> None:
        slip = None if slip == NO_SLIP else slip
        how = step, scheme, dtype, slip, named, notation
        gradient_experiment(mlp, x, y, *how)  # what is wrong is said
        self._activations = ACTIVATIONS | {f.name: f for f in mlp.f[1:]}  # own ones stay in menus
        nudged_by = one_number("change", change)
        begun = State(
            mlp.copy(), numbers("x", x), numbers("y", y), log10(step), scheme, dtype,
            slip or NO_SLIP, nudged_by, named, notation,
        )  # fmt: skip
        self._drawn: dict[tuple[type, Style], Any] = {}
        try:
            name, place = weight
            self.selected = f"d{name}", tuple(place)
        except (TypeError, ValueError):
            asked = self.usual["weight"]
            raise ValueError(f"weight must be as {asked}, not {weight!r:.60}") from None
        self.begin(begun)
        super().__init__(label="Gradient check panel", frame=FRAME)
        self.draw()

    # --- what a person can do ------------------------------------------------------------------

    def do_look(self, key: str, index: list[int]) -> None:
        """Look at one entry of a gradient, and nudge its weight; a δ stands for its bias."""
        kind, l = Key(key).inner.kind_and_layer
        layer = (l or 0) - (kind == "delta")
        gradient = {"delta": "db", "W": "dW", "b": "db"}.get(kind, kind)
        self.do_go(self._find(f"{gradient}_{layer}", tuple(int(i) for i in index)))

    def do_reveal(self, key: str) -> None:
        """Show the numbers of a gradient, and all that tells them."""
        hidden = (each for each in self._hidden if key in self._covers({each}))
        super().do_reveal(next(hidden, key))

    def do_set(self, key: str, index: list[int], value: float) -> None:
        """Set one number of x or y, log₁₀ s, or Δw."""
        number = float(floats(key, value))
        changed: dict[str, Any] = {key: number}
        if known("slider", key, dict.fromkeys(("x", "y", "log_s", "change"), key)) in ("x", "y"):
            values = list(getattr(self.state, key))
            entry_of(key, np.array(values), tuple(index))
            values[int(index[0]) - 1] = number
            changed[key] = tuple(values)
        self.become(replace(self.state, **changed), f"set {key} {index}")

    def do_choose(self, name: str, value: str) -> None:
        """Choose scheme, precision, slip, notation, or the activation of the hidden layers."""
        menus = dict.fromkeys(("scheme", "dtype", "slip", "notation", "hidden"), name)
        changed: dict[str, Any] = {known("menu", name, menus): value}
        state = self.state if name == "hidden" else replace(self.state, **changed)
        if name == "hidden":
            mlp = state.mlp
            names = [known("activation", value, self._activations)] * mlp.h + [mlp.f[-1]]
            anew = mlp.with_functions(names, mlp.loss)
            state = self._possible(replace(state, mlp=anew))
        self.become(state, f"choose {name}")

    def do_best(self) -> None:
        """The step at the bottom of the V."""
        found = self.experiment
        best = found.curve(found.scheme, found.dtype, true=True).best
        self.become(replace(self.state, log_s=log10(best)), "best")

    def do_worst(self) -> None:
        """Look at the entry that is farthest off."""
        errors = [float(self.experiment.error(key)[gradcheck_view.zero(at)])
                  for key, at in self.entries]  # fmt: skip
        self.do_go(int(np.argmax(errors)))

    def do_kink(self) -> None:
        """Bring the nearest ReLU within half a step of its kink."""
        moved = near_kink(self.state.mlp, self.state.x, self.experiment.step)
        self.become(replace(self.state, mlp=moved), "kink")

    def do_same(self) -> None:
        """Everything as it was at the start, in the letters that it has now."""
        self.become(replace(self._begun, notation=self.state.notation), "same")

    # --- the state ------------------------------------------------------------------------------

    def functions(self) -> Iterable[Activation | Loss]:
        """The activations of its menu, and its loss."""
        return [*self._activations.values(), self.state.mlp.loss]

    def beside(self) -> dict[str, Any]:
        """The weight that is nudged, too."""
        key, index = self.selected
        return {"weight": (key.removeprefix("d"), index), **super().beside()}

    @property
    def last(self) -> int:
        """The number of the last entry."""
        return len(self.entries) - 1

    @property
    def first_look(self) -> tuple[str, Index]:
        """The gradient and the entry that are looked at: the place itself."""
        return self.entries[self.at]

    @property
    def nudge(self) -> Nudge:
        """The nudge test of the weight that is looked at."""
        key, index = self.selected
        return self.found.of("nudge", (self.experiment, key, *index), self._nudged)

    def _nudged(self) -> Nudge:
        (key, index), state = self.selected, self.state
        claimed = self.experiment.claimed_by
        return nudge(state.mlp, state.x, state.y, key.removeprefix("d"), index, state.change,
                     claimed=claimed, named=state.named, notation=state.notation)  # fmt: skip

    def take(self, state: State) -> None:
        """Take on a state, if the whole pass, slip and all, can be computed from it."""
        if not SMALLEST <= state.log_s <= 0:
            raise ValueError(f"log₁₀ s is {six(state.log_s)}, but must be from −14 to 0")
        if abs(state.change) > FARTHEST:
            raise ValueError(f"the nudge is {six(state.change)}, but at most {FARTHEST} here")
        size = sum(a.size for a in (*state.mlp.W, *state.mlp.b))
        if size > MOST_WEIGHTS:
            raise ValueError(f"the network has {size} weights, but at most {MOST_WEIGHTS} fit here")
        self.experiment = self._experiment(state)  # a new one, so that what was found of it is old
        trace = self.experiment.trace
        self.entries = [  # in the order in which they are shown
            (key, at)
            for key in self.experiment.weights
            for row in gradcheck_view.places(trace, key)
            for at in row
        ]
        self.at = self._find(*self.selected)
        self.state = state

    def arrive(self, moved: bool) -> None:
        """The entry of this place is looked at."""
        self.selected = self.first_look

    def _experiment(self, state: State) -> GradientExperiment:
        """The check of a state; of the same pass as before, it keeps what was measured."""
        step = 10.0**state.log_s
        pass_of = ("mlp", "x", "y", "slip", "notation")
        before = getattr(self, "state", None)
        if before and all(getattr(before, name) == getattr(state, name) for name in pass_of):
            return self.experiment.at(step, state.scheme, state.dtype)
        slip = None if state.slip == NO_SLIP else state.slip
        return gradient_experiment(
            state.mlp, state.x, state.y, step, state.scheme, state.dtype, slip, state.named,
            state.notation,
        )  # fmt: skip

    def _possible(self, state: State) -> State:
        """The same, without a slip that cannot be made with another activation."""
        trace = Trace(state.mlp, state.x, state.y)
        slips = {NO_SLIP, *(slip.id for slip in possible(trace))}
        return state if state.slip in slips else replace(state, slip=NO_SLIP)

    def _find(self, key: str, index: Index) -> int:
        if (key, index) not in self.entries:
            raise LookupError(f"no gradient has an entry {key}{list(index)}")
        return self.entries.index((key, index))

    def _has(self, key: str) -> bool:
        return any(key == of for of, _ in self.entries)

    def _covered(self) -> frozenset[str]:
        return frozenset(self._covers(self._hidden))

    def _covers(self, hidden: Iterable[str]) -> set[str]:
        return gradcheck_view.covers(hidden, self.selected[0])

    # --- faces ----------------------------------------------------------------------------------

    @property
    def style(self) -> Style:
        """How pictures are drawn, in the letters of the book."""
        return super().style._replace(notation=self.state.notation)

    def draw(self) -> None:
        """Draw every region and both pictures; the controls where no finger is on them."""
        regions = self._picture() | {"spoken": self._spoken(), "buttons": self._buttons()}
        find, style, of = self.found.of, self.style, (self.experiment, *self.style)
        key, index = self.selected
        pictures = {
            "curve": find("curve", of, lambda: self._curve(style).png()),
            "slice": find(f"{key} {index}", of, lambda: self._slice(style).png()),
        }
        self.show(regions, self._controls_now, at_end=self.at == self.last, pictures=pictures)

    def _controls_now(self) -> dict[str, Node]:
        trace, now = self.experiment.trace, self.state
        sliders = gradcheck_controls.sliders(trace, now.log_s, now.change)
        return {
            "sliders": sliders,
            "setup": self.found.of("setup", (self.experiment,), self._setup),
        }

    def _picture(self, paper: bool = False) -> dict[str, Node]:
        """The regions that show numbers; on paper, those that every machine finds."""
        view, found, find = gradcheck_view, self.experiment, self.found.of
        title = view.slice_title(self.nudge)
        said = find("said", (found,), lambda: view.curve_said(found))
        style = PAPER._replace(notation=self.state.notation)
        curve, slices = (
            (self._curve(style).png(stored=True), self._slice(style).png(stored=True))
            if paper
            else (None, None)
        )
        return {
            "head": find("head", (found,), lambda: view.head(found)),
            "maps": view.maps(found, self.selected),
            "lens": None if paper else view.lens(found, *self.selected),
            "nudge": view.nudged(self.nudge),
            "curve": training_view.image("curve", said, CURVE_TITLE, curve),
            "slice": training_view.image("slice", view.slice_said(self.nudge), title, slices),
        }

    def _curve(self, style: Style) -> CurvePicture:
        picture: CurvePicture = self._figure(CurvePicture, style)
        picture.show(self.experiment, bool(self.experiment.begins))
        return picture

    def _slice(self, style: Style) -> SlicePicture:
        picture: SlicePicture = self._figure(SlicePicture, style)
        key, index = self.selected
        picture.show(self.nudge, float(self.experiment.true(key)[gradcheck_view.zero(index)]))
        return picture

    def _figure(self, kind: type, style: Style) -> Any:
        """The one figure of that kind in that style."""
        if (kind, style) not in self._drawn:
            self._drawn[kind, style] = kind(style)
        return self._drawn[kind, style]

    def _buttons(self) -> Node:
        key, index = self.selected
        name = Raw(self.experiment.trace.notation.entry(key, index).html)
        kinks = any(f.kinks for f in self.state.mlp.f[1:])
        return gradcheck_controls.buttons(
            self.at, len(self.entries), name, kinks=kinks, undo=bool(self._past)
        )

    def _setup(self) -> Node:
        state, view = self.state, gradcheck_controls
        trace, found = self.experiment.trace, self.experiment
        slips = [NO_SLIP, *(slip.id for slip in possible(trace))]
        menus = view.menus(found.scheme, found.dtype, state.slip, slips)
        inner = offers.activations(self._activations, trace.mlp.widths[1:-1]) if trace.h else []
        hidden = view.hidden(trace, inner) if trace.h else None
        return menus, hidden, controls.notations(state.notation)

    def _spoken(self) -> str:
        key, index = self.selected
        return gradcheck_view.spoken(self.experiment, key, index, hidden=key in self._covered())

    def still(self) -> str:
        """The panel as it is now, as a page that needs no kernel."""
        return page(gradcheck_view.LAYOUT, self._picture(paper=True))

    def __str__(self) -> str:
        return f"{self.experiment}\nnudge test\n{self.nudge}"
