"""The softmax panel's controls: buttons, sliders and menus.

`nets` draws one slider a net input, in rows as high as the bars beside them; `sliders` the other
sliders, `setup` the menus, `buttons` the row of buttons.
"""

from collections.abc import Sequence

from mlpcore.lesson.notation.books import BOOKS
from mlpcore.views.parts import controls
from mlpcore.views.parts.html import Node, Notes, e

LOSSES = (
    ("cross_entropy", "cross-entropy"),
    ("half_squared_error", Notes("½‖y − o‖²")),
    ("binary_cross_entropy", "binary cross-entropy"),
)
FEWEST, MOST = 2, 8  # classes


def nets(values: Sequence[float]) -> Node:
    """One slider a net input, beside its bar."""
    sliders = (
        controls.slider(
            "net", (i,), (Notes("net"), _index(i)), Notes(f"net {i}"), value, -8, 8, 0.1
        )
        for i, value in enumerate(values, 1)
    )
    return [e("div", slider, class_="mlp-sm-row") for slider in sliders]


def sliders(y: Sequence[float], T: float, c: float) -> Node:
    """Temperature and shift, then one slider a target."""
    targets = [
        controls.slider(
            "y", (i,), (e("i", Notes("y")), _index(i)), Notes(f"y {i}"), value, 0, 1, 0.05
        )
        for i, value in enumerate(y, 1)
    ]
    return controls.dial("T", T, 0.1, 5, 0.05), controls.dial("c", c, -10, 10, 0.5), targets


def setup(k: int, loss: str, book: str) -> Node:
    """What is set once: the number of classes, the loss and the notation."""
    sizes = [(str(n), str(n)) for n in range(FEWEST, MOST + 1)]
    return (
        controls.menu("k", sizes, str(k)),
        controls.menu("loss", LOSSES, loss, symbol=f"<i>{BOOKS[book].plain['eps'][0]}</i>"),
        controls.notations(book),
    )


def _index(i: int) -> Node:
    return e("sub", str(i))


def buttons(at: int, topics: int, *, end: bool, undo: bool, book: str) -> Node:
    """The row of buttons, with the place among the topics between them."""
    return (
        controls.button("back", place="topic", off=at == 0),
        controls.button("next", place="topic", main=True, off=end),
        controls.status(f"{at + 1} of {topics}"),
        controls.button("wrong"),
        controls.button("thousand", net=BOOKS[book].terms["net"]),
        controls.button("same", "restart"),
        controls.button("undo", off=not undo),
    )
