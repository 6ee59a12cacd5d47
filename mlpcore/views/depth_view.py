"""The depth panel's picture: ‖δ^l‖ and ‖∇W_l‖ over the layers, on a scale of powers of ten.

What one can do here: make a `DepthPicture`, `show` it the norms of a network, take its `png()`.
"""

import numpy as np
from matplotlib.ticker import NullLocator

from mlpcore.lesson.runs import Norms
from mlpcore.views.plots import PAPER, Animated, Style

DEEPEST = 20
LOW, HIGH = 1e-14, 1e8


class DepthPicture(Animated):
    """Two curves over the layers; those before the last change stay as pale ones."""

    def __init__(self, style: Style = PAPER) -> None:
        super().__init__(4.6, 3.4, style)
        palette, axes = self.palette, self.axes()
        axes.set(xlabel="layer $l$", ylabel="size", yscale="log", ylim=(LOW, HIGH))
        axes.set(xlim=(0.5, DEEPEST + 1.5), xticks=range(1, DEEPEST + 2, 2))
        axes.yaxis.set_minor_locator(NullLocator())  # not shown, and slow
        axes.grid(True, color=palette.line, linewidth=0.6, alpha=0.7)
        how = {"markersize": 5, "linewidth": 1.8}
        (self._before,) = axes.plot([], [], color=palette.line, linewidth=2)
        (self._delta,) = axes.plot([], [], "-o", color=palette.here, **how,
                                   label=r"$\Vert\delta^l\Vert$")  # fmt: skip
        (self._dW,) = axes.plot([], [], "--s", color=palette.factors[0], **how,
                                label=r"$\Vert\nabla W_{l-1}\Vert$")  # fmt: skip
        axes.legend(loc="upper right", fontsize=9, frameon=False, labelcolor=palette.ink)
        self.moves(self._before, self._delta, self._dW)

    def show(self, norms: Norms, before: Norms | None) -> None:
        """Draw these norms, and, pale, δ as it was before the last change."""
        for line, values in ((self._delta, norms.delta), (self._dW, norms.dW)):
            line.set_data(np.arange(1, len(values) + 1), np.clip(values, LOW, HIGH))
        pale = before.delta if before else []
        self._before.set_data(np.arange(1, len(pale) + 1), np.clip(pale, LOW, HIGH))
