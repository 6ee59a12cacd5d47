"""The index of the whole text: one entry a section, which a box on a page looks through.

The text is small enough to be read as it is: a word is found wherever it stands, and nothing of
a language has to be known.
"""

import html
import json
import re
from collections.abc import Iterator

from mlpcore.views.parts.html import render
from site_builder.reading import Read
from site_builder.recording import Recording

HEADING = re.compile(r'<h[1-6] id="([^"]+)">(.*?)</h[1-6]>', re.DOTALL)
PANEL = '<div class="site-panel"'
Entry = tuple[str, str, str, str]  # address, page, heading, text


def sections(address: str, text: Read) -> Iterator[Entry]:
    """Each section of a page under its heading; what panels show is not text."""
    pieces = [render(each) for each in text.pieces if not isinstance(each, Recording)]
    whole = " ".join(each for each in pieces if not each.startswith(PANEL))
    _, *parts = HEADING.split(whole)
    for anchor, heading, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        yield f"{address}#{html.unescape(anchor)}", text.title, bare(heading), bare(body)


def bare(text: str) -> str:
    """HTML without its tags, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def index(entries: list[Entry]) -> bytes:
    """All entries as a file."""
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode()
