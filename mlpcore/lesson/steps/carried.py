"""What follows from a wrong number: a pass that goes on correctly from quantities as claimed.

`Carried(record, {"delta_2": value})` is the same pass with those numbers in
place, and all that depends on them computed from them, as it is asked for; `follow(record, key)`
is one quantity by its true formula from the record's own numbers; `sources(h, key)` are the
quantities that a quantity is made of, the nearest first. All of it holds for one sample and for a
batch.
"""

from collections.abc import Mapping
from functools import cached_property, lru_cache

import numpy as np

from mlpcore.activations import quiet
from mlpcore.checks import Array
from mlpcore.lesson.notation.batch_symbols import STACKED
from mlpcore.lesson.notation.symbols import split_frame, split_key
from mlpcore.lesson.steps.batch_trace import Batch
from mlpcore.lesson.steps.claims import ClaimedTrace
from mlpcore.lesson.steps.rules import FORMULAS
from mlpcore.lesson.steps.trace import Record

Keys = tuple[str, ...]


class Carried(Record):
    """A recorded pass with some of its quantities claimed, and the rest computed from those.

    `fwd` and `bwd` stay those of the true pass: the numbers are in `value`.
    """

    def __init__(self, base: Record, claims: Mapping[str, Array]) -> None:
        self.base, self.claims = base, dict(claims)
        self.mlp, self.eta, self.y = base.mlp, base.eta, base.y
        self.fwd, self.bwd, self.notation = base.fwd, base.bwd, base.notation
        self.h, self.f, self.loss = base.h, base.f, base.loss
        self._values: dict[str, Array] = dict(claims)

    @cached_property
    def rows(self) -> "list[Carried]":
        """For a batch, every sample's own pass, with its share of what is claimed."""
        return [Carried(row, self._share(p)) for p, row in enumerate(batch_rows(self.base))]

    def claimed(self, *keys: str) -> bool:
        """Whether any of these is claimed."""
        return any(key in self.claims for key in keys)

    def _share(self, p: int) -> dict[str, Array]:
        """What is claimed of sample p; what is claimed of the whole batch stays so."""
        return {
            key: value[p] if split_key(key)[0] in STACKED else value
            for key, value in self.claims.items()
        }

    def _find(self, key: str) -> Array | float:
        if split_frame(key)[0] not in ("", "new"):
            return super()._find(key)
        if self.claimed(*sources(self.h, key)):
            return follow(self, key)
        return self.base.value(key)


@quiet
def follow(record: Record, key: str) -> Array:
    """The quantity as its true formula gives it from the record's own numbers, claimed or not."""
    if not isinstance(record, Carried | ClaimedTrace):
        return record.value(key)
    kind, l = split_key(key)
    value = np.asarray(FORMULAS[kind](record, l or 0), np.float64)
    return np.asarray(value.mean()) if kind == "eps" else value


def batch_rows(record: Record) -> list[Record]:
    """The passes of a batch's samples, one by one; of a single sample, none."""
    return [*record.rows] if isinstance(record, Batch | Carried) and is_batch(record) else []


def is_batch(record: Record) -> bool:
    """Whether the record is of a batch, not of one sample."""
    return record.fwd.o.ndim == 2


@lru_cache(maxsize=4096)
def sources(h: int, key: str) -> Keys:
    """All computed quantities that it depends on, the nearest first."""
    found: dict[str, None] = {}
    layer = _factors(h, key)
    while layer:
        found |= dict.fromkeys(layer)
        further = (each for near in layer for each in _factors(h, near))
        layer = tuple(dict.fromkeys(each for each in further if each not in found))
    return tuple(found)


def _factors(h: int, key: str) -> Keys:
    """The computed quantities that the formula of a quantity reads; none for what is given."""
    kind, at = split_key(key)
    top, l = h + 1, at or 0
    made: dict[str, Keys] = {
        "net": (f"z_{l - 1}",) if l > 1 else (),
        "z": (f"net_{l}",),
        "slope": (f"net_{l}", f"z_{l}"),
        "J": (f"net_{l}", f"z_{l}"),
        "eps": (f"z_{top}",),
        "d_o": (f"z_{top}",),
        "d_z": (f"delta_{l + 1}",),
        "delta": ("d_o" if l == top else f"delta_{l + 1}", f"J_{l}", f"net_{l}", f"z_{l}"),
        "dW": (f"delta_{l + 1}", f"z_{l}") if l else (f"delta_{l + 1}",),
        "db": (f"delta_{l + 1}",),
        "new:W": (f"dW_{l}",),
        "new:b": (f"db_{l}",),
    }
    return made.get(kind, ())
