"""A page about one layer in the letters of another book.

`spelled_page(html, "nielsen")` writes every letter of the notes in text,
formulas, labels and code as the book does; what the DOM says about numbers stays.
"""

import re
from html import escape, unescape

from mlpcore.lesson.notation.spelling import letters, spelled, spelled_code

NET = re.compile(r"<mrow>(?:<mi[^>]*>[net]</mi>){3}</mrow>")  # the word net in MathML
# attributes that are read
SAID = re.compile(r'(?<= aria-label=")[^"]*|(?<= title=")[^"]*|(?<= alt=")[^"]*')
PIECES = re.compile(r"(<[^>]*>)")


def spelled_page(html: str, name: str) -> str:
    """HTML or SVG, with MathML in it, in the letters of a book."""
    known_letters = letters(name)
    if not known_letters:
        return html
    html = NET.sub("<mi>net</mi>", html)
    pieces, code = PIECES.split(html), False
    for at, piece in enumerate(pieces):
        if piece.startswith("<"):
            code = piece.startswith("<code") or (code and piece != "</code>")
            pieces[at] = SAID.sub(lambda found: _written(found[0], name, code=False), piece)
        elif alone := known_letters.get(unescape(piece)):
            pieces[at] = alone  # a letter in a place of its own, <i>o</i> or <mi>o</mi>
        elif piece:
            pieces[at] = _written(piece, name, code)
    return "".join(pieces)


def _written(piece: str, name: str, code: bool) -> str:
    return escape((spelled_code if code else spelled)(unescape(piece), name))
