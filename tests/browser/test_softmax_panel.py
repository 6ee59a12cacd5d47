"""The softmax panel in JupyterLab: every topic, slider, menu, button and cell, number by number."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, expect

from lab.opened_notebook import OpenedNotebook
from mlpcore.lesson.notation.numbers import brief
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.softmax.softmax_trace import SoftmaxPass
from mlpcore.lesson.softmax.topics import TOPICS
from tests.browser.free_cell import put, sized
from tests.browser.panel import ShownPanel, choose, in_the_end, type_in
from tests.helpers.softmax_oracle import Given
from tests.helpers.softmax_oracle import wrong as wrong_numbers

SOFTMAX_PANEL = '.mlp-panel[aria-label="Softmax panel"]'
KEYS = [topic.key for topic in TOPICS]
GIVEN = """panel => [...panel.querySelectorAll("input.mlp-typed")]
    .map(input => [input.dataset.key, Number(input.value)])"""

# What a topic shows at the least, beside o in the bars.
SHOWN = {
    "o": {"net", "o", "log_o", "sum_o"},
    "naive": {"s", "naive_e", "naive_o", "naive_sum", "a", "e", "log_of_o", "log_o"},
    "J": {"J", "row_sums", "column_sums", "asymmetry", "eigenvalues"},
    "delta": {"J", "d_o", "summed", "terms", "delta"},
    "slip": {"d_o", "one_minus_o", "slip", "numerical", "delta"},
    "errors": {"eps_ce", "eps_se", "delta_ce", "delta_se", "size_ce", "size_se"},
}

Show = Callable[..., "Softmax"]


class Softmax(ShownPanel):
    """A softmax panel on a page."""

    def given(self) -> Given:
        """What its boxes and its menu say."""
        found: dict[str, list[float]] = {}
        for key, value in self.root.evaluate(GIVEN):
            found.setdefault(key, []).append(value)
        loss = self.menu("loss").input_value()
        return Given(found["net"], found["y"], loss, found["T"][0], found["c"][0])

    def wrong_now(self) -> list[str]:
        """All that is wrong on the screen: numbers, how they are written, what is missing."""
        numbers = self.screen().numbers
        shown = [(n.quantity, n.index, n.value) for n in numbers]
        complaints = wrong_numbers(shown, self.given())
        complaints += [
            f"{n.quantity}{n.index} is written {n.text}, but is {brief(n.value)}"
            for n in numbers
            if n.text.strip("()") != brief(n.value)
        ]
        missing = SHOWN[KEYS[self.at]] - {quantity for quantity, _, _ in shown}
        return complaints + [f"{key} is not on the screen" for key in missing]

    def wrong_soon(self) -> list[str]:
        """The same, once the panel has had its time to answer."""
        return in_the_end(self.wrong_now)

    def topic(self, key: str) -> None:
        """Go to a topic by its tick."""
        if self.at != KEYS.index(key):
            self.seen(self.tick(KEYS.index(key)).click, 1)

    def at_place(self, key: str, index: Index) -> Locator:
        """A number in the topic shown."""
        return self.cell(key, index, region="topic").first


@pytest.fixture(scope="module")
def notebook(free_cell: OpenedNotebook) -> Iterator[OpenedNotebook]:
    """The notebook whose second cell is free."""
    yield from sized(free_cell)


@pytest.fixture
def show(notebook: OpenedNotebook) -> Show:
    """Show a new panel in the free cell."""

    def show(options: str = "") -> Softmax:
        source = f"panels.softmax([2.0, 1.0, -1.0], [0.0, 1.0, 0.0]{options})"
        put(notebook, source)
        return Softmax(notebook.page.locator(SOFTMAX_PANEL))

    return show


@pytest.fixture
def panel(show: Show) -> Softmax:
    """Three classes, the second is the target."""
    return show()


def test_every_topic_there_and_back_shows_what_mlpcore_computes(panel: Softmax) -> None:
    """Keys →, ←, and then the ticks."""
    for key in ("ArrowRight", "ArrowLeft"):
        for _ in KEYS[1:]:
            panel.press(key)
            assert panel.wrong_now() == []
    for key in ("errors", "J", "o"):
        panel.topic(key)
        assert panel.wrong_now() == []


@pytest.mark.samples(4)
@pytest.mark.parametrize("at", KEYS)
def test_every_slider_moves_by_key_and_by_mouse_in_every_topic(show: Show, at: str) -> None:
    """net, T, c and y: the numbers are those of what the boxes say."""
    panel = show(f", at={at!r}")
    places: list[tuple[str, Index]] = [
        ("net", (1,)),
        ("net", (3,)),
        ("T", ()),
        ("c", ()),
        ("y", (3,)),
    ]
    for key, index in places:
        slider = panel.slider(key, index)
        before = slider.input_value()
        slider.focus()
        panel.page.keyboard.press("ArrowRight")
        expect(slider).not_to_have_value(before)
        assert panel.wrong_soon() == []
    for key, index in places:
        panel.drag(panel.slider(key, index), 0.3)
        assert panel.wrong_soon() == []


def test_the_menus_change_loss_and_number_of_classes(panel: Softmax) -> None:
    """Two to eight classes; the triangle is there for three."""
    panel.topic("delta")
    for loss in ("half_squared_error", "cross_entropy"):
        choose(panel.root, "loss", loss)
        assert panel.wrong_soon() == []
    for k in (2, 8, 3):
        choose(panel.root, "k", str(k))
        expect(panel.root.locator('[data-region="nets"] input[type="range"]')).to_have_count(k)
        assert panel.wrong_soon() == []
        triangles = panel.root.locator('[data-region="simplex"] svg')
        expect(triangles).to_have_count(1 if k == 3 else 0)


@pytest.mark.parametrize("index", [(1, 1), (1, 2), (3, 1)])
def test_a_cell_of_the_jacobian_shows_its_formula_and_its_sources(
    panel: Softmax, index: Index
) -> None:
    """The case i = j or i ≠ j, with the numbers; the cell marked, and the shares it reads."""
    panel.topic("J")
    panel.at_place("J", index).click()
    expect(panel.lens).to_have_attribute("data-at", ",".join(map(str, index)))
    expect(panel.lens).to_contain_text("i = j" if index[0] == index[1] else "i ≠ j")
    p = SoftmaxPass(*panel.given())
    assert panel.sources() == p.cell("J", index).sources
    expect(panel.at_place("J", index)).to_have_attribute("data-mark", "chosen")
    assert panel.wrong_now() == []


def test_arrow_keys_walk_through_the_cells_and_stop_at_the_names(panel: Softmax) -> None:
    """From the corner of J: right, down, and not up into the names of the columns."""
    panel.topic("J")
    panel.at_place("J", (1, 1)).click()
    for key, place in (("ArrowRight", "1,2"), ("ArrowDown", "2,2"), ("ArrowUp", "1,2")):
        panel.page.keyboard.press(key)
        expect(panel.lens).to_have_attribute("data-at", place)
    panel.page.keyboard.press("ArrowUp")
    expect(panel.at_place("J", (1, 2))).to_be_focused()


def test_overflow_is_undefined_in_words_and_the_shares_stay(panel: Softmax) -> None:
    """1000 added to every net input."""
    panel.topic("naive")
    before = [n.value for n in panel.screen().numbers if n.quantity == "o"]
    panel.button("thousand").click()
    expect(panel.at_place("naive_o", (1,))).to_have_text("undefined")
    expect(panel.root).to_contain_text("∞/∞ = undefined")
    assert panel.wrong_soon() == []
    after = [n.value for n in panel.screen().numbers if n.quantity == "o"]
    assert after == pytest.approx(before, rel=1e-12)


def test_sure_and_wrong_and_undo(panel: Softmax) -> None:
    """The button, the numbers, and back."""
    before = panel.screen()
    panel.button("wrong").click()
    expect(panel.slider("net", (1,), "text")).to_have_value("8")
    assert panel.wrong_soon() == []
    panel.button("undo").click()
    expect(panel.slider("net", (1,), "text")).to_have_value("2")
    assert panel.screen() == before


def test_asking_first_a_click_or_one_step_on_shows_what_was_asked(panel: Softmax) -> None:
    """All numbers of the topic at once, and the bars' numbers stay where another topic is shown."""
    hidden = panel.root.locator("[data-covered]")
    panel.root.focus()
    panel.page.keyboard.press("a")
    expect(panel.root.locator('[data-do="ask"]')).to_have_attribute("aria-pressed", "true")
    expect(hidden).to_have_count(0)
    panel.press("PageDown")
    share = panel.at_place("naive_o", (2,))
    expect(share).to_have_attribute("data-covered", "naive_o")
    assert share.evaluate("e => e.innerText").strip() == ""
    expect(panel.root.locator('[data-region="bars"] [data-covered]')).to_have_count(0)
    share.click()
    expect(hidden).to_have_count(0)
    assert panel.wrong_soon() == []
    panel.press("PageDown")
    entry = panel.at_place("J", (1, 2))
    expect(entry).to_have_attribute("data-covered", "J")
    panel.page.keyboard.press("PageDown")
    expect(hidden).to_have_count(0)
    assert (KEYS[panel.at], panel.wrong_soon()) == ("J", [])


def test_a_number_that_is_refused_is_said_in_words_and_the_panel_goes_on(panel: Softmax) -> None:
    """A temperature of 0."""
    type_in(panel.slider("T", kind="text"), "0")
    expect(panel.trouble).to_contain_text("T is 0.0, but must be above 0")
    panel.page.keyboard.press("Tab")
    expect(panel.slider("T", kind="text")).to_have_value("1")
    assert panel.wrong_soon() == []


@pytest.mark.long
def test_the_notebook_shows_six_panels_and_every_number_in_them_is_right(
    open_notebook: Callable[..., OpenedNotebook],
) -> None:
    """Notebook 05, run from top to bottom: one panel a topic."""
    page = open_notebook("05_softmax_jacobian.ipynb")
    page.run_all()
    found = [Softmax(root) for root in page.page.locator(SOFTMAX_PANEL).all()]
    assert [KEYS[panel.at] for panel in found] == KEYS
    assert [complaint for panel in found for complaint in panel.wrong_now()] == []
