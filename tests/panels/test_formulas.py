"""Whatever a person does, in whichever book's letters: every formula on the page is one."""

import os
import re
from functools import cache
from html import unescape
from xml.etree import ElementTree as ET

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from mlpcore.lesson.notation.books import BOOKS
from mlpcore.panels.base.panel import BasePanel
from tests.panels.test_messages import Message, made, messages, offers, sent
from tests.panels.test_undrawn import KINDS

pytestmark = pytest.mark.usefixtures("undrawn")

MATH = re.compile(r"<math\b.*?</math>", re.DOTALL)
LEFT_OVER = re.compile(r"\\[a-zA-Z]+|[{}]|\$|\b(?:frac|text|mathrm|left|right|begin|end)\b")
TIMES = max(2, int(os.environ.get("MONKEYS", "10")) // 5)
WITH_BOOKS = (
    "activation", "batch", "depth", "gradcheck", "softmax", "step", "trained", "training",
)  # fmt: skip


@cache
def unset(formula: str) -> str:
    """What is wrong with one formula; '' where nothing is: it is XML, holds no sign that the
    library did not understand, and no empty place.
    """
    try:
        root = ET.fromstring(formula)
    except ET.ParseError as error:
        return f"{error}: {formula}"
    told = [f"<{each.tag}>" for each in root.iter() if each.tag.endswith("merror")]
    told += LEFT_OVER.findall("".join(root.itertext()))
    return f"{told}: {formula}" if told else ""


def formulas(panel: BasePanel) -> list[str]:
    page = panel.frame + "".join(map(str, panel.regions.values()))
    return [unescape(each.replace("&lt;", "&amp;lt;").replace("&amp;", "&amp;amp;"))
            for each in MATH.findall(page)]  # fmt: skip


def test_most_panels_are_written_in_every_book() -> None:
    with_a_menu = {kind for kind in KINDS if any(name == "notation" for name, _ in offers(kind)[1])}
    assert with_a_menu == {*WITH_BOOKS}


@pytest.mark.samples(3)
@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize("kind", WITH_BOOKS)
def test_every_formula_of_every_state_can_be_set(kind: str, book: str) -> None:
    @settings(max_examples=TIMES)
    @given(st.lists(messages(kind), min_size=1, max_size=4))
    def whatever_is_done(taken: list[Message]) -> None:
        panel = made(kind)()
        panel.act("choose", name="notation", value=book)
        for message in taken:
            sent(panel, message)
            assert [wrong for each in formulas(panel) if (wrong := unset(each))] == []
        panel.close()

    whatever_is_done()


BROKEN = ["<math><mi>x</math>", r"<math><mi>\foo</mi></math>", "<math><merror/></math>",
          "<math><mo>{</mo></math>"]  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_formula_would_be_found(broken: str) -> None:
    assert unset(broken)
