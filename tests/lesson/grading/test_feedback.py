"""Feedback on answers: right, not yet and why, and no traceback for any of them."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpcore import MLP
from mlpcore.lesson import Check, check, slips
from mlpcore.lesson.exercise_book import WORKBOOKS
from mlpcore.lesson.grading.answers import (
    NOT_NUMBERS,
    NOT_YET,
    TOO_DEEP,
    TOO_LARGE,
    Written,
)
from mlpcore.lesson.grading.feedback import BEFORE, EARLY, NOT_FINITE
from mlpcore.lesson.notation.text import line
from mlpcore.lesson.slip_book.slip import Slip, altered
from mlpcore.lesson.steps.question import ask as asked
from mlpcore.lesson.steps.trace import Trace
from tests.helpers.passes import PASSES, each_pass, walk
from tests.helpers.slip_cases import CASES, ETA, hand

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
            if answer is three and verdict.kind == "digits":  # a step too small to be seen in three
                assert step.section == "V"
                continue
            assert (verdict.correct, verdict.slip, str(verdict)) == (True, None, "right"), step.key


@pytest.mark.parametrize("key", ["W_1", "new:W_1"])
def test_a_key_may_carry_its_frame_or_not(key: str) -> None:
    """W_1 is the updated one either way."""
    assert ask(key, true("W_1")).correct
    assert not ask(key, walk("two outputs").trace.value("W_1")).correct


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
         "not yet: the right numbers in the wrong shape: yours is (3×1), δ¹ is (3)"),
        ("eps", [true("eps")],
         "not yet: the right numbers in the wrong shape: yours is (1), ε is a single number"),
        ("W_0", true("W_0").T,
         "not yet: the right numbers, but transposed: yours is (3×2), W₀ is (2×3)"),
        ("delta_1", [1, 2], "not yet: wrong shape: yours is (2), δ¹ is (3)"),
        ("delta_1", 1, "not yet: wrong shape: yours is a single number, δ¹ is (3)"),
        ("delta_1", [], "not yet: wrong shape: yours is (0), δ¹ is (3)"),
        ("dW_0", np.ones((3, 2)), "not yet: wrong shape: yours is (3×2), ∇W₀ is (2×3)"),
        ("delta_1", true("delta_1")[::-1], "not yet: the right numbers, but in another order"),
        ("dW_0", true("dW_0")[::-1], "not yet: the right numbers, but in another order"),
        ("delta_1", true("delta_1") * [1, 2, 1], "not yet: 2 of 3 entries are right: 1, 3"),
        ("dW_1", true("dW_1") * [[2, 1], [2, 2], [2, 2]],
         "not yet: 1 of 6 entries is right: [1,2]"),
        ("delta_1", true("delta_1") * 3,
         "not yet: none of the 3 entries is right, but all are off by the same factor, 3; "
         "look first at δ², net₁ and z¹, from which it comes, then at its own line"),
        ("delta_1", true("delta_1") * [2, 3, 4],
         "not yet: none of the 3 entries is right, off by about 100 %, too large in size; "
         "look first at δ², net₁ and z¹, from which it comes, then at its own line"),
        ("delta_1", [9, 8, 9],
         "not yet: none of the 3 entries is right, more than ten times its size off, and 2 of 3 "
         "are of the other sign; look first at δ², net₁ and z¹, from which it comes, then at its "
         "own line"),
        ("net_1", [0.3, 0.4, 0.9],
         "not yet: none of the 3 entries is right, off by about 80 %, and 1 of 3 is of the other "
         "sign; put W₀, x and b₀ into its line once more"),
        ("eps", 0.5, "not yet: ε is another number, off by about 40 %, too large in size; "
         "look first at o, from which it comes, then at its own line"),
        ("z_1", -true("z_1"), "not yet: the right numbers, but with the sign turned"),
        ("W_1", walk("two outputs").trace.value("W_1"),
         "not yet: this is W₁ before the step, not after it"),
        ("b_0", walk("two outputs").trace.value("b_0"),
         "not yet: this is b₀ before the step, not after it"),
    ],
)  # fmt: skip
def test_what_is_not_right_is_said_in_words(key: str, answer: object, message: str) -> None:
    """Shape, order, which entries."""
    verdict = ask(key, answer)
    assert (verdict.correct, verdict.slip, verdict.message) == (False, None, message)


def test_a_square_matrix_may_be_transposed_too() -> None:
    """There the shape tells nothing."""
    verdict = ask("W_0", true("W_0", "square").T, "square")
    assert verdict.message == "not yet: the right numbers, but transposed"


def test_one_number_alone_is_not_counted() -> None:
    """A vector of one entry."""
    message = ask("delta_2", [9], "one hidden layer").message
    assert message == (
        "not yet: δ² is another number, more than ten times its size off, and its sign is the "
        "other one; look first at ∂ε/∂o, net₂ and o, from which it comes, then at its own line"
    )


def test_many_right_entries_are_counted_not_listed() -> None:
    """A wide network."""
    answer = true("dW_1", "wide").copy()
    answer[3, 4] += 1
    assert ask("dW_1", answer, "wide").message == "not yet: 255 of 256 entries are right"


def test_a_step_uphill_is_not_taken_for_a_step_downhill_rounded() -> None:
    """Next to the weights the step is small."""
    trace = walk("two outputs").trace
    uphill = trace.value("W_0") + trace.eta * trace.value("dW_0")
    assert not ask("W_0", uphill).correct
    assert not ask("W_0", np.round(true("W_0"), 1)).correct


# --- slips -------------------------------------------------------------------------------------


def by_hand(name: str) -> tuple[str, np.ndarray, tuple[object, ...]]:
    """The key and the numbers of a slip, computed by hand, and the pass in which it is made."""
    case = CASES[name]
    return case.key, np.asarray(case.wrong(hand(case)), float), (case.mlp, *case.data, ETA)


WITH_NUMBERS = [name for name in slips if name != "hadamard-not-outer"]  # that one only clashes
each_slip = pytest.mark.parametrize("name", WITH_NUMBERS)


@each_slip
def test_a_slip_is_named_by_its_numbers(name: str) -> None:
    """In one line, in the catalogue's words; as an array, as lists, and to four digits."""
    key, wrong, case = by_hand(name)
    short = np.vectorize(lambda v: float(f"{v:.4g}"))(wrong)
    for answer in (wrong, wrong.tolist(), short):
        verdict = check(key, answer, *case)
        assert (verdict.correct, verdict.kind) == (False, "slip")
        assert slips[name] in verdict.slips
        assert verdict.slip is verdict.slips[0]
        assert f"the slip {name}, {slips[name].title}" in verdict.message
        assert verdict.message.startswith(f"not yet: this is the slip {verdict.slip.id}, ")
        assert "\n" not in verdict.message


