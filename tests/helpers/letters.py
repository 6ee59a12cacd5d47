"""The letters and digits of a formula, whichever way it is written: as text, LaTeX or HTML."""

import re
from collections import Counter
from html import unescape
from unicodedata import normalize

NAMES = {
    "varepsilon": "ε", "delta": "δ", "eta": "η", "lambda": "λ", "sigma": "σ", "partial": "∂",
    "nabla": "∇", "Delta": "Δ", "sum": "Σ", "tfrac12": "½", "tfrac14": "¼", "odot": "⊙",
    "oslash": "⊘", "leftarrow": "←", "neq": "≠", "tanh": "tanh", "log": "log", "max": "max",
}  # fmt: skip
LAYOUT = dict.fromkeys(
    ["frac", "overset", "left", "right", "bigl", "bigr", "lVert", "rVert", "Vert", "mathrm",
     "mathsf", "text", "operatorname", "textstyle", "quad", "qquad", "cdot", "cdots", "dots"], "",
)  # fmt: skip
SHOWN = "∂∇Σ⊙⊘←≠>?"  # signs that every way of writing has in common
LIMITS = re.compile(r"(?<=\\sum)_\w|(?<=\\sum)_\{[^}]*\}\^\{[^}]*\}|(?<=Σ)[ᵢⱼ]")


def letters(formula: str) -> Counter[str]:
    """How often each letter, digit and sign of calculation stands in a formula.

    Where it stands, above, below or in a fraction, is not looked at, nor are the limits of a sum.
    KeyError for a command of LaTeX that is none of these.
    """
    plain = LIMITS.sub("", re.sub(r"\\(begin|end)\{cases\}", "", formula))
    plain = re.sub(r"\\([A-Za-z]+(?:1[24])?)", lambda name: (NAMES | LAYOUT)[name[1]], plain)
    plain = normalize("NFKC", unescape(re.sub("<[^>]*>", "", plain)))  # ᵀ is a T, ½ is 1⁄2
    return Counter(sign for sign in plain if sign.isalnum() or sign in SHOWN)
