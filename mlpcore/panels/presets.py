"""Panels from codes, and the codes of a lecture.

`restore(code)` gives the panel of a code again, to the last digit; `preset(name)` gives one of the
lecture's, whose codes stand in `PRESETS`.
"""

from inspect import signature
from typing import NamedTuple

from mlpcore.checks import known
from mlpcore.panels.activation_panel import ActivationPanel
from mlpcore.panels.base.panel import BasePanel
from mlpcore.panels.base.state_codes import decode, read
from mlpcore.panels.batch_panel import BatchPanel
from mlpcore.panels.depth_panel import DepthPanel
from mlpcore.panels.gradcheck_panel import GradcheckPanel
from mlpcore.panels.softmax_panel import SoftmaxPanel
from mlpcore.panels.step_panel import StepPanel
from mlpcore.panels.training_panel import TrainingPanel

PANELS: dict[str, type[BasePanel]] = {
    panel.word: panel
    for panel in (
        StepPanel,
        DepthPanel,
        ActivationPanel,
        SoftmaxPanel,
        BatchPanel,
        GradcheckPanel,
        TrainingPanel,
    )
}
KINDS = {word: panel.kinds for word, panel in PANELS.items()}


class Preset(NamedTuple):
    """A state to show in a lecture: its title, the words of its code, and what to watch."""

    title: str
    words: str
    watch: str


PRESETS = {
    "xor": Preset(
        "XOR, solved by hand",
        "step mlp=2-2-1/relu,identity/half/1,1,1,1,0,-1,1,-2,0 x=1,1 y=0 at=z_2",
        "set x to each corner: the hidden layer folds (0, 1) and (1, 0) onto one point",
    ),
    "symmetric": Preset(
        "equal weights stay equal",
        "step mlp=2-2-1/sigmoid/half/0.5,0.5,0.5,0.5,0,0,1,1,0 x=1,-0.5 y=1 at=delta_1",
        "both hidden units get the same δ; press “Apply V, go round again” as often as you like",
    ),
    "saturated": Preset(
        "a saturated unit hardly learns",
        "step mlp=1-1-1/sigmoid/half/8,0,-1,6 x=1 y=0 at=delta_2",
        "o is far from y, and yet δ is small: the slope is nearly 0",
    ),
    "silent": Preset(
        "m = k: the transposed weights clash with nothing",
        "step mlp=2-2-2/sigmoid/half/0.6,-0.4,-0.8,0.2,0.1,-0.2,0.5,-1,0.9,0.7,0.2,-0.4 "
        "x=1,-0.5 y=0,1 at=delta_1 named",
        "compute W_oᵀ δ_o as well: it fits, and only the gradient check tells",
    ),
    "vanishing": Preset(
        "the gradient vanishes",
        "depth hidden=10",
        "move the depth, then choose relu or a larger scale",
    ),
    "overflow": Preset(
        "softmax overflows as it is written",
        "softmax net=1,2,0.5 y=1,0,0 c=1000 at=naive",
        "on the left e^net is infinite; with the largest subtracted nothing happens",
    ),
}


def restore(code: object) -> BasePanel:
    """The panel of a code; ValueError or TypeError says in words what is wrong with the code."""
    word, recipe = decode(code, KINDS)
    return _panel(word, recipe)


def preset(name: str) -> BasePanel:
    """A panel of the lecture: xor, symmetric, saturated, silent, vanishing or overflow."""
    return _panel(*read(known("preset", name, PRESETS).words, KINDS))


def _panel(word: str, recipe: dict[str, object]) -> BasePanel:
    takes = signature(PANELS[word]).parameters.values()
    needs = [
        each.name for each in takes if each.default is each.empty and each.kind != each.VAR_KEYWORD
    ]
    if missing := [name for name in needs if name not in recipe]:
        raise ValueError(f"this code says too little for a panel: it lacks {', '.join(missing)}")
    try:
        return PANELS[word].from_recipe(recipe)
    except (TypeError, LookupError, OverflowError) as unfit:
        told = unfit.args[0] if unfit.args else type(unfit).__name__
        raise ValueError(f"this code fits no panel: {told}") from None
