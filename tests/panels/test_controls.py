"""Sliders and menus of every panel: what they show is what they set, and each option is taken."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mlpcore.panels.base.panel import BasePanel
from mlpcore.views.parts.plots import Animated
from tests.helpers.pages import Reader, Tag, filled, panel_and_texts

BEGIN_ANEW = {"data", "h", "slip"}  # even where what is chosen was so already
AROUND = {"buttons", "code", "keys", "link", "tools"}  # which show no number
MAY_REFUSE = {"best", "check", "code", "cover", "link", "worst"}  # where there is nothing to show
QUICK = ["step", "softmax", "activation", "batch", "gradcheck", "depth"]


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No pixel is needed, and what exercises keep is kept elsewhere."""
    monkeypatch.setattr(Animated, "png", lambda self, stored=False: b"a picture")
    monkeypatch.chdir(tmp_path)


def controls(panel: BasePanel) -> Iterator[tuple[Tag, list[Tag]]]:
    """Each slider and each menu, with its options."""
    page = Reader(filled(panel)).tags
    for tag in page:
        if tag.attributes.get("type") == "range" or tag.name == "select":
            yield tag, [each for each in tag.inside if each.name == "option"]


def chosen(options: list[Tag]) -> str:
    """The value of the option that a menu shows."""
    [option] = (each for each in options if "selected" in each.attributes)
    return option.attributes["value"]


@pytest.mark.parametrize("kind", [*QUICK, "shares", "slip", "checked", "answered"])
def test_a_control_that_is_set_to_what_it_shows_changes_nothing(kind: str) -> None:
    """Neither is it refused."""
    panel, _ = panel_and_texts(kind)
    for control, options in controls(panel):
        named, before = control.attributes, dict(panel.regions)
        if options:
            panel.act("choose", name=named["data-name"], value=chosen(options))
        else:
            index = [int(i) for i in named["data-at"].split(",") if i]
            panel.act("set", key=named["data-key"], index=index, value=float(named["value"]))
        assert panel.trouble == ""
        changed = {name for name, html in panel.regions.items() if html != before[name]}
        if {named.get("data-name"), named.get("data-key")}.isdisjoint(BEGIN_ANEW):
            assert changed <= AROUND, named


@pytest.mark.parametrize("kind", QUICK)
def test_what_is_chosen_in_a_menu_stands_in_it(kind: str) -> None:
    """The first and the last that there is, and what was there before."""
    panel, _ = panel_and_texts(kind)
    names = {tag.attributes["data-name"]: found for tag, found in controls(panel) if found}
    for name, options in names.items():
        ends = [option.attributes["value"] for option in (options[0], options[-1])]
        for value in (*ends, chosen(options)):
            panel.act("choose", name=name, value=value)
            assert panel.trouble == ""
            now = {tag.attributes.get("data-name"): found for tag, found in controls(panel)}
            assert chosen(now[name]) == value


@pytest.mark.parametrize("kind", [*QUICK, "exercises"])
def test_a_button_is_grey_where_it_would_do_nothing_and_only_there(kind: str) -> None:
    """Each pressed twice; what a button of colour does can be seen, and is not refused."""
    panel, _ = panel_and_texts(kind)
    for do in 2 * [tag.attributes["data-do"] for tag in buttons(panel)]:
        pressed = [tag for tag in buttons(panel) if tag.attributes["data-do"] == do]
        before = face(panel)
        panel.act(do)
        if pressed and "disabled" in pressed[0].attributes:
            assert panel.trouble or face(panel) == before, do
        elif pressed and do not in MAY_REFUSE:
            assert panel.trouble == "", do
            assert face(panel) != before, do
        panel.running = False


def buttons(panel: BasePanel) -> list[Tag]:
    """Those that need no more to be known than what they do, and leave no file."""
    page = Reader(filled(panel)).tags
    return [tag for tag in page if tag.name == "button" and tag.attributes.get("data-do", "go")
            not in ("go", "play", "save")]  # fmt: skip


def face(panel: BasePanel) -> tuple[object, ...]:
    """All that a page shows of a panel."""
    return dict(panel.regions), panel.covered, panel.formulas, panel.running
