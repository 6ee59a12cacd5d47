"""How quick the panels are under the finger, in a real browser.

python -m benchmarks [--keys 100] [--seconds 5]
python -m benchmarks --kernel [--keys 100]

In a private JupyterLab, one notebook: every panel, and ipywidgets' `interact` that redraws the
content of the step panel as an inline Matplotlib figure. Sliders get arrow keys, a few at a time
and panel after panel, so that a slow moment of the machine touches all; the first key of each turn
does not count. The time runs from the key to the frame that shows the change: another number, other
words, or a picture that has loaded. Then the training panel trains: how many pictures a second,
and how soon it answers meanwhile. `--kernel` times the kernel's part alone.
"""

import argparse
import json
import os
import platform
import statistics
import tempfile
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import Page

from benchmarks import kernel
from benchmarks.cases import CASES, PANELS, PICTURES, TURN, Case
from benchmarks.figures import line
from lab import ROOT, chromium
from lab.opened_notebook import RUN_ALL, OpenedNotebook
from lab.private_lab import PrivateLab

BLOCK = 10  # keys of one case in a row, then the next case has its turn
PAUSE = 60  # milliseconds between two keys
AFTER_A_DRAG = 500  # milliseconds, after which a panel takes a drag for done
PICTURE_EVERY = 1000 / 30  # milliseconds, while it trains

CELLS = [
    f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n%matplotlib inline\n"
    "from benchmarks.cases import PANELS",
    *(f"PANELS[{name!r}]()" for name in PANELS),
    "from ipywidgets import FloatSlider, interact\n"
    "from benchmarks.interact import draw\n"
    "interact(draw, x_1=FloatSlider(value=0.8, min=-2, max=2, step=0.05))",
]
INTERACT = {
    "slider": ".widget-interact .noUi-handle",
    "look": "(i => i && i.complete && i.naturalWidth ? i.src : null)"
    "(document.querySelector('.widget-interact img'))",
}
TRAINING = next(case for case in CASES if case.panel == "Training panel" and case.key == "patience")

# From the key to the next frame after the wanted change; `look` looks at the page.
MEASURE = """({ slider, look }) => {
    document.querySelector(slider).focus();
    const now = new Function("return (" + look + ")");
    const before = now();
    let shown;
    const done = new Promise((resolve) => { shown = resolve; });
    const check = () => { const found = now(); if (found !== null && found !== before) shown(); };
    const watch = new MutationObserver(check);
    watch.observe(document.body,
        { subtree: true, childList: true, attributes: true, characterData: true });
    document.addEventListener("load", check, true);
    document.addEventListener("keydown", () => { window.pressed = performance.now(); },
        { capture: true, once: true });
    window.finished = done.then(() => new Promise((resolve) => requestAnimationFrame(() => {
        watch.disconnect();
        document.removeEventListener("load", check, true);
        resolve(performance.now() - window.pressed);
    })));
}"""

# When each picture of the panel that trains was there.
COLLECT = """({ root, seconds }) => new Promise((resolve) => {
    const times = [];
    const loaded = (event) => {
        if (event.target.matches(root + ' img[data-picture="main"]')) times.push(performance.now());
    };
    document.addEventListener("load", loaded, true);
    setTimeout(() => {
        document.removeEventListener("load", loaded, true);
        resolve(times);
    }, 1000 * seconds);
})"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks",
                                     description="Slider key to change, in a browser.")  # fmt: skip
    parser.add_argument("--keys", type=int, default=100, help="of each slider")
    parser.add_argument("--seconds", type=float, default=5, help="of training")
    parser.add_argument("--kernel", action="store_true", help="the kernel's part alone")
    given = parser.parse_args()
    print(machine(), f"{given.keys} keys each", sep=", ")
    if given.kernel:
        for each in kernel.measure(given.keys):
            print(each)
        return
    with PrivateLab() as lab, chromium.running() as browser, tempfile.TemporaryDirectory() as tmp:
        lab.add(written(Path(tmp) / "bench.ipynb"))
        notebook = lab.open(browser, "bench.ipynb", width=1280, height=900)
        ready(notebook)
        under_the_finger(notebook.page, given.keys)
        while_it_trains(notebook.page, given.keys, given.seconds)
        notebook.close()


def machine() -> str:
    """What runs here, and how busy it is already: figures of a busy machine are not the panels'."""
    load = f"load {os.getloadavg()[0]:.1f} on " if hasattr(os, "getloadavg") else ""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python}, {load}{os.cpu_count()} processors"


def written(path: Path) -> Path:
    """The notebook that is measured."""
    cells = [
        {
            "cell_type": "code",
            "id": f"bench-{n}",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for n, source in enumerate(CELLS)
    ]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)"}}
    path.write_text(
        json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
    )
    return path


def ready(notebook: OpenedNotebook) -> None:
    """Run all and wait until every slider and picture is there."""
    notebook.page.evaluate(RUN_ALL)  # `interact` never counts as drawn: it has no widget view
    for slider in (INTERACT["slider"], *(case.slider for case in CASES)):
        notebook.page.wait_for_selector(slider, state="attached")
    for look in (INTERACT["look"], *(case.look for case in CASES)):
        notebook.page.wait_for_function(f"() => {look} !== null")


def under_the_finger(page: Page, keys: int) -> None:
    """A line for each case, and how the step panel compares with `interact`."""
    found: dict[Case | None, list[float]] = {case: [] for case in (*CASES, None)}
    pressed = dict.fromkeys(found, 0)
    while len(found[None]) < keys:
        for case, times in found.items():
            what = INTERACT if case is None else {"slider": case.slider, "look": case.look}
            page.wait_for_timeout(AFTER_A_DRAG)
            for n in range(min(BLOCK, keys - len(times)) + 1):
                took = time_of_key(page, what, pressed[case])
                pressed[case] += 1
                times += [took] * (n > 0)
    for case, times in found.items():
        print(line(case.name, times, case.limits) if case else line("interact, inline", times))
    ratio = statistics.median(found[None]) / statistics.median(found[CASES[0]])
    print(f"the step panel is {ratio:.1f} times as quick as interact (ratio of medians)")


def while_it_trains(page: Page, keys: int, seconds: float) -> None:
    """Pictures a second, and how soon a slider is answered meanwhile."""
    button = page.locator(f'{TRAINING.root} button[data-do="toggle"]')
    button.click()
    page.wait_for_timeout(1000)
    times = page.evaluate(COLLECT, {"root": TRAINING.root, "seconds": seconds})
    gaps = [after - before for before, after in pairwise(times)]
    print(f"training panel, while it trains: {len(times) / seconds:.1f} pictures a second")
    print(line("    from picture to picture", gaps, (1.1 * PICTURE_EVERY, 3 * PICTURE_EVERY)))
    what = {"slider": TRAINING.slider, "look": TRAINING.look}
    found = [time_of_key(page, what, n) for n in range(keys + 1)][1:]
    print(line("    patience → number, meanwhile", found, PICTURES))
    button.click()


def time_of_key(page: Page, what: dict[str, str], pressed: int) -> float:
    """Milliseconds from an arrow key to the frame; so many keys there, then as many back."""
    page.wait_for_timeout(PAUSE)
    page.evaluate(MEASURE, what)
    page.keyboard.press("ArrowRight" if pressed // TURN % 2 == 0 else "ArrowLeft")
    return page.evaluate("() => window.finished")


if __name__ == "__main__":
    main()
