"""The training panel and the depth panel without a browser: what is done, shown and refused."""

import base64
import io
import itertools
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mlpcore import MLP, stopping, train
from mlpcore.lesson.depth import deep_mlp
from mlpcore.lesson.steps.norms import layer_norms
from mlpcore.lesson.training.answers import confusion
from mlpcore.lesson.training.runs import look
from mlpcore.lesson.training.tasks import TOYS, usual_noise
from mlpcore.panels import restore, training_panel
from mlpcore.panels.base.panel import BasePanel
from mlpcore.panels.depth_panel import DepthPanel
from mlpcore.panels.training_panel import SLICE, TrainingPanel
from mlpcore.views.parts import plots
from mlpcore.views.training import loss_plot
from mlpcore.views.training import plots as training_plots
from mlpcore.views.training.layer_plot import LayerPicture
from mlpcore.views.training.plots import PlanePicture

pytestmark = pytest.mark.usefixtures("undrawn")

PLACE = re.compile(r'data-quantity="([^"]+)" data-index="([^"]*)" data-value="([^"]+)"')
PNG = b"\x89PNG\r\n\x1a\n"


def shown(panel: BasePanel) -> dict[tuple[str, str], float]:
    """Every number on the screen, by quantity and index."""
    return {(key, at): float(v) for key, at, v in PLACE.findall(" ".join(panel.regions.values()))}


def expected(panel: TrainingPanel) -> Iterator[tuple[tuple[str, str], float]]:
    """What the screen must show, from `mlpcore` alone."""
    run, given = panel.run, panel.run.task
    now = look(run.mlp, given.X, given.Y, run.epoch)
    yield ("epoch", ""), run.epoch
    if run.back_to is None:
        yield ("row", ""), run.done
    yield ("eps", ""), now.loss
    yield ("gradient_norm", ""), now.gradient_norm
    if given.has_held_out:
        yield ("held_eps", ""), look(run.mlp, given.held_X, given.held_Y, 0).loss
    bwd = run.mlp.backward(run.mlp.forward(given.X), given.Y)
    for l in range(1, run.mlp.h + 2):
        yield (f"norm_delta_{l}", ""), float(np.mean(np.sqrt(np.sum(bwd.delta[l] ** 2, axis=1))))
        yield (f"norm_dW_{l - 1}", ""), float(np.sqrt(np.sum(bwd.dW[l - 1] ** 2)))


def assert_shows_what_mlpcore_computes(panel: TrainingPanel) -> None:
    """Hold the numbers on the screen against a fresh computation."""
    numbers = shown(panel)
    for place, value in expected(panel):
        assert numbers[place] == pytest.approx(value, rel=1e-12, abs=1e-15), place


def tick(panel: TrainingPanel, until_epoch: int) -> None:
    """Let it run as the page does, to the end of an epoch or beyond."""
    while panel.running and panel.run.epoch < until_epoch:
        panel.act("tick")


@pytest.mark.pictures
@pytest.mark.parametrize("data", TOYS)
def test_every_data_set_trains_and_shows_what_mlpcore_computes(data: str) -> None:
    panel = TrainingPanel(data)
    assert_shows_what_mlpcore_computes(panel)
    first = panel.run.records[0].loss
    for do in ("sample", "batch", "epoch", "epoch"):
        panel.act(do)
        assert panel.regions["trouble"] == ""
        assert_shows_what_mlpcore_computes(panel)
    panel.act("toggle")
    tick(panel, 6)
    assert panel.run.records[-1].loss < first
    assert_shows_what_mlpcore_computes(panel)
    assert all(png.startswith(PNG) for png in panel.pictures.values())


def test_a_run_on_the_panel_is_the_run_of_train() -> None:
    panel = TrainingPanel("moons", pace="epoch", seed=3)
    mlp, given = panel.mlp.copy(), panel.task
    panel.act("toggle")
    tick(panel, 5)
    record = train(
        mlp, given.X, given.Y, eta=panel.settings.eta, batch_size=10, seed=3, epochs=panel.run.epoch
    )
    assert panel.run.records[1:] == record.records


def test_one_sample_one_batch_and_one_epoch_use_so_many_rows() -> None:
    panel = TrainingPanel("moons")
    for do, rows in (("sample", 1), ("batch", 11), ("sample", 12), ("epoch", 0)):
        panel.act(do)
        assert shown(panel)["row", ""] == rows
    assert panel.run.epoch == 1


