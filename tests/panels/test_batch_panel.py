"""The batch panel without a browser: what a person does, what is then shown, what is refused."""

import re
from base64 import b64decode
from collections.abc import Iterator
from html import unescape
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

import mlpcore
from mlpcore.lesson.steps.trace import Trace
from mlpcore.losses import LOSSES
from mlpcore.panels import BatchPanel
from mlpcore.panels.presets import restore
from mlpcore.views.batch.stack import layers, stack
from mlpcore.views.parts.html import render
from tests.helpers.batch_oracle import Case, expected, random_batch, wrong

pytestmark = pytest.mark.section("IV")

CELL = re.compile(r'data-quantity="([^"]+)" data-index="([^"]*)" data-value="([^"]+)"')
GRADIENTS = ["dW_1", "db_1", "dW_0", "db_0"]
PLACES = ["sample", "sample", "sample", "whole", "product", "descent"]  # of three samples


def network(case: Case) -> mlpcore.MLP:
    """The network of a case."""
    return mlpcore.MLP.from_weights(case.W, case.b, case.activations, case.loss)


def show(case: Case | None = None, **options: Any) -> BatchPanel:
    """A panel of three samples in a 2-3-2 network, or of another case."""
    case = case or random_batch([2, 3, 2], 3)
    return BatchPanel(network(case), case.x, case.y, **options)


@pytest.fixture
def panel() -> BatchPanel:
    """Three samples."""
    return show()


def shown(panel: BatchPanel, region: str = "") -> Iterator[tuple[str, tuple[int, ...], float]]:
    """Every number on the screen, or in a region: quantity, index counted from 1, value."""
    html = panel.regions[region] if region else " ".join(panel.regions.values())
    for key, at, value in CELL.findall(html):
        yield key, tuple(int(i) for i in at.split(",") if i), float(value)


def case_of(panel: BatchPanel) -> Case:
    """What the panel has been given, as a case for autograd."""
    mlp, state = panel.state.mlp, panel.state
    names = [f.name for f in mlp.f[1:]]
    return Case(mlp.W, mlp.b, names, mlp.loss.name, np.array(state.X), np.array(state.Y))


def assert_right(panel: BatchPanel) -> None:
    """Hold every number on the screen against autograd."""
    numbers = list(shown(panel))
    assert len(numbers) > 5
    assert wrong(numbers, case_of(panel), panel.state.eta) == []


def picture(panel: BatchPanel) -> ET.Element:
    """The stack, without the name of the language that it is written in."""
    return ET.fromstring(re.sub(r' xmlns="[^"]+"', "", panel.regions["stack"]))


CHANGES: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "as it begins": [],
    "an input": [("set", {"key": "x", "index": [2, 1], "value": -1.75})],
    "a target": [("set", {"key": "y", "index": [3, 2], "value": 0.25})],
    "a rate": [("set", {"key": "eta", "index": [], "value": 2.5})],
    "twice": [("twice", {})],
    "the sum": [("choose", {"name": "by", "value": "sum"})],
    "a step": [("again", {}), ("again", {})],
    "a step with the sum": [("choose", {"name": "by", "value": "sum"}), ("again", {})],
}


@pytest.mark.samples(4)
@pytest.mark.parametrize("key", GRADIENTS)
@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_every_number_at_every_place_is_what_autograd_finds(
    key: str, changes: list[tuple[str, dict[str, Any]]]
) -> None:
    """There and back; back shows exactly what was there."""
    panel = show(at=key)
    for do, what in changes:
        panel.act(do, **what)
        assert panel.regions["trouble"] == ""
    panel.act("first")
    there = []
    for _ in panel.places:
        assert_right(panel)
        there.append(list(shown(panel)))
        panel.act("next")
    for before in reversed(there):
        assert list(shown(panel)) == before
        panel.act("back")


