"""The gradient of a batch: its index formulas, and what is said of it place by place."""
