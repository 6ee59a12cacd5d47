"""Activations at one net input: output, slope in every form, what the notes write, and δ.

`ActivationAtPoint(fs, at, net)` holds the numbers of several activations side by side, and as
`Way`s the formulas of one of them, with its numbers in place; `written_slope` is the slope that a
line of the notes gives if its letter is misread. Source: the notes, derivatives.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mlpcore.activations import Activation
from mlpcore.checks import Array, floats, positive
from mlpcore.gradcheck import TOLERANCE
from mlpcore.lesson.notation.activation_formulas import form, is_known
from mlpcore.lesson.notation.numbers import brief, is_plain, latex_number
from mlpcore.lesson.notation.symbols import FRAMES
from mlpcore.lesson.notation.text import Line
from mlpcore.lesson.slip_book.catalogue import slips
from mlpcore.lesson.slip_book.slip import Slip
from mlpcore.lesson.steps.slopes import differences, elementwise
from mlpcore.lesson.steps.trace import Trace
from mlpcore.network import MLP

# f(net) in full, where the name alone does not say it
DEFINITIONS = {
    "identity": Line("net", r"\mathrm{net}"),
    "sigmoid": Line(
        "σ(net) = 1/(1 + e^−net)",
        r"\sigma(\mathrm{net}) = \frac{1}{1 + e^{-\mathrm{net}}}",
    ),
    "tanh": Line(
        "tanh(net) = (e^net − e^−net)/(e^net + e^−net)",
        r"\tanh(\mathrm{net}) = \frac{e^{\mathrm{net}} - e^{-\mathrm{net}}}"
        r"{e^{\mathrm{net}} + e^{-\mathrm{net}}}",
    ),
    "relu": Line(
        "ReLU(net) = net if net > 0, 0 else",
        r"\mathrm{ReLU}(\mathrm{net}) = \begin{cases} \mathrm{net} & \text{if } \mathrm{net}"
        r" > 0 \\ 0 & \text{else} \end{cases}",
    ),
}
# the slip that takes one letter for two things, and the slope that it gives
SLIPS = {"sigmoid": "sigmoid-of-z", "tanh": "tanh-at-net"}
WRITTEN = {
    "sigmoid": Line("{} · (1 − {})", r"{} \cdot \left(1 - {}\right)"),
    "tanh": Line("1 − {}²", "1 - {}^2"),
}
# each number: what it is called, its formula as text and as LaTeX
WAYS = {
    "z": ("output", "z = «f»", "z = «f»"),
    "slope": ("f′ from net", "f′(net) = «from_net»", r"f'(\mathrm{net}) = «from_net»"),
    "slope_of_output": ("f′ from the output", "f′ = «from_output»", "f' = «from_output»"),
    "written": ("as written", "f′ = «written»", "f' = «written»"),
    "left": (
        "from the left", "(f(net) − f(net − s))/s",
        r"\frac{f(\mathrm{net}) - f(\mathrm{net} - s)}{s}",
    ),
    "right": (
        "from the right", "(f(net + s) − f(net))/s",
        r"\frac{f(\mathrm{net} + s) - f(\mathrm{net})}{s}",
    ),
    "central": (
        "by experiment", "(f(net + s) − f(net − s))/(2s)",
        r"\frac{f(\mathrm{net} + s) - f(\mathrm{net} - s)}{2 s}",
    ),
    "delta": (
        "δ", "δ = ∂ε/∂z · f′(net) = «d_z» · «slope»",
        r"\delta = \frac{\partial\varepsilon}{\partial z} \cdot f'(\mathrm{net})"
        r" = «d_z» \cdot «slope»",
    ),
}  # fmt: skip
SATURATED = 0.05  # of the largest slope: below that share a unit is called saturated


@dataclass(frozen=True)
class Way:
    """One way to a number: its key, what it is called, its formula with the numbers in place."""

    key: str
    label: str
    text: str
    latex: str
    value: float


class ActivationAtPoint:
    """Activations `fs` at one net input, one of them (`at`) with its formulas.

    `d_z` is the ∂ε/∂z that arrives, `step` that of the central difference. ValueError where an
    activation is not elementwise, or net, d_z or step is no such number.
    """

    def __init__(
        self,
        fs: Sequence[Activation],
        at: int = 0,
        net: object = 0.0,
        d_z: object = 1.0,
        step: object = 1e-4,
    ) -> None:
        self.fs, self.at, self.f = [elementwise(f) for f in fs], at, fs[at]
        self.net, self.d_z = float(floats("net", net)), float(floats("d_z", d_z))
        self.step = positive("step", step)
        self.slip = slip_of(self.f)
        columns = [self._column(f) for f in self.fs]
        self._values = {key: np.array([each[key] for each in columns]) for key in columns[0]}

    def column(self, key: str) -> Array:
        """That number of every activation; NaN where it has none."""
        return self._written_slopes if key == "written" else self._values[key]

    def number(self, key: str) -> float:
        """That number of the activation looked at."""
        return float(self.column(key)[self.at])

    @cached_property
    def _written_slopes(self) -> Array:
        """What the slips give, each by a pass of its own: only where it is asked for."""
        found = (written_slope(f, np.array([self.net])) for f in self.fs)
        return np.array([float("nan") if each is None else float(each[0]) for each in found])

    def _column(self, f: Activation) -> dict[str, float]:
        """The numbers of one activation; NaN where it has no such number."""
        net = np.array([self.net])
        left, central, right = differences(f, net, self.step)
        slope, z = f.derivative(net), f(net)
        from_output = f.derivative_from_output(z) if f.slope_of_output else None
        return {
            "z": float(z[0]),
            "slope": float(slope[0]),
            "slope_of_output": float("nan" if from_output is None else from_output[0]),
            "left": float(left[0]),
            "right": float(right[0]),
            "central": float(central[0]),
            "delta": float(f.pullback(net, np.array([self.d_z]))[0]),
        }

    def way(self, key: str) -> Way:
        """The formula of one of the numbers, with the numbers in place."""
        label, *frames = WAYS[key]
        put = {
            "f": self._called(brief(self.net), latex_number(self.net)),
            "from_net": self._from_net(),
            "from_output": self._from_output(),
            "written": self._written(),
            "d_z": _put(self.d_z),
            "slope": _put(self.number("slope")),
        }
        text, latex = (
            _filled(frame, {name: each[n] for name, each in put.items()})
            for n, frame in enumerate(frames)
        )
        return Way(key, label, text, latex, self.number(key))

    @property
    def definition(self) -> Line:
        """f(net) in full."""
        known = DEFINITIONS.get(self.f.name) if is_known(self.f) else None
        text, latex = known or self._called("net", r"\mathrm{net}")
        return Line(f"f(net) = {text}", rf"f(\mathrm{{net}}) = {latex}")

    @property
    def has_output_form(self) -> bool:
        """Whether the slope can be computed from the output."""
        return self.f.slope_of_output is not None

    @property
    def agrees(self) -> bool:
        """Whether the slope is what the central difference says."""
        return _close(self.number("slope"), self.number("central"), TOLERANCE)

    @property
    def has_kink(self) -> bool:
        """Whether the slopes from the left and from the right differ, however small the step."""
        step = 1e-6 * max(1.0, abs(self.net))  # a smaller one would be lost beside a large net
        net = np.array([self.net])
        left, _, right = (float(slope[0]) for slope in differences(self.f, net, step))
        return not np.isnan(left - right) and not _close(left, right, 1e-3)

    @property
    def step_is_lost(self) -> bool:
        """Whether the step is so small beside net that net + s is the same number as net."""
        return self.net - self.step == self.net == self.net + self.step

    @property
    def passes(self) -> float:
        """The share of its largest slope that the activation has here."""
        largest = float(np.abs(self.f.derivative(GRID)).max())
        return abs(self.number("slope")) / largest if largest else 0.0

    def _called(self, text: str, latex: str) -> Line:
        """f of something, by the name of f."""
        written = form(self.f)
        if not written.text:
            return Line(text, latex)
        return Line(f"{written.text}({text})", f"{written.latex}({latex})")

    def _from_net(self) -> Line:
        net = brief(self.net), latex_number(self.net)
        if not is_known(self.f):
            name = form(self.f)
            return Line(f"{name.text}′({net[0]})", f"{name.latex}'({net[1]})")
        text, latex = (_alone(each) for each in form(self.f).from_net)
        return Line(text.replace("{}", net[0]) or "1", latex.replace("{}", net[1]) or "1")

    def _from_output(self) -> Line:
        frames = form(self.f).slope
        z = _put(self.number("z"))
        if not frames:
            z = Line(brief(self.number("z")), latex_number(self.number("z")))
            return Line(f"from z = {z.text}", rf"\text{{from }} z = {z.latex}")
        pairs = [FRAMES[frame] if frame else ("{}", "{}") for frame in frames]
        text, latex = " ⊙ ".join(p[0] for p in pairs), r" \odot ".join(p[1] for p in pairs)
        return Line(_alone(text).replace("{}", z.text), _alone(latex).replace("{}", z.latex))

    def _written(self) -> Line:
        net = _put(self.net)
        text, latex = WRITTEN.get(self.f.name, ("", ""))
        return Line(text.replace("{}", net.text), latex.replace("{}", net.latex))


GRID = np.linspace(-6, 6, 481)  # net inputs of a picture; 0, where ReLU bends, is one of them


def slip_of(f: Activation) -> Slip | None:
    """The slip about the letters in this activation's derivative, if the notes make one."""
    return slips[SLIPS[f.name]] if is_known(f) and f.name in SLIPS else None


