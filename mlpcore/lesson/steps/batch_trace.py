"""A batch on record: every sample's own outer product, their running sum, and the mean.

`Batch(mlp, X, Y, eta)` runs I-V on n samples at once; its `rows` are the same
samples one by one, each a `Trace`. Keys are those of a trace: what belongs to a sample (`x y net_1
z_1 d_o delta_1`) is stacked, (n, m); `eps dW_1 db_1` are means over the samples, `new:W_1` is what
a step with them gives. To these come, p being the sample: `own:dW_1` (n, m, k), sample p's own
gradient z δᵀ; `running:dW_1` (n, m, k), the sum of the first p of them; `sum:dW_1`, the sum of all;
`new_sum:W_1`, what a step with the sum gives; the same of db and of eps (`new:eps` is ε after the
step); `n` and `n_eta`, n·η. `twice` is the batch with every sample in it twice. Source: the notes,
deep MLP IV and V, for each x of the domain.
"""

from dataclasses import replace
from functools import cached_property

import numpy as np

from mlpcore.checks import Array, rows
from mlpcore.lesson.notation.batch_symbols import BatchNotation
from mlpcore.lesson.notation.numbers import six
from mlpcore.lesson.notation.symbols import split_frame, split_key
from mlpcore.lesson.steps.trace import Columns, Record, Trace
from mlpcore.network import MLP


class Batch(Record):
    """The record of one pass of a batch; the network it came from is not touched.

    X is (n, d), Y is (n, k), one row a sample; `notation` is one of `books.BOOKS`. ValueError or
    TypeError where they, or eta, do not fit; a single sample is no batch.
    """

    notation: BatchNotation

    def __init__(
        self,
        mlp: MLP,
        X: object,
        Y: object,
        eta: object = 0.5,
        named: bool = False,
        notation: str = "notes",
    ) -> None:
        fitting = rows("x", X, mlp.widths[0])
        if fitting.ndim != 2:
            raise ValueError(
                f"x has shape {fitting.shape}, which is one sample: a batch has one row a sample, "
                f"(n, {mlp.widths[0]}), as in np.atleast_2d(x)"
            )
        super().__init__(mlp, fitting, Y, eta, BatchNotation(mlp.h, named, notation))
        self._written = named, notation

    def __len__(self) -> int:
        return len(self.fwd.o)

    def __repr__(self) -> str:
        widths = "-".join(map(str, self.mlp.widths))
        return f"{len(self)} samples, {widths} network, {self.loss.name}, η = {six(self.eta)}"

    @cached_property
    def rows(self) -> list[Trace]:
        """Every sample's own pass, in order."""
        pairs = zip(self.fwd.z[0], self.y, strict=True)
        return [Trace(self.mlp, x, y, self.eta, *self._written) for x, y in pairs]

    @cached_property
    def twice(self) -> "Batch":
        """The batch with every sample in it twice: the means stay, the sums double."""
        X, Y = np.repeat(self.fwd.z[0], 2, axis=0), np.repeat(self.y, 2, axis=0)
        return Batch(self.mlp, X, Y, self.eta, *self._written)

    @cached_property
    def after_sum(self) -> MLP:
        """The network after a step with the sums in place of the means."""
        layers, after = range(self.h + 1), self.mlp.copy()
        dW, db = ([self.value(f"sum:{kind}_{l}") for l in layers] for kind in ("dW", "db"))
        after.descend(replace(self.bwd, dW=dW, db=db), self.eta)
        return after

    def _find(self, key: str) -> Array | float:
        frame, inner = split_frame(key)
        if frame == "own":
            return self._own(inner)
        if frame == "running":
            return np.cumsum(self.value(f"own:{inner}"), axis=0)
        if frame == "sum":
            return np.asarray(self.value(f"own:{inner}").sum(axis=0))
        return super()._find(key)

    def _own(self, key: str) -> Array:
        """A sample's own ε, ∇W_l = z^l (δ^{l+1})ᵀ or ∇b_l = δ^{l+1}, for all samples."""
        kind, l = split_key(key)
        if key != "eps" and (kind not in ("dW", "db") or l is None or l > self.h):
            raise KeyError(f"a sample has no share in {key!r}: there are eps, dW_l and db_l")
        return np.stack([row.value(key) for row in self.rows])

    def _error(self, mlp: MLP) -> float:
        """The mean ε of the same samples in another network."""
        return mlp.backward(mlp.forward(self.fwd.z[0]), self.y).eps

    @cached_property
    def _plain(self) -> dict[str, Array | float]:
        n = float(len(self))
        eps = {"new:eps": self._error(self.after), "new_sum:eps": self._error(self.after_sum)}
        return {**super()._plain, **eps, "n": n, "n_eta": n * self.eta}

    @cached_property
    def _columns(self) -> Columns:
        after = self.after_sum
        return {**super()._columns, "new_sum:W": after.W, "new_sum:b": after.b}
