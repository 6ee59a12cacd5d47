"""Somebody who presses whatever is there: the page answers, and nothing on it is Python's.

One run a notebook, by a seed, so that it can be played again; `make monkeys` does 500 actions
instead of 60. Each run says, where it fails, what was done before.
"""

import os
import random
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator

from lab.private_lab import PrivateLab
from tests import NOTEBOOKS
from tests.browser.gallery import LIVE, settled
from tests.panels.test_messages import PYTHONS, TYPED

ACTIONS = int(os.environ.get("PAGE_MONKEYS", "60"))
KEYS = [
    "ArrowRight",
    "ArrowLeft",
    "Home",
    "End",
    "PageDown",
    "PageUp",
    " ",
    "h",
    "m",
    "?",
    "Escape",
]

# All that can be pressed, moved, chosen or typed in, but for what leads away from the page.
CONTROLS = """panel => [...panel.querySelectorAll('button, input, select, td[tabindex], summary')]
    .map((e, n) => [e, n]).filter(([e]) => !e.disabled && e.checkVisibility())
    .map(([e, n]) => [n, e.type ?? e.localName, e.getAttribute('aria-label') ?? e.textContent])"""
USE = """(panel, [n, kind, at, typed]) => {
    const e = panel.querySelectorAll('button, input, select, td[tabindex], summary')[n];
    const tell = (...names) => names.forEach(name =>
        e.dispatchEvent(new Event(name, { bubbles: true })));
    if (kind === 'range') {
        e.value = Number(e.min) + at * (Number(e.max) - Number(e.min));
        tell('input', 'change');
    } else if (kind === 'select-one') {
        e.selectedIndex = Math.floor(at * e.options.length);
        tell('change');
    } else if (kind === 'text') {
        e.focus();
        e.value = typed;
        tell('input', 'change');
    } else {
        e.click();
    }
}"""
WORDS = """panel => ['trouble', 'note', 'lens', 'state'].map(name =>
    panel.querySelector(`[data-region="${name}"]`)?.innerText ?? '').join(' ')"""
NO_NUMBERS = """panel => [...panel.querySelectorAll('[data-value]')]
    .filter(e => Number.isNaN(Number(e.dataset.value)) && !/^(nan|-?inf)$/.test(e.dataset.value))
    .map(e => e.outerHTML.slice(0, 100))"""


def at_random(root: Locator, dice: random.Random) -> tuple[Any, ...]:
    """Press a key, or use one of the controls; what was done comes back."""
    if dice.random() < 0.2:
        key = dice.choice(KEYS)
        root.focus()
        root.page.keyboard.press(key)
        return ("key", key)
    controls = root.evaluate(CONTROLS)
    if not controls:
        return ("nothing",)
    n, kind, name = dice.choice(controls)
    typed, at = dice.choice(TYPED), dice.random()
    root.evaluate(USE, [n, kind, at, typed])
    return (kind, name, typed if kind == "text" else round(at, 2))


@pytest.mark.long
@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_whatever_is_pressed_the_page_answers_in_words_of_ours(
    browser: Browser, lab: PrivateLab, path: Path
) -> None:
    notebook = lab.open(browser, path.name)
    notebook.run_all()
    panels = notebook.page.locator(LIVE)
    dice, done = random.Random(path.stem), list[Any]()
    for _ in range(ACTIONS):
        at = dice.randrange(panels.count())
        root = panels.nth(at)
        done.append((at, *at_random(root, dice)))
        settled(root)
        assert not PYTHONS.search(root.evaluate(WORDS)), done
        assert root.evaluate(NO_NUMBERS) == [], done
    notebook.close()
    assert notebook.console_errors == [], done
