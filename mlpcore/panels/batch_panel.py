"""The batch panel: the outer products of a batch, one sample a layer, and what sum and mean do.

`BatchPanel(mlp, X, Y, eta)` in a notebook. It holds the state, listens, and calls lesson and views;
it contains no formula. `panel.act(...)` does what a person can do.
"""

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from mlpcore.activations import Activation
from mlpcore.checks import floats, known
from mlpcore.lesson.batch.places import BY, Place, gradients, places, table
from mlpcore.lesson.notation.batch_symbols import is_of_a_sample
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.steps.trace import Trace
from mlpcore.losses import Loss
from mlpcore.network import MLP
from mlpcore.panels.base.state_codes import INDEX, WHOLE, Kind
from mlpcore.panels.base.state_words import kinds_of, usual_of, word
from mlpcore.panels.base.stepping import BESIDE, FOLLOWS, SteppingPanel
from mlpcore.views.batch import regions as batch_view
from mlpcore.views.batch.regions import Shown
from mlpcore.views.batch.stack import stack
from mlpcore.views.parts import controls
from mlpcore.views.parts.html import Node, Raw
from mlpcore.views.parts.page import frame, page

FRAME = frame(batch_view.LAYOUT)
MOST = 8  # layers that can still be told apart


@dataclass(frozen=True)
class State:
    """All that a person can change: the network, the samples, η, which gradient, and by what."""

    mlp: MLP
    X: tuple[tuple[float, ...], ...]
    Y: tuple[tuple[float, ...], ...]
    key: str = word("at")
    eta: float = 0.5
    by: str = "mean"
    rounds: int = 0
    notation: str = "notes"

    @property
    def batch(self) -> Trace:
        """Everything that follows from it."""
        return Trace.of_batch(self.mlp, self.X, self.Y, self.eta, notation=self.notation)

    def with_number(self, key: str, index: Index, number: float) -> "State":
        """The same with one number changed; KeyError for one that follows from the others."""
        if key == "eta":
            return replace(self, eta=number)
        if key not in ("x", "y"):
            raise KeyError(FOLLOWS.format(key))
        rows = np.array(self.X if key == "x" else self.Y)
        rows[tuple(i - 1 for i in index)] = number
        changed = _rows(key, rows)
        return replace(self, X=changed) if key == "x" else replace(self, Y=changed)


