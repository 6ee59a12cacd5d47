"""Colours and type of every panel: style sheets, light and dark.

`css()` is the style sheet of all panels; `needed(classes)` that of a page which has these classes
and stands alone.
"""

import re
from collections.abc import Collection
from functools import cache
from importlib import resources

SHEETS = ("parts/palette.css", "parts/theme.css", "parts/network.css")
TOOLS, PROJECTOR = "parts/tools.css", "training/training_projector.css"  # no page needs these
OF_PANELS = (
    TOOLS,
    "softmax/softmax.css",
    "training/training.css",
    "activation/activation.css",
    PROJECTOR,
    "batch/batch.css",
    "exercises/exercises.css",
    "gradcheck/gradcheck.css",
    "parts/marks.css",
)


@cache
def css(*sheets: str) -> str:
    """The style sheet of all panels, or of the sheets named."""
    folder = resources.files("mlpcore.views")
    names = sheets or SHEETS + OF_PANELS
    return "".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)


def needed(classes: Collection[str]) -> str:
    """The style sheets of every page, and of those of panels the ones with a class of this page."""
    own = (
        name
        for name in OF_PANELS
        if name not in (TOOLS, PROJECTOR) and not _own(name).isdisjoint(classes)
    )
    return css(*SHEETS, *own)


@cache
def _own(sheet: str) -> frozenset[str]:
    """The classes that a sheet styles and no page has for another reason."""
    return _styled(sheet) - frozenset().union(*map(_styled, SHEETS))


@cache
def _styled(sheet: str) -> frozenset[str]:
    """The classes that a sheet styles."""
    return frozenset(re.findall(r"\.(mlp-[\w-]+)", css(sheet)))
