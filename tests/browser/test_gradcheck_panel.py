"""The gradient check panel in JupyterLab: every slider, menu, button, key and cell."""

import math
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from lab.opened_notebook import OpenedNotebook
from mlpcore import MLP
from mlpcore.lesson import gradient_experiment, nudge
from mlpcore.views.gradcheck import regions as view
from mlpcore.views.parts.html import LIVE, render
from tests.browser.panel import choose, in_the_end, type_in
from tests.browser.test_lab import write

PANEL = '.mlp-panel[aria-label="Gradient check panel"]'
NUMBERS = """panel => [...panel.querySelectorAll('[data-quantity]')].map(element => [
    element.dataset.quantity, element.dataset.index, element.dataset.value])"""
SET = """panel => [...panel.querySelectorAll('[data-region="sliders"] input.mlp-typed')]
    .map(input => [input.dataset.key, input.dataset.at, input.value])"""
CHOSEN = """panel => [...panel.querySelectorAll('[data-region="setup"] select')]
    .map(menu => [menu.dataset.name, menu.value])"""
LOADED = "image => image.complete && image.naturalWidth > 100"
IN_PYTHON = re.compile(r'data-quantity="([^"]+)" data-index="([^"]*)" data-value="([^"]+)"')

X, Y = [0.8, -0.4], [1.0, 0.0]
CELLS = (
    "import mlpcore\nfrom mlpcore import panels\n"
    "net = mlpcore.MLP([2, 2, 2], 'tanh', seed=7, init='uniform')",
    f"panels.gradcheck(net, {X}, {Y}, slip='transposed-weights', weight=('W_1', (1, 2)))",
)


class Shown:
    """A gradient check panel on the page."""

    def __init__(self, root: Locator) -> None:
        self.root, self.page = root, root.page

    def slider(self, key: str, at: str = "", kind: str = "range") -> Locator:
        """A slider, or the number box beside it."""
        return self.root.locator(f'input[type="{kind}"][data-key="{key}"][data-at="{at}"]')

    def menu(self, name: str) -> Locator:
        """A menu by its name."""
        return self.root.locator(f'select[data-name="{name}"]')

    def button(self, do: str) -> Locator:
        """A button by what it does."""
        return self.root.locator(f'[data-region="buttons"] [data-do="{do}"]')

    def cell(self, key: str, at: str) -> Locator:
        """A cell of a heat map."""
        place = f'[data-quantity="error:{key}"][data-index="{at}"]'
        return self.root.locator(f'[data-region="maps"] {place}')

    @property
    def head(self) -> Locator:
        """The verdict."""
        return self.root.locator('[data-region="head"] h3')

    @property
    def lens(self) -> Locator:
        """The entry that is looked at."""
        return self.root.locator(".mlp-lens")

    def expected(self) -> str:
        """The regions of numbers, drawn in this process from what the controls on the page say."""
        chosen = dict(self.root.evaluate(CHOSEN))
        mlp = MLP([2, 2, 2], [chosen.pop("hidden"), "tanh"], seed=7, init="uniform")
        slip = None if chosen["slip"] == "none" else chosen["slip"]
        given: dict[str, list[float]] = {}
        for key, _, value in self.root.evaluate(SET):
            given.setdefault(key, []).append(float(value))
        (log_s,), (change,), x, y = (given[key] for key in ("log_s", "change", "x", "y"))
        found = gradient_experiment(mlp, x, y, 10**log_s, **chosen | {"slip": slip})
        name, at = (str(self.lens.get_attribute(each)) for each in ("data-key", "data-at"))
        key, index = name.removeprefix("error:"), tuple(int(i) for i in at.split(","))
        moved = nudge(mlp, x, y, key[1:], index, change, claimed=found.claimed_by)
        maps, lens = view.maps(found, (key, index)), view.lens(found, key, index)
        return render((maps, lens, view.nudged(moved)), LIVE)

    def wrong(self) -> list[str]:
        """Every number that is not as the lesson computes it."""
        wanted, found = IN_PYTHON.findall(self.expected()), self.root.evaluate(NUMBERS)
        complaints = [] if len(found) == len(wanted) > 20 else [f"{len(found)}, not {len(wanted)}"]
        for (key, at, value), (its, there, true) in zip(found, wanted, strict=False):
            same = math.isclose(float(value), float(true), rel_tol=1e-6, abs_tol=1e-12)
            if (key, at) != (its, there) or not (same or value == true):
                complaints.append(f"{key}[{at}] is {value}, not {true}, {its}[{there}]")
        return complaints

    def wrong_in_the_end(self) -> list[str]:
        """The same, once the panel has had its time to answer."""
        return in_the_end(self.wrong)

    def pictures(self) -> dict[str, str]:
        """The addresses of both pictures, which change with them."""
        images = self.root.locator("img[data-picture]").all()
        return {str(i.get_attribute("data-picture")): str(i.get_attribute("src")) for i in images}


