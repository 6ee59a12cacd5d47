"""What the tables of the lesson say, all of them: every text that stands in a module."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from importlib import import_module
from pkgutil import walk_packages

import numpy as np
import pytest

from mlpcore import MLP, Forward, datasets, lesson, stopping, train
from mlpcore.lesson import Node, Trace, Value, bugged
from mlpcore.lesson.batch import places
from mlpcore.lesson.exercise_book import WORKBOOKS
from mlpcore.lesson.notation.books import BOOKS
from mlpcore.lesson.softmax.softmax_trace import SoftmaxPass
from mlpcore.lesson.training import layers
from mlpcore.lesson.training.comparisons import batch_sizes, bottlenecks, pairs, stopping_points
from mlpcore.losses import LOSSES
from tests.helpers.passes import PASSES, walk
from tests.helpers.slip_cases import CASES

MODULES = sorted(each.name for each in walk_packages(lesson.__path__, f"{lesson.__name__}."))
NAMES = {"ReLU", "NumPy", "MyValue", "MLP", "II", "III", "IV", "dW", "ΔW", "W₂ᵀ"}
LATEX = {"lVert", "rVert"}
NUMBER = re.compile(r"[⁰¹²³⁴-⁹₀-₉]+|eE")  # an exponent, an index; 1e5 or 1E5


def texts(thing: object, seen: set[int]) -> Iterator[str]:
    """Every text that can be reached from something by its entries and fields."""
    if isinstance(thing, str):
        yield thing
    if isinstance(thing, str) or id(thing) in seen:
        return
    seen.add(id(thing))
    if isinstance(thing, Mapping):
        thing = [*thing.items()]
    if isinstance(thing, list | tuple | set | frozenset):
        for each in thing:
            yield from texts(each, seen)
    elif is_dataclass(thing) and not isinstance(thing, type):
        for field in fields(thing):
            yield from texts(getattr(thing, field.name), seen)


def tables(name: str) -> dict[str, object]:
    """What a module holds, by name."""
    return {key: each for key, each in vars(import_module(name)).items() if key[:2] != "__"}


each_module = pytest.mark.parametrize("name", MODULES)


@each_module
def test_no_word_of_a_table_is_shouted(name: str) -> None:
    """Each is written small, but for its first letter, or is a name that is known not to be."""
    said = " ".join(texts([*tables(name).values()], set()))
    odd = {word for word in re.findall(r"[^\W\d_]{2,}", said) if not word.islower()}
    odd = {word for word in odd - NAMES - LATEX if not word.istitle()}
    assert {word for word in odd if not NUMBER.fullmatch(word)} == set()


@each_module
def test_the_words_of_one_table_begin_alike(name: str) -> None:
    """All with a capital, as on buttons, or all small, as in the middle of a sentence."""
    for key, table in tables(name).items():
        if isinstance(table, dict) and key != "PAPERS":  # of which A4 is written so
            words = [each for each in table.values() if isinstance(each, str)]
            assert len({each[0].isupper() for each in words if each[1:2].islower()}) <= 1, key


NET, SAMPLE = MLP([2, 3, 2], "tanh", seed=7, init="uniform"), ([0.8, -0.4], [1.0, 0.0])
MOONS, CLASSES = datasets.moons(30)


def wrong_backward(mlp: MLP, fwd: Forward, y: object) -> object:
    """A student's, whose gradients are turned round."""
    bwd = mlp.backward(fwd, y)
    return bwd.delta, [-dW for dW in bwd.dW], bwd.db


def unwritten(*_: object) -> object:
    """A student's, before anything is written."""
    return ...


def printed() -> Iterator[object]:
    """What the functions of the lesson print, each once or in some of its forms."""
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


@pytest.fixture(scope="module")
def said() -> list[str]:
    """All of that as text."""
    return [*map(str, printed())]


def test_no_word_that_is_printed_is_shouted(said: list[str]) -> None:
    """As in the tables."""
    for text in said:
        words = set(re.findall(r"[A-Za-z]{2,}", text)) - NAMES - LATEX - {"XOR"}
        odd = {word for word in words if not (word.islower() or word.istitle())}
        assert {word for word in odd if not NUMBER.fullmatch(word)} == set(), text


def test_no_number_that_is_printed_has_more_than_six_digits_or_is_minus_0(said: list[str]) -> None:
    """So it is the same text on every machine."""
    for text in said:
        for number in re.findall(r"(?<![\w.])\d+\.\d+", text):
            assert len(number.replace(".", "").lstrip("0")) <= 6, text
        assert not re.search(r"(?<![\w.])[-−]0(\.0+)?(?![\w.])", text), text


def test_nothing_of_python_is_left_in_what_is_printed(said: list[str]) -> None:
    """No address, no function, no array."""
    for text in said:
        assert not re.search(r"<function| at 0x|np\.float64|array\(", text), text
