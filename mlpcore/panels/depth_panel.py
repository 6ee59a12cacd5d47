"""The depth panel: how much of δ reaches each layer of a deep network.

`DepthPanel(hidden=8)` in a notebook; move depth, width, activation and the scale of the weights,
and watch δ vanish or explode.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from mlpcore.activations import Activation
from mlpcore.checks import count, entries, known, positive
from mlpcore.lesson.depth import deep_mlp, reach
from mlpcore.lesson.notation.books import BOOKS
from mlpcore.lesson.notation.numbers import six
from mlpcore.lesson.notation.symbols import Notation
from mlpcore.lesson.steps.norms import Norms, layer_norms, norms_text
from mlpcore.lesson.student_code.activation import by_name
from mlpcore.panels.base.panel import BasePanel
from mlpcore.panels.base.state_codes import Kind
from mlpcore.panels.base.state_words import kinds_of, usual_of
from mlpcore.views import depth as depth_view
from mlpcore.views.parts import controls, markup
from mlpcore.views.parts.html import Node, Raw, e, nodes
from mlpcore.views.parts.labels import FIELDS
from mlpcore.views.parts.page import CONTROLS, frame, page, region
from mlpcore.views.parts.plots import Style
from mlpcore.views.step.shapes import LAYERS
from mlpcore.views.training import regions as training_view

LAYOUT = (
    CONTROLS,
    region("head"),
    e(
        "div",
        region("picture", "mlp-train-side"),
        region("layers", boxed=True),
        class_="mlp-train-stage mlp-train-deep",
    ),
)
FRAME = frame(LAYOUT)
ROWS = 64
WIDEST = 32
MOST = {"hidden": depth_view.DEEPEST, "width": WIDEST}


@dataclass(frozen=True)
class Depth:
    """What a person can set."""

    hidden: int = 8
    width: int = 8
    activation: str = "sigmoid"
    scale: float = 1.0
    seed: int = 0
    notation: str = "notes"


class DepthPanel(BasePanel):
    """‖δ^l‖ and ‖∇W_l‖ of a fresh 2-…-1 network, over 64 random rows with targets of 0 and 1.

    `activation` may be one of one's own; `others` are more of them for the menu. `notation` is
    "notes", "nielsen" or "bishop". ValueError or TypeError for what is no such network.
    """

    word = "depth"
    usual: ClassVar[dict[str, Any]] = usual_of(Depth)
    kinds: ClassVar[dict[str, Kind]] = kinds_of(Depth)

    def __init__(
        self,
        hidden: int = 8,
        width: int = 8,
        activation: str | Activation = "sigmoid",
        scale: float = 1.0,
        seed: int = 0,
        *,
        others: Sequence[Activation] = (),
        notation: str = "notes",
    ) -> None:
        self._functions = by_name([*entries("others", others), activation])
        rng = np.random.default_rng(0)
        self.X = rng.uniform(-1, 1, (ROWS, 2))
        self.Y = (self.X[:, :1] * self.X[:, 1:] > 0).astype(float)
        self.before: Norms | None = None
        self.state: Depth
        name = activation if isinstance(activation, str) else activation.name
        self._take(Depth(hidden, width, name, scale, seed, notation))
        self._picture: tuple[Style, depth_view.DepthPicture] | None = None
        super().__init__(label="Depth panel", frame=FRAME)
        self.draw()

    # --- what a person does ---------------------------------------------------------------------

    def do_set(self, key: str, index: list[int], value: float) -> None:
        """Set the depth, the width or the scale."""
        if key not in ("hidden", "width", "scale"):
            raise ValueError(f"there is no {key} to set")
        number: Any = round(value) if key in MOST and value % 1 == 0 else value
        self._change(replace(self.state, **{key: number}))

    def do_choose(self, name: str, value: str) -> None:
        """Choose the activation or the notation; the latter changes no number."""
        if name == "notation":
            self.state = replace(self.state, notation=_book(value))
        else:
            self._change(replace(self.state, activation=value))

    def do_new(self) -> None:
        """Other weights."""
        self._change(replace(self.state, seed=self.state.seed + 1))

    def do_settle(self) -> None:
        """A drag is over: what it left is what the next change is compared with."""
        self.before = self.norms
        super().do_settle()

    def do_next(self) -> None:
        """There are no steps here."""

    do_back = do_first = do_last = do_next

    def do_look(self, key: str, index: list[int]) -> None:
        """Every number is on the screen already."""

    def _change(self, state: Depth) -> None:
        before = self.norms
        self._take(state)
        self.before = self.before or before

    def _take(self, state: Depth) -> None:
        """Take on a state, if there is such a network."""
        for key, most in MOST.items():
            if count(key, getattr(state, key)) > most:
                raise ValueError(f"{key} is {getattr(state, key)}, but at most {most} fit here")
        positive("scale", state.scale)
        count("seed", state.seed, or_zero=True)
        _book(state.notation)
        f = known("activation", state.activation, self._functions)
        mlp = deep_mlp(state.hidden, state.width, f, state.scale, state.seed)
        self.norms = layer_norms(mlp, self.X, self.Y)
        self.state, self.mlp = state, mlp

    def refused(self, refusal: Exception) -> str:
        """A refusal with the word on the slider for how many hidden layers there are."""
        return re.sub("^hidden", LAYERS, str(refusal))

    def functions(self) -> Iterable[Activation]:
        """The activations of its menu."""
        return self._functions.values()

    # --- faces ----------------------------------------------------------------------------------

    @property
    def notation(self) -> Notation:
        """The letters in which this network is shown."""
        return Notation(self.mlp.h, name=self.state.notation)

    @property
    def style(self) -> Style:
        """How pictures are drawn: in the letters of the book that is shown."""
        return super().style._replace(notation=self.state.notation)

    def draw(self) -> None:
        """Draw the picture and every region; the sliders only where no finger is on them."""
        regions = self._regions()
        regions["spoken"] = self._said()
        regions["buttons"] = controls.button("new", seed=self.state.seed + 1, main=True)
        self.show(regions, self._controls_now, pictures={"depth": self._painted()})

    def _controls_now(self) -> dict[str, Node]:
        return {"sliders": self._sliders(), "setup": controls.notations(self.state.notation)}

    def _regions(self, png: bytes | None = None) -> dict[str, Node]:
        names, notation = [f.name for f in self.mlp.f[1:]], self.notation
        share = markup.number("reach", (), reach(self.norms))
        first = "‖", Raw(notation.symbol("delta_1").html), "‖ is "
        title = f"The size of δ and ∇{notation.bare('W')}"
        return {
            "head": e("p", first, e("b", share), " times what the output has."),
            "picture": training_view.image("depth", self._said(), title, png),
            "layers": training_view.layers(self.norms, names, notation),
        }

    def _said(self) -> str:
        first, last = six(self.norms.delta[0], 3), six(self.norms.delta[-1], 3)
        low, high = (self.notation.number("delta", l) for l in (1, self.mlp.h + 1))
        return f"‖δ‖ is {first} at layer {low} and {last} at the output, layer {high}."

    def _painted(self) -> bytes:
        if self._picture is None or self._picture[0] != self.style:
            self._picture = self.style, depth_view.DepthPicture(self.style)
        picture = self._picture[1]
        picture.show(self.norms, self.before)
        return picture.png()

    def _sliders(self) -> Node:
        now, book = self.state, self.state.notation
        inner = [name for name, f in self._functions.items() if f.elementwise]
        deepest, f_h = depth_view.DEEPEST, controls.function("hidden", book)
        hidden, said = FIELDS["hidden layers"]
        if book != "notes":  # h is Bishop's activation
            hidden = said
        return (
            controls.slider("hidden", (), nodes(hidden), said, now.hidden, 1, deepest, 1),
            controls.dial("width", now.width, 1, WIDEST, 1),
            controls.dial("scale", now.scale, 0.1, 5, 0.1),
            controls.menu("activation", controls.same(inner), now.activation, "hidden", symbol=f_h),
        )  # fmt: skip

    def still(self) -> str:
        """The panel as a page that needs no kernel."""
        picture = depth_view.DepthPicture(Style(notation=self.state.notation))
        picture.show(self.norms, self.before)
        return page(LAYOUT, self._regions(picture.png(stored=True)))

    def __str__(self) -> str:
        now = self.state
        return (
            f"2-{'-'.join([str(now.width)] * now.hidden)}-1 network, {now.activation}, "
            f"weights {six(now.scale)} times Glorot's\n{self._said()}\n"
            f"{norms_text(self.norms, self.notation)}"
        )


def _book(name: str) -> str:
    """The name of a book; ValueError or TypeError for an unknown one."""
    known("notation", name, BOOKS)
    return name
