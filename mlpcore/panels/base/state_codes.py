"""Codes: a panel as a short line of text, which brings back exactly the same panel elsewhere.

`panel.code` is such a line, `panels.restore(code)` gives the panel again. A code is made to be read
from a board and typed:

    step mlp=2-3-2/tanh/7 x=1,-0.5 y=0,1 at=delta_1 ~k2f

a panel's name, its words `name=value`, and three letters that tell a slip of the pen. Weights are
the seed that they were drawn from, else every number in full.
"""

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from mlpcore.activations import ACTIVATIONS, Activation
from mlpcore.checks import Array, known
from mlpcore.lesson.notation.check_letters import letters
from mlpcore.lesson.notation.numbers import full
from mlpcore.lesson.training.runs import Taken
from mlpcore.losses import LOSSES, Loss
from mlpcore.network import MLP
from mlpcore.weights import SCHEMES

SEEDED = re.compile(r"([a-z_]*)(\d+)(?:\*(.+))?")  # a scheme, a seed and a scale: he7*0.5
SHORT_LOSS = {
    "half_squared_error": "half",
    "cross_entropy": "cross",
    "binary_cross_entropy": "binary",
}
SINGLE = "float32"
MOST_STEPS = 1_000_000  # of a run
MOST_WEIGHTS = 100_000  # which take some seconds to draw
PLAIN_SCHEME = "uniform"  # of the step panel's own seeds; others are named

Recipe = Mapping[str, Any]


class Kind(NamedTuple):
    """How one kind of value is written into a code, and read from it."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]


def encode(panel: str, recipe: Recipe, kinds: Mapping[str, Kind]) -> str:
    """The code of a panel: its name, what its recipe says, and the letters that check it."""
    words = [panel, *(_word(name, value, kinds[name]) for name, value in recipe.items())]
    text = " ".join(words)
    return f"{text} ~{letters(text, 3)}"


def decode(code: object, kinds: Mapping[str, Mapping[str, Kind]]) -> tuple[str, dict[str, Any]]:
    """The panel's name and its recipe; ValueError or TypeError says what is wrong with a code."""
    if not isinstance(code, str):
        raise TypeError(f"a code is text, such as 'step mlp=2-3-2/tanh/7 …', not {code!r:.60}")
    *words, last = code.split() or [""]
    if not last.startswith("~"):
        raise ValueError(f"this code ends in {last!r:.30}: expected ~ and three letters")
    text = " ".join(words)
    if last[1:].lower() != letters(text, 3):
        raise ValueError(
            f"this code has been miscopied: its last letters are {last!r:.30}, but its words give "
            f"~{letters(text, 3)}"
        )
    return read(text, kinds)


def read(text: str, kinds: Mapping[str, Mapping[str, Kind]]) -> tuple[str, dict[str, Any]]:
    """The same without the letters that check it."""
    panel, *rest = text.split() or [""]
    table = known("panel", panel, dict(kinds))
    recipe = {}
    for word in rest:
        name, _, text = word.partition("=")
        if name == "net" and "mlp" in table:  # as codes were written before
            name = "mlp"
        kind = known(f"word of a code for {panel}", name, dict(table))
        try:
            recipe[name] = kind.read(text)
        except (ValueError, LookupError, OverflowError) as wrong:
            raise ValueError(f"{word!r:.60} in this code cannot be read: {wrong}") from None
    return panel, recipe


def _word(name: str, value: Any, kind: Kind) -> str:
    text = kind.write(value)
    if any(character.isspace() for character in text):
        raise ValueError(f"{name} is {text!r:.60}: a code has no room for spaces")
    return f"{name}={text}" if text else name


# --- kinds of values ------------------------------------------------------------------------------


def short(v: float) -> str:
    """A number in as few characters as give exactly it."""
    text = full(float(v))
    return "-0" if v == 0 and np.signbit(v) else text.removesuffix(".0")


def _floats(text: str) -> tuple[float, ...]:
    return tuple(float(each) for each in text.split(","))


def _flag(text: str) -> bool:
    if text:
        raise ValueError("it stands alone, without a value")
    return True


def _place(text: str) -> tuple[str, tuple[int, ...]]:
    key, _, at = text.partition("@")
    return key, tuple(int(i) for i in at.split(",") if i)


NUMBER = Kind(short, float)
WHOLE = Kind(str, int)
NUMBERS = Kind(lambda values: ",".join(map(short, values)), _floats)
WORD = Kind(str, str)
WORDS = Kind(",".join, lambda text: text.split(","))
ROWS = Kind(
    lambda rows: ";".join(map(NUMBERS.write, rows)),
    lambda text: tuple(map(NUMBERS.read, text.split(";"))),
)
INDEX = Kind(lambda at: ",".join(map(str, at)), lambda text: tuple(map(int, text.split(","))))
FLAG = Kind(lambda _: "", _flag)
YES = Kind(lambda on: "yes" if on else "no", lambda text: {"yes": True, "no": False}[text])
PLACE = Kind(lambda it: f"{it[0]}@{','.join(map(str, it[1]))}", _place)


