"""Values that know their slopes: by the product rule, by autograd, by what the lecture computes."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from autograd import grad
from autograd import numpy as anp

from mlpcore import MLP
from mlpcore.lesson import Node, Value, compare_slopes, count_products, count_sweeps, judge_value
from mlpcore.lesson.student_code import value_check
from mlpcore.lesson.student_code.counting import forward_slope, products

X, Y = [0.8, -0.4], [1.0]
NET = MLP([2, 4, 1], "tanh", seed=6, init="uniform")


def my_forward(x, W_0, b_0, W_1, b_1):
    """A student's lines."""
    net_1 = W_0.T @ x + b_0
    z_1 = np.tanh(net_1)
    net_2 = W_1.T @ z_1 + b_1
    return net_1, z_1, net_2, np.tanh(net_2)


# --- the values themselves ----------------------------------------------------------------------


def test_slopes_on_all_paths_add_up() -> None:
    """a² + a has the slope 2a + 1; a is used three times."""
    a = Value(3.0)
    (a * a + a).backward()
    assert a.slope == 7.0


def test_a_number_that_was_used_twice_is_finished_before_it_is_sent_back() -> None:
    """Not path by path: (b + b) · b with b = a·a is 2a⁴, with the slope 8a³."""
    a = Value(2.0)
    b = a * a
    ((b + b) * b).backward()
    assert a.slope == 64.0


def test_slopes_equal_autograd() -> None:
    def f(v):
        a, b, c = v[0], v[1], v[2]
        return anp.tanh(a * b + c) * a + anp.tanh(b * b)

    at = np.array([0.3, -1.2, 0.7])
    a, b, c = map(Value, at.tolist())
    ((a * b + c).tanh() * a + (b * b).tanh()).backward()
    np.testing.assert_allclose([a.slope, b.slope, c.slope], grad(f)(at), rtol=1e-12)


# --- gaps ---------------------------------------------------------------------------------------


def kind_of(after_a="other.data", after_b="self.data", tanh="1 - t**2") -> type[Node]:
    """A student's class, with these texts in its gaps."""
    source = f"""
class MyValue(Node):
    def __mul__(self, other):
        return MyValue(self.data * other.data, (self, {after_a}), (other, {after_b}))

    def tanh(self):
        t = np.tanh(self.data)
        return MyValue(t, (self, {tanh}))
"""
    known = {"Node": Node, "np": np}
    exec(source, known)
    return known["MyValue"]  # type: ignore[return-value]


def test_right_gaps_are_right() -> None:
    assert judge_value(kind_of()).ok
    assert judge_value(Value).ok


def test_empty_gaps_are_still_to_be_written_each_by_itself() -> None:
    states = [line.state for line in judge_value(kind_of("...", "self.data", "...")).lines]
    assert states == ["open", "right", "open"]
    assert [line.state for line in judge_value(Node).lines] == ["open"] * 3


def test_a_gap_asks_for_the_slope_that_it_names() -> None:
    """Of a·b or tanh a, with respect to the number of that name, as central differences find it."""
    names = ["a·b with respect to a", "a·b with respect to b", "tanh with respect to a"]
    assert [gap.name for gap in value_check.GAPS] == names
    for gap in value_check.GAPS:
        for a, b in value_check.POINTS:
            up, down = ([a, b], [a, b])
            up["ab".index(gap.name[-1])] += 1e-6
            down["ab".index(gap.name[-1])] -= 1e-6
            assert gap.result(a, b) == (a * b if gap.method == "__mul__" else np.tanh(a))
            quotient = (gap.result(*up) - gap.result(*down)) / 2e-6
            assert gap.slope(a, b) == pytest.approx(quotient, rel=1e-8)


