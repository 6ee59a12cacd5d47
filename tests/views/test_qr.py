"""QR codes: what a phone reads is the address, from afar, too."""

import sys
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpcore.views.parts.html import render
from mlpcore.views.parts.qr import WIDEST, qr

zxingcpp = pytest.importorskip("zxingcpp", reason="the extra test brings a reader of QR codes")
ADDRESS = "https://my.edu/mlp/panels/step.html?code=step+mlp=2-3-2/tanh/7+x=1,-0.5+~k2f"
ADDRESSES = st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]), min_size=1)


def painted(address: str, module: int = 3) -> np.ndarray:
    """The picture as pixels, from nothing but its boxes: white 255, black 0."""
    svg = ET.fromstring(str(render(qr(address))))
    size = int(svg.attrib["viewBox"].split()[-1])
    pixels = np.full((size, size), 128, np.uint8)
    ground, path = list(svg)
    assert (ground.attrib["width"], ground.attrib["height"]) == (str(size), str(size))
    pixels[:] = {"#ffffff": 255}[ground.attrib["fill"]]
    for box in filter(None, path.attrib["d"].split("M")):
        corner, width = box.split("h")[:2]
        x, y = map(int, corner.split())
        pixels[y, x : x + int(width.split("v")[0])] = {"#000000": 0}[path.attrib["fill"]]
    return np.kron(pixels, np.ones((module, module), np.uint8))


def read(pixels: np.ndarray) -> str:
    """What a reader of QR codes finds there."""
    (found,) = zxingcpp.read_barcodes(pixels)
    return str(found.text)


@given(address=ADDRESSES)
def test_a_reader_finds_the_address(address: str) -> None:
    assert read(painted(address)) == address


def test_the_finest_one_is_still_read_and_a_finer_one_is_refused() -> None:
    """Version 20 with the least correction: 858 bytes."""
    assert read(painted("x" * 858)) == "x" * 858
    with pytest.raises(ValueError, match="859 letters"):
        qr("x" * 859)
    assert len(painted("x" * 858, module=1)) == WIDEST + 8


def test_white_is_left_around_it() -> None:
    """Four modules, without which some readers find nothing."""
    black = np.argwhere(painted(ADDRESS, module=1) == 0)
    size = len(painted(ADDRESS, module=1))
    assert (black.min(), black.max()) == (4, size - 5)


def test_whoever_does_not_see_it_is_told_the_address() -> None:
    address = 'https://my.edu/a_b/?code="x"&<y>'
    svg = ET.fromstring(str(render(qr(address))))
    assert (svg.attrib["role"], svg.attrib["aria-label"]) == ("img", address)


def test_without_segno_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "segno", None)
    with pytest.raises(ModuleNotFoundError, match=r'pip install "mlpcore\[lecture\]"'):
        qr(ADDRESS)
