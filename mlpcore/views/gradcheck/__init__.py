"""The views of the gradient check panel."""
