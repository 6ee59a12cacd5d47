"""The table: on the terminal, or in Markdown for docs/speed.md."""

import argparse
import os
import platform
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.engine import growth, imports
from benchmarks.engine.contestants import (
    OURS,
    OURS_BY_HAND,
    OURS_COMPILED,
    PRODUCTS,
    STUDENT,
    STUDENT_MEASURING,
    contestants,
    reference,
)
from benchmarks.engine.measure import Measured, measure
from benchmarks.engine.works import works

OUT_OF_THE_TABLE = {STUDENT, STUDENT_MEASURING, OURS_BY_HAND}
KEYS = (*(work.key for work in works(quick=True)), "import", "growth")


def main(given: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if anyone was refused."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine",
                                     description="How quick mlpcore's engine is.")  # fmt: skip
    parser.add_argument("--only", action="append", choices=KEYS, help="this work, and others named")
    parser.add_argument("--markdown", action="store_true", help="the table of docs/speed.md")
    parser.add_argument("--quick", action="store_true", help="only see that all of it runs")
    args = parser.parse_args(given)
    chosen = args.only or KEYS
    if not args.markdown:
        print(machine(), busy(), sep=", ", flush=True)
    if args.quick and not args.markdown:
        print("Only a few samples and rounds: the numbers mean nothing.")
    found: list[Measured] = []
    for work in works(args.quick):
        if work.key in chosen:
            found.append(measure(contestants(work), work, reference))
            if not args.markdown:
                print("\n".join(["", *block(found[-1])]), flush=True)
    loaded = imports.measure(1 if args.quick else 25) if "import" in chosen else None
    if args.markdown:
        print("\n".join(markdown(found, loaded)))
    elif loaded:
        print("", imports.TITLE, f"    {more(loaded)}", sep="\n", flush=True)
    for each in growth.measure(args.quick) if "growth" in chosen else ():
        print("", *([markdown_of(each)] if args.markdown else each.lines()), sep="\n", flush=True)
    return int(any(each.refused for each in found))


def machine() -> str:
    """The processor, Python, NumPy, and who multiplies matrices."""
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}"
    kernel = f" for {kernels}" if (kernels := blas_kernels()) else ""
    return f"one core of {processor()}, {versions}, {blas['name']} {blas['version']}{kernel}"


def processor() -> str:
    """Its name."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.processor() or platform.machine()


def blas_kernels() -> str:
    """For which processor NumPy's BLAS computes, if threadpoolctl is there to tell."""
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return ""
    found = {each.get("architecture") for each in threadpool_info() if "numpy" in each["filepath"]}
    return ", ".join(sorted(name for name in found if name))


def busy() -> str:
    """What else runs here: interleaved rounds cancel slow moments, not a machine that is full."""
    if not hasattr(os, "getloadavg"):
        return f"{os.cpu_count()} processors"
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"


def block(found: Measured) -> list[str]:
    """One work on the terminal: a line for everyone, those who were refused too."""
    said = [found.work.title]
    if STUDENT not in found.seconds:
        return [*said, *refusals(found)]
    for name in found.seconds:
        ratios = found.ratios(name, STUDENT)
        low, ratio, high = np.quantile(ratios, (0.25, 0.5, 0.75))
        time = f"{duration(found.unit(name))} {found.work.units[1]}"
        spread = f"({low:.2f} to {high:.2f})"
        line = f"    {name:34s} {time:>15s}  × {ratio:<6.3g} {spread:18s} {aims(found, name)}"
        said.append(line.rstrip())
    said.append(f"    all agree with mlpcore's backward pass: {found.off:.0e} at most")
    return [*said, *refusals(found)]


def refusals(found: Measured) -> list[str]:
    """Who was refused, and why."""
    lines = [f"    {name:34s} REFUSED: {why}" for name, why in found.refused.items()]
    missing = OURS not in found.seconds and OURS not in found.refused
    return lines + [f"    {OURS:34s} does not compute in {found.work.dtype}"] * missing


