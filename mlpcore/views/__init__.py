"""Numbers as pictures: pure functions from the lesson's data to HTML, SVG and Matplotlib.

A folder for each panel; `parts` are what all of them are made of: nodes of HTML, the page, the
lens, the network, matrices, controls, the theme.
"""

from mlpcore.lesson.extras import require

require("mlpcore.views", "panels", "latex2mathml", "mistune")
