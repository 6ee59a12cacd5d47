"""A PNG: without waiting for a picture that follows a finger, small for one that is stored.

`encoded(pixels)` gives the bytes of a PNG at once; Matplotlib's own way takes
three times as long, because it looks for a small file, and a picture shown for 30 ms need not be
one. `small(pixels)` takes its time and 256 colours.
"""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

SIGNATURE = b"\x89PNG\r\n\x1a\n"
RGB, PALETTE = 2, 3  # PNG's numbers for what a pixel is
COLOURS = 256  # of a palette, at the most
KEPT = 128  # so many of the most frequent ones stay exactly as they are


def encoded(pixels: Bytes, level: int = 1) -> bytes:
    """A PNG of pixels (height, width, 3 or 4); what is transparent is not kept. The higher the
    level, to 9, the smaller and the later it comes.
    """
    height, width = pixels.shape[:2]
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # each row begins with its filter: none
    for part in range(3):  # each by itself: a quarter of the time of all three at once
        rows[:, 1 + part :: 3] = pixels[:, :, part]
    return _file(width, RGB, rows, level)


def small(pixels: Bytes) -> bytes:
    """The same in 256 colours: frequent ones are exact, a rare one is the nearest that there is."""
    height, width = pixels.shape[:2]
    parts = pixels[:, :, :3].astype(np.uint32)
    code = parts[..., 0] << 16 | parts[..., 1] << 8 | parts[..., 2]
    codes, place, counts = np.unique(code.ravel(), return_inverse=True, return_counts=True)
    colours = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1).astype(np.intp)
    palette = _palette(colours, counts)
    distance = np.abs(colours[:, None] - palette).max(axis=2)
    rows = np.zeros((height, 1 + width), np.uint8)
    rows[:, 1:] = distance.argmin(axis=1)[place].reshape(height, width)
    return _file(width, PALETTE, rows, 9, _chunk(b"PLTE", palette.astype(np.uint8).tobytes()))


def _palette(colours: NDArray[np.intp], counts: NDArray[np.intp]) -> NDArray[np.intp]:
    """The most frequent colours, and of the others one a cell of the finest grid that has room."""
    if len(colours) <= COLOURS:
        return colours
    order = np.argsort(-counts, kind="stable")
    kept, rare = colours[order[:KEPT]], colours[order[KEPT:]]
    for side in range(2, COLOURS + 1):
        _, first = np.unique(rare // side, axis=0, return_index=True)
        if len(first) <= COLOURS - KEPT:
            break
    return np.concatenate([kept, rare[first]])


def _file(width: int, kind: int, rows: Bytes, level: int, between: bytes = b"") -> bytes:
    """Signature, head, what comes between, and the rows, 8 bits a part."""
    head = struct.pack(">II5B", width, len(rows), 8, kind, 0, 0, 0)
    body = zlib.compress(rows.tobytes(), level)
    chunks = _chunk(b"IHDR", head) + between + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")
    return SIGNATURE + chunks


def _chunk(kind: bytes, data: bytes) -> bytes:
    """Length, kind, data, checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
