"""Numbers of one's own: students' exercises differ, and are as good as those of the notebook."""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from mlpcore.lesson import exercises, slips
from mlpcore.lesson.exercise_book import WORKBOOKS
from mlpcore.lesson.exercise_book.draws import of_student
from mlpcore.lesson.exercise_book.exercise import Exercise
from mlpcore.lesson.exercise_book.report import read
from mlpcore.lesson.notation.typed_numbers import typed

STUDENTS = range(1, 31)
VARIED = [e for book in WORKBOOKS.values() for e in book if e.vary]
each_varied = pytest.mark.parametrize("exercise", VARIED, ids=lambda e: e.id)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a list of its own."""
    monkeypatch.chdir(tmp_path)


def variants(exercise: Exercise) -> Iterator[Exercise]:
    """The exercise as each of thirty students has it."""
    notebook = exercise.id.partition("-")[0]
    return (exercises(notebook, student)[exercise.number] for student in STUDENTS)


def test_some_exercises_of_most_notebooks_allow_it() -> None:
    assert {e.id for e in VARIED} >= {
        "00-1",
        "00-2",
        "01-1",
        "01-2",
        "01-6",
        "02-4",
        "03-4",
        "04-1",
    }


@each_varied
def test_students_have_different_numbers(exercise: Exercise) -> None:
    truths = {variant.judge.truth() for variant in variants(exercise)}
    assert len(truths) >= 3


@each_varied
def test_a_student_has_the_same_numbers_again(exercise: Exercise) -> None:
    for once, again in zip(variants(exercise), variants(exercise), strict=True):
        assert once.markdown == again.markdown
        assert once.judge.truth() == again.judge.truth()


@each_varied
def test_the_solution_is_right_and_each_mistake_is_named(exercise: Exercise) -> None:
    for variant in variants(exercise):
        truth = typed(variant.judge.truth().rpartition("= ")[2])
        assert variant.check(truth).correct
        for mistake in variant.judge.mistakes:
            verdict = variant.check(mistake.value())
            assert not verdict.correct
            assert mistake.words in verdict.message
            assert not mistake.slip or verdict.slip is slips[mistake.slip]


@each_varied
def test_a_variant_is_the_same_exercise(exercise: Exercise) -> None:
    """With the same id, so that it is ticked off; its mistakes are those that collect knows."""
    known = {mistake.mark for mistake in exercise.judge.mistakes if not mistake.slip}
    for variant in variants(exercise):
        assert (variant.id, variant.title) == (exercise.id, exercise.title)
        assert {m.mark for m in variant.judge.mistakes if not m.slip} == known
        assert len(set(variant.hints)) == 3
        assert "$" not in "".join(variant.hints) + variant.reveal()


def by_numpy(exercise: Exercise, student: int) -> object:
    """What a student has to answer, worked out from the question as a person reads it."""
    numbers = [float(n) for n in re_numbers(exercises(*key(exercise, student))[exercise.number])]
    match exercise.id:
        case "00-1" | "02-4":
            return numbers[:2]
        case "00-2":
            d, m, k = numbers[:3]
            return d * m + m + m * k + k
        case "01-1":
            W_h, b_h = np.array([[0.6, -0.4, 1.0], [-0.8, 0.2, 1.2]]), [0.1, -0.2, -0.1]
            return np.array(numbers[:2]) @ W_h + b_h
        case "01-2":
            return [numbers[2], numbers[1]]
        case "03-4":
            return -(-numbers[0] // numbers[1])
    return numbers[0] * (1 - numbers[0])


def key(exercise: Exercise, student: int) -> tuple[str, int]:
    """The notebook and the student."""
    return exercise.id.partition("-")[0], student


def re_numbers(exercise: Exercise) -> list[str]:
    """The numbers of a question, in order."""
    plain = exercise.question.replace("-", " ") if exercise.id == "00-2" else exercise.question
    return re.findall(r"-?\d+(?:\.\d+)?", plain)


@each_varied
def test_the_question_has_the_numbers_that_are_judged(exercise: Exercise) -> None:
    for student in STUDENTS:
        own = exercises(*key(exercise, student))[exercise.number]
        assert own.check(by_numpy(exercise, student)).correct


def test_exercises_about_one_network_draw_the_same_one() -> None:
    book = exercises("00", "Ada")
    first, second = re_numbers(book[1]), re_numbers(book[2])
    assert first[:3] == second[:3]


def test_without_a_student_the_numbers_are_those_of_the_notebook() -> None:
    for name, book in WORKBOOKS.items():
        assert exercises(name).exercises == book


def test_a_name_is_one_however_it_is_typed() -> None:
    assert (
        exercises("00", " Ada  Lovelace")[1].question == exercises("00", "Ada Lovelace")[1].question
    )
    assert exercises("00", 17)[1].question == exercises("00", "17")[1].question
    with pytest.raises(TypeError, match="who must be a name or a number"):
        exercises("00", 1.5)  # type: ignore[arg-type]


def test_the_draw_is_the_same_on_every_machine() -> None:
    assert of_student("56789", "1234") == zlib.crc32(b"1234 56789")


def test_the_report_is_the_students(capsys: pytest.CaptureFixture[str]) -> None:
    book = exercises("00", "Ada")
    book.report()
    assert read(capsys.readouterr().out).who == "Ada"
    with pytest.raises(TypeError, match="who must be a name or a number"):
        exercises("00").report()


def test_a_notebook_shows_the_question_with_its_formulas() -> None:
    question = exercises("01", "Ada").question(1)
    assert question._repr_markdown_() == question == exercises("01", "Ada")[1].markdown
