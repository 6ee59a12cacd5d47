"""A slip: a line that is easily written and wrong, as data, and the numbers that it gives.

Make a `Slip`; ask whether it `applies` to a quantity of a pass and what `value` it gives there; let
shapes or central differences refute it (`refute`). A slip's own rule is a function of the record
and the layer, or, where it changes what is otherwise right, `altered` or `stepped`. The slips
themselves are in `catalogue`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from mlpcore.activations import quiet
from mlpcore.checks import Array
from mlpcore.gradcheck import TOLERANCE, relative_error
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.numbers import array_text
from mlpcore.lesson.notation.text import Line, Text, table
from mlpcore.lesson.steps.question import Question, ask, keys
from mlpcore.lesson.steps.shape_clash import ShapeError
from mlpcore.lesson.steps.trace import Trace
from mlpcore.network import MLP

Rule = Callable[[Trace, int], Array | np.floating | float]
Change = Callable[[Array, Trace, int], Array]

KINK = "right, but a net input so near a kink that central differences step over it"


@dataclass(frozen=True)
class Altered:
    """A rule that changes the right value; so it can follow another slip at the same quantity.

    `of_step` marks a change of η ∇, the step, by which the weight is then moved.
    """

    kind: str
    change: Change
    of_step: bool = False

    def __call__(self, record: Trace, l: int) -> Array:
        """The change of the right value."""
        quantity = f"new:{self.kind}_{l}" if self.of_step else _key(self.kind, l)
        return self.over(record, l, record.followed(quantity))

    def over(self, record: Trace, l: int, value: Array) -> Array:
        """The change of a value that need not be right."""
        if not self.of_step:
            return np.asarray(self.change(value, record, l))
        before = record.value(f"{self.kind}_{l}")
        return np.asarray(before - self.change(before - value, record, l))


def altered(kinds: str, change: Change) -> dict[str, Rule]:
    """A rule for each of these kinds ("eps d_o"): `change(value, record, l)` of the right value."""
    return {kind: Altered(kind, change) for kind in kinds.split()}


def stepped(change: Callable[[Array, Array], Array]) -> dict[str, Rule]:
    """Rules for W and b: they move by `change(step, eta)` downhill, where η ∇ = step is right."""

    def rule(step: Array, record: Trace, l: int) -> Array:
        return change(step, record.value("eta"))

    return {kind: Altered(kind, rule, of_step=True) for kind in "Wb"}


def _nothing(record: Trace, key: str) -> str:
    return ""


@dataclass(frozen=True, eq=False, repr=False)
class Slip:
    """A slip; printed, it says what is written, what is true, why it happens and how it shows.

    `gives` holds, for each kind of quantity that it spoils (`delta`, `dW`, …), the function of the
    record and the layer l that gives its value there, or raises `ShapeError`. `silent` says where
    that is right all the same. These narrow it: `activation` (a name, or "elementwise"), `loss`,
    `place` (output or hidden) and `lowest` l; `batch` is for what only a batch can spoil. `notes`
    marks the slips of the notes, `shapes` those that shapes tell; `means` says how the line is
    read; `watch` adds a line to a refutation.
    """

    id: str
    title: str
    written: Line
    true: Line
    why: str
    shows: str
    silent: str
    gives: Mapping[str, Rule]
    activation: str = ""
    loss: str = ""
    place: str = ""
    lowest: int = 0
    batch: bool = False
    notes: bool = False
    shapes: bool = False
    means: str = ""
    watch: Callable[[Trace, str], str] = _nothing

    def __repr__(self) -> str:
        rows = {"as written": self.written.text, "in truth": self.true.text}
        return table({"slip": self.title, **rows, "why": self.why, "it shows": self.shows})

    @property
    def quantities(self) -> tuple[str, ...]:
        """The kinds of quantities that it spoils."""
        return tuple(self.gives)

    def applies(self, trace: Trace, key: str) -> bool:
        """Whether it spoils that quantity of the pass; an updated weight is W_0 or new:W_0."""
        kind, l = Key(_plain(key)).kind_and_layer
        layer = trace.h + 1 if l is None else l + 1 if kind in ("W", "b", "dW", "db") else l
        f = trace.f[layer]
        return (
            kind in self.gives
            and self.activation in ("", f.name, "elementwise" if f.elementwise else "")
            and self.loss in ("", trace.loss.name)
            and self.place in ("", "output" if layer == trace.h + 1 else "hidden")
            and (l or 0) >= self.lowest
            and (trace.is_batch or not self.batch)
        )

    @quiet
    def value(self, trace: Trace, key: str) -> Array:
        """What it gives in place of that quantity; `ShapeError` where it gives nothing.

        For a batch: each sample's own, one row a sample, and the mean of these for ε, ∇W and ∇b.
        """
        kind, l = Key(_plain(key)).kind_and_layer
        rule, at = self.gives[kind], l or 0
        if self.batch or kind in ("W", "b") or not trace.is_batch:
            return np.asarray(rule(trace, at), np.float64)
        new = {f"new:W_{i}": trace.value(f"new:W_{i}") for i in range(trace.h + 1)}
        each = np.stack([rule(row.overriding(new), at) for row in trace.rows])
        return np.asarray(each.mean(axis=0) if kind in ("eps", "dW", "db") else each)

    @quiet
    def over(self, trace: Trace, key: str, value: Array) -> Array | None:
        """What it makes of another slip's value of the same quantity; None where it cannot."""
        kind, l = Key(_plain(key)).kind_and_layer
        rule = self.gives[kind]
        return rule.over(trace, l or 0, value) if isinstance(rule, Altered) else None

    def can_follow(self, first: "Slip", key: str) -> bool:
        """Whether `over` has a meaning there, once the first slip has been made."""
        kind = Key(_plain(key)).kind
        before, rule = first.gives[kind], self.gives[kind]
        if not isinstance(rule, Altered):
            return False
        return not rule.of_step or isinstance(before, Altered)

    def refute(self, mlp: MLP, x: object, y: object, named: bool = False) -> Text:
        """Hold it against one pass: what the line gives beside what central differences give.

        x is (d,) or a batch of rows (n, d), y accordingly. `named` writes the notes' own names for
        one hidden layer. ValueError where the network has nothing that the slip is about, or x is
        one sample where a batch is needed; errors as for `walkthrough`.
        """
        return Text(table(refutation(self, mlp, x, y, named)))

    @property
    def about(self) -> str:
        """What a network needs for the slip to be possible in it."""
        if self.batch:
            return "a batch, as in x[:2]"
        layer = " ".join(filter(None, (self.activation, self.place)))
        article = "an" if layer[:1] in tuple("aeiou") else "a"
        needs = [f"the loss {self.loss}"] if self.loss else []
        needs += [f"{article} {layer} layer"] if layer else []
        return " and ".join(needs) or f"{' and '.join(self.gives)} from layer {self.lowest} on"


