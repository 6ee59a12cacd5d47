"""Every panel where there are no threads and no processes, as in a kernel that lives in a page."""

import asyncio
import multiprocessing
import multiprocessing.pool
import os
import subprocess
import threading
from collections.abc import Callable
from concurrent import futures
from itertools import pairwise
from typing import NamedTuple

import pytest

from mlpcore import MLP, panels
from mlpcore.panels.base.panel import BasePanel


class Case(NamedTuple):
    """A panel, a slider of it whose change is to be seen, and the button that lets it run."""

    make: Callable[[], BasePanel]
    slider: str
    index: tuple[int, ...] = ()
    start: str = ""


CASES = {
    "step": Case(lambda: panels.step(MLP([2, 3, 2], seed=7), [0.8, -0.4], [1, 0]), "x", (1,)),
    # with steps so small that no picture changes so much that the next one waits
    "training": Case(lambda: panels.training("moons", eta=0.001), "noise", start="toggle"),
    "training, a fit": Case(lambda: panels.training("wave"), "noise", start="toggle"),
    "training, a code": Case(lambda: panels.training("encoder"), "patience", start="toggle"),
    "activation": Case(lambda: panels.activation("tanh"), "net"),
    "activation, a unit": Case(lambda: panels.activation("relu", at="unit"), "w", start="run"),
    "depth": Case(lambda: panels.depth(hidden=4), "scale"),
    "batch": Case(
        lambda: panels.batch(MLP([2, 3, 1], seed=7), [[1, 0], [0, 1]], [[1], [0]]), "eta"
    ),
    "gradcheck": Case(lambda: panels.gradcheck(MLP([2, 3, 1], seed=7), [1, 0], [1]), "x", (1,)),
    "softmax": Case(lambda: panels.softmax([1, 0.5, -1]), "net", (2,)),
}
FORBIDDEN = (
    (threading.Thread, "start"),
    (futures.ThreadPoolExecutor, "submit"),
    (futures.ProcessPoolExecutor, "submit"),
    (multiprocessing.Process, "start"),
    (multiprocessing.pool.Pool, "__init__"),
    (subprocess, "Popen"),
    (os, "system"),
    (os, "fork"),
    (os, "posix_spawn"),
    (asyncio, "to_thread"),
)


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No thread and no process can be started."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a thread or a process was to be started")

    for owner, name in FORBIDDEN:
        monkeypatch.setattr(owner, name, refuse, raising=False)  # not each system has them all


def test_here_no_thread_and_no_process_can_be_started() -> None:
    for start in (
        threading.Thread(target=print).start,
        multiprocessing.Process(target=print).start,
        lambda: subprocess.run(["true"], check=True),
        lambda: futures.ThreadPoolExecutor(1).submit(print),
    ):
        with pytest.raises(AssertionError, match="was to be started"):
            start()


@pytest.mark.samples(3)
@pytest.mark.parametrize("name", CASES)
def test_a_panel_is_made_moved_stepped_and_shown_alone(name: str) -> None:
    threads = threading.active_count()
    case = CASES[name]
    panel = case.make()
    before = panel.regions
    panel.act("set", key=case.slider, index=list(case.index), value=3)
    assert panel.trouble == ""
    assert panel.regions != before
    for do in ("next", "back", "last", "first"):
        panel.act(do)
        assert panel.trouble == ""
    panel.dark = True  # pictures in other colours
    assert "mlp-panel" in panel.still()
    assert str(panel)
    assert threading.active_count() == threads


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.start])
def test_what_runs_runs_by_the_ticks_of_the_page_alone(name: str) -> None:
    panel = CASES[name].make()
    shown = [panel.regions]
    panel.act(CASES[name].start)
    assert panel.running
    for _ in range(4):
        panel.act("tick")
        shown.append(panel.regions)
    assert all(before != after for before, after in pairwise(shown))
    panel.act(CASES[name].start)
    assert not panel.running
    at_rest = panel.regions
    panel.act("tick")
    assert panel.regions == at_rest
