"""How friendly the numbers of worksheets are, and how long one takes to make.

python -m benchmarks.worksheets [--seeds 1000]

For every level as many sheets as seeds: how many of their longest numbers have how many digits and
decimals, the largest number, how many sheets are different, and milliseconds a sheet.
"""

import argparse
import statistics
from collections import Counter
from time import perf_counter

from mlpcore.lesson.worksheets.make import friendliness, worksheet
from mlpcore.lesson.worksheets.sheet import LEVELS


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The longest numbers of worksheets.")
    parser.add_argument("--seeds", type=int, default=1000)
    seeds = parser.parse_args().seeds
    for level in LEVELS:
        print(report(level, seeds))


def report(level: int, seeds: int) -> str:
    """One line a level."""
    found, times, problems = [], [], set()
    for seed in range(seeds):
        start = perf_counter()
        sheet = worksheet(seed=seed, level=level)
        times.append(1000 * (perf_counter() - start))
        found.append(friendliness(sheet))
        problems.add(sheet.problem.partition("\n")[2])
    digits = shares(Counter(each.digits for each in found))
    decimals = shares(Counter(each.decimals for each in found))
    largest = max(each.largest for each in found)
    took = f"{statistics.median(times):.0f} ms in the median, {max(times):.0f} at most"
    return (
        f"level {level}: digits {digits}; decimals {decimals}; none above {largest:g}; "
        f"{len(problems)} of {seeds} different; {took}"
    )


def shares(counted: Counter[int]) -> str:
    """How often each number came: '4: 915, 3: 85'."""
    return ", ".join(f"{n}: {times}" for n, times in sorted(counted.items(), reverse=True))


if __name__ == "__main__":
    main()
