"""Runs side by side: every number printed is that of `mlpcore.train`."""

import re

import numpy as np
import pytest

from mlpcore import MLP, datasets, stopping, train
from mlpcore.lesson.notation.numbers import six
from mlpcore.lesson.training.comparisons import (
    batch_sizes,
    bottlenecks,
    first_stop,
    pairs,
    stopping_points,
)

X, Y = datasets.moons(n=30)
NET = MLP([2, 4, 1], ["tanh", "sigmoid"], seed=0)


@pytest.mark.parametrize("shuffle", [True, False])
def test_each_batch_size_gets_the_same_start_and_its_own_line(shuffle: bool) -> None:
    lines = str(batch_sizes(NET, X, Y, eta=0.3, epochs=8, shuffle=shuffle)).splitlines()
    assert lines[0].split("   ")[0] == "rows a step"
    for line, size, steps in zip(lines[1:], (1, 10, 30), (30, 3, 1), strict=True):
        run = train(NET.copy(), X, Y, eta=0.3, epochs=8, batch_size=size, shuffle=shuffle)
        cells = re.split(r"\s{2,}", line)
        assert cells[1:] == [str(steps), *(six(run.loss[e - 1], 3) for e in (1, 2, 8))]


def test_the_network_given_is_never_changed() -> None:
    before = NET.W[0].copy()
    batch_sizes(NET, X, Y, epochs=1)
    assert (before == NET.W[0]).all()


def test_a_recorded_run_is_stopped_where_train_would_have_stopped() -> None:
    recorded = train(NET.copy(), X, Y, eta=2.0, epochs=15)
    criteria = [stopping.no_improvement(2), stopping.loss_below(0.06), stopping.loss_below(1e-9)]
    text = str(stopping_points(recorded.records, criteria)).splitlines()
    for line, criterion in zip(text[1:], criteria, strict=False):
        run = train(NET.copy(), X, Y, eta=2.0, epochs=15, stop=[criterion])
        stopped = criterion.met(run.records)
        assert first_stop(recorded.records, criterion) == (run.epochs if stopped else None)
        wanted = f"{run.epochs}   {six(run.loss[-1], 3)}" if stopped else "never"
        assert re.sub(r"\s+", " ", line).endswith(re.sub(r"\s+", " ", wanted))
    assert f"{min(recorded.loss):.3g}" in text[-1]


def test_a_wider_bottleneck_gets_more_rows_right() -> None:
    lines = str(bottlenecks([1, 3])).splitlines()
    assert lines[1:] == ["1       4 of 8   2", "3       8 of 8   8"]


def test_sure_and_wrong_at_first_only_the_cross_entropy_gets_softmax_out() -> None:
    X, Y = datasets.blobs(n=60)
    losses = ["cross_entropy", "half_squared_error"]
    lines = str(pairs([("softmax", loss) for loss in losses], X, Y, epochs=9, scale=4)).splitlines()
    for loss, line in zip(losses, lines[1:], strict=True):
        mlp = MLP([2, 6, 3], ["tanh", "softmax"], loss, seed=0, scale=4)
        train(mlp, X, Y, eta=0.5, epochs=9, batch_size=10)
        o = mlp.forward(X).o
        assert f"{np.sum(o.argmax(axis=1) == Y.argmax(axis=1))} of 60   " in line
        assert line.endswith(" ".join(f"{mean:.2f}" for mean in o.mean(axis=0)))
    assert "60 of 60" in lines[1]
    assert "60 of 60" not in lines[2]


def test_a_sigmoid_layer_with_the_cross_entropy_says_yes_to_every_class() -> None:
    lines = str(pairs([("sigmoid", "cross_entropy")], *datasets.blobs(n=60))).splitlines()
    assert min(map(float, lines[1].split()[-3:])) > 0.5