@pytest.fixture
def panel(open_notebook: Callable[..., OpenedNotebook], tmp_path: Path) -> Shown:
    """A 2-2-2 network with the transposed weights."""
    notebook = open_notebook(write(tmp_path / "gradcheck.ipynb", *CELLS))
    notebook.run_all()
    return Shown(notebook.page.locator(PANEL))


@pytest.mark.long
def test_every_control_of_the_panel_moves_it(panel: Shown) -> None:
    """One opening for all."""
    assert panel.wrong() == []
    for image in panel.root.locator("img[data-picture]").all():
        assert image.evaluate(LOADED)
    cells_lead_to_weights(panel)
    keys_go_from_weight_to_weight(panel)
    the_step_spoils_the_check_and_a_button_repairs_it(panel)
    every_slider_moves(panel)
    menus_change_how_it_is_checked(panel)
    a_relu_is_brought_to_its_kink(panel)
    what_is_refused_is_said(panel)


def cells_lead_to_weights(panel: Shown) -> None:
    """A click marks the cell, and the nudge test is of that weight."""
    expect(panel.head).to_contain_text("6 of 12 are off: all of ∇W0, all of ∇b0")
    before = panel.pictures()
    panel.cell("dW_0", "2,1").click()
    expect(panel.lens).to_have_attribute("data-key", "error:dW_0")
    expect(panel.cell("dW_0", "2,1")).to_have_attribute("data-mark", "chosen")
    expect(panel.cell("dW_0", "2,1")).to_contain_text("✗")
    expect(panel.root.locator('[data-region="nudge"]')).to_contain_text("the slope is off by")
    assert panel.wrong_in_the_end() == []
    after = panel.pictures()
    assert after["slice"] != before["slice"]
    panel.cell("delta_1", "2").click()  # stands for its bias
    expect(panel.cell("db_0", "2")).to_have_attribute("data-mark", "chosen")


def keys_go_from_weight_to_weight(panel: Shown) -> None:
    """→ and ←, Home and End, on the panel itself."""
    panel.root.focus()
    for key, status in (
        ("Home", "1 of 12"), ("ArrowRight", "2 of 12"), ("PageDown", "3 of 12"),
        ("ArrowLeft", "2 of 12"), ("End", "12 of 12"),
    ):  # fmt: skip
        panel.page.keyboard.press(key)
        expect(panel.root.locator(".mlp-status")).to_contain_text(status)
    assert panel.wrong_in_the_end() == []


def the_step_spoils_the_check_and_a_button_repairs_it(panel: Shown) -> None:
    """Without a slip."""
    choose(panel.root, "slip", "none")
    expect(panel.head).to_contain_text("all 12 agree")
    type_in(panel.slider("log_s", kind="text"), "-13")
    expect(panel.head).to_contain_text("look off, but every gradient is right")
    expect(panel.head).to_contain_text("the step is too small")
    assert panel.wrong_in_the_end() == []
    panel.button("best").click()
    expect(panel.head).to_contain_text("all 12 agree")
    panel.button("undo").click()
    expect(panel.slider("log_s", kind="text")).to_have_value("-13")
    panel.button("worst").click()
    panel.button("same").click()
    expect(panel.head).to_contain_text("6 of 12 are off")
    assert panel.wrong_in_the_end() == []


