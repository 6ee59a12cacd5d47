"""The activation panel with any net input there is: it is built, and its formulas hold."""

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mlpcore import Activation, relu, sigmoid, tanh
from mlpcore.lesson.activation.activation_at_point import WAYS, ActivationAtPoint
from mlpcore.lesson.activation.topics import TOPICS
from mlpcore.lesson.notation.books import BOOKS
from mlpcore.panels import ActivationPanel
from mlpcore.panels.activation_panel import FAMILY
from mlpcore.views.parts.markup import mathml
from tests.helpers.letters import letters

OWN = (
    Activation("leaky_relu", lambda n: np.maximum(n, 0.1 * n), lambda n: np.where(n > 0, 1, 0.1)),
    Activation("cube", lambda n: n**3, lambda n: 3 * n**2),  # overflows far out
)
POWERS = [10.0**power for power in range(-308, 309)]
nets = (
    st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([*POWERS, *(-v for v in POWERS)])
    | st.sampled_from([0.0, -0.0, 5e-4, -5e-4, 5e-324, 1.7976931348623157e308])
    | st.floats(-6, 6)
)
activations = st.sampled_from([*FAMILY, *OWN])
MATH = re.compile(r"<math.*?</math>")

# How signs of a formula are read: those of LaTeX, then those of a line of text.
SIGNS = {
    r"\left": "", r"\right": "", r"\cdot": "*", r"\odot": "*", r"\sigma": "sigmoid",
    r"\tanh^2": "squared_tanh", r"\tanh": "tanh", r"\mathrm{ReLU}": "relu",
    "−": "-", "·": "*", "⊙": "*", "σ": "sigmoid", "tanh²": "squared_tanh", "ReLU": "relu",
    "[": "(", "]": ")",
}  # fmt: skip
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
CALLED = {
    "sigmoid": sigmoid, "tanh": tanh, "relu": relu, "squared_tanh": lambda n: tanh(n) ** 2,
    "exact": np.float64,
}  # fmt: skip


def read(formula: str) -> float:
    """The number that stands behind the last = of a formula, worked out."""
    said = formula.rpartition(" = ")[2]
    for sign, plain in SIGNS.items():
        said = said.replace(sign, plain)
    said = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda power: f"^{{{power[0].translate(RAISED)}}}", said)
    said = re.sub(r"\^(?:\{(.*?)\}|(\d))", r"**(\1\2)", said)
    said = re.sub(r"(\d+(?:\.\d+)?)", r"exact(\1)", said)
    with np.errstate(all="ignore"):
        return float(eval(said, CALLED))


def within(value: float) -> object:
    """As near as numbers of two digits allow, as far as they do not overflow."""
    return pytest.approx(np.clip(value, -1e307, 1e307), rel=0.15, abs=0.02)


@given(nets.filter(lambda v: v == 0 or 1e-308 <= abs(v) <= 1e308), st.sampled_from(FAMILY))
@example(5e-4, tanh)
@settings(max_examples=300)
def test_each_formula_reads_as_the_number_that_it_gives(net: float, f: Activation) -> None:
    """As LaTeX and as a line of text, with the numbers in place: 1 − (5.0·10⁻⁴)² is 1."""
    look = ActivationAtPoint(FAMILY, FAMILY.index(f), net, d_z=-0.7)
    for key in ("z", "slope", "slope_of_output", "written", "delta"):
        way = look.way(key)
        if not np.isnan(way.value):
            assert np.clip(read(way.latex), -1e307, 1e307) == within(way.value)
            assert np.clip(read(way.text), -1e307, 1e307) == within(way.value)


@given(nets, activations, nets.filter(bool))
@settings(max_examples=300)
def test_each_formula_can_be_set(net: float, f: Activation, d_z: float) -> None:
    """Whatever arrives, too."""
    look = ActivationAtPoint([f], 0, net, d_z)
    for key in WAYS:
        assert_well_formed(mathml(look.way(key).latex))
    assert_well_formed(mathml(look.definition.latex))


@pytest.mark.parametrize("f", [*FAMILY, *OWN], ids=lambda f: f.name)
def test_text_and_latex_of_a_formula_have_the_same_letters(f: Activation) -> None:
    """With the numbers in place, and the definition."""
    look = ActivationAtPoint([f], 0, 0.7, d_z=0.3)
    for formula in (look.definition, *map(look.way, WAYS)):
        assert letters(formula.latex) == letters(formula.text)


@pytest.mark.long
@given(nets, activations, st.sampled_from(list(TOPICS)), st.sampled_from(list(BOOKS)))
@example(5e-4, tanh, "slope", "notes")
@example(5e-4, tanh, "letters", "bishop")
@example(1.7976931348623157e308, FAMILY[0], "slope", "nielsen")
@example(-1e308, OWN[1], "delta", "notes")
@settings(max_examples=50)
def test_a_panel_is_built_without_a_warning_and_its_formulas_are_well_formed(
    net: float, f: Activation, topic: str, notation: str
) -> None:
    """Of every activation, at every topic, in the letters of every book."""
    panel = ActivationPanel(f, net, at=topic, notation=notation)
    page = "".join(panel.regions.values())
    panel.close()
    assert panel.regions["trouble"] == ""
    assert len(MATH.findall(page)) >= (topic != "family")
    for formula in MATH.findall(page):
        assert_well_formed(formula)


def assert_well_formed(formula: str) -> None:
    """MathML in which nothing is left of LaTeX, and every mark stands at something."""
    root = ET.fromstring(formula)
    assert not re.search(r"[\\}«»]", "".join(root.itertext()))
    for node in root.iter():
        kind = node.tag.rpartition("}")[2]
        assert kind != "merror"
        if kind in ("msup", "msub", "mfrac"):
            assert [bool("".join(part.itertext()).strip()) for part in node] == [True, True]


@pytest.mark.samples(3)
@pytest.mark.parametrize("net", [1e15, -1e15, 1e100])
def test_beside_so_large_a_net_the_step_is_lost_and_nothing_is_said_to_bend(net: float) -> None:
    """There net + s is rounded to net: no experiment, and so no verdict either."""
    for f in FAMILY:
        panel = ActivationPanel(f, net)
        assert "its step is lost" in panel.regions["step"]
        panel.act("go", to=list(TOPICS).index("difference"))
        panel.act("set", key="net", index=[], value=100 * net)
        assert "s is lost" in panel.regions["step"]
        panel.close()
