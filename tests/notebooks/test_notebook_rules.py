"""The rules for notebooks, themselves tested: each fault is found by its rule, and by no other."""

import base64
import io
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from PIL import Image

from tests.helpers import notebook_rules as rules

SVG = base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg"/>').decode()
IMAGE = f'<img alt="net" src="data:image/svg+xml;base64,{SVG}">'
TABLE = "<table><tr><td>0.25</td></tr></table>"


def png() -> str:
    """A small picture, encoded as a notebook has it."""
    file = io.BytesIO()
    Image.new("RGB", (2, 2)).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def png_image(encoded: str) -> str:
    """A PNG in an <img>."""
    return f'<img alt="curve" src="data:image/png;base64,{encoded}">'


def html(picture: str) -> str:
    """A panel as a page without a kernel shows it."""
    return f'<div class="mlp-panel">{picture}{TABLE}</div>'


def panel(**changes: str) -> dict[str, Any]:
    """The output of a good panel, with changes."""
    data = {"text/html": html(IMAGE), "text/plain": "delta_1 = 0.25"} | changes
    return {"output_type": "display_data", "metadata": {}, "data": data}


def code(count: int, source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    """A code cell that was run."""
    return {
        "cell_type": "code",
        "execution_count": count,
        "metadata": {},
        "outputs": list(outputs),
        "source": source,
    }


def stream(name: str, text: str) -> dict[str, Any]:
    """What a cell wrote."""
    return {"output_type": "stream", "name": name, "text": text}


GOOD = {
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": "# A title"},
        code(1, "print(0.25)", stream("stdout", "0.25\n")),
        code(2, "show(net)", panel()),
    ],
    "metadata": {"kernelspec": {"name": "python3"}},
}


def change_source(source: str) -> Callable[[Any], None]:
    """A notebook whose first code cell reads like this."""
    return lambda notebook: notebook["cells"][1].update(source=source)


def change_output(output: dict[str, Any]) -> Callable[[Any], None]:
    """A notebook whose second code cell gave this."""
    return lambda notebook: notebook["cells"][2].update(outputs=[output])


FAULTS = {
    "not run": (
        rules.cells_out_of_order,
        lambda notebook: notebook["cells"][2].update(execution_count=None),
    ),
    "run twice": (
        rules.cells_out_of_order,
        lambda notebook: notebook["cells"][1].update(execution_count=3),
    ),
    "empty": (rules.empty_cells, change_source(" \n")),
    "stderr": (rules.failures, change_output(stream("stderr", "oh\n"))),
    "error": (rules.failures, change_output({"output_type": "error", "ename": "E"})),
    "widget state": (
        rules.stored_widgets,
        lambda notebook: notebook["metadata"].update(widgets={}),
    ),
    "widget view": (rules.stored_widgets, change_output(panel(**{rules.WIDGET_VIEW: "x"}))),
    "no text": (rules.panels_without_a_picture, change_output(panel(**{"text/plain": " "}))),
    "no table": (
        rules.panels_without_a_picture,
        change_output(panel(**{"text/html": f'<div class="mlp-panel">{IMAGE}</div>'})),
    ),
    "no picture": (
        rules.panels_without_a_picture,
        change_output(panel(**{"text/html": html("")})),
    ),
    "inline svg": (
        rules.panels_without_a_picture,
        change_output(panel(**{"text/html": html("<svg></svg>")})),
    ),
    "broken svg": (
        rules.panels_without_a_picture,
        change_output(panel(**{"text/html": html(IMAGE.replace(SVG, SVG[:-8]))})),
    ),
    "broken png": (
        rules.panels_without_a_picture,
        change_output(panel(**{"text/html": html(""), "image/png": png()[:-40]})),
    ),
    "broken png in an img": (
        rules.panels_without_a_picture,
        change_output(panel(**{"text/html": html(png_image(png()[:-40]))})),
    ),
    "path": (rules.traces_of_a_machine, change_output(stream("stdout", "/home/me/x.py"))),
    "address": (rules.traces_of_a_machine, change_output(stream("stdout", "<MLP at 0x7f>"))),
    "long code": (rules.long_code_cells, change_source("a\n" * 5)),
    "long text": (
        rules.long_texts,
        lambda notebook: notebook["cells"][0].update(source="word " * 121),
    ),
    "drawing": (rules.helper_code, change_source("import matplotlib.pyplot as plt")),
    "definition": (rules.helper_code, change_source("def f(net):\n    return net")),
    "filled gap": (
        rules.filled_gaps,
        lambda notebook: notebook["cells"][1]["metadata"].update(tags=["gap"]),
    ),
    "semicolon": (rules.hidden_outputs, change_source("net.W;")),
    "marker": (rules.hidden_outputs, change_source("# NBVAL_SKIP\nnet.W")),
    "skipped by nbval": (
        rules.hidden_outputs,
        lambda notebook: notebook["cells"][1]["metadata"].update(tags=["nbval-skip"]),
    ),
    "other kernel": (
        rules.foreign_kernels,
        lambda notebook: notebook["metadata"].update(kernelspec={"name": "conda-env"}),
    ),
}


def broken_rules(notebook: dict[str, Any]) -> set[str]:
    """The names of the rules that a notebook breaks."""
    return {rule.__name__ for rule in rules.RULES if rule(notebook)}


def test_a_good_notebook_breaks_no_rule() -> None:
    """Where nothing is wrong, nothing is said."""
    assert broken_rules(GOOD) == set()


def test_a_panel_may_have_a_png_for_its_picture() -> None:
    """A PNG that decodes is as good as an SVG in an <img>."""
    notebook = deepcopy(GOOD)
    change_output(panel(**{"text/html": html(""), "image/png": png()}))(notebook)
    assert broken_rules(notebook) == set()
    change_output(panel(**{"text/html": html(png_image(png()))}))(notebook)
    assert broken_rules(notebook) == set()


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found_by_its_rule_alone(fault: str) -> None:
    """One thing wrong, one rule broken."""
    rule, break_it = FAULTS[fault]
    notebook = deepcopy(GOOD)
    break_it(notebook)
    assert broken_rules(notebook) == {rule.__name__}


def test_tags_allow_long_texts_and_definitions() -> None:
    """A table may be long; a student's own code may define."""
    notebook = deepcopy(GOOD)
    notebook["cells"][0].update(source="word " * 121, metadata={"tags": ["long"]})
    notebook["cells"][1].update(source="def f(x): return x", metadata={"tags": ["own-code"]})
    assert broken_rules(notebook) == set()


def test_a_cell_with_gaps_may_define_a_dozen_lines_and_no_more() -> None:
    """Its lines are the student's: one a formula of the blackboard."""
    notebook = deepcopy(GOOD)
    source = "def f(net):" + 11 * "\n    z = ..."
    notebook["cells"][1].update(source=source, outputs=[], metadata={"tags": ["gap"]})
    assert broken_rules(notebook) == set()
    notebook["cells"][1].update(source=source + "\n    return z")
    assert broken_rules(notebook) == {"long_code_cells"}
