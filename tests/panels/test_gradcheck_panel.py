"""The gradient check panel without a browser: what a person does, is shown, and is refused."""

import io
import re

import numpy as np
import pytest
from PIL import Image

import mlpcore
from mlpcore import MLP, Activation, lesson
from mlpcore.lesson.gradcheck.experiments import gradient_experiment
from mlpcore.lesson.gradcheck.nudging import nudge
from mlpcore.lesson.gradcheck.probes import Probe
from mlpcore.lesson.slip_book.bug_lab import bugged
from mlpcore.panels import GradcheckPanel, gradcheck, restore
from mlpcore.views.gradcheck.plots import CurvePicture
from mlpcore.views.parts.plots import Style
from tests.helpers.notebook_rules import has_picture

pytestmark = pytest.mark.usefixtures("undrawn")

CELL = re.compile(r'data-quantity="([^"]+)" data-index="([^"]*)" data-value="([^"]+)"')
TABLE_CELL = re.compile(r'<td class="mlp-gc-(off|ok)"[^>]*>([^<]*)</td>')
X, Y = [0.8, -0.4], [1.0, 0.0]
LEAKY = Activation(
    "leaky",
    lambda net: np.where(net > 0, net, 0.1 * net),
    lambda net: np.where(net > 0, 1.0, 0.1),
)


def network(f: object = "sigmoid", widths: tuple[int, ...] = (2, 3, 2)) -> MLP:
    """A network whose gradients are well above the noise."""
    return MLP(widths, f, seed=7, init="uniform")


@pytest.fixture
def panel() -> GradcheckPanel:
    """The 2-3-2 network, without a slip."""
    return gradcheck(network(), X, Y, weight=("W_1", (1, 2)))


@pytest.fixture(scope="module")
def refusing() -> GradcheckPanel:
    """The same, for whatever changes nothing."""
    return gradcheck(network(), X, Y, weight=("W_1", (1, 2)))


@pytest.fixture
def slipped() -> GradcheckPanel:
    """A 2-2-2 network with a slip that only the gradient check finds."""
    return gradcheck(network(widths=(2, 2, 2)), X, Y, slip="transposed-weights")


def shown(panel: GradcheckPanel) -> list[tuple[str, tuple[int, ...], float]]:
    """Every number on the screen: quantity, index counted from 1, value."""
    found = CELL.findall(" ".join(panel.regions.values()))
    return [(key, tuple(int(i) for i in at.split(",") if i), float(v)) for key, at, v in found]


def expected(panel: GradcheckPanel) -> dict[tuple[str, tuple[int, ...]], float]:
    """All numbers that may be shown, computed anew from what is set on the panel."""
    state, slip = panel.state, None if panel.state.slip == "none" else panel.state.slip
    how = 10.0**state.log_s, state.scheme, state.dtype, slip
    found = gradient_experiment(state.mlp, state.x, state.y, *how)
    claimed = bugged(state.mlp, state.x, state.y, slip=slip).trace if slip else None
    key, index = panel.selected
    moved = nudge(state.mlp, state.x, state.y, key[1:], index, state.change, claimed=claimed)
    (up, down), gone = found.ends(key, tuple(i - 1 for i in index))
    values = {
        (name, ()): getattr(moved, name)
        for name in ("change", "before", "after", "risen", "promised", "rest", "slope")
    }
    values |= {("eps_up", ()): up, ("eps_down", ()): down, ("gone", ()): gone}
    values |= {("per_change", (n,)): each.per_change for n, each in enumerate(moved.shorter, 1)}
    values |= {(moved.key, index): moved.weight, ("off_by", ()): moved.shorter[-1].per_change}
    for each in found.keys:
        for at in np.ndindex(found.true(each).shape):
            place = tuple(i + 1 for i in at)
            values[each, place] = found.claimed(each)[at]
            values[f"measured:{each}", place] = found.measured(each)[at]
            values[f"error:{each}", place] = found.error(each)[at]
    return {place: float(value) for place, value in values.items()}


def assert_shows_what_is_computed(panel: GradcheckPanel) -> None:
    """Hold every number on the screen against a fresh computation."""
    assert panel.regions["trouble"] == ""
    wanted, found = expected(panel), shown(panel)
    entries = sum(panel.experiment.true(key).size for key in panel.experiment.keys)
    assert len({(key, at) for key, at, _ in found if key.startswith("error:")}) == entries
    for key, at, value in found:
        assert np.array_equal(value, wanted[key, at], equal_nan=True), (key, at)


