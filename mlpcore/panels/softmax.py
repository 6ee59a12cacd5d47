"""The softmax panel: net inputs as sliders, shares as bars, the Jacobian and δ with all numbers.

What one can do here: `SoftmaxPanel(net, y)` in a notebook. It holds the state, listens, and calls
lesson and views; it contains no formula. `panel.act(...)` does what a person can do.
"""

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

import numpy as np

from mlpcore.checks import floats, known
from mlpcore.lesson.notation import Index
from mlpcore.lesson.softmax import SoftmaxPass
from mlpcore.lesson.softmax_words import TOPICS
from mlpcore.lesson.spelling import letters, spelled
from mlpcore.panels.codes import NUMBER, NUMBERS, WORD, Kind
from mlpcore.panels.stage import CONTROLS
from mlpcore.panels.stepping import SWITCHES, Stepping
from mlpcore.views import controls, softmax_svg, softmax_view, theme
from mlpcore.views.spelling import spelled_page

FRAME = (
    '<div data-region="timeline"></div>'
    '<div class="mlp-sm-stage"><div class="mlp-sm-left"><div class="mlp-sm-rows">'
    '<div class="mlp-sm-nets" data-region="nets"></div><div data-region="bars"></div></div>'
    '<div class="mlp-sm-simplex" data-region="simplex"></div></div>'
    '<div class="mlp-right"><div class="mlp-region-step" data-region="topic"></div>'
    '<div data-region="lens"></div></div></div>'
) + CONTROLS
LOSSES = (("cross_entropy", "cross-entropy"), ("half_squared_error", "½‖y − o‖²"))
FEWEST, MOST = 2, 8


@dataclass(frozen=True)
class State:
    """All that a person can change: net inputs, targets, loss, temperature and shift."""

    net: tuple[float, ...]
    y: tuple[float, ...]
    loss: str
    T: float
    c: float
    notation: str = "notes"

    @property
    def record(self) -> SoftmaxPass:
        """Everything that follows from it."""
        return SoftmaxPass(self.net, self.y, self.loss, self.T, self.c)

    def with_classes(self, k: int) -> "State":
        """The same with k classes; if the only target goes, the first class is the target."""
        net, y = (_resized(values, k) for values in (self.net, self.y))
        return replace(self, net=net, y=y if any(y) else (1.0, *y[1:]))

    def with_number(self, key: str, index: Index, number: float) -> "State":
        """The same with one number changed; KeyError for one that follows from the others."""
        changed: dict[str, Any] = {"T": number, "c": number}
        if key in ("net", "y"):
            values = list(getattr(self, key))
            values[int(index[0]) - 1] = number
            changed[key] = tuple(values)
        if key not in changed:
            raise KeyError(f"{key} follows from the others and cannot be set")
        return replace(self, **{key: changed[key]})


