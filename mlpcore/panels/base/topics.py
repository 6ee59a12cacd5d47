"""A stage whose places are topics: each is about numbers of its own, which can be asked for first.

Subclass `Topics` and say in `answers` which quantities each topic is about. While one asks first,
those of the topic that is shown are hidden; a click on one of them, or one step on, shows them all.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Generic

from mlpcore.panels.base.stepping import State, SteppingPanel


class Topics(SteppingPanel[State], Generic[State]):
    """A stage with a topic at each place; `answers` are the topics' quantities by their keys."""

    has = frozenset({"steps", "covers", "asks"})
    answers: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    @property
    def topic(self) -> str:
        """The key of the topic that is shown."""
        return self.results[self.at]

    @property
    def last(self) -> int:
        """The number of the last topic."""
        return len(self.answers) - 1

    @property
    def results(self) -> list[str]:
        """The key of each topic: what it is about is found, and shown, all at once."""
        return list(self.answers)

    def beside(self) -> dict[str, Any]:
        """The topic that is shown, too."""
        return {"at": self.topic, **super().beside()}

    def do_reveal(self, key: str) -> None:
        """Show the numbers of that quantity; where they are asked for, all that was asked."""
        if self.is_asking and key in (self.topic, *self.answers[self.topic]):
            self._seen |= {self.topic}
        self._hidden -= {key}

    def _covered(self) -> frozenset[str]:
        asked = self.answers[self.topic] if self.is_asking else ()
        return self._hidden | frozenset(asked)
