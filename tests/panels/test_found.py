"""Whoever only looks has nothing computed again; whoever changes a number has all of it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

from mlpcore import MLP, panels
from mlpcore.lesson.gradcheck.probes import Probe
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.steps import agreement
from mlpcore.panels.base.found import Found
from mlpcore.panels.base.stepping import SteppingPanel

NET = MLP([2, 3, 2], seed=7, init="uniform")
X, Y = [[0.8, -0.4], [0.1, 0.5]], [[1, 0], [0, 1]]
WORK = ((MLP, "feed"), (Slip, "applies"), (Probe, "slopes"), (agreement, "numerical_gradient"))
W_1 = {"key": "W_1", "index": [2, 1]}


def delta_hidden(W: Any, delta: Any, net: Any, f: Any) -> Any:
    """With a mistake in it."""
    return W @ delta


@contextmanager
def counted() -> Iterator[dict[str, int]]:
    """How often a pass is computed, a slope measured, and a slip asked whether it has a place."""
    calls = dict.fromkeys((name for _, name in WORK), 0)

    def watched(owner: Any, name: str) -> Any:
        right = getattr(owner, name)

        def call(*args: Any, **options: Any) -> Any:
            calls[name] += 1
            return right(*args, **options)

        return patch.object(owner, name, call)

    with ExitStack() as stack:
        for owner, name in WORK:
            stack.enter_context(watched(owner, name))
        yield calls


STEP = {
    "true": lambda: panels.step(NET, X[0], Y[0], at="delta_1"),
    "slip": lambda: panels.step(NET, X[0], Y[0], at="delta_1", slip="transposed-weights"),
    "own": lambda: panels.step(NET, X[0], Y[0], at="delta_1", delta_hidden=delta_hidden),
}
LOOKS = (
    ("look", W_1), ("words", {}), ("words", {}), ("formulas", {}), ("cover", {}), ("cover", {}),
)  # fmt: skip


@pytest.mark.parametrize("made", [*STEP.values(), lambda: panels.batch(NET, X, Y)])
def test_who_only_looks_has_nothing_computed_again(made: Callable[[], SteppingPanel[Any]]) -> None:
    panel = made()
    with counted() as calls:
        for do, what in LOOKS:
            panel.act(do, **what)
            assert not panel.trouble
    assert set(calls.values()) == {0}


def test_an_entry_that_was_looked_at_is_measured_once() -> None:
    """Whatever else one looks at: the gradients are measured, the steps of the V too."""
    panel = panels.gradcheck(NET, X[0], Y[0])
    with counted() as calls:
        panel.act("look", key="dW_1", index=[2, 1])
        panel.act("words")
    assert (calls["slopes"], calls["applies"]) == (0, 0)


def test_what_is_counted_is_counted() -> None:
    """Else nothing above could fail."""
    panel = STEP["true"]()
    with counted() as calls:
        panel.act("set", key="x", index=[1], value=-3.0)
        panel.act("last")
        panel.act("choose", name="hidden", value="tanh")
        panels.gradcheck(NET, X[0], Y[0])
    assert all(calls[name] for name in ("feed", "applies", "slopes"))
    with counted() as calls:
        panels.step(NET, X[0], Y[0], at="delta_1")
    assert calls["numerical_gradient"] == 1


@pytest.mark.parametrize("made", [STEP["true"], STEP["slip"]])
def test_another_book_needs_no_other_slips(made: Callable[[], SteppingPanel[Any]]) -> None:
    panel = made()
    found = panel.regions["setup"].count("<option")
    with counted() as calls:
        panel.act("choose", name="notation", value="nielsen")
    assert panel.regions["setup"].count("<option") == found
    assert calls["numerical_gradient"] == 0


@pytest.mark.parametrize("made", STEP.values())
def test_a_number_that_is_changed_changes_all_that_depends_on_it(
    made: Callable[[], SteppingPanel[Any]],
) -> None:
    """And what comes back by undo is what was there before."""
    panel = made()
    before = dict(panel.regions)
    panel.act("set", key="x", index=[1], value=-3.0)
    panel.act("next")
    panel.act("back")
    changed = {name for name, html in panel.regions.items() if html != before[name]}
    assert changed >= {"network", "step", "ledger", "sliders", "lens"}
    panel.act("undo")
    same = {name: html for name, html in panel.regions.items() if name != "buttons"}
    assert same == {name: before[name] for name in same}


def test_found_keeps_the_last_of_each_thing_while_its_parts_stay() -> None:
    found, made = Found(), []
    array, same = np.zeros(2), (1.0, 2.0)

    def of(*parts: object) -> int:
        return found.of("thing", parts, lambda: made.append(parts) or len(made))

    assert [of(array, "dW", 300), of(array, "d" + "W", 299 + 1)] == [1, 1]
    assert of(array.copy(), "dW", 300) == 2  # as equal as it is
    assert [of(same), of(tuple(map(float, same))), of(same, 1)] == [3, 4, 5]
    assert found.of("other", (same,), lambda: "another thing") == "another thing"
