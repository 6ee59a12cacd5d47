"""Make the moving picture at the top of the README: a pass goes backwards in the step panel.

    python -m tests.site.moving docs/step-backwards.gif

The panel is that of the site, in Chromium, from δ of the output to the last weights' ∇.
"""

import argparse
import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator

from lab import chromium
from site_builder.build import build
from tests.site.conftest import served

WIDTH, HEIGHT = 1120, 760
BACKWARDS = range(6, 12)  # places of the panel, counted from 0
STAYS = 1800  # milliseconds
COLOURS = 48


def main() -> None:
    """Write the picture that the command line names."""
    parser = argparse.ArgumentParser(description="A moving picture of the step panel.")
    parser.add_argument("picture", type=Path)
    picture = parser.parse_args().picture
    with tempfile.TemporaryDirectory() as folder, chromium.running(chromium.SHELL) as browser:
        list(build(Path(folder), notebooks=()))
        with served(Path(folder)) as address:
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.goto(f"{address}/panels/step.html")
            page.locator('[data-state="stored"] .mlp-panel').wait_for()
            frames = [shown(page.locator(".mlp-panel"), at) for at in BACKWARDS]
    first, *others = (frame.quantize(COLOURS, dither=Image.Dither.NONE) for frame in frames)
    first.save(picture, save_all=True, append_images=others, duration=STAYS, loop=0, optimize=True)
    print(f"{picture}: {len(frames)} steps, {picture.stat().st_size // 1000} kB")


def shown(panel: Locator, at: int) -> Image.Image:
    """The panel at a place."""
    panel.locator(f'[data-to="{at}"]').click()
    panel.locator(".mlp-status", has_text=f"{at + 1} of").wait_for()
    taken = panel.page.screenshot(
        clip={"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT} | box(panel)
    )
    return Image.open(io.BytesIO(taken)).convert("RGB")


def box(panel: Locator) -> dict[str, float]:
    """Where the panel begins: every frame has to be equally large."""
    found = panel.bounding_box() or {}
    return {name: found[name] for name in ("x", "y", "width")} | {"height": HEIGHT - found["y"]}


if __name__ == "__main__":
    main()
