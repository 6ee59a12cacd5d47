"""A long training shows how far it is, and can be interrupted."""

import io
import re
import sys

import numpy as np
import pytest

import mlpcore
from mlpcore.stopping import Epoch, loss_below

X, Y = mlpcore.datasets.xor()


def network() -> mlpcore.MLP:
    """A small network."""
    return mlpcore.MLP([2, 3, 1], ["tanh", "sigmoid"], seed=0)


def test_without_progress_nothing_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    mlpcore.train(network(), X, Y, eta=0.5, epochs=3)
    assert capsys.readouterr() == ("", "")


def test_a_bar_grows_to_the_last_epoch_and_ends_its_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = mlpcore.train(network(), X, Y, eta=0.5, epochs=400, progress=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("\n")
    last = err.rstrip("\n").split("\r")[-1]
    assert "400/400" in last
    assert f"loss {run.loss[-1]:.4g}" in last
    assert re.search(r"[\d?](epoch/s|s/epoch)", last)  # epochs a second


def test_a_criterion_that_is_met_ends_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    stop = [loss_below(0.1)]
    run = mlpcore.train(network(), X, Y, eta=0.5, epochs=5000, stop=stop, progress=True)
    err = capsys.readouterr().err
    assert f"{run.epochs}/5000" in err
    assert err.endswith("\n")


def test_a_terminal_that_knows_only_ascii_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="strict")
    monkeypatch.setattr("sys.stderr", narrow)
    assert mlpcore.train(network(), X, Y, eta=0.5, epochs=30, progress=True).epochs == 30
    narrow.seek(0)
    assert "30/30" in narrow.read()


def test_without_a_standard_error_no_bar_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """As under pythonw and in some services."""
    monkeypatch.setattr("sys.stderr", None)
    assert mlpcore.train(network(), X, Y, eta=0.5, epochs=3, progress=True).epochs == 3


def test_without_tqdm_the_training_goes_on_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    with pytest.warns(UserWarning, match="progress=True draws its bar with tqdm, which is") as said:
        run = mlpcore.train(network(), X, Y, eta=0.5, epochs=3, progress=True)
    assert run.epochs == 3
    assert said[0].filename == __file__  # the line that asked for it


def test_a_function_gets_every_record() -> None:
    seen: list[Epoch] = []
    run = mlpcore.train(network(), X, Y, eta=0.5, epochs=4, progress=seen.append)
    assert seen == run.records


@pytest.mark.parametrize("after", [1, 3])
def test_an_interrupt_keeps_the_epochs_so_far(after: int) -> None:
    def interrupt(record: Epoch) -> None:
        if record.number == after:
            raise KeyboardInterrupt

    mlp, other = network(), network()
    run = mlpcore.train(mlp, X, Y, eta=0.5, epochs=9, progress=interrupt)
    mlpcore.train(other, X, Y, eta=0.5, epochs=after)
    assert run.message == f"stopped after epoch {after}: interrupted"
    assert run.epochs == after
    assert all(np.array_equal(a, b) for a, b in zip(mlp.W, other.W, strict=True))


def test_an_interrupt_in_the_first_epoch_leaves_the_network_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    mlp = network()
    monkeypatch.setattr("mlpcore.training.Trainer.look", interrupt)
    run = mlpcore.train(mlp, X, Y, eta=0.5, epochs=9, keep_best=True)
    assert (run.epochs, run.loss, run.message) == (0, [], "stopped after epoch 0: interrupted")
    assert all(np.array_equal(a, b) for a, b in zip(mlp.W, network().W, strict=True))
