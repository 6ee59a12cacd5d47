"""What the lock file of the browser's Python says of a wheel, and what a notebook is there."""

import json
import zipfile
from pathlib import Path

from mlpcore.views.parts.html import render
from site_builder.browser_packages import entry, reached
from site_builder.open_live import Live, invitation, trusted
from tests import NOTEBOOKS

METADATA = """Metadata-Version: 2.1
Name: Some_thing
Version: 1.2
Requires-Dist: numpy
Requires-Dist: psutil; sys_platform != "emscripten"
Requires-Dist: tomli; python_version < "3.11"
Requires-Dist: jupyterlab-widgets
Requires-Dist: Pretty.Print; sys_platform == "emscripten"
Requires-Dist: tests-of-it; extra == "test"
"""


def a_wheel(folder: Path, text: str = METADATA) -> Path:
    """A wheel with nothing in it."""
    path = folder / "some_thing-1.2-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("some_thing-1.2.dist-info/METADATA", text)
    return path


def test_a_wheel_needs_what_it_needs_in_a_browser(tmp_path: Path) -> None:
    name, said = entry(a_wheel(tmp_path), "3.14.0")
    assert (name, said["version"]) == ("some-thing", "1.2")
    assert said["depends"] == ["numpy", "pretty-print"]
    assert len(said["sha256"]) == 64


def test_the_project_needs_what_its_panels_need(tmp_path: Path) -> None:
    text = METADATA.replace("Some_thing", "mlpcore").replace('"test"', '"panels"')
    assert "tests-of-it" in entry(a_wheel(tmp_path, text), "3.14.0")[1]["depends"]


def test_all_that_is_needed_is_reached_and_nothing_else() -> None:
    known = {"a": {"depends": ["b"]}, "b": {"depends": ["a", "c"]}, "d": {"depends": []}}
    assert reached(known, ["a"]) == ["a", "b", "c"]


def test_a_notebook_has_whole_texts_that_are_shown_as_they_are_stored() -> None:
    stored = json.loads((NOTEBOOKS / "00_start_here.ipynb").read_text("utf-8"))
    for cell in trusted(stored)["cells"]:
        assert isinstance(cell["source"], str)
        if cell["cell_type"] == "code":
            assert cell["metadata"]["trusted"]
            for output in cell["outputs"]:
                assert isinstance(output.get("text", ""), str)
                assert all(isinstance(said, str) for said in output.get("data", {}).values())


def test_a_page_leads_to_its_notebook_and_says_how_large_python_is() -> None:
    text = render(invitation(Live(("live/a.whl", "pyodide/b.wasm"), 31_400_000), "../", "01_x"))
    assert 'href="../live/lab/index.html?path=01_x.ipynb"' in text
    assert 'href="../live/notebooks/index.html?path=01_x.ipynb"' in text
    assert 'rel="prefetch" href="../pyodide/b.wasm"' in text
    assert "31 MB" in text
