"""The gradient check as a laboratory: its step, scheme and precision, and single weights moved."""
