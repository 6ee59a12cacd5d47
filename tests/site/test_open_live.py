"""The notebooks in JupyterLite, with no other host: they say what they say everywhere.

Only where MLPCORE_PYODIDE names a release of Pyodide and the extra site is installed.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from lab.opened_notebook import IDLE, NOTEBOOK, OpenedNotebook
from site_builder import open_live
from tests import NOTEBOOKS
from tests.browser.panel import STEP_PANEL, ShownPanel
from tests.site.conftest import BELOW

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
FIRST = "00_start_here"
SECONDS = 300  # a slow machine's first Python
VALUE = re.compile(r'data-value="([^"]+)"')
NO_SERVER = "in Jupyter: nothing is missing\n"  # a line of 00 about the server; a browser has none
NUMBERS = ("text/plain", "text/latex", "text/markdown")
ASK = f"""async code => {{
    let said = '';
    const asked = {NOTEBOOK}.sessionContext.session.kernel.requestExecute({{ code }});
    asked.onIOPub = ({{ content }}) => {{ said += content.text ?? content.evalue ?? ''; }};
    await asked.done;
    return said;
}}"""
KEPT = """async () => {
    const kept = await Promise.all((await caches.keys()).map(async name =>
        (await (await caches.open(name)).keys()).map(each => each.url)));
    return kept.flat();
}"""
Open = Callable[..., OpenedNotebook]


@pytest.fixture(scope="module")
def live(site: str, root: Path, pyodide: Path | None) -> str:
    """The address of JupyterLite, which shows every cell at once and can be asked."""
    if pyodide is None or not open_live.installed():
        pytest.skip("no Pyodide, or no JupyterLite")
    path = root / BELOW / open_live.FOLDER / "jupyter-lite.json"
    said = json.loads(path.read_text("utf-8"))
    page = said["jupyter-config-data"]
    page["exposeAppInBrowser"] = True
    page["settingsOverrides"]["@jupyterlab/notebook-extension:tracker"] = {"windowingMode": "none"}
    path.write_text(json.dumps(said), "utf-8")
    return site


@pytest.fixture
def foreign() -> list[str]:
    """What another host was asked for."""
    return []


@pytest.fixture
def visit(live: str, site_browser: Browser, foreign: list[str]) -> Iterator[Callable[[str], Page]]:
    """Open a page; in the end no other host was asked for anything."""
    context = site_browser.new_context(viewport={"width": 1366, "height": 768})

    def refused(route: Any) -> None:
        foreign.append(route.request.url)
        route.abort()

    host = live.removesuffix(f"{BELOW}/")
    context.route(lambda url: not url.startswith((host, "data:", "blob:")), refused)

    def visit(path: str) -> Page:
        page = context.new_page()
        page.goto(live + path)
        return page

    yield visit
    context.close()
    assert foreign == []


@pytest.fixture
def opened(visit: Callable[[str], Page]) -> Open:
    """A notebook in JupyterLite, opened and ready."""

    def opened(name: str, app: str = "lab") -> OpenedNotebook:
        page = visit(f"{open_live.FOLDER}{app}/index.html?path={name}.ipynb")
        notebook = OpenedNotebook(page)
        notebook.wait_for(f"{NOTEBOOK}?.content?.widgets?.length > 1 && {IDLE}", SECONDS)
        return notebook

    return opened


def joined(said: Any) -> str:
    """A text that may be stored in lines."""
    return "".join(said)


def said_by(output: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What an output says in words and numbers; its pictures are Matplotlib's."""
    data = output.get("data", {})
    yield "printed", joined(output.get("text", "")).replace(NO_SERVER, "")
    yield from ((kind, joined(data[kind])) for kind in NUMBERS if kind in data)
    yield "values", VALUE.findall(joined(data.get("text/html", "")))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_cell_says_what_it_says_in_jupyterlab(opened: Open, path: Path) -> None:
    notebook = opened(path.stem)
    notebook.run_all(seconds_to_draw=SECONDS)
    stored = json.loads(path.read_text("utf-8"))["cells"]
    for cell, wanted in zip(notebook.cells(), stored, strict=True):
        assert joined(cell["source"]) == joined(wanted["source"])
        here = [list(said_by(each)) for each in cell.get("outputs", [])]
        assert here == [list(said_by(each)) for each in wanted.get("outputs", [])]
    assert notebook.console_errors == []


