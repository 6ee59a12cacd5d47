"""How quick the panels are under the finger, in a real browser.

python -m benchmarks [lab notebook voila] [--keys 100] [--seconds 5]
python -m benchmarks --kernel [--keys 100]

In JupyterLab, Notebook 7 and Voila, each private, one notebook: every panel, and beside them the
floor, a widget that only sends a number there and back, and ipywidgets' `interact` that redraws the
content of the step panel as an inline Matplotlib figure. Sliders get arrow keys, a few at a time
and panel after panel, so that a slow moment of the machine touches all; the first key of each turn
does not count. The time runs from the key to the frame that shows the change: another number, other
words, or a picture that has loaded. A key comes at any moment of a frame, as a person's does: were
it always the same one, what misses a frame by a little would count as a frame more. Then a slider
is dragged fast; then the training panel trains: how many pictures a second, how soon it answers
meanwhile, and what the processors do for a picture. At last its cell runs fifty times. `--kernel`
times the kernel's part alone.
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from random import random

from playwright.sync_api import Browser, Page

from benchmarks import kernel, processors
from benchmarks.cases import CASES, PANELS, TURN, Case, Look
from benchmarks.echo import ECHO
from benchmarks.figures import line, machine, ratios
from lab import ROOT, chromium
from lab.opened_notebook import RUN_ALL, OpenedNotebook
from lab.other_pages import PrivateNotebook, PrivateVoila
from lab.private_lab import PrivateLab

BLOCK = 10  # keys of one case in a row, then the next case has its turn
PAUSE = 60  # milliseconds between two keys, and up to a frame more
FRAME = 1000 / 60
AFTER_A_DRAG = 500  # milliseconds, after which a panel takes a drag for done
PICTURE_EVERY = 1000 / 30  # milliseconds, while it trains
MEANWHILE = (40, 80)  # milliseconds, for a slider while it trains
RUNS = 50  # of a cell, which may take 10 MiB in all
NAME = "bench.ipynb"

CELLS = [
    f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n%matplotlib inline\n"
    "from benchmarks.cases import PANELS\nfrom benchmarks.echo import Echo",
    "Echo()",
    *(f"PANELS[{name!r}]()" for name in PANELS),
    "from ipywidgets import FloatSlider, interact\n"
    "from benchmarks.interact import draw\n"
    "interact(draw, x_1=FloatSlider(value=0.8, min=-2, max=2, step=0.05))",
]
INTERACT = Look(
    ".widget-interact .noUi-handle",
    "(i => i && i.complete && i.naturalWidth ? i.src : null)"
    "(document.querySelector('.widget-interact img'))",
)
STEP = CASES[0]
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

# A value for each frame of a second, however soon the panel answers; then how long until it rests.
DRAG = """({ slider, root }) => new Promise((resolve) => {
    const [handle, panel] = [document.querySelector(slider), document.querySelector(root)];
    let left = 60;
    const rest = (since) => {
        if (panel.hasAttribute("data-busy")) requestAnimationFrame(() => rest(since));
        else resolve(performance.now() - since);
    };
    const move = () => {
        if (left % 40 < 20) handle.stepUp(); else handle.stepDown();
        handle.dispatchEvent(new Event("input", { bubbles: true }));
        left -= 1;
        if (left > 0) requestAnimationFrame(move);
        else rest(performance.now());
    };
    move();
})"""

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

RUN_TRAINING = """n => {
    const { content, context } = window.jupyterapp.shell.currentWidget;
    content.activeCellIndex = n;
    content.deselectAll();
    return window.jupyterapp.commands.execute('notebook:run-cell');
}"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks",
                                     description="Slider key to change, in a browser.")  # fmt: skip
    parser.add_argument("places", nargs="*", metavar="place", help=f"of {', '.join(PLACES)}; all")
    parser.add_argument("--keys", type=int, default=100, help="of each slider")
    parser.add_argument("--seconds", type=float, default=5, help="of training")
    parser.add_argument("--kernel", action="store_true", help="the kernel's part alone")
    given = parser.parse_args()
    print(machine(), f"{given.keys} keys each", sep=", ")
    if given.kernel:
        for each in kernel.measure(given.keys):
            print(each)
        return
    for place in given.places or PLACES:
        measure(place, given.keys, given.seconds)


def measure(place: str, keys: int, seconds: float) -> None:
    """All that is measured in one place."""
    server, opened = PLACES[place]
    print(f"\n{place}")
    with server() as lab, chromium.running() as browser, tempfile.TemporaryDirectory() as tmp:
        lab.add(written(Path(tmp) / NAME))
        page = opened(lab, browser)
        ready(page)
        floor = under_the_finger(page, keys)
        dragged(page)
        while_it_trains(page, keys, seconds, floor)
        if place != "voila":  # where no cell can be run again
            run_again(page)
        page.context.close()


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


def in_lab(lab: PrivateLab, browser: Browser) -> Page:
    """The notebook in JupyterLab, run; `interact` never counts as drawn: it has no widget view."""
    page = lab.open(browser, NAME, width=1280, height=900).page
    page.evaluate(RUN_ALL)
    return page


