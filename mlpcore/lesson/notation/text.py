"""Text for a notebook: lines of formulas, and tables of rows with titles."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from mlpcore.lesson.notation.symbols import upright

SIGNS = {
    "−": "-", "·": r"\cdot ", "⊙": r"\odot ", "ε": r"\varepsilon ", "δ": r"\delta ",
    "η": r"\eta ", "∂": r"\partial ", "∇": r"\nabla ", "½": r"\tfrac12 ", "Σ": r"\sum ",
    "ᵀ": r"^{\mathsf T}", "²": "^2", "₁₀": "_{10}", "′": "'", "←": r"\leftarrow ",
    "‖": r"\Vert ", "…": r"\dots ", "≠": r"\neq ",
}  # fmt: skip


class Line(NamedTuple):
    """A formula as text and as LaTeX."""

    text: str
    latex: str


def line(text: str) -> Line:
    """A formula of one line, whose LaTeX follows from its text."""
    return Line(text, in_latex(text))


def in_latex(text: str) -> str:
    """A formula in a line of Unicode as LaTeX: signs by names, words of two letters upright."""
    named = re.sub(r"[A-Za-z]{2,}", lambda word: upright(word[0]), text)
    for sign, latex in SIGNS.items():
        named = named.replace(sign, latex)
    return named


class Text(str):
    """Text that a notebook shows line by line, without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def cut(text: str, most: int) -> str:
    """The text in at most so many signs: of a longer one the beginning, and an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def table(rows: Mapping[str, str]) -> str:
    """One line a row, the titles in a column; empty rows are left out."""
    width = max(map(len, rows)) + 2
    return "\n".join(f"{title + ':':{width}}{text}" for title, text in rows.items() if text)
