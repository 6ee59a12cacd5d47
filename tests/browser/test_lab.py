"""The private JupyterLab itself: what it shows, what it notices, and what it leaves alone."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from lab.opened_notebook import OpenedNotebook

Open = Callable[..., OpenedNotebook]

WIDGET = """
import anywidget, traitlets
class Panel(anywidget.AnyWidget):
    _esm = '''export default { async render({ model, el }) {
        await new Promise(later => setTimeout(later, 1000));
        el.innerHTML = `<b class="mlp-panel"
            data-quantity="z_1" data-index="2" data-value="0.5">½</b>`;
        el.onclick = () => { model.set("clicks", model.get("clicks") + 1); model.save_changes(); };
        model.on("change:doubled", () => { el.firstChild.textContent = model.get("doubled"); });
    } }'''
    clicks = traitlets.Int(0).tag(sync=True)
    doubled = traitlets.Int(0).tag(sync=True)
    @traitlets.observe("clicks")
    def double(self, change):
        self.doubled = 2 * change.new
Panel()
"""
BROKEN_WIDGET = WIDGET.replace("el.innerHTML", "nobody.innerHTML")
FAR_DOWN = "print('far down')\n" + "\n" * 200


def write(path: Path, *sources: str) -> Path:
    """A notebook with these code cells, not run."""
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for number, source in enumerate(sources)
    ]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(notebook))
    return path


def test_opening_a_notebook_asks_no_question(open_notebook: Open, tmp_path: Path) -> None:
    """No kernel dialog, no news prompt."""
    notebook = open_notebook(write(tmp_path / "plain.ipynb", "print(1)"), fresh=True)
    notebook.page.wait_for_timeout(2000)
    expect(notebook.page.locator(".jp-Dialog")).to_have_count(0)
    expect(notebook.page.locator(".Toastify__toast")).to_have_count(0)


@pytest.mark.long
def test_a_slow_widget_far_down_is_drawn_and_answers(open_notebook: Open, tmp_path: Path) -> None:
    """Every panel is in the page, wherever it stands, and talks with its kernel."""
    notebook = open_notebook(write(tmp_path / "widget.ipynb", FAR_DOWN, FAR_DOWN, WIDGET))
    notebook.run_all()
    assert notebook.shown(".jp-Notebook") == [
        {"quantity": "z_1", "index": "2", "value": 0.5, "text": "½"}
    ]
    notebook.page.locator(".mlp-panel").click()
    expect(notebook.page.locator(".mlp-panel")).to_have_text("2")


@pytest.mark.long
def test_two_notebooks_can_be_open_at_once(open_notebook: Open, tmp_path: Path) -> None:
    """Each has its own page, kernel and theme."""
    light = open_notebook(write(tmp_path / "light.ipynb", "n = 1", "print(n)"))
    dark = open_notebook(write(tmp_path / "dark.ipynb", "n = 2", "print(n)"), theme="dark")
    light.run_all()
    dark.run_all()
    assert [n.cells()[1]["outputs"][0]["text"] for n in (light, dark)] == ["1\n", "2\n"]
    theme = "document.body.dataset.jpThemeLight"
    assert [n.page.evaluate(theme) for n in (light, dark)] == ["true", "false"]


@pytest.mark.long
def test_a_failing_cell_is_noticed(open_notebook: Open, tmp_path: Path) -> None:
    """Running all means that all ran."""
    notebook = open_notebook(write(tmp_path / "fails.ipynb", "1 / 0", "print(1)"))
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        notebook.run_all()


@pytest.mark.long
def test_a_widget_that_cannot_be_drawn_is_noticed(open_notebook: Open, tmp_path: Path) -> None:
    """The message says what the widget's own code raised."""
    notebook = open_notebook(write(tmp_path / "broken.ipynb", BROKEN_WIDGET))
    with pytest.raises(AssertionError, match="nobody is not defined"):
        notebook.run_all(seconds_to_draw=3)
    notebook.console_errors.clear()


@pytest.mark.long
def test_the_original_is_left_alone(open_notebook: Open, tmp_path: Path) -> None:
    """JupyterLab saves a copy."""
    path = write(tmp_path / "original.ipynb", "print(1)")
    before = path.read_bytes()
    notebook = open_notebook(path)
    notebook.run_all()
    notebook.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    assert path.read_bytes() == before
