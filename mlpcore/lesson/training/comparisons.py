"""Runs side by side: the same network and data, one thing changed.

`batch_sizes` trains with several, `stopping_points` says where criteria would have stopped one
recorded run, `bottlenecks` trains encoders of several widths, `pairs` several output layers, each
with its error; `table` prints rows in columns.
"""

from collections.abc import Iterable, Sequence

from mlpcore.checks import Array
from mlpcore.datasets import encoder
from mlpcore.lesson.notation.numbers import six
from mlpcore.lesson.notation.text import Text
from mlpcore.lesson.training.runs import Code, code_table
from mlpcore.network import MLP
from mlpcore.stopping import Criterion, Epoch
from mlpcore.training import train


def batch_sizes(
    mlp: MLP,
    X: Array,
    Y: Array,
    eta: float = 0.5,
    epochs: int = 20,
    sizes: Sequence[int | None] = (1, 10, None),
    shuffle: bool = True,
) -> Text:
    """Train a copy of `mlp` with each batch size (None: all rows at once); the same η and seed."""
    rows = []
    for size in sizes:
        n = len(X) if size is None else size
        run = train(mlp.copy(), X, Y, epochs=epochs, eta=eta, batch_size=n, shuffle=shuffle)
        marks = [six(run.loss[e - 1], 3) for e in _marks(epochs)]
        rows.append([_called(n, len(X)), str(-(-len(X) // n)), *marks])
    heads = [f"ε after {e}" for e in _marks(epochs)]
    return table([["rows a step", "steps an epoch", *heads], *rows])


def stopping_points(records: Sequence[Epoch], criteria: Iterable[Criterion]) -> Text:
    """Where each criterion would have stopped this recorded run, and ε there; and its lowest ε."""
    rows = [["criterion", "epoch", "ε"]]
    for criterion in criteria:
        end = first_stop(records, criterion)
        there = [str(end), six(records[end - 1].loss, 3)] if end else ["never", ""]
        rows.append([criterion.reason, *there])
    best = min(records, key=lambda record: record.loss)
    return table([*rows, ["(the lowest ε)", str(best.number), six(best.loss, 3)]])


def first_stop(records: Sequence[Epoch], criterion: Criterion) -> int | None:
    """The first epoch at which the criterion is met, if there is one."""
    ends = range(1, len(records) + 1)
    return next((end for end in ends if criterion.met(records[:end])), None)


def bottlenecks(
    widths: Iterable[int], n: int = 8, eta: float = 5.0, epochs: int = 300, seed: int = 0
) -> Text:
    """Train an n-m-n encoder for each width m; how many rows come out right, and their codes."""
    X, Y = encoder(n)
    rows = [["units", "right", "different codes"]]
    for m in widths:
        mlp = MLP([n, m, n], "sigmoid", seed=seed)
        train(mlp, X, Y, eta=eta, epochs=epochs)
        found = code_table(mlp, X, Y)
        rows.append([str(m), _right(found), str(found.different)])
    return table(rows)


def pairs(
    outputs_and_errors: Iterable[tuple[str, str]],
    X: Array,
    Y: Array,
    hidden: int = 6,
    eta: float = 0.5,
    epochs: int = 30,
    scale: float = 1.0,
    seed: int = 0,
) -> Text:
    """Train with each output activation and error, from the same weights, `scale` times Glorot's.

    How many rows come out right, at first and at the end, and the mean of each output at the end.
    """
    rows = [["output", "error", "right at first", f"after {epochs}", "mean of each output"]]
    for f, loss in outputs_and_errors:
        mlp = MLP([X.shape[1], hidden, Y.shape[1]], ["tanh", f], loss, seed=seed, scale=scale)
        at_first = _right(code_table(mlp, X, Y))
        train(mlp, X, Y, eta=eta, epochs=epochs, batch_size=min(10, len(X)))
        means = " ".join(f"{mean:.2f}" for mean in mlp.feed(X).o.mean(axis=0))
        rows.append([f, loss, at_first, _right(code_table(mlp, X, Y)), means])
    return table(rows)


def _right(found: Code) -> str:
    return f"{sum(found.right)} of {len(found.right)}"


def _marks(epochs: int) -> list[int]:
    """The epochs that are printed: the first, one on the way, the last."""
    return sorted({1, max(1, epochs // 4), epochs})


def _called(size: int, rows: int) -> str:
    name = {1: "online", rows: "full batch"}.get(size, "mini-batch")
    return f"{size} ({name})"


def table(rows: list[list[str]]) -> Text:
    """Columns in line, the numbers under their heads."""
    wide = [max(len(row[n]) for row in rows) + 3 for n in range(len(rows[0]))]
    lines = ("".join(cell.ljust(w) for cell, w in zip(row, wide, strict=True)) for row in rows)
    return Text("\n".join(line.rstrip() for line in lines))