class SoftmaxPanel(Stepping[State]):
    """o = softmax(net/T) and its Jacobian, for 2 to 8 net inputs; y is (1, 0, …) if left out.

    `T` is the temperature, `c` a constant added to every net input, `at` the topic shown first: o,
    naive, J, delta, slip or errors; `notation` is "notes", "nielsen" or "bishop". ValueError or
    TypeError where something does not fit.
    """

    word = "softmax"
    usual: ClassVar[dict[str, Any]] = {
        "loss": "cross_entropy", "T": 1.0, "c": 0.0, "at": "o", "notation": "notes",
    }  # fmt: skip
    kinds: ClassVar[dict[str, Kind]] = {
        "net": NUMBERS, "y": NUMBERS, "loss": WORD, "T": NUMBER, "c": NUMBER, "at": WORD,
        "notation": WORD, **SWITCHES,
    }  # fmt: skip

    def __init__(
        self,
        net: object,
        y: object = None,
        *,
        loss: str = "cross_entropy",
        T: float = 1.0,
        c: float = 0.0,
        at: str = "o",
        notation: str = "notes",
    ) -> None:
        numbers = _numbers("net", net)
        target = (1.0, *(0.0,) * (len(numbers) - 1)) if y is None else _numbers("y", y)
        known("loss", loss, dict(LOSSES))
        keys = {topic.key: n for n, topic in enumerate(TOPICS)}
        self.at = known("at", at, keys)
        self._begun = State(numbers, target, loss, T, c, notation)
        self.begin(self._begun)
        self.arrive(moved=True)
        super().__init__(label="Softmax panel", frame=FRAME)
        self.draw()

    # --- what a person can do ------------------------------------------------------------------

    def do_look(self, key: str, index: list[int]) -> None:
        """Put one number under the lens."""
        place: Index = tuple(int(i) for i in index)
        self.record.number(key, place)
        self.selected = (key, place)

    def do_set(self, key: str, index: list[int], value: float) -> None:
        """Set T, c, or one number of net or y."""
        number = float(floats(key, value))
        self.record.number(key, tuple(index))
        self.become(self.state.with_number(key, tuple(index), number), f"set {key} {index}")

    def do_choose(self, name: str, value: str) -> None:
        """Choose the loss, how many classes there are, or the notation."""
        menu = known("menu", name, {name: name for name in ("k", "loss", "notation")})
        if menu == "loss":
            loss = known("loss", value, {key: key for key, _ in LOSSES})
            self.become(replace(self.state, loss=loss), "choose")
        elif menu == "notation":
            self.become(replace(self.state, notation=value), "choose")
        else:
            self.become(self.state.with_classes(int(value)), "choose")

    def do_wrong(self) -> None:
        """Sure of a class that is not the target."""
        sure = 1 if self.record.target == 0 else 0
        net = tuple(8.0 if i == sure else 0.0 for i in range(self.record.k))
        self.become(replace(self.state, net=net, c=0.0), "wrong")

    def do_thousand(self) -> None:
        """Add 1000 to every net input."""
        self.become(replace(self.state, c=1000.0), "thousand")

    def do_same(self) -> None:
        """Back to what the panel began with."""
        self.become(self._begun, "same")

    # --- the state ------------------------------------------------------------------------------

    @property
    def last(self) -> int:
        """The number of the last topic."""
        return len(TOPICS) - 1

    def take(self, state: State) -> None:
        """Take on a state; ValueError where it has no record that can be shown."""
        if not FEWEST <= len(state.net) <= MOST:
            shows = f"the panel shows {FEWEST} to {MOST}"
            raise ValueError(f"net has {len(state.net)} entries: {shows}")
        letters(state.notation)
        record = state.record
        record.value("eps")
        self.state, self.record = state, record

    def arrive(self, moved: bool) -> None:
        """Put the lens on the topic's first number, or keep it where it was, if that is there."""
        if moved:
            self.selected = self.first_look
        key, index = self.selected
        try:
            self.record.number(key, index)
        except IndexError:
            self.selected = (key, (1,) * len(index))

    @property
    def first_look(self) -> tuple[str, Index]:
        """The first number of the topic; of the Jacobian, one beside its diagonal."""
        first = TOPICS[self.at].first
        return first, (1, 2)[: self.record.value(first).ndim]

    def recipe(self) -> dict[str, Any]:
        """All that this panel is made of."""
        now = self.state
        given = {"net": now.net, "y": now.y, "loss": now.loss, "T": now.T, "c": now.c}
        at = TOPICS[self.at].key
        return {**given, "at": at, "notation": now.notation, **self.switches()}

    @classmethod
    def built(cls, recipe: dict[str, Any]) -> Self:
        """The panel of a recipe, all but what is looked at and what is hidden."""
        return cls(**{name: value for name, value in recipe.items() if name not in SWITCHES})

    # --- faces ----------------------------------------------------------------------------------

    def draw(self) -> None:
        """Every region anew, but for the sliders while one is dragged."""
        spoken = f"Topic {self.at + 1} of {len(TOPICS)}: {TOPICS[self.at].name}."
        regions = self._picture() | {"spoken": spoken, "buttons": self._buttons()}
        self.show(regions, self._controls_now, at_end=self.at == self.last)

    def _controls_now(self) -> dict[str, str]:
        drawn = self._spelled({"nets": self._nets(), "sliders": self._sliders()})
        return {**drawn, "sliders": drawn["sliders"] + controls.notations(self.state.notation)}

    def _picture(self, paper: bool = False) -> dict[str, str]:
        """The regions that show numbers; on paper, formulas are lines of text."""
        record = self.record
        drawn = {
            "timeline": softmax_view.timeline(self.at),
            "bars": softmax_svg.bars(record),
            "simplex": softmax_svg.simplex(record) if record.k == 3 else "",
            "topic": softmax_view.topic(record, self.at, self.selected, paper),
            "lens": softmax_view.lens(record, self.selected),
        }
        return self._spelled(drawn)

    def _spelled(self, regions: dict[str, str]) -> dict[str, str]:
        """The regions in the letters of the notation."""
        name = self.state.notation
        return {region: spelled_page(html, name) for region, html in regions.items()}

    def _nets(self) -> str:
        """One slider a net input, beside its bar."""
        sliders = (
            controls.slider("net", (i,), f"net<sub>{i}</sub>", f"net {i}", value, -8, 8, 0.1)
            for i, value in enumerate(self.state.net, 1)
        )
        return "".join(f'<div class="mlp-sm-row">{slider}</div>' for slider in sliders)

    def _sliders(self) -> str:
        state = self.state
        targets = (
            controls.slider("y", (i,), f"<i>y</i><sub>{i}</sub>", f"y {i}", value, 0, 1, 0.05)
            for i, value in enumerate(state.y, 1)
        )
        sizes = [(str(k), str(k)) for k in range(FEWEST, MOST + 1)]
        return "".join(
            (
                controls.menu("k", "<i>k</i>", "number of classes", sizes, str(len(state.net))),
                controls.menu("loss", "<i>ε</i>", "loss", LOSSES, state.loss),
                controls.slider("T", (), "<i>T</i>", "temperature T", state.T, 0.1, 5, 0.05),
                controls.slider("c", (), "<i>c</i>", "shift c", state.c, -10, 10, 0.5),
                '<span class="mlp-sm-break"></span>',
                *targets,
            )
        )

    def _buttons(self) -> str:
        return "".join(
            (
                controls.button("back", "◀", "Topic before", off=self.at == 0),
                controls.button(
                    "next", "Next ▶", "Next topic", main=True, off=self.at == len(TOPICS) - 1
                ),
                f'<span class="mlp-status">{self.at + 1} of {len(TOPICS)}</span>',
                controls.button("wrong", "Sure and wrong", "Sure of another class than the target"),
                controls.button("thousand", "<i>c</i> = 1000", "Add 1000 to every net input"),
                controls.button("same", "Start again", "Back to what the panel began with"),
                controls.button("undo", "Undo", "Undo the last change", off=not self._past),
            )
        )

    def still(self) -> str:
        """The panel as it is now, as a page that needs no kernel."""
        shown = self._picture(paper=True)
        simplex = theme.picture(shown["simplex"]) if shown["simplex"] else ""
        sizes = spelled_page(softmax_svg.sizes(self.record), self.state.notation)
        chart = theme.picture(sizes) if self.at_end else ""
        return theme.page(
            f'{shown["timeline"]}<div class="mlp-sm-stage"><div class="mlp-sm-left">'
            f'<div class="mlp-sm-rows">{theme.picture(shown["bars"])}</div>'
            f'<div class="mlp-sm-simplex">{simplex}</div></div>'
            f'<div class="mlp-right"><div class="mlp-region-step">{shown["topic"]}{chart}</div>'
            f"{shown['lens']}</div></div>",
            "softmax.css",
        )

    def __str__(self) -> str:
        record = spelled(str(self.record), self.state.notation)
        return f"Softmax panel, topic {self.at + 1}: {TOPICS[self.at].name}.\n{record}"


def _numbers(name: str, value: object) -> tuple[float, ...]:
    return tuple(float(v) for v in np.atleast_1d(floats(name, value)))


def _resized(values: tuple[float, ...], k: int) -> tuple[float, ...]:
    """The first k values, with zeros behind them where there are fewer."""
    return (*values[:k], *(0.0,) * (k - len(values)))
