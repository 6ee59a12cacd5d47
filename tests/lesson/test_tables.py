"""What the tables of the lesson say, all of them: every text that stands in a module."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from importlib import import_module
from pkgutil import walk_packages

import pytest

from mlpcore import lesson

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


@pytest.mark.parametrize("name", MODULES)
def test_no_word_of_a_table_is_shouted(name: str) -> None:
    """Each is written small, but for its first letter, or is a name that is known not to be."""
    tables = [each for key, each in vars(import_module(name)).items() if not key.startswith("__")]
    words = {word for text in texts(tables, set()) for word in re.findall(r"[^\W\d_]{2,}", text)}
    odd = {word for word in words if not (word.islower() or word.istitle())}
    assert {word for word in odd - NAMES - LATEX if not NUMBER.fullmatch(word)} == set()
