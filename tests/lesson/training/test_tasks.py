"""Tasks: toy data with their held-out part, own arrays, and files of two columns and a label."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import mlpcore
from mlpcore import datasets
from mlpcore.lesson.training.settings import (
    NUMBERS,
    SWITCHES,
    WHOLES,
    Tasks,
    checked,
    with_number,
)
from mlpcore.lesson.training.tasks import (
    TOYS,
    csv_task,
    own_task,
    task,
    task_for,
    usual_noise,
)


@pytest.mark.parametrize("name", TOYS)
def test_a_toy_task_can_be_learned_by_the_network_that_suits_it(name: str) -> None:
    given = task(name)
    names = [given.activation] * len(given.hidden) + [given.output]
    mlp = mlpcore.MLP(given.widths, names, given.loss)
    run = mlpcore.train(mlp, given.X, given.Y, eta=given.eta, batch_size=given.batch_size, epochs=8)
    assert run.loss[-1] < run.loss[0]


@pytest.mark.parametrize("name", list(filter(usual_noise, TOYS)))
def test_held_out_rows_are_none_of_those_in_training(name: str) -> None:
    given = task(name)
    assert given.has_held_out
    assert not {tuple(row) for row in given.X} & {tuple(row) for row in given.held_X}


def test_the_same_seed_gives_the_same_rows_and_another_seed_others() -> None:
    assert np.array_equal(task("moons", 0.2, 3).X, task("moons", 0.2, 3).X)
    assert not np.array_equal(task("moons", 0.2, 3).X, task("moons", 0.2, 4).X)


@pytest.mark.parametrize("name", list(filter(usual_noise, TOYS)))
@pytest.mark.parametrize("noise", [None, 0.2])
def test_a_toy_task_has_the_rows_of_its_data_set_and_half_as_many_of_another_seed(
    name: str, noise: float | None
) -> None:
    """With the noise that is asked for, or else its own."""
    given, make = task(name, noise, seed=3), getattr(datasets, name)
    how = {"noise": usual_noise(name) if noise is None else noise}
    for made, n, seed in (((given.X, given.Y), 150, 3), ((given.held_X, given.held_Y), 75, 1003)):
        for array, expected in zip(made, make(n, seed=seed, **how), strict=True):
            assert np.array_equal(array, expected)
    assert given.kind == ("line" if name == "wave" else "plane")


def test_xor_without_noise_is_its_four_corners_and_with_noise_many_round_them() -> None:
    X, _ = datasets.xor()
    assert np.array_equal(task("xor").X, X)
    assert not task("xor").has_held_out
    shaken = task("xor", 0.05)
    assert shaken.has_held_out
    assert np.array_equal(np.round(shaken.X).sum(axis=1, keepdims=True) == 1, shaken.Y == 1)


def test_cross_entropy_gets_one_output_a_class() -> None:
    suited = task_for(task("moons"), "cross_entropy")
    assert (suited.widths[-1], suited.output) == (2, "softmax")
    assert np.array_equal(suited.Y[:, 1:], task("moons").Y)


def test_cross_entropy_is_refused_for_targets_that_are_no_classes() -> None:
    with pytest.raises(ValueError, match="cross_entropy needs targets that say which class"):
        task_for(task("wave"), "cross_entropy")


def test_the_binary_cross_entropy_takes_targets_from_0_to_1_and_a_sigmoid() -> None:
    """As many outputs as there were; others are refused."""
    for name in ("moons", "blobs", "encoder"):
        suited = task_for(task(name), "binary_cross_entropy")
        assert (suited.output, suited.loss) == ("sigmoid", "binary_cross_entropy")
        assert np.array_equal(suited.Y, task(name).Y)
    with pytest.raises(ValueError, match="binary_cross_entropy needs targets from 0 to 1"):
        task_for(task("wave"), "binary_cross_entropy")
    beyond = own_task(np.zeros((2, 1)), [0.5, 1.5])
    with pytest.raises(ValueError, match="targets from 0 to 1"):
        task_for(beyond, "binary_cross_entropy")


def test_a_quarter_of_own_rows_is_held_out_and_no_row_is_lost() -> None:
    X = np.arange(40.0)[:, None]
    given = own_task(X, X[:, 0])
    assert len(given.held_X) == 10
    assert sorted([*given.X[:, 0], *given.held_X[:, 0]]) == list(range(40))
    assert not own_task(X[:6], X[:6]).has_held_out


@pytest.mark.parametrize(
    ("X", "Y", "words"),
    [
        ([[1, 2]], [1, 0], "X has 1 rows and Y has 2"),
        ([[1, np.nan]], [1], "finite"),
        ([["a", "b"]], [1], "real numbers"),
        (np.zeros((2, 2, 2)), [1, 0], r"X has shape \(2, 2, 2\)"),
        (np.zeros((0, 2)), [], "1 at least"),
    ],
)
def test_own_arrays_that_do_not_fit_are_refused_in_words(X: object, Y: object, words: str) -> None:
    with pytest.raises((ValueError, TypeError), match=words):
        own_task(X, Y)


@pytest.mark.parametrize(
    ("Y", "classes"),
    [
        ([0, 1, 2] * 4, ("0", "1", "2")),
        ([1, 2] * 6, ("1", "2")),
        ([-1, 1] * 6, ("-1", "1")),
        ([[3.0], [7.0]] * 6, ("3", "7")),
        (["dog", "cat", "owl"] * 4, ("cat", "dog", "owl")),
        (np.array(["b", "a"] * 6, dtype=object), ("a", "b")),
    ],
)
def test_targets_that_say_which_class_are_classes(Y: object, classes: tuple[str, ...]) -> None:
    """Class numbers or words, in a row or a column."""
    given = own_task(np.arange(24.0).reshape(12, 2), Y)
    assert given.names == classes
    assert given.output == "sigmoid"
    assert given.Y.shape[1] == (1 if len(classes) == 2 else len(classes))
    assert set(np.unique(given.Y)) == {0, 1}


@pytest.mark.parametrize("Y", [[0.5, 1.5, 2.5] * 4, list(range(12)), [0, 1] * 6])
def test_other_targets_stay_as_they_came(Y: list[float]) -> None:
    """Numbers, each another, and what is 0 and 1 already."""
    given = own_task(np.arange(24.0).reshape(12, 2), Y)
    assert given.names == ()
    assert given.Y.tolist() == [[float(y)] for y in Y]


def test_a_file_makes_a_task(tmp_path: Path) -> None:
    text = "\n".join(f"{n},{n % 2},{'ab'[n % 2]}" for n in range(24))
    path = tmp_path / "points.csv"
    path.write_text(text, "utf-8")
    given = csv_task(path)
    assert (given.kind, given.names, len(given.held_X)) == ("plane", ("a", "b"), 6)


def test_an_option_that_there_is_not_and_a_learning_rate_of_0_are_refused_by_name() -> None:
    tasks = Tasks.given(None, None, None)
    with pytest.raises(TypeError, match="a training panel has no option colour"):
        tasks.suited("moons", {"colour": "red"})
    with pytest.raises(ValueError, match="eta is 0, but must be above 0"):
        checked(replace(tasks.suited("moons", {}), eta=0))


SET = Tasks.given(None, None, None).suited("moons", {})


@pytest.mark.parametrize("key", NUMBERS)
def test_a_number_is_set_as_its_name_allows(key: str) -> None:
    """Seeds and noise may be 0; what counts something is whole; nothing is below 0."""
    assert getattr(with_number(SET, key, 2.0), key) == 2
    assert isinstance(getattr(with_number(SET, key, 2.0), key), int) == (key in WHOLES)
    for value, fits in ((0, key in ("noise", "seed", "data_seed")), (2.5, key not in WHOLES)):
        if fits:
            assert with_number(SET, key, value) == replace(SET, **{key: value})
        else:
            with pytest.raises((ValueError, TypeError), match=f"^{key} "):
                with_number(SET, key, value)
    with pytest.raises(ValueError, match=f"^{key} is -1, but must be"):
        with_number(SET, key, -1)
    with pytest.raises(ValueError, match="there is no colour to set"):
        with_number(SET, "colour", 1)


@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_is_yes_or_no(name: str) -> None:
    tasks = Tasks.given(None, None, None)
    for value, is_on in (("yes", True), ("no", False)):
        assert tasks.chosen(SET, name, value) == replace(SET, **{name: is_on})


@pytest.mark.parametrize("data", TOYS)
def test_another_data_set_brings_what_suits_it_and_keeps_the_seed_and_the_book(data: str) -> None:
    tasks, given = Tasks.given(None, None, None), task(data)
    now = replace(SET, seed=5, notation="bishop", eta=9.0, pace="sample")
    then = tasks.chosen(now, "data", data)
    assert (then.data, then.seed, then.notation, then.pace) == (data, 5, "bishop", "fast")
    assert (then.widths, then.eta, then.loss) == (tuple(given.widths), given.eta, given.loss)
    assert then.noise == (usual_noise(data) or 0)
    assert then.batch_size == min(given.batch_size, len(given.X))
