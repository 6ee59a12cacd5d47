"""Panels: widgets that hold the state, listen, and call lesson and views.

`step(mlp, x, y)` shows the step panel, `softmax(net, y)` the softmax panel.
"""

from mlpcore.panels.activation_panel import ActivationPanel
from mlpcore.panels.batch_panel import BatchPanel
from mlpcore.panels.depth_panel import DepthPanel
from mlpcore.panels.exercises_panel import ExercisesPanel
from mlpcore.panels.gradcheck_panel import GradcheckPanel
from mlpcore.panels.presets import PRESETS, preset, restore
from mlpcore.panels.softmax_panel import SoftmaxPanel
from mlpcore.panels.step_panel import StepPanel
from mlpcore.panels.training_panel import TrainingPanel

activation = ActivationPanel  # panels.activation("tanh", net=1.5)
batch = BatchPanel  # panels.batch(mlp, X, Y, at="dW_1")
softmax = SoftmaxPanel  # panels.softmax(net, y)
step = StepPanel  # one line in a notebook: panels.step(mlp, x, y, eta=0.5)
exercises = ExercisesPanel  # panels.exercises("02")
depth = DepthPanel  # panels.depth(hidden=8)
gradcheck = GradcheckPanel  # panels.gradcheck(mlp, x, y, slip="transposed-weights")
training = TrainingPanel  # panels.training("moons"), panels.training(X=X, Y=Y)

__all__ = [
    "PRESETS", "ActivationPanel", "BatchPanel", "DepthPanel", "ExercisesPanel", "GradcheckPanel",
    "SoftmaxPanel", "StepPanel", "TrainingPanel", "activation", "batch", "depth", "exercises",
    "gradcheck", "preset", "restore", "softmax", "step", "training",
]  # fmt: skip
