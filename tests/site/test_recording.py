"""What is stored of a panel: every step, every number, in little room."""

import gzip
import json
import os
import re

import numpy as np
import pytest

from mlpcore import lesson, panels
from mlpcore.panels.base.site_links import SITE
from site_builder.build import linked
from site_builder.recording import Recording, record
from site_builder.showcase import X, Y, mlp

VALUE = re.compile(r'data-quantity="([^"]+)" data-index="([\d,]*)" data-value="([^"]+)"')
ROOM = 60_000  # bytes


@pytest.fixture(scope="module")
def step() -> Recording:
    return record(panels.step(mlp(), X[0], Y[0], eta=0.5, named=True))


def values(text: str) -> dict[tuple[str, str], float]:
    """The numbers of a region by quantity and index."""
    return {(key, index): float(value) for key, index, value in VALUE.findall(text)}


def test_every_step_is_stored_with_the_numbers_of_the_pass(step: Recording) -> None:
    walk = lesson.walkthrough(mlp(), X[0], Y[0], eta=0.5)
    assert len(step.places) == len(walk)
    for at, each in enumerate(walk):
        shown = values(step.regions(at)["ledger"])
        for place, number in np.ndenumerate(each.value):
            index = ",".join(str(i + 1) for i in place)
            assert shown[each.quantity, index] == number


def test_the_pass_of_the_first_page_is_the_one_found_by_hand(step: Recording) -> None:
    """net of the first hidden unit: 0.6·1 − 0.8·(−0.5) + 0.1 = 1.1."""
    shown = values(step.regions(0)["ledger"])
    assert shown["net_1", "1"] == pytest.approx(1.1, abs=1e-15)


def test_a_number_under_the_lens_brings_its_formula(step: Recording) -> None:
    [(since, changed)] = step.looks["net_1@2"][:1]
    lens = step.texts[changed["lens"]]
    assert since == 0
    assert values(lens)["net_1", "2"] == pytest.approx(-0.4 * 1 + 0.2 * -0.5 - 0.2)
    assert set(changed) == {"lens"}


def test_it_takes_little_room(step: Recording) -> None:
    assert len(step.packed()) < ROOM


def test_what_is_packed_is_what_was_recorded(step: Recording) -> None:
    read = json.loads(gzip.decompress(step.packed()))
    assert read["texts"] == step.texts
    assert read["places"] == step.places
    assert read["looks"] == step.looks


def test_two_recordings_of_a_panel_are_the_same_bytes() -> None:
    once, again = (record(panels.softmax([1.0, 2.0, 0.5])) for _ in range(2))
    assert once.packed() == again.packed()


def test_a_recording_leaves_the_panel_where_it_was() -> None:
    panel = panels.step(mlp(), X[0], Y[0], at="delta_1")
    before = panel.code
    assert record(panel).begun == panel.at
    assert panel.code == before


def test_pictures_are_stored_for_either_theme() -> None:
    stored = record(panels.depth(hidden=3))
    [place] = stored.places
    light, dark = (place["pictures"][theme]["depth"] for theme in ("light", "dark"))
    assert light != dark
    assert set(stored.pictures) == {light, dark}
    assert all(png.startswith(b"\x89PNG") for png in stored.pictures.values())


@pytest.mark.parametrize("is_live", [False, True])
def test_a_qr_code_is_offered_where_python_will_draw_it(
    is_live: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever site whoever builds this one has set."""
    monkeypatch.setenv(SITE, "https://my.edu/mlp")
    with linked(is_live):
        recording = record(panels.softmax([1.0, 2.0]))
    assert {'data-do="link"' in row for row in recording.tools.values()} == {is_live}
    assert os.environ[SITE] == "https://my.edu/mlp"
