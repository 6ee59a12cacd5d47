"""Answers to random questions: true ones, slips, and wrong ones; and what became of them.

`random_case(rng)` draws a network with a sample or a batch; `all_asked` tries true answers in
several spellings, every slip that applies, slips carried on, and random numbers; a `Tally` counts
each `outcome`. `measured(networks, seed)` does all of it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from mlpcore import MLP
from mlpcore.checks import Array
from mlpcore.lesson import Check, Slip, check, slips
from mlpcore.lesson.grading.answers import near
from mlpcore.lesson.grading.diagnosis import Diagnosis
from mlpcore.lesson.steps.question import Question, ask, keys
from mlpcore.lesson.steps.trace import Trace

HIDDEN = ["sigmoid", "tanh", "relu", "identity", "softmax"]
OUTPUT = ["sigmoid", "tanh", "relu", "identity", "softmax", "softmax"]
TRUE_BUT = {"digits": "more digits"}  # asked for: a step that three digits cannot show
NAMING = ("slip", "carried", "everywhere", "two", "three")  # the verdicts that name a slip


class Case(NamedTuple):
    """A network, a sample or a batch, and a learning rate."""

    mlp: MLP
    x: Array
    y: Array
    eta: float


class Asked(NamedTuple):
    """An answer to a quantity of a case, the verdict, and which slips were made in truth."""

    what: str
    key: str
    verdict: Check
    made: tuple[Slip, ...] = ()


def random_case(rng: Generator) -> Case:
    """Up to three hidden layers, up to four units each; weights with all digits or one decimal."""
    layers = int(rng.integers(1, 5))
    widths = [int(m) for m in rng.integers(1, 5, layers + 1)]
    if rng.random() < 0.3:
        widths = [widths[0]] * (layers + 1)
    names = [str(rng.choice(HIDDEN)) for _ in range(layers - 1)] + [str(rng.choice(OUTPUT))]
    pairs = zip(names, widths[1:], strict=True)
    names = ["sigmoid" if name == "softmax" and m == 1 else name for name, m in pairs]
    entropy = names[-1] in ("sigmoid", "softmax") and rng.random() < 0.6
    loss = "cross_entropy" if entropy else "half_squared_error"
    loss = "binary_cross_entropy" if entropy and widths[-1] == 1 else loss
    mlp = MLP(widths, names, loss, seed=int(rng.integers(2**31)), init="uniform")
    if rng.random() < 0.3:
        W, b = ([np.round(2 * a, 1) for a in each] for each in (mlp.W, mlp.b))
        mlp = MLP.from_weights(W, b, names, loss)
    shape = (int(rng.integers(2, 4)),) if rng.random() < 0.25 else ()
    x = rng.integers(-20, 21, (*shape, widths[0])) / 10
    return Case(mlp, x, _target(rng, shape, widths[-1]), float(rng.choice([0.1, 0.5, 0.8, 1.5])))


def _target(rng: Generator, shape: tuple[int, ...], k: int) -> Array:
    """One of k, or shares with one decimal."""
    if rng.random() < 0.6:
        return np.asarray(np.eye(k)[rng.integers(k, size=shape)])
    return rng.integers(0, 11, (*shape, k)) / 10


def all_asked(rng: Generator, case: Case, wrong_ones: int = 4) -> Iterator[Asked]:
    """Every answer that is tried on one case; wrong ones are asked for so many quantities."""
    record = Trace(*case)
    chosen = keys(record)
    few = rng.choice(chosen, min(wrong_ones, len(chosen)), replace=False)
    for key in chosen:
        question = ask(record, key)
        yield from _true_ones(question, case)
        yield from _slipped(question, case)
        if key in few:
            yield from _carried(rng, question, case)
            yield from _wrong_ones(rng, question, case)


def _true_ones(question: Question, case: Case) -> Iterator[Asked]:
    """The true value as it may be written down."""
    value = question.value
    spelt = [value.tolist(), value.astype(np.float32), *(digits(value, n) for n in (3, 4, 6))]
    for answer in (value, *spelt):
        yield Asked("true", question.key, check(question.key, answer, *case))


def _slipped(question: Question, case: Case) -> Iterator[Asked]:
    """What every slip gives there, in full and to four digits, where that is not true."""
    for slip in slips.values():
        if slip.applies(question.record, question.key):
            value = Diagnosis(((question.key, slip),)).value(question)
            yield from _answered("slip", question, case, value, (slip,))


def _carried(rng: Generator, question: Question, case: Case) -> Iterator[Asked]:
    """What follows from one slip before it, and two slips one after the other."""
    record = question.record
    earlier = keys(record)[: keys(record).index(question.key)]
    made = [(at, slip) for at in earlier for slip in slips.values() if slip.applies(record, at)]
    here = [slip for slip in slips.values() if slip.applies(record, question.key)]
    if not made:
        return
    at, first = made[int(rng.integers(len(made)))]
    alone = Diagnosis(((at, first),)).value(question)
    if alone is not None and not _same(alone, question.value):
        yield from _answered("carried", question, case, alone, (first,))
        if here:
            second = here[int(rng.integers(len(here)))]
            both = Diagnosis(((at, first), (question.key, second))).value(question)
            single = Diagnosis(((question.key, second),)).value(question)
            if both is not None and not any(_same(both, v) for v in (alone, single)):
                yield from _answered("two", question, case, both, (first, second))


def _answered(
    what: str, question: Question, case: Case, value: Array | None, made: tuple[Slip, ...]
) -> Iterator[Asked]:
    """The same value in full and to four digits, as far as it is not the truth."""
    if value is None or _same(value, question.value):
        return
    yield Asked(f"{what}, in full", question.key, check(question.key, value, *case), made)
    short = digits(value, 4)
    alike = short.shape == question.value.shape
    if not (alike and near(short, question.value).all()):
        verdict = check(question.key, short, *case)
        yield Asked(f"{what}, four digits", question.key, verdict, made)


def _wrong_ones(rng: Generator, question: Question, case: Case) -> Iterator[Asked]:
    """Random numbers of the same shape and size, and the true ones, each off by 5 to 50 %."""
    value = question.value
    size = float(np.abs(value).max()) or 1.0
    noise = rng.normal(0, size, value.shape)
    off = value * (1 + rng.choice([-1, 1], value.shape) * rng.uniform(0.05, 0.5, value.shape))
    if not np.isfinite(size):
        return
    for what, answer in (("random", noise), ("perturbed", off)):
        for spelt, written in ((", in full", answer), (", three digits", digits(answer, 3))):
            if not _same(written, value) and np.any(written):
                verdict = check(question.key, written, *case)
                yield Asked(what + spelt, question.key, verdict)


def _same(a: Array | None, b: Array) -> bool:
    """Whether no more than the last digits differ."""
    return a is not None and a.shape == b.shape and np.allclose(a, b, 1e-6, 1e-9, equal_nan=True)


@np.vectorize
def _to(v: float, n: int) -> float:
    return float(f"{v:.{n}g}")


def digits(value: Array, n: int) -> Array:
    """Every entry to n significant digits."""
    return np.asarray(_to(value, n), np.float64) if value.size else value


class Tally:
    """How often what was said."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.missed: list[Asked] = []

    def add(self, asked: Asked) -> None:
        """Count one."""
        result = outcome(asked)
        self.counts[asked.what, result] += 1
        if result in ("refused", "called a slip", "missed"):
            self.missed.append(asked)

    def count(self, what: str, *results: str) -> int:
        """How often one of these results, or any."""
        return sum(
            n for (of, result), n in self.counts.items()
            if of == what and (not results or result in results)
        )  # fmt: skip

    def share(self, what: str, *results: str) -> float:
        """The same in parts of 1."""
        return self.count(what, *results) / max(1, self.count(what))

    def lines(self) -> Iterator[str]:
        """The table."""
        yield f"{'answers':24s} {'asked':>8s}  results"
        for what in dict.fromkeys(of for of, _ in self.counts):
            results = {result: n for (of, result), n in self.counts.items() if of == what}
            shares = {result: 100 * n / self.count(what) for result, n in results.items()}
            said = ", ".join(f"{result} {results[result]} ({share:.3g} %)"
                             for result, share in sorted(shares.items(), key=_falling))  # fmt: skip
            yield f"{what:24s} {self.count(what):8d}  {said}"


def _falling(share: tuple[str, float]) -> float:
    return -share[1]


def outcome(asked: Asked) -> str:
    """What became of an answer."""
    verdict, made = asked.verdict, asked.made
    if asked.what == "true":
        return "taken" if verdict.correct else TRUE_BUT.get(verdict.kind, "refused")
    if not made:
        return "called a slip" if verdict.kind in NAMING else "not called one"
    if verdict.correct:
        return "taken for the truth"
    if not verdict.slips:
        return "missed"
    if set(made) <= set(verdict.slips):
        return "named" if len(verdict.slips) == len(made) else "named among others"
    return "another with the same numbers"


def measured(
    networks: int,
    seed: int = 0,
    wrong_ones: int = 4,
    watch: Callable[[range], Iterable[int]] = iter,
) -> Tally:
    """Ask everything of so many networks; `watch` may look on as they pass."""
    tally = Tally()
    for n in watch(range(networks)):
        rng = np.random.default_rng([seed, n])
        for asked in all_asked(rng, random_case(rng), wrong_ones):
            tally.add(asked)
    return tally
