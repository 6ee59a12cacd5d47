"""A timeline: places one can go to, in sections, each a tick.

`timeline(ticks, at, name)` draws `Tick`s with those before `at` done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from mlpcore.views.parts import accessibility


@dataclass(frozen=True)
class Tick:
    """One place: its section, its label as HTML, its name, and what a screen reader says."""

    section: str
    label: str
    name: str
    said: str


def timeline(ticks: Sequence[Tick], at: int, name: str) -> str:
    """Sections with one tick a place: those before, the current one, those to come."""
    groups = []
    for section, members in groupby(enumerate(ticks), key=lambda pair: pair[1].section):
        drawn = [_tick(tick, n, at) for n, tick in members]
        groups.append(
            f'<div class="mlp-section" style="--n:{len(drawn)}"><h4>{escape(section)}</h4>'
            f'<div class="mlp-ticks">{"".join(drawn)}</div></div>'
        )
    said = f'role="group" aria-label="{escape(name)}"'
    return f'<div class="mlp-timeline" {said}>{"".join(groups)}</div>'


def _tick(tick: Tick, n: int, at: int) -> str:
    state = "mlp-done" if n < at else "mlp-here" if n == at else "mlp-todo"
    here = ' aria-current="step"' if n == at else ""
    said = escape(accessibility.name(tick.label, tick.said))
    return (
        f'<button class="{state}" data-do="go" data-to="{n}"{here} '
        f'aria-label="{said}" title="{escape(tick.name)}">{tick.label}</button>'
    )
