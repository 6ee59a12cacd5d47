"""Drawings: SVG on a page with a kernel, on paper a picture that carries its own style.

`Drawing(width, height, said, body)` is one; `said` is what it shows, in words.
"""

import base64
from dataclasses import dataclass

from mlpcore.views.parts.html import Attribute, Context, Element, Node, Raw, e, render
from mlpcore.views.parts.theme import css

EDGE = 8  # px of white round a picture that stands alone


@dataclass(frozen=True)
class Drawing:
    """A drawing of this width and height, as they are written; `style` is how it is laid out."""

    width: str
    height: str
    said: str
    body: Node
    style: str | None = None
    role: str = "img"
    kind: str = "mlp-network"

    def __call__(self, context: Context) -> Element:
        """The drawing on a page of that context."""
        if context.paper:
            return self._alone(context)
        return self._svg(self.kind, f"0 0 {self.width} {self.height}", self.body)

    def _svg(self, kind: str, box: str, *body: Node) -> Element:
        return e(
            "svg", *body, class_=kind, xmlns="http://www.w3.org/2000/svg", viewBox=box,
            style=self.style, role=self.role, aria_label=self.said,
        )  # fmt: skip

    def _alone(self, context: Context) -> Element:
        """An image: it shows even where styles are not trusted.

        It brings its own white ground, for what is dark on light must stay so on a dark page.
        """
        width, height = (float(size) + 2 * EDGE for size in (self.width, self.height))
        style = e("style", Raw(css("parts/palette.css", "parts/network.css")))
        ground = e("rect", class_="mlp-ground", x=-EDGE, y=-EDGE, width="100%", height="100%", rx=8)
        box = f"{-EDGE} {-EDGE} {width:g} {height:g}"
        svg = self._svg(f"{self.kind} mlp-panel", box, style, ground, self.body)
        return image(self.said, "svg+xml", render(svg, context).encode(), width=f"{width:g}")


def image(said: str, kind: str, data: bytes, **attributes: Attribute) -> Element:
    """An image that holds its own bytes."""
    return e("img", src=Raw(address(kind, data)), alt=said, **attributes)


def address(kind: str, data: bytes) -> str:
    """A URL that holds an image's bytes."""
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
