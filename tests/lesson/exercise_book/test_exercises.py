"""The exercises: the right answer and no other is taken, and a mistake that is known is named."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mlpcore
from mlpcore.activations import Activation
from mlpcore.lesson import exercises, slips
from mlpcore.lesson.exercise_book import WORKBOOKS, cases
from mlpcore.lesson.exercise_book.deep_mlp import run_of_section_8
from mlpcore.lesson.exercise_book.exercise import UNKNOWN, Case, Exercise, Mistake
from mlpcore.lesson.exercise_book.progress import NOTHING, Entry
from mlpcore.lesson.exercise_book.workbook import NotRightError, Workbook
from mlpcore.lesson.notation.typed_numbers import number, typed
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.steps.shape_clash import ShapeError
from mlpcore.lesson.steps.trace import Trace
from mlpcore.stopping import no_improvement
from mlpcore.training import train
from tests import NOTEBOOKS

ALL = [exercise for book in WORKBOOKS.values() for exercise in book]
each_exercise = pytest.mark.parametrize("exercise", ALL, ids=lambda e: e.id)
PRODUCT = re.compile(r"[\d.]+( · [\d.]+)+\.")
CUBE = Activation("cube", lambda net: net**3, lambda net: 3 * net**2)

# Right answers, found by hand or with numpy alone, of exercises whose notebook cell tells nothing.
BY_HAND = {
    "00-1": (5, 4), "00-2": 39, "00-3": 0.9, "00-4": "db_0",
    "00-5": [[0.5, -0.3, 0.9], [-1, 0.7, 0.4]], "00-6": [0.722, 0.258], "00-7": 3,
    "01-1": [-0.4, -0.2, 1.6], "01-2": (3, 6), "01-3": -1, "01-4": 0.5, "01-5": [1.1, -0.7],
    "01-6": 0.16, "01-7": [3], "01-8": 1,
    "02-1": [-0.125], "02-2": [-0.0625], "02-3": [[2.05]], "02-4": (4, 6), "02-5": 1,
    "02-6": [0.041, -0.0323], "02-7": [0.322, -1.03], "02-8": [0, -3], "02-9": 1.125,
    "02-10": [0.9, -1.2], "02-11": [0.3, 0], "02-12": [[0.2, -0.4], [0, 0]],
    "02-13": [-0.0625], "02-14": 2, "02-15": 4, "02-16": 3,
    "03-1": (5, 3), "03-2": 83, "03-3": [0.0625], "03-4": 8, "03-5": [0.0113, 0.0166], "03-6": 4,
    "03-7": 5, "03-8": [[-0.5]], "03-9": [[0.5], [-0.5]], "03-10": 2,
    "04-1": 0.09, "04-2": [-0.18], "04-3": 1, "04-4": 0, "04-5": 10, "04-6": 2.1, "04-7": CUBE,
    "04-8": 4,
    "05-1": [0.25, 0.75], "05-2": [[0.1875, -0.1875], [-0.1875, 0.1875]], "05-3": [-0.75, 0.75],
    "05-4": [-0.5, 0.5], "05-5": 6.1, "05-6": 0.0625, "05-7": [0.281, -0.272, -0.00954],
    "05-8": 1.39, "05-9": [0.25, 0.75], "05-10": 0, "05-11": [[0.25, 0.75], [0.5, 0.5]],
    "05-12": 3,
    "06-1": [0.11, -0.03], "06-2": 101632, "06-3": 102912, "06-4": 101770, "06-5": 7,
    "06-6": -0.29, "06-7": 1.9, "06-8": 3,
    "07-1": 0.3, "07-2": -0.02, "07-3": 0.55, "07-4": 4, "07-5": 0.05, "07-6": 2,
}  # fmt: skip

# The answers of typical mistakes, found by hand too, in the order in which an exercise knows them.
WRONG_BY_HAND = {
    "00-1": [(4, 5), (4, 3), (5, 3)], "00-2": [32, 7, 44, 24], "00-3": [0.4, 1, 0.5, -0.3],
    "00-4": ["dW_0", "db_1", "b_0", "delta_1", "db_h"],
    "00-5": [[[0.5, -1], [-0.3, 0.7], [0.9, 0.4]], [[0.6, -0.8], [-0.4, 0.2], [1, 1.2]],
             [[0.6, -0.4, 1], [-0.8, 0.2, 1.2]]],
    "00-6": [[0.73, 0.334], [0.629, 0.569], [0.948, 0.198, 0.378], [0.954, -1.06]],
    "01-1": [[-0.5, 0, 1.7], [-0.6, 0.2, 1.8], [1.1, -0.7, 0.3], [0.3, -0.5, 1.5],
             [0.401, 0.45, 0.832]],
    "01-2": [(6, 3), (6, 4), (4, 6)], "01-3": [1, 0], "01-4": [-0.5, -0.2, 0.7, 0],
    "01-5": [[1, -0.5]], "01-6": [0.214, 0.8, 0.2, 0.36], "01-7": [[0], [2]],
    "02-4": [(6, 4), (6, 3), [6]], "02-5": [-1, 0], "02-7": [[0.183, -2.55], [0.139, 1.52]],
    "02-12": [[0.2, 0]],
    "03-1": [(3, 5), (6, 5), (4, 6)], "03-2": [69, 14, 87], "03-4": [7, 7.5, 150, 20],
    "04-1": [0.206, 0.9, 0.1, 0.19], "04-2": [[-0.4], [-0.1], [-0.08], [0.36]],
    "04-4": [1, -1, 0.5],
    "05-1": [[1, 3], [0, 1], [0.5, 0.75]],
    "05-2": [[[0.1875, 0], [0, 0.1875]], [[0.1875, 0.1875], [0.1875, 0.1875]],
             [[0.0625, 0.1875], [0.1875, 0.5625]], [[-0.1875, 0.1875], [0.1875, -0.1875]]],
    "05-4": [[-0.75, -0.25], [-0.75, 0.75]], "05-5": [1.1, 15, 8, 5],
    "05-6": [0.25, 1, 0.125, -0.0625],
    "06-2": [101770, 100352, 1003520], "06-3": [203264, 101632, 1280],
    "06-4": [101632, 1, 784, 10], "06-5": [6, 3, 4, 12, 14, 20], "06-6": [-0.2, -0.19, 0.29],
    "06-7": [2, 2.1, 1.8],
    "07-1": [0.6, 0.06, -0.3], "07-2": [0.02, -8, -0.4], "07-3": [1, 0.5, 1.1],
    "07-4": [2, 6, 3], "07-5": [3.2, 0.4],
}  # fmt: skip

SLIPS_OF_THE_NOTES = {
    "missing-minus", "tanh-at-net", "relu-names-error", "transposed-weights", "hadamard-not-outer",
    "deep-delta-without-weights", "sigmoid-of-z", "elementwise-softmax",
}  # fmt: skip


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workbook:
    """The exercises of notebook 02, their list in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return exercises("02")


