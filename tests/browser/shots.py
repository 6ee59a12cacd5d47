"""Look at a notebook: screenshots of it, run in a private JupyterLab.

    python -m tests.browser.shots NOTEBOOK OUTDIR [--theme dark] [--width 1280] [--height 720]
                                  [--selector .mlp-panel] [--press ArrowRight ...] [--stored]

writes, numbered from 01,
    panel-01.png      each element that matches the selector, whole
    window-01.png     the window as a student sees it, scrolled to that element
    notebook-01.png   the notebook from top to bottom, in pieces
and prints the errors of the browser's console. The picture in the README is panel-04.png of

    python -m tests.browser.shots notebooks/02_backpropagation.ipynb shots
        --width 1680 --scale 2 --press ArrowRight ArrowRight ArrowRight
"""

import argparse
import math
import sys
from pathlib import Path

from lab import chromium
from lab.opened_notebook import OpenedNotebook
from lab.private_lab import PrivateLab

SCROLLED = ".jp-NotebookPanel .jp-WindowedPanel-outer"  # the part of the window that scrolls
ROOM_ROUND_A_PANEL = 250  # menus, tabs and toolbar, in pixels
SETTLED = 300  # milliseconds for layout and drawing to come to rest


def main() -> int:
    """Do what the command line asks; 0 when the console shows no error."""
    wanted = parse_arguments()
    wanted.outdir.mkdir(parents=True, exist_ok=True)
    with PrivateLab() as lab, chromium.running() as browser:
        lab.add(wanted.notebook)
        notebook = lab.open(
            browser,
            wanted.notebook.name,
            width=wanted.width,
            height=wanted.height,
            theme=wanted.theme,
            scale=wanted.scale,
        )
        if not wanted.stored:
            notebook.run_all()
        press(notebook, wanted)
        shoot_elements(notebook, wanted)
        shoot_notebook(notebook, wanted)
        for error in notebook.console_errors:
            print("console:", error)
        notebook.close()
        return 1 if notebook.console_errors else 0


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Screenshots of a notebook in JupyterLab.")
    parser.add_argument("notebook", type=Path)
    parser.add_argument("outdir", type=Path)
    parser.add_argument("--theme", choices=["light", "dark"], default="light")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=720)
    parser.add_argument("--scale", type=float, default=1, help="2 doubles the pixels")
    parser.add_argument("--selector", default=".mlp-panel")
    parser.add_argument("--press", nargs="*", default=[], help="keys to press on each element")
    parser.add_argument(
        "--stored", action="store_true", help="show the stored outputs, run nothing"
    )
    return parser.parse_args()


def press(notebook: OpenedNotebook, wanted: argparse.Namespace) -> None:
    """Press the keys on every element that matches."""
    for element in notebook.page.locator(wanted.selector).all():
        for key in wanted.press:
            element.press(key)
            notebook.page.wait_for_timeout(SETTLED)
    notebook.page.evaluate("document.activeElement.blur()")  # no ring round what was pressed


def shoot_elements(notebook: OpenedNotebook, wanted: argparse.Namespace) -> None:
    """A picture of each element that matches, and one of the window that shows it."""
    page = notebook.page
    for number, element in enumerate(page.locator(wanted.selector).all(), start=1):
        element.evaluate("element => element.scrollIntoView({ block: 'start' })")
        page.wait_for_timeout(SETTLED)
        page.screenshot(path=wanted.outdir / f"window-{number:02}.png")

        box = element.bounding_box()
        height = max(wanted.height, math.ceil(box["height"]) + ROOM_ROUND_A_PANEL)
        page.set_viewport_size({"width": wanted.width, "height": height})
        page.wait_for_timeout(SETTLED)
        element.screenshot(path=wanted.outdir / f"panel-{number:02}.png")
        page.set_viewport_size({"width": wanted.width, "height": wanted.height})
        print(f"panel-{number:02}.png: {box['width']:.0f} × {box['height']:.0f}")


def shoot_notebook(notebook: OpenedNotebook, wanted: argparse.Namespace) -> None:
    """The notebook from top to bottom, a window's height at a time."""
    page = notebook.page
    scrolled = page.locator(SCROLLED)
    whole, part = scrolled.evaluate("element => [element.scrollHeight, element.clientHeight]")
    for number in range(math.ceil(whole / part)):
        scrolled.evaluate("(element, top) => { element.scrollTop = top; }", number * part)
        page.wait_for_timeout(SETTLED)
        scrolled.screenshot(path=wanted.outdir / f"notebook-{number + 1:02}.png")


if __name__ == "__main__":
    sys.exit(main())
