"""Keys: the names of quantities as people type them, and how they are taken apart."""

import re
from functools import lru_cache
from typing import NamedTuple

WITH_LAYER = re.compile(r"(.+)_(0|[1-9][0-9]*)")


class Parts(NamedTuple):
    """What a key is made of."""

    frame: str
    inner: "Key"
    kind: str
    layer: int | None


class Key(str):
    """The name of a quantity, `delta_1` or `one_minus:z_1`: a text that knows its parts.

    Examples
    --------
    >>> Key("delta_1").kind, Key("delta_1").layer, Key("d_o").layer
    ('delta', 1, None)
    >>> Key("new:W_0").frame, Key("new:W_0").inner, Key.of("dW", 0)
    ('new', 'W_0', 'dW_0')
    """

    __slots__ = ()

    @classmethod
    def of(cls, kind: str, layer: int) -> "Key":
        """The key of a kind of quantity at a layer."""
        return cls(f"{kind}_{layer}")

    @property
    def frame(self) -> str:
        """What is made of another quantity for one formula, `one_minus`; '' for the quantity."""
        return _parts(self).frame

    @property
    def inner(self) -> "Key":
        """The quantity in the frame; without a frame, the key itself."""
        return _parts(self).inner

    @property
    def kind(self) -> str:
        """The kind with its frame and without its layer: `delta`, `new:W`, `d_o`."""
        return _parts(self).kind

    @property
    def layer(self) -> int | None:
        """The layer; None for what has none, as ε."""
        return _parts(self).layer

    @property
    def kind_and_layer(self) -> tuple[str, int | None]:
        """Both, as in `kind, l = key.kind_and_layer`."""
        return _parts(self).kind, _parts(self).layer

    @property
    def frame_and_inner(self) -> "tuple[str, Key]":
        """Both, as in `frame, inner = key.frame_and_inner`."""
        return _parts(self).frame, _parts(self).inner

    @property
    def l(self) -> int:
        """The layer as a number, 0 for what has none."""
        return _parts(self).layer or 0


@lru_cache(maxsize=65536)
def _parts(key: str) -> Parts:
    frame, _, inner = key.rpartition(":")
    found = WITH_LAYER.fullmatch(key)
    return Parts(frame, Key(inner), *((found[1], int(found[2])) if found else (key, None)))