def book_02(number: int) -> Exercise:
    """An exercise of notebook 02."""
    return WORKBOOKS["02"][number - 1]


# --- the data -----------------------------------------------------------------------------------


def test_the_exercises_are_numbered_as_in_their_notebooks() -> None:
    for name, book in WORKBOOKS.items():
        assert [exercise.id for exercise in book] == [f"{name}-{n + 1}" for n in range(len(book))]
    assert set(BY_HAND) == {exercise.id for exercise in ALL}


@each_exercise
def test_every_exercise_asks_helps_and_can_be_solved(exercise: Exercise) -> None:
    assert exercise.title
    assert exercise.predict.endswith("?")
    assert exercise.solution
    assert len(set(exercise.hints)) == 3
    assert all(hint.endswith((".", "?")) for hint in exercise.hints)
    assert exercise.reveal().count("\n") >= 1
    texts = [*exercise.hints, exercise.reveal(), exercise.judge.asks]
    assert not any("$" in text for text in texts)  # they are printed as they are


def test_every_slip_of_the_notes_is_to_be_spotted_somewhere() -> None:
    found = {slip.id for e in ALL if (slip := e.check(BY_HAND[e.id]).slip)}
    assert found >= SLIPS_OF_THE_NOTES
    assert found <= set(slips)


OF_OTHER_DEPTHS = {"03-10", "04-8", "05-12"}  # three hidden layers, or none


