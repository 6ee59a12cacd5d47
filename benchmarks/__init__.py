"""Measurements: `python -m benchmarks` prints them; no test depends on them."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # as in a class; before anything loads NumPy
