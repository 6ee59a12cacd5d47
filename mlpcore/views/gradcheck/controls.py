"""The gradient check panel's controls: buttons, sliders and menus.

`buttons`, `sliders`, `menus` and `hidden` draw them.
"""

from collections.abc import Iterable

from mlpcore.lesson.gradcheck.probes import PRECISIONS, SCHEMES
from mlpcore.lesson.steps.trace import Trace
from mlpcore.views.parts import controls

LOG_S = (-14, -1, 0.25)
CHANGE = (-2, 2, 0.02)
GIVEN = (-2, 2, 0.05)


def buttons(at: int, entries: int, name: str, *, kinks: bool, undo: bool) -> str:
    """The row of buttons, with the entry that is looked at between them."""
    row = (
        controls.button("back", place="entry", off=at == 0),
        controls.button("next", place="entry", main=True, off=at == entries - 1),
        f'<span class="mlp-status">{name}, {at + 1} of {entries}</span>',
        controls.button("worst"),
        controls.button("best", "best_step"),
        controls.button("kink", off=not kinks),
        controls.button("same", "restart"),
        controls.button("undo", off=not undo),
    )
    return "".join(row)


def sliders(trace: Trace, log_s: float, change: float) -> str:
    """Sliders for the step, the nudge, and every x and y."""
    drawn = [
        controls.dial("log_s", log_s, *LOG_S),
        controls.dial("change", change, *CHANGE),
    ]
    for key in ("x", "y"):
        for i in trace.places(key):
            entry, value = trace.notation.entry(key, (i,)), trace.number(key, (i,)).value
            drawn.append(controls.slider(key, (i,), entry.html, entry.text, value, *GIVEN))
    return "".join(drawn)


def menus(scheme: str, dtype: str, slip: str, slips: Iterable[str]) -> str:
    """How it is checked, and which slip is in it."""
    return (
        controls.menu("scheme", controls.same(SCHEMES), scheme)
        + controls.menu("dtype", controls.same(PRECISIONS), dtype)
        + controls.menu("slip", controls.same(slips), slip)
    )


def hidden(trace: Trace, names: Iterable[str]) -> str:
    """The activation of the hidden layers."""
    f, html = trace.f[1].name, controls.function("hidden", trace.notation.name)
    return controls.menu("hidden", controls.same(names), f, symbol=html)
