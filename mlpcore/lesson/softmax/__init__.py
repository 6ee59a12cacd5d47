"""Softmax: its trace, its index formulas, and what is said of it."""
