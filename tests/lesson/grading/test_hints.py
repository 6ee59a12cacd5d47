"""Hints in three levels, and the solution only where it is asked for."""

import re

import pytest

import mlpcore
from mlpcore.lesson import hint, reveal
from mlpcore.lesson.notation.numbers import array_text
from mlpcore.lesson.steps.question import ask, keys
from mlpcore.lesson.steps.trace import Trace
from tests.helpers.passes import PASSES, each_pass, walk

LEVELS = (1, 2, 3)
BATCH = PASSES["two outputs"].mlp, [[0.8, -0.4], [0.3, 1.2]], [[1, 0], [0, 1]]


def numbers(text: str) -> set[float]:
    """Every number with a decimal point in a text."""
    return {float(found) for found in re.findall(r"-?\d+\.\d+(?:e[+-]\d+)?", text)}


@each_pass
def test_no_hint_holds_the_result(name: str) -> None:
    """The numbers of a hint are those of the factors, as far as these are not the result."""
    for step in walk(name):
        for level in LEVELS:
            text = hint(step.key, *PASSES[name], level=level)
            assert text
            assert "\n" not in text
            assert f"= {array_text(step.value)}" not in text


def test_three_levels_say_more_and_more() -> None:
    """The idea and its place; the formula; the formula with its factors."""
    said = [hint("delta_1", *PASSES["one hidden layer"], level=level) for level in LEVELS]
    assert said[0].startswith(
        "section III of the notes, backprop: net gradient of the hidden layer."
    )
    assert said[1] == "δ¹ = (W₁ δ²) ⊙ z¹ ⊙ (1 − z¹)"
    trace = walk("one hidden layer").trace
    assert said[2].startswith(f"{said[1]}; shapes (3×1)(1) ⊙ (3) ⊙ (3) → (3); W₁ = [[")
    held = numbers(said[2])
    for key in ("W_1", "delta_2", "z_1"):
        assert {float(f"{v:.6g}") for v in trace.value(key).flat} <= held
    assert said == [hint("delta_1", *PASSES["one hidden layer"], level=n) for n in LEVELS]


def test_a_factor_that_is_the_result_is_not_written_out() -> None:
    """∇b = δ, and the output of an identity."""
    assert hint("db_1", *PASSES["two outputs"], level=3).endswith("δ² is what you have already")
    assert hint("z_2", *PASSES["relu"], level=3).endswith("net₂ is what you have already")


def test_the_notes_own_names_can_be_used() -> None:
    """For one hidden layer."""
    text = hint("delta_1", *PASSES["one hidden layer"], level=2, named=True)
    assert text == "δ_h = (W_o δ_o) ⊙ z ⊙ (1 − z)"
    assert reveal("delta_1", *PASSES["one hidden layer"], named=True).startswith(text)


@each_pass
def test_the_solution_is_the_step_in_one_line(name: str) -> None:
    """As the walkthrough prints it."""
    for step in walk(name):
        if ":" not in step.key:
            assert reveal(step.key, *PASSES[name]) == str(step)


@pytest.mark.parametrize("level", LEVELS)
def test_every_hint_for_a_batch_says_what_becomes_of_its_samples(level: int) -> None:
    """By the shapes: a row a sample, or one of them all; an updated weight is neither."""
    alone, batch = Trace(*PASSES["two outputs"]), Trace(*BATCH)
    for key in keys(batch):
        said = "; for a batch, one row a sample"
        if batch.value(key).shape == alone.value(key).shape:
            said = "; for a batch, the mean over its samples"
        said = "" if ask(batch, key).is_update else said
        plain, sign, rest = hint(key, *BATCH, level=level).partition("; for a batch")
        assert (bool(plain), sign + rest) == (True, said)


def test_a_batch_has_hints_and_solutions_too() -> None:
    """Rows for δ, means for the gradients; eta counts."""
    mlp, X, Y = BATCH
    bwd = mlp.backward(mlp.forward(X), Y)
    assert hint("delta_1", *BATCH, level=2).endswith("; for a batch, one row a sample")
    assert hint("dW_0", *BATCH).endswith("; for a batch, the mean over its samples")
    assert "one row a sample: [[" in reveal("delta_1", *BATCH)
    for key in ("eps", "dW_0", "db_1"):
        assert ", the mean over the samples: " in reveal(key, *BATCH)
    assert ", with the mean gradient: " in reveal("W_0", *BATCH)
    told = numbers(reveal("db_1", *BATCH))
    assert told == {float(f"{v:.6g}") for v in bwd.db[1]}
    told = numbers(reveal("b_1", *BATCH, eta=0.1))
    assert told == {float(f"{v:.6g}") for v in mlp.b[1] - 0.1 * bwd.db[1]}


@pytest.mark.parametrize(
    ("level", "error"), [(0, ValueError), (4, ValueError), (1.5, TypeError), ("2", TypeError)]
)
def test_other_levels_are_refused(level: object, error: type[Exception]) -> None:
    """By name."""
    with pytest.raises(error, match="level"):
        hint("eps", *PASSES["tanh"], level=level)


def test_an_unknown_key_is_refused() -> None:
    """With the known ones."""
    for tell in (hint, reveal):
        with pytest.raises(KeyError, match="no quantity 'delta_9'"):
            tell("delta_9", *PASSES["tanh"])


def test_they_are_in_the_lesson() -> None:
    """Beside check."""
    assert (mlpcore.lesson.hint, mlpcore.lesson.reveal) == (hint, reveal)
