"""The benchmarks measure what they say: their panels, sliders and places are there and change."""

import re
import statistics

import pytest

from benchmarks import kernel
from benchmarks.cases import CASES, PANELS, PICTURES, TURN, Case
from benchmarks.echo import Echo
from benchmarks.figures import line, percentile, ratios
from benchmarks.processors import part_of


def names(case: Case) -> str:
    return case.name


@pytest.mark.parametrize("case", CASES, ids=names)
def test_each_key_changes_what_is_looked_at(case: Case) -> None:
    panel = PANELS[case.panel]()
    html = " ".join(panel.regions.values())
    at = ",".join(map(str, case.index))
    assert re.search(rf'type="range"[^>]*data-key="{case.key}"[^>]*data-at="{at}"', html)
    before = looked_at(panel.regions, panel.pictures, case)
    panel.act("set", key=case.key, index=list(case.index), value=next(case.values()))
    assert panel.trouble == ""
    assert looked_at(panel.regions, panel.pictures, case) != before


def looked_at(regions: dict[str, str], pictures: dict[str, bytes], case: Case) -> object:
    """What the page would look at: the first of the panel that fits."""
    if case.limits == PICTURES:
        named = re.search(r'data-picture="(\w+)"', case.shown)
        return pictures[named[1] if named else next(iter(pictures))]
    region = re.search(r'data-region="(\w+)"', case.shown)
    html = regions[region[1]] if region else " ".join(regions.values())
    quantity = re.search(r'data-quantity="(\w+)"', case.shown)
    if quantity is None:
        return html
    return re.search(rf'data-quantity="{quantity[1]}"[^>]*data-value="([^"]*)"', html)[1]


def test_keys_go_there_and_back() -> None:
    case = Case("Depth panel", "scale", 1, 0.1, "")
    values = [value for value, _ in zip(case.values(), range(2 * TURN), strict=False)]
    assert values[:2] == [1.1, 1.2]
    assert values[TURN - 1 : TURN + 1] == [3.0, 2.9]
    assert values[-1] == 1.0


def test_the_percentile_is_a_value_that_was_found() -> None:
    found = [float(n) for n in range(1, 101)]
    assert percentile(found, 0.95) == 95
    assert percentile([3.0, 1.0, 2.0], 0.95) == 3
    assert percentile(found, 0.5) == 50
    assert "TOO SLOW" in line("", found, (50, 95))  # the median is 50.5
    assert "TOO SLOW" in line("", found, (51, 94))
    assert "TOO SLOW" not in line("", found, (51, 95))
    assert f"{statistics.median(found):.1f} ms" in line("", found)


def test_the_kernels_part_is_measured_for_every_panel() -> None:
    said = list(kernel.measure(2))
    for panel in PANELS:
        assert any(each.startswith(panel.lower()) for each in said)
    assert any(each.startswith("training panel: tick") for each in said)


def test_medians_stand_beside_the_floor() -> None:
    said = ratios({"floor": 20.0, "step": 30.0, "softmax": 25.0}, "floor")
    assert said == "times 'floor': floor 1.00, softmax 1.25, step 1.50"


def test_the_floor_gives_back_what_comes() -> None:
    echo = Echo()
    echo._handle_custom_msg({"value": 7}, [])
    assert echo.value == 7
    echo._handle_custom_msg({}, [])  # a pulse changes nothing
    assert echo.value == 7


@pytest.mark.parametrize(
    ("command", "part"),
    [
        ("python -m ipykernel_launcher -f kernel.json", "kernel"),
        ("/usr/lib/chromium/chromium --type=renderer --x", "page"),
        ("/usr/lib/chromium/chromium --type=gpu-process", "the browser beside it"),
        ("/usr/bin/chromium --no-sandbox", "the browser beside it"),
        ("python -m jupyterlab --no-browser", "server"),
        ("python -m voila .", "server"),
        ("node driver.js", None),
    ],
)
def test_each_process_has_its_part(command: str, part: str | None) -> None:
    assert part_of(command) == part
