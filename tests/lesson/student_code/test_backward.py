"""A backward pass of one's own: what is right, what is wrong, what only follows, what it broke."""

import sys
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from mlpcore import MLP
from mlpcore.checks import Array
from mlpcore.lesson import bugged, judge, judge_delta, slips
from mlpcore.lesson.slip_book.bug_lab import possible
from mlpcore.lesson.slip_book.marked_walk import mark_of
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.student_code.backward import Verdict, own_walk
from mlpcore.network import Forward
from tests.helpers.passes import PASSES, each_pass

NET, X, Y = PASSES["square"]
ORDER = ("delta_2", "delta_1", "dW_1", "db_1", "dW_0", "db_0")


def textbook(mlp: MLP, fwd: Forward, y: Array, **change: Callable[..., Any]) -> Any:
    """A student's backward pass for sigmoids and half the squared error; some lines changed."""
    back = change.get("back", lambda W, d: W @ d)
    outer = change.get("outer", np.outer)
    bias = change.get("bias", lambda d: d)
    delta: list[Any] = [None] * (mlp.h + 2)
    delta[mlp.h + 1] = change.get("error", lambda o: o - y)(fwd.o) * fwd.o * (1 - fwd.o)
    for l in range(mlp.h, 0, -1):
        delta[l] = back(mlp.W[l], delta[l + 1]) * fwd.z[l] * (1 - fwd.z[l])
    layers = range(mlp.h + 1)
    dW = [outer(fwd.z[l], delta[l + 1]) for l in layers]
    return delta, dW, [bias(delta[l + 1]) for l in layers]


def judged(function: Callable[..., Any]) -> Verdict:
    """The verdict on the square network."""
    return judge(function, NET, X, Y)


@each_pass
def test_mlpcores_own_backward_pass_is_right_everywhere(name: str) -> None:
    verdict = judge(lambda net, fwd, y: net.backward(fwd, y), *PASSES[name])
    assert verdict.ok, verdict
    assert verdict.first is verdict.slip is None
    assert len(verdict.judged) == 3 * (PASSES[name].mlp.h + 1)


SHAPES_OF_AN_ANSWER: dict[str, Callable[..., Any]] = {
    "a tuple": lambda delta, dW, db: (delta, dW, db),
    "a dict": lambda delta, dW, db: {"delta": delta, "dW": dW, "db": db},
    "an object": lambda delta, dW, db: SimpleNamespace(delta=delta, dW=dW, db=db),
    "dicts by layer": lambda delta, dW, db: (
        dict(enumerate(delta)),
        dict(enumerate(dW)),
        dict(enumerate(db)),
    ),
    "plain lists": lambda delta, dW, db: (
        [None, *(d.tolist() for d in delta[1:])],
        [g.tolist() for g in dW],
        [g.tolist() for g in db],
    ),
}


@pytest.mark.parametrize("pack", SHAPES_OF_AN_ANSWER.values(), ids=SHAPES_OF_AN_ANSWER)
def test_it_may_come_in_many_forms(pack: Callable[..., Any]) -> None:
    assert judged(lambda mlp, fwd, y: pack(*textbook(mlp, fwd, y))).ok


def test_the_first_mistake_is_named_and_what_follows_from_it_is_none() -> None:
    verdict = judged(partial(textbook, back=lambda W, d: W.T @ d))
    assert verdict.judged == ORDER
    assert verdict.first == "delta_1"
    assert verdict.slip is slips["transposed-weights"]
    assert {key: mark.verdict for key, mark in verdict.marks.items()} == {
        "delta_1": "wrong", "dW_0": "follows", "db_0": "follows",
    }  # fmt: skip
    assert "it follows from your δ¹" in verdict.marks["dW_0"].words


def test_a_later_mistake_is_seen_behind_an_earlier_one() -> None:
    """Its numbers are those of no slip on the true pass, but of one on the student's own."""
    verdict = judged(partial(textbook, error=lambda o: Y - o, outer=lambda z, d: np.outer(d, z)))
    marks = verdict.marks
    assert marks["delta_2"].verdict == "wrong"
    assert marks["delta_1"].verdict == "follows"
    for key in ("dW_1", "dW_0"):
        assert marks[key].slip is slips["outer-product-turned"], marks[key].words
    assert marks["db_0"].verdict == "follows"


