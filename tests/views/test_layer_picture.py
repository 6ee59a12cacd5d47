"""The plane as a hidden layer makes it: the grid, the rows and the shades, and the words below."""

import numpy as np
import pytest

from mlpcore import MLP
from mlpcore.lesson.notation.symbols import Notation
from mlpcore.lesson.training.tasks import task
from mlpcore.views.parts.html import text_of
from mlpcore.views.parts.plots import Style
from mlpcore.views.training.layer_plot import LayerPicture
from mlpcore.views.training.layers import told
from mlpcore.views.training.plots import MARKERS, main_picture

XOR = task("xor")
FOLD = MLP.from_weights(  # z¹ = (x₁ + x₂, max(0, x₁ + x₂ − 1)), o = z¹₁ − 2 z¹₂
    [[[1, 1], [1, 1]], [[1], [-2]]], [[0, -1], [0]], ["relu", "identity"]
)


def shown(mlp: MLP, layer: int = 1, data: str = "xor") -> LayerPicture:
    """The picture of a layer, drawn."""
    picture = LayerPicture(task(data), layer, mlp)
    picture.show(mlp)
    picture.png()
    return picture


def test_the_corners_of_xor_stand_where_the_fold_puts_them() -> None:
    """(0, 0) and (1, 1) by their mark, (0, 1) and (1, 0) on one place, by theirs."""
    zeros, ones, *_ = shown(FOLD)._marks
    assert zeros.get_offsets().tolist() == [[0, 0], [2, 1]]
    assert ones.get_offsets().tolist() == [[1, 0], [1, 0]]
    assert len(set(MARKERS)) == len(MARKERS)


def test_each_line_of_the_grid_is_what_the_layer_makes_of_a_line() -> None:
    """By hand: x₂ = −½ all along the lowest line, so z = (x₁ − ½, max(0, x₁ − 3/2)), of relu."""
    segments = shown(FOLD)._lines.get_segments()
    x1 = np.linspace(-0.5, 1.5, 41)
    wanted = np.stack([np.maximum(0, x1 - 0.5), np.maximum(0, x1 - 1.5)], axis=1)
    assert len(segments) == 22
    assert segments[0] == pytest.approx(wanted)


def test_the_plane_of_two_units_is_shaded_by_what_the_layers_above_answer() -> None:
    """By hand: o = z₁ − 2 z₂ is above ½ at the lower right, and below at the upper left."""
    picture = shown(FOLD)
    pixels = picture._ground[1]
    below, above = (set(shades) for shades in picture._answers.shades.tolist())
    assert pixels[0, -1] in above
    assert pixels[-1, 0] in below


def test_a_wider_layer_has_no_shades_and_one_unit_a_line() -> None:
    """What is left out answers, too; of one unit each class has a row of marks."""
    wide = shown(MLP([2, 5, 1], ["tanh", "sigmoid"]), data="moons")
    assert wide._ground is None
    one = shown(MLP([2, 1, 1], ["tanh", "sigmoid"]), data="moons")
    assert one._ground is not None
    zeros, ones, *_ = one._marks
    assert set(zeros.get_offsets()[:, 1]) == {0}
    assert set(ones.get_offsets()[:, 1]) == {1}


@pytest.mark.parametrize("f", ["tanh", "relu"])
@pytest.mark.parametrize("width", [1, 2, 5])
@pytest.mark.parametrize("dark", [False, True])
def test_all_of_the_grid_is_within_the_axes(f: str, width: int, dark: bool) -> None:
    mlp = MLP([2, width, 3, 1], [f, "tanh", "sigmoid"], seed=1)
    picture = LayerPicture(task("circles"), 1, mlp, Style(dark))
    picture.show(mlp)
    (left, right), _ = picture._box
    x = np.concatenate(picture._lines.get_segments())[:, 0]
    assert left <= x.min()
    assert x.max() <= right


def test_weights_without_end_are_drawn_all_the_same() -> None:
    huge = MLP.from_weights([[[1e300] * 2] * 2, [[1e300]] * 2], [[0, 0], [0]], ["relu", "identity"])
    assert shown(huge).png()


def test_few_rows_have_larger_marks() -> None:
    """Four corners can be seen from the last row; 150 do not cover each other."""
    few, many = (main_picture(task(data), Style(), 1).marks[0] for data in ("xor", "moons"))
    assert few.get_sizes()[0] == 4 * many.get_sizes()[0]


# --- in words -------------------------------------------------------------------------------------


def test_it_is_said_in_which_layers_a_cut_parts_the_classes() -> None:
    words = told(FOLD, XOR, 1, Notation(1))
    assert words.title == "The plane in layer 1, 2 units"
    assert words.said.endswith(
        "One straight cut parts the classes in training: inputs no, layer 1 yes."
    )
    assert "Along z¹₁ and z¹₂, shaded by what the output answers there." in words.said
    assert all(text_of(line) in words.said for line in words.lines)


def test_of_a_wider_layer_the_share_of_the_spread_is_said() -> None:
    """By the singular values, another way to principal components."""
    mlp = MLP([2, 5, 1], ["tanh", "sigmoid"], seed=1, scale=3)
    given = task("moons")
    z = mlp.feed(given.X).z[1]
    s = np.linalg.svd(z - z.mean(axis=0), compute_uv=False) ** 2
    share = f"{100 * s[:2].sum() / s.sum():.1f} % of their spread"
    assert share in told(mlp, given, 1, Notation(1)).said


def test_of_no_two_classes_no_cut_is_said() -> None:
    mlp = MLP([2, 2, 3], ["tanh", "softmax"], "cross_entropy")
    assert "cut" not in told(mlp, task("blobs"), 1, Notation(1)).said