def test_a_tick_takes_no_longer_than_its_slice_and_one_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By a clock that goes on a fifth of the slice at each look; a look comes after each step."""
    looks = itertools.count()
    monkeypatch.setattr(training_panel, "perf_counter", lambda: next(looks) * SLICE / 5)
    panel = TrainingPanel("spirals", widths="2-64-64-64-1")
    panel.act("toggle")
    panel.do_tick()
    assert (panel.run.epoch, panel.run.steps) == (0, 6)


def luminance(png: bytes) -> np.ndarray:
    """Of each pixel of a picture, as WCAG 2.2 defines it."""
    c = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) @ [
        0.2126,
        0.7152,
        0.0722,
    ]


@pytest.mark.pictures
def test_no_more_than_three_pictures_a_second_change_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of those that a clock of 30 pictures a second would show, many do: a tenth of the luminance
    or more, over more than a quarter of the picture.
    """
    now = 0.0

    def perf_counter() -> float:
        nonlocal now
        now += 0.0005
        return now

    monkeypatch.setattr(training_panel, "perf_counter", perf_counter)
    panel, times = TrainingPanel("spirals", eta=5), list[float]()
    panel.act("toggle")
    before = luminance(panel.pictures["main"])
    for _ in range(180):
        now += 1 / 30
        panel.act("tick")
        after = luminance(panel.pictures["main"])
        if np.mean(np.abs(after - before) >= 0.1) > 0.25:
            times.append(now)
        before = after
    assert len(times) > 10
    assert np.diff(times).min() >= 1 / 3


def test_a_pause_is_immediate_and_a_late_tick_does_nothing() -> None:
    panel = TrainingPanel("moons")
    panel.act("toggle")
    panel.act("tick")
    panel.act("toggle")
    steps, regions = panel.run.steps, panel.regions
    panel.act("tick")
    assert not panel.running
    assert (panel.run.steps, panel.regions) == (steps, regions)


@pytest.mark.parametrize(("pace", "steps"), [("sample", 1), ("batch", 1), ("epoch", 15)])
def test_a_slower_pace_shows_every_so_many_steps(pace: str, steps: int) -> None:
    panel = TrainingPanel("moons")
    panel.act("choose", name="pace", value=pace)
    panel.act("toggle")
    panel.act("tick")
    assert panel.run.steps <= steps
    while panel.run.steps < steps:  # a slice may be over before the epoch is
        panel.act("tick")
    assert panel.run.steps == steps


def test_eta_moves_while_it_runs_without_beginning_anew() -> None:
    panel = TrainingPanel("moons")
    panel.act("toggle")
    panel.act("tick")
    steps = panel.run.steps
    sliders = panel.regions["sliders"]
    panel.act("set", key="eta", index=[], value=1.7)
    assert panel.running
    assert panel.run.steps == steps
    assert panel.regions["sliders"] == sliders  # not drawn anew under the finger
    before = panel.run.mlp.copy()
    rows = panel.run.order[panel.run.done : panel.run.done + 1]
    X, Y = panel.task.X[rows], panel.task.Y[rows]
    if panel.run.done:
        panel.act("sample")
        before.descend(before.backward(before.forward(X), Y), eta=1.7)
        assert np.allclose(before.W[0], panel.mlp.W[0], rtol=1e-13)


def test_the_same_weights_come_back() -> None:
    panel = TrainingPanel("moons")
    begun, screen = panel.mlp.copy(), panel.regions["head"]
    panel.act("epoch")
    panel.act("same")
    assert all(np.array_equal(a, b) for a, b in zip(begun.W, panel.mlp.W, strict=True))
    assert panel.regions["head"] == screen
    panel.act("epoch")
    again = panel.run.records[-1]
    panel.act("same")
    panel.act("epoch")
    assert panel.run.records[-1] == again


def test_new_weights_are_those_of_the_seed_on_the_button() -> None:
    panel = TrainingPanel("xor")
    panel.act("new")
    assert np.array_equal(panel.mlp.W[0], MLP([2, 3, 1], ["tanh", "sigmoid"], seed=1).W[0])
    assert "seed 2" in panel.regions["buttons"]


def test_the_weights_of_the_lowest_error_come_back() -> None:
    panel = TrainingPanel("xor", epochs=5)
    best = panel.run.best
    panel.act("set", key="eta", index=[], value=40.0)
    panel.act("epoch")
    assert panel.run.records[-1].loss > best.loss
    panel.act("best")
    given = panel.task
    assert look(panel.mlp, given.X, given.Y, 0).loss == pytest.approx(best.loss, rel=1e-12)


