"""The views of the activation panel."""
