"""Many times, said in one line; and on what machine."""

import math
import os
import platform
import statistics
from collections.abc import Mapping, Sequence


def percentile(found: Sequence[float], share: float) -> float:
    """The smallest of the values found that so great a share of them does not exceed."""
    return sorted(found)[max(0, math.ceil(share * len(found)) - 1)]


def line(name: str, found: Sequence[float], limits: tuple[float, float] | None = None) -> str:
    """Median, 95th percentile and the slowest in milliseconds, beside what is aimed at."""
    median, p95 = statistics.median(found), percentile(found, 0.95)
    aims = ("", "") if limits is None else (f" (≤ {limits[0]:.0f})", f" (≤ {limits[1]:.0f})")
    over = limits is not None and (median > limits[0] or p95 > limits[1])
    return (
        f"{name:34s} median {median:5.1f} ms{aims[0]:8s} 95th percentile {p95:5.1f} ms{aims[1]:8s} "
        f"slowest {max(found):5.1f} ms{'  TOO SLOW' if over else ''}"
    )


def ratios(medians: Mapping[str, float], floor: str) -> str:
    """How many times the floor each median is, the greatest last."""
    rising = sorted((each / medians[floor], name) for name, each in medians.items())
    return f"times {floor!r}: " + ", ".join(f"{name} {times:.2f}" for times, name in rising)


def machine() -> str:
    """What runs here, and how busy it is already: figures of a busy machine are not the panels'."""
    load = f"load {os.getloadavg()[0]:.1f} on " if hasattr(os, "getloadavg") else ""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python}, {load}{os.cpu_count()} processors"
