"""The depth panel's picture: ‖δ^l‖ and ‖∇W_l‖ over the layers, on a scale of powers of ten.

Make a `DepthPicture`, `show` it the norms of a network, take its `png()`.
"""

import numpy as np

from mlpcore.lesson.notation.books import BOOKS
from mlpcore.lesson.notation.layer_symbols import at_layer, leading_there
from mlpcore.lesson.notation.symbols import Symbol
from mlpcore.lesson.steps.norms import Norms
from mlpcore.views.parts import legends
from mlpcore.views.parts.plots import PAPER, Animated, Style

DEEPEST = 20
LOW, HIGH = 1e-14, 1e8


class DepthPicture(Animated):
    """Two curves over the layers; those before the last change stay as pale ones."""

    def __init__(self, style: Style = PAPER) -> None:
        super().__init__(4.6, 3.4, style)
        from matplotlib.ticker import NullLocator

        palette, axes = self.palette, self.axes()
        axes.set(xlabel="layer $l$", ylabel="size", yscale="log", ylim=(LOW, HIGH))
        self._first = first = 1 + BOOKS[style.notation].first_layer  # that of the lowest δ
        axes.set(xlim=(first - 0.5, first + DEEPEST + 0.5))
        axes.set(xticks=range(first, first + DEEPEST + 1, 2))
        axes.yaxis.set_minor_locator(NullLocator())  # not shown, and slow
        axes.grid(True, color=palette.line, linewidth=0.6, alpha=0.7)
        how = {"markersize": 5, "linewidth": 1.8}
        (self._before,) = axes.plot([], [], color=palette.line, linewidth=2)
        (self._delta,) = axes.plot([], [], "-o", color=palette.here, **how,
                                   label=_size(at_layer(style.notation, "delta")))  # fmt: skip
        (self._dW,) = axes.plot([], [], "--s", color=palette.factors[0], **how,
                                label=_size(leading_there(style.notation)))  # fmt: skip
        room = (0.45, 0.32) if style.large else (0.3, 0.2)
        self._legend = legends.Legend(axes, room, palette.ink)
        self.moves(self._before, self._delta, self._dW)

    def show(self, norms: Norms, before: Norms | None) -> None:
        """Draw these norms, and, pale, δ as it was before the last change."""
        pale = before.delta if before else []
        lines = ((self._delta, norms.delta), (self._dW, norms.dW), (self._before, pale))
        for line, sizes in lines:
            line.set_data(self._first + np.arange(len(sizes)), np.clip(sizes, LOW, HIGH))
        if self._legend.keep_clear(line for line, _ in lines):
            self.anew()


def _size(symbol: Symbol) -> str:
    return rf"$\Vert {symbol.latex}\Vert$"
