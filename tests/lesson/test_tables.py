"""What the tables of the lesson say, all of them: every text that stands in a module."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from importlib import import_module
from pkgutil import walk_packages

import pytest

from mlpcore import lesson
from tests.helpers.course import printed

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


def test_no_word_that_is_printed_is_shouted() -> None:
    """As in the tables."""
    for text in printed():
        words = set(re.findall(r"[A-Za-z]{2,}", text)) - NAMES - LATEX - {"XOR"}
        odd = {word for word in words if not (word.islower() or word.istitle())}
        assert {word for word in odd if not NUMBER.fullmatch(word)} == set(), text


def test_no_number_that_is_printed_has_more_than_six_digits_or_is_minus_0() -> None:
    """So it is the same text on every machine."""
    for text in printed():
        for number in re.findall(r"(?<![\w.])\d+\.\d+", text):
            assert len(number.replace(".", "").lstrip("0")) <= 6, text
        assert not re.search(r"(?<![\w.])[-−]0(\.0+)?(?![\w.])", text), text


def test_nothing_of_python_is_left_in_what_is_printed() -> None:
    """No address, no function, no array."""
    for text in printed():
        assert not re.search(r"<function| at 0x|np\.float64|array\(", text), text
