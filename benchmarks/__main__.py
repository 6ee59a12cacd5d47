"""How quick a panel is under the finger, in a real browser.

python -m benchmarks [--keys 100]

In a private JupyterLab, one notebook: the step panel of a 2-3-2 network, and ipywidgets'
`interact` that redraws the same content as an inline Matplotlib figure. One slider of each gets
arrow keys; the time runs from the key to the frame that shows the changed numbers.
"""

import argparse
import json
import platform
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests import ROOT
from tests.browser import chromium
from tests.browser.lab import PrivateLab
from tests.browser.opened import RUN_ALL

CELLS = [
    "import mlpcore\nfrom mlpcore import panels\n"
    'net = mlpcore.MLP([2, 3, 2], seed=7, init="uniform")\n'
    'panels.step(net, [0.8, -0.4], [1, 0], at="b_0")',
    f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n%matplotlib inline",
    "from ipywidgets import FloatSlider, interact\n"
    "from benchmarks.interact import draw\n"
    "interact(draw, x_1=FloatSlider(value=0.8, min=-2, max=2, step=0.05))",
]

# From the key to the next frame after the wanted change; `changed` looks at the page.
MEASURE = """async ({ slider, key, changed }) => {
    const handle = document.querySelector(slider);
    handle.focus();
    const look = new Function("return (" + changed + ")");
    const before = look();
    const start = performance.now();
    let shown;
    const done = new Promise((resolve) => { shown = resolve; });
    const watch = new MutationObserver(() => { if (look() !== before) shown(); });
    watch.observe(document.body, { subtree: true, childList: true, attributes: true });
    const loaded = (event) => { if (event.target.tagName === "IMG" && look() !== before) shown(); };
    document.addEventListener("load", loaded, true);
    window.pressed = start;
    window.finished = done.then(() => new Promise((resolve) => requestAnimationFrame(() => {
        watch.disconnect();
        document.removeEventListener("load", loaded, true);
        resolve(performance.now());
    })));
    document.addEventListener("keydown", () => { window.pressed = performance.now(); },
        { capture: true, once: true });
}"""

PANEL = {
    "slider": '.mlp-panel input[type="range"][data-key="x"]',
    "changed": """document.querySelector('.mlp-panel [data-region="ledger"] """
    """[data-quantity="net_1"]').dataset.value""",
}
INTERACT = {
    "slider": ".widget-interact .noUi-handle",
    "changed": """(() => { const i = document.querySelector('.widget-interact img');"""
    """ return i && i.complete ? i.src : null; })() ?? document.querySelector("""
    """'.widget-interact img')?.src""",
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Slider key to changed numbers, in a browser.")
    parser.add_argument("--keys", type=int, default=100)
    keys = parser.parse_args().keys
    with PrivateLab() as lab, chromium.running() as browser, tempfile.TemporaryDirectory() as tmp:
        lab.add(written(Path(tmp) / "bench.ipynb"))
        notebook = lab.open(browser, "bench.ipynb", width=1280, height=900)
        notebook.page.evaluate(RUN_ALL)  # `interact` never counts as drawn: it has no widget view
        notebook.page.wait_for_selector(INTERACT["slider"])
        notebook.page.wait_for_selector(".widget-interact img")
        print(f"{platform.python_implementation()} {platform.python_version()}, {keys} keys each")
        panel = report("step panel", times(notebook.page, PANEL, keys))
        inline = report("interact, inline figure", times(notebook.page, INTERACT, keys))
        print(f"the panel is {inline / panel:.1f} times as quick (ratio of medians)")
        notebook.close()


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


def times(page: Page, what: dict[str, str], keys: int) -> list[float]:
    """Milliseconds from key to frame, for so many keys, up and down; the first few do not count."""
    found = []
    for n in range(keys + 5):
        key = "ArrowRight" if n // 20 % 2 == 0 else "ArrowLeft"
        page.evaluate(MEASURE, what | {"key": key})
        page.keyboard.press(key)
        found.append(page.evaluate("() => window.finished.then((end) => end - window.pressed)"))
        page.wait_for_timeout(60)
    return found[5:]


def report(name: str, found: list[float]) -> float:
    """Print one line and give the median."""
    median = statistics.median(found)
    p95 = statistics.quantiles(found, n=20)[-1]
    print(f"{name:26s} median {median:5.1f} ms   95th percentile {p95:5.1f} ms")
    return median


if __name__ == "__main__":
    main()
