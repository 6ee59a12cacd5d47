"""Notebooks and documents as pages: formulas, code, what was printed, panels that step."""

import json
from pathlib import Path

import pytest

from mlpcore.views.parts.html import render
from site_builder.reading import Read, read_document, read_notebook, run
from site_builder.recording import Recording


def cell(kind: str, source: str, *outputs: dict) -> dict:
    """A cell of a notebook."""
    return {"cell_type": kind, "source": [source], "outputs": list(outputs)}


@pytest.fixture
def read(tmp_path: Path) -> Read:
    path = tmp_path / "01_small.ipynb"
    cells = [
        cell("markdown", "# Small\n\n## Two $W_o$\n\nSee [02](02_next.ipynb#two), $a < b$."),
        cell("code", "print(1 < 2)", {"output_type": "stream", "text": ["stored\n"]}),
        cell(
            "code",
            "from mlpcore import panels\npanels.softmax([1.0, 2.0])",
            {"data": {"text/html": ["a picture"], "text/plain": ["a panel"]}},
        ),
    ]
    path.write_text(json.dumps({"cells": cells}))
    return read_notebook(path)


def test_its_title_is_its_first_heading_and_its_sections_have_anchors(read: Read) -> None:
    assert read.title == "Small"
    (top, anchor, _), (below, _, with_formula) = read.headings
    assert (top, anchor, below) == (1, "Small", 2)
    assert "<math" in with_formula


def test_formulas_are_mathml_and_links_lead_to_pages(read: Read) -> None:
    text = render(read.pieces[0])
    assert 'href="02_next.html#two"' in text
    assert text.count("<math") == 2
    assert "&lt;" in text
    assert "$" not in text


def test_what_a_cell_printed_is_what_is_stored(read: Read) -> None:
    assert render(read.pieces[1]) == "<pre><code>print(1 &lt; 2)</code></pre>"
    assert render(read.pieces[2]) == '<pre class="site-output">stored\n</pre>'


def test_a_panel_is_recorded_in_place_of_its_picture(read: Read) -> None:
    recording = read.pieces[-1]
    assert isinstance(recording, Recording)
    assert recording.traits["label"] == "Softmax panel"
    assert len(recording.places) == 6


def test_a_cell_gives_the_value_of_its_last_line() -> None:
    names: dict[str, object] = {}
    assert run("a = 2\na + 1", names) == 3
    assert run("b = a", names) is None
    assert names["b"] == 2


def test_a_document_keeps_its_tables(tmp_path: Path) -> None:
    path = tmp_path / "cases.md"
    path.write_text("# Cases\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    found = read_document(path)
    assert found.title == "Cases"
    assert "<td>2</td>" in render(found.pieces[0])