def pixels(panel: GradcheckPanel, name: str) -> np.ndarray:
    """A picture, decoded."""
    return np.asarray(Image.open(io.BytesIO(panel.pictures[name])))


CHANGES = [
    ("set", {"key": "log_s", "index": [], "value": -9.25}),
    ("set", {"key": "log_s", "index": [], "value": -1.0}),
    ("set", {"key": "change", "index": [], "value": -0.7}),
    ("set", {"key": "x", "index": [2], "value": 1.3}),
    ("set", {"key": "y", "index": [1], "value": 0.2}),
    ("choose", {"name": "scheme", "value": "one-sided"}),
    ("choose", {"name": "dtype", "value": "float32"}),
    ("choose", {"name": "hidden", "value": "tanh"}),
    ("choose", {"name": "hidden", "value": "relu"}),
    ("choose", {"name": "slip", "value": "missing-minus"}),
    ("best", {}),
    ("worst", {}),
    ("next", {}),
    ("last", {}),
    ("look", {"key": "error:dW_0", "index": [1, 1]}),
]


@pytest.mark.samples(4)
@pytest.mark.parametrize(("do", "what"), CHANGES)
def test_every_number_is_what_the_lesson_computes(
    panel: GradcheckPanel, do: str, what: dict[str, object]
) -> None:
    assert_shows_what_is_computed(panel)
    before = shown(panel)
    panel.act(do, **what)
    assert_shows_what_is_computed(panel)
    assert shown(panel) != before


@pytest.mark.pictures
def test_the_step_moves_the_curve_and_the_nudge_moves_the_slice(panel: GradcheckPanel) -> None:
    curve, slices = pixels(panel, "curve"), pixels(panel, "slice")
    panel.act("set", key="log_s", index=[], value=-3)
    assert not np.array_equal(pixels(panel, "curve"), curve)
    assert np.array_equal(pixels(panel, "slice"), slices)
    curve = pixels(panel, "curve")
    panel.act("set", key="change", index=[], value=-1)
    assert np.array_equal(pixels(panel, "curve"), curve)
    assert not np.array_equal(pixels(panel, "slice"), slices)


@pytest.mark.pictures
def test_the_pictures_are_the_same_whatever_was_drawn_before(panel: GradcheckPanel) -> None:
    before = [pixels(panel, name) for name in ("curve", "slice")]
    for do, what in CHANGES:
        panel.act(do, **what)
    panel.act("same")
    panel.act("look", key="dW_1", index=[1, 2])
    for name, pixels_before in zip(("curve", "slice"), before, strict=True):
        assert np.array_equal(pixels(panel, name), pixels_before), name


@pytest.mark.pictures
def test_the_pictures_follow_the_theme(panel: GradcheckPanel) -> None:
    for name in ("curve", "slice"):
        assert pixels(panel, name)[0, 0].min() == 255
    panel.dark = True
    for name in ("curve", "slice"):
        assert pixels(panel, name)[0, 0].max() < 50


def test_a_slip_turns_its_entries_red_and_no_others(slipped: GradcheckPanel) -> None:
    maps = re.findall(r"<figure.*?</figure>", slipped.regions["maps"])
    signs = {bool(re.search(r"mlp-gc-off", each)) for each in maps[:3]}
    assert signs == {False}
    for each in maps[3:]:
        kinds = {kind for kind, _ in TABLE_CELL.findall(each)}
        assert kinds == {"off"}
    symbols = "all of ∇<i>W</i><sub>0</sub>, all of ∇<i>b</i><sub>0</sub>"
    assert f"6 of 12 are off: {symbols}" in slipped.regions["head"]
    assert "the first quantity wrong is" in slipped.regions["head"]


@pytest.mark.parametrize("step", [1e-5, 1e-13])
def test_what_is_off_has_a_sign_and_not_only_a_colour(step: float) -> None:
    panel = gradcheck(network(), X, Y, step=step, slip="missing-minus")
    cells = TABLE_CELL.findall(panel.regions["maps"])
    assert {kind for kind, _ in cells} >= {"off"}
    assert all((text[:1] in ("✗", "∧")) == (kind == "off") for kind, text in cells)


def test_the_kink_is_marked_where_the_step_goes_over_it() -> None:
    panel = gradcheck(network(["relu", "sigmoid"]), X, Y)
    panel.act("kink")
    assert "over the kink of a ReLU" in panel.regions["head"]
    assert [text[0] for kind, text in TABLE_CELL.findall(panel.regions["maps"]) if kind == "off"]
    assert "∧" in panel.regions["maps"]
    assert_shows_what_is_computed(panel)
    panel.act("undo")
    assert "all 17 agree" in panel.regions["head"]


