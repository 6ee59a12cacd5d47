"""What is measured: panels, one key each on a slider of theirs, and what must change then."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

import mlpcore
from mlpcore import panels
from mlpcore.panels.base.panel import BasePanel

Limits = tuple[float, float]  # milliseconds: of the median and of the 95th percentile

NUMBERS: Limits = (30, 60)  # numbers, and pictures that are SVG
PICTURES: Limits = (50, 90)  # pictures of Matplotlib's
TURN = 20  # keys in one direction, then as many back


class Look(NamedTuple):
    """A slider of a page, and what tells the page whether something has changed."""

    slider: str
    look: str


PANELS: dict[str, Callable[[], BasePanel]] = {
    "Step panel": lambda: panels.step(
        mlpcore.MLP([2, 3, 2], seed=7, init="uniform"), [0.8, -0.4], [1, 0], at="b_0"
    ),
    "Training panel": lambda: panels.training("moons", noise=0.2),
    "Activation panel": lambda: panels.activation("tanh", net=0.5),
    "Depth panel": lambda: panels.depth(hidden=8),
    "Softmax panel": lambda: panels.softmax([1, 0.5, -1]),
}


@dataclass(frozen=True)
class Case:
    """One key on the slider `key` of a panel, from `start` in strides of `step`, until `shown`, an
    element of the panel, is another: by its value, its words, or as a picture that has loaded.
    """

    panel: str
    key: str
    start: float
    step: float
    shown: str
    limits: Limits = NUMBERS
    index: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """What it is called in the list of results."""
        kind = "picture" if self.limits == PICTURES else "number"
        return f"{self.panel.lower()}: {self.key} → {kind}"

    @property
    def slider(self) -> str:
        """Where the slider is on a page."""
        at = ",".join(map(str, self.index))
        return f'{self.root} input[type="range"][data-key="{self.key}"][data-at="{at}"]'

    @property
    def root(self) -> str:
        """Where the panel is on a page."""
        return f'.mlp-panel[aria-label="{self.panel}"]'

    @property
    def look(self) -> str:
        """What tells the page whether it has changed: null while it is not there."""
        found = f"document.querySelector({f'{self.root} {self.shown}'!r})"
        if self.limits == PICTURES:
            return f"(i => i && i.complete && i.naturalWidth ? i.src : null)({found})"
        return f"(e => e ? e.dataset.value ?? e.textContent : null)({found})"

    def values(self) -> Iterator[float]:
        """The values that the keys give, there and back."""
        for n in count(1):
            turn, at = divmod(n, TURN)
            yield round(self.start + self.step * (at if turn % 2 == 0 else TURN - at), 10)


CASES = (
    Case("Step panel", "x", 0.8, 0.05, '[data-region="ledger"] [data-quantity="net_1"]',
         index=(1,)),
    Case("Softmax panel", "net", 1, 0.1, '[data-region="bars"] [data-quantity="o"]', index=(1,)),
    Case("Activation panel", "net", 0.5, 0.05, '[data-quantity="slope"]'),
    Case("Activation panel", "net", 0.5, 0.05, "img[data-picture]", PICTURES),
    Case("Depth panel", "scale", 1, 0.1, '[data-quantity="norm_delta_1"]'),
    Case("Depth panel", "scale", 1, 0.1, "img[data-picture]", PICTURES),
    Case("Training panel", "patience", 20, 1, '[data-region="stops"]'),
    Case("Training panel", "noise", 0.2, 0.01, 'img[data-picture="main"]', PICTURES),
)  # fmt: skip
