"""What all panels share: the widget, going from place to place, state codes, the scripts."""

from mlpcore.lesson.extras import require

require("mlpcore.panels", "panels", "anywidget", "ipywidgets")
