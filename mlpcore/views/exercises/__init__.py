"""The views of the exercises panel."""
