"""The multilayer perceptron, and its forward pass, one formula of the notes a line.

An `MLP` has seeded weights, as its `drawn` tells, or yours (`MLP.from_weights`); it runs `forward`
and `backward`, lets itself `descend`, and can `predict`, `save` and `copy` itself. Lists are
indexed as in the notes: W[l], b[l] lie between layers l and l+1; net[l], z[l], f[l] belong to
layer l.
"""

from collections.abc import Sequence
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import numpy as np

from mlpcore import checks, files, losses
from mlpcore.activations import ACTIVATIONS, Activation, activation, quiet, softmax
from mlpcore.backprop import Backward, Forward, matvec, propagate
from mlpcore.checks import Array, PerLayer, count, entries, floats, positive, renamed, rows, targets
from mlpcore.losses import LOSSES, Loss
from mlpcore.speed import last_layer
from mlpcore.weights import Drawn, Seed, draw, told

Names = Sequence[str | Activation] | str | Activation


class MLP:
    """A multilayer perceptron with h hidden layers of any widths.

    Parameters
    ----------
    widths
        d = m_0, m_1, …, m_{h+1} = k: whole numbers, input first.
    activations
        f^1 … f^{h+1}, by name or as `Activation`; or one for all layers.
    loss
        The error ε that `backward` propagates, by name or as `Loss`.
    seed
        What the weights are drawn from: a whole number, a NumPy Generator, or None for others each
        time.
    init, scale
        How they are drawn ("glorot", "he", "uniform", "normal"), and what they are multiplied by.

    Raises
    ------
    ValueError, TypeError
        For what does not fit, here and in every method; nothing is changed then.

    Examples
    --------
    >>> mlp = MLP([2, 3, 1], activations=["tanh", "sigmoid"], seed=1)
    >>> mlp, mlp.n_parameters, mlp.predict([[0, 0], [0, 1]]).shape
    (MLP([2, 3, 1], activations=['tanh', 'sigmoid'], loss='half_squared_error'), 13, (2, 1))
    """

    W: list[Array]
    b: list[Array]
    f: PerLayer[Activation]
    _drawn: Drawn | None = None  # what they were drawn from, if it was a whole number

    @renamed(hidden="widths, with the input's and the output's", layers="widths", sizes="widths",
             activation="activations", error="loss", random_state="seed", rng="seed",
             lr="eta, in train")  # fmt: skip
    def __init__(
        self, widths: Sequence[int], activations: Names = "sigmoid",
        loss: str | Loss = "half_squared_error", seed: Seed = 0, init: str = "glorot",
        scale: float = 1.0,
    ) -> None:  # fmt: skip
        self.widths = [count(f"widths[{l}]", m) for l, m in enumerate(entries("widths", widths))]
        if len(self.widths) < 2:
            raise ValueError(f"widths is {self.widths}, but a network needs an input and an output")
        self.h = len(self.widths) - 2
        single, layers = isinstance(activations, (str, Activation)), self.h + 1
        names = [activations] * layers if single else entries("activations", activations)
        if len(names) != layers:
            raise ValueError(f"activations has {len(names)} entries: expected {layers}, 1 a layer")
        self.f = PerLayer(activation(f, f"activation of layer {l}") for l, f in enumerate(names, 1))
        self.loss = losses.loss(loss)
        _refuse_what_learns_nothing(self)
        self.W, self.b = draw(self.widths, seed, init, scale)
        if isinstance(seed, (int, np.integer)):
            self._drawn = Drawn(int(seed), init, float(scale))

    @classmethod
    def from_weights(
        cls, W: Any, b: Any, activations: Names = "sigmoid",
        loss: str | Loss = "half_squared_error", units_in_rows: bool = False,
    ) -> Self:  # fmt: skip
        """Build a network on copies of these W_l (m_l, m_{l+1}) and b_l (m_{l+1},).

        `units_in_rows` takes W_l as (m_{l+1}, m_l), a row a unit, as PyTorch stores them. Weights
        that are all float32 stay so, and so does all that the network computes.

        Examples
        --------
        >>> MLP.from_weights([[[1.0], [2.0]]], [[0.5]], "identity").predict([1, 1]).tolist()
        [3.5]
        """
        given = [*entries("W", W), *entries("b", b)]
        single = all(getattr(array, "dtype", None) == np.float32 for array in given)
        dtype = np.float32 if single and given else np.float64
        weights = [floats(f"W[{l}]", W_l, dtype) for l, W_l in enumerate(entries("W", W))]
        biases = [floats(f"b[{l}]", b_l, dtype) for l, b_l in enumerate(entries("b", b))]
        if not weights or len(weights) != len(biases):
            raise ValueError(f"W has {len(weights)} layers and b {len(biases)}: expected as many")
        if checks.flag("units_in_rows", units_in_rows):
            weights = [np.ascontiguousarray(W_l.T) for W_l in weights]
        widths = [len(np.atleast_1d(weights[0])), *(b_l.size for b_l in biases)]
        for l, (W_l, b_l) in enumerate(zip(weights, biases, strict=True)):
            m, n = widths[l : l + 2]
            if W_l.shape != (m, n) or b_l.shape != (n,) or n == 0:
                came = f"W[{l}] has shape {W_l.shape} and b[{l}] has {b_l.shape}"
                expected = f"layer {l} has width {m}: expected ({m}, n) and (n,)"
                raise ValueError(f"{came}, {expected}{_would_fit(weights, biases, units_in_rows)}")
        mlp = cls(widths, activations, loss)
        mlp.W, mlp.b, mlp._drawn = weights, biases, None
        return mlp

    def with_functions(self, activations: Names, loss: str | Loss) -> Self:
        """Give a network of its own with the same weights, other activations and another loss."""
        other = self.from_weights(self.W, self.b, activations, loss)
        other._drawn = self._drawn
        return other

    @property
    def drawn(self) -> Drawn | None:
        """How the weights were drawn; None for others: given ones, or changed since, also in place.

        That they are those is found out each time, by drawing once more.
        """
        if self._drawn is None:
            return None
        pairs = zip(draw(self.widths, *self._drawn), (self.W, self.b), strict=True)
        same = all(all(map(np.array_equal, again, now)) for again, now in pairs)
        return self._drawn if same else None

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of the weights, and of all that is computed with them; TypeError where one was
        replaced by what is no array of floats of its shape, or f or the loss by another thing.
        """
        for l, pair in enumerate(pairwise(self.widths)):
            checks.floats_of(f"W[{l}]", [*self.W, None][l], pair)
            checks.floats_of(f"b[{l}]", [*self.b, None][l], pair[1:])
            checks.expect(f"f[{l + 1}]", self.f[l + 1], Activation, "one, as mlpcore.tanh is")
        checks.expect("loss", self.loss, Loss, "one, as mlpcore.cross_entropy is")
        return self.W[0].dtype

    @property
    def n_parameters(self) -> int:
        """How many weights and biases there are."""
        return sum(array.size for array in (*self.W, *self.b))

    def forward(self, x: object) -> Forward:
        """I: every net_l and z^l, for one sample x (d,) or a batch of rows (n, d)."""
        return self.feed(rows("x", x, self.widths[0], self.dtype))

    @quiet
    def feed(self, x: Array) -> Forward:
        """Do the work of `forward`, on an x that is known to fit."""
        W, b, f = self.W, self.b, self.f
        net: PerLayer[Array] = PerLayer.blank(self.h + 1)
        z: list[Array] = [x] * (self.h + 2)
        for l in range(self.h + 1):
            net[l + 1] = matvec(W[l].T, z[l]) + b[l]
            z[l + 1] = f[l + 1](net[l + 1])
        return Forward(net, z)

    def predict(self, X: object) -> Array:
        """Give the outputs o alone, (n, k) for rows (n, d), or (k,) for one sample."""
        x = rows("X", X, self.widths[0], self.dtype, copy=False)
        return self.feed(x).o if x.ndim == 1 else last_layer(self, x)

    __call__ = predict

    @quiet
    def backward(self, fwd: Forward, y: object) -> Backward:
        """II-IV: ε, every δ^l, ∇W_l and ∇b_l of a forward pass; y has the shape of fwd.o.

        ValueError for a pass of other weights: its first row's net_{h+1} is looked at for that.
        """
        fwd, dtype = checks.expect("fwd", fwd, Forward, "what forward(x) gave"), self.dtype
        if (widths := [z_l.shape[-1] for z_l in fwd.z]) != self.widths:
            raise ValueError(f"fwd is of widths {widths}, but this network has {self.widths}")
        z, net = (each if each.ndim == 1 else each[0] for each in (fwd.z[-2], fwd.net[-1]))
        off = z @ self.W[-1] + self.b[-1] - net  # sums in another order differ, but by less
        if off.any() and (abs(off) > 1e-5 * (abs(z) @ abs(self.W[-1]) + abs(self.b[-1]))).any():
            raise ValueError("fwd is not of this network as it is now: take fwd = mlp.forward(x)")
        return propagate(self, fwd, targets(y, fwd.o.shape, dtype=dtype))

    @quiet
    def descend(self, bwd: Backward, eta: float) -> None:
        """V: W_l ← W_l − η ∇W_l and b_l ← b_l − η ∇b_l, for all l at once; eta is above 0."""
        bwd, eta = fitting("bwd", bwd, self), positive("eta", eta)
        W, b, dW, db = list(self.W), list(self.b), bwd.dW, bwd.db
        for l in range(self.h + 1):
            W[l] = W[l] - eta * dW[l]
            b[l] = b[l] - eta * db[l]
        self.W, self.b = W, b

    def copy(self) -> Self:
        """Give a network of its own with the same weights, activations and loss."""
        return deepcopy(self, {id(rules): rules for rules in (*self.f, self.loss)})  # not these

    def summary(self) -> str:
        """Tell the shapes and the number of weights and biases of each layer, and of all."""
        layers = [f"layer 0: {self.widths[0]} inputs"]
        for l, (W_l, b_l) in enumerate(zip(self.W, self.b, strict=True), 1):
            shapes = f"W[{l - 1}] {W_l.shape}, b[{l - 1}] {b_l.shape}"
            count = f"{W_l.size + b_l.size} parameters"
            layers.append(f"layer {l}: {b_l.size} units, {self.f[l].name}; {shapes}: {count}")
        return "\n".join([*layers, f"{self.n_parameters} parameters, loss {self.loss.name}"])

    def save(self, path: str | Path) -> None:
        """Write the network to an .npz file, aside first, so that a failure leaves the old one.

        ValueError where an activation or the loss is not the lecture's own, for a file holds its
        name, and ValueError or TypeError where W and b are not finite numbers that fit.
        """
        mlp = MLP.from_weights(self.W, self.b, self.f[1:], self.loss)  # or refuses, as `load` would
        own: set[Any] = {*mlp.f[1:], mlp.loss} - {*ACTIVATIONS.values(), *LOSSES.values()}
        if own:
            raise ValueError(f"{own.pop().name!r} is your own: a file holds only names, W and b")
        held: dict[str, Any] = {"activations": [f.name for f in mlp.f[1:]], "loss": mlp.loss.name}
        held |= {"drawn": [str(each) for each in self.drawn]} if self.drawn else {}
        for l in range(mlp.h + 1):
            held |= {f"W_{l}": mlp.W[l], f"b_{l}": mlp.b[l]}
        files.write_arrays(path, held)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a network that `save` wrote; ValueError for any other file. It only holds numbers
        and names: nothing in it is ever executed.
        """
        held = files.read_arrays(path, "network that MLP.save wrote")
        try:
            names, loss = held["activations"].tolist(), str(held["loss"])
            W, b = ([held[f"{kind}_{l}"] for l in range(len(names))] for kind in "Wb")
        except (KeyError, TypeError) as lacks:
            raise ValueError(f"{str(path)!r} holds no whole network: it lacks {lacks}") from None
        mlp = cls.from_weights(W, b, names, loss)
        mlp._drawn = told(held["drawn"].tolist()) if "drawn" in held else None
        return mlp

    def __repr__(self) -> str:
        *names, loss = (getattr(each, "name", each) for each in (*self.f[1:], self.loss))
        return f"MLP({self.widths}, activations={names}, loss={loss!r})"


