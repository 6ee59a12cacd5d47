"""A student's own lines, one a quantity, judged in several networks: `judge_lines`.

`judge_lines(my_forward, "net_1 z_1 net_2 o")` calls a function whose parameters and results are
quantities by name (`x y eta W_0 b_0 net_1 z_1 o eps d_o delta_1 dW_0 …`; a result `W_0` is what
the step of descent makes of it), and says of each result whether it is right, still `...`, or which
slip it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from inspect import signature

import numpy as np

from mlpcore.checks import Array, expect
from mlpcore.lesson.notation.numbers import shape_text
from mlpcore.lesson.slip_book.marked_walk import Mark
from mlpcore.lesson.steps.quantities import quantity_of
from mlpcore.lesson.steps.question import ask
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.student_code.answers import Answer, answer, is_misshapen, returned
from mlpcore.lesson.student_code.call import Called, Function, call, named_function
from mlpcore.lesson.student_code.callees import A_LIST, Callees, key_named
from mlpcore.lesson.student_code.common_lines import named
from mlpcore.lesson.student_code.marks import (
    AFTER_A_SHAPE,
    GOES_ON,
    marks_of,
    own_pass,
    said,
    steps_before,
)
from mlpcore.lesson.student_code.report import EMPTY, Line, Report
from mlpcore.network import MLP

# The network of the notebook; one in which transposes fit, so that they can be named; another.
WIDTHS = ((2, 4, 1), (2, 2, 2), (3, 5, 2))
ETAS = (0.6, 0.3, 0.7)  # half of none is its square
KINDS = "x, y, eta, o, eps, d_o, and W, b, net, z, delta, dW, db with _ and a layer, as in net_1"
PARAMETERS = ("W_0", "b_0", "W_1", "b_1")
UNREACHED = "not reached"


def judge_lines(function: Function, results: str) -> Report:
    """Judge what a function returns: a tuple of these quantities, "net_1 z_1 net_2 o", in order.

    It is called by the names of its parameters, on copies, in three tanh networks with one hidden
    layer. Whatever it does is said in words; what other functions of the student's gave it is
    judged first. TypeError for what is no function or no text, KeyError for a result that is no
    quantity.
    """
    names = expect("results", results, str, "text, as in 'net_1 z_1'").split()
    name = named_function(function, f"that returns {', '.join(names)}")
    for each in names or [""]:
        ask(_passes()[0], key_named(each))
    reports, passes = zip(*(_on(trace, function, names) for trace in _passes()), strict=True)
    trouble = next(filter(None, (report.trouble for report in reports)), "")
    lines = zip(*(report.lines for report in reports), strict=False)  # none where there is trouble
    told = [_most_telling(each) for each in lines]
    read = [each for each in passes if each]
    return Report(name, tuple(_by_name(line, read) for line in told), trouble)


@cache
def _passes() -> tuple[Trace, ...]:
    """The passes in which lines are judged."""
    found = []
    for seed, (widths, eta) in enumerate(zip(WIDTHS, ETAS, strict=True), 6):
        rng = np.random.default_rng([seed, 1])  # other numbers than those of the weights
        x, y = (rng.uniform(-1, 1, m) for m in (widths[0], widths[-1]))
        found.append(Trace(MLP(widths, "tanh", seed=seed, init="uniform"), x, y, eta))
    return tuple(found)


@dataclass(frozen=True, eq=False)
class _Pass:
    """What came of one pass: of each quantity what was given, and how it is to be marked."""

    trace: Trace
    called: Called
    callees: Callees
    found: Mapping[str, Answer]

    @cached_property
    def own(self) -> Trace:
        """The pass with what the code gave."""
        return own_pass(self.trace, self.found)

    @cached_property
    def marks(self) -> Mapping[str, Mark]:
        """What is not right."""
        return marks_of(self.trace, self.found)

    def misshapen(self, name: str) -> str:
        """The first of what it depends on that has another shape, by its symbol; or ''."""
        before = steps_before(self.trace, key_named(name))
        wrong = (key for key in before if key in self.found and is_misshapen(self.found[key]))
        return next((self.trace.symbol(key).text for key in wrong), "")


def _on(trace: Trace, function: Function, names: Sequence[str]) -> tuple[Report, _Pass | None]:
    """The report on one pass, and what it is made of."""
    values = _values(trace, function)
    if isinstance(values, str):
        return Report("", trouble=values), None
    called = call(function, *values.values(), names=values)
    given = _reached(called, values, names) if called.failed else _read(called.result, names)
    if isinstance(given, str):
        return Report("", trouble=given), None
    changed = ", ".join(called.changed)
    trouble = f"it changed {changed} itself: make a new array instead" if changed else ""
    callees = Callees(trace, called, {*names, *values})
    passed = _Pass(trace, called, callees, _found(trace, {**callees.values, **given}))
    stopped = next((name for name in names if name not in given), "")
    lines = tuple(_verdict(name, given, passed, stopped) for name in names)
    return Report("", lines, trouble), passed


def _found(trace: Trace, given: Mapping[str, object]) -> dict[str, Answer]:
    """What was given, by key, but for what is still empty."""
    true = {name: trace.value(quantity_of(key_named(name))) for name in given}
    return {
        key_named(name): answer(f"your {name}", value, true[name])
        for name, value in given.items()
        if value is not ...
    }


def _values(trace: Trace, function: Function) -> dict[str, Array] | str:
    """What its parameters ask for, by name; in words why there is no such thing."""
    try:
        parameters = [*signature(function).parameters]
    except ValueError:  # some functions of NumPy and of Python do not tell
        return "its parameters cannot be read: write a function with def"
    found = dict[str, Array]()
    for name in parameters:
        try:
            found[name] = trace.value(key_named(name))
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


def _verdict(name: str, given: Mapping[str, object], passed: "_Pass", stopped: str) -> Line:
    """The verdict on one line, of one pass."""
    if given.get(name) is ...:
        return Line(name, "open", _to_be_written(passed.trace, name))
    if name == stopped:
        return _stopped(name, passed)
    if name not in given:
        return Line(name, "unreached", UNREACHED)
    line = _line(name, passed)
    is_list = line.state == "right" and isinstance(given[name], list)
    return Line(name, "wrong", f"right, but {A_LIST}") if is_list else line


def _to_be_written(trace: Trace, name: str) -> str:
    """What an empty line is to give."""
    question = ask(trace, key_named(name))
    shape = shape_text(question.value)
    return f"{EMPTY}: {question.step.name}, {f'({shape})' if shape else 'a number'}"


def _stopped(name: str, passed: _Pass) -> Line:
    """The line at which the function failed: half written, waiting for another one, or wrong."""
    called = passed.called
    if waiting := passed.callees.waiting(name, passed.marks):
        return Line(name, "waits", waiting)
    if "ellipsis" in called.failed:
        return Line(name, "open", _to_be_written(passed.trace, name))
    if before := passed.misshapen(name):
        return Line(name, "follows", AFTER_A_SHAPE.format(before))
    return Line(name, "wrong", called.failed)


def _line(name: str, passed: _Pass) -> Line:
    """A line that gave something."""
    key = key_named(name)
    mark, blamed = passed.marks.get(key), passed.callees.blamed(name, passed.marks)
    if mark is None and blamed and not passed.own.claims[key].right:
        return Line(name, "wrong", f"two mistakes cancel here: {blamed}, and neither is this line")
    if mark is None:
        return Line(name, "right")
    if not mark.is_mistake:
        return Line(name, "follows", f"your line is right; {blamed}" if blamed else mark.words)
    words = mark.words.removesuffix(GOES_ON)
    return Line(name, "wrong", words, mark.slip, mark.slip.shows if mark.slip else "")


def _by_name(line: Line, passes: Sequence[_Pass]) -> Line:
    """The line, called what it is if it is one of the common ones in every network."""
    key = key_named(line.name)
    words = named(key, [(each.own, each.found) for each in passes])
    is_named = line.state == "wrong" and words
    return Line(line.name, "wrong", words) if is_named else line


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
