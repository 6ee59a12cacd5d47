"""The softmax panel: net inputs as sliders, shares as bars, the Jacobian and δ with all numbers.

`SoftmaxPanel(net, y)` in a notebook. It holds the state, listens, and calls lesson and views; it
contains no formula. `panel.act(...)` does what a person can do.
"""

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from mlpcore.checks import floats, known, positive
from mlpcore.lesson.notation.numbers import one_number, six
from mlpcore.lesson.notation.spelling import letters, spelled
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.notation.typed_numbers import number
from mlpcore.lesson.softmax.softmax_trace import SoftmaxPass
from mlpcore.lesson.softmax.topics import TOPICS
from mlpcore.panels.base.state_codes import WORD, Kind
from mlpcore.panels.base.state_words import kinds_of, usual_of
from mlpcore.panels.base.stepping import BESIDE, FOLLOWS, numbers
from mlpcore.panels.base.topics import Topics
from mlpcore.views.parts.html import LIVE, PAPER, Context, Node
from mlpcore.views.parts.page import frame, page
from mlpcore.views.softmax import (
    controls as softmax_controls,
)
from mlpcore.views.softmax import (
    pictures as softmax_svg,
)
from mlpcore.views.softmax import (
    regions as softmax_view,
)
from mlpcore.views.softmax.controls import FEWEST, LOSSES, MOST

FRAME = frame(softmax_view.LAYOUT)
# what each topic is about, and what a lecturer may ask for first
ANSWERS = {
    "o": ("o", "log_o"),
    "naive": ("naive_e", "naive_o", "naive_sum", "e", "log_of_o", "log_o"),
    "J": ("J", "row_sums", "column_sums"),
    "delta": ("summed", "terms", "delta"),
    "slip": ("slip", "numerical"),
    "errors": ("eps_ce", "delta_ce", "size_ce", "eps_se", "delta_se", "size_se"),
}


@dataclass(frozen=True)
class State:
    """All that a person can change: net inputs, targets, loss, temperature and shift."""

    net: tuple[float, ...]
    y: tuple[float, ...]
    loss: str = "cross_entropy"
    T: float = 1.0
    c: float = 0.0
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
            raise KeyError(FOLLOWS.format(key))
        return replace(self, **{key: changed[key]})


class SoftmaxPanel(Topics[State]):
    """o = softmax(net/T) and its Jacobian, for 2 to 8 net inputs; y is (1, 0, …) if left out.

    `T` is the temperature, `c` a constant added to every net input, `at` the topic shown first: o,
    naive, J, delta, slip or errors; `notation` is "notes", "nielsen" or "bishop". ValueError or
    TypeError where something does not fit.
    """

    word = "softmax"
    answers = ANSWERS
    usual: ClassVar[dict[str, Any]] = {**usual_of(State), "at": "o"}
    kinds: ClassVar[dict[str, Kind]] = {**kinds_of(State), "at": WORD, **BESIDE}

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
        given = numbers("net", net)
        target = (1.0, *(0.0,) * (len(given) - 1)) if y is None else numbers("y", y)
        known("loss", loss, dict(LOSSES))
        keys = {topic.key: n for n, topic in enumerate(TOPICS)}
        self.at = known("at", at, keys)
        self.begin(State(given, target, loss, positive("T", T), one_number("c", c), notation))
        self.arrive(moved=True)
        super().__init__(label="Softmax panel", frame=FRAME)
        self.draw()

    # --- what a person can do ------------------------------------------------------------------

    def number(self, key: str, index: Index) -> Any:
        """One number of what it shows."""
        return self.record.number(key, index)

    def do_look(self, key: str, index: list[int]) -> None:
        """Put one number under the lens."""
        place: Index = tuple(int(i) for i in index)
        self.number(key, place)
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
            self.become(self.state.with_classes(_shown(number(value))), "choose")

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

    def take(self, state: State) -> None:
        """Take on a state; ValueError where it has no record that can be shown."""
        _shown(len(state.net))
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

    # --- faces ----------------------------------------------------------------------------------

    @property
    def context(self) -> Context:
        """In the letters of the notation."""
        return replace(LIVE, book=self.state.notation)

    def draw(self) -> None:
        """Every region anew, but for the sliders while one is dragged."""
        spoken = f"Topic {self.at + 1} of {len(TOPICS)}: {TOPICS[self.at].name}."
        regions = self._picture() | {"spoken": spoken, "buttons": self._buttons()}
        self.show(regions, self._controls_now, at_end=self.is_at_end)

    def _controls_now(self) -> dict[str, Node]:
        state = self.state
        sliders = softmax_controls.sliders(state.y, state.T, state.c)
        setup = softmax_controls.setup(len(state.y), state.loss, state.notation)
        return {"nets": softmax_controls.nets(state.net), "sliders": sliders, "setup": setup}

    def _buttons(self) -> Node:
        end, undo, book = self.is_at_end, bool(self._past), self.state.notation
        return softmax_controls.buttons(self.at, len(TOPICS), end=end, undo=undo, book=book)

    def _picture(self, paper: bool = False) -> dict[str, Node]:
        """The regions that show numbers."""
        record, asking = self.record, self.is_asking and not paper
        untold = not paper and "o" in self._covered()
        chart = None if asking else self._chart(self.large and not paper)
        return {
            "timeline": softmax_view.timeline(self.at),
            "bars": softmax_svg.bars(record, untold),
            "simplex": softmax_svg.simplex(record, untold) if record.k == 3 else None,
            "topic": softmax_view.topic(record, self.at, self.selected, chart, asking),
            "lens": softmax_view.lens(record, self.selected),
        }

    def still(self) -> str:
        """The panel as it is now, as a page that needs no kernel."""
        context = replace(PAPER, book=self.state.notation)
        return page(softmax_view.LAYOUT, self._picture(paper=True), context)

    def _chart(self, large: bool) -> Node:
        """The size of δ as curves, where that is the topic."""
        return softmax_svg.sizes(self.record, large) if self.topic == "errors" else None

    def __str__(self) -> str:
        record = spelled(str(self.record), self.state.notation)
        return f"Softmax panel, topic {self.at + 1}: {TOPICS[self.at].name}.\n{record}"


def _shown(k: float) -> int:
    """So many classes, if the panel shows so many; else ValueError."""
    if k not in range(FEWEST, MOST + 1):
        raise ValueError(f"net has {six(k)} entries: the panel shows {FEWEST} to {MOST}")
    return int(k)


def _resized(values: tuple[float, ...], k: int) -> tuple[float, ...]:
    """The first k values, with zeros behind them where there are fewer."""
    return (*values[:k], *(0.0,) * (k - len(values)))
