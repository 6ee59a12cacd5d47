"""The training panel's controls: buttons, menus, sliders, and the numbers of the criteria.

`buttons` and `sliders` stand on top, `layer` above the picture, `criteria` in the table of the
criteria, `data`, `network` and `start` in a group each, `row` with the answers, `rest` is folded.
"""

from collections.abc import Iterable

from mlpcore.lesson.notation.symbols import Notation
from mlpcore.lesson.training.settings import PACES, Settings, layers_drawn
from mlpcore.lesson.training.tasks import usual_noise
from mlpcore.views.parts import controls
from mlpcore.views.parts.html import Node, e
from mlpcore.views.training.layers import layer_words
from mlpcore.weights import SCHEMES

ROW = "a row of your own"
YES_NO = controls.same(("yes", "no"))


def buttons(notation: Notation, seed: int, *, running: bool, off: bool) -> Node:
    """The row of buttons; `off` where nothing is left to train, and beginning again helps."""
    eps = notation.symbol("eps").text
    return (
        controls.button("toggle", main=not off, running=running, off=off),
        controls.button("sample", off=off),
        controls.button("batch", off=off),
        controls.button("epoch", off=off),
        controls.button("same", main=off),
        controls.button("new", seed=seed + 1),
        controls.button("best", eps=eps),
    )


def sliders(now: Settings, notation: Notation, rows: int) -> Node:
    """η and the batch size, which stand beside Train."""
    eta = notation.symbol("eta").html
    return (
        controls.dial("eta", now.eta, 0.01, 3, 0.01, eta=eta),
        controls.dial("batch_size", now.batch_size, 1, rows, 1),
    )


def data(now: Settings, names: Iterable[str]) -> Node:
    """What is learned; where the data can be drawn anew, their noise and seed."""
    drawn: list[Node] = [
        controls.menu("data", controls.same(names), now.data),
        controls.menu("standardise", YES_NO, _yes(now.standardise)),
    ]
    if usual_noise(now.data) is not None:
        drawn += [
            controls.dial("noise", now.noise, 0, 0.6, 0.01),
            controls.dial("data_seed", now.data_seed, 0, 20, 1),
        ]
    return drawn


def network(
    now: Settings, notation: Notation, hidden: Iterable[str], outputs: Iterable[str]
) -> Node:
    """Which network learns it, by which loss; each menu offers what is given for it."""
    f_h, f_o = (controls.function(place, notation.name) for place in ("hidden", "output"))
    eps, losses = notation.symbol("eps").html, controls.losses(notation).items()
    inner = controls.menu(
        "activation", controls.same(hidden), now.activation, "hidden", symbol=f_h
    )  # fmt: skip
    return (
        controls.text("widths", "-".join(map(str, now.widths))),
        inner if len(now.widths) > 2 else None,
        controls.menu("output", controls.same(outputs), now.output, symbol=f_o),
        controls.menu("loss", losses, now.loss, symbol=eps),
    )


def layer(now: Settings, notation: Notation) -> Node:
    """Whose plane is drawn; nothing where there is no other than the inputs'."""
    if not (most := layers_drawn(now.widths)):
        return None
    options = [("0", "of the inputs: what it answers")]
    options += [(str(l), layer_words(now.widths, l, notation)) for l in range(1, most + 1)]
    return controls.menu("layer", options, str(now.layer))


def start(now: Settings) -> Node:
    """How weights are drawn, and in which order rows come."""
    return (
        controls.menu("init", controls.same(SCHEMES), now.init),
        controls.menu("shuffle", YES_NO, _yes(now.shuffle)),
    )


def rest(now: Settings, slips: Iterable[str]) -> Node:
    """What is set rarely."""
    return (
        controls.menu("pace", PACES.items(), now.pace),
        controls.menu("slip", [("", "none"), *controls.same(slips)], now.slip),
        controls.notations(now.notation),
    )


def criteria(now: Settings, notation: Notation, held_out: bool) -> Node:
    """A line for each stopping criterion, by the letters that stand on the curve: its number."""
    eps = notation.symbol("eps").text
    lines = [
        controls.dial("epochs", now.epochs, 1, 1000, 1),
        controls.dial("bound", now.bound, 0.001, 0.2, 0.001, eps=eps),
        controls.dial("patience", now.patience, 1, 200, 1, eps=eps),
        controls.dial("theta", now.theta, 0.001, 0.2, 0.001, eps=eps),
    ]
    if held_out:
        lines.append(e("span", f"held-out {eps} no lower for as many", class_="mlp-slider"))
    letters = (
        e("b", letter, class_="mlp-train-letter", style=f"color:var(--mlp-{letter.lower()})")
        for letter in "ABCDE"
    )
    rows = [e("div", letter, line) for letter, line in zip(letters, lines, strict=False)]
    return e("div", e("span", "would stop", class_="mlp-train-head")), rows


def row(now: Settings, names: Iterable[str]) -> Node:
    """A box for a row of one's own, which the network answers."""
    said = f"{ROW}: {', '.join(names)}"
    box = e(
        "input", type="text", data_do="choose", data_name="row", aria_label=said,
        value="; ".join(f"{v:.15g}" for v in now.row), placeholder="; ".join(names),
        spellcheck="false",
    )  # fmt: skip
    return e("label", e("span", ROW, aria_hidden="true"), box, class_="mlp-slider")


def _yes(on: bool) -> str:
    return "yes" if on else "no"
