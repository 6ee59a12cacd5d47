"""A step panel on a page: driven as a person drives it, and held against `mlpcore`.

panel = ShownPanel(notebook.page.locator(STEP_PANEL).first) panel.press("ArrowRight") assert
panel.wrong(net) == []

What is given (x, y, η, the activations, the loss) is read from the panel; the weights are those of
`mlp`, which can be read from the panel too (`panel.mlp()`). All else is computed anew, here.
"""

import json
import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from playwright.sync_api import Locator

from mlpcore import MLP, Activation
from mlpcore.checks import Array
from mlpcore.lesson import Walkthrough, walkthrough
from mlpcore.lesson.notation.numbers import brief
from mlpcore.lesson.notation.symbols import Index

STEP_PANEL = '.mlp-panel[aria-label="Step panel"]'
SECONDS_TO_ANSWER = 10.0

# A title inside an SVG text is a hint, not a part of what is shown.
SCREEN = """
    const status = panel => panel.querySelector('.mlp-status').textContent;
    const screen = panel => [
        status(panel),
        [...panel.querySelectorAll('[data-quantity]')].map(element => [
            element.dataset.quantity,
            element.dataset.index,
            element.dataset.value,
            [...element.childNodes].filter(node => node.nodeName !== 'title')
                .map(node => node.textContent).join(''),
        ]),
    ];"""
READ = f"panel => {{ {SCREEN} return screen(panel); }}"
RECORD = f"""panel => {{
    {SCREEN}
    const seen = [screen(panel)];
    const look = () => {{
        if (status(panel) !== seen.at(-1)[0]) seen.push(screen(panel));
    }};
    window.seen?.watch.disconnect();
    window.seen = {{ screens: seen, watch: new MutationObserver(look) }};
    window.seen.watch.observe(panel, {{ subtree: true, childList: true }});
}}"""
RECORDED = "() => window.seen.screens"
HOW_MANY = "() => window.seen.screens.length"

GIVEN = """panel => [...panel.querySelectorAll('[data-region="sliders"] input.mlp-typed')]
    .map(input => [input.dataset.key, input.value])"""
LAYERS = """panel => [...panel.querySelectorAll('.mlp-layer')].map(head => head.textContent)"""
MARKED = """(panel, mark) => [
    ...panel.querySelectorAll(`[data-region="ledger"] [data-mark="${mark}"]`)
].map(cell => [cell.dataset.quantity, cell.dataset.index])"""


@dataclass(frozen=True)
class Number:
    """One number on the screen."""

    quantity: str
    index: Index
    value: float
    text: str


@dataclass(frozen=True)
class Screen:
    """All that a panel shows of a pass at one moment: "3 of 16" and the numbers."""

    status: str
    numbers: list[Number]

    @classmethod
    def read(cls, status: str, numbers: list[list[str]]) -> "Screen":
        """From what the page gives."""
        return cls(status, [Number(q, _index(at), float(v), text) for q, at, v, text in numbers])

    @property
    def at(self) -> int:
        """The step shown, counted from 0."""
        return int(self.status.split()[0]) - 1


