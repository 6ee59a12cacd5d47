"""The step panel in JupyterLab: every step, key, button, slider and cell, number by number."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
from playwright.sync_api import expect

from lab.opened_notebook import OpenedNotebook
from lab.private_lab import THEMES
from mlpcore import MLP
from mlpcore.lesson.notation.symbols import Index
from mlpcore.lesson.steps.quantities import cell
from tests.browser.free_cell import put, sized
from tests.browser.gallery import settled
from tests.browser.panel import STEP_PANEL, ShownPanel, choose, in_the_end, press, type_in, wrong


@dataclass(frozen=True)
class Case:
    """A panel: the same network in the notebook and in the test."""

    widths: list[int]
    activations: str | list[str] = "sigmoid"
    loss: str = "half_squared_error"
    options: dict[str, object] = field(default_factory=dict)

    @property
    def mlp(self) -> MLP:
        """The network, built in this process."""
        return MLP(self.widths, self.activations, self.loss, seed=7, init="uniform")

    @property
    def source(self) -> str:
        """The code that makes the panel in a notebook."""
        net = f"{self.widths}, {self.activations!r}, {self.loss!r}, seed=7, init='uniform'"
        x = np.linspace(0.8, -0.4, self.widths[0]).round(2).tolist()
        y = [1, *[0] * (self.widths[-1] - 1)]
        return f"panel = panels.step(mlpcore.MLP({net}), {x}, {y}, **{self.options})"


SMALL = Case([2, 3, 2])
FORWARD_ONLY = Case([3, 2, 1], options={"until": "I"})
DEEP = Case([2, *[2] * 10, 2], "tanh")
CASES = {
    "2-3-2": SMALL,
    "in letters": Case([2, 3, 2], "tanh", options={"named": True}),
    "Nielsen's letters": Case([2, 3, 2], "tanh", options={"notation": "nielsen"}),
    "Bishop's letters": Case([3, 4, 3], "relu", options={"notation": "bishop"}),
    "forward only": FORWARD_ONLY,
    "softmax": Case([3, 4, 3], ["relu", "softmax"], "cross_entropy"),
    "softmax inside": Case([2, 3, 2], ["softmax", "sigmoid"], "cross_entropy"),
    "no hidden layer": Case([3, 2], "identity"),
    "16 units": Case([4, 16, 3], ["tanh", "identity"]),
    "10 hidden layers": DEEP,
}
each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)

Show = Callable[..., ShownPanel]


@pytest.fixture(scope="module")
def notebook(free_cell: OpenedNotebook) -> Iterator[OpenedNotebook]:
    """The notebook whose second cell is free."""
    yield from sized(free_cell)


@pytest.fixture
def show(notebook: OpenedNotebook) -> Show:
    """Show a new panel in the free cell; `more` is code after it."""

    def show(case: Case, more: str = "") -> ShownPanel:
        put(notebook, f"{case.source}\n{more}\npanel")
        return ShownPanel(notebook.page.locator(STEP_PANEL))

    return show


@pytest.fixture
def panel(show: Show) -> ShownPanel:
    """The 2-3-2 network at its last step, where every number is on the screen."""
    panel = show(SMALL)
    panel.press("End")
    return panel


# --- steps --------------------------------------------------------------------------------------


@pytest.mark.samples("Bishop")
@each_case
def test_every_step_there_and_back_shows_what_mlpcore_computes(show: Show, case: Case) -> None:
    """Keys →, ←: back shows exactly the numbers of before."""
    panel = show(case)
    assert panel.wrong(case.mlp) == []
    assert panel.wrong_on_the_way("ArrowRight", "ArrowLeft") == []


def test_every_step_can_be_reached_with_a_presenters_remote(show: Show) -> None:
    """What it sends are the keys Page Down and Page Up."""
    panel = show(SMALL)
    assert panel.wrong_on_the_way("PageDown", "PageUp") == []


def test_every_step_can_be_reached_by_buttons(show: Show) -> None:
    """Next and back."""
    panel = show(SMALL)
    forward, back = panel.button("next"), panel.button("back")
    assert panel.wrong_there_and_back(lambda _: forward.click(), lambda _: back.click()) == []


def test_every_step_can_be_reached_by_its_tick(show: Show) -> None:
    """In order, and from any step to any other."""
    panel = show(SMALL)

    def click(at: int) -> None:
        panel.tick(at).click()

    assert panel.wrong_there_and_back(click, click) == []
    for at in (12, 3, 9):
        panel.tick(at).click()
        expect(panel.root.locator(".mlp-status")).to_have_text(f"{at + 1} of 16")
        assert panel.wrong(SMALL.mlp) == []


@pytest.mark.parametrize("keys", [("End", "Home"), ("last", "first")], ids=["keys", "buttons"])
def test_the_ends_are_one_key_or_button_away(show: Show, keys: tuple[str, str]) -> None:
    """From start to end and back."""
    panel = show(SMALL)
    go = panel.press if keys[0] == "End" else panel.push
    for key, at in zip(keys, (panel.steps - 1, 0), strict=True):
        go(key)
        assert panel.at == at
        assert panel.wrong(SMALL.mlp) == []


def test_space_plays_and_pauses(show: Show) -> None:
    """Once paused it stays."""
    panel = show(SMALL, "panel.pace = 100")
    panel.root.focus()
    panel.seen(lambda: panel.page.keyboard.press(" "), 3)
    expect(panel.button("play")).to_have_attribute("aria-pressed", "true")
    panel.page.keyboard.press(" ")
    panel.page.wait_for_timeout(200)
    paused = panel.screen()
    panel.page.wait_for_timeout(300)
    assert panel.screen() == paused
    assert 3 <= panel.at < panel.steps - 1
    assert panel.wrong(SMALL.mlp) == []


def test_play_stops_at_the_end_and_begins_again_from_the_start(show: Show) -> None:
    """A second press of Play at the end needs no rewinding."""
    panel = show(FORWARD_ONLY, "panel.pace = 100")
    panel.seen(panel.button("play").click, 3)
    expect(panel.button("play")).to_have_text("▷ Play")
    seen = panel.seen(panel.button("play").click, 4)
    assert [screen.at for screen in seen] == [3, 0, 1, 2, 3]
    assert panel.wrong(FORWARD_ONLY.mlp) == []


# --- controls -----------------------------------------------------------------------------------


def test_each_slider_moves_the_numbers_by_key_by_mouse_and_by_typing(panel: ShownPanel) -> None:
    """x, y and η; what is typed counts to its last digit."""
    boxes = panel.root.locator('[data-region="sliders"] input.mlp-typed').all()
    assert len(panel.sliders()) == len(boxes) == 5
    for slider, box in zip(panel.sliders(), boxes, strict=True):
        for move in (
            lambda slider=slider: slider.press("ArrowLeft"),
            lambda slider=slider: panel.drag(slider, 0.3),
            lambda box=box: type_in(box, "0.1234567890123"),
        ):
            before, value = panel.screen(), box.input_value()
            move()
            assert box.input_value() != value
            assert panel.wrong_in_the_end(SMALL.mlp) == []
            assert panel.screen() != before
        assert box.input_value() == "0.1234567890123"


def test_a_menu_changes_the_activation_or_the_loss(panel: ShownPanel) -> None:
    """Every activation in every place; softmax and cross-entropy together add a step."""
    for name, value in (
        *(("hidden", name) for name in ("tanh", "relu", "softmax", "identity", "sigmoid")),
        *(("output", name) for name in ("tanh", "relu", "identity", "softmax")),
        ("loss", "cross_entropy"),
        ("output", "sigmoid"),
    ):
        choose(panel.root, name, value)
        if name != "loss":
            functions = panel.root.locator(".mlp-layer:not(:has-text('layer'))")
            expect(functions.nth(0 if name == "hidden" else 1)).to_have_text(value)
        assert panel.wrong_in_the_end(SMALL.mlp) == []
        assert panel.menu(name).input_value() == value
    assert panel.trouble.text_content() == ""


def test_a_menu_changes_the_notation(panel: ShownPanel) -> None:
    """Other letters and other rows; the numbers at their places are the same."""
    entry, code = panel.root.locator('[data-entry="W_0"]'), panel.root.locator(".mlp-code")
    before = panel.screen()
    for book, rows, line in (
        ("nielsen", 3, "b[2] = b[2] - eta * db[2]"),
        ("bishop", 3, "b[1] = b[1] - eta * db[1]"),
        ("notes", 2, "b[0] = b[0] - eta * db[0]"),
    ):
        choose(panel.root, "notation", book)
        expect(code.first).to_have_text(line)
        expect(entry.locator("tr")).to_have_count(rows)
        assert panel.wrong_in_the_end(SMALL.mlp) == []
    assert panel.screen() == before


def test_what_is_refused_is_said_in_words_and_the_panel_goes_on(show: Show) -> None:
    """Cross-entropy takes the log of an output that tanh makes negative."""
    case = Case([2, 3, 2], "tanh")
    panel = show(case)
    before = panel.screen()
    choose(panel.root, "loss", "cross_entropy")
    expect(panel.trouble).to_contain_text("takes log o, but o_1 is 0 or less")
    expect(panel.menu("loss")).to_have_value("half_squared_error")
    assert panel.screen() == before
    panel.press("ArrowRight")
    expect(panel.trouble).to_be_empty()
    assert panel.wrong(case.mlp) == []


def test_a_number_that_is_refused_leaves_the_one_before(panel: ShownPanel) -> None:
    """A learning rate below 0."""
    type_in(panel.slider("eta", kind="text"), "-1")
    expect(panel.trouble).to_contain_text("η is -1.0, but must be above 0")
    panel.page.keyboard.press("Tab")
    expect(panel.slider("eta", kind="text")).to_have_value("0.5")
    expect(panel.trouble).not_to_be_empty()
    assert panel.wrong_in_the_end(SMALL.mlp) == []


def test_a_typed_number_is_taken_when_it_is_whole(panel: ShownPanel) -> None:
    """Half typed it changes nothing; Escape, Tab and Enter leave the box with one number."""
    box, shown = panel.slider("x", (1,), "text"), panel.cell("x", (1,))
    box.fill("")
    box.press_sequentially("−1,")
    expect(shown).to_have_attribute("data-value", "0.8")
    box.press_sequentially("5")
    box.press("Tab")
    expect(shown).to_have_attribute("data-value", "-1.5")
    expect(box).to_have_value("-1.5")
    type_in(box, "1/3")
    expect(shown).to_have_attribute("data-value", repr(1 / 3))
    type_in(box, "--2")
    expect(panel.trouble).to_contain_text("--2")
    expect(box).to_have_value(repr(1 / 3))
    assert panel.wrong_in_the_end(SMALL.mlp) == []


def test_v_applied_is_a_step_of_descent_and_undo_takes_it_back(panel: ShownPanel) -> None:
    """Three rounds, and undone one by one."""
    nets = [SMALL.mlp]
    for _ in range(3):
        panel.push("again")
        nets.append(panel.walkthrough(nets[-1]).trace.after)
        assert panel.at == 0
        assert panel.wrong(nets[-1]) == []
        panel.press("End")
        assert panel.wrong(nets[-1]) == []
    assert "round 4" in panel.status
    for mlp in reversed(nets[:-1]):
        panel.button("undo").click()
        assert panel.wrong_in_the_end(mlp) == []
    expect(panel.button("undo")).to_be_disabled()


def test_same_weights_come_back_and_new_ones_are_those_of_the_next_seed(panel: ShownPanel) -> None:
    """After descent, too; the button names the seed."""
    panel.push("again")
    press(panel.root, "same")
    assert panel.wrong_in_the_end(SMALL.mlp) == []
    expect(panel.root.locator('[data-do="new"]')).to_have_text("New weights · seed 1")
    press(panel.root, "new")
    drawn = MLP(SMALL.widths, seed=1, init="uniform")
    assert panel.wrong_in_the_end(drawn) == []
    panel.button("again").click()
    press(panel.root, "same")
    assert panel.wrong_in_the_end(drawn) == []


def test_a_drag_is_undone_as_a_whole(panel: ShownPanel) -> None:
    """However many numbers it passed."""
    before = panel.screen()
    panel.drag(panel.slider("x", (1,)), 0.2)
    assert panel.wrong_in_the_end(SMALL.mlp) == []
    assert panel.screen() != before
    panel.button("undo").click()
    expect(panel.slider("x", (1,))).to_have_value("0.8")
    assert panel.screen() == before


# --- one number ---------------------------------------------------------------------------------


def wrong_under_the_lens(panel: ShownPanel, mlp: MLP, key: str, index: Index) -> list[str]:
    """What is wrong when that number should be under the lens, it and its sources marked."""
    if panel.under_the_lens() != (key, index):
        return [f"{panel.under_the_lens()} is under the lens, not {(key, index)}"]
    walk = panel.walkthrough(mlp)
    sources = cell(walk.trace, key, index).sources
    in_the_ledger = {step.quantity for step in walk} | {"x", "y", "W_0", "b_0", "W_1", "b_1"}
    wanted = {(source, at) for source in sources for at in sources[source]}
    complaints = wrong(panel.screen(), walk)
    if panel.sources() != sources:
        complaints.append(f"sources are {panel.sources()}, not {sources}")
    if panel.marked("chosen") != {(key, index)}:
        complaints.append(f"marked as chosen is {panel.marked('chosen')}")
    if panel.marked("source") != {place for place in wanted if place[0] in in_the_ledger}:
        complaints.append(f"marked as sources are {panel.marked('source')}, not {wanted}")
    return complaints


def test_a_cell_clicked_comes_under_the_lens_and_its_sources_are_marked(panel: ShownPanel) -> None:
    """The last cell of each quantity in the ledger."""
    places = {n.quantity: n.index for n in panel.screen().numbers if n.quantity != "eta"}
    assert len(places) == 6 + panel.steps
    for key, index in places.items():
        panel.cell(key, index).click()
        assert in_the_end(lambda: wrong_under_the_lens(panel, SMALL.mlp, key, index)) == []  # noqa: B023


def test_a_value_clicked_in_the_network_comes_under_the_lens(panel: ShownPanel) -> None:
    """A node's and a badge's."""
    for key, index in (("z_1", (3,)), ("delta_2", (2,))):
        panel.cell(key, index, "network").click()
        assert in_the_end(lambda: wrong_under_the_lens(panel, SMALL.mlp, key, index)) == []  # noqa: B023


def test_the_keyboard_walks_through_a_matrix_and_the_lens_follows(panel: ShownPanel) -> None:
    """Tab leads into a matrix, arrow keys from cell to cell; at the edge they stay."""
    press = panel.page.keyboard.press
    panel.cell("x", (1,)).focus()
    press("Tab")
    for key, index in (
        ("", (1, 1)),
        ("ArrowRight", (1, 2)),
        ("ArrowDown", (2, 2)),
        ("ArrowRight", (2, 3)),
        ("ArrowRight", (2, 3)),
        ("ArrowLeft", (2, 2)),
        ("ArrowUp", (1, 2)),
    ):
        if key:
            press(key)
        assert in_the_end(lambda: wrong_under_the_lens(panel, SMALL.mlp, "W_0", index)) == []  # noqa: B023
        expect(panel.cell("W_0", index)).to_be_focused()
    press("Tab")
    assert in_the_end(lambda: wrong_under_the_lens(panel, SMALL.mlp, "b_0", (1,))) == []
    assert panel.at == panel.steps - 1


@pytest.mark.parametrize(
    ("key", "index", "region"),
    [("W_0", (2, 3), "network"), ("W_1", (3, 1), "ledger"), ("b_0", (2,), "network")],
)
def test_a_weight_clicked_gets_a_slider_that_sets_it(
    show: Show, key: str, index: Index, region: str
) -> None:
    """By key, by mouse and by typing."""
    panel, mlp = show(SMALL), SMALL.mlp
    kind, l = key.split("_")
    weights = {"W": mlp.W, "b": mlp.b}[kind][int(l)]
    place = tuple(i - 1 for i in index)
    panel.cell(key, index, region).click()
    slider, box = panel.slider(key, index), panel.slider(key, index, "text")
    for move in (
        lambda: slider.press("ArrowRight"),
        lambda: panel.drag(slider, 0.3),
        lambda: type_in(box, "1.23456789"),
    ):
        move()
        assert float(box.input_value()) != weights[place]
        weights[place] = float(box.input_value())
        assert panel.wrong_in_the_end(mlp) == []


# --- the keyboard -------------------------------------------------------------------------------


def test_a_slider_keeps_the_focus_while_its_key_is_held(panel: ShownPanel) -> None:
    """Ten presses move it ten steps, whatever is drawn anew meanwhile."""
    slider = panel.slider("x", (2,))
    slider.focus()
    for _ in range(10):
        panel.page.keyboard.press("ArrowRight")
        expect(slider).to_be_focused()
    assert float(slider.input_value()) == pytest.approx(-0.4 + 10 * 0.05)
    assert panel.wrong_in_the_end(SMALL.mlp) == []
    expect(slider).to_be_focused()


def test_a_width_stays_in_hand_while_other_sliders_come_before_it(show: Show) -> None:
    """With each input there is an x more, which no key meant for d moves."""
    panel = show(Case([1, 2, 1], options={"shapes": True}))
    width = panel.root.locator('input[type="range"][data-key="width"][data-at="0"]')
    width.focus()
    for d in (2, 3, 4):
        panel.page.keyboard.press("ArrowRight")
        expect(panel.root.locator('input[type="range"][data-key="x"]')).to_have_count(d)
        expect(width).to_be_focused()
        expect(width).to_have_value(str(d))
    expect(panel.root.locator('input[type="range"][data-key="h"]')).to_have_value("1")


def test_a_button_a_tick_and_a_menu_keep_the_focus(show: Show) -> None:
    """All of them are drawn anew at each step."""
    panel = show(SMALL)
    panel.button("next").focus()
    for _ in range(2):
        panel.seen(lambda: panel.page.keyboard.press("Enter"), 1)
        expect(panel.button("next")).to_be_focused()
    panel.tick(5).focus()
    panel.seen(lambda: panel.page.keyboard.press("Enter"), 1)
    expect(panel.tick(5)).to_be_focused()
    panel.root.locator(".mlp-setup summary").click()
    panel.menu("hidden").focus()
    panel.menu("hidden").select_option("tanh")
    assert panel.wrong_in_the_end(SMALL.mlp) == []
    expect(panel.menu("hidden")).to_be_focused()


def test_a_button_that_is_greyed_out_hands_its_focus_to_the_panel(show: Show) -> None:
    """So the next key still finds it."""
    panel = show(FORWARD_ONLY)
    panel.button("next").focus()
    for _ in range(3):
        panel.seen(lambda: panel.page.keyboard.press("Enter"), 1)
    expect(panel.root).to_be_focused()
    panel.seen(lambda: panel.page.keyboard.press("ArrowLeft"), 1)
    assert panel.at == 2


def kinds_of_cells(notebook: OpenedNotebook) -> list[str]:
    """What cells there are: code or markdown."""
    return [each["cell_type"] for each in notebook.cells()]


COMMANDS = ("b", "d", "d", "m", "1", "x")


def test_a_key_meant_for_the_panel_is_no_command_of_the_notebook(
    panel: ShownPanel, notebook: OpenedNotebook
) -> None:
    """No cell is added, deleted or changed, wherever in the panel the focus is."""
    before = kinds_of_cells(notebook)
    places = (
        panel.root,
        panel.button("next"),
        panel.cell("W_0", (1, 1)),
        panel.slider("x", (1,)),
        panel.root.locator(".mlp-setup summary"),
    )
    for place in places:
        settled(panel.root)  # 1 leads to the first step, and only then can Next take the focus
        place.focus()
        for key in COMMANDS:
            panel.page.keyboard.press(key)
            assert kinds_of_cells(notebook) == before
        expect(place).to_be_focused()
    box = panel.slider("x", (1,), "text")
    box.fill("")
    box.press_sequentially("1.5")
    box.press("Enter")
    assert panel.wrong_in_the_end(SMALL.mlp) == []
    assert kinds_of_cells(notebook) == before


def test_beside_the_panel_the_same_keys_are_commands(
    panel: ShownPanel, notebook: OpenedNotebook
) -> None:
    """Else the test above would prove nothing."""
    before = kinds_of_cells(notebook)
    panel.page.locator(".jp-InputPrompt").last.click()
    panel.page.keyboard.press("b")
    assert len(kinds_of_cells(notebook)) == len(before) + 1
    panel.page.keyboard.press("d")
    panel.page.keyboard.press("d")
    assert kinds_of_cells(notebook) == before


def test_the_panel_takes_no_key_from_the_editor(
    panel: ShownPanel, notebook: OpenedNotebook
) -> None:
    """Letters and arrows typed into a cell stay there."""
    editor = panel.page.locator(".jp-CodeCell .cm-content").last
    editor.click()
    keyboard = panel.page.keyboard
    keyboard.press("Home")
    keyboard.type("b d ")
    keyboard.press("ArrowRight")
    keyboard.type("x")
    assert notebook.cells()[-1]["source"] == "b d 2x + 3"
    assert panel.at == panel.steps - 1
    editor.fill("2 + 3")
    keyboard.press("Escape")


# --- the look -----------------------------------------------------------------------------------

SPILLS = """panel => {
    const place = panel.closest('.jp-OutputArea-output').getBoundingClientRect();
    const box = panel.getBoundingClientRect();
    return Math.max(box.right - place.right, place.left - box.left,
        panel.scrollWidth - panel.clientWidth) > 0;
}"""


TOPS_IN_ROWS = """panel => {
    const rows = {};
    for (const entry of panel.querySelectorAll('.mlp-entry')) {
        const [top, table] = [entry.getBoundingClientRect().top, entry.querySelector('table')];
        (rows[Math.round(top)] ??= []).push(table.getBoundingClientRect().top - top);
    }
    return Object.values(rows);
}"""


def test_the_matrices_of_the_ledger_stand_in_line(panel: ShownPanel) -> None:
    """Whatever letters are in the names above them."""
    rows = panel.root.evaluate(TOPS_IN_ROWS)
    assert rows
    assert all(max(tops) - min(tops) < 0.5 for tops in rows)


@pytest.mark.samples(4)
@pytest.mark.parametrize("name", ["2-3-2", "softmax", "16 units", "10 hidden layers"])
def test_the_panel_stays_inside_its_cell(show: Show, name: str) -> None:
    """In a wide, a narrow and a very narrow window; what is larger scrolls in its own place."""
    panel = show(CASES[name])
    spilt = []
    for width in (1280, 1024, 768):
        panel.page.set_viewport_size({"width": width, "height": 720})
        for at in (0, panel.steps // 2, panel.steps - 1):
            if panel.at != at:
                panel.seen(panel.tick(at).click, 1)
            panel.page.wait_for_timeout(100)
            if panel.root.evaluate(SPILLS):
                spilt.append((width, at))
    panel.page.set_viewport_size({"width": 1280, "height": 720})
    assert spilt == []


CHANGE_THEME = f"""name => window.jupyterapp.commands.execute(
    'apputils:change-theme', {{ theme: ({THEMES!r})[name] }})"""


@pytest.fixture
def dark(notebook: OpenedNotebook) -> Iterator[None]:
    """JupyterLab's dark theme, and then its light one again."""
    notebook.page.evaluate(CHANGE_THEME, "dark")
    notebook.wait_for("document.body.dataset.jpThemeLight === 'false'")
    yield
    notebook.page.evaluate(CHANGE_THEME, "light")
    notebook.wait_for("document.body.dataset.jpThemeLight === 'true'")


