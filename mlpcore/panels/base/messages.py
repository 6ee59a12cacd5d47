"""The gate for what a page sends: an action that the panel has, with just the arguments it takes.

What an action takes stands once, in the annotations of its method `do_…`; traitlets, which every
widget is made of, checks against them. `action(panel, do, what)` gives the method, or raises
`MessageError`, whose words are for the log: nobody who clicks can send such a message.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, get_type_hints

from traitlets import Float, HasTraits, Int, List, TraitError, TraitType, Unicode

LONGEST = 10_000  # characters of what a person types
NAME = 60  # characters of what the page calls a thing
PLACES = 4  # numbers of an index
BEYOND = 2**53  # a page has no whole numbers from here on

PLACE: TraitType[Any, Any] = Int(min=-BEYOND, max=BEYOND)
TAKES: dict[Any, TraitType[Any, Any]] = {
    str: Unicode(), float: Float(), int: PLACE, list[int]: List(PLACE, maxlen=PLACES),
}  # fmt: skip


class MessageError(Exception):
    """What came is no message that a panel like this takes."""


def action(panel: HasTraits, do: object, what: Mapping[str, object]) -> Callable[..., None]:
    """Give the method `do_…` for an action, `what` being its arguments by name.

    MessageError for an action that is unknown, and for arguments that it does not take.
    """
    method = getattr(type(panel), f"do_{do}", None) if isinstance(do, str) else None
    if method is None:
        raise MessageError(f"there is nothing like {do!r:.40} to do")
    takes = _takes(method)
    if what.keys() != takes.keys():
        raise MessageError(f"{do} takes {sorted(takes)}, not {sorted(map(str, what))!s:.100}")
    for name, kind in takes.items():
        if not _fits(panel, name, kind, what[name]):
            raise MessageError(f"{do} takes as {name} {kind}, not {what[name]!r:.60}")
    bound: Callable[..., None] = getattr(panel, f"do_{do}")
    return bound


@cache
def _takes(method: Callable[..., None]) -> dict[str, Any]:
    """The type of each argument by name."""
    return {name: kind for name, kind in get_type_hints(method).items() if name != "return"}


def _fits(panel: HasTraits, name: str, kind: Any, value: object) -> bool:
    entries = value if isinstance(value, list | tuple) else [value]
    if any(isinstance(each, bool) for each in entries):  # which Python takes for 0 and 1
        return False
    if isinstance(value, str) and len(value) > (LONGEST if name == "value" else NAME):
        return False
    try:
        TAKES[kind]._validate(panel, list(entries) if kind == list[int] else value)
        str(value).encode()  # half an emoji could not be sent back
    except (TraitError, OverflowError, UnicodeEncodeError):
        return False
    return True