@pytest.mark.samples(5)
@pytest.mark.parametrize("widths", [[1, 1], [2, 2], [3, 2, 4, 1]])
@pytest.mark.parametrize("n", [1, 2, 8])
@pytest.mark.parametrize("loss", LOSSES)
def test_every_size_of_batch_and_network_is_shown(widths: list[int], n: int, loss: str) -> None:
    """Every gradient, at its first and last samples, its mean and its step."""
    if loss == "cross_entropy":  # of one output it is refused
        widths = [*widths[:-1], max(2, widths[-1])]
    case = random_batch(widths, n, loss)
    for l in range(len(widths) - 1):
        for kind in ("dW", "db"):
            panel = show(case, at=f"{kind}_{l}")
            for place in (0, n - 1, n, n + 1, n + 2):
                panel.act("go", to=place)
                assert_right(panel)


def test_a_wrong_number_on_the_screen_is_noticed(panel: BatchPanel) -> None:
    """The tests above can fail."""
    panel.batch._values["delta_2"] = panel.batch.value("delta_2") * (1 + 1e-8)
    panel.draw()
    assert wrong(shown(panel), case_of(panel), panel.state.eta) != []


# --- places -----------------------------------------------------------------------------------


def test_each_layer_is_added_when_its_sample_comes(panel: BatchPanel) -> None:
    """What is not added yet is not there: not in the stack, nor in the ledger."""
    for p in (1, 2, 3):
        stacked = {(key, at[0]) for key, at, _ in shown(panel, "stack")}
        assert stacked == {("own:dW_1", q) for q in range(1, p + 1)} | {("running:dW_1", p)}
        assert not {"sum:dW_1", "dW_1", "new:W_1"} & {key for key, _, _ in shown(panel)}
        panel.act("next")
    assert {key for key, _, _ in shown(panel, "stack")} == {"own:dW_1", "sum:dW_1", "dW_1"}
    assert "new:W_1" not in {key for key, _, _ in shown(panel)}
    panel.act("last")
    assert {"new:W_1", "new_sum:W_1"} <= {key for key, _, _ in shown(panel, "place")}


def test_with_the_sum_no_mean_is_laid_under_the_layers() -> None:
    """The pile ends in Σ."""
    panel = show(by="sum")
    panel.act("go", to=3)
    assert {key for key, _, _ in shown(panel, "stack")} == {"own:dW_1", "sum:dW_1"}
    assert "off by 66.67 %" in panel.regions["place"]
    panel.act("choose", name="by", value="mean")
    assert "✓ agrees" in panel.regions["place"]


@pytest.mark.parametrize("at", range(6))
def test_each_place_is_shown_with_formula_numbers_code_and_shapes(at: int) -> None:
    """And said to a screen reader."""
    panel = show()
    panel.act("go", to=at)
    place = panel.places[at]
    assert place.kind == PLACES[at]
    for part in ("<math", "mlp-equation", f">{place.code.split('  #')[0]}", place.name):
        assert part in panel.regions["place"]
    assert panel.regions["timeline"].count('aria-current="step"') == 1
    said = f"Place {at + 1} of 6: {place.symbol.text}, {place.name}."
    assert panel.regions["spoken"] == said


def test_next_and_back_stop_at_the_ends(panel: BatchPanel) -> None:
    """And jumps lead there."""
    panel.act("back")
    assert panel.at == 0
    panel.act("last")
    assert panel.at == 5
    assert panel.at_end
    panel.act("next")
    assert panel.at == 5
    panel.act("first")
    assert (panel.at, panel.at_end) == (0, False)


def test_the_frame_has_a_place_for_every_region(panel: BatchPanel) -> None:
    """Nothing is drawn that cannot be seen."""
    assert {f'data-region="{name}"' in panel.frame for name in panel.regions} == {True}


def test_the_stack_is_a_picture_with_a_name_and_every_layer(panel: BatchPanel) -> None:
    """Well-formed; all numbers are inside it; the sample in play is told by weight and edge."""
    panel.act("go", to=3)
    root = picture(panel)
    assert root.attrib["aria-label"] == "3 layers, one a sample, ∇W₁⁽ᵖ⁾, added up"
    x, y, width, height = map(float, root.attrib["viewBox"].split())
    for polygon in root.iter("polygon"):
        for corner in polygon.attrib["points"].split():
            right, down = map(float, corner.split(","))
            assert x <= right <= x + width
            assert y <= down <= y + height
    labels = [text.text for text in root.findall("text")]
    assert labels == ["sample 1", "+ sample 2", "+ sample 3", "= Σ", "Σ / 3, mean"]
    assert len(root.findall("g")) == 5 * 6