def _refuse_what_learns_nothing(mlp: MLP) -> None:
    """One softmax unit is always 1; a cross-entropy of one output never asks it to be small."""
    for l, (f, m) in enumerate(zip(mlp.f[1:], mlp.widths[1:], strict=True), 1):
        if f is softmax and m == 1:
            raise ValueError(f"layer {l} is one softmax unit, which is always 1: use sigmoid")
    if mlp.loss is losses.cross_entropy and mlp.widths[-1] == 1:
        told = "does not count a target of 0; use loss='binary_cross_entropy', or two outputs"
        raise ValueError(f"cross_entropy with one output {told}")


def _would_fit(W: list[Array], b: list[Array], units_in_rows: bool) -> str:
    """What would make these weights fit, in words; '' where nothing simple would."""
    turn = f"units_in_rows={not units_in_rows}"
    turned, flat = [W_l.T for W_l in W], [np.ravel(b_l) for b_l in b]
    fits = ((W, flat, "np.ravel of each b fits"), (turned, b, f"{turn} fits"),
            (turned, flat, f"{turn} with np.ravel of each b fits"))  # fmt: skip
    for weights, biases, hint in fits:
        widths = [len(np.atleast_1d(weights[0])), *(b_l.size for b_l in biases)]
        pairs = [*zip(pairwise(widths), weights, biases, strict=True)]
        if all((W_l.shape, b_l.shape) == ((m, n), (n,)) for (m, n), W_l, b_l in pairs):
            return f"; {hint}"
    return ""


def network(mlp: object) -> MLP:
    """Give `mlp` if it is a network."""
    return checks.expect("mlp", mlp, MLP, "a network such as mlpcore.MLP([2, 3, 1])")


def fitting(name: str, bwd: object, mlp: MLP) -> Backward:
    """Give `bwd` with its ∇W and ∇b as arrays of this network's type, if they fit its W and b."""
    bwd, dtype = checks.expect(name, bwd, Backward, "what backward(fwd, y) gave"), mlp.dtype
    dW, db = ([checks.reals(f"{name}.{kind}[{l}]", g, dtype, False) for l, g in enumerate(each)]
              for kind, each in (("dW", bwd.dW), ("db", bwd.db)))  # fmt: skip
    came, expected = ([a.shape for a in each] for each in (dW + db, mlp.W + mlp.b))
    if came != expected:
        raise ValueError(f"{name} has shapes {came}, but this network's W and b have {expected}")
    return Backward(bwd.eps, bwd.d_o, bwd.delta, dW, db)
