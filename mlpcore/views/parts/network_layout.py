"""Where everything stands in the picture of a network: layers, units, badges and free room.

`Layout.of(widths)` places the nodes of a network, on a projector in larger type; `Box` is room that
something takes.
"""

from dataclasses import dataclass, replace

# px of room on a laptop: beside the step, beside a narrower step, above it
SLIM, BROAD, ALONE = 342, 440, 880
NEAREST, NEAREST_WITH_BADGES, FARTHEST = 98, 158, 170  # px between layers
MOST = 1.13  # how far a picture grows to fill its place


@dataclass(frozen=True)
class Box:
    """Room that something takes: its middle, its width and its height."""

    x: float
    y: float
    width: float
    height: float

    @classmethod
    def of(cls, text: str, x: float, y: float, font: float, margin: float = 0) -> "Box":
        """The room of a text around its middle."""
        return cls(x, y, 0.6 * font * len(text) + margin, 1.2 * font + margin)

    def clear_of(self, other: "Box") -> bool:
        """Whether the two leave each other room."""
        beside = 2 * abs(self.x - other.x) >= self.width + other.width
        return beside or 2 * abs(self.y - other.y) >= self.height + other.height


@dataclass(frozen=True)
class Layout:
    """Where everything stands: radius, distances, font and margins for the widest layer.

    `head` and `foot` are the room above and below the nodes, `aside` that for the last badges.
    """

    widths: list[int]
    radius: float
    row: float
    column: float
    font: float
    beside: bool
    margin: float = 36
    head: float = 40
    foot: float = 30
    aside: float = 80
    large: bool = False

    @classmethod
    def of(cls, widths: list[int], large: bool = False) -> "Layout":
        """A roomy layout for small networks, a denser one for wide ones; layers as far apart as
        there is room.
        """
        if large:
            return cls._large(widths, beside=max(widths) > 7)
        most = max(widths)
        if most <= 3:
            layout = cls(widths, 23, 86, 0, 13, beside=False)
        else:
            radius, row = (20, 64) if most == 4 else (19, 58)
            layout = cls(widths, radius, row, 0, 12.5, beside=True, margin=32, head=50)
        room = ALONE if layout.stands_alone else BROAD if layout.is_broad else SLIM
        between = (room - layout.width) / (len(widths) - 1)
        nearest = NEAREST_WITH_BADGES if layout.beside else NEAREST
        return replace(layout, column=min(max(between, nearest), FARTHEST))

    @classmethod
    def _large(cls, widths: list[int], beside: bool) -> "Layout":
        """All type of one size, and names of layers in two lines, so that columns stay narrow."""
        between = 170 if len(widths) == 4 else 190  # four layers just fit beside the step
        radius, row, column = (30, 82, 310) if beside else (32, 128, between)
        return cls(widths, radius, row, column, 20, beside, 70, 68, 62, 90, large=True)

    def top(self, line: int) -> float:
        """Where a line of a layer's name stands, the first one counted as 0."""
        return 21 + 24 * line if self.large else 13 + 15 * line

    @property
    def gap(self) -> float:
        """Between a node and the badge beside it, so wide that no value reaches across."""
        return 16 if self.large else 37 - self.radius

    @property
    def width(self) -> float:
        """The picture's width."""
        between = (len(self.widths) - 1) * self.column
        return 2 * self.margin + between + (self.aside if self.beside else 0)

    @property
    def height(self) -> float:
        """The picture's height."""
        return self.head + max(self.widths) * self.row + self.foot

    def x(self, l: int) -> float:
        """The middle of layer l."""
        return self.margin + l * self.column

    def y(self, l: int, i: int) -> float:
        """The middle of unit i of layer l, counted from 1."""
        above = (max(self.widths) - self.widths[l]) / 2
        return self.head + (above + i - 0.5) * self.row - (0 if self.beside else 4)

    def label(self, text: str, x: float, y: float, font: float) -> Box:
        """The room of a number on an edge; large ones stand closer, at the height of a digit."""
        room = Box.of(text, x, y, font, margin=3)
        return replace(room, height=0.9 * font) if self.large else room

    @property
    def style(self) -> str:
        """How wide the picture is on the page."""
        least = 0.905 if self.large else 0.96  # of type that is large enough then, too
        return f"min-width:{least * self.width:g}px;max-width:{MOST * self.width:g}px"

    @property
    def stands_alone(self) -> bool:
        """Whether it stands above the step, not beside it."""
        return len(self.widths) > (3 if self.beside else 4)

    @property
    def is_broad(self) -> bool:
        """Whether it takes more room from the step beside it."""
        return len(self.widths) > (2 if self.beside else 3)
