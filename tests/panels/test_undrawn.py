"""A drawing that fails: the panel is as before, says so, and goes on working."""

from collections.abc import Callable
from copy import copy
from typing import Any

import pytest

import mlpcore
from mlpcore import panels
from mlpcore.panels.base import panel as base
from mlpcore.panels.base.panel import BasePanel

NET = mlpcore.MLP([2, 2, 2], seed=7, init="uniform")
X, Y = [[0.8, -0.4], [0.1, 0.5]], [[1, 0], [0, 1]]
SAID = "That could not be drawn, so all is as it was before: ZeroDivisionError: by zero"
Act = tuple[str, dict[str, Any]]
# each kind: how it is made, and a change
KINDS: dict[str, tuple[Callable[[], BasePanel], Act]] = {
    "step": (
        lambda: panels.step(NET, X[0], Y[0]),
        ("set", {"key": "x", "index": [1], "value": 0.5}),
    ),
    "softmax": (lambda: panels.softmax([1, 2]), ("set", {"key": "T", "index": [], "value": 2.0})),
    "activation": (
        lambda: panels.activation("tanh"),
        ("set", {"key": "net", "index": [], "value": 0.5}),
    ),
    "batch": (lambda: panels.batch(NET, X, Y), ("again", {})),
    "gradcheck": (
        lambda: panels.gradcheck(NET, X[0], Y[0]),
        ("set", {"key": "log_s", "index": [], "value": -3.0}),
    ),
    "depth": (lambda: panels.depth(3), ("set", {"key": "width", "index": [], "value": 5.0})),
    "training": (lambda: panels.training("xor"), ("choose", {"name": "data", "value": "moons"})),
    "trained": (lambda: panels.training("xor", epochs=2), ("epoch", {})),
    "exercises": (lambda: panels.exercises("02"), ("choose", {"name": "answer", "value": "1"})),
}


def held(panel: BasePanel) -> dict[str, Any]:
    """What a person has brought it to, as far as it can be compared."""
    names = ("state", "settings", "at", "selected", "_past", "_texts", "_checks", "_seen", "ask")
    run = getattr(panel, "run", None)
    trained = {"records": [*run.records], "taken": [*run.taken]} if run else {}
    weights = {"W": [W_l.tolist() for W_l in run.mlp.W]} if run else {}
    found = {name: copy(getattr(panel, name)) for name in names if hasattr(panel, name)}
    return {**found, **trained, **weights, "formulas": panel.formulas, "text": str(panel)}


def failing_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next node that is rendered cannot be."""
    render, left = base.render, [None]

    def fails(*given: Any) -> str:
        if left:
            left.pop()
            raise ZeroDivisionError("by zero")
        return render(*given)

    monkeypatch.setattr(base, "render", fails)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", ["change", "next"])
def test_a_drawing_that_fails_changes_nothing_and_is_said(
    kind: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the same can be done once more."""
    make, change = KINDS[kind]
    panel = make()
    do, how = change if what == "change" else ("next", {})
    before, regions = held(panel), dict(panel.regions)
    with monkeypatch.context() as for_once:
        failing_once(for_once)
        panel.act(do, **how)
    assert held(panel) == before
    beside = {"refused": SAID} if (kind, what) == ("training", "change") else {}
    assert panel.regions == regions | {"trouble": SAID} | beside
    assert not panel.running
    for after in ("next", "back", "settle"):
        panel.act(after)
        assert panel.trouble == ""
    panel.act(do, **how)
    assert panel.trouble == ""


def test_what_can_never_be_drawn_leaves_the_page_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """The trouble alone is new."""
    panel = panels.softmax([1, 2])
    regions = dict(panel.regions)

    def fails() -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(panel, "_picture", fails)
    panel.act("set", key="T", index=[], value=2.0)
    assert panel.regions == regions | {"trouble": SAID}
    monkeypatch.undo()
    panel.act("set", key="T", index=[], value=2.0)
    assert panel.state.T == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_theme_that_cannot_be_drawn_is_said_and_the_page_keeps_what_it_has(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody did anything in the panel; JupyterLab has told it that it is dark now."""
    panel = KINDS[kind][0]()
    before, regions = held(panel), dict(panel.regions)
    with monkeypatch.context() as for_once:
        failing_once(for_once)
        panel.dark = True
    assert held(panel) == before
    assert panel.regions.keys() == regions.keys()
    assert panel.regions["trouble"] == SAID
