"""Short texts of a notebook as HTML: the Markdown and the LaTeX that its questions use.

`prose(text)` sets paragraphs, numbered lines, `code`, **bold**, *stress* and
$formulas$.
"""

import re
from html import escape

from mlpcore.views.parts.markup import mathml

NUMBERED = re.compile(r"\d+\. ")
STOP = re.compile(r"[.,:;?!)]+")
PIECES = re.compile(r"\$([^$]+)\$|`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*")


def prose(text: str) -> str:
    """HTML of a text whose paragraphs are parted by blank lines."""
    return "".join(_paragraph(part) for part in text.split("\n\n"))


def _paragraph(text: str) -> str:
    lines = text.splitlines()
    if lines and all(NUMBERED.match(line) for line in lines):
        items = "".join(f"<li>{_item(NUMBERED.sub('', line, count=1))}</li>" for line in lines)
        return f'<ol class="mlp-lines">{items}</ol>'
    return f"<p>{_line(' '.join(lines))}</p>"


def _item(text: str) -> str:
    """A numbered line; one that is all formula has room to stand upright."""
    whole = PIECES.fullmatch(text)
    return mathml(whole[1]) if whole and whole[1] else _line(text)


def _line(text: str) -> str:
    """One line: what stands between the pieces is plain text, and no line begins with a comma."""
    html, end = "", 0
    for piece in PIECES.finditer(text):
        stop = STOP.match(text, piece.end())
        held = f'<span class="mlp-held">{_piece(piece)}{stop[0]}</span>' if stop else _piece(piece)
        html += escape(text[end : piece.start()], quote=False) + held
        end = stop.end() if stop else piece.end()
    return html + escape(text[end:], quote=False)


def _piece(piece: re.Match[str]) -> str:
    formula, code, bold, stress = piece.groups()
    if formula:
        return mathml(formula).replace('display="block"', 'display="inline"')
    if code:
        return f"<code>{escape(code, quote=False)}</code>"
    return f"<b>{escape(bold)}</b>" if bold else f"<em>{escape(stress or '')}</em>"
