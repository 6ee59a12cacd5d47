"""Lines of one's own: right in every network or not right, empty ones named, slips called so."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpcore import MLP
from mlpcore.checks import Array
from mlpcore.lesson import judge_lines, slips
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.steps.shape_clash import ShapeError
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.student_code import lines
from mlpcore.lesson.student_code.callees import key_named
from mlpcore.lesson.student_code.report import Report

FORWARD, DELTAS = "net_1 z_1 net_2 o", "eps d_o delta_2 delta_1"
GRADIENTS, DESCENT = "dW_1 db_1 dW_0 db_0", "W_1 b_1 W_0 b_0"
EVERY = f"{FORWARD} {DELTAS} {GRADIENTS} {DESCENT}".split()


def every_line(x, y, W_0, b_0, W_1, b_1, eta):
    """One step of descent in plain NumPy, sixteen lines."""
    net_1 = W_0.T @ x + b_0
    z_1 = np.tanh(net_1)
    net_2 = W_1.T @ z_1 + b_1
    o = np.tanh(net_2)
    eps = np.sum((y - o) ** 2) / 2
    d_o = o - y
    delta_2 = d_o * (1 - o**2)
    delta_1 = (W_1 @ delta_2) * (1 - z_1**2)
    dW_1, db_1 = np.outer(z_1, delta_2), delta_2
    dW_0, db_0 = np.outer(x, delta_1), delta_1
    forward = net_1, z_1, net_2, o, eps, d_o, delta_2, delta_1
    new = W_1 - eta * dW_1, b_1 - eta * db_1, W_0 - eta * dW_0, b_0 - eta * db_0
    return *forward, dW_1, db_1, dW_0, db_0, *new


def states(report: Report) -> dict[str, str]:
    """How each line stands."""
    return {line.name: line.state for line in report.lines}


def test_right_lines_are_right() -> None:
    report = judge_lines(every_line, " ".join(EVERY))
    assert report.ok
    assert set(states(report)) == set(EVERY)
    assert str(report).splitlines()[:2] == ["every_line: 16 of 16 lines right",
                                            "  1 net_1   ✓ right"]  # fmt: skip


@settings(deadline=None, max_examples=20)
@given(
    st.integers(1, 4), st.integers(1, 5), st.integers(1, 3), st.integers(0, 99),
    st.floats(0.01, 3),
)  # fmt: skip
def test_right_lines_are_right_in_any_network(d: int, m: int, k: int, seed: int, eta: float):
    """The passes that are judged by happen to be no special ones."""
    mlp = MLP([d, m, k], "tanh", seed=seed, init="uniform")
    rng = np.random.default_rng(seed)
    trace = Trace(mlp, rng.normal(size=d), rng.normal(size=k), eta)
    report = lines._on(trace, every_line, EVERY)[0]
    assert report.ok, report


# --- slips --------------------------------------------------------------------------------------


def made() -> list[tuple[Slip, str]]:
    """Every slip of the book with every line that it can spoil."""
    trace = lines._passes()[1]
    keys = [(name, key_named(name)) for name in EVERY]
    return [(s, name) for s in slips.values() for name, key in keys if s.applies(trace, key)]


def with_slip(slip: Slip, name: str) -> Callable[..., Any]:
    """All lines right but one, which makes the slip; shapes that clash raise, as in NumPy."""

    def student(x, y, W_0, b_0, W_1, b_1, eta):
        mlp = MLP.from_weights([W_0, W_1], [b_0, b_1], "tanh")
        key = key_named(name)
        value = slip.value(Trace(mlp, x, y, float(eta)), key)
        found = dict(zip(EVERY, every_line(x, y, W_0, b_0, W_1, b_1, eta), strict=True))
        return tuple({**found, name: value}[each] for each in EVERY)

    return student


@pytest.mark.parametrize(("slip", "name"), made(), ids=lambda each: getattr(each, "id", each))
def test_every_slip_of_the_book_is_refused_and_named(slip: Slip, name: str) -> None:
    """By its id, or with others that give the same numbers."""
    report = judge_lines(with_slip(slip, name), " ".join(EVERY))
    trace = lines._passes()[1]
    try:
        slip.value(trace, key_named(name))
    except ShapeError:
        assert not report.ok
        return
    (line,) = (each for each in report.lines if each.name == name)
    assert line.state == "wrong"
    assert slip.id in line.words
    assert line.look


def test_there_are_slips_for_every_line() -> None:
    assert {name for _, name in made()} == set(EVERY)
    assert len(made()) > 50


def test_an_elementwise_product_in_place_of_the_outer_one_is_named() -> None:
    def gradients(x, z_1, delta_2, delta_1):
        return z_1 * delta_2, delta_2, np.outer(x, delta_1), delta_1

    report = judge_lines(gradients, GRADIENTS)
    assert report.lines[0].slip is slips["hadamard-not-outer"]
    assert states(report)["dW_0"] == "right"


def test_a_line_that_is_right_on_wrong_numbers_is_no_mistake() -> None:
    def forward(x, W_0, b_0, W_1, b_1):
        net_1 = W_0.T @ x
        z_1 = np.tanh(net_1)
        return net_1, z_1, W_1.T @ z_1 + b_1, np.tanh(W_1.T @ z_1 + b_1)

    report = judge_lines(forward, FORWARD)
    assert [*states(report).values()] == ["wrong", "follows", "follows", "follows"]
    assert report.lines[0].slip is slips["bias-forgotten"]
    assert "it follows from your net₁" in report.lines[1].words


# --- accidents ----------------------------------------------------------------------------------


def test_numbers_written_down_are_refused() -> None:
    """What is right in the first network alone."""
    net_1 = lines._passes()[0].value("net_1").tolist()
    assert not judge_lines(lambda x, W_0, b_0: (net_1,), "net_1").ok


def test_what_is_right_with_one_output_alone_says_where_it_is_wrong() -> None:
    report = judge_lines(lambda y, o: (np.mean((y - o) ** 2) / 2,), "eps")
    assert report.lines[0].words.startswith("right, but in a 2-2-2 network this is the slip mean-")


# --- gaps ---------------------------------------------------------------------------------------


def test_empty_lines_say_what_they_are_to_give() -> None:
    report = judge_lines(lambda x, W_0, b_0, W_1, b_1: (..., ..., ..., ...), FORWARD)
    assert not report.ok
    assert str(report).splitlines() == [
        "your function: 0 of 4 lines right",
        "  1 net_1 … still to be written: net input of the hidden layer, (4)",
        "  2 z_1   … still to be written: output of the hidden layer, (4)",
        "  3 net_2 … still to be written: net input of the output layer, (1)",
        "  4 o     … still to be written: output of the output layer, (1)",
    ]


def test_a_line_waits_for_an_empty_one_before_it() -> None:
    def forward(x, W_0, b_0):
        net_1 = ...
        z_1 = np.tanh(net_1)
        return net_1, z_1

    report = judge_lines(forward, "net_1 z_1")
    assert [*states(report).values()] == ["open", "waits"]
    assert report.lines[1].words == "waits for net_1, which is still ..."


def test_a_line_with_a_gap_in_it_is_still_to_be_written() -> None:
    def descent(W_0, b_0, dW_0, db_0, eta):
        b_0 = b_0 - eta * db_0
        W_0 = W_0 - eta * ...
        return b_0, W_0

    report = judge_lines(descent, "b_0 W_0")
    assert states(report) == {"b_0": "right", "W_0": "open"}


def test_an_error_names_its_line_and_those_before_it_are_judged() -> None:
    def forward(x, W_0, b_0):
        net_1 = W_0.T @ x
        z_1 = np.tanhh(net_1)
        return net_1, z_1

    report = judge_lines(forward, "net_1 z_1")
    at = forward.__code__.co_firstlineno + 2
    assert report.lines[0].slip is slips["bias-forgotten"]
    assert f"AttributeError in line {at}, `z_1 = np.tanhh(net_1)`" in report.lines[1].words


def my_broken_forward(x):
    """Another of the student's functions."""
    return x.no_such_thing


