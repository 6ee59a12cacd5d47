"""The softmax panel without a browser: what a person does, what is then shown, what is refused."""

import re
import warnings
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from mlpcore import panels, softmax
from mlpcore.lesson.softmax.topics import TOPICS
from mlpcore.panels import SoftmaxPanel
from mlpcore.views.parts.html import render
from mlpcore.views.softmax import pictures as softmax_svg
from tests.helpers.softmax_oracle import Given, wrong

CELL = re.compile(r'data-quantity="([^"]+)" data-index="([^"]*)" data-value="([^"]+)"')
KEYS = [topic.key for topic in TOPICS]


@pytest.fixture
def panel() -> SoftmaxPanel:
    """Three classes, the second is the target."""
    return SoftmaxPanel([2.0, 1.0, -1.0], [0.0, 1.0, 0.0])


def shown(panel: SoftmaxPanel) -> Iterator[tuple[str, tuple[int, ...], float]]:
    """Every number on the screen: quantity, index counted from 1, value."""
    for key, at, value in CELL.findall(" ".join(panel.regions.values())):
        yield key, tuple(int(i) for i in at.split(",") if i), float(value)


def given(panel: SoftmaxPanel) -> Given:
    """What the panel has been given."""
    state = panel.state
    return Given(list(state.net), list(state.y), state.loss, state.T, state.c)


def assert_right(panel: SoftmaxPanel) -> None:
    """Hold every number on the screen against a fresh computation."""
    numbers = list(shown(panel))
    assert len(numbers) > 2 * panel.record.k
    assert wrong(numbers, given(panel)) == []


CHANGES: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "as it begins": [],
    "a net input": [("set", {"key": "net", "index": [3], "value": 4.25})],
    "targets": [("set", {"key": "y", "index": [1], "value": 0.75})],
    "temperature": [("set", {"key": "T", "index": [], "value": 2.5})],
    "a shift": [("set", {"key": "c", "index": [], "value": -3.0})],
    "squared error": [("choose", {"name": "loss", "value": "half_squared_error"})],
    "binary": [("choose", {"name": "loss", "value": "binary_cross_entropy"})],
    "two classes": [("choose", {"name": "k", "value": "2"})],
    "eight classes": [("choose", {"name": "k", "value": "8"})],
    "sure and wrong": [("wrong", {})],
    "overflow": [("thousand", {})],
    "a share rounds to 0": [("set", {"key": "net", "index": [2], "value": -1000.0})],
}


@pytest.mark.parametrize("at", KEYS)
@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_every_number_of_every_topic_is_what_mlpcore_computes(
    at: str, changes: list[tuple[str, dict[str, Any]]]
) -> None:
    panel = SoftmaxPanel([2.0, 1.0, -1.0], [0.0, 1.0, 0.0], at=at)
    for do, what in changes:
        panel.act(do, **what)
        assert panel.regions["trouble"] == ""
    assert_right(panel)


