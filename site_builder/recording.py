"""What a panel shows at each of its places and for each number under its lens, as data for a page.

`record(panel)` is that as JSON: `texts` holds every region once; `places` says which text each
region has there, and which pictures are shown in the light and in the dark theme; `looks` says
which regions a number under the lens changes, from which place on; `tools` is the row of tools
while formulas are shown or not, and words are shown or not.
"""

import gzip
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np
from PIL import Image

from mlpcore.panels.base.panel import BasePanel
from mlpcore.views.parts.png import small

CELL = re.compile(r'data-quantity="([^"]+)" data-index="([^"]*)"')
REACHED = re.compile(r' tabindex="-?\d"')  # which cell Tab comes to: the page moves that itself
STEADY = ("label", "frame", "covered", "formulas", "pace")
Regions = dict[str, str]
Numbered = dict[str, int]


@dataclass
class Recording:
    """What a page needs of a panel; `pictures` are files by their names."""

    traits: dict[str, Any]
    begun: int
    places: list[dict[str, Any]] = field(default_factory=list)
    looks: dict[str, list[Any]] = field(default_factory=dict)
    tools: Regions = field(default_factory=dict)
    words: str = ""
    texts: list[str] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)

    def regions(self, at: int) -> Regions:
        """What every region shows at a place."""
        return {name: self.texts[n] for name, n in self.places[at]["regions"].items()}

    def packed(self) -> bytes:
        """All but the pictures as a file; two of the same recording have the same bytes."""
        said = {name: each for name, each in vars(self).items() if name != "pictures"}
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        return gzip.compress(text.encode(), 9, mtime=0)


def record(panel: BasePanel) -> Recording:
    """All that the panel shows on its way from first place to last; it is then where it was."""
    begun, last = getattr(panel, "at", 0), getattr(panel, "last", 0)
    recording = Recording({name: getattr(panel, name) for name in STEADY}, begun)
    texts = Numbers(recording.texts)
    for at in range(last + 1):
        _go(panel, at)
        place = {"regions": texts.of(panel.regions), "at_end": panel.at_end, "pictures": {}}
        recording.places.append(place)
    for at in range(last + 1) if last else ():  # afterwards: some panels remember a look
        for cell, changed in _looked_at(panel, at, recording.regions(at)):
            known, found = recording.looks.setdefault(cell, []), texts.of(changed)
            if not known or known[-1][1] != found:
                known.append([at, found])
    _go(panel, begun)
    _record_pictures(panel, recording)
    _record_tools(panel, recording)
    return in_order(recording)


class Numbers:
    """The numbers of texts, each of which is held once."""

    def __init__(self, texts: list[str]) -> None:
        self.texts, self.known = texts, Numbered()

    def of(self, regions: Regions) -> Numbered:
        """The number of each region's text."""
        return {name: self._number(text) for name, text in regions.items()}

    def _number(self, text: str) -> int:
        if text not in self.known:
            self.known[text] = len(self.texts)
            self.texts.append(text)
        return self.known[text]


def _go(panel: BasePanel, at: int) -> None:
    if hasattr(panel, "do_go"):
        panel.act("go", to=at)


def _looked_at(panel: BasePanel, at: int, shown: Regions) -> Iterator[tuple[str, Regions]]:
    """Each number that can be put under the lens there, with the regions that this changes."""
    _go(panel, at)
    for key, index in sorted({cell for text in shown.values() for cell in CELL.findall(text)}):
        panel.act("look", key=key, index=[int(i) for i in index.split(",") if i])
        drawn = panel.regions.items()
        changed = {name: text for name, text in drawn if _differ(text, shown[name])}
        yield f"{key}@{index}", changed


def _differ(one: str, other: str) -> bool:
    return one != other and REACHED.sub("", one) != REACHED.sub("", other)


def _record_pictures(panel: BasePanel, recording: Recording) -> None:
    """The pictures of each place, in either theme."""
    if not panel.pictures:
        return
    for theme in ("dark", "light"):
        panel.dark = theme == "dark"
        for at, place in enumerate(recording.places):
            _go(panel, at)
            files = {name: _stored(png) for name, png in panel.pictures.items()}
            recording.pictures |= dict(files.values())
            place["pictures"][theme] = {name: file for name, (file, _) in files.items()}
    _go(panel, recording.begun)


def _stored(png: bytes) -> tuple[str, bytes]:
    """A picture in 256 colours under a name that says what is in it."""
    stored = small(np.asarray(Image.open(io.BytesIO(png)).convert("RGB")))
    return f"{sha256(stored).hexdigest()[:16]}.png", stored


def _record_tools(panel: BasePanel, recording: Recording) -> None:
    """The tools that need no Python: the glossary, and formulas that are hidden."""
    for _ in range(2):
        panel.act("words")
        recording.words = panel.regions["words"] or recording.words
        for _ in range(2 if hasattr(panel, "do_formulas") else 1):
            if hasattr(panel, "do_formulas"):
                panel.act("formulas")
            state = f"{panel.formulas} {bool(panel.regions['words'])}".lower()
            recording.tools[state] = panel.regions["tools"]


def in_order(recording: Recording) -> Recording:
    """The same with the texts of each region side by side, which compresses best."""
    shown = [place["regions"] for place in recording.places]
    shown += [regions for each in recording.looks.values() for _, regions in each]
    named = {n: name for regions in reversed(shown) for name, n in regions.items()}
    order = sorted(range(len(recording.texts)), key=lambda n: (named[n], n))
    new = {n: at for at, n in enumerate(order)}
    for regions in shown:
        regions.update({name: new[n] for name, n in regions.items()})
    recording.texts = [recording.texts[n] for n in order]
    return recording
