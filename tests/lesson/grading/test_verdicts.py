"""Every verdict says something that helps, in the letters of its question."""

import re

import numpy as np
import pytest

from mlpcore.lesson import check, exercises
from mlpcore.lesson.notation.books import BOOKS
from tests.helpers.passes import PASSES, walk

NUMBERED = re.compile(r"(?:net|W|b)[₀-₉]|[δz][¹²³]")  # where letters are asked for
ALONE = re.compile(r"not yet: (?:\S+ is )?(?:another number|other numbers|none of .* right)")


@pytest.mark.samples(4)
@pytest.mark.parametrize(
    "name", sorted(PASSES.keys() - {"deep", "wide"})
)  # more of the same, and slow
def test_no_verdict_ends_with_another_number(name: str) -> None:
    """Of random numbers, of a factor, of other signs, and of 0, for every quantity."""
    rng = np.random.default_rng(0)
    for step in walk(name):
        shape = step.value.shape
        for wrong in (rng.normal(size=shape), step.value * 2.7, step.value + 1, np.zeros(shape)):
            assert not ALONE.fullmatch(check(step.key, wrong, *PASSES[name]).message), step.key


@pytest.mark.samples(3)
@pytest.mark.parametrize("name", ["one hidden layer", "two outputs", "square", "softmax", "tanh"])
def test_where_the_question_has_letters_so_has_the_verdict(name: str) -> None:
    """net_z and δ_o, never net₁ and δ²."""
    rng = np.random.default_rng(0)
    for step in walk(name):
        shape = step.value.shape
        for wrong in (rng.normal(size=shape), -step.value, step.value * 2.7, np.zeros((1, 4))):
            said = check(step.key, wrong, *PASSES[name], named=True).message
            assert not NUMBERED.search(said), said


def test_an_exercise_has_its_own_letters_and_says_where_to_look() -> None:
    """Exercise 02-2 asks for δ_h."""
    said = exercises("02")[2].check([0.7]).message
    assert "δ_h is another number" in said
    assert "look first at δ_o" in said


@pytest.mark.parametrize("book", BOOKS)
def test_a_verdict_is_in_the_letters_of_its_book(book: str) -> None:
    """What is asked for is called as the walkthrough of that book calls it."""
    for step in walk("two outputs", book):
        wrong = np.zeros((7, 7))
        said = check(step.key, wrong, *PASSES["two outputs"], notation=book).message
        assert f", {step.trace.symbol(step.key).text} is " in said
