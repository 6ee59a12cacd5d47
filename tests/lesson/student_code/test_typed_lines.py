"""Lines as students type them into the cells of notebook 06, and what must be said of them.

The cells share one name space, as in a notebook; one line at a time is not the model answer.
"""

import linecache
from typing import Any

import numpy as np
import pytest

from mlpcore import MLP
from mlpcore.lesson import judge, judge_lines, judge_training
from mlpcore.lesson.student_code.report import Report

CELLS = {
    "my_forward(x, W_0, b_0, W_1, b_1)": {
        "net_1": "W_0.T @ x + b_0",
        "z_1": "np.tanh(net_1)",
        "net_2": "W_1.T @ z_1 + b_1",
        "o": "np.tanh(net_2)",
    },
    "my_deltas(y, z_1, o, W_1)": {
        "eps": "0.5 * np.sum((y - o)**2)",
        "d_o": "o - y",
        "delta_2": "d_o * (1 - o**2)",
        "delta_1": "(W_1 @ delta_2) * (1 - z_1**2)",
    },
    "my_gradients(x, z_1, delta_2, delta_1)": {
        "dW_1": "np.outer(z_1, delta_2)",
        "db_1": "delta_2",
        "dW_0": "np.outer(x, delta_1)",
        "db_0": "delta_1",
    },
    "my_step(x, y, W_0, b_0, W_1, b_1, eta)": {
        "net_1, z_1, net_2, o": "my_forward(x, W_0, b_0, W_1, b_1)",
        "eps, d_o, delta_2, delta_1": "my_deltas(y, z_1, o, W_1)",
        "dW_1, db_1, dW_0, db_0": "my_gradients(x, z_1, delta_2, delta_1)",
        "W_0": "W_0 - eta * dW_0",
        "b_0": "b_0 - eta * db_0",
        "W_1": "W_1 - eta * dW_1",
        "b_1": "b_1 - eta * db_1",
    },
}
RETURNS = {"my_step": "W_0 b_0 W_1 b_1"} | {
    name: " ".join(lines)
    for head, lines in CELLS.items()
    if (name := head.partition("(")[0]) != "my_step"
}
TRAIN = """
def my_train(X, Y, W_0, b_0, W_1, b_1, eta, epochs):
    for epoch in range(epochs):
        for x, y in zip(X, Y):
            W_0, b_0, W_1, b_1 = my_step(x, y, W_0, b_0, W_1, b_1, eta)
    return W_0, b_0, W_1, b_1
"""
BACKWARD = """
def my_backward(mlp, fwd, y):
    eps, d_o, delta_2, delta_1 = my_deltas(y, fwd.z[1], fwd.o, mlp.W[1])
    dW_1, db_1, dW_0, db_0 = my_gradients(fwd.z[0], fwd.z[1], delta_2, delta_1)
    return [None, delta_1, delta_2], [dW_0, dW_1], [db_0, db_1]
"""


def run(source: str, known: dict[str, Any]) -> None:
    """Run a cell as a notebook does: its lines can be read again where one fails."""
    cell = f"<cell {hash(source)}>"
    linecache.cache[cell] = len(source), None, source.splitlines(keepends=True), cell
    exec(compile(source, cell, "exec"), known)


def typed(*lines: str, train: str = TRAIN, lists: bool = False) -> dict[str, Any]:
    """All functions, with these lines in place of the model answers."""
    over = dict(line.split(" = ", 1) for line in lines)
    known: dict[str, Any] = {"np": np}
    for head, right in CELLS.items():
        name = head.partition("(")[0]
        gives = RETURNS[name].replace(" ", ", ")
        if lists and name == "my_forward":
            gives = ", ".join(f"{each}.tolist()" for each in RETURNS[name].split())
        body = [f"    {left} = {over.pop(left, code)}" for left, code in right.items()]
        run("\n".join([f"def {head}:", *body, f"    return {gives}"]), known)
    assert not over
    for source in (train, BACKWARD):
        run(source, known)
    return known


def report(name: str, *lines: str, **more: Any) -> Report:
    """The verdict of the cell below that function."""
    return judge_lines(typed(*lines, **more)[name], RETURNS[name])


def words(name: str, line: str) -> str:
    """What is said of one line."""
    left = line.partition(" = ")[0]
    (found,) = (each for each in report(name, line).lines if each.name == left)
    assert found.state == "wrong"
    return found.words


def test_the_model_answers_are_right() -> None:
    known = typed()
    assert all(judge_lines(known[name], results).ok for name, results in RETURNS.items())
    assert judge_training(known["my_train"]).ok


# --- what a line is -----------------------------------------------------------------------------


