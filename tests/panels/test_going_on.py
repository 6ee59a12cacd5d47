"""What runs goes on by itself where a kernel answers: a few pictures for each that is asked for."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace

import IPython
import pytest

from mlpcore.panels.base import panel as base
from mlpcore.panels.base.kernel_loop import AFTER, AHEAD, FRAME, SLOW, kernel_loop
from mlpcore.panels.training_panel import TrainingPanel


class Loop:
    """The loop of a kernel, in which a test says when time is up."""

    def __init__(self) -> None:
        self.calls: list[tuple[float, Callable[[], None]]] = []

    def call_later(self, delay: float, call: Callable[[], None]) -> None:
        """Call it later."""
        self.calls.append((delay, call))

    def go_on(self) -> None:
        """Time is up for the only one that waits."""
        [(_, call)] = self.calls
        self.calls.clear()
        call()


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Loop:
    """Where the panel answers."""
    loop = Loop()
    monkeypatch.setattr(base, "kernel_loop", lambda: loop)
    return loop


@pytest.fixture
def panel() -> TrainingPanel:
    """One that trains a step a picture, and whose pictures never change so much that one waits."""
    panel = TrainingPanel("moons", eta=0.001)
    panel.act("choose", name="pace", value="batch")
    panel.act("toggle")
    return panel


def say(panel: TrainingPanel, do: str) -> None:
    """What a page says."""
    panel._on_message(panel, {"do": do}, [])


def test_after_one_that_was_asked_for_a_few_come_by_themselves_and_then_none(
    panel: TrainingPanel, loop: Loop
) -> None:
    say(panel, "tick")
    assert (panel.run.steps, panel.ahead) == (1, AHEAD)
    for n in range(1, AHEAD + 1):
        loop.go_on()
        assert (panel.run.steps, panel.ahead) == (1 + n, AHEAD - n)
    assert loop.calls == []


def test_who_asks_while_they_come_is_answered_and_more_come(
    panel: TrainingPanel, loop: Loop
) -> None:
    say(panel, "tick")
    loop.go_on()
    loop.go_on()
    answered = panel.answered
    say(panel, "tick")
    assert (panel.run.steps, panel.ahead, panel.answered) == (3, AHEAD, answered + 1)
    for _ in range(AHEAD):
        loop.go_on()
    assert (panel.run.steps, panel.ahead) == (3 + AHEAD, 0)


def test_they_come_a_frame_apart_and_leave_room_for_what_a_person_does(
    panel: TrainingPanel, loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr(base, "perf_counter", lambda: now)
    say(panel, "tick")
    assert loop.calls[0][0] == pytest.approx(FRAME)
    now += FRAME
    loop.go_on()
    assert loop.calls[0][0] == pytest.approx(FRAME)
    now += 3 * FRAME  # one that was late
    loop.go_on()
    assert 0 < loop.calls[0][0] < FRAME


def test_while_a_person_moves_something_they_come_more_slowly_and_never_stay_away(
    panel: TrainingPanel, loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr(base, "perf_counter", lambda: now)
    say(panel, "tick")
    panel._on_message(panel, {"do": "set", "key": "patience", "index": [], "value": 9}, [])
    gaps, steps = [], panel.run.steps
    for _ in range(AHEAD):
        [(wait, _call)] = loop.calls
        gaps.append(wait)
        now += wait
        loop.go_on()
    assert panel.run.steps == steps + AHEAD
    slow = round((AFTER - FRAME) / SLOW + 0.5)  # those that are drawn until so long after it
    assert gaps == pytest.approx([FRAME, *[SLOW] * slow, *[FRAME] * (AHEAD - 1 - slow)])
    assert FRAME < SLOW < 0.5  # after which a page would ask again, see messages.js


def test_nothing_comes_once_it_is_paused(panel: TrainingPanel, loop: Loop) -> None:
    say(panel, "tick")
    say(panel, "toggle")
    steps, regions = panel.run.steps, panel.regions
    loop.go_on()
    assert (panel.run.steps, panel.ahead, loop.calls) == (steps, 0, [])
    assert panel.regions == regions


def test_paused_and_begun_again_it_goes_on_as_before(panel: TrainingPanel, loop: Loop) -> None:
    for do in ("tick", "toggle", "toggle"):
        say(panel, do)
    loop.go_on()
    assert (panel.run.steps, panel.ahead, len(loop.calls)) == (2, AHEAD - 1, 1)


def test_who_asks_late_while_it_is_paused_does_not_set_it_going_twice(
    panel: TrainingPanel, loop: Loop
) -> None:
    for do in ("tick", "toggle", "tick", "toggle", "tick"):
        say(panel, do)
    assert len(loop.calls) == 1


def test_what_does_not_run_is_not_waited_for(loop: Loop) -> None:
    panel = TrainingPanel("moons")
    say(panel, "tick")
    assert (panel.run.steps, panel.ahead, loop.calls) == (0, 0, [])


def test_without_a_kernel_each_is_asked_for(panel: TrainingPanel) -> None:
    say(panel, "tick")
    say(panel, "tick")
    assert (panel.run.steps, panel.ahead) == (2, 0)


def test_a_kernel_answers_in_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    async def found() -> bool:
        return kernel_loop() is asyncio.get_running_loop()

    assert kernel_loop() is None
    assert not asyncio.run(found())  # as in marimo
    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(kernel=object()))
    assert kernel_loop() is None
    assert asyncio.run(found())
