"""A machine with no fonts but DejaVu's, whose letters are wide: nothing is cut off there either."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from lab import chromium
from lab.opened_notebook import OpenedNotebook
from lab.private_lab import PrivateLab
from tests.browser import gallery
from tests.browser.gallery import each_kind, panel, places
from tests.browser.sight import CUT_IN_PICTURES, LOST, SMALL

FOLDERS = ("/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/dejavu")
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{cache}</cachedir></fontconfig>
"""
WIDTHS = """fonts => fonts.map(font => {
    const pen = document.createElement('canvas').getContext('2d');
    pen.font = `20px ${font}`;
    return pen.measureText('layer 2 · sigmoid').width;
})"""

pytestmark = pytest.mark.samples(3)


@pytest.fixture(scope="module")
def with_few_fonts(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A Chromium that finds DejaVu alone."""
    folder = next(filter(os.path.isdir, FOLDERS), None)
    if folder is None:
        pytest.skip("DejaVu is not installed")
    place = tmp_path_factory.mktemp("fonts")
    file = place / "fonts.conf"
    file.write_text(FONTS.format(folder=folder, cache=place / "cache"), "utf-8")
    launched = browser.browser_type.launch(
        executable_path=chromium.installed(chromium.SHELL),
        args=chromium.FLAGS,
        env={**os.environ, "FONTCONFIG_FILE": str(file)},
    )
    yield launched
    launched.close()


@pytest.fixture(scope="module")
def notebook(
    with_few_fonts: Browser, lab: PrivateLab, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenedNotebook]:
    """One panel of every kind on a laptop's screen, beside the list of files."""
    path: Path = tmp_path_factory.mktemp("fonts") / "fonts.ipynb"
    yield from gallery.opened(with_few_fonts, lab, path, width=1366, height=768)


def test_there_is_no_other_font(notebook: OpenedNotebook) -> None:
    fonts = ["Inter, monospace", "STIX Two Text, monospace", "monospace"]
    assert len(set(notebook.page.evaluate(WIDTHS, fonts))) == 1


@each_kind
def test_nothing_is_cut_off(notebook: OpenedNotebook, kind: str) -> None:
    root = panel(notebook, kind)
    for place in places(root):
        assert root.evaluate(LOST) == [], place
        assert root.evaluate(CUT_IN_PICTURES) == [], place
        assert root.evaluate(SMALL) == [], place
