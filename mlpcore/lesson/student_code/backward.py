"""A backward pass of one's own, judged quantity by quantity: the first mistake, and its slip.

`judge(my_backward, net, x, y)` calls `my_backward(mlp, fwd, y)` on copies and says of every δ^l,
∇W_l and ∇b_l whether it is right, wrong, or only follows from what is wrong before it;
`judge_delta(my_delta_hidden, net, x, y)` does so with `my_delta_hidden(W, delta, net, f)`, which
gives one δ^l. `own_walk` is the true walkthrough with these marks, for the step panel.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from mlpcore.activations import quiet
from mlpcore.checks import Array
from mlpcore.lesson.grading.feedback import check
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.slip_book.catalogue import slips
from mlpcore.lesson.slip_book.marked_walk import Mark, MarkedWalk
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.steps.overrides import alike
from mlpcore.lesson.steps.shape_clash import ShapeError
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.steps.walkthrough import Walkthrough
from mlpcore.lesson.student_code.answers import Answer, answer, answers
from mlpcore.lesson.student_code.call import Called, Function, call, function_name
from mlpcore.network import MLP

BY = "your code"


@dataclass(frozen=True, repr=False)
class Verdict:
    """What is to be said of a function; printed, one line a quantity.

    `trouble` says in words what kept it from being judged, `changed` which arrays it changed;
    `marks` are its mistakes by step, `judged` all quantities that were judged, in order.
    """

    function: str
    trace: Trace
    trouble: str = ""
    changed: tuple[str, ...] = ()
    judged: tuple[str, ...] = ()
    marks: dict[str, Mark] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether everything is right."""
        return not (self.trouble or self.marks or self.changed)

    @property
    def first(self) -> str | None:
        """The key of the first mistake."""
        return next((k for k in self.judged if k in self.marks and self.marks[k].is_mistake), None)

    @property
    def slip(self) -> Slip | None:
        """The slip of the first mistake, if it is one."""
        return self.marks[self.first].slip if self.first else None

    @property
    def summary(self) -> str:
        """The verdict in one sentence."""
        if self.trouble:
            return f"{self.function}: {self.trouble}; what is shown is the true pass"
        if self.first is None:
            right = "all right" if len(self.judged) > 1 else "right"
            return f"{self.function}: {right}{'; but ' * bool(self.changed)}{self._side_effect}"
        mark, symbol = self.marks[self.first], self.trace.symbol(self.first).text
        also = f"; {self._side_effect}" if self.changed else ""
        return f"{self.function}: the first mistake is at {symbol}; {mark.words}{also}"

    @property
    def _side_effect(self) -> str:
        if not self.changed:
            return ""
        arrays = ", ".join(self.changed)
        return f"it changed {arrays} in place (a copy, so nothing is broken): compute anew instead"

    def __repr__(self) -> str:
        names = {key: self.trace.symbol(key).text for key in self.judged}
        width = max((len(name) for name in names.values()), default=0)
        lines = [self.summary]
        for key, name in names.items():
            mark = self.marks.get(key)
            said = f"{mark.sign} {mark.words}" if mark else "✓ right"
            lines.append(f"  {name:{width}} {said}")
        return "\n".join(lines)


def judge(
    my_backward: Function,
    mlp: MLP,
    x: object,
    y: object,
    eta: float = 0.5,
    named: bool = False,
    notation: str = "notes",
) -> Verdict:
    """Call `my_backward(mlp, fwd, y)` once, on copies, and judge what it gives.

    It may give a `Backward`, a dict or object with delta, dW and db, or the tuple (delta, dW, db);
    delta[l] is δ^l and delta[0] None, as in the notes. Whatever the function does is said in words.
    `named` and `notation` are as for `walkthrough`. TypeError for what is no function; else errors
    as for `walkthrough`.
    """
    name = _name(my_backward, "my_backward(mlp, fwd, y)")
    trace = Trace.of_sample(mlp, x, y, eta, named, notation)
    called = call(my_backward, trace.mlp, trace.fwd, trace.y, names=("mlp", "fwd", "y"))
    found = called.failed or _read(called.result, trace)
    if isinstance(found, str):
        return Verdict(name, trace, found, called.changed)
    return Verdict(name, trace, "", called.changed, tuple(found), _marks(trace, found))


