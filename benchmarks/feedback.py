"""How good the feedback is: is the right slip named, is a true answer ever refused?

python -m benchmarks.feedback [--networks 1000] [--seed 0] [--missed]

Random networks with random inputs and targets, one sample or a batch; of each, every quantity with
every slip that applies to it, true answers in several spellings, and random wrong ones.
"""

import argparse
import sys
import time
from collections.abc import Iterator

from benchmarks.answers_asked import measured


def watched(numbers: range) -> Iterator[int]:
    """The same numbers, with a bar on the standard error."""
    for n in numbers:
        yield n
        done = 100 * (n + 1) // len(numbers)
        bar, end = "█" * (done // 5), "\n" * (n + 1 == len(numbers))
        print(f"\r{bar:<20} {done} %", end=end, file=sys.stderr, flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How good the feedback on answers is.")
    parser.add_argument("--networks", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--missed", action="store_true", help="list what was not as it should be")
    args = parser.parse_args()
    start = time.perf_counter()
    tally = measured(args.networks, args.seed, watch=watched)
    seconds = time.perf_counter() - start
    asked = sum(tally.counts.values())
    print(f"{args.networks} networks, {asked} answers, {1e3 * seconds / asked:.1f} ms each")
    print("\n".join(tally.lines()))
    if args.missed:
        for each in tally.missed:
            made = ", ".join(slip.id for slip in each.made)
            print(f"{each.what} {each.key} [{made}]: {each.verdict}")


if __name__ == "__main__":
    main()