@pytest.mark.parametrize("exercise", [e for e in ALL if "slip" in e.title], ids=lambda e: e.id)
def test_a_slip_is_refuted_in_the_names_that_the_notes_have_for_one_hidden_layer(
    exercise: Exercise,
) -> None:
    """δ_h and W_o, as in the lines; other networks count their layers."""
    counted = re.findall(r"(?:net|W|b)[₀-₉]|[δz][¹²³]", exercise.after())
    assert bool(counted) == (exercise.id in OF_OTHER_DEPTHS)


@each_exercise
def test_what_is_answered_in_its_cell_alone_is_a_line_to_be_repaired(exercise: Exercise) -> None:
    assert exercise.by_code == (exercise.title == "repair a line")


@pytest.mark.parametrize(
    ("notebook", "case"),
    [("00", cases.lecture), ("01", cases.lecture), ("03", cases.deep), ("06", cases.xor_sample)],
)
def test_the_network_of_a_notebook_is_that_of_its_exercises(
    notebook: str, case: Callable[[], Case]
) -> None:
    """With the sample: as the notebook's own code makes them."""
    (path,) = NOTEBOOKS.glob(f"{notebook}_*.ipynb")
    made = r"^(?:W_h, b_h|W_o, b_o|mlp|x, y) = .*\d.*$|^mlp = .*from_weights.*W_o.*$"
    code = re.findall(made, "\n".join(sources(path)), re.MULTILINE)
    known: dict[str, object] = {"mlpcore": mlpcore, "np": np}
    exec("\n".join(code), known)
    mlp, x, y, _ = case()
    assert repr(known["mlp"]) == repr(mlp)
    for l in range(mlp.h + 1):
        assert np.array_equal(known["mlp"].W[l], mlp.W[l])  # type: ignore[attr-defined]
        assert np.array_equal(known["mlp"].b[l], mlp.b[l])  # type: ignore[attr-defined]
    assert (np.asarray(known["x"]).tolist(), np.asarray(known["y"]).tolist()) == (x, y)


def sources(path: Path) -> Iterator[str]:
    """The code of a notebook, cell by cell."""
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            yield "".join(cell["source"])


def test_what_a_slip_to_spot_asks_first_does_not_say_where_it_is() -> None:
    """The same guess is asked for, whichever slip it is."""
    spotted = [
        exercise for book in WORKBOOKS.values() for exercise in book if "slip" in exercise.title
    ]
    assert len(spotted) >= len(SLIPS_OF_THE_NOTES)
    assert len({exercise.predict for exercise in spotted}) == 1


# --- right and wrong ----------------------------------------------------------------------------


@each_exercise
def test_the_answer_found_by_hand_is_right(exercise: Exercise) -> None:
    verdict = exercise.check(BY_HAND[exercise.id])
    assert verdict.correct
    assert verdict.message.startswith("right")


@each_exercise
def test_the_solution_that_is_shown_is_the_right_answer(exercise: Exercise) -> None:
    shown = exercise.judge.truth()
    if exercise.judge.in_words:
        answer: object = shown
    elif exercise.id == "04-7":
        answer = Activation("cube", lambda net: net**3, eval(shown, {}))
    elif shown.startswith("line "):
        answer = int(shown.split()[1].rstrip(":"))
    else:
        numbers = shown.removeprefix("for example ").rpartition("= ")[2]
        answer = typed(numbers.rpartition(": ")[2])
    assert exercise.check(answer).correct


@pytest.mark.parametrize("exercise", [e for e in ALL if "[" in e.judge.asks], ids=lambda e: e.id)
def test_the_example_of_what_to_write_has_as_many_brackets_as_the_answer(
    exercise: Exercise,
) -> None:
    asks = exercise.judge.asks
    assert np.ndim(typed(asks[asks.index("[") :])) == np.ndim(BY_HAND[exercise.id])


ODD_ANSWERS = [
    None, ..., "", "x", [], [[]], {}, object(), [None], [[1, 2], [3]], [1, "2"], np.nan, [np.inf],
    1e400, 1j, True, {1, 2}, np.zeros((2, 3, 4)), 10**400, "db_7", lambda: 0, -12345.678,
    -1e200,
]  # fmt: skip