class BatchPanel(SteppingPanel[State]):
    """The gradient of a batch, layer by layer: X is (n, d), Y is (n, k), n up to 8.

    `at` is the gradient shown first, `by` whether the sum is divided ("mean") or not ("sum"),
    `notation` is "notes", "nielsen" or "bishop". ValueError, TypeError or KeyError where something
    does not fit.
    """

    word = "batch"
    has = SteppingPanel.has | {"plays", "asks"}
    usual: ClassVar[dict[str, Any]] = {**usual_of(State), "place": 0}
    kinds: ClassVar[dict[str, Kind]] = {
        **kinds_of(State), "place": WHOLE, "cell": INDEX, **BESIDE,
    }  # fmt: skip

    def __init__(
        self,
        mlp: MLP,
        X: object,
        Y: object,
        eta: float = 0.5,
        at: str = "",
        by: str = "mean",
        notation: str = "notes",
    ) -> None:
        begun = Trace.of_batch(mlp, X, Y, eta, notation=notation)
        known("by", by, dict.fromkeys(BY))
        keys = {key: key for key in gradients(begun)}
        key = known("gradient", at or f"dW_{mlp.h}", keys)
        rows = _rows("x", X), _rows("y", Y)
        self._cell: Index = (1, 1)
        self.places: list[Place] = []
        self.begin(State(mlp.copy(), *rows, key, eta, by, notation=notation))
        self.arrive(moved=True)
        super().__init__(label="Batch panel", frame=FRAME)
        self.draw()

    # --- what a person can do ------------------------------------------------------------------

    def number(self, key: str, index: Index) -> Any:
        """One number of what it shows."""
        return self.batch.number(key, index)

    def do_look(self, key: str, index: list[int]) -> None:
        """Put one number under the lens; one of the gradient's own moves the needle."""
        place: Index = tuple(int(i) for i in index)
        self.number(key, place)
        self.selected = (key, place)
        if Key(key).inner in (self.state.key, self.state.key[1:]):
            self._cell = place[1:] if is_of_a_sample(key) else place

    def do_set(self, key: str, index: list[int], value: float) -> None:
        """Set η, or one number of a sample's x or y."""
        number, place = float(floats(key, value)), tuple(int(i) for i in index)
        self.batch.number(key, place)
        self.become(self.state.with_number(key, place, number), f"set {key} {index}")

    def do_choose(self, name: str, value: str) -> None:
        """Choose the gradient, whether its sum is divided by n, or the notation."""
        menus = dict.fromkeys(("key", "by", "notation"), name)
        if known("menu", name, menus) == "notation":
            self.become(replace(self.state, notation=value), "choose notation")
            return
        if name == "by":
            changed = replace(self.state, by=known("by", value, {by: by for by in BY}))
        else:
            keys = {key: key for key in gradients(self.batch)}
            changed = replace(self.state, key=known("gradient", value, keys))
        self.become(changed, "choose")
        self.arrive(moved=True)

    def do_twice(self) -> None:
        """Every sample twice: the mean stays, the sum doubles."""
        p, twice = self.places[self.at].p, self.batch.twice
        X, Y = (_rows(key, twice.value(key)) for key in ("x", "y"))
        self.become(replace(self.state, X=X, Y=Y), "twice")
        self._seen = frozenset(name for seen in self._seen for name in _doubled(seen))
        if p:
            self.do_go(2 * p - 1)

    def do_again(self) -> None:
        """Take the step, with the mean or with the sum, and begin with the first sample again."""
        batch, by = self.batch, self.state.by
        after = batch.after if by == "mean" else batch.after_sum
        self.become(replace(self.state, mlp=after, rounds=self.state.rounds + 1), "again")

    def do_same(self) -> None:
        """Back to what the panel began with, in the letters that it has now."""
        self.become(replace(self._begun, notation=self.state.notation), "same")

    # --- the state ------------------------------------------------------------------------------

    @property
    def last(self) -> int:
        """The number of the last place."""
        return len(self.places) - 1

    @property
    def sample(self) -> int:
        """The sample in play, counted from 1: the one whose layer is in front, or was last."""
        return self.places[self.at].p or len(self.batch)

    def take(self, state: State) -> None:
        """Take on a state; ValueError where it has no batch that can be shown."""
        if len(state.X) > MOST:
            raise ValueError(
                f"the batch has {len(state.X)} samples: the panel shows {MOST} at most"
            )
        batch, before = state.batch, sum(place.p > 0 for place in self.places)
        self.places = places(batch, state.key, state.by)
        self.state, self.batch = state, batch
        if before and self.at >= before:  # behind the samples: stay at mean, product or step
            self.at += len(batch) - before

    def arrive(self, moved: bool) -> None:
        """Keep the place and the needle where they are, if they are still there."""
        self.at = min(self.at, self.last)
        shape = self.batch.value(self.state.key).shape
        if len(self._cell) != len(shape) or any(np.greater(self._cell, shape)):
            self._cell = (1,) * len(shape)
        if moved or not self._is_there():
            self.selected = self._look_at(self._cell)

    @property
    def results(self) -> list[str]:
        """The quantity that each place finds; of a sample's own gradient, with its number."""
        return [f"{at.key}@{at.p}" if at.p else at.key for at in self.places]

    def do_reveal(self, key: str) -> None:
        """Show the numbers of that quantity; where they are a place's result, all that it finds."""
        super().do_reveal(next((each for each in self.results if key in _found(each)), key))
        self._hidden -= {key}

    def do_cover(self) -> None:
        """Hide the numbers of the quantity under the lens, or show them again."""
        key, index = self.selected
        result = f"{key}@{index[0]}" if is_of_a_sample(key) else key
        if result in self._covered():
            self.do_reveal(result)
        else:
            super().do_cover()

    def _covered(self) -> frozenset[str]:
        unseen = set(self.results) - self._seen if self.ask else set()
        return self._hidden.union(*map(_found, unseen))

    @property
    def _asks(self) -> bool:
        """Whether the result of this place is still to be shown."""
        return self.ask and self.results[self.at] not in self._seen

    @property
    def first_look(self) -> tuple[str, Index]:
        """The first number of what this place finds."""
        return self._look_at((1,) * len(self._cell))

    def _look_at(self, cell: Index) -> tuple[str, Index]:
        at = self.places[self.at]
        return at.key, (at.p, *cell) if at.p else cell

    def _is_there(self) -> bool:
        try:
            self.batch.number(*self.selected)
        except (KeyError, IndexError):
            return False
        return True

    # --- a code that brings back exactly this ---------------------------------------------------

    def functions(self) -> list[Activation | Loss]:
        """Those of the network."""
        return [*self.state.mlp.f[1:], self.state.mlp.loss]

    def beside(self) -> dict[str, Any]:
        """The place, and where the needle is, too."""
        first = (1,) * len(self._cell)
        cell = {} if self._cell == first else {"cell": self._cell}
        return {"place": self.at, **cell, **super().beside()}

    def resume(self, recipe: dict[str, Any]) -> None:
        """The same place, with the needle where it was."""
        self._cell = recipe.get("cell", self._cell)
        self.do_go(recipe.get("place", 0))
        super().resume(recipe)
        self._cell = recipe.get("cell", self._cell)

    # --- faces ----------------------------------------------------------------------------------

    def draw(self) -> None:
        """Every region anew, but for the sliders while one is dragged."""
        regions = self._picture() | {"buttons": self._buttons(), "spoken": self._told()}
        at_end = self.at == self.last and not self._asks
        parts = self.batch, self.sample, self.state.key, self.state.by
        self.show(
            regions,
            lambda: {
                "sliders": self.found.of("sliders", parts, self._sliders),
                "setup": self._setup(),
            },
            at_end=at_end,
        )

    def _picture(self) -> dict[str, Node]:
        """The regions that show numbers."""
        batch, key, find = self.batch, self.state.key, self.found.of
        at, cell = self.places[self.at], self._cell
        shown = Shown(batch, key, at, self.selected)
        return {
            "timeline": find("timeline", (self.places, self.at), self._timeline),
            "stack": find("stack", (batch, key, at, *cell), lambda: stack(batch, key, at, cell)),
            "place": batch_view.this_place(shown),
            "lens": batch_view.lens(self.batch, self.selected),
            "ledger": batch_view.ledger(shown),
        }

    def _timeline(self) -> Node:
        return batch_view.timeline(self.places, self.at)

    def _buttons(self) -> Node:
        end, rounds = self.at == self.last, self.state.rounds
        where = f"{self.at + 1} of {len(self.places)}" + (
            f" · round {rounds + 1}" if rounds else ""
        )
        return (
            controls.button("first", place="sample", off=self.at == 0),
            controls.button("back", place="place", off=self.at == 0),
            controls.button("next", place="place", main=True,
                            off=end and not self._asks),
            controls.button("last", place="place", off=end),
            controls.button("play"),
            controls.status(where),
            controls.button("undo", off=not self._past),
            controls.button("again", "again_by", by=self.state.by),
        )  # fmt: skip

    def _sliders(self) -> Node:
        """The sample in play, and η."""
        batch, p = self.batch, self.sample
        drawn = []
        for key in ("x", "y"):
            for i in range(1, batch.value(key).shape[1] + 1):
                entry, value = (
                    batch.batch_notation.entry(key, (p, i)),
                    batch.number(key, (p, i)).value,
                )
                drawn.append(
                    controls.slider(key, (p, i), Raw(entry.html), entry.text, value, -2, 2, 0.05)
                )
        eta = batch.symbol("eta").html
        return *drawn, controls.dial("eta", batch.eta, 0.05, 5, 0.05, eta=eta)

    def _setup(self) -> Node:
        """What is set once: which gradient, by what one steps, the notation, and the samples."""
        names = [(key, self.batch.symbol(key).text) for key in gradients(self.batch)]
        return (
            controls.menu("key", names, self.state.key),
            controls.menu("by", controls.same(BY), self.state.by),
            controls.notations(self.state.notation),
            controls.button("twice", off=2 * len(self.batch) > MOST),
            controls.button("same", "restart"),
        )

    def _spoken(self) -> str:
        at = self.places[self.at]
        return f"Place {self.at + 1} of {len(self.places)}: {at.symbol.text}, {at.name}."

    def _told(self) -> str:
        """The place in a sentence, and whether one is asked for its result."""
        return f"{self._spoken()} Its result is hidden." if self._asks else self._spoken()

    def still(self) -> str:
        """The panel as it is now, as a page that needs no kernel."""
        return page(batch_view.LAYOUT, self._picture())

    def __str__(self) -> str:
        lines = "\n".join(table(self.batch, self.state.key))
        return f"{self._spoken()}\n{self.batch}\n{lines}"


def _found(result: str) -> frozenset[str]:
    """All that a place shows for the first time: with a sample's own share the sum so far, with a
    step the other step and both errors.
    """
    frame, inner = Key(result).frame_and_inner
    if frame == "own":
        return frozenset((result, f"running:{inner}"))
    if frame in ("new", "new_sum"):
        return frozenset(f"{each}:{key}" for each in ("new", "new_sum") for key in (inner, "eps"))
    return frozenset((result,))


def _doubled(result: str) -> tuple[str, ...]:
    """A result, where every sample has become two."""
    key, _, p = result.partition("@")
    return (f"{key}@{2 * int(p) - 1}", f"{key}@{2 * int(p)}") if p else (result,)


def _rows(name: str, value: object) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(v) for v in row) for row in np.atleast_2d(floats(name, value)))
