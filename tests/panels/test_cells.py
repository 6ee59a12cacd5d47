"""A cell that runs again leaves nothing behind."""

import gc
import weakref
from collections import defaultdict
from types import SimpleNamespace

import pytest

from mlpcore import MLP, panels
from mlpcore.panels.base import cells
from mlpcore.panels.base.panel import BasePanel

TEXT = SimpleNamespace(bundle={"text/plain": "1"})  # an output that is no widget


class Notebook:
    """What a kernel says of the cell that runs, and what it keeps of results."""

    def __init__(self) -> None:
        self.user_ns: dict[str, object] = {"_oh": {}}
        self.user_ns_hidden: dict[str, object] = {}
        self.history_manager = SimpleNamespace(
            outputs=defaultdict[int, list[SimpleNamespace]](list)
        )
        self.cell, self.run = "first", "1"

    def get_parent(self) -> dict[str, dict[str, str]]:
        """The message that asked for the run."""
        return {"metadata": {"cellId": self.cell}, "header": {"msg_id": self.run}}

    def results(self, panel: BasePanel) -> None:
        """Keep it as IPython does: as _, _1 and Out[1], the second also among hidden names."""
        self.user_ns |= {"_": panel, f"_{self.run}": panel, "_oh": {int(self.run): panel}}
        self.user_ns_hidden[f"_{self.run}"] = panel
        output = SimpleNamespace(bundle=panel._repr_mimebundle_()[0])
        self.history_manager.outputs[int(self.run)] += [TEXT, output]


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> Notebook:
    """A notebook whose cells can be run."""
    found = Notebook()
    monkeypatch.setattr(cells, "get_ipython", lambda: found)
    monkeypatch.setattr(cells, "_shown", {})
    return found


def made() -> BasePanel:
    return panels.step(MLP([2, 2], seed=1), [1, 2], [1, 0])


def is_open(panel: BasePanel) -> bool:
    return panel.comm is not None


def test_a_cell_that_runs_again_closes_what_it_showed(notebook: Notebook) -> None:
    first, beside = made(), made()
    notebook.run = "2"
    again = made()
    assert [is_open(panel) for panel in (first, beside, again)] == [False, False, True]


def test_another_cell_closes_nothing(notebook: Notebook) -> None:
    first = made()
    notebook.cell, notebook.run = "second", "2"
    made()
    assert is_open(first)


def test_outside_a_notebook_nothing_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    for shell in (None, SimpleNamespace(get_parent=dict)):
        monkeypatch.setattr(cells, "get_ipython", lambda shell=shell: shell)
        first, second = made(), made()
        assert is_open(first)
        assert is_open(second)


def test_a_cell_that_runs_fifty_times_keeps_one_panel(notebook: Notebook) -> None:
    alive = []
    for run in range(50):
        notebook.run = str(run)
        panel = made()
        notebook.results(panel)
        alive.append(weakref.ref(panel))
    del panel
    gc.collect()
    assert sum(each() is not None for each in alive) == 1
    kept = [each for outputs in notebook.history_manager.outputs.values() for each in outputs]
    assert sum(each is not TEXT for each in kept) == 1
    assert sum(each is TEXT for each in kept) == 50


def test_figures_are_let_go_when_their_cell_runs_again(notebook: Notebook) -> None:
    """They hold themselves, so that without help they stay for a while."""
    gc.disable()
    try:
        figure = weakref.ref(panels.training("xor")._pictures["main"].figure)
        assert figure() is not None
        notebook.run = "2"
        panels.training("xor")
        assert figure() is None
    finally:
        gc.enable()


def test_a_name_of_ones_own_is_kept(notebook: Notebook) -> None:
    notebook.user_ns["mine"] = mine = made()
    notebook.run = "2"
    made()
    assert notebook.user_ns["mine"] is mine
    assert "step 1 of" in str(mine).lower()
