"""To add something: each is one entry in one file, and everything else follows from it."""

import re

import numpy as np
import pytest

import mlpcore
from mlpcore import MLP, Activation, Loss, activations, lesson, losses
from mlpcore.lesson.exercise_book import WORKBOOKS
from mlpcore.lesson.exercise_book.exercise import Exercise
from mlpcore.lesson.notation import books
from mlpcore.lesson.notation.books import BOOKS, NIELSEN
from mlpcore.lesson.notation.glossary import glossary
from mlpcore.lesson.notation.text import line
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.steps import quantities
from mlpcore.lesson.steps.quantity import Quantity, Told, Written
from mlpcore.lesson.steps.trace import Trace
from mlpcore.lesson.training import tasks
from mlpcore.lesson.training.tasks import Toy

X, Y = [0.8, -0.4], [1.0, 0.0]


def test_an_activation(monkeypatch: pytest.MonkeyPatch) -> None:
    """`activations.ACTIVATIONS`: it trains, is stepped through, checked and chosen in menus."""
    softsign = Activation("softsign", lambda net: net / (1 + np.abs(net)),
                          lambda net: (1 + np.abs(net)) ** -2.0)  # fmt: skip
    monkeypatch.setitem(activations.ACTIVATIONS, "softsign", softsign)
    mlp = MLP([2, 3, 2], "softsign", seed=1)
    assert mlpcore.gradient_check(mlp, X, Y).ok
    assert "softsign(" in str(lesson.walkthrough(mlp, X, Y)["z_1"])
    assert lesson.check("z_1", mlp.forward(X).z[1], mlp, X, Y).correct
    panel = mlpcore.panels.step(MLP([2, 3, 2]), X, Y)
    panel.do_choose("hidden", "softsign")
    assert panel.state.mlp.f[1] is softsign
    assert "softsign" in mlpcore.panels.training("moons").regions["network"]


def test_a_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    """`losses.LOSSES`: it is stepped through and checked, and δ follows from its gradient."""
    quartic = Loss("quartic", lambda y, o: 0.25 * np.sum((y - o) ** 4, axis=-1),
                   lambda y, o: (o - y) ** 3)  # fmt: skip
    monkeypatch.setitem(losses.LOSSES, "quartic", quartic)
    mlp = MLP([2, 3, 2], "tanh", "quartic", seed=1)
    assert mlpcore.gradient_check(mlp, X, Y).ok
    walk = lesson.walkthrough(mlp, X, Y)
    assert str(walk["eps"]).startswith("ε = quartic(y, o) = ")
    assert walk["eps"].words == "What quartic makes of target and output."


