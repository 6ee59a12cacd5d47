"""What a network can be asked to learn: a data set, its held-out part, and what fits it.

`task("moons", noise=0.1, seed=0)` gives a toy task, `own_task(X, Y)` one of own arrays,
`csv_task(path)` one of a file; `task_for` gives its targets to a loss, `standardised` scales it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from mlpcore import datasets
from mlpcore.checks import Array, count, floats, known, positive
from mlpcore.csv_files import MOST_WORDS, one_of, read_csv
from mlpcore.lesson.training.scaling import Scaling, standardise

HELD_OUT = 4  # one row in so many is held out
FEWEST_TO_SPLIT = 20
MOST_LABELS = 10
LARGEST = 1e300  # of own numbers: axes cannot be much longer
XOR_COPIES = 25  # noisy copies of each corner
POINTS = 150
SAME_AGAIN = 1000  # the seed of a held-out set lies that far from its data's
IS_FOR = "this task is for ½‖y − o‖²"  # said where another loss does not suit it


@dataclass(frozen=True, eq=False)
class Task:
    """X (n, d) and Y (n, k) to learn, rows of the same kind held out, and settings that suit it.

    `kind` says what can be drawn of it: a `plane` (d = 2), a `line` (d = k = 1), a `code` (few
    rows, each its own target), or a `table`. `names` are those of the classes, `features` of the
    inputs; `scaling` and `aim` are how X and Y were standardised; `about` says where it is from.
    """

    name: str
    X: Array
    Y: Array
    held_X: Array
    held_Y: Array
    kind: str
    hidden: tuple[int, ...] = (8,)
    activation: str = "tanh"
    output: str = "sigmoid"
    loss: str = "half_squared_error"
    eta: float = 0.5
    batch_size: int = 10
    names: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    about: str = ""
    scaling: Scaling | None = None
    aim: Scaling | None = None

    @property
    def classes(self) -> tuple[str, ...]:
        """What the classes are called, in the order of the outputs; () where Y are none."""
        if not _are_classes(self.Y) or self.kind == "code":
            return ()
        k = self.Y.shape[1]
        return self.names or (("0", "1") if k == 1 else tuple(str(j) for j in range(1, k + 1)))

    @property
    def widths(self) -> list[int]:
        """d, the hidden widths that suit it, k."""
        return [self.X.shape[1], *self.hidden, self.Y.shape[1]]

    @property
    def has_held_out(self) -> bool:
        """Whether rows are kept from training."""
        return len(self.held_X) > 0


def task(name: str, noise: float | None = None, seed: int = 0) -> Task:
    """One of `TOYS`; left out, the noise is the data set's own. ValueError for an unknown name."""
    return known("data set", name, TOYS).make(noise, seed)