def test_without_relu_there_is_no_way_to_a_kink(panel: GradcheckPanel) -> None:
    assert re.search(r'<button data-do="kink" disabled', panel.regions["buttons"])
    panel.act("kink")
    assert "No layer is ReLU" in panel.regions["trouble"]
    panel.act("choose", name="hidden", value="relu")
    assert not re.search(r'<button data-do="kink" disabled', panel.regions["buttons"])


def test_slips_that_clash_are_said_to(panel: GradcheckPanel) -> None:
    panel.act("choose", name="slip", value="transposed-weights")
    assert "cannot even be computed" in panel.regions["head"]
    assert "shapes clash: W₁ᵀ is (2×3)" in panel.regions["head"]


def test_the_menu_offers_the_slips_that_can_be_made(panel: GradcheckPanel) -> None:
    assert 'value="sigmoid-of-z"' in panel.regions["setup"]
    assert 'value="tanh-at-net"' not in panel.regions["setup"]
    panel.act("choose", name="hidden", value="tanh")
    assert 'value="tanh-at-net"' in panel.regions["setup"]
    panel.act("choose", name="slip", value="tanh-at-net")
    assert panel.state.slip == "tanh-at-net"
    panel.act("choose", name="hidden", value="sigmoid")
    assert (panel.state.slip, panel.regions["trouble"]) == ("none", "")
    assert_shows_what_is_computed(panel)


def test_own_activations_stay_in_the_menu() -> None:
    panel = gradcheck(network([LEAKY, "sigmoid"]), X, Y)
    for name in ("relu", "leaky"):
        panel.act("choose", name="hidden", value=name)
        assert f'<option value="{name}" selected>' in panel.regions["setup"]
        assert_shows_what_is_computed(panel)


def test_keys_go_through_all_weights_and_back(panel: GradcheckPanel) -> None:
    panel.act("first")
    seen = []
    for _ in range(17):
        seen.append(panel.selected)
        panel.act("next")
    assert len(set(seen)) == 17
    assert panel.at_end
    assert panel.selected == ("db_0", (3,))
    panel.act("back")
    assert panel.selected == ("db_0", (2,))
    assert "∇<i>b</i><sub>0</sub>[2], 16 of 17" in panel.regions["buttons"]


@pytest.mark.parametrize(
    ("key", "index", "selected"),
    [
        ("error:delta_1", [2], ("db_0", (2,))),
        ("error:dW_0", [2, 3], ("dW_0", (2, 3))),
        ("measured:db_1", [1], ("db_1", (1,))),
        ("W_1", [3, 2], ("dW_1", (3, 2))),
        ("b_0", [1], ("db_0", (1,))),
    ],
)
def test_a_click_on_any_number_of_a_weight_leads_to_it(
    panel: GradcheckPanel, key: str, index: list[int], selected: tuple[str, tuple[int, ...]]
) -> None:
    panel.act("look", key=key, index=index)
    assert panel.selected == selected
    assert f'data-key="error:{selected[0]}"' in panel.regions["lens"]


def test_the_worst_entry_is_found(slipped: GradcheckPanel) -> None:
    slipped.act("worst")
    key, index = slipped.selected
    here = slipped.experiment.error(key)[tuple(i - 1 for i in index)]
    assert here == slipped.experiment.worst


def test_a_drag_is_one_change_and_can_be_taken_back(panel: GradcheckPanel) -> None:
    begin, sliders = panel.state, panel.regions["sliders"]
    for value in (-6, -7, -8):
        panel.act("set", key="log_s", index=[], value=value)
        assert panel.regions["sliders"] == sliders  # not redrawn under the finger
    panel.act("settle")
    panel.act("set", key="log_s", index=[], value=-9)
    panel.act("undo")
    assert panel.state.log_s == -8
    panel.act("undo")
    assert panel.state == begin
    assert re.search(r'data-do="undo" disabled', panel.regions["buttons"])


def test_same_as_at_the_start_is_that(panel: GradcheckPanel) -> None:
    begin = panel.state
    for do, what in CHANGES:
        panel.act(do, **what)
    panel.act("same")
    assert panel.state == begin
    panel.act("undo")
    assert panel.state != begin


