"""What holds for every test."""

from hypothesis import settings

# The same examples in every run, and no clock: a slow machine is not a wrong one.
settings.register_profile("reproducible", derandomize=True, deadline=None)
settings.load_profile("reproducible")
