"""The gradient check panel's controls: buttons, sliders and menus.

What one can do here: `buttons`, `sliders`, `menus` and `hidden` draw them.
"""

from collections.abc import Iterable

from mlpcore.lesson.laboratory.probes import PRECISIONS, SCHEMES
from mlpcore.lesson.tape import Tape
from mlpcore.views import controls

LOG_S = (-14, -1, 0.25)
CHANGE = (-2, 2, 0.02)
GIVEN = (-2, 2, 0.05)


def buttons(at: int, entries: int, name: str, *, kinks: bool, undo: bool) -> str:
    """The row of buttons, with the entry that is looked at between them."""
    row = (
        controls.button("back", "◀", "Entry before", off=at == 0),
        controls.button("next", "Next ▶", "Next entry", main=True, off=at == entries - 1),
        f'<span class="mlp-status">{name}, {at + 1} of {entries}</span>',
        controls.button("worst", "Worst entry", "Look at the entry that is farthest off"),
        controls.button("best", "Best <i>s</i>", "The step at the bottom of the V"),
        controls.button("kink", "To the kink", "Bring a ReLU to its kink", off=not kinks),
        controls.button("same", "Same as at the start", "Everything as it was at the start"),
        controls.button("undo", "Undo", "Undo the last change", off=not undo),
    )
    return "".join(row)


def sliders(tape: Tape, log_s: float, change: float) -> str:
    """Sliders for the step, the nudge, and every x and y."""
    log = "log<sub>10</sub> <i>s</i>"
    drawn = [
        controls.slider("log_s", (), log, "log10 of the step", log_s, *LOG_S),
        controls.slider("change", (), "Δ<i>w</i>", "nudge", change, *CHANGE),
    ]
    for key in ("x", "y"):
        for i in tape.places(key):
            entry, value = tape.notation.entry(key, (i,)), tape.number(key, (i,)).value
            drawn.append(controls.slider(key, (i,), entry.html, entry.text, value, *GIVEN))
    return "".join(drawn)


def menus(scheme: str, dtype: str, slip: str, slips: Iterable[str]) -> str:
    """How it is checked, and which slip is in it."""
    return (
        controls.menu("scheme", "scheme", "scheme", same(SCHEMES), scheme)
        + controls.menu("dtype", "precision", "precision", same(PRECISIONS), dtype)
        + controls.menu("slip", "slip", "slip", same(slips), slip)
    )


def hidden(f: str, names: Iterable[str]) -> str:
    """The activation of the hidden layers."""
    return controls.menu("hidden", "<i>f</i><sup>h</sup>", "hidden activation", same(names), f)


def same(names: Iterable[str]) -> list[tuple[str, str]]:
    """Options whose text is their value."""
    return [(name, name) for name in names]
