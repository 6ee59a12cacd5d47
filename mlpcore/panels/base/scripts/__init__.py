"""The script of every panel's page: the files of this folder, put together.

A page of anywidget loads one module. So the files import nothing from each other, and no name
stands in two of them. What is sent has no comments: `SCRIPT`, a quarter shorter than the files,
with the font of the formulas in it.
"""

import re
from base64 import b64encode
from importlib import resources
from pathlib import Path

FOLDER = Path(__file__).parent
NAMES = (
    "states.js",
    "messages.js",
    "cells.js",
    "hiding.js",
    "projector.js",
    "sight.js",
    "regions.js",
    "focus.js",
    "pictures.js",
    "play.js",
    "tools.js",
    "pointer.js",
    "keys.js",
    "stage.js",
)
# Whole lines alone: nothing that stands behind code, where it might be part of a text.
UNREAD = re.compile(r"^[ \t]*(?://.*|/\*(?:(?!\*/)[\s\S])*\*/[ \t]*)?\n", re.MULTILINE)


def unread(text: str) -> str:
    """A script without its empty lines and the comments that have lines of their own."""
    return UNREAD.sub("", text)


FONT = resources.files("mlpcore.views").joinpath("parts/mathematics.woff2").read_bytes()
WITH_FONT = f'MATHS_FONT = "data:font/woff2;base64,{b64encode(FONT).decode()}"'
SCRIPT = unread("".join((FOLDER / name).read_text(encoding="utf-8") for name in NAMES)).replace(
    'MATHS_FONT = ""', WITH_FONT
)
