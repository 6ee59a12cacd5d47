"""The activation panel in JupyterLab: notebook 04, every topic, slider, menu and button."""

import math
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

import mlpcore
from lab.opened_notebook import OpenedNotebook
from mlpcore.lesson.activation.topics import TOPICS
from mlpcore.panels import ActivationPanel
from tests.browser.panel import STEP_PANEL, choose, in_the_end, type_in

PANEL = '.mlp-panel[aria-label="Activation panel"]'
NUMBERS = """panel => [...panel.querySelectorAll('[data-quantity]')].map(element => [
    element.dataset.quantity, element.dataset.index, element.dataset.value])"""
GIVEN = """panel => [...panel.querySelectorAll('[data-region="sliders"] input.mlp-typed')]
    .map(input => [input.dataset.key, input.value])"""
LOADED = "image => image.complete && image.naturalWidth > 100"
MILLISECONDS_TO_ANSWER = 15_000


class Shown:
    """An activation panel on the page, and the same panel in this process."""

    def __init__(self, root: Locator) -> None:
        self.root, self.page = root, root.page

    @property
    def topic(self) -> str:
        """Which topic is shown."""
        name = self.root.locator('.mlp-ticks [aria-current="step"]').text_content()
        return next(key for key, text in TOPICS.items() if text == name)

    def slider(self, key: str, kind: str = "range") -> Locator:
        """A slider, or the number box beside it."""
        return self.root.locator(f'input[type="{kind}"][data-key="{key}"]')

    def button(self, do: str) -> Locator:
        """A button by what it does."""
        return self.root.locator(f'[data-region="buttons"] [data-do="{do}"]')

    @property
    def menu(self) -> Locator:
        """The menu of activations."""
        return self.root.locator('select[data-name="f"]')

    @property
    def picture(self) -> str:
        """The address of the picture, which changes with it."""
        return self.root.locator("img[data-picture]").get_attribute("src") or ""

    def numbers(self) -> list[tuple[str, tuple[int, ...], float]]:
        """Every number on the screen."""
        found = self.root.evaluate(NUMBERS)
        return [(key, tuple(int(i) for i in at.split(",") if i), float(v)) for key, at, v in found]

    def wrong(self) -> list[str]:
        """Every number that is not what `mlpcore` computes from what the controls say."""
        twin = ActivationPanel(self.menu.input_value(), at=self.topic)
        for key, value in self.root.evaluate(GIVEN):
            twin.act("set", key=key, index=[], value=float(value))
        complaints = ["fewer than 8 numbers"] if len(self.numbers()) < 8 else []
        for key, at, value in self.numbers():
            if not math.isclose(value, twin.scene.number(key, at), rel_tol=1e-12, abs_tol=1e-15):
                complaints.append(f"{key}{list(at)} is {value}, not {twin.scene.number(key, at)}")
        return complaints

    def wrong_in_the_end(self) -> list[str]:
        """The same, once the panel has had its time to answer."""
        return in_the_end(self.wrong)

    def wait_for_a_new_picture(self, before: str) -> None:
        """Until another picture is shown, whole."""
        image = self.root.locator("img[data-picture]")
        expect(image).not_to_have_attribute("src", before, timeout=MILLISECONDS_TO_ANSWER)
        assert in_the_end(lambda: [] if image.evaluate(LOADED) else ["not loaded"]) == []

    def drag(self, slider: Locator, share: float) -> None:
        """Drag a slider with the mouse, from its middle to that share of its length."""
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box() or {}
        middle = box["y"] + box["height"] / 2
        self.page.mouse.move(box["x"] + box["width"] / 2, middle)
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + share * box["width"], middle, steps=4)
        self.page.mouse.up()


@pytest.fixture
def notebook(open_notebook: Callable[..., OpenedNotebook]) -> OpenedNotebook:
    """Notebook 04, run."""
    notebook = open_notebook("04_activations.ipynb")
    notebook.run_all()
    return notebook


@pytest.mark.long
def test_notebook_04_shows_every_topic_and_every_control_moves_it(
    notebook: OpenedNotebook,
) -> None:
    """One opening for all: topics by keys, sliders by key, mouse and typing, menu, run."""
    panels = [Shown(root) for root in notebook.page.locator(PANEL).all()]
    assert {panel.topic for panel in panels} == set(TOPICS)
    for panel in panels[:-1]:  # the last one is of an activation that this process does not know
        assert panel.wrong() == []
        assert panel.root.locator("img[data-picture]").evaluate(LOADED)

    panel = panels[0]
    goes_through_all_topics_and_back(panel)
    every_slider_moves(panel)
    the_menu_changes_the_activation(panel)
    what_is_refused_is_said(panel)
    a_unit_dies_runs_and_is_lifted(next(each for each in panels if each.topic == "unit"))
    an_own_activation_is_in_the_menus(notebook, panels[-1])