@pytest.mark.parametrize("name", ["two outputs", "tanh", "relu", "softmax", "square", "deep"])
def test_every_slip_of_the_backward_pass_is_named(name: str) -> None:
    """The code of a student who makes it everywhere: the first mistake is called by its id."""
    mlp, x, y = PASSES[name]
    for slip in possible(Trace(mlp, x, y)):
        if not set(slip.quantities) <= {"delta", "dW", "db"}:
            continue
        walk = bugged(mlp, x, y, slip=slip)
        bwd = walk.trace.bwd
        verdict = judge(lambda net, fwd, y, b=bwd: (b.delta, b.dW, b.db), mlp, x, y)
        wrong = {key for key, mark in walk.marks.items() if mark.verdict == "wrong"}
        assert verdict.ok == (not wrong), slip.id
        for key in wrong & set(verdict.judged):
            assert slip.id in verdict.marks[key].words, (slip.id, key, verdict.marks[key].words)


def test_a_mistake_that_is_no_slip_is_told_by_its_entries() -> None:
    def half_right(mlp: MLP, fwd: Forward, y: Array) -> Any:
        delta, dW, db = textbook(mlp, fwd, y)
        db[1] = db[1] * [1, 3]
        return delta, dW, db

    verdict = judged(half_right)
    assert verdict.first == "db_1"
    assert verdict.slip is None
    assert "1 of 2 entries is right: [0], counted from 0" in verdict.marks["db_1"].words
    assert verdict.marks["db_1"].off.tolist() == [False, True]


def raising(mlp: MLP, fwd: Forward, y: Array) -> Any:
    """Fails in the second line of its body."""
    delta = fwd.o - y
    return delta[7]


class Stubborn:
    """Answers every question by an exception."""

    def __getattr__(self, name: str) -> object:
        raise RuntimeError("no")


class SpeechlessError(Exception):
    """An exception that raises another when it is asked what it says."""

    def __str__(self) -> str:
        raise RuntimeError("no")


def speechless(mlp: MLP, fwd: Forward, y: Array) -> Any:
    """Fails without words."""
    raise SpeechlessError


UNUSABLE: dict[str, tuple[Callable[..., Any], str]] = {
    "raises what says nothing": (speechless, "SpeechlessError, whose message cannot be read"),
    "raises": (raising, "IndexError in line "),
    "raises without words": (lambda net, fwd, y: [][0], "IndexError"),
    "leaves": (lambda net, fwd, y: sys.exit("bye"), "SystemExit"),
    "recurses": (lambda net, fwd, y: (f := lambda: f())(), "RecursionError"),
    "too few arguments": (lambda net: net, "TypeError"),
    "None": (lambda net, fwd, y: None, "it returns None"),
    "a number": (lambda net, fwd, y: 3, "it returns 'int'"),
    "a pair": (lambda net, fwd, y: ([], []), "it returns a tuple of 2"),
    "a stubborn object": (lambda net, fwd, y: Stubborn(), "cannot be read: RuntimeError"),
    "an empty dict": (lambda net, fwd, y: {}, "it returns 'dict'"),
}


@pytest.mark.parametrize(("function", "words"), UNUSABLE.values(), ids=UNUSABLE)
def test_what_cannot_be_judged_is_said_in_words(function: Callable[..., Any], words: str) -> None:
    verdict = judged(function)
    assert not verdict.ok
    assert words in verdict.trouble
    assert verdict.marks == {}
    assert "what is shown is the true pass" in str(verdict)
    assert " at 0x" not in str(verdict)


def test_an_exception_names_its_type_its_line_and_its_message() -> None:
    line = raising.__code__.co_firstlineno + 3
    said = f"raising: IndexError in line {line}, `return delta[7]`: index 7 is out of bounds"
    assert str(judged(raising)).startswith(said)


def test_shapes_that_do_not_fit_in_a_product_are_told_briefly() -> None:
    verdict = judge(partial(textbook, back=lambda W, d: W.T @ d), *PASSES["two outputs"])
    assert "ValueError in line" in verdict.trouble
    assert "the shapes do not fit (size 2 is different from 3)" in verdict.trouble


def with_entry(kind: int, l: int, value: object) -> Callable[..., Any]:
    """The textbook's answer but for one entry of one list."""

    def function(mlp: MLP, fwd: Forward, y: Array) -> Any:
        parts = textbook(mlp, fwd, y)
        parts[kind][l] = value
        return parts

    return function


class Hostile:
    """Raises whatever is asked of it."""

    def __array__(self, *_: object, **__: object) -> Array:
        raise RuntimeError("no")