def test_the_needle_goes_through_the_cell_under_the_lens(panel: BatchPanel) -> None:
    """Of all layers: it is straight, and each layer's chosen cell is where it goes."""
    panel.act("look", key="own:dW_1", index=[1, 3, 2])
    panel.act("go", to=4)
    assert panel.selected == ("dW_1", (3, 2))
    root = picture(panel)
    at = float(root.findall("line")[0].attrib["x1"])
    chosen = [
        g for g in root.findall("g")
        if tuple(g.attrib["data-index"].split(",")[-2:]) == ("3", "2")
    ]  # fmt: skip
    assert len(chosen) == 5
    assert {float(g.find("text").attrib["x"]) for g in chosen} == {at}
    edged = [g for g in root.findall("g") if "stroke-width: 2" in g.find("polygon").attrib["style"]]
    assert edged == chosen


def test_a_vector_is_a_layer_of_one_row() -> None:
    """∇b has no second index."""
    panel = show(at="db_0")
    assert panel.selected == ("own:db_0", (1, 1))
    sheets = list(layers(panel.batch, "db_0", panel.places[0]))
    assert [sheet.sheet.shape for sheet in sheets] == [(1, 3)] * 5
    assert "own:db_0" in render(stack(panel.batch, "db_0", panel.places[0], (2,)))


# --- what a person changes --------------------------------------------------------------------


def test_each_sample_twice_keeps_the_mean_and_doubles_the_sum(panel: BatchPanel) -> None:
    """In numbers on the screen; and the place stays."""
    panel.act("go", to=3)
    before = {(key, at): value for key, at, value in shown(panel, "ledger")}
    panel.act("twice")
    assert (panel.at, panel.places[panel.at].kind) == (6, "whole")
    after = {(key, at): value for key, at, value in shown(panel, "ledger")}
    for key, at in before:
        if key in ("dW_1", "W_1"):
            assert after[key, at] == pytest.approx(before[key, at], rel=1e-12)
        if key == "sum:dW_1":
            assert after[key, at] == pytest.approx(2 * before[key, at], rel=1e-12)
    panel.act("undo")
    assert {(key, at): value for key, at, value in shown(panel, "ledger")} == before


def test_a_sample_in_play_stays_in_play_when_it_comes_twice(panel: BatchPanel) -> None:
    """Its second copy is in front."""
    panel.act("go", to=1)
    before = panel.batch.rows[1].value("x").tolist()
    panel.act("twice")
    assert panel.sample == 4
    assert panel.batch.rows[3].value("x").tolist() == before


def test_more_layers_than_can_be_shown_are_refused(panel: BatchPanel) -> None:
    """In words; the panel stays as it was."""
    panel.act("twice")
    before = panel.state
    panel.act("twice")
    assert panel.regions["trouble"] == "The batch has 12 samples: the panel shows 8 at most"
    assert panel.state == before


def test_a_step_with_the_mean_is_that_of_descend_and_with_the_sum_n_times_as_large() -> None:
    """Of all weights and biases."""
    case, after = random_batch([2, 3, 2], 3), {}
    for by in ("mean", "sum"):
        panel = show(case, by=by, eta=0.3)
        panel.act("again")
        after[by] = panel.state.mlp.W
        assert panel.state.rounds == 1
        assert "round 2" in panel.regions["buttons"]
    right = expected(case, 0.3)
    for l in (0, 1):
        np.testing.assert_allclose(after["mean"][l], right[f"new:W_{l}"], rtol=1e-10)
        np.testing.assert_allclose(after["sum"][l], right[f"new_sum:W_{l}"], rtol=1e-10)


def test_the_sliders_are_those_of_the_sample_in_play(panel: BatchPanel) -> None:
    """At the mean and after it, of the last one."""
    for at, p in ((0, 1), (1, 2), (2, 3), (3, 3), (5, 3)):
        panel.act("go", to=at)
        assert f'data-key="x" data-at="{p},1"' in panel.regions["sliders"]
        assert f'data-key="y" data-at="{p},2"' in panel.regions["sliders"]
        assert panel.regions["sliders"].count('type="range"') == 5


