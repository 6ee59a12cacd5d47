"""What every panel puts on the page is HTML: tags that there are, in their places, with a style."""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from typing import NamedTuple

import pytest

from mlpcore.views.parts import theme
from tests import ROOT
from tests.panels.test_undrawn import KINDS

# these say what something is, and it looks like what is around it
NAMED_ONLY = """act-other ex-far ex-open known loss n nodes todo
train-head train-layer train-network train-start sm-sums"""
PARENTS = {  # of each tag that has a place of its own
    "tr": {"thead", "tbody", "table"}, "td": {"tr"}, "th": {"tr"}, "caption": {"table"},
    "thead": {"table"}, "tbody": {"table"}, "li": {"ul", "ol"}, "option": {"select"},
    "summary": {"details"}, "figcaption": {"figure"},
}  # fmt: skip
DRAWN = {  # what a shape cannot be without
    "line": "x1 y1 x2 y2", "rect": "x y width height", "circle": "cx cy r", "path": "d",
    "polygon": "points", "polyline": "points", "text": "x y",
}  # fmt: skip
SCRIPTS = "".join(path.read_text("utf-8") for path in (ROOT / "mlpcore").rglob("*.js"))
HTML = """b button caption code details dialog div figcaption figure h3 h4 i img input label li nav
ol option p select span strong style sub summary sup table tbody td th thead tr ul"""
SVG = "circle g line path polygon polyline rect svg text title tspan"
MATHML = """math mfrac mi mn mo mover mrow mspace msqrt mstyle msub msubsup msup mtable mtd mtext
mtr munder"""
ROLES = {"alert", "figure", "grid", "group", "img", "list", "listitem", "math", "note", "status",
         "toolbar"}  # fmt: skip
MOST_PLACES = 8  # of the topics of activation and softmax; a pass has more, which are alike
MEASURES = {"x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height", "min", "max"}


class Tag(NamedTuple):
    """An element, the one around it, and the text in it."""

    name: str
    attributes: dict[str, str]
    parent: str
    texts: list[str]


class Reader(HTMLParser):
    """The elements of a page, in their order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[Tag] = []
        self._open: list[Tag] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """It is open, and written small, as pages without a kernel ask for it."""
        assert f"<{tag}" in str(self.get_starttag_text())
        parent = self._open[-1].name if self._open else ""
        self.tags.append(Tag(tag, {name: value or "" for name, value in attrs}, parent, []))
        self._open.append(self.tags[-1])

    def handle_endtag(self, tag: str) -> None:
        """The last that is open is closed."""
        assert self._open.pop().name == tag

    def handle_data(self, data: str) -> None:
        """A text is in all that are open."""
        for tag in self._open:
            tag.texts.append(data)


@cache
def tags(kind: str) -> list[Tag]:
    """All that a panel shows: at each place, as a page, and after a change, with code and words."""
    make, (do, what) = KINDS[kind]
    panel = make()
    pages = [panel.frame, *panel.regions.values(), panel.still()]
    for place in range(MOST_PLACES):
        panel.act("go", to=place)
        pages += [] if panel.trouble else panel.regions.values()
    for name, more in ((do, what), ("code", {}), ("words", {})):
        panel.act(name, **more)
    pages += [*panel.regions.values(), panel.still()]
    return [tag for page in pages for tag in Reader(page).tags]


def values(kind: str, name: str) -> set[str]:
    """What an attribute is anywhere."""
    return {tag.attributes[name] for tag in tags(kind) if name in tag.attributes}


each_kind = pytest.mark.parametrize("kind", KINDS)


@each_kind
def test_every_region_has_a_place_and_every_place_a_region(kind: str) -> None:
    """But for the editor of a network, which not every panel has."""
    make, _ = KINDS[kind]
    panel = make()
    places = set(re.findall(r'data-region="(\w+)"', panel.frame))
    assert places ^ panel.regions.keys() <= {"editor"}


@each_kind
def test_what_scripts_read_and_write_is_sent(kind: str) -> None:
    """Each trait of the widget that a script names."""
    make, _ = KINDS[kind]
    named = set(re.findall(r"model\.(?:get\(\"|set\(\{ )(\w+)", SCRIPTS))
    assert {"answered", "dark", "large", "pace"} <= named <= set(make().keys)


@each_kind
def test_every_class_has_a_style(kind: str) -> None:
    """Or is what a script looks for."""
    styled = {*re.findall(r"\.(mlp-[\w-]+)", theme.css()), *re.findall(r"mlp-[\w-]+", SCRIPTS)}
    found = {each for value in values(kind, "class") for each in value.split()}
    assert found - styled - {f"mlp-{name}" for name in NAMED_ONLY.split()} == set()


@each_kind
def test_every_tag_is_one_and_stands_where_it_may(kind: str) -> None:
    known = {*HTML.split(), *SVG.split(), *MATHML.split()}
    assert {tag.name for tag in tags(kind)} <= known
    for tag in tags(kind):
        if tag.name in PARENTS:
            assert tag.parent in PARENTS[tag.name], tag
        if tag.name in DRAWN:
            assert set(DRAWN[tag.name].split()) <= tag.attributes.keys(), tag


@each_kind
def test_every_role_and_state_is_one_that_there_is(kind: str) -> None:
    """For software that reads the page out."""
    assert values(kind, "role") <= ROLES
    assert values(kind, "aria-current") <= {"step", "true"}
    assert values(kind, "aria-live") <= {"polite"}
    assert values(kind, "scope") <= {"row", "col", "rowgroup", "colgroup"}
    for state in ("aria-hidden", "aria-pressed"):
        assert values(kind, state) <= {"true", "false"}


@each_kind
def test_whatever_one_can_press_or_set_says_what_it_is(kind: str) -> None:
    """A button by its text or its name; a field by the label around it or its name."""
    for tag in tags(kind):
        if tag.name == "button":
            assert any(map(str.strip, tag.texts)), tag
        if tag.name in ("button", "input", "select"):
            names = [tag.attributes.get(name, "") for name in ("title", "aria-label")]
            assert any(names) or tag.parent == "label", tag


@each_kind
def test_nothing_of_the_program_is_on_the_page(kind: str) -> None:
    """No None, and no number that is none where a place or a size is asked for."""
    for tag in tags(kind):
        for name, value in tag.attributes.items():
            assert not re.search(r"\bNone\b|\bTrue\b|\bFalse\b|<function", value), (name, tag)
            if name in MEASURES:
                assert re.fullmatch(r"-?[\d.]+(e-?\d+)?(px|em|ex|%)?", value), (name, tag)
        assert not any(re.search(r"\bNone\b|<function", text) for text in tag.texts), tag


def ranges(kind: str) -> Iterator[dict[str, str]]:
    """What each slider says of itself."""
    return (tag.attributes for tag in tags(kind) if tag.attributes.get("type") == "range")


@each_kind
def test_a_slider_stands_within_its_range(kind: str) -> None:
    for slider in ranges(kind):
        low, at, high = (float(slider[name]) for name in ("min", "value", "max"))
        assert all(one <= other for one, other in pairwise((low, at, high)))
        assert low < high
        assert slider["step"] == "any" or 0 < float(slider["step"]) <= high - low
