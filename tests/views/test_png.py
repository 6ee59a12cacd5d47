"""The two ways to a PNG: at once, and small."""

import io

import numpy as np
import pytest
from PIL import Image

from mlpcore.panels import TrainingPanel
from mlpcore.views.parts.png import COLOURS, encoded, small

FAR = 40  # of 255
Pixels = np.ndarray


def opened(png: bytes) -> Pixels:
    """The pixels of a PNG, by another library."""
    return np.asarray(Image.open(io.BytesIO(png), formats=["PNG"]).convert("RGB")).astype(int)


def noise(colours: int) -> Pixels:
    """A picture of exactly so many colours, in no order."""
    rng = np.random.default_rng(2)
    codes = rng.choice(256**3, colours, replace=False)
    palette = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1).astype(np.uint8)
    at = np.concatenate([np.arange(colours), rng.integers(0, colours, 40 * 50 - colours)])
    return palette[at].reshape(40, 50, 3)


@pytest.mark.parametrize("colours", [1, 2, 200, COLOURS])
def test_up_to_256_colours_nothing_is_lost(colours: int) -> None:
    pixels = noise(colours)
    assert np.array_equal(opened(small(pixels)), pixels)
    assert np.array_equal(opened(encoded(pixels)), pixels)


def test_more_colours_become_256_and_no_pixel_is_far_off() -> None:
    pixels = noise(900)
    came = opened(small(pixels))
    assert len(np.unique(came.reshape(-1, 3), axis=0)) <= COLOURS
    assert np.abs(came - pixels).max() <= FAR


def test_what_is_transparent_is_not_kept() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (7, 5, 4), dtype=np.uint8)
    for png in (encoded(pixels), small(pixels)):
        assert np.array_equal(opened(png), pixels[:, :, :3])


def test_a_stored_picture_looks_like_the_live_one_and_is_a_fraction_of_its_size() -> None:
    panel = TrainingPanel("moons", epochs=20)
    for picture in panel._pictures.values():
        live, stored = picture.png(), picture.png(stored=True)
        assert len(stored) < 0.6 * len(live)
        off = np.abs(opened(stored) - opened(live))
        assert off.mean() < 1  # of 255
        assert off.max() <= 10


def test_the_same_picture_gives_the_same_bytes() -> None:
    picture = TrainingPanel("xor", epochs=3)._pictures["main"]
    assert picture.png(stored=True) == picture.png(stored=True)
