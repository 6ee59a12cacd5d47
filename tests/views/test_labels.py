"""The words on controls: every one is used, and says what stands on it."""

import re

import pytest

from mlpcore.views.parts import accessibility, controls
from mlpcore.views.parts.labels import BUTTONS, FIELDS
from tests import ROOT

WORDS = {"place": "step", "seed": 1, "by": "mean", "eps": "ε", "n": 1, "of": 3, "net": "net input"}
SOURCES = [
    path.read_text(encoding="utf-8")
    for floor in ("panels", "views")
    for path in (ROOT / "mlpcore" / floor).rglob("*.py")
    if path.name != "labels.py"
]


@pytest.mark.parametrize("key", [*BUTTONS, *FIELDS])
def test_every_label_is_used(key: str) -> None:
    """None is left over from a control that is gone."""
    assert any(f'"{key}"' in source for source in SOURCES)


@pytest.mark.parametrize("key", BUTTONS)
def test_a_button_is_called_what_stands_on_it(key: str) -> None:
    """Whoever speaks what they see is understood, and nothing is left in braces."""
    drawn = str(controls.button(key, **WORDS))
    name, shown = re.findall(r'aria-label="([^"]*)"', drawn)[0], re.sub("<[^>]*>", "", drawn)
    assert "{" not in drawn
    words = re.findall(r"\w+", shown.casefold())
    assert " ".join(words) in " ".join(re.findall(r"\w+", name.casefold()))
    assert name == accessibility.plain(name)


def test_two_buttons_with_the_same_words_would_be_one() -> None:
    """No two keys say the same."""
    assert len(set(BUTTONS.values())) == len(BUTTONS)
    assert len(set(FIELDS.values())) == len(FIELDS)


def test_an_unknown_button_is_refused() -> None:
    """A control without words is a mistake in the code."""
    with pytest.raises(KeyError):
        controls.button("fly")
