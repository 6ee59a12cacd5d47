"""Notebooks and documents as pages to read: formulas are MathML, panels step.

`read(path)` runs a notebook's cells, so that its panels can be recorded; what a cell printed is
taken as it is stored. Only the project's own texts come here: HTML in them is kept.
"""

import ast
import contextlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mistune import HTMLRenderer, Markdown
from mistune.plugins.math import math
from mistune.plugins.table import table

from mlpcore.panels.base.panel import BasePanel
from mlpcore.views.parts.html import Node, Raw, e, escape
from mlpcore.views.parts.markup import mathml
from site_builder.recording import Recording, record

STEPPING = ("step", "softmax", "batch")  # others are shown as they are stored
A_TEXT = re.compile(r"^([\w-]+)\.(?:ipynb|md)(#.*)?$")


@dataclass
class Read:
    """A text as nodes, in which a `Recording` stands for a panel, with its title and headings."""

    title: str = ""
    pieces: "list[Node | Recording]" = field(default_factory=list)
    headings: list[tuple[int, str, str]] = field(default_factory=list)  # level, anchor, HTML


class _Renderer(HTMLRenderer):
    """mistune's HTML with MathML, anchors, and links that lead to pages."""

    def __init__(self, found: Read) -> None:
        super().__init__(escape=False)
        self.found = found

    def inline_math(self, latex: str) -> str:
        return str(mathml(latex)).replace('display="block"', 'display="inline"')

    def block_math(self, latex: str) -> str:
        return str(mathml(latex.strip()))

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        bare = re.sub(r"<[^>]*>", "", text)
        anchor = re.sub(r"\s+", "-", bare)  # as in JupyterLab, for which the links are written
        self.found.headings.append((level, anchor, text))
        self.found.title = self.found.title or bare
        return f'<h{level} id="{anchor}">{text}</h{level}>\n'

    def link(self, text: str, url: str, title: str | None = None) -> str:
        to = A_TEXT.sub(r"\1.html\2", url)  # mistune takes a colon in an anchor for a protocol
        return f'<a href="{escape(to)}">{text}</a>'


def _markdown(found: Read) -> Markdown:
    return Markdown(_Renderer(found), plugins=[math, table])


def said_in(text: str) -> str:
    """A short text in Markdown as HTML."""
    return str(_markdown(Read())(text))


def read_document(path: Path) -> Read:
    """A document in Markdown."""
    found = Read()
    found.pieces.append(Raw(_markdown(found)(path.read_text("utf-8"))))
    return found


def read_notebook(path: Path) -> Read:
    """A notebook, whose cells are run."""
    found, names = Read(), dict[str, Any]()
    said = _markdown(found)
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            found.pieces.append(Raw(said(source)))
        elif cell["cell_type"] == "code":
            value = run(source, names)
            found.pieces.append(e("pre", e("code", source)))
            found.pieces += _outputs(cell["outputs"], value, said)
    return found


def run(source: str, names: dict[str, Any]) -> Any:
    """Run a cell, in silence; gives the value of its last line, None where it has none."""
    lines = ast.parse(source)
    last = lines.body[-1] if lines.body else None
    shown = last.value if isinstance(last, ast.Expr) else None
    if shown is not None:
        lines.body.pop()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        exec(compile(lines, "cell", "exec"), names)  # the project's own notebooks
        if shown is None:
            return None
        return eval(compile(ast.Expression(shown), "cell", "eval"), names)


def _outputs(outputs: list[Any], value: Any, said: Markdown) -> "Iterator[Node | Recording]":
    """What a cell has shown."""
    for output in outputs:
        data = output.get("data", {})
        if isinstance(value, BasePanel) and value.word in STEPPING and "text/html" in data:
            yield record(value)
        elif "text/html" in data:
            yield e("div", Raw("".join(data["text/html"])), class_="site-panel")
        elif "text/markdown" in data:
            yield Raw(said("".join(data["text/markdown"])))
        else:
            text = "".join(output.get("text", data.get("text/plain", "")))
            yield e("pre", text, class_="site-output")
