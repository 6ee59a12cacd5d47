"""What a page sends: whatever it is, the panel goes on, with the numbers that `mlpcore` computes.

One hypothesis test a kind of panel: runs of clicks, drags to both ends of float64, menus, typed
texts, and messages that no page sends. A failure shrinks to the shortest run that still fails.
`make monkeys` tries a hundred times as many.
"""

import logging
import os
import re
from collections.abc import Callable
from functools import cache
from html import unescape
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from mlpcore import panels
from mlpcore.panels.base.panel import BasePanel
from tests.panels.test_undrawn import KINDS

Message = dict[str, Any]
TIMES = settings(max_examples=int(os.environ.get("MONKEYS", "10")), deadline=None)
EXTREMES = [0.0, -0.0, 1.0, -1.0, 2.5, 1e-308, -5e-324, 1e12, 1e308, -1e308, np.inf, np.nan]
TYPED = ["", "1,5", "−0.5", "1/3", "1e308", "-1e308", "1e-308", "nan", "1e999", "½", "[1; 2]", "x"]
# what Python says, and nobody who clicks shall read
PYTHONS = re.compile(
    r"NoneType|object|argument|index out of|out of bounds|self|unsupported|Traceback|\bint\b|"
    r"\bstr\b|\btuple\b|\bdict\b|subscript|iterable|overflow|too large to convert|broadcast|not in"
)


@cache
def made(kind: str) -> Callable[[], BasePanel]:
    return KINDS[kind][0]


@cache
def offers(kind: str) -> tuple[list[str], list[tuple[str, str]], list[tuple[str, list[int]]]]:
    """The actions of a panel, the entries of its menus, and the numbers on its page."""
    panel = made(kind)()
    page = panel.frame + "".join(map(str, panel.regions.values()))
    does = [name.removeprefix("do_") for name in dir(type(panel)) if name.startswith("do_")]
    menus = [
        (name, unescape(value))
        for name, options in re.findall(r'data-name="([^"]+)"[^>]*>(.*?)</select>', page, re.S)
        for value in re.findall(r'<option value="([^"]*)"', options)
    ]
    places = re.findall(r'data-key="([^"]+)" data-at="([\d,]*)"', page)
    return does, menus, [(key, [int(i) for i in at.split(",") if i]) for key, at in places]


def messages(kind: str) -> st.SearchStrategy[Message]:
    """What its page sends, and with less weight what only a broken one does."""
    does, menus, places = offers(kind)
    place = st.sampled_from(places or [("x", [1])])
    odd_place = st.tuples(
        st.sampled_from([key for key, _ in places] or ["x"]) | st.text(max_size=5),
        st.lists(st.integers(-2, 9), max_size=3),
    )
    numbers = st.sampled_from(EXTREMES) | st.floats(-10, 10)
    menu = st.sampled_from(menus or [("notation", "notes")])
    words = st.text(max_size=8)
    json = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | words,
        lambda each: st.lists(each, max_size=3) | st.dictionaries(words, each, max_size=3),
        max_leaves=4,
    )
    return st.one_of(
        st.sampled_from(does).map(lambda do: {"do": do}),
        st.builds(
            lambda at, v: {"do": "set", "key": at[0], "index": at[1], "value": v}, place, numbers
        ),
        st.builds(
            lambda at, v: {"do": "set", "key": at[0], "index": at[1], "value": v},
            odd_place,
            numbers,
        ),
        st.builds(
            lambda at, v: {"do": "type", "key": at[0], "index": at[1], "value": v},
            place,
            st.sampled_from(TYPED) | words,
        ),
        st.builds(lambda at: {"do": "look", "key": at[0], "index": at[1]}, place | odd_place),
        st.builds(lambda at: {"do": "reveal", "key": at[0]}, place | odd_place),
        st.builds(lambda of: {"do": "choose", "name": of[0], "value": of[1]}, menu),
        st.builds(lambda of, v: {"do": "choose", "name": of[0], "value": v}, menu, words),
        st.builds(lambda to: {"do": "go", "to": to}, st.integers(-3, 40)),
        st.builds(
            lambda do, more: more | {"do": do},
            st.sampled_from([*does, "self", "", "__class__"]) | json,
            st.dictionaries(
                st.sampled_from(["key", "index", "value", "name", "to", "self", "do"]), json
            ),
        ),
    )