@each_slip
def test_where_a_slip_is_silent_the_answer_is_right(name: str) -> None:
    """No number is called a slip that is the true number."""
    key, _, case = by_hand(name)
    value = asked(Trace(*case), key).value
    if np.isfinite(value).all():
        assert check(key, value, *case).message == "right"


def test_shapes_are_named_where_they_tell() -> None:
    """The transposed weights between layers of one width; the outer product turned."""
    message = ask("delta_1", transposed("square"), "square").message
    assert message.startswith("not yet: this is the slip transposed-weights, δ is sent back")
    assert message.endswith("look at the shapes: W₁ is (2×2), δ² is (2), z¹ is (2)")
    message = ask("dW_0", true("dW_0").T).message
    assert message.startswith("not yet: this is the slip outer-product-turned")
    assert message.endswith("x is (2), δ¹ is (3); yours is (3×2), ∇W₀ is (2×3)")


def transposed(name: str) -> np.ndarray:
    """W₁ᵀ δ² ⊙ z¹ ⊙ (1 − z¹)."""
    trace = walk(name).trace
    z = trace.value("z_1")
    return (trace.value("W_1").T @ trace.value("delta_2")) * z * (1 - z)


def test_a_slip_in_a_column_is_named_with_both_shapes() -> None:
    """Where a vector was asked for."""
    turned = -true("delta_1")
    verdict = ask("delta_1", turned[:, None])
    assert verdict.slip is slips["delta-sign"]
    assert verdict.message.endswith("yours is (3×1), δ¹ is (3)")


def test_right_numbers_in_a_column_are_no_slip_close_by() -> None:
    """A short step uphill is the same to three digits."""
    mlp, x, y = PASSES["two outputs"]
    new = mlp.b[0] - 1e-4 * walk("two outputs").trace.value("db_0")
    answer = np.vectorize(lambda v: float(f"{v:.3g}"))(new)[:, None]
    verdict = check("b_0", answer, mlp, x, y, 1e-4)
    assert verdict.kind == "shape"
    assert verdict.message.startswith("not yet: the right numbers in the wrong shape")