def test_the_sliders_are_left_alone_during_a_drag_and_a_drag_is_one_undo(
    panel: BatchPanel,
) -> None:
    """The next drag is another."""
    begun, sliders = panel.state, panel.regions["sliders"]
    for value in (0.1, 0.2, 0.3):
        panel.act("set", key="x", index=[1, 1], value=value)
        assert panel.regions["sliders"] == sliders
    panel.act("settle")
    panel.act("set", key="x", index=[1, 1], value=0.9)
    panel.act("undo")
    assert panel.state.X[0][0] == 0.3
    panel.act("undo")
    assert panel.state == begun


def test_start_again_is_what_it_began_with(panel: BatchPanel) -> None:
    """And can be taken back, too."""
    begun = panel.state
    panel.act("again")
    panel.act("twice")
    changed = panel.state
    panel.act("same")
    assert panel.state == begun
    panel.act("undo")
    assert panel.state == changed


def test_another_gradient_is_shown_at_the_same_place_with_the_needle_where_it_fits(
    panel: BatchPanel,
) -> None:
    """∇W₀ is 2×3: (3, 2) is not in it."""
    panel.act("go", to=2)
    panel.act("look", key="own:dW_1", index=[3, 3, 2])
    panel.act("choose", name="key", value="dW_0")
    assert (panel.at, panel.selected) == (2, ("own:dW_0", (3, 1, 1)))
    panel.act("look", key="own:dW_0", index=[1, 2, 2])
    panel.act("choose", name="key", value="dW_1")
    assert panel.selected == ("own:dW_1", (3, 2, 2))


def test_the_network_and_the_samples_that_were_given_stay_as_they_are() -> None:
    """Whatever is done."""
    case = random_batch([2, 3, 2], 3)
    mlp, X = network(case), case.x.copy()
    panel = BatchPanel(mlp, X, case.y)
    panel.act("set", key="x", index=[1, 1], value=1.5)
    panel.act("again")
    assert X.tolist() == case.x.tolist()
    assert [a.tolist() for a in mlp.W] == [a.tolist() for a in case.W]


# --- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("do", "what", "words"),
    [
        ("set", {"key": "x", "index": [4, 1], "value": 1.0}, "there is no entry"),
        ("set", {"key": "x", "index": [1], "value": 1.0}, "there is no entry"),
        ("set", {"key": "x", "index": [1, 1], "value": float("nan")}, "finite number"),
        ("set", {"key": "eta", "index": [], "value": 0.0}, "must be above 0"),
        ("set", {"key": "dW_1", "index": [1, 1], "value": 0.0}, "cannot be set"),
        ("set", {"key": "W_1", "index": [1, 1], "value": 0.0}, "cannot be set"),
        ("look", {"key": "own:dW_1", "index": [1, 4, 1]}, "there is no entry"),
        ("look", {"key": "nonsense", "index": []}, "no quantity"),
        ("choose", {"name": "key", "value": "dW_7"}, "nknown gradient 'dW_7'"),
        ("choose", {"name": "by", "value": "median"}, "nknown by 'median'"),
        ("choose", {"name": "colour", "value": "red"}, "nknown menu 'colour'"),
    ],
)
def test_what_does_not_fit_is_said_in_the_panel_and_changes_nothing(
    panel: BatchPanel, do: str, what: dict[str, Any], words: str
) -> None:
    """State, place and lens stay."""
    before = (panel.state, panel.at, panel.selected, list(shown(panel)))
    panel.act(do, **what)
    assert words in unescape(panel.regions["trouble"])
    assert (panel.state, panel.at, panel.selected, list(shown(panel))) == before
    panel.act("next")
    assert panel.regions["trouble"] == ""


