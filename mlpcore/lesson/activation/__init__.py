"""Activations at one net input: output, slope, and what becomes of δ."""
