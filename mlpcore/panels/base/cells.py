"""What a cell showed when it ran before: that is closed when the cell runs again.

ipywidgets keeps every widget until it is closed, and IPython every result of a cell and what it
looked like, so that each run of a cell with pictures would leave 5 MiB behind.
"""

import gc
from typing import Any

from IPython import get_ipython
from ipywidgets import Widget

VIEW = "application/vnd.jupyter.widget-view+json"

_shown: dict[str, tuple[str, list[Widget]]] = {}  # by cell: the run, and what it has made


def shown(widget: Widget) -> None:
    """Note what the running cell shows, and close what it showed when it ran before."""
    where = _running()
    if where is None:
        return
    cell, run = where
    if cell in _shown and _shown[cell][0] != run and _drew(_shown.pop(cell)[1]):
        gc.collect()  # figures hold themselves, and would stay until Python looks for such
    _shown.setdefault(cell, (run, []))[1].append(widget)


def _running() -> tuple[str, str] | None:
    """The cell that runs, and which of its runs it is; None outside a notebook."""
    parent_of = getattr(get_ipython(), "get_parent", None)
    parent: dict[str, Any] = parent_of() if parent_of else {}
    cell = parent.get("metadata", {}).get("cellId")
    return (cell, parent["header"]["msg_id"]) if cell else None


def _drew(widgets: list[Widget]) -> bool:
    """Forget them; whether any had pictures."""
    for widget in widgets:
        _forget(widget)
    return any(getattr(widget, "pictures", None) for widget in widgets)


def _forget(widget: Widget) -> None:
    """Close it, and take it out of IPython's results; a name of one's own keeps it."""
    shell, shown = get_ipython(), widget.model_id
    widget.close()
    history = getattr(shell, "history_manager", None)
    for outputs in getattr(history, "outputs", {}).values():  # IPython 9 keeps them
        outputs[:] = [each for each in outputs if _model(each.bundle) != shown]
    names = shell.user_ns
    # IPython notes results among its own names, too: those that it does not list.
    for results in (names, names.get("_oh", {}), shell.user_ns_hidden):
        for name in [n for n, value in results.items() if value is widget]:
            if not isinstance(name, str) or name.startswith("_"):
                del results[name]


def _model(bundle: dict[str, Any]) -> str | None:
    """Which widget an output shows, if it shows one."""
    view: dict[str, str] = bundle.get(VIEW, {})
    return view.get("model_id")
