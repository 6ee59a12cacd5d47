"""The scripts of a panel: one script on its page, checked file by file as `make lint` does."""

import re

import anywidget
import pytest

from mlpcore import panels
from mlpcore.panels.base.panel import BasePanel
from mlpcore.panels.base.scripts import FOLDER, NAMES, SCRIPT, WITH_FONT, unread

TEXTS = {name: (FOLDER / name).read_text(encoding="utf-8") for name in NAMES}
TOGETHER = "".join(TEXTS.values())
TAKEN = re.findall(r"^(?:async )?(?:function|const|let|class) (\w+)", TOGETHER, re.MULTILINE)
KINDS = [getattr(panels, name) for name in panels.__all__ if name.endswith("Panel")]
TRAITS = re.compile(r"@typedef \{\{([^}]*)\}\} Traits")


def synced(widget: type[anywidget.AnyWidget]) -> set[str]:
    """The traits of a widget that its page knows."""
    return set(widget.class_trait_names(sync=True))


def test_every_script_is_one_of_a_panel() -> None:
    assert {path.name for path in FOLDER.glob("*.js")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_editor_checks_its_types_too(name: str) -> None:
    assert TEXTS[name].startswith("// @ts-check\n")


def test_no_script_takes_a_name_of_another() -> None:
    """As one script, the later of two functions would silently replace the earlier."""
    assert len(TAKEN) > 30
    assert sorted(TAKEN) == sorted(set(TAKEN))


@pytest.mark.parametrize("name", sorted(set(TAKEN)))
def test_every_name_is_used(name: str) -> None:
    """What no checker sees file by file."""
    code = re.sub(r"//.*|/\*[\s\S]*?\*/", "", TOGETHER)
    assert len(re.findall(rf"\b{name}\b", code)) > 1


def lines(text: str) -> list[str]:
    """The lines of a script that do something."""
    return [line for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("name", NAMES)
def test_only_comments_are_left_out_of_what_is_sent(name: str) -> None:
    """No text runs over lines, in which a comment would be none; what is left is as it was."""
    assert all(line.count("`") % 2 == 0 for line in TEXTS[name].split("\n"))
    whole, sent = lines(TEXTS[name]), lines(unread(TEXTS[name]))
    gone = [line.strip() for line in whole if line not in sent]
    assert gone
    assert all(re.match(r"//|/\*\*|\*", line) for line in gone)
    assert sent == [line for line in whole if line.strip() not in gone]


def test_what_is_sent_is_short() -> None:
    """A quarter less than the files, whose comments stay where people read them."""
    assert unread("let a; // why\n\n  // a line\n  /**\n   * types\n   */\nlet b;\n") == (
        "let a; // why\nlet b;\n"
    )
    assert len(SCRIPT.replace(WITH_FONT, "")) < 0.75 * len(TOGETHER)


def test_the_types_know_what_python_keeps_in_step() -> None:
    """Name by name; no kind of panel adds one that the page would not know."""
    found = TRAITS.search(TOGETHER)
    assert found
    told = set(re.findall(r"(\w+):", found[1]))
    own = synced(BasePanel) - synced(anywidget.AnyWidget)
    assert told == own
    assert {frozenset(synced(panel)) for panel in KINDS} == {frozenset(synced(BasePanel))}
