"""The activation panel: a person moves one net and sees curve, slope, tangent and what δ becomes.

What one can do here: `ActivationPanel("tanh", net=1.5)` in a notebook, or with an activation of
one's own. It holds the state, listens, and calls lesson and views; it contains no formula.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

import numpy as np

from mlpcore.activations import Activation, activation, identity, relu, sigmoid, tanh
from mlpcore.checks import count, floats, known, positive
from mlpcore.lesson import activation_words, lone_unit
from mlpcore.lesson.activation_words import TOPICS, Told
from mlpcore.lesson.closeup import Closeup, Way, elementwise
from mlpcore.lesson.lone_unit import LoneUnit
from mlpcore.lesson.numbers import brief, six
from mlpcore.lesson.portrait import compare_activations
from mlpcore.lesson.spelling import letters, spelled
from mlpcore.lesson.tower import FORMULAS, Tower
from mlpcore.panels.codes import NUMBER, NUMBERS, WHOLE, WORD, Kind
from mlpcore.panels.stage import CONTROLS
from mlpcore.panels.stepping import SWITCHES, Stepping
from mlpcore.views import activation_view, controls, theme
from mlpcore.views.activation_plots import CurvePicture, FamilyPicture, TowerPicture, UnitPicture
from mlpcore.views.plots import Style
from mlpcore.views.spelling import spelled_page

FRAME = (
    '<div data-region="topics"></div>'
    '<div class="mlp-stage mlp-act-stage"><div data-region="picture"></div>'
    '<div class="mlp-right"><div class="mlp-region-step" data-region="step"></div>'
    '<div data-region="lens"></div></div></div>'
    '<div class="mlp-region-ledger" data-region="ledger"></div>'
) + CONTROLS
PICTURES: dict[str, Any] = {"curve": CurvePicture, "tower": TowerPicture, "unit": UnitPicture,
            "family": FamilyPicture}  # fmt: skip
FAMILY = (identity, sigmoid, tanh, relu)
MOST_STEPS = 400  # of the lone unit in one run
TINY = 1e-4  # the step of the central difference that checks a slope
AT_REST = 1e-4  # a gradient as small as that ends a run

# the numbers of each topic: formulas on the right, columns of the table below
WAYS = {
    "slope": ("z", "slope", "slope_of_output"),
    "letters": ("slope", "slope_of_output", "written"),
    "difference": ("left", "right", "central"),
    "delta": ("slope", "delta"),
    "family": (),
}
COLUMNS = {
    "slope": ("z", "slope", "slope_of_output"),
    "letters": ("z", "slope", "written"),
    "difference": ("left", "central", "right", "slope"),
    "delta": ("z", "slope", "delta"),
    "family": ("z", "slope"),
}
CHECKED = ("slope", "letters")  # where the slope is held against an experiment
# the sliders of each topic: low, high, step
SLIDERS = {"net": (-6, 6, 0.05), "d_z": (-2, 2, 0.05), "s": (0.05, 2, 0.05), "w": (-3, 3, 0.05),
           "b": (-3, 3, 0.05), "eta": (0.05, 2, 0.05), "joint": (-3, 3, 0.05)}  # fmt: skip
MOVED = {"slope": ("net",), "letters": ("net",), "difference": ("net", "s"),
         "delta": ("net", "d_z"), "layers": ("net", "joint"), "unit": ("w", "b", "eta"),
         "family": ("net",)}  # fmt: skip


@dataclass(frozen=True)
class State:
    """All that a person can change."""

    f: int
    net: float
    d_z: float = 1.0
    s: float = 0.5
    joint: float = 1.0
    eta: float = 0.1
    w: float = LoneUnit.w
    b: float = LoneUnit.b
    errors: tuple[float, ...] = ()
    notation: str = "notes"


class ActivationPanel(Stepping[State]):
    """Look at an activation, a name or one of one's own, at one net input.

    `at` is the topic shown first; `others` are activations for the menu, besides identity, sigmoid,
    tanh and ReLU; `depth` is the number of layers of the tower; `notation` is "notes", "nielsen" or
    "bishop", but for the slip, which quotes the notes. ValueError for what is unknown or not
    elementwise.
    """

    word = "activation"
    usual: ClassVar[dict[str, Any]] = {"at": "slope", "depth": 10}
    kinds: ClassVar[dict[str, Kind]] = {
        "f": WORD, "net": NUMBER, "at": WORD, "depth": WHOLE, "d_z": NUMBER, "s": NUMBER,
        "joint": NUMBER, "eta": NUMBER, "w": NUMBER, "b": NUMBER, "errors": NUMBERS,
        "notation": WORD, **SWITCHES,
    }  # fmt: skip

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
        more = [elementwise(activation(other)) for other in others]
        table = {each.name: each for each in (*FAMILY, *more, chosen)}
        self.fs, self.depth = list(table.values()), count("depth", depth)
        self.at = known("topic", at, {name: n for n, name in enumerate(TOPICS)})
        self.selected: tuple[str, tuple[int, ...]] | None = None
        self._drawn: dict[tuple[str, Style], Any] = {}
        self._looked: tuple[object, Closeup] | None = None
        at_first = self.fs.index(table[chosen.name]), float(floats("net", net))
        start = State(*at_first, notation=notation)
        self._start = self._with_error(start)
        self.begin(self._start)
        super().__init__(label="Activation panel", frame=FRAME)
        self.draw()

    # --- what a person can do ------------------------------------------------------------------

    def do_look(self, key: str, index: list[int]) -> None:
        """Show one number with all its digits."""
        place = tuple(int(i) for i in index)
        self.number(key, place)
        self.selected = (key, place)

    def do_set(self, key: str, index: list[int], value: float) -> None:
        """Set the net input, or another number that has a slider."""
        if key not in SLIDERS:
            raise KeyError(f"there is no slider for {key!r}")
        value = positive(key, value) if key in ("s", "eta") else float(floats(key, value))
        changed: dict[str, Any] = {key: value}
        self.become(self._with_error(replace(self.state, **changed)), f"set {key}")

    def do_choose(self, name: str, value: str) -> None:
        """Choose the activation or the notation."""
        if name == "notation":
            self.become(replace(self.state, notation=value), "choose")
            return
        table = {f.name: n for n, f in enumerate(self.fs)}
        chosen = replace(self.state, f=known("activation", value, table))
        self.become(self._with_error(chosen), "choose")

    def do_descend(self) -> None:
        """One step of gradient descent of the lone unit."""
        self.become(self._descended(), "descend")

    def do_run(self) -> None:
        """Step after step, or pause."""
        self.running = not self.running and self.topic == "unit"
        if self.running:
            self._past.append(("run", self.state))

    def do_tick(self) -> None:
        """One step of what runs; a run ends where nothing moves any more."""
        if self.running:
            self.state = self._descended()
            self.running = not self._is_at_rest()

    def do_revive(self) -> None:
        """Lift the bias until the unit is open again for every sample."""
        self.running = False
        lifted = replace(self.state, b=self.unit.lifted().b)
        self.become(self._with_error(lifted), "revive")

    def do_same(self) -> None:
        """All numbers as they were at the start."""
        self.running = False
        self.become(self._with_error(replace(self._start, f=self.state.f)), "same")

    def do_undo(self) -> None:
        """Take the last change back; a whole drag of one control is one change."""
        self.running = False
        super().do_undo()

    # --- the state ------------------------------------------------------------------------------

    @property
    def topic(self) -> str:
        """The topic that is shown."""
        return list(TOPICS)[self.at]

    @property
    def last(self) -> int:
        """The number of the last topic."""
        return len(TOPICS) - 1

    def take(self, state: State) -> None:
        """Take on a state in which f gives as many numbers as it gets."""
        letters(state.notation)
        LoneUnit(self.fs[state.f], state.w, state.b).bwd  # noqa: B018  -- computing is the check
        Closeup(self.fs, state.f, state.net, state.d_z, state.s)
        self.state = state

    def arrive(self, moved: bool) -> None:
        """At another topic nothing runs and nothing is looked at."""
        if moved:
            self.running, self.selected = False, None

    @property
    def look(self) -> Closeup:
        """Every activation at this net."""
        state, step = self.state, self.state.s if self.topic == "difference" else TINY
        wanted = (state.f, state.net, state.d_z, step)
        if self._looked is None or self._looked[0] != wanted:
            self._looked = (wanted, Closeup(self.fs, *wanted))
        return self._looked[1]

    @property
    def tower(self) -> Tower:
        """The layers one above another."""
        return Tower(self.fs[self.state.f], self.state.net, self.state.joint, self.depth)

    @property
    def unit(self) -> LoneUnit:
        """The lone unit."""
        return LoneUnit(self.fs[self.state.f], self.state.w, self.state.b)

    def values(self) -> dict[str, Any]:
        """Every number of the topic by its key: a number, or an array that counts from 1."""
        state = self.state
        if self.topic == "layers":
            tower = self.tower
            return {"net": tower.net, "z": tower.z, "slope": tower.slope,
                    "product": tower.product, "delta": tower.delta}  # fmt: skip
        if self.topic == "unit":
            return {**self.unit.values, **self.unit.samples}
        given = {key: getattr(state, key) for key in MOVED[self.topic]}
        checked = ("central",) if self.topic in CHECKED else ()
        keys = dict.fromkeys((*COLUMNS[self.topic], *WAYS[self.topic], *checked))
        return given | {key: self.look.values[key] for key in keys}

    def number(self, key: str, index: tuple[int, ...]) -> float:
        """One number of the topic; LookupError where there is none."""
        value = np.asarray(known("quantity", key, self.values()))
        if len(index) != value.ndim or any(
            not 1 <= i <= n for i, n in zip(index, value.shape, strict=True)
        ):
            raise IndexError(f"{key} has shape {value.shape}: there is no entry {index}")
        return float(value[tuple(i - 1 for i in index)])

    def _with_error(self, state: State) -> State:
        """The same with its error as the first of the curve."""
        return replace(state, errors=(LoneUnit(self.fs[state.f], state.w, state.b).bwd.eps,))

    def _descended(self) -> State:
        state = self.state
        after = self.unit.descended(state.eta)
        return replace(state, w=after.w, b=after.b, errors=(*state.errors, after.bwd.eps))

    def _is_at_rest(self) -> bool:
        values = self.unit.values
        still = max(abs(values["dw"]), abs(values["db"])) < AT_REST
        return still or len(self.state.errors) > MOST_STEPS or not np.isfinite(values["eps"])

    def recipe(self) -> dict[str, Any]:
        """All that this panel is made of; ValueError where it shows an activation of one's own."""
        f, now = self.fs[self.state.f], self.state
        if f not in FAMILY:
            raise ValueError(f"{f.name} is your own: a code holds only what mlpcore has")
        begun = self._with_error(State(now.f, now.net))
        changed = {
            name: value for name, value in vars(now).items()
            if name in self.kinds and value != getattr(begun, name)
        }  # fmt: skip
        given = {"f": f.name, "net": now.net, "at": self.topic, "depth": self.depth}
        return {**changed, **given, **self.switches()}

    @classmethod
    def built(cls, recipe: dict[str, Any]) -> Self:
        """The panel of a recipe, all but what is looked at and what is hidden."""
        given = recipe.keys() & {"f", "net", "at", "depth"}
        panel = cls(**{name: recipe[name] for name in given})
        fields = State.__dataclass_fields__.keys() - {"f", "net"}
        panel.take(replace(panel.state, **{name: recipe[name] for name in fields & recipe.keys()}))
        return panel

    # --- faces ----------------------------------------------------------------------------------

    def draw(self) -> None:
        """Draw every region, and the picture of the topic."""
        spoken = spelled(self._words().name, self._book)
        more = {"spoken": spoken, "buttons": self._buttons()}
        self.show(
            self._picture() | more,
            self._controls_now,
            at_end=self.at == self.last,
            pictures={self._picture_name(): self._png(self.style)},
        )

    def _controls_now(self) -> dict[str, str]:
        sliders = spelled_page(self._sliders(), self._book)
        return {"sliders": sliders + controls.notations(self.state.notation)}

    @property
    def style(self) -> Style:
        """How pictures are drawn: in the letters of the book that is shown."""
        return super().style._replace(notation=self._book)

    @property
    def _book(self) -> str:
        """The book whose letters are shown: the notes' own where their slip is quoted."""
        return "notes" if self.topic == "letters" else self.state.notation

    def _picture(self, paper: bool = False) -> dict[str, str]:
        """The regions that show the topic; on paper, formulas are lines of text."""
        view, words = activation_view, self._words()
        png = self._png(Style(notation=self._book), stored=True) if paper else None
        drawn = {
            "topics": view.topics(self.topic),
            "picture": view.image(self._picture_name(), self._alt(), png),
            "step": self._step(words, paper),
            "lens": self._lens(),
            "ledger": self._ledger(),
        }
        return {region: spelled_page(html, self._book) for region, html in drawn.items()}

    def _words(self) -> Told:
        if self.topic == "layers":
            return activation_words.tell_tower(self.tower)
        if self.topic == "unit":
            return activation_words.tell_unit(self.unit)
        return activation_words.tell_closeup(self.look, self.topic)

    def _step(self, words: Told, paper: bool) -> str:
        view = activation_view
        if self.topic == "layers":
            formulas = view.formulas(FORMULAS, paper)
            return view.told(words, None, paper) + formulas + view.code(words)
        if self.topic == "unit":
            formulas = view.formulas(lone_unit.FORMULAS, paper)
            numbers = view.lone(self.unit.values)
            return view.told(words, None, paper) + formulas + numbers + view.code(words)
        look = self.look
        formula = None if self.topic in ("letters", "family") else look.definition
        slip = view.letters(look.slip, paper) if self.topic == "letters" else ""
        verdict = view.verdict(look) if self.topic in CHECKED else ""
        rows = view.ways(self._ways(look), (look.at + 1,), paper)
        return view.told(words, formula, paper) + slip + rows + view.code(words, verdict)

    def _ways(self, look: Closeup) -> list[Way]:
        return [look.way(key) for key in WAYS[self.topic]]

    def _lens(self) -> str:
        if self.selected is None:
            return ""
        return activation_view.lens(*self.selected, self.number(*self.selected))

    def _ledger(self) -> str:
        view = activation_view
        if self.topic == "layers":
            return view.by_place(self.values(), "layer", reverse=True)
        if self.topic == "unit":
            return view.by_place(self.unit.samples, "sample")
        if self.topic == "family":
            return view.family(self.look, self.fs)
        return view.by_activation(self.look, COLUMNS[self.topic])

    def _buttons(self) -> str:
        at, last = self.at, self.last
        row = [
            controls.button("back", "◀", "The topic before", off=at == 0),
            controls.button("next", "Next ▶", "The next topic", main=True, off=at == last),
        ]
        if self.topic == "unit":
            row += [
                controls.button("descend", "One step", "One step of gradient descent"),
                controls.button("run", "❚❚ Pause" if self.running else "▷ Run", "Run or pause"),
                controls.button("revive", "Lift b", "Lift the bias until the unit is open"),
            ]
        return "".join([
            *row,
            controls.button("same", "Start again", "All numbers as at the start"),
            controls.button("undo", "Undo", "Undo the last change", off=not self._past),
        ])  # fmt: skip

    def _sliders(self) -> str:
        names = activation_view.NAMES | {"joint": "<i>w</i>"}
        said = {"d_z": "what arrives", "s": "step s", "joint": "weight w", "eta": "eta"}
        sliders = [
            controls.slider(
                key, (), names[key], said.get(key, key), getattr(self.state, key), *SLIDERS[key]
            )
            for key in MOVED[self.topic]
        ]
        menu = [(f.name, f.name) for f in self.fs]
        chosen = self.fs[self.state.f].name
        return "".join([*sliders, controls.menu("f", "<i>f</i>", "activation", menu, chosen)])

    # --- the picture ----------------------------------------------------------------------------

    def _picture_name(self) -> str:
        return {"layers": "tower", "unit": "unit", "family": "family"}.get(self.topic, "curve")

    def _png(self, style: Style, stored: bool = False) -> bytes:
        """The picture of the topic, drawn by the one figure that there is for it."""
        name = self._picture_name()
        if (name, style) not in self._drawn:
            self._drawn = {at: each for at, each in self._drawn.items() if at[1] == style}
            self._drawn[name, style] = PICTURES[name](style)
        picture = self._drawn[name, style]
        shows: dict[str, Callable[[], tuple[Any, ...]]] = {
            "tower": lambda: (self.tower,),
            "unit": lambda: (self.unit, self.state.errors),
            "family": lambda: (self.look,),
            "curve": lambda: (self.look, self.topic),
        }
        picture.show(*shows[name]())
        return bytes(picture.png(stored))

    def _alt(self) -> str:
        """The picture in words and numbers."""
        f, state = self.fs[self.state.f].name, self.state
        if self.topic == "layers":
            ends = brief(float(self.tower.product[0])), brief(float(self.tower.delta[0]))
            return f"Slopes of {f} layer by layer: product {ends[0]}, δ of layer 1 {ends[1]}"
        if self.topic == "unit":
            unit = self.unit
            weights = f"w = {brief(unit.w)}, b = {brief(unit.b)}, ε = {brief(unit.bwd.eps)}"
            return f"One {f} unit, {weights}, open for {unit.open_samples} of 4 samples"
        look = self.look
        here = f"at net = {brief(state.net)}: z = {brief(look.number('z'))}"
        if self.topic == "family":
            return f"All activations and their slopes, {here} for {f}"
        return f"Curve of {f} with its tangent {here}, slope {brief(look.number('slope'))}"

    def still(self) -> str:
        """The topic as it is now, as a page that needs no kernel."""
        shown = self._picture(paper=True)
        return theme.page(
            f"<p>{TOPICS[self.topic]}</p>"
            f"<div class='mlp-stage mlp-act-stage'><div>{shown['picture']}</div>"
            f"<div class='mlp-right'><div class='mlp-region-step'>{shown['step']}</div></div></div>"
            f"<div class='mlp-region-ledger'>{shown['ledger']}</div>",
            "activation.css",
        )

    def __str__(self) -> str:
        return spelled(self._text(), self._book)

    def _text(self) -> str:
        """The topic in the letters of the notes: heading, sentence and numbers."""
        words = self._words()
        head = [f"{words.name[:1].upper()}{words.name[1:]}.", words.sentence]
        if self.topic == "family":
            return "\n".join([*head, str(compare_activations(*self.fs))])
        return "\n".join([*head, *(f"  {line}" for line in self._lines())])

    def _lines(self) -> list[str]:
        """Every number of the topic, six digits at most."""
        names = [f.name for f in self.fs]
        lines = []
        for key, value in self.values().items():
            array = np.asarray(value)
            if not array.ndim:
                lines.append(f"{key} = {six(float(array))}")
            elif self.topic in COLUMNS:
                pairs = (f"{name} {six(v)}" for name, v in zip(names, array, strict=True) if v == v)
                lines.append(f"{key}: {', '.join(pairs)}")
            else:
                lines.append(f"{key} = [{', '.join(map(six, array))}]")
        return lines