def _plain(key: str) -> str:
    """The key without the frame of an updated weight or of a collapsed δ."""
    frame, inner = Key(key).frame_and_inner
    return inner if frame in ("new", "collapsed") else key


def _key(kind: str, l: int) -> str:
    return kind if kind in ("eps", "d_o") else f"{kind}_{l}"


def refutation(slip: Slip, mlp: MLP, x: object, y: object, named: bool) -> dict[str, str]:
    """The rows of a refutation, by their titles; ValueError where the slip cannot be made."""
    record = Trace(mlp, x, y, named=named)
    questions = [ask(record, key) for key in keys(record) if slip.applies(record, key)]
    if not questions:
        has_none = "one sample" if slip.batch and not record.is_batch else str(mlp)
        raise ValueError(f"the slip {slip.id!r} is about {slip.about}, and {has_none} has none")
    question = next((each for each in questions if _shows(slip, each)), questions[0])
    return _rows(slip, question)


def _shows(slip: Slip, question: Question) -> bool:
    """Whether the slip gives anything but the true numbers there."""
    try:
        return not _agree(question, slip.value(question.record, question.key), question.value)
    except ShapeError:
        return True


def _agree(question: Question, value: Array, expected: Array) -> bool:
    if value.shape != expected.shape:
        return False
    worst = relative_error(value, expected, float(question.record.value("eps"))).max()
    return bool(np.array_equal(value, expected) or worst <= TOLERANCE)


def _rows(slip: Slip, question: Question) -> dict[str, str]:
    name, found = question.symbol.text, question.numerical
    expected = question.value if found is None else found
    rows = {"as written": slip.written.text, "read as": slip.means}
    try:
        value = slip.value(question.record, question.key)
        agree = _agree(question, value, expected)
        silent = f"the slip is silent where {slip.silent}"
        verdict = f": they agree; {silent}" if agree else ": they disagree"
        told = "" if found is not None else f": {silent}" if agree else ": not so"
        rows["it gives"] = f"{name} = {array_text(value)}{told}"
    except ShapeError as clash:
        rows["shapes clash"], verdict = str(clash), ""
    if found is not None:
        numbers = array_text(np.round(found, 8), digits=4)
        rows["numerically"] = f"{name} ≈ {numbers}{verdict}"
    rows["in truth"] = question.text
    if found is not None:
        rows["in truth"] += (
            ": agrees" if _agree(question, question.value, expected) else f": {KINK}"
        )
    return rows | {"watch": slip.watch(question.record, question.key)}
