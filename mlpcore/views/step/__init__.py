"""The views of the step panel."""