@pytest.mark.parametrize(
    ("do", "what", "said"),
    [
        ("set", {"key": "log_s", "index": [], "value": -20}, "must be from −14 to 0"),
        ("set", {"key": "log_s", "index": [], "value": float("nan")}, "finite number"),
        ("set", {"key": "x", "index": [3], "value": 1}, "X has shape (2,)"),
        ("set", {"key": "W_0", "index": [1, 1], "value": 1}, "Unknown slider"),
        ("choose", {"name": "scheme", "value": "up"}, "Unknown scheme"),
        ("choose", {"name": "dtype", "value": "float16"}, "Unknown dtype"),
        ("choose", {"name": "slip", "value": "typo"}, "unknown slip"),
        ("choose", {"name": "slip", "value": "tanh-at-net"}, "cannot be made here"),
        ("choose", {"name": "hidden", "value": "sine"}, "Unknown activation"),
        ("choose", {"name": "loss", "value": "x"}, "Unknown menu"),
        ("look", {"key": "error:dW_7", "index": [1, 1]}, "No gradient has an entry"),
        ("look", {"key": "error:dW_0", "index": [9, 1]}, "No gradient has an entry"),
        ("look", {"key": "risen", "index": []}, "No gradient has an entry"),
    ],
)
def test_what_is_refused_is_said_and_changes_nothing(
    refusing: GradcheckPanel, do: str, what: dict[str, object], said: str
) -> None:
    state, numbers = refusing.state, shown(refusing)
    refusing.act(do, **what)
    assert said in refusing.regions["trouble"]
    assert (refusing.state, shown(refusing)) == (state, numbers)


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ({"step": 0}, ValueError),
        ({"step": 1e-20}, ValueError),
        ({"scheme": "up"}, ValueError),
        ({"dtype": "float8"}, ValueError),
        ({"slip": "typo"}, KeyError),
        ({"weight": ("W_5", (1, 1))}, LookupError),
        ({"change": "far"}, TypeError),
    ],
)
def test_a_panel_that_cannot_be_is_refused(how: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        gradcheck(network(), X, Y, **how)


def test_a_batch_and_a_network_too_large_are_refused() -> None:
    with pytest.raises(ValueError, match="take one row"):
        gradcheck(network(), [X, X], [Y, Y])
    with pytest.raises(ValueError, match="at most"):
        gradcheck(MLP([2, 60, 60, 1]), X, [1.0])


def test_a_larger_network_shows_cells_without_numbers() -> None:
    panel = gradcheck(MLP([4, 12, 8, 3], "tanh", seed=1), [0.8, -0.4, 0.3, 1.0], [1, 0, 0])
    assert all(text == "" for _, text in TABLE_CELL.findall(panel.regions["maps"]))
    assert 'title="relative error' in panel.regions["maps"]
    assert_shows_what_is_computed(panel)


def test_the_line_of_code_says_the_same(panel: GradcheckPanel) -> None:
    """Whoever copies it gets the verdict of the panel."""
    names = {"mlpcore": mlpcore, "lesson": lesson}
    for do, what in [("go", {"to": 0}), *CHANGES]:
        panel.act(do, **what)
        line = re.search(r'<code class="mlp-code">(.*?)</code>', panel.regions["head"])[1]
        state = panel.state
        names |= {"mlp": state.mlp, "x": state.x, "y": state.y}
        found = eval(line.replace("&quot;", '"'), names)
        if "gradient_experiment" in line:
            step_is_written_in_full = f"{10.0**state.log_s:.3g}" == repr(10.0**state.log_s)
            assert found.verdict == panel.experiment.verdict or not step_is_written_in_full
        else:
            assert (found.ok, state.scheme, state.dtype) == (True, "centred", "float64")


def test_notes_names_are_written_where_they_are_wanted() -> None:
    panel = gradcheck(network(), X, Y, weight=("W_1", (1, 2)), named=True)
    assert "∇<i>W</i><sub>o</sub>[1,2]" in panel.regions["lens"]
    assert str(panel).splitlines()[1] == "  ∇W_o: 6 of 6 agree"


# --- on paper -----------------------------------------------------------------------------------


@pytest.mark.pictures
def test_on_paper_there_are_pictures_tables_and_a_text(slipped: GradcheckPanel) -> None:
    bundle, _ = slipped._repr_mimebundle_()
    assert has_picture(bundle)
    assert bundle["text/html"].count("<table") == 8
    assert bundle["text/plain"] == str(slipped)
    assert "6 of 12 are off" in bundle["text/html"]
    assert "data-do" not in bundle["text/html"]


def test_paper_does_not_hang_on_the_last_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another machine rounds ε another way; all but the pixels must be the same."""

    def paper() -> str:
        panel = gradcheck(network(widths=(2, 2, 2)), X, Y, slip="transposed-weights")
        html = re.sub(r'src="data:image/png;base64,[^"]*"', "", panel.still())
        return f"{html}\n{panel}"

    before, moved, rng = paper(), Probe.moved, np.random.default_rng(0)

    def shaken(self: Probe, key: str, steps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        errors, at = moved(self, key, steps)
        unit = np.finfo(errors.dtype).eps
        return errors * (1 + unit * rng.integers(-1, 2, errors.shape)).astype(errors.dtype), at

    monkeypatch.setattr(Probe, "moved", shaken)
    for _ in range(3):
        assert paper() == before


def test_anything_in_any_order_leaves_a_panel_that_is_right() -> None:
    """Eighty random deeds, some of which are refused."""
    rng = np.random.default_rng(3)
    panel = gradcheck(network(["relu", "sigmoid"]), X, Y)
    values = (-14, -9.5, -1, 0, 3, 1e6, -1e300, 0.25)
    for turn in range(80):
        do, what = CHANGES[rng.integers(len(CHANGES))]
        if do == "set":
            what = what | {"value": values[rng.integers(len(values))]}
        if rng.random() < 0.3:
            do, what = ("undo", "same", "kink", "back", "settle")[rng.integers(5)], {}
        panel.act(do, **what)
        if turn % 8 == 0 and not panel.regions["trouble"]:
            assert_shows_what_is_computed(panel)


@pytest.mark.parametrize("named", [False, True])
def test_a_code_brings_back_exactly_this_panel(named: bool) -> None:
    panel = gradcheck(network(["relu", "sigmoid"]), X, Y, named=named)
    for do, what in (
        ("set", {"key": "log_s", "index": [], "value": -7.3}), ("kink", {}), ("next", {}),
        ("choose", {"name": "slip", "value": "missing-minus"}), ("worst", {}),
        ("choose", {"name": "scheme", "value": "one-sided"}),
    ):  # fmt: skip
        panel.act(do, **what)
    again = restore(panel.code)
    assert again.code == panel.code
    assert str(again) == str(panel)
    assert shown(again) == shown(panel)


# --- in other books -------------------------------------------------------------------------------

OTHER_BOOKS = ["nielsen", "bishop"]
READ = ("head", "maps", "lens", "nudge", "curve", "slice", "buttons", "spoken")


def read(panel: GradcheckPanel) -> str:
    """All that one reads or hears of it, and the printed text."""
    html = " ".join(panel.regions[name] for name in READ)
    said = " ".join(re.findall(r'(?:aria-label|title|alt)="([^"]*)"', html))
    return f"{re.sub(r'<[^>]*>', '', html)} {said} {panel}".replace("(net, x", "(network, x")


@pytest.mark.samples(5)
@pytest.mark.parametrize("book", OTHER_BOOKS)
@pytest.mark.parametrize("slip", [None, "missing-minus", "transposed-weights"])
@pytest.mark.parametrize("log_s", [-5.0, -1.0, -13.0])
def test_no_letter_of_the_notes_is_left(book: str, slip: str | None, log_s: float) -> None:
    """Wherever the book has another."""
    of_the_notes = re.compile(
        r"ε|\bnet(?![a-z])|∇[Wb]|W[₀₁]" if book == "bishop" else r"ε|\bnet(?![a-z])|W(?![a-z])"
    )
    texts = []
    for notation in (book, "notes"):
        panel = gradcheck(network(), X, Y, slip=slip, step=10.0**log_s, notation=notation)
        panel.act("worst")
        texts.append(of_the_notes.findall(read(panel)))
    assert texts[0] == []
    assert texts[1] != []


@pytest.mark.parametrize("book", OTHER_BOOKS)
def test_the_numbers_stay_and_units_stand_in_rows(book: str) -> None:
    """Same places in the DOM, transposed on the page; Next goes along the rows."""
    panel, notes = (
        gradcheck(network(), X, Y, weight=("W_0", (2, 1)), notation=name)
        for name in (book, "notes")
    )
    assert sorted(shown(panel)) == sorted(shown(notes))
    assert_shows_what_is_computed(panel)
    table = re.findall(r"<figure.*?</figure>", panel.regions["maps"])[4]
    rows = [re.findall(r'data-index="([^"]+)"', row) for row in re.findall(r"<tr>.*?</tr>", table)]
    assert rows == [["1,1", "2,1"], ["1,2", "2,2"], ["1,3", "2,3"]]
    assert "3×2" in table
    panel.act("next")
    assert panel.selected == ("dW_0", (1, 2))


@pytest.mark.pictures
def test_one_switches_the_book_and_the_weight_stays(panel: GradcheckPanel) -> None:
    """The code carries it; undo takes it back; the picture is labelled anew."""
    before, selected, slices = shown(panel), panel.selected, pixels(panel, "slice")
    panel.act("choose", name="notation", value="bishop")
    assert panel.selected == selected
    assert "∂<i>E</i>/∂" in panel.regions["lens"]
    assert not np.array_equal(pixels(panel, "slice"), slices)
    again = restore(panel.code)
    assert (str(again), again.code) == (str(panel), panel.code)
    panel.act("undo")
    assert (shown(panel), panel.selected) == (before, selected)
    panel.act("choose", name="notation", value="bischop")
    assert "bischop" in panel.regions["trouble"]
    with pytest.raises(ValueError, match="did you mean 'nielsen'"):
        gradcheck(network(), X, Y, notation="nilsen")


# --- what is hidden from the room -----------------------------------------------------------------


def test_a_hidden_gradient_is_hidden_with_all_that_tells_it(slipped: GradcheckPanel) -> None:
    """And shown again by a click on any of it; its code keeps it hidden."""
    slipped.act("look", key="dW_0", index=[1, 2])
    slipped.act("cover")
    hidden = {"dW_0", "error:dW_0", "measured:dW_0", "slope", "promised", "rest", "per_change",
              "off_by"}  # fmt: skip
    assert set(slipped.covered) == hidden
    shown_keys = {key for key, _, _ in shown(slipped)}
    assert hidden <= shown_keys
    again = restore(slipped.code)
    assert (again.covered, again.selected) == (slipped.covered, slipped.selected)
    slipped.act("look", key="dW_1", index=[1, 1])
    assert set(slipped.covered) == {"dW_0", "error:dW_0", "measured:dW_0"}
    slipped.act("reveal", key="error:dW_0")
    assert slipped.covered == []


def test_a_bias_is_hidden_with_its_delta_and_formulas_by_themselves(panel: GradcheckPanel) -> None:
    """δ and ∇b are the same numbers."""
    panel.act("look", key="db_1", index=[2])
    panel.act("cover")
    assert "error:delta_2" in panel.covered
    panel.act("reveal", key="error:delta_2")
    assert panel.covered == []
    panel.act("formulas")
    assert restore(panel.code).formulas is panel.formulas is False


@pytest.mark.pictures
@pytest.mark.parametrize("dark", [False, True])
def test_on_a_projector_the_legend_lies_outside_the_curves(dark: bool) -> None:
    """Below the axes, inside the picture, and no label is cut off."""
    picture = CurvePicture(Style(dark, large=True))
    picture.show(gradient_experiment(network(), X, Y), wrong=False)
    picture.png()
    (legend,) = picture.figure.legends
    assert len(legend.get_texts()) <= 6
    box, axes = legend.get_window_extent(), picture.ax.get_window_extent()
    assert box.y1 < axes.y0
    whole = picture.figure.bbox
    for each in (
        box,
        picture.ax.xaxis.label.get_window_extent(),
        picture.ax.yaxis.label.get_window_extent(),
    ):
        assert whole.x0 <= each.x0 < each.x1 <= whole.x1
        assert whole.y0 <= each.y0 < each.y1 <= whole.y1


@pytest.mark.pictures
@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("key", ["x", "y"])
@pytest.mark.parametrize("large", [1e16, 1e75, 1e154, -1e154, 1e160])
def test_what_is_large_and_finite_is_drawn(key: str, large: float) -> None:
    panel = GradcheckPanel(MLP([2, 2, 2], "identity", seed=7, init="uniform"), [0.5, 1], [1, 1])
    panel.act("type", key=key, index=[1], value=f"{large}")
    assert getattr(panel.state, key)[0] == large
    assert not panel.trouble


@pytest.mark.pictures
@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("large", [1e16, 1e75, 1e154, 1e160])
def test_a_large_weight_is_drawn(large: float) -> None:
    for f in ("tanh", "identity"):
        mlp = MLP([2, 2, 2], f, seed=7)
        mlp.W[0][0, 0] = large
        assert GradcheckPanel(mlp, [0.5, 1], [1, 1]).still()
