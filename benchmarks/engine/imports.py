"""How long `import mlpcore` takes after `import numpy`: in new interpreters."""

import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TITLE = "import mlpcore, after import numpy"
TARGET = 15.0  # milliseconds

CODE = """
from time import process_time
start = process_time()
import numpy
between = process_time()
import mlpcore
print(between - start, process_time() - between)
"""


@dataclass(frozen=True)
class Imports:
    """Milliseconds: of NumPy alone, and of what mlpcore adds to it."""

    numpy: float
    more: float


def measure(runs: int) -> Imports:
    """The medians over new interpreters; the first does not count, it may have to compile."""
    found = []
    for _ in range(runs + 1):
        command = [sys.executable, "-c", CODE]
        said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        found.append([1000 * float(seconds) for seconds in said.split()])
    numpy, more = (statistics.median(each) for each in zip(*found[1:], strict=True))
    return Imports(numpy, more)