FAULTS: dict[str, tuple[Callable[..., Any], str, str]] = {
    "None": (with_entry(0, 1, None), "delta_1", "delta[1] is None"),
    "...": (with_entry(1, 0, ...), "dW_0", "dW[0] is still ..."),
    "text": (with_entry(0, 2, "abc"), "delta_2", "delta[2] must hold real numbers"),
    "nan": (with_entry(0, 1, [np.nan, 1]), "delta_1", "delta[1][0] is nan"),
    "inf": (with_entry(2, 1, [1, np.inf]), "db_1", "db[1][1] is inf"),
    "ragged": (with_entry(1, 1, [[1, 2], [3]]), "dW_1", "dW[1] is ragged"),
    "complex": (with_entry(0, 1, [1j, 0]), "delta_1", "delta[1] must hold real numbers"),
    "a number": (with_entry(0, 1, 3.0), "delta_1", "delta[1] is a single number, expected (2)"),
    "wrong shape": (with_entry(1, 0, np.ones((3, 2))), "dW_0", "dW[0] is (3×2), expected (2×2)"),
    "hostile": (with_entry(0, 1, Hostile()), "delta_1", "delta[1] cannot be read"),
    "a list too short": (
        lambda net, fwd, y: (lambda d, W, b: (d[1:], W, b))(*textbook(net, fwd, y)),
        "delta_2",
        "delta has 2 entries, expected 3, of which delta[0] is None",
    ),
    "no list": (
        lambda net, fwd, y: {"delta": 3, "dW": [], "db": None},
        "db_0",
        "db is missing",
    ),
}


@pytest.mark.parametrize(("function", "key", "words"), FAULTS.values(), ids=FAULTS)
def test_what_cannot_be_used_is_said_and_the_pass_goes_on_with_the_true_value(
    function: Callable[..., Any], key: str, words: str
) -> None:
    verdict = judged(function)
    assert words in verdict.marks[key].words
    assert verdict.marks[key].verdict == ("open" if "..." in words else "clash")
    assert "goes on with the true value" in verdict.marks[key].words
    walk = own_walk(verdict)
    np.testing.assert_array_equal(walk[key].value, Trace(NET, X, Y).value(key))


def test_what_is_still_to_be_written_is_called_no_mistake() -> None:
    """Who has not begun has made none."""
    verdict = judged(with_entry(0, 1, ...))
    assert not verdict.ok
    assert verdict.summary == "function: δ¹ is still ..., and the picture shows the true one"
    assert "  δ¹  … your delta[1] is still ..." in str(verdict)
    assert "✗" not in str(verdict)


def test_right_numbers_in_a_column_are_told_as_right_numbers_in_the_wrong_shape() -> None:
    delta = Trace(NET, X, Y).value("delta_1")
    verdict = judged(with_entry(0, 1, delta[:, None]))
    assert (
        "delta[1] is (2×1), expected (2); the numbers are right" in verdict.marks["delta_1"].words
    )


def test_a_slip_that_turns_a_gradient_is_named_although_its_shape_is_wrong() -> None:
    verdict = judge(partial(textbook, outer=lambda z, d: np.outer(d, z)), *PASSES["two outputs"])
    assert verdict.first == "dW_1"
    assert verdict.slip is slips["outer-product-turned"]
    said = "your dW[1] is (2×3), expected (3×2); it is transposed, as with the slip outer-product-"
    assert verdict.marks["dW_1"].words.startswith(said)


def test_what_is_changed_in_place_is_named_and_nothing_is_broken() -> None:
    def careless(mlp: MLP, fwd: Forward, y: Array) -> Any:
        answer = textbook(mlp, fwd, y)
        mlp.W[1] -= 0.5 * answer[1][1]
        fwd.z[1] *= 2
        y += 1
        return answer

    mlp, before = NET.copy(), NET.W[1].copy()
    y = np.array([1.0, 0.0])
    verdict = judge(careless, mlp, X, y)
    assert verdict.changed == ("mlp.W[1]", "fwd.z[1]", "y")
    assert verdict.marks == {}
    assert not verdict.ok
    assert "it changed mlp.W[1], fwd.z[1], y in place" in str(verdict)
    np.testing.assert_array_equal(mlp.W[1], before)
    np.testing.assert_array_equal(verdict.trace.mlp.W[1], before)
    assert y.tolist() == [1.0, 0.0]


def without_all(mlp: MLP) -> None:
    """Take all weights away."""
    del mlp.W


def with_another(W_0: object) -> Callable[[MLP], None]:
    """Put something else in the place of W_0."""
    return lambda mlp: mlp.W.__setitem__(0, W_0)  # type: ignore[call-overload, no-any-return]


GONE: dict[str, tuple[Callable[[MLP], None], tuple[str, ...]]] = {
    "None": (lambda mlp: setattr(mlp, "W", None), ("mlp.W[0]", "mlp.W[1]")),
    "deleted": (without_all, ("mlp.W[0]", "mlp.W[1]")),
    "a word": (with_another("W"), ("mlp.W[0]",)),
    "objects": (with_another(np.array([[..., None]] * 2)), ("mlp.W[0]",)),
}


@pytest.mark.parametrize(("take", "changed"), GONE.values(), ids=GONE)
def test_weights_that_are_taken_away_count_as_changed(
    take: Callable[[MLP], None], changed: tuple[str, ...]
) -> None:
    def takes(mlp: MLP, fwd: Forward, y: Array) -> Any:
        bwd = mlp.backward(fwd, y)
        take(mlp)
        return bwd

    assert judged(takes).changed == changed
    assert judged(takes).marks == {}


