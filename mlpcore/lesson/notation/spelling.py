"""What is written about a single layer in the letters of the notes, in those of another book.

`spelled("o = softmax(net)", "nielsen")` gives "a = softmax(z)", `spelled_code` does so with a line
of code, `spelled_latex` with a formula, `spelled_piece` with what may be a letter alone; `letters`
are the letters by those of the notes. With one layer there are no numbers of layers to be
translated, so that a letter stands for a letter: net, z, o, y, ε, f, and d_o and d_z in code; z and
o are both outputs. Where a line calls what is left of net a, it becomes r, since both books have
another use for a.
"""

import re
from functools import lru_cache

from mlpcore.checks import known
from mlpcore.lesson.notation.books import BOOKS

LETTER = re.compile(
    r"(?<![A-Za-z_])(?:d_[oz]|net|[fozyε]|(?<=\^)a|a(?=[ᵢⱼ₁-₉]| = | − ))(?!_?[A-Za-z])"
)  # a alone is mostly a word, not a letter
QUOTED = re.compile(r"('[^']*')")
# what can stand for a letter in a formula; an ordinary command stands for itself
IN_LATEX = re.compile(r"\\text\{[^}]*\}|\\mathrm\{[^}]*\}|\\[A-Za-z]+(?:\{[A-Za-z]+\})?|[A-Za-z]")
NAMES = re.compile(r"(?<![\w.])(?:d_[oz]|net(?!\.)|[afozy])(?!\w)")  # net.x is a network


def letters(name: str) -> dict[str, str]:
    """The letters of a book by those of the notes; ValueError or TypeError for an unknown book."""
    book = known("notation", name, BOOKS)
    if name == "notes":
        return {}
    z = book.kinds["z"][0]
    return {
        "net": book.kinds["net"][0],
        "o": book.plain.get("o", (z, z))[0],
        "y": book.plain["y"][0],
        "ε": book.plain["eps"][0],
        "z": z,
        "f": book.function,
        "d_o": book.code["d_o"],
        "d_z": f"d_{z}",
        "a": "r",
    }


def spelled(text: str, name: str) -> str:
    """A line of text in the letters and the words of a book."""
    known_letters = letters(name)
    if not known_letters:
        return text
    terms, own = BOOKS[name].terms, BOOKS["notes"].terms
    for term in ("net", "delta"):
        text = text.replace(own[term], terms[term])
        text = text.replace(own[term].capitalize(), terms[term].capitalize())
    return LETTER.sub(lambda found: known_letters[found[0]], text)


def spelled_refusal(message: str, name: str) -> str:
    """The words of a refusal in the letters of a book, but for what it quotes: names stay names."""
    return "".join(
        part if part.startswith("'") else spelled(part, name) for part in QUOTED.split(message)
    )


def spelled_code(line: str, name: str) -> str:
    """A line of code with the names of a book."""
    known_letters = letters(name)
    return NAMES.sub(lambda found: known_letters.get(found[0], found[0]), line)


@lru_cache(maxsize=4096)
def spelled_piece(text: str, name: str) -> str:
    """A piece of a page: a letter that stands alone in its place, or words."""
    return letters(name).get(text) or spelled(text, name)


@lru_cache(maxsize=2048)
def spelled_latex(latex: str, name: str) -> str:
    """A formula in LaTeX with the letters of a book."""
    known_letters = letters(name)
    if not known_letters:
        return latex
    own = {r"\mathrm{net}": "net", r"\varepsilon": "ε"}

    def written(found: re.Match[str]) -> str:
        token = found[0]
        if token.startswith(r"\text{"):
            return spelled(token, name)
        letter = known_letters.get(own.get(token, token))
        return token if letter is None else f" {letter}"  # a command before it ends there

    return IN_LATEX.sub(written, latex)
