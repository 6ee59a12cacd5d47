"""Short texts of a notebook as HTML: mistune reads the Markdown, and formulas become MathML.

`prose(text)` sets paragraphs, numbered lines, `code`, **bold**, *stress* and $formulas$; HTML in a
text is shown as it stands, and does nothing.
"""

import re
from typing import Any

from mistune import HTMLRenderer, InlineParser, InlineState, Markdown
from mistune.plugins.math import math

from mlpcore.views.parts.markup import mathml

STOP = re.compile(r"[.,:;?!)]+")
PIECES = {"inline_math", "codespan", "strong", "emphasis"}
Tokens = list[dict[str, Any]]


def prose(text: str) -> str:
    """HTML of a text whose paragraphs are parted by blank lines."""
    return str(_markdown(text)).strip()


class _Inline(InlineParser):
    """No line begins with a comma: a piece of a line and the stop behind it are held together."""

    def render(self, state: InlineState) -> Tokens:
        found: Tokens = []
        for token in super().render(state):
            stop = STOP.match(token.get("raw", "")) if token["type"] == "text" else None
            if stop and found and found[-1]["type"] in PIECES:
                held = {"type": "text", "raw": stop[0]}
                found[-1] = {"type": "held", "children": [found[-1], held]}
                token["raw"] = token["raw"][stop.end() :]
            found.append(token)
        return found


class _Renderer(HTMLRenderer):
    """mistune's HTML, and what it has no word for."""

    def held(self, text: str) -> str:
        return f'<span class="mlp-held">{text}</span>'

    def inline_math(self, latex: str) -> str:
        return self.block_math(latex).replace('display="block"', 'display="inline"')

    def block_math(self, latex: str) -> str:
        return mathml(latex.replace("<", r"\lt "))  # in \text, mathml would let a tag through


_markdown = Markdown(_Renderer(), inline=_Inline(), plugins=[math])