@pytest.mark.samples(5)
@each_exercise
def test_whatever_the_answer_is_the_verdict_is_one_line(exercise: Exercise) -> None:
    for answer in ODD_ANSWERS:
        verdict = exercise.check(answer)
        if answer is not True:  # which counts as 1
            assert not verdict.correct, answer
        assert verdict.message
        assert "\n" not in verdict.message


def mistakes() -> Iterator[tuple[Exercise, Mistake]]:
    """Every typical mistake that an exercise knows by itself."""
    for exercise in ALL:
        for mistake in exercise.judge.mistakes:
            yield exercise, mistake


@pytest.mark.parametrize(
    ("exercise", "mistake"),
    [*mistakes()],
    ids=lambda x: x.id if isinstance(x, Exercise) else x.words,
)
def test_a_typical_mistake_is_refused_and_named(exercise: Exercise, mistake: Mistake) -> None:
    """By its own words, so that none hides behind another, and with its slip if it has one."""
    verdict = exercise.check(mistake.value())
    assert not verdict.correct
    assert mistake.words in verdict.message
    assert mistake.slip in verdict.message
    if mistake.slip:
        assert verdict.slip is slips[mistake.slip]


@each_exercise
def test_the_typical_mistakes_are_those_found_by_hand(exercise: Exercise) -> None:
    """There are as many, and each gives what it gives by hand."""
    known = zip(WRONG_BY_HAND.get(exercise.id, []), exercise.judge.mistakes, strict=True)
    for wrong, mistake in known:
        found = mistake.value()
        if isinstance(wrong, str):
            assert found == wrong
        else:
            np.testing.assert_allclose(np.asarray(found), wrong, rtol=5e-3, atol=1e-12)


def slips_of_exercises() -> Iterator[tuple[Exercise, Slip]]:
    """Every slip of the catalogue that an exercise about a quantity can fall into."""
    for exercise in ALL:
        if exercise.judge.case is None:
            continue
        record = Trace(*exercise.judge.case())
        for slip in slips.values():
            if slip.applies(record, exercise.judge.key):
                yield exercise, slip


def value_of(slip: Slip, exercise: Exercise) -> np.ndarray | None:
    """What the slip gives there; None where it gives nothing."""
    assert exercise.judge.case is not None
    try:
        return slip.value(Trace(*exercise.judge.case()), exercise.judge.key)
    except ShapeError:
        return None


@pytest.mark.parametrize(("exercise", "slip"), [*slips_of_exercises()], ids=lambda each: each.id)
def test_every_slip_of_the_catalogue_is_named_in_every_exercise(
    exercise: Exercise, slip: Slip
) -> None:
    """Unless it gives the right numbers here, or no numbers at all."""
    value = value_of(slip, exercise)
    if value is None:
        return
    verdict = exercise.check(value)
    assert verdict.correct or slip.id in verdict.message or "slips give" in verdict.message


SILENT = {"shared-bias"}  # no exercise asks for the ∇b of several units


@pytest.mark.parametrize("slip", [slip for name, slip in slips.items() if name not in SILENT],
                         ids=lambda slip: slip.id)  # fmt: skip
def test_every_slip_of_the_catalogue_can_be_made_in_an_exercise_and_is_named(slip: Slip) -> None:
    """Whoever makes a mistake that is known meets it somewhere in the notebooks."""
    values = ((e, value_of(slip, e)) for e, made in slips_of_exercises() if made is slip)
    known = [(e, m.value()) for e, m in mistakes() if m.slip == slip.id]
    verdicts = [e.check(value) for e, value in [*values, *known] if value is not None]
    assert any(not verdict.correct and slip.id in verdict.message for verdict in verdicts)


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("02-8", [1.0, 0.0], "your x₁ is 1"),
        ("02-8", [0.0, 0.0], "second row of ∇W_h is 0"),
        ("02-8", [0.0], "expects (2,)"),
        ("03-6", 3, "stops at epoch 6"),
        ("03-6", 9, "less would do"),
        ("03-6", 2.5, "whole number"),
        ("03-7", 4, "16 different codes"),
        ("03-7", 6, "fewer would do"),
        ("04-3", 2.0, "-3 there"),
        ("04-5", 9, "not below one millionth"),
        ("04-5", 12, "fewer would do"),
        ("04-6", 2.0, "open for 3 of 4"),
        ("04-6", [1.0, 2.0], "one number"),
        ("04-7", 3.0, "expected an activation"),
        ("04-7", Activation("cube", np.sin, np.cos), "no longer net³"),
        ("04-7", Activation("cube", lambda net: net**3, lambda net: 3 * net), "DISAGREES"),
        ("02-14", 7, "1 to 4"),
        ("02-14", 1, "line 1 is right, for it only says"),
        ("00-4", "W_7", "'W_7' is another name"),
        ("05-4", [-0.75, -0.25], "only if the targets add up to 1"),
    ],
)
def test_the_verdict_says_what_is_wrong(name: str, answer: object, words: str) -> None:
    exercise = next(exercise for exercise in ALL if exercise.id == name)
    verdict = exercise.check(answer)
    assert not verdict.correct
    assert words in verdict.message