def test_slips_with_the_same_numbers_are_all_named_with_an_x_that_tells_them_apart() -> None:
    """Where ‖y − o‖ is 0.5, forgetting the ½ and forgetting the square give the same error."""
    mlp = MLP.from_weights([[[1.0]]], [[0.0]], "identity")
    verdict = check("eps", 0.25, mlp, [1.5], [1.0])
    assert verdict.slips == (slips["half-forgotten"], slips["square-forgotten"])
    assert verdict.message == (
        "not yet: this is the slip half-forgotten, the ½ of the error is forgotten; for this x the "
        "slip square-forgotten, the length of y − o is not squared, gives the same numbers: "
        "x = [-0.5] tells them apart"
    )
    told = [check("eps", wrong, mlp, [-0.5], [1.0]).slips for wrong in (2.25, 0.75)]
    assert told == [(slips["half-forgotten"],), (slips["square-forgotten"],)]


def test_slips_that_nothing_tells_apart_are_said_to_be() -> None:
    """Below is the identity, so that its net input is its output."""
    mlp = MLP.from_weights([[[1.0]], [[2.0]]], [[0.5], [0.5]], ["identity", "sigmoid"])
    trace = Trace(mlp, [1.0], [0.0])
    slope = float(trace.value("z_2")[0]) * 1 / (1 + np.exp(-1.5)) * (1 - 1 / (1 + np.exp(-1.5)))
    verdict = check("delta_2", [slope], mlp, [1.0], [0.0])
    assert verdict.slips == (slips["slope-at-input"], slips["slope-of-layer-below"])
    assert verdict.message.endswith("the same numbers: no x tells them apart in this network")


def nested(depth: int) -> object:
    """A number in so many brackets."""
    answer: object = 0.5
    for _ in range(depth):
        answer = [answer]
    return answer


@pytest.mark.parametrize(
    "answer",
    ["half", ["0.1", "x"], b"1", np.ma.masked_array([1.0], [True]),
     True, 1 + 2j, {1: 2}, {1, 2}, object(), print,
     np.datetime64(0, "s"), iter([1, 2]), np.array(["a"], dtype=object)],
)  # fmt: skip
def test_what_is_no_number_is_said_to_be_none(answer: object) -> None:
    """With what an answer looks like."""
    assert ask("delta_1", answer).message == NOT_NUMBERS


@pytest.mark.samples(4)
@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([10**400, 1, 2], TOO_LARGE), (-(10**400), TOO_LARGE), (Fraction(10**400), TOO_LARGE),
        (np.zeros((1,) * 33), TOO_DEEP.format(33)), (nested(33), TOO_DEEP.format(33)),
        (np.zeros((1,) * 64), TOO_DEEP.format(64)), (nested(3000), NOT_NUMBERS),
        (Decimal("sNaN"), NOT_FINITE), ([Decimal("NaN")] * 3, NOT_FINITE),
        (Decimal("1e999"), NOT_FINITE), (np.array([1e4000], np.longdouble), NOT_FINITE),
        ("1e999", NOT_NUMBERS), ("9" * 500, NOT_NUMBERS), ("", NOT_NUMBERS), (type, NOT_NUMBERS),
        ((each for each in [1, 2, 3]), NOT_NUMBERS), (np.array([10**400, 1, 2], object), TOO_LARGE),
    ],
)  # fmt: skip
def test_what_cannot_be_computed_with_is_said_in_words(answer: object, said: str) -> None:
    """Of every quantity, and by every exercise, which may say it in its own words."""
    if not isinstance(answer, Iterator):
        assert all(ask(step.key, answer).message == said for step in walk("two outputs"))
    for book in WORKBOOKS.values():
        for exercise in book:
            assert exercise.check(answer).message


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


@pytest.mark.samples(4)
@pytest.mark.parametrize("name", ["one hidden layer", "two outputs", "softmax", "square"])
def test_the_message_never_holds_the_solution(name: str) -> None:
    """Whatever is asked, no true number is told, to three digits or more."""
    for step in walk(name):
        solution = {f"{abs(v):.3g}" for v in np.atleast_1d(step.value).flat if v % 1}
        for answer in (None, step.value * 3, step.value.T, -step.value, step.value + 1, 0):
            told = set(re.findall(r"\d+\.\d+", ask(step.key, answer, name).message))
            assert not solution & {f"{float(v):.3g}" for v in told}


