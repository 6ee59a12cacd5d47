"""What every picture of every panel is drawn with: the theme's colours, type that can be read."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

import mlpcore
from mlpcore import panels
from mlpcore.lesson.activation.topics import TOPICS
from mlpcore.panels.base.panel import BasePanel
from mlpcore.views.parts.plots import DARK, LIGHT, Palette, Picture

NET = mlpcore.MLP([2, 2, 2], seed=7, init="uniform")


@contextmanager
def collected() -> Iterator[list[Picture]]:
    """Every picture that is begun meanwhile."""
    made: list[Picture] = []
    begin = Picture.__init__

    def begins(self: Picture, *args: Any, **kwargs: Any) -> None:
        made.append(self)
        begin(self, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Picture, "__init__", begins)
        yield made


def shown() -> Iterator[BasePanel]:
    """Panels that have pictures, in every place that has others."""
    activation = panels.activation("tanh")
    for topic in range(len(TOPICS)):
        activation.act("go", to=topic)
        yield activation
    yield panels.gradcheck(NET, [0.8, -0.4], [1, 0])
    yield panels.depth(3)
    for data in ("xor", "wave"):
        yield panels.training(data, epochs=2)


@cache
def figures() -> list[tuple[Figure, Palette]]:
    """Those of light pages and dark ones."""
    with collected() as made:
        for panel in shown():
            panel.dark = not panel.dark
            panel.still()
    return [(picture.figure, picture.palette) for picture in made]


def colours(figure: Figure) -> set[str]:
    """Those of its lines and its texts, as far as they can be seen."""
    texts = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
    found = [text.get_color() for text in texts]
    for line in filter(Line2D.get_visible, figure.findobj(Line2D)):
        if line.get_linestyle() != "None":
            found.append(line.get_color())
        if line.get_marker() not in ("None", ""):
            found += [line.get_markerfacecolor(), line.get_markeredgecolor()]
    return {to_hex(each) for each in found if not isinstance(each, str) or each != "none"}


def test_there_are_pictures_for_light_pages_and_for_dark_ones() -> None:
    assert {palette.background for _, palette in figures()} == {"#ffffff", "#16181d"}


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_lines_and_texts_have_the_colours_of_the_theme(palette: Palette) -> None:
    own = {*palette.factors, *(each for each in vars(palette).values() if isinstance(each, str))}
    for figure, of in figures():
        if of == palette:
            assert colours(figure) - own == set(), [a.get_title() for a in figure.axes]


def test_type_is_neither_too_small_nor_too_large() -> None:
    for figure, _ in figures():
        sizes = {text.get_fontsize() for text in figure.findobj(Text) if text.get_text()}
        assert all(7 <= size <= 13 for size in sizes), sizes


def test_the_lines_of_a_grid_are_the_finest() -> None:
    for figure, _ in figures():
        for axes in figure.axes:
            grid = [line for line in axes.get_xgridlines() if line.get_visible()]
            widths = {line.get_linewidth() for line in axes.lines}
            assert all(line.get_linewidth() <= min(1, *widths) for line in grid if widths)
