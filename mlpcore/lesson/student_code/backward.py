"""A backward pass of one's own, judged quantity by quantity: the first mistake, and its slip.

`judge(my_backward, net, x, y)` calls `my_backward(mlp, fwd, y)` on copies and says of every δ^l,
∇W_l and ∇b_l whether it is right, wrong, or only follows from what is wrong before it;
`judge_delta(my_delta_hidden, net, x, y)` does so with `my_delta_hidden(W, delta, net, f)`, which
gives one δ^l. `own_walk` is the true walkthrough with these marks, for the step panel.
"""

from dataclasses import dataclass, field

from mlpcore.lesson.slip_book.marked_walk import Mark, MarkedWalk
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.steps.walkthrough import Walkthrough
from mlpcore.lesson.student_code.answers import STILL, Answer, answer, answers
from mlpcore.lesson.student_code.call import Called, Function, call, named_function
from mlpcore.lesson.student_code.callees import listed
from mlpcore.lesson.student_code.marks import mark_of_one, marks_of
from mlpcore.lesson.student_code.report import EMPTY
from mlpcore.network import MLP


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
        if STILL in mark.words:
            return f"{self.function}: {symbol} {STILL}, and the picture shows the true one{also}"
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
    name = named_function(my_backward, "my_backward(mlp, fwd, y)")
    trace = Trace.of_sample(mlp, x, y, eta, named, notation)
    called = call(my_backward, trace.mlp, trace.fwd, trace.y, names=("mlp", "fwd", "y"))
    found = _gaps(called) or called.failed or answers(called.result, trace)
    if isinstance(found, str):
        return Verdict(name, trace, found, called.changed)
    return Verdict(name, trace, "", called.changed, tuple(found), marks_of(trace, found))


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
    name = named_function(my_delta_hidden, "my_delta_hidden(W, delta, net, f)")
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
    marks = {key: mark for key, each in found.items() if (mark := mark_of_one(key, each, trace))}
    return Verdict(name, trace, "", tuple(changed), tuple(found), marks)


def own_walk(verdict: Verdict) -> MarkedWalk:
    """The true walkthrough of the pass that was judged, with the marks of the verdict."""
    return MarkedWalk(Walkthrough(verdict.trace), verdict.marks)


def _gaps(called: Called) -> str:
    """In words which quantities are still to be written, if it fails because of them; or ''."""
    if "ellipsis" not in called.failed:
        return ""
    empty = [name for name, value in called.variables.items() if value is ...]
    makers = dict.fromkeys(maker.name for name in empty if (maker := called.source(name)))
    where = f" in {listed([*makers])}" if makers else ""
    what = f"{listed(empty)}{where}" if empty else called.through
    return f"{what} {'are' if empty[1:] else 'is'} {EMPTY}" if what else ""


def _delta_called(function: Function, trace: Trace, l: int) -> Called:
    W, delta, net = (trace.value(key) for key in (f"W_{l}", f"delta_{l + 1}", f"net_{l}"))
    return call(function, W, delta, net, trace.f[l], names=("W", "delta", "net"))
