"""The source that a notebook shows is the source that runs."""

import inspect

import pytest

import mlpcore
from mlpcore import activations, backprop, losses, network
from mlpcore.lesson import show
from mlpcore.lesson.steps.source import source
from tests.helpers.passes import HALF_SOFTMAX, QUARTIC


@pytest.mark.parametrize(
    "thing",
    [
        mlpcore.MLP,
        mlpcore.MLP.forward,
        mlpcore.MLP.feed,
        mlpcore.MLP([2, 1]).descend,
        mlpcore.Forward.o,
        mlpcore.Activation.pullback,
        backprop.propagate,
        backprop.outer,
        mlpcore.gradient_check,
    ],
)
def test_every_line_shown_is_a_line_of_the_package(thing: object) -> None:
    """In its order, but for docstrings and comments for tools."""
    shown = [line.strip() for line in source(thing).splitlines()]
    inside = inspect.getsource(inspect.getmodule(getattr(thing, "fget", thing)))
    lines = iter(line.split("  # ")[0].strip() for line in inside.splitlines())
    assert all(line.split("  # ")[0] in lines for line in shown)


def test_the_formula_stands_there_and_the_docstring_does_not() -> None:
    """The loop of backpropagation."""
    shown = source(backprop.propagate)
    assert "    for l in range(h, 0, -1):\n        delta[l] = f[l].pullback(" in shown
    assert '"""' not in shown


def test_a_class_is_shown_without_any_docstring() -> None:
    """Neither its own nor those of its methods."""
    shown = source(mlpcore.Forward)
    assert shown.startswith("@dataclass(frozen=True, repr=False)\nclass Forward:\n    net: ")
    assert '"""' not in shown


def test_a_method_is_dedented() -> None:
    """It begins at the margin."""
    assert source(mlpcore.MLP.forward).startswith("def forward(self, x: object) -> Forward:\n    ")


@pytest.mark.parametrize("name", ["identity", "sigmoid", "tanh", "relu", "softmax"])
def test_an_activation_is_shown_as_its_block_of_rules(name: str) -> None:
    """And nothing of the next one."""
    shown = source(getattr(activations, name))
    assert shown.startswith(name)
    assert shown.count("Activation(") == 1
    assert shown.endswith(")")
    assert shown.splitlines()[-1] in inspect.getsource(activations)


def test_a_loss_is_shown_as_its_block_of_rules() -> None:
    """ε and ∂ε/∂o."""
    shown = source(losses.half_squared_error)
    assert shown.startswith('half_squared_error = Loss("half_squared_error"')
    assert "lambda y, o: o - y)" in shown


def test_comments_for_tools_are_left_out() -> None:
    """They are no mathematics."""
    everything = [mlpcore.sigmoid, mlpcore.softmax, losses.half_squared_error, network.MLP]
    for thing in everything:
        assert not {"noqa", "fmt: skip", "type: ignore"} & set(source(thing).split("# "))


def test_show_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    """The same text each time."""
    show(backprop.outer)
    show(backprop.outer)
    first, second = capsys.readouterr().out.split("def outer")[1:]
    assert first == second
    assert first.startswith("(z: Array, delta: Array) -> Array:\n    ")


def alone() -> None:
    """Nothing but this."""


def test_a_docstring_that_is_all_there_is_stays() -> None:
    """What is shown can be run."""
    assert source(alone).endswith('"""Nothing but this."""')


@pytest.mark.parametrize("thing", [3, "forward", None, len, HALF_SOFTMAX, QUARTIC])
def test_what_has_no_source_is_refused_in_words(thing: object) -> None:
    """A number, a built-in, an activation or loss of one's own."""
    with pytest.raises(TypeError, match="source"):
        show(thing)
