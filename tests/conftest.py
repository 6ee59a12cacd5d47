"""What holds for every test."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

# The same examples in every run, and no clock: a slow machine is not a wrong one.
settings.register_profile("reproducible", derandomize=True, deadline=None)
settings.load_profile("reproducible")


@pytest.fixture(autouse=True)
def _closed_panels() -> Iterator[None]:
    """What a test has shown is closed after it: ipywidgets keeps every widget until then."""
    yield
    try:
        from ipywidgets import Widget
    except ImportError:  # with the oldest NumPy nothing of Jupyter is installed
        return
    Widget.close_all()