def own_task(
    X: object, Y: object, seed: int = 0, names: Sequence[str] = (), features: Sequence[str] = ()
) -> Task:
    """A task of own rows X (n, d), targets Y (n,) or (n, k); of 20 or more a quarter is held out.

    `names` are those of the classes, `features` of the columns of X. ValueError or TypeError where
    they are no such arrays, or do not have as many rows.
    """
    Y, names = _classes_of(Y, names)
    X, Y = _columns("X", X), _columns("Y", Y)
    if len(X) != len(Y) or len(X) == 0:
        raise ValueError(f"X has {len(X)} rows and Y has {len(Y)}: expected as many, 1 at least")
    order = np.random.default_rng(count("seed", seed, or_zero=True)).permutation(len(X))
    held = order[: len(X) // HELD_OUT if len(X) >= FEWEST_TO_SPLIT else 0]
    rest = np.setdiff1d(np.arange(len(X)), held)
    classes = _are_classes(Y)
    kind = {2: "plane", 1: "line" if Y.shape[1] == 1 else "table"}.get(X.shape[1], "table")
    output = "sigmoid" if classes else "identity"
    return Task("own", X[rest], Y[rest], X[held], Y[held], kind, output=output,
                eta=0.5 if classes else 0.05, names=tuple(names), features=tuple(features),
                about=f"{len(X)} rows, your own")  # fmt: skip


def _classes_of(Y: object, names: Sequence[str]) -> tuple[object, Sequence[str]]:
    """Targets that say which class, in words or as a few whole numbers, as 0 and 1 or one-hot rows;
    other targets as they came.
    """
    try:
        flat = np.asarray(Y)
    except ValueError:  # a ragged list, which is refused with the other numbers
        return Y, names
    flat = flat[:, 0] if flat.ndim == 2 and flat.shape[1] == 1 else flat
    if names or flat.ndim != 1:
        return Y, names
    is_number = flat.dtype.kind in "iufb" and bool((flat == np.round(flat)).all())
    if not is_number and not all(isinstance(each, str) for each in flat.tolist()):
        return Y, names
    labels = [f"{each:.0f}" if is_number else each for each in flat.tolist()]
    classes = sorted(set(labels), key=float if is_number else str)
    most = min(MOST_LABELS, len(labels) // 2) if is_number else MOST_WORDS
    is_few = 2 <= len(classes) <= most
    if classes == ["0", "1"] or not is_few:
        return Y, names
    return one_of(labels, classes), classes


def task_for(given: Task, loss: str) -> Task:
    """The task as a loss needs it: for cross-entropy a 0-or-1 target becomes one output a class.

    A single output would not do: −Σ yᵢ log oᵢ is 0 wherever y = 0, so such rows teach nothing. With
    the binary cross-entropy it does, and is a sigmoid. ValueError where the targets are no shares
    of classes at all, or for the latter none from 0 to 1.
    """
    if loss == "binary_cross_entropy":
        if not all(((Y >= 0) & (Y <= 1)).all() for Y in (given.Y, given.held_Y)):
            raise ValueError(f"{loss} needs targets from 0 to 1; {IS_FOR}")
        return replace(given, loss=loss, output="sigmoid")
    if loss != "cross_entropy":
        return replace(given, loss=loss)
    if not _are_classes(given.Y):
        wanted = "targets that say which class: each row one 1, all else 0"
        raise ValueError(f"cross_entropy needs {wanted}; {IS_FOR}")
    Y, held_Y = given.Y, given.held_Y
    if Y.shape[1] == 1:
        Y, held_Y = (datasets.one_hot(each[:, 0], 2) for each in (Y, held_Y))
    names = given.classes
    return replace(given, Y=Y, held_Y=held_Y, names=names, loss=loss, output="softmax")


def csv_task(
    path: str | Path,
    seed: int = 0,
    target: str | None = None,
    columns: Sequence[str] | None = None,
) -> Task:
    """The task of a file, as `mlpcore.csv_files.read_csv` takes it; errors as there."""
    table = read_csv(path, target, columns)
    made = own_task(table.X, table.Y, seed, table.classes, table.features)
    return replace(made, about=f"{Path(path).name}: {table!r}")


def standardised(given: Task) -> Task:
    """The task with inputs of mean 0 and spread 1, measured on its training rows alone; targets
    that are numbers, too.
    """
    X, scaling = standardise(given.X)
    held_X = scaling(given.held_X) if given.has_held_out else given.held_X
    about = "; ".join(filter(None, [given.about, "inputs standardised"]))
    made = replace(given, X=X, held_X=held_X, scaling=scaling, about=about)
    if _are_classes(given.Y) or given.output != "identity":
        return made
    Y, aim = standardise(given.Y)
    held_Y = (given.held_Y - aim.mean) / aim.spread
    return replace(made, Y=Y, held_Y=held_Y, aim=aim, about=f"{about}, and targets")


# --- toy data -----------------------------------------------------------------------------------


def _xor(noise: float | None, seed: int) -> Task:
    """The four corners; with noise, many copies of each, shaken."""
    X, Y = datasets.xor()
    noise = positive("noise", noise or 0.0, or_zero=True)
    shaken = X, Y, X[:0], Y[:0]
    if noise:
        rng = np.random.default_rng(count("seed", seed, or_zero=True))
        copies = [np.tile(each, (XOR_COPIES, 1)) for each in (X, Y)]
        held = len(copies[0]) // HELD_OUT
        moved = copies[0] + rng.normal(0, noise, copies[0].shape)
        shaken = moved[held:], copies[1][held:], moved[:held], copies[1][:held]
    return Task("xor", *shaken, "plane", (3,), eta=0.5, batch_size=1)


def _encoder(noise: float | None, seed: int) -> Task:
    """Eight one-hot rows, each its own target; there is nothing to shake."""
    X, Y = datasets.encoder()
    return Task("encoder", X, Y, X[:0], Y[:0], "code", (3,), "sigmoid", eta=5.0, batch_size=1)


class Toy(NamedTuple):
    """A data set as a task: how it is made of noise and seed, and its usual noise, if any."""

    make: Callable[[float | None, int], Task]
    noise: float | None = None


def usual_noise(name: str) -> float | None:
    """The noise of a data set when none is asked for; None for one that cannot be shaken."""
    return TOYS[name].noise if name in TOYS else None


def _toy(name: str, make: Callable[..., datasets.Data], noise: float, **suits: object) -> Toy:
    """A task of `make`'s data, held-out rows drawn in the same way from another seed."""

    def toy(noise: float | None, seed: int) -> Task:
        how = {} if noise is None else {"noise": noise}
        X, Y = make(n=POINTS, seed=seed, **how)
        held = make(n=POINTS // 2, seed=seed + SAME_AGAIN, **how)
        kind = "line" if X.shape[1] == 1 else "plane"
        return Task(name, X, Y, *held, kind, **suits)  # type: ignore[arg-type]

    return Toy(toy, noise)


TOYS = {
    "xor": Toy(_xor, 0.0),
    "circles": _toy("circles", datasets.circles, 0.05, hidden=(6,)),
    "moons": _toy("moons", datasets.moons, 0.1, hidden=(8, 8)),
    "spirals": _toy("spirals", datasets.spirals, 0.02, hidden=(16, 16), eta=0.6),
    "blobs": _toy(
        "blobs", datasets.blobs, 0.3, hidden=(6,), output="softmax", loss="cross_entropy"
    ),
    "wave": _toy("wave", datasets.wave, 0.05, hidden=(12,), output="identity", eta=0.1),
    "encoder": Toy(_encoder),
}


# --- small things -------------------------------------------------------------------------------


def _columns(name: str, value: object) -> Array:
    """A two-dimensional array; a plain list of numbers becomes one column."""
    array = floats(name, value)
    if (size := np.abs(array).max(initial=0.0)) > LARGEST:
        raise ValueError(f"{name} goes up to {size:g}, but at most {LARGEST:g} can be drawn")
    if array.ndim == 1:
        return array[:, None]
    if array.ndim != 2 or array.shape[1] == 0:
        raise ValueError(f"{name} has shape {array.shape}, but must be (n,) or (n, columns)")
    return array


def _are_classes(Y: Array) -> bool:
    """Whether every row is one-hot, or a single 0 or 1."""
    single = Y.shape[1] == 1
    return bool(np.isin(Y, (0, 1)).all() and (single or (Y.sum(axis=1) == 1).all()))
