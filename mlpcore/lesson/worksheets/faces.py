"""Worksheets as documents: several sheets in one, as text, HTML or LaTeX.

`FORMATS["html"].document(sheets, "problem", "a4")`; parts are "problem", "key" and "both".
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from mlpcore.checks import known
from mlpcore.lesson.worksheets import html as worksheet_html
from mlpcore.lesson.worksheets import latex as worksheet_latex
from mlpcore.lesson.worksheets import text as worksheet_text
from mlpcore.lesson.worksheets.sheet import Sheet

PAPERS = {"a4": "a4", "letter": "letter"}
PARTS = {"problem": ["problem"], "key": ["key"], "both": ["problem", "key"]}
NEW_PAGE = "\n\f\n"

Face = Callable[[Sheet], str]
Faces = dict[str, Face]


class Format(NamedTuple):
    """A kind of document: the ending of its file, and how sheets become one."""

    ending: str
    document: Callable[[Sequence[Sheet], str, str], str]


def html(sheets: Sequence[Sheet], part: str = "both", paper: str = "a4") -> str:
    """A page that stands alone; ValueError for an unknown part or paper, here and below."""
    faces: Faces = {"problem": worksheet_html.problem, "key": worksheet_html.key}
    title = sheets[0].title if len(sheets) == 1 else f"Worksheets {sheets[0].seed}"
    articles = list(_pages(faces, sheets, part))
    return worksheet_html.page(title, articles, known("paper", paper, PAPERS), sheets)


def latex(sheets: Sequence[Sheet], part: str = "both", paper: str = "a4") -> str:
    """A complete document for article, amsmath and geometry."""
    faces: Faces = {"problem": worksheet_latex.problem, "key": worksheet_latex.key}
    bodies = list(_pages(faces, sheets, part))
    return worksheet_latex.document(bodies, known("paper", paper, PAPERS))


def text(sheets: Sequence[Sheet], part: str = "both", paper: str = "a4") -> str:
    """Plain text, with a form feed between pages."""
    faces: Faces = {"problem": worksheet_text.problem, "key": worksheet_text.key}
    known("paper", paper, PAPERS)
    return NEW_PAGE.join(_pages(faces, sheets, part)) + "\n"


def _pages(faces: Faces, sheets: Sequence[Sheet], part: str) -> Iterator[str]:
    """Every sheet's part or parts, in order."""
    return (faces[each](sheet) for sheet in sheets for each in known("part", part, PARTS))


FORMATS = {
    "html": Format(".html", html),
    "latex": Format(".tex", latex),
    "text": Format(".txt", text),
}

__all__ = ["FORMATS", "html", "latex", "text"]