def goes_through_all_topics_and_back(panel: Shown) -> None:
    """With → and ←."""
    panel.root.focus()
    for key, order in (("ArrowRight", list(TOPICS)[1:]), ("ArrowLeft", [*TOPICS][-2::-1])):
        for topic in order:
            panel.page.keyboard.press(key)
            tick = panel.root.locator('.mlp-ticks [aria-current="step"]')
            expect(tick).to_have_text(TOPICS[topic])
            assert panel.wrong_in_the_end() == []


def every_slider_moves(panel: Shown) -> None:
    """In every topic: numbers and picture follow, the focus stays, typing counts in full."""
    for number, topic in enumerate(TOPICS):
        panel.root.locator(f'.mlp-ticks [data-to="{number}"]').click()
        expect(panel.root.locator('.mlp-ticks [aria-current="step"]')).to_have_text(TOPICS[topic])
        for box in panel.root.locator("input.mlp-typed").all():
            slider = panel.slider(str(box.get_attribute("data-key")))
            for move in (
                lambda slider=slider: slider.press("ArrowRight"),
                lambda slider=slider: panel.drag(slider, 0.6),
                lambda box=box: type_in(box, "0.5123456789"),
            ):
                before, value = panel.picture, box.input_value()
                move()
                if box.input_value() != value and box.get_attribute("data-key") != "eta":
                    panel.wait_for_a_new_picture(before)
                assert panel.wrong_in_the_end() == []
            expect(box).to_be_focused()


def the_menu_changes_the_activation(panel: Shown) -> None:
    """Each in turn, at the first topic."""
    panel.root.locator('.mlp-ticks [data-to="0"]').click()
    for name in ("relu", "identity", "sigmoid", "tanh"):
        panel.menu.select_option(name)
        expect(panel.root.locator("h3")).to_contain_text(f"The slope of {name}")
        assert panel.wrong_in_the_end() == []


def what_is_refused_is_said(panel: Shown) -> None:
    """A step of 0; the value before stays."""
    panel.root.locator('.mlp-ticks [data-to="2"]').click()
    type_in(panel.slider("s", "text"), "-1")
    trouble = panel.root.locator('[data-region="trouble"]')
    expect(trouble).to_contain_text("but must be above 0")
    panel.slider("s", "text").press("Tab")
    expect(panel.slider("s", "text")).not_to_have_value("-1")
    type_in(panel.slider("net", "text"), "1")
    expect(trouble).to_be_empty()
    assert panel.wrong_in_the_end() == []


def a_unit_dies_runs_and_is_lifted(panel: Shown) -> None:
    """One long step kills it; lifted, it runs by itself, and stops when told."""
    heading = panel.root.locator("h3")
    type_in(panel.slider("eta", "text"), "1")
    panel.button("descend").click()
    expect(heading).to_have_text("One relu unit: dead")
    panel.button("revive").click()
    expect(heading).to_have_text("One relu unit: alive")
    type_in(panel.slider("eta", "text"), "0.1")
    assert panel.wrong_in_the_end() == []
    before = panel.picture
    panel.button("run").click()
    for _ in range(3):
        panel.wait_for_a_new_picture(before)
        before = panel.picture
    panel.button("run").click()
    expect(panel.button("run")).to_have_text("▷ Run")
    panel.page.wait_for_timeout(300)
    paused = panel.numbers()
    panel.page.wait_for_timeout(300)
    assert panel.numbers() == paused
    assert panel.wrong_in_the_end() == []


def an_own_activation_is_in_the_menus(notebook: OpenedNotebook, panel: Shown) -> None:
    """Of this panel, and of the step panel."""
    expect(panel.menu).to_have_value("leaky")
    for name in ("relu", "leaky"):
        choose(notebook.page.locator(STEP_PANEL), "hidden", name)
        expect(notebook.page.locator(f'.mlp-layer:text-is("{name}")')).to_have_count(1)
    values = {(key, at): value for key, at, value in panel.numbers()}
    assert values["slope", (4,)] == mlpcore.relu.derivative(1.0)
