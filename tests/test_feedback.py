"""Feedback on answers: right, not yet and why, and no traceback for any of them."""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpcore import MLP
from mlpcore.lesson import Check, Slip, check, slips
from mlpcore.lesson.feedback import NOT_NUMBERS, NOT_YET
from mlpcore.lesson.slip import ShapeError
from tests.passes import PASSES, each_pass, walk

ROUNDED = "right, but rounded too early: carry three significant digits or more through to the end"


def ask(key: str, answer: object, name: str = "two outputs") -> Check:
    """Check an answer in one of the passes."""
    return check(key, answer, *PASSES[name])


def true(key: str, name: str = "two outputs") -> np.ndarray:
    """The true numbers."""
    return walk(name)[key].value


@each_pass
def test_every_true_answer_is_right(name: str) -> None:
    """In full, to three significant digits, and as plain lists."""
    for step in walk(name):
        three = np.vectorize(lambda v: float(f"{v:.3g}"))(step.value)
        for answer in (step.value, three, step.value.tolist()):
            verdict = ask(step.key, answer, name)
            assert (verdict.correct, verdict.slip, str(verdict)) == (True, None, "right"), step.key


@pytest.mark.parametrize("key", ["W_1", "new:W_1"])
def test_a_key_may_carry_its_frame_or_not(key: str) -> None:
    """W_1 is the updated one either way."""
    assert ask(key, true("W_1")).correct
    assert not ask(key, walk("two outputs").tape.value("W_1")).correct


def test_the_message_is_what_a_notebook_shows() -> None:
    """One line."""
    verdict = ask("eps", None)
    assert repr(verdict) == str(verdict) == verdict.message == NOT_YET


@pytest.mark.parametrize("blank", [None, ..., [None, None], [[None], [1]], [1, ...], (None,)])
def test_an_empty_place_is_no_mistake(blank: object) -> None:
    """Whatever else is filled in already."""
    verdict = ask("delta_2", blank)
    assert (verdict.correct, verdict.message) == (False, NOT_YET)


@pytest.mark.parametrize(
    ("key", "decimals", "message"),
    [("delta_2", 3, "right"), ("delta_2", 2, ROUNDED), ("z_1", 2, ROUNDED), ("dW_1", 3, ROUNDED)],
)
def test_an_answer_may_be_rounded_but_not_too_early(key: str, decimals: int, message: str) -> None:
    """Both count as right."""
    verdict = ask(key, np.round(true(key), decimals))
    assert (verdict.correct, verdict.message) == (True, message)


@pytest.mark.parametrize(
    ("key", "answer", "message"),
    [
        ("delta_1", true("delta_1")[:, None],
         "not yet: the right numbers in the wrong shape: yours is (3×1), delta_1 is (3)"),
        ("eps", [true("eps")],
         "not yet: the right numbers in the wrong shape: yours is (1), eps is a single number"),
        ("dW_0", true("dW_0").T,
         "not yet: the right numbers, but transposed: yours is (3×2), dW_0 is (2×3)"),
        ("delta_1", [1, 2], "not yet: wrong shape: yours is (2), delta_1 is (3)"),
        ("delta_1", 1, "not yet: wrong shape: yours is a single number, delta_1 is (3)"),
        ("delta_1", [], "not yet: wrong shape: yours is (0), delta_1 is (3)"),
        ("dW_0", np.ones((3, 2)), "not yet: wrong shape: yours is (3×2), dW_0 is (2×3)"),
        ("delta_1", true("delta_1")[::-1], "not yet: the right numbers, but in another order"),
        ("dW_0", true("dW_0")[::-1], "not yet: the right numbers, but in another order"),
        ("delta_1", true("delta_1") * [1, 2, 1], "not yet: 2 of 3 entries are right: 1, 3"),
        ("dW_1", true("dW_1") * [[2, 1], [2, 2], [2, 2]],
         "not yet: 1 of 6 entries is right: [1,2]"),
        ("delta_1", true("delta_1") * 2, "not yet: none of the 3 entries is right"),
        ("eps", 7, "not yet: eps is another number"),
        ("W_1", walk("two outputs").tape.value("W_1"),
         "not yet: this is W_1 before the step, not after it"),
        ("b_0", walk("two outputs").tape.value("b_0"),
         "not yet: this is b_0 before the step, not after it"),
    ],
)  # fmt: skip
def test_what_is_not_right_is_said_in_words(key: str, answer: object, message: str) -> None:
    """Shape, order, which entries."""
    verdict = ask(key, answer)
    assert (verdict.correct, verdict.slip, verdict.message) == (False, None, message)


def test_a_square_matrix_may_be_transposed_too() -> None:
    """There the shape tells nothing."""
    verdict = ask("dW_0", true("dW_0", "square").T, "square")
    assert verdict.message == "not yet: the right numbers, but transposed"


def test_one_number_alone_is_not_counted() -> None:
    """A vector of one entry."""
    assert ask("delta_2", [9], "one hidden layer").message == "not yet: another number"


def test_many_right_entries_are_counted_not_listed() -> None:
    """A wide network."""
    answer = true("dW_1", "wide").copy()
    answer[3, 4] += 1
    assert ask("dW_1", answer, "wide").message == "not yet: 255 of 256 entries are right"


