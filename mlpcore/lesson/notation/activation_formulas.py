"""How each activation is written down: the same rule in vectors and in one entry.

`form(f)` tells how f^l, and its slope in terms of the output, appear in formulas; `slope_keys(f,
l)` names the factors of the slope; `collapses(f, loss)` tells whether δ of such an output comes to
a difference. Activations and losses that are not `mlpcore`'s own are written with their name.
Source: the notes, derivatives.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlpcore.activations import ACTIVATIONS, Activation, identity
from mlpcore.checks import Array
from mlpcore.lesson.notation.symbols import upright
from mlpcore.losses import LOSSES, Loss


@dataclass(frozen=True)
class Form:
    """An activation on paper.

    `text` and `latex` are its name in a formula, '' for none; `entry` is what stands before and
    behind one net input where its rule says more than the name; `slope` are the factors of f' in
    terms of the output, as frames of `SLOPES`; `from_net` is f' in terms of the net input, as
    text and LaTeX; `does` says what it does to a number.
    """

    text: str
    latex: str
    does: str
    entry: tuple[str, str] = ("", "")
    slope: tuple[str, ...] = ()
    from_net: tuple[str, str] = ("", "")


@dataclass(frozen=True, eq=False)
class Tabled(Activation):
    """An activation whose values stand in a table, rounded; `of` is the one that was rounded."""

    of: Activation = identity


# fmt: off
FORMS = {
    "identity": Form(
        "", "", "the identity, which leaves the number as it is", slope=("ones",)
    ),
    "sigmoid": Form(
        "σ", r"\sigma", "the sigmoid, which squeezes every number between 0 and 1",
        ("1/(1 + e^−", ")"), ("", "one_minus"),
        ("σ({}) ⊙ (1 − σ({}))", r"\sigma({}) \odot \left(1 - \sigma({})\right)"),
    ),
    "tanh": Form(
        "tanh", r"\tanh", "tanh, which squeezes every number between −1 and 1",
        slope=("one_minus_square",), from_net=("(1 − tanh²({}))", r"\left(1 - \tanh^2({})\right)"),
    ),
    "relu": Form(
        "ReLU", r"\mathrm{ReLU}", "ReLU, which lets a positive number pass and makes every other 0",
        ("max(0, ", ")"), ("positive",), ("[{} > 0]", r"\left[{} > 0\right]"),
    ),
    "softmax": Form(
        "softmax", r"\mathrm{softmax}", "softmax, which turns the numbers into shares of 1"
    ),
}
# fmt: on

# the factors of a slope, from the output z
SLOPES: dict[str, Callable[[Array], Array]] = {
    "one_minus": lambda z: 1.0 - z,
    "one_minus_square": lambda z: 1.0 - z**2,
    "positive": lambda z: np.where(z > 0, 1.0, 0.0),
    "ones": lambda z: np.ones_like(z),
}

# the losses whose formulas are written in full; any other is written with its name
WRITTEN = ("half_squared_error", "cross_entropy", "binary_cross_entropy")
# of an output with its loss: every factor of δ but output minus target cancels
COLLAPSES = {("softmax", "cross_entropy"), ("sigmoid", "binary_cross_entropy")}


def form(f: Activation) -> Form:
    """The form of an activation; one that is not of `mlpcore` is written with its own name."""
    if is_known(f):
        return FORMS[f.name]
    return Form(f.name, upright(f.name), f.name)


def is_known(f: Activation) -> bool:
    """Whether it is one of `FORMS`, and not merely of the same name; a table of it is."""
    known = ACTIVATIONS.get(f.name) is (f.of if isinstance(f, Tabled) else f)
    return known and f.name in FORMS


def loss_name(loss: Loss) -> str:
    """The name of a loss whose formula is written in full, '' for any other."""
    return loss.name if loss.name in WRITTEN and LOSSES.get(loss.name) is loss else ""


def collapses(f: Activation, loss: Loss) -> bool:
    """Whether δ of an output layer comes to output minus target; for softmax, o Σy − y."""
    return is_known(f) and (f.name, loss_name(loss)) in COLLAPSES


def slope_keys(f: Activation, l: int) -> list[str]:
    """The keys of the factors of f'^l: in terms of the output where that exists, else slope_l."""
    frames = form(f).slope
    return [f"{frame}:z_{l}" if frame else f"z_{l}" for frame in frames] or [f"slope_{l}"]
