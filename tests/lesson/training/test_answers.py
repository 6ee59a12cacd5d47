"""What a network answers: classes, how often they are right, and a row of one's own."""

import numpy as np
import pytest

from mlpcore import MLP
from mlpcore.lesson.training.answers import confusion, prediction, typed_row
from mlpcore.lesson.training.tasks import own_task, standardised


def copying(k: int) -> MLP:
    """A network whose outputs are its inputs."""
    return MLP.from_weights([np.eye(k)], [np.zeros(k)], ["identity"])


def test_rows_are_counted_by_class_and_answer() -> None:
    """Two of class 1, one of them taken for class 2; for a single output above ½ is the one."""
    answers = np.array([[0.9, 0, 0], [0.1, 0.7, 0.2], [0, 0, 1]])
    Y = np.eye(3)[[0, 0, 2]]
    assert confusion(copying(3), answers, Y).tolist() == [[1, 1, 0], [0, 0, 0], [0, 0, 1]]
    single = np.array([[0.2], [0.6], [0.7]])
    assert confusion(copying(1), single, np.array([[0.0], [0], [1]])).tolist() == [[1, 1], [0, 1]]


ROWS = {
    "39.1; 18.7; 181": (39.1, 18.7, 181),
    "39,1;18,7;181": (39.1, 18.7, 181),
    "39,1; 18,7; 181;": (39.1, 18.7, 181),
    "39,1 18,7 181": (39.1, 18.7, 181),
    "39.1, 18.7, 181": (39.1, 18.7, 181),
    "39.1,18.7,181": (39.1, 18.7, 181),
    "39,1\t18,7\t181": (39.1, 18.7, 181),
    "[−1, 1/2, .5]": (-1, 0.5, 0.5),
}


@pytest.mark.parametrize(("text", "numbers"), ROWS.items())
def test_a_row_is_read_as_people_write_it(text: str, numbers: tuple[float, ...]) -> None:
    assert typed_row(text, 3) == numbers


def test_a_row_of_one_number_may_have_a_decimal_comma() -> None:
    assert typed_row("1,5", 1) == (1.5,)
    assert typed_row(" ".join(["0"] * 784), 784) == (0,) * 784


@pytest.mark.parametrize(
    ("text", "words"), [("1; 2", "3 numbers, not 2"), ("", "not 0"), ("a; b; c", "cannot read 'a'")]
)
def test_a_row_that_is_none_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        typed_row(text, 3)


def test_a_new_row_is_standardised_as_the_rows_in_training_were() -> None:
    """And the answer is given back as the targets came."""
    X = np.array([[0.0], [200.0], [400.0]])
    numbers = standardised(own_task(X, [1.0, 2.5, 4.0]))
    found = prediction(copying(1), numbers, (300,))
    spread = np.std([0, 200, 400])
    assert found.o == pytest.approx([2.5 + (100 / spread) * np.std([1, 2.5, 4])])
    words = own_task(np.array([[0.0], [1.0], [1]]), ["cat", "dog", "dog"])
    assert [prediction(copying(1), words, (x,)).name for x in (0.2, 0.8)] == ["cat", "dog"]
