"""What modules offer, as pages; and the index of the text."""

import json
from types import ModuleType

import mlpcore
from mlpcore import lesson, panels
from mlpcore.views.parts.html import Raw, e, render
from site_builder.reading import Read
from site_builder.reference import read_module
from site_builder.search import index, sections


def test_every_public_name_has_a_section() -> None:
    for module in (mlpcore, lesson, panels):
        named = {anchor for level, anchor, _ in read_module(module).headings if level == 2}
        assert named == set(module.__all__)


def test_a_function_shows_its_call_and_its_words() -> None:
    made = ModuleType("made")
    made.__all__ = ["half"]

    def half(number: float, times: int = 1) -> float:
        """The half of `number`, where $a < b$.

        >>> half(4)
        2
        """

    made.half = half
    text = " ".join(render(each) for each in read_module(made).pieces)
    assert "half(number: float, times: int = 1) -&gt; float" in text
    assert "<code>number</code>" in text
    assert "<math" in text
    assert "<pre>&gt;&gt;&gt; half(4)\n2</pre>" in text


def test_a_section_is_its_heading_and_the_words_below_it() -> None:
    text = Read("Title", [
        Raw('<h1 id="One">One</h1> <p>a &lt; b</p>'),
        e("div", "1.0", class_="site-panel"),
        Raw('<h2 id="Two-b">Two <b>b</b></h2>'),
        e("pre", "last"),
    ])  # fmt: skip
    found = list(sections("p.html", text))
    assert found == [
        ("p.html#One", "Title", "One", "a < b"),
        ("p.html#Two-b", "Title", "Two b", "last"),
    ]
    assert json.loads(index(found))[0] == list(found[0])
