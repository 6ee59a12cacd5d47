"""The views of the training panel."""