def test_each_criterion_is_drawn_where_train_would_have_stopped() -> None:
    numbers = {"epochs": 9, "bound": 0.04, "patience": 3, "theta": 0.02}
    panel = TrainingPanel("moons", epochs=40, eta=2.0)
    mlp, given = panel.run.begun, panel.task
    for key, value in numbers.items():
        panel.act("set", key=key, index=[], value=value)
    criteria = (
        stopping.fixed_epochs(9),
        stopping.loss_below(0.04),
        stopping.no_improvement(3),
        stopping.gradient_norm_below(0.02),
    )
    screen = shown(panel)
    for n, criterion in enumerate(criteria, 1):
        run = train(
            mlp.copy(), given.X, given.Y, eta=2.0, batch_size=10, epochs=40, stop=[criterion]
        )
        stopped = run.epochs if criterion.met(run.records) else None
        assert screen.get((f"stop_{n}", "")) == stopped
        if stopped:
            assert screen[f"stop_eps_{n}", ""] == run.loss[-1]


CHANGES = {
    "data": ("choose", {"name": "data", "value": "blobs"}),
    "widths": ("choose", {"name": "widths", "value": "2-5-1"}),
    "hidden activation": ("choose", {"name": "activation", "value": "relu"}),
    "output activation": ("choose", {"name": "output", "value": "tanh"}),
    "loss": ("choose", {"name": "loss", "value": "cross_entropy"}),
    "scheme": ("choose", {"name": "init", "value": "he"}),
    "order": ("choose", {"name": "shuffle", "value": "no"}),
    "noise": ("set", {"key": "noise", "index": [], "value": 0.3}),
    "seed of the data": ("set", {"key": "data_seed", "index": [], "value": 4}),
}


@pytest.mark.parametrize(("do", "what"), CHANGES.values(), ids=CHANGES)
def test_a_change_of_the_task_or_the_network_begins_anew(do: str, what: dict[str, object]) -> None:
    panel = TrainingPanel("moons", epochs=2)
    panel.act(do, **what)
    assert panel.regions["trouble"] == ""
    assert panel.run.epoch == 0
    panel.act("epoch")
    assert_shows_what_mlpcore_computes(panel)


REFUSED = {
    "an eta of zero": ("set", {"key": "eta", "index": [], "value": 0.0}, "learning rate η is 0"),
    "half a row": ("set", {"key": "batch_size", "index": [], "value": 2.5}, "whole number"),
    "an input too many": ("choose", {"name": "widths", "value": "3-4-1"}, "are 2 and 1"),
    "words for widths": ("choose", {"name": "widths", "value": "two-four"}, "as in 2-8-8-1"),
    "a layer of nothing": ("choose", {"name": "widths", "value": "2-0-1"}, "above 0"),
    "too wide": ("choose", {"name": "widths", "value": "2-900-1"}, "at most 64"),
    "unknown data": ("choose", {"name": "data", "value": "moon"}, "did you mean 'moons'"),
    "an unknown activation": ("choose", {"name": "activation", "value": "tan"}, "tanh"),
    "a bound of nothing": ("set", {"key": "bound", "index": [], "value": 0.0}, "bound of ε is 0"),
    "nothing of that name": ("set", {"key": "theta_", "index": [], "value": 1.0}, "no theta_"),
}