SAID = {
    "z_1 = 1 / (1 + np.exp(-net_1))": "this is the sigmoid, and these units are tanh",
    "z_1 = np.tan(net_1)": "this is tan; tanh is meant",
    "delta_2 = d_o * o * (1 - o)": "this is the slope of the sigmoid",
    "delta_2 = d_o * 1 - o**2": "the parentheses are missing",
    "delta_2 = d_o * (1 - o)**2": "1 minus the output is squared",
    "delta_2 = d_o * (1 - o)": "the output is not squared",
    "delta_2 = d_o * (1 + o**2)": "has a minus where yours has a plus",
    "delta_2 = d_o * (1 - d_o**2)": "what arrives is squared in the slope of tanh",
    "delta_1 = (W_1 @ delta_2) * (1 - (W_1 @ delta_2)**2)": "what arrives is squared in the slope",
    "delta_1 = (W_1 @ delta_2) * z_1 * (1 - z_1)": "this is the slope of the sigmoid",
    "delta_1 = (W_1 @ delta_2) * 1 - z_1**2": "the parentheses are missing",
    "delta_1 = (W_1 @ d_o) * (1 - z_1**2)": "∂ε/∂o stands where δ² is meant",
    "eps = np.mean((y - o)**2)": "np.mean divides by the number of outputs",
    "eps = 0.5 * np.sum(y - o)**2": "the square stands outside the sum",
    "dW_1 = -np.outer(z_1, delta_2)": "the right numbers, but with the sign turned",
    "W_0 = eta * dW_0": "this is η times the gradient alone",
    "W_0 = W_0 - 0.5 * dW_0": "right for η = 0.5 alone: use eta",
    "b_1 = b_1 - 0.3 * db_1": "right for η = 0.3 alone: use eta",
    "W_1 = W_1 - eta / 2 * dW_1": "this step is η = 0.30, not 0.60",
    "eps = 0.5 * np.sum((y - o)^2)": "a power is written ** in Python",
    "delta_1 = (W_1 @ delta_2) * (1 - np.tanh(net_1)**2)": "given are y, z_1, o, W_1; tanh has its",
    "dW_1 = z_1 @ delta_2.T": "an array with one index is neither row nor column",
    "dW_1 = z_1 @ delta_2": "np.outer makes a matrix of two",
}  # fmt: skip
OF = {left: name for name, results in RETURNS.items() for left in results.split()}


@pytest.mark.parametrize("line", SAID)
def test_a_wrong_line_is_called_what_it_is(line: str) -> None:
    said = words(OF[line.partition(" = ")[0]], line)
    assert SAID[line] in said
    for false in ("look first", "follows", "two slips", "the slip"):
        assert false not in said


@pytest.mark.parametrize("line", SAID)
def test_no_other_line_is_blamed(line: str) -> None:
    left, found = line.partition(" = ")[0], report(OF[line.partition(" = ")[0]], line).lines
    assert [each.name for each in found if each.state == "wrong"] == [left]


def test_entries_of_code_are_right_to_all_digits_and_counted_as_in_numpy() -> None:
    line = "z_1 = np.tanh(net_1) + 0.0001 * (np.arange(len(net_1)) != 1)"
    assert words("my_forward", line) == "1 of 4 entries is right: [1], counted from 0"


def test_weights_in_place_of_the_input_are_not_taken_for_it() -> None:
    """The sample's numbers are none of the weights'."""
    assert not report("my_forward", "net_1 = W_0.T @ W_0[0, :len(x)] + b_0").ok


@pytest.mark.parametrize("line", ["net_1 = W_0.T * x + b_0", "net_2 = W_1.T @ z_1 + b_0"])
def test_what_comes_after_a_wrong_shape_is_no_mistake_of_its_own(line: str) -> None:
    states = {each.name: each.state for each in report("my_forward", line).lines}
    left = line.partition(" = ")[0]
    after = [*states][[*states].index(left) + 1 :]
    assert states[left] == "wrong"
    assert {states[name] for name in after} == {"follows"}


# --- who is to blame ----------------------------------------------------------------------------


NOT_YET = {
    "d_o = y - o": "my_deltas is not right yet (d_o)",
    "delta_2 = d_o": "my_deltas is not right yet (delta_2)",
    "net_1 = W_0.T @ x": "my_forward is not right yet (net_1)",
    "dW_0 = -np.outer(x, delta_1)": "my_gradients is not right yet (dW_0)",
}


@pytest.mark.parametrize("line", NOT_YET)
def test_right_updates_are_not_blamed_for_what_they_get(line: str) -> None:
    said = report("my_step", line).lines
    assert all(each.state in ("right", "follows") for each in said)
    follows = [each for each in said if each.state == "follows"]
    assert follows
    assert {each.words for each in follows} == {f"your line is right; {NOT_YET[line]}"}


