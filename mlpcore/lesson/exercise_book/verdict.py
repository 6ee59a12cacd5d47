"""A verdict as a cell shows it: with a sign and a colour in a notebook, as plain text elsewhere.

`Verdict(True, "right").show()`. The sign says what the colour says, and the text says it as well.
"""

import builtins
from html import escape
from typing import NamedTuple

SIGNS = {True: ("✓", "#2e9e6b"), False: ("…", "#b7791f")}  # seen on white and on black
BOX = "border-left: 4px solid {}; padding: 2px 10px"
ALIGNED = "font-family: var(--jp-code-font-family, monospace); white-space: pre-wrap"


class Verdict(NamedTuple):
    """Whether an answer is right, and what is said of it."""

    correct: bool
    text: str

    def show(self) -> None:
        """Display it in a notebook, print it elsewhere."""
        display = getattr(builtins, "display", print)  # which Jupyter puts there
        display(self)

    def __repr__(self) -> str:
        return self.text

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        sign, colour = SIGNS[self.correct]
        first, _, more = escape(self.text).partition("\n")
        rows = f'<div style="{ALIGNED}">{more}</div>' if more else ""
        return f'<div style="{BOX.format(colour)}"><b>{sign}</b> {first}{rows}</div>'
