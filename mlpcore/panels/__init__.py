"""Panels: widgets that hold the state, listen, and call lesson and views.

What one can do here: `step(net, x, y)` shows the step panel, `softmax(net, y)` the
softmax panel.
"""

from mlpcore.panels.activation import ActivationPanel
from mlpcore.panels.depth import DepthPanel
from mlpcore.panels.softmax import SoftmaxPanel
from mlpcore.panels.step import StepPanel
from mlpcore.panels.training import TrainingPanel

activation = ActivationPanel  # panels.activation("tanh", net=1.5)
softmax = SoftmaxPanel  # panels.softmax(net, y)
step = StepPanel  # one line in a notebook: panels.step(net, x, y, eta=0.5)
depth = DepthPanel  # panels.depth(hidden=8)
training = TrainingPanel  # panels.training("moons"), panels.training(X=X, Y=Y)

__all__ = [
    "ActivationPanel", "DepthPanel", "SoftmaxPanel", "StepPanel", "TrainingPanel", "activation",
    "depth", "softmax", "step", "training",
]  # fmt: skip
