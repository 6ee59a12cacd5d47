"""A formula in one line of Unicode, turned into LaTeX.

`in_latex("δ^l = (W_l δ^{l+1}) ⊙ f′^l(net_l)")`.
"""

import re

from mlpcore.lesson.notation.symbols import upright

SIGNS = {
    "−": "-", "·": r"\cdot ", "⊙": r"\odot ", "ε": r"\varepsilon ", "δ": r"\delta ",
    "η": r"\eta ", "∂": r"\partial ", "∇": r"\nabla ", "½": r"\tfrac12 ", "Σ": r"\sum ",
    "ᵀ": r"^{\mathsf T}", "²": "^2", "₁₀": "_{10}", "′": "'", "←": r"\leftarrow ",
    "‖": r"\Vert ", "…": r"\dots ", "≠": r"\neq ",
}  # fmt: skip


def in_latex(text: str) -> str:
    """The same formula as LaTeX: signs by their names, words of two letters or more upright."""
    named = re.sub(r"[A-Za-z]{2,}", lambda word: upright(word[0]), text)
    for sign, latex in SIGNS.items():
        named = named.replace(sign, latex)
    return named
