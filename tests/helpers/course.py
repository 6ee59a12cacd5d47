"""What the lesson prints: its walks, tables, verdicts, exercises, slips and worksheets, as text.

`printed()` gives what its functions print, each once or in some of its forms; `course()` adds what
is said of wrong answers, steps in all their forms, and worksheets; `said()` gives all of it as
lines, each once.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np

from mlpcore import MLP, Forward, datasets, lesson, stopping, train
from mlpcore.lesson import Node, Trace, Value, bugged
from mlpcore.lesson.batch import places
from mlpcore.lesson.exercise_book import WORKBOOKS
from mlpcore.lesson.exercise_book.exercise import Exercise
from mlpcore.lesson.notation.books import BOOKS
from mlpcore.lesson.softmax.softmax_trace import SoftmaxPass
from mlpcore.lesson.training import layers
from mlpcore.lesson.training.comparisons import batch_sizes, bottlenecks, pairs, stopping_points
from mlpcore.losses import LOSSES
from tests import ROOT
from tests.helpers.passes import PASSES, walk
from tests.helpers.reading import of_text
from tests.helpers.slip_cases import CASES

KEPT = ROOT / "tests" / "lesson" / "said.txt"
NET, SAMPLE = MLP([2, 3, 2], "tanh", seed=7, init="uniform"), ([0.8, -0.4], [1.0, 0.0])
MOONS, CLASSES = datasets.moons(30)


def wrong_backward(mlp: MLP, fwd: Forward, y: object) -> object:
    """A student's, whose gradients are turned round."""
    bwd = mlp.backward(fwd, y)
    return bwd.delta, [-dW for dW in bwd.dW], bwd.db


def unwritten(*_: object) -> object:
    """A student's, before anything is written."""
    return ...


@cache
def printed() -> list[str]:
    """What the functions of the lesson print, each once or in some of its forms."""
    return [*map(str, _printed())]


def _printed() -> Iterator[object]:
    yield from (walk(name, book) for name in PASSES for book in BOOKS if name != "deep")
    yield from (lesson.compare_activations(), lesson.glossary, lesson.missing())
    yield from (lesson.count_products([2, 4, 1]), lesson.worksheet(), lesson.worksheet(level=4).key)
    for name, case in CASES.items():
        yield from (lesson.slips[name], lesson.slips[name].refute(case.mlp, *case.data))
    for key in ("net_1", "eps", "delta_1", "dW_0", "W_1"):
        yield from (lesson.hint(key, NET, *SAMPLE, level=level) for level in (1, 2, 3))
        yield from (lesson.reveal(key, NET, *SAMPLE), lesson.check(key, 1.5, NET, *SAMPLE))
    for slip in (None, "missing-minus", "transposed-weights"):
        yield lesson.gradient_experiment(NET, *SAMPLE, slip=slip)
    yield lesson.nudge(NET, *SAMPLE, "W_0", (1, 1))
    yield from (lesson.judge(wrong_backward, NET, *SAMPLE), lesson.judge(unwritten, NET, *SAMPLE))
    yield from (
        lesson.judge_value(Node),
        lesson.judge_value(Value),
        lesson.judge_training(unwritten),
    )
    run = train(MLP([2, 3, 1], "tanh"), MOONS, CLASSES, eta=0.1, epochs=3)
    yield from (batch_sizes(MLP([2, 3, 1]), MOONS, CLASSES, epochs=3), bottlenecks([2], epochs=3))
    yield stopping_points(run.records, [stopping.loss_below(0.1), stopping.no_improvement(1)])
    yield pairs([("sigmoid", "half_squared_error")], MOONS, CLASSES, epochs=2)
    yield from (layers.rows(NET, *datasets.xor()), layers.cuts(MLP([2, 2, 1]), *datasets.xor()))
    yield from (lesson.which_bugs_learn("xor", 1), bugged(NET, *SAMPLE))
    for loss in LOSSES:
        yield SoftmaxPass([2.0, 1.0, -1.0], [0.0, 1.0, 0.0], loss, T=2.0, c=1.0)
    batch = Trace.of_batch(NET, np.ones((2, 2)), np.ones((2, 2)), 0.5)
    for key in ("dW_1", "db_0"):
        yield from places.table(batch, key)
        for place in (*places.places(batch, key), *places.places(batch, key, "sum")):
            yield f"{place.section} {place.name} {place.words} {place.fact} {place.formula.text}"
    for exercise in (each for book in WORKBOOKS.values() for each in book):
        yield from (exercise.markdown, *exercise.hints, exercise.reveal())


# what no exercise takes: not to be read, of another shape, far off, no name
ANY = ("1, two", [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], 1000.0, -1000.0, float("nan"), "delta")
SHEETS = (
    {"level": 1}, {"level": 2}, {"named": True}, {"level": 4},
    {"loss": "binary_cross_entropy", "formulas": False},
)  # fmt: skip
STUDENT = 5


def of_exercise(exercise: Exercise) -> Iterator[str]:
    """What it asks for, and what it says of answers that are wrong."""
    yield f"{exercise.id}: {exercise.judge.asks}"
    for answer in (*(each.value() for each in exercise.judge.mistakes), *ANY, *range(1, 7)):
        yield exercise.check(answer).message


def of_steps(name: str) -> Iterator[str]:
    """The steps of a pass: words, code, shapes, its formula and the first of its numbers."""
    for step in walk(name):
        first = (1,) * step.shown.ndim
        yield from (f"{step.name}: {step.words}", step.code, step.shapes, step.explain(*first))
        yield from (form.latex for form in step.forms)


def course() -> Iterator[str]:
    """All that the lesson says, in texts of a line or more."""
    of_machine = str(lesson.missing())  # which may differ from one to the next
    yield from (text for text in printed() if text != of_machine)
    for slip in lesson.slips.values():
        yield f"{slip.id}: {slip.means}; {slip.about}; {slip.silent}"
        yield f"{slip.written.latex} in truth {slip.true.latex}"
    for exercise in (each for book in WORKBOOKS.values() for each in book):
        yield from of_exercise(exercise)
        if exercise.vary:
            own = exercise.vary(STUDENT)
            yield from (own.question, *own.hints, own.reveal(), *of_exercise(own))
    for name in PASSES:
        yield from of_steps(name) if name not in ("deep", "wide") else ()
    for what in SHEETS:
        sheet = lesson.worksheet(seed=1, **what)
        yield from (sheet.problem, sheet.key, sheet.latex())


@cache
def said() -> list[str]:
    """All that the lesson says, each line once, but for what is no more than numbers."""
    return list(dict.fromkeys(line for text in course() for line in of_text(text)))
