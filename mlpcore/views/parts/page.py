"""The one template of all panels: a layout with a place for each region.

A panel's layout is written once, with `region("name")` where a region belongs. `frame(layout)`
leaves the places empty, for a kernel to fill; `page(layout, regions)` fills them, for where no
kernel runs, and brings the style sheets that it needs.
"""

from collections.abc import Mapping
from dataclasses import replace

from mlpcore.views.parts import theme
from mlpcore.views.parts.html import PAPER, Attribute, Context, Node, Raw, classes, e, render


def region(
    name: str,
    class_: str | None = None,
    *,
    boxed: bool = False,
    tag: str = "div",
    **attributes: Attribute,
) -> Node:
    """The place of a region, which keeps its box on a page if it has a class or is `boxed`.

    What is only for a kernel, as controls are, is not on a page.
    """

    def place(context: Context) -> Node:
        if context.regions is None:
            return e(tag, class_=class_, data_region=name, **attributes)
        shown = context.regions.get(name)
        bare = not (class_ or boxed) or name not in context.regions
        return shown if bare else e(tag, shown, class_=class_)

    return place


# computing, without an answer, or without a kernel
STATE = e("div", class_="mlp-state", aria_live="polite")
STORED = e("p", "A picture: run this cell, and it moves.", class_="mlp-stored")
TROUBLE = region("trouble", "mlp-trouble", role="alert")
SPOKEN = region("spoken", "mlp-visually-hidden", aria_live="polite")
SETUP = e(  # what is set once is folded away
    "details", e("summary", "Setup"), region("setup", "mlp-sliders"), class_="mlp-setup"
)
FOOT = (  # what stands below every panel
    region("tools", "mlp-tools", role="toolbar", aria_label="Tools"),
    region("code", "mlp-region-code"),
    region("link", "mlp-region-link", tag="dialog", aria_label="QR code"),
    region("words", "mlp-region-words"),
    region("keys", "mlp-region-keys"),
)


def _for_kernel(*shown: Node) -> Node:
    """What no page without a kernel has."""
    return lambda context: shown if context.regions is None else None


CONTROLS = _for_kernel(  # at the top of nearly every panel, so that nothing moves them
    e(
        "div",
        e("div", region("buttons", "mlp-buttons"), SETUP, class_="mlp-row"),
        e("div", region("sliders", "mlp-sliders"), region("editor"), class_="mlp-moves"),
        TROUBLE,
        class_="mlp-controls mlp-top",
    ),
    SPOKEN,
)


def frame(layout: Node) -> str:
    """The layout with empty places."""
    return render(layout)


def page(layout: Node, regions: Mapping[str, Node], context: Context = PAPER) -> str:
    """The layout with these regions, as HTML that stands alone."""
    filled = replace(context, regions=regions)
    style = Raw(theme.needed(classes(layout, filled)))
    body = e("div", STORED, layout, class_="mlp-panel mlp-static")
    return render((e("style", style), body), filled)
