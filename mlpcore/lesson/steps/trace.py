"""One whole pass on record, of a sample or of a batch: every quantity by its key, computed once.

`Trace(mlp, x, y, eta)` runs I-V and gives any quantity's `value(key)`, one `number(key, index)` of
it, its `symbol` and an `operand` of it for a formula. Keys are those of the steps (`net_1 z_1 eps
d_o delta_1 dW_0 …`), of what is given (`x y eta W_0 b_0`), `new:W_0` for an updated weight, `J_1`
for a Jacobian, `d_z_1` for ∂ε/∂z¹, and frames such as `one_minus:z_1`; a batch has those of
`batch_frames` too. What belongs to a sample (`x y net_1 z_1 d_o delta_1`) is stacked in a batch, a
row a sample; `eps dW_1 db_1` are means over the samples, `new:W_1` is what a step with them gives.
With `overrides` some quantities are not what their formula gives, and what depends on them follows.
"""

from collections.abc import Mapping
from copy import copy
from functools import cached_property
from typing import Self

import numpy as np

from mlpcore.activations import quiet
from mlpcore.backprop import Backward, Forward
from mlpcore.checks import Array, PerLayer, flag, floats, positive, rows, targets
from mlpcore.lesson.notation.activation_formulas import SLOPES
from mlpcore.lesson.notation.batch_symbols import BatchNotation
from mlpcore.lesson.notation.key import Key
from mlpcore.lesson.notation.numbers import entry_of, six
from mlpcore.lesson.notation.symbols import Index, Notation, Symbol
from mlpcore.lesson.steps.backpropagation import arrives_key
from mlpcore.lesson.steps.batch_frames import FRAMES, PLAIN
from mlpcore.lesson.steps.expression import Number, Operand
from mlpcore.lesson.steps.overrides import TRUE, Claim, Judged, Overrides, Rule, Values
from mlpcore.lesson.steps.quantities import QUANTITIES, key_of, layers, order
from mlpcore.lesson.steps.quantity import Quantity, z_key
from mlpcore.lesson.steps.slopes import refuse_nan
from mlpcore.network import MLP, network