@pytest.mark.parametrize(("do", "what", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_said_and_changes_nothing(
    do: str, what: dict[str, object], words: str
) -> None:
    panel = TrainingPanel("moons", epochs=1)
    run, settings = panel.run, panel.settings
    panel.act(do, **what)
    assert words.lower() in panel.trouble.lower()
    assert panel.regions["trouble"]
    assert panel.run is run
    assert panel.settings == settings
    panel.act("epoch")
    assert panel.regions["trouble"] == ""


def test_cross_entropy_and_back_again_changes_the_output_too() -> None:
    panel = TrainingPanel("moons")
    panel.act("choose", name="loss", value="cross_entropy")
    assert panel.mlp.widths[-1] == 2
    assert panel.mlp.f[-1].name == "softmax"
    panel.act("choose", name="loss", value="half_squared_error")
    assert panel.mlp.widths[-1] == 1
    assert panel.mlp.f[-1].name == "sigmoid"


def test_divergence_is_said_in_words_and_the_weights_stay_finite() -> None:
    panel = TrainingPanel("wave")
    panel.act("epoch")
    panel.act("set", key="eta", index=[], value=1e6)
    panel.act("toggle")
    for _ in range(200):
        panel.act("tick")
    assert not panel.running
    assert "Diverged in epoch" in panel.regions["trouble"]
    assert "try an η below" in panel.regions["trouble"]
    assert all(np.isfinite(W).all() for W in panel.mlp.W)
    panel.act("toggle")
    assert not panel.running
    panel.act("same")
    assert panel.regions["trouble"] == ""


def test_a_step_that_fails_stops_the_run_and_is_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = TrainingPanel("blobs", pace="batch")
    before = panel.mlp.W
    panel.act("toggle")
    panel.act("tick")
    assert panel.mlp.W is not before

    def fails(*_: object) -> None:
        raise ValueError("cross_entropy takes log o")

    monkeypatch.setattr("mlpcore.speed.Engine.descend", fails)
    panel.act("tick")
    assert not panel.running
    assert "log o" in panel.regions["trouble"]
    assert panel.mlp.W is before


def test_an_output_that_has_no_logarithm_is_refused() -> None:
    panel = TrainingPanel("blobs")
    panel.act("choose", name="output", value="relu")
    assert "log o" in panel.regions["trouble"]
    assert panel.settings.output == "softmax"


def test_the_code_of_the_bottleneck_is_on_the_screen_and_changes_as_it_learns() -> None:
    panel = TrainingPanel("encoder")
    before = panel.regions["main"]
    panel.act("epoch")
    assert panel.regions["main"] != before
    z = panel.mlp.forward(panel.task.X).z[1]
    for (i, j), value in np.ndenumerate(z):
        assert shown(panel)["code", f"{i + 1},{j + 1}"] == pytest.approx(value, rel=1e-12)


def test_own_arrays_of_any_width_and_an_own_file_are_learned(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 4))
    panel = TrainingPanel(X=X, Y=X @ [1, -1, 0.5, 0])
    first = panel.run.records[0].loss
    for _ in range(5):
        panel.act("epoch")
    assert panel.run.records[-1].loss < first
    path = tmp_path / "points.csv"
    path.write_text("\n".join(f"{a},{b},{'red' if a > b else 'blue'}" for a, b in X[:, :2]))
    own = TrainingPanel(csv=path)
    own.act("epoch")
    assert_shows_what_mlpcore_computes(own)
    own.act("choose", name="data", value="moons")
    own.act("choose", name="data", value="own")
    assert own.settings.data == "own"


@pytest.mark.parametrize(
    "options", [{"X": [[1.0]]}, {"eta": 0}, {"widths": 7}, {"colour": "red"}, {"data": "mooons"}]
)
def test_options_that_do_not_fit_are_refused(options: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        TrainingPanel(**options)  # type: ignore[arg-type]


@pytest.mark.parametrize("key", ["ArrowRight", "ArrowLeft", "Home", "End", "click"])
def test_every_key_of_the_stage_has_an_answer(key: str) -> None:
    does = {"ArrowRight": "next", "ArrowLeft": "back", "Home": "first", "End": "last"}
    for panel in (TrainingPanel("xor"), DepthPanel(3)):
        panel.act(does.get(key, "settle"))
        panel.act("look", key="eps", index=[])
        assert panel.trouble == ""


# --- data as people have it -----------------------------------------------------------------------


def cloud(seed: int, middle: tuple[float, ...]) -> np.ndarray:
    """Thirty rows round a middle, of one fifth of its size."""
    return np.array(middle) * (
        1 + 0.05 * np.random.default_rng(seed).normal(size=(30, len(middle)))
    )


IRIS = [
    cloud(n, m) for n, m in enumerate([(5, 3.4, 1.5, 0.2), (5.9, 2.8, 4.3, 1.3), (6.6, 3, 6, 2)])
]
MASSES = [cloud(n, m) for n, m in enumerate([(38.8, 18.3, 3700), (47.5, 15.0, 5076)])]
SPECIES = ("setosa", "versicolor", "virginica")


def lines(*groups: tuple[str, np.ndarray], first: bool = False, apart: str = ",") -> str:
    """Rows of numbers with their label, the groups in turn."""
    cells = [(name, [f"{v:.2f}" for v in row]) for name, rows in groups for row in rows]
    return "".join(
        apart.join([name, *row] if first else [*row, name]) + "\n" for name, row in cells
    )


IRIS_ROWS = lines(*zip(SPECIES, IRIS, strict=True))
EXCEL = "Nr;Länge;Gewicht;Größe\r\n" + "".join(
    f"{n};{x:.1f};{m:.1f};{name}\r\n".replace(".", ",")
    for n, ((x, _, m), name) in enumerate(
        [(row, name) for name, rows in zip(("klein", "groß"), MASSES, strict=True) for row in rows],
        1,
    )
)
PENGUINS = "species,bill_length_mm,bill_depth_mm,body_mass_g\nAdelie,NA,NA,NA\n" + lines(
    ("Adelie", MASSES[0]), ("Gentoo", MASSES[1]), first=True
)
FILES = {
    "iris": (IRIS_ROWS, "utf-8", {}, SPECIES),
    "iris with an index": (
        "\n".join(f"{n},{line}" for n, line in enumerate(IRIS_ROWS.splitlines()[::7])).replace(
            "0,", "id,a,b,c,d,kind\n0,", 1
        ), "utf-8", {}, SPECIES,
    ),
    "penguins": (PENGUINS, "utf-8", {}, ("Adelie", "Gentoo")),
    "two columns of penguins": (
        PENGUINS, "utf-8", {"columns": ["bill_length_mm", "body_mass_g"]}, ("Adelie", "Gentoo"),
    ),
    "the mass of penguins": (PENGUINS, "utf-8", {"target": "body_mass_g"}, ()),
    "Excel": (EXCEL, "utf-8-sig", {}, ("groß", "klein")),
    "Excel in Latin-1": (EXCEL, "latin-1", {}, ("groß", "klein")),
    "Excel in UTF-16": (EXCEL, "utf-16", {}, ("groß", "klein")),
}  # fmt: skip


def saved(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    """A file with that text."""
    path = folder / "table.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.samples(3)
@pytest.mark.parametrize(("text", "encoding", "options", "classes"), FILES.values(), ids=FILES)
def test_a_file_as_people_have_it_opens_at_once_and_is_learned(
    tmp_path: Path, text: str, encoding: str, options: dict[str, object], classes: tuple[str, ...]
) -> None:
    """Standardised, by the network that suits it; its class names are wherever classes are."""
    path = saved(tmp_path, text, encoding)
    panel = TrainingPanel(csv=path, standardise=True, **options)
    first = panel.run.records[0].loss
    for _ in range(25):
        panel.act("epoch")
    assert panel.run.records[-1].loss < first / 2
    assert "\nnote: " not in str(panel)
    assert_shows_what_mlpcore_computes(panel)
    for shown_in in (str(panel), panel.still(), "".join(panel.regions.values())):
        assert [name for name in classes if name not in shown_in] == []
    with pytest.raises(ValueError, match="these data are your own"):
        _ = panel.code


def test_rows_that_are_left_out_are_counted_on_the_panel(tmp_path: Path) -> None:
    panel = TrainingPanel(csv=saved(tmp_path, PENGUINS))
    said = "60 rows, 3 features, target species: 2 classes, 1 left out for missing values"
    for shown_in in (panel.regions["about"], str(panel), panel.still()):
        assert said in shown_in


def test_raw_columns_that_saturate_are_pointed_out_and_one_click_helps(tmp_path: Path) -> None:
    """All rows get one output, half of them right; standardised it learns."""
    panel = TrainingPanel(csv=saved(tmp_path, PENGUINS), epochs=5)
    net = panel.mlp.forward(panel.task.X).net[1]
    assert np.mean(1 - np.tanh(net) ** 2 < 0.01) > 0.9
    most = f"inputs up to {np.abs(panel.task.X).max():,g} saturate layer 1"
    assert most in panel.regions["note"]
    assert most in str(panel)
    assert 'data-do="standardise"' in panel.regions["note"]
    assert "<button" not in panel.still()
    panel.act("standardise")
    assert panel.settings.standardise
    assert not panel.regions["note"]
    for _ in range(10):
        panel.act("epoch")
    assert np.trace(confusion(panel.mlp, panel.task.X, panel.task.Y)) > 0.95 * len(panel.task.X)


def test_rows_are_counted_by_class_and_answer_on_the_panel(tmp_path: Path) -> None:
    """Those in training, and those held out; a cell is the number of such rows."""
    panel = TrainingPanel(csv=saved(tmp_path, IRIS_ROWS), epochs=3, standardise=True)
    given, numbers = panel.task, shown(panel)
    for key, X, Y in (
        ("confusion", given.X, given.Y),
        ("held_confusion", given.held_X, given.held_Y),
    ):
        says, true = panel.mlp.forward(X).o.argmax(axis=1), Y.argmax(axis=1)
        for i in range(3):
            for j in range(3):
                wanted = np.sum((true == i) & (says == j))
                assert numbers[key, f"{i + 1},{j + 1}"] == wanted
        assert numbers[f"{key}_right", ""] == np.sum(true == says)


def test_a_new_row_is_answered_with_name_and_outputs(tmp_path: Path) -> None:
    """Treated as the rows in training were; what is no row is refused beside the box."""
    panel = TrainingPanel(csv=saved(tmp_path, PENGUINS), epochs=20, standardise=True)
    panel.act("choose", name="row", value="38,5; 18,1; 3.650")
    assert panel.settings.row == (38.5, 18.1, 3.65)
    panel.act("choose", name="row", value="38,5; 18,1; 3650")
    X = np.concatenate([panel.task.scaling.back(panel.task.X)])
    z = (np.array([38.5, 18.1, 3650]) - X.mean(axis=0)) / X.std(axis=0)
    o = panel.mlp.forward(z).o
    assert shown(panel)["predicted", "1"] == pytest.approx(o[0], rel=1e-9)
    assert "<b>Adelie</b>" in panel.regions["predicted"]
    assert "row (38.5, 18.1, 3650): Adelie, o = (" in str(panel)
    panel.act("choose", name="row", value="1; 2")
    assert "3 numbers, not 2" in panel.regions["refused_row"]
    assert panel.settings.row == (38.5, 18.1, 3650)
    panel.act("choose", name="row", value="")
    assert panel.regions["predicted"] == ""


def test_784_inputs_are_learned() -> None:
    """An input layer may be as wide as it is, and has no pictures but the rows that are right."""
    rng = np.random.default_rng(0)
    X, labels = rng.uniform(0, 1, (60, 784)), np.arange(60) % 3
    X[np.arange(60), labels] += 20
    panel = TrainingPanel(X=X, Y=labels, widths="784-20-3", standardise=True)
    panel.act("choose", name="widths", value="784-64-3")
    assert panel.mlp.widths == [784, 64, 3]
    panel.act("epoch")
    assert_shows_what_mlpcore_computes(panel)
    assert "and 776 more" in panel.regions["row"]
    panel.act("choose", name="widths", value="784-65-3")
    assert "at most 64 units a hidden layer" in panel.trouble


def test_of_many_classes_those_with_most_rows_wrong_are_shown() -> None:
    labels = [f"class {n:02}" for n in range(26)] * 2
    X = np.random.default_rng(0).normal(size=(52, 3))
    panel = TrainingPanel(X=X, Y=labels)
    assert "12 of 26 classes shown, those with most rows wrong" in panel.regions["main"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"target": "a"}, "names in a file"),
        ({"columns": ["a"]}, "names in a file"),
        ({"csv": "x.csv", "X": [[1]]}, "not as both"),
        ({"noise": 1e308}, "at most 10"),
        ({"row": (1, 2, 3)}, "row must hold 2 numbers"),
        ({"widths": "2-20-20-3"}, "are 2 and 1"),
    ],
)
def test_arguments_that_do_not_fit_each_other_are_refused(
    options: dict[str, object], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        TrainingPanel(**options)


# --- what is said, and for how long ---------------------------------------------------------------


def test_a_refusal_stays_while_it_trains_until_the_next_action() -> None:
    """Beside the control, and said aloud."""
    panel = TrainingPanel("moons")
    panel.act("toggle")
    panel.act("choose", name="widths", value="2-20-20-3")
    for _ in range(5):
        panel.act("tick")
        assert "but inputs and outputs of these data are 2 and 1" in panel.regions["refused"]
        assert panel.trouble
    panel.act("set", key="eta", index=[], value=0.4)
    panel.act("tick")
    assert (panel.regions["refused"], panel.trouble) == ("", "")


def test_what_helps_after_divergence_is_said_and_helps() -> None:
    panel = TrainingPanel("wave", eta=1e6)
    for _ in range(3):
        panel.act("epoch")
    assert "set η to 0.1, then press Same weights" in panel.regions["trouble"]
    panel.act("toggle")
    panel.act("set", key="eta", index=[], value=0.1)
    assert "Same weights" in panel.regions["trouble"]  # nothing has begun again so far
    panel.act("same")
    panel.act("epoch")
    assert panel.trouble == ""
    assert panel.run.records[-1].loss < panel.run.records[0].loss


def test_the_end_of_all_epochs_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlpcore.panels.training_panel.MOST_EPOCHS", 2)
    panel = TrainingPanel("xor", epochs=2)
    panel.act("toggle")
    assert not panel.running
    assert "2 epochs are done" in panel.regions["trouble"]


def test_weights_that_were_taken_back_are_named_with_their_epoch() -> None:
    panel = TrainingPanel("xor", epochs=5)
    panel.act("set", key="eta", index=[], value=40.0)
    panel.act("epoch")
    panel.act("best")
    assert f"weights of epoch {panel.run.best.number}" in panel.regions["head"]
    assert_shows_what_mlpcore_computes(panel)


def test_units_that_are_left_out_are_counted() -> None:
    title = TrainingPanel("moons", widths="2-20-8-1").regions["units"]
    assert "(16 of 20 units shown)" in title
    assert "shown)" not in TrainingPanel("moons").regions["units"]


# --- pictures -----------------------------------------------------------------------------------


def test_only_the_pictures_that_changed_are_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    panel = TrainingPanel("moons", epochs=1)
    drawn: list[str] = []
    real = plots.Animated.png

    def note(self: plots.Animated, stored: bool = False) -> bytes:
        drawn.append(type(self).__name__)
        return real(self, stored)

    monkeypatch.setattr(plots.Animated, "png", note)
    panel.act("set", key="eta", index=[], value=0.7)
    assert drawn == []
    curve = panel.regions["loss"]
    panel.act("set", key="bound", index=[], value=0.1)
    assert drawn == []
    assert panel.regions["loss"] != curve
    panel.act("sample")
    assert drawn == ["PlanePicture", "UnitsPicture"]
    drawn.clear()
    panel.dark = True
    assert sorted(drawn) == ["PlanePicture", "UnitsPicture"]


@pytest.mark.pictures
@pytest.mark.parametrize("data", ["moons", "blobs", "wave"])
def test_the_picture_shows_what_the_network_answers(data: str) -> None:
    panel = TrainingPanel(data, epochs=2)
    picture = panel._pictures["main"]
    before = picture.png()
    panel.act("epoch")
    assert panel.pictures["main"] != before
    if data == "wave":
        x = picture.curve.get_xdata()[:, None]
        assert picture.curve.get_ydata().ravel() == pytest.approx(panel.mlp.forward(x).o.ravel())
        return
    pixels = picture._ground[1]
    corner = panel.mlp.forward(np.array(picture.area)[[0, 2]]).o
    winner = int(corner[0] > 0.5) if len(corner) == 1 else int(corner.argmax())
    assert pixels[0, 0].tolist() in picture.answers.shades[winner].tolist()


def test_the_loss_curve_is_the_recorded_run() -> None:
    """That of the rows in training, and that of those held out."""
    panel = TrainingPanel("moons", epochs=4)
    run = panel.run
    losses = [np.array([each.loss for each in records]) for records in (run.records, run.held)]
    box = loss_plot.around(4, np.concatenate(losses))
    for each in losses:
        assert loss_plot.path(box, each) in panel.regions["loss"]


def test_a_criterion_is_drawn_at_its_epoch() -> None:
    panel = TrainingPanel("moons", epochs=8)
    panel.act("set", key="epochs", index=[], value=5)
    assert ">A</text>" in panel.regions["loss"]
    assert ">C</text>" not in panel.regions["loss"]


def test_a_magnifier_leaves_the_points_it_is_given() -> None:
    up = training_plots.magnifier(9, 3)
    assert (up @ [1.0, 5.0, 3.0]).tolist() == [1, 2, 3, 4, 5, 4.5, 4, 3.5, 3]


# --- without a kernel ---------------------------------------------------------------------------


@pytest.mark.pictures
@pytest.mark.parametrize("panel_of", [partial(TrainingPanel, "moons", epochs=2), DepthPanel])
def test_without_a_kernel_the_panel_is_pictures_a_table_and_a_text(
    panel_of: Callable[[], BasePanel],
) -> None:
    panel = panel_of()
    bundle, _ = panel._repr_mimebundle_()
    pictures = re.findall(r'src="data:image/png;base64,([^"]+)" alt="[^"]+\d', bundle["text/html"])
    assert pictures
    assert all(base64.b64decode(picture).startswith(PNG) for picture in pictures)
    assert "<table" in bundle["text/html"]
    assert "<button" not in bundle["text/html"]
    assert "‖δ^l‖" in bundle["text/plain"]
    assert bundle == panel._repr_mimebundle_()[0]


def test_the_stored_panel_has_six_digits_at_most() -> None:
    values = [value for _, _, value in PLACE.findall(TrainingPanel("xor", epochs=3).still())]
    assert values
    assert all(len(v.lstrip("-0.").replace(".", "").split("e")[0]) <= 6 for v in values)


# --- the depth panel ----------------------------------------------------------------------------


def test_the_depth_panel_shows_the_norms_of_the_network_that_is_set() -> None:
    panel = DepthPanel(3)
    panel.act("set", key="hidden", index=[], value=6)
    panel.act("set", key="scale", index=[], value=2.5)
    panel.act("choose", name="activation", value="tanh")
    panel.act("new")
    norms = layer_norms(deep_mlp(6, 8, "tanh", 2.5, seed=1), panel.X, panel.Y)
    screen = shown(panel)
    for l in range(1, 8):
        assert screen[f"norm_delta_{l}", ""] == pytest.approx(norms.delta[l - 1], rel=1e-12)
        assert screen[f"norm_dW_{l - 1}", ""] == pytest.approx(norms.dW[l - 1], rel=1e-12)
    assert screen["reach", ""] == pytest.approx(norms.delta[0] / norms.delta[-1], rel=1e-12)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [("hidden", 99, "at most 20"), ("width", 1.5, "whole number"), ("scale", 0, "scale is 0")],
)
def test_the_depth_panel_refuses_what_does_not_fit(key: str, value: float, words: str) -> None:
    panel = DepthPanel(3)
    state = panel.state
    panel.act("set", key=key, index=[], value=value)
    assert words in panel.trouble
    assert panel.regions["trouble"]
    assert panel.state == state


