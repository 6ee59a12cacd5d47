"""The views of the batch panel."""
