"""The lines that a lecturer is given for a slip bring a panel, with what the notebook has."""

import pytest

from mlpcore import MLP, datasets, panels
from mlpcore.lesson.exercise_book.cases import lecture, three_classes
from mlpcore.lesson.exercise_book.places import OF_SLIPS, SECTIONS
from mlpcore.panels.base.panel import BasePanel

pytestmark = pytest.mark.usefixtures("undrawn")

LINES = {panel for own in SECTIONS.values() for _, panel in own.values() if panel}
LINES |= {at.panel for at in OF_SLIPS.values()}


@pytest.mark.parametrize("line", sorted(LINES))
def test_the_line_brings_a_panel(line: str) -> None:
    import mlpcore

    mlp, x, y, _ = lecture()
    if "shapes=True" in line:  # notebook 03
        mlp, x, y = MLP([2, 3, 2, 3, 1], seed=3), [0.8, -0.4], [1.0]
    if "softmax" in line:
        _, net, y, _ = three_classes()
    X, Y = datasets.circles(n=8)
    names = {"mlpcore": mlpcore, "panels": panels, "mlp": mlp, "x": x, "y": y, "X": X, "Y": Y}
    panel = eval(line, names | ({"net": net} if "softmax" in line else {}))
    assert isinstance(panel, BasePanel)
    assert panel.trouble == ""
