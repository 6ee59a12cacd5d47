"""What a cell showed when it ran before: that is closed when the cell runs again.

ipywidgets keeps every widget until it is closed, and IPython every result of a cell, so that each
run of a cell with pictures would leave 5 MiB behind.
"""

from typing import Any

from IPython import get_ipython
from ipywidgets import Widget

_shown: dict[str, tuple[str, list[Widget]]] = {}  # by cell: the run, and what it has made


def shown(widget: Widget) -> None:
    """Note what the running cell shows, and close what it showed when it ran before."""
    where = _running()
    if where is None:
        return
    cell, run = where
    before, widgets = _shown.get(cell, (run, []))
    if before != run:
        for old in widgets:
            _forget(old)
        widgets = []
    _shown[cell] = run, [*widgets, widget]


def _running() -> tuple[str, str] | None:
    """The cell that runs, and which of its runs it is; None outside a notebook."""
    parent_of = getattr(get_ipython(), "get_parent", None)
    parent: dict[str, Any] = parent_of() if parent_of else {}
    cell = parent.get("metadata", {}).get("cellId")
    return (cell, parent["header"]["msg_id"]) if cell else None


def _forget(widget: Widget) -> None:
    """Close it, and take it out of IPython's results; a name of one's own keeps it."""
    widget.close()
    names = get_ipython().user_ns
    for results in (names, names.get("_oh", {})):
        for name in [n for n, value in results.items() if value is widget]:
            if not isinstance(name, str) or name.startswith("_"):
                del results[name]
