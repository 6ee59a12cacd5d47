"""The pictures of the activation panel, each drawn once and then only changed.

`CurvePicture` shows f with its tangent above f′ (or δ), `ChainPicture` what is left of δ layer by
layer, `UnitPicture` one unit among its samples, `FamilyPicture` all activations at once. Each has a
`show(...)` that takes what `mlpcore.lesson` computed.
"""

from textwrap import fill
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpcore.activations import Activation, quiet
from mlpcore.checks import Array
from mlpcore.lesson.activation.activation_at_point import (
    GRID,
    ActivationAtPoint,
    written_slope,
)
from mlpcore.lesson.activation.dead_relu import DeadRelu, X
from mlpcore.lesson.activation.unit_chain import UnitChain
from mlpcore.lesson.notation.spelling import spelled
from mlpcore.lesson.notation.text import cut
from mlpcore.lesson.steps.slopes import differences
from mlpcore.views.parts.plots import PAPER, Animated, Style, limits

WIDTH, HEIGHT, DPI = 4.0, 3.2, 180
REACH = 1.4  # how far the tangent goes to either side
FARTHEST = 1e300  # what lies beyond is outside the picture: drawing it would overflow
SMALLEST, LARGEST = 1e-12, 1e4  # what fits between the ends of the axis of δ
STEPS_SHOWN = 50
LONGEST = 36  # letters in a line of large type
NAME = 20  # letters of an activation's name that legend and title have room for
HELD = "\N{NO-BREAK SPACE}"


class Moving(Animated):
    """A picture of two axes whose background is drawn once; only lines and points move."""

    laid_out_once = False  # titles and limits change with the topic

    def __init__(self, style: Style, upper: float = 3.0, lower: float = 2.0) -> None:
        super().__init__(WIDTH, HEIGHT, style, DPI)
        self.book, self.large = style.notation, style.large
        grid = self.figure.add_gridspec(2, 1, height_ratios=(upper, lower))
        self.upper, self.lower = self.axes(grid[0]), self.axes(grid[1])
        self._fixed: tuple[object, ...] = ()

    def ground(self, axes: Any, colour: str, style: str, width: float, **how: Any) -> Any:
        """A line of the background."""
        return axes.plot([], [], style, color=colour, linewidth=width, **how)[0]

    def line(self, axes: Any, colour: str, style: str = "-", width: float = 1.8, **how: Any) -> Any:
        """A line that moves."""
        self.moves(artist := self.ground(axes, colour, style, width, **how))
        return artist

    def dot(self, axes: Any, colour: str, marker: str = "o", size: float = 8) -> Any:
        """Points that move."""
        edge = self.palette.background
        return self.line(axes, colour, marker, markersize=size, markeredgecolor=edge, zorder=5)

    def title(self, axes: Any, text: str) -> None:
        """What the axes show, in the letters of the book; large type takes two lines if it must."""
        said = spelled(text, self.book)
        if self.large:
            parts = said.split("   ")
            whole = [part.replace(" ", HELD) if parts[1:] else part for part in parts]
            said = fill("   ".join(whole), LONGEST)
        axes.set_title(said, loc="left", fontsize=10, color=self.palette.ink)

    def below(self, axes: Any, text: str) -> None:
        """What stands below the axes, in the letters of the book."""
        axes.set_xlabel(spelled(text, self.book), color=self.palette.soft)

    def keep(self, *fixed: object) -> bool:
        """Whether the background can stay, because nothing that it depends on has changed."""
        same, self._fixed = fixed == self._fixed, fixed
        if not same:
            self.anew()
        return same