class Trace:
    """One pass on record; the network it came from is not touched.

    x is (d,) and y (k,) for a sample, (n, d) and (n, k) for a batch; `notation` is one of
    `books.BOOKS`. ValueError or TypeError where they, or eta, do not fit.

    Attributes
    ----------
    base
        The pass that the overrides were put into; the trace itself where there are none.
    """

    def __init__(
        self,
        mlp: MLP,
        x: object,
        y: object,
        eta: object = 0.5,
        named: bool = False,
        notation: str = "notes",
    ) -> None:
        mlp = network(mlp)
        self._begin(mlp.copy(), rows("x", x, mlp.widths[0]), positive("eta", eta))
        kind = BatchNotation if self.is_batch else Notation
        self.notation = kind(self.h, flag("named", named), notation)
        self.fwd: Forward = self.mlp.forward(self.x)
        refuse_nan(mlp, self.fwd)
        self.bwd: Backward = self.mlp.backward(self.fwd, y)
        self.y = floats("y", y)

    @classmethod
    def of_sample(
        cls, mlp: MLP, x: object, y: object, eta: object = 0.5, named: bool = False,
        notation: str = "notes",
    ) -> Self:  # fmt: skip
        """Take one sample; a batch is refused."""
        if np.ndim(fitting := rows("x", x, network(mlp).widths[0])) != 1:
            raise ValueError(
                f"x is a batch of shape {fitting.shape}, but a walkthrough is of one sample: "
                "take one row, as in x[0]"
            )
        return cls(mlp, fitting, y, eta, named, notation)

    @classmethod
    def of_batch(
        cls, mlp: MLP, X: object, Y: object, eta: object = 0.5, named: bool = False,
        notation: str = "notes",
    ) -> Self:  # fmt: skip
        """Take a batch; a single sample is refused."""
        if np.ndim(fitting := rows("X", X, network(mlp).widths[0])) != 2:
            raise ValueError(
                f"X has shape {fitting.shape}, which is one sample: a batch has one row a sample, "
                f"(n, {mlp.widths[0]}), as in np.atleast_2d(X)"
            )
        Y = targets(Y, (len(fitting), mlp.widths[-1]), "Y")
        return cls(mlp, fitting, Y, eta, named, notation)

    @classmethod
    def trusted(cls, mlp: MLP, x: Array, y: Array, eta: float, overrides: Overrides) -> Self:
        """Take what is known to fit, and compute nothing but what is asked for."""
        trace = cls.__new__(cls)
        trace._begin(mlp, x, eta)
        kind = BatchNotation if x.ndim == 2 else Notation
        trace.y, trace.notation, trace.overrides = y, kind(mlp.h), overrides
        return trace

    def _begin(self, mlp: MLP, x: Array, eta: float) -> None:
        self.mlp, self.x, self.eta = mlp, x, eta
        self.h, self.f, self.loss = mlp.h, mlp.f, mlp.loss
        self.overrides: Overrides | None = None
        self.base = self
        self._values: dict[str, Array] = {}

    def overriding(self, overrides: Overrides | Mapping[str, Array]) -> Self:
        """Give the same pass with some quantities something else, and what follows from that."""
        trace = copy(self)
        for found in ("fwd", "bwd", "after", "after_sum", "rows", "twice"):
            trace.__dict__.pop(found, None)
        trace.base, trace._values = self, {}
        trace.overrides = Values(overrides) if isinstance(overrides, Mapping) else overrides
        return trace

    def judging(self, rule: Rule) -> Self:
        """Give the same pass with a rule asked for every step, and judged: see `Judged`."""
        trace = self.overriding(Judged(rule))
        for quantity, l in order(trace):
            trace.value(key_of(quantity, l))
        return trace

    @property
    def claims(self) -> Mapping[str, Claim]:
        """How what a rule gave turned out, by the key of the step."""
        return self.overrides.claims if isinstance(self.overrides, Judged) else {}

    def __len__(self) -> int:
        return len(self.x) if self.is_batch else 1

    def __repr__(self) -> str:
        widths = "-".join(map(str, self.mlp.widths))
        samples = f"{len(self)} samples" if self.is_batch else "1 sample"
        return f"{samples}, {widths} network, {self.loss.name}, η = {six(self.eta)}"

    # what has been found

    def value(self, key: str) -> Array:
        """The numbers of a quantity; KeyError where a key names none."""
        if key not in self._values:
            self._values[key] = np.asarray(self._find(Key(key)))
        return self._values[key]

    def overridden(self, *keys: str) -> bool:
        """Whether any of these is something else than its formula gives."""
        return self.overrides is not None and self.overrides.has(self, keys)

    def z_key(self, l: int) -> str:
        """The key of z^l: the input for l = 0."""
        return z_key(l)

    def arrives_key(self, l: int) -> str:
        """The key of what comes back to layer l: ∂ε/∂o at the output, ∂ε/∂z^l below it."""
        return arrives_key(self.h, l)

    @quiet
    def followed(self, key: str) -> Array:
        """The quantity by its own formula, from the numbers before it, overridden or not."""
        if self.overrides is None:
            return self.value(key)
        value = np.asarray(QUANTITIES[Key(key).kind].value(self, Key(key).l), np.float64)
        return np.asarray(value.mean()) if key == "eps" else value

    @quiet
    def _find(self, key: Key) -> Array:
        if key.startswith(TRUE):
            there = Key(key.removeprefix(TRUE))
            return self.overrides.true(self, there) if self.overrides else self.value(there)
        if key.frame in SLOPES:
            return SLOPES[key.frame](self.value(key.inner))
        if (given := self._given(key)) is not None:
            return given
        if key.frame in FRAMES and self.is_batch:
            return FRAMES[key.frame](self, key.inner)
        quantity = QUANTITIES.get(key.kind)
        if quantity is None or not self._has(quantity, key):
            raise KeyError(f"this pass has no quantity with the key {str(key)!r}")
        if self.overrides is not None:
            return self.overrides.value(self, key)
        if quantity.found is None:
            return quantity.value(self, key.l)
        return np.asarray(quantity.found(self.fwd, self.bwd, key.l))

    def _given(self, key: Key) -> Array | None:
        """What the pass begins with, and the numbers that only a batch has."""
        if key in ("x", "z_0"):
            return self.x
        if key in ("y", "eta"):
            return np.asarray(self.y if key == "y" else self.eta)
        if key in PLAIN and self.is_batch:
            return np.asarray(PLAIN[key](self))
        column = {"W": self.mlp.W, "b": self.mlp.b}.get(key.kind, [])
        return column[key.l] if key.layer is not None and key.l < len(column) else None

    def _has(self, quantity: Quantity, key: Key) -> bool:
        """Whether there are such numbers at that layer, or, of what has none, at all."""
        if not quantity.has_layer or key.layer is None:
            return quantity.has_layer == (key.layer is not None)
        among = layers(self.h, quantity.section or "I")
        return key.l in among and (quantity.everywhere or quantity.exists(self, key.l))

    @cached_property
    def fwd(self) -> Forward:
        """The forward pass."""
        net = PerLayer(self.value(f"net_{l}") for l in layers(self.h, "I"))
        return Forward(net, [self.value(z_key(l)) for l in range(self.h + 2)])

    @cached_property
    def bwd(self) -> Backward:
        """The backward pass."""
        delta = PerLayer(self.value(f"delta_{l}") for l in layers(self.h, "I"))
        dW, db = ([self.value(f"{kind}_{l}") for l in range(self.h + 1)] for kind in ("dW", "db"))
        return Backward(float(self.value("eps")), self.value("d_o"), delta, dW, db)

    @cached_property
    def after(self) -> MLP:
        """The network after V, the step of gradient descent."""
        return self._moved("new")

    @property
    def out_of_reach(self) -> str:
        """Which targets the output can never give, in a sentence; '' if it can give all."""
        return self.f[-1].cannot_give(self.y, self.symbol("y").text)

    # a batch

    @property
    def batch_notation(self) -> BatchNotation:
        """The letters of a batch, which know its samples; TypeError for a single sample."""
        if not isinstance(self.notation, BatchNotation):
            raise TypeError("this pass is of one sample, and has no letters for several")
        return self.notation

    @property
    def is_batch(self) -> bool:
        """Whether it is of a batch, not of one sample."""
        return self.x.ndim == 2

    @cached_property
    def rows(self) -> "list[Trace]":
        """Every sample's own pass, in order; none of a single sample."""
        if not self.is_batch:
            return []
        if self.overrides is not None:
            return [self.overrides.row(self, p) for p in range(len(self))]
        pairs = zip(self.x, self.y, strict=True)
        named, name = self.notation.named, self.notation.name
        return [Trace(self.mlp, x, y, self.eta, named, name) for x, y in pairs]

    @cached_property
    def twice(self) -> "Trace":
        """The batch with every sample in it twice, without overrides: means stay, sums double."""
        X, Y = np.repeat(self.x, 2, axis=0), np.repeat(self.y, 2, axis=0)
        return Trace(self.mlp, X, Y, self.eta, self.notation.named, self.notation.name)

    @cached_property
    def after_sum(self) -> MLP:
        """The network after a step with the sums in place of the means."""
        return self._moved("new_sum")

    def _moved(self, frame: str) -> MLP:
        after, below = self.mlp.copy(), range(self.h + 1)
        after.W, after.b = ([self.value(f"{frame}:{kind}_{l}") for l in below] for kind in "Wb")
        return after

    # how it is written

    def number(self, key: str, index: Index = ()) -> Number:
        """One number of a quantity, counted from 1; IndexError where there is none."""
        return Number(key, index, entry_of(key, self.value(key), index))

    def places(self, key: str) -> range:
        """The indices of a vector, or of a matrix's rows, counted from 1."""
        return range(1, len(self.value(key)) + 1)

    def numbers(self, key: str) -> list[Number]:
        """Every number of a vector, in order."""
        return [self.number(key, (i,)) for i in self.places(key)]

    def symbol(self, key: str) -> Symbol:
        """The symbol of a quantity, in this pass's notation."""
        return self.notation.symbol(key)

    def shown(self, key: str) -> Array:
        """The numbers of a quantity in the rows and columns in which this notation shows them."""
        value = self.value(key)
        return np.swapaxes(value, -1, -2) if self.turned(key) else value

    def turned(self, key: str) -> bool:
        """Whether this notation shows the transpose of the quantity."""
        return self.notation.turned(key)

    def operand(self, key: str, role: str = "", transposed: bool = False) -> Operand:
        """A quantity as it takes part in a product, transposed or not; no T where units in rows
        make the transpose the matrix itself, and one where they do not.
        """
        turned = self.turned(key)
        return Operand(key, self.value(key), role, self.symbol(key), transposed, turned)

    def itself(self, key: str, role: str = "") -> Operand:
        """A quantity as this notation shows it, with no T."""
        return self.operand(key, role, transposed=self.turned(key))
