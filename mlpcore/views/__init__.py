"""Numbers as pictures: pure functions from the lesson's data to HTML, SVG and Matplotlib.

Draw the regions of the step panel (`step_view`), the network (`network`),
a matrix (`matrix`), controls (`controls`), all in one theme (`theme`).
"""
