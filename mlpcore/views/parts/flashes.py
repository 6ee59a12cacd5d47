"""Whether one picture after another is half of a flash, as WCAG 2.2 counts flashes in 2.3.1."""

import numpy as np
from numpy.typing import NDArray

from mlpcore.checks import Array

CHANGE, DARKER = 0.1, 0.8  # of the luminance; the darker is below that
SHARE = 1 / 3  # of what is filled, which is less than a quarter of a picture with its axes
CALM = 1 / 3  # seconds after which the next may come: of three flashes a second no more than half
_PART = np.arange(256) / 255
_LIGHT = np.where(_PART <= 0.04045, _PART / 12.92, ((_PART + 0.055) / 1.055) ** 2.4)


def is_half_a_flash(before: NDArray[np.uint32], after: NDArray[np.uint32]) -> bool:
    """Whether luminance changes by a tenth or more in over a third of pixels of one size."""
    a, b = (_luminance(np.ascontiguousarray(each[::4, ::4])) for each in (before, after))
    changed = (np.abs(a - b) >= CHANGE) & (np.minimum(a, b) < DARKER)
    return bool(changed.mean() > SHARE)


def _luminance(pixels: NDArray[np.uint32]) -> Array:
    """Relative luminance from 0 to 1, as WCAG defines it."""
    rgba = pixels.view(np.uint8).reshape(*pixels.shape, 4)
    return np.asarray(_LIGHT[rgba[..., :3]] @ [0.2126, 0.7152, 0.0722])
