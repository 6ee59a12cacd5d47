"""One notebook, open in a page of JupyterLab."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import ConsoleMessage, Page
from playwright.sync_api import TimeoutError as NotInTime

SECONDS_TO_OPEN = 60
SECONDS_TO_RUN = 300
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

# The notebook in front, in words of JupyterLab.
NOTEBOOK = "window.jupyterapp?.shell?.currentWidget"
KERNEL = f"{NOTEBOOK}?.sessionContext?.session?.kernel"
IDLE = f"{KERNEL}?.connectionStatus === 'connected' && {KERNEL}?.status === 'idle'"
ALL_CELLS_IN_THE_PAGE = f"""
    {NOTEBOOK}?.content?.widgets?.length > 0 &&
    {NOTEBOOK}.content.widgets.every(cell => cell.isAttached)
"""

# JupyterLab notes the media type on every output but a live widget's. Such a place first says
# "Loading widget..."; then it holds the widget, whose parts are empty until they are drawn.
WIDGETS_ARE_DRAWN = f"""(() => {{
    const stored = {NOTEBOOK}.content.model.toJSON().cells.flatMap(cell => cell.outputs ?? []);
    const wanted = stored.filter(output => output.data?.['{WIDGET_VIEW}']).length;
    const places = [...document.querySelectorAll('.jp-OutputArea-output:not([data-mime-type])')];
    return places.length === wanted && places.every(place =>
        place.firstElementChild?.childElementCount > 0 && !place.querySelector('.lm-Widget:empty'));
}})()"""
PICTURES_ARE_LOADED = "[...document.images].every(image => image.complete)"

RUN_ALL = """() => {
    window.runAllIsDone = false;
    const { commands } = window.jupyterapp;
    commands.execute('notebook:clear-all-cell-outputs')
        .then(() => commands.execute('notebook:run-all-cells'))
        .finally(() => { window.runAllIsDone = true; });
}"""
CELLS = f"() => {NOTEBOOK}.content.model.toJSON().cells"
SHUT_DOWN = f"() => {NOTEBOOK}.sessionContext.shutdown()"
OPEN = "name => { window.jupyterapp.commands.execute('docmanager:open', { path: name }); }"
# Without a question whether to save it.
PUT_AWAY = f"""() => {{
    window.left = {NOTEBOOK};
    window.left.context.model.dirty = false;
    window.left.close();
}}"""

SHOWN = """scope => [...document.querySelectorAll(`${scope} [data-quantity]`)].map(element => ({
    quantity: element.dataset.quantity,
    index: element.dataset.index,
    value: Number(element.dataset.value),
    text: element.textContent,
}))"""


class OpenedNotebook:
    """A notebook in its page; `page` is Playwright's, for all that is not here.

    Once it is closed, `leave` gets the page; without it the page is closed, too.
    """

    def __init__(self, page: Page, leave: Callable[[Page], None] | None = None) -> None:
        self.page, self._leave = page, leave
        self.console_errors: list[str] = []
        page.on("console", self._note_console)
        page.on("pageerror", self._note_error)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.console_errors.append(message.text)

    def _note_error(self, error: object) -> None:
        self.console_errors.append(str(error))

    def wait_until_ready(self) -> None:
        """Wait until every cell is in the page and the kernel is idle."""
        self.wait_for(f"{IDLE} && {ALL_CELLS_IN_THE_PAGE}", SECONDS_TO_OPEN)

    def wait_for(self, condition: str, seconds: float = 30) -> None:
        """Wait until a JavaScript expression is true."""
        self.page.wait_for_function(f"() => {condition}", timeout=1000 * seconds)

    def run_all(self, seconds_to_draw: float = 30) -> None:
        """Run every cell, wait until all is drawn, and require that no cell failed."""
        self.page.evaluate(RUN_ALL)
        self.wait_for(f"window.runAllIsDone && {IDLE}", SECONDS_TO_RUN)
        failed = self.cell_errors() or self.cells_not_run()
        assert not failed, f"cells failed or were not run: {failed}"
        try:
            self.wait_for(f"{WIDGETS_ARE_DRAWN} && {PICTURES_ARE_LOADED}", seconds_to_draw)
        except NotInTime:
            raise AssertionError(f"not everything was drawn: {self.console_errors}") from None

    def cells(self) -> list[dict[str, Any]]:
        """The cells as the page holds them, outputs included."""
        return self.page.evaluate(CELLS)

    def cell_errors(self) -> list[str]:
        """What cells raised."""
        outputs = (output for cell in self.cells() for output in cell.get("outputs", []))
        return [f"{o['ename']}: {o['evalue']}" for o in outputs if o["output_type"] == "error"]

    def cells_not_run(self) -> list[str]:
        """The source of code cells without an execution count."""
        code = (cell for cell in self.cells() if cell["cell_type"] == "code")
        return [str(c["source"]) for c in code if c["execution_count"] is None and c["source"]]

    def shown(self, scope: str = "body") -> list[dict[str, Any]]:
        """Every number on the screen inside `scope`: its quantity, index, value and text."""
        return self.page.evaluate(SHOWN, scope)

    def close(self) -> None:
        """Stop the kernel and leave the page; JupyterLab's sorrow about that is no error."""
        self.page.remove_listener("console", self._note_console)
        self.page.remove_listener("pageerror", self._note_error)
        self.page.evaluate(SHUT_DOWN)
        if self._leave is None:
            self.page.context.close()
        else:
            self.page.evaluate(PUT_AWAY)
            self.wait_for("window.left.isDisposed")
            self._leave(self.page)
