"""The kernel's part of each key, without a browser.

What is timed is `panel.act(...)`, in seconds of the processor, which a busy machine does not
stretch, and on the clock.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from time import perf_counter, process_time
from typing import Any

from benchmarks.cases import CASES, PANELS, Case
from benchmarks.figures import line
from mlpcore.panels.base.panel import BasePanel

WARM_UP = 5


def measure(keys: int) -> Iterator[str]:
    """A line for each case, and one for a picture of the training panel while it trains."""
    seen = set()
    for case in CASES:
        if (case.panel, case.key) not in seen:
            seen.add((case.panel, case.key))
            yield from _lines(f"{case.panel.lower()}: {case.key}", _keys(case), keys)
    panel = PANELS["Training panel"]()
    panel.act("toggle")
    yield from _lines("training panel: tick", _ticks(panel), keys)


def _keys(case: Case) -> Iterator[Callable[[], None]]:
    panel = PANELS[case.panel]()
    for value in case.values():
        yield lambda value=value: panel.act(
            "set", key=case.key, index=list(case.index), value=value
        )


def _ticks(panel: BasePanel) -> Iterator[Callable[[], None]]:
    while True:
        yield lambda: panel.act("tick")


def _lines(name: str, acts: Iterator[Callable[[], None]], keys: int) -> Iterator[str]:
    clocks: dict[str, Any] = {"processor": process_time, "clock": perf_counter}
    found: dict[str, list[float]] = {clock: [] for clock in clocks}
    for act in islice(acts, WARM_UP + keys):
        started = {clock: now() for clock, now in clocks.items()}
        act()
        for clock, now in clocks.items():
            found[clock].append(1000 * (now() - started[clock]))
    for clock, times in found.items():
        yield line(f"{name}, {clock}", times[WARM_UP:])
