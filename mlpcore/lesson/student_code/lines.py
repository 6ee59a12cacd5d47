"""A student's own lines, one a quantity, judged in several networks: `judge_lines`.

`judge_lines(my_forward, "net_1 z_1 net_2 o")` calls a function whose parameters and results are
quantities by name (`x y eta W_0 b_0 net_1 z_1 o eps d_o delta_1 dW_0 …`; a result `W_0` is what
the step of descent makes of it), and says of each result whether it is right, still `...`, or which
slip it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from inspect import signature

import numpy as np

from mlpcore.checks import Array
from mlpcore.lesson.notation.numbers import shape_text
from mlpcore.lesson.slip_book.marked_walk import Mark
from mlpcore.lesson.steps.quantities import quantity_of
from mlpcore.lesson.steps.question import ask
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.student_code.answers import STILL, Answer, answer, returned
from mlpcore.lesson.student_code.call import Called, Function, call, named_function
from mlpcore.lesson.student_code.marks import GOES_ON, marks_of, said
from mlpcore.lesson.student_code.report import EMPTY, Line, Report
from mlpcore.network import MLP

# The network of the notebook; one in which transposes fit, so that they can be named; another.
WIDTHS = ((2, 4, 1), (2, 2, 2), (3, 5, 2))
ETAS = (0.5, 0.3, 0.7)
KINDS = "x, y, eta, o, eps, d_o, and W, b, net, z, delta, dW, db with _ and a layer, as in net_1"
PARAMETERS = ("W_0", "b_0", "W_1", "b_1")
UNREACHED = "not reached"


def judge_lines(function: Function, results: str) -> Report:
    """Judge what a function returns: a tuple of these quantities, "net_1 z_1 net_2 o", in order.

    It is called by the names of its parameters, on copies, in three tanh networks with one hidden
    layer. Whatever it does is said in words. TypeError for what is no function, KeyError for a
    result that is no quantity.
    """
    names = results.split()
    name = named_function(function, f"that returns {', '.join(names)}")
    for each in names:
        ask(_passes()[0], _key(each))
    judged = [_on(trace, function, names) for trace in _passes()]
    trouble = next(filter(None, (report.trouble for report in judged)), "")
    lines = zip(*(report.lines for report in judged), strict=False)  # none where there is trouble
    return Report(name, tuple(_most_telling(each) for each in lines), trouble)


@cache
def _passes() -> tuple[Trace, ...]:
    """The passes in which lines are judged."""
    found = []
    for seed, (widths, eta) in enumerate(zip(WIDTHS, ETAS, strict=True), 6):
        rng = np.random.default_rng(seed)
        x, y = (rng.uniform(-1, 1, m) for m in (widths[0], widths[-1]))
        found.append(Trace(MLP(widths, "tanh", seed=seed, init="uniform"), x, y, eta))
    return tuple(found)


def _key(name: str) -> str:
    """The key of a quantity; o is the output of a network with one hidden layer."""
    return "z_2" if name == "o" else name


def _on(trace: Trace, function: Function, names: Sequence[str]) -> Report:
    """The report on one pass."""
    values = _values(trace, function)
    if isinstance(values, str):
        return Report("", trouble=values)
    called = call(function, *values.values(), names=values)
    given = _reached(called, values, names) if called.failed else _read(called.result, names)
    if isinstance(given, str):
        return Report("", trouble=given)
    changed = ", ".join(called.changed)
    trouble = f"it changed {changed} itself: make a new array instead" if changed else ""
    return Report("", tuple(_lines(trace, called, given, names)), trouble)


def _values(trace: Trace, function: Function) -> dict[str, Array] | str:
    """What its parameters ask for, by name; in words why there is no such thing."""
    try:
        parameters = [*signature(function).parameters]
    except ValueError:  # some functions of NumPy and of Python do not tell
        return "its parameters cannot be read: write a function with def"
    found = dict[str, Array]()
    for name in parameters:
        try:
            found[name] = trace.value(_key(name))
        except KeyError:
            return f"its parameter {name!r:.40} is no quantity: there are {KINDS}"
    return found


def _read(result: object, names: Sequence[str]) -> Mapping[str, object] | str:
    """What came back, by name; in words why it cannot be read."""
    return returned(result, names, f"the tuple ({', '.join(names)})")


def _reached(
    called: Called, values: Mapping[str, Array], names: Sequence[str]
) -> dict[str, object] | str:
    """Of a function that failed, the results that it had come to."""
    if not called.variables:
        return called.failed
    found = {name: called.variables[name] for name in names if name in called.variables}
    begun = {name for name in found if name in values and _is(found[name], values[name])}
    return {name: value for name, value in found.items() if name not in begun}


def _is(value: object, other: Array) -> bool:
    return isinstance(value, np.ndarray) and np.array_equal(value, other)


def _lines(
    trace: Trace, called: Called, given: Mapping[str, object], names: Sequence[str]
) -> list[Line]:
    """The verdict on each line, of one pass."""
    found = {
        _key(name): answer(f"your {name}", value, trace.value(quantity_of(_key(name))))
        for name, value in given.items()
        if value is not ...
    }
    marks = marks_of(trace, found)
    stopped = next((name for name in names if name not in given), "")
    return [
        Line(name, "open", _to_be_written(trace, name))
        if given.get(name) is ...
        else _stopped(called, trace, name)
        if name == stopped
        else Line(name, "unreached", UNREACHED)
        if name not in given
        else _line(name, found[_key(name)], marks.get(_key(name)))
        for name in names
    ]


def _to_be_written(trace: Trace, name: str) -> str:
    """What an empty line is to give."""
    question = ask(trace, _key(name))
    shape = shape_text(question.value)
    return f"{EMPTY}: {question.step.name}, {f'({shape})' if shape else 'a number'}"


def _stopped(called: Called, trace: Trace, name: str) -> Line:
    """The line at which the function failed: half written, waiting for an empty one, or wrong."""
    empty = [each for each, value in called.variables.items() if value is ...]
    if empty:
        return Line(name, "waits", f"waits for {empty[0]}, which {STILL}")
    if called.waiting:
        return Line(name, "waits", called.waiting)
    if "ellipsis" in called.failed:
        return Line(name, "open", _to_be_written(trace, name))
    return Line(name, "wrong", called.failed)


def _line(name: str, given: Answer, mark: Mark | None) -> Line:
    """A line that gave something."""
    if mark is None:
        return Line(name, "right")
    if not mark.is_mistake:
        return Line(name, "follows", mark.words)
    words = mark.words.removesuffix(GOES_ON)
    return Line(name, "wrong", words, mark.slip, mark.slip.shows if mark.slip else "")


def _most_telling(lines: Sequence[Line]) -> Line:
    """One verdict of those of all networks, and in which of them it is so."""
    first, at = lines[0], min(range(len(lines)), key=lambda n: lines[n].rank)
    telling = lines[at]
    if not at or telling.state != "wrong":
        return telling
    before = {"right": "right, but ", "wrong": f"{first.words}; "}.get(first.state)
    if before is None:  # the first network has nothing to say of it
        return telling
    where = f"in a {'-'.join(map(str, WIDTHS[at]))} network"
    words = f"this is {said([telling.slip])}" if telling.slip else telling.words
    return replace(telling, words=f"{before}{where} {words}")
