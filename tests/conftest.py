"""What holds for every test, and which of them are left to `make test-long`."""

import gc
from collections.abc import Iterator
from itertools import groupby
from typing import Any
from zlib import crc32

import pytest
from hypothesis import settings

# The same examples in every run, and no clock: a slow machine is not a wrong one.
settings.register_profile("reproducible", derandomize=True, deadline=None)
settings.load_profile("reproducible")

SITE = "tests/site/"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as `long` what is only another sample of the same property.

    `samples(3)` leaves every third sample of a test to `make test`, beginning at another one for
    each test, so that each kind of panel is among them; `samples("02", "05")` leaves those whose
    name has one of these in it.
    """
    for test, samples in groupby(sorted(items, key=_test), _test):
        drawn = [item for item in samples if item.get_closest_marker("samples")]
        for n, item in enumerate(drawn):
            if not _is_chosen(item, n, crc32(test.encode()), len(drawn)):
                item.add_marker(pytest.mark.long)


def pytest_collection_finish() -> None:
    """10,000 collected tests stay: looking for garbage among them took a seventh of the time."""
    gc.collect()
    gc.freeze()


def _test(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0]


def _is_chosen(item: pytest.Item, n: int, first: int, count: int) -> bool:
    """Whether this sample, the n-th of so many, is one for `make test`."""
    marker = item.get_closest_marker("samples")
    chosen = marker.args if marker else ()
    if all(isinstance(each, str) for each in chosen):
        return any(each in item.nodeid.partition("[")[2] for each in chosen)
    every = min(chosen[0], count)
    return n % every == first % every


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """As `--dist loadfile`, but one worker has all tests of the site, for each would build it."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return work_of(nodeid)

    return Scheduling(config, log)


def work_of(test: str) -> str:
    """What one worker does with a test: its file, or the site."""
    return SITE if test.startswith(SITE) else test.partition("::")[0]


@pytest.fixture(autouse=True)
def _closed_panels() -> Iterator[None]:
    """What a test has shown is closed after it: ipywidgets keeps every widget until then."""
    yield
    try:
        from ipywidgets import Widget
    except ImportError:  # with the oldest NumPy nothing of Jupyter is installed
        return
    Widget.close_all()


@pytest.fixture
def undrawn(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Matplotlib draws nothing, which takes longest, but for a test that looks at pictures."""
    if not request.node.get_closest_marker("pictures"):
        from mlpcore.views.parts.plots import Animated

        monkeypatch.setattr(Animated, "png", lambda self, stored=False: b"a picture")
