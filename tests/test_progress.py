"""A long training shows how far it is, and can be interrupted."""

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


def test_a_bar_grows_in_one_line_and_ends_it(capsys: pytest.CaptureFixture[str]) -> None:
    run = mlpcore.train(network(), X, Y, eta=0.5, epochs=400, progress=True)
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert out.endswith("\n")
    pictures = out.rstrip("\n").split("\r")[1:]
    assert len(pictures) == 100
    assert pictures[49] == f"{'█' * 10:<20} 50 %, ε = {run.loss[199]:.4g}  "
    assert pictures[-1].startswith("█" * 20 + " 100 %")


def test_a_criterion_that_is_met_ends_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    mlpcore.train(network(), X, Y, eta=0.5, epochs=5000, stop=[loss_below(0.1)], progress=True)
    assert capsys.readouterr().out.endswith("\n")


def test_a_function_gets_every_record() -> None:
    seen: list[Epoch] = []
    run = mlpcore.train(network(), X, Y, eta=0.5, epochs=4, progress=seen.append)
    assert seen == run.records


@pytest.mark.parametrize("after", [1, 3])
def test_an_interrupt_keeps_the_epochs_so_far(after: int) -> None:
    def interrupt(record: Epoch) -> None:
        if record.number == after:
            raise KeyboardInterrupt

    net, other = network(), network()
    run = mlpcore.train(net, X, Y, eta=0.5, epochs=9, progress=interrupt)
    mlpcore.train(other, X, Y, eta=0.5, epochs=after)
    assert run.message == f"stopped after epoch {after}: interrupted"
    assert run.epochs == after
    assert all(np.array_equal(a, b) for a, b in zip(net.W, other.W, strict=True))


def test_an_interrupt_in_the_first_epoch_leaves_the_network_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    net = network()
    monkeypatch.setattr("mlpcore.training.look", interrupt)
    run = mlpcore.train(net, X, Y, eta=0.5, epochs=9, keep_best=True)
    assert (run.epochs, run.loss, run.message) == (0, [], "stopped after epoch 0: interrupted")
    assert all(np.array_equal(a, b) for a, b in zip(net.W, network().W, strict=True))
