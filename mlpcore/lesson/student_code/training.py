"""A training loop of the student's own, judged on XOR: `judge_training`."""

from collections.abc import Callable, Iterator

import numpy as np

from mlpcore import datasets
from mlpcore.checks import Array
from mlpcore.lesson.notation.numbers import array_text, six
from mlpcore.lesson.steps.overrides import alike
from mlpcore.lesson.student_code.answers import Answer, answer, returned
from mlpcore.lesson.student_code.call import Called, Function, call, named_function
from mlpcore.lesson.student_code.callees import COMPARE, listed, other_arguments
from mlpcore.lesson.student_code.lines import PARAMETERS, judge_lines
from mlpcore.lesson.student_code.report import EMPTY, Line, Report
from mlpcore.network import MLP

EXPECTED = "(W_0, b_0, W_1, b_1)"
TRAINS = "my_train(X, Y, W_0, b_0, W_1, b_1, eta, epochs)"
RESULTS = " ".join(PARAMETERS)
STEP = f"{EMPTY}: one step, which gives the new weights and biases"
RUNS = ((4, 6, 0.3, 3), (3, 7, 0.5, 2))  # hidden units, seed, η, epochs
EPOCHS, ETA = 300, 0.3


def judge_training(my_train: Function) -> Report:
    """Call `my_train(X, Y, W_0, b_0, W_1, b_1, eta, epochs)` on XOR, twice, and judge its weights.

    They are to be those of online descent, sample after sample in order, in every epoch. When they
    are right it is run for 300 epochs, and the report says what was learned. TypeError for what is
    no function.
    """
    name = named_function(my_train, TRAINS)
    for width, seed, eta, epochs in RUNS:
        mlp = xor_network(width, seed)
        found = _judged(mlp, _called(my_train, mlp, eta, epochs), eta, epochs)
        if found.state != "right":
            return Report(name, (found,))
    return Report(name, (found,), after=_learned(my_train))


def xor_network(width: int = 4, seed: int = 6) -> MLP:
    """The 2-4-1 network of tanh units with which notebook 06 begins; another width and seed."""
    return MLP([2, width, 1], "tanh", seed=seed, init="uniform")


def _called(my_train: Function, mlp: MLP, eta: float, epochs: int) -> Called:
    X, Y = datasets.xor()
    return call(my_train, X, Y, *_weights(mlp), eta, epochs, names=("X", "Y", *PARAMETERS))


def _weights(mlp: MLP) -> tuple[Array, ...]:
    return mlp.W[0], mlp.b[0], mlp.W[1], mlp.b[1]


def _judged(mlp: MLP, called: Called, eta: float, epochs: int) -> Line:
    """The verdict on one call."""
    line = "W_0, b_0, W_1, b_1"
    if called.failed:
        return _stopped(line, called, mlp, eta)
    result = returned(called.result, PARAMETERS, f"{EXPECTED} after the last epoch")
    if isinstance(result, str):
        return Line(line, "wrong", result)
    if any(each is ... for each in result.values()):
        return Line(line, "waits", "waits for the step, which still gives ...")
    if called.changed:
        return Line(line, "wrong", f"it changed {', '.join(called.changed)} of its caller in place")
    true = _weights(_trained(mlp, eta, epochs))
    given = [answer(f"your {n}", result[n], t) for n, t in zip(PARAMETERS, true, strict=True)]
    faults = [each.fault for each in given if each.fault]
    if not faults and _same(given, true):
        return Line(line, "right")
    if step := _not_right(called):
        return Line(line, "waits", f"waits for {step}, which is not right yet: see its own verdict")
    known = (words for weights, words in _mistakes(mlp, eta, epochs) if _same(given, weights))
    told = faults[0] if faults else next(known, "")
    otherwise = "not the weights that these epochs give; is every line of the step right?"
    return Line(line, "wrong", told or _misused(called, mlp, eta) or otherwise)


def _step_of(called: Called) -> Function | None:
    """The function that is called for a step, if its lines can be judged as those of one."""
    step = called.inner[0].function if called.inner else None
    return step if step and judge_lines(step, RESULTS).lines else None


