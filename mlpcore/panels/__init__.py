"""Panels: widgets that hold the state, listen, and call lesson and views.

What one can do here: `step(net, x, y)` shows the step panel.
"""

from mlpcore.panels.step import StepPanel

step = StepPanel  # one line in a notebook: panels.step(net, x, y, eta=0.5)

__all__ = ["StepPanel", "step"]