def test_every_noise_can_be_moved() -> None:
    for data in filter(usual_noise, TOYS):
        panel = TrainingPanel(data)
        panel.act("set", key="noise", index=[], value=0.0)
        assert panel.trouble == ""


# --- the plane of a layer -------------------------------------------------------------------------


@pytest.mark.pictures
def test_the_plane_of_a_layer_is_drawn_when_it_is_chosen() -> None:
    """While the run goes on as it was; nothing of a layer is computed before."""
    panel = TrainingPanel("xor", widths="2-2-1", epochs=3)
    assert isinstance(panel._pictures["main"], PlanePicture)
    assert panel.regions["seen"] == ""
    run, before = panel.run, panel.pictures["main"]
    panel.act("choose", name="layer", value="1")
    assert isinstance(panel._pictures["main"], LayerPicture)
    assert panel.run is run
    assert panel.pictures["main"] != before
    assert (
        "One straight cut parts the classes in training: inputs no, layer 1"
        in panel.regions["seen"]
    )
    panel.act("choose", name="layer", value="0")
    assert panel.pictures["main"] == before


@pytest.mark.pictures
def test_the_plane_of_a_layer_follows_the_training() -> None:
    panel = TrainingPanel("moons", layer=1)
    before = panel.pictures["main"]
    panel.act("sample")
    assert panel.pictures["main"] != before
    assert 'alt="The plane in layer 1, 8 units' in panel.regions["main"]
    assert "The plane in layer 1, 8 units" in panel.still()


def test_a_layer_that_is_no_more_there_is_not_drawn() -> None:
    """The nearest one is, where widths are typed; and of more inputs none."""
    panel = TrainingPanel("moons", layer=2)
    panel.act("choose", name="widths", value="2-4-1")
    assert (panel.settings.layer, panel.trouble) == (1, "")
    panel.act("choose", name="layer", value="2")
    assert (panel.settings.layer, panel.trouble) == (1, "layer is 2, but 0 to 1 can be drawn")
    panel.act("choose", name="widths", value="2-1")
    assert (panel.settings.layer, panel.regions["layer"]) == (0, "")
    with pytest.raises(ValueError, match="layer is 1, but only that of two inputs can be drawn"):
        TrainingPanel("wave", layer=1)


def test_a_code_brings_the_layer_back() -> None:
    panel = TrainingPanel("moons", layer=2)
    assert "layer=2" in panel.code
    assert restore(panel.code).settings.layer == 2


def test_without_a_hidden_layer_there_is_no_activation_of_one_to_choose() -> None:
    panel = TrainingPanel("xor")
    assert 'data-name="activation"' in panel.regions["network"]
    panel.act("choose", name="widths", value="2-1")
    assert 'data-name="activation"' not in panel.regions["network"]
