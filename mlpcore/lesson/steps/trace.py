"""One whole pass on record: every quantity by its key, computed once by `mlpcore`.

`Trace(mlp, x, y, eta)` runs I-V and gives any quantity's `value(key)`, one
`number(key, index)` of it, its `symbol` and an `operand` of it for a formula; `agreement(trace,
key)` holds a gradient against central differences. Keys are those of the steps (`net_1 z_1 eps
d_o delta_1 dW_0 …`), of what is given (`x y eta W_0 b_0`), `new:W_0` for an updated weight, `J_1`
for a Jacobian, `d_z_1` for ∂ε/∂z¹, and factors such as `slope_1` and `one_minus:z_1`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mlpcore.backprop import Backward, Forward, matvec
from mlpcore.checks import Array, PerLayer, floats, positive, rows
from mlpcore.gradcheck import TOLERANCE, numerical_gradient, relative_error
from mlpcore.lesson.notation.activation_formulas import SLOPES
from mlpcore.lesson.notation.numbers import brief, entry_of, power_of_ten
from mlpcore.lesson.notation.symbols import Index, Notation, Symbol, split_frame, split_key
from mlpcore.lesson.steps.expression import Number, Operand
from mlpcore.network import MLP

Columns = dict[str, Sequence[Array | None]]  # of a kind, each at the index of its layer


class Record:
    """What one pass left, by key, of a sample or of a batch; the network itself is not touched."""

    def __init__(self, mlp: MLP, x: object, y: object, eta: object, notation: Notation) -> None:
        self.mlp: MLP = mlp.copy()
        self.eta = positive("eta", eta)
        self.fwd: Forward = self.mlp.forward(x)
        self.bwd: Backward = self.mlp.backward(self.fwd, y)
        self.y = floats("y", y)
        self.h, self.f, self.loss = self.mlp.h, self.mlp.f, self.mlp.loss
        self.notation = notation
        self._values: dict[str, Array] = {}

    @cached_property
    def after(self) -> MLP:
        """The network after V, the step of gradient descent."""
        after = self.mlp.copy()
        after.descend(self.bwd, self.eta)
        return after

    def value(self, key: str) -> Array:
        """The numbers of a quantity; KeyError where a key names none."""
        if key not in self._values:
            self._values[key] = np.asarray(self._find(key))
        return self._values[key]

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

    @property
    def out_of_reach(self) -> str:
        """Which targets the output can never give, in a sentence; '' if it can give all."""
        return self.f[-1].cannot_give(self.y, self.symbol("y").text)

    def operand(self, key: str, role: str = "", transposed: bool = False) -> Operand:
        """A quantity as it takes part in a product, transposed or not; no T where units in rows
        make the transpose the matrix itself, and one where they do not.
        """
        turned = self.turned(key)
        return Operand(key, self.value(key), role, self.symbol(key), transposed, turned)

    def itself(self, key: str, role: str = "") -> Operand:
        """A quantity as this notation shows it, with no T."""
        return self.operand(key, role, transposed=self.turned(key))

    def z_key(self, l: int) -> str:
        """The key of z^l: the input for l = 0."""
        return f"z_{l}" if l else "x"

    def arrives_key(self, l: int) -> str:
        """The key of what comes back to layer l: ∂ε/∂o at the output, ∂ε/∂z^l below it."""
        return "d_o" if l == self.h + 1 else f"d_z_{l}"

    def _find(self, key: str) -> Array | float:
        frame, inner = split_frame(key)
        if frame == "collapsed":
            return self.value(inner)
        if frame in SLOPES:
            return SLOPES[frame](self.value(inner))
        kind, l = split_key(key)
        column: Sequence[Array | None] = self._columns.get(kind, [])
        found = self._plain.get(key) if l is None else column[l] if l < len(column) else None
        if found is None:
            raise KeyError(f"this pass has no quantity with the key {key!r}")
        return found

    @cached_property
    def _plain(self) -> dict[str, Array | float]:
        """The quantities without a layer."""
        x, eps, d_o = self.fwd.z[0], self.bwd.eps, self.bwd.d_o
        return {"x": x, "y": self.y, "eta": self.eta, "eps": eps, "d_o": d_o}

    @cached_property
    def _columns(self) -> Columns:
        """The quantities with a layer, by kind, each at the index of its layer."""
        mlp, fwd, bwd = self.mlp, self.fwd, self.bwd
        layers = [(f, net) for f, net in zip(self.f[1:], fwd.net[1:], strict=True)]
        d_z = [matvec(mlp.W[l], bwd.delta[l + 1]) for l in range(1, self.h + 1)]
        return {
            "W": mlp.W, "b": mlp.b, "net": fwd.net, "z": fwd.z,
            "delta": bwd.delta, "dW": bwd.dW, "db": bwd.db,
            "new:W": self.after.W, "new:b": self.after.b,
            "d_z": PerLayer(d_z),
            "slope": [None, *(f.derivative(net) if f.elementwise else None for f, net in layers)],
            "J": PerLayer(f.jacobian(net) for f, net in layers),
        }  # fmt: skip


class Trace(Record):
    """The record of one pass of one sample; the network it came from is not touched.

    x is (d,), y is (k,); `notation` is one of `books.BOOKS`. ValueError or TypeError where they, or
    eta, do not fit.
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
        if np.ndim(fitting := rows("x", x, mlp.widths[0])) != 1:
            raise ValueError(
                f"x is a batch of shape {fitting.shape}, but a walkthrough is of one sample: "
                "take one row, as in x[0]"
            )
        super().__init__(mlp, fitting, y, eta, Notation(mlp.h, named, notation))


@dataclass(frozen=True)
class Agreement:
    """Whether a gradient agrees with central differences, and how well."""

    ok: bool
    relative_error: float

    @property
    def words(self) -> str:
        """The verdict in words: 'agrees to 2·10⁻¹⁰'."""
        if self.relative_error == 0:
            return "agrees to the last digit"
        if self.ok:
            return f"agrees to {power_of_ten(self.relative_error, digits=1)}"
        return f"off by {brief(100 * self.relative_error)} %"


def agreement(trace: Record, key: str) -> Agreement | None:
    """Hold one gradient (d_o, delta_l, dW_l, db_l) against central differences; else None."""
    expected = numerical(trace, key)
    if expected is None:
        return None
    worst = float(relative_error(trace.value(key), expected, trace.bwd.eps).max())
    return Agreement(worst <= TOLERANCE, worst)


def numerical(trace: Record, key: str) -> Array | None:
    """A gradient by central differences; None for what is no gradient, and where there are none."""
    key = split_frame(key)[1]
    means = ("dW", "db")  # all that a batch has; d_o and delta are each sample's own
    if split_key(key)[0] not in (*means, *(("d_o", "delta") if trace.fwd.o.ndim == 1 else ())):
        return None
    try:
        return numerical_gradient(trace.mlp, trace.fwd.z[0], trace.y, key)
    except ValueError:  # cross-entropy at an output that has rounded to 0: no step to either side
        return None