def written_slope(f: Activation, net: Array) -> Array | None:
    """The slope that the slip gives for each net input: its δ where ∂ε/∂z is 1; None if no slip."""
    slip = slip_of(f)
    if slip is None:
        return None
    units = MLP.from_weights([net[None, :]], [np.zeros(net.shape)], f)
    trace = Trace(units, [1.0], units.forward([1.0]).o - 1.0)
    return slip.value(trace, "delta_1")


def _close(a: float, b: float, tolerance: float) -> bool:
    return abs(a - b) <= tolerance * max(1.0, abs(a), abs(b))


def _alone(formula: str) -> str:
    """A formula for one number: · for ⊙, and no brackets around all of it."""
    one = formula.replace("⊙", "·").replace(r"\odot", r"\cdot")
    for opening, closing in (("(", ")"), (r"\left(", r"\right)")):
        inner = one.removeprefix(opening).removesuffix(closing)
        if len(one) - len(inner) == len(opening + closing) and inner.count(opening) <= 1:
            balanced = inner.find(opening) <= inner.find(closing)
            return inner if balanced else one
    return one


def _filled(frame: str, put: dict[str, str]) -> str:
    """A formula with what belongs in its places, «name»."""
    for name, what in put.items():
        frame = frame.replace(f"«{name}»", what)
    return frame


def _put(v: float) -> Line:
    """A number as it can stand in any formula, under a power too."""
    text, latex = brief(v), latex_number(v)
    return Line(text, latex) if is_plain(v) else Line(f"({text})", rf"\left({latex}\right)")
