"""An activation of one's own in the panels: chosen, kept in the menus, and computed with."""

import html
import re

import numpy as np
import pytest

import mlpcore
from mlpcore import Activation, panels
from mlpcore.lesson.depth import deep_mlp
from mlpcore.lesson.steps.norms import layer_norms
from mlpcore.lesson.student_code.activation import by_name
from mlpcore.lesson.training.runs import look
from mlpcore.lesson.training.tasks import task

LEAKY = Activation("leaky", lambda net: np.where(net > 0, net, 0.1 * net),
                   lambda net: np.where(net > 0, 1.0, 0.1))  # fmt: skip
BENT = Activation("bent", lambda net: net / (1 + np.abs(net)), lambda net: (1 + np.abs(net)) ** -2)


def menu(panel: panels.TrainingPanel | panels.DepthPanel, name: str) -> list[str]:
    """What a menu offers, the chosen one first."""
    page = "".join(panel.regions.values())
    found = re.search(rf'data-name="{name}".*?</select>', page, re.DOTALL)
    chosen = re.findall(r'<option value="(\w+)" selected', found[0])
    return [*chosen, *re.findall(r'<option value="(\w+)"', found[0])]


def ticks(panel: panels.TrainingPanel, times: int) -> None:
    """Let it run as the page does."""
    for _ in range(times):
        panel.act("tick")


def test_a_run_with_an_own_activation_is_that_of_train() -> None:
    panel = panels.training("moons", activation=LEAKY)
    given = task("moons")
    mlp = mlpcore.MLP([2, 8, 8, 1], [LEAKY, LEAKY, "sigmoid"])
    assert panel.mlp.f[1] is LEAKY
    for _ in range(2):
        panel.act("epoch")
    mlpcore.train(mlp, given.X, given.Y, eta=0.5, batch_size=10, epochs=2)
    assert look(panel.mlp, given.X, given.Y, 0).loss == look(mlp, given.X, given.Y, 0).loss
    assert "(leaky, leaky, sigmoid)" in str(panel)


def test_the_training_panel_keeps_it_in_its_menus_whatever_else_is_chosen() -> None:
    panel = panels.training("wave", output=LEAKY, others=[BENT])
    assert panel.mlp.f[-1] is LEAKY
    for name, value in (("output", "tanh"), ("data", "moons"), ("activation", "relu")):
        panel.act("choose", name=name, value=value)
        assert panel.trouble == ""
        for each in ("activation", "output"):
            assert {"leaky", "bent"} <= set(menu(panel, each))
    panel.act("choose", name="activation", value="bent")
    assert menu(panel, "activation")[0] == "bent"
    assert panel.mlp.f[1] is BENT
    panel.act("same")
    assert panel.mlp.f[1] is BENT
    assert "softmax" not in menu(panel, "activation")  # a hidden softmax is not for this panel


def test_the_depth_panel_measures_an_own_activation() -> None:
    panel = panels.depth(hidden=3, activation=LEAKY, others=[BENT])
    assert menu(panel, "activation")[0] == "leaky"
    for f in (LEAKY, BENT):
        panel.act("choose", name="activation", value=f.name)
        norms = layer_norms(deep_mlp(3, 8, f), panel.X, panel.Y)
        assert panel.norms == norms
        assert f.name in str(panel)


@pytest.mark.parametrize("make", [panels.training, panels.depth])
def test_an_unknown_name_is_answered_with_the_nearest(make: type) -> None:
    with pytest.raises(ValueError, match="did you mean 'tanh'"):
        make(activation="than")
    with pytest.raises(ValueError, match="did you mean 'relu'"):
        make(others=["rely"])


def test_an_own_one_takes_the_place_of_the_lectures_of_that_name() -> None:
    tanh = Activation("tanh", np.tanh, lambda net: 1 - np.tanh(net) ** 2)
    assert by_name([tanh])["tanh"] is tanh
    assert by_name([])["tanh"] is mlpcore.tanh
    assert panels.training("moons", activation=tanh).mlp.f[1] is tanh


def test_wrong_shapes_are_refused_in_words() -> None:
    flat = Activation("flat", lambda net: net.sum(), lambda net: net)
    with pytest.raises(ValueError, match=r"activation 'flat' gives shape \(\)"):
        panels.training("xor", activation=flat)


def test_a_run_that_raises_does_not_run_on() -> None:
    calls = iter(range(400))

    def fails_in_the_end(net: np.ndarray) -> np.ndarray:
        if next(calls, None) is None:
            raise ZeroDivisionError("by zero")
        return np.tanh(net)

    f = Activation("fragile", fails_in_the_end, lambda net: 1 - np.tanh(net) ** 2)
    panel = panels.training("moons", activation=f)
    panel.act("toggle")
    ticks(panel, 400)
    assert not panel.running
    told = "activation 'fragile' (fails_in_the_end) raises ZeroDivisionError: by zero"
    assert told in html.unescape(panel.regions["trouble"])
    assert "▷ Train" in panel.regions["buttons"]
