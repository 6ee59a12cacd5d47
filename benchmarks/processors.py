"""What the processors do for a picture: milliseconds of each process that has a part in it.

A busy machine makes everything slower on the clock; this says what is to be done at all.
"""

from collections import Counter

import psutil

PARTS = {  # what stands in the command of a process
    "ipykernel": "kernel",
    "--type=renderer": "page",
    "--type=": "the browser beside it",
    "chrom": "the browser beside it",
    "jupyter": "server",
    "notebook": "server",
    "voila": "server",
}


def used() -> Counter[str]:
    """Milliseconds so far, by part, of all that this process has started."""
    found: Counter[str] = Counter()
    for each in psutil.Process().children(recursive=True):
        try:
            times, part = each.cpu_times(), part_of(" ".join(each.cmdline()))
        except psutil.Error:
            continue  # gone meanwhile
        if part:
            found[part] += round(1000 * (times.user + times.system))
    return found


def kernel_memory() -> float:
    """Mebibytes of the kernels that this process has started."""
    found = 0.0
    for each in psutil.Process().children(recursive=True):
        if part_of(" ".join(each.cmdline())) == "kernel":
            found += each.memory_info().rss / 2**20
    return found


def part_of(command: str) -> str | None:
    """Which part a process plays; None for one that has none."""
    return next((part for words, part in PARTS.items() if words in command), None)
