"""The gradient check panel's controls: buttons, sliders and menus.

`buttons`, `sliders`, `menus` and `hidden` draw them.
"""

from collections.abc import Iterable

from mlpcore.lesson.gradcheck.probes import PRECISIONS, SCHEMES
from mlpcore.lesson.steps.trace import Trace
from mlpcore.views.parts import controls
from mlpcore.views.parts.html import Node, Raw

LOG_S = (-14, -1, 0.25)
CHANGE = (-2, 2, 0.02)
GIVEN = (-2, 2, 0.05)


def buttons(at: int, entries: int, name: Node, *, kinks: bool, undo: bool) -> Node:
    """The row of buttons, with the entry that is looked at between them."""
    return (
        controls.button("back", place="entry", off=at == 0),
        controls.button("next", place="entry", main=True, off=at == entries - 1),
        controls.status(name, f", {at + 1} of {entries}"),
        controls.button("worst"),
        controls.button("best", "best_step"),
        controls.button("kink", off=not kinks),
        controls.button("same", "restart"),
        controls.button("undo", off=not undo),
    )


def sliders(trace: Trace, log_s: float, change: float) -> Node:
    """Sliders for the step, the nudge, and every x and y."""
    drawn = [
        controls.dial("log_s", log_s, *LOG_S),
        controls.dial("change", change, *CHANGE),
    ]
    for key in ("x", "y"):
        for i in trace.places(key):
            entry, value = trace.notation.entry(key, (i,)), trace.number(key, (i,)).value
            drawn.append(controls.slider(key, (i,), Raw(entry.html), entry.text, value, *GIVEN))
    return drawn


def menus(scheme: str, dtype: str, slip: str, slips: Iterable[str]) -> Node:
    """How it is checked, and which slip is in it."""
    return (
        controls.menu("scheme", controls.same(SCHEMES), scheme),
        controls.menu("dtype", controls.same(PRECISIONS), dtype),
        controls.menu("slip", controls.same(slips), slip),
    )


def hidden(trace: Trace, names: Iterable[str]) -> Node:
    """The activation of the hidden layers."""
    f, html = trace.f[1].name, controls.function("hidden", trace.notation.name)
    return controls.menu("hidden", controls.same(names), f, symbol=html)
