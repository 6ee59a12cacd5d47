"""A `Value` of the student's own: its gaps judged, and its slopes beside those of `mlpcore`.

`judge_value(MyValue)` judges what `*` and `tanh` note about their parents; `compare_slopes(MyValue,
my_forward, mlp, x, y)` runs the student's own forward lines on such values.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial, reduce
from operator import add
from typing import Any

import numpy as np

from mlpcore.activations import tanh
from mlpcore.checks import Array
from mlpcore.lesson.notation.numbers import array_text
from mlpcore.lesson.notation.text import Text
from mlpcore.lesson.slip_book.catalogue import slips
from mlpcore.lesson.steps.overrides import alike
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.student_code.answers import returned
from mlpcore.lesson.student_code.call import Called, Function, call
from mlpcore.lesson.student_code.lines import PARAMETERS, judge_lines
from mlpcore.lesson.student_code.marks import said
from mlpcore.lesson.student_code.report import EMPTY, Line, Report
from mlpcore.lesson.student_code.value import Node
from mlpcore.losses import half_squared_error
from mlpcore.network import MLP

POINTS = ((1.3, -0.7), (-0.4, 2.1), (0.6, 0.9))  # a and b
FORWARD = "net_1 z_1 net_2 o"
OF_NODES = "a slope is a number, and yours is a value: its number is .data"
MOST_UNITS = 300  # in all: a sum of many numbers needs a deep recursion
PARENTS = "after the number come its parents, each as a pair: (self, slope)"

Nodes = Any  # an array of nodes
Rule = Callable[[float, float], float]


@dataclass(frozen=True)
class Gap:
    """A slope to be written: of which method, after which of its numbers, and what it should be.

    `mistakes` are wrong slopes, each with what to say about it.
    """

    name: str
    method: str
    after: int
    result: Rule
    slope: Rule
    mistakes: tuple[tuple[Rule, str], ...]


GAPS = (
    Gap(
        "a·b with respect to a", "__mul__", 0, lambda a, b: a * b, lambda a, b: b,
        (
            (lambda a, b: a, "yours is a; let a rise by 1: by how much does a·b rise?"),
            (lambda a, b: 1.0, "1 is the slope of a sum, not of a product"),
            (lambda a, b: a * b, "that is the product, not its slope"),
        ),
    ),
    Gap(
        "a·b with respect to b", "__mul__", 1, lambda a, b: a * b, lambda a, b: a,
        (
            (lambda a, b: b, "yours is b; let b rise by 1: by how much does a·b rise?"),
            (lambda a, b: 1.0, "1 is a sum's slope; a product has another"),
            (lambda a, b: a * b, "that is a·b itself; its slope is asked for"),
        ),
    ),
    Gap(
        "tanh with respect to a", "tanh", 0, lambda a, b: float(np.tanh(a)),
        lambda a, b: float(1 - np.tanh(a) ** 2),
        (
            (
                lambda a, b: 1 - a**2,
                f"this is {said([slips['tanh-at-net']])}",
            ),
            (lambda a, b: float(np.tanh(a)), "that is the output t, not its slope"),
            (lambda a, b: float(1 - np.tanh(a)), "1 − t, but the slope has t squared"),
            (lambda a, b: float(1 - np.tanh(np.tanh(a)) ** 2), "t is tanh(a) already"),
            (lambda a, b: 1.0, "1 would be the slope of a straight line"),
        ),
    ),
)  # fmt: skip


def judge_value(kind: type[Any]) -> Report:
    """Judge the slopes that `*` and `tanh` of a kind of `Node` give their parents.

    TypeError for what is no such class.
    """
    if not (inspect.isclass(kind) and issubclass(kind, Node)):
        raise TypeError(f"expected a class made from Node, not {kind!r:.60}")
    return Report(kind.__name__, tuple(_line(kind, gap) for gap in GAPS))


def _line(kind: type[Node], gap: Gap) -> Line:
    """The verdict on one gap."""
    method, given = getattr(kind, gap.method, None), list[float]()
    if method is None:
        return Line(gap.name, "open", f"{EMPTY}: {gap.method}")
    for a, b in POINTS:
        found = _slope(method, kind, gap, a, b)
        if isinstance(found, Line):
            return found
        given.append(found)
    if _same(given, gap.slope):
        return Line(gap.name, "right")
    known = (words for rule, words in gap.mistakes if _same(given, rule))
    a, b = POINTS[0]
    otherwise = f"at a = {a} and b = {b} yours is {array_text(given[0])}; nudge a number and look"
    return Line(gap.name, "wrong", next(known, otherwise))


def _slope(method: Function, kind: type[Node], gap: Gap, a: float, b: float) -> float | Line:
    """The slope that a method notes at these numbers, or what keeps one from reading it."""
    nodes = kind(a), kind(b)
    called = call(method, *nodes[: 2 if gap.method == "__mul__" else 1])
    made = called.result
    if called.failed and "ellipsis" not in called.failed:
        return Line(gap.name, "wrong", called.failed)
    if called.failed or made is ...:
        return Line(gap.name, "open", EMPTY)
    if not isinstance(made, kind):
        came = f"{gap.method} gives {type(made).__name__!r}, expected {kind.__name__}"
        return Line(gap.name, "wrong", came)
    try:
        slopes: list[object] = [
            slope for parent, slope in made.parents if parent is nodes[gap.after]
        ]
        if any(slope is ... for slope in slopes):
            return Line(gap.name, "open", f"{EMPTY}: the slope of {gap.name}")
        if any(isinstance(slope, Node) for slope in slopes):
            return Line(gap.name, "wrong", OF_NODES)
        total = float(np.sum(np.array(slopes)))
        is_right = alike(np.asarray(made.data, float), np.asarray(gap.result(a, b)))
    except Exception:  # of a student's numbers and parents, whatever they are
        return Line(gap.name, "wrong", PARENTS)
    return total if is_right else Line(gap.name, "wrong", "its number is not what it should be")


def _same(given: list[float], rule: Rule) -> bool:
    return alike(np.array(given), np.array([rule(a, b) for a, b in POINTS]))


# --- the slopes of a network --------------------------------------------------------------------


def compare_slopes(kind: type[Node], my_forward: Function, mlp: MLP, x: object, y: object) -> Text:
    """All slopes of ε: from `my_forward` run on values of that kind, and from `mlp.backward`.

    In words what is still missing; errors as for `pass_of_values` and `judge_value`.
    """
    trace = pass_of_values(mlp, x, y)
    for report in (judge_value(kind), judge_lines(my_forward, FORWARD)):
        if not report.ok:
            return Text(f"waits until {report.function} is right: {_first(report)}")
    values = {name: as_nodes(kind, trace.value(name)) for name in ("x", *PARAMETERS)}
    parameters = inspect.signature(my_forward).parameters
    called = call(partial(my_forward, *(values[name] for name in parameters)))  # not on copies
    o = _output(called, kind)
    if o is None:
        known = f"right for numbers, but {kind.__name__} knows only *, + and tanh"
        came = f": {called.failed}" if called.failed else ""
        return Text(f"{my_forward.__name__} is {known}: use @, + and np.tanh{came}")
    squared_error(kind, o, trace.y).backward()
    return Text("\n".join(_beside(trace, values, kind.__name__)))


def pass_of_values(mlp: MLP, x: object, y: object) -> Trace:
    """The pass of a network of which values can compute the slopes.

    ValueError for another, as values know only *, + and tanh; else errors as for `walkthrough`.
    """
    trace = Trace.of_sample(mlp, x, y)
    is_one = mlp.f[1:] == [tanh, tanh] and mlp.loss is half_squared_error
    if not is_one or sum(mlp.widths) > MOST_UNITS:
        expected = "one hidden layer, tanh units and half the squared error"
        raise ValueError(f"mlp is {mlp}: expected {expected}, with {MOST_UNITS} units at most")
    return trace


def _output(called: Called, kind: type[Node]) -> Nodes:
    """The outputs, if they are values of that kind; else None."""
    found = None if called.failed else returned(called.result, FORWARD.split(), "")
    o = found.get("o") if isinstance(found, Mapping) else None
    return o if o is not None and all(isinstance(each, kind) for each in np.ravel(o)) else None


def _first(report: Report) -> str:
    """What is not right first."""
    wrong = (f"{line.name}: {line.words}" for line in report.lines if line.state != "right")
    return report.trouble or next(wrong)


def as_nodes(kind: type[Node], array: Array) -> Nodes:
    """An array of nodes with these numbers; copies, so that two calls share none."""
    return np.frompyfunc(lambda number: kind(float(number)), 1, 1)(array)


def squared_error(kind: type[Node], o: Nodes, y: Array) -> Any:
    """ε = ½ Σ (o − y)², of nodes."""
    misses = [each + kind(-float(target)) for each, target in zip(o, y, strict=True)]
    squares = [miss * miss for miss in misses]
    return reduce(add, squares) * kind(0.5)


def _beside(trace: Trace, values: dict[str, Nodes], name: str) -> Iterator[str]:
    """Both, for each of the four parameters, and whether they are the same."""
    width, same = max(len(name), len("mlp.backward")), 0
    for parameter in PARAMETERS:
        slopes = np.asarray(np.frompyfunc(lambda v: v.slope, 1, 1)(values[parameter]), float)
        true = trace.value(f"d{parameter}")
        yield f"d{parameter}  {name:{width}}  {array_text(slopes)}"
        yield f"{'':{len(parameter) + 1}}  {'mlp.backward':{width}}  {array_text(true)}"
        same += true.size * (array_text(slopes) == array_text(true))
    total = sum(trace.value(parameter).size for parameter in PARAMETERS)
    yield f"the same to the last digit shown: {same} of {total}"
