"""The step panel: a person steps through one pass, forwards and back, and moves every number.

`StepPanel(mlp, x, y, eta)` in a notebook. It holds the state, listens, and calls lesson and views;
it contains no formula. `panel.act(...)` does what a person can do.
"""

from dataclasses import replace
from typing import Any, ClassVar

from mlpcore.activations import ACTIVATIONS, Activation
from mlpcore.checks import count, expect, flag, floats, known
from mlpcore.lesson import depth
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.slip_book.bug_lab import bugged, possible_at
from mlpcore.lesson.slip_book.catalogue import slip_of
from mlpcore.lesson.slip_book.marked_walk import MarkedWalk
from mlpcore.lesson.steps import offers
from mlpcore.lesson.steps.agreement import agreement
from mlpcore.lesson.steps.quantities import SECTIONS
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.steps.walkthrough import Step, Walkthrough, walkthrough
from mlpcore.lesson.student_code.call import Function
from mlpcore.losses import LOSSES, Loss
from mlpcore.network import MLP
from mlpcore.panels.base.state_codes import FLAG, WORD, Kind
from mlpcore.panels.base.state_words import kinds_of, usual_of
from mlpcore.panels.base.stepping import BESIDE, SteppingPanel, numbers
from mlpcore.panels.step_state import BESIDE_THE_NET, State
from mlpcore.panels.step_student_code import StudentCode
from mlpcore.views.parts import marks as marks_view
from mlpcore.views.parts import markup
from mlpcore.views.parts.html import Node
from mlpcore.views.parts.marks import plain_key, with_claims
from mlpcore.views.parts.network import network
from mlpcore.views.parts.page import frame, page
from mlpcore.views.step import (
    controls as step_controls,
)
from mlpcore.views.step import (
    regions as step_view,
)
from mlpcore.views.step import (
    shapes as shapes_view,
)

FRAME = frame(step_view.LAYOUT)


