"""A training loop of one's own, on XOR: the weights of online descent, or what is wrong instead."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlpcore import MLP, datasets
from mlpcore.lesson import judge_training


def step(x, y, W_0, b_0, W_1, b_1, eta):
    """One step of descent in plain NumPy."""
    z_1 = np.tanh(W_0.T @ x + b_0)
    o = np.tanh(W_1.T @ z_1 + b_1)
    delta_2 = (o - y) * (1 - o**2)
    delta_1 = (W_1 @ delta_2) * (1 - z_1**2)
    W_1, b_1 = W_1 - eta * np.outer(z_1, delta_2), b_1 - eta * delta_2
    return W_0 - eta * np.outer(x, delta_1), b_0 - eta * delta_1, W_1, b_1


def right(X, Y, W_0, b_0, W_1, b_1, eta, epochs):
    """Every sample of every epoch."""
    for _ in range(epochs):
        for x, y in zip(X, Y, strict=True):
            W_0, b_0, W_1, b_1 = step(x, y, W_0, b_0, W_1, b_1, eta)
    return W_0, b_0, W_1, b_1


def thrown_away(X, Y, W_0, b_0, W_1, b_1, eta, epochs):
    """Steps that nobody keeps."""
    for x, y in zip(X, Y, strict=True):
        step(x, y, W_0, b_0, W_1, b_1, eta)
    return W_0, b_0, W_1, b_1


def returns_at_once(X, Y, *weights_eta_epochs):
    """`return` inside both loops."""
    *weights, eta, _ = weights_eta_epochs
    return step(X[0], Y[0], *weights, eta)


def returns_after_an_epoch(X, Y, W_0, b_0, W_1, b_1, eta, epochs):
    """`return` inside the outer loop."""
    return right(X, Y, W_0, b_0, W_1, b_1, eta, 1)


def outside_its_loop(X, Y, W_0, b_0, W_1, b_1, eta, epochs):
    """The step stands after the inner loop."""
    return right(X[3:], Y[3:], W_0, b_0, W_1, b_1, eta, epochs)


def backwards(X, Y, W_0, b_0, W_1, b_1, eta, epochs):
    """The last sample first."""
    return right(X[::-1], Y[::-1], W_0, b_0, W_1, b_1, eta, epochs)


def uphill(X, Y, W_0, b_0, W_1, b_1, eta, epochs):
    """Another step than ours."""
    return right(X, Y, W_0, b_0, W_1, b_1, -eta, epochs)


def in_place(X, Y, W_0, b_0, W_1, b_1, eta, epochs):
    """What it got is changed."""
    W_0 -= 1
    return right(X, Y, W_0, b_0, W_1, b_1, eta, epochs)


def test_right_training_is_right_and_says_what_it_learned() -> None:
    """By the lines above, which share none with mlpcore, on the network of the report."""
    report = judge_training(right)
    assert report.ok
    mlp, (X, Y) = MLP([2, 4, 1], "tanh", seed=6, init="uniform"), datasets.xor()
    W_0, b_0, W_1, b_1 = right(X, Y, mlp.W[0], mlp.b[0], mlp.W[1], mlp.b[1], 0.3, 300)
    o = np.tanh(np.tanh(X @ W_0 + b_0) @ W_1 + b_1)
    assert f"{np.mean((Y - o) ** 2) / 2:.3g}" in str(report)
    assert str(report).endswith("o = [0, 0.96, 0.97, 0]")
    np.testing.assert_allclose(o.ravel(), [0, 0.96, 0.97, 0], atol=0.005)


WRONG: dict[Callable[..., Any], str] = {
    thrown_away: "the weights are as they were",
    returns_at_once: "that is one step, for the first sample",
    returns_after_an_epoch: "that is one epoch",
    outside_its_loop: "steps for the last sample alone",
    backwards: "in the reverse order",
    uphill: "not the weights that these epochs give",
    in_place: "it changed W_0 of its caller in place",
}


@pytest.mark.parametrize(
    ("function", "words"), WRONG.items(), ids=lambda f: getattr(f, "__name__", "")
)
def test_a_wrong_loop_is_refused_and_said_in_words(
    function: Callable[..., Any], words: str
) -> None:
    report = judge_training(function)
    assert not report.ok
    assert words in str(report)
    assert "XOR" not in str(report)


class Stubborn:
    """Answers every question by an exception."""

    def __getattr__(self, name: str) -> object:
        raise RuntimeError("no")


UNUSABLE: dict[str, tuple[Callable[..., Any], str]] = {
    "None": (lambda *a: None, "it returns None; expected (W_0, b_0, W_1, b_1)"),
    "fails": (lambda *a: 1 / 0, "ZeroDivisionError"),
    "an empty step": (lambda *a: (..., ..., ..., ...), "waits for the step"),
    "a stubborn object": (lambda *a: Stubborn(), "cannot be read: RuntimeError"),
    "another shape": (lambda X, Y, W, b, V, c, *a: (W, b, V.T, c), "your W_1 is (1×4)"),
}


@pytest.mark.parametrize(("function", "words"), UNUSABLE.values(), ids=UNUSABLE)
def test_what_cannot_be_judged_is_said(function: Callable[..., Any], words: str) -> None:
    assert words in str(judge_training(function))


LATE: dict[str, tuple[Callable[..., Any], str]] = {
    "NaN": (lambda W, *rest: (W * np.nan, *rest), "W[0][0, 0] is nan, but must be"),
    "numbers": (lambda *weights: (1, 2, 3, 4), "W[0] has shape () and b[0] has ()"),
    "fails": (lambda *weights: 1 / 0, "ZeroDivisionError"),
    "a stubborn object": (lambda *weights: Stubborn(), "cannot be read: RuntimeError"),
}


@pytest.mark.parametrize(("late", "words"), LATE.values(), ids=LATE)
def test_what_goes_wrong_in_the_long_run_alone_is_said(
    late: Callable[..., Any], words: str
) -> None:
    def my_train(X, Y, W_0, b_0, W_1, b_1, eta, epochs):
        weights = right(X, Y, W_0, b_0, W_1, b_1, eta, epochs)
        return weights if epochs < 300 else late(*weights)

    said = str(judge_training(my_train))
    assert "XOR after 300 epochs with η = 0.3: " in said
    assert words in said


def test_an_empty_line_is_still_to_be_written() -> None:
    def empty(X, Y, W_0, b_0, W_1, b_1, eta, epochs):
        W_0, b_0, W_1, b_1 = ...
        return W_0, b_0, W_1, b_1

    assert judge_training(empty).lines[0].state == "open"


def test_a_step_that_is_empty_in_another_cell_is_waited_for() -> None:
    def waiting(X, Y, W_0, b_0, W_1, b_1, eta, epochs):
        W_0 = ...
        return W_0 + 1

    assert judge_training(waiting).lines[0].state == "waits"


def failing(x, y, W_0, b_0, W_1, b_1, eta):
    """A step with a mistake of its own."""
    return W_0 - eta * x.no_such_thing, b_0, W_1, b_1


def test_a_step_that_fails_is_waited_for() -> None:
    def calls_it(X, Y, *weights):
        return failing(X[0], Y[0], *weights[:5])

    report = judge_training(calls_it)
    assert report.lines[0].state == "waits"
    assert report.lines[0].words == "waits for failing, which fails: see its own verdict"


def test_a_right_step_that_fails_by_what_it_gets_is_not_waited_for() -> None:
    def calls_it_wrongly(X, Y, *weights):
        return step(X[0], Y[0], 1, 2, 3, 4, 5)

    report = judge_training(calls_it_wrongly)
    assert report.lines[0].state == "wrong"
    assert "step is right, but gets another W_0, b_0, W_1, b_1 and eta" in report.lines[0].words


def test_what_is_no_function_is_refused() -> None:
    with pytest.raises(TypeError, match="expected a function my_train"):
        judge_training(3)  # type: ignore[arg-type]
