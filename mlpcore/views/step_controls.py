"""The step panel's controls: buttons, sliders, menus, and the slider of the number under the lens.

What one can do here: `buttons`, `sliders` and `editor` draw one region each.
"""

from collections.abc import Iterable

from mlpcore.lesson.notation import Index
from mlpcore.lesson.tape import Tape
from mlpcore.views import controls


def buttons(at: int, steps: int, rounds: int, seed: int, *, again: bool, undo: bool) -> str:
    """The row of buttons, with the place in the pass and the round of descent between them."""
    start, end = at == 0, at == steps - 1
    where = f"{at + 1} of {steps}" + (f" · round {rounds + 1}" if rounds else "")
    row = [
        controls.button("first", "|◀", "First step", off=start),
        controls.button("back", "◀", "Back one step", off=start),
        controls.button("next", "Next ▶", "Next step", main=True, off=end),
        controls.button("last", "▶|", "Last step", off=end),
        controls.button("play", "▷ Play", "Play or pause"),
        f'<span class="mlp-status">{where}</span>',
        controls.button("same", "Same weights", "Back to the weights it began with"),
        controls.button("new", f"New weights · seed {seed + 1}", "New weights"),
        controls.button("undo", "Undo", "Undo the last change", off=not undo),
    ]
    if again:
        row.insert(6, controls.button("again", "Apply V, go round again", "Apply V and start over"))
    return "".join(row)


def sliders(
    tape: Tape, activations: Iterable[str], losses: Iterable[str], *, error: bool, descent: bool
) -> str:
    """A slider for every x, and, where the panel goes that far, every y and η; then the menus."""
    keys = ("x", "y") if error else ("x",)
    drawn = [_slider(tape, key, (i,), -2, 2) for key in keys for i in tape.places(key)]
    if descent:
        eta = tape.symbol("eta").html
        drawn.append(controls.slider("eta", (), eta, "eta", tape.eta, 0.05, 5, 0.05))
    return "".join([*drawn, *_menus(tape, activations, losses if error else ())])


def slip_menu(slips: Iterable[str], chosen: str) -> str:
    """The menu of slips that can be switched on here; nothing where there are none."""
    options = [(name, name) for name in slips]
    if not options:
        return ""
    return controls.menu("slip", "slip", "slip switched on", [("", "none"), *options], chosen)


def editor(tape: Tape, key: str, index: Index) -> str:
    """A slider for the weight or bias under the lens; nothing for what cannot be set."""
    return _slider(tape, key, index, -3, 3, "set ") if key.startswith(("W_", "b_")) else ""


def _slider(tape: Tape, key: str, index: Index, low: float, high: float, before: str = "") -> str:
    entry, value = tape.notation.entry(key, index), tape.number(key, index).value
    return controls.slider(
        key, index, before + entry.html, before + entry.text, value, low, high, 0.05
    )


def _menus(tape: Tape, activations: Iterable[str], losses: Iterable[str]) -> list[str]:
    """The activation of the hidden layers, that of the output, the loss, and the notation."""
    names = {name: name for name in activations}
    f_o = _function(tape, "output")
    menus = [("output", f_o, "output activation", names, tape.f[-1].name)]
    inner = {f.name for f in tape.f[1:-1]}
    if inner:
        mixed, chosen = ({"": "mixed"}, "") if len(inner) > 1 else ({}, *inner)
        f_h = _function(tape, "hidden")
        menus.insert(0, ("hidden", f_h, "hidden activation", mixed | names, chosen))
    if shown := {name: _loss_names(tape).get(name, name) for name in losses}:
        menus.append(("loss", tape.symbol("eps").html, "loss", shown, tape.loss.name))
    drawn = [
        controls.menu(name, html, said, options.items(), chosen)
        for name, html, said, options, chosen in menus
    ]
    return [*drawn, controls.notations(tape.notation.name)]


def _loss_names(tape: Tape) -> dict[str, str]:
    """What the losses are called in the menu, by name."""
    y, o = tape.symbol("y").text, tape.symbol(f"z_{tape.h + 1}").text
    return {"half_squared_error": f"½‖{y} − {o}‖²", "cross_entropy": "cross-entropy"}


def _function(tape: Tape, place: str) -> str:
    """The activation of the hidden layers or of the output: the notes' f^h and f^o."""
    mark = f"<sup>{place[0]}</sup>" if tape.notation.name == "notes" else f" {place}"
    return f"<i>{tape.notation.book.function}</i>{mark}"