def test_the_run_that_an_exercise_is_about_is_that_of_the_notebook() -> None:
    X, Y = mlpcore.datasets.moons(n=100, noise=0.1)
    small = mlpcore.MLP([2, 8, 1], ["tanh", "sigmoid"], seed=0)
    assert train(small, X, Y, eta=0.5, epochs=12).loss == [r.loss for r in run_of_section_8()]
    stop = [no_improvement(4)]
    small = mlpcore.MLP([2, 8, 1], ["tanh", "sigmoid"], seed=0)
    assert train(small, X, Y, eta=0.5, epochs=12, stop=stop).epochs == 12


def test_nobody_can_change_the_network_of_an_exercise() -> None:
    exercise = next(exercise for exercise in ALL if exercise.id == "02-1")
    assert exercise.judge.case is not None
    case: Case = exercise.judge.case()
    case.mlp.W[0][:] = 7
    assert exercise.check([-0.125]).correct


# --- in the cells of a notebook -----------------------------------------------------------------


def printed(capsys: pytest.CaptureFixture[str]) -> str:
    """What was printed since the last time."""
    return capsys.readouterr().out.rstrip("\n")


def test_an_open_exercise_says_so_and_writes_no_file(
    book: Workbook, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book.answer(1, None)
    assert [*tmp_path.iterdir()] == []
    book.answer(2, [0.3])
    first, second = printed(capsys).splitlines()
    assert first == (
        "exercise 1 is open: put your answer in place of None; book.hint(1) gives a hint"
    )
    assert second.startswith("not yet")


def test_a_right_answer_is_ticked_off(book: Workbook, capsys: pytest.CaptureFixture[str]) -> None:
    book.answer(1, [-0.125])
    assert printed(capsys) == "right"
    book.progress()
    head, first, second, *_ = printed(capsys).splitlines()
    assert head == "notebook 02: 1 of 16 exercises are done"
    assert first == "  ✓  1 by hand"
    assert second == "  …  2 pass it back"


def test_a_slip_that_was_spotted_is_refuted(
    book: Workbook, capsys: pytest.CaptureFixture[str]
) -> None:
    book.answer(14, 2)
    verdict, *refutation = printed(capsys).splitlines()
    assert (
        verdict == "right: line 2 is the slip missing-minus, the inner derivative −1 is forgotten"
    )
    assert any("they disagree" in line for line in refutation)
    book.answer(14, 3)
    assert "they disagree" not in printed(capsys)


def test_hints_go_one_further_each_time(book: Workbook, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(4):
        book.hint(1)
    hints = printed(capsys).splitlines()
    assert hints == [f"hint {n} of 3: {book[1].hints[n - 1]}" for n in (1, 2, 3, 3)]
    book.reveal(1)
    assert printed(capsys).startswith("δ_o = ∂ε/∂o ⊙ o ⊙ (1 − o) = [-0.125]")
    assert "…  1 by hand (3 hints, the solution was shown)" in str(book)
    book.reset()
    undo = "book.undo() takes that back"
    assert printed(capsys) == f"exercises of notebook 02: all 16 are open again; {undo}"
    assert "(3 hints" not in str(book)


def test_a_reset_can_be_taken_back_also_when_it_was_asked_for_twice(
    book: Workbook, capsys: pytest.CaptureFixture[str]
) -> None:
    book.judge(1, [-0.125])
    book.next_hint(2)
    before, entries = str(book), book.entries()
    book.reset()
    book.reset()
    book.judge(2, [-0.0625])
    assert not book.entries()[0].done
    printed(capsys)
    book.undo()
    assert printed(capsys) == str(book)
    assert book.entries()[:2] == [entries[0], Entry(done=True, hints=1, tries=1)]
    book.undo()  # nothing is left to take back
    assert book.entries()[0] == entries[0]
    assert before.splitlines()[1] == str(book).splitlines()[1]


# --- for graders ---------------------------------------------------------------------------------


def test_a_grader_hears_nothing_of_a_right_answer_and_an_error_of_a_wrong_one(
    book: Workbook, capsys: pytest.CaptureFixture[str]
) -> None:
    book.answer(1, [-0.125], raises=True)
    assert printed(capsys) == "right"
    for answer, words in (
        (None, "exercise 1: not answered yet"),
        ("x", "exercise 1: not numbers"),
        ([0.125], "exercise 1: not yet: this is the slip delta-sign"),
        ([0.3], f"exercise 1: {UNKNOWN}"),
    ):
        with pytest.raises(AssertionError, match=re.escape(words)) as refused:
            book.answer(1, answer, raises=True)
        assert refused.type is NotRightError
    assert printed(capsys) == ""
    with pytest.raises(TypeError, match="raises must be True or False, not 1"):
        book.answer(1, None, raises=1)  # type: ignore[arg-type]


def guesses(exercise: Exercise) -> st.SearchStrategy[object]:
    """Blind guesses of the right shape, with digits enough that none is a mistake by chance."""
    if exercise.judge.in_words:
        return st.text(min_size=1)
    number = st.floats(-50, 50).map(lambda v: round(v, 3) + 0.00012345678)
    shape = np.shape(BY_HAND[exercise.id])
    return st.lists(number, min_size=int(np.prod(shape)), max_size=int(np.prod(shape))).map(
        lambda guess: np.reshape(guess, shape)
    )


@pytest.mark.samples(5)
@pytest.mark.parametrize("exercise", [e for e in ALL if e.id != "04-7"], ids=lambda e: e.id)
@settings(max_examples=10)
@given(data=st.data())
def test_to_a_grader_blind_guesses_are_all_alike(exercise: Exercise, data: st.DataObject) -> None:
    """So that no guess brings one nearer: neither distance nor sign nor entry is told."""
    verdict = exercise.check(data.draw(guesses(exercise)))
    if not (verdict.correct or exercise.named(verdict)):  # which chance allows one number to be
        assert exercise.sealed(verdict) == UNKNOWN


@pytest.mark.samples(5)
@each_exercise
def test_what_is_nearly_right_is_told_no_nearer_to_a_grader(exercise: Exercise) -> None:
    right = BY_HAND[exercise.id]
    if isinstance(right, str | Activation):
        return
    for factor in (1.01, 1.5, 10.0):
        verdict = exercise.check(np.asarray(right, float) * factor + 0.0123456789)
        if not (verdict.correct or exercise.named(verdict)):
            assert exercise.sealed(verdict) == UNKNOWN


@pytest.mark.parametrize("number", [0, 17, -1, True, "1", None, 1.5])
def test_a_number_that_there_is_not_is_refused(book: Workbook, number: object) -> None:
    with pytest.raises(ValueError, match="notebook 02 has exercises 1 to 16, but no exercise"):
        book.answer(number, 1)  # type: ignore[arg-type]


def test_a_notebook_has_its_exercises_by_text_or_number() -> None:
    assert exercises(2).name == exercises("2").name == exercises("02").name == "02"
    for unknown in ("08", None, 2.5):
        with pytest.raises(ValueError, match="notebook"):
            exercises(unknown)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "answer", "named"),
    [
        (1, [0.125], {"delta-sign": 1}),
        (4, (6, 4), {book_02(4).judge.mistakes[0].mark: 1}),
        (1, [0.3], {}),
    ],
)
def test_a_try_is_noted_with_what_its_verdict_names(
    book: Workbook, number: int, answer: object, named: dict[str, int]
) -> None:
    book.judge(number, answer)
    assert book.entries()[number - 1] == Entry(tries=1, named=named)