class ShownPanel:
    """A step panel; `root` is its element, for all that is not here.

    `own` are activations that `mlpcore` does not know by name.
    """

    def __init__(self, root: Locator, own: Sequence[Activation] = ()) -> None:
        self.root, self.page = root, root.page
        self.own = {f.name: f for f in own}

    # --- what a person does ---------------------------------------------------------------------

    def press(self, key: str) -> None:
        """Press a key on the panel itself, which leads to another step."""
        self.root.focus()
        self.seen(lambda: self.page.keyboard.press(key), 1)

    def push(self, button: str) -> None:
        """Push a button that leads to another step."""
        self.seen(self.button(button).click, 1)

    def tick(self, step: int) -> Locator:
        """A tick of the timeline."""
        return self.root.locator(f'.mlp-ticks [data-to="{step}"]')

    def button(self, do: str) -> Locator:
        """A button by what it does."""
        return self.root.locator(f'[data-region="buttons"] [data-do="{do}"]')

    def slider(self, key: str, index: Index = (), kind: str = "range") -> Locator:
        """A slider, or the number box beside it (`kind="text"`)."""
        at = ",".join(map(str, index))
        return self.root.locator(f'input[type="{kind}"][data-key="{key}"][data-at="{at}"]')

    def sliders(self) -> list[Locator]:
        """Every slider that changes a number and nothing else."""
        number = 'input[type="range"]:not([data-key="h"], [data-key="width"])'
        return self.root.locator(f'[data-region="sliders"] {number}').all()

    def menu(self, name: str) -> Locator:
        """A menu: hidden, output or loss."""
        return self.root.locator(f'select[data-name="{name}"]')

    def cell(self, key: str, index: Index, region: str = "ledger") -> Locator:
        """One number in a region."""
        at = ",".join(map(str, index))
        place = f'[data-quantity="{key}"][data-index="{at}"]'
        return self.root.locator(f'[data-region="{region}"] {place}')

    def drag(self, slider: Locator, share: float) -> None:
        """Drag a slider's handle with the mouse, to that share of its length."""
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box() or {}
        low, high, value = slider.evaluate("e => [+e.min, +e.max, e.valueAsNumber]")
        begin = box["x"] + 8 + (box["width"] - 16) * (value - low) / (high - low)
        middle = box["y"] + box["height"] / 2
        self.page.mouse.move(begin, middle)
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + share * box["width"], middle, steps=4)
        self.page.mouse.up()

    # --- what is on the screen ------------------------------------------------------------------

    def screen(self) -> Screen:
        """What is on the screen now."""
        return Screen.read(*self.root.evaluate(READ))

    def seen(self, act: Callable[[], object], steps: int) -> list[Screen]:
        """Act, wait for so many changes of step, and give the screens from before to after."""
        self.root.evaluate(RECORD)
        act()
        late = time.monotonic() + SECONDS_TO_ANSWER + steps / 4
        while self.page.evaluate(HOW_MANY) <= steps:
            if time.monotonic() > late:
                raise TimeoutError(f"the panel stays at {self.status}")
            time.sleep(0.005)
        return [Screen.read(*each) for each in self.page.evaluate(RECORDED)]

    @property
    def status(self) -> str:
        """Which step of how many, and which round."""
        return self.root.locator(".mlp-status").text_content() or ""

    @property
    def at(self) -> int:
        """The step shown, counted from 0."""
        return int(self.status.split()[0]) - 1

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return int(self.status.split()[2])

    @property
    def trouble(self) -> Locator:
        """Where the panel says what was refused."""
        return self.root.locator('[data-region="trouble"]')

    @property
    def lens(self) -> Locator:
        """Where one number is explained."""
        return self.root.locator(".mlp-lens")

    def under_the_lens(self) -> tuple[str, Index]:
        """Which number the lens shows."""
        key, at = (self.lens.get_attribute(name) for name in ("data-key", "data-at"))
        return key or "", _index(at or "")

    def sources(self) -> dict[str, list[Index]]:
        """The numbers that the lens says its formula reads."""
        found = json.loads(self.lens.get_attribute("data-sources") or "{}")
        return {key: [tuple(at) for at in places] for key, places in found.items()}

    def marked(self, mark: str) -> set[tuple[str, Index]]:
        """Numbers of the ledger marked as `chosen` or `source`."""
        return {(key, _index(at)) for key, at in self.root.evaluate(MARKED, mark)}

    def activations(self) -> list[str | Activation]:
        """The activations of layers 1, 2, …, as the picture of the network names them."""
        names = [head for head in self.root.evaluate(LAYERS) if not head.startswith("layer")]
        return [self.own.get(name, name) for name in names]

    def mlp(self) -> MLP:
        """The network whose weights are on the screen."""
        found: dict[str, dict[Index, float]] = {}
        for number in self.screen().numbers:
            if number.quantity.startswith(("W_", "b_")):
                found.setdefault(number.quantity, {})[number.index] = number.value
        layers = range(len(found) // 2)
        W, b = ([_array(found[f"{kind}_{l}"]) for l in layers] for kind in "Wb")
        return MLP.from_weights(W, b)

    # --- what mlpcore has to say ----------------------------------------------------------------

    def walkthrough(self, mlp: MLP) -> Walkthrough:
        """The pass through `net` with what else is given on the panel, as far as the panel goes."""
        given: dict[str, list[float]] = {}
        for key, value in self.root.evaluate(GIVEN):
            given.setdefault(key, []).append(float(value))
        loss = self.menu("loss").input_value() if self.menu("loss").count() else mlp.loss
        chosen = MLP.from_weights(mlp.W, mlp.b, self.activations(), loss)
        y, (eta,) = given.get("y", np.zeros(mlp.widths[-1])), given.get("eta", [0.5])
        walk = walkthrough(chosen, given["x"], y, eta)
        del walk[self.steps :]
        return walk

    def wrong(self, mlp: MLP) -> list[str]:
        """All that is wrong on the screen, for a panel that has come to rest."""
        return wrong(self.screen(), self.walkthrough(mlp))

    def wrong_on_the_way(self, forward: str, back: str) -> list[str]:
        """All that is wrong on the way from the first step to the last and back, by these keys."""
        self.root.focus()
        press = self.page.keyboard.press
        return self.wrong_there_and_back(lambda _: press(forward), lambda _: press(back))

    def wrong_there_and_back(
        self, forward: Callable[[int], object], back: Callable[[int], object]
    ) -> list[str]:
        """The same, by what leads to a step; back must show exactly the numbers of before."""
        last, walk = self.steps - 1, self.walkthrough(self.mlp())
        there = self.seen(lambda: [forward(at) for at in range(1, last + 1)], last)
        home = self.seen(lambda: [back(at) for at in reversed(range(last))], last)
        complaints = [complaint for screen in there for complaint in wrong(screen, walk)]
        if [screen.at for screen in there] != list(range(last + 1)):
            complaints.append(f"the steps shown are {[screen.at for screen in there]}")
        if home != there[::-1]:
            complaints.append("the way back shows other numbers")
        return complaints

    def wrong_in_the_end(self, mlp: MLP) -> list[str]:
        """The same, once the panel has had its time to answer."""
        return in_the_end(lambda: self.wrong(mlp))


def choose(root: Locator, name: str, value: str) -> None:
    """Choose from a menu, wherever it stands; what is folded away is folded away again."""
    menu = root.locator(f'select[data-name="{name}"]')
    with _within_reach(root, menu):
        menu.select_option(value)


def press(root: Locator, do: str) -> None:
    """Press a button, wherever it stands."""
    button = root.locator(f'button[data-do="{do}"]')
    with _within_reach(root, button):
        button.click()


@contextmanager
def _within_reach(root: Locator, control: Locator) -> Iterator[None]:
    folded = not control.is_visible()
    if folded:
        control.locator("xpath=ancestor::details[1]/summary").click()
    yield
    if folded:
        control.press("Escape")


def type_in(box: Locator, text: str) -> None:
    """Type a text in place of the one that stands there, and press Enter."""
    box.fill(text)
    box.press("Enter")


def in_the_end(complaints: Callable[[], list[str]]) -> list[str]:
    """No complaints as soon as there are none; those that are left when time is over."""
    late = time.monotonic() + SECONDS_TO_ANSWER
    while (left := complaints()) and time.monotonic() < late:
        time.sleep(0.01)
    return left


def wrong(screen: Screen, walk: Walkthrough) -> list[str]:
    """Every number that is not as `mlpcore` has it, is missing at this step, or is there early."""
    return [*wrong_numbers(screen, walk), *wrong_places(screen, walk)]


def wrong_numbers(screen: Screen, walk: Walkthrough) -> Iterator[str]:
    """What differs from `mlpcore` by more than 1e-12, and what is written as another number."""
    for shown in screen.numbers:
        value = walk.trace.number(shown.quantity, shown.index).value
        place = f"{shown.quantity}{list(shown.index)}"
        if not math.isclose(shown.value, value, rel_tol=1e-12, abs_tol=1e-15):
            yield f"{place} is {shown.value!r} on the screen, but {value!r} in mlpcore"
        if shown.text.strip("()").split(" ")[-1] != brief(value):
            yield f"{place} is written {shown.text!r}, but is {brief(value)}"


def wrong_places(screen: Screen, walk: Walkthrough) -> Iterator[str]:
    """What should be on the screen at this step and is not, and what is there too early."""
    here = {(shown.quantity, shown.index) for shown in screen.numbers}
    given = ["x", *(f"{kind}_{l}" for l in range(walk.trace.h + 1) for kind in "Wb")]
    steps = [step.quantity for step in walk if not step.quantity.startswith("collapsed:")]
    known = {step.quantity for step in walk[: screen.at + 1]} | set(given)
    for key in [*given, *steps]:
        for at in np.ndindex(walk.trace.value(key).shape):
            place = key, tuple(i + 1 for i in at)
            if key in known and place not in here:
                yield f"{place} is not on the screen"
            if key not in known and place in here:
                yield f"{place} is on the screen too early"


def _index(text: str) -> Index:
    return tuple(int(i) for i in text.split(",") if i)


def _array(entries: dict[Index, float]) -> Array:
    array = np.empty(max(entries))
    for index, value in entries.items():
        array[tuple(np.subtract(index, 1))] = value
    return array
