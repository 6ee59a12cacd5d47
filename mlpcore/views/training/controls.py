"""The training panel's controls: buttons, menus, sliders, and the numbers of the criteria.

`buttons`, `menus`, `sliders` and `criteria` draw them.
"""

from collections.abc import Iterable

from mlpcore.lesson.notation.symbols import Notation
from mlpcore.lesson.training.settings import PACES, Settings
from mlpcore.lesson.training.tasks import usual_noise
from mlpcore.views.parts import controls
from mlpcore.views.parts.html import Node
from mlpcore.weights import SCHEMES


def buttons(notation: Notation, seed: int, *, running: bool, off: bool) -> Node:
    """The row of buttons; `off` where nothing is left to train."""
    eps = notation.symbol("eps").text
    return (
        controls.button("toggle", main=True, running=running, off=off),
        controls.button("sample", off=off),
        controls.button("batch", off=off),
        controls.button("epoch", off=off),
        controls.button("same"),
        controls.button("new", seed=seed + 1),
        controls.button("best", eps=eps),
    )


def menus(
    now: Settings,
    notation: Notation,
    data: Iterable[str],
    hidden: Iterable[str],
    outputs: Iterable[str],
    slips: Iterable[str],
) -> Node:
    """What is learned, by which network, and how; each menu offers what is given for it."""
    f_h, f_o = (controls.function(place, notation.name) for place in ("hidden", "output"))
    eps, losses = notation.symbol("eps").html, controls.losses(notation).items()
    return (
        controls.menu("data", controls.same(data), now.data),
        controls.text("widths", "-".join(map(str, now.widths))),
        controls.menu(
            "activation", controls.same(hidden), now.activation, "hidden", symbol=f_h
        ),
        controls.menu("output", controls.same(outputs), now.output, symbol=f_o),
        controls.menu("loss", losses, now.loss, symbol=eps),
        controls.menu("init", controls.same(SCHEMES), now.init),
        controls.menu(
            "shuffle", controls.same(("yes", "no")), _yes(now.shuffle)
        ),
        controls.menu("pace", PACES.items(), now.pace),
        controls.menu("slip", [("", "none"), *controls.same(slips)], now.slip),
    )  # fmt: skip


def sliders(now: Settings, notation: Notation, rows: int) -> Node:
    """η and the batch size, and, where the data can be drawn anew, their noise and seed."""
    eta = notation.symbol("eta").html
    drawn = [
        controls.dial("eta", now.eta, 0.01, 3, 0.01, eta=eta),
        controls.dial("batch_size", now.batch_size, 1, rows, 1),
    ]
    if usual_noise(now.data) is not None:
        drawn += [
            controls.dial("noise", now.noise, 0, 0.6, 0.01),
            controls.dial("data_seed", now.data_seed, 0, 20, 1),
        ]
    return drawn


def criteria(now: Settings, notation: Notation) -> Node:
    """The numbers of the stopping criteria, by the letters that stand on the curve."""
    eps = notation.symbol("eps").text
    return (
        controls.dial("epochs", now.epochs, 1, 1000, 1),
        controls.dial("bound", now.bound, 0.001, 0.2, 0.001, eps=eps),
        controls.dial("patience", now.patience, 1, 200, 1),
        controls.dial("theta", now.theta, 0.001, 0.2, 0.001),
    )  # fmt: skip


def _yes(on: bool) -> str:
    return "yes" if on else "no"