@pytest.mark.parametrize("key", ["delta_3", "x", "W_2", "nonsense", "", None])
def test_an_unknown_key_is_answered_with_the_known_ones(key: str) -> None:
    """Even before the answer is looked at."""
    with pytest.raises(KeyError, match=r"no quantity .* there are net_1, z_1, net_2"):
        ask(key, None)


def test_eta_counts_for_the_updated_weights() -> None:
    """0.5 if nothing is said."""
    mlp, x, y = PASSES["two outputs"]
    trace = walk("two outputs").trace
    smaller = trace.value("W_0") - 0.1 * trace.value("dW_0")
    assert check("W_0", smaller, mlp, x, y, eta=0.1).correct
    assert not check("W_0", smaller, mlp, x, y).correct


def test_what_does_not_fit_the_network_is_refused() -> None:
    """That is no answer, but the question."""
    mlp, x, _ = PASSES["two outputs"]
    with pytest.raises(ValueError, match="y has shape"):
        check("eps", 1, mlp, x, [1, 2, 3])


def test_an_infinite_truth_can_be_answered() -> None:
    """∂ε/∂o where the output has rounded to 0."""
    mlp = MLP.from_weights([np.eye(2) * 800], [[0, 0]], "softmax", "cross_entropy")
    assert check("d_o", [0, -np.inf], mlp, [1, -1], [0, 1]).correct
    assert not check("d_o", [0, -9], mlp, [1, -1], [0, 1]).correct


# --- batches -----------------------------------------------------------------------------------


BATCH = PASSES["two outputs"].mlp, [[0.8, -0.4], [0.3, 1.2]], [[1, 0], [0, 1]]


def test_a_batch_can_be_asked_for() -> None:
    """Rows of samples for δ, means for ε and the gradients."""
    mlp, X, Y = BATCH
    bwd = mlp.backward(mlp.forward(X), Y)
    for key, value in (("eps", bwd.eps), ("delta_1", bwd.delta[1]), ("dW_0", bwd.dW[0])):
        assert check(key, value, *BATCH).message == "right"
    assert check("dW_0", 2 * bwd.dW[0], *BATCH).slip is slips["sum-for-mean"]
    assert check("delta_1", bwd.delta[1][0], *BATCH).message.endswith("δ¹ is (2×3)")
    new = mlp.W[1] - 0.5 * bwd.dW[1]
    assert check("W_1", new, *BATCH).correct


def test_a_slip_of_a_batch_is_carried_on() -> None:
    """δ divided by n, and then the mean over the samples once more."""
    mlp, X, Y = BATCH
    bwd = mlp.backward(mlp.forward(X), Y)
    verdict = check("dW_1", bwd.dW[1] / 2, *BATCH)
    assert verdict.slip is slips["delta-divided"]
    assert verdict.message.startswith("not yet: your ∇W₁ follows correctly from δ² with the slip")
    summed = check("W_0", mlp.W[0] - 0.1 * 2 * bwd.dW[0], *BATCH, eta=0.1)
    assert (summed.kind, summed.slip) == ("carried", slips["sum-for-mean"])