def _few(widths: tuple[int, ...]) -> tuple[int, ...]:
    """The widths of a network that is soon drawn."""
    if (weights := sum(m * n for m, n in pairwise(widths))) > MOST_WEIGHTS:
        raise ValueError(f"{weights:,} weights are more than the {MOST_WEIGHTS:,} of a code")
    return widths


WIDTHS = Kind(
    lambda widths: "-".join(map(str, _few(widths))),
    lambda text: _few(tuple(int(m) for m in text.split("-"))),
)


def _steps(text: str) -> list[Taken]:
    parts = [each.split("/") for each in text.split(",")]
    if any(len(part) != 3 for part in parts):
        raise ValueError("each stretch of a run is η/batch size/steps, as 0.5/10/45")
    taken = [Taken(float(eta), int(size), int(times)) for eta, size, times in parts]
    if min(t.times for t in taken) < 0 or sum(t.times for t in taken) > MOST_STEPS:
        raise ValueError(f"a code replays from 0 to {MOST_STEPS:,} steps")
    return taken


OWN = "{} your own: a code holds only what mlpcore has"
STEPS = Kind(lambda taken: ",".join(f"{short(t.eta)}/{t.size}/{t.times}" for t in taken), _steps)


def refuse_own(each: Activation | Loss) -> None:
    """ValueError for an activation or a loss that `mlpcore` does not have."""
    if each not in (*ACTIVATIONS.values(), *LOSSES.values()):
        raise ValueError(OWN.format(f"{each.name} is"))


def write_net(mlp: MLP) -> str:
    """A network: widths/activations/loss/weights; ValueError where it holds something of one's own.

    The weights are the seed and the scheme that they were drawn from, else all numbers in full; of
    single precision, that is said behind them.
    """
    for f in mlp.f[1:]:
        refuse_own(f)
    refuse_own(mlp.loss)
    names = [f.name for f in mlp.f[1:]]
    shown = names[:1] if len(set(names)) == 1 else names
    precision = [SINGLE] if mlp.dtype == np.float32 else []
    weights = _drawn(mlp) or NUMBERS.write(np.concatenate(_flat(mlp)))
    functions = ",".join(shown), SHORT_LOSS.get(mlp.loss.name, mlp.loss.name)
    return "/".join((WIDTHS.write(mlp.widths), *functions, weights, *precision))


def read_net(text: str) -> MLP:
    """The network of such a text."""
    parts = text.split("/")
    dtype = np.float32 if parts[4:] == [SINGLE] else np.float64
    if len(parts) != 4 and dtype is np.float64:
        raise ValueError(f"a network has four parts between strokes, not {len(parts)}")
    widths, names = WIDTHS.read(parts[0]), parts[1].split(",")
    loss = known("loss", parts[2], {SHORT_LOSS.get(name, name): name for name in LOSSES})
    activations: Any = names[0] if len(names) == 1 else names
    told = SEEDED.fullmatch(parts[3])
    if told and (told[1] in SCHEMES or not told[1]):
        how = int(told[2]), told[1] or PLAIN_SCHEME, float(told[3] or 1)
        return MLP(widths, activations, loss, *how)
    return _with_numbers(MLP(widths, activations, loss), np.array(_floats(parts[3]), dtype))


def _with_numbers(mlp: MLP, numbers: Array) -> MLP:
    """The network with these weights; infinite ones are no mistake here, but came of a panel."""
    sizes = [each.size for each in _flat(mlp)]
    if len(numbers) != sum(sizes):
        came = f"{len(numbers)} weights and biases"
        raise ValueError(f"{came}, but such a network has {sum(sizes)}")
    parts = np.split(numbers, np.cumsum(sizes)[:-1])
    W = [part.reshape(W_l.shape) for part, W_l in zip(parts[::2], mlp.W, strict=True)]
    mlp.W, mlp.b = W, parts[1::2]
    return mlp


def _flat(mlp: MLP) -> list[Array]:
    """W_0, b_0, W_1, b_1, …, each in one row."""
    return [each.ravel() for pair in zip(mlp.W, mlp.b, strict=True) for each in pair]


def _drawn(mlp: MLP) -> str:
    """How the weights were drawn, if they are still those."""
    if (told := mlp.drawn) is None:
        return ""
    scheme = "" if told.init == PLAIN_SCHEME else told.init
    scale = "" if told.scale == 1 else f"*{short(told.scale)}"
    return f"{scheme}{told.seed}{scale}"


NET = Kind(write_net, read_net)
