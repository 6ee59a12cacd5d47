"""What every panel puts on the page, as elements: at each place, and after what a person does."""

import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest

from mlpcore import MLP, panels
from mlpcore.panels.base.panel import BasePanel
from mlpcore.views.parts.plots import Animated
from tests.panels.test_undrawn import KINDS, NET, X, Y

MOST_PLACES = 8  # of the topics of activation and softmax; a pass has more, which are alike
WIDE, ONE = MLP([2, 16, 5], seed=7, init="uniform"), [1, 0, 0, 0, 0]
ROWS = np.random.default_rng(3).normal(size=(28, 3))
NAMES = [f"kind {n % 14}" for n in range(28)]  # more than have room
Act = tuple[str, dict[str, Any]]


def chosen(name: str, value: str) -> Act:
    """Something is chosen in a menu, or typed in a box."""
    return "choose", {"name": name, "value": value}


def put(key: str, value: float, *index: int) -> Act:
    """A slider is moved."""
    return "set", {"key": key, "index": list(index), "value": value}


def clashing(W: Any, delta: Any, net: Any, f: Any) -> Any:
    """Of a wrong shape."""
    return W.T


def halved(mlp: Any, fwd: Any, y: Any) -> Any:
    """∇W half as large as it is."""
    bwd = mlp.backward(fwd, y)
    return [None, *bwd.delta[1:]], [0.5 * dW for dW in bwd.dW], bwd.db


def begun(mlp: Any, fwd: Any, y: Any) -> Any:
    """As far as δ of the output, and no further."""
    bwd = mlp.backward(fwd, y)
    return [None, ..., bwd.delta[-1]], bwd.dW, bwd.db


BOOK = chosen("notation", "bishop")
SWITCHES: tuple[Act, ...] = ("code", {}), ("words", {})
SURE = ("solution", {}), ("solution", {})
AGAIN = ("reset", {}), ("reset", {})
# further panels, large, each with what is done one after the other
MORE: dict[str, tuple[Callable[[], BasePanel], tuple[Act, ...]]] = {
    "slip": (
        lambda: panels.step(NET, X[0], Y[0], at="delta_1", slip="transposed-weights", shapes=True),
        (("next", {}), ("cover", {}), ("last", {}), ("link", {}), BOOK),
    ),
    "own": (
        lambda: panels.step(NET, X[0], Y[0], at="delta_1", backward=halved),
        (("last", {}), ("ask", {})),
    ),
    "right": (  # but for targets that no sigmoid can give
        lambda: panels.step(NET, X[0], [1, 2], backward=lambda mlp, fwd, y: mlp.backward(fwd, y)),
        (("last", {}),),
    ),
    "open": (lambda: panels.step(NET, X[0], Y[0], backward=begun), (("last", {}),)),
    "silent": (
        lambda: panels.step(
            MLP([2, 2, 2], ["identity", "identity"], seed=7), X[0], Y[0], slip="slope-forgotten"
        ),
        (("go", {"to": 7}),),
    ),
    "clash": (
        lambda: panels.step(MLP([2, 3, 2], seed=7), X[0], Y[0], delta_hidden=clashing),
        (("go", {"to": 7}), ("last", {})),
    ),
    "wide": (lambda: panels.step(WIDE, X[0], ONE), (("last", {}), BOOK)),
    "deep": (lambda: panels.step(MLP([2, 3, 3, 3, 2], seed=7), X[0], Y[0]), ()),
    "added up": (
        lambda: panels.batch(NET, X, Y, by="sum"),
        (("go", {"to": 1}), ("look", {"key": "running:dW_1", "index": [2, 1, 2]}), ("last", {})),
    ),
    "yes or no": (  # each output by itself
        lambda: panels.step(MLP([2, 2, 2], loss="binary_cross_entropy", seed=7), X[0], [1, 0.25]),
        (("go", {"to": 4}), ("go", {"to": 5}), ("go", {"to": 6}), BOOK),
    ),
    "one of three": (
        lambda: panels.step(
            MLP([2, 2, 3], ["relu", "softmax"], loss="cross_entropy", seed=7), X[0], [0, 1, 0]
        ),
        (("go", {"to": 4}), ("go", {"to": 5}), ("go", {"to": 6}), BOOK),
    ),
    "warm": (
        lambda: panels.softmax([1, 2, 3], T=2, c=1),
        (*(("go", {"to": place}) for place in range(6)), BOOK),
    ),
    "shares": (
        lambda: panels.softmax([1, 2, 3]),
        (put("T", 2.0), chosen("loss", "half_squared_error"), ("go", {"to": 3}), BOOK),
    ),
    "many shares": (lambda: panels.softmax(range(7)), (("go", {"to": 2}), ("ask", {}))),
    "checked": (
        lambda: panels.gradcheck(NET, X[0], Y[0], slip="transposed-weights"),
        (("worst", {}), ("best_step", {}), ("cover", {}), BOOK),
    ),
    "many checked": (lambda: panels.gradcheck(WIDE, X[0], ONE), ()),
    "answered": (
        lambda: panels.training("blobs", epochs=2, row=[0.1, 0.2]),
        (chosen("layer", "1"), ("epoch", {}), BOOK),
    ),
    "classes": (lambda: panels.training(X=ROWS, Y=NAMES, row=[0.1, 0.2, 0.3], epochs=1), (BOOK,)),
    "fit": (lambda: panels.training("wave", epochs=1), ()),
    "targets": (lambda: panels.training(X=ROWS, Y=np.tanh(ROWS), epochs=1), (("epoch", {}),)),
    "code": (
        lambda: panels.training("encoder", epochs=1),
        (chosen("slip", "ascent"), ("epoch", {})),
    ),
    "solved": (
        lambda: panels.exercises("02"),
        (chosen("answer", "1"), ("hint", {}), ("hint", {}), *SURE, ("report", {}),
         chosen("who", "Ada"), ("go", {"to": 5}), chosen("answer", "1"), ("next", {}), *AGAIN),
    ),
}  # fmt: skip