def test_a_new_slip_needs_nothing_but_its_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten lines: it is named, carried on and paired with others."""
    slip = Slip(
        id="bias-doubled",
        title="the bias is added twice",
        written=line("net_{l+1} = W_lᵀ z^l + 2 b_l"),
        true=line("net_{l+1} = W_lᵀ z^l + b_l"),
        why="it is added where the product is computed, and once more behind it",
        shows="an input of zeros gives twice the bias",
        silent="b_l is 0",
        gives=altered("net", lambda net, trace, l: net + trace.value(f"b_{l - 1}")),
    )
    monkeypatch.setitem(slips, slip.id, slip)
    p, mlp = hand_pass(), PASSES["two outputs"].mlp
    verdict = ask("net_1", p["net_1"] + mlp.b[0])
    said = "the slip bias-doubled, the bias is added twice"
    shown = "how it shows: an input of zeros gives twice the bias"
    assert verdict.message == f"not yet: this is {said}; {shown}"
    z = 1 / (1 + np.exp(-(p["net_1"] + mlp.b[0])))
    carried = ask("net_2", mlp.W[1].T @ z + mlp.b[1])
    assert carried.message == f"not yet: your net₂ follows correctly from net₁ with {said}"
    assert ask("net_1", p["net_1"]).correct


# --- slips before, and two together ----------------------------------------------------------


def hand_pass() -> dict[str, np.ndarray]:
    """The numbers of the pass "two outputs"."""
    trace = walk("two outputs").trace
    return {key: trace.value(key) for key in ("x", "net_1", "z_1", "z_2", "d_o", "delta_2", "W_1")}


def test_what_follows_correctly_from_a_wrong_number_is_said_to() -> None:
    """f' forgotten in δ², and everything below it right."""
    p = hand_pass()
    delta_1 = (p["W_1"] @ p["d_o"]) * p["z_1"] * (1 - p["z_1"])
    for key, answer, symbol in (
        ("dW_1", np.outer(p["z_1"], p["d_o"]), "∇W₁"),
        ("delta_1", delta_1, "δ¹"),
        ("dW_0", np.outer(p["x"], delta_1), "∇W₀"),
    ):
        verdict = ask(key, answer)
        assert (verdict.kind, verdict.slip) == ("carried", slips["slope-forgotten"])
        said = "the derivative of the activation is forgotten"
        expected = f"your {symbol} follows correctly from δ² with the slip slope-forgotten, {said}"
        assert verdict.message == f"not yet: {expected}"


def test_a_slip_that_is_made_in_every_layer_is_recognised() -> None:
    """The bias forgotten twice; f' forgotten twice."""
    p = hand_pass()
    verdict = ask("delta_1", p["W_1"] @ p["d_o"])
    assert (verdict.kind, verdict.slip) == ("everywhere", slips["slope-forgotten"])
    assert "made in each of δ², δ¹" in verdict.message
    mlp = PASSES["two outputs"].mlp
    z = 1 / (1 + np.exp(-(mlp.W[0].T @ p["x"])))
    verdict = ask("z_2", 1 / (1 + np.exp(-(mlp.W[1].T @ z))))
    assert (verdict.kind, verdict.slip) == ("everywhere", slips["bias-forgotten"])


def test_two_slips_together_are_both_named() -> None:
    """At one step, in a row, and at one step before."""
    p = hand_pass()
    both = (slips["slope-forgotten"], slips["delta-sign"])
    verdict = ask("delta_2", -p["d_o"])
    assert (verdict.kind, verdict.slips) == ("two", both)
    said = [f"the slip {slip.id}, {slip.title}" for slip in both]
    assert verdict.message == f"not yet: these are two slips together: {said[0]}, and {said[1]}"
    verdict = ask("db_1", -p["d_o"])
    assert (verdict.kind, verdict.slips) == ("two", both)
    assert verdict.message.endswith("and your ∇b₁ follows from that")
    wrong = p["d_o"] * p["z_2"] * (1 - p["z_2"]) * [-1, -1]
    verdict = ask("delta_1", (p["W_1"] @ (2 * wrong)) * p["z_1"] * (1 - p["z_1"]))
    assert verdict.kind in ("two", "off")
    late = (p["W_1"] @ p["d_o"]) * p["net_1"] * (1 - p["net_1"])
    verdict = ask("delta_1", late)
    assert (verdict.kind, verdict.slips) == (
        "two", (slips["slope-forgotten"], slips["sigmoid-of-z"])
    )  # fmt: skip
    assert "in δ² the slip slope-forgotten" in verdict.message
    assert "and in δ¹ the slip sigmoid-of-z" in verdict.message


def test_a_slip_that_was_rounded_on_the_way_is_named_if_it_has_three_numbers() -> None:
    """δ² to three digits, so that what comes of it is right to two; two numbers are no proof."""
    p = hand_pass()
    slipped = np.round(p["W_1"] @ np.round(p["delta_2"], 3), 5)
    assert not Written(slipped).equals(p["W_1"] @ p["delta_2"])
    verdict = ask("delta_1", slipped)
    assert (verdict.kind, verdict.slip) == ("slip", slips["slope-forgotten"])
    assert ask("delta_2", np.round(p["d_o"] * 1.01, 3)).slip is None
    assert ask("delta_1", [-0.05, -0.011, 0.02]).slip is None


