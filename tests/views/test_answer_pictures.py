"""What a network answers, as a picture: rows where they are, shades and curves as it says."""

from typing import Any

import numpy as np
import pytest

from mlpcore import MLP
from mlpcore.lesson.training.tasks import Task, own_task, task
from mlpcore.views.parts import shading
from mlpcore.views.parts.plots import LIGHT
from mlpcore.views.training.plots import LinePicture, PlanePicture, TablePicture, area, line_of

ROWS = np.random.default_rng(5).normal(size=(40, 3))
TABLE = own_task(ROWS, ROWS @ [[1.0, 0.5], [2.0, 0.0], [0.0, 1.0]])
THREE = own_task(ROWS[:, :2], np.eye(3)[np.arange(40) % 3])


def network(given: Task) -> MLP:
    """Any network for a task."""
    return MLP(given.widths, ["tanh"] * (len(given.widths) - 2) + [given.output], seed=3)


def rows(points: Any) -> list[list[float]]:
    """Where marks are, in order."""
    return sorted(np.asarray(points.get_offsets()).tolist())


@pytest.mark.parametrize("given", [task("moons"), THREE, task("xor")])
def test_each_class_has_its_mark_filled_in_training_and_hollow_where_held_out(given: Task) -> None:
    """In the class's colour; a few rows have larger marks. All of them are within the axes."""
    picture, k = PlanePicture(given), max(2, given.Y.shape[1])
    marks = picture.marks
    for n, (X, Y) in enumerate(((given.X, given.Y), (given.held_X, given.held_Y))):
        classes = (Y[:, 0] > 0.5).astype(int) if Y.shape[1] == 1 else Y.argmax(axis=1)
        for c in range(k):
            mark = marks[n * k + c]
            assert rows(mark) == sorted(X[classes == c].tolist())
            assert len(mark.get_facecolor()) == (n == 0)
    assert len(marks) == 2 * k
    colours = [tuple(mark.get_facecolor()[0][:3]) for mark in marks[:k]]
    assert colours == [tuple(mark.get_edgecolor()[0][:3]) for mark in marks[k:]]
    wanted = shading.class_colours(LIGHT, given.Y.shape[1])
    assert colours == [pytest.approx(shading.rgb(colour)) for colour in wanted]
    sizes = {float(mark.get_sizes()[0]) for mark in marks}
    assert (min(sizes) > 40) == (len(given.X) <= 12)
    left, right, low, high = area(given)
    assert picture._axes.get_xlim() + picture._axes.get_ylim() == (left, right, low, high)
    every = np.concatenate([given.X, given.held_X])
    assert ((every > [left, low]) & (every < [right, high])).all()


@pytest.mark.parametrize("given", [task("moons"), THREE])
def test_the_plane_has_the_shade_of_what_the_network_answers_there(given: Task) -> None:
    """At its corners, by hand: the surer, the stronger; and a line where the answer changes."""
    picture, mlp, k = PlanePicture(given), network(given), max(2, given.Y.shape[1])
    picture.show(mlp)
    assert picture._ground is not None
    pixels, shades = picture._ground[1], picture.answers.shades
    left, right, low, high = area(given)
    for x, column in ((left, 0), (right, -1)):
        for y, row in ((low, 0), (high, -1)):
            o = mlp.forward([x, y]).o
            winner = int(o[0] > 0.5) if len(o) == 1 else int(o.argmax())
            sure = (abs(2 * o[0] - 1) if len(o) == 1
                    else (len(o) * o.max() / o.sum() - 1) / (len(o) - 1))  # fmt: skip
            assert int(pixels[row, column]) in shades[winner]
            at = shades[winner].tolist().index(int(pixels[row, column]))
            assert at == pytest.approx(63 * sure, abs=1.01)
    assert shades.shape == (k, 64)
    assert (pixels == shading.pixel(LIGHT.soft)).any()


def test_shades_grow_stronger_and_signs_have_two_colours() -> None:
    """From hardly any colour to more than half of it, in steps that no eye tells."""
    shades = shading.shades_of([LIGHT.pos], LIGHT).view(np.uint8).reshape(64, 4)[:, :3].astype(int)
    white, blue = 255 * np.array([shading.rgb(LIGHT.background), shading.rgb(LIGHT.pos)])
    for at, share in ((0, 0.04), (63, 0.54)):
        assert shades[at] == pytest.approx((1 - share) * white + share * blue, abs=0.51)
    assert np.abs(np.diff(shades, axis=0)).max() <= 3
    signed = shading.signed_shades(LIGHT)
    assert len(signed) == 127
    ends = shading.two_sided(np.array([-9.0, -1.0, 0.0, 1.0, 9.0]), signed)
    assert ends.tolist() == [signed[0], signed[0], signed[63], signed[126], signed[126]]
    for at, colour in ((0, LIGHT.neg), (126, LIGHT.pos)):
        strong = signed[at : at + 1].view(np.uint8)[:3]
        assert strong == pytest.approx(
            0.14 * white + 0.86 * 255 * np.array(shading.rgb(colour)), abs=0.51
        )


def test_a_unit_is_shaded_by_the_range_of_its_activation() -> None:
    z = np.array([[0.0, 0.25], [1.0, -4.0]])
    for name in ("sigmoid", "softmax"):
        assert shading.level(z, name) == pytest.approx(2 * z - 1)
    assert shading.level(z, "tanh") is z
    assert shading.level(z, "relu") == pytest.approx(z / 4)
    assert shading.level(0 * z, "relu") == pytest.approx(0 * z)


def test_a_fit_shows_its_rows_and_what_the_network_says_between_them() -> None:
    """Filled ones in training, hollow ones held out."""
    given = task("wave")
    picture, mlp = LinePicture(given), network(given)
    picture.show(mlp)
    for points, X, Y in zip(
        picture._rows, (given.X, given.held_X), (given.Y, given.held_Y), strict=True
    ):
        assert rows(points) == sorted(np.concatenate([X, Y], axis=1).tolist())
    assert [len(points.get_facecolor()) for points in picture._rows] == [1, 0]
    x = np.asarray(picture.curve.get_xdata())
    assert (x[0], x[-1]) == line_of(given) == picture._axes.get_xlim()
    assert picture.curve.get_ydata() == pytest.approx(mlp.feed(x[:, None]).o[:, 0])
    assert line_of(given)[0] < min(given.X.min(), given.held_X.min())
    low, high = picture._axes.get_ylim()
    assert low < given.Y.min() < given.Y.max() < high


def test_of_a_table_outputs_stand_over_targets_with_a_line_where_they_are_equal() -> None:
    """One point for each output of each row."""
    picture, mlp = TablePicture(TABLE), network(TABLE)
    picture.show(mlp)
    sets = (TABLE.X, TABLE.Y), (TABLE.held_X, TABLE.held_Y)
    for points, (X, Y) in zip(picture._points, sets, strict=True):
        wanted = np.stack([Y.ravel(), mlp.feed(X).o.ravel()], axis=1)
        assert rows(points) == sorted(wanted.tolist())
    assert [len(points.get_facecolor()) for points in picture._points] == [1, 0]
    [axes] = picture.figure.axes
    [equal] = axes.lines
    assert (
        axes.get_xlim() == axes.get_ylim() == tuple(equal.get_xdata()) == tuple(equal.get_ydata())
    )
    assert axes.get_xlim()[0] < TABLE.Y.min() < TABLE.Y.max() < axes.get_xlim()[1]
