"""How weights are drawn: by a scheme of the literature, from a seed.

`draw(widths, seed, init, scale)` gives all W and b of a network; a `Drawn` remembers from what.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import sqrt
from typing import NamedTuple, TypeAlias

import numpy as np

from mlpcore.checks import Array, count, generator, known, positive, room

Seed: TypeAlias = "int | np.random.Generator | None"  # as a word, for it is slow to load

# One scheme a line, W_l (m, n) and b_l (n,). Glorot and Bengio, AISTATS 2010; He et al., ICCV 2015.
SCHEMES: "dict[str, Callable[[np.random.Generator, int, int], tuple[Array, Array]]]" = {
    "uniform": lambda rng, m, n: (rng.uniform(-1, 1, (m, n)), rng.uniform(-1, 1, n)),
    "normal": lambda rng, m, n: (rng.normal(0, 1, (m, n)), rng.normal(0, 1, n)),
    "glorot": lambda rng, m, n: (rng.uniform(-1, 1, (m, n)) * sqrt(6 / (m + n)), np.zeros(n)),
    "he": lambda rng, m, n: (rng.normal(0, 1, (m, n)) * sqrt(2 / m), np.zeros(n)),
}


class Drawn(NamedTuple):
    """From which seed weights were drawn, by which scheme, and what they were multiplied by."""

    seed: int
    init: str
    scale: float


def draw(
    widths: Sequence[int], seed: Seed, init: str, scale: float
) -> tuple[list[Array], list[Array]]:
    """Every W_l and b_l, layer by layer from one generator."""
    scheme, scale = known("init", init, SCHEMES), positive("scale", scale)
    rng = generator("seed", seed)
    room("widths", sum(m * n for m, n in pairwise(widths)))
    drawn = [scheme(rng, *pair) for pair in pairwise(widths)]
    return [scale * W_l for W_l, _ in drawn], [scale * b_l for _, b_l in drawn]


def told(words: Sequence[str]) -> Drawn:
    """A `Drawn` from its three words; ValueError or TypeError where they are none."""
    seed, init, scale = words
    known("init", init, SCHEMES)
    return Drawn(count("seed", int(seed), or_zero=True), init, positive("scale", float(scale)))