class CurvePicture(Moving):
    """f with its tangent at net; below it f′, and with it what is compared with it."""

    def __init__(self, style: Style = PAPER) -> None:
        super().__init__(style)
        colours, (green, *_) = self.palette, self.palette.factors
        for axes in (self.upper, self.lower):
            axes.axhline(0, color=colours.line, lw=1, zorder=0)
        self.here = [self.line(axes, colours.soft, ":", 1.0) for axes in (self.upper, self.lower)]
        self.curve = self.ground(self.upper, colours.pos, "-", 2.2)
        self.tangent = self.line(self.upper, colours.here, "-", 1.8)
        self.secant = self.line(self.upper, green, "--", 1.8)
        self.ends = self.dot(self.upper, green, size=6)
        self.point = self.dot(self.upper, colours.here)
        self.slope = self.ground(self.lower, colours.pos, "-", 2.2)
        self.beside = self.line(self.lower, colours.neg, "--", 1.8)
        self.beside_point = self.dot(self.lower, colours.neg, "D", 7)
        self.slope_point = self.dot(self.lower, colours.here)
        self.below(self.lower, "net")

    @quiet
    def show(self, look: ActivationAtPoint, topic: str) -> None:
        """One activation at one net, for one topic: slope, letters, difference or delta."""
        f, net = look.f, look.net
        far = min(1.1 * abs(net), FARTHEST)
        nets = GRID if abs(net) <= GRID[-1] else np.linspace(-far, far, 481)
        beside = self._beside(look, nets, topic)
        slopes = f.derivative(nets)
        if not self.keep(f, topic, nets[0], look.d_z if topic == "delta" else 0):
            self._lay_out(look, nets, topic, slopes)
        z, slope = look.number("z"), look.number("slope")
        self.point.set_data([net], [z])
        reach = REACH / np.hypot(1, slope) * (nets[-1] / 6)
        self.tangent.set_data([net - reach, net + reach], [z - reach * slope, z + reach * slope])
        for line in self.here:
            line.set_data([net, net], [0, 1])
            line.set_transform(line.axes.get_xaxis_transform())
        self._show_lower(look, nets, slopes, beside, topic)

    def _show_lower(
        self, look: ActivationAtPoint, nets: Array, slopes: Array, beside: Array | None, topic: str
    ) -> None:
        key = {"letters": "written", "difference": "central"}.get(topic, "slope")
        at = look.number("delta" if topic == "delta" else "slope")
        self.slope_point.set_data([look.net], [at])
        low, high = self.lower.get_ylim()
        self.beside.set_data(nets, beside) if beside is not None else self.beside.set_data([], [])
        other = float(np.clip(look.number(key), low, high))
        self.beside_point.set_data(*(([look.net], [other]) if beside is not None else ([], [])))
        ends = np.array([look.net - look.step, look.net + look.step])
        apart = topic == "difference"
        self.ends.set_data(*((ends, look.f(ends)) if apart else ([], [])))
        self.secant.set_data(*((ends, look.f(ends)) if apart else ([], [])))

    def _beside(self, look: ActivationAtPoint, nets: Array, topic: str) -> Array | None:
        """What is drawn beside f′: what the notes write, or the central difference."""
        if topic == "letters":
            return written_slope(look.f, nets)
        return differences(look.f, nets, look.step)[1] if topic == "difference" else None

    def _lay_out(self, look: ActivationAtPoint, nets: Array, topic: str, slopes: Array) -> None:
        """Limits, titles and legend."""
        name = _as_it_is(look.f.name)
        self.curve.set_data(nets, look.f(nets))
        self.slope.set_data(nets, look.d_z * slopes if topic == "delta" else slopes)
        self.title(self.upper, f"z = f(net),  f = {name}")
        self.upper.set(xlim=(nets[0], nets[-1]), ylim=_room(look.f(nets), 0.1))
        self.lower.set_xlim(nets[0], nets[-1])
        low, high = _room(np.append(slopes, 0.0), 0.15)
        if topic == "letters" and look.slip:
            low, high = -2.0, 1.2
        if topic == "delta":
            high = max(abs(look.d_z), 0.05) * 1.1 * max(1.0, float(np.abs(_near(slopes)).max()))
            high = min(high, FARTHEST)
            low = -high
        self.lower.set_ylim(low, high)
        self.title(self.lower, {
            "letters": "f ′(net)  and, dashed, what the notes write",
            "difference": "f ′(net)  and, dashed, the central difference",
            "delta": "δ = ∂ε/∂z · f ′(net)",
        }.get(topic, "f ′(net)") if topic != "letters" or look.slip else "f ′(net)")  # fmt: skip


def _as_it_is(name: str) -> str:
    """A name as a legend has room for it, in which no dollar begins a formula."""
    return cut(name, NAME).replace("$", r"\$")


class ChainPicture(Moving):
    """|δ| on its way down, and the product of slopes alone, on an axis of powers of ten."""

    def __init__(self, style: Style = PAPER) -> None:
        super().__init__(style, 2.0, 3.0)
        colours = self.palette
        self.slopes = self.line(self.upper, colours.pos, "-o", 1.6, markersize=6)
        self.best = self.line(self.lower, colours.soft, ":", 1.4)
        self.product = self.line(self.lower, colours.pos, "-o", 1.6, markersize=6)
        self.delta = self.line(self.lower, colours.here, "--D", 1.6, markersize=5)
        self.title(self.upper, "slope f ′(net) of each layer")
        self.title(self.lower, "|δ| going down: ● slopes alone, ◆ with weights")
        self.lower.set_yscale("log")
        self.lower.set_ylim(SMALLEST / 10, LARGEST * 10)
        self.lower.set_xlabel("layer", color=colours.soft)

    @quiet
    def show(self, chain: UnitChain) -> None:
        """One chain."""
        layers, slope = np.arange(1, chain.depth + 1), _near(chain.slope)
        top = max(1.0, float(np.abs(slope).max()))
        if not self.keep(chain.depth, top):
            for axes in (self.upper, self.lower):
                axes.set_xlim(chain.depth + 0.5, 0.5)
                axes.set_xticks(layers)
            self.upper.set_ylim(min(0.0, float(slope.min())) - 0.05, 1.08 * top)
        largest = chain.best ** (1 / chain.depth)
        self.slopes.set_data(layers, slope)
        self.best.set_data(layers, _within(np.power(largest, chain.depth + 1.0 - layers)))
        self.product.set_data(layers, _within(chain.product))
        self.delta.set_data(layers, _within(chain.delta))


