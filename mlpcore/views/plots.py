"""Matplotlib pictures that are drawn once and then only changed.

What one can do here: make a `Picture`, add artists to its axes once, set their data, and take its
`png()`. No pyplot, so nothing is shown or kept anywhere else. Colours are those of the theme.
"""

import io
from dataclasses import dataclass
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from mlpcore.checks import Array


@dataclass(frozen=True)
class Palette:
    """The theme's colours for pictures; keep in step with palette.css."""

    background: str
    ink: str
    soft: str
    line: str
    pos: str
    neg: str
    here: str
    factors: tuple[str, ...]


LIGHT = Palette(
    "#ffffff", "#1c1e26", "#565c6b", "#d9dce3", "#217dbb", "#de6e1e", "#6a4aa5",
    ("#0b8a68", "#c2356f", "#a97a00", "#0e7a9c", "#8a5a2b"),
)  # fmt: skip
DARK = Palette(
    "#16181d", "#eceef3", "#a9b0bf", "#383d49", "#4a9edb", "#eb863d", "#b79df0",
    ("#35b891", "#f0709f", "#dcab35", "#4cb5d6", "#cc9a69"),
)  # fmt: skip


class Picture:
    """One reused figure; a subclass draws its artists once in `__init__` and changes them later."""

    def __init__(self, width: float, height: float, dark: bool = False, dpi: int = 110) -> None:
        self.palette = DARK if dark else LIGHT
        self.figure = Figure(figsize=(width, height), dpi=dpi, layout="constrained")
        self.figure.set_facecolor(self.palette.background)
        self.canvas = FigureCanvasAgg(self.figure)

    def axes(self, *place: Any, **how: Any) -> Any:
        """New axes in the theme's colours, as `figure.add_subplot` takes them."""
        axes = self.figure.add_subplot(*place, **how)
        axes.set_facecolor(self.palette.background)
        axes.tick_params(colors=self.palette.soft, labelsize=9)
        for spine in axes.spines.values():
            spine.set_color(self.palette.line)
        axes.spines[["top", "right"]].set_visible(False)
        for text in (axes.xaxis.label, axes.yaxis.label, axes.title):
            text.set_color(self.palette.ink)
            text.set_fontsize(10)
        return axes

    def png(self) -> bytes:
        """The picture as it is now."""
        buffer = io.BytesIO()
        self.figure.savefig(buffer, format="png", facecolor=self.palette.background,
                            metadata={"Software": None})  # fmt: skip
        return buffer.getvalue()


def limits(values: Array, margin: float = 0.08) -> tuple[float, float]:
    """Room for all values and a margin, for an axis."""
    low, high = float(values.min()), float(values.max())
    room = margin * (high - low or 1.0)
    return low - room, high + room
