"""The words of a code, read off the frozen class of a panel's state: one word a field.

A field's type says how it is written, its default what a code need not say. So a field that is
added to a state stands in the codes. `word` gives a field another word than its name.
"""

from collections.abc import Iterator
from dataclasses import MISSING, Field, field, fields
from typing import Any, get_type_hints

from mlpcore.network import MLP
from mlpcore.panels.base.state_codes import (
    FLAG,
    NET,
    NUMBER,
    NUMBERS,
    ROWS,
    WHOLE,
    WIDTHS,
    WORD,
    YES,
    Kind,
)

OF_TYPE: dict[Any, Kind] = {
    str: WORD,
    int: WHOLE,
    float: NUMBER,
    bool: FLAG,
    MLP: NET,
    tuple[int, ...]: WIDTHS,
    tuple[float, ...]: NUMBERS,
    tuple[tuple[float, ...], ...]: ROWS,
}


def word(name: str) -> Any:
    """A field that stands in a code by another name."""
    return field(metadata={"word": name})


def kinds_of(state: type) -> dict[str, Kind]:
    """How each word of such a state is written; a flag that is usually up says yes or no."""
    types = get_type_hints(state)
    return {
        said: YES if each.default is True else OF_TYPE[types[each.name]]
        for said, each in _words(state)
    }


def usual_of(state: type) -> dict[str, Any]:
    """What a code need not say: the defaults."""
    return {said: each.default for said, each in _words(state) if each.default is not MISSING}


def told(state: Any) -> dict[str, Any]:
    """All that a state holds, by the words of a code."""
    return {said: getattr(state, each.name) for said, each in _words(type(state))}


def names_of(state: type) -> dict[str, str]:
    """The name of the field that each word tells."""
    return {said: each.name for said, each in _words(state)}


def _words(state: type) -> Iterator[tuple[str, Field[Any]]]:
    return ((each.metadata.get("word", each.name), each) for each in fields(state))
