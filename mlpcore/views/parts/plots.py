"""Matplotlib pictures that are drawn once and then only changed.

Subclass `Animated`, add artists to its axes once, say which of them it `moves`, set their data, and
take its `png()`. No pyplot, so nothing is shown or kept anywhere else. Colours are those of the
theme. Matplotlib is loaded with the first picture, for it takes half as long as all the rest.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mlpcore.checks import Array
from mlpcore.lesson.extras import require
from mlpcore.views.parts.flashes import is_half_a_flash
from mlpcore.views.parts.png import encoded, small

Pixels = NDArray[np.uint32]  # a pixel is one number, as `shading.packed` makes it
DPI = 120
THIN = 1e-9  # times the numbers themselves, the least that axes show of them
LARGE = 1.5  # times the type, where the last row must read it


class Style(NamedTuple):
    """How pictures are drawn: in which theme, for a projector or not, in which book's letters."""

    dark: bool = False
    large: bool = False
    notation: str = "notes"


PAPER = Style()  # how they are stored and printed


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

    def __init__(self, width: float, height: float, style: Style = PAPER, dpi: int = 110) -> None:
        require("a picture", "panels", "matplotlib")
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.palette = DARK if style.dark else LIGHT
        larger = LARGE if style.large else 1.0  # as many pixels, fewer inches: so type is larger
        size = width / larger, height / larger
        self.figure = Figure(figsize=size, dpi=dpi * larger, layout="constrained")
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


class Animated(Picture):
    """A picture with a still background, drawn once, and artists that move on it."""

    laid_out_once = True  # what is laid out once stays where it is
    flashes = False  # whether what fills it changed so much that many such changes are flashes

    def __init__(self, width: float, height: float, style: Style, dpi: int = DPI) -> None:
        super().__init__(width, height, style, dpi)
        self._moving: list[Any] = []
        self._staying: list[Any] = []
        self._upon: tuple[Any, ...] | None = (
            None  # where what stays is, its light, what shines through
        )
        self._ground: tuple[Any, Pixels] | None = None  # axes that are filled with pixels
        self._background: Any = None
        self._agg: Any = self.canvas  # which has no types

    def moves(self, *artists: Any) -> None:
        """These artists are drawn each time, in this order, upon the rest."""
        for artist in artists:
            artist.set_animated(True)
        self._moving += artists

    def stays(self, *artists: Any) -> None:
        """These artists are drawn once upon what fills the axes, and again where they `shift`."""
        for artist in artists:
            artist.set_animated(True)
        self._staying += artists

    def shift(self) -> None:
        """What stays is elsewhere from now on."""
        self._upon = None

    def fill(self, axes: Any, pixels: Pixels) -> None:
        """Fill the axes with pixels, from below: quicker than an image, which is resampled."""
        before = self._ground[1] if self._ground else pixels
        self.flashes = before.shape == pixels.shape and is_half_a_flash(before, pixels)
        self._ground = axes, pixels

    def anew(self) -> None:
        """The background has changed: draw it again."""
        self._background = self._upon = None

    def png(self, stored: bool = False) -> bytes:
        """The picture as it is now, only what moves drawn anew; to be stored, it is smaller."""
        if self._background is None:
            self._agg.draw()
            if self.laid_out_once:
                self.figure.set_layout_engine("none")
            # as pixels: Matplotlib's own copy can miss a row, where the size is no whole number
            self._background = np.asarray(self._agg.buffer_rgba()).copy()
        canvas = np.asarray(self._agg.buffer_rgba())
        if self._staying and self._upon is None:
            self._upon = self._seen_on(canvas)
        canvas[:] = self._background
        if self._ground:
            _spread(*self._ground, canvas.view(np.uint32)[..., 0])
        if self._upon:
            at, light, through = self._upon
            canvas[..., :3][at] = light + np.round(through * canvas[..., :3][at])
        for artist in self._moving:
            artist.axes.draw_artist(artist)
        return small(canvas) if stored else encoded(canvas)

    def _seen_on(self, canvas: NDArray[np.uint8]) -> tuple[Any, ...]:
        """What stays: its pixels, the light that it gives, the share of what shines through."""
        seen = []
        for ground in (0, 255):
            canvas[..., :3] = ground
            for artist in self._staying:
                artist.axes.draw_artist(artist)
            seen.append(canvas[..., :3].astype(np.float32))
        black, white = seen
        through = (white - black) / 255
        at = np.nonzero((through < 1).any(axis=-1))
        return at, black[at].astype(np.uint8), through[at]


def _spread(axes: Any, pixels: Pixels, canvas: Pixels) -> None:
    """Fill the place of the axes on the canvas with pixels, each as large as it must be."""
    x0, y0, x1, y1 = np.round(axes.bbox.extents).astype(int)
    rows = np.arange(y1 - y0)[::-1] * len(pixels) // (y1 - y0)
    columns = np.arange(x1 - x0) * pixels.shape[1] // (x1 - x0)
    canvas[len(canvas) - y1 : len(canvas) - y0, x0:x1] = pixels[:, columns][rows]


def limits(values: Array, margin: float = 0.08) -> tuple[float, float]:
    """Room for all values and a margin, for an axis."""
    low, high = float(values.min()), float(values.max())
    room = margin * max(high - low or 1.0, THIN * max(-low, high))
    return low - room, high + room