def judge_delta(
    my_delta_hidden: Function,
    mlp: MLP,
    x: object,
    y: object,
    eta: float = 0.5,
    named: bool = False,
    notation: str = "notes",
) -> Verdict:
    """Call `my_delta_hidden(W, delta, net, f)` once a hidden layer, and judge every δ^l it gives.

    W is W_l, delta the true δ^{l+1}, net is net_l and f the activation f^l, with its `derivative`.
    ValueError for a network without a hidden layer; else errors as for `judge`.
    """
    name = _name(my_delta_hidden, "my_delta_hidden(W, delta, net, f)")
    trace = Trace.of_sample(mlp, x, y, eta, named, notation)
    if trace.h == 0:
        raise ValueError(f"{name} is about hidden layers, and {mlp} has none")
    found: dict[str, Answer] = {}
    changed: list[str] = []
    for l in range(trace.h, 0, -1):
        called = _delta_called(my_delta_hidden, trace, l)
        changed += [f"{each} at layer {l}" for each in called.changed]
        key = f"delta_{l}"
        given = answer(f"your {trace.symbol(key).text}", called.result, trace.value(key))
        found[key] = Answer(None, called.failed) if called.failed else given
    marks = {key: mark for key, each in found.items() if (mark := _judged(key, each, trace))}
    return Verdict(name, trace, "", tuple(changed), tuple(found), marks)


def own_walk(verdict: Verdict) -> MarkedWalk:
    """The true walkthrough of the pass that was judged, with the marks of the verdict."""
    return MarkedWalk(Walkthrough(verdict.trace), verdict.marks)


def _read(result: object, trace: Trace) -> dict[str, Answer] | str:
    """The answers in a result, or in words why there are none."""
    try:
        return answers(result, trace)
    except Exception as error:  # an object may answer any question by an exception
        return f"what it returns cannot be read: {type(error).__name__}"


def _name(function: object, expected: str) -> str:
    if not callable(function):
        raise TypeError(f"expected a function {expected}, not {function!r:.60}")
    return function_name(function)


def _delta_called(function: Function, trace: Trace, l: int) -> Called:
    W, delta, net = (trace.value(key) for key in (f"W_{l}", f"delta_{l + 1}", f"net_{l}"))
    return call(function, W, delta, net, trace.f[l], names=("W", "delta", "net"))


def _marks(trace: Trace, found: dict[str, Answer]) -> dict[str, Mark]:
    """A mark for everything that is not right, judged by what the code itself has before it."""
    usable = {key: each.given for key, each in found.items() if not each.fault}

    def claim(_: Trace, key: str) -> Array | None:
        return usable.get(key)

    own = trace.judging(claim)
    judged = {key: _judged(key, each, trace, own) for key, each in found.items()}
    return {key: mark for key, mark in judged.items() if mark}


def _judged(key: str, each: Answer, trace: Trace, own: Trace | None = None) -> Mark | None:
    """The mark of one quantity: None if it is right, then what follows, then the mistakes.

    `own` is the pass with what the code gave before it; left out, it computed from the true pass.
    """
    given, true = each.given, trace.value(key)
    if given is None or each.fault:
        named = [] if given is None else _named([own or trace, trace], key, given)
        slip = f", as by {_said(named)}" if named else ""
        words = f"{each.fault}{slip}; the pass goes on with the true value"
        return Mark("clash", words, true, given, named[0] if named else None, BY)
    if alike(given, true):
        return None
    if own and own.claims[key].right:
        before = trace.symbol(f"delta_{_reads(key)}").text
        words = f"no mistake of its own: it follows from your {before}"
        return Mark("follows", words, true, given, None, BY)
    return _mistake([own, trace] if own else [trace], key, given)


def _reads(key: str) -> int:
    """The layer of the δ from which a quantity is computed."""
    return Key(key).l + 1


def _mistake(traces: Sequence[Trace], key: str, given: Array) -> Mark:
    """A mistake: the slips that give just these numbers, or what else there is to say."""
    trace = traces[-1]
    true = trace.value(key)
    if named := _named(traces, key, given):
        return Mark("wrong", f"this is {_said(named)}", true, given, named[0], BY)
    letters = trace.notation.named, trace.notation.name
    found = check(key, given, trace.mlp, trace.fwd.z[0], trace.y, trace.eta, *letters)
    return Mark("wrong", found.message.removeprefix("not yet: "), true, given, found.slip, BY)


def _named(traces: Sequence[Trace], key: str, given: Array) -> list[Slip]:
    """The slips that give just these numbers on one of these passes."""
    return [slip for slip in slips.values() if any(_gives(slip, t, key, given) for t in traces)]


def _said(named: list[Slip]) -> str:
    """What slips are called in a sentence."""
    return f"the slip {' or '.join(slip.id for slip in named)}, {named[0].title}"


@quiet
def _gives(slip: Slip, trace: Trace, key: str, given: Array) -> bool:
    """Whether the slip, made on this pass, gives just these numbers, and not the true ones."""
    if not slip.applies(trace, key):
        return False
    try:
        value = np.asarray(slip.value(trace, key))
    except ShapeError:
        return False
    return value.shape == given.shape and alike(value, given)
