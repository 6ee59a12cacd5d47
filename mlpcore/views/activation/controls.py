"""The activation panel's controls: buttons, sliders and menus.

`buttons` and `sliders` draw one region each; `SLIDERS` says how far each number can be moved,
`MOVED` which of them belong to a topic.
"""

from collections.abc import Mapping, Sequence

from mlpcore.activations import Activation
from mlpcore.lesson.notation.books import BOOKS
from mlpcore.views.activation.regions import NAMES
from mlpcore.views.parts import controls
from mlpcore.views.parts.html import Node, Notes, e

# low, high, step
SLIDERS = {"net": (-6, 6, 0.05), "d_z": (-2, 2, 0.05), "s": (0.05, 2, 0.05), "w": (-3, 3, 0.05),
           "b": (-3, 3, 0.05), "eta": (0.05, 2, 0.05), "joint": (-3, 3, 0.05)}  # fmt: skip
MOVED = {"slope": ("net",), "letters": ("net",), "difference": ("net", "s"),
         "delta": ("net", "d_z"), "layers": ("net", "joint"), "unit": ("w", "b", "eta"),
         "family": ("net",)}  # fmt: skip
SHOWN = NAMES | {"joint": e("i", "w")}
SAID = {"d_z": "what arrives", "s": "step s", "joint": "weight w", "eta": "eta"}


def buttons(at: int, at_end: bool, *, unit: bool, running: bool, undo: bool) -> Node:
    """The row of buttons; with those of the lone unit where it is shown."""
    row = [
        controls.button("back", place="topic", off=at == 0),
        controls.button("next", place="topic", main=True, off=at_end),
    ]
    row += [
        controls.button("same", "restart"),
        controls.button("undo", off=not undo),
    ]
    if unit:
        row += [
            controls.button("descend"),
            controls.button("run", running=running),
            controls.button("revive"),
        ]
    return row


def sliders(
    topic: str, values: Mapping[str, float], fs: Sequence[Activation], chosen: str, book: str
) -> Node:
    """The menu of activations, then a slider for every number of the topic."""
    drawn = [
        controls.slider(key, (), SHOWN[key], Notes(SAID.get(key, key)), values[key], *SLIDERS[key])
        for key in MOVED[topic]
    ]
    menu = [(f.name, f.name) for f in fs]
    return controls.menu("f", menu, chosen, symbol=f"<i>{BOOKS[book].function}</i>"), drawn