def test_a_wrong_number_on_the_screen_is_noticed(
    panel: SoftmaxPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above can fail."""
    monkeypatch.setattr(panel.record, "_values", {**panel.record._values})
    panel.record._values["o"] = softmax(np.array([2.0, 1.0, -1.0])) * (1 + 1e-9)
    panel.draw()
    assert wrong(shown(panel), given(panel)) != []


@pytest.mark.parametrize("at", KEYS)
def test_each_topic_is_shown_with_formula_numbers_and_code(at: str) -> None:
    panel = SoftmaxPanel([2.0, 1.0, -1.0], [0.0, 1.0, 0.0], at=at)
    topic = TOPICS[KEYS.index(at)]
    assert topic.name in panel.regions["topic"]
    assert "<math" in panel.regions["topic"]
    assert "mlp-code" in panel.regions["topic"]
    assert 'aria-current="step"' in panel.regions["timeline"]
    assert panel.regions["spoken"] == f"Topic {KEYS.index(at) + 1} of 6: {topic.name}."


def test_next_and_back_walk_through_the_topics_and_stop_at_the_ends(panel: SoftmaxPanel) -> None:
    panel.act("back")
    assert panel.at == 0
    for n in range(1, len(TOPICS)):
        panel.act("next")
        assert panel.at == n
    panel.act("next")
    assert panel.at == len(TOPICS) - 1
    assert panel.at_end
    panel.act("first")
    assert panel.at == 0
    panel.act("last")
    panel.act("go", to=2)
    assert TOPICS[panel.at].key == "J"


def test_the_frame_has_a_place_for_every_region(panel: SoftmaxPanel) -> None:
    assert {f'data-region="{name}"' in panel.frame for name in panel.regions} == {True}


def places(html: str, key: str) -> list[str]:
    """The indices of a quantity, in the order in which they stand."""
    return [at for name, at, _ in CELL.findall(html) if name == key]


def test_the_jacobian_stands_by_rows_and_its_transpose_by_columns() -> None:
    """Symmetric as it is, only the places tell."""
    panel = SoftmaxPanel([2.0, 1.0], at="J")
    assert places(panel.regions["topic"], "J") == ["1,1", "1,2", "2,1", "2,2"]
    panel.act("next")
    assert places(panel.regions["topic"], "J") == ["1,1", "2,1", "1,2", "2,2"]


# --- what a person changes -----------------------------------------------------------------------


def test_the_sliders_are_left_alone_during_a_drag_and_fresh_after_it(panel: SoftmaxPanel) -> None:
    before = panel.regions["nets"]
    panel.act("set", key="net", index=[1], value=3.0)
    assert panel.regions["nets"] == before
    panel.act("settle")
    panel.act("next")
    assert 'value="3"' in panel.regions["nets"]


def test_a_drag_is_one_step_of_undo_and_the_next_drag_another(panel: SoftmaxPanel) -> None:
    begun = panel.state
    for value in (0.1, 0.2, 0.3):
        panel.act("set", key="net", index=[1], value=value)
    panel.act("settle")
    panel.act("set", key="net", index=[1], value=0.9)
    panel.act("undo")
    assert panel.state.net[0] == 0.3
    panel.act("undo")
    assert panel.state == begun
    panel.act("undo")
    assert panel.state == begun


def test_start_again_brings_everything_back(panel: SoftmaxPanel) -> None:
    begun = panel.state
    for do in ("wrong", "thousand"):
        panel.act(do)
    panel.act("choose", name="k", value="5")
    panel.act("same")
    assert panel.state == begun


def test_sure_and_wrong_leaves_the_target_and_gives_another_class_nearly_everything(
    panel: SoftmaxPanel,
) -> None:
    panel.act("wrong")
    assert panel.state.y == (0.0, 1.0, 0.0)
    assert panel.state.net == (8.0, 0.0, 0.0)
    first = SoftmaxPanel([0.0, 0.0])
    first.act("wrong")
    assert first.state.net == (0.0, 8.0)


def test_a_class_that_is_the_only_target_hands_it_on_when_it_goes() -> None:
    panel = SoftmaxPanel([1.0, 2.0, 3.0], [0.0, 0.0, 1.0])
    panel.act("choose", name="k", value="2")
    assert panel.state.y == (1.0, 0.0)
    panel.act("choose", name="k", value="4")
    assert panel.state.net == (1.0, 2.0, 0.0, 0.0)
    assert panel.state.y == (1.0, 0.0, 0.0, 0.0)


def test_the_lens_stays_where_it_is_or_goes_to_a_number_that_is_there(panel: SoftmaxPanel) -> None:
    panel.act("go", to=KEYS.index("J"))
    panel.act("look", key="J", index=[3, 2])
    panel.act("set", key="net", index=[1], value=0.5)
    assert panel.selected == ("J", (3, 2))
    panel.act("choose", name="k", value="2")
    assert panel.selected == ("J", (1, 1))


@pytest.mark.parametrize("at", KEYS)
def test_the_lens_reads_any_number_on_the_screen(at: str) -> None:
    panel = SoftmaxPanel([2.0, 1.0, -1.0], [0.0, 1.0, 0.0], at=at, T=2.0, c=1.0)
    for key, index, _ in set(shown(panel)):
        panel.act("look", key=key, index=list(index))
        assert panel.regions["trouble"] == ""
        assert f'data-key="{key}"' in panel.regions["lens"]
        assert "e^" not in panel.regions["lens"]
        ET.fromstring(panel.regions["lens"])


def test_the_lens_names_the_case_of_the_jacobian(panel: SoftmaxPanel) -> None:
    panel.act("look", key="J", index=[2, 2])
    assert "i = j: " in panel.regions["lens"]
    panel.act("look", key="J", index=[2, 1])
    assert "i ≠ j: " in panel.regions["lens"]


# --- what is said ---------------------------------------------------------------------------------


def test_the_gradient_check_fails_on_the_slip_and_on_nothing_else() -> None:
    panel = SoftmaxPanel([2.0, 1.0, -1.0], [0.0, 1.0, 0.0], at="slip")
    assert panel.regions["topic"].count("✗ off by") == 1
    assert panel.regions["topic"].count("✓ agrees") == 1
    panel.act("choose", name="loss", value="half_squared_error")
    assert panel.regions["topic"].count("✗ off by") == 1


def test_the_collapse_is_said_with_its_condition() -> None:
    panel = SoftmaxPanel([2.0, 1.0, -1.0], [0.0, 1.0, 0.0], at="delta")
    assert "= 1: <i>δ</i> = <i>o</i> − <i>y</i>" in panel.regions["topic"]
    panel.act("set", key="y", index=[3], value=0.5)
    assert "not 1: <i>o</i> − <i>y</i> would be wrong here" in panel.regions["topic"]
    panel.act("set", key="net", index=[2], value=-1000.0)
    assert "0 · ∞ is undefined" in panel.regions["topic"]
    panel.act("choose", name="loss", value="half_squared_error")
    assert "does not collapse" in panel.regions["topic"]
    assert "multiplied out" in panel.regions["topic"]
    panel.act("choose", name="loss", value="binary_cross_entropy")
    assert "<i>δ</i> = <i>o</i> − <i>y</i> needs the sigmoid" in panel.regions["topic"]


def test_overflow_is_said_in_words_and_no_warning_is_raised() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)  # NumPy's
        panel = SoftmaxPanel([2.0, 1.0, -1.0], at="naive")
        panel.act("thousand")
    assert "∞/∞ = undefined" in panel.regions["topic"]
    assert ("o", (1,), pytest.approx(0.7053845126982412)) in list(shown(panel))


# --- pictures -------------------------------------------------------------------------------------


def test_each_bar_is_as_long_as_its_share(panel: SoftmaxPanel) -> None:
    root = ET.fromstring(panel.regions["bars"])
    widths = [float(r.attrib["width"]) for r in root.iter() if r.tag.endswith("}rect")]
    tracks, bars = widths[::2], widths[1::2]
    assert np.allclose(np.divide(bars, tracks), panel.record.value("o"), atol=1e-4)


def test_the_point_stands_where_its_shares_put_it(panel: SoftmaxPanel) -> None:
    """Its height over each side of the triangle is that share of the whole height."""
    root = ET.fromstring(panel.regions["simplex"])
    circle = next(e for e in root.iter() if e.tag.endswith("}circle"))
    x, y = float(circle.attrib["cx"]), float(circle.attrib["cy"])
    corners = softmax_svg.CORNERS
    matrix = np.vstack([corners.T, np.ones(3)])
    assert np.allclose(np.linalg.solve(matrix, [x, y, 1.0]), panel.record.value("o"), atol=1e-3)


def test_the_simplex_is_there_for_three_classes_alone(panel: SoftmaxPanel) -> None:
    assert "<svg" in panel.regions["simplex"]
    panel.act("choose", name="k", value="4")
    assert panel.regions["simplex"] == ""


def test_the_simplex_shows_a_target_that_is_a_share_and_no_other(panel: SoftmaxPanel) -> None:
    assert "dashed" in panel.regions["simplex"]
    panel.act("set", key="y", index=[1], value=0.5)
    assert "y is not a share of 1" in panel.regions["simplex"]


def test_the_marks_on_the_curves_are_the_sizes_of_delta() -> None:
    """Measured on the axis of the chart, whose top is written beside it."""
    panel = SoftmaxPanel([8.0, 0.0, 0.0], [0.0, 1.0, 0.0], at="errors")
    chart = render(softmax_svg.sizes(panel.record))
    heights = [float(cy) for cy in re.findall(r'<circle cx="[\d.]+" cy="([\d.]+)"', chart)]
    _, top, _, bottom = softmax_svg.BOX
    p = panel.record
    largest = float(softmax_svg.sweep(p)["ce"].max())
    sizes = [(bottom - cy) / (bottom - top) * largest for cy in heights]
    assert np.allclose(sizes, [p.value("size_ce"), p.value("size_se")], atol=1e-3)


# --- without a kernel -----------------------------------------------------------------------------


@pytest.mark.parametrize("at", KEYS)
def test_without_a_kernel_the_panel_is_a_picture_a_table_and_a_text(at: str) -> None:
    panel = SoftmaxPanel([2.0, 1.0, -1.0], [0.0, 1.0, 0.0], at=at)
    bundle, _ = panel._repr_mimebundle_()
    assert str(panel.record) in bundle["text/plain"]
    assert "data:image/svg+xml;base64," in bundle["text/html"]
    assert "<table" in bundle["text/html"]
    for absent in ("<button", "<input", "<svg", "<math"):
        assert absent not in bundle["text/html"]


@pytest.mark.parametrize("at", KEYS)
def test_the_stored_panel_has_six_digits_at_most(at: str) -> None:
    panel = SoftmaxPanel([2.0, 1.0, -1.0], [0.0, 1.0, 0.0], at=at)
    values = [value for _, _, value in CELL.findall(panel.still())]
    assert values
    assert all(len(value.lstrip("-0.").replace(".", "").split("e")[0]) <= 6 for value in values)


# --- refusals -------------------------------------------------------------------------------------

REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "a number that is none": ("set", {"key": "net", "index": [1], "value": float("nan")}, "nan"),
    "a temperature of 0": ("set", {"key": "T", "index": [], "value": 0.0}, "T is 0"),
    "what follows from the rest": (
        "set",
        {"key": "o", "index": [1], "value": 0.5},
        "cannot be set",
    ),
    "an entry that is not there": ("set", {"key": "net", "index": [9], "value": 1.0}, "net"),
    "an unknown loss": ("choose", {"name": "loss", "value": "cross_entropi"}, "cross_entropy"),
    "an unknown menu": ("choose", {"name": "m", "value": "3"}, "menu"),
    "one class": ("choose", {"name": "k", "value": "1"}, "2 to 8"),
    "nine classes": ("choose", {"name": "k", "value": "9"}, "2 to 8"),
    "a hundred million classes": ("choose", {"name": "k", "value": "1e8"}, "net has 1e+08 entries"),
    "more classes than an int64": ("choose", {"name": "k", "value": "1e308"}, "2 to 8"),
    "less than no class": ("choose", {"name": "k", "value": "-1"}, "2 to 8"),
    "2.9 classes": ("choose", {"name": "k", "value": "2.9"}, "net has 2.9 entries"),
    "a quantity that does not exist": ("look", {"key": "J", "index": [4, 4]}, "J has shape"),
}


@pytest.mark.parametrize(("do", "what", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_said_in_the_panel_and_changes_nothing(
    panel: SoftmaxPanel, do: str, what: dict[str, Any], words: str
) -> None:
    state, selected = panel.state, panel.selected
    panel.act(do, **what)
    assert words.lower() in panel.regions["trouble"].lower()
    assert (panel.state, panel.selected) == (state, selected)
    assert_right(panel)
    panel.act("next")
    assert panel.regions["trouble"] == ""


def test_no_classes_are_made_beyond_those_that_are_shown(
    panel: SoftmaxPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlpcore.panels.softmax_panel.State.with_classes", None)
    panel.act("choose", name="k", value="9")
    assert panel.trouble == "net has 9 entries: the panel shows 2 to 8"


@pytest.mark.filterwarnings("error")
def test_targets_whose_sum_is_infinite_are_drawn() -> None:
    assert SoftmaxPanel([1.0, 2.0, 0.5], [1e308, 1e308, 0.0]).regions["simplex"]


def test_a_panel_that_cannot_be_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="2 to 8"):
        SoftmaxPanel(np.zeros(9))
    with pytest.raises(ValueError, match="delta"):
        SoftmaxPanel([1.0, 2.0], at="delto")
    with pytest.raises(ValueError, match="y"):
        SoftmaxPanel([1.0, 2.0], [1.0, 0.0, 0.0])


def test_left_out_the_target_is_the_first_class() -> None:
    assert SoftmaxPanel([1.0, 2.0, 3.0]).state.y == (1.0, 0.0, 0.0)


# What a room can be asked for, topic by topic; what else is on the screen stays to be read.
ASKED = {
    "naive": ({"naive_e", "naive_o", "naive_sum", "e", "log_of_o", "log_o"}, "s"),
    "J": ({"J", "row_sums", "column_sums"}, "o"),
    "delta": ({"summed", "terms", "delta"}, "d_o"),
    "slip": ({"slip", "numerical"}, "delta"),
    "errors": (
        {f"{kind}_{loss}" for kind in ("eps", "delta", "size") for loss in ("ce", "se")},
        "o",
    ),
}


def test_asking_first_each_topic_hides_what_it_is_about_until_one_step_on(
    panel: SoftmaxPanel,
) -> None:
    """The topic that was shown when it was switched on stays; the others come in two steps."""
    panel.act("ask")
    assert panel.covered == []
    for at, (topic, (asked, left)) in enumerate(ASKED.items(), 1):
        panel.act("next")
        assert (panel.topic, set(panel.covered)) == (topic, asked)
        assert {key for key, _, _ in shown(panel)} >= asked | {left}
        assert not panel.at_end
        panel.act("next")
        assert (panel.at, panel.covered) == (at, [])
    assert panel.at_end
    panel.act("back")
    assert panel.covered == []


def test_a_click_on_one_number_shows_the_whole_result(panel: SoftmaxPanel) -> None:
    """Of this topic only; what someone hid by hand stays hidden."""
    panel.act("look", key="o", index=[1])
    panel.act("cover")
    panel.act("ask")
    panel.act("go", to=2)
    panel.act("reveal", key="row_sums")
    assert panel.covered == ["o"]
    panel.act("reveal", key="o")
    panel.act("go", to=0)
    assert panel.covered == []
    panel.act("go", to=3)
    assert "delta" in panel.covered


def test_while_one_asks_no_sentence_and_no_label_gives_the_answer_away() -> None:
    """What holds is not said, the bars' label has no shares, and no curve shows the sizes."""
    panel = SoftmaxPanel([2.0, 1.0, -1.0])
    panel.ask = True
    for topic in ("o", "errors"):
        panel.act("go", to=[each.key for each in TOPICS].index(topic))
        before = panel.regions
        panel.act("next")
        after = panel.regions
        assert "Say it before you look" in before["topic"]
        assert "Say it before you look" not in after["topic"]
        if topic == "o":
            assert "o 1 = 0.71" in after["bars"]
            assert "o 1 = 0.71" not in before["bars"]
            assert "(0.71, 0.26, 0.035)" in after["simplex"]
            assert "(0.71, 0.26, 0.035)" not in before["simplex"]
        else:
            assert "times as large" in after["topic"]
            assert "times as large" not in before["topic"]
            assert ("<svg" in after["topic"], "<svg" in before["topic"]) == (True, False)


def test_a_code_keeps_what_is_still_to_be_asked(panel: SoftmaxPanel) -> None:
    """And what has been shown."""
    panel.act("ask")
    panel.act("next")
    panel.act("next")
    panel.act("next")
    again = panels.restore(panel.code)
    assert set(again.covered) == ASKED["J"][0]
    again.act("next")
    again.act("back")
    assert again.covered == []