@pytest.mark.parametrize(
    ("X", "Y", "options", "words"),
    [
        ([0.1, 0.2], [0, 1], {}, "one sample"),
        (np.zeros((9, 2)), np.zeros((9, 2)), {}, "9 samples: the panel shows 8 at most"),
        (np.zeros((3, 2)), np.zeros((3, 2)), {"at": "dW_2"}, "unknown gradient 'dW_2'"),
        (np.zeros((3, 2)), np.zeros((3, 2)), {"by": "max"}, "unknown by 'max'"),
        (np.zeros((3, 2)), np.zeros((3, 2)), {"eta": -1}, "eta is -1"),
    ],
)
def test_a_panel_of_what_is_no_batch_is_refused(
    X: object, Y: object, options: dict[str, Any], words: str
) -> None:
    """Before anything is shown."""
    with pytest.raises(ValueError, match=words):
        BatchPanel(mlpcore.MLP([2, 3, 2]), X, Y, **options)


# --- without a kernel -------------------------------------------------------------------------


def test_the_still_panel_and_the_text_hold_the_numbers(panel: BatchPanel) -> None:
    """Six digits, nothing to press, no MathML."""
    panel.act("go", to=3)
    still = panel.still()
    assert "<button" not in still
    assert "<math" not in still
    numbers = {key for key, _, _ in CELL.findall(still)}
    assert {"own:dW_1", "sum:dW_1", "dW_1", "z_1", "delta_2", "W_1"} <= numbers
    for _, _, value in CELL.findall(still):
        assert len(value.split("e")[0].lstrip("-0.").replace(".", "")) <= 6
    lines = str(panel).splitlines()
    assert lines[0] == "Place 4 of 6: ∇W₁, the mean over the batch."
    assert lines[1] == "3 samples, 2-3-2 network, half_squared_error, η = 0.5"
    assert len(lines) == 2 + 3 + 4
    (encoded,) = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', still)
    assert b"http://www.w3.org/2000/svg" in b64decode(encoded)  # else no browser shows it
    assert str(panel) == str(show_at(3))


def test_a_code_brings_back_exactly_this_panel(panel: BatchPanel) -> None:
    """Samples, gradient, place, lens and what is hidden; the weights may be anything."""
    for do, what in (
        ("twice", {}), ("set", {"key": "x", "index": [3, 1], "value": 0.35}), ("again", {}),
        ("choose", {"name": "key", "value": "dW_0"}), ("choose", {"name": "by", "value": "sum"}),
        ("go", {"to": 3}), ("look", {"key": "own:dW_0", "index": [2, 2, 3]}), ("cover", {}),
    ):  # fmt: skip
        panel.act(do, **what)
    again = restore(panel.code)
    assert again.code == panel.code
    assert (again.at, again.selected, again.covered) == (3, panel.selected, panel.covered)
    assert list(shown(again)) == list(shown(panel))


def show_at(place: int) -> BatchPanel:
    """Another panel of the same samples, at a place."""
    panel = show()
    panel.act("go", to=place)
    return panel


def test_the_bundle_has_a_widget_a_page_and_a_text(panel: BatchPanel) -> None:
    """As every panel has."""
    bundle, _ = panel._repr_mimebundle_()
    assert {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"} <= set(bundle)
    assert bundle["text/plain"] == str(panel)
    assert isinstance(panel.batch, Trace)


def test_the_product_has_a_column_for_each_sample_on_its_left() -> None:
    """(Z¹)ᵀ Δ²: the first row of the one holds all samples, that of the other one sample."""
    panel = show(random_batch([2, 3, 2], 4))
    panel.act("go", to=5)
    at = [index for key, index, _ in shown(panel, "place") if key == "z_1"]
    assert at == [(p, i) for i in (1, 2, 3) for p in (1, 2, 3, 4)]
    assert "(4×2)" not in panel.regions["place"].partition("delta_2")[0]
    assert "(3×4)" in panel.regions["place"].replace(" ", "")


def test_a_step_is_shown_by_the_mean_and_by_the_sum(panel: BatchPanel) -> None:
    panel.act("go", to=PLACES.index("descent"))
    assert re.findall(r"<h4>([^<]*)</h4>", panel.regions["place"]) == ["by the mean", "by the sum"]


@pytest.mark.parametrize("p", [1, 2])
def test_the_row_of_the_sample_in_play_is_marked(panel: BatchPanel, p: int) -> None:
    panel.act("go", to=p - 1)
    cells = re.findall(r'<td[^>]* data-index="(\d),\d"[^>]* data-row=""', panel.regions["ledger"])
    assert set(cells) == {str(p)}
