"""The scripts of a panel: one script on its page, checked file by file as `make lint` does."""

import re

import anywidget
import pytest

from mlpcore import panels
from mlpcore.panels.base.panel import SCRIPTS, BasePanel
from tests import ROOT

FOLDER = ROOT / "mlpcore" / "panels" / "base"
TEXTS = {name: (FOLDER / name).read_text(encoding="utf-8") for name in SCRIPTS}
TOGETHER = "".join(TEXTS.values())
NAMES = re.findall(r"^(?:async )?(?:function|const|let|class) (\w+)", TOGETHER, re.MULTILINE)
KINDS = [getattr(panels, name) for name in panels.__all__ if name.endswith("Panel")]
TRAITS = re.compile(r"@typedef \{\{([^}]*)\}\} Traits")


def synced(widget: type[anywidget.AnyWidget]) -> set[str]:
    """The traits of a widget that its page knows."""
    return set(widget.class_trait_names(sync=True))


def test_every_script_is_one_of_a_panel() -> None:
    assert {path.name for path in FOLDER.glob("*.js")} == set(SCRIPTS)


@pytest.mark.parametrize("name", SCRIPTS)
def test_an_editor_checks_its_types_too(name: str) -> None:
    assert TEXTS[name].startswith("// @ts-check\n")


def test_no_script_takes_a_name_of_another() -> None:
    """As one script, the later of two functions would silently replace the earlier."""
    assert len(NAMES) > 30
    assert sorted(NAMES) == sorted(set(NAMES))


@pytest.mark.parametrize("name", sorted(set(NAMES)))
def test_every_name_is_used(name: str) -> None:
    """What no checker sees file by file."""
    code = re.sub(r"//.*|/\*[\s\S]*?\*/", "", TOGETHER)
    assert len(re.findall(rf"\b{name}\b", code)) > 1


def test_the_types_know_what_python_keeps_in_step() -> None:
    """Name by name; no kind of panel adds one that the page would not know."""
    found = TRAITS.search(TOGETHER)
    assert found
    told = set(re.findall(r"(\w+):", found[1]))
    own = synced(BasePanel) - synced(anywidget.AnyWidget)
    assert told == own
    assert {frozenset(synced(panel)) for panel in KINDS} == {frozenset(synced(BasePanel))}
