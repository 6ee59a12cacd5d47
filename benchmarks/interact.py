"""What the panel is measured against: the same pass redrawn as one inline Matplotlib figure."""

import matplotlib.pyplot as plt
import numpy as np

import mlpcore
from mlpcore.lesson.notation.numbers import brief

NET = mlpcore.MLP([2, 3, 2], seed=7, init="uniform")


def draw(x_1: float) -> None:
    """Draw the network with its numbers, the formula of the last step and every quantity."""
    walk = mlpcore.lesson.walkthrough(NET, [x_1, -0.4], [1, 0])
    _, (network, ledger) = plt.subplots(2, 1, figsize=(11, 7.5))
    _network(network, walk.trace)
    network.set_title(f"${walk[-1].formula}$".replace(r"\text{new}", "new"))
    ledger.axis("off")
    for column, step in enumerate(walk):
        ledger.text(column, 0, step.symbol.text)
        for row, line in enumerate(np.atleast_2d(step.value)):
            ledger.text(column, -1 - row, " ".join(brief(v) for v in line), fontsize=6)
    ledger.set(xlim=(0, len(walk)), ylim=(-5, 1))
    plt.show()


def _network(axes: plt.Axes, trace: mlpcore.lesson.steps.trace.Trace) -> None:
    axes.axis("off")
    for l, width in enumerate(trace.mlp.widths):
        for i in range(width):
            y = (width - 1) / 2 - i
            axes.add_patch(plt.Circle((2 * l, y), 0.3, fill=False))
            axes.text(2 * l, y, brief(trace.fwd.z[l][i]), ha="center", va="center")
            for j in range(trace.mlp.widths[l + 1] if l <= trace.h else 0):
                end = (trace.mlp.widths[l + 1] - 1) / 2 - j
                w = trace.mlp.W[l][i, j]
                axes.plot(
                    [2 * l, 2 * l + 2], [y, end], lw=abs(w) * 3, color="C0" if w > 0 else "C1"
                )
                axes.text(2 * l + 0.7, y + 0.35 * (end - y), brief(w), fontsize=8)
    axes.set(xlim=(-1, 5), ylim=(-2, 2))
