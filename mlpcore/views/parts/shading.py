"""Colours for planes and maps: what a network answers, as pixels.

`shaded` colours a plane by class, `two_sided` a map by sign; `packed` makes pixels of colours.
"""

from collections.abc import Sequence

import numpy as np

from mlpcore.checks import Array
from mlpcore.views.parts.plots import Palette, Pixels

SHADES = 64  # of a colour: no eye sees more here, and runs of one shade are packed in less time


def rgb(colour: str) -> tuple[float, ...]:
    """A colour #rrggbb as its parts, from 0 to 1."""
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))


def packed(colours: Array) -> Pixels:
    """Colours (…, 3), parts from 0 to 1, as pixels (…): four bytes in one number are quick."""
    rgba = np.full((*colours.shape[:-1], 4), 255, np.uint8)
    rgba[..., :3] = np.round(255 * colours)
    return rgba.view(np.uint32)[..., 0]


def pixel(colour: str) -> Pixels:
    """One colour as one pixel, shape ()."""
    return packed(np.array(rgb(colour)))


def class_colours(palette: Palette, k: int) -> list[str]:
    """Orange and blue for two classes, more colours for more."""
    if k <= 2:
        return [palette.neg, palette.pos]
    colours = [palette.neg, palette.pos, *palette.factors]
    return [colours[c % len(colours)] for c in range(k)]


def shades_of(colours: Sequence[str], palette: Palette) -> Pixels:
    """So many shades of each colour, from hardly any to a strong one: (k, SHADES)."""
    strength = np.linspace(0.04, 0.54, SHADES)[:, None]
    return packed(np.stack([mixed(palette.background, colour, strength) for colour in colours]))


def shaded(fields: Array, shades: Pixels, line: Pixels) -> Pixels:
    """The plane in the colours of the classes, and a line where the answer changes."""
    fields = np.clip(fields, 0, 1)
    if len(fields) == 1:
        winner, sure = (fields[0] > 0.5).astype(np.intp), np.abs(2 * fields[0] - 1)
    else:
        winner, k = fields.argmax(axis=0), len(fields)
        share = fields.max(axis=0) / np.maximum(fields.sum(axis=0), 1e-9)
        sure = np.clip((k * share - 1) / (k - 1), 0, 1)
    pixels: Pixels = shades.ravel()[SHADES * winner + (sure * (SHADES - 1)).astype(np.intp)]
    edge = np.zeros(winner.shape, bool)
    edge[:, 1:] |= winner[:, 1:] != winner[:, :-1]
    edge[1:] |= winner[1:] != winner[:-1]
    pixels[edge] = line
    return pixels


def signed_shades(palette: Palette) -> Pixels:
    """Shades from −1 over 0 to 1, (2 SHADES − 1,): orange below 0, blue above, stronger far out."""
    strength = np.linspace(0, 1, SHADES)[:, None]
    below, above = (mixed(palette.background, colour, 0.06 + 0.8 * strength)
                    for colour in (palette.neg, palette.pos))  # fmt: skip
    return packed(np.concatenate([below[::-1], above[1:]]))


def two_sided(values: Array, shades: Pixels) -> Pixels:
    """Values from −1 to 1 in these signed shades; what lies beyond is an end."""
    at = np.round((np.clip(values, -1, 1) + 1) * (SHADES - 1))
    return np.asarray(shades[at.astype(np.intp)])


def level(z: Array, name: str) -> Array:
    """A layer's outputs from −1 to 1: by the range of f, or by the largest of the layer."""
    if name in ("sigmoid", "softmax"):
        return 2 * z - 1
    return z if name == "tanh" else z / max(1e-9, float(np.abs(z).max()))


def mixed(a: str, b: str, share: float | Array) -> Array:
    """A colour between two."""
    return np.asarray((1 - share) * np.array(rgb(a)) + share * np.array(rgb(b)))
