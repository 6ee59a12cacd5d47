"""The colours of the theme: readable in light and dark, and told apart by every kind of eye.

Contrast as in WCAG 2.2 (1.4.3, 1.4.11). Colour blindness as in Machado, Oliveira and Fernandes, "A
Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009, at
full severity.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from mlpcore.views.parts import theme

Colour = np.ndarray

LIGHT, DARK = re.findall(r"\{([^}]*)\}", theme.css("parts/palette.css"))[:2]
each_theme = pytest.mark.parametrize("sheet", [LIGHT, DARK], ids=["light", "dark"])
TEXT, PARTS = 4.5, 3.0  # what WCAG 2.2 AA asks of text, and of lines and frames
BLIND = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
STRONGEST = 0.6  # the most a number is tinted, as `markup.tint` has it


def colour(sheet: str, name: str) -> Colour:
    """A colour of the palette, red, green and blue from 0 to 1."""
    found = re.search(rf"--mlp-{name}: ([^;]+);", sheet)
    assert found, name
    text = found[1]
    hexed = [int(text[i : i + 2], 16) for i in (1, 3, 5)] if text.startswith("#") else None
    return np.array(hexed or [int(part) for part in text.split()]) / 255


def linear(c: Colour) -> Colour:
    """Light instead of pixel values."""
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def contrast(a: Colour, b: Colour) -> float:
    """(L₁ + 0.05) / (L₂ + 0.05), the lighter first."""
    low, high = sorted(linear(c) @ [0.2126, 0.7152, 0.0722] for c in (a, b))
    return (high + 0.05) / (low + 0.05)


def lab(c: Colour) -> Colour:
    """L*, a*, b* under D65."""
    xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    t = np.array(xyz) @ linear(np.clip(c, 0, 1)) / [0.9505, 1, 1.089]
    f = np.where(t > 0.008856, np.cbrt(t), 7.787 * t + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def seen(c: Colour, kind: str) -> Colour:
    """The colour as such an eye sees it."""
    light = np.clip(np.array(BLIND[kind]) @ linear(c), 0, 1)
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def over(tint: Colour, ground: Colour, strength: float) -> Colour:
    """A tint of that strength over a ground."""
    return strength * tint + (1 - strength) * ground


def test_the_contrast_of_black_on_white_is_21() -> None:
    """And of a colour with itself 1."""
    assert contrast(np.zeros(3), np.ones(3)) == pytest.approx(21)
    assert contrast(np.full(3, 0.3), np.full(3, 0.3)) == 1


@each_theme
@pytest.mark.parametrize("name", ["ink", "soft", "here", "ok", "bad", "focus"])
def test_text_can_be_read_on_every_ground(sheet: str, name: str) -> None:
    """On the panel, on what is filled, and on the place where one is."""
    for ground in ("bg", "fill"):
        assert contrast(colour(sheet, name), colour(sheet, ground)) >= TEXT
    assert contrast(colour(sheet, "here"), colour(sheet, "here-fill")) >= TEXT


@each_theme
@pytest.mark.parametrize("sign", ["pos", "neg"])
def test_a_number_can_be_read_on_its_tint(sheet: str, sign: str) -> None:
    """From the weakest to the strongest."""
    for strength in np.linspace(0.1, STRONGEST, 6):
        ground = over(colour(sheet, sign), colour(sheet, "bg"), strength)
        assert contrast(colour(sheet, "ink"), ground) >= TEXT


@each_theme
@pytest.mark.parametrize("frame", ["a", "b", "c", "d", "e", "here", "focus", "edge"])
def test_frames_and_the_focus_stand_out(sheet: str, frame: str) -> None:
    """Against the panel; the edge is that of buttons, boxes and menus."""
    assert contrast(colour(sheet, frame), colour(sheet, "bg")) >= PARTS


def distance(colours: Sequence[Colour]) -> float:
    """The least distance between neighbours, as Lab counts it (CIE76)."""
    return min(float(np.linalg.norm(lab(a) - lab(b))) for a, b in pairwise(colours))


@each_theme
@pytest.mark.parametrize("kind", BLIND)
def test_plus_and_minus_are_two_colours_to_every_eye(sheet: str, kind: str) -> None:
    """A distance of 20 is seen at a glance; the minus sign and the dash say it besides."""
    grounds = [over(colour(sheet, sign), colour(sheet, "bg"), STRONGEST) for sign in ("pos", "neg")]
    assert distance([seen(c, kind) for c in grounds]) > 20


@each_theme
@pytest.mark.parametrize("kind", BLIND)
def test_right_and_wrong_are_told_by_a_sign_and_seen_apart(sheet: str, kind: str) -> None:
    """✓ and ✗ stand before them; the colours differ besides."""
    assert distance([seen(colour(sheet, name), kind) for name in ("ok", "bad")]) > 15