def test_a_quantity(monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry of the table: its step, its place, its words, its code, and its symbol follow."""
    largest = Quantity(
        kind="m",
        section="I",
        letters=("m", "m", "above"),
        reads=lambda h, l: (f"z_{l}",),
        value=lambda at, l: np.asarray(at.value(f"z_{l}").max(axis=-1)),
        forms=lambda at, l: [Written((at.operand(f"z_{l}", "output"),))],
        entry=lambda at, l, index: [[at.number(f"z_{l}", (1,))]],
        line=lambda at, l: f"m[{l}] = max(z[{l}])",
        told={"": Told("largest output of {layer}", "The unit that says most.")},
    )
    monkeypatch.setattr(quantities, "TABLE", (*quantities.TABLE, largest))
    monkeypatch.setitem(quantities.QUANTITIES, "m", largest)
    monkeypatch.setitem(books.OWN_LETTERS, "m", ("m", "m", "above"))
    mlp = MLP([2, 3, 2], "tanh", seed=1)
    walk = lesson.walkthrough(mlp, X, Y)
    keys = [step.key for step in walk]
    assert keys[:6] == ["net_1", "z_1", "m_1", "net_2", "z_2", "m_2"]
    step = walk["m_1"]
    assert float(step.value) == mlp.forward(X).z[1].max()
    assert (step.symbol.text, step.section, step.code) == ("m¹", "I", "m[1] = max(z[1])")
    assert step.name == "largest output of the hidden layer"
    pulled = Trace(mlp, X, Y).overriding({"z_1": np.array([0.1, 0.9, 0.2])})
    assert float(pulled.value("m_1")) == 0.9
    other = lesson.walkthrough(mlp, X, Y, notation="nielsen")["m_1"]
    assert (other.symbol.text, other.code) == ("m²", "m[2] = max(a[2])")
    assert lesson.check("m_1", float(step.value), mlp, X, Y).correct


def test_a_slip(monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry of a list of `slip_book`: an answer is named by it, and it can be switched on."""
    tripled = Slip(
        id="delta-tripled", title="δ is taken three times", written=line("δ^l = 3 δ^l"),
        true=line("δ^l = δ^l"), why="it is found in two places", shows="the gradient check",
        silent="δ is 0", gives={"delta": lambda trace, l: 3 * trace.followed(f"delta_{l}")},
    )  # fmt: skip
    monkeypatch.setitem(lesson.slips, "delta-tripled", tripled)
    mlp = MLP([2, 3, 2], "tanh", seed=1)
    bwd = mlp.backward(mlp.forward(X), Y)
    assert lesson.check("delta_1", 3 * bwd.delta[1], mlp, X, Y).slip is tripled
    assert "✗ the slip delta-tripled" in str(lesson.bugged(mlp, X, Y, slip="delta-tripled"))
    assert "they disagree" in str(tripled.refute(mlp, X, Y))


def test_an_exercise(monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry of a notebook's list: it is asked, and in the panel's list."""
    first = WORKBOOKS["02"][0]
    asked = {**{name: getattr(first, name) for name in Exercise.__dataclass_fields__},
             "id": "02-99", "title": "One more"}  # fmt: skip
    more = Exercise(**asked)
    monkeypatch.setitem(WORKBOOKS, "02", (*WORKBOOKS["02"], more))
    assert "One more" in mlpcore.panels.exercises("02").regions["list"]


def test_a_data_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry of `tasks.TOYS`: the training panel has it, with its noise."""

    def stripes(n: int = 200, noise: float = 0.1, seed: int = 0) -> mlpcore.datasets.Data:
        rng = np.random.default_rng(seed)
        points = rng.uniform(-1, 1, (n, 2))
        return points + rng.normal(0, noise, (n, 2)), (points[:, :1] > 0).astype(float)

    toy = tasks._toy("stripes", stripes, 0.25, hidden=(4,))
    assert isinstance(toy, Toy)
    monkeypatch.setitem(tasks.TOYS, "stripes", toy)
    panel = mlpcore.panels.training("stripes")
    assert (panel.settings.noise, panel.settings.widths) == (0.25, (2, 4, 1))
    assert "stripes" in panel.regions["data"]


def test_a_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry of `books.BOOKS`: steps, code, glossary and the panels' menu have it."""
    fields = {name: getattr(NIELSEN, name) for name in NIELSEN.__dataclass_fields__}
    letters = {**NIELSEN.kinds, "z": ("h", "h", "above")}
    code = {**NIELSEN.code, "z": "h"}
    book = type(NIELSEN)(**{**fields, "title": "Mine", "head": "mine", "kinds": letters,
                            "code": code})  # fmt: skip
    monkeypatch.setitem(BOOKS, "mine", book)
    mlp = MLP([2, 3, 2], "tanh", seed=1)
    step = lesson.walkthrough(mlp, X, Y, notation="mine")["z_1"]
    assert (step.symbol.text, step.code) == ("h²", "h[2] = f[2](z[2])")
    assert re.search(r"Bishop +mine", str(glossary))
    panel = mlpcore.panels.step(mlp, X, Y, notation="mine")
    assert "Mine" in panel.regions["setup"]
    batch = Trace(mlp, [X, X], [Y, Y], notation="mine")
    assert batch.batch_notation.stack("z_1").text == "H²"
