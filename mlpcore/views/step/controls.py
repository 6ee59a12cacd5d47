"""The step panel's controls: buttons, sliders, menus, and the slider of the number under the lens.

`buttons`, `sliders`, `editor` and `setup` draw one region each.
"""

from collections.abc import Iterable

from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.steps.trace import Trace
from mlpcore.views.parts import controls
from mlpcore.views.parts.html import Element, Node, Raw, e


def buttons(at: int, steps: int, rounds: int, *, end: bool, again: bool, undo: bool) -> Node:
    """The row of buttons, with the place in the pass and the round of descent between them."""
    start = at == 0
    where = f"{at + 1} of {steps}" + (f" · round {rounds + 1}" if rounds else "")
    row: list[Node] = [
        controls.button("first", place="step", off=start),
        controls.button("back", place="step", off=start),
        controls.button("next", place="step", main=True, off=end),
        controls.button("last", place="step", off=at == steps - 1),
        controls.button("play"),
        controls.status(where),
        controls.button("undo", off=not undo),
    ]
    return [*row, controls.button("again")] if again else row


def sliders(trace: Trace, *, error: bool, descent: bool) -> Node:
    """A slider for every x, and, where the panel goes that far, every y and η."""
    keys = ("x", "y") if error else ("x",)
    drawn = [_slider(trace, key, (i,), -2, 2) for key in keys for i in trace.places(key)]
    if descent:
        eta = trace.symbol("eta").html
        drawn.append(controls.dial("eta", trace.eta, 0.05, 5, 0.05, eta=eta))
    return drawn


def setup(
    trace: Trace,
    hidden: Iterable[str],
    output: Iterable[str],
    losses: Iterable[str],
    slips: Iterable[str],
    slip: str,
    seed: int,
) -> Node:
    """What is set once: activations, loss, a slip, the notation, and weights of another seed."""
    weights = controls.button("same"), controls.button("new", seed=seed + 1)
    menus = _menus(trace, hidden, output, losses)
    return menus, _slip_menu(slips, slip), controls.notations(trace.notation.name), weights


def _slip_menu(slips: Iterable[str], chosen: str) -> Node:
    """The menu of slips that can be switched on here; nothing where there are none."""
    options = [(name, name) for name in slips]
    if not options:
        return None
    return controls.menu("slip", [("", "none"), *options], chosen)


def editor(trace: Trace, key: str, index: Index) -> Node:
    """A slider for the weight or bias under the lens; else a word how one comes to it."""
    if key.startswith(("W_", "b_")):
        return _slider(trace, key, index, -3, 3)
    return e("span", "click a weight to move it", class_="mlp-hint")


def _slider(trace: Trace, key: str, index: Index, low: float, high: float) -> Element:
    entry, value = trace.notation.entry(key, index), trace.number(key, index).value
    return controls.slider(key, index, Raw(entry.html), entry.text, value, low, high, 0.05)


def _menus(
    trace: Trace, hidden: Iterable[str], output: Iterable[str], losses: Iterable[str]
) -> list[Node]:
    """The activation of the hidden layers, that of the output, and the loss."""
    f_o = controls.function("output", trace.notation.name)
    menus = [("output", f_o, {name: name for name in output}, trace.f[-1].name)]
    inner = {f.name for f in trace.f[1:-1]}
    if inner:
        mixed = {"": "mixed"} if len(inner) > 1 else {}
        chosen = "" if mixed else inner.pop()
        f_h = controls.function("hidden", trace.notation.name)
        menus.insert(0, ("hidden", f_h, mixed | {name: name for name in hidden}, chosen))
    if shown := {name: controls.losses(trace.notation).get(name, name) for name in losses}:
        menus.append(("loss", trace.symbol("eps").html, shown, trace.loss.name))
    return [
        controls.menu(name, options.items(), chosen, symbol=symbol)
        for name, symbol, options, chosen in menus
    ]