def _near(values: Array) -> Array:
    """Values as far as they can be drawn."""
    return np.clip(values, -FARTHEST, FARTHEST)


def _room(values: Array, margin: float) -> tuple[float, float]:
    """Room for all of them that can be drawn."""
    return limits(np.nan_to_num(_near(values)), margin)


def _within(values: NDArray[np.floating[Any]]) -> Array:
    """Sizes for an axis of powers of ten: what is too small for it, or too large, is left out."""
    sizes = np.abs(values)
    return np.where((sizes >= SMALLEST) & (sizes <= LARGEST), sizes, np.nan)


class UnitPicture(Moving):
    """The samples with what the unit puts out; below, the error step by step."""

    def __init__(self, style: Style = PAPER) -> None:
        super().__init__(style)
        colours = self.palette
        self.output = self.line(self.upper, colours.pos, "-", 2.2)
        self.target = self.line(self.upper, colours.ink, "x", markersize=9, markeredgewidth=2)
        self.open = self.dot(self.upper, colours.pos, size=9)
        self.shut = self.line(self.upper, colours.neg, "s", markersize=8, markerfacecolor="none",
                              markeredgewidth=2)  # fmt: skip
        self.errors = self.line(self.lower, colours.here, "-o", 1.4, markersize=4)
        self.xs = np.linspace(-0.2, 2.5, 109)
        self.title(self.upper, "✕ target   ● output   □ output, slope 0")
        self.title(self.lower, "error ε, step by step")
        self.upper.set(xlim=(-0.2, 2.5), ylim=(-1.5, 4.0))
        self.upper.axhline(0, color=colours.line, lw=1, zorder=0)
        self.upper.set_xlabel("x", color=colours.soft)
        self.lower.set_yscale("log")
        self.lower.set_ylim(1e-6, 1e2)
        self.lower.set_xlabel("step", color=colours.soft)

    def show(self, unit: DeadRelu, errors: tuple[float, ...]) -> None:
        """One unit, and the errors so far."""
        last = STEPS_SHOWN * (1 + (len(errors) - 1) // STEPS_SHOWN)
        if not self.keep(last):
            self.lower.set_xlim(-1, last + 1)
        samples = unit.samples
        passes = samples["slope"] != 0
        xs, o = samples["x"], np.clip(samples["o"], -1.5, 4.0)
        self.output.set_data(self.xs, unit.output(self.xs))
        self.target.set_data(X[:, 0], samples["y"])
        self.open.set_data(xs[passes], o[passes])
        self.shut.set_data(xs[~passes], o[~passes])
        self.errors.set_data(np.arange(len(errors)), np.clip(errors, 1e-6, 1e2))


class FamilyPicture(Moving):
    """Every activation and its slope in one picture, with the net that moves."""

    def __init__(self, style: Style = PAPER) -> None:
        super().__init__(style)
        colours = self.palette
        self.colours = (colours.pos, colours.neg, *colours.factors, colours.ink)
        self.here = [self.line(axes, colours.soft, ":", 1.0) for axes in (self.upper, self.lower)]
        self.points = [self.dot(axes, colours.here, size=6) for axes in (self.upper, self.lower)]
        self.title(self.upper, "z = f(net)")
        self.title(self.lower, "f ′(net)")
        self.upper.set(xlim=(-6, 6), ylim=(-2.2, 3.2))
        self.lower.set(xlim=(-6, 6), ylim=(-0.25, 1.35))
        self.below(self.lower, "net")
        self.drawn: list[Any] = []

    def show(self, look: ActivationAtPoint) -> None:
        """All activations at one point."""
        if not self.keep(*look.fs):
            self._draw_curves(look.fs)
        net = float(np.clip(look.net, -6, 6))
        for line in self.here:
            line.set_data([net, net], [0, 1])
            line.set_transform(line.axes.get_xaxis_transform())
        for points, key in zip(self.points, ("z", "slope"), strict=True):
            points.set_data(np.full(len(look.fs), net), _near(look.column(key)))

    def _draw_curves(self, fs: list[Activation]) -> None:
        for old in self.drawn:
            old.remove()
        self.drawn = []
        for n, f in enumerate(fs):
            colour = self.colours[n % len(self.colours)]
            style = ("-", "--", "-.", ":")[n % 4]
            self.drawn += self.upper.plot(
                GRID, f(GRID), style, color=colour, lw=2, label=_as_it_is(f.name)
            )
            self.drawn += self.lower.plot(GRID, f.derivative(GRID), style, color=colour, lw=2)
        legend = self.upper.legend(loc="upper left", fontsize=9, frameon=False, ncols=2,
                                   handlelength=1.6, columnspacing=0.9,
                                   labelspacing=0.2)  # fmt: skip
        for text in legend.get_texts():
            text.set_color(self.palette.ink)
