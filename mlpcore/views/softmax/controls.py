"""The softmax panel's controls: buttons, sliders and menus.

`nets` draws one slider a net input, in rows as high as the bars beside them;
`sliders` the other sliders and menus, `buttons` the row of buttons.
"""

from collections.abc import Sequence

from mlpcore.views.parts import controls

LOSSES = (
    ("cross_entropy", "cross-entropy"),
    ("half_squared_error", "½‖y − o‖²"),
    ("binary_cross_entropy", "binary cross-entropy"),
)
FEWEST, MOST = 2, 8  # classes


def nets(values: Sequence[float]) -> str:
    """One slider a net input, beside its bar."""
    sliders = (
        controls.slider("net", (i,), f"net<sub>{i}</sub>", f"net {i}", value, -8, 8, 0.1)
        for i, value in enumerate(values, 1)
    )
    return "".join(f'<div class="mlp-sm-row">{slider}</div>' for slider in sliders)


def sliders(y: Sequence[float], loss: str, T: float, c: float) -> str:
    """The number of classes, the loss, temperature and shift; then one slider a target."""
    targets = (
        controls.slider("y", (i,), f"<i>y</i><sub>{i}</sub>", f"y {i}", value, 0, 1, 0.05)
        for i, value in enumerate(y, 1)
    )
    sizes = [(str(k), str(k)) for k in range(FEWEST, MOST + 1)]
    return "".join(
        (
            controls.menu("k", sizes, str(len(y))),
            controls.menu("loss", LOSSES, loss, symbol="<i>ε</i>"),
            controls.dial("T", T, 0.1, 5, 0.05),
            controls.dial("c", c, -10, 10, 0.5),
            '<span class="mlp-sm-break"></span>',
            *targets,
        )
    )


def buttons(at: int, topics: int, *, end: bool, undo: bool) -> str:
    """The row of buttons, with the place among the topics between them."""
    return "".join(
        (
            controls.button("back", place="topic", off=at == 0),
            controls.button("next", place="topic", main=True, off=end),
            f'<span class="mlp-status">{at + 1} of {topics}</span>',
            controls.button("wrong"),
            controls.button("thousand"),
            controls.button("same", "restart"),
            controls.button("undo", off=not undo),
        )
    )
