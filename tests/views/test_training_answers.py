"""How many rows of each class are right, in words."""

import re

import numpy as np
import pytest

from mlpcore import MLP
from mlpcore.lesson.training.tasks import own_task, task, task_for
from mlpcore.views.parts.html import render
from mlpcore.views.training.answers import legend, verdicts

ALWAYS_ONE = MLP.from_weights([np.zeros((2, 1))], [np.ones(1)], ["identity"])
FIRST_OF_THREE = MLP.from_weights([np.zeros((2, 3))], [[1, 0, 0]], ["identity"])
ROWS = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]


@pytest.mark.parametrize("loss", ["cross_entropy", "half_squared_error"])
def test_right_rows_are_counted_with_either_error(loss: str) -> None:
    """Of 150 rows 50 are of the first class, and of 75 held out 25; it names no other."""
    assert verdicts(FIRST_OF_THREE, task_for(task("blobs"), loss)) == [
        "right in training: 50 of 150; class 1: 50 of 50, class 2: 0 of 50, class 3: 0 of 50",
        "right held out: 25 of 75; class 1: 25 of 25, class 2: 0 of 25, class 3: 0 of 25",
    ]


def test_a_single_target_of_0_or_1_is_counted_too() -> None:
    assert verdicts(ALWAYS_ONE, own_task(ROWS, [0.0, 1.0, 1.0])) == [
        "right in training: 2 of 3; class 0: 0 of 1, class 1: 2 of 2"
    ]


def test_classes_with_names_are_called_by_them() -> None:
    [line] = verdicts(FIRST_OF_THREE, own_task(ROWS, np.eye(3), names=["gull", "owl", "tern"]))
    assert line == "right in training: 1 of 3; gull: 1 of 1, owl: 0 of 1, tern: 0 of 1"


def test_nothing_is_counted_where_targets_are_no_classes() -> None:
    assert verdicts(ALWAYS_ONE, own_task(ROWS, [0.2, 1.0, 3.5])) == []


@pytest.mark.parametrize("k", [2, 3, 7])
def test_each_class_has_a_colour_of_its_own(k: int) -> None:
    """Orange and blue come first, as in the picture."""
    rows = np.arange(2.0 * k).reshape(k, 2)
    shown = re.findall(r"color:([^\"]+)", render(legend(own_task(rows, np.eye(k)))))
    assert shown[:2] == ["rgb(var(--mlp-neg))", "rgb(var(--mlp-pos))"]
    assert len(set(shown)) == k
