"""What every panel puts on the page is HTML: tags that there are, in their places, with a style."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from unicodedata import normalize

import numpy as np
import pytest

from mlpcore.panels.base.messages import action
from mlpcore.views.parts import theme
from tests import ROOT
from tests.helpers.pages import EVERY, Tag, pages, panel_and_texts, tags

# these say what something is, and it looks like what is around it
NAMED_ONLY = """act-other ex-far ex-open known loss mark-open n nodes real tick-clash
tick-wrong todo train-head train-layer train-network train-start sm-sums"""
PARENTS = {  # of each tag that has a place of its own
    "tr": {"thead", "tbody", "table"}, "td": {"tr"}, "th": {"tr"}, "caption": {"table"},
    "thead": {"table"}, "tbody": {"table"}, "li": {"ul", "ol"}, "option": {"select"},
    "summary": {"details"}, "figcaption": {"figure"},
}  # fmt: skip
DRAWN = {  # what a shape cannot be without
    "line": "x1 y1 x2 y2", "rect": "x y width height", "circle": "cx cy r", "path": "d",
    "polygon": "points", "polyline": "points", "text": "x y",
}  # fmt: skip
NEVER_EMPTY = "b button caption code figcaption h3 h4 label li option p strong sub summary sup"
SCRIPTS = "".join(path.read_text("utf-8") for path in (ROOT / "mlpcore").rglob("*.js"))
HTML = """a b button caption code details dialog div figcaption figure h3 h4 i img input label
li nav ol option p pre s select span strong style sub summary sup table tbody td th thead tr ul"""
SVG = "circle g line path polygon polyline rect svg text title tspan"
MATHML = """math mfrac mi mn mo mover mrow mspace msqrt mstyle msub msubsup msup mtable mtd mtext
mtr munder"""
ROLES = {"alert", "figure", "grid", "group", "img", "list", "listitem", "math", "note", "status",
         "toolbar"}  # fmt: skip
BARE = {  # elements with no class of their own, by the class of what is around them
    "code": "mlp-gives mlp-mark mlp-held p",
    "div": """mlp-act-left mlp-gc-stage mlp-panel mlp-region-link mlp-train-confusions
        mlp-train-criteria mlp-train-stage mlp-train-under mlp-train-when""",
    "figure": "mlp-panel", "label": "", "ol": "",
    "p": "div mlp-ex-guess mlp-ex-verdict mlp-lens mlp-panel mlp-region-code mlp-train-main",
    "span": """h4 mlp-act-line mlp-act-row mlp-ex-bar mlp-ex-box mlp-ex-done mlp-ex-open mlp-facts
        mlp-gives mlp-other mlp-slider mlp-sm-collapse mlp-train-bar mlp-train-fact mlp-train-legend
        mlp-train-predicted mlp-written""",
    "svg": "", "table": "", "ul": "",
}  # fmt: skip
STEPS = dict.fromkeys(("step", "slip", "own", "wide", "batch"), "todo")  # to come: still to do
STEPS |= dict.fromkeys(("softmax", "shares", "many shares"), "done")
SHORT = {"term", "numericalδ", "δ"}  # below these stands more
NUMBERS = "mlp-badge-text mlp-gc-ok mlp-gc-off mlp-n mlp-number mlp-value mlp-weight"
DECLARED = """--n --rows --t background background-color border-top color cursor fill font-size
font-style font-weight height margin max-width min-width opacity stroke stroke-dasharray
stroke-linejoin stroke-width text-anchor width"""
STYLES = """bold calc color-mix dashed dotted em end in italic middle none pointer px rgb rgba round
solid srgb start transparent"""
MEASURES = {"x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height", "min", "max"}


def shown(text: str) -> float | None:
    """The number that a text is, or ends with; None where it is none."""
    found = re.fullmatch(r"\D*?(-?[\d.]+)(?:·10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+))?( %)?\)?", text.replace("−", "-"))
    if not found:
        return None
    power = (found[2] or "⁰").translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-"))
    return float(found[1]) * 10.0 ** int(power) / (100 if found[3] else 1)


def values(kind: str, name: str) -> set[str]:
    """What an attribute is anywhere."""
    return {tag.attributes[name] for tag in tags(kind) if name in tag.attributes}


each_kind = pytest.mark.parametrize("kind", EVERY)


@each_kind
def test_every_region_has_a_place_and_every_place_a_region(kind: str) -> None:
    """But for the editor of a network, which not every panel has."""
    panel, _ = panel_and_texts(kind)
    places = set(re.findall(r'data-region="(\w+)"', panel.frame))
    assert places ^ panel.regions.keys() <= {"editor"}


@each_kind
def test_what_scripts_read_and_write_is_sent(kind: str) -> None:
    """Each trait of the widget that a script names."""
    panel, _ = panel_and_texts(kind)
    named = set(re.findall(r"model\.(?:get\(\"|set\(\{ )(\w+)", SCRIPTS))
    assert {"answered", "dark", "large", "pace"} <= named <= set(panel.keys)


@each_kind
def test_every_class_has_a_style(kind: str) -> None:
    """Or is what a script looks for."""
    styled = {*re.findall(r"\.(mlp-[\w-]+)", theme.css()), *re.findall(r"mlp-[\w-]+", SCRIPTS)}
    found = {each for value in values(kind, "class") for each in value.split()}
    assert found - styled - {f"mlp-{name}" for name in NAMED_ONLY.split()} == set()


def test_every_style_is_for_something_on_a_page() -> None:
    """Or for what a script does."""
    worn = {name for kind in EVERY for tag in tags(kind) for name in tag.classes}
    assert (
        set(re.findall(r"\.(mlp-[\w-]+)", theme.css()))
        - worn
        - set(re.findall(r"mlp-[\w-]+", SCRIPTS))
        == set()
    )


@each_kind
def test_what_has_no_class_is_styled_by_what_is_around_it(kind: str) -> None:
    for tag in tags(kind):
        if tag.name in BARE and not tag.classes and "data-region" not in tag.attributes:
            around = tag.around[-1].classes or [tag.around[-1].name]
            assert set(around) & set(BARE[tag.name].split()), (tag, around)


@each_kind
def test_whatever_is_a_number_looks_like_one_and_is_the_one_that_it_says(kind: str) -> None:
    """To the digits that are shown; under the pointer stand all of them."""
    for tag in tags(kind):
        if "data-value" not in tag.attributes:
            continue
        assert tag.name == "g" or set(tag.classes) & set(NUMBERS.split()), tag
        full, title = tag.attributes["data-value"], tag.attributes.get("title", "")
        in_svg = tag.name in ("text", "g")  # whose title is an element
        assert tag.name != "text" or tag.texts[0] == full
        assert title in ("", full) or "relative error" in title
        value, read = float(full), shown("".join(tag.texts[in_svg:]))
        if read is not None and np.isfinite(value):
            assert abs(read - value) <= max(0.055 * abs(value), 0.0051), tag


@each_kind
def test_a_style_is_made_of_declarations_and_colours_that_there_are(kind: str) -> None:
    for style in values(kind, "style"):
        for each in filter(None, style.split(";")):
            name, _, value = each.strip().partition(": " if ": " in each else ":")
            assert name in DECLARED.split(), style
            assert value, style
            names = re.findall(r"var\((--[\w-]+)", value)
            assert all(f"{name}:" in theme.css() for name in names), style
            words = re.findall(r"[a-zA-Z-]{2,}", re.sub(r"var\([^)]*\)", "", value))
            assert set(words) <= set(STYLES.split()), style


@each_kind
def test_every_tag_is_one_and_stands_where_it_may(kind: str) -> None:
    known = {*HTML.split(), *SVG.split(), *MATHML.split()}
    assert {tag.name for tag in tags(kind)} <= known
    for tag in tags(kind):
        if tag.name in PARENTS:
            assert tag.parent in PARENTS[tag.name], tag
        if tag.name in ("polygon", "polyline", "rect"):  # else it would be black
            assert tag.classes or {"style", "fill"} & tag.attributes.keys(), tag
        if tag.name in NEVER_EMPTY.split():
            assert "".join(tag.texts).strip(), tag
        if tag.name in DRAWN and "mlp-qr" not in tag.around[-1].classes:
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
def test_what_is_told_by_its_role_has_a_name(kind: str) -> None:
    """A table by its caption or its name; a group, a grid and a picture by theirs."""
    for page in pages(kind):
        for tag in page:
            if tag.attributes.get("role") in ("grid", "group", "img", "toolbar"):
                assert tag.attributes.get("aria-label"), tag
            if tag.name == "table" and "aria-hidden" not in tag.attributes:
                caption = any(each.name == "caption" for each in tag.inside)
                is_prose = "mlp-ex-table" in tag.classes  # after a sentence that says what it is
                assert caption or is_prose or tag.attributes.get("aria-label"), tag


@each_kind
def test_a_table_has_as_many_cells_in_each_row(kind: str) -> None:
    for page in pages(kind):
        rows = Counter[Tag]()
        for tag in page:
            if tag.name in ("td", "th"):
                rows[tag.around[-1]] += int(tag.attributes.get("colspan", "1"))
        tables: dict[Tag, set[int]] = {}
        for row, cells in rows.items():
            table = next(tag for tag in reversed(row.around) if tag.name == "table")
            tables.setdefault(table, set()).add(cells)
        assert all(len(found) == 1 for found in tables.values())


@each_kind
def test_tab_comes_to_one_cell_of_a_quantity_in_a_grid(kind: str) -> None:
    """From there arrows lead on."""
    for page in pages(kind):
        stops: dict[tuple[Tag, str], list[str]] = {}
        is_live = any("tabindex" in tag.attributes for tag in page)
        for tag in page:
            if is_live and tag.name == "td" and "data-quantity" in tag.attributes:
                grid = next(each for each in reversed(tag.around) if each.name == "table")
                assert grid.attributes["role"] == "grid"
                of = grid, tag.attributes["data-quantity"]
                stops.setdefault(of, []).append(tag.attributes["tabindex"])
        assert all(each.count("0") == 1 and {*each} <= {"0", "-1"} for each in stops.values())


@each_kind
def test_one_option_of_a_menu_is_chosen_and_each_is_another(kind: str) -> None:
    for page in pages(kind):
        for menu in (tag for tag in page if tag.name == "select"):
            options = [tag for tag in menu.inside if tag.name == "option"]
            assert sum("selected" in option.attributes for option in options) == 1
            assert len({option.attributes["value"] for option in options}) == len(options)
            assert len({"".join(option.texts).strip() for option in options} - {""}) == len(options)


@each_kind
def test_what_one_presses_or_sets_is_something_to_do(kind: str) -> None:
    """With all that it needs to be known."""
    panel, _ = panel_and_texts(kind)
    for tag in tags(kind):
        do = tag.attributes.get("data-do", "play")
        if do != "play":  # which is the page's own
            what: dict[str, Any] = {}
            if do == "set":
                at = tag.attributes["data-at"]
                index = [int(i) for i in at.split(",") if i]
                what = {"key": tag.attributes["data-key"], "index": index, "value": 0.5}
            elif do == "choose":
                what = {"name": tag.attributes["data-name"], "value": ""}
            elif do == "go":
                what = {"to": int(tag.attributes["data-to"])}
            assert action(panel, do, what)


def bare(text: str) -> str:
    """A text without what only sets it: ∇W₁⁽¹⁾ is ∇w11, as ∇W<sub>1</sub><sup>1</sup> is."""
    return re.sub(r"[\s_()^…✓\u200b]", "", normalize("NFKC", text)).casefold()


@each_kind
def test_a_quantity_is_called_alike_to_the_eye_and_to_the_ear(kind: str) -> None:
    """A caption and its table's name; and its shape is that of the table."""
    for page in pages(kind):
        for figure in (tag for tag in page if {"mlp-factor", "mlp-entry"} & {*tag.classes}):
            inside = figure.inside
            [table, *_], [caption, *_] = ([tag for tag in inside if tag.name == name]
                                          for name in ("table", "figcaption"))  # fmt: skip
            rows = [tag for tag in table.inside if tag.name == "tr"]
            columns = sum(tag.name == "td" for tag in table.inside) // len(rows)
            shape = "".join("".join(tag.texts) for tag in inside if "mlp-shape" in tag.classes)
            sides = {str(side) for side in (len(rows), columns)}
            assert not shape or {*shape.split("×")} | {"1"} == sides | {"1"}
            said = bare(table.attributes.get("aria-label", "")).replace("transposed", "t")
            seen = bare("".join(caption.texts))
            seen = seen.partition(bare(shape))[0] if shape else seen
            assert not said or said in SHORT or seen in said or seen[:2] == "σ1", (seen, said)


