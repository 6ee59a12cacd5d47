"""The pages as HTML: a head with the links, and in it what a page is about.

A page is written of nodes; where a panel belongs stands its first picture, filled in already.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mlpcore.views.parts.html import Attribute, Node, Raw, e, render
from site_builder.reading import Read
from site_builder.recording import Recording
from site_builder.showcase import SHOWCASE, Shown

READABLE = [
    ("notebooks/index.html", "Notebooks", "The whole course, to read."),
    (
        "docs/notes.html",
        "The lecture's notes",
        "Where each formula stands, and what to look at twice.",
    ),
    ("docs/history.html", "History", "Who found what, and what to read on."),
    ("docs/teaching.html", "For teaching", "What a lecture can show, and when."),
    ("docs/class.html", "For a class", "Exercises with other numbers for each, and reports."),
    ("docs/hosts.html", "Where it runs", "Colab, marimo, VS Code, Binder and others."),
    ("reference/mlpcore.html", "mlpcore", "The mathematics: every function, as it says of itself."),
    ("reference/mlpcore.lesson.html", "mlpcore.lesson", "Steps, checks, hints and worksheets."),
    ("reference/mlpcore.panels.html", "mlpcore.panels", "The panels, and how each is called."),
    ("search.html", "Search", "Every word of it."),
]
PLACE = re.compile(r'<\w+[^>]*data-region="([\w-]+)"[^>]*>')


@dataclass(frozen=True)
class Site:
    """What every page knows: its version, where Pyodide is, if anywhere, and if it has texts."""

    version: str
    pyodide: str = ""
    notebooks: bool = True


def page(site: Site, here: str, title: str, *body: Node, wide: bool = True) -> str:
    """A page at `here`, a path within the site, with what all pages have."""
    up = "../" * here.count("/")
    links = [("index.html", "mlpcore"), *((f"panels/{name}.html", name) for name in SHOWCASE)]
    if site.notebooks:
        links += [("notebooks/index.html", "notebooks"), ("docs/cases.html", "cases")]
        links += [("reference/mlpcore.html", "reference"), ("search.html", "search")]
    head = [
        e("a", said, href=up + to, aria_current="page" if to == here else None)
        for to, said in links
    ]
    style = [
        e("link", rel="stylesheet", href=f"{up}{name}.css?v={site.version}")
        for name in ("panel", "site")
    ]
    dark = e("button", "Dark", class_="site-theme", type="button", aria_pressed="false")
    whole = e(
        "html",
        e(
            "head",
            e("meta", charset="utf-8"),
            e("meta", name="viewport", content="width=device-width"),
            e("title", f"{title} – mlpcore" if title != "mlpcore" else title),
            e("link", rel="icon", href="data:,"),
            style,
        ),
        e(
            "body",
            e("script", src=f"{up}site.js?v={site.version}"),
            e("nav", head, dark, class_="site-head", aria_label="Pages"),
            e("main", body, class_="site-main" if wide else "site-main site-read"),
            e("script", type="module", src=f"{up}panel_page.js?v={site.version}"),
        ),
        lang="en",
    )
    return f"<!doctype html>\n{render(whole)}\n"


def panel(site: Site, up: str, kind: str, recording: Recording, *, codes: bool = False) -> Node:
    """The place of a panel, in which its first picture stands; its own page takes `codes`."""
    switches: dict[str, Attribute] = {}
    if codes:
        switches["data_codes"] = ""
    if kind in SHOWCASE:  # others are a notebook's, which is opened for its Python
        if SHOWCASE[kind].draws:
            switches["data_draws"] = ""
        if site.pyodide:
            switches["data_pyodide"] = site.pyodide
    return e(
        "div",
        Raw(f'<div class="mlp-panel" role="group">{filled(recording)}</div>'),
        class_="site-panel",
        data_panel="",
        data_kind=kind,
        data_folder=up or "./",
        data_version=site.version,
        **switches,
    )


def filled(recording: Recording) -> str:
    """The frame with the regions of the place where the panel begins."""
    regions = recording.regions(recording.begun)
    return PLACE.sub(lambda at: at[0] + regions.get(at[1], ""), recording.traits["frame"])


def front(site: Site, recordings: Mapping[str, Recording]) -> str:
    """What this is, one panel that moves, and where to go from here."""
    cards = [(f"panels/{name}.html", shown.title, shown.about) for name, shown in SHOWCASE.items()]
    if site.notebooks:
        cards += READABLE
    return page(
        site,
        "index.html",
        "mlpcore",
        e("h1", "How a network computes and learns, number by number"),
        e(
            "p",
            "Below is one pass of a small network, forwards and backwards. Press ",
            e("b", "Next"),
            " or the arrow keys, and click any number to see where it comes from.",
        ),
        panel(site, "", "step", recordings["step"]),
        e("h2", "Panels and notebooks" if site.notebooks else "Panels"),
        e(
            "ul",
            [e("li", e("a", e("b", name), about, href=to)) for to, name, about in cards],
            class_="site-cards",
        ),
    )


def panel_page(site: Site, kind: str, shown: Shown, recording: Recording) -> str:
    """The page of one panel."""
    return page(
        site,
        f"panels/{kind}.html",
        shown.title,
        e("h1", shown.title),
        e("p", shown.about),
        panel(site, "../", kind, recording, codes=True),
        e("p", class_="site-state", aria_live="polite"),
    )


def reading(
    site: Site, here: str, name: str, text: Read, above: Node = ()
) -> tuple[str, dict[str, Recording]]:
    """A page to read, and what is recorded of its panels, by the name of each."""
    recordings: dict[str, Recording] = {}

    def placed(piece: "Node | Recording") -> Node:
        if not isinstance(piece, Recording):
            return piece
        kind = f"{name}-{len(recordings) + 1}"
        recordings[kind] = piece
        return panel(site, "../" * here.count("/"), kind, piece)

    pieces = [placed(piece) for piece in text.pieces]
    return page(site, here, text.title, above, pieces, wide=False), recordings


def search(site: Site) -> str:
    """A box, and below it every section in which all of its words stand."""
    find = "words to find"
    return page(
        site,
        "search.html",
        "Search",
        e("h1", "Search"),
        e("input", type="search", class_="site-find", placeholder=find, aria_label=find,
          data_index=f"search.json?v={site.version}"),
        e("p", class_="site-state", aria_live="polite"),
        e("ul", class_="site-found"),
        wide=False,
    )  # fmt: skip


def contents(site: Site, texts: Mapping[str, Read]) -> str:
    """The notebooks with their sections."""
    return page(
        site,
        "notebooks/index.html",
        "Notebooks",
        e("h1", "The notebooks, to read"),
        e("p", "Every panel of steps can be stepped through here; nothing needs to be installed."),
        [_sections(name, text) for name, text in texts.items()],
        wide=False,
    )


def _sections(name: str, text: Read) -> Node:
    lines = [
        e("li", e("a", Raw(said), href=f"{name}.html#{anchor}"))
        for level, anchor, said in text.headings
        if level == 2
    ]
    title = e("h2", e("a", text.title, href=f"{name}.html"))
    return e("section", title, e("ul", lines), class_="site-sections")