class StepPanel(SteppingPanel[State]):
    """Step through I-V for one sample x (d,), y (k,) of a network.

    `until` is the last section shown, `at` the key of the first step shown; `named` writes the
    notes' own names for one hidden layer; `shapes` adds the ledger of shapes, in which the widths
    can be changed; `notation` is "notes", "nielsen" or "bishop". `slip` switches a slip on,
    and `plain` leaves the menu of slips out as long as none is on; `backward`, a
    `my_backward(mlp, fwd, y)`, or `delta_hidden`, a `my_delta_hidden(W, delta, net, f)`, is judged
    step by step. ValueError or TypeError where x, y or eta does not fit, for another notation, or
    for a slip that cannot be made here.
    """

    has = frozenset({"steps", "plays", "covers", "asks"})
    reshaping = frozenset({"h", "width"})
    word = "step"
    usual: ClassVar[dict[str, Any]] = usual_of(State)
    kinds: ClassVar[dict[str, Kind]] = {  # older codes say "collapsed"
        **kinds_of(State), "at": WORD, "collapsed": FLAG, **BESIDE,
    }  # fmt: skip

    def __init__(
        self,
        mlp: MLP,
        x: object,
        y: object,
        eta: float = 0.5,
        *,
        until: str = "V",
        at: str | None = None,
        named: bool = False,
        shapes: bool = False,
        notation: str = "notes",
        slip: str = "",
        plain: bool = False,
        backward: Function | None = None,
        delta_hidden: Function | None = None,
        seed: int = 0,
    ) -> None:
        Trace.of_sample(mlp, x, y, eta, named, notation)  # what is wrong is said
        self._own = StudentCode.of(backward, delta_hidden, slip)
        self._activations = ACTIVATIONS | {f.name: f for f in mlp.f[1:]}  # own ones stay in menus
        self._losses = LOSSES | {mlp.loss.name: mlp.loss}
        begun = mlp.copy()
        given = numbers("x", x), numbers("y", y)
        known("until", until, SECTIONS)
        how: dict[str, Any] = {"until": until, "named": named, "notation": notation}
        how |= {"shapes": flag("shapes", shapes), "slip": slip_of(slip).id if slip else ""}
        how |= {"plain": flag("plain", plain)}
        self.begin(State(begun, *given, begun, eta, count("seed", seed, or_zero=True), **how))
        self.at = 0 if at is None else self._find(expect("at", at, str, "the key of a step"))
        self.arrive(moved=True)
        super().__init__(label="Step panel", frame=FRAME)
        self.draw()

    # --- what a person can do ------------------------------------------------------------------

    def number(self, key: str, index: Index) -> Any:
        """One number of what it shows."""
        return self.walk.trace.number(plain_key(key), index)

    def do_look(self, key: str, index: list[int]) -> None:
        """Put one number under the lens."""
        key, place = plain_key(key), tuple(int(i) for i in index)
        self.number(key, place)
        self.selected = (key, place)

    def do_set(self, key: str, index: list[int], value: float) -> None:
        """Set η, the seed, or one number of x, y, a W or a b."""
        number = float(floats(key, value))
        if key == "seed":
            self._draw_weights(self.state.mlp.widths, int(number), "seed")
            return
        if key in ("h", "width"):
            widths = self.state.reshaped(key, index, number)
            self._draw_weights(widths, self.state.seed, f"set {key} {index}")
            return
        self.walk.trace.number(key, tuple(index))
        self.become(self.state.with_number(key, index, number), f"set {key} {index}")

    def do_choose(self, name: str, value: str) -> None:
        """Choose the activation of the hidden layers or of the output, the loss or the notation."""
        if name in BESIDE_THE_NET:
            self.become(self.state.with_choice(name, value), f"choose {name}")
            return
        changed = self.state.with_function(name, value, self._activations, self._losses)
        self._become_possible(changed, f"choose {name}")

    def do_again(self) -> None:
        """Apply V and go round again: from V to the first step, else staying to see the change."""
        after = replace(self.state, mlp=self.walk.trace.after, rounds=self.state.rounds + 1)
        self.become(after, "again")
        if self.walk[self.at].section == "V":
            self.do_first()

    def do_new(self) -> None:
        """New weights from the next seed."""
        self._draw_weights(self.state.mlp.widths, self.state.seed + 1, "seed")

    def do_same(self) -> None:
        """Back to the weights that this panel, or this seed, began with."""
        self.become(self.state.same_weights(), "same")

    # --- the state ------------------------------------------------------------------------------

    def _draw_weights(self, widths: list[int], seed: int, what: str) -> None:
        """Weights of that seed, for layers of those widths."""
        self._become_possible(self.state.drawn(widths, seed), what)

    def _become_possible(self, changed: State, what: str) -> None:
        """Change to a state; a slip that has no place in it is switched off, and that is said."""
        try:
            self.become(changed, what)
        except ValueError as refused:
            if not self.state.slip:
                raise
            self.become(replace(changed, slip=""), what)
            self.trouble = f"{refused}; it is switched off"

    @property
    def last(self) -> int:
        """The number of the last step."""
        return len(self.walk) - 1

    @property
    def results(self) -> list[str]:
        """The quantity of each step."""
        return [step.quantity for step in self.walk]

    def take(self, state: State) -> None:
        """Take on a state, if the whole pass can be computed from it."""
        self.walk = self._walk(state)
        self.state = state

    def _walk(self, state: State) -> Walkthrough:
        sample = state.mlp, state.x, state.y, state.eta
        written: dict[str, Any] = {"named": state.named, "notation": state.notation}
        if self._own:
            walk: Walkthrough = self._own.walk(*sample, **written)
        elif state.slip:
            walk = bugged(*sample, slip=state.slip, **written)
        else:
            walk = walkthrough(*sample, **written)
        last = list(SECTIONS).index(state.until)
        shown = list(SECTIONS)[: last + 1]
        del walk[sum(step.section in shown for step in walk) :]
        return walk

    def _find(self, key: str) -> int:
        return next(n for n, step in enumerate(self.walk) if step is self.walk[key])

    def arrive(self, moved: bool) -> None:
        """Put the lens where it belongs: where it was, if that is still shown, else on the step."""
        self.at = min(self.at, self.last)
        if moved or not self._shown(*self.selected):
            self.selected = self.first_look

    @property
    def first_look(self) -> tuple[str, Index]:
        """The first number of the step."""
        step = self.walk[self.at]
        return step.quantity, (1,) * step.value.ndim

    def _shown(self, key: str, index: Index) -> bool:
        known = {step.quantity for step in self.walk[: self.at + 1]}
        given = key in ("x", "y", "eta") or key.startswith(("W_", "b_"))
        try:
            self.walk.trace.number(key, index)
        except (KeyError, IndexError):
            return False
        return given or key in known

    def do_reveal(self, key: str) -> None:
        """Show the numbers of that quantity, and what came in their place."""
        super().do_reveal(plain_key(key))

    def _covered(self) -> frozenset[str]:
        covered = super()._covered()
        return with_claims(covered) if isinstance(self.walk, MarkedWalk) else covered

    def functions(self) -> list[Activation | Loss]:
        """The activations and losses of its menus."""
        return [*self._activations.values(), *self._losses.values()]

    def recipe(self) -> dict[str, Any]:
        """All that this panel is made of; ValueError where it holds something of one's own."""
        if self._own:
            raise ValueError("a code cannot hold a function of one's own")
        recipe = super().recipe() | {"begun": self.state.begun_otherwise()}
        return {name: value for name, value in recipe.items() if value is not None}

    def beside(self) -> dict[str, Any]:
        """The step that is shown, too."""
        return {"at": self.walk[self.at].key, **super().beside()}

    # --- faces ----------------------------------------------------------------------------------

    def draw(self) -> None:
        """Draw every region; the controls only where they did not make the change themselves."""
        more = {"spoken": self._told(), "buttons": self._buttons()}
        self.show(self._picture() | more, self._controls_now, at_end=self.is_at_end)

    def _controls_now(self) -> dict[str, Node]:
        sliders = self.found.of("sliders", (self.walk,), self._sliders)
        setup = self.found.of("setup", (self.walk,), self._setup)
        editor = step_controls.editor(self.walk.trace, *self.selected)
        return {"sliders": sliders, "editor": editor, "setup": setup}

    def _picture(self, paper: bool = False) -> dict[str, Node]:
        """The regions that show the pass."""
        walk, at, selected, find = self.walk, self.at, self.selected, self.found.of
        large, key = self.large and not paper, walk[at].quantity
        read = find("read", self._letters, lambda: step_view.read_by(walk))
        scales = find("scales", self._numbers, lambda: step_view.scales_of(walk, read))
        agrees = find("agrees", (*self._numbers, key), lambda: agreement(walk.trace, key))
        return {
            "mistakes": find("mistakes", (walk,), self._mistakes),
            "timeline": find(
                "timeline", (at, *self._letters), lambda: step_view.timeline(walk, at)
            ),
            "network": find("network", (walk, at, large), lambda: network(walk, at, large)),
            "step": step_view.this_step(walk, at, agrees, read, scales, selected),
            "lens": step_view.lens(walk.trace, selected, step=self._looked_at()),
            "ledger": step_view.ledger(walk, at, read, scales, selected),
            "shapes": find("shapes", (walk,), self._shapes_now),
            "note": markup.note(self._noted(paper)),
        }

    @property
    def _numbers(self) -> tuple[object, ...]:
        """What every number of the pass depends on; a function of one's own may give anything."""
        now = self.state
        return (self.walk,) if self._own else (now.mlp, now.x, now.y, now.eta, now.slip)

    @property
    def _letters(self) -> tuple[object, ...]:
        """What the steps are, and what they are called; none of their numbers, but for marks."""
        now = self.state
        if self._own or now.slip:
            return (self.walk,)
        return *now.mlp.widths, *now.mlp.f, now.mlp.loss, now.named, now.notation, now.until

    def _noted(self, paper: bool) -> str:
        """What is to be said of the target, if it is shown."""
        is_shown = self._shows("II") and (paper or "y" not in self._covered())
        return self.walk.trace.out_of_reach if is_shown else ""

    def _mistakes(self) -> Node:
        """What is wrong in this pass, in a line."""
        if not isinstance(self.walk, MarkedWalk):
            return None
        if self._own:
            said = marks_view.with_symbols(self._own.summary, self.walk.trace)
            return marks_view.summary(self.walk, said, self._own.ok)
        return marks_view.switched_on(self.walk)

    def _looked_at(self) -> Step | None:
        """The step of the quantity under the lens, if it has one."""
        return next((step for step in self.walk if step.quantity == self.selected[0]), None)

    def _shapes_now(self) -> Node:
        rows = depth.shapes(self.state.mlp) if self.state.shapes else []
        return shapes_view.shapes(rows, self.walk.trace.notation) if rows else None

    def _buttons(self) -> Node:
        at, steps, state = self.at, len(self.walk), self.state
        again, undo = self._shows("V"), bool(self._past)
        end = self.is_at_end
        return step_controls.buttons(at, steps, state.rounds, end=end, again=again, undo=undo)

    def _sliders(self) -> Node:
        trace, error, descent = self.walk.trace, self._shows("II"), self._shows("V")
        first = trace.notation.number("z", 0)
        widths = shapes_view.widths(self.state.mlp.widths, first) if self.state.shapes else None
        return step_controls.sliders(trace, error=error, descent=descent), widths

    def _setup(self) -> Node:
        *hidden, k = self.state.mlp.widths[1:]
        inner, output = (offers.activations(self._activations, m) for m in (hidden, [k]))
        losses = offers.losses(self._losses, k) if self._shows("II") else []
        slips = self.found.of("slips", self._numbers, self._slips)
        chosen = self.state.slip, self.state.seed
        return step_controls.setup(self.walk.trace, inner, output, losses, slips, *chosen)

    def _slips(self) -> list[str]:
        """The slips that can be switched on."""
        without = self.state.plain and not self.state.slip
        return [] if self._own or without else [slip.id for slip in possible_at(self.walk)]

    def _shows(self, section: str) -> bool:
        """Whether the panel goes as far as that section."""
        return list(SECTIONS).index(section) <= list(SECTIONS).index(self.state.until)

    def _told(self) -> str:
        """The step in a sentence with its numbers, unless they are hidden."""
        hidden = self.walk[self.at].quantity in self._covered()
        return step_view.told(self.walk, self.at, hidden)

    def still(self) -> str:
        """The panel as it is now, as a page that needs no kernel."""
        return page(step_view.LAYOUT, self._picture(paper=True))

    def __str__(self) -> str:
        own = f"{self._own.summary}\n" if self._own else ""
        return f"{step_view.spoken(self.walk, self.at)}\n{own}{self.walk}"
