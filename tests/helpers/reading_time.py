"""How long a notebook takes to work through, as a rule: set to what readers took with a clock.

Readers needed 64, 49, 48 and 49 minutes for four of them, a few minutes more or less than the rule
gives for the notebooks of that time.
"""

import re
from typing import Any

WORDS_A_MINUTE = 150  # read slowly, with the formulas
PANEL, CODE, QUESTION, GAP = 3.0, 0.3, 0.75, 1.0  # minutes
ASKED = re.compile(r"\*\*(?:Predict|Explain to|Find a|What would)")
FORMULA = re.compile(r"\$+[^$]+\$+")


def minutes(cells: list[dict[str, Any]], can_wait: bool = False) -> float:
    """Minutes up to the summary: of the passages that can wait, or of all the others."""
    spent = 0.0
    for cell in cells:
        if cell["source"].startswith("## Summary"):
            return spent
        if ("can-wait" in cell["metadata"].get("tags", [])) == can_wait:
            spent += _minutes(cell)
    return spent


def _minutes(cell: dict[str, Any]) -> float:
    if cell["cell_type"] == "code":
        gaps = cell["source"].count("...") if "gap" in cell["metadata"].get("tags", []) else 0
        return PANEL if cell["source"].startswith("panels.") else CODE + GAP * gaps
    words = len(FORMULA.sub(" formula ", cell["source"]).split())
    return words / WORDS_A_MINUTE + QUESTION * bool(ASKED.search(cell["source"]))