def test_a_true_answer_of_few_digits_is_not_taken_for_a_slip_close_by() -> None:
    """Weights that are updated too early change δ¹ by a little."""
    mlp, x, y = PASSES["two outputs"]
    for eta in (0.01, 0.05, 0.1):
        for decimals in (3, 4, 5):
            answer = np.round(true("delta_1"), decimals)
            verdict = check("delta_1", answer, mlp, x, y, eta)
            assert verdict.correct or verdict.slip is None


def test_what_two_slips_before_it_explain_is_said_of_both() -> None:
    """Below is the identity, so that its net input is its output."""
    mlp = MLP.from_weights([[[1.0]], [[2.5]]], [[0.25], [0.5]], ["identity", "sigmoid"])
    o = 1 / (1 + np.exp(-(2.5 * 1.5 + 0.5)))
    s = 1 / (1 + np.exp(-1.5))
    wrong = 2.5 * o * s * (1 - s)
    verdict = check("delta_1", [wrong], mlp, [1.25], [0.0])
    assert verdict.kind == "carried"
    assert verdict.slips == (slips["slope-at-input"], slips["slope-of-layer-below"])
    assert verdict.message.count("; or your δ¹ follows correctly from δ² with the slip") == 1
    assert verdict.message.endswith("; no x tells them apart in this network")


def test_two_slips_that_make_no_sense_together_are_not_looked_for() -> None:
    """Where the step takes the place of the weights, no step is left to go uphill."""
    trace = walk("two outputs").trace
    W, step = trace.value("W_1"), 0.5 * trace.value("dW_1")
    assert not ask("W_1", 2 * W + step).slips


def test_few_digits_are_no_proof_of_two_slips() -> None:
    """A number of two digits fits something or other."""
    for answer in (0.3, 0.31, 1.5, 0.12):
        assert ask("eps", answer).kind == "off"


@pytest.mark.parametrize(
    "answer", [np.zeros((2, 2, 2)), np.ones(200_000), np.zeros((3, 0)), np.full((3, 3), 1.2345678)]
)
def test_an_array_of_any_shape_gets_an_answer(answer: np.ndarray) -> None:
    """In a moment, too."""
    assert ask("delta_1", answer).message.startswith("not yet: wrong shape: yours is (")


def test_an_x_that_the_network_cannot_take_is_not_proposed() -> None:
    """The log of an output below 0: x = [-0.5] is passed over."""
    mlp = MLP.from_weights([[[1.0, 1.0]]], [[0.0, 0.0]], "identity", "cross_entropy")
    verdict = check("d_o", [0.5, 0.5], mlp, [1.0], [0.5, 0.5])
    assert verdict.slips == (slips["entropy-minus"], slips["squared-error-for-entropy"])
    assert verdict.message.endswith("x = [0.5] tells them apart")


def test_the_notes_own_names_can_be_used() -> None:
    """W_o for W₁, δ_o for δ²."""
    mlp, x, y = PASSES["square"]
    message = check("delta_1", transposed("square"), mlp, x, y, named=True).message
    assert message.endswith("look at the shapes: W_o is (2×2), δ_o is (2), z is (2)")


def test_three_slips_are_named_in_their_lines() -> None:
    """tan for tanh in δ¹, the weight for the input in ∇W₀, and += in the step."""
    mlp = MLP.from_weights(
        [[[0.1, -0.3], [0.4, 0.2]], [[0.7], [-0.6]]], [[0.1, 0.2], [0.3]], ["tanh", "identity"]
    )
    x, y, eta = np.array([0.9, -0.5]), np.array([1.0]), 0.5
    net = mlp.W[0].T @ x + mlp.b[0]
    delta_2 = mlp.W[1].T @ np.tanh(net) + mlp.b[1] - y
    delta_1 = (mlp.W[1] @ delta_2) * (1 + np.tan(net) ** 2)
    wrong = mlp.W[0] + eta * mlp.W[0] * delta_1
    for answer in (wrong, np.round(wrong, 5)):
        verdict = check("W_0", answer, mlp, x, y, eta)
        made = ["tan-for-tanh", "weight-for-input", "ascent"]
        assert verdict.kind == "three"
        assert [slip.id for slip in verdict.slips] == made
        named = [f"the slip {slip}, {slips[slip].title}" for slip in made]
        assert verdict.message == (
            "not yet: these are three slips together: "
            f"in δ¹ {named[0]}, and in ∇W₀ {named[1]}, and in W₀ {named[2]}"
        )


