"""The picture of the network in Chromium, without JupyterLab: nothing stands on anything else."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from mlpcore import MLP
from mlpcore.lesson import walkthrough
from mlpcore.views.parts.html import LIVE, render
from mlpcore.views.parts.network import network
from mlpcore.views.parts.theme import css

# What takes room in a picture: its texts, badges and nodes, each with what it belongs to. The
# letters themselves fill less than the line they stand on.
BOXES = """() => [...document.querySelectorAll('.mlp-network')].map(svg =>
    [...svg.querySelectorAll('text, rect, circle')].map(element => {
        const box = element.getBoundingClientRect();
        const edge = element.tagName === 'text' ? 0.2 * box.height : 0;
        return {
            name: element.lastChild?.textContent ?? element.tagName,
            left: box.left, right: box.right, top: box.top + edge, bottom: box.bottom - edge,
        };
    }))"""
SMALL = MLP([2, 3, 2], seed=7, init="uniform")
PICTURES = {
    "2-3-2": SMALL,
    "softmax": MLP([3, 4, 3], ["relu", "softmax"], "cross_entropy", seed=7, init="uniform"),
    "no hidden layer": MLP([3, 2], "identity", seed=7, init="uniform"),
    "16 units": MLP([4, 16, 3], ["tanh", "identity"], seed=7, init="uniform"),
    "10 hidden layers": MLP([2, *[3] * 10, 2], "tanh", seed=7, init="uniform"),
    "8 classes": MLP([2, 5, 8], ["tanh", "softmax"], "cross_entropy", seed=7, init="uniform"),
    "7 units": MLP([7, 7, 7], seed=7, init="uniform"),
    "4 units": MLP([4, 4, 4, 4], "relu", seed=7, init="uniform"),
    "24 units": MLP([2, 24, 2], seed=1),
    "an encoder": MLP([8, 3, 8], seed=1),
    "one unit": MLP([1, 1, 1], seed=1),
    "large numbers": MLP([3, 4, 2], "identity", seed=7, init="normal", scale=1000),
    "small numbers": MLP([3, 4, 2], "identity", seed=7, init="normal", scale=0.001),
}


def overlapping(boxes: list[dict[str, float]]) -> list[str]:
    """What stands on top of something else; a value belongs on its node or badge."""
    return [
        f"{one['name']} and {other['name']}"
        for one, other in combinations(boxes, 2)
        if one["left"] < other["right"] and other["left"] < one["right"]
        if one["top"] < other["bottom"] and other["top"] < one["bottom"]
        if not belongs(one, other)
    ]


def belongs(shape: dict[str, float], text: dict[str, float]) -> bool:
    """Whether a text stands in the middle of a node or badge."""
    across = shape["left"] + shape["right"] - text["left"] - text["right"]
    down = shape["top"] + shape["bottom"] - text["top"] - text["bottom"]
    return shape["name"] in ("circle", "rect") and abs(across) < 2 and abs(down) < 6


@pytest.fixture(scope="module")
def bare_page(browser: Browser) -> Iterator[Page]:
    """A page without JupyterLab."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    yield page
    page.close()


@pytest.mark.samples(4)
@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
@pytest.mark.parametrize("mlp", PICTURES.values(), ids=PICTURES)
def test_nothing_overlaps_in_the_network(bare_page: Page, mlp: MLP, large: bool) -> None:
    """At any step, also with the type of a projector."""
    walk = walkthrough(mlp, np.linspace(0.8, -0.4, mlp.widths[0]), np.eye(mlp.widths[-1])[0])
    pictures = "".join(render(network(walk, at, large), LIVE) for at in range(len(walk)))
    bare_page.set_content(f'<style>{css()}</style><div class="mlp-panel">{pictures}</div>')
    found = [overlapping(boxes) for boxes in bare_page.evaluate(BOXES)]
    assert len(found) == len(walk)
    assert {walk[at].key: pairs for at, pairs in enumerate(found) if pairs} == {}


def test_what_overlaps_is_noticed(bare_page: Page) -> None:
    """Two numbers on one spot, and a number on a badge's edge."""
    walk = walkthrough(SMALL, [0.8, -0.4], [1, 0])
    picture = render(network(walk, 7), LIVE)
    stray = '<text class="mlp-weight" x="{}" y="{}">{}</text>'
    strays = "".join(stray.format(*each) for each in [(90, 60, "a"), (95, 62, "b"), (196, 88, "c")])
    crowded = picture.replace("</svg>", f"{strays}</svg>")
    bare_page.set_content(f'<style>{css()}</style><div class="mlp-panel">{crowded}</div>')
    (boxes,) = bare_page.evaluate(BOXES)
    assert "a and b" in overlapping(boxes)
    assert any(pair.endswith(" and c") for pair in overlapping(boxes))