@each_kind
def test_what_stands_on_a_button_is_in_its_name(kind: str) -> None:
    """So that who says what they see is understood; and what a slider says, its box says."""
    for page in pages(kind):
        for tag in page:
            if tag.name == "button":
                name = tag.attributes.get("aria-label", "")
                words = re.findall(r"\w+", normalize("NFKC", " ".join(tag.texts)))
                if name:
                    assert all(bare(word) in bare(name) for word in words)
            if tag.attributes.get("type") == "range":
                [box] = (each for each in tag.around[-1].inside
                         if each.attributes.get("type") == "text")  # fmt: skip
                same = ("data-do", "data-key", "data-at", "value")
                assert [box.attributes[each] for each in same] == [
                    tag.attributes[each] for each in same
                ]
                assert (
                    box.attributes["aria-label"] == f"{tag.attributes['aria-label']}, exact value"
                )
                assert "mlp-slider" in tag.around[-1].classes


@pytest.mark.parametrize("kind", [kind for kind in EVERY if kind in STEPS])
def test_what_is_spoken_is_the_place_that_is_marked(kind: str) -> None:
    """Which one it is, of how many, and what it is called; before it all are done."""
    seen = 0
    for page in pages(kind):
        ticks = [tag for tag in page if tag.attributes.get("data-to") and "mlp-ticks" in
                 tag.around[-1].classes]  # fmt: skip
        [said] = ["".join(tag.texts) for tag in page
                  if tag.attributes.get("data-region") == "spoken"] or [""]  # fmt: skip
        [here] = [tag for tag in ticks if "aria-current" in tag.attributes] or [None]
        if here and said:
            at, seen = int(here.attributes["data-to"]), seen + 1
            assert said.partition(":")[0].partition(" ")[2] == f"{at + 1} of {len(ticks)}"
            assert re.sub(", (wrong|follows from.*)$", "", here.attributes["title"]) in said
            states = ["done"] * at + ["here"] + [STEPS[kind]] * (len(ticks) - at - 1)
            assert [tag.attributes["class"] for tag in ticks] == [f"mlp-{each}" for each in states]
            assert [tag.attributes["data-to"] for tag in ticks] == [*map(str, range(len(ticks)))]
    assert seen > 1