def test_what_follows_from_two_lines_before_it_is_said_to() -> None:
    """None of them is the line that is asked for."""
    p, mlp = hand_pass(), PASSES["two outputs"].mlp
    delta_1 = (p["W_1"] @ p["d_o"]) * p["net_1"] * (1 - p["net_1"])
    verdict = ask("b_0", mlp.b[0] - 0.5 * delta_1)
    made = (slips["slope-forgotten"], slips["sigmoid-of-z"])
    assert (verdict.kind, verdict.slips) == ("two", made)
    assert verdict.message.endswith("and your b₀ follows from that")


@pytest.mark.parametrize(("digits", "kind"), [(3, "off"), (4, "off"), (5, "carried")])
def test_a_slip_that_is_carried_on_needs_digits_that_are_no_chance(digits: int, kind: str) -> None:
    """Ten slips can lead to ε: three at z¹ and at o, two at each net. Four digits fit one of ten by
    chance ten times in 10^3.5, which is more often than 3 times in 1000; five digits do not.
    """
    mlp, x, y = PASSES["two outputs"]
    z = 1 / (1 + np.exp(-(mlp.W[0].T @ x)))  # without b₀
    o = 1 / (1 + np.exp(-(mlp.W[1].T @ z + mlp.b[1])))
    eps = np.sum((np.array(y) - o) ** 2) / 2
    verdict = ask("eps", float(f"{eps:.{digits}g}"))
    assert verdict.kind == kind
    assert verdict.slips == ((slips["bias-forgotten"],) if kind == "carried" else ())


def test_few_digits_are_no_proof_of_three_slips() -> None:
    """One number, or a few of two digits, would fit something or other."""
    rng = np.random.default_rng(0)
    for _ in range(40):
        for key, shape in (("b_1", (2,)), ("delta_1", (3,))):
            assert ask(key, np.round(rng.normal(size=shape), 1)).kind != "three"


# --- close calls -------------------------------------------------------------------------------


def test_a_slip_in_all_digits_is_named_though_three_agree_with_the_truth() -> None:
    """A short step: up and down look alike to three digits."""
    mlp, x, y = PASSES["two outputs"]
    trace = walk("two outputs").trace
    W, step = trace.value("W_0"), 1e-3 * trace.value("dW_0")
    assert check("W_0", W - step, mlp, x, y, eta=1e-3).message == "right"
    assert check("W_0", np.round(W - step, 7), mlp, x, y, eta=1e-3).message == "right"
    for uphill in (W + step, np.round(W + step, 10)):
        assert check("W_0", uphill, mlp, x, y, eta=1e-3).slip is slips["ascent"]
    before = check("W_0", W, mlp, x, y, eta=1e-3)
    assert before.message == "not yet: " + BEFORE.format("W₀")
    fine = np.round(W + 1e-9, 9)
    assert check("W_0", fine, mlp, x, y, eta=1e-3).message == "not yet: " + BEFORE.format("W₀")


WEIGHTS = [[[0.15, 0.25], [0.2, 0.3]], [[0.4, 0.5], [0.45, 0.55]]]
PUBLISHED = MLP.from_weights(WEIGHTS, [[0.35, 0.35], [0.6, 0.6]], "sigmoid")


@pytest.mark.parametrize(
    ("made", "kind", "said"),
    [
        (lambda W, dW, half: W, "digits", "the same before the step and after it"),
        (lambda W, dW, half: W - 0.5 * dW, "right", "right"),
        (lambda W, dW, half: np.round(W - 0.5 * dW, 5), "right", "right"),
        (lambda W, dW, half: W - 0.3 * dW, "eta", "this step is η = 0.30, not 0.50"),
        (lambda W, dW, half: W - 0.1 * dW, "eta", "this step is η = 0.10, not 0.50"),
        (lambda W, dW, half: W - 0.5 * 1.2 * dW, "eta", "this step is η = 0.60, not 0.50"),
        (lambda W, dW, half: W - 0.5 * 1.03 * dW, "eta", "this step is η = "),
        (lambda W, dW, half: W - 0.5 * 0.99 * dW, "eta", "this step is η = "),
        (lambda W, dW, half: W - 0.5 * half, "", "not yet"),
    ],
)  # fmt: skip
def test_updated_weights_are_judged_by_their_step(
    made: Callable[..., np.ndarray], kind: str, said: str
) -> None:
    """A published example whose first weights move by 0.0005: no step at all agrees to three
    digits, and so does a δ that forgot one of two paths.
    """
    x, y = [0.05, 0.1], [0.01, 0.99]
    bwd = PUBLISHED.backward(PUBLISHED.forward(x), y)
    z = PUBLISHED.forward(x).z[1]
    half = np.outer(x, PUBLISHED.W[1][:, 0] * bwd.delta[2][0] * z * (1 - z))
    verdict = check("W_0", made(PUBLISHED.W[0], bwd.dW[0], half), PUBLISHED, x, y, 0.5)
    assert verdict.correct == (kind == "right")
    assert said in verdict.message
    assert kind in ("", verdict.kind)


