"""A timeline: places one can go to, in sections, each a tick.

`timeline(ticks, at, name)` draws `Tick`s with those before `at` done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from mlpcore.views.parts import accessibility
from mlpcore.views.parts.html import Context, Element, Kept, Node, e, joined, text_of


@dataclass(frozen=True)
class Tick:
    """One place: its section, its label, its name, and what a screen reader says."""

    section: str
    label: Node
    name: str
    said: str


def timeline(ticks: Sequence[Tick], at: int, name: str, visited: bool = False) -> Element:
    """Sections with one tick a place: those before, the current one, those to come.

    Where all places are `visited`, as topics are, none is still to come.
    """
    groups = []
    for section, members in groupby(enumerate(ticks), key=lambda pair: pair[1].section):
        drawn = [_tick(tick, type(tick.said), n, at, visited) for n, tick in members]
        row = e("div", joined(_gap, drawn), class_="mlp-ticks")
        style = f"--n:{len(drawn)}"
        groups.append(e("div", e("h4", section), row, class_="mlp-section", style=style))
    return e("div", groups, class_="mlp-timeline", role="group", aria_label=name)


def _gap(context: Context) -> Node:
    """On paper a space, else ticks run into each other."""
    return " " if context.paper else None


@lru_cache(maxsize=512)  # no number is in it: while one moves, every tick stays as it is
def _tick(tick: Tick, letters: type[str], n: int, at: int, visited: bool) -> Kept:
    before = n < at or visited
    return Kept(
        e(
            "button",
            tick.label,
            class_="mlp-here" if n == at else "mlp-done" if before else "mlp-todo",
            data_do="go",
            data_to=n,
            aria_current="step" if n == at else None,
            aria_label=letters(accessibility.name(text_of(tick.label), tick.said)),
            title=tick.name,
        )
    )