def aims(found: Measured, name: str) -> str:
    """Of mlpcore, what else is known, and whether the target is reached; of others nothing."""
    if name not in (OURS, OURS_COMPILED, OURS_BY_HAND):
        return ""
    said, target = [share_of_products(found, name)], found.work.target
    if name != OURS_BY_HAND:
        said.insert(0, beside_measuring(found, name))
    aim = {OURS: target.ratio, OURS_COMPILED: target.compiled}.get(name)
    if aim:
        said.append(verdict(found.ratio(name, STUDENT) >= aim, f"× {aim:g}"))
    if name == OURS and target.of_products and PRODUCTS in found.seconds:
        share, wanted = found.ratio(name, PRODUCTS), target.of_products
        said.append(verdict(share >= wanted, f"{100 * wanted:.0f} %"))
    return ", ".join(part for part in said if part)


def verdict(reached: bool, target: str) -> str:
    """What was aimed at, and whether it is reached."""
    return f"{'reaches' if reached else 'MISSES'} {target}"


def beside_measuring(found: Measured, name: str) -> str:
    """The ratio to the student who, as mlpcore.train does, finds ε after each epoch."""
    if STUDENT_MEASURING not in found.seconds:
        return ""
    return f"with ε × {found.ratio(name, STUDENT_MEASURING):.3g}"


def share_of_products(found: Measured, name: str) -> str:
    """How much of the time the matrix products alone would take."""
    if PRODUCTS not in found.seconds:
        return ""
    return f"{100 * found.ratio(name, PRODUCTS):.0f} % of the products"


def duration(seconds: float) -> str:
    """Seconds in a unit that suits them."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{1e6 * seconds:.3g} µs"


def more(loaded: imports.Imports) -> str:
    """What mlpcore adds to NumPy, and whether that is little enough."""
    told = verdict(loaded.more <= imports.TARGET, f"numpy + {imports.TARGET:.0f} ms")
    return f"numpy ({loaded.numpy:.0f} ms) + {loaded.more:.1f} ms, {told}"


def markdown(found: Sequence[Measured], loaded: imports.Imports | None) -> list[str]:
    """The table of docs/speed.md: a column for everyone who took part in any work."""
    names = dict.fromkeys(name for each in found for name in each.seconds)
    names = {OURS: None} | {n: None for n in names if n not in OUT_OF_THE_TABLE}
    lines = [_row(["work", "× 1 is", *names, "to reach"])]
    lines.append(_row(["---"] * (len(names) + 3)))
    for each in found:
        cells = [cell(each, name) for name in names]
        one = duration(each.unit(STUDENT)) if STUDENT in each.seconds else "—"
        lines.append(_row([each.work.title, f"{one} {each.work.units[1]}", *cells,
                           str(each.work.target)]))  # fmt: skip
    if loaded:
        others = ["—"] * (len(names) - 1)
        lines.append(_row([imports.TITLE, f"{loaded.numpy:.0f} ms", f"+ {loaded.more:.1f} ms",
                           *others, f"+ {imports.TARGET:.0f} ms"]))  # fmt: skip
    return [*lines, "", f"On {machine()}. × 1 is the plain NumPy class that a good student writes."]


def cell(found: Measured, name: str) -> str:
    """One cell: the ratio to the student, and for mlpcore what else is known."""
    if name in found.refused:
        return "refused"
    if name not in found.seconds or STUDENT not in found.seconds:
        return "—"
    said = [f"× {found.ratio(name, STUDENT):.3g}"]
    if name in (OURS, OURS_COMPILED):
        said += [beside_measuring(found, name), share_of_products(found, name)]
    return ", ".join(part for part in said if part)


def markdown_of(grown: growth.Growth) -> str:
    """One line: from where to where, and the exponent."""
    first, last = grown.sizes[0], grown.sizes[-1]
    cost = 1e9 * grown.seconds[-1] / last
    return (
        f"{grown.title}: {first:,d} to {last:,d} {grown.per}s, {cost:.3g} ns a {grown.per} at the "
        f"end, exponent {grown.exponent:.2f}."
    )


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