@pytest.mark.parametrize("answer", [None, "x", [[1, 2], [3]], {}, [float("nan")]], ids=repr)
def test_what_is_no_answer_is_no_try(book: Workbook, answer: object) -> None:
    book.judge(1, answer)
    assert book.entries()[0] == NOTHING


def test_the_line_that_a_cell_begins_with_is_nobodys_try(book: Workbook) -> None:
    assert book[6].by_code
    assert book.judge(6, [0.3, 0.3]).message.startswith("not yet")
    assert book.entries()[5] == NOTHING
    book.judge(6, BY_HAND["02-6"])
    assert book.entries()[5] == Entry(done=True)


@each_exercise
def test_the_marks_of_mistakes_are_different(exercise: Exercise) -> None:
    marks = [mistake.mark for mistake in exercise.judge.mistakes]
    assert len(set(marks)) == len(marks)
    assert all(re.fullmatch(":[a-z2-9]{3}", mark) for mark in marks)


# --- what is typed ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        (" [0.1, -0.2] ", [0.1, -0.2]),
        ("[[1, 2], [3, 4]]", [[1, 2], [3, 4]]),
        ("(5, 4)", (5, 4)),
        ("5×4", (5, 4)),
        ("(5 x 4)", (5, 4)),
        ("1, 2", (1, 2)),
        ("−1/4", -0.25),
        ("½", 0.5),
        ("+2e-3", 0.002),
        ("[[[1]]]", [[[1]]]),
        ("1½", 1.5),
        (".5", 0.5),
        ("1,5", (1, 5)),
        ("1,5;2,5", (1.5, 2.5)),
        ("[0,5, 0,5]", [0.5, 0.5]),
        ("[1,2]", [1, 2]),
        ("[5; 4]", [5, 4]),
        ("5 by 4", (5, 4)),
        ("0.5 0.5", (0.5, 0.5)),
        ("[[0.5 −1] [3 4]]", [[0.5, -1], [3, 4]]),
    ],
)
def test_numbers_are_read_as_they_are_written(text: str, value: object) -> None:
    assert typed(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", "[1, 2", "x", "__import__('os')", "[x for x in [1]]", "2**9999", "1 + 1", "'a'",
        "True", "None", "1/0", "[[[[1]]]]", "9" * 401, "1" + "0" * 399, "1e999", "lambda: 0", "\0",
        "1,5;2,5;a", "1..2", "1.2.3", "1 - 1", "[,1]", "[1,,2]", "1 2)", "5x", "1/",
        "(" * 300, "1j", "{1, 2}", "f'{1}'", "a := 1", "[*[1]]",
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected|at most|too large|quotient"):
        typed(text)


@pytest.mark.parametrize(("text", "value"), [("1,5", 1.5), ("−0,25", -0.25), ("1/3", 1 / 3)])
def test_a_single_number_may_have_a_decimal_comma(text: str, value: float) -> None:
    assert number(text) == typed(text, single=True) == value


@pytest.mark.parametrize("text", ["1, 2", "[1]", "1 2", "", "x"])
def test_what_is_not_one_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        number(text)


def test_a_refusal_does_not_repeat_a_long_text() -> None:
    with pytest.raises(ValueError, match="brackets in brackets") as refusal:
        typed("[" * 200)
    assert len(str(refusal.value)) < 200


def test_who_forgets_to_divide_a_difference_hears_that_it_is_no_slope_yet() -> None:
    [exercise] = (each for each in ALL if each.id == "07-1")
    assert "that is the difference, not yet a slope" in exercise.check(0.06).message


@pytest.mark.parametrize("exercise", [e for e in ALL if any(map(PRODUCT.fullmatch, e.hints))])
def test_a_hint_that_is_a_product_gives_the_answer(exercise: Exercise) -> None:
    [hint] = filter(PRODUCT.fullmatch, exercise.hints)
    assert exercise.check(np.prod([float(each) for each in hint.rstrip(".").split(" · ")])).correct


def test_there_are_such_hints() -> None:
    assert any(PRODUCT.fullmatch(hint) for exercise in ALL for hint in exercise.hints)
