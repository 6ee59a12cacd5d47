"""What a notebook file must look like: each rule returns its complaints, an empty list when kept.

nbval runs the cells and compares what they print. It passes over a cell that was never run, a
picture that is broken, and a widget that is gone; these rules do not.
"""

import base64
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from PIL import Image

Notebook = dict[str, Any]

MOST_CODE_LINES = 4
MOST_GAP_LINES = 12  # of a function with gaps, which the student fills: one line a formula
MOST_WORDS = 120
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
PANEL = "mlp-panel"
OF_THE_MACHINE = ("/home/", "/root/", "/tmp/", "site-packages", " at 0x", "Warning", "Traceback")
DRAWING_CODE = re.compile(r"^\s*(?:import|from) (?:matplotlib|ipywidgets|anywidget)\b", re.M)
DEFINITION = re.compile(r"^\s*(?:class|def) ", re.M)
PNG_PICTURE = re.compile(r'<img\b[^>]*\bsrc="data:image/png;base64,([^"]*)"')
SVG_PICTURE = re.compile(r'<img\b[^>]*\bsrc="data:image/svg\+xml;base64,([^"]*)"')


def read(path: Path) -> Notebook:
    """The notebook as the file has it, with every text in one piece."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = joined(cell["source"])
    return notebook


def joined(text: str | list[str]) -> str:
    """The file keeps a text as a list of lines; this is the text."""
    return text if isinstance(text, str) else "".join(text)


def code_cells(notebook: Notebook) -> list[dict[str, Any]]:
    """The code cells, in order."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def outputs(notebook: Notebook) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each output, with a name for the cell that it belongs to."""
    for number, cell in enumerate(code_cells(notebook), start=1):
        for output in cell["outputs"]:
            yield f"code cell {number}", output


def printed(output: dict[str, Any]) -> dict[str, str]:
    """The texts that nbval compares, by stream name or media type."""
    if output["output_type"] == "stream":
        return {output["name"]: joined(output["text"])}
    data = output.get("data", {})
    return {kind: joined(data[kind]) for kind in data if kind.startswith("text/")}


def cells_out_of_order(notebook: Notebook) -> list[str]:
    """Every code cell was run, from 1 to n, in one go."""
    counts = [cell["execution_count"] for cell in code_cells(notebook)]
    wrong = [n for n, count in enumerate(counts, start=1) if n != count]
    return [f"code cell {n} has execution count {counts[n - 1]}" for n in wrong]


def empty_cells(notebook: Notebook) -> list[str]:
    """No cell is empty."""
    cells = enumerate(notebook["cells"], start=1)
    return [f"cell {n} is empty" for n, cell in cells if not cell["source"].strip()]


def failures(notebook: Notebook) -> list[str]:
    """No cell raised, none wrote to stderr."""
    return [
        f"{where}: {output.get('ename', 'stderr')}"
        for where, output in outputs(notebook)
        if output["output_type"] == "error" or output.get("name") == "stderr"
    ]


def stored_widgets(notebook: Notebook) -> list[str]:
    """No widget state: it is gone with its kernel, and other sites refuse it or ask a network."""
    complaints = [
        f"{where}: names a live widget"
        for where, output in outputs(notebook)
        if WIDGET_VIEW in output.get("data", {})
    ]
    return complaints + ["metadata.widgets"] * ("widgets" in notebook["metadata"])


def panels_without_a_picture(notebook: Notebook) -> list[str]:
    """Where no kernel runs, every panel is a picture, a table and a text."""
    complaints = []
    for where, output in outputs(notebook):
        data = {kind: joined(text) for kind, text in output.get("data", {}).items()}
        if PANEL not in data.get("text/html", ""):
            continue
        if not data.get("text/plain", "").strip():
            complaints.append(f"{where}: no text")
        if "<table" not in data["text/html"]:
            complaints.append(f"{where}: no table")
        if not has_picture(data):
            complaints.append(f"{where}: no picture that can be decoded")
    return complaints


def has_picture(data: dict[str, str]) -> bool:
    """A PNG, or an SVG or PNG in an <img>.

    JupyterLab drops an inline <svg>, as it drops <style> and <math>, from the stored outputs of a
    notebook that it has no reason to trust.
    """
    svgs, pngs = (kind.findall(data["text/html"]) for kind in (SVG_PICTURE, PNG_PICTURE))
    if svgs or pngs:
        return all(map(is_svg, svgs)) and all(map(is_png, pngs))
    return is_png(data.get("image/png", ""))


