"""What every picture of every panel is drawn with: the theme's colours, type that can be read."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import chain
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

import mlpcore
from mlpcore import panels
from mlpcore.lesson.activation.topics import TOPICS
from mlpcore.panels.base.panel import BasePanel
from mlpcore.views.parts import plots
from mlpcore.views.parts.plots import DARK, LIGHT, Animated, Palette, Picture
from tests.views.test_words_of_all import WORD, known

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
        for written in ("encoded", "small"):  # which takes as long as all the rest
            patch.setattr(plots, written, lambda canvas: b"a picture")
        yield made


def changed() -> Iterator[BasePanel]:
    """Panels in which more is shown: what was before, what is wrong, a unit that is shut."""
    yield panels.gradcheck(NET, [0.8, -0.4], [1, 0], slip="transposed-weights", change=9.0)
    depth = panels.depth(3)
    depth.act("set", key="width", index=[], value=9.0)
    yield depth
    unit = panels.activation("relu", at="unit")
    for key, value in (("w", 1.0), ("b", -0.7)):
        unit.act("set", key=key, index=[], value=value)
    yield unit


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


def test_words_in_pictures_are_spelt_as_the_course_spells_them() -> None:
    for figure, _ in figures():
        said = " ".join(text.get_text() for text in figure.findobj(Text))
        assert {word.lower() for word in WORD.findall(re.sub(r"\$.*?\$", "", said))} <= known()


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


def test_lines_and_marks_are_neither_too_fine_nor_too_thick() -> None:
    """And none shines through, but for the lines of a grid."""
    for figure, _ in figures():
        for axes in figure.axes:
            for line in axes.lines:
                assert 1 <= line.get_linewidth() <= 3.2
                assert line.get_marker() == "None" or 4 <= line.get_markersize() <= 9
            for artist in [*axes.lines, *axes.collections]:
                assert artist.get_alpha() is None


def test_lines_that_only_help_are_finer_than_the_curves_beside_them() -> None:
    """Dotted ones, and the axis in the middle; among those that move."""
    for figure, _ in figures():
        for axes in figure.axes:
            strokes = [line for line in axes.lines if line.get_linestyle() != "None"]
            moving = [line for line in strokes if line.get_animated()]
            helping = [line for line in moving if line.get_linestyle() == ":"]
            helping += [line for line in strokes if line.get_zorder() == 0]
            curves = [line.get_linewidth() for line in moving if line not in helping]
            assert all(line.get_linewidth() < max(curves) for line in helping if curves)


def test_whatever_moves_can_be_seen() -> None:
    """Without it, the picture is another one; a line that is only in a legend has no place."""
    unseen: dict[tuple[str, str, int], bool] = {}
    with collected() as made:
        for _ in chain(shown(), changed()):
            for picture in made:
                assert isinstance(picture, Animated)
                for n, artist in enumerate(picture._moving):
                    which = type(picture).__module__, type(picture).__name__, n
                    if unseen.get(which, True):
                        whole = pixels(picture)
                        artist.set_visible(False)
                        unseen[which] = bool((pixels(picture) == whole).all())
                        artist.set_visible(True)
    legends_own = "mlpcore.views.gradcheck.plots", "CurvePicture", 11
    assert [which for which, is_so in unseen.items() if is_so] == [legends_own]


def pixels(picture: Animated) -> Any:
    """Those of a picture as it is now."""
    picture.png()
    return np.asarray(picture._agg.buffer_rgba()).copy()