def test_a_descent_inside_the_backward_pass_counts_as_a_change() -> None:
    def descends(mlp: MLP, fwd: Forward, y: Array) -> Any:
        bwd = mlp.backward(fwd, y)
        mlp.descend(bwd, 0.5)
        return bwd

    assert judged(descends).changed == ("mlp.W[0]", "mlp.W[1]", "mlp.b[0]", "mlp.b[1]")


def test_an_interrupt_from_the_keyboard_is_the_persons_to_have() -> None:
    def interrupted(mlp: MLP, fwd: Forward, y: Array) -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judged(interrupted)


@pytest.mark.parametrize("function", [None, 3, "my_backward"])
def test_what_is_no_function_is_refused(function: object) -> None:
    with pytest.raises(TypeError, match=r"expected a function my_backward\(mlp, fwd, y\)"):
        judge(function, NET, X, Y)  # type: ignore[arg-type]


def test_the_verdict_is_one_line_a_quantity_and_the_same_text_again() -> None:
    wrong = partial(textbook, back=lambda W, d: W.T @ d)
    text = str(judged(wrong))
    assert text == str(judged(wrong))
    assert text.splitlines() == [
        "textbook: the first mistake is at δ¹; this is the slip transposed-weights, δ is sent "
        "back through the transposed weights",
        "  δ²  ✓ right",
        "  δ¹  ✗ this is the slip transposed-weights, δ is sent back through the transposed "
        "weights",
        "  ∇W₁ ✓ right",
        "  ∇b₁ ✓ right",
        "  ∇W₀ ↳ no mistake of its own: it follows from your δ¹",
        "  ∇b₀ ↳ no mistake of its own: it follows from your δ¹",
    ]


# --- one δ alone --------------------------------------------------------------------------------


@each_pass
def test_a_right_delta_is_right_in_every_hidden_layer(name: str) -> None:
    mlp, x, y = PASSES[name]
    if mlp.h == 0:
        with pytest.raises(ValueError, match="is about hidden layers"):
            judge_delta(lambda W, delta, net, f: delta, mlp, x, y)
        return
    verdict = judge_delta(lambda W, delta, net, f: f.pullback(net, W @ delta), mlp, x, y)
    assert verdict.ok
    assert verdict.judged == tuple(f"delta_{l}" for l in range(mlp.h, 0, -1))


def test_each_delta_is_computed_from_the_true_one_above_so_that_no_mistake_hides_another() -> None:
    mlp = MLP([2, 2, 2, 2], "sigmoid", seed=3, init="uniform")
    calls: list[Array] = []

    def twice_wrong(W: Array, delta: Array, net: Array, f: Any) -> Array:
        calls.append(delta)
        return (W.T @ delta) * f.derivative(net) if len(calls) == 1 else W @ delta

    verdict = judge_delta(twice_wrong, mlp, X, Y)
    assert verdict.marks["delta_2"].slip is slips["transposed-weights"]
    assert verdict.marks["delta_1"].slip is slips["slope-forgotten"]
    true = Trace(mlp, X, Y)
    np.testing.assert_array_equal(calls[1], true.value("delta_2"))


def test_a_delta_that_fails_or_changes_what_it_gets_is_said_by_layer() -> None:
    def careless(W: Array, delta: Array, net: Array, f: Any) -> Array:
        delta *= f.derivative(net)
        return W @ delta

    verdict = judge_delta(careless, NET, X, Y)
    assert verdict.changed == ("delta at layer 1",)
    deep = judge_delta(careless, MLP([2, 2, 2, 2], seed=7), X, Y)
    assert deep.changed == ("delta at layer 2", "delta at layer 1")
    failing = judge_delta(lambda W, delta, net: delta, NET, X, Y)  # type: ignore[misc]
    assert "TypeError" in failing.marks["delta_1"].words


# --- the walkthrough with its marks -------------------------------------------------------------


def test_the_walkthrough_is_the_true_one_with_the_students_numbers_beside_it() -> None:
    verdict = judged(partial(textbook, back=lambda W, d: W.T @ d))
    walk, true = own_walk(verdict), Trace(NET, X, Y)
    for step in walk:
        np.testing.assert_array_equal(step.value, true.value(step.quantity))
    mark = mark_of(walk["delta_1"])
    assert mark is not None
    assert mark.given is not None
    z = true.value("z_1")
    by_hand = (NET.W[1].T @ true.value("delta_2")) * z * (1 - z)
    np.testing.assert_allclose(mark.given, by_hand, rtol=1e-12)
    assert "your code gives [0.0485787, -0.0135291]" in str(walk)