def test_a_gradient_of_zero_leaves_the_others_right() -> None:
    states = [each.state for each in report("my_step", "db_0 = 0 * delta_1").lines]
    assert states == ["right", "follows", "right", "right"]


def test_two_mistakes_that_cancel_are_both_named() -> None:
    said = report("my_step", "d_o = y - o", "W_0 = W_0 + eta * dW_0").lines
    assert said[0].state == "wrong"
    assert said[0].words == (
        "two mistakes cancel here: my_deltas is not right yet (d_o), and neither is this line"
    )


def test_an_empty_line_elsewhere_is_named_with_its_function() -> None:
    said = report("my_step", *(f"{left} = ..." for left in RETURNS["my_deltas"].split()))
    assert said.lines[0].words == "waits for d_o in my_deltas, which is still ..."
    assert report("my_step", "eps = ...").ok


def test_lists_are_right_numbers_but_no_arrays() -> None:
    own = report("my_forward", lists=True)
    assert {each.words for each in own.lines} == {"right, but a list: later lines need an array"}
    step = report("my_step", lists=True)
    assert step.lines[0].words == "my_forward gives net_1 as a list: later lines need an array"


def test_a_right_function_that_gets_other_arguments_is_not_blamed() -> None:
    said = report("my_step", "eps, d_o, delta_2, delta_1 = my_deltas(o, z_1, y, W_1)").lines
    assert "my_deltas gets another y and o here" in said[0].words
    fails = report("my_step", "eps, d_o, delta_2, delta_1 = my_deltas(y, W_1, o, z_1)").lines
    assert fails[0].state == "waits"
    assert "my_deltas gets another z_1 and W_1 here" in fails[0].words


# --- training -----------------------------------------------------------------------------------


CALL = "W_0, b_0, W_1, b_1 = my_step(x, y, W_0, b_0, W_1, b_1, eta)"
CALLS = {
    CALL.replace("x, y", "y, x"): "another x and y",
    CALL.replace("x, y", "X, Y"): "another x and y",
    CALL.replace("(x, y, W_0, b_0", "(x, y, b_0, W_0"): "another W_0 and b_0",
    CALL.replace("W_0, b_0, W_1, b_1 =", "b_0, W_0, W_1, b_1 ="): "another W_0 and b_0",
    CALL.replace("eta)", "eta / 4)"): "another eta",
    CALL.replace("eta)", "0.3)"): "another eta",
}  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
def test_a_right_step_is_not_blamed_for_how_it_is_called(call: str) -> None:
    (line,) = judge_training(typed(train=TRAIN.replace(CALL, call))["my_train"]).lines
    assert line.state == "wrong"
    assert line.words.startswith(f"my_step is right, but gets {CALLS[call]} here: ")


def test_a_wrong_step_comes_before_the_training() -> None:
    (line,) = judge_training(typed("W_0 = W_0 + eta * dW_0")["my_train"]).lines
    assert line.state == "waits"
    assert line.words == "waits for my_step, which is not right yet: see its own verdict"


def test_one_epoch_alone_is_called_so() -> None:
    train = TRAIN.replace("range(epochs)", "range(1)")
    (line,) = judge_training(typed(train=train)["my_train"]).lines
    assert "that is one epoch, however many are asked for: does the outer loop run" in line.words


# --- the panel's backward pass ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["delta_1 = ..."], "delta_1 in my_deltas is still to be written"),
        (
            ["eps = ...", "d_o = ...", "delta_2 = ...", "delta_1 = ..."],
            "eps, d_o, delta_2 and delta_1 in my_deltas are still to be written",
        ),
        (["delta_1 = ... * (1 - z_1**2)"], "my_deltas is still to be written"),
    ],
)
def test_a_backward_pass_with_gaps_says_which(lines: list[str], said: str) -> None:
    mlp = MLP([2, 4, 1], "tanh", seed=6, init="uniform")
    verdict = judge(typed(*lines)["my_backward"], mlp, [0.8, -0.4], [1.0])
    assert verdict.summary == f"my_backward: {said}; what is shown is the true pass"


def test_gradients_that_are_still_empty_are_open_and_no_mistake() -> None:
    mlp = MLP([2, 4, 1], "tanh", seed=6, init="uniform")
    verdict = judge(typed("dW_1 = ...")["my_backward"], mlp, [0.8, -0.4], [1.0])
    assert verdict.marks["dW_1"].sign == "…"
    assert "✗" not in str(verdict)
