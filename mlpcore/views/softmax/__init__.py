"""The views of the softmax panel."""