def _not_right(called: Called) -> str:
    """The name of the function of a step, if that is not right itself."""
    step = _step_of(called)
    return step.__name__ if step and not judge_lines(step, RESULTS).ok else ""


def _misused(called: Called, mlp: MLP, eta: float) -> str:
    """That a right step gets something else than it should: what, at the first such call."""
    if _step_of(called) is None:
        return ""
    X, Y = datasets.xor()
    weights: object = _weights(mlp)
    for n, inner in enumerate(called.inner):
        true = dict(zip(("x", "y", "eta"), (X[n % len(X)], Y[n % len(Y)], eta), strict=True))
        if isinstance(weights, tuple) and len(weights) == len(PARAMETERS):
            true |= dict(zip(PARAMETERS, weights, strict=True))
        if other := listed(other_arguments(inner, true)):
            return f"{inner.name} is right, but gets another {other} here: {COMPARE}"
        weights = inner.result
    return ""


def _stopped(line: str, called: Called, mlp: MLP, eta: float) -> Line:
    """It failed: at an empty line, at a step that is still empty, or by a mistake."""
    if any(value is ... for value in called.variables.values()):
        return Line(line, "waits", "waits for a step that gives numbers, not ...")
    if called.through:
        misused = "" if _not_right(called) else _misused(called, mlp, eta)
        return Line(line, "wrong", misused) if misused else Line(line, "waits", called.waiting)
    if "ellipsis" in called.failed:
        return Line(line, "open", STEP)
    return Line(line, "wrong", called.failed)


def _trained(mlp: MLP, eta: float, epochs: int, rows: slice = slice(None)) -> MLP:
    """The network after these epochs of online descent, without a change of order."""
    after = mlp.copy()
    X, Y = datasets.xor()
    for _ in range(epochs):
        for x, y in zip(X[rows], Y[rows], strict=True):
            after.descend(after.backward(after.forward(x), y), eta)
    return after


def _mistakes(mlp: MLP, eta: float, epochs: int) -> Iterator[tuple[tuple[Array, ...], str]]:
    """What a wrong loop gives, and what to say of it."""
    runs: list[tuple[Callable[[], MLP], str]] = [
        (lambda: mlp, "the weights are as they were: put what the step gives back into them"),
        (
            lambda: _trained(mlp, eta, 1, slice(1)),
            "that is one step, for the first sample: is `return` inside a loop?",
        ),
        (
            lambda: _trained(mlp, eta, 1),
            "that is one epoch, however many are asked for: does the outer loop run over all of "
            "them, and does `return` stand behind it?",
        ),
        (
            lambda: _trained(mlp, eta, epochs, slice(3, None)),
            "those are steps for the last sample alone: does the inner line stand inside its loop?",
        ),
        (
            lambda: _trained(mlp, eta, epochs, slice(None, None, -1)),
            "the samples come in the reverse order: take them as they stand",
        ),
    ]
    yield from ((_weights(run()), words) for run, words in runs)


def _same(given: list[Answer], true: tuple[Array, ...]) -> bool:
    pairs = zip(given, true, strict=True)
    return all(each.given is not None and alike(each.given, value) for each, value in pairs)


def _learned(my_train: Function) -> str:
    """What it has learned after many epochs."""
    mlp = xor_network()
    called = _called(my_train, mlp, ETA, EPOCHS)
    result = called.failed or returned(called.result, PARAMETERS, EXPECTED)
    begin = f"XOR after {EPOCHS} epochs with η = {ETA}"
    if isinstance(result, str):
        return f"{begin}: {result}"
    (X, Y), W, b = datasets.xor(), ["W_0", "W_1"], ["b_0", "b_1"]
    try:
        after = MLP.from_weights([result[n] for n in W], [result[n] for n in b], "tanh")
    except Exception as error:  # they may be anything, for only those of a few epochs were judged
        return f"{begin}: {error}"
    before, now = (six(float(np.mean(each.loss(Y, each.forward(X).o))), 3) for each in (mlp, after))
    outputs = array_text(np.round(after.forward(X).o.ravel(), 2) + 0.0)
    return f"{begin}: ε from {before} to {now}, o = {outputs}"
