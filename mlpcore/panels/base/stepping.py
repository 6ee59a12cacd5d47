"""A stage on which one goes from place to place, and can take every change back.

Subclass `SteppingPanel` with a frozen `State`; say which place is the `last`, `take` a state, and
`arrive` at a place. Next, back, first, last and undo follow from these. The numbers of a quantity
can be hidden from the room until someone clicks them.
"""

from typing import Any, Generic, TypeVar

import numpy as np

from mlpcore.checks import floats
from mlpcore.panels.base.panel import BasePanel
from mlpcore.panels.base.state_codes import FLAG, PLACE, WORDS
from mlpcore.views.parts.html import Node

State = TypeVar("State")
UNDO_DEPTH = 200
FOLLOWS = "{} follows from the others and cannot be set"
BESIDE = {"look": PLACE, "hide": WORDS, "ask": FLAG, "seen": WORDS, "noformulas": FLAG}


def numbers(name: str, value: object) -> tuple[float, ...]:
    """A list of numbers as a state holds it; ValueError or TypeError for what is none."""
    row = np.atleast_1d(floats(name, value))
    if row.ndim > 1:
        came = f"{name} has shape {row.shape}, but this panel shows one row of numbers"
        raise ValueError(f"{came}: take one, as in {name}[0]")
    return tuple(float(v) for v in row)


class SteppingPanel(BasePanel, Generic[State]):
    """A stage with a place `at`, counted from 0, a `state`, and the states that were before it."""

    has = frozenset({"steps", "covers"})
    state: State
    at: int = 0
    ask = False  # whether each new result is hidden at first
    selected: Any = None  # the quantity and the index of the number under the lens
    _begun: State
    _past: list[tuple[str, State]]
    _seen: frozenset[str] = frozenset()  # results that were asked for and are shown
    _hidden: frozenset[str] = frozenset()  # quantities that someone chose to hide

    @property
    def last(self) -> int:
        """The number of the last place."""
        raise NotImplementedError

    def take(self, state: State) -> None:
        """Take on a state, if all that follows from it can be computed; else change nothing."""
        raise NotImplementedError

    def arrive(self, moved: bool) -> None:
        """Set right what depends on place and state; `moved` tells a new place from a new state."""
        raise NotImplementedError

    def begin(self, state: State) -> None:
        """Start from a state, with nothing to take back."""
        self._past, self._begun = [], state
        self.take(state)

    def become(self, changed: State, what: str) -> None:
        """Change to a state; changes by the same hand without a pause are one change."""
        before = self.state
        self.take(changed)
        drag = self._past and self._past[-1][0] == what and what.startswith("set")
        if not drag:
            self._past = [*self._past[-UNDO_DEPTH:], (what, before)]
        self.arrive(moved=False)

    def do_go(self, to: int) -> None:
        """Go to a place by its number, counted from 0; beyond an end is that end."""
        self.at = min(max(int(to), 0), self.last)
        self.arrive(moved=True)

    def do_next(self) -> None:
        """One place on; a result that is hidden here is shown first."""
        if self.is_asking:
            self.do_reveal(self.results[self.at])
        else:
            self.do_go(self.at + 1)

    def do_back(self) -> None:
        """One place back: exactly what was there."""
        self.do_go(self.at - 1)

    def do_first(self) -> None:
        """The first place."""
        self.do_go(0)

    def do_last(self) -> None:
        """The last place."""
        self.do_go(self.last)

    # --- what is hidden from the room -----------------------------------------------------------

    @property
    def results(self) -> list[str]:
        """The quantity that each place finds, for panels that can ask for it first."""
        return []

    @property
    def is_asking(self) -> bool:
        """Whether what this place finds is still hidden, because the room is asked first."""
        return self.ask and self.results[self.at] not in self._seen

    @property
    def is_at_end(self) -> bool:
        """Whether one step on leads nowhere and shows nothing more."""
        return self.at == self.last and not self.is_asking

    def do_ask(self) -> None:
        """From here on hide each new result until it is clicked, or do so no more."""
        self.ask, self._seen = not self.ask, frozenset(self.results[: self.at + 1])

    def do_cover(self) -> None:
        """Hide the numbers of the quantity under the lens, or show them again."""
        if self.selected is None:
            raise ValueError("nothing is under the lens: click a number, then hide its quantity")
        key = self.selected[0]
        if key in self._covered():
            self.do_reveal(key)
        else:
            self._hidden = self._hidden | {key}

    def do_reveal(self, key: str) -> None:
        """Show the numbers of that quantity."""
        self._hidden, self._seen = self._hidden - {key}, self._seen | {key}

    def do_look(self, key: str, index: list[int]) -> None:
        """Put one number under the lens."""
        raise NotImplementedError

    def number(self, key: str, index: tuple[int, ...]) -> Any:
        """One number of it, counted from 1; KeyError for a quantity that it has not."""
        raise NotImplementedError

    def _has(self, key: str) -> bool:
        """Whether there is such a quantity, at whatever index."""
        try:
            self.number(key, ())
        except IndexError:
            return True
        except (KeyError, ValueError):
            return False
        return True

    def do_formulas(self) -> None:
        """Hide the formulas, or show them again."""
        self.formulas = not self.formulas

    def _covered(self) -> frozenset[str]:
        return self._hidden | (frozenset(self.results) - self._seen if self.ask else frozenset())

    def show(self, *drawn: Any, **traits: Any) -> None:
        """Put all on the page, with the covers over what is hidden."""
        super().show(*drawn, covered=sorted(self._covered()), **traits)

    def tools(self, **switches: bool) -> Node:
        """The row of tools below the panel."""
        return super().tools(ask=self.ask, **switches)

    @property
    def first_look(self) -> Any:
        """What is under the lens when one arrives at this place."""
        return None

    def beside(self) -> dict[str, Any]:
        """What is under the lens and what is hidden, as a recipe holds it."""
        look = self.selected if self.selected != self.first_look else None
        seen = sorted(self._seen) if self.ask else []
        hide = sorted(filter(self._has, self._hidden))
        found = {"look": look, "hide": hide, "ask": self.ask, "seen": seen}
        return {name: on for name, on in (found | {"noformulas": not self.formulas}).items() if on}

    def resume(self, recipe: dict[str, Any]) -> None:
        """The same numbers under the lens, and the same hidden."""
        self.ask, self._seen = "ask" in recipe, frozenset(recipe.get("seen", ()))
        for key in recipe.get("hide", ()):
            if not self._has(key):
                raise ValueError(f"this code hides {key!r:.30}, and the panel has no such quantity")
        self._hidden = frozenset(recipe.get("hide", ()))
        self.formulas = "noformulas" not in recipe
        if "look" in recipe:
            self.do_look(*recipe["look"])

    # --- changes --------------------------------------------------------------------------------

    def do_settle(self) -> None:
        """A drag has ended: what follows is a change of its own. What was refused goes back."""
        if self._past:
            self._past[-1] = ("", self._past[-1][1])
        super().do_settle()

    def do_undo(self) -> None:
        """Take the last change back; a whole drag of one control is one change."""
        if self._past:
            self.take(self._past.pop()[1])
            self.arrive(moved=False)