def sent(panel: BasePanel, message: object) -> None:
    """What comes over the wire."""
    panel._on_message(panel, message, [])


def as_from_the_start(panel: BasePanel) -> None:
    """Its numbers are those of the panel that its code brings back; and it still can be used."""
    assert not PYTHONS.search(panel.trouble), panel.trouble
    try:
        code = panel.code
    except ValueError:
        return
    again = panels.restore(code)
    assert str(again) == str(panel)
    again.close()


def runs(kind: str) -> Callable[[list[Message]], None]:
    @TIMES
    @given(st.lists(messages(kind), min_size=1, max_size=12))
    def whatever_comes(taken: list[Message]) -> None:
        panel = made(kind)()
        for message in taken:
            sent(panel, message)
            assert not PYTHONS.search(panel.trouble), (message, panel.trouble)
        as_from_the_start(panel)
        panel.draw()
        panel.close()

    return whatever_comes


@pytest.mark.samples(9)
@pytest.mark.parametrize("kind", sorted(KINDS.keys()))
def test_whatever_a_page_sends_the_panel_goes_on(
    kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    runs(kind)()


@pytest.mark.parametrize("kind", sorted(KINDS.keys()))
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_slider_that_says_no_number_is_refused_in_our_words(kind: str, value: float) -> None:
    panel = made(kind)()
    for key in ("seed", "width", "h", "hidden", "batch_size", "data_seed"):
        sent(panel, {"do": "set", "key": key, "index": [1], "value": value})
        assert panel.trouble
        assert not re.search("convert|could not be drawn", panel.trouble)


@pytest.mark.parametrize("message", [
    {"do": "choose", "name": "answer", "value": "\ud83d"},
    {"do": "choose", "name": "\ud83d", "value": "1"},
    {"do": "type", "key": "\ud83d", "index": [1], "value": "1"},
])  # fmt: skip
@pytest.mark.parametrize("kind", sorted(KINDS.keys()))
def test_after_half_an_emoji_a_panel_can_still_be_sent(kind: str, message: Message) -> None:
    panel = made(kind)()
    sent(panel, message)
    assert panel.answered == 1
    for region in panel.regions.values():
        region.encode()


UNFIT: dict[str, object] = {
    "no message": None,
    "a list": [1, 2],
    "nothing to do": {},
    "an unknown action": {"do": "explode"},
    "an attribute of Python's": {"do": "__init__"},
    "a number to do": {"do": 7},
    "an argument too few": {"do": "set", "key": "x", "index": [1]},
    "an argument too many": {"do": "next", "to": 3},
    "self": {"do": "next", "self": 1},
    "infinity as a place": {"do": "look", "key": "x", "index": [np.inf]},
    "half a place": {"do": "look", "key": "x", "index": [1.5]},
    "True for a place": {"do": "look", "key": "x", "index": [True]},
    "text for a number": {"do": "set", "key": "x", "index": [1], "value": "1"},
    "half an emoji for a number": {"do": "type", "key": "x", "index": [1], "value": "\ud83d"},
    "half an emoji for a name": {"do": "look", "key": "\ud83d", "index": [1]},
    "half an emoji to do": {"do": "\ud83d"},
    "half an emoji as an argument": {"do": "next", "\ud83d": 1},
    "True for a number": {"do": "set", "key": "x", "index": [1], "value": True},
    "a number beyond all": {"do": "set", "key": "x", "index": [1], "value": 10**400},
    "a place beyond all": {"do": "go", "to": 10**30},
    "a name that fills the page": {"do": "look", "key": "x" * 50_000, "index": [1]},
    "places that fill the page": {"do": "look", "key": "x", "index": [1] * 50},
}


@pytest.mark.parametrize("case", UNFIT)
def test_what_nobody_can_have_clicked_is_dropped_with_a_line_in_the_log(
    case: str, caplog: pytest.LogCaptureFixture
) -> None:
    """And nothing on the page changes, also what was refused before and is still said."""
    panel = made("step")()
    panel.act("set", key="x", index=[9], value=1.0)
    shown = dict(panel.regions)
    assert panel.trouble
    with caplog.at_level(logging.WARNING):
        sent(panel, UNFIT[case])
    assert panel.regions == shown
    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith("Step panel: dropped a message: ")
    assert len(caplog.messages[0]) < 250