def test_every_known_mistake_is_named_by_its_own_words() -> None:
    """By what it gives, at every point."""
    for gap in value_check.GAPS:
        for rule, words in gap.mistakes:
            assert not value_check._same([gap.slope(a, b) for a, b in value_check.POINTS], rule)
            given = [rule(a, b) for a, b in value_check.POINTS]
            first = next(said for r, said in gap.mistakes if value_check._same(given, r))
            assert first == words


@pytest.mark.parametrize(
    ("gaps", "row", "words"),
    [
        ({"after_a": "self.data"}, 0, "yours is a"),
        ({"after_b": "other.data"}, 1, "yours is b"),
        ({"after_a": "1.0"}, 0, "slope of a sum"),
        ({"tanh": "1 - self.data**2"}, 2, "the slip tanh-at-net"),
        ({"tanh": "t"}, 2, "the output t"),
        ({"tanh": "1 - np.tanh(t)**2"}, 2, "t is tanh(a) already"),
        ({"tanh": "t**2"}, 2, "nudge a number and look"),
        ({"after_a": "other"}, 0, "its number is .data"),
        ({"after_a": "'b'"}, 0, "each as a pair"),
        ({"tanh": "1 - y**2"}, 2, "NameError"),
    ],
)
def test_a_wrong_gap_is_named(gaps: dict[str, str], row: int, words: str) -> None:
    report = judge_value(kind_of(**gaps))
    assert report.lines[row].state == "wrong"
    assert words in report.lines[row].words
    if "NameError" not in words:
        assert sum(line.state == "right" for line in report.lines) == 2


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return 3.0", "gives 'float', expected Odd"),
        ("return Odd(0.0, (self, other.data))", "its number is not what it should be"),
        ("return Odd(self.data * other.data, self)", "each as a pair"),
        ("return Odd(self.data * other.data, (self, 10**400))", "each as a pair"),
        ("return ...", "still to be written"),
    ],
)
def test_what_a_method_gives_instead_is_said(body: str, words: str) -> None:
    known = {"Node": Node}
    exec(f"class Odd(Node):\n    def __mul__(self, other):\n        {body}", known)
    assert words in str(judge_value(known["Odd"]))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [3, int, None, "Value"])
def test_what_is_no_such_class_is_refused(kind: object) -> None:
    with pytest.raises(TypeError, match="expected a class made from Node"):
        judge_value(kind)  # type: ignore[arg-type]


# --- a network ----------------------------------------------------------------------------------


def test_the_students_forward_lines_run_on_values_and_all_17_slopes_agree() -> None:
    said = compare_slopes(kind_of(), my_forward, NET, X, Y)
    assert said.splitlines()[-1] == "the same to the last digit shown: 17 of 17"
    assert "dW_0  MyValue       [[0.122455" in said


def test_values_with_a_wrong_slope_or_gaps_are_waited_for() -> None:
    wrong = compare_slopes(kind_of(tanh="t"), my_forward, NET, X, Y)
    assert wrong.startswith(
        "waits until MyValue is right: tanh with respect to a: that is the output"
    )
    empty = compare_slopes(Value, lambda x, W_0: (..., ..., ..., ...), NET, X, Y)
    assert empty.startswith("waits until your function is right: net_1: still to be written")


ONLY_NUMBERS = {
    "floats": lambda x, W_0, b_0: x.astype(float) @ W_0 + b_0,
    "einsum": lambda x, W_0, b_0: np.einsum("i,ij->j", x, W_0) + b_0,
    "sum": lambda x, W_0, b_0: np.array([sum(w * x) for w in W_0.T]) + b_0,
}


@pytest.mark.parametrize("net_1", ONLY_NUMBERS.values(), ids=ONLY_NUMBERS)
def test_forward_lines_that_need_numbers_say_what_values_know(net_1: Callable[..., Any]) -> None:
    def forward(x, W_0, b_0, W_1, b_1):
        net = net_1(x, W_0, b_0)
        net_2 = W_1.T @ np.tanh(net) + b_1
        return net, np.tanh(net), net_2, np.tanh(net_2)

    said = compare_slopes(Value, forward, NET, X, Y)
    assert said.startswith("forward is right for numbers, but Value knows only *, + and tanh")


