"""The training panel in JupyterLab: it runs, answers meanwhile, stops at once, says the truth."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from lab.opened_notebook import NOTEBOOK, OpenedNotebook
from mlpcore import MLP, Activation
from mlpcore.lesson.depth import deep_mlp
from mlpcore.lesson.steps.norms import layer_norms
from mlpcore.lesson.training.runs import (
    Run,
)
from mlpcore.lesson.training.tasks import Task, task, task_for
from tests.browser.free_cell import put, sized
from tests.browser.panel import choose, in_the_end, type_in
from tests.browser.test_tools import CUT_OFF, SIZES, TYPE

SET_LAST = f"source => {NOTEBOOK}.content.widgets.at(-1).model.sharedModel.setSource(source)"
RUN_LAST = "window.jupyterapp.commands.execute('notebook:run-cell')"
SHOWN = """panel => Object.fromEntries([...panel.querySelectorAll('[data-quantity]')].map(e =>
    [e.dataset.quantity + ' ' + e.dataset.index, Number(e.dataset.value)]))"""
LOADED = """panel => [...panel.querySelectorAll('img[data-picture]')]
    .every(i => i.complete && i.naturalWidth > 0)"""
EPOCH = "document.querySelector('.mlp-panel [data-quantity=epoch]').dataset.value"
OWN = """import mlpcore
import numpy as np
leaky = mlpcore.Activation("leaky", lambda net: np.where(net > 0, net, 0.1 * net),
                           lambda net: np.where(net > 0, 1.0, 0.1))