@each_kind
def test_the_sources_of_a_number_stand_on_the_page(kind: str) -> None:
    """Where the lens marks them; so does the number itself."""
    for page in pages(kind):
        at = [(tag.attributes.get("data-quantity"), tag.attributes.get("data-index"))
              for tag in page]  # fmt: skip
        for tag in page:
            for key, places in json.loads(tag.attributes.get("data-sources", "{}")).items():
                assert {(key, ",".join(map(str, place))) for place in places} <= set(at)


@each_kind
def test_a_drawing_is_within_its_frame(kind: str) -> None:
    """All its corners, and where its texts are; none of them is empty."""
    for page in pages(kind):
        for drawing in (tag for tag in page if tag.name == "svg"):
            left, top, width, height = map(float, drawing.attributes["viewbox"].split())
            for tag in drawing.inside:
                assert tag.name != "text" or "".join(tag.texts).strip()
                for x, y in () if "mlp-ground" in tag.classes else corners(tag):
                    assert left <= x <= left + width, tag
                    assert top <= y <= top + height, tag


def corners(tag: Tag) -> Iterator[tuple[float, float]]:
    """Where a shape begins and ends, or a text is."""
    at = {name: float(value) for name, value in tag.attributes.items() if name in MEASURES}
    if tag.name == "rect":
        x, y = at.get("x", 0), at.get("y", 0)
        yield from ((x, y), (x + at["width"], y + at["height"]))
    elif tag.name == "circle":
        for side in (-1, 1):
            yield at["cx"] + side * at["r"], at["cy"] + side * at["r"]
    elif tag.name == "line":
        yield from ((at["x1"], at["y1"]), (at["x2"], at["y2"]))
    elif tag.name == "text":
        yield at["x"], at["y"]
    elif tag.name in ("polygon", "polyline"):
        for pair in tag.attributes["points"].split():
            x, y = map(float, pair.split(","))
            yield x, y


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


@each_kind
def test_a_way_to_a_mistake_leads_to_its_step(kind: str) -> None:
    for page in pages(kind):
        ticks = [
            tag for tag in page if tag.name == "button" and "mlp-ticks" in tag.around[-1].classes
        ]
        for tag in page:
            goal = tag.attributes.get("aria-label", "").partition("Go to ")[2]
            if goal and tag.name == "button":
                tick = ticks[int(tag.attributes["data-to"])].attributes["aria-label"]
                assert tick.startswith(f"step {int(tag.attributes['data-to']) + 1}: {goal}, ")