@dataclass(eq=False, slots=True)
class Tag:
    """An element, those around it, from the outermost, and the text in it."""

    name: str
    attributes: dict[str, str]
    around: tuple["Tag", ...] = field(repr=False)  # else each would be told with all others
    texts: list[str] = field(default_factory=list, repr=False)
    own: list[str] = field(default_factory=list)  # those that are in none within it
    inside: list["Tag"] = field(default_factory=list, repr=False)

    @property
    def parent(self) -> str:
        """The name of the one around it."""
        return self.around[-1].name if self.around else ""

    @property
    def classes(self) -> list[str]:
        """What it is called in styles."""
        return self.attributes.get("class", "").split()


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
        named = {name: value or "" for name, value in attrs}
        self.tags.append(Tag(tag, named, tuple(self._open)))
        for around in self._open:
            around.inside.append(self.tags[-1])
        self._open.append(self.tags[-1])

    def handle_endtag(self, tag: str) -> None:
        """The last that is open is closed."""
        assert self._open.pop().name == tag

    def handle_data(self, data: str) -> None:
        """A text is in all that are open."""
        for tag in self._open:
            tag.texts.append(data)
        if self._open:
            self._open[-1].own.append(data)


EVERY = (*KINDS, *MORE)
AS_TEXT: dict[str, str] = {}  # each panel in the end, before a test goes on with it


@cache
def panel_and_texts(kind: str) -> tuple[BasePanel, list[str]]:
    """A panel after all that is done, and what it showed meanwhile; no picture is drawn."""
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        patch.chdir(folder)  # where exercises keep what is done
        patch.setenv("MLPCORE_SITE", "https://a.site")
        patch.setattr(Animated, "png", lambda self, stored=False: b"a picture")
        if kind in MORE:
            make, acts = MORE[kind]
        else:
            make, change = KINDS[kind]
            acts = (*(("go", {"to": place}) for place in range(MOST_PLACES)), change, *SWITCHES)
        panel = make()
        panel.large = kind in MORE
        texts = [panel.frame, filled(panel), panel.still()]
        for do, what in acts:
            panel.act(do, **what)
            texts += [] if panel.trouble else [filled(panel)]
        AS_TEXT[kind] = str(panel)
        return panel, [*texts, panel.still()]


def filled(panel: BasePanel) -> str:
    """The frame with each region in its place."""

    def begun(place: re.Match[str]) -> str:
        return place[0] + panel.regions.get(place[1], "")

    return re.sub(r'<[^<]*data-region="(\w+)"[^<]*>', begun, panel.frame)


@cache
def pages(kind: str) -> list[list[Tag]]:
    """What a panel shows at one time after the other, all that stands beside each other in one."""
    found = [Reader(text).tags for text in panel_and_texts(kind)[1]]
    return found + [Reader(alone(tag)).tags for page in found for tag in page if alone(tag)]


def alone(tag: Tag) -> str:
    """The drawing that an image is, with a style of its own; "" where it is none."""
    _, drawn, data = tag.attributes.get("src", "").partition("svg+xml;base64,")
    return b64decode(data).decode() if drawn else ""


@cache
def tags(kind: str) -> list[Tag]:
    """All that it shows."""
    return [tag for page in pages(kind) for tag in page]
