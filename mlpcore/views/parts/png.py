"""A PNG: without waiting for a picture that follows a finger, small for one that is stored.

`encoded(pixels)` gives the bytes of a PNG at once; `small(pixels)` takes its time and 256 colours.

The second is Pillow's. The first is ours for its speed alone: Pillow tries five filters on each
row, which takes three times as long, 3 to 5 ms for a picture where the whole answer to a finger
takes 6; and a picture shown for 30 ms need not be a small file.
"""

import io
import struct
import zlib

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

SIGNATURE = b"\x89PNG\r\n\x1a\n"
RGB = 2  # PNG's number for what a pixel is
COLOURS = 256  # of a palette, at the most


def encoded(pixels: Bytes) -> bytes:
    """A PNG of pixels (height, width, 3 or 4); what is transparent is not kept."""
    height, width = pixels.shape[:2]
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # each row begins with its filter: none
    for part in range(3):  # each by itself: a quarter of the time of all three at once
        rows[:, 1 + part :: 3] = pixels[:, :, part]
    head = struct.pack(">II5B", width, height, 8, RGB, 0, 0, 0)  # 8 bits a part
    body = zlib.compress(rows.data, level=1)
    return SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def small(pixels: Bytes) -> bytes:
    """The same in 256 colours: the ones that are farthest apart, so that no pixel is far off."""
    from PIL import Image  # loaded with the first picture that is stored
    from PIL.Image import Dither, Quantize

    picture, file = Image.fromarray(pixels[:, :, :3]), io.BytesIO()
    # kmeans moves each colour to the middle of the pixels that take it.
    found = picture.quantize(COLOURS, Quantize.MAXCOVERAGE, kmeans=1, dither=Dither.NONE)
    found.save(file, "PNG", optimize=True)
    return file.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    """Length, kind, data, checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
