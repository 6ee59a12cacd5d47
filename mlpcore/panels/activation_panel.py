"""The activation panel: a person moves one net and sees curve, slope, tangent and what δ becomes.

`ActivationPanel("tanh", net=1.5)` in a notebook, or with an activation of one's own. It holds the
state, listens, and calls lesson and views; it contains no formula.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from mlpcore.activations import Activation, activation, identity, relu, sigmoid, tanh
from mlpcore.checks import count, entries, floats, known, positive
from mlpcore.lesson.activation.topics import TOPICS
from mlpcore.lesson.notation.numbers import one_number
from mlpcore.lesson.notation.spelling import letters, spelled
from mlpcore.lesson.steps.slopes import elementwise
from mlpcore.panels.activation_presenter import ANSWERS, Presenter
from mlpcore.panels.activation_state import State
from mlpcore.panels.base.state_codes import WORD, WORDS, Kind
from mlpcore.panels.base.state_words import kinds_of, usual_of
from mlpcore.panels.base.stepping import BESIDE
from mlpcore.panels.base.topics import Topics
from mlpcore.views.activation import controls as activation_controls
from mlpcore.views.activation import regions as activation_view
from mlpcore.views.activation.controls import SLIDERS
from mlpcore.views.activation.plots import ChainPicture, CurvePicture, FamilyPicture, UnitPicture
from mlpcore.views.parts import controls
from mlpcore.views.parts.html import LIVE, PAPER, Context, Node
from mlpcore.views.parts.page import frame, page
from mlpcore.views.parts.plots import Style

FRAME = frame(activation_view.LAYOUT)
PICTURES: dict[str, Any] = {"curve": CurvePicture, "chain": ChainPicture, "unit": UnitPicture,
            "family": FamilyPicture}  # fmt: skip
FAMILY = (identity, sigmoid, tanh, relu)
GROWN = 100  # times the error at the start, or times 1: so large it is where a run diverges


class ActivationPanel(Topics[State]):
    """Look at an activation, a name or one of one's own, at one net input.

    `at` is the topic shown first; `others` are activations for the menu, besides identity, sigmoid,
    tanh and ReLU; `depth` is the number of layers of the chain; `notation` is "notes", "nielsen" or
    "bishop", but for the slip, which quotes the notes. ValueError for what is unknown or not
    elementwise.
    """

    word = "activation"
    answers = ANSWERS
    usual: ClassVar[dict[str, Any]] = {**usual_of(State), "at": "slope"}
    kinds: ClassVar[dict[str, Kind]] = {**kinds_of(State), "at": WORD, "others": WORDS, **BESIDE}

    def __init__(
        self,
        f: str | Activation = "sigmoid",
        net: float = 1.0,
        *,
        at: str = "slope",
        others: Sequence[Activation] = (),
        depth: int = 10,
        notation: str = "notes",
    ) -> None:
        chosen = elementwise(activation(f))
        more = [elementwise(activation(other)) for other in entries("others", others)]
        table = {each.name: each for each in (*FAMILY, *more, chosen)}
        self.fs, deep = tuple(table.values()), count("depth", depth)
        self.at = known("topic", at, {name: n for n, name in enumerate(TOPICS)})
        self.selected: tuple[str, tuple[int, ...]] | None = None
        self._drawn: dict[tuple[str, Style], Any] = {}
        self._scene: Presenter | None = None
        at_first = chosen.name, one_number("net", net)
        self.begin(State(*at_first, depth=deep, notation=notation).begun(self.fs))
        super().__init__(label="Activation panel", frame=FRAME)
        self.draw()

    # --- what a person can do ------------------------------------------------------------------

    def number(self, key: str, index: tuple[int, ...]) -> Any:
        """One number of what it shows."""
        return self.scene.number(key, index)

    def do_look(self, key: str, index: list[int]) -> None:
        """Show one number with all its digits."""
        place = tuple(int(i) for i in index)
        self.number(key, place)
        self.selected = (key, place)

    def do_set(self, key: str, index: list[int], value: float) -> None:
        """Set the net input, or another number that has a slider."""
        if key not in SLIDERS:
            raise KeyError(f"there is no slider for {key!r}")
        changed: dict[str, Any] = {key: float(floats(key, value))}
        self.become(replace(self.state, **changed).begun(self.fs), f"set {key}")

    def do_choose(self, name: str, value: str) -> None:
        """Choose the activation or the notation."""
        if name == "notation":
            self.become(replace(self.state, notation=value), "choose")
            return
        f = known("activation", value, {f.name: f for f in self.fs})
        self.become(replace(self.state, f=f.name).begun(self.fs), "choose")

    def do_descend(self) -> None:
        """One step of gradient descent of the lone unit."""
        self.become(self.state.descended(self.fs), "descend")

    def do_run(self) -> None:
        """Step after step, or pause."""
        self.running = not self.running and self.topic == "unit"
        if self.running:
            self._past.append(("run", self.state))

    def do_tick(self) -> None:
        """One step of what runs; a run ends where nothing moves any more, or all grows."""
        if self.running:
            self.state = self.state.descended(self.fs)
            first, *_, last = self.state.errors
            if diverges := last > GROWN * max(first, 1.0):
                self.trouble = "it diverges: ε grows from step to step, so take a smaller η"
            self.running = not (diverges or self.state.is_at_rest(self.fs))

    def holds(self, do: str, key: object = None) -> bool:
        """A run moves w and b, and so their controls."""
        return do != "tick" and super().holds(do, key)

    def do_revive(self) -> None:
        """Lift the bias until the unit is open again for every sample."""
        self.running = False
        self.become(self.state.lifted(self.fs), "revive")

    def do_same(self) -> None:
        """All numbers as they were at the start."""
        self.running = False
        self.become(replace(self._begun, f=self.state.f).begun(self.fs), "same")

    def do_undo(self) -> None:
        """Take the last change back; a whole drag of one control is one change."""
        self.running = False
        super().do_undo()

    # --- the state ------------------------------------------------------------------------------

    def take(self, state: State) -> None:
        """Take on a state in which f gives as many numbers as it gets."""
        letters(state.notation)
        positive("s", state.s)
        positive("eta", state.eta)
        floats("joint", state.joint)
        if not all(each >= 0 for each in state.errors):  # ∞ is where a run can end
            raise ValueError(f"errors are {state.errors!s:.60}, but must be 0 or above 0")
        scene = Presenter(self.topic, state, self.fs)
        scene.unit.bwd, scene.look  # noqa: B018  -- computing is the check
        self.state, self._scene = state, scene

    def arrive(self, moved: bool) -> None:
        """At another topic nothing runs and nothing is looked at."""
        if moved:
            self.running, self.selected = False, None

    @property
    def scene(self) -> Presenter:
        """What the topic shows at this state."""
        scene = Presenter(self.topic, self.state, self.fs)
        if self._scene is None or scene != self._scene:
            self._scene = scene
        return self._scene

    def functions(self) -> Iterable[Activation]:
        """The activations of its menu."""
        return self.fs

    def recipe(self) -> dict[str, Any]:
        """All that this panel is made of, but for an error curve that has only begun."""
        recipe, now = super().recipe(), self.state
        if now.errors == now.begun(self.fs).errors:
            del recipe["errors"]
        return recipe

    def beside(self) -> dict[str, Any]:
        """What the menu has beside the family and the chosen one, too."""
        more = [f.name for f in self.fs if f not in FAMILY]
        others = {} if more in ([], [self.state.f]) else {"others": more}
        return {**others, **super().beside()}

    def resume(self, recipe: dict[str, Any]) -> None:
        """With an error curve that has only begun, where a recipe holds none."""
        if "errors" not in recipe:
            self.begin(self.state.begun(self.fs))
        super().resume(recipe)

    # --- faces ----------------------------------------------------------------------------------

    @property
    def context(self) -> Context:
        """In the letters of the book that is shown."""
        return replace(LIVE, book=self._book)

    def draw(self) -> None:
        """Draw every region, and the picture of the topic."""
        spoken = spelled(self.scene.words(self.is_asking).name, self._book)
        seen, style = self.scene, self.style
        png = self.found.of("png", (seen, *style), lambda: self._png(style))
        self.show(
            self._picture() | {"spoken": spoken, "buttons": self._buttons()},
            self._controls_now,
            at_end=self.is_at_end,
            pictures={seen.picture: png},
        )

    def _controls_now(self) -> dict[str, Node]:
        sliders = activation_controls.sliders(
            self.topic, vars(self.state), self.fs, self.state.f, self._book
        )
        return {"sliders": sliders, "setup": controls.notations(self.state.notation)}

    def _buttons(self) -> Node:
        return activation_controls.buttons(
            self.at, self.is_at_end, unit=self.topic == "unit", running=self.running,
            undo=bool(self._past),
        )  # fmt: skip

    @property
    def style(self) -> Style:
        """How pictures are drawn: in the letters of the book that is shown."""
        return super().style._replace(notation=self._book)

    @property
    def _book(self) -> str:
        """The book whose letters are shown: the notes' own where their slip is quoted."""
        return "notes" if self.topic == "letters" else self.state.notation

    def _picture(self, paper: bool = False) -> dict[str, Node]:
        """The regions that show the topic."""
        scene, asking = self.scene, self.is_asking and not paper
        png = self._png(Style(notation=self._book), stored=True) if paper else None
        return {
            "topics": activation_view.topics(self.topic),
            "picture": activation_view.image(scene.picture, scene.alt(asking), png),
            "step": scene.step(asking),
            "lens": scene.lens(self.selected),
            "ledger": scene.ledger(),
        }

    def _png(self, style: Style, stored: bool = False) -> bytes:
        """The picture of the topic, drawn by the one figure that there is for it."""
        name = self.scene.picture
        if (name, style) not in self._drawn:
            self._drawn = {at: each for at, each in self._drawn.items() if at[1] == style}
            self._drawn[name, style] = PICTURES[name](style)
        picture = self._drawn[name, style]
        picture.show(*self.scene.drawn())
        return bytes(picture.png(stored))

    def still(self) -> str:
        """The topic as it is now, as a page that needs no kernel."""
        context = replace(PAPER, book=self._book)
        return page(activation_view.LAYOUT, self._picture(paper=True), context)

    def __str__(self) -> str:
        return spelled(self.scene.text(), self._book)