@pytest.mark.parametrize(
    "answer",
    [["0,75137", "0,77293"], ("0.75137", Fraction(77293, 100000)), "0,75137; 0,77293",
     [Decimal("0.75137"), 0.77293], "[0.75137 0.77293]", ["75137/100000", "0.77293"]],
    ids=repr,
)  # fmt: skip
def test_numbers_in_cells_are_read_as_people_write_them(answer: object) -> None:
    assert check("z_2", answer, PUBLISHED, [0.05, 0.1], [0.01, 0.99]).message == "right"


def test_decimal_commas_in_a_list_are_explained() -> None:
    verdict = check("z_2", [0, 75, 0, 77], PUBLISHED, [0.05, 0.1], [0.01, 0.99])
    assert verdict.message.endswith("a comma separates numbers here: write 0.5, not 0,5")


@pytest.mark.parametrize("factor", [1.019, 0.985, 1.004])
def test_what_was_not_rounded_is_not_right(factor: float) -> None:
    """Nine digits that differ in the third."""
    o = PUBLISHED.forward([0.05, 0.1]).o
    for answer in (factor * o, np.round(factor * o, 9)):
        verdict = check("z_2", answer, PUBLISHED, [0.05, 0.1], [0.01, 0.99])
        assert (verdict.correct, verdict.kind) == (False, "near")
    rounded = check("z_2", np.round(o, 2), PUBLISHED, [0.05, 0.1], [0.01, 0.99])
    assert (rounded.correct, rounded.message) == (True, EARLY)


def test_overflow_is_recognised() -> None:
    """nan from a softmax without its maximum taken off."""
    mlp = MLP.from_weights([np.eye(2) * 800], [[0, 0]], "softmax", "cross_entropy")
    assert check("z_1", [np.nan, 0], mlp, [1, -1], [0, 1]).slip is slips["softmax-without-maximum"]
    assert slips["log-of-zero"] in check("eps", np.inf, mlp, [1, -1], [0, 1]).slips


def test_what_follows_from_overflow_is_recognised_too() -> None:
    """o − y of an output that is no number; such an entry tells as much as four digits."""
    mlp = MLP.from_weights([np.eye(2) * 800], [[0, 0]], "softmax")
    verdict = check("d_o", [np.nan, -1], mlp, [1, -1], [0, 1])
    assert (verdict.kind, verdict.slip) == ("carried", slips["softmax-without-maximum"])


def test_a_slip_that_is_silent_is_not_carried_on() -> None:
    """∂ε/∂o = [0, −∞], over two it is the same: no nan that comes of it is blamed on the two."""
    mlp = MLP.from_weights([np.eye(2) * 800], [[0, 0]], "softmax", "cross_entropy")
    verdict = check("delta_1", [np.nan, np.nan], mlp, [1, -1], [0, 1])
    assert slips["mean-over-outputs"] not in verdict.slips


def test_an_answer_knows_to_how_many_digits_it_is_written() -> None:
    """0.12 may be 0.1204, but 0.120437 may not; a last digit may be lost from the fourth on."""
    for answer, value, equal in (
        (0.12, 0.1204, True), (0.12, 0.1206, False), (0.1204, 0.1205, True),
        (0.1204, 0.12055, False), (0.120437, 0.120439, False), (0.120437001, 0.120437, True),
        (12000.0, 12004.0, True), (0.0, 0.0, True), (0.0, 0.001, False),
    ):  # fmt: skip
        assert Written(np.array(answer)).equals(np.array(value)) is equal, (answer, value)