def test_forward_lines_that_lose_the_values_say_so_too() -> None:
    def looses(x, W_0, b_0, W_1, b_1):
        net_1, z_1, net_2, o = my_forward(x, W_0, b_0, W_1, b_1)
        return net_1, z_1, net_2, np.array([getattr(each, "data", each) for each in o])

    said = compare_slopes(Value, looses, NET, X, Y)
    assert said.endswith("use @, + and np.tanh")


def test_forward_lines_may_return_a_dict() -> None:
    def named(x, W_0, b_0, W_1, b_1):
        found = my_forward(x, W_0, b_0, W_1, b_1)
        return dict(zip(("net_1", "z_1", "net_2", "o"), found, strict=True))

    assert compare_slopes(Value, named, NET, X, Y).endswith("17 of 17")


OTHERS = {
    "no hidden layer": MLP([2, 1], "tanh"),
    "two hidden layers": MLP([2, 3, 3, 1], "tanh"),
    "sigmoid units": MLP([2, 3, 1], "sigmoid"),
    "another output": MLP([2, 3, 1], ["tanh", "identity"]),
    "another error": MLP([2, 3, 1], ["tanh", "sigmoid"], "binary_cross_entropy"),
    "many units": MLP([2, 298, 1], "tanh"),
}


@pytest.mark.parametrize("mlp", OTHERS.values(), ids=OTHERS)
def test_a_network_that_values_cannot_compute_is_refused(mlp: MLP) -> None:
    words = "expected one hidden layer, tanh units and half the squared error, with 300 units"
    for refused in (count_sweeps, partial(compare_slopes, Value, my_forward)):
        with pytest.raises(ValueError, match=words):
            refused(mlp, X, Y)


@pytest.mark.parametrize("widths", [[2, 297, 1], [1, 1, 298], [298, 1, 1]])
def test_the_largest_network_that_is_taken_is_computed(widths: list[int]) -> None:
    mlp, x, y = MLP(widths, "tanh"), np.ones(widths[0]), np.ones(widths[-1])
    assert "to the last digit" in compare_slopes(Value, my_forward, mlp, x, y)


# --- what it costs ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("widths", "expected"),
    [([2, 4, 1], (12, 16)), ([2, 3, 2], (12, 18)), ([3, 1], (3, 3)),
     ([784, 128, 10], (101632, 102912))],
)  # fmt: skip
def test_products_are_those_counted_by_hand(widths: list[int], expected: tuple[int, int]) -> None:
    assert products(widths) == expected
    forward, back = expected
    said = str(count_products(widths))
    assert f"{forward}  " in said
    terms = " + ".join(f"{m}·{k}" for m, k in pairwise(widths))
    assert f"  {terms} = {forward}\n" in said
    assert f"= {back}\n" in said


def test_the_widths_of_a_deep_network_are_elided() -> None:
    assert count_products([9] * 20).startswith("9-9-…-9, products")


def test_one_sweep_forwards_gives_one_slope_and_one_backwards_all() -> None:
    a, b = Value(0.5), Value(-2.0)
    out = (a * b + a).tanh() * b
    graph = [*out.before({})]
    forward = [forward_slope(graph, leaf) for leaf in (a, b)]
    out.backward()
    np.testing.assert_allclose(forward, [a.slope, b.slope], rtol=1e-12)


def test_sweeps_are_17_against_1_through_the_same_edges() -> None:
    """Edges by hand: 14 products and 13 sums have two parents, 5 tanh have one."""
    assert count_sweeps(NET, X, Y).splitlines() == [
        "17 slopes, through 59 edges, one product each",
        "  forward mode   17 sweeps    1003 products",
        "  reverse mode    1 sweep       59 products",
        "  the same slopes: yes",
    ]