def test_a_step_uphill_is_not_taken_for_a_step_downhill_rounded() -> None:
    """Next to the weights the step is small."""
    tape = walk("two outputs").tape
    uphill = tape.value("W_0") + tape.eta * tape.value("dW_0")
    assert not ask("W_0", uphill).correct
    assert not ask("W_0", np.round(true("W_0"), 1)).correct


def wrong_answers(slip: Slip) -> Iterator[tuple[str, str, np.ndarray]]:
    """What the slip gives at every step of every pass, where that is wrong and has numbers."""
    for name in PASSES:
        for step in walk(name):
            if slip.applies(step.tape, step.key):
                try:
                    value = slip.value(step.tape, step.key)
                except ShapeError:
                    continue
                if not ask(step.key, value, name).correct:
                    yield step.key, name, value


@pytest.mark.parametrize("slip", slips.values(), ids=slips)
def test_a_slip_is_named_by_its_numbers(slip: Slip) -> None:
    """In the catalogue's words; the slip of the outer product has no wrong numbers, only shapes."""
    answers = list(wrong_answers(slip))
    assert bool(answers) != (slip.id == "hadamard-not-outer")
    for key, name, value in answers:
        verdict = ask(key, value, name)
        assert verdict.slip is slip
        assert verdict.message == f"not yet: this is the slip {slip.id}, {slip.title}"


@pytest.mark.parametrize(
    "answer",
    ["0.5", ["0.1", "0.2"], b"1", True, 1 + 2j, {1: 2}, {1, 2}, object(), print,
     np.datetime64(0, "s"), [10**400] * 3, iter([1, 2]), np.array(["a"], dtype=object)],
)  # fmt: skip
def test_what_is_no_number_is_said_to_be_none(answer: object) -> None:
    """With what an answer looks like."""
    assert ask("delta_1", answer).message == NOT_NUMBERS


def test_ragged_rows_are_said_to_be_ragged() -> None:
    """Of a matrix."""
    assert ask("dW_0", [[1, 2], [3]]).message == "not numbers of one shape: give every row as many"


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_no_answer(odd: float) -> None:
    """Unless the truth is infinite itself."""
    message = "not numbers: at least one entry is not finite"
    assert ask("delta_1", [0.1, odd, 0.2]).message == message


def test_fractions_are_numbers() -> None:
    """For those who work by hand."""
    assert ask("z_1", [Fraction(361356, 1000000), 0.808124, 0.676207]).correct


class Trap:
    """An answer that fails wherever it is touched."""

    def __array__(self, *args: object) -> np.ndarray:
        raise RuntimeError

    def __repr__(self) -> str:
        raise RuntimeError

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    __hash__ = None


def endless() -> list[object]:
    """A list that holds itself."""
    answer: list[object] = []
    answer.append(answer)
    return answer


@pytest.mark.parametrize("answer", [Trap(), [Trap()], endless()])
def test_no_answer_raises(answer: object) -> None:
    """Not even one that tries to."""
    assert not ask("delta_1", answer).correct


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner),
    max_leaves=8,
)


@given(answer=ANYTHING, key=st.sampled_from(["eps", "delta_2", "dW_0", "W_1"]))
@settings(max_examples=60)
def test_every_answer_gets_one_line(answer: object, key: str) -> None:
    """The same one each time."""
    message = ask(key, answer).message
    assert message
    assert "\n" not in message
    assert message == ask(key, answer).message


def test_the_message_never_holds_the_solution() -> None:
    """Whatever is asked, no digit of the true numbers is told."""
    for step in walk("two outputs"):
        for answer in (None, step.value * 3, step.value.T, 0):
            assert "." not in ask(step.key, answer).message.replace("0.1, -0.2", "")


@pytest.mark.parametrize("key", ["delta_3", "x", "W_2", "nonsense", "", None])
def test_an_unknown_key_is_answered_with_the_known_ones(key: str) -> None:
    """Even before the answer is looked at."""
    with pytest.raises(KeyError, match=r"no quantity .* there are net_1, z_1, net_2"):
        ask(key, None)


def test_eta_counts_for_the_updated_weights() -> None:
    """0.5 if nothing is said."""
    net, x, y = PASSES["two outputs"]
    tape = walk("two outputs").tape
    smaller = tape.value("W_0") - 0.1 * tape.value("dW_0")
    assert check("W_0", smaller, net, x, y, eta=0.1).correct
    assert not check("W_0", smaller, net, x, y).correct


def test_what_does_not_fit_the_network_is_refused() -> None:
    """That is no answer, but the question."""
    net, x, _ = PASSES["two outputs"]
    with pytest.raises(ValueError, match="y has shape"):
        check("eps", 1, net, x, [1, 2, 3])


def test_an_infinite_truth_can_be_answered() -> None:
    """∂ε/∂o where the output has rounded to 0."""
    net = MLP.from_weights([np.eye(2) * 800], [[0, 0]], "softmax", "cross_entropy")
    assert check("d_o", [0, -np.inf], net, [1, -1], [0, 1]).correct
    assert not check("d_o", [0, -9], net, [1, -1], [0, 1]).correct