"""
OVERFLOWING = """panel => [...panel.querySelectorAll('[data-region]')].filter(e =>
    e.offsetParent !== null && !e.closest('.mlp-visually-hidden') &&
    e.scrollWidth > e.clientWidth + 1).map(e => e.dataset.region)"""
# How many messages the page sends from one picture to the twelfth after it: one for three or so.
SENT = """panel => new Promise(resolve => {
    const send = WebSocket.prototype.send;
    let sent = 0, pictures = 0;
    WebSocket.prototype.send = function (message) { sent += 1; return send.call(this, message); };
    const loaded = (event) => {
        if (!event.target.matches('img[data-picture="main"]')) return;
        if (pictures === 0) sent = 0;
        pictures += 1;
        if (pictures < 13) return;
        WebSocket.prototype.send = send;
        panel.removeEventListener("load", loaded, true);
        resolve(sent);
    };
    panel.addEventListener("load", loaded, true);
})"""
MARGIN = {"rel": 1e-12, "abs": 1e-15}
Show = Callable[[str], Locator]


@pytest.fixture(scope="module")
def notebook(free_cell: OpenedNotebook) -> Iterator[OpenedNotebook]:
    """The notebook whose second cell is free."""
    yield from sized(free_cell, height=1000)


@pytest.fixture
def show(notebook: OpenedNotebook) -> Show:
    """Show a new panel in the free cell."""

    def show(source: str) -> Locator:
        put(notebook, source)
        return notebook.page.locator(".mlp-panel")

    return show


def shown(panel: Locator) -> dict[str, float]:
    """Every number on the screen, by quantity and index."""
    return panel.evaluate(SHOWN)


def button(panel: Locator, do: str) -> Locator:
    """A button by what it does."""
    return panel.locator(f'button[data-do="{do}"]')


def slider(panel: Locator, key: str, kind: str = "range") -> Locator:
    """A slider, or the box beside it."""
    return panel.locator(f'input[type="{kind}"][data-key="{key}"]')


def run_of(given: Task) -> Run:
    """A run as the panel begins it."""
    names = [given.activation] * len(given.hidden) + [given.output]
    return Run(MLP(given.widths, names, given.loss), given)


def wrong(panel: Locator, run: Run) -> list[str]:
    """The numbers on the screen that are not those of this run."""
    (now, held), norms = run.now, layer_norms(run.mlp, run.task.X, run.task.Y)
    wanted = {"epoch": run.epoch, "row": run.done, "eps": now.loss}
    wanted["gradient_norm"] = now.gradient_norm
    wanted |= {f"norm_delta_{l}": size for l, size in enumerate(norms.delta, 1)}
    wanted |= {f"norm_dW_{l}": size for l, size in enumerate(norms.dW)}
    if held:
        wanted["held_eps"] = held.loss
    screen = shown(panel)
    return [
        f"{key} is {screen.get(f'{key} ')}, not {value}"
        for key, value in wanted.items()
        if not np.isclose(screen.get(f"{key} ", np.nan), value, rtol=1e-11, atol=1e-15)
    ]


def test_each_step_shows_what_mlpcore_computes(show: Show) -> None:
    """One sample, one batch, one epoch, the same weights; by mouse and by keys."""
    panel, given = show("panels.training('moons')"), task("moons")
    run = run_of(given)
    assert wrong(panel, run) == []
    for do, size in (("sample", 1), ("batch", 10), ("sample", 1)):
        button(panel, do).click()
        run.step(0.5, size)
        assert in_the_end(lambda: wrong(panel, run)) == []
    button(panel, "epoch").focus()
    panel.page.keyboard.press("Enter")
    run.end(0.5, 10)
    assert in_the_end(lambda: wrong(panel, run)) == []
    panel.focus()
    panel.page.keyboard.press("ArrowRight")
    run.end(0.5, 10)
    assert in_the_end(lambda: wrong(panel, run)) == []
    button(panel, "same").click()
    assert in_the_end(lambda: wrong(panel, run_of(given))) == []
    panel.page.wait_for_function(LOADED, arg=panel.element_handle())


def test_it_runs_answers_meanwhile_and_stops_at_once(show: Show, notebook: OpenedNotebook) -> None:
    """Other cells and the sliders answer while it trains; after the pause nothing moves."""
    panel = show("panels.training('spirals')")
    button(panel, "toggle").click()
    expect(button(panel, "toggle")).to_contain_text("Pause")
    notebook.wait_for(f"{EPOCH} > 2")
    box = slider(panel, "eta", "text")
    type_in(box, "0.25")
    slider(panel, "batch_size").focus()
    for _ in range(5):
        panel.page.keyboard.press("ArrowRight")
    expect(slider(panel, "batch_size", "text")).to_have_value("15")
    expect(box).to_have_value("0.25")
    panel.page.locator(".jp-CodeCell").last.click()
    panel.page.evaluate(RUN_LAST)
    expect(panel.page.locator(".jp-CodeCell").last).to_contain_text("5")
    button(panel, "toggle").click()
    expect(button(panel, "toggle")).to_contain_text("Train")
    before = shown(panel)
    panel.page.wait_for_timeout(400)
    assert shown(panel) == before
    expect(panel.locator('[data-region="trouble"]')).to_be_empty()


def test_twelve_pictures_of_training_cost_few_messages(show: Show) -> None:
    """With small steps, so that no picture changes so much that the next one waits."""
    panel = show("panels.training('moons', noise=0.2, eta=0.001)")
    button(panel, "toggle").click()
    sent = panel.evaluate(SENT)
    button(panel, "toggle").click()
    assert 2 <= sent <= 6


def test_every_slider_is_answered_while_it_trains(show: Show, notebook: OpenedNotebook) -> None:
    """By key; the kernel has each new number, and the run goes on."""
    panel = show("panel = panels.training('spirals', epochs=3)\npanel")
    button(panel, "toggle").click()
    expect(button(panel, "toggle")).to_contain_text("Pause")
    wanted = {}
    for each in panel.locator('input[type="range"]').all():
        key = each.get_attribute("data-key")
        before = each.input_value()
        each.press("ArrowRight" if key != "batch_size" else "ArrowLeft")
        wanted[key] = float(each.input_value())
        assert wanted[key] != float(before)
    assert {"eta", "batch_size", "noise", "data_seed", "patience", "bound"} <= set(wanted)
    expressions = ", ".join(f"panel.settings.{key}" for key in wanted)
    notebook.page.evaluate(SET_LAST, f"print({expressions}, panel.running)")
    notebook.page.locator(".jp-CodeCell").last.click()

    def differs() -> list[str]:
        notebook.page.evaluate(RUN_LAST)
        [output] = notebook.cells()[-1]["outputs"]
        *numbers, running = output["text"].split()
        found = dict(zip(wanted, map(float, numbers), strict=True)) | {"running": running}
        return [f"{key} is {found[key]}" for key, value in wanted.items() if found[key] != value]

    assert in_the_end(differs) == []
    assert "True" in notebook.cells()[-1]["outputs"][0]["text"]
    epoch = shown(panel)["epoch "]
    notebook.wait_for(f"{EPOCH} > {epoch}")  # it has not stopped for all that
    button(panel, "toggle").click()
    notebook.page.evaluate(SET_LAST, "2 + 3")
    expect(panel.locator('[data-region="trouble"]')).to_be_empty()


def test_an_own_activation_is_trained_and_stays_in_the_menu(show: Show) -> None:
    """Chosen, left, and chosen again."""
    panel = show(OWN + "panels.training('moons', activation=leaky)")
    leaky = Activation("leaky", lambda net: np.where(net > 0, net, 0.1 * net),
                       lambda net: np.where(net > 0, 1.0, 0.1))  # fmt: skip
    run = Run(MLP([2, 8, 8, 1], [leaky, leaky, "sigmoid"]), task("moons"))
    assert in_the_end(lambda: wrong(panel, run)) == []
    menu = panel.locator('select[data-name="activation"]')
    expect(menu).to_have_value("leaky")
    menu.select_option("tanh")
    assert in_the_end(lambda: wrong(panel, run_of(task("moons")))) == []
    menu.select_option("leaky")
    button(panel, "epoch").click()
    run.end(0.5, 10)
    assert in_the_end(lambda: wrong(panel, run)) == []


def test_the_space_bar_starts_and_pauses(show: Show) -> None:
    """On the panel itself."""
    panel = show("panels.training('xor', pace='batch')")
    for word in ("Pause", "Train"):
        panel.focus()
        panel.page.keyboard.press(" ")
        expect(button(panel, "toggle")).to_contain_text(word)


def test_widths_are_typed_and_refused_in_words(show: Show) -> None:
    """What does not fit is said and changes nothing; what fits begins anew."""
    panel = show("panels.training('moons')")
    box = panel.locator('input[data-name="widths"]')
    type_in(box, "3-4-1")
    expect(panel.locator('[data-region="refused"]')).to_contain_text("are 2 and 1")
    expect(box).to_have_value("2-8-8-1")
    type_in(box, "2-5-1")
    expect(panel.locator('[data-region="trouble"]')).to_be_empty()
    small = Run(MLP([2, 5, 1], ["tanh", "sigmoid"]), task("moons"))
    assert in_the_end(lambda: wrong(panel, small)) == []


def test_menus_change_the_task_and_the_loss(show: Show) -> None:
    """A new data set, then cross-entropy."""
    panel = show("panels.training('xor')")
    choose(panel, "data", "circles")
    assert in_the_end(lambda: wrong(panel, run_of(task("circles")))) == []
    choose(panel, "loss", "cross_entropy")
    suited = task_for(task("circles"), "cross_entropy")
    assert in_the_end(lambda: wrong(panel, run_of(suited))) == []


def test_a_menu_that_gets_an_activation_more_shows_the_one_that_is_taken(show: Show) -> None:
    """Softmax, once there is more than one output."""
    panel = show("panels.training('moons')")
    choose(panel, "data", "blobs")
    expect(panel.locator('select[data-name="output"]')).to_have_value("softmax")


def test_a_menu_whose_choice_is_refused_goes_back(show: Show) -> None:
    """It never shows what is not so."""
    panel = show("panels.training('wave')")
    choose(panel, "loss", "cross_entropy")
    expect(panel.locator('[data-region="trouble"]')).to_contain_text(
        "needs targets that say which class"
    )
    expect(panel.locator('select[data-name="loss"]')).to_have_value("half_squared_error")


def test_divergence_is_said_on_the_page(show: Show) -> None:
    """In words, and the run stops by itself."""
    panel = show("panels.training('wave', eta=1e6)")
    button(panel, "toggle").click()
    expect(panel.locator('[data-region="trouble"]')).to_contain_text("Diverged in epoch")
    expect(button(panel, "toggle")).to_be_disabled()
    button(panel, "same").click()
    expect(panel.locator('[data-region="trouble"]')).to_be_empty()


def test_the_code_table_changes_as_the_encoder_learns(show: Show) -> None:
    """Every number of the table is the hidden layer's."""
    panel = show("panels.training('encoder')")
    run = run_of(task("encoder"))
    for _ in range(2):
        button(panel, "epoch").click()
        run.end(5.0, 1)
        assert in_the_end(lambda: wrong(panel, run)) == []
    screen = shown(panel)
    for (i, j), value in np.ndenumerate(run.mlp.forward(run.task.X).z[1]):
        assert screen[f"code {i + 1},{j + 1}"] == pytest.approx(value, **MARGIN)