@pytest.mark.usefixtures("dark")
def test_in_the_dark_the_same_numbers_stand_on_a_dark_ground(show: Show) -> None:
    """Ink and ground change places."""
    panel = show(SMALL)
    colours = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
    ground, ink = (sum(rgb(text)) for text in panel.root.evaluate(colours))
    assert ground < 100 < 600 < ink
    assert panel.wrong_on_the_way("ArrowRight", "ArrowLeft") == []


def rgb(colour: str) -> list[int]:
    """The parts of rgb(r, g, b)."""
    return [int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]


# --- the checks are checked ---------------------------------------------------------------------

CHANGE_ONE = """panel => {
    const cell = panel.querySelector('[data-region="ledger"] [data-quantity="delta_1"]');
    cell.dataset.value = String(Number(cell.dataset.value) * (1 + 1e-11));
}"""
WRITE_ONE = """panel => {
    const cell = panel.querySelector('[data-region="ledger"] [data-quantity="delta_1"]');
    cell.textContent = '0.12345';
}"""
HIDE_ONE = """panel =>
    panel.querySelectorAll('[data-quantity="W_0"][data-index="2,1"]').forEach(e => e.remove())"""
TOO_EARLY = """panel => {
    const cell = panel.querySelector('[data-region="ledger"] [data-quantity]').cloneNode();
    Object.assign(cell.dataset, { quantity: 'net_1', index: '1', value: '0' });
    panel.append(cell);
}"""


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (CHANGE_ONE, "delta_1[1] is .* on the screen, but .* in mlpcore"),
        (WRITE_ONE, "delta_1[1] is written '0.12345'"),
        (HIDE_ONE, "('W_0', (2, 1)) is not on the screen"),
    ],
    ids=["changed", "written wrongly", "hidden"],
)
def test_a_number_spoilt_on_the_page_is_noticed(panel: ShownPanel, spoil: str, words: str) -> None:
    """One wrong digit in the eleventh place is enough."""
    assert panel.wrong(SMALL.mlp) == []
    panel.root.evaluate(spoil)
    (complaint,) = panel.wrong(SMALL.mlp)
    assert re.match(words.replace("(", r"\(").replace(")", r"\)").replace("[", r"\["), complaint)


def test_a_number_shown_too_early_is_noticed(show: Show) -> None:
    """What is not computed yet has no place on the screen."""
    panel = show(SMALL)
    (first,) = [step.quantity for step in panel.walkthrough(SMALL.mlp)[:1]]
    panel.root.evaluate(TOO_EARLY.replace("net_1", "z_2"))
    assert first == "net_1"
    assert "('z_2', (1,)) is on the screen too early" in panel.wrong(SMALL.mlp)


WRONG_VIEW = """
from unittest.mock import patch
from mlpcore.views.parts import matrix
matrix._table.cache_clear()
wrong = lambda key, at, value, right=matrix.Place, **said: right(key, at, value * 1.001, **said)
with patch.object(matrix, "Place", wrong):
    panel.act("last")
"""


def test_a_view_that_shows_wrong_numbers_is_noticed(show: Show) -> None:
    """Each too large by 0.1 %, as the kernel sends it."""
    panel = show(SMALL, WRONG_VIEW)
    complaints = panel.wrong(SMALL.mlp)
    assert len(complaints) > 20
    assert any(complaint.startswith("delta_1[2] is ") for complaint in complaints)
