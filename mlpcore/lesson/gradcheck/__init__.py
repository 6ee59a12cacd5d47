"""The gradient check as an experiment: its step, scheme and precision, and single weights moved."""