def test_a_line_that_fails_in_another_function_of_ones_own_is_not_blamed() -> None:
    def step(x, W_0, dW_0, eta):
        my_broken_forward(x)
        return (W_0 - eta * dW_0,)

    report = judge_lines(step, "W_0")
    assert report.lines[0].state == "waits"
    assert report.lines[0].words.startswith("waits for my_broken_forward, which fails")


def test_an_error_in_a_comprehension_is_of_its_own_line() -> None:
    report = judge_lines(lambda x, b_0: ([each.no_such_thing for each in x], b_0), "z_1 b_0")
    assert "AttributeError in line" in report.lines[0].words


def test_a_product_entry_by_entry_says_what_is_wrong_in_both_networks() -> None:
    report = judge_lines(lambda z_1, delta_2: (z_1 * delta_2,), "dW_1")
    assert report.lines[0].words == (
        "your dW_1 is (4), expected (4×1); the numbers are right, the shape is not; in a 2-2-2 "
        "network this is the slip hadamard-not-outer, ⊙ is written where the outer product is meant"
    )


def test_a_transpose_that_does_not_fit_is_named_where_it_fits() -> None:
    report = judge_lines(lambda x, W_0, b_0: (W_0 @ x + b_0,), "net_1")
    words = report.lines[0].words if report.lines else report.trouble
    assert "the shapes do not fit (size 2 is different from 4)" in words
    assert "in a 2-2-2 network this is the slip untransposed-forward" in words


