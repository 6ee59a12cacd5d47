"""What stands under a heading of a notebook, in its text and in what it prints."""

import re
from collections.abc import Iterator
from functools import cache

from tests import NOTEBOOKS
from tests.helpers.notebook_rules import Notebook, joined, printed, read

HEADING = re.compile(r"^(#+) (?:\d+ · )?(.+)$", re.M)


@cache
def notebook(number: str) -> Notebook:
    """The notebook that begins with this number, as it is stored."""
    (path,) = NOTEBOOKS.glob(f"{number}_*.ipynb")
    return read(path)


def headings(notebook: Notebook) -> list[str]:
    """Every heading, without its number."""
    return [title for title, _ in sections(notebook)]


def sections(notebook: Notebook) -> list[tuple[str, str]]:
    """Each heading with all that stands between it and the next one of its level or above."""
    text = "\n\n".join(_pieces(notebook))
    found = list(HEADING.finditer(text))
    return [(each[2], text[each.start() : _end(each, found, text)]) for each in found]


def section(notebook: Notebook, heading: str) -> str:
    """What stands under that heading; nothing where no heading has this title."""
    return "\n".join(text for title, text in sections(notebook) if title == heading)


def flat(text: str) -> str:
    """Without the line breaks, which mean nothing in text and formulas."""
    return " ".join(text.split())


def _end(this: re.Match[str], found: list[re.Match[str]], text: str) -> int:
    after = (each for each in found if each.start() > this.start())
    return next((each.start() for each in after if len(each[1]) <= len(this[1])), len(text))


def _pieces(notebook: Notebook) -> Iterator[str]:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            yield joined(cell["source"])
            continue
        yield "\n".join(f"    {line}" for line in joined(cell["source"]).splitlines())
        for output in cell["outputs"]:
            texts = printed(output)
            yield texts.get("stdout", texts.get("text/plain", ""))
