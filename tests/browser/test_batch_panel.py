"""The batch panel in JupyterLab: every place, slider, menu, button and cell, against autograd."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from lab.opened_notebook import OpenedNotebook
from mlpcore.lesson.notation.numbers import brief
from mlpcore.lesson.notation.symbols import Index
from tests.browser.free_cell import put, sized
from tests.browser.panel import ShownPanel, choose, in_the_end, press, type_in
from tests.helpers.batch_oracle import expected, wrong
from tests.helpers.oracle import Case

BATCH_PANEL = '.mlp-panel[aria-label="Batch panel"]'
W = [[[0.5, -0.8, 0.3], [0.9, 0.2, -0.6]], [[0.7, -0.4], [-0.9, 0.5], [0.2, 0.6]]]
b = [[0.1, -0.2, 0.3], [0.05, -0.15]]
X = [[0.8, -0.4], [-0.3, 0.9], [0.5, 0.6]]
Y = [[1, 0], [0, 1], [1, 0]]
SOURCE = f"panels.batch(mlpcore.MLP.from_weights({W}, {b}, ['tanh', 'sigmoid']), {X}, {Y}"
FINER = {"eps", "new:eps", "new_sum:eps", "n_eta"}  # written with more digits than elsewhere

Show = Callable[..., "Shown"]


def given() -> Case:
    """What the panel is shown with."""
    arrays = [[np.array(each, float) for each in layers] for layers in (W, b)]
    x, y = np.array(X, float), np.array(Y, float)
    return Case(*arrays, ["tanh", "sigmoid"], "half_squared_error", x, y)


def with_input(p: int, i: int, value: float) -> Case:
    """The same with one input changed, counted from 1."""
    case = given()
    case.x[p - 1, i - 1] = value
    return case


def doubled() -> Case:
    """The same with every sample twice."""
    case = given()
    return replace(case, x=np.repeat(case.x, 2, axis=0), y=np.repeat(case.y, 2, axis=0))


def after(frame: str, eta: float = 0.5) -> Case:
    """The same after a step with the mean (`new`) or the sum (`new_sum`)."""
    right = expected(given(), eta)
    stepped = ([right[f"{frame}:{kind}_{l}"] for l in (0, 1)] for kind in "Wb")
    return replace(given(), **dict(zip("Wb", stepped, strict=True)))


class Shown(ShownPanel):
    """A batch panel on a page."""

    def wrong_numbers(self, case: Case, eta: float = 0.5) -> list[str]:
        """All that is wrong on the screen: values, and how they are written; or that it is bare."""
        numbers = self.screen().numbers
        complaints = wrong([(n.quantity, n.index, n.value) for n in numbers], case, eta)
        complaints += [
            f"{n.quantity}{n.index} is written {n.text}, but is {brief(n.value)}"
            for n in numbers
            if n.text.strip("()") != brief(n.value) and n.quantity not in FINER
        ]
        return complaints + (["hardly a number is shown"] if len(numbers) < 15 else [])

    def wrong_soon(self, case: Case, eta: float = 0.5) -> list[str]:
        """The same, once the panel has had its time to answer."""
        return in_the_end(lambda: self.wrong_numbers(case, eta))

    def layer(self, key: str, index: Index) -> Locator:
        """A number in the stack."""
        return self.cell(key, index, region="stack")


@pytest.fixture(scope="module")
def notebook(free_cell: OpenedNotebook) -> Iterator[OpenedNotebook]:
    """The notebook whose second cell is free."""
    yield from sized(free_cell)


@pytest.fixture
def show(notebook: OpenedNotebook) -> Show:
    """Show a new panel in the free cell."""

    def show(options: str = "") -> Shown:
        put(notebook, f"{SOURCE}{options})")
        return Shown(notebook.page.locator(BATCH_PANEL))

    return show


@pytest.fixture
def panel(show: Show) -> Shown:
    """Three samples, ∇W₁."""
    return show()


@pytest.mark.samples(4)
@pytest.mark.parametrize("key", ["dW_1", "db_1", "dW_0", "db_0"])
def test_every_place_there_and_back_shows_what_autograd_finds(panel: Shown, key: str) -> None:
    """Keys → and ←: back shows exactly what was there."""
    choose(panel.root, "key", key)
    expect(panel.layer(f"own:{key}", (1, 1) if key[1] == "b" else (1, 1, 1))).to_be_visible()
    there = [panel.screen()]
    for _ in range(5):
        panel.press("ArrowRight")
        there.append(panel.screen())
        assert panel.wrong_numbers(given()) == []
    for before in reversed(there[:-1]):
        panel.press("ArrowLeft")
        assert panel.screen() == before
    marked_but_empty = panel.root.locator("[data-mark]:not([data-quantity])")
    expect(marked_but_empty).to_have_count(0)


def test_the_keys_of_a_remote_and_the_ticks_lead_to_every_place(panel: Shown) -> None:
    """Page Down, Home, End, and a click."""
    for key, at in (("PageDown", 1), ("End", 5), ("PageUp", 4), ("Home", 0)):
        panel.press(key)
        assert panel.at == at
    panel.seen(panel.tick(3).click, 1)
    assert panel.at == 3
    expect(panel.tick(3)).to_have_attribute("aria-current", "step")


@pytest.mark.parametrize("key", ["x", "y"])
def test_a_slider_of_the_sample_in_play_moves_every_number(panel: Shown, key: str) -> None:
    """By key and by mouse, at the second sample."""
    panel.press("ArrowRight")
    slider = panel.slider(key, (2, 1))
    slider.focus()
    panel.page.keyboard.press("ArrowRight")
    for _ in range(2):
        case, value = given(), float(slider.input_value())
        {"x": case.x, "y": case.y}[key][1, 0] = value
        assert value != {"x": X, "y": Y}[key][1][0]
        assert panel.wrong_soon(case) == []
        panel.drag(slider, 0.8)


def test_the_rate_moves_both_steps(panel: Shown) -> None:
    """At the last place."""
    panel.press("End")
    type_in(panel.slider("eta", kind="text"), "2")
    assert panel.wrong_soon(given(), eta=2.0) == []
    expect(panel.cell("n_eta", (), region="place")).to_have_text("6")


def test_each_sample_twice_and_back(panel: Shown) -> None:
    """Six layers, the same mean, twice the sum; then the button is off."""
    panel.press("End")
    panel.seen(lambda: press(panel.root, "twice"), 1)
    assert panel.wrong_soon(doubled()) == []
    expect(panel.layer("own:dW_1", (6, 1, 1))).to_be_visible()
    expect(panel.root.locator('button[data-do="twice"]')).to_be_disabled()
    panel.seen(panel.button("undo").click, 1)
    assert panel.wrong_soon(given()) == []


@pytest.mark.parametrize(("by", "frame"), [("mean", "new"), ("sum", "new_sum")])
def test_a_step_is_taken_with_what_is_chosen(panel: Shown, by: str, frame: str) -> None:
    """The network after it is that of autograd."""
    choose(panel.root, "by", by)
    panel.press("End")
    panel.seen(panel.button("again").click, 1)
    assert "round 2" in panel.status
    assert panel.wrong_soon(after(frame)) == []


def test_a_number_of_a_layer_shows_its_formula_and_the_needle_follows(panel: Shown) -> None:
    """Click into the stack; the factors are marked; then along the samples with the needle."""
    panel.press("ArrowRight")
    panel.layer("own:dW_1", (1, 3, 2)).click()
    expect(panel.lens).to_have_attribute("data-at", "1,3,2")
    assert panel.sources() == {"z_1": [(1, 3)], "delta_2": [(1, 2)]}
    assert panel.marked("source") == {("z_1", (1, 3)), ("delta_2", (1, 2))}
    panel.press("ArrowRight")
    expect(panel.lens).to_have_attribute("data-at", "3,3,2")
    panel.press("ArrowRight")
    assert panel.under_the_lens() == ("dW_1", (3, 2))
    assert panel.marked("source") >= {("z_1", (p, 3)) for p in (1, 2, 3)}
    expect(panel.lens).to_contain_text("/ 3")
    assert panel.wrong_numbers(given()) == []


def test_what_is_refused_is_said_and_the_panel_goes_on(panel: Shown) -> None:
    """A rate of 0."""
    type_in(panel.slider("eta", kind="text"), "0")
    expect(panel.trouble).to_contain_text("η is 0.0, but must be above 0")
    panel.page.keyboard.press("Tab")
    expect(panel.slider("eta", kind="text")).to_have_value("0.5")
    assert panel.wrong_soon(given()) == []


def test_play_goes_through_the_samples_to_the_step(panel: Shown) -> None:
    """And stops there."""
    panel.seen(panel.button("play").click, 5)
    assert panel.at == 5
    expect(panel.button("play")).to_contain_text("Play")


def test_each_result_is_asked_for_first_and_shown_by_a_click(panel: Shown) -> None:
    """Of the new sample alone, in the stack too; Page Down shows the next one, then goes on."""
    panel.root.locator('button[data-do="ask"]').click()
    panel.root.focus()
    panel.page.keyboard.press("PageDown")
    new, old = panel.layer("own:dW_1", (2, 3, 2)), panel.layer("own:dW_1", (1, 3, 2))
    expect(new).to_have_attribute("data-covered", "own:dW_1@2")
    expect(new.locator("title")).to_have_text("hidden, press to show")
    expect(new.locator("text")).not_to_be_visible()
    assert old.get_attribute("data-covered") is None
    new.click()
    expect(new.locator("text")).to_be_visible()
    expect(new.locator("title")).not_to_have_text("hidden, press to show")
    expect(panel.root.locator("[data-covered]")).to_have_count(0)
    panel.root.focus()
    panel.page.keyboard.press("PageDown")
    expect(panel.layer("own:dW_1", (3, 1, 1))).to_have_attribute("data-covered", "own:dW_1@3")
    panel.root.focus()
    panel.page.keyboard.press("PageDown")
    expect(panel.root.locator("[data-covered]")).to_have_count(0)
    assert panel.at == 2