def test_a_panel_steps_there_and_shows_what_python_computes_here(opened: Open) -> None:
    notebook = opened(FIRST)
    notebook.run_all(seconds_to_draw=SECONDS)
    panel = ShownPanel(notebook.page.locator(STEP_PANEL).first)
    assert panel.wrong_on_the_way("PageDown", "PageUp") == []


@pytest.mark.parametrize("app", open_live.APPS)
def test_a_stored_panel_has_its_colours_before_anything_runs(opened: Open, app: str) -> None:
    panel = opened(FIRST, app).page.locator(".jp-RenderedHTMLCommon .mlp-panel").first
    panel.wait_for()
    assert panel.evaluate("panel => getComputedStyle(panel).getPropertyValue('--mlp-ink')")


def test_a_copy_is_kept_and_when_it_is_deleted_the_original_is_back(opened: Open) -> None:
    notebook = opened(FIRST)
    page = notebook.page
    page.evaluate(f"{NOTEBOOK}.content.model.cells.get(0).sharedModel.setSource('# Mine')")
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    page.close()
    page = opened(FIRST).page
    assert page.evaluate(f"{NOTEBOOK}.content.model.cells.get(0).sharedModel.source") == "# Mine"
    page.locator(".jp-DirListing-item", has_text=FIRST).click(button="right")
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator(".lm-TabBar-tab", has_text=FIRST)).to_have_count(0)
    page.close()
    source = opened(FIRST).cells()[0]["source"]
    assert source == joined(
        json.loads((NOTEBOOKS / f"{FIRST}.ipynb").read_text())["cells"][0]["source"]
    )


def test_what_is_done_of_the_exercises_is_kept(opened: Open) -> None:
    begin = "from mlpcore import lesson; book = lesson.exercises('00')\n"
    look = "from mlpcore.lesson.exercise_book.progress import here; print(here().of('00-1').done)"
    page = opened(FIRST).page
    assert page.evaluate(ASK, look) == "False\n"
    page.evaluate(ASK, begin + "book.answer(1, (5, 4))")
    page.close()
    assert opened(FIRST).page.evaluate(ASK, look) == "True\n"


def test_while_one_reads_the_panels_are_imported(opened: Open) -> None:
    """Nothing of it is among a person's names."""
    wait = (
        "import asyncio, sys\n"
        "while 'mlpcore.panels.training_panel' not in sys.modules: await asyncio.sleep(0.1)\n"
        "print('there')"
    )
    page = opened(FIRST).page
    assert page.evaluate(ASK, "print({'asyncio', 'sys'} & {*globals()})") == "set()\n"
    assert page.evaluate(ASK, wait) == "there\n"


def test_a_module_beside_the_notebooks_is_found_after_all_others(opened: Open) -> None:
    page = opened(FIRST).page
    write = "for name in ('own', 'wave'): open(f'{name}.py', 'w').write('mine = 7')"
    assert page.evaluate(ASK, write) == ""
    look = (
        "import importlib; importlib.invalidate_caches()\n"  # for modules that are written now
        "import own, wave; print(own.mine, hasattr(wave, 'mine'))"
    )
    assert page.evaluate(ASK, look) == "7 False\n"


def test_its_page_leads_there_and_fetches_python_ahead(visit: Callable[[str], Page]) -> None:
    fetched: list[str] = []
    page = visit("index.html")
    page.on("requestfinished", lambda request: fetched.append(request.url.rpartition("/")[2]))
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.goto(page.url.replace("index.html", f"notebooks/{FIRST}.html"))
    page.wait_for_load_state("networkidle")
    assert {"pyodide.asm.wasm", "mlpcore-0.1.0-py3-none-any.whl"} <= set(fetched)
    assert not [address for address in page.evaluate(KEPT) if open_live.FOLDER in address]
    page.get_by_role("link", name="Open live").click()
    OpenedNotebook(page).wait_for(f"{NOTEBOOK}?.content?.widgets?.length > 1", SECONDS)


def test_its_page_says_what_a_browser_lacks_and_how_to_begin_anew(
    visit: Callable[[str], Page],
) -> None:
    page = visit(f"notebooks/{FIRST}.html")
    page.locator(".site-live summary").click()
    for words in ("get the original back", "Delete", "worksheets", "fast", "private window"):
        expect(page.locator(".site-live")).to_contain_text(words, ignore_case=True)
