"""A stage on which one goes from place to place, and can take every change back.

What one can do here: subclass `Stepping` with a frozen `State`; say which place is the `last`,
`take` a state, and `arrive` at a place. Next, back, first, last and undo follow from these.
"""

from typing import Generic, TypeVar

from mlpcore.panels.stage import Stage

State = TypeVar("State")
UNDO_DEPTH = 200


class Stepping(Stage, Generic[State]):
    """A stage with a place `at`, counted from 0, a `state`, and the states that were before it."""

    state: State
    at: int = 0
    _past: list[tuple[str, State]]

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
        self._past = []
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
        """One place on."""
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