def every_slider_moves(panel: Shown) -> None:
    """By key and by typing; the focus stays."""
    for key, at, _ in panel.root.evaluate(SET):
        slider, box = panel.slider(key, at), panel.slider(key, at, "text")
        before, value = panel.pictures(), box.input_value()
        slider.press("ArrowLeft")
        expect(box).not_to_have_value(value)
        expect(slider).to_be_focused()
        assert panel.wrong_in_the_end() == []
        assert in_the_end(lambda old=before: [] if panel.pictures() != old else ["same"]) == []
        type_in(box, "-1.25")
        assert panel.wrong_in_the_end() == []
        expect(box).to_be_focused()


def menus_change_how_it_is_checked(panel: Shown) -> None:
    """Every scheme, precision and activation."""
    panel.button("same").click()
    for name, value in (
        ("scheme", "one-sided"), ("dtype", "float32"), ("slip", "missing-minus"),
        ("hidden", "sigmoid"), ("scheme", "centred"), ("dtype", "float64"), ("slip", "none"),
    ):  # fmt: skip
        choose(panel.root, name, value)
        code = "gradient_experiment|gradient_check"
        expect(panel.root.locator('[data-region="head"] code')).to_contain_text(re.compile(code))
        assert panel.wrong_in_the_end() == []


def a_relu_is_brought_to_its_kink(panel: Shown) -> None:
    """And the entries are marked whose step goes over it."""
    expect(panel.button("kink")).to_be_disabled()
    choose(panel.root, "hidden", "relu")
    expect(panel.button("kink")).to_be_enabled()
    panel.button("kink").click()
    expect(panel.head).to_contain_text("over the kink of a ReLU")
    expect(panel.root.locator('[data-region="maps"]')).to_contain_text("∧")
    panel.button("undo").click()
    expect(panel.head).not_to_contain_text("over the kink of a ReLU")


def what_is_refused_is_said(panel: Shown) -> None:
    """A step out of range; the value before comes back."""
    type_in(panel.slider("log_s", kind="text"), "-20")
    trouble = panel.root.locator('[data-region="trouble"]')
    expect(trouble).to_contain_text("must be from −14 to 0")
    panel.slider("log_s", kind="text").press("Tab")
    expect(panel.slider("log_s", kind="text")).not_to_have_value("-20")
    type_in(panel.slider("log_s", kind="text"), "-4")
    expect(trouble).to_be_empty()
    assert panel.wrong_in_the_end() == []


def test_a_gradient_is_hidden_by_a_key_and_shown_by_a_click(panel: Shown) -> None:
    """Its colours stay; no number of it is left in text or title; formulas are hidden too."""
    cell = panel.cell("dW_1", "1,2")
    cell.click()
    look = "e => [getComputedStyle(e).backgroundColor, e.title, e.innerText.trim()]"
    colour, title, text = cell.evaluate(look)
    assert title
    assert text
    panel.root.focus()
    panel.page.keyboard.press("h")
    expect(cell).to_have_attribute("data-covered", "error:dW_1")
    assert cell.evaluate(look) == [colour, "", ""]
    for key in ("dW_1", "measured:dW_1", "error:dW_1"):
        number = panel.lens.locator(f'[data-quantity="{key}"]')
        assert number.evaluate("e => [e.title, e.innerText.trim()]") == ["", ""]
    cell.click()
    expect(cell).not_to_have_attribute("data-covered", "error:dW_1")
    assert cell.evaluate(look)[1:] == [title, text]
    panel.root.focus()
    panel.page.keyboard.press("m")
    expect(panel.root.locator(".mlp-gc-ends")).not_to_be_visible()
    expect(panel.lens.locator('[data-quantity="dW_1"]')).to_be_visible()