def in_notebook(notebook: PrivateLab, browser: Browser) -> Page:
    """The notebook in Notebook 7, run."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{notebook.url}/notebooks/{NAME}")
    OpenedNotebook(page).wait_until_ready()
    page.evaluate(RUN_ALL)
    return page


def in_voila(voila: PrivateLab, browser: Browser) -> Page:
    """The notebook as a page of Voila's, which runs it by itself."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{voila.url}/voila/render/{NAME}", timeout=120_000)
    return page


PLACES: dict[str, tuple[type[PrivateLab], Callable[[PrivateLab, Browser], Page]]] = {
    "lab": (PrivateLab, in_lab),
    "notebook": (PrivateNotebook, in_notebook),
    "voila": (PrivateVoila, in_voila),
}


def ready(page: Page) -> None:
    """Wait until every slider and picture is there."""
    for what in (INTERACT, ECHO, *map(look_of, CASES)):
        page.wait_for_selector(what.slider, state="attached", timeout=120_000)
        page.wait_for_function(f"() => {what.look} !== null")


def look_of(case: Case) -> Look:
    """Where to press, and where to look."""
    return Look(case.slider, case.look)


def under_the_finger(page: Page, keys: int) -> float:
    """A line for each case, the medians beside the floor's, which comes back."""
    looks = {"the floor: there and back": ECHO, **{case.name: look_of(case) for case in CASES},
             "interact, inline": INTERACT}  # fmt: skip
    limits = {case.name: case.limits for case in CASES}
    found: dict[str, list[float]] = {name: [] for name in looks}
    pressed = dict.fromkeys(looks, 0)
    while min(map(len, found.values())) < keys:
        for name, what in looks.items():
            page.wait_for_timeout(AFTER_A_DRAG)
            for n in range(min(BLOCK, keys - len(found[name])) + 1):
                took = time_of_key(page, what, pressed[name])
                pressed[name] += 1
                found[name] += [took] * (n > 0)
    for name, times in found.items():
        print(line(name, times, limits.get(name)))
    medians = {name: statistics.median(times) for name, times in found.items()}
    print(ratios(medians, next(iter(medians))))
    return next(iter(medians.values()))


def dragged(page: Page) -> None:
    """How long after the last of 60 values, one a frame, the step panel rests."""
    took = [page.evaluate(DRAG, {"slider": STEP.slider, "root": STEP.root}) for _ in range(5)]
    print(line("step panel: a fast drag → at rest", took))


def while_it_trains(page: Page, keys: int, seconds: float, floor: float) -> None:
    """Pictures a second, how soon a slider is answered meanwhile, and the processors' part."""
    button = page.locator(f'{TRAINING.root} button[data-do="toggle"]')
    button.click()
    page.wait_for_timeout(1000)
    before = processors.used()
    times = page.evaluate(COLLECT, {"root": TRAINING.root, "seconds": seconds})
    used = processors.used() - before
    gaps = [after - before for before, after in pairwise(times)]
    print(f"training panel, while it trains: {len(times) / seconds:.1f} pictures a second (≥ 30)")
    print(line("    from picture to picture", gaps, (1.1 * PICTURE_EVERY, 3 * PICTURE_EVERY)))
    parts = ", ".join(f"{part} {ms / len(times):.1f}" for part, ms in used.most_common())
    print(f"    the processors, ms a picture: {parts}; {used.total() / len(times):.1f} in all")
    what = look_of(TRAINING)
    time_of_key(page, what, 0)
    found = []
    while len(found) < keys and button.is_enabled():  # a run may come to its end meanwhile
        found.append(time_of_key(page, what, len(found) + 1))
    print(line(f"    patience → number, meanwhile, {len(found)} keys", found, MEANWHILE))
    print(f"    {statistics.median(found) / floor:.2f} times the floor")
    if button.is_enabled():
        button.click()


def run_again(page: Page) -> None:
    """What the kernel keeps when the training panel's cell runs again and again."""
    at = CELLS.index("PANELS['Training panel']()")
    for _ in range(3):  # what is loaded once is not kept for each run
        page.evaluate(RUN_TRAINING, at)
    before = processors.kernel_memory()
    for _ in range(RUNS):
        page.evaluate(RUN_TRAINING, at)
    grown = processors.kernel_memory() - before
    print(f"training panel: its cell run {RUNS} times: {grown:.1f} MiB in all (≤ 10)")


def time_of_key(page: Page, what: Look, pressed: int) -> float:
    """Milliseconds from an arrow key to the frame; so many keys there, then as many back."""
    page.wait_for_timeout(PAUSE + FRAME * random())
    page.evaluate(MEASURE, what._asdict())
    page.keyboard.press("ArrowRight" if pressed // TURN % 2 == 0 else "ArrowLeft")
    return page.evaluate("() => window.finished")


if __name__ == "__main__":
    main()
