"""Colours and type of every panel: one style sheet, light and dark.

`css()` gives the style sheet; `picture(svg)` makes an SVG that carries its
own style; `page(body)` makes a panel for where no kernel runs.
"""

import base64
import re
from functools import cache
from importlib import resources

from mlpcore.lesson.notation.numbers import six

SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
EDGE = 8  # px of white round a picture that stands alone
SHEETS = ("parts/palette.css", "parts/theme.css", "parts/network.css")
OF_PANELS = (
    "parts/tools.css",
    "softmax/softmax.css",
    "training/training.css",
    "activation/activation.css",
    "training/training_projector.css",
    "batch/batch.css",
    "exercises/exercises.css",
    "gradcheck/gradcheck.css",
    "parts/marks.css",
    "parts/note.css",
)


@cache
def css(*sheets: str) -> str:
    """The style sheet of all panels, or of the sheets named."""
    folder = resources.files("mlpcore.views")
    names = sheets or SHEETS + OF_PANELS
    return "".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)


def picture(svg: str) -> str:
    """An SVG as an image that carries its own style: it shows even where styles are not trusted.

    It brings its own white ground, for what is dark on light must stay so on a dark page.
    """
    said = re.search(r'aria-label="([^"]*)"', svg)
    width, height = _size(svg)
    style = f"<style>{css('parts/palette.css', 'parts/network.css')}</style>"
    ground = f'<rect class="mlp-ground" x="{-EDGE}" y="{-EDGE}" width="100%" height="100%" rx="8"/>'
    alone = svg.replace('class="mlp-network"', 'class="mlp-network mlp-panel"', 1)
    alone = SIZE.sub(f'viewBox="{-EDGE} {-EDGE} {width:g} {height:g}"', alone, count=1)
    alone = alone.replace(">", f">{style}{ground}", 1)
    encoded = base64.b64encode(plain(alone).encode()).decode()
    return (
        f'<img alt="{said[1] if said else ""}" width="{width:g}" '
        f'src="data:image/svg+xml;base64,{encoded}"/>'
    )


def _size(svg: str) -> tuple[float, float]:
    """The width and the height of an SVG with an edge all round."""
    found = SIZE.search(svg)
    if not found:
        raise ValueError("this SVG has no viewBox that begins at 0 0")
    return float(found[1]) + 2 * EDGE, float(found[2]) + 2 * EDGE


def page(body: str, *own: str) -> str:
    """A panel as HTML that stands alone: the style sheets, its own too, and what they style."""
    style = css(*SHEETS, *own)
    return f'<style>{style}</style><div class="mlp-panel mlp-static">{plain(body)}</div>'


def plain(html: str) -> str:
    """The same for paper: nothing to press, literal colours, and six digits at most.

    A stored page must not depend on the machine that computed it, and a viewer that does not trust
    a notebook keeps only colours that are written out.
    """
    html = html.replace("</button><button", "</button> <button")  # else ticks run into each other
    html = re.sub(r"<(/?)button\b", r"<\1span", html)
    html = re.sub(r' tabindex="-?\d+"| data-do="\w+"| data-to="\d+"', "", html)
    html = re.sub(r'(?<=class="mlp-full">)[^<]*', lambda found: six(float(found[0])), html)
    html = re.sub(r"(?<=<title>)[^<]*", lambda found: _six(found[0]), html)
    html = re.sub(r'<td class="mlp-n mlp-(pos|neg)" style="--t:([\d.]+)"', _written_out, html)
    return re.sub(r'(data-value|title)="([^"]*)"', lambda m: f'{m[1]}="{_six(m[2])}"', html)


def _written_out(found: re.Match[str]) -> str:
    colour = re.search(rf"--mlp-{found[1]}: ([\d ]+);", css("parts/palette.css"))
    red_green_blue = ", ".join(colour[1].split()) if colour else ""
    rgba = f"rgba({red_green_blue}, {found[2]})"
    return f'<td class="mlp-n" style="background-color: {rgba}"'


def _six(text: str) -> str:
    """A number to six digits; any other text as it is."""
    try:
        return six(float(text))
    except ValueError:
        return text