# --- what cannot be judged ----------------------------------------------------------------------


class Stubborn(dict[str, object]):
    """A dict that answers no question."""

    def get(self, *_: object) -> object:
        """Raise an error."""
        raise RuntimeError("no")


UNUSABLE: dict[str, tuple[Callable[..., Any], str]] = {
    "None": (lambda x: None, "it returns None; expected the tuple (net_1, z_1)"),
    "too few": (lambda x: (x,), "it returns a tuple of 1"),
    "a number": (lambda x: 3, "it returns 'int'"),
    "another name": (lambda weights: (1, 2), "'weights' is no quantity"),
    "no signature": (max, "its parameters cannot be read"),
    "only sometimes": (
        lambda x: (1, 2) if len(x) == 2 else None,
        "it returns None; expected the tuple (net_1, z_1)",
    ),
    "an array": (lambda x: np.zeros(2), "it returns 'ndarray'"),
    "a stubborn object": (lambda x: Stubborn(), "what it returns cannot be read: RuntimeError"),
    "changes": (lambda x, b_0: (x.fill(1), b_0), "it changed x itself"),
}


@pytest.mark.parametrize(("function", "words"), UNUSABLE.values(), ids=UNUSABLE)
def test_what_cannot_be_judged_is_said_in_words(function: Callable[..., Any], words: str) -> None:
    report = judge_lines(function, "net_1 z_1")
    assert not report.ok
    assert words in str(report)


def test_a_dict_of_results_is_read_by_name() -> None:
    report = judge_lines(lambda x, W_0, b_0: {"net_1": W_0.T @ x + b_0}, "net_1")
    assert report.ok


@pytest.mark.parametrize("results", ["net_7", "weights", "o z_9", ""])
def test_an_unknown_result_is_refused(results: str) -> None:
    with pytest.raises(KeyError, match="there is no quantity"):
        judge_lines(lambda x: x, results)


def test_what_is_no_function_is_refused() -> None:
    with pytest.raises(TypeError, match="expected a function that returns net_1, not 3"):
        judge_lines(3, "net_1")  # type: ignore[arg-type]


@pytest.mark.parametrize("results", [["net_1"], None, b"net_1"])
def test_results_that_are_no_text_are_refused(results: object) -> None:
    with pytest.raises(TypeError, match="results must be text, as in 'net_1 z_1', not "):
        judge_lines(lambda x: x, results)  # type: ignore[arg-type]


def test_nobody_can_change_the_networks_that_judge() -> None:
    def vandal(x, W_0, b_0) -> tuple[Array]:
        W_0[:] = 0
        return (W_0.T @ x + b_0,)

    assert judge_lines(vandal, "net_1").trouble == (
        "it changed W_0 itself: make a new array instead"
    )
    assert judge_lines(lambda x, W_0, b_0: (W_0.T @ x + b_0,), "net_1").ok
