"""Where everything stands in the picture of a network: layers, units, badges and free room.

`Layout.of(widths)` places the nodes of a network, on a projector in larger type; `Box` is room that
something takes.
"""

from dataclasses import dataclass, replace

WIDEST = 480  # a picture that is wider scrolls, in its own size, rather than shrink
LEAST, MOST = 0.905, 1.13  # a large picture shrinks or grows as far as that to fill its place


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
    margin: float = 46
    head: float = 40
    foot: float = 44
    aside: float = 60
    large: bool = False

    @classmethod
    def of(cls, widths: list[int], large: bool = False) -> "Layout":
        """A roomy layout for small networks, a denser one for wide ones."""
        if large:
            return cls._large(widths, beside=max(widths) > 7)
        if max(widths) <= 4:
            return cls(widths, 25, 94, 150, 13, beside=False)
        if max(widths) <= 7:
            return cls(widths, 20, 78, 138, 12, beside=False)
        return cls(widths, 17, 47, 190, 10.5, beside=True)

    @classmethod
    def _large(cls, widths: list[int], beside: bool) -> "Layout":
        """All type of one size, and names of layers in two lines, so that columns stay narrow."""
        between = 170 if len(widths) == 4 else 190  # four layers just fit beside the step
        radius, row, column = (30, 82, 310) if beside else (32, 128, between)
        return cls(widths, radius, row, column, 20, beside, 70, 68, 62, 90, large=True)

    def top(self, line: int) -> float:
        """Where a line of a layer's name stands, the first one counted as 0."""
        return 21 + 24 * line if self.large else 16

    @property
    def gap(self) -> float:
        """Between a node and the badge beside it, so wide that no value reaches across."""
        return 16 if self.large else 10

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
        if self.large:
            return f"min-width:{LEAST * self.width:g}px;max-width:{MOST * self.width:g}px"
        if self.width > WIDEST:
            return f"width:{self.width:g}px"
        return f"max-width:{1.3 * self.width:g}px"