def test_the_depth_panel_follows_its_sliders(show: Show) -> None:
    """By key, by typing and by menu."""
    panel = show("panel = panels.depth(hidden=3)\npanel")
    slider(panel, "hidden").press("ArrowRight")
    type_in(slider(panel, "scale", "text"), "2.5")
    choose(panel, "activation", "relu")
    rng = np.random.default_rng(0)
    X = rng.uniform(-1, 1, (64, 2))
    Y = (X[:, :1] * X[:, 1:] > 0).astype(float)
    norms = layer_norms(deep_mlp(4, 8, "relu", 2.5), X, Y)

    def complaints() -> list[str]:
        screen = shown(panel)
        wanted = {f"norm_delta_{l} ": size for l, size in enumerate(norms.delta, 1)}
        return [k for k, v in wanted.items() if not np.isclose(screen.get(k, np.nan), v, 1e-11)]

    assert in_the_end(complaints) == []


def test_the_notation_changes_while_it_trains_and_the_run_goes_on(
    show: Show, notebook: OpenedNotebook
) -> None:
    """The letters are the book's at once; no epoch is lost."""
    panel = show("panel = panels.training('spirals')\npanel")
    button(panel, "toggle").click()
    notebook.wait_for(f"{EPOCH} > 2")
    panel.locator("summary").click()
    panel.locator('select[data-name="notation"]').select_option("nielsen")
    expect(panel.locator('[data-region="head"]')).to_contain_text("lowest C")
    expect(panel.locator('[data-region="head"]')).not_to_contain_text("ε")
    expect(button(panel, "toggle")).to_contain_text("Pause")
    epoch = shown(panel)["epoch "]
    assert epoch >= 2
    notebook.wait_for(f"{EPOCH} > {epoch}")
    button(panel, "toggle").click()
    expect(button(panel, "toggle")).to_contain_text("Train")
    expect(panel.locator('[data-region="spoken"]')).to_contain_text("C is")
    expect(panel.locator('select[data-name="notation"]')).to_have_value("nielsen")
    expect(panel.locator('[data-region="trouble"]')).to_be_empty()


@pytest.mark.parametrize(
    "source",
    [
        "panels.training('encoder', epochs=3, notation='bishop')",
        "panels.training('moons', widths='2-16-16-1', slip='ascent', epochs=3)",
        "panels.depth(hidden=20, notation='nielsen')",
    ],
)
def test_on_the_projector_all_is_large_and_nothing_is_cut_off(show: Show, source: str) -> None:
    """Nor does anything run over its neighbour, as a table of codes might."""
    panel = show(source)
    page = panel.page
    was = page.viewport_size
    panel.focus()
    page.keyboard.press("f")
    alone = page.locator(".mlp-projector")
    try:
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_function(LOADED, arg=alone.element_handle())
            assert [each for each in alone.evaluate(TYPE) if each[0] < 20] == []
            assert alone.evaluate(CUT_OFF) == []
            assert alone.evaluate(OVERFLOWING) == []
    finally:
        page.keyboard.press("Escape")
        page.set_viewport_size(was)