def is_svg(encoded: str) -> bool:
    """Whether it decodes to an SVG document."""
    try:
        return ET.fromstring(base64.b64decode(encoded)).tag.endswith("}svg")
    except (ValueError, ET.ParseError):
        return False


def is_png(encoded: str) -> bool:
    """Whether it decodes to a PNG picture, pixels and all."""
    try:
        Image.open(io.BytesIO(base64.b64decode(encoded)), formats=["PNG"]).load()
    except (ValueError, OSError, SyntaxError):
        return False
    return True


def traces_of_a_machine(notebook: Notebook) -> list[str]:
    """No path, address, warning or traceback in what is printed."""
    return [
        f"{where}: {word!r}"
        for where, output in outputs(notebook)
        for text in printed(output).values()
        for word in OF_THE_MACHINE
        if word in text
    ]


def long_code_cells(notebook: Notebook) -> list[str]:
    """A code cell is short, one with gaps less so; comments and blank lines are free."""
    complaints = []
    for number, cell in enumerate(code_cells(notebook), start=1):
        lines = [line.strip() for line in cell["source"].splitlines()]
        code = [line for line in lines if line and not line.startswith("#")]
        if len(code) > (MOST_GAP_LINES if "gap" in tags(cell) else MOST_CODE_LINES):
            complaints.append(f"code cell {number}: {len(code)} lines")
    return complaints


def long_texts(notebook: Notebook) -> list[str]:
    """A text is short, unless its cell is tagged "long"."""
    complaints = []
    for number, cell in enumerate(notebook["cells"], start=1):
        words = len(cell["source"].split())
        if cell["cell_type"] == "markdown" and words > MOST_WORDS and "long" not in tags(cell):
            complaints.append(f"cell {number}: {words} words")
    return complaints


def helper_code(notebook: Notebook) -> list[str]:
    """Drawing, widgets and definitions live in the package; the student's own code may define:
    in "own-code" cells, and in "gap" cells, where lines are still to be written.
    """
    complaints = []
    for number, cell in enumerate(code_cells(notebook), start=1):
        if DRAWING_CODE.search(cell["source"]):
            complaints.append(f"code cell {number}: draws")
        if DEFINITION.search(cell["source"]) and not {"own-code", "gap"} & {*tags(cell)}:
            complaints.append(f"code cell {number}: defines")
    return complaints


def filled_gaps(notebook: Notebook) -> list[str]:
    """A cell tagged "gap" has a gap, so that no solution stands in it, and prints nothing."""
    return [
        f"code cell {number}: no gap of its own"
        for number, cell in enumerate(code_cells(notebook), start=1)
        if "gap" in tags(cell) and ("..." not in cell["source"] or cell["outputs"])
    ]


def hidden_outputs(notebook: Notebook) -> list[str]:
    """No semicolon ends a cell, and no marker keeps one from nbval."""
    sources = enumerate((cell["source"] for cell in code_cells(notebook)), start=1)
    marker = re.compile(r";\s*$|^\s*#\s*(?:NBVAL|PYTEST_VALIDATE)_", re.M)
    return [f"code cell {n}: {m[0].strip()}" for n, s in sources if (m := marker.search(s))] + [
        f"cell tagged {tag}"
        for cell in notebook["cells"]
        for tag in tags(cell)
        if tag.startswith("nbval-") or tag == "raises-exception"
    ]


def foreign_kernels(notebook: Notebook) -> list[str]:
    """The kernel is python3, so that JupyterLab does not ask for one."""
    name = notebook["metadata"].get("kernelspec", {}).get("name")
    return [] if name == "python3" else [f"kernel {name}"]


def tags(cell: dict[str, Any]) -> list[str]:
    """The tags of a cell."""
    return cell["metadata"].get("tags", [])


RULES = (
    cells_out_of_order,
    empty_cells,
    failures,
    stored_widgets,
    panels_without_a_picture,
    traces_of_a_machine,
    long_code_cells,
    long_texts,
    helper_code,
    filled_gaps,
    hidden_outputs,
    foreign_kernels,
)
